"""Wants: what kind of answer a question asks for, and whether a text holds that kind of thing.

Data files in `languages/wants/`, one a language.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from chatbot.languages import fold
from chatbot.model import BadLanguage, Fault
from chatbot.needles import Screened

FOLDER = Path(__file__).parent / "languages" / "wants"


@dataclass(frozen=True, slots=True)
class Want:
    """A kind of answer: how it is asked for and how a text shows that it holds one, in one language.

    The words that ask for a kind that `only_asks` are no part of what an answer is about: "how long", "what types".
    """

    name: str
    asked: re.Pattern[str]
    answered: re.Pattern[str]
    only_asks: bool


NO_WANTS: Screened[Want] = Screened((), lambda want: want.asked.pattern)


@cache
def load_wants(folder: Path = FOLDER) -> Mapping[str, Screened[Want]]:
    """The kinds of answers by language; raises BadLanguage with every fault of every file."""
    wants: dict[str, Screened[Want]] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            kinds = (
                Want(name, _any_of(row["asked"]), _any_of(row["answered"]), row.get("only_asks", False))
                for name, row in table.items()
            )
            wants[path.stem] = Screened(kinds, lambda want: want.asked.pattern)
        except (OSError, ValueError, KeyError, TypeError, re.error) as fault:
            faults.append(Fault(path.name, f"cannot be used: {fault}", "restore or correct it"))
    if faults:
        raise BadLanguage(*faults)
    return wants


def wanted(text: str, language: str) -> tuple[str, ...]:
    """The names of the kinds of answer that a text asks for, in the order of the file."""
    folded = fold(text)
    return tuple(want.name for want in _likely(folded, language) if want.asked.search(folded))


def announced(heading: str, language: str) -> frozenset[str]:
    """The kinds of answer that a heading says stand below it, of those that tell what something is about."""
    folded = fold(heading)
    wants = _likely(folded, language)
    return frozenset(want.name for want in wants if not want.only_asks and want.asked.search(folded))


def asking_words(text: str, language: str) -> list[tuple[int, int, str]]:
    """Where a text only says what kind of answer it wants: start, end and the kind."""
    folded = fold(text)
    wants = (want for want in _likely(folded, language) if want.only_asks)
    return [(found.start(), found.end(), want.name) for want in wants for found in want.asked.finditer(folded)]


def held(text: str, language: str) -> frozenset[str]:
    """The kinds of answer that a text holds."""
    folded = fold(text)
    return frozenset(want.name for want in load_wants().get(language, NO_WANTS) if want.answered.search(folded))


def _likely(folded: str, language: str) -> list[Want]:
    """The kinds that a folded text may ask for: only those are searched for whose letters it holds."""
    return load_wants().get(language, NO_WANTS).likely(folded)


def _any_of(patterns: object) -> re.Pattern[str]:
    if not isinstance(patterns, list) or not patterns or not all(isinstance(each, str) for each in patterns):
        raise ValueError("'asked' and 'answered' are lists of patterns")
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.MULTILINE)
