"""Likening: how like a new question the known ones are, as the cosine of what they ask for, rare terms counting more.

A known question is indexed like a passage, by its stems, the concepts it names and what these involve, and the classes
of its words; the kinds of answer it asks for are terms too. So it is found by whoever asks the same in other words.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from chatbot.glossary import KIND_OF, NAMED
from chatbot.known.learning import NONE, Answer, Learnt, Lessons, examples_of, learn_from
from chatbot.known.listing import bare
from chatbot.model import Alike, KnownQuestion, Query
from chatbot.thesaurus import CLASS

WANT = "?"
# What a term of a known question counts, by its first letter; any other is a stem. A query's terms bring their own.
WEIGHTS = {NAMED: 1.0, KIND_OF: 0.3, CLASS: 0.3, WANT: 1.0}
STEM = 0.5
RARE = 10
FEW = 3  # one question may be like another by chance, three are not
# So many questions with and without an answer for each passage, and a list counts as dense.
DENSE_ANSWERED, DENSE_UNANSWERED = 120, 40
DIGITS = 6  # so that the last bits of a processor's sums decide nothing
NOBODY = Alike()

Figures = NDArray[np.float64]
Places = NDArray[np.int64]
NOWHERE: Places = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of known questions: one after another as places in the vocabulary, and how many each question has."""

    vocabulary: tuple[str, ...]
    places: Places
    sizes: Places

    def rows(self) -> Iterator[list[str]]:
        """The terms of each question."""
        places = self.places.tolist()
        ends = np.cumsum(self.sizes).tolist()
        for start, end in zip([0, *ends], ends, strict=False):
            yield [self.vocabulary[place] for place in places[start:end]]


def gather(terms: Iterable[Iterable[str]]) -> Terms:
    """The terms of each question, repeats left out."""
    vocabulary: dict[str, int] = {}
    rows = [[vocabulary.setdefault(term, len(vocabulary)) for term in dict.fromkeys(each)] for each in terms]
    places = np.array([place for row in rows for place in row], np.int64)
    return Terms(tuple(vocabulary), places, np.array([len(row) for row in rows], np.int64))


class Known:
    """The known questions of a corpus, ready to be compared with."""

    def __init__(self, questions: Sequence[KnownQuestion], terms: Terms, lessons: Lessons | None = None) -> None:
        """`lessons` are what the questions teach (`learning.py`), as they stand and no more if they are not given."""
        self.questions, self.terms = tuple(questions), terms
        lessons = lessons or learn_from(examples_of(questions, terms.rows()), ())
        self.learnt = Learnt(lessons, [each.passages for each in questions])
        answered: dict[str, list[int]] = {}
        self._by_words: dict[str, list[int]] = {}
        for at, question in enumerate(questions):
            self._by_words.setdefault(bare(question.text), []).append(at)
            for passage_id in question.passages:
                answered.setdefault(passage_id, []).append(at)
        self._answered = {passage_id: np.array(places, np.int64) for passage_id, places in answered.items()}
        self._unanswered = np.array([at for at, each in enumerate(questions) if not each.passages], np.int64)
        self._postings, self._idf = _postings(terms)

    @property
    def density(self) -> float | None:
        """How dense the list is, 0 to 1, by the questions of either kind a passage that any leads to; None if empty."""
        if not self.questions:
            return None
        reached = len(self._answered) or 1
        answered = sum(map(len, self._answered.values()))
        return min(1.0, answered / reached / DENSE_ANSWERED, len(self._unanswered) / reached / DENSE_UNANSWERED)

    def liken(self, query: Query, text: str, terms: Iterable[str]) -> Comparison:
        """How like a query the known questions are, and what they teach of its text and index terms."""
        words = "" if query.assumed else bare(query.raw)
        weights: dict[str, float] = {WANT + want: 1.0 for want in query.wants}
        for term in query.terms:
            weights[term.term] = max(weights.get(term.term, 0.0), term.weight * term.share)
        cosines = self._cosines(weights)
        # The same words give a query and the index not quite the same terms.
        if words:
            cosines[self._by_words.get(words, [])] = 1.0
        return Comparison(self, cosines, self.learnt.read(text, terms))

    def among(self, passage_id: str | None) -> Places:
        """The places of the questions that a passage answers; for None of those that none does."""
        return self._unanswered if passage_id is None else self._answered.get(passage_id, NOWHERE)

    def conflicts(self, least: float) -> list[tuple[KnownQuestion, KnownQuestion, float]]:
        """Each question without an answer that is at least so like one with an answer, that one, and how like."""
        answered = np.array([bool(question.passages) for question in self.questions])
        rows = list(self.terms.rows())
        found: list[tuple[KnownQuestion, KnownQuestion, float]] = []
        for at in self._unanswered.tolist() if answered.any() else ():
            cosines = self._cosines({term: WEIGHTS.get(term[0], STEM) for term in rows[at]}) * answered
            other = int(cosines.argmax())
            if cosines[other] >= least:
                found.append((self.questions[at], self.questions[other], round(float(cosines[other]), DIGITS)))
        return found

    def _cosines(self, weights: Mapping[str, float]) -> Figures:
        """The cosine of weighted terms with each question."""
        size = len(self.questions)
        unseen = _idf(size, 0)
        worth = {term: weight * self._idf.get(term, unseen) for term, weight in weights.items()}
        length = math.sqrt(math.fsum([each * each for each in worth.values()]))
        found = [(self._postings[term], each / length) for term, each in worth.items() if term in self._postings]
        if not found:
            return np.zeros(size)
        where = np.concatenate([places for (places, _), _ in found])
        parts = np.concatenate([values * each for (_, values), each in found])
        return np.bincount(where, parts, minlength=size).astype(np.float64, copy=False)


