"""Corpus: what the bot answers from, what is overdue or there twice, and what no test question reaches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from flask import Blueprint, Response, current_app, make_response, render_template

from chatbot.auditing import unreached_sections
from chatbot.checking import Report, check, sections_of
from chatbot.evaluation import Outcome, Reply, ask_files, cited, find_files, run
from chatbot.evaluation.cases import parse_lines
from chatbot.model import BadTestSet, ChatbotError
from chatbot.store import exporting
from web.site import site, texts

blueprint = Blueprint("corpus", __name__)


@dataclass(frozen=True, slots=True)
class Reached:
    """How many test questions were asked and judged, which of them went wrong, and the sections, as document and
    heading, that answer none of them."""

    asked: int
    judged: int
    wrong: tuple[Outcome, ...]
    sections: tuple[tuple[str, str], ...]


@blueprint.get("/corpus")
def show() -> str:
    """The documents, and what to look at in them."""
    return _render()


@blueprint.post("/corpus")
def reach() -> Response | str:
    """The same, with the sections that no test question reaches: the questions are asked now."""
    bot = site().bot
    try:
        outcomes = _outcomes()
    except ChatbotError as error:
        return make_response(_render(flaw="; ".join(str(fault) for fault in error.faults)), 422)
    if not outcomes:
        return make_response(_render(flaw=texts()["staff"]["unreached_no_sets"]), 422)
    reached = unreached_sections(sections_of(bot), cited(outcomes, bot.retriever.passages))
    judged = [each for each in outcomes if each.right is not None]
    return _render(Reached(len(outcomes), len(judged), tuple(each for each in judged if not each.right), reached))


def _outcomes() -> list[Outcome]:
    """What the test sets that the settings name get, and the questions that staff have judged. Raises BadTestSet."""
    bot, store = site().bot, site().store
    files = find_files(bot.settings.test_sets)
    outcomes = ask_files(files, _respond, bot.documents, bot.retriever.passages) if files else []
    judged = exporting.cases(store().judgements()) if store else ""
    cases, faults = parse_lines(iter(judged.split("\n")), "test-set.jsonl")
    if faults:
        raise BadTestSet(*faults)
    return outcomes + run(cases, _respond, bot.documents)


def _respond(message: str, conversation: str | None, language: str | None) -> Reply:
    try:
        return Reply(site().bot.ask(message, conversation, language))
    except ChatbotError as error:
        return Reply(None, error=str(error))


def _render(reached: Reached | None = None, flaw: str = "") -> str:
    bot, report = site().bot, _report()
    warnings: dict[str, list[str]] = {}
    for place, problem in report.warnings:
        warnings.setdefault(problem, []).append(place)
    left_out = [(each.what, "", each.why) for each in report.left_out]
    for document in bot.documents.values():
        left_out += [(f"{document.doc_id}:{each.line}", each.what, each.why) for each in document.left_out]
    return render_template(
        "staff/corpus.html",
        report=report,
        reached=reached,
        warnings=warnings,
        left_out=left_out,
        undated=sum(not each.updated for each in bot.documents.values()),
        settings=bot.settings,
        flaw=flaw,
    )


def _report() -> Report:
    """The report as of today; made once a day, since documents do not change while they are served."""
    held = current_app.extensions.setdefault("report", {})
    today = date.today()
    if today not in held:
        held.clear()
        held[today] = check(site().bot, today)
    return cast(Report, held[today])
