"""What `evaluate`, `calibrate` and `check` share: the bot as something to be asked, with a progress bar."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from chatbot.bot import Chatbot
from chatbot.cli.loading import LateBar
from chatbot.evaluation import Outcome, Reply, ask_files
from chatbot.model import ChatbotError

DEPTH = 100


def evaluate_cases(files: Sequence[Path], bot: Chatbot) -> list[Outcome]:
    """The outcomes of all cases of the files."""
    with LateBar() as bar:
        return ask_files(files, lambda *asked: _respond(bot, *asked), bot.documents, bot.retriever.passages, bar)


def _respond(bot: Chatbot, message: str, conversation: str | None, language: str | None) -> Reply:
    started = time.perf_counter()
    try:
        answer, considered = bot.reply(message, conversation, language)
    except ChatbotError as error:
        return Reply(None, error=str(error))
    seconds = time.perf_counter() - started
    # The passages looked at closely come first; behind them the rest as retrieved, so that ten documents
    # can be ranked where one document has many passages.
    deeper = bot.retriever.search(considered.query.terms, DEPTH)
    ranked = [each.hit.passage for each in considered.quotations] + [hit.passage for hit in deeper]
    return Reply(
        answer,
        ranked=tuple(dict.fromkeys(ranked)),
        confidence=considered.quotations[0].verdict.confidence if considered.quotations else 0.0,
        seconds=seconds,
    )
