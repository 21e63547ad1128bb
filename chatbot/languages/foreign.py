"""Foreign: whether a message is in a language that the bot does not speak."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from chatbot.languages import Language, fold
from chatbot.model import BadLanguage, Fault

FILE = Path(__file__).parent / "others" / "words.toml"
FEWEST = 2  # function words of the other language that it takes
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def foreign(text: str, languages: Iterable[Language], known: Iterable[Iterable[str]] = ()) -> str | None:
    """The code of the other language a text is in; None if it is in one of the bot's, or there are too few signs.

    A word that one of the bot's own languages has too, as function word or in the documents (`known`), says nothing.
    """
    stop_words = [language.stop_words for language in languages]
    words = [fold(word) for word in _WORD.findall(text)]
    spoken = {word for word in words if any(word in each for each in stop_words)}
    own = sum(word in spoken for word in words)
    vocabularies = tuple(known)
    best: tuple[int, str] | None = None
    for code, theirs in load_others().items():
        signs = sum(word in theirs and word not in spoken for word in words)
        if signs < FEWEST:
            continue
        shared = sum(word in theirs and word in spoken for word in words)
        held = sum(any(word in each for each in vocabularies) and word not in theirs for word in words)
        if signs > own - shared + held and (best is None or signs + shared > best[0]):
            best = (signs + shared, code)
    return best[1] if best else None


@cache
def load_others(path: Path = FILE) -> Mapping[str, frozenset[str]]:
    """The function words of other languages, folded, by code; raises BadLanguage if the file cannot be used."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return {code: frozenset(fold(word) for word in words.split()) for code, words in table.items()}
    except (OSError, ValueError, AttributeError) as fault:
        raise BadLanguage(Fault(path.name, f"cannot be used: {fault}", "restore or correct it")) from None
