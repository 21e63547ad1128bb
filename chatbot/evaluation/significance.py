"""Significance: did a change make it better, or were the questions just kind?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chatbot.evaluation.measures import SEED

RESAMPLES = 10_000
ALPHA = 0.05
# With d questions that differ, the smallest p-value that flipping signs can give is 2 / 2**d:
# below six it cannot reach 0.05, whatever the differences are.
FEWEST_DIFFERING = 6


@dataclass(frozen=True, slots=True)
class Comparison:
    """B against A on the same cases: how many B wins, loses and ties, and the mean of B - A.

    `low` and `high` are its 95 % paired bootstrap interval, `p_value` that of a two-sided
    randomization test; both have a fixed seed. `conclusion` says it in a word.
    """

    wins: int
    losses: int
    ties: int
    difference: float
    low: float
    high: float
    p_value: float
    conclusion: str


def compare(a: Sequence[float], b: Sequence[float]) -> Comparison:
    """The comparison of two systems' values for the same cases in the same order.

    Paired bootstrap (Efron and Tibshirani 1993) and randomization by random signs (Fisher 1935; Smucker,
    Allan and Carterette 2007 for retrieval), in 10,000 draws.
    """
    difference = np.asarray(b, dtype=np.float64) - np.asarray(a, dtype=np.float64)
    wins, losses = int((difference > 0).sum()), int((difference < 0).sum())
    ties = len(difference) - wins - losses
    observed = float(difference.mean())
    random = np.random.default_rng(SEED)
    draws = random.integers(0, len(difference), size=(RESAMPLES, len(difference)))
    low, high = np.percentile(difference[draws].mean(axis=1), [2.5, 97.5])
    differing = difference[difference != 0]
    if len(differing):
        signs = random.choice([-1.0, 1.0], size=(RESAMPLES, len(differing)))
        flipped = np.abs((signs * differing).sum(axis=1))
        as_far = int((flipped >= abs(differing.sum()) - 1e-12).sum())
        p_value = (as_far + 1) / (RESAMPLES + 1)
    else:
        p_value = 1.0
    return Comparison(
        wins, losses, ties, observed, float(low), float(high), p_value, _conclude(wins + losses, observed, p_value)
    )


def _conclude(differing: int, observed: float, p_value: float) -> str:
    if differing == 0:
        return "no difference: every question came out the same"
    if differing < FEWEST_DIFFERING:
        return f"too few questions to tell: only {differing} came out differently, and it takes {FEWEST_DIFFERING}"
    if p_value >= ALPHA:
        return "too few questions to tell: a difference of this size may be chance"
    return "B is better" if observed > 0 else "B is worse"
