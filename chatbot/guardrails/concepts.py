"""Concepts: what the words of a sentence mean (`concepts.toml`), found fast.

Most alternatives of a pattern are the beginning of one word. These are looked up in a dictionary, and only
the rest, a tenth of them, is searched for as regular expressions, where the letters they need are there at all.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from chatbot.model import BadGuardrails, Fault
from chatbot.needles import Screen

FILE = Path(__file__).parent / "concepts.toml"
_WORD = re.compile(r"\w+")
_BEGINNING = re.compile(r"\w+")
_WHOLE = re.compile(r"(\w+)\\b")


@dataclass(frozen=True, slots=True, eq=False)
class Concepts:
    """Concepts by beginnings of words, by whole words, and by pattern; `names` are all of them in order."""

    names: tuple[str, ...]
    beginnings: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]
    patterns: Sequence[tuple[str, re.Pattern[str]]]
    screen: Screen
    longest: int

    def find(self, sentence: str) -> dict[str, int]:
        """Where each concept first stands in a normalised sentence, in the order of `names`."""
        first: dict[str, int] = {}
        for match in _WORD.finditer(sentence):
            word, at = match.group(), match.start()
            for name in _names(self, word):
                first.setdefault(name, at)
        for which in self.screen.candidates(sentence):
            name, pattern = self.patterns[which]
            if (found := pattern.search(sentence)) and found.start() < first.get(name, len(sentence)):
                first[name] = found.start()
        return {name: first[name] for name in self.names if name in first}


@lru_cache(maxsize=1 << 14)
def _names(concepts: Concepts, word: str) -> tuple[str, ...]:
    """The concepts that a word names, by itself or by how it begins."""
    named = list(concepts.words.get(word, ()))
    for size in range(1, min(len(word), concepts.longest) + 1):
        named += concepts.beginnings.get(word[:size], ())
    return tuple(dict.fromkeys(named))


@cache
def load_concepts(path: Path = FILE) -> Concepts:
    """The concepts of a file; raises BadGuardrails if it cannot be used."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        named = {name: pattern for group in table.values() for name, pattern in group.items()}
        beginnings: dict[str, tuple[str, ...]] = {}
        words: dict[str, tuple[str, ...]] = {}
        patterns: list[tuple[str, re.Pattern[str]]] = []
        for name, pattern in sorted(named.items()):
            rest: list[str] = []
            for alternative in _alternatives(pattern):
                if _BEGINNING.fullmatch(alternative):
                    beginnings[alternative] = (*beginnings.get(alternative, ()), name)
                elif whole := _WHOLE.fullmatch(alternative):
                    words[whole[1]] = (*words.get(whole[1], ()), name)
                else:
                    rest.append(alternative)
            if rest:
                patterns.append((name, re.compile(rf"\b(?:{'|'.join(rest)})")))
        screen = Screen([pattern.pattern for _, pattern in patterns])
        return Concepts(tuple(sorted(named)), beginnings, words, patterns, screen, max(map(len, beginnings)))
    except (OSError, ValueError, AttributeError, TypeError, re.error) as fault:
        raise BadGuardrails(Fault(path.name, f"cannot be used: {fault}", "restore or correct it")) from None


def _alternatives(pattern: str) -> list[str]:
    """The parts of a pattern between the bars that stand in no brackets."""
    parts, depth = [""], 0
    for character in pattern:
        depth += (character in "([") - (character in ")]")
        if character == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts
