"""Words: what the finders know of both languages, from redaction.<code>.toml; people mix, so it is all one."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from chatbot.languages import load_languages
from chatbot.model import BadLanguage, Fault
from chatbot.text import STEMS

FOLDER = Path(__file__).parent.parent
# A word begins here: neither "d" nor "s" does in "I'd" and "it's".
_LEFT = r"(?<!\w)(?<!\w')"


@cache
def listed(key: str) -> frozenset[str]:
    """The words and phrases of all languages under a key such as "names.kin"."""
    section, _, name = key.partition(".")
    found: set[str] = set()
    for table in _tables().values():
        words = table[section][name]
        found.update(words.split() if isinstance(words, str) else words)
    return frozenset(found)


@cache
def names(kind: str) -> frozenset[str]:
    """The known names ("first", "last") that are nothing else: "Ella" and "Nina" are everyday words in Spanish."""
    return listed(f"known.{kind}") - function_words() - listed("names.kin") - listed("known.maybe")


@cache
def either(*keys: str) -> str:
    """A pattern for any word or phrase under the keys, longest first, whole words only."""
    phrases = {phrase for key in keys for phrase in listed(key)}
    inner = "|".join(re.escape(phrase) for phrase in sorted(phrases, key=lambda each: (-len(each), each)))
    return rf"{_LEFT}(?:{inner})(?!\w)"


def ending(*keys: str) -> str:
    """The same, also right behind a digit ("5mg")."""
    return either(*keys).removeprefix(_LEFT)


@cache
def function_words() -> frozenset[str]:
    """The words that carry no topic in any language, and those that no name is."""
    stops = {word for language in load_languages().values() for word in language.stop_words}
    return listed("names.never") | stops


@cache
def ordinary() -> frozenset[str]:
    """The words that mean something in documents, glossary and messages, without those that are mostly names.

    A clinic's subject is in it, so that a symptom after "I'm" is none of somebody's names.
    """
    try:
        stems: Mapping[str, Mapping[str, str]] = json.loads(STEMS.read_text(encoding="utf-8"))
    except FileNotFoundError:
        stems = {}
    words = {word for table in stems.values() for word in table}
    return frozenset(words | function_words()) - names("first") - names("last")


@cache
def _tables() -> Mapping[str, Mapping[str, Any]]:
    """The data files by language; raises BadLanguage if one cannot be used."""
    tables: dict[str, Mapping[str, Any]] = {}
    for path in sorted(FOLDER.glob("redaction.*.toml")):
        try:
            tables[path.name] = tomllib.loads(path.read_text(encoding="utf-8"))
        except ValueError as fault:
            raise BadLanguage(Fault(path.name, f"cannot be used: {fault}", "restore or correct it")) from None
    return tables
