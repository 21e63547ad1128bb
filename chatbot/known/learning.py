"""Learning: which passage a question asks for, or that none answers it, as the list of known questions teaches it.

A known question is an example of what its passage answers. Multinomial logistic regression over all of them learns what
each term says of it: that "appointments" after "how many" asks for the number of sessions, though no listed question is
worded like this one. A question is read as its index terms and as its words and pairs of words, weighted by tf-idf.

In a long message most words are talk. So there are two lessons: one of the questions as they are listed, for brief
messages, in which every word counts; and one, for long messages, of the questions and of the same in the midst of talk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chatbot.languages import fold
from chatbot.model import KnownQuestion
from chatbot.text import WORD, is_long

Figures = NDArray[np.float64]
Answer = frozenset[str]  # ids of the passages that answer a question, one a language; none if none does
NONE: Answer = frozenset()
SPOKEN = " "  # how a word or a pair of words is told from an index term
FEWEST = 2  # questions that must have a feature for it to tell
UNKNOWN = SPOKEN + "?"  # stands for each word that too few questions have: who uses them often asks for something else
# AdaGrad (Duchi, Hazan and Singer 2011); settled on the dev sets, which no question of the list is from.
EPOCHS, BATCH, RATE, DECAY = 10, 256, 0.3, 1e-6
STEPS = 127  # of a weight on either side of 0
DIGITS = 6  # so that the last bits of a processor's sums decide nothing


class Example(NamedTuple):
    """A question as its index terms and wanted kinds, and as its words and pairs of words; what answers it; and
    whether it is long."""

    terms: Sequence[str]
    words: Sequence[str]
    answer: Answer
    long: bool = False


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learnt: the features with their idf, for each answer (in the order of the list) its bias, and for each
    feature and answer its weight in whole steps of a size."""

    features: tuple[str, ...]
    idf: Figures
    bias: Figures
    steps: NDArray[np.int8]
    size: float


@dataclass(frozen=True, slots=True)
class Lessons:
    """What was learnt for brief and for long messages."""

    brief: Weights
    long: Weights


class Learnt:
    """How probable the lessons make each answer."""

    def __init__(self, lessons: Lessons, answers: Sequence[Answer]) -> None:
        """`answers` are those of the known questions, in their order."""
        self.lessons = lessons
        self._answers = tuple(dict.fromkeys(answers))
        self._places = [
            {feature: place for place, feature in enumerate(weights.features)}
            for weights in (lessons.brief, lessons.long)
        ]

    def read(self, text: str, terms: Iterable[str]) -> Mapping[Answer, float]:
        """The probability of each answer to a question, given as its text and its index terms and wanted kinds."""
        long = is_long(text)
        weights, known = self.lessons.long if long else self.lessons.brief, self._places[long]
        worth = weights.bias.copy()
        for block in (dict.fromkeys(terms), spoken(text)):
            counts = _known(block, known)
            places = [known[each] for each in counts]
            values = weights.idf[places] * [*counts.values()]
            if places:
                # Not `@`, whose sums depend on the processor.
                worth += (values[:, None] * weights.steps[places]).sum(0) * (weights.size / _length(values))
        powers = np.exp(worth - worth.max()) if len(worth) else worth
        return {
            answer: round(float(each), DIGITS)
            for answer, each in zip(self._answers, powers / powers.sum(), strict=True)
        }


def spoken(text: str) -> dict[str, None]:
    """The words of a text and its pairs of words, folded, function words too: "how many", "many appointments"."""
    words = [fold(word) for word in WORD.findall(text)]
    return dict.fromkeys([*(SPOKEN + word for word in words), *(f"{SPOKEN}{a} {b}" for a, b in pairwise(words))])


def _known(block: Iterable[str], places: Container[str]) -> dict[str, int]:
    """The features of a block that have a place, each once, and how many words have none."""
    block = list(block)
    known = {each: 1 for each in block if each in places}
    if UNKNOWN not in places:
        return known
    strange = sum(each.count(SPOKEN) == 1 and each not in known for each in block if each.startswith(SPOKEN))
    return known | {UNKNOWN: strange} if strange else known


def examples_of(questions: Sequence[KnownQuestion], terms: Iterable[Sequence[str]]) -> list[Example]:
    """The example that each question gives, with the terms of each in the same order."""
    return [
        Example(tuple(dict.fromkeys(own)), tuple(spoken(each.text)), each.passages, is_long(each.text))
        for each, own in zip(questions, terms, strict=True)
    ]


