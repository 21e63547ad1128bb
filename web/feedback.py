"""Feedback: whether a reply helped. It carries the question again, so that nothing has to be remembered for it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import NotFound, UnsupportedMediaType

from web import pages
from web.questions import BadQuestion, Flaw, Question, Wrong, check, is_unicode, read_json
from web.recording import note_feedback
from web.site import MOST_COMMENT, choose_language, site, texts

blueprint = Blueprint("feedback", __name__)


@blueprint.post("/api/feedback")
def feedback() -> Response:
    """Thanks for `{"message", "conversation", "language", "helpful", "comment"}`: the members that the reply was asked
    with, whether it helped, and a comment or null. 404 where no feedback is taken."""
    if not request.is_json:
        raise UnsupportedMediaType
    members = read_json(request.get_data())
    choose_language(members.get("language"))
    _take(members)
    return jsonify({"thanks": texts()["feedback"]["thanks"]})


@blueprint.post("/feedback")
def page() -> str:
    """The chat page with the reply that the feedback is about, and thanks, for a browser that runs no script."""
    form = request.form
    choose_language(form.get("language"))
    members: dict[str, object] = {
        "message": form.get("message", "").replace("\r\n", "\n"),
        "conversation": form.get("conversation") or None,
        "helpful": {"yes": True, "no": False}.get(form.get("helpful", "")),
        "comment": form.get("comment", "").replace("\r\n", "\n")[:MOST_COMMENT],
    }
    return pages.show_again(_take(members), thanked=True)


def _take(members: Mapping[str, object]) -> Question:
    """Note the feedback of a body; raises BadQuestion with every flaw."""
    bot, recorder = site().bot, site().recorder
    if recorder is None:
        raise NotFound
    wrong: list[Wrong] = []
    try:
        question = check(members, bot.settings.max_message, bot.languages)
    except BadQuestion as bad:
        wrong += bad.wrong
    helpful, comment = members.get("helpful"), members.get("comment")
    if not isinstance(helpful, bool):
        wrong.append(Wrong(Flaw.NOT_BOOLEAN, "helpful"))
    if not isinstance(comment, str | None) or (comment and not is_unicode(comment)):
        wrong.append(Wrong(Flaw.NOT_COMMENT, "comment"))
    elif comment and len(comment) > MOST_COMMENT:
        wrong.append(Wrong(Flaw.LONG_COMMENT, "comment"))
    if wrong:
        raise BadQuestion(*wrong)
    note_feedback(recorder, bot, question, bool(helpful), str(comment or ""))
    return question
