"""Judging: which passage is the likeliest to answer, and whether it does. Two linear functions over the evidence.

Their weights are a data file, learnt on the dev halves of the test sets by `tests/benchmarks/answering.py`;
ARCHITECTURE.md, "Whether it answers", tells from how many questions and how well.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from chatbot.answering.evidence import FIGURES, LACKS, Evidence
from chatbot.model import BadLanguage, Fault
from chatbot.wants import load_wants

FILE = Path(__file__).parent / "weights.toml"
# What the second function sees beside the evidence: the square of `covered`, and by how much the best passage leads.
FURTHER = ("covered_squared", "lead")
MOST_LEAD = 5.0
CONSTANT = "constant"
# A price, a share, a number of nights or an inventor is there or it is not: no other evidence makes up for it.
INDISPENSABLE = frozenset("cost percentage how-exactly-long invention".split())
MISSING, RULED_OUT = "indispensable", -9.0


@dataclass(frozen=True)
class Weights:
    """What each figure counts: in ordering passages, and in deciding whether the best one answers."""

    order: Mapping[str, float]
    answer: Mapping[str, float]

    @cached_property
    def _ordering(self) -> tuple[str, ...]:
        return tuple(name for name in self.order if not name.startswith(LACKS))

    @cached_property
    def _answering(self) -> tuple[str, ...]:
        return tuple(name for name in self.answer if not name.startswith(LACKS))

    def worth(self, evidence: Evidence) -> float:
        """How likely a passage is the one that answers, beside others for the same question; higher is likelier."""
        lacking = (self.order.get(f"{LACKS}{kind}", 0.0) for kind in evidence.lacking)
        held = (self.order[name] * evidence.figure(name) for name in self._ordering)
        return math.fsum((*held, *lacking))

    def parts(self, evidence: Evidence, lead: float) -> dict[str, float]:
        """What each figure adds to the decision whether a passage answers; `lead` is its worth beyond the next's."""
        further = {"covered_squared": evidence.covered**2, "lead": min(lead, MOST_LEAD), CONSTANT: 1.0}
        figures = {name: further[name] if name in further else evidence.figure(name) for name in self._answering}
        lacking = (f"{LACKS}{kind}" for kind in evidence.lacking)
        parts = {name: self.answer[name] * figure for name, figure in figures.items()}
        parts |= {name: self.answer[name] for name in lacking if name in self.answer}
        return parts if INDISPENSABLE.isdisjoint(evidence.lacking) else parts | {MISSING: RULED_OUT}


def confidence_of(parts: Mapping[str, float]) -> float:
    """How sure it is that a passage answers, 0 to 1, from what each figure adds.

    >>> confidence_of({"covered": 2.0, "constant": -2.0}), round(confidence_of({"covered": 4.0}), 2)
    (0.5, 0.98)
    """
    total = sum(parts.values())
    return 1 / (1 + math.exp(-total)) if total > -700 else 0.0


@cache
def load_weights(path: Path = FILE) -> Weights:
    """The weights of a file; raises BadLanguage if it cannot be used."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        order = {str(name): float(weight) for name, weight in table["order"].items()}
        answer = {str(name): float(weight) for name, weight in table["answer"].items()}
        kinds = {f"{LACKS}{want.name}" for wants in load_wants().values() for want in wants}
        unknown = sorted(order.keys() - {*FIGURES, *kinds} | answer.keys() - {*FIGURES, *kinds, *FURTHER, CONSTANT})
        if not all(map(math.isfinite, (*order.values(), *answer.values()))):
            raise ValueError("a weight is no number")
        if unknown or not order or not answer:
            raise ValueError(f"unknown figures {unknown}" if unknown else "holds no weights")
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as fault:
        remedy = "restore it, or learn it anew with tests/benchmarks/answering.py"
        raise BadLanguage(Fault(path.name, f"cannot be used: {fault}", remedy)) from None
    return Weights(order, answer)
