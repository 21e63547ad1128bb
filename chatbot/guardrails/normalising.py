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
_DISGUISED = re.compile(r"(?<![\w.])(?=\w*[0134578@$])(?=[0134578@$]*[a-z])[a-z0134578@$]{3,}(?![\w.])")
_UNITS = re.compile(
    r"\d+(?:mg|ml|mm|cm|kg|lbs?|am|pm|st|nd|rd|th|h|hrs?|min|yo|x|k|f|c|g)|[a-z]\d+(?:[a-z]\d+)?|covid19"
)
_SPELLED_OUT = re.compile(r"(?<!\w)(?:\w[ .\-_*]){3,}\w(?!\w)")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|[\n;]+")


def normalise(message: str) -> str:
    """The message in lower case without accents, disguises undone, with single spaces; line breaks become stops.

    >>> normalise("I CAN’T feel my\u200b l3gs"), normalise("n u m b"), normalise("me duele muuucho")
    ("i can't feel my legs", 'numb', 'me duele mucho')
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", message)).casefold()
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    text = text.translate(_LOOKALIKES)
    text = _SPELLED_OUT.sub(lambda found: re.sub(r"[ .\-_*]", "", found.group()), text)
    text = _DISGUISED.sub(_undisguised, text)
    text = _STRETCHED.sub(r"\1", text)
    text = re.sub(r"\s*\n\s*", "\n", text)
    return re.sub(r"[^\S\n]+", " ", text).strip()


def sentences(normalised: str) -> list[str]:
    """The sentences of a normalised message; a message without stops is one sentence."""
    return [part.strip() for part in _SENTENCE.split(normalised) if part and part.strip()]


def _undisguised(found: re.Match[str]) -> str:
    word = found.group()
    return word if _UNITS.fullmatch(word) else word.translate(_DIGITS)
