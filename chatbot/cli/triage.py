"""`chatbot triage`: what a message is taken to be, and why. No documents are needed."""

from __future__ import annotations

import json

import click
from rich.text import Text

from chatbot.cli.loading import json_option
from chatbot.cli.rendering import console
from chatbot.guardrails import load_guard
from chatbot.model import Triage


@click.command()
@click.argument("message")
@json_option
def triage(message: str, as_json: bool) -> None:
    """Show label and urgency of MESSAGE, the rules and n-grams that decided, and what each sentence alone would get."""
    guard = load_guard()
    whole = guard.triage(message)
    parts = guard.by_sentence(message)
    if as_json:
        told = whole.to_dict() | {"sentences": [{"text": text} | part.to_dict() for text, part in parts]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    out = console()
    out.print(Text(f"{whole.label}, {whole.urgency}", style="bold"))
    _print(whole, "  ")
    for text, part in parts if len(parts) > 1 else ():
        out.print(Text(f"\n“{text}” alone: {part.label}, {part.urgency}"))
        _print(part, "  ")


def _print(found: Triage, indent: str) -> None:
    for finding in found.findings:
        console().print(Text(f"{indent}{finding.rule}: {finding.evidence}", style="dim"))
