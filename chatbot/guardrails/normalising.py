"""Normalising: one plain form of a message, so that accents, capitals, disguises and unseen characters hide nothing."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
# Letters of other alphabets that look like ours, as they are used to slip past a filter.
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһѵкмтвнзгпαβεηικμνορτυχωɑɡıȷ’‘`´",
    "aeopcyxijsdhvkmtbh3rnabehikmvoptuxwagij''''",
)
_DIGITS = str.maketrans("0134578@$", "oieastbas")
_DISGUISED = re.compile(r"(?<![\w.@$])[a-z0-9@$]{3,}(?!\.?\w)")
# A dose, a time, a vertebra or a test: its digits are digits.
_MEASURED = re.compile(r"\d+[a-z]*|(?:[clts]\d{1,2})+|a1c|h1n1|[bd]\d{1,2}|covid\d+")
_QUOTES = str.maketrans("’‘`´", "''''")
_SPELLED_OUT = re.compile(r"(?<!\w)(?:\w[ .\-_*]){3,}\w(?!\w)")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|[\n;]+")


def normalise(message: str) -> str:
    """The message in lower case without accents, disguises undone, with single spaces; line breaks become stops.

    >>> normalise("I CAN’T feel my\u200b l3gs"), normalise("n u m b"), normalise("me duele muuucho")
    ("i can't feel my legs", 'numb', 'me duele mucho')
    """
    # An acute accent standing alone is an apostrophe; NFKC would make a space of it.
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", message.translate(_QUOTES))).casefold()
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    text = text.translate(_LOOKALIKES)
    text = _SPELLED_OUT.sub(lambda found: re.sub(r"[ .\-_*]", "", found.group()), text)
    text = _DISGUISED.sub(_undisguised, text)
    text = _STRETCHED.sub(r"\1", text)
    text = re.sub(r"[^\S\n]+", " ", text)
    return re.sub(r" ?\n[ \n]*", "\n", text).strip()


def sentences(normalised: str) -> list[str]:
    """The sentences of a normalised message; a message without stops is one sentence."""
    return [part.strip() for part in _SENTENCE.split(normalised) if part and part.strip()]


def _undisguised(found: re.Match[str]) -> str:
    """A word with digits or signs among its letters as it is meant; what is measured stays as it is."""
    word = found.group()
    if word.isalpha() or not any(c.isalpha() for c in word) or _MEASURED.fullmatch(word):
        return word
    return word.translate(_DIGITS)
