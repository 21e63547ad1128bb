"""Numbers: records, policies, papers, cards; whatever a cue names, and forms that nothing else has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from chatbot.store.redacting.dates import counted
from chatbot.store.redacting.reading import Found, Mark, Reading
from chatbot.store.redacting.words import either, ending

_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"  # the letter of a Spanish identity number is its remainder by 23
_FORMS = re.compile(
    r"(?<![\w-])(?:\d{3}[-. ]\d{2}[-. ]\d{4}"  # US social security
    r"|\d{8}-?[a-z]|\d{1,2}\.\d{3}\.\d{3}[- ]?[a-z]|[xyz][- ]?\d{7}[- ]?[a-z]"  # ES identity
    r"|[a-z]{4} ?\d{6} ?[hmx][a-z]{5} ?[a-z0-9]\d|[a-z&]{3,4}[- ]?\d{6}[- ]?(?=[a-z0-9]{0,2}\d)[a-z0-9]{3}"  # MX
    r"|(?!l\d|[ct]\d)[a-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[a-d]"  # UK national insurance
    r"|[a-z]{2}\d{2}(?: ?[a-z]{4})?(?: ?\d{4}){2,6}(?: ?\d{1,4})?|[a-z]{2}\d{2}[a-z0-9]{11,30}"  # IBAN
    r"|(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}"  # IP
    r"|(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){2,6}(?::[0-9a-f]{1,4}){1,5}"
    r"|[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5})(?![\w-])"
)
_SPACED_DNI = re.compile(r"(?<![\w-])(\d{8}) ([a-z])(?![\w'-])")
_MIXED = re.compile(r"(?<![\w./-])[a-z0-9]{1,40}(?:[-/][a-z0-9]{1,40}){0,6}(?![\w-])")
_NO_CODE = re.compile(r"(?:[clts]\d{1,2}[-/]?)+|(?:\d{4}s?[-/]?)+|[\dx/-]+|\d+[a-z]+")
_NUMBERED = re.compile(r"#|\b(?:n|no|nr|num|numero|number|id|nro)\b")


@cache
def _cued() -> re.Pattern[str]:
    gap = r"[ :#=.,(-]"
    token = r"[a-z]{0,5}\d[a-z0-9]{0,30}"
    units = ending("number.units")
    more = rf"(?:[ ./-]{{1,2}}(?!\d{{1,4}} ?{units})(?=[a-z]{{0,3}}\d)[a-z0-9]{{1,30}}|[-/][a-z]{{1,6}}){{0,7}}"
    return re.compile(
        rf"(?:(?P<strong>{either('number.strong')})|{either('number.weak')})"
        rf"(?P<said>(?:{gap}{{1,3}}{either('number.fillers')}|{gap}{{0,2}}#){{0,4}}){gap}{{0,3}}"
        rf"(?P<value>(?P<prefix>[a-z]{{1,6}}[ ./-])?(?P<rest>{token}{more})"
        rf"(?P<last>[ -][a-z]{{1,3}}(?![\w']))?)(?![\w])"
    )


def find_numbers(reading: Reading) -> Iterator[Found]:
    """Numbers of papers, accounts and records."""
    low = reading.low
    for match in _cued().finditer(low):
        if _identifies(match, low):
            start = match.start("value")
            if match["prefix"] and match["prefix"].endswith(" ") and not reading.plain[start:][:1].isupper():
                start = match.start("rest")
            end = match.end("value")
            if (
                match["last"]
                and match["last"].startswith(" ")
                and not reading.plain[match.start("last") : end].isupper()
            ):
                end = match.end("rest")
            yield Found(start, end, Mark.NUMBER)
    for match in _FORMS.finditer(low):
        yield Found(match.start(), match.end(), Mark.NUMBER)
    for match in _SPACED_DNI.finditer(low):
        if _LETTERS[int(match[1]) % 23].lower() == match[2]:
            yield Found(match.start(), match.end(), Mark.NUMBER)
    for match in _MIXED.finditer(low):
        code = match.group()
        if sum(map(str.isdigit, code)) >= 5 and any(map(str.isalpha, code)) and not _NO_CODE.fullmatch(code):
            yield Found(match.start(), match.end(), Mark.NUMBER)


def _identifies(match: re.Match[str], low: str) -> bool:
    """Whether the number after a cue is long enough for that cue, and counts nothing."""
    value = match["rest"]
    digits = sum(map(str.isdigit, value))
    plain = not any(map(str.isalpha, value))
    if plain and (counted(low, match.end("rest")) or low[match.start("value") - 1] in "$€£"):
        return False
    cue = match["strong"] or ""
    numbered = _NUMBERED.search(cue) or _NUMBERED.search(match["said"])
    if re.fullmatch(r"(?:19|20)\d\d", value) and not numbered:
        return False
    # A vertebra, or a code of a diagnosis (M54.16).
    if re.fullmatch(r"[clts]\d{1,2}(?:[-/ ][clts]?\d{1,2})*|[a-z]\d\d(?:\.\d{1,3})?", value):
        return False
    if cue:
        return digits >= 3
    return digits >= 5 or (numbered is not None and digits >= 2) or (not plain and digits >= 3)


def is_card(digits: str) -> bool:
    """Whether the digits of a long number add up as those of a payment card do (Luhn).

    >>> is_card("4111111111111111"), is_card("4111111111111112")
    (True, False)
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
