"""Bars: what each term gave a passage, as a stacked bar that adds up to its score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chatbot.model import Contribution

WIDTH = 1000  # of the best score, in the units of the drawing
COLOURS = 8


@dataclass(frozen=True, slots=True)
class Segment:
    """One gain, from `x` on, `width` wide; words asked share a colour, from 0 to COLOURS - 1."""

    x: float
    width: float
    colour: int
    field: str
    told: str


def stack(gains: Sequence[Contribution], most: float, words: Iterable[str]) -> list[Segment]:
    """The gains of one passage side by side, WIDTH for a score of `most`; `words` gives each asked word its colour."""
    colours = {word: number % COLOURS for number, word in enumerate(dict.fromkeys(words))}
    segments: list[Segment] = []
    x = 0.0
    for gain in gains:
        width = gain.gain / most * WIDTH if most else 0.0
        told = f"{gain.word}: {gain.term}, {gain.field}, {gain.gain:.3f}"
        segments.append(Segment(round(x, 2), round(width, 2), colours.get(gain.word, 0), gain.field, told))
        x += width
    return segments
