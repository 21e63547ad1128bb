"""Text: words to terms, and paragraphs to sentences, always with the characters they came from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol, cast

from chatbot.languages import Language, fold, load_languages
from chatbot.model import Span, Token

# Stems of the words most asked for, written by tests/benchmarks/stems.py: working them out needs NLTK.
STEMS = Path(__file__).parent / "languages" / "stems.json"
# Numbers keep their decimals ("2.5"); words keep an inner apostrophe ("don't").
WORD = re.compile(r"\d+(?:[.,]\d+)+|\w+(?:['’]\w+)*")
# Words of a message; up to here what is learnt of brief messages tells more (ARCHITECTURE.md, "Stories").
MOST_BRIEF = 30

_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)")
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘«]+$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_LONGEST_ABBREVIATION = 12
_LETTERS = "abcdefghijklmnopqrstuvwxyz'"
_OPENING = re.compile(r"\s*[\"'“‘«(\[¿¡]*")


class _Stemmer(Protocol):
    def stem(self, word: str) -> str: ...


@cache
def _stemmer(name: str) -> _Stemmer:
    # Importing NLTK costs 0.3 to 0.5 s, so only the first word to be stemmed pays it.
    from nltk.stem.snowball import SnowballStemmer

    return cast(_Stemmer, SnowballStemmer(name))


@lru_cache(maxsize=1 << 18)  # a stem costs about 27 microseconds
def term(word: str, language_code: str) -> str | None:
    """The indexed form of one word, None for a stop word.

    >>> term("Surgeons", "en"), term("the", "en"), term("cirugías", "es"), term("80", "en")
    ('surgeon', None, 'cirugi', '80')
    """
    folded = fold(word)
    if not folded or folded in load_languages()[language_code].stop_words:
        return None
    return stem(word, language_code)


@lru_cache(maxsize=1 << 18)
def stem(word: str, language_code: str) -> str:
    """The stem of one word, also of a stop word; what is not all letters stays as it is.

    >>> stem("Surgeons", "en"), stem("back", "en"), stem("cirugías", "es"), stem("L5", "en")
    ('surgeon', 'back', 'cirugi', 'l5')
    """
    folded = fold(word)
    if not folded.isalpha():
        return folded
    return _known_stems().get(language_code, {}).get(folded) or snowball(folded, language_code)


def snowball(folded: str, language_code: str) -> str:
    """The Snowball stem of a folded word, worked out."""
    return _stemmer(load_languages()[language_code].stemmer).stem(folded)


@cache
def _known_stems() -> dict[str, dict[str, str]]:
    """The stems that were worked out before, by language; none if there is no such file."""
    try:
        return cast(dict[str, dict[str, str]], json.loads(STEMS.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}


def terms(text: str, language_code: str) -> list[str]:
    """The terms of a text in reading order, repeats kept; the same as those of `tokens`."""
    found = (term(word, language_code) for word in WORD.findall(text))
    return [each for each in found if each]


def is_long(text: str, most_brief: int = MOST_BRIEF) -> bool:
    """Whether a message has so many words that most of them may be talk: more than the most a brief one has."""
    return len(WORD.findall(text)) > most_brief


def tokens(text: str, language_code: str) -> list[Token]:
    """The terms of a text with the characters of the words they came from."""
    found = []
    for match in WORD.finditer(text):
        if each := term(match.group(), language_code):
            found.append(Token(each, match.start(), match.end()))
    return found


def sentences(text: str, language: Language) -> list[Span]:
    """The sentences of one paragraph, in order, without the white space around them.

    A stop ends a sentence only before a capital, a digit or an opening quotation mark. Stops doubled
    by a careless writer ("diseases.. Manual", "arise., when") count once; abbreviations and initials
    do not count. A boundary in doubt is none: a long quotation is safer than a torn one.

    >>> en = load_languages()["en"]
    >>> [s for span in sentences("It helps.. Ask Dr. Lee. Most arise., when (e.g. at work) it is cold.", en)
    ...    for s in ["It helps.. Ask Dr. Lee. Most arise., when (e.g. at work) it is cold."[span.start:span.end]]]
    ['It helps..', 'Ask Dr. Lee.', 'Most arise., when (e.g. at work) it is cold.']
    """
    spans: list[Span] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if _ends_sentence(text, end, language):
            spans.append(_trimmed(text, start, end.end()))
            start = end.end()
    spans.append(_trimmed(text, start, len(text)))
    return [span for span in spans if span.start < span.end]


def _ends_sentence(text: str, end: re.Match[str], language: Language) -> bool:
    opening = _OPENING.match(text, end.end())
    following = opening.end() if opening else end.end()
    if following < len(text) and text[following].islower():
        return False
    if end.group()[0] != ".":
        return True
    before = _LAST_WORD.search(text, max(0, end.start() - _LONGEST_ABBREVIATION), end.start())
    word = before.group() if before else ""
    is_initial = word.isupper() and _INITIALS.fullmatch(word)
    return not is_initial and fold(word) not in language.abbreviations


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))


def count_forms(texts: Iterable[str]) -> dict[str, dict[str, int]]:
    """How often each folded word of texts comes in which form, in lower case."""
    counts: dict[str, dict[str, int]] = {}
    for text in texts:
        for word in WORD.findall(text.lower()):
            forms = counts.setdefault(fold(word), {})
            forms[word] = forms.get(word, 0) + 1
    return counts


def usual_forms(counts: Mapping[str, Mapping[str, int]]) -> dict[str, str]:
    """The form in which each folded word comes most often; of forms that come as often the first by letters."""
    return {folded: max(sorted(forms), key=lambda form: forms[form]) for folded, forms in counts.items()}


def edits(word: str) -> Iterator[str]:
    """Every text one deletion, transposition, replacement or insertion away that keeps the first letter (Norvig 2007).

    >>> sorted(edits("ab"))[:3], "ba" in set(edits("ab"))
    (['a', "a'", "a'b"], False)
    """
    for at in range(1, len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in _LETTERS:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
