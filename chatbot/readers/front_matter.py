"""Front matter: the `key: value` lines between two `---` lines at the head of a Markdown or text file."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

from chatbot.languages import Language
from chatbot.model import Evidence, Fault, LeftOut

_FENCE = "---"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a file says about itself; a file without front matter says nothing."""

    title: str | None = None
    source: str | None = None
    adapted: bool = False
    language: str | None = None
    updated: str | None = None
    evidence: Evidence = Evidence.GENERAL
    reviewed_by: str | None = None
    translation_of: str | None = None
    left_out: tuple[LeftOut, ...] = ()


def split(text: str) -> tuple[list[tuple[int, str]], str, int]:
    """Front matter lines with their numbers, the body, and the number of lines before the body."""
    lines = text.split("\n")
    if lines[0].strip() != _FENCE:
        return [], text, 0
    for end in range(1, len(lines)):
        if lines[end].strip() == _FENCE:
            return [(n, line) for n, line in enumerate(lines[1:end], 2)], "\n".join(lines[end + 1 :]), end + 1
    return [], text, 0  # a rule at the top of a page, not front matter


def parse(
    lines: list[tuple[int, str]], place: str, languages: Mapping[str, Language]
) -> tuple[FrontMatter, list[Fault]]:
    """The front matter and everything that is wrong with it; keys this bot has no use for are reported as left out."""
    values: dict[str, str] = {}
    numbers: dict[str, int] = {}
    left_out: list[LeftOut] = []
    for number, line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = re.match(r"(\w+)\s*:\s*(.*)$", line)
        if match and match[1] in FrontMatter.__slots__ and match[1] != "left_out":
            values[match[1]] = _unquoted(match[2].strip())
            numbers[match[1]] = number
        else:
            left_out.append(LeftOut(number, line.strip(), "front matter that this bot has no use for"))

    faults: list[Fault] = []

    def wrong(key: str, problem: str, remedy: str) -> None:
        faults.append(Fault(f"{place}:{numbers[key]}", f"'{key}' {problem}", remedy))

    if (code := values.get("language")) and code not in languages:
        wrong("language", f"is '{code}'", "want one of " + ", ".join(languages))
    if (day := values.get("updated")) and not _is_date(day):
        wrong("updated", "is not a date", "want one like 2025-03-31")
    if (evidence := values.get("evidence")) and evidence not in set(Evidence):
        wrong("evidence", f"is '{evidence}'", "want one of " + ", ".join(Evidence))
    if (adapted := values.get("adapted", "").lower()) not in ("", "true", "false"):
        wrong("adapted", f"is '{adapted}'", "want true or false")
    if faults:
        return FrontMatter(), faults
    front = FrontMatter(
        title=values.get("title") or None,
        source=values.get("source") or None,
        adapted=adapted == "true",
        language=code or None,
        updated=day or None,
        evidence=Evidence(evidence) if evidence else Evidence.GENERAL,
        reviewed_by=values.get("reviewed_by") or None,
        translation_of=values.get("translation_of") or None,
        left_out=tuple(left_out),
    )
    return front, []


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].strip()
    return value


def _is_date(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
