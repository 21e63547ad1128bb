"""Senses: words that share no name are likened by what they mean, and what is not known is like nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from chatbot.answering.likening import Meant, say
from chatbot.answering.senses import Senses, load_vectors
from chatbot.glossary import load_glossary
from chatbot.model import BadLanguage
from chatbot.thesaurus import load_thesaurus

SENSES = Senses(load_glossary(), load_thesaurus(), load_vectors())


def like(first: str, second: str, other: str = "en") -> float:
    one, two = SENSES.of(first, "en").sum(axis=0), SENSES.of(second, other).sum(axis=0)
    return float(one @ two / np.sqrt((one @ one) * (two @ two)))


@pytest.mark.parametrize(
    ("asked", "nearer", "language", "farther"),
    [
        ("crumble", "degeneration", "en", "appointment"),
        ("the knife", "surgery", "en", "massage"),
        ("kneading", "masaje", "es", "cirugía"),
        ("price", "coste", "es", "vértebra"),
    ],
)
def test_words_are_likest_to_what_means_the_same_in_either_language(
    asked: str, nearer: str, language: str, farther: str
) -> None:
    assert like(asked, nearer, language) > like(asked, farther, language) + 0.2


def test_words_that_nothing_knows_have_no_sense() -> None:
    assert not SENSES.word("xyzzy", None, "en").any()
    assert SENSES.of("xyzzy, and the", "en").shape[0] == 0


def test_every_sense_has_length_1() -> None:
    rows = SENSES.of("Surgery makes space around the compressed nerves.", "en")
    assert len(rows) >= 4
    assert np.allclose((rows * rows).sum(axis=1), 1, atol=1e-5)


def test_a_question_is_most_like_itself_and_like_nothing_where_nothing_is_said() -> None:
    rows = SENSES.of("surgery for pinched nerves", "en")
    nothing = SENSES.of("", "en")
    question = Meant(list(rows), [1.0] * len(rows))
    assert question.liken(say([rows], nothing)) == pytest.approx((1, 1), abs=1e-4)
    assert question.liken(say([nothing, rows], nothing)) == question.liken(say([rows], nothing))
    assert question.liken(say([nothing], rows)) == (0, 0)
    assert Meant([SENSES.nothing], [1.0]).liken(say([rows], nothing)) == (0, 0)


def test_what_stands_in_the_heading_counts_for_each_sentence_under_it() -> None:
    asked, text, heading = (SENSES.of(each, "en") for each in ("surgery price", "the price", "surgery"))
    question = Meant(list(asked), [1.0, 1.0])
    assert question.liken(say([text], heading))[1] > question.liken(say([text], SENSES.of("", "en")))[1] + 0.3


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_a_file_that_cannot_be_used_says_how_to_make_it_anew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "senses.npz"
    path.write_bytes(content)
    with pytest.raises(BadLanguage, match=r"benchmarks/senses\.py"):
        load_vectors(path)
