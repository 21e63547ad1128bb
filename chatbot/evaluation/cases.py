"""Test cases: what is asked and what a right reply is. Parsing is strict and tells every fault with its line."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from chatbot.model import Fault, Kind, Label

_E = TypeVar("_E", Kind, Label)
_TURN_KEYS = frozenset({"question", "language", "expect", "documents", "sections", "facts", "label"})
_CASE_KEYS = _TURN_KEYS | {"id", "turns", "tags"}


@dataclass(frozen=True, slots=True)
class Expectation:
    """One question and what a right reply to it is.

    `expect` is None where only the ranking or the label is judged. `documents` are names (id, source or the original of
    a translation), any of them or, if `every`, all. `facts` are groups of alternatives, one of each group
    must be quoted. `grades` are judgements of document or passage ids, as TREC and BEIR have them.
    """

    question: str
    language: str | None = None
    expect: Kind | None = Kind.ANSWER
    documents: tuple[str, ...] = ()
    every: bool = False
    sections: tuple[str, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    label: Label | None = None
    grades: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """A question, or a dialogue of several; `place` is the file and line it stands in."""

    case_id: str
    turns: tuple[Expectation, ...]
    tags: tuple[str, ...] = ()
    place: str = ""

    @property
    def is_dialogue(self) -> bool:
        return len(self.turns) > 1


def parse_case(raw: object, place: str) -> tuple[Case | None, list[Fault]]:
    """The case of one decoded line, or everything that is wrong with it."""
    if not isinstance(raw, dict):
        return None, [Fault(place, "is not an object", 'want {"id": ..., "question": ...}')]
    faults: list[Fault] = []
    case_id = raw.get("id")
    if not isinstance(case_id, str) or not case_id.strip():
        faults.append(Fault(place, "has no 'id'", "give every case an id of its own"))
    tags = _strings(raw, "tags", place, faults)
    for key in raw.keys() - _CASE_KEYS:
        faults.append(Fault(place, f"has the unknown key '{key}'", "known are " + ", ".join(sorted(_CASE_KEYS))))
    turns: list[Expectation] = []
    if "turns" in raw:
        for key in sorted(_TURN_KEYS & raw.keys() - {"question"}):
            faults.append(Fault(place, f"has '{key}' beside 'turns'", "give it in the turn that it belongs to"))
    if ("turns" in raw) == ("question" in raw):
        faults.append(Fault(place, "needs either 'question' or 'turns'", "give one of the two"))
    elif "turns" not in raw:
        turns = [_turn(raw, place, faults)]
    elif not isinstance(raw["turns"], list) or not raw["turns"]:
        faults.append(Fault(place, "'turns' is not a list of turns", "list at least one"))
    else:
        for number, turn in enumerate(raw["turns"], 1):
            at = f"{place} turn {number}"
            if not isinstance(turn, dict):
                faults.append(Fault(at, "is not an object", 'want {"question": ..., "expect": ...}'))
                continue
            for key in turn.keys() - _TURN_KEYS:
                faults.append(Fault(at, f"has the unknown key '{key}'", "known are " + ", ".join(sorted(_TURN_KEYS))))
            turns.append(_turn(turn, at, faults))
    if faults:
        return None, faults
    return Case(str(case_id), tuple(turns), tags, place), []


def _turn(raw: Mapping[str, Any], place: str, faults: list[Fault]) -> Expectation:
    question = raw.get("question")
    if not isinstance(question, str) or not question.strip() or not _is_unicode(question):
        faults.append(Fault(place, "'question' is empty or not text", "write the question"))
        question = ""
    language = raw.get("language")
    if language is not None and not (isinstance(language, str) and re.fullmatch("[a-z]{2}", language)):
        faults.append(Fault(place, f"'language' is {language!r}", "want a code such as en or es, or leave it out"))
    # Left out it means an answer; null means that only the label is judged.
    only_label = "expect" in raw and raw["expect"] is None and raw.get("label") is not None
    expect = None if only_label else _one_of(Kind, raw, "expect", place, faults) or Kind.ANSWER
    documents, every = raw.get("documents", []), False
    if isinstance(documents, dict) and set(documents) == {"all"}:
        documents, every = documents["all"], True
    names = _strings({"documents": documents}, "documents", place, faults)
    if expect is not Kind.ANSWER and (names or raw.get("facts")):
        faults.append(Fault(place, f"expects '{expect}' and names documents or facts", "only an answer has them"))
    if expect is Kind.ANSWER and not names and not raw.get("facts"):
        faults.append(Fault(place, "expects an answer and names neither documents nor facts", "say what is right"))
    return Expectation(
        question=question,
        language=language if isinstance(language, str) else None,
        expect=expect,
        documents=names,
        every=every,
        sections=_strings(raw, "sections", place, faults),
        facts=_facts(raw.get("facts", []), place, faults),
        label=_one_of(Label, raw, "label", place, faults),
    )


def _is_unicode(text: str) -> bool:
    """Whether a text can be written to a file; half a surrogate pair cannot."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _one_of(enum: type[_E], raw: Mapping[str, Any], key: str, place: str, faults: list[Fault]) -> _E | None:
    value = raw.get(key)
    if value is None:
        return None
    try:
        return enum(value)
    except ValueError:
        faults.append(Fault(place, f"'{key}' is {value!r}", "want one of " + ", ".join(enum)))
        return None


