"""Focusing: which part of a long message asks, and which only tells a story."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from chatbot.languages import Language, fold
from chatbot.text import WORD, terms

# The weight of a word at a place of the message.
Focus = Callable[[int], float]
BACKGROUND = 0.2
FEWEST = 1  # words that mean something; a question with fewer leans on the sentence before it
SHORT = 14  # words; a message as short as this is all question
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


def focus(text: str, language: Language) -> Focus:
    """1 where the message asks, BACKGROUND elsewhere.

    The sentences that ask are those with a question mark, else those with a cue of asking ("I would like to
    know"), else the last.
    """
    if len(WORD.findall(text)) <= SHORT:
        return lambda _: 1.0
    starts = [0, *(found.end() for found in _SENTENCE.finditer(text)), len(text)]
    parts = [(start, end) for start, end in pairwise(starts) if WORD.search(text, start, end)]
    asking = [part for part in parts if "?" in text[slice(*part)]]
    asking = asking or [part for part in parts if _cued(text[slice(*part)], language)] or parts[-1:]
    said = sum(len(terms(text[slice(*part)], language.code)) for part in asking)
    before = parts.index(asking[0]) - 1
    if said < FEWEST and before >= 0:
        asking = [parts[before], *asking]  # "So, do they?" asks with the sentence before it
    return lambda at: 1.0 if any(start <= at < end for start, end in asking) else BACKGROUND


def _cued(sentence: str, language: Language) -> bool:
    folded = fold(sentence)
    return any(re.search(rf"\b{cue}\b", folded) for cue in language.asking)
