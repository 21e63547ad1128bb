"""Notices: the sentences the bot says by itself, from data files, and which of them a reply carries."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatbot.model import BadNotices, BadSettings, Citation, Evidence, Fault, Kind, Notice, Reason
from chatbot.settings import Settings

_FOLDER = Path(__file__).parent
# What every language must word, and the slots each sentence may hold.
_SLOTS: dict[str, dict[str, frozenset[str]]] = {
    "headline": {"no_answer": frozenset(), "too_short": frozenset()},
    "notice": {
        "persistent": frozenset("n"),
        "no_triage": frozenset(),
        "provider": frozenset(),
        "emergency_line": frozenset("n"),
        "weak_source": frozenset(),
        "adapted": frozenset({"source"}),
        "adapted_reviewed": frozenset({"source", "reviewer"}),
        "conversation_reset": frozenset(),
        "clinic": frozenset({"name", "phone"}),
        "clinic_hours": frozenset({"hours"}),
    },
    "contact": {"emergency": frozenset(), "clinic": frozenset()},
}


@dataclass(frozen=True, slots=True)
class Notices:
    """All wordings of one clinic by language, every slot but `{source}` and `{reviewer}` filled."""

    wordings: Mapping[str, Mapping[str, Mapping[str, str]]]
    phone: str
    hours: str

    def headline(self, reason: Reason, language: str) -> str:
        """What a reply that does not answer says."""
        return self.wordings[language]["headline"]["too_short" if reason is Reason.TOO_SHORT else "no_answer"]

    def notice(self, notice_id: str, language: str) -> Notice:
        return Notice(notice_id, self.wordings[language]["notice"][notice_id])

    def adapted(self, source: str, language: str, reviewer: str | None = None) -> str:
        """The line under a quotation whose document restates its source; it says whether a clinician has signed it."""
        wording = self.wordings[language]["notice"]["adapted_reviewed" if reviewer else "adapted"]
        return wording.replace("{source}", source).replace("{reviewer}", reviewer or "")

    def attach(self, kind: Kind, citations: Iterable[Citation], language: str, *, reset: bool) -> tuple[Notice, ...]:
        """What a reply carries beside its answer, most urgent first; the emergency line is always among it."""
        ids = ["emergency_line"]
        if kind is Kind.ANSWER:
            ids.append("provider")
        if any(citation.evidence != Evidence.GENERAL for citation in citations):
            ids.append("weak_source")
        if kind is Kind.NO_ANSWER and self.phone:
            ids += ["clinic", "clinic_hours"] if self.hours else ["clinic"]
        if reset:
            ids.append("conversation_reset")
        return tuple(self.notice(each, language) for each in ids)


def load_notices(settings: Settings, languages: Iterable[str], folder: Path = _FOLDER) -> Notices:
    """The notices of a clinic.

    Raises BadNotices with everything missing or left unfilled in any language, and BadSettings if there
    are no contacts for the clinic's country.
    """
    faults: list[Fault] = []
    contacts = _read_contacts(folder, faults)
    if settings.country and settings.country not in contacts and not faults:
        remedy = "add it to chatbot/guardrails/contacts.toml or choose one of " + ", ".join(contacts)
        raise BadSettings(Fault("country", f"there are no contacts for '{settings.country}'", remedy))
    number = contacts.get(settings.country)
    wordings: dict[str, dict[str, dict[str, str]]] = {}
    for language in languages:
        path = folder / "wording" / f"{language}.toml"
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
            faults.append(Fault(path.name, f"cannot be read: {fault}", "every language needs its wordings"))
            continue
        wordings[language] = _filled(table, path.name, number, settings, faults)
    if faults:
        raise BadNotices(*faults)
    return Notices(wordings, settings.phone, settings.hours)


def _read_contacts(folder: Path, faults: list[Fault]) -> dict[str, str]:
    """The emergency number by country."""
    try:
        table = tomllib.loads((folder / "contacts.toml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        faults.append(Fault("contacts.toml", f"cannot be read: {fault}", "restore or correct it"))
        return {}
    numbers: dict[str, str] = {}
    for country, contact in table.items():
        number = contact.get("emergency") if isinstance(contact, dict) else None
        if isinstance(number, str) and number.strip():
            numbers[country] = number
        else:
            faults.append(Fault("contacts.toml", f"[{country}] has no 'emergency' number", "give it as text"))
    return numbers


def _filled(
    table: Mapping[str, Any], place: str, number: str | None, settings: Settings, faults: list[Fault]
) -> dict[str, dict[str, str]]:
    contact = table.get("contact", {})
    values = {
        "n": number or contact.get("emergency", ""),
        "name": settings.name or contact.get("clinic", ""),
        "phone": settings.phone,
        "hours": settings.hours,
        "source": "{source}",
        "reviewer": "{reviewer}",
    }
    filled: dict[str, dict[str, str]] = {}
    for group, wanted in _SLOTS.items():
        filled[group] = {}
        for notice_id, slots in wanted.items():
            wording = table.get(group, {}).get(notice_id, "")
            if not isinstance(wording, str) or not wording.strip():
                faults.append(Fault(place, f"[{group}] has no '{notice_id}'", "word it"))
                continue
            try:
                unknown = {slot for _, slot, *_ in string.Formatter().parse(wording) if slot is not None} - slots
            except ValueError as fault:
                faults.append(Fault(place, f"'{notice_id}' has a broken slot: {fault}", "balance its braces"))
                continue
            if unknown:
                shown = ", ".join(sorted(f"{{{slot}}}" for slot in unknown))
                faults.append(Fault(place, f"nothing fills {shown} in '{notice_id}'", "remove or correct it"))
                continue
            filled[group][notice_id] = wording.format_map(values)
    return filled
