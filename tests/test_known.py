"""Known questions: what the list may hold, which passages it leads to, and how like a new question they are."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from teaching import ANSWERED, folder

import chatbot
from chatbot.known import Known, place, read, work_out
from chatbot.known.likening import DENSE_ANSWERED, DENSE_UNANSWERED, FEW, gather
from chatbot.known.listing import read_list
from chatbot.model import BadQuestions, Kind, KnownQuestion, Query, QueryTerm
from chatbot.settings import QUESTIONS_FILE, Settings
from chatbot.text import WORD

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
SHIPPED = chatbot.load(CORPUS)
LANGUAGES = ("en", "es")


def known(*rows: tuple[str, str | None]) -> Known:
    """Known questions of one term a letter, each with the passage that answers it."""
    questions = [KnownQuestion(text, "en", frozenset([answer] if answer else [])) for text, answer in rows]
    return Known(questions, gather([text for text, _ in rows]))


def query(terms: str, wants: tuple[str, ...] = ()) -> Query:
    return Query(terms, terms, "en", terms=tuple(QueryTerm(each, 1.0, each) for each in terms), wants=wants)


@pytest.mark.parametrize(
    ("toml", "faults", "why"),
    [
        ("x = ", (":",), "no TOML"),
        ("[[answred]]\n", ("no section [answred]",), "a section misspelt"),
        ('answered = "x"', (":1: [[answered]] is no table of its own",), "no list of tables"),
        ('[[answered]]\nquote = "q"\nen = ["a"]', (":1: [[answered]] has no text for document",), "no document"),
        ('[[answered]]\ndocument = 5\nquote = ""\nen = ["a"]', ("has no text for document and quote",), "no texts"),
        ('\n[[unanswered]]\nen = ["a"]', (":2: [[unanswered]] has no text for about",), "not said about what"),
        ('[[unanswered]]\nabout = "x"\n', ("lists no question",), "no question"),
        ('[[unanswered]]\nabout = "x"\nen = []', ("lists no question",), "an empty list"),
        ('[[unanswered]]\nabout = "x"\nen = "a"', ("in en that is no list of questions",), "no list"),
        ('[[unanswered]]\nabout = "x"\nes = ["?!"]', ("in es that is no list of questions",), "no word in it"),
        ('[[unanswered]]\nabout = "x"\nfr = ["a"]', ("has fr, which is neither about nor a language",), "French"),
        (
            '[[unanswered]]\nabout = "x"\nen = ["Why?"]\n[[answered]]\ndocument = "d"\nquote = "q"\nen = ["why?"]',
            (":4: lists 'why?', which questions.toml:1 says no document answers",),
            "claimed twice",
        ),
        (
            '[[unanswered]]\nabout = "x"\nen = ["  why"]\n[[answered]]\ndocument = "d"\nquote = "q"\nen = ["Why?"]',
            (":4: lists 'Why?', which questions.toml:1 says no document answers",),
            "claimed twice, with other marks and spaces",
        ),
        ("[[answered]]\n\n[[unanswered]]\n", (":1: [[answered]]", ":3: [[unanswered]]"), "all faults at once"),
    ],
)
def test_a_fault_in_the_list_is_told_with_its_line(
    tmp_path: Path, toml: str, faults: tuple[str, ...], why: str
) -> None:
    with pytest.raises(BadQuestions) as raised:
        read_list(folder(tmp_path, toml), LANGUAGES)
    assert len(raised.value.faults) == len(faults), why
    for fault, told in zip(raised.value.faults, faults, strict=True):
        assert told in str(fault), why


def test_a_list_that_is_no_text_is_told_and_none_is_no_fault(tmp_path: Path) -> None:
    assert read_list(folder(tmp_path), LANGUAGES) == ()
    (tmp_path / QUESTIONS_FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadQuestions, match="cannot be used"):
        chatbot.load(tmp_path)


@pytest.mark.parametrize(
    ("document", "quote"),
    [
        ("streching", "A session lasts twenty minutes."),
        ("stretching", "A session lasts ten minutes."),
        ("stretching", "You lie on your back.\\n\\nEat what you like before a session."),
    ],
)
def test_a_quotation_that_is_gone_stops_the_start(tmp_path: Path, document: str, quote: str) -> None:
    entry = f'[[answered]]\ndocument = "{document}"\nquote = "{quote}"\nen = ["a"]\n'
    with pytest.raises(BadQuestions) as raised:
        chatbot.load(folder(tmp_path, 2 * entry))
    assert [fault.place for fault in raised.value.faults] == ["questions.toml:1", "questions.toml:5"]
    problem = "there is no document 'streching'" if document == "streching" else f"'{document}' does not hold"
    assert all(problem in fault.problem for fault in raised.value.faults)


def test_a_question_leads_to_the_passage_of_its_sentence_and_to_its_translations() -> None:
    by_text = {question.text: question for question in SHIPPED.search.known.questions}
    passages = by_text["neck decompression"].passages
    assert passages == {"surgical-decompression#1", "surgical-decompression.es#1"}


def test_every_listed_quotation_stands_in_the_passages_it_leads_to() -> None:
    listed = SHIPPED.known_source.listed
    questions = place(listed, SHIPPED.documents, SHIPPED.retriever.passages, lambda _: ())
    texts = {passage.passage_id: passage.text for passage in SHIPPED.retriever.passages}
    at = 0
    for entry in listed:
        for question in questions[at : at + len(entry.questions)]:
            assert len(question.passages) == (entry.quote is not None)
            assert all(entry.quote in texts[passage] for passage in question.passages)
        at += len(entry.questions)
    assert at == len(questions) > 10_000


def test_no_question_of_a_test_set_is_in_the_list() -> None:
    def plain(text: str) -> str:
        return " ".join(WORD.findall(text.casefold()))

    asked = {plain(question.text) for question in SHIPPED.search.known.questions}
    for path in sorted((ROOT / "tests" / "qa").glob("*.jsonl")):
        cases = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        turns = [turn for case in cases for turn in case.get("turns", [case])]
        assert not [turn["question"] for turn in turns if plain(turn["question"]) in asked], path.name


def test_whoever_asks_in_listed_words_gets_that_passage(tmp_path: Path) -> None:
    asked = "So when may I leave the zorbulator?"
    assert chatbot.load(folder(tmp_path)).ask(asked).kind is not Kind.ANSWER
    listed = ANSWERED.replace("For how many minutes am I in the zorbulator?", "So when may I leave the zorbulator?")
    answer = chatbot.load(folder(tmp_path, listed)).ask(asked)
    assert [citation.section for citation in answer.citations] == ["Length"]


def test_whoever_asks_what_is_listed_as_unanswered_is_not_answered(tmp_path: Path) -> None:
    asked = "Can I eat before a session in the evening?"
    assert chatbot.load(folder(tmp_path)).ask(asked).kind is Kind.ANSWER
    unanswered = '[[unanswered]]\nabout = "evenings"\nen = ["CAN I eat before a session in the evening"]\n'
    assert chatbot.load(folder(tmp_path, unanswered)).ask(asked).kind is not Kind.ANSWER


def test_a_passage_that_holds_few_of_the_words_is_looked_at_if_a_known_question_leads_to_it(tmp_path: Path) -> None:
    more = "\n".join(f"## Section {n}\n\nThe bench of session {n} is for minutes of bench {n}.\n" for n in range(30))
    folder(tmp_path, ANSWERED)
    (tmp_path / "more.md").write_text(more, encoding="utf-8")
    asked = "For how many minutes am I in the zorbulator?"
    found = [hit.passage.passage_id for hit in chatbot.load(tmp_path).consider(asked).hits]
    without = [hit.passage.passage_id for hit in chatbot.load(tmp_path, known_questions=False).consider(asked).hits]
    assert "stretching#1" in found
    assert found[: len(without)] == without


def test_a_passage_that_holds_none_of_the_words_answers_as_listed(tmp_path: Path) -> None:
    listed = ANSWERED.replace("For how many minutes am I in the zorbulator?", "When may I leave the zorbulator?")
    answer = chatbot.load(folder(tmp_path, listed)).ask("when may I leave the zorbulator")
    assert [citation.section for citation in answer.citations] == ["Length"]


def test_listed_words_are_found_though_they_are_taken_for_slips(tmp_path: Path) -> None:
    unanswered = '[[unanswered]]\nabout = "x"\nen = ["Is a sesion of twentee minuts too short?"]\n'
    likeness = chatbot.load(folder(tmp_path, unanswered)).consider("is a sesion of twentee minuts too short").likeness
    assert likeness.unanswered.closest == 1.0


def test_switched_off_the_list_is_not_read(tmp_path: Path) -> None:
    bot = chatbot.load(folder(tmp_path, "no list"), known_questions=False)
    assert bot.search.known.questions == ()


def test_the_closest_and_the_closest_few_are_told_by_who_answers() -> None:
    likeness = known(("ab", "p"), ("bc", "p"), ("cd", "p"), ("de", None)).liken(query("ab"), "", ())
    own = likeness.answered_by("p")
    assert own.closest == 1.0
    assert own.question == KnownQuestion("ab", "en", frozenset("p"))
    assert 1 / FEW < own.few < 1.0
    assert likeness.answered_by("q").closest == 0.0
    assert likeness.unanswered.closest == 0.0
    assert likeness.unanswered.question is None
    assert [(question.text, round(alike, 1)) for question, alike in likeness.closest(5)] == [("ab", 1.0), ("bc", 0.5)]


def test_a_kind_of_answer_asked_for_counts_like_a_concept() -> None:
    questions = [KnownQuestion(text, "en", frozenset([text])) for text in ("how", "when")]
    among = Known(questions, gather([["=pain", "?duration"], ["=pain", "?cause"]]))
    likeness = among.liken(Query("", "", "en", terms=(QueryTerm("=pain", 1.0, "pain"),), wants=("cause",)), "", ())
    assert likeness.answered_by("when").closest == 1.0
    assert 0 < likeness.answered_by("how").closest < 1.0


def test_nothing_in_common_or_nothing_known_is_no_likeness() -> None:
    for likeness in (
        known(("ab", "p")).liken(query("xy"), "", ()),
        known().liken(query("ab"), "", ()),
        known(("a", "p")).liken(query(""), "", ()),
    ):
        assert (likeness.answered_by("p").closest, likeness.unanswered.few, likeness.closest(3)) == (0.0, 0.0, [])
        assert likeness.likest == frozenset()


TEXTS = st.text("abcdefgh", max_size=6)


@given(st.lists(st.tuples(TEXTS, st.sampled_from(["p", "q", None])), max_size=12), TEXTS)
def test_likeness_is_the_cosine_of_the_weighted_terms(rows: list[tuple[str, str | None]], asked: str) -> None:
    likeness = known(*rows).liken(query(asked), "", ())
    holding = {term: sum(term in text for text, _ in rows) for text, _ in rows for term in text}
    idf = {term: np.log(1 + len(rows) / (holding.get(term, 0) + 10)) for term in {*asked, *holding}}

    def cosine(text: str) -> float:
        lengths = [np.sqrt(sum(idf[term] ** 2 for term in {*each})) for each in (text, asked)]
        return sum(idf[term] ** 2 for term in {*text} & {*asked}) / (np.prod(lengths) or 1)

    for answer, alike in (("p", likeness.answered_by("p")), (None, likeness.unanswered)):
        cosines = sorted((cosine(text) for text, answered in rows if answered == answer), reverse=True)
        assert alike.closest == pytest.approx(max(cosines, default=0.0), abs=1e-5)
        assert alike.few == pytest.approx(sum(cosines[:FEW]) / FEW, abs=1e-5)
        assert 0 <= alike.few <= alike.closest <= 1 + 1e-6


def test_questions_that_ask_the_same_with_and_without_an_answer_are_told() -> None:
    found = known(("abc", "p"), ("xyz", None), ("cab", None)).conflicts(0.95)
    assert [(question.text, other.text, alike) for question, other, alike in found] == [("cab", "abc", 1.0)]
    assert known(("ab", None), ("ab", None)).conflicts(0.5) == []


def test_a_list_is_dense_if_it_is_so_for_questions_of_both_kinds() -> None:
    assert known().density is None
    assert known(("a", "p")).density == 0.0
    assert known(("a", None)).density == 0.0
    answered = [("a", "p")] * DENSE_ANSWERED
    assert known(*answered, *[("b", None)] * DENSE_UNANSWERED).density == 1.0
    assert known(*answered, *[("b", None)] * (DENSE_UNANSWERED // 4)).density == 0.25
    assert known(*answered[: DENSE_ANSWERED // 2], *[("b", None)] * 99).density == 0.5
    assert known(*answered, ("a", "q"), *[("b", None)] * DENSE_UNANSWERED).density == 0.5
    assert SHIPPED.search.known.density == 1.0


def test_terms_count_once_a_question() -> None:
    terms = gather([["a", "b", "a"], [], ["b"]])
    assert (terms.vocabulary, terms.places.tolist(), terms.sizes.tolist()) == (("a", "b"), [0, 1, 1], [2, 0, 1])


def test_nothing_in_the_shipped_list_is_said_to_be_answered_and_not() -> None:
    assert SHIPPED.search.known.conflicts(0.95) == []


def test_a_variant_of_the_bot_knows_the_same_questions(tmp_path: Path) -> None:
    bot = chatbot.load(folder(tmp_path, ANSWERED))
    other = bot.under(replace(bot.settings, synonyms=(("en", ("zorbulator", "Streckbank")),)))
    assert other.search.known.questions == bot.search.known.questions
    asked = "For how many minutes am I on the Streckbank?"
    alike, alike_then = (each.consider(asked).likeness.closest(1)[0][1] for each in (bot, other))
    assert alike < alike_then
    same = other.ask("For how many minutes am I in the zorbulator?")
    assert [citation.section for citation in same.citations] == ["Length"]


def test_names_that_come_and_go_leave_the_terms_that_working_out_anew_gives() -> None:
    rows = (
        ("en", ("sessions", "foraminotomy")),
        ("en", ("how many goes", "discs")),
        ("en", ("wobbleboard", "DRX bench")),
        ("es", ("quirófano", "la descompresión")),
    )
    changed = SHIPPED.under(replace(SHIPPED.settings, synonyms=rows))
    anew = work_out(changed.search.known.questions, changed.search.terms)
    revised = changed.search.known.terms
    assert revised.vocabulary == anew.vocabulary != SHIPPED.search.known.terms.vocabulary
    assert np.array_equal(revised.places, anew.places)
    assert np.array_equal(revised.sizes, anew.sizes)
    assert changed.under(SHIPPED.settings).search.known.terms is SHIPPED.search.known.terms


def test_what_is_listed_to_the_letter_is_the_same_question_unless_it_follows_up() -> None:
    text = next(question.text for question in SHIPPED.search.known.questions if not question.passages)
    likeness = SHIPPED.consider(text.upper().replace("?", "")).likeness
    assert likeness.unanswered.closest == 1.0
    read = SHIPPED.consider(text).query
    following = SHIPPED.search.liken(replace(read, assumed=("massage",)), SHIPPED.search.known)
    assert following.unanswered.closest < 1.0


def test_the_file_says_that_it_is_never_shown_and_how_to_add_to_it() -> None:
    head = (CORPUS / QUESTIONS_FILE).read_text(encoding="utf-8").split("[[", 1)[0]
    assert "never shows them" in head
    (section,) = re.findall(r"README\.md,\s+(?:# )?\"(.+?)\"", head)
    assert f"## {section}\n" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_reading_a_folder_without_a_list_gives_nothing(tmp_path: Path) -> None:
    assert read(folder(tmp_path), LANGUAGES, Settings()).listed == ()
