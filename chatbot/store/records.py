"""What is kept: counts, questions that the documents did not answer well, and what staff judged of them.

None of it names a person or a moment: texts are redacted before they get here, and time is a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chatbot.model import Kind, Label, Reason

FILE_NAME = "chatbot.sqlite"  # in the folder of the setting `data`, unless there is a database_url


class Event(StrEnum):
    """What is counted."""

    REPLY = "reply"
    HELPFUL = "helpful"
    NOT_HELPFUL = "not_helpful"


class Why(StrEnum):
    """Why a question is kept."""

    UNANSWERED = "unanswered"
    LOW_MARGIN = "low_margin"
    NOT_HELPFUL = "not_helpful"


@dataclass(frozen=True, slots=True)
class Count:
    """How often something happened on a day; `label` is None where triage failed."""

    day: date
    event: Event
    kind: Kind
    label: Label | None
    n: int = 1


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """A redacted question, what it got, and what has become of it; `question_id` is None until it is written.

    `confidence` is that of the best passage (0 to 1), `passage_ids` are what was quoted, `assumed` what the question
    took over from the one before, `resolved` the day on which staff were done with it.
    """

    day: date
    language: str
    text: str
    why: Why
    kind: Kind
    label: Label | None
    reason: Reason | None = None
    confidence: float = 0.0
    passage_ids: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    comment: str = ""
    resolved: date | None = None
    note: str = ""
    question_id: int | None = None

    @property
    def done(self) -> bool:
        """Whether staff are done with it."""
        return self.resolved is not None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What staff say a question should get: an answer from a passage, quoting these facts, or none.

    `facts` are words of the passage. The text is the staff's own copy, so it stays when the question is deleted.
    """

    day: date
    language: str
    text: str
    expect: Kind
    document: str = ""
    section: str = ""
    passage_id: str = ""
    facts: tuple[str, ...] = ()
    question_id: int | None = None
    judgement_id: int | None = None


Entry = Count | KeptQuestion
