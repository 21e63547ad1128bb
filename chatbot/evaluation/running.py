"""Running: every case through an `ask` that is handed in, one outcome a turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from chatbot.evaluation.cases import Case
from chatbot.evaluation.scoring import Outcome, Reply, score
from chatbot.model import Document, Progress

# (message, token of the conversation so far, language) -> reply
Respond = Callable[[str, str | None, str | None], Reply]


def run(
    cases: Sequence[Case],
    respond: Respond,
    documents: Mapping[str, Document],
    progress: Progress | None = None,
) -> list[Outcome]:
    """The outcomes of all turns, in the order of the cases. A turn without a reply leaves the conversation as it was.

    The language of a case says what the question is in; it is not given to the bot, which has to tell it.
    """
    outcomes: list[Outcome] = []
    for done, case in enumerate(cases):
        if progress:
            progress("asking", done, len(cases))
        token: str | None = None
        for number, turn in enumerate(case.turns, 1):
            reply = respond(turn.question, token, None)
            if reply.answer:
                token = reply.answer.conversation
            outcomes.append(score(case, number, reply, documents))
    return outcomes
