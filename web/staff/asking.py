"""Asking: the answer as a patient gets it, and everything that made it so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request

from chatbot.explaining import Account, Explanation, UnknownPassage, account, explain
from chatbot.model import ChatbotError, Passage
from chatbot.trying import TRIED, Comparison, compare, read_trial, try_out
from web.pages import Reply, lay_out
from web.questions import BadQuestion, Question, check
from web.site import site, texts
from web.staff.bars import Segment, stack

blueprint = Blueprint("asking", __name__)

_MOST_MATCHES = 5
# A list of all passages to choose from would be longer than the page.
_MOST_LISTED = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate as the page shows it: its account, and its score as a stacked bar."""

    account: Account
    segments: list[Segment]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows of one question."""

    question: Question
    explanation: Explanation
    reply: Reply
    rows: list[Row]
    asked_for: list[Row]
    matches: list[Passage]
    comparison: Comparison | None = None


@blueprint.get("")
def show() -> str:
    """The page before the first question."""
    return _render({})


@blueprint.post("")
def ask() -> Response | str:
    """One question with its explanation; of a passage that is named, why it was not quoted; and the same tried out."""
    bot, form = site().bot, request.form
    members = {"message": form.get("message", "").replace("\r\n", "\n"), "language": form.get("language") or None}
    members["conversation"] = form.get("conversation") or None
    try:
        question = check(members, bot.settings.max_message, bot.languages)
    except BadQuestion as bad:
        return make_response(_render(form, flaw=texts()["flaw"][bad.wrong[0].flaw]), 422)
    explanation = explain(bot, question.message, question.conversation, question.language)
    comparison, flaw = _compared(question, form)
    named, matches = _named(explanation, form.get("passage", "").strip())
    most = max((each.score for each in (*explanation.accounts, *named)), default=0.0)
    shown = Shown(
        question=question,
        explanation=explanation,
        reply=lay_out(explanation.answer),
        rows=_rows(explanation, explanation.accounts, most),
        asked_for=_rows(explanation, named, most),
        matches=matches,
        comparison=comparison,
    )
    return _render(form, shown, flaw)


def _compared(question: Question, form: Mapping[str, str]) -> tuple[Comparison | None, str]:
    """The same question under the settings that are given, if any are, and what is wrong with them."""
    bot = site().bot
    # Some write a decimal comma.
    given = {name: value.replace(",", ".") for name in TRIED if (value := form.get(name, "").strip())}
    synonym = [row] if (row := form.get("synonym", "").strip()) else []
    if not given and not synonym:
        return None, ""
    try:
        other = try_out(bot, read_trial(bot, given, synonym, question.language))
        return compare(bot, other, question.message, question.language), ""
    except ChatbotError as error:
        return None, "; ".join(str(fault) for fault in error.faults)


def _named(explanation: Explanation, named: str) -> tuple[list[Account], list[Passage]]:
    """The account of a passage that is named by its id; where words are given instead, the passages that hold them."""
    if not named:
        return [], []
    bot = site().bot
    try:
        return [account(bot, explanation.considered, named, explanation.answer)], []
    except UnknownPassage:
        if "#" in named:
            return [], []
        hits = bot.consider(named).hits[:_MOST_MATCHES]
        return [], [hit.passage for hit in hits]


def _rows(explanation: Explanation, accounts: tuple[Account, ...] | list[Account], most: float) -> list[Row]:
    words = [asked.word for asked in explanation.considered.query.asked]
    return [Row(each, stack(each.gains, most, words)) for each in accounts]


def _render(form: Mapping[str, str], shown: Shown | None = None, flaw: str = "") -> str:
    bot = site().bot
    passages, settings = bot.retriever.passages, bot.settings
    return render_template(
        "staff/ask.html",
        form=form,
        shown=shown,
        flaw=flaw,
        passage_count=len(passages),
        passages=passages if len(passages) <= _MOST_LISTED else (),
        settings=settings,
    )
