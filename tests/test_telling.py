"""Telling: known questions in the midst of talk."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatbot.known.learning import Example, examples_of
from chatbot.known.telling import MOST, OFTEN, tell
from chatbot.languages.asides import load_asides
from chatbot.model import BadLanguage, KnownQuestion
from chatbot.text import MOST_BRIEF

HURTS = KnownQuestion("Does it hurt?", "en", frozenset({"pain"}))
DUELE = KnownQuestion("¿Duele?", "es", frozenset({"pain"}))
STORY = KnownQuestion(" ".join(f"word{at}" for at in range(MOST_BRIEF + 1)), "en", frozenset())


def told(*questions: KnownQuestion) -> list[Example]:
    examples = examples_of(questions, [["term"]] * len(questions))
    return tell(questions, examples, lambda aside, language: [f"{language}:{aside}"])


@pytest.mark.parametrize("question", [HURTS, DUELE])
def test_a_brief_question_is_told_once_among_asides_of_its_language(question: KnownQuestion) -> None:
    (example,) = told(question)
    own = examples_of([question], [["term"]])[0]
    assert example.answer == question.passages
    assert example.words[: len(own.words)] == own.words
    asides = [term.removeprefix(f"{question.language}:") for term in example.terms[1:]]
    assert 1 <= len(asides) <= MOST
    assert set(asides) <= set(load_asides(question.language))


def test_a_question_that_is_long_itself_counts_more_often_as_it_is() -> None:
    assert told(STORY) == (OFTEN - 1) * examples_of([STORY], [["term"]])


def test_a_question_is_told_in_the_same_way_whatever_else_is_listed() -> None:
    assert told(HURTS)[0] == told(STORY, DUELE, HURTS)[-1]


def test_a_language_without_asides_tells_nothing() -> None:
    assert told(KnownQuestion("Tut es weh?", "de", frozenset({"pain"}))) == []


def test_asides_hold_no_question_and_no_sentence_twice() -> None:
    for language in ("en", "es"):
        asides = load_asides(language)
        assert len(asides) == len(set(asides)) > 1000
        assert not [each for each in asides if "?" in each]


def test_a_file_of_asides_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "xx.toml").write_text("sentences = 3", encoding="utf-8")
    with pytest.raises(BadLanguage, match=r"asides/xx\.toml"):
        load_asides("xx", tmp_path)
