"""Statements: which source says this, with which words, and where its numbers differ."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from chatbot.supporting import Support, support
from web.questions import BadQuestion, check
from web.site import site, texts

blueprint = Blueprint("statements", __name__)

_MOST = 5


@blueprint.get("/sources")
def show() -> str:
    """The page before the first statement."""
    return _render()


@blueprint.post("/sources")
def find() -> Response | str:
    """The passages closest to a statement."""
    bot, form = site().bot, request.form
    statement = form.get("statement", "").replace("\r\n", "\n")
    members = {"message": statement, "language": form.get("language") or None}
    try:
        asked = check(members, bot.settings.max_message, bot.languages)
    except BadQuestion as bad:
        return make_response(_render(statement, flaw=texts()["flaw"][bad.wrong[0].flaw]), 422)
    return _render(statement, support(bot, asked.message, asked.language, _MOST))


def _render(statement: str = "", found: Support | None = None, flaw: str = "") -> str:
    return render_template(
        "staff/sources.html",
        statement=statement,
        found=found,
        flaw=flaw,
        asked_in=request.form.get("language", ""),
        passage_count=len(site().bot.retriever.passages),
    )
