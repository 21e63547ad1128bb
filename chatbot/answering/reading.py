"""Reading: what a passage holds, in all and sentence by sentence, and what its document comes back to."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatbot.answering.likening import Said, say
from chatbot.answering.outlining import Outline, Place
from chatbot.answering.senses import Senses
from chatbot.model import Hit, Passage, Query, Span, UnitKind
from chatbot.wants import held as wants_held

# (text, language) -> its index terms
ReadTerms = Callable[[str, str], Sequence[str]]
# (index term, places of passages) -> how many of them hold it
Holding = Callable[[str, Sequence[int]], int]
# In this share of a document's passages a term must come for the document to be about it.
TOPIC_SHARE = 0.3
REMEMBERED = 1 << 13  # passages


@dataclass(frozen=True, slots=True)
class Unit:
    """What one sentence or item holds: index terms, the same with those of the headings above it, kinds of answers."""

    terms: frozenset[str]
    under: frozenset[str]
    wants: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a passage with its headings and title holds, what each unit alone holds, the terms of its headings, and
    those that its document comes back to; where it stands; what it says as far as words have senses."""

    terms: frozenset[str]
    units: tuple[Unit, ...]
    headings: frozenset[str]
    wants: frozenset[str]
    topics: Container[str]
    place: Place
    said: Said | None = None


class Topics:
    """The terms that a document comes back to: what its sentences are about, though not each of them says so."""

    def __init__(self, places: Sequence[int], holding: Holding) -> None:
        self._places, self._holding = places, holding
        self._fewest = max(2, TOPIC_SHARE * len(places))

    def __contains__(self, term: object) -> bool:
        return self._holding(str(term), self._places) >= self._fewest


class Reader:
    """Reads passages; those read last are remembered, since the same ones are found again and again.

    `idf` tells how rare an index term is, `holding` how many of the passages at some places hold one; `passages` are
    all of them, in the order that their places count.
    """

    def __init__(
        self,
        titles: Mapping[str, str],
        terms: ReadTerms,
        idf: Callable[[str], float],
        holding: Holding,
        passages: Iterable[Passage],
        senses: Senses | None = None,
    ) -> None:
        self.idf, self.senses = idf, senses
        self._titles = titles
        self._terms = terms
        places: dict[tuple[str, str], list[int]] = {}
        every = tuple(passages)
        self._outline = Outline(titles, terms, every)
        for place, passage in enumerate(every):
            places.setdefault((passage.doc_id, passage.language), []).append(place)
        self._topics = {document: Topics(of, holding) for document, of in places.items()}
        self.read = lru_cache(maxsize=REMEMBERED)(self._read)

    def sections(self, hits: Iterable[Hit], asked: Query) -> set[str]:
        """The first passages of sections of the documents found whose headings hold what their title leaves open."""
        looked_for = frozenset(term.term for term in asked.terms)
        documents = dict.fromkeys((hit.passage.doc_id, hit.passage.language) for hit in hits)
        return {each for doc in documents for each in self._outline.sections(*doc, looked_for, asked.language)}

    def _read(self, passage: Passage) -> Reading:
        language = passage.language
        above = "\n".join((self._titles[passage.doc_id], *passage.headings))
        headings = frozenset(self._terms("\n".join(passage.headings), language))
        texts = [text_of(passage, unit.span) for unit in passage.units]
        told = [frozenset(self._terms(text, language)) for text in texts]
        # What leads in a list shows its line break: it is there that the list answers "which ones".
        shown = (
            text + "\n" if unit.kind is UnitKind.LEAD_IN else text
            for text, unit in zip(texts, passage.units, strict=True)
        )
        units = (
            Unit(held, held | headings, wants_held(text, language)) for text, held in zip(shown, told, strict=True)
        )
        return Reading(
            terms=frozenset(self._terms(f"{passage.text}\n{above}", language)),
            units=tuple(units),
            headings=headings,
            wants=wants_held(f"{passage.text}\n{above}", language),
            topics=self._topics[passage.doc_id, language],
            place=self._outline.place(passage),
            said=self._say(texts, passage),
        )

    def _say(self, texts: Sequence[str], passage: Passage) -> Said | None:
        if self.senses is None:
            return None
        sentences = [self.senses.of(text, passage.language) for text in texts]
        return say(sentences, self.senses.of("\n".join(passage.headings), passage.language))


def text_of(passage: Passage, span: Span) -> str:
    """The part of a passage at a span of its document."""
    return passage.text[span.start - passage.span.start : span.end - passage.span.start]
