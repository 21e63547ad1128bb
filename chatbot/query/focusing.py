"""Focusing: which part of a long message asks, and which only tells a story."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from chatbot.languages import Language, fold
from chatbot.text import WORD

BACKGROUND = 0.2
LEANED_ON = 0.5  # here only the things named count: the rest is story
FURTHEST = 4  # parts before the one that asks
BRIEF = 8  # words of a question that says no more than "Is that true?" or "What is done in that operation?"
SHORT = 14  # words; a message as short as this is all question
_PART = re.compile(r"(?<=[.!?…:;])\s+|\n+|(?=¿)|\s[–—]\s")


_CLAUSE = re.compile(r",\s+")


class Thing(NamedTuple):
    """Something that a part of a message names, at its places there: whether it tells what an answer must be about
    ("surgery" hardly does), whether documents or their sections are about it, and whether they tell of it at all."""

    start: int
    end: int
    telling: bool
    topic: bool
    told: bool


# The weight of a word at a place of the message.
Focus = Callable[[int], float]
# Start and end of a part of the message.
Part = tuple[int, int]


def focus(text: str, language: Language, things: Callable[[str], Sequence[Thing]]) -> Focus:
    """1 where the message asks, LEANED_ON for what this leans on if it names nothing telling, BACKGROUND elsewhere."""
    if len(WORD.findall(text)) <= SHORT:
        return lambda _: 1.0
    starts = [0, *(found.end() for found in _PART.finditer(text)), len(text)]
    parts = [(start, end) for start, end in pairwise(starts) if WORD.search(text, start, end)]
    asking = [clause for part in _asking(text, parts, language) for clause in _clauses(text, part, language, things)]
    said = [thing for part in asking for thing in things(text[slice(*part)])]
    leaned_on: list[Part] = []
    if not any(thing.telling for thing in said):
        earlier = [part for part in parts if part[0] < asking[0][0]][::-1]
        before = [(part, things(text[slice(*part)])) for part in earlier[:FURTHEST]]
        brief = [fold(text[slice(*part)]) for part in asking if len(WORD.findall(text[slice(*part)])) <= BRIEF]
        bare = not said or any(language.confirming.search(each) for each in brief)
        leaned_on = _leaned_on(before, bare, any(language.pointing.search(each) for each in brief))

    def weight(at: int) -> float:
        if any(start <= at < end for start, end in asking):
            return 1.0
        return LEANED_ON if any(start <= at < end for start, end in leaned_on) else BACKGROUND

    return weight


def _asking(text: str, parts: Sequence[Part], language: Language) -> Sequence[Part]:
    """The parts that ask: those with a question mark, else those that begin like a question, else those with a cue of
    asking ("I would like to know"), else the last."""
    said = {part: fold(text[slice(*part)]) for part in parts}
    return (
        [part for part in parts if "?" in said[part]]
        or [part for part in parts if language.opening.match(said[part])]
        or [part for part in parts if any(re.search(rf"\b{cue}\b", said[part]) for cue in language.asking)]
        or parts[-1:]
    )


def _clauses(text: str, part: Part, language: Language, things: Callable[[str], Sequence[Thing]]) -> list[Part]:
    """The clauses of a part that ask: those that begin like a question ("so settle it for me, what brings it on") and
    those that name something telling; all of it if none begins so."""
    starts = [part[0], *(found.end() for found in _CLAUSE.finditer(text, *part)), part[1]]
    clauses = [(start, end) for start, end in pairwise(starts) if WORD.search(text, start, end)]
    opened = [clause for clause in clauses if language.opening.match(fold(text[slice(*clause)]))]
    if not opened:
        return [part]
    return [each for each in clauses if each in opened or any(thing.telling for thing in things(text[slice(*each)]))]


def _leaned_on(before: Sequence[tuple[Part, Sequence[Thing]]], bare: bool, points: bool) -> list[Part]:
    """What a question leans on that names nothing telling, of the parts `before` it, the nearest first, each with what
    it names: the topics of the nearest that names any ("Why does the machine help only some?").

    A `bare` one, which names nothing or only asks whether something is so, leans on the nearest that names anything
    telling, too. One that `points` ("what is that?") does with what is told of, where no topic is named.
    """
    leaned_on: list[Part] = []
    for part, named in before:
        if bare and not leaned_on and any(thing.telling or thing.told for thing in named):
            leaned_on.append(part)
        if topics := _places(part, (thing for thing in named if thing.topic)):
            return leaned_on + topics
    told = (_places(part, (thing for thing in named if thing.told and thing.telling)) for part, named in before)
    return leaned_on + next((places for places in told if places and points), [])


def _places(part: Part, things: Iterable[Thing]) -> list[Part]:
    return [(part[0] + thing.start, part[0] + thing.end) for thing in things]
