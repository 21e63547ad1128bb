"""Training: example messages to a weights file. Needs scikit-learn, which only the `dev` extra brings."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from chatbot.guardrails.classifier import FORMAT, Classifier, Family
from chatbot.guardrails.features import FAMILIES, Reading, read
from chatbot.guardrails.normalising import normalise
from chatbot.model import BadGuardrails, Fault, Label, Urgency
from chatbot.text import is_long

MESSAGES = Path(__file__).parent / "messages"
# The inverse of regularization; 3 is worse, 10 to 30 differ within noise over held-out scenarios.
STRENGTH = 20.0
# Where the solver stops. At its own 1e-4 any message more or less moves what several others are taken for.
STOP = 1e-5
# Messages of sets that were unseen once count double: their writers, like those to come, had no example before them.
UNSEEN, UNSEEN_WEIGHT = "-unseen-set", 2.0
# Long messages are learnt for long ones alone: stories make ordinary words suspicious, which only long messages have
# enough others to outweigh. So are the brief ones of files so named: so many harmless questions make a brief emergency
# look like one of them. For long messages, of which there are fewer, long ones count double.
ONLY_LONG, LONG_WEIGHT = ".long", 2.0
PROBES = 24


class Way(NamedTuple):
    """How one classifier is learnt: in how many messages a feature of each family must come, and how much more a class
    counts that has few messages, as a power of how few; None makes all classes count the same, by weight."""

    fewest: Mapping[str, int]
    balance: float | None


# Settled on the dev sets. Over so much harmless talk a whole balance makes a crisis of any that is not plainly so.
BRIEFLY = Way({"words": 2, "pieces": 3, "concepts": 3, "classes": 3, "frames": 3}, None)
AT_LENGTH = Way({"words": 4, "pieces": 5, "concepts": 4, "classes": 3, "frames": 4}, 0.5)


@dataclass(frozen=True, slots=True)
class Message:
    """An example message and what it is."""

    text: str
    label: Label
    urgency: Urgency
    language: str
    scenario: str
    tags: tuple[str, ...]
    weight: float = 1.0
    only_long: bool = False

    @property
    def target(self) -> str:
        """The class to learn: the label, emergencies told apart by urgency."""
        return f"{self.label}:{self.urgency}" if self.label is Label.EMERGENCY else str(self.label)


def read_messages(folder: Path = MESSAGES) -> list[Message]:
    """All example messages in the order of files and lines; raises BadGuardrails with every fault of every file."""
    messages: list[Message] = []
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.jsonl")):
        weight, only_long = UNSEEN_WEIGHT if path.stem.endswith(UNSEEN) else 1.0, path.stem.endswith(ONLY_LONG)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                raw = json.loads(line)
                label, urgency = Label(raw["label"]), Urgency(raw["urgency"])
                whose = raw["language"], raw["scenario"], tuple(raw["tags"])
                messages.append(Message(raw["text"], label, urgency, *whose, weight, only_long))
            except (ValueError, KeyError, TypeError) as fault:
                faults.append(
                    Fault(f"{path.name}:{number}", f"is no example message: {fault}", "compare its neighbours")
                )
    if faults or not messages:
        raise BadGuardrails(*faults or [Fault(str(folder), "holds no example message", "restore it")])
    return messages


def for_brief(messages: Iterable[Message]) -> list[Message]:
    """What brief messages are learnt from."""
    return [each for each in messages if not each.only_long and not is_long(each.text)]


def for_long(messages: Iterable[Message]) -> list[Message]:
    """What long messages are learnt from: all, long ones counting more."""
    return [replace(each, weight=each.weight * LONG_WEIGHT) if is_long(each.text) else each for each in messages]


def train(messages: Sequence[Message], way: Way) -> Classifier:
    """The classifier that these messages teach; the same messages give the same classifier."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    texts = [read(normalise(message.text)) for message in messages]
    families = _learn_features(texts, way.fewest)
    size = sum(len(family.index) for family in families.values())
    blank = Classifier((), families, np.empty((size, 0), np.float32), np.empty(0))
    vectors = [blank.vector(text) for text in texts]
    ends = np.cumsum([0, *(len(rows) for rows, _ in vectors)])
    rows, values = (np.concatenate(part) for part in zip(*vectors, strict=True))
    matrix = csr_matrix((values, rows, ends), shape=(len(texts), size))
    counted = [message.weight for message in messages]
    targets = [message.target for message in messages]
    counts = Counter(targets)
    shares = {target: len(targets) / len(counts) / count for target, count in counts.items()}
    balance = {target: share**way.balance for target, share in shares.items()} if way.balance else "balanced"
    settings: dict[str, Any] = {"C": STRENGTH, "max_iter": 3000, "tol": STOP}
    labels = LogisticRegression(**settings, class_weight=balance).fit(matrix, targets, counted)
    soon = LogisticRegression(**settings, class_weight="balanced").fit(
        matrix, [message.urgency is Urgency.SOON for message in messages], counted
    )
    weights = np.vstack([labels.coef_, soon.coef_]).T
    intercepts = np.concatenate([labels.intercept_, soon.intercept_])
    return Classifier(tuple(map(str, labels.classes_)), families, weights.astype(np.float32), intercepts)


def save(classifier: Classifier, messages: Sequence[Message], path: Path) -> None:
    """Writes the weights, a byte each with a scale a class, and a few messages to check them by when loading."""
    scale = np.abs(classifier.weights).max(axis=0) / 127
    rounded = np.round(classifier.weights / scale).astype(np.int8)
    kept = Classifier(
        classifier.names,
        classifier.families,
        rounded.astype(np.float32) * scale.astype(np.float32),
        classifier.intercepts,
    )
    probes = []
    plain = for_brief(messages)  # the stems of what stories say are not at hand when the bot starts
    for message in plain[:: max(1, len(plain) // PROBES)]:
        text = normalise(message.text)
        scores = kept.score(read(text))
        score, soon = round(scores.classes[message.target], 6), round(scores.soon, 6)
        probes.append({"text": text, "class": message.target, "score": score, "soon": soon})
    about = {"format": FORMAT, "classes": classifier.names, "messages": len(messages), "probes": probes}
    arrays: dict[str, Any] = {
        "about": np.array(json.dumps(about, ensure_ascii=False)),
        "weights": rounded,
        "scale": scale.astype(np.float32),
        "intercepts": classifier.intercepts,
    }
    for name, family in classifier.families.items():
        arrays[f"{name}_features"] = np.array("\n".join(family.index))
        arrays[f"{name}_idf"] = family.idf.astype(np.float32)
    np.savez_compressed(path, **arrays)


def _learn_features(texts: Sequence[Reading], fewest: Mapping[str, int]) -> dict[str, Family]:
    families: dict[str, Family] = {}
    start = 0
    for name, extract in FAMILIES.items():
        counts = Counter(feature for text in texts for feature in set(extract(text)))
        features = sorted(feature for feature, n in counts.items() if n >= fewest[name])
        idf: NDArray[np.float64] = np.log((1 + len(texts)) / (1 + np.array([counts[f] for f in features]))) + 1
        families[name] = Family({feature: start + at for at, feature in enumerate(features)}, idf, start)
        start += len(features)
    return families
