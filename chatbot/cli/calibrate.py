"""`chatbot calibrate`: from which confidence on should it answer?"""

from __future__ import annotations

import dataclasses
import datetime
import json
from pathlib import Path

import click
from rich.table import Table

from chatbot.cli.asking import evaluate_cases
from chatbot.cli.loading import corpus_option, json_option, load_bot, write_file
from chatbot.cli.rendering import console
from chatbot.evaluation.calibration import Calibration, with_setting
from chatbot.evaluation.calibration import calibrate as calibrate_outcomes
from chatbot.evaluation.plots import curves, standalone
from chatbot.settings import FILE_NAME

ROWS = 20
BAR = 40


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@corpus_option
@click.option(
    "--precision", default=0.9, show_default=True, type=click.FloatRange(0, 1), help="Share right of answers."
)
@click.option("--write", is_flag=True, help="Write the proposal into the corpus's clinic.toml.")
@json_option
@click.option("--svg", type=click.Path(path_type=Path), help="Write the trade-off as a picture.")
@click.pass_context
def calibrate(
    ctx: click.Context,
    files: tuple[Path, ...],
    corpus: str,
    precision: float,
    write: bool,
    as_json: bool,
    svg: Path | None,
) -> None:
    """Propose `min_confidence` from FILES: the lowest that keeps the wanted share of answers right."""
    current = load_bot(corpus).settings.min_confidence
    result = calibrate_outcomes(evaluate_cases(files, load_bot(corpus, min_confidence=0.0)), precision)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(result), indent=2))
    else:
        _print(result, current)
    if svg:
        lines = [
            ("precision", [(point.threshold, point.precision) for point in result.curve]),
            ("recall", [(point.threshold, point.recall) for point in result.curve]),
        ]
        title = "Share of answers that are right, and of answerable questions answered rightly"
        write_file(svg, standalone(curves(title, lines, result.threshold)))
    if result.precision < precision:
        click.echo(f"no threshold reaches precision {precision:g} on these cases: nothing written", err=True)
        ctx.exit(1)
    if write:
        day = datetime.datetime.now(datetime.UTC).date().isoformat()
        named = ", ".join(path.name for path in files)
        remark = f"calibrated {day} on {named} (n {result.n}) for precision {precision:g}: " + _expected(result)
        path = Path(corpus) / FILE_NAME
        before = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
        write_file(path, with_setting(before, "answering", "min_confidence", result.threshold, remark))


def _expected(result: Calibration) -> str:
    return f"precision {result.expected_precision:.3f}, recall {result.expected_recall:.3f} cross-validated"


def _print(result: Calibration, current: float) -> None:
    table = Table(title=f"{result.n} cases", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for column in ("threshold", "precision", "recall"):
        table.add_column(column, justify="right")
    table.add_column("")
    step = max(1, len(result.curve) // ROWS)
    for number, point in enumerate(result.curve):
        if number % step and point.threshold != result.threshold:
            continue
        drawn = "█" * round(point.precision * BAR) + ("  <- proposed" if point.threshold == result.threshold else "")
        table.add_row(f"{point.threshold:.3f}", f"{point.precision:.3f}", f"{point.recall:.3f}", drawn)
    console().print(table)
    click.echo(f"\nproposed min_confidence = {result.threshold:g} (now {current:g})")
    click.echo(f"on these cases: precision {result.precision:.3f}, recall {result.recall:.3f}")
    click.echo(f"to expect on others: {_expected(result)}")
