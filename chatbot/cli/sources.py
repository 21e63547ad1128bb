"""`chatbot sources`: which passages say a text, what made them so, and where they differ."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import click
from rich.text import Text

from chatbot.bot import Chatbot
from chatbot.cli.loading import corpus_option, json_option, language_option, load_bot
from chatbot.cli.rendering import console, contributions
from chatbot.supporting import Listed, Negation, Source, Standing, support

VERDICTS = {
    Standing.VERBATIM: "word for word",
    Standing.CLOSE: "all of its words, in other words or another order",
    Standing.PARTLY: "a part of it",
    Standing.NOWHERE: "too little of it",
}


@click.command()
@click.argument("text")
@corpus_option
@language_option
@json_option
@click.option("-k", "most", default=5, show_default=True, type=click.IntRange(1, 100), help="How many passages.")
def sources(text: str, corpus: str, language: str | None, as_json: bool, most: int) -> None:
    """Rank the passages for TEXT: the words each holds and lacks, numbers that differ, and how its score adds up.

    That sources contradict one another is said only where clinic.toml lists it.
    """
    bot = load_bot(corpus)
    told = support(bot, text, language, most)
    if as_json:
        click.echo(json.dumps([_as_dict(each, bot) for each in told.sources], ensure_ascii=False, indent=2))
        return
    if not told.sources:
        click.echo("No passage holds any of these words.", err=True)
    for typed, meant in told.corrections:
        click.echo(f"'{typed}' was read as '{meant}'.", err=True)
    for place, source in enumerate(told.sources, 1):
        _print(place, source)


def _print(place: int, source: Source) -> None:
    out, passage = console(), source.hit.passage
    where = f"{passage.passage_id}, {passage.section}, characters {passage.span.start} to {passage.span.end}"
    out.print(Text(f"{place}. {source.hit.score:.4f}  {where}", style="bold"))
    before, after = source.span.start - passage.span.start, source.span.end - passage.span.start
    shown = Text(passage.text, style="dim")
    shown.stylize("not dim", before, after)
    out.print(shown)
    out.print(Text(f"holds: {VERDICTS[source.verdict]}"))
    for name, told in _remarks(source):
        out.print(Text(f"{name}: {told}"))
    out.print(Text("matched: " + ", ".join(_matched(source)), style="dim"))
    out.print(contributions(list(source.contributions)))
    out.print()


def _remarks(source: Source) -> list[tuple[str, str]]:
    """What is said of a source, line by line, nothing where there is nothing to say."""
    words = [each.text if each.how == "word" else f"{each.text} (as “{each.by}”)" for each in source.found]
    only = {Negation.SOURCE: "the source only", Negation.STATEMENT: "your text only"}
    told = [
        ("found", ", ".join(words)),
        ("missing", ", ".join(each.text for each in source.missing)),
        ("numbers it does not hold", ", ".join(each.text for each in source.numbers_missing)),
        ("numbers it holds instead", ", ".join(each.text for each in source.numbers_instead)),
        ("says “not” or the like", only.get(source.negation, "")),
    ]
    for listed in source.disagreements:
        told += [(f"listed disagreement on {listed.subject}", _other_sides(listed))]
    return [(name, said) for name, said in told if said]


def _other_sides(listed: Listed) -> str:
    return "; ".join(f"{other.passage.doc_id} says “{other.quote}”" for other in listed.others)


def _as_dict(source: Source, bot: Chatbot) -> dict[str, Any]:
    hit = source.hit
    return {
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
        "verdict": source.verdict.value,
        "quote": source.quote,
        "quote_start": source.span.start,
        "quote_end": source.span.end,
        "share": source.share,
        "found": [{"word": each.text, "by": each.by, "how": each.how} for each in source.found],
        "missing": [each.text for each in source.missing],
        "numbers_missing": [each.text for each in source.numbers_missing],
        "numbers_instead": [each.text for each in source.numbers_instead],
        "negation": source.negation.value,
        "disagreements": [
            {
                "subject": listed.subject,
                "others": [{"document": other.passage.doc_id, "quote": other.quote} for other in listed.others],
            }
            for listed in source.disagreements
        ],
        "matched": _matched(source),
        "contributions": [dataclasses.asdict(gain) for gain in source.contributions],
    }


def _matched(source: Source) -> list[str]:
    """The terms that a passage holds, in the order asked."""
    return list(dict.fromkeys(gain.term for gain in source.contributions))
