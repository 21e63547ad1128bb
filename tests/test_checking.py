"""Checking: what is overdue, what is said twice, and which sections no test question reaches."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import chatbot
from chatbot.auditing import near_duplicates, overdue, unreached_sections
from chatbot.checking import check, sections_of
from chatbot.cli import main
from chatbot.evaluation import find_files
from chatbot.model import BadTestSet, Passage, Span

CORPUS = Path(__file__).parent.parent / "corpus"
BOT = chatbot.load(CORPUS)
DOCUMENT = next(iter(BOT.documents.values()))
TWELVE = "one two three four five six seven eight nine ten eleven twelve"


def passage(name: str, text: str, language: str = "en", section: str = "S") -> Passage:
    return Passage(f"{name}#1", name, section, (section,), language, Span(0, len(text)), text, ())


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments])


@pytest.mark.parametrize(
    ("updated", "months", "today", "late", "why"),
    [
        ("2023-03-31", 36, "2026-03-31", False, "on the day itself there is still time"),
        ("2023-03-31", 36, "2026-04-01", True, "a day later there is not"),
        ("2024-02-29", 12, "2025-02-28", False, "a leap day falls due on the last of February"),
        ("2024-02-29", 12, "2025-03-01", True, "and is overdue in March"),
        ("2023-12-31", 2, "2024-02-29", False, "a month with fewer days"),
        ("2030-01-01", 1, "2026-01-01", False, "a date to come"),
        ("9999-12-31", 600, "9999-12-31", False, "no day is beyond the calendar"),
        (None, 1, "2026-01-01", False, "without a date nothing is overdue"),
    ],
)
def test_a_document_is_overdue_the_day_after_its_months(
    updated: str | None, months: int, today: str, late: bool, why: str
) -> None:
    found = overdue([replace(DOCUMENT, updated=updated)], months, date.fromisoformat(today))
    assert bool(found) is late, why


def test_the_longest_overdue_comes_first() -> None:
    documents = [replace(DOCUMENT, doc_id=day, updated=day) for day in ("2021-05-05", "2019-01-01", "2020-01-01")]
    found = overdue(documents, 1, date(2026, 1, 1))
    assert [each.document.doc_id for each in found] == ["2019-01-01", "2020-01-01", "2021-05-05"]


@given(st.dates(), st.integers(1, 600), st.integers(0, 40_000))
def test_what_is_overdue_stays_overdue(day: date, months: int, later: int) -> None:
    documents = [replace(DOCUMENT, updated=day.isoformat())]
    due = overdue(documents, months, date.max)
    if due and due[0].due < date.max - timedelta(later + 1):
        assert overdue(documents, months, due[0].due) == ()
        assert overdue(documents, months, due[0].due + timedelta(1 + later)) == due


@pytest.mark.parametrize(
    ("one", "other", "pair", "why"),
    [
        (TWELVE, TWELVE, True, "a copy"),
        (TWELVE, TWELVE.upper().replace(" ", ",\n"), True, "a copy in capitals with other punctuation"),
        (TWELVE, TWELVE + " thirteen fourteen", True, "a sentence more"),
        (TWELVE, TWELVE + " " + " ".join(f"w{n}" for n in range(60)), True, "a part taken over into a long passage"),
        (TWELVE, TWELVE.replace("six", "6"), False, "one word in the midst of few tears four shingles"),
        (TWELVE, " ".join(reversed(TWELVE.split())), False, "the same words in another order"),
        ("press on the nerves", "press on the nerves", False, "a phrase"),
        (TWELVE, "one two three four and nothing else of it at all", False, "a few words in common"),
        ("", "", False, "nothing"),
    ],
)
def test_passages_are_near_duplicates_by_their_runs_of_words(one: str, other: str, pair: bool, why: str) -> None:
    found = near_duplicates([passage("a", one), passage("b", other)])
    assert bool(found) is pair, why
    assert all(0 <= each.jaccard <= each.containment <= 1 for each in found)


def test_a_passage_in_another_language_is_no_duplicate() -> None:
    assert near_duplicates([passage("a", TWELVE), passage("b", TWELVE, "es")]) == ()


def test_within_a_document_and_across_the_most_alike_pair_comes_first() -> None:
    passages = [passage("a", TWELVE), replace(passage("a", TWELVE + " x y"), passage_id="a#2"), passage("b", TWELVE)]
    found = near_duplicates(passages)
    pairs = [(each.first.passage_id, each.second.passage_id, round(each.jaccard, 2)) for each in found]
    assert pairs == [("a#1", "b#1", 1.0), ("a#1", "a#2", 0.82), ("a#2", "b#1", 0.82)]


def test_a_set_phrase_of_many_passages_makes_no_pairs() -> None:
    phrase = "please talk to your own doctor before you try any of this"
    passages = [passage(f"p{n}", phrase + " " + " ".join(f"w{n}x{m}" for m in range(40))) for n in range(200)]
    assert near_duplicates(passages) == ()


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=12).map(" ".join), max_size=6))
def test_the_index_finds_the_pairs_that_comparing_all_finds(texts: list[str]) -> None:
    passages = [passage(f"p{n}", text) for n, text in enumerate(texts)]
    runs = [{tuple(text.split()[at : at + 4]) for at in range(len(text.split()) - 3)} for text in texts]
    wanted = set()
    for first, one in enumerate(runs):
        for second in range(first + 1, len(runs)):
            other = runs[second]
            if min(len(one), len(other)) < 4:
                continue
            if len(one & other) / len(one | other) >= 0.5 or len(one & other) / min(len(one), len(other)) >= 0.7:
                wanted.add((f"p{first}", f"p{second}"))
    assert {(each.first.doc_id, each.second.doc_id) for each in near_duplicates(passages)} == wanted


def test_the_shipped_passage_in_two_files_is_warned_of() -> None:
    report = check(BOT, date(2026, 1, 1))
    pairs = [(each.first.passage_id, each.second.passage_id) for each in report.duplicates]
    assert pairs == [("spinal-decompression#7", "spinal-decompression.es#7")]
    assert any("says nearly the same as spinal-decompression.es#7 (100% of" in told for _, told in report.everything())
    assert report.overdue == ()


@pytest.mark.parametrize(
    ("cited", "unreached", "why"),
    [
        ([], [("a", "S"), ("a", "T"), ("b", "S")], "without questions nothing is reached"),
        ([passage("a", "x")], [("a", "T"), ("b", "S")], "a heading of another document is another section"),
        ([passage("a", "x", section="T"), passage("b", "y")], [("a", "S")], "what is left, in order"),
        ([passage("c", "x")], [("a", "S"), ("a", "T"), ("b", "S")], "a passage of none of them"),
    ],
)
def test_a_section_is_reached_by_a_passage_quoted_from_it(
    cited: list[Passage], unreached: list[tuple[str, str]], why: str
) -> None:
    sections = [("a", "S"), ("a", "T"), ("a", "S"), ("b", "S")]
    assert list(unreached_sections(sections, cited)) == unreached, why


def corpus(folder: Path) -> Path:
    text = (
        "---\nupdated: 2001-02-03\n---\n# Braces\n\n## Knees\n\nBraces hold the knee.\n\n## Towels\n\nTowels are warm."
    )
    (folder / "braces.md").write_text(text, encoding="utf-8")
    case = {"id": "1", "question": "What do braces hold?", "documents": ["braces"]}
    (folder / "set.jsonl").write_text(json.dumps(case), encoding="utf-8")
    return folder


def test_check_tells_what_is_overdue_and_what_no_question_reaches(tmp_path: Path) -> None:
    folder = corpus(tmp_path)
    arguments = ("check", "--corpus", str(folder), "--tests", str(folder / "set.jsonl"))
    shown = run(*arguments)
    assert shown.exit_code == 0, shown.output
    assert "was due for review on 2004-02-03" in shown.stdout
    assert "unreached braces  Towels" in shown.stdout
    assert "Knees" not in shown.stdout
    assert "1 of 2 sections are reached by no test question" in shown.stderr
    told = json.loads(run(*arguments, "--json").stdout)
    assert told["overdue"] == [{"document": "braces", "updated": "2001-02-03", "due": "2004-02-03"}]
    assert told["unreached"] == [{"document": "braces", "section": "Towels"}]
    assert "unreached" not in json.loads(run("check", "--corpus", str(folder), "--json").stdout)


def test_the_test_sets_of_the_clinic_are_asked_if_none_is_named(tmp_path: Path) -> None:
    folder = corpus(tmp_path)
    (folder / "clinic.toml").write_text('[staff]\ntest_sets = ["*.jsonl"]', encoding="utf-8")
    assert "unreached braces  Towels" in run("check", "--corpus", str(folder), "--tests").stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--tests",), "name test sets after --tests"),
        (("x.jsonl",), "give --tests before them"),
        (("--tests", "no/such.jsonl"), "there is no such file"),
    ],
)
def test_test_sets_that_cannot_be_asked_are_told(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    shown = run("check", "--corpus", str(corpus(tmp_path)), *arguments)
    assert shown.exit_code == 2
    assert told in shown.stderr


def test_a_pattern_without_a_file_is_told(tmp_path: Path) -> None:
    assert find_files([str(corpus(tmp_path) / "*.jsonl")] * 2) == [tmp_path / "set.jsonl"]
    with pytest.raises(BadTestSet, match="names no file"):
        find_files([str(tmp_path / "*.nothing")])


def test_every_section_that_can_be_quoted_is_listed_once() -> None:
    sections = sections_of(BOT)
    assert len(sections) == len(set(sections))
    assert {doc_id for doc_id, _ in sections} == set(BOT.documents)
