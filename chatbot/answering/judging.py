"""Judging: which passage is the likeliest to answer, and whether it does. Two linear functions over the evidence.

Their weights are a data file, learnt on the dev halves of the test sets by `tests/benchmarks/answering.py`. How much a
known question that is like the one asked says depends on how many are listed: among a hundred for each passage, and
half as many that none answers, one is close to whatever is asked, and that none is closer means something.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from operator import mul
from pathlib import Path
from typing import Any

from chatbot.answering.evidence import FIGURES, LACKS, Evidence
from chatbot.model import BadLanguage, Fault
from chatbot.wants import load_wants

FILE = Path(__file__).parent / "weights.toml"
# What the second function sees beside the evidence: the square of `covered`, and by how much the best passage leads.
FURTHER = ("covered_squared", "lead")
MOST_LEAD = 5.0
# The sets of weights: learnt without a list of known questions, for a short or one-sided list, for a dense one, and for
# long messages where there is a dense one: what they teach together tells more of talk than any word that is shared.
NONE, SOME, MANY, TOLD = SETS = ("none", "some", "many", "told")
CONSTANT = "constant"
# A price, a share, how common something is, a number of nights or an inventor is there or it is not: no other evidence
# makes up for it.
INDISPENSABLE = frozenset("cost percentage frequency how-exactly-long invention".split())
MISSING, RULED_OUT = "indispensable", -9.0
# What the clinic says of as good as the same question decides: which passage answers it, or that none does.
SAME = 0.9
LISTED, DECIDES, FIRST = "listed", 9.0, 50.0


@dataclass(frozen=True)
class Weights:
    """What each figure counts: in ordering passages, and in deciding whether the best one answers."""

    order: Mapping[str, float]
    answer: Mapping[str, float]

    @cached_property
    def _ordering(self) -> tuple[float, ...]:
        """What each figure counts in ordering, in the order of the evidence."""
        return tuple(self.order.get(name, 0.0) for name in FIGURES)

    @cached_property
    def _deciding(self) -> tuple[tuple[str, float, int], ...]:
        """What each figure counts in deciding, and its place in the evidence; what may be lacking left out."""
        places = {name: place for place, name in enumerate((*FIGURES, *FURTHER, CONSTANT))}
        return tuple((name, weight, places[name]) for name, weight in self.answer.items() if name in places)

    def worth(self, evidence: Evidence) -> float:
        """How likely a passage is the one that answers, beside others for the same question; higher is likelier."""
        lacking = (self.order.get(f"{LACKS}{kind}", 0.0) for kind in evidence.lacking)
        held = map(mul, self._ordering, evidence.figures)
        return math.fsum((*held, *lacking, FIRST if listed(evidence) > 0 else 0.0))

    def parts(self, evidence: Evidence, lead: float) -> dict[str, float]:
        """What each figure adds to the decision whether a passage answers; `lead` is its worth beyond the next's."""
        figures = (*evidence.figures, evidence.covered**2, min(lead, MOST_LEAD), 1.0)
        parts = {name: weight * figures[place] for name, weight, place in self._deciding}
        lacking = (f"{LACKS}{kind}" for kind in evidence.lacking)
        parts |= {name: self.answer[name] for name in lacking if name in self.answer}
        if says := listed(evidence):
            return parts | {LISTED: says * DECIDES}
        return parts if INDISPENSABLE.isdisjoint(evidence.lacking) else parts | {MISSING: RULED_OUT}


def listed(evidence: Evidence) -> int:
    """What the list of known questions says of as good as the same question: 1 if this passage answers it, -1 if no
    document does, 0 if it says nothing."""
    if max(evidence.known, evidence.unanswered) < SAME:
        return 0
    return 1 if evidence.known > evidence.unanswered else -1


def confidence_of(parts: Mapping[str, float]) -> float:
    """How sure it is that a passage answers, 0 to 1, from what each figure adds.

    >>> confidence_of({"covered": 2.0, "constant": -2.0}), round(confidence_of({"covered": 4.0}), 2)
    (0.5, 0.98)
    """
    total = sum(parts.values())
    return 1 / (1 + math.exp(-total)) if total > -700 else 0.0


def load_weights(density: float | None = None, long: bool = False, path: Path = FILE) -> Weights:
    """The weights of a file for a list of known questions of such a density (0 to 1), None for no list, and for long
    messages or for others.

    Raises BadLanguage if the file cannot be used.
    """
    sets = _read(path)
    if density is None:
        return sets[NONE]
    some, dense = sets[SOME], sets[TOLD if long else MANY]
    return Weights(_between(some.order, dense.order, density), _between(some.answer, dense.answer, density))


def _between(first: Mapping[str, float], second: Mapping[str, float], share: float) -> dict[str, float]:
    names = dict.fromkeys((*first, *second))
    return {name: (1 - share) * first.get(name, 0.0) + share * second.get(name, 0.0) for name in names}


@cache
def _read(path: Path) -> Mapping[str, Weights]:
    kinds = {f"{LACKS}{want.name}" for wants in load_wants().values() for want in wants}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        sets = {name: Weights(*(_numbers(table[name][part]) for part in ("order", "answer"))) for name in SETS}
        for weights in sets.values():
            further = {*FIGURES, *kinds, *FURTHER, CONSTANT}
            unknown = sorted(weights.order.keys() - {*FIGURES, *kinds} | weights.answer.keys() - further)
            if unknown or not weights.order or not weights.answer:
                raise ValueError(f"unknown figures {unknown}" if unknown else "holds no weights")
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as fault:
        remedy = "restore it, or learn it anew with tests/benchmarks/answering.py"
        raise BadLanguage(Fault(path.name, f"cannot be used: {fault}", remedy)) from None
    return sets


def _numbers(table: Mapping[str, Any]) -> dict[str, float]:
    numbers = {str(name): float(weight) for name, weight in table.items()}
    if not all(map(math.isfinite, numbers.values())):
        raise ValueError("a weight is no number")
    return numbers
