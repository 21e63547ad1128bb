"""`chatbot compare`: two runs of the same cases, and whether the difference means anything."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from chatbot.cli.loading import json_option
from chatbot.evaluation.records import read_records
from chatbot.evaluation.significance import compare as compare_values
from chatbot.model import BadTestSet, Fault

MEASURES = ("right", "hit_1", "hit_3", "reciprocal_rank", "ndcg_10", "section_1")


@click.command()
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@click.option("--measure", type=click.Choice(MEASURES), default="right", show_default=True)
@click.option("--list", "show", is_flag=True, help="List the cases that B wins and loses.")
@json_option
def compare(a: Path, b: Path, measure: str, show: bool, as_json: bool) -> None:
    """Compare run B with run A (JSON of 'chatbot evaluate --json'), case by case."""
    first, second = _by_case(read_records(a), measure), _by_case(read_records(b), measure)
    both = [case for case in first if case in second]
    if not both:
        raise BadTestSet(Fault(f"{a} and {b}", f"share no case with '{measure}'", "evaluate the same files twice"))
    before, after = [first[case] for case in both], [second[case] for case in both]
    result = compare_values(before, after)
    if as_json:
        click.echo(json.dumps({"measure": measure, "cases": len(both)} | dataclasses.asdict(result), indent=2))
        return
    click.echo(f"{measure} on {len(both)} cases: A {sum(before) / len(both):.3f}, B {sum(after) / len(both):.3f}")
    click.echo(f"B wins {result.wins}, loses {result.losses}, ties {result.ties}")
    click.echo(
        f"difference {result.difference:+.3f}, 95 % interval {result.low:+.3f} to {result.high:+.3f} (bootstrap)"
    )
    click.echo(f"p = {result.p_value:.4f} (randomization test)")
    click.echo(result.conclusion)
    alone = len(first.keys() ^ second.keys())
    if alone:
        click.echo(f"{alone} cases are in one run only and were left out", err=True)
    for case, x, y in zip(both, before, after, strict=True) if show else ():
        if x != y:
            click.echo(f"{'won ' if y > x else 'lost'}  {case}")


def _by_case(records: Mapping[str, Mapping[str, Any]], measure: str) -> dict[str, float]:
    """The measure of each case; a dialogue's is the mean over its turns, which are no independent cases."""
    values: dict[str, list[float]] = {}
    for record in records.values():
        if record.get(measure) is not None:
            values.setdefault(record.get("case", record["id"]), []).append(float(record[measure]))
    return {case: sum(turns) / len(turns) for case, turns in values.items()}
