"""`chatbot ask`: one question, one reply."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import click

from chatbot.cli.loading import corpus_option, explain_option, json_option, language_option, load_bot
from chatbot.cli.rendering import console, reasons, reply
from chatbot.searching import Consideration


@click.command()
@click.argument("question")
@corpus_option
@language_option
@json_option
@explain_option
def ask(question: str, corpus: str, language: str | None, as_json: bool, explain: bool) -> None:
    """Answer QUESTION with the passages that do, each with its source."""
    bot = load_bot(corpus)
    answer, considered = bot.reply(question, language=language)
    if as_json:
        extra = {"explain": _as_dict(considered)} if explain else {}
        click.echo(json.dumps(answer.to_dict() | extra, ensure_ascii=False, indent=2))
        return
    out = console()
    out.print(reply(answer, bot))
    if explain:
        out.print()
        out.print(reasons(considered, bot))


def _as_dict(considered: Consideration) -> dict[str, Any]:
    asked = considered.query
    return {
        "language": asked.language,
        "corrections": [list(pair) for pair in asked.corrections],
        "asked": [dataclasses.asdict(each) for each in asked.asked],
        "assumed": list(asked.assumed),
        "wants": list(asked.wants),
        "terms": [dataclasses.asdict(term) for term in asked.terms],
        "candidates": [
            {"passage_id": each.hit.passage.passage_id, "bm25": each.hit.score, "quoted": each in considered.shown}
            | dataclasses.asdict(each.verdict)
            | {"parts": dict(each.verdict.parts)}
            for each in considered.quotations
        ],
    }
