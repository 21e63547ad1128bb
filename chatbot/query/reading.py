"""Reading: a raw message to a Query in one language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from chatbot.languages import Language, detect, fold
from chatbot.model import Query, QueryTerm
from chatbot.text import WORD, term

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
    """The query of a message, each of its words once, in the order written.

    The language is the one given, else the one detected (`vocabularies`, folded words of the corpus by
    language, help with questions of one or two words), else the default.
    """
    text = normalised(message)
    code = language or detect(text, languages.values(), vocabularies) or default_language
    asked: dict[str, str] = {}
    for word in WORD.findall(text):
        if found := term(word, code):
            asked.setdefault(found, fold(word))
    return Query(message, text, code, tuple(QueryTerm(found, 1.0, word) for found, word in asked.items()))


def normalised(message: str) -> str:
    """The message composed, without invisible characters, with single spaces."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", message))
    return re.sub(r"\s+", " ", visible).strip()
