"""Focusing: which part of a long message asks, and which only tells a story."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from chatbot.languages import Language, fold
from chatbot.text import WORD

# The weight of a word at a place of the message.
Focus = Callable[[int], float]
BACKGROUND = 0.2
LEANED_ON = 0.5  # here only the things named count: the rest is story
FEWEST = 1  # things that a question names; one with fewer leans on the sentences before it
FURTHEST = 3  # sentences before it
SHORT = 14  # words; a message as short as this is all question
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


def focus(text: str, language: Language, names: Callable[[str], int]) -> Focus:
    """1 where the message asks, LEANED_ON in sentences that this leans on, BACKGROUND elsewhere.

    The sentences that ask are those with a question mark, else those with a cue of asking ("I would like to
    know"), else the last. `names` counts the things that a sentence names: if they name none ("So, do they?"), they
    ask with the sentences before them.
    """
    if len(WORD.findall(text)) <= SHORT:
        return lambda _: 1.0
    starts = [0, *(found.end() for found in _SENTENCE.finditer(text)), len(text)]
    parts = [(start, end) for start, end in pairwise(starts) if WORD.search(text, start, end)]
    asking = [part for part in parts if "?" in text[slice(*part)]]
    asking = asking or [part for part in parts if _cued(text[slice(*part)], language)] or parts[-1:]
    said = sum(names(text[slice(*part)]) for part in asking)
    before = parts.index(asking[0]) - 1
    leaned_on: list[tuple[int, int]] = []
    for place in range(before, max(-1, before - FURTHEST), -1):
        if said < FEWEST:
            leaned_on.append(parts[place])
            said += names(text[slice(*parts[place])])

    def weight(at: int) -> float:
        if any(start <= at < end for start, end in asking):
            return 1.0
        return LEANED_ON if any(start <= at < end for start, end in leaned_on) else BACKGROUND

    return weight


def _cued(sentence: str, language: Language) -> bool:
    folded = fold(sentence)
    return any(re.search(rf"\b{cue}\b", folded) for cue in language.asking)
