"""Features: what the classifier sees of a message. Training and scoring call the same five functions.

Words and pairs of words; pieces of words (2 to 4 characters), which forgive a typo; concepts, what the
words mean, alone and two together; classes, those of the thesaurus that the words belong to; and frames, how
it is said: the first words of a sentence, whether it asks, which concepts stand behind a negation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from chatbot.guardrails.concepts import load_concepts
from chatbot.guardrails.normalising import sentences
from chatbot.languages import detect, load_languages
from chatbot.thesaurus import load_thesaurus

_WORD = re.compile(r"\w+(?:'\w+)*")
_NEGATION = re.compile(
    r"\b(?:no|not|never|without|none|nor|don't|doesn't|haven't|hasn't|isn't|dont|denies|sin|nunca|ningun\w*|tampoco|ni)\b"
)
NEGATION_REACH = 4  # words


@dataclass(frozen=True, slots=True)
class Sentence:
    """A normalised sentence, where in it each concept first stands, and the classes that its words belong to."""

    text: str
    concepts: Mapping[str, int]
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A normalised text and its sentences."""

    text: str
    parts: tuple[Sentence, ...]


def read(normalised: str) -> Reading:
    """The reading of a normalised text: the one time its concepts and classes are looked for."""
    concepts = load_concepts()
    parts = (Sentence(part, concepts.find(part), _classes(part)) for part in sentences(normalised))
    return Reading(normalised, tuple(parts))


@lru_cache(maxsize=1 << 12)
def _classes(sentence: str) -> tuple[str, ...]:
    """The classes of a sentence in its language, in every language where it does not tell which."""
    languages = load_languages()
    told = detect(sentence, languages.values())
    found = (each.concept for code in ([told] if told else languages) for each in load_thesaurus().find(sentence, code))
    return tuple(dict.fromkeys(found))


def words(reading: Reading) -> list[str]:
    """Words and pairs of neighbouring words."""
    found = _WORD.findall(reading.text)
    return found + [f"{a} {b}" for a, b in pairwise(found)]


def pieces(reading: Reading) -> list[str]:
    """Runs of 2 to 4 characters inside words, a space at either end of a word counting as a character."""
    return [piece for word in _WORD.findall(reading.text) for piece in _pieces(word)]


@lru_cache(maxsize=1 << 14)
def _pieces(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(padded[at : at + size] for size in (2, 3, 4) for at in range(max(1, len(padded) - size + 1)))


def concepts(reading: Reading) -> list[str]:
    """What is meant: each concept and each two, of one sentence (`A`, `A+B`) and of the text (`=A`, `=A+B`)."""
    found: list[str] = []
    for held in (part.concepts for part in reading.parts):
        found += [*held, *(f"{a}+{b}" for a, b in combinations(held, 2))]
    every = sorted({name for part in reading.parts for name in part.concepts})
    return list(dict.fromkeys(found)) + [f"={n}" for n in every] + [f"={a}+{b}" for a, b in combinations(every, 2)]


def classes(reading: Reading) -> list[str]:
    """The classes of each sentence."""
    return [name for part in reading.parts for name in part.classes]


def frames(reading: Reading) -> list[str]:
    """How it is said: sentence openings (`^`), questions (`?`), concepts, negated ones (`!`), rough length (`#`)."""
    found = [f"#{min(6, len(reading.text) // 40)}"]
    for part in reading.parts:
        sentence, held = part.text, part.concepts
        opening = _WORD.findall(sentence)[:3]
        found += ["^" + " ".join(opening[:n]) for n in range(1, len(opening) + 1)]
        if sentence.endswith("?"):
            found.append("?")
        for name, at in held.items():
            before = " ".join(_WORD.findall(sentence[max(0, at - 60) : at])[-NEGATION_REACH:])
            found.append(f"!{name}" if _NEGATION.search(before) else name)
    return found


FAMILIES: Mapping[str, Callable[[Reading], list[str]]] = {
    "words": words,
    "pieces": pieces,
    "concepts": concepts,
    "classes": classes,
    "frames": frames,
}
