"""Asides: what people tell beside what they ask, a list of sentences for each language that has one."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from chatbot.model import BadLanguage, Fault

FOLDER = Path(__file__).parent / "asides"


@cache
def load_asides(language: str, folder: Path = FOLDER) -> tuple[str, ...]:
    """The asides of a language in the order of its file, none if it has no file.

    Raises BadLanguage if the file cannot be used.
    """
    path = folder / f"{language}.toml"
    if not path.exists():
        return ()
    try:
        sentences = tomllib.loads(path.read_text(encoding="utf-8"))["sentences"]
        if not isinstance(sentences, list) or not all(isinstance(each, str) and each.strip() for each in sentences):
            raise ValueError("'sentences' is no list of sentences")
    except (OSError, ValueError, KeyError) as fault:
        remedy = "compare it with asides/en.toml"
        raise BadLanguage(Fault(f"asides/{path.name}", f"is no file of asides: {fault}", remedy)) from None
    return tuple(sentences)
