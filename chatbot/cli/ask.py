"""`chatbot ask`: one question, one reply."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import click

from chatbot.bot import Chatbot
from chatbot.cli.loading import corpus_option, explain_option, json_option, language_option, load_bot
from chatbot.cli.rendering import account, compared, console, reasons, reply
from chatbot.explaining import Account, closest
from chatbot.explaining import account as account_of
from chatbot.searching import Consideration
from chatbot.trying import Comparison, compare, read_trial, try_out


@click.command()
@click.argument("question")
@corpus_option
@language_option
@json_option
@explain_option
@click.option(
    "--try",
    "tried",
    multiple=True,
    metavar="NAME=VALUE",
    help='Compare with another setting: k1, b, heading_weight, min_confidence or synonym="a | b"; repeatable.',
)
@click.option("--why-not", metavar="PASSAGE", help="Show what a passage got, and why it was not quoted, by its id.")
def ask(
    question: str,
    corpus: str,
    language: str | None,
    as_json: bool,
    explain: bool,
    tried: tuple[str, ...],
    why_not: str | None,
) -> None:
    """Answer QUESTION with the passages that do, each with its source."""
    bot = load_bot(corpus)
    answer, considered = bot.reply(question, language=language)
    told = account_of(bot, considered, why_not, answer) if why_not else None
    comparison = _compare(bot, question, language, considered.query.language, tried) if tried else None
    if as_json:
        extra = {"explain": _as_dict(considered)} if explain else {}
        extra |= {"why_not": _account_as_dict(told)} if told else {}
        extra |= {"try": _compared_as_dict(comparison)} if comparison else {}
        click.echo(json.dumps(answer.to_dict() | extra, ensure_ascii=False, indent=2))
        return
    out = console()
    out.print(reply(answer, bot))
    if explain:
        out.print()
        out.print(reasons(considered, bot))
    if told:
        out.print()
        out.print(account(told))
    if comparison:
        out.print()
        out.print(compared(comparison))


def _compare(bot: Chatbot, question: str, language: str | None, replied_in: str, tried: tuple[str, ...]) -> Comparison:
    """What the question gets now and under the settings tried; a synonym is taken for one in the reply's language."""
    pairs = [each.partition("=") for each in tried]
    for name, equals, _ in pairs:
        if not equals:
            raise click.UsageError(f"--try wants NAME=VALUE, such as k1=1.2, not '{name}'")
    given = {name.strip(): value for name, _, value in pairs if name.strip() != "synonym"}
    synonyms = [value for name, _, value in pairs if name.strip() == "synonym"]
    return compare(bot, try_out(bot, read_trial(bot, given, synonyms, replied_in)), question, language)


def _account_as_dict(told: Account) -> dict[str, Any]:
    return {
        "passage_id": told.passage.passage_id,
        "fate": told.fate.value,
        "score": told.score,
        "rank": told.rank,
        "confidence": told.verdict.confidence if told.verdict else None,
        "missing": list(told.verdict.missing) if told.verdict else [],
        "lacking": list(told.lacking),
        "contributions": [dataclasses.asdict(gain) for gain in told.gains],
    }


def _compared_as_dict(comparison: Comparison) -> dict[str, Any]:
    figures = ("rank", "score", "confidence", "quoted")
    return {
        "kind": {"now": comparison.now.kind.value, "then": comparison.then.kind.value},
        "passages": [
            {"passage_id": row.passage.passage_id}
            | {name: {when: getattr(row, f"{name}_{when}") for when in ("now", "then")} for name in figures}
            for row in comparison.rows
        ],
    }


def _as_dict(considered: Consideration) -> dict[str, Any]:
    asked = considered.query
    return {
        "language": asked.language,
        "corrections": [list(pair) for pair in asked.corrections],
        "asked": [dataclasses.asdict(each) for each in asked.asked],
        "assumed": list(asked.assumed),
        "wants": list(asked.wants),
        "terms": [dataclasses.asdict(term) for term in asked.terms],
        "known": [
            {"question": question.text, "alike": alike, "passages": sorted(question.passages)}
            for question, alike in closest(considered)
        ],
        "candidates": [
            {"passage_id": each.hit.passage.passage_id, "bm25": each.hit.score, "quoted": each in considered.shown}
            | dataclasses.asdict(each.verdict)
            | {"parts": dict(each.verdict.parts)}
            for each in considered.quotations
        ],
    }
