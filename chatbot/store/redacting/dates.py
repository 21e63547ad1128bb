"""Dates: days of somebody's life, years after "born", and ages that few people have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from chatbot.store.redacting.reading import Found, Mark, Reading
from chatbot.store.redacting.words import either, ending

_YEAR = r"(?:1[89]|20)\d\d"
_NUMERIC = re.compile(
    rf"(?<!\d)(?<!\d[/.-])(?:(?P<a>\d{{1,2}}) ?(?P<sign>[/.-]) ?(?P<b>\d{{1,2}}) ?(?P=sign) ?(?P<year>{_YEAR}|\d\d)"
    rf"|(?P<c>\d{{1,2}}) (?P<d>\d{{1,2}}) {_YEAR}|{_YEAR}(?P<sign2>[/.-])(?P<e>\d{{1,2}})(?P=sign2)(?P<f>\d{{1,2}}))"
    r"(?![/.-]?\d)"
)
_BARE_YEARS = re.compile(r"(?<!\w)(?:en el|el|in|') ?$")
# They go on with a count, but they end one as well: "12/03/1961 and".
_JOINING = frozenset("y a o and to or than al h more per".split())
_OLD = r"(?<![\w.,/$€£-])(?P<age>9\d|1[01]\d|120)"


@cache
def unit() -> re.Pattern[str]:
    """What makes a quantity of the number before it: " weeks", "mg", "%"."""
    return re.compile(rf" ?-?(?:[%°]|{ending('number.units')})")


@cache
def _texts() -> tuple[re.Pattern[str], ...]:
    full, any_month = either("date.months"), either("date.months", "date.short_months")
    of = rf"(?: ?(?:{either('date.of')})){{0,2}}"
    day = r"(?<![\d.,:/-])(?P<day>[12]\d|3[01]|0?[1-9])(?P<th> ?(?:st|nd|rd|th|ro|er)|o)?"
    late = (
        r"(?:[ .,/-]{1,3}(?:del? |of )?"
        + rf"{_YEAR}(?!\d)|[ ,]{{0,2}}'\d\d(?!\d)|[/-]\d\d(?!\d)|\.? (?:del? )?(?:3[2-9]|[4-9]\d)(?![\w%.,]))"
    )
    return (
        re.compile(rf"{day}(?P<of>{of})[ ./-]{{0,2}}(?P<month>{any_month}){late}"),
        re.compile(rf"{day}(?P<of>{of})[ -]?(?P<month>{full})"),
        re.compile(rf"(?P<month>{any_month})\.? ?(?P<of>){day}(?!\d|[:%/]){late}"),
        re.compile(rf"(?P<month>{full}) ?(?P<of>){day}(?![\d:%/]|\.\d)"),
    )


@cache
def _born() -> re.Pattern[str]:
    month = either("date.months", "date.short_months")
    gap = r"[ :,.=('-]{0,3}"
    return re.compile(
        rf"{either('date.born')}(?P<said>(?:{gap}{either('date.born_fillers')}){{0,5}}{gap})"
        rf"(?P<value>\d{{1,2}}[ ./-]{{1,3}}\d{{1,2}}[ ./-]{{1,3}}\d{{2,4}}|\d{{8}}|\d{{6}}"
        rf"|(?:\d{{1,2}} )?(?:del? )?{month}"
        rf"(?:[ ,.]{{1,2}}(?:del? |of )?(?:{_YEAR}|\d{{1,2}}))?(?:,? {_YEAR})?|{_YEAR}|\d\d)(?!\w)"
    )


@cache
def _ages() -> tuple[re.Pattern[str], ...]:
    digits = either("contact.digit_words")
    after, before = ending("number.ages_after"), either("number.ages_before")
    return (
        re.compile(rf"(?<!hace )(?<!for )(?<!por )(?<!durante ){_OLD}[ -]?{after}"),
        re.compile(rf"(?:{either('names.kin')} (?:is|was|has|tiene|de|con)|{before}):? {_OLD}(?![\w%]|[.,:/-]\d)"),
        re.compile(rf"(?P<age>{either('number.nineties')}(?:[ -](?:y )?{digits})?)[ -]{after}"),
    )


def find_dates(reading: Reading) -> Iterator[Found]:
    """Whole dates, days with their month, and what follows "born", "DOB", "nací"."""
    low = reading.low
    for match in _born().finditer(low):
        value = match["value"]
        told = any(map(str.isdigit, value))  # a month alone tells nothing
        if told and (len(value) > 2 or _BARE_YEARS.search(match["said"])) and not counted(low, match.end()):
            yield Found(match.start("value"), match.end("value"), Mark.DATE)
    for match in _NUMERIC.finditer(low):
        parts = sorted(int(match[name]) for name in "abcdef" if match[name])
        small = match["sign"] in (".", "-") and len(match["year"]) == 2 and len(match.group()) < 8
        if 1 <= parts[0] <= 12 and 1 <= parts[1] <= 31 and not small and not counted(low, match.end()):
            yield Found(match.start(), match.end(), Mark.DATE)
    for pattern in _texts():
        for match in pattern.finditer(low):
            # "10 may help": as a month it has a capital, an ordinal, an "of" or a year.
            unsure = match["month"] == "may" and not re.search(r"\d{2}$|'", match.group().partition("may")[2])
            written = reading.plain[match.start("month")].isupper() or match["th"] or match["of"].strip()
            if not (unsure and not written) and not counted(low, match.end()):
                yield Found(match.start(), match.end(), Mark.DATE)


def find_ages(reading: Reading) -> Iterator[Found]:
    """Ages over 89, where it is said that they are ages."""
    for pattern in _ages():
        for match in pattern.finditer(reading.low):
            if pattern is not _ages()[1] or not counted(reading.low, match.end()) or _is_age(reading.low, match.end()):
                yield Found(match.start("age"), match.end("age"), Mark.NUMBER)


def counted(low: str, at: int) -> bool:
    """Whether the number that ends here is a quantity of something."""
    match = unit().match(low, at)
    return match is not None and match.group().strip(" -") not in _JOINING


def _is_age(low: str, at: int) -> bool:
    return bool(re.compile(rf"[ -]?(?:{ending('number.ages_after')})").match(low, at))
