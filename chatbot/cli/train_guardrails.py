"""`chatbot train-guardrails`: the classifiers' weights anew from the example messages."""

from __future__ import annotations

from pathlib import Path

import click

from chatbot.guardrails.classifier import BRIEF, LONG, load_classifier
from chatbot.guardrails.training import AT_LENGTH, BRIEFLY, for_brief, for_long, read_messages, save, train
from chatbot.model import BadGuardrails, Fault


@click.command("train-guardrails")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False, exists=True), default=BRIEF.parent, show_default="shipped"
)
def train_guardrails(out: Path) -> None:
    """Train the classifiers on chatbot/guardrails/messages/ and write their weights. Needs the `dev` extra."""
    messages = read_messages()
    ways = (BRIEF.name, for_brief(messages), BRIEFLY), (LONG.name, for_long(messages), AT_LENGTH)
    for name, learnt_from, way in ways:
        try:
            classifier = train(learnt_from, way)
        except ImportError:
            raise BadGuardrails(Fault("scikit-learn", "is not installed", "pip install -e '.[dev]'")) from None
        path = out / name
        save(classifier, learnt_from, path)
        load_classifier(path)
        features = sum(len(family.index) for family in classifier.families.values())
        size = path.stat().st_size // 1024
        click.echo(f"{len(learnt_from)} messages, {features} features: wrote {path} ({size} KiB)", err=True)
