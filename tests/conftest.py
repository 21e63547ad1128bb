"""Hypothesis runs the same examples every time, as long as they take; the guard; messages, always spoilt alike; growth
of time."""

from __future__ import annotations

import random
import time
import tomllib
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings

from chatbot.guardrails import Guard, load_guard
from chatbot.guardrails.rules import FOLDER

settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

ALPHABET = "abcdefghijklmnopqrstuvwxyz"
HARMLESS = (
    "I hope you are well.",
    "Thank you for your help.",
    "My sister told me about your clinic.",
    "It rained all week here.",
    "We have two cats.",
    "Gracias por su tiempo.",
    "Mi vecina me habló de su clínica.",
    "Tenemos dos gatos.",
)


@pytest.fixture(scope="session")
def guard() -> Guard:
    """The shipped rules and classifier."""
    return load_guard()


@pytest.fixture(scope="session")
def padding() -> tuple[str, ...]:
    """The sentences that `red_flags` puts around messages."""
    return HARMLESS


@pytest.fixture(scope="session")
def red_flags() -> Callable[[int], list[tuple[str, str]]]:
    """So many pairs of a message that emergency rules fire on and the same message spoilt; always the same pairs."""
    rules = [rule for path in sorted(FOLDER.glob("*.toml")) for rule in tomllib.loads(path.read_text("utf-8"))["rule"]]
    messages = [message for rule in rules if rule["label"] == "emergency" for message in rule["fires_on"]]
    assert len(messages) >= 40

    def pairs(count: int) -> list[tuple[str, str]]:
        dice = [random.Random(f"red flag {number}") for number in range(count)]
        chosen = [each.choice(messages) for each in dice]
        return [(message, spoil(message, each)) for message, each in zip(chosen, dice, strict=True)]

    return pairs


@pytest.fixture(scope="session")
def times_as_long() -> Callable[..., float]:
    """How many times as long some work takes as other work, from three to eight rounds in turn.

    Other work on the machine only ever adds, so the best time of each counts; rounds end once they come under `enough`.
    """

    def measured(work: Callable[[], object], other: Callable[[], object], enough: float) -> float:
        best = [float("inf"), float("inf")]
        for round_ in range(1, 9):
            for at, each in enumerate((other, work)):
                begun = time.process_time()
                each()
                best[at] = min(best[at], time.process_time() - begun)
            if round_ >= 3 and best[1] < enough * best[0]:
                break
        return best[1] / best[0]

    return measured


def spoil(message: str, dice: random.Random) -> str:
    """The message with one to five of: one edit, doubled spaces, the accents, the capitals, sentences around it."""
    ways = [edit, double_spaces, reaccent, recase, pad]
    chosen = set(dice.sample(ways, dice.randint(1, len(ways))))
    for way in ways:
        if way in chosen:
            message = way(message, dice)
    return message


def edit(message: str, dice: random.Random) -> str:
    """One typo, or in one of five one missing space."""
    return close_gap(message, dice) if dice.random() < 0.2 else mistype(message, dice)


def mistype(message: str, dice: random.Random) -> str:
    """One letter left out, doubled by another, replaced or swapped with the next; never the first of a word."""
    places = [at for at in range(1, len(message) - 1) if message[at - 1 : at + 2].isalpha()]
    if not places:
        return message
    at = dice.choice(places)
    other = dice.choice(ALPHABET)
    edited = {
        "leave out": message[at + 1 :],
        "insert": other + message[at:],
        "replace": other + message[at + 1 :],
        "swap": message[at + 1] + message[at] + message[at + 2 :],
    }
    return message[:at] + edited[dice.choice(sorted(edited))]


def close_gap(message: str, dice: random.Random) -> str:
    """One space missing."""
    gaps = [at for at, character in enumerate(message) if character == " "]
    if not gaps:
        return message
    at = dice.choice(gaps)
    return message[:at] + message[at + 1 :]


def double_spaces(message: str, _: random.Random) -> str:
    return message.replace(" ", "  ")


def reaccent(message: str, dice: random.Random) -> str:
    """Without accents, or with one more."""
    if dice.random() < 0.5:
        return "".join(c for c in unicodedata.normalize("NFD", message) if not unicodedata.combining(c))
    vowels = [at for at, character in enumerate(message) if character in "aeiou"]
    if not vowels:
        return message
    at = dice.choice(vowels)
    return message[: at + 1] + "\u0301" + message[at + 1 :]


def recase(message: str, dice: random.Random) -> str:
    return dice.choice([str.upper, str.lower, str.title, str.swapcase])(message)


def pad(message: str, dice: random.Random) -> str:
    """Harmless sentences before and after; a message without a stop gets one."""
    before, after = (" ".join(dice.sample(HARMLESS, dice.randint(1, 4))) for _ in range(2))
    stop = "" if message.endswith((".", "!", "?")) else "."
    return f"{before} {message}{stop} {after}"
