"""Matching: which words of a statement does that text hold, under which names, and which does it lack?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from chatbot.glossary import Glossary
from chatbot.languages import fold
from chatbot.model import Mention, Span
from chatbot.numbers import numbers
from chatbot.text import WORD, stem, term
from chatbot.thesaurus import Thesaurus

# How far a text holds a word that it says by another name: the same concept, a kind of it, a word of the same class.
SAME, KIND, CLASS = 1.0, 0.7, 0.5
REMEMBERED = 512  # texts: the sentences of twenty passages, several times over


@dataclass(frozen=True, slots=True)
class Word:
    """A content word, number or phrase of a statement, and its characters in it."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Held:
    """A word of a statement that a text holds, as what, and at which characters of the text's document.

    `how` is "word", "number", "concept" (another name of it), "kind" (the name of a kind of it) or "class" (a word of
    the thesaurus that means nearly the same).
    """

    text: str
    span: Span
    by: str
    at: Span
    how: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a text holds: stems with the first word that has it, concepts and classes with where they are named."""

    stems: dict[str, Span]
    concepts: dict[str, Span]
    kinds: dict[str, Span]
    classes: dict[str, Span]
    numbers: dict[tuple[float, float, bool], Span]


class Statement:
    """A statement in parts: the phrases that name a concept, the numbers, the other content words."""

    def __init__(
        self, text: str, language: str, glossary: Glossary, thesaurus: Thesaurus, idf: Callable[[str], float]
    ) -> None:
        """`idf` says how rare a term is: of rare words a text must hold more to hold as much of the statement."""
        self.text, self.language = text, language
        self._glossary, self._thesaurus = glossary, thesaurus
        self.numbers = tuple(numbers(text, language))
        self._mentions = tuple(glossary.find(text, language))
        self._classes = tuple(thesaurus.find(text, language))
        self.words = tuple(
            Word(each.group(), Span(each.start(), each.end()))
            for each in WORD.finditer(text)
            if term(each.group(), language) and not any(_within(each.start(), number.span) for number in self.numbers)
        )
        self._weights = {word.span: idf(term(word.text, language) or "") for word in self.words}
        self._number_weight = idf("")  # a number is as telling as the rarest word
        self._total = sum(self._weights.values()) + self._number_weight * len(self.numbers)
        self._read = lru_cache(maxsize=REMEMBERED)(self._read_text)
        self._match = lru_cache(maxsize=REMEMBERED)(self._match_text)

    def share(self, text: str, language: str) -> float:
        """How much of the statement a text holds, 0 to 1, rare words weighing more."""
        found, _ = self._match(text, language)
        worth = {"concept": SAME, "kind": KIND, "class": CLASS}
        weight = 0.0
        for each in found:
            if each.how == "number":
                weight += self._number_weight
            else:
                inside = (self._weights[word.span] for word in self.words if _within(word.span.start, each.span))
                weight += worth.get(each.how, 1.0) * sum(inside)
        return weight / self._total if self._total else 0.0

    def held(self, text: str, language: str, start: int = 0) -> tuple[tuple[Held, ...], tuple[Word, ...]]:
        """What a text holds and lacks, both in reading order; `start` is where it stands in its document."""
        found, missing = self._match(text, language)
        placed = (
            Held(each.text, each.span, each.by, Span(start + each.at.start, start + each.at.end), each.how)
            for each in found
        )
        return tuple(placed), missing

    def _match_text(self, text: str, language: str) -> tuple[tuple[Held, ...], tuple[Word, ...]]:
        there = self._read(text, language)
        found: list[Held] = []
        missing: list[Word] = []

        def hold(word: Word, at: Span, how: str) -> None:
            found.append(Held(word.text, word.span, text[at.start : at.end], at, how))

        for number in self.numbers:
            word = Word(number.text, number.span)
            if at := there.numbers.get(number.value):
                hold(word, at, "number")
            else:
                missing.append(word)
        end = 0
        used: set[Span] = set()  # a word that only comes near stands for one word, not for half a statement
        for word in self.words:
            if word.span.start < end:
                continue
            # The same word is the plainest: where all words of a phrase stand there, its concept need not be named.
            if language == self.language and (at := there.stems.get(stem(word.text, language))):
                hold(word, at, "word")
            elif (mention := _at(self._mentions, word)) and (named := self._named(mention.concept, there, used)):
                # Of a phrase of which one word was found already, the rest is found by the concept.
                rest = Word(self.text[word.span.start : mention.end], Span(word.span.start, mention.end))
                used.add(named[0])
                hold(rest, *named)
                end = mention.end
            elif at := self._classed(word, there, used):
                used.add(at)
                hold(word, at, "class")
            else:
                missing.append(word)
        return (
            tuple(sorted(found, key=lambda each: each.span.start)),
            tuple(sorted(missing, key=lambda each: each.span.start)),
        )

    def _named(self, concept: str, there: _Reading, used: set[Span]) -> tuple[Span, str] | None:
        if at := there.concepts.get(concept):
            return at, "concept"
        return (at, "kind") if (at := there.kinds.get(concept)) and at not in used else None

    def _classed(self, word: Word, there: _Reading, used: set[Span]) -> Span | None:
        """Where the text has a word of a class of this one."""
        classes = (each.concept for each in self._classes if each.start <= word.span.start < each.end)
        return next((at for each in classes if (at := there.classes.get(each)) and at not in used), None)

    def _read_text(self, text: str, language: str) -> _Reading:
        stems: dict[str, Span] = {}
        for word in WORD.finditer(text):
            if term(word.group(), language):
                stems.setdefault(stem(fold(word.group()), language), Span(word.start(), word.end()))
        mentions = self._glossary.find(text, language)
        concepts: dict[str, Span] = {}
        kinds: dict[str, Span] = {}
        classes: dict[str, Span] = {}
        for mention in mentions:
            concepts.setdefault(mention.concept, Span(mention.start, mention.end))
            for above in self._glossary.broader(mention.concept):
                kinds.setdefault(above, Span(mention.start, mention.end))
        for mention in self._thesaurus.find(text, language):
            classes.setdefault(mention.concept, Span(mention.start, mention.end))
        values = {each.value: each.span for each in reversed(numbers(text, language))}
        return _Reading(stems, concepts, kinds, classes, values)


def _within(place: int, span: Span) -> bool:
    return span.start <= place < span.end


def _at(mentions: tuple[Mention, ...], word: Word) -> Mention | None:
    """The mention that a word is part of."""
    return next((each for each in mentions if each.start <= word.span.start < each.end), None)
