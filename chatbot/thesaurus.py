"""Thesaurus: classes of words that mean nearly the same, in every language: squash, pinch and compress; aplastar.

`languages/thesaurus/` holds one file a language (class -> its words and phrases). A class is vaguer than a concept of
the glossary, which has exact names: it brings a passage near to what is asked where no name is shared, and counts less.
"""

from __future__ import annotations

import tomllib
from collections.abc import Container, Mapping, Sequence
from functools import cache
from pathlib import Path

from chatbot.languages import fold
from chatbot.model import BadLanguage, Fault, Mention
from chatbot.text import WORD, stem

FOLDER = Path(__file__).parent / "languages" / "thesaurus"
# How index terms for classes are told from words and concepts.
CLASS = "~"
GAP = 2  # words that may stand inside a phrase: "take the disc out"

Rest = tuple[str, ...]


class Thesaurus:
    """The classes of words by language, found by stems."""

    def __init__(self, classes: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        """`classes`: language -> class -> its words and phrases, folded."""
        self._words: dict[str, dict[str, list[str]]] = {}
        # first word -> second word -> the other words, and the class
        self._phrases: dict[str, dict[str, dict[str, list[tuple[Rest, str]]]]] = {}
        for code, named in classes.items():
            words, phrases = self._words.setdefault(code, {}), self._phrases.setdefault(code, {})
            for name, entries in named.items():
                for entry in entries:
                    first, *rest = (stem(word, code) for word in entry.split())
                    if rest:
                        seconds = phrases.setdefault(first, {})
                        seconds.setdefault(rest[0], []).append((tuple(rest[1:]), name))
                    elif name not in words.setdefault(first, []):
                        words[first].append(name)

    def find(self, text: str, language: str) -> list[Mention]:
        """Where words of which classes stand in a text, in reading order."""
        return self.among([(word.start(), word.end(), word.group()) for word in WORD.finditer(text)], language)

    def among(self, words: Sequence[tuple[int, int, str]], language: str) -> list[Mention]:
        """The same for words with their places."""
        single, phrases = self._words.get(language), self._phrases.get(language)
        if single is None or phrases is None:
            return []
        stems = [stem(word, language) for _, _, word in words]
        found: list[Mention] = []
        for at, (start, end, _) in enumerate(words):
            found += [Mention(name, start, end) for name in single.get(stems[at], ())]
            if seconds := phrases.get(stems[at]):
                for next_ in _soon(stems, at, seconds):
                    for rest, name in seconds[stems[next_]]:
                        if (last := _follow(stems, next_, rest)) is not None:
                            found.append(Mention(name, start, words[last][1]))
        return found

    def terms(self, text: str, language: str) -> list[str]:
        """The classes of a text as index terms."""
        return [CLASS + mention.concept for mention in self.find(text, language)]


def _soon(stems: Sequence[str], at: int, wanted: Container[str]) -> list[int]:
    """Where one of the wanted words first stands within a phrase's reach, each word once."""
    following = range(at + 1, min(at + 2 + GAP, len(stems)))
    return [place for place in following if stems[place] in wanted and stems[place] not in stems[at + 1 : place]]


def _follow(stems: Sequence[str], at: int, rest: Rest) -> int | None:
    """Where the last word of a phrase stands whose first is at a place; None if the others do not follow."""
    for wanted in rest:
        following = range(at + 1, min(at + 2 + GAP, len(stems)))
        found = next((place for place in following if stems[place] == wanted), None)
        if found is None:
            return None
        at = found
    return at


@cache
def load_thesaurus(folder: Path = FOLDER) -> Thesaurus:
    """The thesaurus of a folder; raises BadLanguage with every fault of every file."""
    return Thesaurus(read_classes(folder))


def read_classes(folder: Path = FOLDER) -> dict[str, dict[str, list[str]]]:
    """The classes of a folder by language, entries folded; raises BadLanguage with every fault of every file."""
    classes: dict[str, dict[str, list[str]]] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            named = {name: [fold(entry.strip()) for entry in row.split("|")] for name, row in table.items()}
            if empty := sorted(name for name, entries in named.items() if not all(entries)):
                raise ValueError(f"holds nothing between two bars of {empty}")
            classes[path.stem] = named
        except (OSError, ValueError, AttributeError) as fault:
            faults.append(Fault(path.name, f"cannot be used: {fault}", "restore or correct it"))
    if faults:
        raise BadLanguage(*faults)
    return classes
