"""Numbers: digits, decimals, shares, ranges and words up to a hundred, in both languages, and no names."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.model import BadLanguage
from chatbot.numbers import load_numbers, numbers


@pytest.mark.parametrize(
    ("text", "language", "found", "why"),
    [
        ("10 sessions", "en", [("10", 10, 10, False, "sessions")], "digits, and what is counted"),
        ("1,000 cases", "en", [("1,000", 1000, 1000, False, "cases")], "a comma before three digits"),
        ("1.000 casos", "es", [("1.000", 1000, 1000, False, "casos")], "a point before three digits"),
        ("1,234.5", "en", [("1,234.5", 1234.5, 1234.5, False, "")], "thousands and decimals"),
        ("1.234,5", "es", [("1.234,5", 1234.5, 1234.5, False, "")], "the same in Spanish"),
        ("2.5 and 2,5", "en", [("2.5", 2.5, 2.5, False, ""), ("2,5", 2.5, 2.5, False, "")], "decimals either way"),
        ("80% of them", "en", [("80%", 80, 80, True, "")], "a share"),
        ("el 80 % de", "es", [("80 %", 80, 80, True, "")], "with a space"),
        ("eighty percent", "en", [("eighty percent", 80, 80, True, "")], "in words"),
        ("ochenta por ciento", "es", [("ochenta por ciento", 80, 80, True, "")], "in Spanish words"),
        ("10 to 12 weeks", "en", [("10 to 12", 10, 12, False, "weeks")], "a range"),
        ("10–12%", "en", [("10–12%", 10, 12, True, "")], "a range of shares"),
        ("between five and ten days", "en", [("five and ten", 5, 10, False, "days")], "a range of words"),
        ("five and ten", "en", [("five", 5, 5, False, ""), ("ten", 10, 10, False, "")], "two numbers are no range"),
        ("entre 3 y 5 días", "es", [("3 y 5", 3, 5, False, "días")], "a Spanish range"),
        ("12 to 10", "en", [("12", 12, 12, False, ""), ("10", 10, 10, False, "")], "downwards is no range"),
        ("twenty-one or thirty two", "en", [("twenty-one or thirty two", 21, 32, False, "")], "tens and units"),
        ("treinta y cinco sesiones", "es", [("treinta y cinco", 35, 35, False, "sesiones")], "joined with y"),
        ("one hundred", "en", [("one hundred", 100, 100, False, "")], "a hundred"),
        ("one session", "en", [("one", 1, 1, False, "session")], "one of something counted"),
        ("one of them", "en", [], "one that counts nothing"),
        ("una sesión", "es", [], "an article"),
        ("L5 and S1, COVID-19, T12", "en", [], "names"),
        ("diez", "es", [("diez", 10, 10, False, "")], "ten"),
        ("diez", "en", [], "ten, but not in English"),
        ("10", "xx", [], "a language without a file"),
        ("At 10.", "en", [("10", 10, 10, False, "")], "a full stop is no decimal point"),
    ],
)
def test_a_number_is_read_as_it_is_meant(
    text: str, language: str, found: list[tuple[str, float, float, bool, str]], why: str
) -> None:
    told = [(each.text, each.low, each.high, each.percent, each.unit) for each in numbers(text, language)]
    assert told == found, why


@given(st.text(alphabet="0123456789.,%-– aytoentreandbwhudzñ", max_size=40), st.sampled_from(["en", "es"]))
def test_every_span_is_verbatim_and_none_overlaps(text: str, language: str) -> None:
    end = 0
    for each in numbers(text, language):
        assert text[each.span.start : each.span.end] == each.text
        assert end <= each.span.start < each.span.end
        assert each.low <= each.high
        end = each.span.end


@given(st.integers(0, 100))
def test_every_whole_number_to_a_hundred_in_digits_is_itself(value: int) -> None:
    assert [each.low for each in numbers(f"about {value} days", "en")] == [value]


def test_a_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text('thousands = ","', encoding="utf-8")
    (tmp_path / "es.toml").write_text("x = ", encoding="utf-8")
    with pytest.raises(BadLanguage) as raised:
        load_numbers(tmp_path)
    assert [fault.place for fault in raised.value.faults] == ["en.toml", "es.toml"]
