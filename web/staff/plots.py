"""Plots: counts by day as stacked columns, drawn by the template; the same figures stand in a table beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH, HEIGHT = 640, 120
GAP = 0.2  # of a column
MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Block:
    """One colour's share of one day."""

    x: float
    y: float
    width: float
    height: float
    colour: int
    told: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Columns of blocks, the colour of each name that comes, the days in order, where their columns end, and the
    figures as day -> name -> n; the highest column stands for `most`."""

    blocks: list[Block]
    colours: Mapping[str, int]
    end: float
    days: list[date]
    figures: Mapping[date, Mapping[str, int]]
    most: int


def columns(counted: Iterable[tuple[date, str, int]], names: Sequence[str], today: date) -> Plot:
    """A column a day, from the first one (at most MOST_DAYS ago) to today, stacked in the order of the names."""
    first_shown = today - timedelta(days=MOST_DAYS - 1)
    figures: dict[date, dict[str, int]] = {}
    for day, name, n in counted:
        if first_shown <= day <= today:
            of_day = figures.setdefault(day, {})
            of_day[name] = of_day.get(name, 0) + n
    first = min(figures, default=today)
    days = [first + timedelta(days=each) for each in range((today - first).days + 1)]
    most = max((sum(of_day.values()) for of_day in figures.values()), default=0)
    step = WIDTH / max(len(days), 10)
    blocks: list[Block] = []
    for at, day in enumerate(days):
        top = float(HEIGHT)
        for colour, name in enumerate(names):
            n = figures.get(day, {}).get(name, 0)
            if n:
                height = n / most * HEIGHT
                top -= height
                told = f"{day.isoformat()}, {name}: {n}"
                x, width = at * step, step * (1 - GAP)
                blocks.append(Block(round(x, 1), round(top, 1), round(width, 1), round(height, 1), colour, told))
    colours = {name: at for at, name in enumerate(names) if any(name in each for each in figures.values())}
    return Plot(blocks, colours, round(len(days) * step, 1), days, figures, most)
