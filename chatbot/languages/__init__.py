"""Languages: one TOML file each. A language is added by adding a file.

`load_languages` is the only reader; a `Language` is data, and `detect` the one judgement made on it.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from chatbot.model import BadLanguage, Fault


@dataclass(frozen=True, slots=True)
class Language:
    """What the engine knows about a language; all words are folded."""

    code: str
    name: str
    stemmer: str
    stop_words: frozenset[str]
    abbreviations: frozenset[str]
    leaning: frozenset[str]
    months: tuple[str, ...]
    letters: frozenset[str]
    synonyms: tuple[tuple[str, ...], ...]


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
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, AttributeError, TypeError) as fault:
            faults.append(Fault(path.name, f"is not a language file: {fault}", "compare it with en.toml"))
        else:
            languages[language.code] = language
    if faults:
        raise BadLanguage(*faults)
    return languages


def _parse(table: Mapping[str, str]) -> Language:
    def words(key: str) -> list[str]:
        return [fold(word) for word in table[key].split()]

    synonyms = (tuple(fold(each.strip()) for each in row.split("|")) for row in table["synonyms"])
    return Language(
        code=table["code"],
        name=table["name"],
        stemmer=table["stemmer"],
        stop_words=frozenset(words("stop_words")),
        abbreviations=frozenset(words("abbreviations")),
        leaning=frozenset(words("leaning")),
        months=tuple(words("months")),
        letters=frozenset(table["letters"]),
        synonyms=tuple(synonyms),
    )


def detect(
    text: str, languages: Iterable[Language], vocabularies: Mapping[str, frozenset[str]] | None = None
) -> str | None:
    """The code of the language that `text` is in, None if the signs are tied or there are none.

    Signs are, in this order of weight: letters that only one language has, function words that only
    one has, and words that only one of the `vocabularies` (folded, by language code) holds.
    """
    candidates = list(languages)
    words = [fold(word) for word in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text)]
    points = dict.fromkeys((language.code for language in candidates), 0.0)
    for language in candidates:
        points[language.code] += 3.0 * len(language.letters.intersection(text.lower()))
    lists = [({each.code: each.stop_words for each in candidates}, 1.0)]
    if vocabularies:
        lists.append(({each.code: vocabularies.get(each.code, frozenset()) for each in candidates}, 0.6))
    for by_code, weight in lists:
        for word in words:
            owners = [code for code, known in by_code.items() if word in known]
            if len(owners) == 1:
                points[owners[0]] += weight
    best = max(points.values(), default=0.0)
    leaders = [code for code, value in points.items() if value == best]
    return leaders[0] if best > 0 and len(leaders) == 1 else None
