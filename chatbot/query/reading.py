"""Reading: a raw message to a Query in one language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from chatbot.languages import Language, detect, fold
from chatbot.model import Query
from chatbot.text import WORD

MOST_WORDS_OF_A_YES = 10
_DENIALS = frozenset({"no", "not", "none", "don't", "dont", "ninguno", "ninguna", "nada"})

# Characters that show nothing and would split a word in two: zero-width spaces and joiners,
# soft hyphens, directional marks.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def read(
    message: str,
    languages: Mapping[str, Language],
    default_language: str,
    language: str | None = None,
    vocabularies: Mapping[str, frozenset[str]] | None = None,
) -> Query:
    """The query of a message: its text and its language, no terms yet.

    The language is the one given, else the one detected (`vocabularies`, folded words of the corpus by
    language, help with questions of one or two words), else the default.
    """
    text = normalised(message)
    code = language or detect(text, languages.values(), vocabularies)
    return Query(message, text, code or default_language, told=code is not None)


def affirms(query: Query, languages: Iterable[Language]) -> bool:
    """Whether a short message says yes, in any language; "no" or "not" anywhere in it makes it no yes.

    It is asked only after a list of warning signs was shown, and then a doubtful yes is one.
    """
    text = fold(query.text)
    words = WORD.findall(text)
    if not words or len(words) > MOST_WORDS_OF_A_YES or "?" in text or _DENIALS & set(words):
        return False
    for language in languages:
        for phrase in language.affirmations:
            # A single word must stand alone or before a pause: "yes, both", not "si me opero" (if).
            alone = r"\s*(?:$|[,.;!])" if " " not in phrase else r"(?!\w)"
            if re.match(rf"\W*{re.escape(phrase)}{alone}", text):
                return True
    return False


def normalised(message: str) -> str:
    """The message composed, without invisible characters, with single spaces."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", message))
    return re.sub(r"\s+", " ", visible).strip()
