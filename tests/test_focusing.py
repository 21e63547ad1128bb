"""Focusing: what a long message asks, what it leans on for it, and what is only story."""

from __future__ import annotations

import re

import pytest

from chatbot.languages import load_languages
from chatbot.query import Thing, focus
from chatbot.query.focusing import BACKGROUND, LEANED_ON
from chatbot.wants import wanted

ENGLISH = load_languages()["en"]
TOPICS, TELLING, VAGUE = {"decompression"}, {"decompression", "tennis", "discectomy"}, {"machine", "garden"}
TOLD = {"discectomy", "decompression", "machine"}


def things(sentence: str) -> list[Thing]:
    return [
        Thing(found.start(), found.end(), found.group() in TELLING, found.group() in TOPICS, found.group() in TOLD)
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
            "It was May. My aunt had decompression, she says. She is in the garden all day now. Does it really help?",
            {"My", "aunt", "had", "decompression", "she", "says"},
            "nothing is named at all: the nearest sentence that names anything telling",
        ),
        (
            "My aunt had decompression and then a machine. The weather was fine all of that day. Is that machine true?",
            {"decompression"},
            "a thing is named: the topic alone",
        ),
        (
            "My aunt says discectomy takes an hour. The weather was fine all of the day. What is done in that machine?",
            {"discectomy"},
            "no topic is named, and what points leans on what the documents tell of",
        ),
        (
            "My aunt says discectomy takes an hour. The weather was fine all of the day. Why is a machine so loud?",
            set(),
            "nothing points",
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


@pytest.mark.parametrize(
    ("message", "code", "asked", "why"),
    [
        (
            "We had cake, then talked of backs and of decks. does decompression hurt. he says no",
            "en",
            "does",
            "begins so",
        ),
        ("For the sake of peace in this house of ours: what sort of devices are used for it?", "en", "what", "colon"),
        ("Aquí todos opinan y nadie sabe nada de nada, ¿qué se hace en la cirugía de la columna?", "es", "¿qué", "¿"),
        (
            "I like cake. My wife bakes and is quite a woman. I wonder if it works for the neck",
            "en",
            "I wonder",
            "cue",
        ),
    ],
)
def test_the_part_that_asks_is_all_that_counts(message: str, code: str, asked: str, why: str) -> None:
    weight = focus(message, load_languages()[code], things)
    first = next(at for at in range(len(message)) if weight(at) == 1.0)
    assert message[first:].startswith(asked), why


def test_of_a_part_that_asks_only_the_clauses_count_that_open_or_tell() -> None:
    message = "We ate cake. So settle it for me, with decompression as it is, what brings it on, by and by, says he?"
    weight = focus(message, ENGLISH, things)
    asked = {each.group() for each in re.finditer(r"\w+", message) if weight(each.start()) == 1.0}
    assert asked == {"with", "decompression", "as", "it", "is", "what", "brings", "on"}


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
