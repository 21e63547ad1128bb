"""`chatbot sources`: which passages a text is closest to, and what made them so."""

from __future__ import annotations

import dataclasses
import json

import click
from rich.text import Text

from chatbot.cli.loading import corpus_option, json_option, language_option, load_bot
from chatbot.cli.rendering import console, contributions
from chatbot.model import Contribution


@click.command()
@click.argument("text")
@corpus_option
@language_option
@json_option
@click.option("-k", "most", default=5, show_default=True, type=click.IntRange(1, 100), help="How many passages.")
def sources(text: str, corpus: str, language: str | None, as_json: bool, most: int) -> None:
    """Rank the passages for TEXT and show what each term gave each, adding up to its score."""
    bot = load_bot(corpus)
    considered = bot.consider(text, language, k=most)
    gains = {hit.passage.passage_id: bot.explain(considered, hit.passage.passage_id) for hit in considered.hits}
    if as_json:
        ranked = [
            {
                "rank": hit.rank,
                "score": hit.score,
                "passage_id": hit.passage.passage_id,
                "document": hit.passage.doc_id,
                "source": bot.documents[hit.passage.doc_id].source,
                "section": hit.passage.section,
                "language": hit.passage.language,
                "start": hit.passage.span.start,
                "end": hit.passage.span.end,
                "text": hit.passage.text,
                "matched": _matched(gains[hit.passage.passage_id]),
                "contributions": [dataclasses.asdict(gain) for gain in gains[hit.passage.passage_id]],
            }
            for hit in considered.hits
        ]
        click.echo(json.dumps(ranked, ensure_ascii=False, indent=2))
        return
    out = console()
    if not considered.hits:
        click.echo("No passage holds any of these words.", err=True)
    for hit in considered.hits:
        passage = hit.passage
        where = f"{passage.passage_id}, {passage.section}, characters {passage.span.start} to {passage.span.end}"
        out.print(Text(f"{hit.rank}. {hit.score:.4f}  {where}", style="bold"))
        out.print(Text(passage.text))
        out.print(Text("matched: " + ", ".join(_matched(gains[passage.passage_id])), style="dim"))
        out.print(contributions(gains[passage.passage_id]))
        out.print()


def _matched(gains: list[Contribution]) -> list[str]:
    """The terms that a passage holds, in the order asked."""
    return list(dict.fromkeys(gain.term for gain in gains))
