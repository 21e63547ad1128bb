"""Cues: what is said before a name."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache

from chatbot.store.redacting.words import either, listed

_GAP = r"(?:[ :,.\"'(*-]{0,4})"


class Cue(IntEnum):
    """How much speaks for a name before the word itself is looked at."""

    NONE = 0
    WEAK = 1
    OPEN = 2  # also takes a name that no list has, if it has a capital
    TITLE = 3
    STRONG = 4


@cache
def cues() -> tuple[tuple[Cue, re.Pattern[str]], ...]:
    """What announces a name, and how surely; each match ends where the name would begin."""
    gap = rf"{_GAP}(?=[^\W\d_])"
    kin = rf"{either('names.kin')}(?:'s name)?(?:[ ,:(]{{1,2}}{either('names.named')})?"
    people = either("names.kin", "names.titles_in_words", "names.titles")
    return (
        (Cue.STRONG, re.compile(either("names.strong") + gap)),
        (Cue.STRONG, re.compile(rf"{people}(?: [a-z]{{1,12}}){{0,2}} {either('names.named')}{gap}")),
        (Cue.STRONG, re.compile(rf"(?:{either('names.closings')})[ ,.:!\n-]{{1,4}}(?=[^\W\d_])")),
        (Cue.TITLE, re.compile(rf"{either('names.titles')}[. ]{{1,2}}(?=[^\W\d_])")),
        (
            Cue.OPEN,
            re.compile(rf"(?:{either('names.titles_in_words')}|{kin}|{either('names.open')})[ ,:(]{{1,2}}(?=[^\W\d_])"),
        ),
        (Cue.OPEN, re.compile(rf"{either('names.thanks')}[ ,.:!\n-]{{1,4}}(?=[^\W\d_])")),
        (Cue.WEAK, re.compile(rf"{either('names.weak')}[ ,:]{{1,2}}(?=[^\W\d_])")),
    )


@cache
def closing_words() -> frozenset[str]:
    """The words of greetings at the end, one of which may follow another ("Gracias\\nAtte.")."""
    phrases = listed("names.closings") | listed("names.thanks")
    return frozenset(word.strip(".") for phrase in phrases for word in phrase.split())
