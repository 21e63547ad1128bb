"""Calibration: from which confidence on should the bot answer?"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.evaluation.measures import SEED
from chatbot.evaluation.scoring import Outcome
from chatbot.model import BadSettings, BadTestSet, Fault, Kind

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold would give: share of answers that are right, and of answerable questions answered rightly."""

    threshold: float
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The proposal: a threshold, what it gives on these cases, and what to expect on others (cross-validated)."""

    threshold: float
    wanted_precision: float
    curve: tuple[Point, ...]
    precision: float
    recall: float
    expected_precision: float
    expected_recall: float
    n: int


def calibrate(outcomes: Sequence[Outcome], wanted_precision: float) -> Calibration:
    """The lowest threshold that reaches a wanted precision, and how well such a choice holds on unseen cases.

    The outcomes must come from a run that never abstains (threshold 0), so that what each case would have
    been answered with is known. In each of 5 folds a threshold is chosen on the others and judged on it;
    the proposal is chosen on all. Raises BadTestSet if there is nothing to choose between.
    """
    judged = [o for o in outcomes if o.expected.expect in (Kind.ANSWER, Kind.NO_ANSWER, Kind.OUT_OF_SCOPE)]
    answerable = np.array([o.expected.expect is Kind.ANSWER for o in judged], dtype=bool)
    if len(judged) < 2 * FOLDS or answerable.all() or not answerable.any():
        remedy = f"give at least {2 * FOLDS} cases, some expecting an answer and some none"
        raise BadTestSet(Fault("the test set", "is too small or too one-sided to calibrate on", remedy))
    confidence = np.array([o.reply.confidence for o in judged])
    right = np.array([bool(o.right) and o.kind is Kind.ANSWER for o in judged], dtype=bool)
    fold = np.random.default_rng(SEED).permutation(len(judged)) % FOLDS
    answered = np.zeros(len(judged), dtype=bool)
    for number in range(FOLDS):
        rest, held_out = fold != number, fold == number
        chosen = _choose(sweep(confidence[rest], right[rest], answerable[rest]), wanted_precision)
        answered[held_out] = confidence[held_out] >= chosen.threshold
    curve = sweep(confidence, right, answerable)
    best = _choose(curve, wanted_precision)
    return Calibration(
        threshold=best.threshold,
        wanted_precision=wanted_precision,
        curve=tuple(curve),
        precision=best.precision,
        recall=best.recall,
        expected_precision=float(right[answered].mean()) if answered.any() else 1.0,
        expected_recall=float((right & answered).sum() / answerable.sum()),
        n=len(judged),
    )


def sweep(confidence: NDArray[np.float64], right: NDArray[np.bool_], answerable: NDArray[np.bool_]) -> list[Point]:
    """Precision and recall at every threshold that makes a difference, thresholds ascending."""
    points = []
    for threshold in np.unique(np.floor(confidence * 1e4) / 1e4):
        answered = confidence >= threshold
        precision = right[answered].mean() if answered.any() else 1.0
        points.append(Point(float(threshold), float(precision), float((right & answered).sum() / answerable.sum())))
    return points


def _choose(curve: Sequence[Point], wanted: float) -> Point:
    """The point of most recall among those precise enough, else the most precise."""
    enough = [point for point in curve if point.precision >= wanted]
    if enough:
        return max(enough, key=lambda point: (point.recall, point.precision))
    return max(curve, key=lambda point: (point.precision, point.recall))


def with_setting(toml: str, section: str, key: str, value: float, remark: str) -> str:
    """The text of a TOML file with one number set, and a remark beside it; everything else stays as it was.

    Raises BadSettings if the file is written in a way that this cannot edit.
    """
    line = f"{key} = {value:g}  # {remark}"
    head = re.search(rf"^[ \t]*\[{re.escape(section)}\][^\n]*$", toml, re.MULTILINE)
    if not head:
        return _checked(toml.rstrip("\n") + f"\n\n[{section}]\n{line}\n", section, key, value)
    following = re.compile(r"^[ \t]*\[", re.MULTILINE).search(toml, head.end())
    end = following.start() if following else len(toml)
    body, found = re.subn(rf"^[ \t]*{re.escape(key)}[ \t]*=[^\n]*$", lambda _: line, toml[head.end() : end], flags=re.M)
    if not found:
        body = f"\n{line}{body}"
    return _checked(toml[: head.end()] + body + toml[end:], section, key, value)


def _checked(toml: str, section: str, key: str, value: float) -> str:
    try:
        if tomllib.loads(toml)[section][key] == float(f"{value:g}"):
            return toml
    except (tomllib.TOMLDecodeError, KeyError, TypeError):
        pass
    remedy = f"set {key} = {value:g} there by hand"
    raise BadSettings(Fault(f"[{section}]", "is written in a way that cannot be edited safely", remedy))