def _strings(raw: Mapping[str, Any], key: str, place: str, faults: list[Fault]) -> tuple[str, ...]:
    value = raw.get(key, [])
    if isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value):
        return tuple(value)
    faults.append(Fault(place, f"'{key}' is not a list of names", 'want ["...", "..."]'))
    return ()


def _facts(value: object, place: str, faults: list[Fault]) -> tuple[tuple[str, ...], ...]:
    remedy = 'want [["one wording", "another"], ["/a regular expression/"]]'
    if not isinstance(value, list):
        faults.append(Fault(place, "'facts' is not a list of groups", remedy))
        return ()
    groups: list[tuple[str, ...]] = []
    for group in value:
        alternatives = [group] if isinstance(group, str) else group
        if (
            not isinstance(alternatives, list)
            or not alternatives
            or not all(isinstance(each, str) and each.strip("/ ") for each in alternatives)
        ):
            faults.append(Fault(place, f"the group {group!r} of 'facts' holds no text", remedy))
            continue
        for each in alternatives:
            if is_pattern(each):
                try:
                    re.compile(each[1:-1])
                except re.error as fault:
                    faults.append(Fault(place, f"{each} is not a regular expression: {fault}", "correct it"))
        groups.append(tuple(alternatives))
    return tuple(groups)


def is_pattern(alternative: str) -> bool:
    """Whether an alternative of a fact is a regular expression: it stands between slashes."""
    return len(alternative) > 2 and alternative[0] == alternative[-1] == "/"


def is_met(alternatives: tuple[str, ...], text: str) -> bool:
    """Whether a text holds one of the alternatives; case, accents and line breaks do not matter.

    Plain text must begin where a word begins ("safe" is not in "unsafe"), a number must also end there
    ("10" is not in "100"); the endings of words are free ("widen" is in "widens").

    >>> is_met(("widens", "/nerve roots? (exit|leave)/"), "where nerve roots leave the spine"), is_met(("cost",), "")
    (True, False)
    """
    plain = _plain(text)
    for each in alternatives:
        if is_pattern(each):
            pattern = re.compile(each[1:-1], re.IGNORECASE | re.DOTALL)
            if pattern.search(" ".join(text.split())) or pattern.search(plain):
                return True
        elif re.search(_bounded(_plain(each)), plain):
            return True
    return False


def _bounded(words: str) -> str:
    start = r"(?<!\w)" if words[:1].isalnum() else ""
    end = r"(?!\d|[.,]\d)" if words[-1:].isdigit() else ""
    return start + re.escape(words) + end


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def parse_lines(lines: Iterator[str], name: str) -> tuple[list[Case], list[Fault]]:
    """The cases of JSON lines and all their faults; empty lines are passed over."""
    cases: list[Case] = []
    faults: list[Fault] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        place = f"{name}:{number}"
        try:
            raw = json.loads(line)
        except json.JSONDecodeError as fault:
            faults.append(Fault(place, f"is not JSON: {fault.msg} at column {fault.colno}", "want one object a line"))
            continue
        case, found = parse_case(raw, place)
        faults += found
        if case:
            cases.append(case)
    return cases, faults
