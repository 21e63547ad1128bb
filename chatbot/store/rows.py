"""Records as rows of a table, and back."""

from __future__ import annotations

from enum import Enum
from typing import Any

from chatbot.model import Kind, Label, Reason
from chatbot.store.records import Count, Event, Judgement, KeptQuestion, Why


def storable(text: str) -> str:
    """A text without what no database takes: NUL, and halves of surrogate pairs.

    >>> storable("a\\0b \\ud83d c")
    'ab ? c'
    """
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _value(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [storable(each) for each in value]
    return storable(value) if isinstance(value, str) else value


def question_row(question: KeptQuestion) -> dict[str, Any]:
    """A question's columns; the id is given by the database."""
    return {name: _value(getattr(question, name)) for name in question.__slots__ if name != "question_id"}


def judgement_row(judgement: Judgement) -> dict[str, Any]:
    """A judgement's columns; the id is given by the database."""
    return {name: _value(getattr(judgement, name)) for name in judgement.__slots__ if name != "judgement_id"}


def as_count(row: Any) -> Count:
    """The count of a row; no label where it is ''."""
    return Count(row.day, Event(row.event), Kind(row.kind), Label(row.label) if row.label else None, row.n)


def as_question(row: Any) -> KeptQuestion:
    """The question of a row."""
    values = {name: getattr(row, name) for name in KeptQuestion.__slots__}
    values |= {
        "why": Why(row.why),
        "kind": Kind(row.kind),
        "label": Label(row.label) if row.label else None,
        "reason": Reason(row.reason) if row.reason else None,
        "passage_ids": tuple(row.passage_ids),
        "assumed": tuple(row.assumed),
    }
    return KeptQuestion(**values)


def as_judgement(row: Any) -> Judgement:
    """The judgement of a row."""
    values = {name: getattr(row, name) for name in Judgement.__slots__}
    return Judgement(**values | {"expect": Kind(row.expect), "facts": tuple(row.facts)})
