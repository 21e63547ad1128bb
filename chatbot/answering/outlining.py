"""Outlining: where a passage stands in its document, and what that says of what it is about.

A title names the one thing that a document is about, a heading that other documents have too says which side of it a
section tells ("Symptoms", "Recovery"), and a document opens by saying what the thing is. Headings that stand nowhere
else say little: they may be anything, and what a reader takes for one in plain text is not always one. Nor do titles
say much among a few documents.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from chatbot.glossary import NAMED
from chatbot.languages import fold
from chatbot.model import Passage

FEW, MANY = 8, 50  # documents: a title that tells one from fewer tells nothing, one that tells it from more all it can
SHARED = 3  # documents that must have a heading for it to tell; two may be versions of one another
SURE = 0.5  # how sure a title must make it for further sections of its document to be looked at
OPENING_UNITS = 2  # sentences or items of the first passage that says something: a line above it may only name a source


@dataclass(frozen=True, slots=True)
class Title:
    """A title's index terms, how rare among titles those are that are words and those that name concepts, in nats, and
    how many documents there are."""

    terms: frozenset[str]
    words: Mapping[str, float]
    concepts: Mapping[str, float]
    documents: int

    def asked_by(self, looked_for: Collection[str], same_language: bool) -> float:
        """How sure it is that the document is meant, 0 to 1: the square of the share of its title that is asked for,
        times how far the title tells it from others. No title tells more than there are documents to choose from.

        A question in another language shares no words with it, only concepts.
        """
        weights = self.words if same_language else self.concepts
        told = math.fsum(weights.values())
        tells = (min(told, math.log(self.documents)) - math.log(FEW)) / math.log(MANY / FEW)
        if tells <= 0:
            return 0.0
        asked = math.fsum([weight for term, weight in weights.items() if term in looked_for])
        return (asked / told) ** 2 * min(1.0, tells)


@dataclass(frozen=True, slots=True)
class Place:
    """The title above a passage, the terms of its telling headings, and whether it is how its document opens."""

    title: Title
    telling: frozenset[str]
    opens: bool


class Outline:
    """The places of passages; `terms` are the index terms of a text in a language."""

    def __init__(
        self, titles: Mapping[str, str], terms: Callable[[str, str], Sequence[str]], passages: Iterable[Passage]
    ) -> None:
        self._titles, self._terms = titles, terms
        self._named: dict[tuple[str, str], frozenset[str]] = {}
        self._opening: dict[tuple[str, str], str] = {}
        self._under: dict[tuple[str, str], set[str]] = {}
        self._first: dict[tuple[str, str], dict[tuple[str, ...], Passage]] = {}
        for passage in passages:
            document = doc_id, language = passage.doc_id, passage.language
            if document not in self._named:
                self._named[document] = frozenset(terms(titles[doc_id], language))
            if len(passage.units) >= OPENING_UNITS:
                self._opening.setdefault(document, passage.passage_id)
            if passage.headings:
                self._first.setdefault(document, {}).setdefault(tuple(passage.headings), passage)
            for heading in passage.headings:
                self._under.setdefault((fold(heading), language), set()).add(doc_id)
        self._documents = Counter(language for _, language in self._named)
        self._titled = Counter((term, language) for (_, language), held in self._named.items() for term in held)
        self._title = cache(self._read_title)
        self._sections = cache(self._read_sections)

    def place(self, passage: Passage) -> Place:
        """Where a passage stands."""
        return Place(
            self._title(passage.doc_id, passage.language),
            self._telling(passage),
            self._opening.get((passage.doc_id, passage.language)) == passage.passage_id,
        )

    def sections(self, doc_id: str, language: str, looked_for: Collection[str], asked_in: str) -> list[str]:
        """The first passages, by id, under telling headings that hold something that is looked for and that the title
        leaves open; none if the title makes it no surer than SURE that the document is meant."""
        title = self._title(doc_id, language)
        if title.asked_by(looked_for, language == asked_in) < SURE:
            return []
        left = {term for term in looked_for if term not in title.terms}
        return [each for each, telling in self._sections(doc_id, language) if not left.isdisjoint(telling)]

    def _read_sections(self, doc_id: str, language: str) -> list[tuple[str, frozenset[str]]]:
        first = self._first.get((doc_id, language), {}).values()
        return [(each.passage_id, telling) for each in first if (telling := self._telling(each))]

    def _telling(self, passage: Passage) -> frozenset[str]:
        telling = [each for each in passage.headings if self._tells(each, passage)]
        return frozenset(self._terms("\n".join(telling), passage.language))

    def _tells(self, heading: str, passage: Passage) -> bool:
        own = fold(heading) == fold(self._titles[passage.doc_id])
        return not own and len(self._under[fold(heading), passage.language]) >= SHARED

    def _read_title(self, doc_id: str, language: str) -> Title:
        held = self._named[doc_id, language]
        words = {each: self._rarity(each, language) for each in held if each[0].isalnum()}
        concepts = {each: self._rarity(each, language) for each in held if each.startswith(NAMED)}
        return Title(held, words, concepts, self._documents[language])

    def _rarity(self, term: str, language: str) -> float:
        """BM25's idf over titles."""
        documents, titled = self._documents[language], self._titled[term, language]
        return math.log1p((documents - titled + 0.5) / (titled + 0.5))
