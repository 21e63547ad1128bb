"""Evidence: how far a passage holds what is asked, in a few figures that mean the same for every corpus."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

from chatbot.model import Asked, Hit, Passage, Query, Span
from chatbot.wants import held as wants_held

# (text, language) -> its index terms
ReadTerms = Callable[[str, str], Sequence[str]]
# A word that names a concept of the field asks for more than another. Chosen with the weights.
CONCEPT, WORD = 1.0, 0.4
ASKING = 0.5  # of that, for a word that only asks for a kind of answer
# In this share of a document's passages a term must come for the document to be about it, and how far a passage
# of it that does not name it holds it then.
TOPIC_SHARE, ABOUT_SHARE = 0.3, 0.6
OTHER_LANGUAGE = 0.7
REMEMBERED = 1 << 13  # passages
# Kinds of answers that are plain to see: a sentence without a number answers no "how many".
STRICT = frozenset("how-many how-often quantity who where".split())
# And plainer still: a figure is there or it is not.
EXACT = frozenset("cost percentage how-exactly-long age name".split())


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a passage. Shares are 0 to 1 of the weight of the asked words, background left out.

    `covered`: share that passage, headings or title hold; `nearest`: share that its best sentence holds;
    `direct`: share that its best sentence holds which shows a wanted kind of answer (`nearest` if none is known);
    `held`: ln(1 + number of words held), background too; `relative`: score divided by that of the best hit in its
    language; `kinds`: share of the wanted kinds of answer it holds (a half if none is known), `any_kind`: whether it
    holds one; `strict` and `exact`: wanted kinds, plain to see, that it lacks; `subjects`: asked treatments, conditions
    and the like that it lacks; `asked`: ln(1 + weight of the asked words).
    """

    covered: float
    nearest: float
    direct: float
    held: float
    relative: float
    kinds: float
    any_kind: float
    strict: float
    exact: float
    subjects: float
    asked: float


FIGURES = tuple(each.name for each in fields(Evidence))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a passage with its headings and title holds, terms and kinds of answers, and what each unit alone holds."""

    terms: frozenset[str]
    units: tuple[tuple[frozenset[str], frozenset[str]], ...]
    wants: frozenset[str]
    topics: frozenset[str]


class Reader:
    """Reads passages; those read last are remembered, since the same ones are found again and again."""

    def __init__(self, titles: Mapping[str, str], terms: ReadTerms, passages: Iterable[Passage]) -> None:
        self._titles = titles
        self._terms = terms
        self._of: dict[str, list[Passage]] = {}
        for passage in passages:
            self._of.setdefault(passage.doc_id, []).append(passage)
        self.read = lru_cache(maxsize=REMEMBERED)(self._read)
        self._topics = lru_cache(maxsize=REMEMBERED)(self._find_topics)

    def _read(self, passage: Passage) -> Reading:
        language = passage.language
        text = "\n".join((passage.text, self._titles[passage.doc_id], *passage.headings))
        units = (text_of(passage, unit.span) for unit in passage.units)
        return Reading(
            frozenset(self._terms(text, language)),
            tuple((frozenset(self._terms(unit, language)), wants_held(unit, language)) for unit in units),
            wants_held(text, language),
            self._topics(passage.doc_id),
        )

    def _find_topics(self, doc_id: str) -> frozenset[str]:
        """The terms that a document comes back to: what its sentences are about, though not each of them says so."""
        passages = self._of[doc_id]
        counts = Counter(term for each in passages for term in set(self._terms(each.text, each.language)))
        fewest = max(2, TOPIC_SHARE * len(passages))
        return frozenset(term for term, n in counts.items() if n >= fewest)


class Question:
    """A query as passages are held against it: what each asked word weighs and which terms stand for it."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self.weights = {each.word: _weight(each) for each in query.asked if each.focus >= 1}
        self.subjects = frozenset(each.word for each in query.asked if each.subject and each.focus >= 1)
        self._standing: dict[str, dict[str, float]] = {}
        for term in query.terms:
            self._standing.setdefault(term.word, {})[term.term] = term.share

    def held(self, found: frozenset[str], topics: frozenset[str] = frozenset()) -> dict[str, float]:
        """The asked words that these terms hold and how far: 1 for the word or its concept, less for what is near it.

        A treatment or condition that the whole document is about is held a little by every passage of it.
        """
        held: dict[str, float] = {}
        for word, standing in self._standing.items():
            shares = [standing[term] for term in standing.keys() & found]
            if not shares and word in self.subjects and not topics.isdisjoint(standing):
                shares = [ABOUT_SHARE]
            if shares:
                held[word] = max(shares)
        return held

    def share(self, held: Mapping[str, float]) -> float:
        """The share of the asked words' weight that is held."""
        total = sum(self.weights.values())
        return sum(weight * held.get(word, 0.0) for word, weight in self.weights.items()) / total if total else 0.0


def gather(question: Question, hit: Hit, reading: Reading, best_score: float) -> tuple[Evidence, dict[str, float]]:
    """The evidence for a hit, and the asked words that it, its headings or its document's title hold."""
    held = question.held(reading.terms, reading.topics)
    wants = question.query.wants
    answered = sum(want in reading.wants for want in wants)
    shares = [(question.share(question.held(terms, reading.topics)), kinds) for terms, kinds in reading.units]
    nearest = max((share for share, _ in shares), default=0.0)
    direct = max((share for share, kinds in shares if not kinds.isdisjoint(wants)), default=0.0) if wants else nearest
    evidence = Evidence(
        covered=question.share(held),
        nearest=nearest,
        direct=direct,
        held=math.log1p(len(held)),
        relative=hit.score / best_score if best_score else 0.0,
        kinds=answered / len(wants) if wants else 0.5,
        any_kind=float(answered > 0),
        strict=float(sum(want in STRICT and want not in reading.wants for want in wants)),
        exact=float(any(want in EXACT and want not in reading.wants for want in wants)),
        subjects=float(sum(word not in held for word in question.subjects)),
        asked=math.log1p(sum(question.weights.values())),
    )
    return evidence, held


def best_scores(hits: Sequence[Hit], asked_in: str) -> dict[str, float]:
    """What the scores of hits in each language are held against.

    Passages in another language than the question's hold its concepts, never its words, and score about half.
    """
    best: dict[str, float] = {}
    for hit in hits:
        best[hit.passage.language] = max(best.get(hit.passage.language, 0.0), hit.score)
    least = OTHER_LANGUAGE * best.get(asked_in, 0.0)
    return {code: score if code == asked_in else max(score, least) for code, score in best.items()}


def text_of(passage: Passage, span: Span) -> str:
    """The part of a passage at a span of its document."""
    return passage.text[span.start - passage.span.start : span.end - passage.span.start]


def _weight(asked: Asked) -> float:
    return (CONCEPT if asked.concept else WORD) * (ASKING if asked.asks else 1.0)
