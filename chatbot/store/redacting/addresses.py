"""Addresses: streets with a number or after "I live on", flats, and postcodes where something says they are one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from chatbot.store.redacting.dates import counted
from chatbot.store.redacting.reading import Found, Mark, Reading
from chatbot.store.redacting.words import either, function_words, listed

_POSTCODE = r"(?:[a-z]{1,2}\d[a-z\d]? ?\d[abd-hjlnp-uw-z]{2})"
# An ordinal or a unit after a vertebra or a vitamin: "L5 1st", "B12 5ug".
_NO_POSTCODE = re.compile(r"[a-z]\d{1,2} ?\d(?:st|nd|rd|th|hr|ft|lb|yr|ug)")
_ZIP = r"\d{5}(?:-\d{4})?"
_BARE = re.compile(rf"(?<![\w-]){_POSTCODE}(?!\w)|(?<![\w.,-])\d{{5}}-\d{{4}}(?![\w-])")
_SMALL = r"(?:de |del |la |las |los |el |san |santa |the )"


@cache
def _after() -> re.Pattern[str]:
    """A house number, a name and the kind of street, as in English."""
    return re.compile(
        rf"(?:{either('address.flats')} ?[a-z0-9]{{1,4}},? )?(?<![\w.,/-])(?P<number>\d{{1,5}}[a-z]?(?:-\d{{1,4}})?),? "
        rf"(?P<name>(?:[a-z0-9'.-]{{1,20}} ){{1,4}}?)"
        rf"(?:(?P<sure>{either('address.streets')})|{either('address.weak_streets')})"
    )


@cache
def _before() -> re.Pattern[str]:
    """The kind of street, its name and a house number, as in Spanish."""
    return re.compile(
        rf"(?:(?P<sure>{either('address.before')})|{either('address.weak_before')}|c/) ?(?P<name>{_SMALL}{{0,3}}"
        rf"(?:[a-z'.-]{{1,20}}|\d{{1,3}}(?= ?(?:#|no?\b)))(?: {_SMALL}{{0,2}}[a-z'-]{{2,20}}){{0,4}}?)"
        r"(?P<number>[ ,]{1,2}(?:n\.?o?\.?|num\.?|numero|nro\.?|#)?[ .]{0,2}"
        r"(?:\d{1,5}(?:[a-z]|-\d{1,4})?(?![\w:%])|s/n)|(?=[,.;\n]|$))"
    )


@cache
def _lived_in() -> re.Pattern[str]:
    sure, weak = either("address.streets"), either("address.weak_streets")
    return re.compile(
        rf"{either('address.living')}:? (?P<name>(?:[a-z'-]{{1,20}} ){{1,4}}?)(?:(?P<sure>{sure})|{weak})"
    )


@cache
def _living() -> re.Pattern[str]:
    return re.compile(rf"{either('address.living')}:? (?:la |el )?$")


@cache
def _rest() -> re.Pattern[str]:
    """What goes on after a street: its end, the flat, the town if a postcode follows."""
    flats, sides = either("address.flats"), either("address.tails")
    return re.compile(
        rf"(?:[ ,.]{{1,3}}{sides}|[ ,.]{{1,3}}{flats}[ .]{{0,2}}(?:[a-z]?\d{{1,4}}[a-z]?|[a-z])(?!\w)"
        rf"|[ ,.]{{1,2}}# ?\w{{1,5}}"
        rf"|[ ,]{{1,3}}\d{{1,2}}[oa](?: ?-?[a-z])?(?!\w)|[ ,]{{1,3}}\d{{1,2}}[a-z](?!\w)){{0,4}}"
        rf"(?:[ ,.]{{1,3}}(?:[a-z.']{{2,20}}[ ,]{{1,2}}){{0,3}}?(?:{_ZIP}|{_POSTCODE})(?!\w))?"
    )


@cache
def _codes() -> tuple[re.Pattern[str], ...]:
    states = either("address.states")
    return (
        re.compile(
            rf"{either('address.codes')}"
            rf"(?:[ :.]{{1,2}}{either('address.code_fillers')}){{0,4}}[ :.]{{0,3}}(?P<code>{_ZIP}|{_POSTCODE})(?!\w)"
        ),
        re.compile(rf"(?P<state>{states})[ ,.]{{1,2}}(?P<code>{_ZIP})(?![\w-])"),
        re.compile(rf"(?<![\w.,-])(?P<code>\d{{5}})[ ,]{{1,2}}(?P<state>{states})"),
        re.compile(rf"(?P<code>{either('address.boxes')}[ :]{{0,2}}(?:n[.o]{{0,2}} )?\d{{1,6}})(?!\w)"),
        re.compile(
            rf"(?P<code>{either('address.lone_flats')}[ .]{{0,2}}"
            rf"(?:#|n[.o]{{0,2}} )?(?:\d{{1,4}}[a-z]?|[a-z]\d{{1,3}}))(?!\w)"
        ),
    )


def find_addresses(reading: Reading) -> Iterator[Found]:
    """Where somebody lives; towns and countries stay unless they stand between a street and its postcode."""
    low = reading.low
    for match in _after().finditer(low):
        named = _capital(reading, match)
        if _is_name(match["name"]) and (match["sure"] or named):
            yield _whole(reading, match.start(), match.end())
    for match in _before().finditer(low):
        lives = _living().search(low, max(0, match.start() - 40), match.start())
        named = _capital(reading, match) or lives is not None
        numbered = any(map(str.isdigit, match["number"])) and not counted(low, match.end())
        if _is_name(match["name"]) and ((match["sure"] and numbered) or (named and (match["sure"] or numbered))):
            yield _whole(reading, match.start(), match.end())
    for match in _lived_in().finditer(low):
        if _is_name(match["name"]) and (match["sure"] or _capital(reading, match)):
            yield _whole(reading, match.start("name"), match.end())
    for pattern in _codes():
        for match in pattern.finditer(low):
            state = match.groupdict().get("state") or ""
            short = len(state) == 2 and not reading.plain[match.start("state") : match.end("state")].isupper()
            if not short and not counted(low, match.end()):
                yield Found(match.start("code"), match.end("code"), Mark.ADDRESS)
    for match in _BARE.finditer(low):
        if not _NO_POSTCODE.fullmatch(match.group()) or reading.plain[match.end() - 1].isupper():
            yield Found(match.start(), match.end(), Mark.ADDRESS)


def _capital(reading: Reading, match: re.Match[str]) -> bool:
    """Whether the name of a street begins with a capital, small words aside."""
    small = re.compile(_SMALL + "*").match(reading.low, match.start("name"))
    return reading.plain[small.end() if small else match.start("name")].isupper()


def _whole(reading: Reading, start: int, end: int) -> Found:
    rest = _rest().match(reading.low, end)
    return Found(start, rest.end() if rest else end, Mark.ADDRESS)


def _is_name(words: str) -> bool:
    """Whether words may name a street: none counts or only joins ("20 minutes down the road")."""
    small = set(_SMALL[3:-1].replace(" ", "").split("|")) | {"n", "s", "e", "w"}
    named = [word for word in words.split() if word.strip(".") not in small]
    return bool(named) and not any(
        word in function_words() or word in listed("number.units") or word in listed("names.kin") for word in named
    )
