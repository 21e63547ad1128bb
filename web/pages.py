"""Pages: the chat, with and without JavaScript."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request, url_for

from chatbot.model import Answer
from web.questions import BadQuestion, Question, check
from web.site import choose_language, chosen_language, page_language, site, texts

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def chat() -> str:
    """The chat page before the first question."""
    return _show()


@blueprint.post("/")
def ask() -> Response | str:
    """The chat page with one question and its reply, for a browser that runs no script.

    The form's `language` is that of the page; the question's own is detected, as in the script.
    """
    bot, form = site().bot, request.form
    choose_language(form.get("language"))
    # A form sends every line end as two characters.
    message = form.get("message", "").replace("\r\n", "\n")
    conversation = form.get("conversation") or None
    members = {"message": message, "conversation": conversation}
    try:
        question = check(members, bot.settings.max_message, bot.languages)
    except BadQuestion as bad:
        flaw = texts()["flaw"][bad.wrong[0].flaw]
        return make_response(_show(Question(message, conversation), flaw=flaw), 422)
    return _show(question, bot.ask(question.message, question.conversation))


def _show(question: Question | None = None, answer: Answer | None = None, flaw: str = "") -> str:
    bot, language = site().bot, page_language()
    return render_template(
        "chat.html",
        question=question,
        answer=answer,
        flaw=flaw,
        examples=getattr(bot.settings, f"examples_{language}", ()),
        script={
            "api": url_for("api.chat"),
            "chosen": chosen_language(),
            "evidence": texts()["evidence"],
            # The script fills in source and reviewer, as `Notices.adapted` does.
            "adapted": {
                code: {
                    "unreviewed": bot.notices.adapted("{source}", code),
                    "reviewed": bot.notices.adapted("{source}", code, "{reviewer}"),
                }
                for code in bot.languages
            },
        },
    )
