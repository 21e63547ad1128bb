"""Keeping: what a reply and a click leave behind, and what never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chatbot.model import Answer, Citation, Kind, Label, Reason, Triage, Urgency
from chatbot.store import Count, Entry, Event, KeptQuestion, Why, entries, feedback_entries

DAY = date(2026, 3, 9)
MESSAGE = "I am Ann. What does it cost?"
CITATION = Citation(1, "a#1", "a", "A", "S", "q", "", "", 0, 1, "en", "a.txt", False, "general", None, "0", 1.0)


def redact(text: str) -> str:
    return text.replace("Ann", "[name]")


def reply(kind: Kind, label: Label | None, reason: Reason | None = None) -> Answer:
    triage = Triage(label, Urgency.ROUTINE) if label else None
    return Answer(kind, "...", "en", reason, (CITATION,) if kind is Kind.ANSWER else (), triage)


def left_by(answer: Answer, confidence: float = 0.9, **changes: Any) -> tuple[Entry, ...]:
    given: dict[str, Any] = {"keep": True, "min_confidence": 0.4, "redact": redact} | changes
    return entries(MESSAGE, answer, confidence, ("disc",), DAY, **given)


@pytest.mark.parametrize(
    ("kind", "label", "reason", "confidence", "why", "because"),
    [
        (Kind.NO_ANSWER, Label.BENIGN, Reason.TOPIC_NOT_COVERED, 0.1, Why.UNANSWERED, "a gap of the documents"),
        (Kind.NO_ANSWER, Label.BENIGN, Reason.ASPECT_NOT_COVERED, 0.1, Why.UNANSWERED, "half a gap"),
        (Kind.NO_ANSWER, Label.OUT_OF_SCOPE, Reason.TOPIC_NOT_COVERED, 0.1, Why.UNANSWERED, "what it is for may grow"),
        (Kind.NO_ANSWER, Label.BENIGN, Reason.TOO_SHORT, 0.1, None, "no question yet"),
        (Kind.NO_ANSWER, Label.BENIGN, Reason.NOTHING_BEFORE, 0.1, None, "no question either"),
        (Kind.NO_ANSWER, Label.BENIGN, Reason.NOTHING_MORE, 0.1, None, "everything has been shown"),
        (Kind.NO_ANSWER, Label.BENIGN, Reason.UNSUPPORTED_LANGUAGE, 0.1, None, "nobody here can redact it"),
        (Kind.CLARIFY, Label.BENIGN, Reason.UNSURE, 0.3, Why.LOW_MARGIN, "it had to ask back"),
        (Kind.ANSWER, Label.BENIGN, None, 0.4, Why.LOW_MARGIN, "only just answered"),
        (Kind.ANSWER, Label.BENIGN, None, 0.49, Why.LOW_MARGIN, "still within the margin"),
        (Kind.ANSWER, Label.BENIGN, None, 0.5, None, "well answered"),
        (Kind.ANSWER, Label.BENIGN, None, 0.0, None, "a section that was chosen: nothing was judged"),
        (Kind.DEFLECTION, None, Reason.TRIAGE_FAILED, 0.4, None, "it could be anything"),
        (Kind.NO_ANSWER, None, Reason.TOPIC_NOT_COVERED, 0.1, None, "it could be anything"),
        (Kind.OUT_OF_SCOPE, Label.OUT_OF_SCOPE, None, 0.1, None, "nothing to do with the clinic"),
        (Kind.SMALLTALK, Label.BENIGN, None, 0.1, None, "no question"),
        (Kind.EMERGENCY, Label.EMERGENCY, None, 0.4, None, "never"),
        (Kind.CRISIS, Label.CRISIS, None, 0.4, None, "never"),
        (Kind.DEFLECTION, Label.DIAGNOSIS, None, 0.4, None, "about one person"),
        (Kind.DEFLECTION, Label.PERSONAL, None, 0.4, None, "about one person"),
        (Kind.DEFLECTION, Label.INJECTION, None, 0.4, None, "not for the documents"),
        *[
            (kind, label, None, 0.4, None, "the label alone forbids it")
            for kind in (Kind.ANSWER, Kind.NO_ANSWER, Kind.CLARIFY)
            for label in (Label.EMERGENCY, Label.CRISIS, Label.DIAGNOSIS, Label.PERSONAL, Label.INJECTION)
        ],
    ],
)
def test_a_reply_is_counted_and_kept_where_the_documents_did_badly(
    kind: Kind, label: Label | None, reason: Reason | None, confidence: float, why: Why | None, because: str
) -> None:
    counted, *kept = left_by(reply(kind, label, reason), confidence)
    assert counted == Count(DAY, Event.REPLY, kind, label)
    assert [each.why for each in kept if isinstance(each, KeptQuestion)] == ([why] if why else []), because
    assert left_by(reply(kind, label, reason), confidence, keep=False) == (counted,), "without consent only the count"


def test_what_is_kept_says_what_was_asked_and_what_it_got() -> None:
    _, kept = left_by(reply(Kind.ANSWER, Label.BENIGN), 0.45)
    assert kept == KeptQuestion(
        day=DAY,
        language="en",
        text="I am [name]. What does it cost?",
        why=Why.LOW_MARGIN,
        kind=Kind.ANSWER,
        label=Label.BENIGN,
        confidence=0.45,
        passage_ids=("a#1",),
        assumed=("disc",),
    )


@pytest.mark.parametrize(
    ("kind", "label", "helpful", "kept", "because"),
    [
        (Kind.ANSWER, Label.BENIGN, True, False, "nothing to mend"),
        (Kind.ANSWER, Label.BENIGN, False, True, "it did not help"),
        (Kind.NO_ANSWER, Label.BENIGN, False, True, "nor did this"),
        (Kind.DEFLECTION, Label.PERSONAL, False, False, "it says too much about a person"),
        (Kind.DEFLECTION, Label.DIAGNOSIS, False, False, "so does this"),
        (Kind.OUT_OF_SCOPE, Label.OUT_OF_SCOPE, False, True, "staff may see it otherwise"),
        (Kind.EMERGENCY, Label.EMERGENCY, False, False, "never"),
        (Kind.CRISIS, Label.CRISIS, False, False, "never"),
        (Kind.ANSWER, Label.CRISIS, False, False, "the label alone forbids it"),
        (Kind.DEFLECTION, None, False, False, "it could be an emergency"),
    ],
)
def test_a_click_is_counted_and_kept_where_it_says_no(
    kind: Kind, label: Label | None, helpful: bool, kept: bool, because: str
) -> None:
    def left(keep: bool) -> tuple[Entry, ...]:
        answer = reply(kind, label)
        said = "Ann says no"
        return feedback_entries(
            MESSAGE, answer, 0.7, (), DAY, helpful=helpful, comment=said, keep=keep, min_confidence=0.4, redact=redact
        )

    counted, *questions = left(True)
    assert counted == Count(DAY, Event.HELPFUL if helpful else Event.NOT_HELPFUL, kind, label)
    assert bool(questions) is kept, because
    for each in questions:
        assert isinstance(each, KeptQuestion)
        assert (each.why, each.comment) == (Why.NOT_HELPFUL, "[name] says no")
        assert "Ann" not in repr(each)
    assert left(False) == (counted,)


def test_what_cannot_be_redacted_is_only_counted(caplog: pytest.LogCaptureFixture) -> None:
    def broken(text: str) -> str:
        raise ValueError(text)

    assert left_by(reply(Kind.CLARIFY, Label.BENIGN), redact=broken) == (
        Count(DAY, Event.REPLY, Kind.CLARIFY, Label.BENIGN),
    )
    assert [record.getMessage() for record in caplog.records] == ["redaction failed: ValueError"]


def test_a_reply_is_not_changed_by_keeping_it() -> None:
    answer = reply(Kind.CLARIFY, Label.BENIGN)
    before = replace(answer)
    left_by(answer)
    assert answer == before


def test_what_is_kept_as_unanswered_is_not_kept_again_for_a_click_without_a_comment() -> None:
    def left(comment: str) -> tuple[Entry, ...]:
        return feedback_entries(
            MESSAGE,
            reply(Kind.NO_ANSWER, Label.BENIGN),
            0.1,
            (),
            DAY,
            helpful=False,
            comment=comment,
            keep=True,
            min_confidence=0.4,
            redact=redact,
        )

    assert [type(each) for each in left("")] == [Count]
    assert [type(each) for each in left("it should be there")] == [Count, KeptQuestion]
