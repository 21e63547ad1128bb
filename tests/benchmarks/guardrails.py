"""How triage moves with the number of example messages: a learning curve.

    python tests/benchmarks/guardrails.py tests/qa/stress.dev.jsonl [--svg curve.svg]

The classifier is trained on growing shares of the shipped messages, whole scenarios at a time, drawn with
a fixed seed; rules and thresholds stay as they are. Judged on the labelled messages of the file (a test set
with `label`s). Needs the `dev` extra.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from chatbot.evaluation.plots import curves, standalone
from chatbot.guardrails.rules import load_rules
from chatbot.guardrails.training import AT_LENGTH, BRIEFLY, Message, for_brief, for_long, read_messages, train
from chatbot.guardrails.triage import Guard

SHARES = (0.125, 0.25, 0.5, 0.75, 1.0)
URGENT = {"emergency", "crisis"}
UNSTOPPED = {"benign", "out_of_scope"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--svg", type=Path)
    given = parser.parse_args()
    cases = [json.loads(line) for line in given.file.read_text(encoding="utf-8").splitlines()]
    messages, rules = read_messages(), load_rules()
    table = Table(title=f"judged on {len(cases)} messages of {given.file.name}")
    measures = ("emergency recall", "crisis recall", "false urgent", "benign stopped", "advice let through")
    for column in ("messages", *measures):
        table.add_column(column, justify="right")
    points: dict[str, list[tuple[float, float]]] = {name: [] for name in measures[:4]}
    for share in SHARES:
        chosen = drawn(messages, share)
        guard = Guard(rules, train(for_brief(chosen), BRIEFLY), train(for_long(chosen), AT_LENGTH))
        got = [(case["label"], str(guard.triage(case["question"]).label)) for case in cases]
        figures = judge(got)
        table.add_row(str(len(chosen)), *(f"{figures[name]:.3f}" for name in measures))
        for name, line in points.items():
            line.append((share, figures[name]))
    Console().print(table)
    if given.svg:
        title = f"Triage over the share of {len(messages)} example messages"
        given.svg.write_text(standalone(curves(title, list(points.items()), threshold=1.0)), encoding="utf-8")


def drawn(messages: Sequence[Message], share: float) -> list[Message]:
    scenarios = sorted({message.scenario for message in messages})
    random.Random(20261122).shuffle(scenarios)
    kept = set(scenarios[: round(len(scenarios) * share)])
    return [message for message in messages if message.scenario in kept]


def judge(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    def share(labels: set[str], wanted: set[str]) -> float:
        got = [found for label, found in pairs if label in labels]
        return sum(found in wanted for found in got) / len(got) if got else 0.0

    return {
        "emergency recall": share({"emergency"}, URGENT),
        "crisis recall": share({"crisis"}, {"crisis"}),
        "false urgent": share({"benign", "out_of_scope", "diagnosis", "personal", "injection"}, URGENT),
        "benign stopped": share({"benign"}, {"emergency", "crisis", "diagnosis", "personal", "injection"}),
        "advice let through": share({"diagnosis", "personal"}, UNSTOPPED),
    }


if __name__ == "__main__":
    main()
