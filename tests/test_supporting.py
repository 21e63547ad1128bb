"""Supporting: the right source first, every span verbatim, and what differs said plainly."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from teaching import ANSWERED, folder

import chatbot
from chatbot.model import UnknownLanguage
from chatbot.supporting import Negation, Source, Standing, support
from chatbot.text import WORD, term

TESTS = Path(__file__).parent
BOT = chatbot.load(TESTS.parent / "corpus")
ROWS: list[dict[str, Any]] = tomllib.loads((TESTS / "fixtures/statements.toml").read_text(encoding="utf-8"))[
    "statement"
]
FOUND = [row for row in ROWS if "passage" in row]
# ARCHITECTURE.md, "Figures behind the defaults": of 462 statements made of every third content word of a sentence, the
# right passage came first for 413 by BM25 alone and for 438 with what the best sentence holds.
THINNED = 0.94


def first(statement: str, language: str | None = None) -> Source:
    return support(BOT, statement, language).sources[0]


@pytest.mark.parametrize("row", FOUND, ids=[row["says"] for row in FOUND])
def test_the_right_passage_comes_first(row: dict[str, Any]) -> None:
    assert row["passage"] in first(row["says"]).hit.passage.text
    verdict = support(BOT, row["says"]).verdict
    wanted = {
        "verbatim": {Standing.VERBATIM},
        "paraphrase": {Standing.CLOSE, Standing.PARTLY},
        "number": {Standing.PARTLY},
        "translated": {Standing.VERBATIM, Standing.CLOSE, Standing.PARTLY},
    }
    assert verdict in wanted[row["kind"]]


@pytest.mark.parametrize("row", [row for row in ROWS if row["kind"] == "absent"], ids=lambda row: row["says"])
def test_what_is_not_in_the_documents_stands_nowhere(row: dict[str, Any]) -> None:
    assert support(BOT, row["says"]).verdict is Standing.NOWHERE


@pytest.mark.parametrize("row", [row for row in ROWS if "wrong" in row], ids=lambda row: row["says"])
def test_a_number_that_differs_is_told_with_what_stands_in_its_place(row: dict[str, Any]) -> None:
    source = first(row["says"])
    assert [each.text for each in source.numbers_missing] == row["wrong"]
    assert [each.text for each in source.numbers_instead] == row["instead"]


def test_the_table_has_enough_of_every_kind() -> None:
    kinds = [row["kind"] for row in ROWS]
    assert len(ROWS) >= 30
    assert min(kinds.count(kind) for kind in set(kinds)) >= 5
    assert set(kinds) == {"verbatim", "paraphrase", "number", "translated", "absent"}


PIECES = st.sampled_from(
    [*(unit for each in BOT.retriever.passages[:20] for unit in each.text.split()), "80%", "diez", "¿", "\n", "no"]
)


def test_what_shares_no_term_with_a_statement_is_no_source_of_it(tmp_path: Path) -> None:
    listed = ANSWERED.replace("For how many minutes am I in the zorbulator?", "When may I leave the zorbulator?")
    bot = chatbot.load(folder(tmp_path, listed))
    assert [hit.score for hit in bot.consider("When may I leave the zorbulator?").hits] == [0.0]
    assert support(bot, "When may I leave the zorbulator?").sources == ()


@settings(max_examples=60)
@given(st.text(max_size=60) | st.lists(PIECES, max_size=25).map(" ".join))
@example("")
@example("?!")
@example("the of and")
@example("EFICAZ:SHE")
@example("İstanbul 80% ﬁrst 10–12 \ud800")
def test_every_span_is_verbatim_and_gains_add_up_for_any_statement(statement: str) -> None:
    told = support(BOT, statement)
    assert len(told.sources) <= 5
    for source in told.sources:
        text = BOT.documents[source.hit.passage.doc_id].text
        assert text[source.span.start : source.span.end] == source.quote != ""
        assert source.hit.passage.span.start <= source.span.start < source.span.end <= source.hit.passage.span.end
        for held in source.found:
            assert text[held.at.start : held.at.end] == held.by
            assert source.span.start <= held.at.start < held.at.end <= source.span.end
        for word in (*source.found, *source.missing, *source.numbers_missing):
            assert told.statement[word.span.start : word.span.end] == word.text
        for number in source.numbers_instead:
            assert source.quote[number.span.start : number.span.end] == number.text
        spans = sorted((each.span.start, each.span.end) for each in (*source.found, *source.missing))
        assert all(before[1] <= after[0] for before, after in pairwise(spans)), "none twice"
        assert sum(each.gain for each in source.contributions) == pytest.approx(source.hit.score, abs=1e-9)
        assert 0 <= source.share <= 1 + 1e-9
        assert (source.verdict is Standing.NOWHERE) or source.found or source.verdict is Standing.VERBATIM


def test_every_sentence_of_every_document_is_found_word_for_word_in_its_passage() -> None:
    for passage in BOT.retriever.passages:
        for unit in passage.units:
            said = passage.text[unit.span.start - passage.span.start : unit.span.end - passage.span.start]
            told = support(BOT, said, passage.language, k=1)
            assert told.verdict is Standing.VERBATIM, said
            assert " ".join(said.split()).casefold() in " ".join(told.sources[0].quote.split()).casefold()


def test_a_statement_of_every_third_word_of_a_sentence_mostly_finds_its_passage() -> None:
    right: list[bool] = []
    for passage in BOT.retriever.passages:
        for unit in passage.units[::3]:
            said = passage.text[unit.span.start - passage.span.start : unit.span.end - passage.span.start]
            words = [word for word in WORD.findall(said) if term(word, passage.language)]
            if len(words) >= 5 and (passage.doc_id, passage.language) != ("spinal-decompression", "es"):
                told = support(BOT, " ".join(words[::3]), passage.language, k=1)
                right.append(told.sources[0].hit.passage is passage)
    assert len(right) > 40
    assert sum(right) / len(right) >= THINNED - 0.04


@pytest.mark.parametrize(
    ("statement", "negation", "verdict", "why"),
    [
        ("Therapists perform manual therapy in case of a hernia.", Negation.SOURCE, Standing.PARTLY, "it says not"),
        ("Other cases never require surgical intervention.", Negation.STATEMENT, Standing.PARTLY, "only we say never"),
        ("Therapists don't perform manual therapy in case of a hernia.", Negation.ALIKE, Standing.CLOSE, "both"),
        ("Los terapeutas hacen terapia manual si hay una hernia.", Negation.SOURCE, Standing.PARTLY, "in Spanish"),
    ],
)
def test_a_not_that_only_one_of_them_has_is_told_and_nothing_is_close(
    statement: str, negation: Negation, verdict: Standing, why: str
) -> None:
    source = first(statement)
    assert (source.negation, source.verdict) == (negation, verdict), why


@pytest.mark.parametrize(
    ("statement", "pair", "how", "why"),
    [
        ("Discs that are slipped discs press on nerves", ("slipped discs", "herniated disc"), "concept", "a lay name"),
        ("Robots make operations more exact.", ("exact", "precise"), "class", "a word that means nearly the same"),
        ("A course starts at ten sessions or more.", ("ten", "10"), "number", "a number in words"),
        ("physiotherapy supports healing", ("physiotherapy", "Physical therapy"), "concept", "a name elsewhere"),
    ],
)
def test_a_word_found_under_another_name_says_which(statement: str, pair: tuple[str, str], how: str, why: str) -> None:
    sources = support(BOT, statement).sources
    found = {(each.text, each.by, each.how) for source in sources for each in source.found}
    assert (*pair, how) in found, (why, found)


def test_a_listed_disagreement_is_told_with_its_other_side() -> None:
    listed = first("A specialist resets a prolapsed disc.").disagreements
    assert [each.subject for each in listed] == ["manual therapy and a prolapsed disc"]
    other = listed[0].others[0]
    assert other.quote.startswith("Therapists do not perform manual therapy")
    assert BOT.documents[other.passage.doc_id].text[other.span.start : other.span.end] == other.quote


def test_no_disagreement_is_told_that_is_not_listed() -> None:
    assert first("Osteochondrosis explains 10% of cases of back pain.").disagreements == ()


def test_a_source_in_another_language_is_found_by_concepts_classes_and_numbers(tmp_path: Path) -> None:
    text = "# Braces\n\nWalks are pleasant.\n\n## Time\n\nA herniated disc needs 6 to 8 weeks of physical therapy."
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    told = support(chatbot.load(tmp_path), "Una hernia discal necesita de seis a ocho semanas de fisioterapia.", "es")
    source = told.sources[0]
    assert source.quote.startswith("A herniated disc needs")
    assert {("hernia discal", "herniated disc"), ("seis a ocho", "6 to 8"), ("fisioterapia", "physical therapy")} <= {
        (each.text, each.by) for each in source.found
    }
    assert source.numbers_missing == source.numbers_instead == ()


def test_a_slip_is_mended_and_said() -> None:
    told = support(BOT, "Osteochondrosis explians 80% of cases of back pain")
    assert told.corrections == (("explians", "explains"),)
    assert "explains" in told.statement


def test_a_language_that_nobody_speaks_is_refused() -> None:
    with pytest.raises(UnknownLanguage):
        support(BOT, "x", "fr")
