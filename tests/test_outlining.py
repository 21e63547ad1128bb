"""Outlining: what title, headings and place say of what a passage is about."""

from __future__ import annotations

import pytest

from chatbot.answering.evidence import Evidence, Question, gather
from chatbot.answering.outlining import FEW, MANY, SHARED
from chatbot.answering.reading import Reader
from chatbot.glossary import Glossary
from chatbot.languages import load_languages
from chatbot.model import Hit, Passage, Query, Span, Unit, UnitKind
from chatbot.query import Thing, expand, focus
from chatbot.thesaurus import Thesaurus

GLOSSARY = Glossary({"en": {"gout": ["gout"]}, "es": {"gout": ["gota"]}}, {}, ["gout"])
THESAURUS = Thesaurus({"en": {}, "es": {}})
LANGUAGES = load_languages()
TEXT = "It swells. It is red."
FILLING = tuple(f"Filler{'abcdefgh'[at % 8]}{'ijklmnop'[at // 8]}" for at in range(MANY - 1))


def terms(text: str, language: str) -> list[str]:
    return GLOSSARY.terms(text, language)


def passage(doc_id: str, *headings: str, sentences: int = 2, place: int = 0) -> Passage:
    units = (Unit(UnitKind.SENTENCE, Span(0, 10)), Unit(UnitKind.SENTENCE, Span(11, 21)))[:sentences]
    name = f"{doc_id}#{place}"
    return Passage(name, doc_id, headings[-1], headings, "en", Span(0, 21), TEXT, units)


def expanded(asked: str, language: str = "en") -> Query:
    told = LANGUAGES[language]
    return expand(
        Query(asked, asked, language),
        GLOSSARY,
        THESAURUS,
        focus(asked, told, lambda _: [Thing(0, 1, True, True)]),
        told.aiming,
    )


def evidence(
    asked: str, titles: dict[str, str], passages: list[Passage], language: str = "en", place: int = 0
) -> Evidence:
    """The evidence for the passage at a place, among all of them."""
    reader = Reader(titles, terms, lambda _: 1.0, lambda *_: 0, passages)
    question = Question(expanded(asked, language), lambda _: 1.0)
    return gather(question, Hit(passages[place], 1.0, 1), reader.read(passages[place]), 1.0)[0]


def among(title: str, documents: int) -> tuple[dict[str, str], list[Passage]]:
    """A document of this title among others, each of one passage."""
    titles = {"d": title} | {f"x{at}": FILLING[at] for at in range(documents - 1)}
    return titles, [passage(each, "Care") for each in titles]


@pytest.mark.parametrize(
    ("asked", "title", "documents", "expected", "why"),
    [
        ("What is juvenile gout?", "Juvenile gout", MANY, 1.0, "all of the title, among many documents"),
        ("What is gout?", "Juvenile gout", MANY, 0.25, "half of it counts for a quarter"),
        ("What is gout?", "Gout", MANY, 0.79, "one word that only one title has tells it from 33 others"),
        ("What is scurvy?", "Gout", MANY, 0.0, "nothing of it"),
        ("What is gout?", "Gout", FEW, 0.0, "a title tells nothing among a few"),
        ("What is gout?", "Gout", 1, 0.0, "or alone"),
    ],
)
def test_a_title_tells_which_document_is_meant(
    asked: str, title: str, documents: int, expected: float, why: str
) -> None:
    assert evidence(asked, *among(title, documents)).title == pytest.approx(expected, abs=0.005), why


def test_a_question_in_another_language_asks_for_a_title_by_its_concepts() -> None:
    assert evidence("¿Qué es la gota?", *among("Gout", MANY), "es").title > 0.7
    assert evidence("¿Qué es la gota?", *among("Scurvy", MANY), "es").title == 0


@pytest.mark.parametrize(
    ("asked", "heading", "sharing", "aspect", "why"),
    [
        ("outlook for gout", "Outlook", SHARED, True, "what the title leaves open stands in a shared heading"),
        ("outlook for gout", "Outlook", SHARED - 1, False, "a heading of few documents may be anything"),
        ("outlook for gout", "Symptoms", SHARED, False, "another heading"),
        ("gout", "Outlook", SHARED, False, "nothing is left open"),
        ("scurvy for gout", "Gout", SHARED, False, "the title once more says nothing new"),
    ],
)
def test_headings_that_other_documents_have_too_tell_the_aspect(
    asked: str, heading: str, sharing: int, aspect: bool, why: str
) -> None:
    titles = {"d": "Gout"} | {f"x{at}": FILLING[at] for at in range(5)}
    passages = [passage(each, heading if at < sharing else "Care") for at, each in enumerate(titles)]
    assert (evidence(asked, titles, passages).aspect > 0) is aspect, why


@pytest.mark.parametrize(
    ("asked", "sentences", "place", "opens", "why"),
    [
        ("What is gout?", 2, 0, True, "the first passage says what the title names"),
        ("What is gout?", 1, 0, False, "a line above the text does not"),
        ("What is gout?", 2, 1, False, "nor does the second passage"),
        ("What are crystals in gout?", 2, 0, False, "more is asked than the title names"),
        ("gout pain", 2, 0, False, "no definition is asked for"),
    ],
)
def test_a_document_opens_by_saying_what_its_title_names(
    asked: str, sentences: int, place: int, opens: bool, why: str
) -> None:
    titles, (_, *others) = among("Gout", MANY)
    own = [passage("d", "Care", sentences=sentences, place=0), passage("d", "Care", place=1)]
    assert (evidence(asked, titles, [*own, *others], place=place).opens > 0) is opens, why


@pytest.mark.parametrize(
    ("asked", "sharing", "documents", "found", "why"),
    [
        ("outlook for gout", SHARED, MANY, ["d#1"], "the section says what the title leaves open; its first passage"),
        ("outlook for scurvy", SHARED, MANY, [], "another thing than the title names"),
        ("outlook for juvenile rheumatic gout", SHARED, MANY, ["d#1"], "more than the title names"),
        ("pain in gout", SHARED, MANY, [], "no heading says it"),
        ("gout", SHARED, MANY, [], "nothing is left open"),
        ("outlook for gout", SHARED - 1, MANY, [], "a heading of few documents may be anything"),
        ("outlook for gout", SHARED, FEW, [], "a title tells nothing among a few"),
    ],
)
def test_sections_of_a_document_found_are_looked_at_for_what_its_title_leaves_open(
    asked: str, sharing: int, documents: int, found: list[str], why: str
) -> None:
    titles, (first, *others) = among("Gout", documents)
    own = [first, passage("d", "Outlook", place=1), passage("d", "Outlook", place=2)]
    others[: sharing - 1] = [passage(each.doc_id, "Outlook") for each in others[: sharing - 1]]
    reader = Reader(titles, terms, lambda _: 1.0, lambda *_: 0, [*own, *others])
    assert sorted(reader.sections([Hit(first, 1.0, 1)], expanded(asked))) == found, why


def test_a_document_that_was_not_found_is_not_looked_at() -> None:
    titles, passages = among("Gout", MANY)
    passages = [passage(each.doc_id, "Outlook") for each in passages]
    reader = Reader(titles, terms, lambda _: 1.0, lambda *_: 0, passages)
    assert reader.sections([Hit(passages[1], 1.0, 1)], expanded("outlook for gout")) == set()
