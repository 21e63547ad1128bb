"""`chatbot questions`: what was asked and not answered well, and what staff make of it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from chatbot.cli.loading import corpus_option, json_option, load_bot, write_file
from chatbot.cli.rendering import console
from chatbot.cli.storing import corpus_of, open_store, own_corpus_option
from chatbot.evaluation.cases import is_met
from chatbot.model import ChatbotError, Fault, Kind
from chatbot.settings import Settings
from chatbot.store import Judgement, KeptQuestion, Why
from chatbot.store.exporting import (
    cases,
    counts_csv,
    counts_json,
    groups_csv,
    groups_json,
    questions_csv,
    questions_json,
)
from chatbot.store.grouping import Group, group

MOST_IDS_SHOWN = 6

csv_option = click.option("--csv", "as_csv", is_flag=True, help="Print CSV, safe to open in a spreadsheet.")
ids_argument = click.argument("ids", nargs=-1, required=True, type=int, metavar="ID...")


@click.group(invoke_without_command=True)
@corpus_option
@json_option
@csv_option
@click.pass_context
def questions(ctx: click.Context, corpus: str, as_json: bool, as_csv: bool) -> None:
    """Show the open questions that were kept, similar ones together, and work through them."""
    if ctx.invoked_subcommand:
        return
    with open_store(corpus) as (store, settings):
        kept = store.questions()
    if not kept:
        groups: list[Group] = []
    else:
        groups = group(kept, load_bot(corpus).search.terms)
    if as_json or as_csv:
        click.echo(groups_json(groups) if as_json else groups_csv(groups), nl=False)
        return
    _hint(settings, "No question is open." if not kept else "")
    if not groups:
        return
    table = Table()
    for column in ("asked", "days", "why", "question", "ids"):
        table.add_column(column, justify="right" if column == "asked" else "left")
    for each in groups:
        ids = [str(question.question_id) for question in each.questions]
        more = " ..." if len(ids) > MOST_IDS_SHOWN else ""
        whys = ", ".join(sorted({question.why.value for question in each.questions}))
        days = _days(each.days[0][0], each.days[-1][0])
        asked = Text(each.representative.text)
        table.add_row(str(len(ids)), days, whys, asked, " ".join(ids[:MOST_IDS_SHOWN]) + more)
    console().print(table)


@questions.command("list")
@click.option("--why", type=click.Choice([each.value for each in Why]), help="Only those kept for this reason.")
@click.option("--resolved", is_flag=True, help="Those that staff are done with.")
@click.option("--all", "everything", is_flag=True, help="Open and resolved.")
@own_corpus_option
@json_option
@csv_option
@click.pass_context
def list_(
    ctx: click.Context,
    why: str | None,
    resolved: bool,
    everything: bool,
    corpus: str | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """List the questions one by one, newest first."""
    with open_store(corpus_of(ctx, corpus)) as (store, settings):
        kept = store.questions(Why(why) if why else None, None if everything else resolved)
    if as_json or as_csv:
        click.echo(questions_json(kept) if as_json else questions_csv(kept), nl=False)
        return
    _hint(settings, "" if kept else "There is no such question.")
    if kept:
        console().print(_table(kept))


@questions.command()
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From this day on.")
@own_corpus_option
@json_option
@csv_option
@click.pass_context
def counts(ctx: click.Context, since: datetime | None, corpus: str | None, as_json: bool, as_csv: bool) -> None:
    """Show how many replies and clicks there were, by day, kind and label."""
    with open_store(corpus_of(ctx, corpus)) as (store, _):
        found = store.counts(since.date() if since else None)
    if as_json or as_csv:
        click.echo(counts_json(found) if as_json else counts_csv(found), nl=False)
        return
    if not found:
        click.echo("Nothing has been counted.", err=True)
        return
    table = Table()
    for column in ("day", "event", "kind", "label", "n"):
        table.add_column(column, justify="right" if column == "n" else "left")
    for each in found:
        table.add_row(str(each.day), each.event.value, each.kind.value, each.label or "-", str(each.n))
    console().print(table)


@questions.command()
@ids_argument
@click.option("--note", default="", help="What was done about it.")
@own_corpus_option
@click.pass_context
def resolve(ctx: click.Context, ids: tuple[int, ...], note: str, corpus: str | None) -> None:
    """Say that you are done with questions."""
    with open_store(corpus_of(ctx, corpus)) as (store, _):
        _changed("resolved", store.resolve(ids, note, date.today()), len(set(ids)))


@questions.command()
@ids_argument
@own_corpus_option
@click.pass_context
def reopen(ctx: click.Context, ids: tuple[int, ...], corpus: str | None) -> None:
    """Take 'resolve' back."""
    with open_store(corpus_of(ctx, corpus)) as (store, _):
        _changed("reopened", store.reopen(ids), len(set(ids)))


@questions.command()
@ids_argument
@own_corpus_option
@click.pass_context
def delete(ctx: click.Context, ids: tuple[int, ...], corpus: str | None) -> None:
    """Delete questions for good. Judgements of them stay."""
    with open_store(corpus_of(ctx, corpus)) as (store, _):
        _changed("deleted", store.delete(ids), len(set(ids)))


@questions.command()
@own_corpus_option
@click.pass_context
def purge(ctx: click.Context, corpus: str | None) -> None:
    """Delete the questions that are past the retention time. A server does it every day."""
    with open_store(corpus_of(ctx, corpus)) as (store, settings):
        n = store.purge(date.today(), settings.retention_days)
    click.echo(f"deleted {n} kept {settings.retention_days} days or longer")


@questions.command()
@click.argument("question_id", type=int, metavar="ID")
@click.option("--passage", metavar="PASSAGE_ID", help="The passage that answers, as 'chatbot sources' names it.")
@click.option("--fact", "facts", multiple=True, metavar="TEXT", help="Words of the passage that must be quoted.")
@click.option("--no-answer", is_flag=True, help="The documents do not answer this.")
@own_corpus_option
@click.pass_context
def judge(
    ctx: click.Context,
    question_id: int,
    passage: str | None,
    facts: tuple[str, ...],
    no_answer: bool,
    corpus: str | None,
) -> None:
    """Say what a question should get: it becomes a case of the test set that 'export' writes."""
    if bool(passage) == no_answer:
        raise click.UsageError("Give either --passage or --no-answer.")
    if facts and no_answer:
        raise click.UsageError("--fact belongs to --passage.")
    folder = corpus_of(ctx, corpus)
    with open_store(folder) as (store, _):
        question = store.question(question_id)
        if question is None:
            raise ChatbotError(Fault("ID", f"there is no question {question_id}", "see 'chatbot questions list --all'"))
        judged = Judgement(date.today(), question.language, question.text, Kind.NO_ANSWER, question_id=question_id)
        if passage:
            judged = _from_passage(judged, folder, passage, facts)
        click.echo(f"judged-{store.judge(judged)}")


@questions.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@own_corpus_option
@click.pass_context
def export(ctx: click.Context, file: str, corpus: str | None) -> None:
    """Write the judgements to FILE (- for stdout) as a test set for 'chatbot evaluate'."""
    with open_store(corpus_of(ctx, corpus)) as (store, _):
        written = cases(store.judgements())
    if file == "-":
        click.echo(written, nl=False)
    else:
        write_file(Path(file), written)


def _from_passage(judged: Judgement, corpus: str, passage_id: str, facts: tuple[str, ...]) -> Judgement:
    bot = load_bot(corpus)
    passage = bot.search.passages.get(passage_id)
    if passage is None:
        remedy = "'chatbot sources' names the passages for a text"
        raise ChatbotError(Fault("--passage", f"there is no passage '{passage_id}'", remedy))
    for fact in facts:
        if not fact.strip() or not is_met((fact,), passage.text):
            raise ChatbotError(Fault("--fact", f"'{fact}' is not in that passage", "give words of the passage"))
    return Judgement(
        judged.day,
        judged.language,
        judged.text,
        Kind.ANSWER,
        passage.doc_id,
        passage.section,
        passage_id,
        facts,
        judged.question_id,
    )


def _hint(settings: Settings, empty: str) -> None:
    if empty:
        click.echo(empty, err=True)
    if settings.keep_questions == "off":
        remedy = 'set keep_questions = "redacted" under [staff] in clinic.toml if your patients may expect it'
        click.echo(f"By the settings seen here questions are not kept, only counts: {remedy}.", err=True)


def _changed(what: str, n: int, wanted: int) -> None:
    click.echo(f"{what} {n}" + (f"; {wanted - n} of the ids are of no question" if n < wanted else ""))


def _days(first: date, last: date) -> str:
    return str(first) if first == last else f"{first} to {last}"


def _table(kept: list[KeptQuestion]) -> Table:
    table = Table()
    for column in ("id", "day", "why", "language", "question", "comment", "resolved"):
        table.add_column(column, justify="right" if column == "id" else "left")
    for each in kept:
        done = f"{each.resolved} {each.note}".strip() if each.resolved else ""
        figures = (str(each.question_id), str(each.day), each.why.value, each.language)
        table.add_row(*figures, Text(each.text), Text(each.comment), Text(done))
    return table
