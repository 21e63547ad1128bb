"""Auditing: which documents are overdue for review, which passages say the same, what does no question reach?"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

from chatbot.model import Document, Passage
from chatbot.text import WORD

# Four words running are seldom shared by chance; three are ("in case of"), and of five a reworded copy keeps too few.
SHINGLE = 4
# Half of all shingles shared is a copy with a sentence changed; seven in ten of the shorter one's is a part taken over.
LEAST_JACCARD, LEAST_CONTAINMENT = 0.5, 0.7
# A passage with fewer shingles is a phrase, and two that share it share nothing worth looking at.
FEWEST_SHINGLES = 4
# A shingle in more passages than this is a set phrase ("talk to your doctor"), and pairing them all would take long.
MOST_PASSAGES = 20
_MIXING = np.uint64(0x9E3779B97F4A7C15)  # odd, its bits as if by chance: 2^64 over the golden ratio


@dataclass(frozen=True, slots=True)
class Overdue:
    """A document that was last updated longer ago than the clinic allows, and the day it was due."""

    document: Document
    due: date


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two passages in one language that say nearly the same: shingles shared of all, and of the shorter one's."""

    first: Passage
    second: Passage
    jaccard: float
    containment: float


def overdue(documents: Iterable[Document], months: int, today: date) -> tuple[Overdue, ...]:
    """The documents whose `updated` is more than so many months before today, the longest overdue first.

    A document without a date is none of them: it is warned of as undated.
    """
    dated = ((each, _later(date.fromisoformat(each.updated), months)) for each in documents if each.updated)
    late = [Overdue(document, due) for document, due in dated if due < today]
    return tuple(sorted(late, key=lambda each: (each.due, each.document.doc_id)))


def _later(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where that has no such day.

    >>> _later(date(2024, 2, 29), 12), _later(date(2023, 8, 31), 6)
    (datetime.date(2025, 2, 28), datetime.date(2024, 2, 29))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def near_duplicates(passages: Sequence[Passage]) -> tuple[Duplicate, ...]:
    """The pairs of passages in the same language that say nearly the same, most alike first."""
    shingled = _shingles(passages)
    # The inverted index: shingles in order, and beside each the passage that holds it.
    keys = np.concatenate([np.zeros(0, np.uint64), *shingled])
    holders = np.repeat(np.arange(len(passages)), [len(each) for each in shingled])
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(keys[order]) != 0])
    sizes = np.diff(np.r_[starts, len(order)])
    # Only a pair that shares a shingle is looked at; then all of their shingles count, set phrases too.
    pairs: set[tuple[int, int]] = set()
    for start, size in zip(starts, sizes, strict=True) if len(keys) else ():
        if 1 < size <= MOST_PASSAGES:
            pairs.update(combinations(holders[order[start : start + size]].tolist(), 2))
    held = {at: frozenset(shingled[at].tolist()) for at in set(chain.from_iterable(pairs))}
    found: list[tuple[float, float, int, int]] = []
    for first, second in pairs:
        one, other = held[first], held[second]
        shared = len(one & other)
        jaccard, containment = shared / len(one | other), shared / min(len(one), len(other))
        if jaccard >= LEAST_JACCARD or containment >= LEAST_CONTAINMENT:
            found.append((-jaccard, -containment, first, second))
    return tuple(Duplicate(passages[first], passages[second], -j, -c) for j, c, first, second in sorted(found))


def _shingles(passages: Iterable[Passage]) -> list[NDArray[np.uint64]]:
    """Every four words running of each passage, each once, as numbers; none of a passage with too few."""
    numbers: dict[str, int] = {}
    found: list[NDArray[np.uint64]] = []
    for passage in passages:
        words = WORD.findall(passage.text.casefold())
        ids = np.array([numbers.setdefault(word, len(numbers) + 1) for word in words], np.uint64)
        # The language is part of a shingle: translations share names and numbers only. Numbers of 64 bits that
        # overflow are as good as random: of four million, two are the same by chance once in two million corpora.
        runs = np.full(
            max(0, len(ids) - SHINGLE + 1), numbers.setdefault(passage.language, len(numbers) + 1), np.uint64
        )
        for offset in range(SHINGLE):
            runs = runs * _MIXING + ids[offset : offset + len(runs)]
        distinct = np.unique(runs)
        found.append(distinct if len(distinct) >= FEWEST_SHINGLES else distinct[:0])
    return found


def unreached_sections(sections: Iterable[tuple[str, str]], cited: Iterable[Passage]) -> tuple[tuple[str, str], ...]:
    """The sections, each as doc_id and heading, that none of the cited passages stands in, in the order given."""
    reached = {(passage.doc_id, passage.section) for passage in cited}
    return tuple(section for section in dict.fromkeys(sections) if section not in reached)
