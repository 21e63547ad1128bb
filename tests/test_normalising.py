"""Normalising: disguises, accents and capitals hide nothing, and nothing that means something is destroyed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.guardrails.normalising import normalise, sentences


@pytest.mark.parametrize(
    ("message", "plain", "why"),
    [
        ("numb\u200bness", "numbness", "a zero-width space"),
        ("num\u00adbness", "numbness", "a soft hyphen"),
        ("\ufeffnumb\u2060ness\u200f", "numbness", "a byte order mark, a word joiner and a direction"),
        ("n\ufe0fumb", "numb", "a variation selector"),
        ("сhеst раin", "chest pain", "Cyrillic letters"),
        ("nυmb, сοugh", "numb, cough", "Greek letters"),
        ("chеst рain".upper(), "chest pain", "Cyrillic capitals"),
        ("ＮＵＭＢ", "numb", "full-width letters"),
        ("𝐧𝐮𝐦𝐛", "numb", "mathematical letters"),
        ("ﬁne", "fine", "a ligature"),
        ("I can't f33l my l3gs", "i can't feel my legs", "digits for letters"),
        ("su1c1de, 0verd0se", "suicide, overdose", "digits for letters, first and inside"),
        ("k1ll my$elf", "kill myself", "signs for letters"),
        ("I CAN'T FEEL MY LEGS", "i can't feel my legs", "capitals"),
        ("NO PUEDO ORINAR, ESPAÑOL", "no puedo orinar, espanol", "Spanish capitals"),
        ("n u m b", "numb", "spelled out with spaces"),
        ("n.u.m.b", "numb", "spelled out with stops"),
        ("n-u-m-b", "numb", "spelled out with hyphens"),
        ("n_u_m_b", "numb", "spelled out with underscores"),
        ("n*u*m*b", "numb", "spelled out with stars"),
        ("C H E S T  P A I N", "chest pain", "two words spelled out stay two"),
        ("soooo numbbbb", "so numb", "stretched letters"),
        ("me dueleeee muuucho", "me duele mucho", "stretched letters in Spanish"),
        ("¿Señal? ÁÉÍÓÚ ü", "¿senal? aeiou u", "accents and tilde"),
        ("si\u0301", "si", "an accent that stands by itself"),
        ("can’t can‘t can`t", "can't can't can't", "curly apostrophes and a grave"),
        ("can´t", "can't", "an acute, the apostrophe of Spanish keyboards"),
        ("I\u00a0can't\tfeel   it ", "i can't feel it", "every space"),
        ("numb \r\n\n legs", "numb\nlegs", "line breaks stay as one stop"),
        ("🔥😀", "🔥😀", "nothing but emoji"),
        ("", "", "nothing"),
        (" \n\t ", "", "nothing but spaces"),
        ("\u200b\u200d", "", "nothing but invisible characters"),
    ],
)
def test_what_hides_a_word_is_undone(message: str, plain: str, why: str) -> None:
    assert normalise(message) == plain, why


@pytest.mark.parametrize(
    "message",
    [
        "i take 500mg of ibuprofen",
        "50mcg of fentanyl",
        "3mcg",
        "10mg/kg",
        "1500ml",
        "38.5c",
        "100.4f",
        "l4 hurts",
        "l4-l5",
        "l4/l5 and l5-s1",
        "l5s1",
        "c5, t12, s1",
        "covid19",
        "b12",
        "a1c",
        "h1n1",
        "40yo",
        "3am",
        "24h",
        "3weeks",
        "5days",
        "1st and 3rd",
        "7/10",
        "call 911 or 112",
        "$500",
        "10.30",
        "me@clinic.com",
    ],
)
def test_doses_vertebrae_and_numbers_stay_what_they_are(message: str) -> None:
    assert normalise(message) == message


@pytest.mark.parametrize(
    "message", ["a bee, a tree and a cooperation", "i am ok", "no, i do", "x-ray", "calle llena", "is it a b or c?"]
)
def test_plain_words_stay_what_they_are(message: str) -> None:
    assert normalise(message) == message


@given(st.text(max_size=300))
def test_whatever_is_written_becomes_one_plain_form_without_a_crash(message: str) -> None:
    plain = normalise(message)
    assert plain == plain.strip()
    assert "  " not in plain
    assert sentences(plain) == [part for part in sentences(plain) if part.strip()]


@given(st.lists(st.sampled_from(["numb", "legs", "no siento", "i can't pee", "l4", "500mg"]), min_size=1, max_size=8))
def test_capitals_and_unseen_characters_change_nothing(words: list[str]) -> None:
    message = " ".join(words)
    assert normalise("\u200b".join(message.upper())) == normalise(message)


@pytest.mark.parametrize(
    ("plain", "parts", "why"),
    [
        ("", [], "nothing"),
        ("my legs are numb", ["my legs are numb"], "no stop"),
        ("hi. my legs are numb! ok?", ["hi.", "my legs are numb!", "ok?"], "stops keep their sentence's end"),
        ("hi\nmy legs are numb", ["hi", "my legs are numb"], "a line break"),
        ("hi; my legs are numb", ["hi", "my legs are numb"], "a semicolon"),
        ("it is 38.5 now", ["it is 38.5 now"], "a decimal point is no stop"),
        ("...", ["..."], "only stops"),
    ],
)
def test_a_message_falls_into_its_sentences(plain: str, parts: list[str], why: str) -> None:
    assert sentences(plain) == parts, why


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ("a" * 10_000, "one letter"),
        ("a " * 5_000, "spelled out without end"),
        ("a.b-" * 2_500, "spelled out with signs"),
        ("l33t " * 2_000, "disguises"),
        ("1a" * 5_000, "one word of letters and digits"),
        ("0" * 9_999 + "!", "digits without end"),
        ("$" * 10_000, "signs that may stand for letters"),
        (" " * 10_000, "spaces"),
        ("x" + " " * 9_998 + "x", "spaces inside"),
        ("\n" * 10_000, "line breaks"),
        ("\u200b" * 10_000, "invisible characters"),
        ("é" * 10_000, "accents"),
        ("I have had back pain for a while. " * 300, "prose"),
    ],
)
def test_the_time_grows_with_the_length_whatever_is_read(
    message: str, why: str, times_as_long: Callable[..., float]
) -> None:
    def reads(text: str) -> Callable[[], object]:
        return lambda: sentences(normalise(text))

    # In proportion would be 4 and quadratic 16.
    assert times_as_long(reads(message), reads(message[: len(message) // 4]), enough=10) < 10, why
