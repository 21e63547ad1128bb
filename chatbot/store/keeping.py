"""Keeping: which entries a reply or a click on helpful leaves behind. Pure: what is kept is decided here alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date

from chatbot.model import Answer, Kind, Label, Reason
from chatbot.store.records import Count, Entry, Event, KeptQuestion, Why

# An answer this little above the threshold is worth a look.
MARGIN = 0.1
URGENT_KINDS = frozenset({Kind.EMERGENCY, Kind.CRISIS})
# What says too much about a person, or nothing about the documents. Kinds and labels in one set would be confused:
# some have the same value.
NEVER_KINDS = URGENT_KINDS | {Kind.OUT_OF_SCOPE, Kind.SMALLTALK}
NEVER_LABELS = frozenset({Label.EMERGENCY, Label.CRISIS, Label.DIAGNOSIS, Label.PERSONAL, Label.INJECTION})
NO_GAP = frozenset({Reason.TOO_SHORT, Reason.NOTHING_BEFORE, Reason.NOTHING_MORE, Reason.UNSUPPORTED_LANGUAGE})

_log = logging.getLogger(__name__)
Redact = Callable[[str], str]


def entries(
    message: str,
    answer: Answer,
    confidence: float,
    assumed: Sequence[str],
    day: date,
    *,
    keep: bool,
    min_confidence: float,
    redact: Redact,
) -> tuple[Entry, ...]:
    """What a reply leaves behind: a count, and with `keep` the redacted question if the documents did badly.

    `confidence` is that of the best passage. An answer below `min_confidence` was not judged (a section that was
    chosen, or the next passage of a conversation), so its figure says nothing about it.
    """
    counted = Count(day, Event.REPLY, answer.kind, _label(answer))
    why = _why(answer, confidence, min_confidence)
    if not keep or why is None:
        return (counted,)
    return _with(counted, message, "", answer, confidence, assumed, why, redact)


def feedback_entries(
    message: str,
    answer: Answer,
    confidence: float,
    assumed: Sequence[str],
    day: date,
    *,
    helpful: bool,
    comment: str = "",
    keep: bool,
    min_confidence: float,
    redact: Redact,
) -> tuple[Entry, ...]:
    """What a click on helpful or not leaves behind: a count, and with `keep` the question that was not helped.

    Never what says too much about a person, nor where triage could not tell whether it does. A comment is for the
    caller to look at in the same way: only a harmless one may be handed in.
    """
    counted = Count(day, Event.HELPFUL if helpful else Event.NOT_HELPFUL, answer.kind, _label(answer))
    telling = answer.triage is None or answer.triage.label in NEVER_LABELS or answer.kind in URGENT_KINDS
    # Asked and not answered, it is kept already: only a comment adds to that.
    again = _why(answer, confidence, min_confidence) is not None and not comment.strip()
    if helpful or not keep or telling or again:
        return (counted,)
    return _with(counted, message, comment, answer, confidence, assumed, Why.NOT_HELPFUL, redact)


def _why(answer: Answer, confidence: float, min_confidence: float) -> Why | None:
    if answer.triage is None or answer.triage.label in NEVER_LABELS or answer.kind in NEVER_KINDS:
        return None
    if answer.reason in NO_GAP:
        return None
    if answer.kind is Kind.NO_ANSWER:
        return Why.UNANSWERED
    near = answer.kind is Kind.ANSWER and min_confidence <= confidence < min_confidence + MARGIN
    return Why.LOW_MARGIN if near or answer.kind is Kind.CLARIFY else None


def _label(answer: Answer) -> Label | None:
    return answer.triage.label if answer.triage else None


def _with(
    counted: Count,
    message: str,
    comment: str,
    answer: Answer,
    confidence: float,
    assumed: Sequence[str],
    why: Why,
    redact: Redact,
) -> tuple[Entry, ...]:
    try:
        text, said = redact(message), redact(comment) if comment.strip() else ""
    except Exception as error:
        # What cannot be redacted is not kept, and the patient's answer does not fail over it.
        _log.error("redaction failed: %s", type(error).__name__)
        return (counted,)
    kept = KeptQuestion(
        day=counted.day,
        language=answer.language,
        text=text,
        why=why,
        kind=answer.kind,
        label=counted.label,
        reason=answer.reason,
        confidence=confidence,
        passage_ids=tuple(citation.passage_id for citation in answer.citations),
        assumed=tuple(assumed),
        comment=said,
    )
    return (counted, kept)
