"""`chatbot evaluate`: a test set through the bot, and figures one can trust."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from chatbot.bot import Chatbot
from chatbot.cli.asking import evaluate_cases
from chatbot.cli.loading import corpus_option, load_bot, write_file
from chatbot.cli.rendering import console
from chatbot.evaluation import Outcome, summarise
from chatbot.evaluation.bars import check_bars, judge, parse_bar
from chatbot.evaluation.exports import to_csv, to_junit, to_markdown, to_trec
from chatbot.evaluation.html import to_html
from chatbot.evaluation.measures import Measure
from chatbot.evaluation.records import RunInfo, to_json
from chatbot.evaluation.summary import ALL, Summary


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@corpus_option
@click.option("--min", "bars", multiple=True, metavar="MEASURE=VALUE", help="A bar; of one group: M@tag:near=.8.")
@click.option("--html", type=click.Path(path_type=Path), help="Write a report to look at.")
@click.option("--json", "as_json", type=click.Path(path_type=Path), help="Write the run, for 'chatbot compare'.")
@click.option("--csv", "as_csv", type=click.Path(path_type=Path), help="Write a table, one line a turn.")
@click.option("--junit", type=click.Path(path_type=Path), help="Write JUnit XML.")
@click.option("--markdown", type=click.Path(path_type=Path), help="Write the figures and failures as Markdown.")
@click.option("--trec", type=click.Path(path_type=Path), help="Write the rankings as a TREC run.")
@click.option("--failures", "most", default=20, show_default=True, help="How many failures to print.")
@click.pass_context
def evaluate(
    ctx: click.Context,
    files: tuple[Path, ...],
    corpus: str,
    bars: tuple[str, ...],
    html: Path | None,
    as_json: Path | None,
    as_csv: Path | None,
    junit: Path | None,
    markdown: Path | None,
    trec: Path | None,
    most: int,
) -> None:
    """Ask every question of FILES (JSON lines, CSV, a BEIR folder or TREC topics) and judge the replies.

    Exit status 0: every bar reached; 1: some not; 2: the files cannot be used. Bars come from --min and,
    if there is none, from the [evaluation] table of clinic.toml.
    """
    wanted = [parse_bar(bar, "--min") for bar in bars]
    check_bars(wanted, "--min")
    bot = load_bot(corpus)
    check_bars(bot.settings.bars, "clinic.toml [evaluation]")
    outcomes = evaluate_cases(files, bot)
    summary = summarise(outcomes)
    judgement = judge(summary, wanted or bot.settings.bars)
    info = _info(files, corpus, bot)
    writers: Sequence[tuple[Path | None, Callable[[], str]]] = (
        (html, lambda: to_html(info, outcomes, summary, judgement, bot.settings.min_confidence)),
        (as_json, lambda: to_json(info, outcomes, summary)),
        (as_csv, lambda: to_csv(outcomes)),
        (junit, lambda: to_junit(outcomes)),
        (markdown, lambda: to_markdown(info, outcomes, summary)),
        (trec, lambda: to_trec(outcomes)),
    )
    _print(summary, outcomes, most)
    for path, write in writers:
        if path:
            write_file(path, write())
    for line in judgement.lines:
        click.echo(line)
    ctx.exit(judgement.status)


def _info(files: Sequence[Path], corpus: str, bot: Chatbot) -> RunInfo:
    chosen = ("min_confidence", "k1", "b", "heading_weight", "max_citations")
    settings = {name: float(getattr(bot.settings, name)) for name in chosen}
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    return RunInfo(tuple(path.name for path in files), Path(corpus).name, bot.corpus_hash, settings, day)


def _table(title: str, rows: Sequence[tuple[str, Measure]]) -> Table:
    table = Table(title=f"\n{title}", title_justify="left", box=None, padding=(0, 2, 0, 0))
    table.add_column("", min_width=24)
    for column, width in (("value", 7), ("95 % interval", 16), ("n", 5)):
        table.add_column(column, justify="right", min_width=width)
    for name, m in rows:
        table.add_row(Text(name), f"{m.value:.3f}", f"{m.low:.3f} to {m.high:.3f}", str(m.n))
    return table


def _print(summary: Summary, outcomes: Sequence[Outcome], most: int) -> None:
    out = console()
    every = summary.groups[ALL]
    out.print(_table(ALL, list(every.items())))
    for name in every:
        rows = [(group, measures[name]) for group, measures in summary.groups.items() if name in measures]
        if len(rows) > 1 and not name.startswith(("latency", "label_recall")):
            out.print(_table(f"{name} by language and tag", rows[1:]))
    for title, counts in (("expected -> came", summary.confusion), ("label expected -> came", summary.labels)):
        if counts:
            out.print(Text(f"\n{title}", style="italic"))
        for (expected, came), n in sorted(counts.items()):
            out.print(Text(f"  {expected} -> {came}  {n}", style="" if expected == came else "yellow"))
    failures = [outcome for outcome in outcomes if outcome.right is False]
    out.print(Text(f"\n{len(failures)} failures" + (f", the first {most}" if len(failures) > most else "")))
    for outcome in failures[:most]:
        out.print(Text(f"{outcome.outcome_id}  {outcome.expected.question}", style="bold"))
        out.print(Text(f"    {outcome.why}"))
        for citation in outcome.reply.answer.citations[:1] if outcome.reply.answer else ():
            out.print(Text(f"    came: {citation.quote[:160]} ({citation.passage_id})", style="dim"))
