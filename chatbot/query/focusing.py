"""Focusing: which part of a long message asks, and which only tells a story."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from chatbot.languages import Language, fold
from chatbot.text import WORD

BACKGROUND = 0.2
LEANED_ON = 0.5  # here only the things named count: the rest is story
FURTHEST = 3  # sentences before the one that asks
SHORT = 14  # words; a message as short as this is all question
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


class Thing(NamedTuple):
    """Something that a sentence names: whether it tells what an answer must be about ("surgery" hardly does), and
    whether documents or their sections are about it."""

    start: int
    end: int
    telling: bool
    topic: bool


# The weight of a word at a place of the message.
Focus = Callable[[int], float]
# Start and end of a part of the message.
Part = tuple[int, int]


def focus(text: str, language: Language, things: Callable[[str], Sequence[Thing]]) -> Focus:
    """1 where the message asks, LEANED_ON for what this leans on, BACKGROUND elsewhere.

    The sentences that ask are those with a question mark, else those with a cue of asking ("I would like to
    know"), else the last. If they name nothing telling ("Why does the machine help only some?") they lean on the topics
    of the nearest sentence before that names any; if they name nothing at all ("So, do they?"), on the nearest sentence
    that names anything, too.
    """
    if len(WORD.findall(text)) <= SHORT:
        return lambda _: 1.0
    starts = [0, *(found.end() for found in _SENTENCE.finditer(text)), len(text)]
    parts = [(start, end) for start, end in pairwise(starts) if WORD.search(text, start, end)]
    asking = [part for part in parts if "?" in text[slice(*part)]]
    asking = asking or [part for part in parts if _cued(text[slice(*part)], language)] or parts[-1:]
    first = parts.index(asking[0])
    before = parts[max(0, first - FURTHEST) : first][::-1]
    leaned_on = _leaned_on(asking, before, lambda part: things(text[slice(*part)]))

    def weight(at: int) -> float:
        if any(start <= at < end for start, end in asking):
            return 1.0
        return LEANED_ON if any(start <= at < end for start, end in leaned_on) else BACKGROUND

    return weight


def _leaned_on(asking: Sequence[Part], before: Sequence[Part], things: Callable[[Part], Sequence[Thing]]) -> list[Part]:
    """The parts of the message that the sentences that ask lean on; those `before` come nearest first."""
    said = [thing for part in asking for thing in things(part)]
    if any(thing.telling for thing in said):
        return []
    leaned_on: list[Part] = []
    for start, end in before:
        named = things((start, end))
        if not said:
            leaned_on.append((start, end))
            said += named
        if topics := [(start + thing.start, start + thing.end) for thing in named if thing.topic]:
            return leaned_on + topics
    return leaned_on


def _cued(sentence: str, language: Language) -> bool:
    folded = fold(sentence)
    return any(re.search(rf"\b{cue}\b", folded) for cue in language.asking)