class Comparison:
    """How like one query each known question is, and how probable what they teach makes each answer."""

    def __init__(self, known: Known, cosines: Figures, learnt: Mapping[Answer, float]) -> None:
        self._known, self._cosines, self._learnt = known, cosines, learnt

    def answered_by(self, passage_id: str) -> Alike:
        """Those that a passage answers."""
        return self._alike(self._known.among(passage_id))

    @cached_property
    def unanswered(self) -> Alike:
        """Those that no document answers."""
        return self._alike(self._known.among(None))

    def asks_for(self, passage_id: str) -> float:
        """How probable it is that the query asks for what a passage answers."""
        return math.fsum([each for answer, each in self._learnt.items() if passage_id in answer])

    @property
    def asks_for_none(self) -> float:
        """How probable it is that no document answers it."""
        return self._learnt.get(NONE, 0.0)

    @cached_property
    def likest(self) -> frozenset[str]:
        """The ids of the passages that answer the question closest to the query, and of those likeliest to be asked
        for; none where that has no answer."""
        if not self._cosines.any():
            return frozenset()
        likeliest = max(self._learnt, key=self._learnt.__getitem__)
        return self._known.questions[int(self._cosines.argmax())].passages | likeliest

    def closest(self, k: int) -> list[tuple[KnownQuestion, float]]:
        """The k questions that are most like the query, whoever answers them, and how like they are; ties in order."""
        order = np.argsort(-self._cosines, kind="stable")[:k].tolist()
        found = [(self._known.questions[at], round(float(self._cosines[at]), DIGITS)) for at in order]
        return [(question, cosine) for question, cosine in found if cosine > 0]

    def _alike(self, places: Places) -> Alike:
        if not len(places):
            return NOBODY
        cosines = self._cosines[places]
        first = int(cosines.argmax())
        if not cosines[first]:
            return NOBODY
        few = np.partition(cosines, -FEW)[-FEW:].sum() / FEW if len(cosines) > FEW else cosines.sum() / FEW
        question = self._known.questions[int(places[first])]
        return Alike(round(float(cosines[first]), DIGITS), round(float(few), DIGITS), question)


def _idf(questions: int, holding: int) -> float:
    """How rare a term is among the known questions; that one of them alone has it says little, so a few are added."""
    return math.log(1 + questions / (holding + RARE))


def _postings(terms: Terms) -> tuple[Mapping[str, tuple[Places, Figures]], Mapping[str, float]]:
    """For each term the questions that hold it and its part of each one's vector of length 1, and its idf."""
    size = len(terms.sizes)
    where = np.repeat(np.arange(size), terms.sizes)
    holding = np.bincount(terms.places, minlength=len(terms.vocabulary))
    idf = {term: _idf(size, int(count)) for term, count in zip(terms.vocabulary, holding, strict=True)}
    worth = np.array([WEIGHTS.get(term[0], STEM) * each for term, each in idf.items()], np.float64)[terms.places]
    lengths = np.sqrt(np.bincount(where, worth * worth, minlength=size))
    values = worth / lengths[where]
    order = np.argsort(terms.places, kind="stable")
    where, values = where[order], values[order]
    ends = np.cumsum(holding).tolist()
    spans = zip(terms.vocabulary, [0, *ends], ends, strict=False)
    return {term: (where[start:end], values[start:end]) for term, start, end in spans}, idf
