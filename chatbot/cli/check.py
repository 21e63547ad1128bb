"""`chatbot check`: what the corpus holds, what was left out of it, what to look at."""

from __future__ import annotations

import json

import click
from rich.table import Table
from rich.text import Text

from chatbot.checking import Report
from chatbot.checking import check as check_corpus
from chatbot.cli.loading import corpus_option, json_option, load_bot
from chatbot.cli.rendering import console

MOST_NAMED = 3


@click.command()
@corpus_option
@json_option
def check(corpus: str, as_json: bool) -> None:
    """Read all documents and report what was found, what was left out, and warnings."""
    report = check_corpus(load_bot(corpus))
    if as_json:
        click.echo(json.dumps(_as_dict(report), ensure_ascii=False, indent=2))
        return
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
    for place, problem in report.warnings:
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
        "warnings": [{"place": place, "problem": problem} for place, problem in report.warnings],
    }
