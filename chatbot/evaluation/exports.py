"""A run for other programs: CSV, JUnit XML, Markdown, and a TREC run file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from xml.etree import ElementTree

from chatbot.evaluation.records import RunInfo, as_record
from chatbot.evaluation.scoring import Outcome
from chatbot.evaluation.summary import Summary

RUN_TAG = "chatbot"


def to_csv(outcomes: Sequence[Outcome]) -> str:
    """One line a turn. A cell that a spreadsheet would take for a formula gets an apostrophe before it."""
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    for number, outcome in enumerate(outcomes):
        record = as_record(outcome)
        if number == 0:
            writer.writerow(record)
        writer.writerow(_cell(value) for value in record.values())
    return table.getvalue()


def _cell(value: object) -> object:
    text = " ".join(map(str, value)) if isinstance(value, list) else value
    if isinstance(text, str) and text.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + text
    return "" if text is None else text


def to_junit(outcomes: Sequence[Outcome]) -> str:
    """JUnit XML: a test case a turn, so that a build server can list the failures."""
    judged = [outcome for outcome in outcomes if outcome.right is not None]
    failures = sum(not outcome.right for outcome in judged)
    suite = ElementTree.Element("testsuite", name="chatbot evaluate", tests=str(len(judged)), failures=str(failures))
    for outcome in judged:
        seconds = f"{outcome.reply.seconds:.6f}"
        place = outcome.case.place.rsplit(":", 1)[0]
        case = ElementTree.SubElement(suite, "testcase", name=outcome.outcome_id, classname=place, time=seconds)
        if not outcome.right:
            failure = ElementTree.SubElement(case, "failure", message=_printable(outcome.why))
            failure.text = _printable(outcome.expected.question)
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _printable(text: str) -> str:
    """The text without the control characters that XML cannot hold."""
    return "".join(c for c in text if c.isprintable() or c in "\n\t")


def to_markdown(info: RunInfo, outcomes: Sequence[Outcome], summary: Summary) -> str:
    """The figures as tables and the failures as a list, to paste into a page."""
    lines = [f"# Evaluation, {info.day}", "", f"{', '.join(info.files)} over {info.corpus} ({info.corpus_hash[:12]})"]
    for group, measures in summary.groups.items():
        lines += ["", f"## {group}", "", "| measure | value | 95 % interval | n |", "|---|---|---|---|"]
        for m in measures.values():
            lines.append(f"| {m.name} | {m.value:.3f} | {m.low:.3f} to {m.high:.3f} | {m.n} |")
    failures = [outcome for outcome in outcomes if outcome.right is False]
    lines += ["", f"## Failures ({len(failures)})", ""]
    for outcome in failures:
        question = " ".join(outcome.expected.question.split()).replace("|", "\\|")
        lines.append(f"- `{outcome.outcome_id}` {question}: {outcome.why}")
    return "\n".join(lines) + "\n"


def to_trec(outcomes: Sequence[Outcome]) -> str:
    """A TREC run of passages: topic, Q0, passage id, rank, score, tag; the score falls with the rank."""
    lines = []
    for outcome in outcomes:
        ranked = outcome.reply.ranked
        for rank, passage in enumerate(ranked, 1):
            topic = outcome.outcome_id.replace(" ", "_")
            name = passage.passage_id.replace(" ", "_")
            lines.append(f"{topic} Q0 {name} {rank} {len(ranked) - rank + 1} {RUN_TAG}\n")
    return "".join(lines)