def learn_from(examples: Sequence[Example], told: Sequence[Example]) -> Lessons:
    """What questions teach, and what these `told` in the midst of talk teach beside them.

    The same questions teach the same on one machine; another may differ in a last bit and so in a step.
    """
    brief = [each for each in examples if not each.long]
    counted = Counter(feature for each in brief for feature in dict.fromkeys((*each.terms, *each.words)))
    features = tuple(feature for feature, count in counted.items() if count >= FEWEST)
    # In talk words that few questions have are no sign of asking for something else.
    answers = tuple(dict.fromkeys(each.answer for each in examples))
    return Lessons(
        learn(brief, brief, (UNKNOWN, *features), answers), learn([*examples, *told], brief, features, answers)
    )


def learn(
    examples: Sequence[Example], counted: Sequence[Example], features: tuple[str, ...], answers: Sequence[Answer]
) -> Weights:
    """What examples teach of features, whose idf is that among the `counted` examples, about answers.

    However many examples there are, so many steps are taken as the counted ones need.
    """
    if not examples:
        return Weights((), np.empty(0), np.zeros(len(answers)), np.empty((0, len(answers)), np.int8), 1.0)
    places = {feature: place for place, feature in enumerate(features)}
    having = Counter(feature for each in counted for feature in _features(each, places))
    idf = np.log((1 + len(counted)) / (1 + np.array([having[each] for each in features], np.float64))) + 1
    known = [[_known(block, places) for block in (each.terms, each.words)] for each in examples]
    columns: list[int] = []
    values: list[Figures] = []
    ends = []
    for blocks in known:
        for block in blocks:
            own = [places[each] for each in block]
            worth = idf[own] * [*block.values()]
            columns += own
            values.append(worth / _length(worth))
        ends.append(len(columns))
    numbers = {answer: number for number, answer in enumerate(answers)}
    right = np.array([numbers[each.answer] for each in examples], np.int64)
    flat = np.concatenate([*values, np.empty(0)])
    epochs = round(EPOCHS * len(counted) / len(examples)) or 1
    weights, bias = _descend(
        np.array(columns, np.int64), flat, np.array(ends, np.int64), right, (len(features), len(answers)), epochs
    )
    size = float(np.abs(weights).max(initial=0.0)) / STEPS or 1.0
    return Weights(features, idf.round(4), bias.round(4), np.rint(weights / size).astype(np.int8), size)


def _features(example: Example, places: Container[str]) -> dict[str, None]:
    return dict.fromkeys(each for block in (example.terms, example.words) for each in _known(block, places))


def _descend(
    columns: NDArray[np.int64],
    values: Figures,
    ends: NDArray[np.int64],
    right: NDArray[np.int64],
    shape: tuple[int, int],
    epochs: int,
) -> tuple[Figures, Figures]:
    """Weights (features x answers) and biases under which the right answers are likely: rows are the questions, whose
    columns and values stand one after another up to their ends. In single precision, which is half the work."""
    weights, bias = np.zeros(shape, np.float32), np.zeros(shape[1], np.float32)
    seen, seen_bias = np.full((shape[0], 1), 1e-8, np.float32), 1e-8
    starts = np.concatenate([[0], ends[:-1]])
    dice = np.random.default_rng(0)
    for _ in range(epochs):
        order = dice.permutation(len(right))
        for batch in np.split(order, range(BATCH, len(order), BATCH)):
            sizes = (ends - starts)[batch]
            question = np.repeat(np.arange(len(batch)), sizes)
            at = np.arange(len(question)) + np.repeat(starts[batch] - np.cumsum(sizes) + sizes, sizes)
            column, value = columns[at], values[at, None].astype(np.float32)
            worth = np.tile(bias, (len(batch), 1))
            _add(worth, question, weights[column] * value)
            powers = np.exp(worth - worth.max(1, keepdims=True))
            pull = powers / powers.sum(1, keepdims=True)
            pull[np.arange(len(batch)), right[batch]] -= 1
            by_feature = np.argsort(column, kind="stable")
            touched, place = np.unique(column[by_feature], return_inverse=True)
            slope = DECAY * weights[touched] * len(batch)
            _add(slope, place, pull[question[by_feature]] * value[by_feature])
            slope /= len(batch)
            seen[touched] += (slope * slope).mean(1, keepdims=True)
            weights[touched] -= RATE * slope / np.sqrt(seen[touched])
            drift = pull.mean(0)
            seen_bias += float((drift * drift).mean())
            bias -= RATE * drift / np.sqrt(seen_bias)
    return weights.astype(np.float64), bias.astype(np.float64)


def _add(sums: NDArray[np.float32], places: NDArray[np.int64], rows: NDArray[np.float32]) -> None:
    """Adds rows, which come in the order of their places, to the sums at those places."""
    if len(places):
        first = np.flatnonzero(np.diff(places, prepend=-1))
        sums[places[first]] += np.add.reduceat(rows, first)


def _length(values: Figures) -> float:
    return float(np.sqrt((values * values).sum())) or 1.0
