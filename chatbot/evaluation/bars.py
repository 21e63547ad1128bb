"""Bars: figures that must be reached. The verdict line and the exit status come from one function."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.evaluation.summary import MEASURES, Summary
from chatbot.model import BadTestSet, Fault

# These are better the lower they are.
_CEILINGS = re.compile(r"latency_|false_urgent|\w+_stopped|\w+_let_through")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What to print, bar by bar, and the exit status: 0 all reached, 1 some not."""

    lines: tuple[str, ...]
    status: int


def parse_bar(text: str, place: str) -> tuple[str, float]:
    """`abstention_recall@tag:near=.85` as name and value; raises BadTestSet."""
    name, sign, value = text.partition("=")
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not sign or not name.strip() or not math.isfinite(number):
        raise BadTestSet(Fault(place, f"'{text}' is no bar", "want measure=value, such as answer_accuracy=0.8"))
    return name.strip(), number


def check_bars(bars: Sequence[tuple[str, float]], place: str) -> None:
    """Raises BadTestSet for every bar whose measure does not exist: a misspelt one must not pass for a failure."""
    faults = []
    for name, _ in bars:
        measure = name if name in MEASURES else name.rpartition("@")[0]
        if measure not in MEASURES:
            close = difflib.get_close_matches(name, MEASURES, 1)
            remedy = f"did you mean '{close[0]}'?" if close else "known are " + ", ".join(MEASURES)
            faults.append(Fault(place, f"there is no measure '{name}'", remedy))
    if faults:
        raise BadTestSet(*faults)


def judge(summary: Summary, bars: Sequence[tuple[str, float]]) -> Judgement:
    """Whether the figures reach the bars. A measure that the run does not have is below any bar."""
    lines: list[str] = []
    below = 0
    for name, bar in bars:
        measure = summary.find(name)
        ceiling = bool(_CEILINGS.match(name))
        reached = measure is not None and (measure.value <= bar if ceiling else measure.value >= bar)
        below += not reached
        shown = "not measured" if measure is None else f"{measure.value:.3f} (n {measure.n})"
        lines.append(
            f"{'reached' if reached else 'BELOW  '}  {name} {shown}, {'at most' if ceiling else 'bar'} {bar:g}"
        )
    if bars:
        lines.append("PASS: every bar reached" if not below else f"FAIL: {below} of {len(bars)} bars not reached")
    return Judgement(tuple(lines), 1 if below else 0)
