"""Wording: the sentences, numbers and questions of the data files, checked and filled for one clinic."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from chatbot.guardrails.notices import Notices
from chatbot.model import BadNotices, BadSettings, Fault
from chatbot.settings import Settings

FOLDER = Path(__file__).parent
# What every language must word, and the slots each sentence may hold.
_SLOTS: dict[str, dict[str, str]] = {
    "headline": {
        "emergency": "n",
        "same_day": "n",
        "crisis": "n c",
        "diagnosis": "",
        "diagnosis_alone": "",
        "personal": "",
        "injection": "",
        "out_of_scope": "",
        "no_answer": "",
        "too_short": "",
        "clarify": "",
        "unsupported_language": "",
        "nothing_before": "",
        "nothing_more": "",
        "smalltalk_greeting": "",
        "smalltalk_thanks": "",
        "smalltalk_goodbye": "",
        "smalltalk_who": "",
        "smalltalk_person": "",
        "smalltalk_abilities": "",
        "failed": "n",
    },
    "notice": {
        "persistent": "n",
        "provider": "",
        "emergency_line": "n",
        "red_flag_check": "",
        "provider_questions": "first second",
        "soon": "",
        "weak_source": "",
        "disagreement": "",
        "apart": "",
        "adapted": "source",
        "adapted_reviewed": "source reviewer",
        "conversation_reset": "",
        "source_language": "",
        "still_about": "held",
        "searched_for": "held",
        "nearest": "held",
        "clinic": "name phone",
        "clinic_hours": "hours",
    },
    "contact": {"emergency": "", "crisis": "", "clinic": ""},
}
_ASKED_ABOUT = ("diagnosis", "personal")
# One number and nothing else: an extension or a second number would be dialled along with it.
_PHONE = re.compile(r"\+?(?:\(?[0-9]\)?[ .-]?){3,15}")


def load_notices(settings: Settings, languages: Iterable[str], folder: Path = FOLDER) -> Notices:
    """The notices of a clinic.

    Raises BadNotices with everything missing or left unfilled in any file, and BadSettings if there are no
    contacts for the clinic's country.
    """
    faults: list[Fault] = []
    contacts = _read_contacts(folder, faults)
    questions = _read(folder / "questions.toml", faults)
    if settings.country and settings.country not in contacts and not faults:
        remedy = "add it to chatbot/guardrails/contacts.toml or choose one of " + ", ".join(contacts)
        raise BadSettings(Fault("country", f"there are no contacts for '{settings.country}'", remedy))
    wordings: dict[str, dict[str, dict[str, str]]] = {}
    for language in languages:
        path = folder / "wording" / f"{language}.toml"
        if table := _read(path, faults):
            values = _values(table, contacts.get(settings.country, {}), settings)
            wordings[language] = _filled(table, path.name, values, faults)
            asked = wordings[language]["notice"].pop("provider_questions", "")
            for label in _ASKED_ABOUT:
                wordings[language]["notice"][f"{label}_questions"] = _with_questions(
                    asked, questions, label, language, faults
                )
    if faults:
        raise BadNotices(*faults)
    phones = _phones(contacts.get(settings.country, {}), settings.phone)
    return Notices(wordings, settings.phone, settings.hours, phones)


def _read(path: Path, faults: list[Fault]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        faults.append(Fault(path.name, f"cannot be read: {fault}", "restore or correct it"))
        return {}


def _read_contacts(folder: Path, faults: list[Fault]) -> dict[str, dict[str, str]]:
    """The numbers by country; each needs those for emergencies and crises."""
    contacts: dict[str, dict[str, str]] = {}
    for country, contact in _read(folder / "contacts.toml", faults).items():
        for key in ("emergency", "crisis", "crisis_name"):
            number = contact.get(key) if isinstance(contact, dict) else None
            if not isinstance(number, str) or not number.strip():
                faults.append(Fault("contacts.toml", f"[{country}] has no '{key}'", "give it as text"))
        contacts[country] = contact if isinstance(contact, dict) else {}
    return contacts


def _phones(contact: Mapping[str, str], phone: str) -> tuple[str, ...]:
    """The numbers that can be dialled, each as it is written in the notices."""
    numbers = (contact.get("emergency", ""), contact.get("crisis", ""), phone)
    # "(0)" is left out when the country's code is dialled.
    return tuple(dict.fromkeys(each for each in numbers if _PHONE.fullmatch(each) and "(0)" not in each))


def _values(table: Mapping[str, Any], contact: Mapping[str, str], settings: Settings) -> dict[str, str]:
    """What fills the slots: the numbers of the clinic's country, else the words for having none."""
    words = table.get("contact", {})
    crisis = f"{contact.get('crisis')} ({contact.get('crisis_name')})" if contact else words.get("crisis", "")
    return {
        "n": contact.get("emergency") or words.get("emergency", ""),
        "c": crisis,
        "name": settings.name or words.get("clinic", ""),
        "phone": settings.phone,
        "hours": settings.hours,
        # These are filled later, each time anew.
        **{slot: f"{{{slot}}}" for slot in ("source", "reviewer", "first", "second", "held")},
    }


def _filled(
    table: Mapping[str, Any], place: str, values: Mapping[str, str], faults: list[Fault]
) -> dict[str, dict[str, str]]:
    filled: dict[str, dict[str, str]] = {}
    for group, wanted in _SLOTS.items():
        filled[group] = {}
        for notice_id, slots in wanted.items():
            wording = table.get(group, {}).get(notice_id, "")
            if not isinstance(wording, str) or not wording.strip():
                faults.append(Fault(place, f"[{group}] has no '{notice_id}'", "word it"))
                continue
            try:
                held = {slot for _, slot, *_ in string.Formatter().parse(wording) if slot is not None}
            except ValueError as fault:
                faults.append(Fault(place, f"'{notice_id}' has a broken slot: {fault}", "balance its braces"))
                continue
            if unknown := held - set(slots.split()):
                shown = ", ".join(sorted(f"{{{slot}}}" for slot in unknown))
                faults.append(Fault(place, f"nothing fills {shown} in '{notice_id}'", "remove or correct it"))
                continue
            filled[group][notice_id] = wording.format_map(values)
    return filled


def _with_questions(wording: str, questions: Mapping[str, Any], label: str, language: str, faults: list[Fault]) -> str:
    asked = questions.get(label, {}).get(language, {}).get("questions", [])
    if not isinstance(asked, list) or len(asked) != 2 or not all(isinstance(each, str) and each for each in asked):
        faults.append(Fault("questions.toml", f"[{label}.{language}] does not hold two questions", "give two"))
        return ""
    return wording.replace("{first}", asked[0]).replace("{second}", asked[1])
