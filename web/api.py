"""The API: the contract of `Answer.to_dict` over HTTP, and whether the service is alive."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import UnsupportedMediaType

from web import audit
from web.questions import check, read_json
from web.site import choose_language, site

blueprint = Blueprint("api", __name__)


@blueprint.post("/api/chat")
def chat() -> Response:
    """The reply to `{"message", "conversation", "language"}`, as `Answer.to_dict` gives it."""
    if not request.is_json:
        raise UnsupportedMediaType
    bot = site().bot
    members = read_json(request.get_data())
    choose_language(members.get("language"))
    question = check(members, bot.settings.max_message, bot.languages)
    return jsonify(audit.ask(question).to_dict())


@blueprint.get("/healthz")
def healthz() -> Response:
    """What this process serves; two workers with the same `corpus` give the same answers."""
    bot = site().bot
    return jsonify(
        {
            "status": "ok",
            "documents": len(bot.documents),
            "passages": len(bot.retriever.passages),
            "corpus": bot.corpus_hash[:16],
            # Of this process: how often a message was not answered because it could not be checked.
            "triage_failures": bot.triage_failures,
            "store": _store(),
        }
    )


def _store() -> dict[str, object] | None:
    """How far this process has come with writing what staff keep; None if it keeps nothing."""
    recorder = site().recorder
    if recorder is None:
        return None
    return {"waiting": recorder.waiting, "lost": recorder.lost, "failing": recorder.failing is not None}
