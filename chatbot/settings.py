"""Settings: what a clinic can decide, from clinic.toml and the environment, checked all at once.

A value given to `load_settings` wins over the environment (`CHATBOT_*`), which wins over
`clinic.toml` in the corpus folder, which wins over the default written here.
"""

from __future__ import annotations

import difflib
import math
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from chatbot.model import BadSettings, Disagreement, Fault

FILE_NAME = "clinic.toml"
QUESTIONS_FILE = "questions.toml"  # how people ask, beside the documents
PREPARED_FILE = "questions.npz"  # what is worked out from it beforehand
# A token of this many characters cannot be guessed at the pace that the login allows.
LEAST_TOKEN_CHARACTERS = 16
KEEPING = ("off", "redacted")
# A host's letters as browsers send them: other alphabets arrive as xn--.
_ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<host>[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:(?P<port>[0-9]{1,5}))?")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("is not text")
    return value.strip()


def _number(low: float, high: float) -> Callable[[object], float]:
    def parse(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            raise ValueError("is not a number")
        try:
            number = float(value)
        except ValueError:
            raise ValueError("is not a number") from None
        if not (math.isfinite(number) and low <= number <= high):
            raise ValueError(f"is not between {low:g} and {high:g}")
        return number

    return parse


def _whole(low: int, high: int) -> Callable[[object], int]:
    def parse(value: object) -> int:
        number = _number(low, high)(value)
        if number != int(number):
            raise ValueError("is not a whole number")
        return int(number)

    return parse


def _country(value: object) -> str:
    text = _text(value).upper()
    if text and not re.fullmatch(r"[A-Z]{2}", text):
        raise ValueError("is not a two-letter country code such as US, ES or MX")
    return text


def _language(value: object) -> str:
    text = _text(value).lower()
    if not re.fullmatch(r"[a-z]{2}", text):
        raise ValueError("is not a two-letter language code such as en or es")
    return text


def _switch(value: object) -> bool:
    if isinstance(value, bool):
        return value
    switch = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}.get(_text(value).lower())
    if switch is None:
        raise ValueError("is neither on nor off")
    return switch


def _staff_token(value: object) -> str:
    token = _text(value)
    if token and len(token) < LEAST_TOKEN_CHARACTERS:
        raise ValueError(f"has fewer than {LEAST_TOKEN_CHARACTERS} characters")
    return token


def _keep(value: object) -> str:
    """What becomes of questions without an answer: nothing is kept, or they are without what identifies a person."""
    text = _text(value).lower()
    if text not in KEEPING:
        raise ValueError("is not one of " + ", ".join(KEEPING))
    return text


def _questions(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [line for line in value.splitlines() if line.strip()]
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
        raise ValueError("is not a list of questions")
    return tuple(item.strip() for item in value)


def _files(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [item for item in value.split(os.pathsep) if item.strip()]
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) and item.strip() for item in value):
        raise ValueError('is not a list of files such as ["tests/*.jsonl"]')
    return tuple(item.strip() for item in value)


def _origins(value: object) -> tuple[str, ...]:
    """Origins as browsers send them: small letters, no default port."""
    if isinstance(value, str):
        value = [item for item in value.split(",") if item.strip()]
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
        raise ValueError('is not a list of origins such as ["https://clinic.example"]')
    origins: list[str] = []
    for item in value:
        origin = item.strip().lower()
        if "*" in origin:
            raise ValueError(f"has {item!r}, but every site that may ask is named in full, without '*'")
        found = _ORIGIN.fullmatch(origin)
        if not found or not 0 < int(found["port"] or 80) < 65_536:
            raise ValueError(
                f"has {item!r}, which is not http:// or https://, a host and at most a port, without a path"
            )
        scheme, host, port = found["scheme"], found["host"], found["port"]
        default = {"http": 80, "https": 443}[scheme]
        origins.append(f"{scheme}://{host}" + (f":{int(port)}" if port and int(port) != default else ""))
    return tuple(origins)


def _bars(value: object) -> tuple[tuple[str, float], ...]:
    if not isinstance(value, Mapping):
        raise ValueError("is not a table of measure = bar")
    return tuple((str(measure), _number(0, 1e9)(bar)) for measure, bar in value.items())


def _disagreements(value: object) -> tuple[Disagreement, ...]:
    wanted = 'is not a list of { subject = "...", sides = [{ document = "...", quote = "..." }, ...] }'
    try:
        listed = tuple(
            Disagreement(each["subject"], tuple((side["document"], side["quote"]) for side in each["sides"]))
            for each in value  # type: ignore[attr-defined]
        )
    except (KeyError, TypeError):
        raise ValueError(wanted) from None
    texts = (text for each in listed for text in (each.subject, *(word for side in each.sides for word in side)))
    if not all(len(each.sides) > 1 for each in listed) or not all(isinstance(text, str) and text for text in texts):
        raise ValueError(wanted)
    return listed


