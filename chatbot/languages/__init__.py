"""Languages: one TOML file each. A language is added by adding a file.

`load_languages` is the only reader; a `Language` is data, and `detect` the one judgement made on it.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from chatbot.model import BadLanguage, Fault

_DOUBLED = re.compile(r"(.)\1+")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


_CUES = ("following", "correcting", "renewing", "more", "asked_for")


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """What the engine knows about a language; all words are folded. Each is loaded once, so identity is equality."""

    code: str
    name: str
    stemmer: str
    stop_words: frozenset[str]
    abbreviations: frozenset[str]
    leaning: frozenset[str]
    negations: frozenset[str]
    months: tuple[str, ...]
    letters: frozenset[str]
    affirmations: tuple[str, ...]
    asking: tuple[str, ...]
    opening: re.Pattern[str]
    confirming: re.Pattern[str]
    aiming: re.Pattern[str]
    shorthand: Mapping[str, str]
    slips: tuple[tuple[re.Pattern[str], str], ...]
    sounds: tuple[tuple[str, str], ...]
    protected: frozenset[str]
    endings: tuple[str, ...]
    bases: tuple[str, ...]
    variants: tuple[tuple[str, str], ...]
    following: tuple[str, ...]
    pointing: re.Pattern[str]
    correcting: tuple[str, ...]
    renewing: tuple[str, ...]
    more: tuple[str, ...]
    asked_for: tuple[str, ...]
    smalltalk: Mapping[str, str]

    def forms(self, word: str) -> Iterator[str]:
        """The folded word itself, and what it may be a form of: endings exchanged, spelled as elsewhere.

        Far more than there are: enough to tell that a word is known, not what it means.
        """
        yield word
        for ending in self.endings:
            if word.endswith(ending) and len(word) - len(ending) > 2:
                root = word[: -len(ending)]
                for base in self.bases:
                    yield root + base
                    yield from ((other + base) for other in self._respelled(root))
        yield from self._respelled(word)

    def _respelled(self, word: str) -> Iterator[str]:
        for here, there in self.variants:
            if here in word:
                yield there.join(word.rsplit(here, 1))

    def sound(self, word: str) -> str:
        """A folded word roughly as it sounds: spellings that are heard alike come out alike."""
        for spelled, heard in self.sounds:
            word = word.replace(spelled, heard)
        return _DOUBLED.sub(r"\1", word)


@lru_cache(maxsize=1 << 17)
def fold(word: str) -> str:
    """The word in lower case, without accents, with a plain apostrophe and without a possessive 's.

    >>> fold("¿Cuándo"), fold("Patient’s"), fold("AÑOS")
    ('¿cuando', 'patient', 'anos')
    """
    lowered = word.casefold().replace("’", "'")
    if not lowered.isascii():
        lowered = "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))
    return lowered.removesuffix("'s")


@cache
def load_languages(folder: Path = Path(__file__).parent) -> Mapping[str, Language]:
    """Every language of the folder by its code; raises BadLanguage with all faults of all files."""
    languages: dict[str, Language] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            language = _parse(tomllib.loads(path.read_text(encoding="utf-8")))
        except (ValueError, re.error, KeyError, AttributeError, TypeError) as fault:
            faults.append(Fault(path.name, f"is not a language file: {fault}", "compare it with en.toml"))
        else:
            languages[language.code] = language
    if faults:
        raise BadLanguage(*faults)
    return languages


def _parse(table: Mapping[str, Any]) -> Language:
    def words(key: str) -> list[str]:
        return [fold(word) for word in table[key].split()]

    called = rf"(?:[^\w]+(?:{'|'.join(table['calling'])})\b)?"
    return Language(
        code=table["code"],
        name=table["name"],
        stemmer=table["stemmer"],
        stop_words=frozenset(words("stop_words")),
        abbreviations=frozenset(words("abbreviations")),
        leaning=frozenset(words("leaning")),
        negations=frozenset(words("negations")),
        months=tuple(words("months")),
        letters=frozenset(table["letters"]),
        affirmations=tuple(fold(each) for each in table["affirmations"]),
        asking=tuple(fold(each) for each in table["asking"]),
        opening=re.compile(rf"[^\w]*(?:{table['opening']})\b"),
        confirming=re.compile(rf"\b(?:{table['confirming']})\b"),
        aiming=re.compile("|".join(f"(?:{each})" for each in table["aiming"])),
        shorthand={fold(short): meant for short, meant in table["shorthand"].items()},
        slips=tuple((re.compile(slip, re.IGNORECASE), meant) for slip, meant in table["slips"]),
        sounds=tuple(sorted(table["sounds"].items(), key=lambda pair: -len(pair[0]))),
        protected=frozenset(words("protected")) | _plain_words(table),
        endings=tuple(words("endings")),
        bases=("", *words("bases")),
        variants=tuple(table["variants"].items()),
        **{key: tuple(table["conversation"][key]) for key in _CUES},
        pointing=re.compile(rf"\b(?:{'|'.join(table['conversation']['pointing'])})\b"),
        smalltalk={name: f"(?:{'|'.join(said)}){called}" for name, said in table["smalltalk"].items()},
    )


def _plain_words(table: Mapping[str, Any]) -> frozenset[str]:
    """The words of the patterns of smalltalk and of conversation: none of them is a slip."""
    patterns = [*table["smalltalk"].values(), *table["conversation"].values(), table["calling"]]
    return frozenset(fold(word) for listed in patterns for pattern in listed for word in _LETTERS.findall(pattern))


def detect(
    text: str, languages: Iterable[Language], vocabularies: Mapping[str, frozenset[str]] | None = None
) -> str | None:
    """The code of the language that `text` is in, None if the signs are tied or there are none."""
    return leader(signs(text, languages, vocabularies))


def signs(
    text: str, languages: Iterable[Language], vocabularies: Mapping[str, frozenset[str]] | None = None
) -> Counter[str]:
    """How much in `text` speaks for each language; the signs of two texts may be added.

    In this order of weight: letters that only one language has, function words that only one has, and
    words that only one of the `vocabularies` (folded, by language code) holds.
    """
    candidates = tuple(languages)
    owners = _owners(candidates)
    words = [fold(word) for word in _LETTERS.findall(text)]
    points: Counter[str] = Counter()
    for word in words:
        if word in owners:
            points[owners[word]] += 10
    for language in candidates:
        points[language.code] += 30 * sum(letter in text or letter.upper() in text for letter in language.letters)
    if vocabularies:
        for word in words:
            holders = [each.code for each in candidates if word in vocabularies.get(each.code, ())]
            if len(holders) == 1:
                points[holders[0]] += 6
    return points


def leader(points: Mapping[str, int]) -> str | None:
    """The language that most speaks for, None if none leads."""
    best = max(points.values(), default=0)
    leaders = [code for code, value in points.items() if value == best]
    return leaders[0] if best > 0 and len(leaders) == 1 else None


@cache
def _owners(languages: tuple[Language, ...]) -> Mapping[str, str]:
    """The function words that only one of the languages has, each with that language's code."""
    counts = Counter(word for language in languages for word in language.stop_words)
    return {word: each.code for each in languages for word in each.stop_words if counts[word] == 1}
