"""Reading: a plain form of a message for patterns to look at, which knows where each of its characters came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """What stands in the place of what was taken out, the same in every language."""

    NAME = "[name]"
    PHONE = "[phone]"
    EMAIL = "[email]"
    DATE = "[date]"
    ADDRESS = "[address]"
    NUMBER = "[number]"
    LINK = "[link]"
    ACCOUNT = "[account]"


@dataclass(frozen=True, slots=True)
class Found:
    """Characters of the plain form that identify somebody, and the mark for them."""

    start: int
    end: int
    mark: Mark


# Stands for a mark, and for what a finder before has found: no pattern matches it.
HOLE = "\ue000"
_UNKNOWN = "\ufffd"
_MARKS = re.compile("|".join(re.escape(mark) for mark in Mark))
_ALIKE = dict(zip("’‘`´ʼ‐‑‒–—−", "'''''------", strict=True))
_UNSEEN = frozenset({"Mn", "Me", "Cf"})
# The two Korean fillers are letters to Unicode and nothing to the eye.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0")
_PRIVATE = frozenset({"Co", "Cs", "Cn", "Cc"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A message in plain letters (`plain`), the same in lower case (`low`), and where each character came from."""

    text: str
    plain: str
    low: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def without(self, found: Iterable[Found]) -> Reading:
        """The same reading with holes where something was found, so that nothing is found twice."""
        plain, low = list(self.plain), list(self.low)
        for each in found:
            for part in (plain, low):
                part[each.start : each.end] = HOLE * (each.end - each.start)
        return Reading(self.text, "".join(plain), "".join(low), self.starts, self.ends)

    def marked(self, found: Iterable[Found]) -> str:
        """The message with a mark in the place of everything found."""
        pieces: list[str] = []
        at = 0
        for each in sorted(found, key=lambda one: one.start):
            start, end = self.starts[each.start], self.ends[each.end - 1]
            if start >= at:
                pieces += [self.text[at:start], each.mark]
            at = max(at, end)
        return "".join([*pieces, self.text[at:]])


def read(text: str) -> Reading:
    """The reading of a message: no accents, no unseen characters, plain digits and signs, single spaces.

    >>> reading = read("Me\u200b llamo  JOSÉ: ６１２")
    >>> reading.plain, reading.low[-3:], reading.text[reading.starts[9] : reading.ends[12]]
    ('Me llamo JOSE: 612', '612', 'JOSÉ')
    """
    plain: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    marks = {match.start(): match.end() for match in _MARKS.finditer(text)}
    at = 0
    while at < len(text):
        end = marks.get(at, at + 1)
        letters = HOLE if at in marks else _plain(text[at])
        if not letters and ends:
            ends[-1] = end
        for letter in letters:
            if letter in " \n" and plain and plain[-1] in (" ", "\n"):
                plain[-1] = "\n" if letter == "\n" else plain[-1]
                ends[-1] = end
                continue
            plain.append(letter)
            starts.append(at)
            ends.append(end)
        at = end
    low = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in plain)
    return Reading(text, "".join(plain), low, tuple(starts), tuple(ends))


def _plain(character: str) -> str:
    """One character as its plain letters, none for one that is not seen."""
    if character.isascii() and character.isprintable():
        return character
    if character in "\n\r\u2028\u2029":
        return "\n"
    if character in _ALIKE:
        return _ALIKE[character]
    if character.isspace():
        return " "
    letters = []
    for letter in unicodedata.normalize("NFKD", character):
        category = unicodedata.category(letter)
        if category in _UNSEEN or letter in _BLANK:
            continue
        if category in _PRIVATE:
            letters.append(_UNKNOWN)
        elif letter.isspace():
            letters.append(" ")
        else:
            letters.append(str(unicodedata.decimal(letter)) if category == "Nd" else letter)
    return "".join(letters)
