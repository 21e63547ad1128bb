"""`chatbot check`: what the corpus holds, what was left out of it, what to look at, what no test question reaches."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from chatbot.auditing import unreached_sections
from chatbot.bot import Chatbot
from chatbot.checking import Report, sections_of
from chatbot.checking import check as check_corpus
from chatbot.cli.asking import evaluate_cases
from chatbot.cli.loading import corpus_option, json_option, load_bot
from chatbot.cli.rendering import console
from chatbot.evaluation import cited, find_files

MOST_NAMED = 3


@click.command()
@corpus_option
@json_option
@click.option("--tests", is_flag=True, help="Name the sections that no question of the test sets reaches.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def check(corpus: str, as_json: bool, tests: bool, files: tuple[Path, ...]) -> None:
    """Read all documents and report what was found, what was left out, and warnings.

    With --tests the questions of FILES, or of `test_sets` in clinic.toml if none is given, are asked.
    """
    bot = load_bot(corpus)
    if files and not tests:
        raise click.UsageError("FILES are test sets: give --tests before them")
    report = check_corpus(bot, datetime.datetime.now(datetime.UTC).date())
    unreached = _unreached(bot, files) if tests else None
    if as_json:
        told = {"unreached": [{"document": d, "section": s} for d, s in unreached]} if unreached is not None else {}
        click.echo(json.dumps(_as_dict(report) | told, ensure_ascii=False, indent=2))
        return
    _print(report)
    for doc_id, heading in unreached or ():
        console().print(Text(f"unreached {doc_id}  {heading}", style="yellow"))
    if unreached is not None:
        click.echo(f"{len(unreached)} of {len(sections_of(bot))} sections are reached by no test question", err=True)


def _unreached(bot: Chatbot, files: tuple[Path, ...]) -> tuple[tuple[str, str], ...]:
    chosen = list(files) or find_files(bot.settings.test_sets)
    if not chosen:
        raise click.UsageError("name test sets after --tests, or in clinic.toml under [staff] test_sets")
    return unreached_sections(sections_of(bot), cited(evaluate_cases(chosen, bot), bot.retriever.passages))


def _print(report: Report) -> None:
    table = Table()
    for column in ("document", "title", "evidence", "sections", "passages", "words", "languages"):
        table.add_column(column, justify="right" if column in ("sections", "passages", "words") else "left")
    for each in report.documents:
        document = each.document
        languages = ", ".join(f"{code} {count}" for code, count in sorted(each.languages.items()))
        figures = (str(len(document.sections)), str(each.passages), str(each.words))
        table.add_row(Text(document.doc_id), Text(document.title), document.evidence.value, *figures, languages)
    out = console()
    out.print(table)
    for each in report.documents:
        for left in each.document.left_out:
            place = f"{each.document.doc_id}:{left.line}" if left.line else each.document.doc_id
            out.print(Text(f"left out  {place}  {left.what}  ({left.why})"))
    for left in report.left_out:
        out.print(Text(f"left out  {left.what}  ({left.why})"))
    places: dict[str, list[str]] = {}
    for place, problem in report.everything():
        places.setdefault(problem, []).append(place)
    for problem, named in places.items():
        more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
        out.print(Text(f"warning   {', '.join(named[:MOST_NAMED])}{more}  {problem}", style="yellow"))


def _as_dict(report: Report) -> dict[str, object]:
    return {
        "documents": [
            {
                "id": each.document.doc_id,
                "title": each.document.title,
                "source": each.document.source,
                "language": each.document.language,
                "evidence": each.document.evidence.value,
                "adapted": each.document.adapted,
                "updated": each.document.updated,
                "reviewed_by": each.document.reviewed_by,
                "sha256": each.document.sha256,
                "sections": len(each.document.sections),
                "passages": each.passages,
                "words": each.words,
                "languages": each.languages,
                "left_out": [{"line": x.line, "what": x.what, "why": x.why} for x in each.document.left_out],
            }
            for each in report.documents
        ],
        "left_out": [{"what": left.what, "why": left.why} for left in report.left_out],
        "warnings": [{"place": place, "problem": problem} for place, problem in report.everything()],
        "overdue": [
            {"document": each.document.doc_id, "updated": each.document.updated, "due": each.due.isoformat()}
            for each in report.overdue
        ],
        "duplicates": [
            {
                "passages": [each.first.passage_id, each.second.passage_id],
                "jaccard": round(each.jaccard, 4),
                "containment": round(each.containment, 4),
            }
            for each in report.duplicates
        ],
    }
