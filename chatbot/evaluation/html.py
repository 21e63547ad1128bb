"""The report of a run as one self-contained page: nothing is fetched, everything is in the file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from chatbot.evaluation.bars import Judgement
from chatbot.evaluation.measures import Measure
from chatbot.evaluation.plots import bars, curves, histogram
from chatbot.evaluation.records import RunInfo
from chatbot.evaluation.scoring import UNANSWERABLE, Outcome
from chatbot.evaluation.summary import ALL, Summary
from chatbot.model import Kind

_FOLDER = Path(__file__).parent / "report"


def to_html(
    info: RunInfo, outcomes: Sequence[Outcome], summary: Summary, judgement: Judgement, threshold: float
) -> str:
    """The page: figures with intervals, abstention, confusion, all figures by group, and filterable failures."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    failures = [outcome for outcome in outcomes if outcome.right is False]
    return environment.get_template("report.html").render(
        info=info,
        outcomes=outcomes,
        cases=len({outcome.case.case_id for outcome in outcomes}),
        summary=summary,
        judgement=judgement,
        threshold=threshold,
        failures=failures,
        tags=sorted({tag for outcome in failures for tag in outcome.case.tags}),
        expected=sorted({outcome.expected.expect for outcome in failures if outcome.expected.expect}),
        plots=_plots(outcomes, summary, threshold),
        style=Markup((_FOLDER / "report.css").read_text(encoding="utf-8")),
        script=Markup((_FOLDER / "report.js").read_text(encoding="utf-8")),
    )


def _plots(outcomes: Sequence[Outcome], summary: Summary, threshold: float) -> dict[str, Markup]:
    shares = [(m.name, m) for m in summary.groups[ALL].values() if not m.name.startswith("latency")]
    plots = {
        "figures": bars("All figures with 95 % intervals", shares),
        "accuracy": _by_group("Answer accuracy by group", summary, "answer_accuracy"),
        "held_back": _by_group("Share held back by group", summary, "abstention_recall"),
        "confidence": "",
        "precision": "",
    }
    answerable = [o.reply.confidence for o in outcomes if o.expected.expect is Kind.ANSWER]
    unanswerable = [o.reply.confidence for o in outcomes if o.expected.expect in UNANSWERABLE]
    if answerable and unanswerable:
        series = [("answerable", answerable), ("unanswerable", unanswerable)]
        plots["confidence"] = histogram("Confidence of answerable and unanswerable questions", series, threshold)
        plots["precision"] = curves(
            "Share answerable above the threshold, and share of the answerable above it", _trade_off(*series), threshold
        )
    return {name: Markup(svg) for name, svg in plots.items()}


def _by_group(title: str, summary: Summary, name: str) -> str:
    rows: list[tuple[str, Measure]] = [
        (group.partition(":")[2], measures[name])
        for group, measures in summary.groups.items()
        if group != ALL and name in measures
    ]
    return bars(title, rows) if rows else ""


def _trade_off(
    answerable: tuple[str, Sequence[float]], unanswerable: tuple[str, Sequence[float]]
) -> list[tuple[str, list[tuple[float, float]]]]:
    precision, recall = [], []
    for step in range(101):
        threshold = step / 100
        good = sum(value >= threshold for value in answerable[1])
        bad = sum(value >= threshold for value in unanswerable[1])
        if good + bad:
            precision.append((threshold, good / (good + bad)))
        recall.append((threshold, good / len(answerable[1])))
    return [("answerable", precision), ("kept", recall)]
