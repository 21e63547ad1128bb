"""Recording: what staff will see of a reply. Never in the way of it: what goes wrong here is logged, not raised."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING

from chatbot.bot import Chatbot
from chatbot.model import Answer, Label
from chatbot.searching import Consideration
from chatbot.settings import Settings
from chatbot.store import Recorder, keeping
from chatbot.store.redacting import redact
from web.questions import Question

if TYPE_CHECKING:
    from chatbot.store import Store

_log = logging.getLogger(__name__)
_HARMLESS = (Label.BENIGN, Label.OUT_OF_SCOPE)


class Opened:
    """The store for those who read it: opened when it is first needed, tried again if that failed, then shared."""

    def __init__(self, open_store: Callable[[], Store]) -> None:
        self._open = open_store
        self._store: Store | None = None
        self._lock = Lock()

    def __call__(self) -> Store:
        with self._lock:
            if self._store and not self._store.is_there():
                self._store.close()
                self._store = None
            self._store = self._store or self._open()
            return self._store


def note_reply(
    recorder: Recorder | None, settings: Settings, question: Question, answer: Answer, considered: Consideration
) -> None:
    """Hand over what is kept of a reply: a count, and with the clinic's consent a question it did not answer."""
    if recorder is None:
        return
    try:
        recorder.record(
            keeping.entries(
                question.message,
                answer,
                _confidence(considered),
                considered.query.assumed,
                date.today(),
                keep=settings.keep_questions == "redacted",
                min_confidence=settings.min_confidence,
                redact=redact,
            )
        )
    except Exception as error:
        _tell(error)


def note_feedback(recorder: Recorder | None, bot: Chatbot, question: Question, helpful: bool, comment: str) -> None:
    """Hand over what is kept of feedback. The reply it is about is worked out anew, so none can be made up.

    Raises what `Chatbot.reply` raises.
    """
    answer, considered = bot.reply(question.message, question.conversation, question.language)
    if recorder is None:
        return
    try:
        said = comment if comment.strip() and bot.label_of(comment) in _HARMLESS else ""
        recorder.record(
            keeping.feedback_entries(
                question.message,
                answer,
                _confidence(considered),
                considered.query.assumed,
                date.today(),
                helpful=helpful,
                comment=said,
                keep=bot.settings.keep_questions == "redacted",
                min_confidence=bot.settings.min_confidence,
                redact=redact,
            )
        )
    except Exception as error:
        _tell(error)


def _confidence(considered: Consideration) -> float:
    return considered.quotations[0].verdict.confidence if considered.quotations else 0.0


def _tell(error: Exception) -> None:
    # A patient's answer is worth more than its count. The exception's own words may hold the message.
    _log.error("what staff keep of a reply was lost: %s", type(error).__name__)