def _synonyms(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Rows of names that mean the same, each with its language."""
    wanted = 'is not a table of language = ["one name | another | ...", ...]'
    if not isinstance(value, Mapping):
        raise ValueError(wanted)
    rows: list[tuple[str, tuple[str, ...]]] = []
    for language, listed in value.items():
        if not isinstance(listed, list) or not all(isinstance(row, str) for row in listed):
            raise ValueError(wanted)
        for row in listed:
            names = tuple(name.strip() for name in row.split("|") if re.search(r"\w", name))
            if len(names) < 2:
                raise ValueError(f"has the row {row!r}, which does not name two things that mean the same")
            rows.append((_language(language), names))
    return tuple(rows)


def _setting(section: str, parse: Callable[[object], Any], default: Any, *, repr: bool = True) -> Any:  # noqa: A002
    return field(default=default, repr=repr, metadata={"section": section, "parse": parse})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a clinic can decide; each name is its key in clinic.toml and, as CHATBOT_NAME, in the environment."""

    name: str = _setting("clinic", _text, "")
    country: str = _setting("clinic", _country, "")
    phone: str = _setting("clinic", _text, "")
    hours: str = _setting("clinic", _text, "")
    language: str = _setting("clinic", _language, "en")

    examples_en: tuple[str, ...] = _setting("page", _questions, ())
    examples_es: tuple[str, ...] = _setting("page", _questions, ())

    # k1 and b: rank-bm25's own defaults. The weight of the heading field and the
    # threshold: chatbot/ARCHITECTURE.md, "Figures behind the defaults".
    k1: float = _setting("retrieval", _number(0, 10), 1.5)
    b: float = _setting("retrieval", _number(0, 1), 0.75)
    heading_weight: float = _setting("retrieval", _number(0, 10), 1.0)
    min_confidence: float = _setting("answering", _number(0, 1), 0.4)
    min_clarify: float = _setting("answering", _number(0, 1), 0.2)
    max_citations: int = _setting("answering", _whole(1, 3), 3)
    known_questions: bool = _setting("answering", _switch, True)

    # Long enough for 4,000 characters of worry around the one sentence that matters.
    max_message: int = _setting("server", _whole(100, 20_000), 5_000)
    secret_key: str = _setting("server", _text, "", repr=False)

    # Other sites whose pages may ask, as origins; and how many questions a client may ask a minute, 0 for any number.
    origins: tuple[str, ...] = _setting("web", _origins, ())
    per_minute: int = _setting("web", _whole(0, 10_000), 60)

    # The pages for staff, and what is kept for them: `data` is a folder, `database_url` a database in its place.
    # Documents are due for review after so many months; `test_sets` are files, relative to the documents' folder.
    staff_pages: bool = _setting("staff", _switch, True)
    keep_questions: str = _setting("staff", _keep, "off")
    retention_days: int = _setting("staff", _whole(1, 3650), 90)
    review_months: int = _setting("staff", _whole(1, 600), 36)
    test_sets: tuple[str, ...] = _setting("staff", _files, ())
    data: str = _setting("staff", _text, "chatbot-data")
    staff_token: str = _setting("server", _staff_token, "", repr=False)
    database_url: str = _setting("server", _text, "", repr=False)

    # [evaluation] holds one `measure = bar` a line; `chatbot evaluate` names the measures.
    bars: tuple[tuple[str, float], ...] = _setting("evaluation", _bars, ())

    # [synonyms] holds, by language, rows of names that mean the same: en = ["DRX table | traction table"].
    synonyms: tuple[tuple[str, tuple[str, ...]], ...] = _setting("synonyms", _synonyms, ())

    # Each [[disagreement]] names a subject and the quotations that contradict one another on it.
    disagreements: tuple[Disagreement, ...] = _setting("disagreement", _disagreements, ())

    @property
    def examples(self) -> dict[str, tuple[str, ...]]:
        """The example questions by language."""
        return {"en": self.examples_en, "es": self.examples_es}


# A key or password in a file that is shared and backed up with the documents is no secret.
ENVIRONMENT_ONLY = frozenset({"secret_key", "staff_token", "database_url"})


def load_settings(
    corpus: Path, given: Mapping[str, object] | None = None, environ: Mapping[str, str] = os.environ
) -> Settings:
    """Settings for one corpus folder; raises BadSettings with every fault of file, environment and arguments."""
    known = {each.name: each for each in fields(Settings)}
    faults: list[Fault] = []
    raw: dict[str, tuple[object, str]] = {}

    path = corpus / FILE_NAME
    if path.is_file():
        raw |= _read_file(path, known, faults)
    for name in known:
        variable = f"CHATBOT_{name.upper()}"
        if environ.get(variable, "").strip():
            raw[name] = (environ[variable], variable)
    for name, value in (given or {}).items():
        if name not in known:
            faults.append(Fault("load()", f"there is no setting '{name}'", _nearest(name, known)))
        elif value is not None:
            raw[name] = (value, f"load({name}=...)")

    values = _parsed(raw, faults)
    if faults:
        raise BadSettings(*faults)
    values |= {"test_sets": tuple(str(corpus / each) for each in values.get("test_sets", ()))}
    return Settings(**values)


def changed(settings: Settings, given: Mapping[str, object]) -> Settings:
    """The settings with some of them given anew, checked like those of a file; raises BadSettings with every fault."""
    known = {each.name for each in fields(Settings)}
    faults = [
        Fault(name, "is no setting that can be changed", _nearest(name, known)) for name in given if name not in known
    ]
    values = _parsed({name: (value, name) for name, value in given.items() if name in known}, faults)
    if faults:
        raise BadSettings(*faults)
    return replace(settings, **values)


def _parsed(raw: Mapping[str, tuple[object, str]], faults: list[Fault]) -> dict[str, Any]:
    """The values of settings, each given with its place; what is wrong is added to the faults."""
    known = {each.name: each for each in fields(Settings)}
    values: dict[str, Any] = {}
    for name, (value, place) in raw.items():
        try:
            values[name] = known[name].metadata["parse"](value)
        except ValueError as fault:
            shown = "the value" if name in ENVIRONMENT_ONLY else repr(value)
            faults.append(Fault(place, f"'{name}' {fault}: {shown}", "correct it or remove it to use the default"))
    return values


def _read_file(path: Path, known: Mapping[str, Any], faults: list[Fault]) -> dict[str, tuple[object, str]]:
    try:
        source = path.read_text(encoding="utf-8-sig")
        tables = tomllib.loads(source)
    except UnicodeDecodeError:
        faults.append(Fault(str(path), "is not UTF-8 text", "save it as UTF-8"))
        return {}
    except tomllib.TOMLDecodeError as fault:
        faults.append(Fault(str(path), f"is not TOML: {fault}", "correct that line"))
        return {}
    except OSError as fault:
        faults.append(Fault(str(path), f"cannot be read: {fault.strerror}", "check the file and its permissions"))
        return {}

    found: dict[str, tuple[object, str]] = {}
    sections = {each.metadata["section"] for each in known.values()}
    for section, table in tables.items():
        if section == "disagreement":
            found["disagreements"] = (table, str(path))
            continue
        if section == "synonyms":
            found["synonyms"] = (table, _place(path, source, section))
            continue
        if section not in sections or not isinstance(table, dict):
            remedy = _nearest(section, sections)
            faults.append(Fault(_place(path, source, section), f"there is no section [{section}]", remedy))
            continue
        allowed = {n for n, each in known.items() if each.metadata["section"] == section} - ENVIRONMENT_ONLY
        bars: dict[str, object] = {}
        for key, value in table.items():
            place = _place(path, source, section, key)
            if key in ENVIRONMENT_ONLY:
                remedy = f"set CHATBOT_{key.upper()} in the environment instead"
                faults.append(Fault(place, f"'{key}' does not belong in a file", remedy))
            elif section == "evaluation":
                bars |= _read_bar(key, value, place, faults)
            elif key not in allowed:
                faults.append(Fault(place, f"[{section}] has no setting '{key}'", _nearest(key, allowed)))
            else:
                found[key] = (value, place)
        if bars:
            found["bars"] = (bars, _place(path, source, section))
    return found


def _read_bar(measure: str, value: object, place: str, faults: list[Fault]) -> dict[str, object]:
    try:
        _bars({measure: value})
    except ValueError as fault:
        faults.append(Fault(place, f"the bar '{measure}' {fault}: {value!r}", "want measure = number"))
        return {}
    return {measure: value}


def _place(path: Path, source: str, section: str, key: str = "") -> str:
    """`clinic.toml:7`, the line of a section or of a key in it; the path alone where the line cannot be told."""
    inside = False
    for number, line in enumerate(source.splitlines(), 1):
        if re.match(rf"\s*\[\s*{re.escape(section)}\s*\]", line):
            if not key:
                return f"{path}:{number}"
            inside = True
        elif re.match(r"\s*\[", line):
            inside = False
        elif (inside or not key) and re.match(rf"""\s*["']?{re.escape(key or section)}["']?\s*=""", line):
            return f"{path}:{number}"
    return str(path)


def _nearest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), 1)
    return f"did you mean '{close[0]}'?" if close else "known are " + ", ".join(sorted(known))
