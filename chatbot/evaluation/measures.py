"""Measures of one ranking, and figures over many cases with their 95 % intervals. Names are TREC's."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
SEED = 20261122
_Z = 1.959963984540054  # two-sided 95 %


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure, how many cases it rests on, and its 95 % interval; proportions and means lie between 0 and 1."""

    name: str
    value: float
    n: int
    low: float
    high: float


def reciprocal_rank(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """1 / the rank of the first relevant one, 0 if none is (Voorhees 1999)."""
    return next((1 / rank for rank, name in enumerate(ranked, 1) if grades.get(name, 0) > 0), 0.0)


def hit_at(k: int, ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """1 if a relevant one is among the first k, else 0; TREC's success at k."""
    return float(any(grades.get(name, 0) > 0 for name in ranked[:k]))


def ndcg_at(k: int, ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """Discounted gain of the first k over that of the ideal order; trec_eval's, where the gain is the grade."""
    gains = [max(grades.get(name, 0), 0) for name in ranked[:k]]
    ideal = sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:k]
    return _dcg(gains) / _dcg(ideal) if ideal else 0.0


def _dcg(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def proportion(name: str, outcomes: Sequence[bool]) -> Measure:
    """A share with Wilson's interval (1927), which stays within 0 and 1 and is fair at the ends."""
    n, hits = len(outcomes), sum(outcomes)
    value = hits / n
    centre = (value + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * math.sqrt(value * (1 - value) / n + _Z**2 / (4 * n**2))
    return Measure(name, value, n, max(0.0, centre - half), min(1.0, centre + half))


def mean(name: str, values: Sequence[float], cases: Sequence[str] | None = None) -> Measure:
    """A mean with its percentile bootstrap interval (Efron 1979).

    What is resampled are the cases, so that the turns of one dialogue, which fall together, do not pass for
    independent; without `cases` every value is a case of its own.
    """
    data = np.asarray(values, dtype=np.float64)
    sums, sizes = _by_case([data, np.ones(len(data))], cases)
    draws = _draws(len(sums))
    low, high = np.percentile(sums[draws].sum(axis=1) / sizes[draws].sum(axis=1), [2.5, 97.5])
    return Measure(name, float(data.mean()), len(data), float(low), float(high))


def share(name: str, outcomes: Sequence[bool], cases: Sequence[str]) -> Measure:
    """A share: with Wilson's interval if every outcome is a case of its own, else resampling the cases."""
    if len(set(cases)) == len(cases):
        return proportion(name, outcomes)
    return mean(name, [float(outcome) for outcome in outcomes], cases)


def percentile(name: str, values: Sequence[float], at: float) -> Measure:
    """A percentile with its bootstrap interval."""
    data = np.asarray(values, dtype=np.float64)
    low, high = np.percentile(np.percentile(data[_draws(len(data))], at, axis=1), [2.5, 97.5])
    return Measure(name, float(np.percentile(data, at)), len(data), float(low), float(high))


def f1(name: str, expected: Sequence[bool], found: Sequence[bool], cases: Sequence[str] | None = None) -> Measure:
    """The harmonic mean of precision and recall, 0 if nothing is found rightly, with its bootstrap interval."""
    want, got = np.asarray(expected, dtype=np.float64), np.asarray(found, dtype=np.float64)
    both, total = _by_case([want * got, want + got], cases)
    draws = _draws(len(both))
    low, high = np.percentile(_f1(both[draws].sum(axis=1), total[draws].sum(axis=1)), [2.5, 97.5])
    value = _f1(both.sum(keepdims=True), total.sum(keepdims=True))[0]
    return Measure(name, float(value), len(want), float(low), float(high))


def macro_f1(name: str, expected: Sequence[str], found: Sequence[str]) -> Measure:
    """The mean of the F1 of every expected label, with its bootstrap interval."""
    labels = sorted(set(expected))
    number = {
        label: at for at, label in enumerate(sorted({*expected, *found}, key=lambda each: (each not in labels, each)))
    }
    want, got = (np.array([number[each] for each in side]) for side in (expected, found))

    def value(chosen: NDArray[np.int64]) -> float:
        w, g = want[chosen], got[chosen]
        both = np.bincount(w[w == g], minlength=len(number)).astype(np.float64)
        total = (np.bincount(w, minlength=len(number)) + np.bincount(g, minlength=len(number))).astype(np.float64)
        return float(_f1(both, total)[: len(labels)].mean())

    low, high = np.percentile([value(draw) for draw in _draws(len(want))], [2.5, 97.5])
    return Measure(name, value(np.arange(len(want))), len(want), float(low), float(high))


def _f1(both: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = np.divide(2.0 * both, total, out=np.zeros(len(both)), where=total > 0)
    return shares


def _by_case(columns: Sequence[NDArray[np.float64]], cases: Sequence[str] | None) -> list[NDArray[np.float64]]:
    """Each column added up by case, in the order in which cases first come."""
    if cases is None:
        return list(columns)
    number: dict[str, int] = {}
    which = [number.setdefault(case, len(number)) for case in cases]
    added: list[NDArray[np.float64]] = [np.bincount(which, column) for column in columns]  # type: ignore[misc]
    return added


def _draws(n: int) -> NDArray[np.int64]:
    """The resampled indices, the same for the same n: figures must not change from run to run."""
    return np.random.default_rng(SEED).integers(0, n, size=(RESAMPLES, n))
