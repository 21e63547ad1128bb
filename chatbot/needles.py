"""Needles: which letters a text must hold for a pattern to be found in it, so that most patterns need no search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

# The parser that `re` itself uses. Its stubs leave it out; tests hold every pattern against plain searching.
from re import _constants as op  # type: ignore[attr-defined]  # isort: skip
from re import _parser as parser  # type: ignore[attr-defined]  # isort: skip

_LONG_ENOUGH = 5  # characters; longer needles are rarer, but it makes no difference
_MOST = 200  # needles of one pattern; more are as likely to be found as not
_BEGINNING = 3  # characters by which needles are looked up
_SHORT = ""  # stands for the beginning of those that have not so many
Item = TypeVar("Item")


class Screen:
    """Many patterns, of which only those come into question whose needles a text holds."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._always: set[int] = set()
        self._by_beginning: dict[str, dict[str, set[int]]] = {_SHORT: {}}
        for at, pattern in enumerate(patterns):
            found = needles(pattern)
            if found is None:
                self._always.add(at)
            for text in found or ():
                beginning = text[:_BEGINNING] if len(text) >= _BEGINNING else _SHORT
                self._by_beginning.setdefault(beginning, {}).setdefault(text, set()).add(at)

    def candidates(self, text: str) -> list[int]:
        """The places of the patterns that may be found in the text, in order; no other can be."""
        found = set(self._always)
        runs = {text[at : at + _BEGINNING] for at in range(len(text) - _BEGINNING + 1)}
        for run in (_SHORT, *(runs & self._by_beginning.keys())):
            for needle, patterns in self._by_beginning[run].items():
                if needle in text:
                    found |= patterns
        return sorted(found)


class Screened(Sequence[Item]):
    """Things in order, each with a pattern, of which only those come into question whose needles a text holds."""

    def __init__(self, items: Iterable[Item], pattern: Callable[[Item], str]) -> None:
        self._items = tuple(items)
        self._screen = Screen([pattern(item) for item in self._items])

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, at: Any) -> Any:
        return self._items[at]

    def likely(self, text: str) -> list[Item]:
        """Those whose pattern may be found in the text, in order; no other's can be."""
        return [self._items[at] for at in self._screen.candidates(text)]


def needles(pattern: str) -> frozenset[str] | None:
    """Texts of which every match of the pattern contains at least one; None if there are none worth looking for.

    >>> sorted(needles(r"\\b(?:no|never) (?:\\w+ )?(?:pees|urinates)\\b"))
    ['pees', 'urinates']
    """
    return _best(_of(parser.parse(pattern)))


def _of(parsed: Iterable[Any]) -> list[frozenset[str]]:
    """Every set of texts of which a match must hold one, in no order."""
    found: list[frozenset[str]] = []
    run = ""
    for kind, given in [*parsed, (None, None)]:
        if kind is op.LITERAL:
            run += chr(given)
            continue
        if run:
            found.append(frozenset([run]))
            run = ""
        if kind is op.SUBPATTERN:
            found += _of(given[-1])
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT) and given[0] > 0:
            found += _of(given[2])
        elif kind is op.ATOMIC_GROUP:
            found += _of(given)
        elif kind is op.BRANCH:
            ways = [_best(_of(way)) for way in given[1]]
            if all(way is not None for way in ways):
                found.append(frozenset().union(*(way for way in ways if way is not None)))
    return found


def _best(sets: Iterable[frozenset[str]]) -> frozenset[str] | None:
    usable = [each for each in sets if len(each) <= _MOST]
    return max(usable, key=lambda each: (_shortest(each), -len(each)), default=None)


def _shortest(texts: Iterable[str]) -> int:
    return min(_LONG_ENOUGH, *(len(text.strip()) for text in texts))
