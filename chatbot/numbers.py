"""Numbers: which numbers does this text hold, in digits or in words, and of what?

`languages/numbers/` holds one file a language: number words up to a hundred, what says "percent", what makes a range.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from chatbot.languages import fold
from chatbot.model import BadLanguage, Fault, Span
from chatbot.text import WORD, term

FOLDER = Path(__file__).parent / "languages" / "numbers"
# "L5" and "COVID-19" are names, not numbers.
_DIGITS = re.compile(r"(?<![\w.,])(?<![^\W\d_][-–])\d+(?:[.,]\d+)*(?!\w)")
_PERCENT = re.compile(r"\s?%")
_BETWEEN_WORDS = re.compile(r"[\s-]+")
TENS, HUNDRED = range(20, 100, 10), 100
SHORTEST_UNIT = 4  # letters of a function word that may be what is counted: "3 días", "10 times"; not "80% of"


@dataclass(frozen=True, slots=True)
class Number:
    """A number or a range as it stands in a text: its characters, the word after it, what it comes to."""

    text: str
    span: Span
    low: float
    high: float
    percent: bool = False
    unit: str = ""

    @property
    def value(self) -> tuple[float, float, bool]:
        """What makes two numbers the same: "10 to 12" is not 10, and 10% is not 10."""
        return self.low, self.high, self.percent


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """How a language says numbers."""

    thousands: str
    percent: re.Pattern[str]
    range: frozenset[str]
    opening: frozenset[str]
    closing: frozenset[str]
    joining: frozenset[str]
    counting: frozenset[str]
    words: Mapping[str, int]


def numbers(text: str, language: str) -> list[Number]:
    """The numbers and ranges of a text in reading order; none in a language that has no file.

    >>> [(each.text, each.low, each.high, each.unit) for each in numbers("Ten or more, or 12 to 14 weeks.", "en")]
    [('Ten', 10.0, 10.0, ''), ('12 to 14', 12.0, 14.0, 'weeks')]
    >>> numbers("el 80 % de treinta y cinco", "es")[0].value, numbers("el 80 % de treinta y cinco", "es")[1].low
    ((80.0, 80.0, True), 35.0)
    """
    wording = load_numbers().get(language)
    if wording is None:
        return []
    found = [
        Number(digits.group(), Span(*digits.span()), value := _value(digits.group(), wording.thousands), value)
        for digits in _DIGITS.finditer(text)
    ]
    found = sorted([*found, *_in_words(text, language, wording)], key=lambda each: each.span.start)
    # The "ciento" of "por ciento" is no hundred.
    found = _apart([_percent(each, text, wording) for each in found])
    return [_unit(each, text, language) for each in _ranges(found, text, wording)]


def _value(digits: str, thousands: str) -> float:
    """What digits come to: a mark before three digits parts thousands if the language has it so, else decimals."""
    whole, *groups = re.split(r"[.,]", digits)
    marks = re.findall(r"[.,]", digits)
    decimals = ""
    for mark, group in zip(marks, groups, strict=True):
        if decimals or len(group) != 3 or (mark != thousands and len(groups) == 1):
            decimals += group
        else:
            whole += group
    return float(f"{whole}.{decimals or 0}")


def _in_words(text: str, language: str, wording: Wording) -> list[Number]:
    words = list(WORD.finditer(text))
    folded = [fold(word.group()) for word in words]
    found: list[Number] = []
    at = 0
    while at < len(words):
        value = wording.words.get(folded[at])
        counts = folded[at] not in wording.counting or (at + 1 < len(words) and term(folded[at + 1], language))
        if value is None or not counts:
            at += 1
            continue
        end = at + 1
        following = end + 1 if end < len(words) and folded[end] in wording.joining else end
        added = wording.words.get(folded[following], 0) if following < len(words) else 0
        between = text[words[at].end() : words[following].start()] if following < len(words) else ""
        joined = _BETWEEN_WORDS.fullmatch(between) or folded[end:following] != []
        if joined and ((value in TENS and 0 < added < 10) or (added == HUNDRED and 0 < value < 10)):
            value, end = (value * added if added == HUNDRED else value + added), following + 1
        span = Span(words[at].start(), words[end - 1].end())
        found.append(Number(text[span.start : span.end], span, float(value), float(value)))
        at = end
    return found


def _percent(number: Number, text: str, wording: Wording) -> Number:
    sign = _PERCENT.match(text, number.span.end) or wording.percent.match(text, number.span.end)
    if not sign:
        return number
    span = Span(number.span.start, sign.end())
    return replace(number, text=text[span.start : span.end], span=span, percent=True)


def _apart(found: list[Number]) -> list[Number]:
    """The numbers without those that stand inside the one before."""
    apart: list[Number] = []
    for each in found:
        if not apart or apart[-1].span.end <= each.span.start:
            apart.append(each)
    return apart


def _ranges(found: list[Number], text: str, wording: Wording) -> list[Number]:
    """The numbers with each two that make a range as one."""
    joined: list[Number] = []
    for each in found:
        if joined and joined[-1].low == joined[-1].high < each.low == each.high:
            first = joined[-1]
            between = fold(text[first.span.end : each.span.start].strip())
            before = WORD.findall(text[: first.span.start])[-1:]
            opened = bool(before) and fold(before[0]) in wording.opening
            if between in wording.range or (opened and between in wording.closing):
                span = Span(first.span.start, each.span.end)
                percent = first.percent or each.percent
                joined[-1] = Number(text[span.start : span.end], span, first.low, each.high, percent)
                continue
        joined.append(each)
    return joined


def _unit(number: Number, text: str, language: str) -> Number:
    word = WORD.match(text, number.span.end + 1)
    if not word or not text[number.span.end].isspace():
        return number
    if len(word.group()) < SHORTEST_UNIT and term(word.group(), language) is None:
        return number
    return replace(number, unit=word.group())


@cache
def load_numbers(folder: Path = FOLDER) -> Mapping[str, Wording]:
    """How each language says numbers, by its code; raises BadLanguage with every fault of every file."""
    wordings: dict[str, Wording] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            percent = "|".join(re.escape(said).replace(r"\ ", r"\s+") for said in table["percent"])
            sets = {name: frozenset(table[name]) for name in ("range", "opening", "closing", "joining", "counting")}
            words = {fold(word): int(value) for word, value in table["words"].items()}
            said = re.compile(rf"\s+(?:{percent})\b", re.IGNORECASE)
            wordings[path.stem] = Wording(table["thousands"], said, **sets, words=words)
        except (OSError, ValueError, KeyError, AttributeError, TypeError) as fault:
            faults.append(Fault(path.name, f"cannot be used: {fault!r}", "compare it with en.toml"))
    if faults:
        raise BadLanguage(*faults)
    return wordings
