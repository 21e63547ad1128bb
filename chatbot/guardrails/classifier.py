"""Classifier: a linear model over a message's features, its weights a data file, its decisions explained.

TF-IDF (1 + ln tf, each family of features scaled to length 1) and multinomial logistic regression, trained by
`chatbot train-guardrails` on the messages in `messages/`, evaluated here in NumPy.
"""

from __future__ import annotations

import json
import math
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from chatbot.guardrails.features import FAMILIES, Reading, read
from chatbot.model import BadGuardrails, Fault

FORMAT = 2
BRIEF, LONG = (Path(__file__).parent / name for name in ("brief.npz", "long.npz"))
# Concepts and frames are few and many of them come together: at full length they drown the words. Tuned
# by cross-validation over scenarios (ARCHITECTURE.md, "Guardrails").
SCALES = {"words": 1.0, "pieces": 1.0, "concepts": 0.7, "classes": 0.5, "frames": 0.7}
# Scores may differ by rounding between processors; more than this and the file is not the one that was trained.
_TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True)
class Scores:
    """The probability of each class, and of the second question, whether it should be seen to soon."""

    classes: Mapping[str, float]
    soon: float


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of feature: the row of each in the weights, which begin at `start`, and their idf."""

    index: Mapping[str, int]
    idf: NDArray[np.float64]
    start: int


@dataclass(frozen=True, slots=True)
class Classifier:
    """Weights are one row a feature and one column a class; the last column answers `soon`.

    `known_words` are the words of the example messages with their idf, commoner ones lower.
    """

    names: tuple[str, ...]
    families: Mapping[str, Family]
    weights: NDArray[np.float32]
    intercepts: NDArray[np.float64]
    known_words: Mapping[str, float] = field(default_factory=dict)

    def score(self, reading: Reading) -> Scores:
        """The scores of a message or a sentence of one."""
        rows, values = self.vector(reading)
        # No matrix product: its last bits differ with the kernel that the processor gets.
        raw = (values[:, np.newaxis] * self.weights[rows]).sum(axis=0) + self.intercepts
        powers = np.exp(raw[:-1] - raw[:-1].max())
        shares = (powers / powers.sum()).tolist()
        return Scores(dict(zip(self.names, shares, strict=True)), 1 / (1 + math.exp(-float(raw[-1]))))

    def heaviest(self, reading: Reading, name: str, most: int = 5) -> list[tuple[str, float]]:
        """The features that spoke most for a class against the mean of all others, heaviest first."""
        rows, values = self.vector(reading)
        column = self.names.index(name)
        classes = self.weights[rows][:, : len(self.names)]
        gains = values * (classes[:, column] - classes.mean(axis=1))
        best = {int(rows[at]): float(gains[at]) for at in np.argsort(-gains)[:most].tolist() if gains[at] > 0}
        named = {
            index: feature
            for name, family in self.families.items()
            for feature in FAMILIES[name](reading)
            if (index := family.index.get(feature)) in best
        }
        return [(named[index], round(gain, 4)) for index, gain in best.items()]

    def vector(self, reading: Reading) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The known features of a message (rows of the weights) and their values."""
        rows: list[int] = []
        parts: list[NDArray[np.float64]] = []
        for name, family in self.families.items():
            counts = Counter(map(family.index.get, FAMILIES[name](reading)))
            counts.pop(None, None)  # features it never saw
            if counts:
                found = cast(list[int], list(counts))
                values = weigh(list(counts.values()), family.idf[np.array(found) - family.start])
                rows += found
                parts.append(values * SCALES[name])
        if not rows:
            return np.empty(0, np.int64), np.empty(0)
        return np.array(rows), np.concatenate(parts)


def weigh(counts: Sequence[int], idf: NDArray[np.float64]) -> NDArray[np.float64]:
    """TF-IDF of one family's features of one message, scaled to length 1."""
    values: NDArray[np.float64] = (1 + np.log(np.array(counts))) * idf
    return values / math.sqrt((values * values).sum())


def load_classifier(path: Path) -> Classifier:
    """The classifier of a weights file; raises BadGuardrails if it cannot be read or fails its own check.

    The check: messages kept in the file must score as they did when it was trained.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            about = json.loads(str(stored["about"]))
            if about["format"] != FORMAT:
                raise ValueError(f"its format is {about['format']}, not {FORMAT}")
            weights = stored["weights"].astype(np.float32) * stored["scale"].astype(np.float32)
            families: dict[str, Family] = {}
            start = 0
            for name in FAMILIES:
                features = str(stored[f"{name}_features"]).split("\n")
                index = {feature: start + at for at, feature in enumerate(features)}
                if len(features) != len(stored[f"{name}_idf"]):
                    raise ValueError(f"its {name} have not as many weights as features")
                families[name] = Family(index, stored[f"{name}_idf"].astype(np.float64), start)
                start += len(features)
            words = families["words"]
            known = {word: float(words.idf[at]) for word, at in words.index.items() if " " not in word}
            classifier = Classifier(tuple(about["classes"]), families, weights, stored["intercepts"], known)
        columns = len(classifier.names) + 1
        if weights.shape != (start, columns) or classifier.intercepts.shape != (columns,) or not about["probes"]:
            raise ValueError("its parts do not fit together")
        for probe in about["probes"]:
            scores = classifier.score(read(probe["text"]))
            found = np.array([scores.classes[probe["class"]], scores.soon])
            if not np.allclose(found, [probe["score"], probe["soon"]], rtol=0, atol=_TOLERANCE):
                raise ValueError("it does not score its own probes as it did when it was trained")
    except (OSError, ValueError, KeyError, TypeError, IndexError, EOFError, zipfile.BadZipFile, zlib.error) as fault:
        remedy = "restore it, or train it anew with 'chatbot train-guardrails'"
        raise BadGuardrails(Fault(path.name, f"cannot be used: {fault}", remedy)) from None
    return classifier
