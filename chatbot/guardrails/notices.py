"""Notices: what a reply says by itself, and which sentences stand beside it. The sentences are data (`wording.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chatbot.model import Citation, Evidence, Kind, Label, Notice, Reason, Triage, Urgency

# Reasons that have a wording of their own.
_SAID_BY_REASON = frozenset({Reason.TOO_SHORT, Reason.UNSUPPORTED_LANGUAGE, Reason.NOTHING_BEFORE, Reason.NOTHING_MORE})
# What was raised once in a conversation stays on every reply after it.
RAISED = ("crisis", "emergency", "same_day")


@dataclass(frozen=True, slots=True)
class Aside:
    """What else is to be said beside a reply.

    `assumed` are names of the glossary taken over from the question before, `searched_for` words as mended,
    `nearest` a heading that is covered where nothing answers; `apart` says that what is quoted tells of two things and
    does not compare them.
    """

    reset: bool = False
    disagreement: bool = False
    apart: bool = False
    other_language: bool = False
    assumed: tuple[str, ...] = ()
    searched_for: tuple[str, ...] = ()
    nearest: str | None = None


@dataclass(frozen=True, slots=True)
class Notices:
    """All wordings of one clinic by language, every slot but `{source}` and `{reviewer}` filled.

    `phones` are the numbers in them that can be dialled: for emergencies, for crises, the clinic's own.
    """

    wordings: Mapping[str, Mapping[str, Mapping[str, str]]]
    phone: str
    hours: str
    phones: tuple[str, ...] = ()

    def headline(self, name: str, language: str) -> str:
        """What a reply that does not simply quote says first."""
        return self.wordings[language]["headline"][name]

    def notice(self, notice_id: str, language: str) -> Notice:
        return Notice(notice_id, self.wordings[language]["notice"][notice_id])

    def adapted(self, source: str, language: str, reviewer: str | None = None) -> str:
        """The line under a quotation whose document restates its source; it says whether a clinician has signed it."""
        wording = self.wordings[language]["notice"]["adapted_reviewed" if reviewer else "adapted"]
        return wording.replace("{source}", source).replace("{reviewer}", reviewer or "")

    def headlines(self, name: str, language: str) -> list[str]:
        """What a reply says first; that a language is not spoken is said in all that are."""
        if name == "unsupported_language":
            return [self.headline(name, each) for each in self.wordings]
        return [self.headline(name, language)]

    def attach(
        self,
        kind: Kind,
        triage: Triage | None,
        citations: Iterable[Citation],
        language: str,
        *,
        raised: Iterable[str] = (),
        aside: Aside | None = None,
    ) -> tuple[Notice, ...]:
        """What a reply carries beside its answer, most urgent first.

        The advice that was raised earlier in the conversation, the emergency line on every reply, then what goes
        with its kind; the persistent notice comes last.
        """
        aside = aside or Aside()
        earlier = [
            Notice(f"earlier_{name}", self.headline(name, language)) for name in _earlier(set(raised), kind, triage)
        ]
        ids = ["emergency_line"]
        label = triage.label if triage else None
        if triage and triage.urgency is Urgency.SOON:
            ids.append("soon")
        if label in (Label.DIAGNOSIS, Label.PERSONAL):
            ids += ["red_flag_check", f"{label}_questions"]
        if kind in (Kind.ANSWER, Kind.DEFLECTION):
            ids.append("provider")
        if aside.disagreement:
            ids.append("disagreement")
        if aside.apart:
            ids.append("apart")
        if any(citation.evidence != Evidence.GENERAL for citation in citations):
            ids.append("weak_source")
        if aside.other_language:
            ids.append("source_language")
        if kind is Kind.NO_ANSWER and self.phone:
            ids += ["clinic", "clinic_hours"] if self.hours else ["clinic"]
        if aside.reset:
            ids.append("conversation_reset")
        told = [self.notice(each, language) for each in ids]
        for notice_id, held in (
            ("still_about", ", ".join(aside.assumed)),
            ("searched_for", ", ".join(aside.searched_for)),
            ("nearest", aside.nearest or ""),
        ):
            if held:
                notice = self.notice(notice_id, language)
                told.append(Notice(notice_id, notice.text.replace("{held}", held)))
        return (*earlier, *told, self.notice("persistent", language))


def _earlier(raised: set[str], kind: Kind, triage: Triage | None) -> list[str]:
    """What was raised before and is still to be said: not what this reply says itself, nor less than it says."""
    now = headline_of(kind, triage, None, cites=False)
    said = {now, "same_day"} if now == "emergency" or "emergency" in raised else {now}
    return [name for name in RAISED if name in raised and name not in said]


def headline_of(
    kind: Kind, triage: Triage | None, reason: Reason | None, *, cites: bool, smalltalk: str | None = None
) -> str | None:
    """The name of the wording that a reply begins with; None for an answer, which is its quotations."""
    match kind:
        case Kind.ANSWER:
            return None
        case Kind.EMERGENCY:
            return "same_day" if triage and triage.urgency is Urgency.SAME_DAY else "emergency"
        case Kind.DEFLECTION if triage and triage.label is Label.DIAGNOSIS:
            return "diagnosis" if cites else "diagnosis_alone"
        case Kind.DEFLECTION if triage:
            return str(triage.label)
        case Kind.NO_ANSWER if reason in _SAID_BY_REASON:
            return str(reason)
        case Kind.SMALLTALK:
            return f"smalltalk_{smalltalk}"
        case Kind.DEFLECTION:
            return "failed"
        case _:
            return str(kind)
