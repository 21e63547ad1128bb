"""The store: what staff keep. Counts by day always; questions only with the clinic's consent, redacted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chatbot.store.keeping import entries, feedback_entries
from chatbot.store.recorder import Recorder
from chatbot.store.records import FILE_NAME, Count, Entry, Event, Judgement, KeptQuestion, Why

if TYPE_CHECKING:
    from chatbot.store.database import Store

__all__ = [
    "FILE_NAME",
    "Count",
    "Entry",
    "Event",
    "Judgement",
    "KeptQuestion",
    "Recorder",
    "Store",
    "Why",
    "entries",
    "feedback_entries",
]


def __getattr__(name: str) -> Any:
    # SQLAlchemy takes 0.2 s to import, which nobody should wait for who only asks a question.
    if name == "Store":
        from chatbot.store.database import Store

        return Store
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
