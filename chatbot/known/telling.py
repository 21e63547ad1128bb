"""Telling: known questions as they come up in the midst of talk, to learn from what a long message asks.

Few write a story when they are asked for examples, and many who chat to a clinic do. So each brief question is told
once more among a few of the sentences that people tell beside what they ask; one that is long itself counts more often.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cache

from chatbot.known.learning import Example, spoken
from chatbot.languages.asides import load_asides
from chatbot.model import KnownQuestion

FEWEST, MOST = 1, 5  # asides around a question
OFTEN = 4  # how often a question counts that is long itself


def tell(
    questions: Sequence[KnownQuestion], examples: Sequence[Example], terms: Callable[[str, str], Sequence[str]]
) -> list[Example]:
    """What these questions, with the example that each gives, say in the midst of talk; none where a language has no
    asides. `terms` reads an aside of a language as a question is read."""

    @cache
    def read(aside: str, language: str) -> Example:
        return Example(terms(aside, language), tuple(spoken(aside)), frozenset())

    told: list[Example] = []
    for question, example in zip(questions, examples, strict=True):
        if example.long:
            told += [example] * (OFTEN - 1)
        elif asides := load_asides(question.language):
            # Its own chance: the same question is told in the same way whatever else is listed.
            chance = random.Random(question.text)
            drawn = [read(each, question.language) for each in chance.choices(asides, k=chance.randint(FEWEST, MOST))]
            told.append(_among(example, drawn))
    return told


def _among(example: Example, asides: Sequence[Example]) -> Example:
    every = (example, *asides)
    terms = dict.fromkeys(term for each in every for term in each.terms)
    words = dict.fromkeys(word for each in every for word in each.words)
    return Example(tuple(terms), tuple(words), example.answer, long=True)
