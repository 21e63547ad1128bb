"""Likening: how near what is asked comes in meaning to what a passage says, where they may share no word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.answering.senses import Rows

FLOOR = 0.3  # words less alike than this have nothing to do with one another
DIGITS = 5  # so that the last bits of a processor's sums decide nothing


@dataclass(frozen=True, slots=True)
class Said:
    """The senses of a passage: those of its sentences one after another with where each starts, what each sentence
    means on the whole, and the senses of the headings above it."""

    rows: Rows
    starts: NDArray[np.intp]
    wholes: Rows
    headings: Rows


def say(sentences: Sequence[Rows], headings: Rows) -> Said | None:
    """What a passage of such sentences says; None if none of them has a sense."""
    known = [rows for rows in sentences if len(rows)]
    if not known:
        return None
    starts = np.cumsum([0, *(len(rows) for rows in known[:-1])])
    return Said(np.concatenate(known), starts, np.array([_whole(rows.sum(axis=0)) for rows in known]), headings)


class Meant:
    """What a question means: the sense of each asked word, and what it weighs."""

    def __init__(self, senses: Sequence[Rows], weights: Sequence[float]) -> None:
        self._senses = np.array(senses, np.float32)
        self._weights = np.array(weights, np.float32)
        total = float(self._weights.sum())
        self._known = total > 0 and bool(self._senses.any())
        if self._known:
            self._weights /= np.float32(total)
            self._whole = _whole(self._weights @ self._senses)

    def liken(self, said: Said | None) -> tuple[float, float]:
        """How like the question a passage's likest sentence is, on the whole and word by word: 0 to 1.

        Word by word each asked word counts as far as the word likest to it in the sentence or its headings is.
        """
        if said is None or not self._known:
            return 0.0, 0.0
        whole = float((said.wholes @ self._whole).max())
        likest = np.maximum.reduceat(self._senses @ said.rows.T, said.starts, axis=1)
        if len(said.headings):
            likest = np.maximum(likest, (self._senses @ said.headings.T).max(axis=1)[:, None])
        counted = np.maximum(likest - np.float32(FLOOR), 0) / np.float32(1 - FLOOR)
        return round(max(0.0, whole), DIGITS), round(float((self._weights @ counted).max()), DIGITS)


def _whole(total: Rows) -> Rows:
    length = float(np.sqrt(total @ total))
    return (total / np.float32(length)).astype(np.float32) if length else total
