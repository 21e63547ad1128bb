"""Measures: three topics by hand, and the same figures from ir-measures and scipy."""

from __future__ import annotations

import math
import random

import ir_measures
import numpy as np
import pytest
import scipy.stats

from chatbot.evaluation.measures import f1, hit_at, mean, ndcg_at, percentile, proportion, reciprocal_rank, share
from chatbot.evaluation.significance import compare

# topic: ranking, judgements, and by hand reciprocal rank, hit@1, hit@3, nDCG@10
TOPICS = [
    ("the best first", ["a", "b", "c"], {"a": 2, "c": 1}, 1.0, 1.0, 1.0, (2 + 1 / 2) / (2 + 1 / math.log2(3))),
    ("found third", ["x", "y", "a"], {"a": 1, "b": 1}, 1 / 3, 0.0, 1.0, (1 / 2) / (1 + 1 / math.log2(3))),
    ("not found", ["x", "y", "z"], {"a": 1, "x": 0}, 0.0, 0.0, 0.0, 0.0),
]


@pytest.mark.parametrize(("why", "ranked", "grades", "rr", "hit_1", "hit_3", "ndcg"), TOPICS)
def test_measures_are_what_a_hand_computes(
    why: str, ranked: list[str], grades: dict[str, int], rr: float, hit_1: float, hit_3: float, ndcg: float
) -> None:
    assert reciprocal_rank(ranked, grades) == pytest.approx(rr), why
    assert (hit_at(1, ranked, grades), hit_at(3, ranked, grades)) == (hit_1, hit_3), why
    assert ndcg_at(10, ranked, grades) == pytest.approx(ndcg), why


def test_measures_agree_with_ir_measures() -> None:
    draw = random.Random(7)
    names = [f"d{n}" for n in range(30)]
    ours: dict[str, list[float]] = {"RR": [], "nDCG@10": [], "Success@1": [], "Success@3": []}
    qrels, run = [], []
    for topic in range(200):
        ranked = draw.sample(names, draw.randint(1, 20))
        grades = {name: draw.choice([0, 0, 1, 2]) for name in draw.sample(names, 8)}
        grades[draw.choice(names)] = 1
        qrels += [ir_measures.Qrel(str(topic), name, grade) for name, grade in grades.items()]
        run += [ir_measures.ScoredDoc(str(topic), name, 100 - rank) for rank, name in enumerate(ranked)]
        ours["RR"].append(reciprocal_rank(ranked, grades))
        ours["nDCG@10"].append(ndcg_at(10, ranked, grades))
        ours["Success@1"].append(hit_at(1, ranked, grades))
        ours["Success@3"].append(hit_at(3, ranked, grades))
    theirs = ir_measures.calc_aggregate([ir_measures.parse_measure(name) for name in ours], qrels, run)
    for name, values in ours.items():
        assert sum(values) / len(values) == pytest.approx(theirs[ir_measures.parse_measure(name)], abs=1e-9), name


@pytest.mark.parametrize(("hits", "n"), [(0, 5), (1, 1), (7, 10), (50, 50), (123, 500)])
def test_a_proportion_has_wilson_s_interval(hits: int, n: int) -> None:
    figure = proportion("x", [True] * hits + [False] * (n - hits))
    expected = scipy.stats.binomtest(hits, n).proportion_ci(method="wilson")
    assert (figure.value, figure.n) == (hits / n, n)
    assert (figure.low, figure.high) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_a_mean_has_a_bootstrap_interval_like_scipy_s() -> None:
    values = np.random.default_rng(3).beta(2, 5, size=300)
    figure = mean("x", list(values))
    theirs = scipy.stats.bootstrap((values,), np.mean, method="percentile", random_state=1).confidence_interval
    assert figure.value == pytest.approx(values.mean())
    assert (figure.low, figure.high) == pytest.approx((theirs.low, theirs.high), abs=0.004)


def test_turns_of_one_case_are_not_independent() -> None:
    values = [1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0] * 4
    alone = mean("x", values)
    together = mean("x", values, [str(n // 4) for n in range(len(values))])
    assert (alone.value, alone.n) == (together.value, together.n) == (0.5, 32)
    assert together.high - together.low > 1.7 * (alone.high - alone.low)  # sqrt(4) = 2 if all fall together
    one_each = [str(n) for n in range(len(values))]
    assert share("x", [value > 0 for value in values], one_each) == proportion("x", [value > 0 for value in values])


def test_f1_is_the_harmonic_mean_of_precision_and_recall() -> None:
    expected = [True, True, True, False, False]
    found = [True, True, False, True, False]  # precision 2/3, recall 2/3
    figure = f1("x", expected, found)
    assert figure.value == pytest.approx(2 / 3)
    assert figure.low < 2 / 3 < figure.high
    assert f1("x", [True], [False]).value == 0.0


def test_a_percentile_is_numpy_s() -> None:
    assert percentile("x", [1.0, 2.0, 3.0, 4.0], 50).value == 2.5


def test_a_comparison_agrees_with_scipy() -> None:
    draw = np.random.default_rng(5)
    a = draw.integers(0, 2, size=150).astype(float)
    b = np.where(draw.random(150) < 0.2, 1.0, a)
    ours = compare(list(a), list(b))
    difference = b - a
    theirs = scipy.stats.permutation_test(
        (difference,), np.mean, permutation_type="samples", n_resamples=9999, random_state=1
    )
    interval = scipy.stats.bootstrap((difference,), np.mean, method="percentile", random_state=1).confidence_interval
    assert ours.p_value == pytest.approx(theirs.pvalue, abs=0.003)
    assert (ours.low, ours.high) == pytest.approx((interval.low, interval.high), abs=0.01)
    assert (ours.wins, ours.losses, ours.ties) == (int((b > a).sum()), 0, int((a == b).sum()))
    assert ours.conclusion == "B is better"


@pytest.mark.parametrize(
    ("a", "b", "conclusion"),
    [
        ([1.0] * 9, [1.0] * 9, "no difference: every question came out the same"),
        ([0.0] * 5 + [1.0] * 90, [1.0] * 95, "too few questions to tell: only 5 came out differently, and it takes 6"),
        ([0.0, 1.0] * 20, [1.0, 0.0] * 20, "too few questions to tell: a difference of this size may be chance"),
        ([1.0] * 12, [0.0] * 12, "B is worse"),
        ([0.0] * 12, [1.0] * 12, "B is better"),
    ],
)
def test_a_comparison_says_when_it_cannot_tell(a: list[float], b: list[float], conclusion: str) -> None:
    assert compare(a, b).conclusion == conclusion


def test_a_comparison_is_the_same_each_time() -> None:
    a, b = [0.0, 1.0, 0.0, 1.0] * 10, [1.0, 1.0, 0.0, 0.0] * 10
    assert compare(a, b) == compare(a, b)
