"""Focusing: what a long message asks, what it leans on for it, and what is only story."""

from __future__ import annotations

import re

import pytest

from chatbot.languages import load_languages
from chatbot.query import Thing, focus
from chatbot.query.focusing import BACKGROUND, LEANED_ON
from chatbot.wants import wanted

ENGLISH = load_languages()["en"]
TOPICS, TELLING, VAGUE = {"decompression"}, {"decompression", "tennis"}, {"machine", "garden"}


def things(sentence: str) -> list[Thing]:
    return [
        Thing(found.start(), found.end(), found.group() in TELLING, found.group() in TOPICS)
        for found in re.finditer(r"\w+", sentence)
        if found.group() in TELLING | VAGUE
    ]


@pytest.mark.parametrize(
    ("message", "leaned_on", "why"),
    [
        (
            "My aunt had decompression in May and talks of it. She tells all in the garden. Why does the machine help?",
            {"decompression"},
            "what is asked names nothing telling: the topic of the nearest sentence that has one",
        ),
        (
            "My aunt had decompression in May and talks of it a lot. She used to play tennis. Why is tennis so hard?",
            set(),
            "what is asked names something telling",
        ),
        (
            "My aunt had decompression in May, she says. She is in the garden all day now. Does it really help?",
            {"She", "is", "in", "the", "garden", "all", "day", "now", "decompression"},
            "nothing is named at all: the nearest sentence that names anything, and the topic before it",
        ),
        (
            "My aunt plays tennis on Mondays and most Fridays. The weather was fine. Why does the machine help?",
            set(),
            "something telling that no document is about is story",
        ),
    ],
)
def test_a_question_leans_on_the_topic_before_it(message: str, leaned_on: set[str], why: str) -> None:
    weight = focus(message, ENGLISH, things)
    found = {each.group() for each in re.finditer(r"\w+", message) if weight(each.start()) == LEANED_ON}
    assert found == leaned_on, why
    assert weight(0) == BACKGROUND
    assert weight(len(message) - 2) == 1.0


def test_a_short_message_is_all_question() -> None:
    assert {focus("I like tennis. Does it help?", ENGLISH, things)(at) for at in range(20)} == {1.0}


@pytest.mark.parametrize(
    ("message", "language", "want", "is_wanted"),
    [
        ("what exactly is osteochondrosis please", "en", "definition", True),
        ("What is the smallest number of visits?", "en", "definition", False),
        ("how long till you notice a difference", "en", "difference", False),
        ("What's the difference between the two?", "en", "difference", True),
        ("Which one is better, the CT or the MRI?", "en", "difference", True),
        ("Out of a hundred people, how many is it a success for?", "en", "percentage", True),
        ("¿Qué exactamente es la osteocondrosis?", "es", "definition", True),
        ("¿Cuál es el número mínimo?", "es", "definition", False),
        ("de cada cien personas, ¿a cuántos les va bien?", "es", "percentage", True),
    ],
)
def test_kinds_of_answers_in_people_s_own_words(message: str, language: str, want: str, is_wanted: bool) -> None:
    assert (want in wanted(message, language)) is is_wanted
