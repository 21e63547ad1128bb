"""Suggesting: what else may be asked is never what was just said, and whoever asks it is answered."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

import chatbot
from chatbot.guardrails import Guard
from chatbot.model import Document, Kind, Label, Passage, Span, Triage, Urgency
from chatbot.suggesting import MOST, Suggestions

CORPUS = Path(__file__).parent.parent / "corpus"
SHIPPED = chatbot.load(CORPUS, secret_key="test")


class Calm:
    """A guard that lets everything through."""

    def triage(self, *_readings: str) -> Triage:
        return Triage(Label.BENIGN, Urgency.ROUTINE)


BOT = chatbot.load(CORPUS, secret_key="test")
BOT._guard = cast(Guard, Calm())
# Every document of the shipped corpus is there in both languages: of each, the sections in its own are offered.
SECTIONS = sorted(
    {
        (each.doc_id, each.section, each.language)
        for each in BOT.retriever.passages
        if each.language == BOT.documents[each.doc_id].language
    }
)
QUESTIONS = [
    "What does a foraminotomy do?",
    "How many sessions of manual therapy?",
    "Can a hernia be treated by hand?",
    "Is spinal decompression low-risk?",
    "How does spinal decompression work?",
    "What causes osteochondrosis?",
    "When is surgical decompression considered?",
    "surgery",
    "massage",
    "pain",
    "¿Cuándo se considera la cirugía?",
    "¿Cuántas sesiones de terapia manual?",
    "¿Qué causa la osteocondrosis?",
    "¿Es de bajo riesgo la descompresión?",
    "laminectomía",
    "dolor",
    "What does spinal decompression cost?",
    "how many nights will I stay in hospital",
    "¿Cuántas noches en el hospital?",
]


def made(*rows: tuple[str, str, str]) -> Suggestions:
    """Suggestions over sections of documents without another version: (document, section, language) in order."""
    documents = {doc: document(doc) for doc, _, _ in rows}
    return Suggestions(documents, passages(*rows), dict.fromkeys(documents, frozenset()))


def document(doc: str) -> Document:
    return Document(doc, f"Title of {doc}", "x", "en", doc, (), "")


def passages(*rows: tuple[str, str, str]) -> list[Passage]:
    return [
        Passage(f"{doc}#{at}", doc, section, (section,), language, Span(at, at + 1), "x", ())
        for at, (doc, section, language) in enumerate(rows)
    ]


ROWS = (
    ("a", "What a brace is", "en"),
    ("a", "How a brace works", "en"),
    ("a", "Risks", "en"),
    ("a", "Qué es una férula", "es"),
    ("b", "How many weeks it takes", "en"),
    ("b", "How a brace works", "en"),
)


def test_the_next_section_comes_first_then_what_was_found_then_the_rest_of_the_document() -> None:
    cut = passages(*ROWS)
    assert made(*ROWS).beside([cut[0]], [cut[0], cut[4]], "en") == (
        "How a brace works: Title of a",
        "How many weeks it takes",
        "Risks: Title of a",
    )


@pytest.mark.parametrize(
    ("at", "text", "why"),
    [
        (0, "What a brace is", "a heading that says all"),
        (2, "Risks: Title of a", "a short one is asked for with its title"),
        (1, "How a brace works: Title of a", "one of two documents as well"),
    ],
)
def test_a_heading_is_asked_for_so_that_it_is_found(at: int, text: str, why: str) -> None:
    assert made(*ROWS).headings([passages(*ROWS)[at]], "en") == (text,), why


def test_never_one_in_another_language_and_never_one_just_cited() -> None:
    cut = passages(*ROWS)
    told = made(*ROWS).beside(cut[:2], cut, "en")
    assert not {"What a brace is", "How a brace works: Title of a", "Qué es una férula"} & set(told)
    assert made(*ROWS).headings(cut, "es") == ("Qué es una férula",)


def test_a_heading_that_announces_what_is_asked_for_comes_first() -> None:
    rows = (("a", "What the operation removes", "en"), ("a", "Recovery", "en"), ("b", "Recovery at home now", "en"))
    near = passages(rows[0])
    assert made(*rows).headings(near, "en", ("duration", "recovery")) == (
        "Recovery: Title of a",
        "What the operation removes",
    )
    assert made(*rows).headings(near, "en", ("duration",)) == ("What the operation removes",)
    assert made(*rows).headings([], "en", ("recovery",)) == ()


def test_nothing_cited_and_nothing_found_suggests_nothing() -> None:
    assert made(*ROWS).beside([], [], "en") == ()
    assert made(*ROWS).headings([], "en") == ()
    assert made().beside([], [], "en") == ()


def test_a_cited_section_in_another_language_is_no_reason_to_fail() -> None:
    assert made(*ROWS).beside([passages(*ROWS)[3]], [], "en")


def test_of_a_document_with_versions_only_the_sections_in_its_own_language_are_offered() -> None:
    cut = passages(*ROWS)
    documents = {doc: document(doc) for doc in "ab"}
    translated = Suggestions(documents, cut, {"a": frozenset({"en", "es"}), "b": frozenset()})
    assert translated.headings(cut, "es") == ()
    assert translated.beside([cut[3]], cut, "es") == ()
    assert translated.headings(cut[:1], "en") == made(*ROWS).headings(cut[:1], "en") == ("What a brace is",)


@pytest.mark.parametrize("question", QUESTIONS)
def test_at_most_three_different_and_none_just_cited(question: str) -> None:
    answer = BOT.ask(question)
    assert len(set(answer.suggestions)) == len(answer.suggestions) <= MOST
    cited = {BOT._suggestions._of[each.document, each.section].text for each in answer.citations}
    assert not cited & set(answer.suggestions)


@pytest.mark.parametrize(
    "question", ["How soon does manual therapy relieve pain?", "Does a specialist reset a prolapsed disc?"]
)
def test_the_other_side_of_a_disagreement_is_not_suggested_either(question: str) -> None:
    test_at_most_three_different_and_none_just_cited(question)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_suggestion_leads_to_a_section_in_the_language_of_the_reply(question: str) -> None:
    answer = BOT.ask(question)
    of = {each.text: BOT.documents[each.document].language for each in BOT._suggestions._of.values()}
    own = {section: language for _, section, language in SECTIONS}
    for each in answer.suggestions:
        assert each in of
        assert own[next(s.section for s in BOT._suggestions._of.values() if s.text == each)] == answer.language


def test_a_suggestion_is_in_one_language() -> None:
    titles = {each.title for each in BOT.documents.values() if each.language == "en"}
    languages = {(each.doc_id, each.section): each.language for each in BOT.retriever.passages}
    for section, each in BOT._suggestions._of.items():
        assert languages[section] == "en" or not any(each.text.endswith(f": {title}") for title in titles)


@pytest.mark.parametrize(("document", "section", "language"), SECTIONS)
def test_whoever_asks_what_is_suggested_is_answered_from_that_section(
    document: str, section: str, language: str
) -> None:
    answer = SHIPPED.ask(SHIPPED._suggestions._of[document, section].text, language=language)
    assert answer.kind is Kind.ANSWER
    assert section in {each.section for each in answer.citations}


@pytest.mark.parametrize(("document", "section", "language"), SECTIONS)
def test_what_is_suggested_is_read_in_its_own_language_and_stopped_by_nothing(
    document: str, section: str, language: str
) -> None:
    answer = SHIPPED.ask(SHIPPED._suggestions._of[document, section].text)
    assert (answer.kind, answer.language) == (Kind.ANSWER, language)
    assert answer.corrections == ()


def test_every_section_in_its_document_s_language_and_no_other_is_offered() -> None:
    assert set(SHIPPED._suggestions._of) == {(document, section) for document, section, _ in SECTIONS}


@pytest.mark.parametrize("question", ["hello", "gracias", "what can you do"])
def test_smalltalk_suggests_the_clinic_s_examples_and_each_is_answered(question: str) -> None:
    answer = SHIPPED.ask(question)
    assert 0 < len(answer.suggestions) <= MOST
    for each in answer.suggestions:
        assert SHIPPED.ask(each).kind is Kind.ANSWER


@pytest.mark.parametrize("question", ["I can't feel my legs and lost control of my bladder", "capital of Peru"])
def test_nothing_is_suggested_beside_an_emergency_or_outside_the_field(question: str) -> None:
    assert SHIPPED.ask(question).suggestions == ()
