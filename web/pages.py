"""Pages: the chat, with and without JavaScript."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request, url_for

from chatbot.model import Answer, Kind, Notice
from web import audit
from web.questions import BadQuestion, Question, check
from web.site import adapted_lines, choose_language, chosen_language, page_language, site, texts, translations

blueprint = Blueprint("pages", __name__)

# Replies that are read out at once and stand out from all others.
_URGENT = (Kind.EMERGENCY, Kind.CRISIS)
# Replies whose suggestions are what they are about: these stand right under the headline.
_CHOOSES = (Kind.CLARIFY, Kind.SMALLTALK)
# Replies of which somebody can say whether they helped.
RATED = (Kind.ANSWER, Kind.NO_ANSWER, Kind.CLARIFY, Kind.DEFLECTION, Kind.OUT_OF_SCOPE)
# Stands above the box to type in, always.
_SHOWN_ALREADY = "persistent"
_EARLIER = "earlier_"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer taken apart for the page, as `chat.js` does too; `headline` is what it says besides its quotations."""

    answer: Answer
    headline: str
    urgent: bool
    chooses: bool
    rated: bool
    earlier: tuple[Notice, ...]
    notices: tuple[Notice, ...]


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
    return _show(question, lay_out(audit.ask(question)))


def show_again(question: Question, thanked: bool = False) -> str:
    """The page with a question that was asked before, its reply worked out anew and not counted again."""
    answer = site().bot.ask(question.message, question.conversation, question.language)
    return _show(question, lay_out(answer), thanked=thanked)


def lay_out(answer: Answer) -> Reply:
    """The parts of an answer in the order of the page: earlier advice, headline, quotations, notices, suggestions."""
    quoted = "\n\n".join(citation.quote for citation in answer.citations)
    notices = [notice for notice in answer.notices if notice.notice_id != _SHOWN_ALREADY]
    return Reply(
        answer,
        answer.answer.removesuffix(quoted).rstrip(),
        answer.kind in _URGENT,
        answer.kind in _CHOOSES,
        answer.kind in RATED,
        tuple(notice for notice in notices if notice.notice_id.startswith(_EARLIER)),
        tuple(notice for notice in notices if not notice.notice_id.startswith(_EARLIER)),
    )


def _show(question: Question | None = None, reply: Reply | None = None, flaw: str = "", thanked: bool = False) -> str:
    bot, language = site().bot, page_language()
    rated = site().recorder is not None
    return render_template(
        "chat.html",
        question=question,
        reply=reply,
        flaw=flaw,
        rated=rated,
        thanked=thanked,
        examples=bot.settings.examples.get(language, ()),
        script={
            "api": url_for("api.chat"),
            "feedback": url_for("feedback.feedback") if rated else None,
            "rated": RATED,
            "unsent": texts()["feedback"]["unsent"],
            "chosen": chosen_language(),
            "evidence": texts()["evidence"],
            "translations": translations(bot),
            "translated": texts()["documents"]["translated"],
            "urgent": _URGENT,
            "chooses": _CHOOSES,
            "shown_already": _SHOWN_ALREADY,
            "earlier": _EARLIER,
            "adapted": {code: adapted_lines(code) for code in bot.languages},
        },
    )
