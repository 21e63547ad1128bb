"""Audit: one line per reply on what was decided and why, never on what was written.

The lines go to the logger `chatbot.audit`; who serves the application decides whether anyone listens.
"""

from __future__ import annotations

import json
import logging
import sys
import time

import chatbot
from chatbot.bot import Chatbot
from chatbot.model import Answer
from web.questions import Question
from web.recording import note_reply
from web.site import site

_log = logging.getLogger("chatbot.audit")
# Findings that are no rules: their evidence is words of the message, and they are too many to count by.
_LEARNT = ("classifier:", "n-gram")


def ask(question: Question) -> Answer:
    """The bot's answer to a question, with its audit line, and what staff keep of it."""
    bot, begun = site().bot, time.perf_counter()
    answer, considered = bot.reply(question.message, question.conversation, question.language)
    _log.info("%s", _line(bot, answer, time.perf_counter() - begun))
    note_reply(site().recorder, bot.settings, question, answer, considered)
    return answer


def to_stderr() -> None:
    """Write the lines to stderr, and nowhere else."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)
    _log.propagate = False


def _line(bot: Chatbot, answer: Answer, seconds: float) -> str:
    triage = answer.triage
    findings = triage.findings if triage else ()
    return json.dumps(
        {
            "label": triage.label if triage else None,
            "urgency": triage.urgency if triage else None,
            "rules": [found.rule for found in findings if not found.rule.startswith(_LEARNT)],
            "kind": answer.kind,
            "reason": answer.reason,
            "passage_ids": [citation.passage_id for citation in answer.citations],
            "latency_ms": round(seconds * 1000, 1),
            "version": chatbot.__version__,
            "corpus": bot.corpus_hash[:16],
        }
    )
