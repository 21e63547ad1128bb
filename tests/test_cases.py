"""Test sets: four formats read, and five broken files answered with every fault and its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chatbot.evaluation import read_cases
from chatbot.evaluation.cases import is_met
from chatbot.model import BadTestSet, Kind, Label

KNOWN = frozenset({"knees", "hips"})


def faults(path: Path) -> list[str]:
    with pytest.raises(BadTestSet) as raised:
        read_cases([path], KNOWN)
    return [str(fault).replace(str(path.parent) + "/", "") for fault in raised.value.faults]


def test_json_lines_hold_questions_and_dialogues(tmp_path: Path) -> None:
    lines = [
        {
            "id": "a",
            "question": "Do braces help?",
            "language": "en",
            "documents": ["knees"],
            "facts": [["help"], "knee"],
        },
        {"id": "b", "turns": [{"question": "Hi", "expect": "smalltalk"}, {"question": "Cost?", "expect": "no_answer"}]},
        {"id": "c", "question": "Both?", "documents": {"all": ["knees", "hips"]}, "sections": ["Care"], "tags": ["x"]},
        {"id": "d", "question": "It hurts", "expect": "emergency", "label": "emergency"},
    ]
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)) + "\n\n", encoding="utf-8")
    a, b, c, d = read_cases([path], KNOWN, frozenset({"Care"}))
    assert (a.turns[0].expect, a.turns[0].documents, a.turns[0].facts) == (
        Kind.ANSWER,
        ("knees",),
        (("help",), ("knee",)),
    )
    assert (b.is_dialogue, [turn.expect for turn in b.turns]) == (True, [Kind.SMALLTALK, Kind.NO_ANSWER])
    assert (c.turns[0].every, c.turns[0].documents, c.turns[0].sections, c.tags) == (
        True,
        ("knees", "hips"),
        ("Care",),
        ("x",),
    )
    assert d.turns[0].label is Label.EMERGENCY
    assert c.place == f"{path}:3"


def test_csv_has_the_same_columns(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text(
        "id,question,language,expect,documents,facts,tags\n"
        'a,"Do braces, at times, help?",en,answer,knees|hips,help|aid;knee,plain|x\n'
        "b,Cost?,en,no_answer,,,near\n",
        encoding="utf-8",
    )
    a, b = read_cases([path], KNOWN)
    assert a.turns[0].question == "Do braces, at times, help?"
    assert (a.turns[0].documents, a.turns[0].facts) == (("knees", "hips"), (("help", "aid"), ("knee",)))
    assert (a.tags, b.turns[0].expect, b.turns[0].facts) == (("plain", "x"), Kind.NO_ANSWER, ())


def test_csv_keeps_patterns_whole_and_knows_all_and_turns(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text(
        "id,question,expect,documents,facts,turns\n"
        'a,Why?,answer,all: knees | hips,"/(exit|leave); now/ | goes ; /a|b/",\n'
        'b,,,,,"[{""question"": ""Cost?"", ""expect"": ""no_answer""},'
        ' {""question"": ""Hi"", ""expect"": ""smalltalk""}]"\n',
        encoding="utf-8",
    )
    a, b = read_cases([path], KNOWN)
    assert (a.turns[0].documents, a.turns[0].every) == (("knees", "hips"), True)
    assert a.turns[0].facts == (("/(exit|leave); now/", "goes"), ("/a|b/",))
    assert [turn.question for turn in b.turns] == ["Cost?", "Hi"]


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("language", "klingon", "'language' is 'klingon'; want a code such as en or es, or leave it out"),
        ("sections", ["Nowhere"], "the corpus has no section 'Nowhere'; correct the heading"),
        ("question", "half \ud800", "'question' is empty or not text; write the question"),
    ],
)
def test_what_would_silently_miss_is_a_fault(tmp_path: Path, key: str, value: object, told: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps({"id": "a", "question": "Why?", "documents": ["knees"], key: value}))
    assert faults(path) == [f"set.jsonl:1: {told}"]


def test_a_beir_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "queries.jsonl").write_text('{"_id": "1", "text": "knee brace"}\n{"_id": "2", "text": "unjudged"}\n')
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n1\tknees\t2\n1\thips\t0\n")
    (case,) = read_cases([tmp_path], KNOWN)
    assert (case.case_id, case.turns[0].question) == ("1", "knee brace")
    assert (case.turns[0].expect, case.turns[0].grades) == (None, {"knees": 2, "hips": 0})


@pytest.mark.parametrize("as_folder", [True, False])
def test_trec_topics_with_qrels_are_read(tmp_path: Path, as_folder: bool) -> None:
    topics = tmp_path / "topics.txt"
    topics.write_text(
        "<top>\n<num> Number: 51\n<title> knee\n  brace\n<desc> Description: ...\n</top>\n"
        "<top>\n<num>52</num>\n<title>hip</title>\n</top>\n"
    )
    (tmp_path / "qrels.txt").write_text("51 0 knees 1\n52 0 hips 1\n")
    first, second = read_cases([tmp_path if as_folder else topics], KNOWN)
    assert (first.case_id, first.turns[0].question, first.turns[0].grades) == ("51", "knee brace", {"knees": 1})
    assert (second.case_id, second.turns[0].question) == ("52", "hip")


def test_faults_of_one_line_all_come(tmp_path: Path) -> None:
    path = tmp_path / "one.jsonl"
    path.write_text('{"question": "", "expect": "maybe", "documents": "knees", "label": "sick", "colour": "red"}')
    known = "documents, expect, facts, id, label, language, question, sections, tags, turns"
    assert faults(path) == [
        "one.jsonl:1: has no 'id'; give every case an id of its own",
        f"one.jsonl:1: has the unknown key 'colour'; known are {known}",
        "one.jsonl:1: 'question' is empty or not text; write the question",
        "one.jsonl:1: 'expect' is 'maybe'; want one of answer, no_answer, clarify, deflection, emergency, crisis, "
        "out_of_scope, smalltalk",
        'one.jsonl:1: \'documents\' is not a list of names; want ["...", "..."]',
        "one.jsonl:1: expects an answer and names neither documents nor facts; say what is right",
        "one.jsonl:1: 'label' is 'sick'; want one of benign, emergency, crisis, diagnosis, personal, injection, "
        "out_of_scope",
    ]


def test_faults_of_many_lines_come_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text(
        '{"id": "a", "question": "Fine?", "documents": ["knees"]}\n'
        "not json\n"
        "\n"
        '["a list"]\n'
        '{"id": "a", "question": "Twice?", "documents": ["elbows"]}\n'
        '{"id": "b", "question": "Both?", "turns": [], "documents": ["knees"]}\n'
    )
    assert faults(path) == [
        "many.jsonl:2: is not JSON: Expecting value at column 1; want one object a line",
        'many.jsonl:4: is not an object; want {"id": ..., "question": ...}',
        "many.jsonl:6: has 'documents' beside 'turns'; give it in the turn that it belongs to",
        "many.jsonl:6: needs either 'question' or 'turns'; give one of the two",
        "many.jsonl:5: uses the id 'a' of many.jsonl:1; give every case an id of its own",
        "many.jsonl:5: the corpus has no document 'elbows'; correct the name or --corpus",
    ]


def test_faults_of_turns_and_facts_come_with_their_turn(tmp_path: Path) -> None:
    path = tmp_path / "turns.jsonl"
    turns = [
        {"question": "Ok?", "expect": "no_answer", "facts": [["x"]]},
        "what",
        {"question": "Why?", "facts": [["/((/"], []], "tags": ["x"]},
    ]
    path.write_text(json.dumps({"id": "a", "turns": turns}))
    remedy = 'want [["one wording", "another"], ["/a regular expression/"]]'
    known = "documents, expect, facts, label, language, question, sections"
    assert faults(path) == [
        "turns.jsonl:1 turn 1: expects 'no_answer' and names documents or facts; only an answer has them",
        'turns.jsonl:1 turn 2: is not an object; want {"question": ..., "expect": ...}',
        f"turns.jsonl:1 turn 3: has the unknown key 'tags'; known are {known}",
        "turns.jsonl:1 turn 3: /((/ is not a regular expression: missing ), unterminated subpattern at position 1; "
        "correct it",
        f"turns.jsonl:1 turn 3: the group [] of 'facts' holds no text; {remedy}",
    ]


def test_faults_of_csv_come_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text('id,question,expect\na,"Two\nlines?",perhaps\nb,One,no_answer,extra\nc,,no_answer\n')
    assert faults(path) == [
        "set.csv:2: 'expect' is 'perhaps'; want one of answer, no_answer, clarify, deflection, emergency, crisis, "
        "out_of_scope, smalltalk",
        "set.csv:2: expects an answer and names neither documents nor facts; say what is right",
        "set.csv:4: has more cells than the head line; quote cells that hold a comma",
        "set.csv:5: needs either 'question' or 'turns'; give one of the two",
    ]


def test_faults_of_judgements_come_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "topics.txt").write_text("<top>\n<num>1\n<title>knee\n</top>\n<top>\n<title>no number\n</top>\n")
    (tmp_path / "qrels.txt").write_text("1 0 knees 1\n1 0 hips\n1 0 hips often\n")
    with pytest.raises(BadTestSet) as raised:
        read_cases([tmp_path], KNOWN)
    assert [str(fault).replace(str(tmp_path) + "/", "") for fault in raised.value.faults] == [
        "qrels.txt:2: is no judgement; want query, document and a whole number",
        "qrels.txt:3: is no judgement; want query, document and a whole number",
        "topics.txt:5: is no TREC topic; want <num> and <title>",
    ]


@pytest.mark.parametrize(
    ("write", "told"),
    [
        (lambda _: None, "set.jsonl: there is no such file; check the name"),
        (lambda path: path.write_text("\n\n"), "set.jsonl: holds no case; write one case a line"),
        (lambda path: path.write_bytes(b"caf\xe9"), "set.jsonl: is not UTF-8 text; save it as UTF-8"),
        (
            lambda path: path.mkdir(),
            "set.jsonl: is no test set; want queries.jsonl with qrels/*.tsv (BEIR), "
            "or a topics file with a qrels file (TREC)",
        ),
        (
            lambda path: path.write_text("<top>"),
            "set.jsonl: has no qrels beside it; put a file with 'qrels' in its name in its folder",
        ),
    ],
)
def test_a_file_that_is_no_test_set_says_so(tmp_path: Path, write: object, told: str) -> None:
    path = tmp_path / "set.jsonl"
    write(path)  # type: ignore[operator]
    assert faults(path) == [told]


def test_judgements_of_another_corpus_are_refused(tmp_path: Path) -> None:
    (tmp_path / "topics.txt").write_text("<top><num>1</num><title>knee</title></top>")
    (tmp_path / "qrels.txt").write_text("1 0 elbows 1\n")
    with pytest.raises(BadTestSet, match="judge no document or passage of this corpus"):
        read_cases([tmp_path], KNOWN)


@pytest.mark.parametrize(
    ("alternatives", "text", "met", "why"),
    [
        (("widens",), "It WIDENS the opening", True, "case does not matter"),
        (("cirugia",), "la cirugía", True, "accents do not matter"),
        (("blood flow",), "blood\nflow", True, "line breaks do not matter"),
        (("ten", "10"), "10 sessions", True, "one alternative suffices"),
        (("/nerve roots? (exit|leave)/",), "nerve roots leave", True, "a pattern"),
        (("/^roots/",), "nerve roots", False, "a pattern that does not match"),
        (("widen it",), "widens it", False, "other words"),
        (("/",), "and/or", True, "a lone slash is text"),
        (("safe",), "an unsafe place", False, "a word begins where it begins"),
        (("widen",), "it widens", True, "and ends as it likes"),
        (("10",), "100 sessions", False, "a number is a whole number"),
        (("80",), "in 1980", False, "from its first digit"),
        (("80",), "80% of cases", True, "whatever stands behind it"),
        (("2",), "2.5 hours", False, "decimals are part of it"),
    ],
)
def test_a_fact_is_met_by_its_words(alternatives: tuple[str, ...], text: str, met: bool, why: str) -> None:
    assert is_met(alternatives, text) is met, why
