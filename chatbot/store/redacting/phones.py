"""Phones: runs of digits, also with words between them or in words, and what other long runs are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from chatbot.store.redacting.dates import counted
from chatbot.store.redacting.numbers import is_card
from chatbot.store.redacting.reading import Found, Mark, Reading
from chatbot.store.redacting.words import either

_TIMES = re.compile(r"[012]?\d[.][0-5]\d(?: ?[-/ ] ?[012]?\d[.][0-5]\d)+")
_PRESSURES = re.compile(r"[12]?\d\d/\d{2,3}(?:[ -]{1,3}[12]?\d\d/\d{2,3})*")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.]\d{3})+")
_YEARS = re.compile(
    r"(?=(?:\d\d?[ /-]{1,3}){0,8}(?:19|20)\d\d(?!\d))(?:(?:19|20)\d\d|\d\d?)"
    r"(?:[ /-]{1,3}(?:(?:19|20)\d\d|\d\d?))*"
)
# "10 20 30 40 50" and "10-12 14-16" count; a phone in pairs has another sign or begins otherwise.
_PAIRS = re.compile(r"[1-58]\d?(?: \d\d?)*|\d\d?-\d\d?(?:[ ,]{1,2}\d\d?-\d\d?)+")
_SHORT_PHONE = re.compile(r"[2-9]\d\d[ .-]\d{4}|[2-9]\d{3}[ -]\d{4}")
_LOOK_BACK = 60


@cache
def _runs() -> re.Pattern[str]:
    between = either("contact.between")
    sign = rf"(?:[ .\-/()]{{1,3}}|,? ?{between} )"
    return re.compile(rf"(?<![\w.,/$€£-])(?:\+ ?)?\(?\d{{1,20}}(?:{sign}\d{{1,20}}){{0,14}}(?!\d)")


@cache
def _cue() -> re.Pattern[str]:
    return re.compile(
        rf"{either('contact.phones')}(?:[ :.,(#]{{1,3}}{either('contact.phone_fillers')}){{0,5}}[ :.,(#]{{0,3}}$"
    )


@cache
def _spoken() -> re.Pattern[str]:
    word = either("contact.digit_words", "contact.number_words")
    return re.compile(
        rf"{word}(?:[ ,.-]{{1,2}}(?:{either('contact.between')} |y |and )?(?:{word}|\d{{1,4}}(?!\w))){{4,24}}"
    )


def find_phones(reading: Reading) -> Iterator[Found]:
    """Phone numbers; a run of digits too long for one, or with no form, is a number all the same."""
    low = reading.low
    for match in _runs().finditer(low):
        said = _cue().search(low, max(0, match.start() - _LOOK_BACK), match.start()) is not None
        if mark := _judged(match.group(), said, counted(low, match.end())):
            end = match.end()
            yield Found(match.start(), end, mark)
    for match in _spoken().finditer(low):
        said = _cue().search(low, max(0, match.start() - _LOOK_BACK), match.start()) is not None
        if said or len(re.findall(r"\w+", match.group())) >= 7:
            yield Found(match.start(), match.end(), Mark.PHONE)


def _judged(run: str, said: bool, quantity: bool) -> Mark | None:
    """The mark for a run of digits, None for one that identifies nobody."""
    groups = re.findall(r"\d+", run)
    digits = "".join(groups)
    count = len(digits)
    if count < 6 or (quantity and (len(groups) == 1 or _THOUSANDS.fullmatch(run)) and not run.startswith("+")):
        return None
    if run.startswith("+") or (digits.startswith("00") and count >= 10):
        return Mark.PHONE if count <= 15 else Mark.NUMBER
    if said and count <= 13:
        return Mark.PHONE
    if _harmless(run, groups):
        return None
    if count >= 13:
        return Mark.NUMBER if len(groups) == 1 or is_card(digits) or count / len(groups) >= 2 else None
    if count >= 9:
        spaced = all(len(group) == 1 for group in groups)
        return Mark.PHONE if spaced or count / len(groups) >= 1.8 else None
    if _SHORT_PHONE.fullmatch(run):
        return Mark.PHONE
    return Mark.NUMBER if len(groups) == 1 else None


def _harmless(run: str, groups: list[str]) -> bool:
    """Whether a run of digits is hours, pressures, years or a count, whatever its length."""
    if any(pattern.fullmatch(run) for pattern in (_TIMES, _PRESSURES, _YEARS, _PAIRS)):
        return True
    return len(groups) > 1 and all(int(a) + 1 == int(b) for a, b in pairwise(groups))
