"""`chatbot train-guardrails`: the classifier's weights anew from the example messages."""

from __future__ import annotations

from pathlib import Path

import click

from chatbot.guardrails.classifier import WEIGHTS, load_classifier
from chatbot.guardrails.training import read_messages, save, train
from chatbot.model import BadGuardrails, Fault


@click.command("train-guardrails")
@click.option("--out", type=click.Path(path_type=Path), default=WEIGHTS, show_default="the shipped weights")
def train_guardrails(out: Path) -> None:
    """Train the classifier on chatbot/guardrails/messages/ and write its weights. Needs the `dev` extra."""
    messages = read_messages()
    try:
        classifier = train(messages)
    except ImportError:
        raise BadGuardrails(Fault("scikit-learn", "is not installed", "pip install -e '.[dev]'")) from None
    save(classifier, messages, out)
    load_classifier(out)
    features = sum(len(family.index) for family in classifier.families.values())
    click.echo(
        f"{len(messages)} messages, {features} features: wrote {out} ({out.stat().st_size // 1024} KiB)", err=True
    )
