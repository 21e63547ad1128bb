"""Questions: what the documents did not answer, what became of it, and the test set that staff make of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response as BaseResponse

from chatbot.model import ChatbotError, Kind, Passage
from chatbot.store import Count, Event, Judgement, KeptQuestion, exporting
from chatbot.store.grouping import Group, group
from web.site import chosen_language, site, texts
from web.staff.plots import Plot, columns

if TYPE_CHECKING:
    from chatbot.store import Store

blueprint = Blueprint("questions", __name__)

_SHOWN = {"open": False, "resolved": True, "all": None}
_MOST_GROUPS = 50
_MOST_QUESTIONS = 1000  # grouping more would make who looks wait
_CLOSEST = 3
_MOST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A group of similar questions, how often they came by day, and the passages closest to them now."""

    group: Group
    plot: Plot
    closest: list[Passage]


def _stored(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view that is handed the store; where it cannot be read, the page says so instead."""

    @wraps(view)
    def viewed(**values: object) -> object:
        store = site().store
        if store is None:
            raise NotFound
        try:
            return view(store(), **values)
        except ChatbotError as error:
            gone = "; ".join(str(fault) for fault in error.faults)
            return Response(render_template("staff/questions.html", gone=gone, **_state()), 503)

    return viewed


@blueprint.get("/questions")
def show() -> BaseResponse | str:
    """What is kept: questions in groups, replies by day, and the test set."""
    if site().store is None:
        return render_template("staff/questions.html", nothing=True, **_state())
    shown: BaseResponse | str = _show()
    return shown


@_stored
def _show(store: Store, flaw: str = "") -> str:
    bot, today = site().bot, date.today()
    shown = request.args.get("show", "open")
    kept = store.questions(resolved=_SHOWN.get(shown, False), limit=_MOST_QUESTIONS)
    groups = group(kept, bot.search.terms)
    counts = store.counts()
    replies = [each for each in counts if each.event is Event.REPLY]
    return render_template(
        "staff/questions.html",
        shown=shown,
        groups=[_row(each, today) for each in groups[:_MOST_GROUPS]],
        more=max(0, len(groups) - _MOST_GROUPS),
        left=max(0, store.how_many(resolved=_SHOWN.get(shown, False)) - len(kept)),
        plot=columns(((each.day, each.kind.value, each.n) for each in replies), [kind.value for kind in Kind], today),
        helpful=_total(counts, Event.HELPFUL),
        not_helpful=_total(counts, Event.NOT_HELPFUL),
        judged=store.judgements(),
        flaw=flaw,
        today=today,
        **_state(),
    )


@blueprint.post("/questions/resolve")
@_stored
def resolve(store: Store) -> BaseResponse:
    """Done with these questions."""
    store.resolve(_ids(), request.form.get("note", "").strip()[:_MOST_NOTE], date.today())
    return _back()


@blueprint.post("/questions/reopen")
@_stored
def reopen(store: Store) -> BaseResponse:
    """Not done with them after all."""
    store.reopen(_ids())
    return _back()


@blueprint.post("/questions/delete")
@_stored
def delete(store: Store) -> BaseResponse:
    """Gone for good."""
    store.delete(_ids())
    return _back()


@blueprint.post("/questions/judge")
@_stored
def judge(store: Store) -> BaseResponse | str:
    """A test case of a question: the passage that should answer it, or that nothing should."""
    form = request.form
    question = store.question(_ids()[0])
    if question is None:
        raise NotFound
    text = form.get("text", "").replace("\0", "").strip()[: site().bot.settings.max_message] or question.text
    judged = Judgement(date.today(), question.language, text, Kind.NO_ANSWER, question_id=question.question_id)
    if not form.get("none"):
        named = form.get("other", "").strip() or form.get("passage", "").strip()
        passage, fact = site().bot.search.passages.get(named), " ".join(form.get("fact", "").split())
        if passage is None:
            return Response(_show(flaw=texts()["staff"]["unknown_passage"].format(passage=named)), 422)
        if fact and fact.casefold() not in " ".join(passage.text.split()).casefold():
            return Response(_show(flaw=texts()["staff"]["unknown_fact"].format(fact=fact)), 422)
        judged = replace(
            judged,
            expect=Kind.ANSWER,
            document=passage.doc_id,
            section=passage.section,
            passage_id=passage.passage_id,
            facts=(fact,) if fact else (),
        )
    store.judge(judged)
    return _back("judged")


@blueprint.post("/judgements/delete")
@_stored
def delete_judgement(store: Store) -> BaseResponse:
    """Out of the test set."""
    store.delete_judgement(_ids()[0])
    return _back("judged")


@blueprint.get("/export/<name>")
@_stored
def export(store: Store, name: str) -> BaseResponse:
    """Questions, counts or the test set as a file: `questions.csv`, `counts.json`, `test-set.jsonl` and the like."""
    made: dict[str, Callable[[], str]] = {
        "questions.csv": lambda: exporting.questions_csv(_every(store), bom=True),
        "questions.json": lambda: exporting.questions_json(_every(store)),
        "counts.csv": lambda: exporting.counts_csv(store.counts(), bom=True),
        "counts.json": lambda: exporting.counts_json(store.counts()),
        "test-set.jsonl": lambda: exporting.cases(store.judgements()),
    }
    if name not in made:
        raise NotFound
    types = {"csv": "text/csv", "json": "application/json", "jsonl": "application/x-ndjson"}
    response = Response(made[name](), mimetype=types[name.rpartition(".")[2]])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _every(store: Store) -> list[KeptQuestion]:
    return list(store.questions(resolved=None))


def _row(found: Group, today: date) -> Row:
    bot, named = site().bot, found.questions[0]
    closest = bot.consider(named.text, named.language).quotations[:_CLOSEST]
    days = [(each.day, each.why.value, 1) for each in found.questions]
    plot = columns(days, ["unanswered", "low_margin", "not_helpful"], today)
    return Row(found, plot, [each.hit.passage for each in closest])


def _total(counts: list[Count], event: Event) -> int:
    return sum(each.n for each in counts if each.event is event)


def _state() -> dict[str, object]:
    recorder = site().recorder
    return {"settings": site().bot.settings, "recorder": recorder}


def _ids() -> list[int]:
    ids = [int(each) for each in request.form.getlist("id") if each.isascii() and each.isdigit() and len(each) < 16]
    if not ids:
        raise BadRequest
    return ids


def _back(anchor: str | None = None) -> BaseResponse:
    return redirect(url_for("staff.questions.show", _anchor=anchor, language=chosen_language()), 303)
