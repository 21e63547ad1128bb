"""Grouping: what asks the same comes together, in both languages, always alike, and without comparing all with all."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_contract import BARE, DAY

import chatbot
from chatbot.store import KeptQuestion
from chatbot.store.grouping import SIMILAR, _Asked, _asked, _likeness, _weights, group

TERMS = chatbot.load(Path(__file__).parent.parent / "corpus", secret_key="test").search.terms
# What patients of such a clinic ask besides, so that words are as rare as they are.
OTHERS = (
    "Do you take my insurance?",
    "Where can I park?",
    "Is there a gym?",
    "Can children come along?",
    "Which shoes should I wear?",
    "How long is the waiting list?",
    "¿Tienen aparcamiento?",
    "¿Puedo pagar con tarjeta?",
    "¿Aceptan mi seguro?",
    "Is aspirin bad for the stomach?",
)


def questions(*texts: str | tuple[str, str]) -> list[KeptQuestion]:
    """Questions in English, or as (language, text)."""
    pairs = [("en", each) if isinstance(each, str) else each for each in texts]
    return [
        replace(BARE, language=language, text=text, question_id=number, day=DAY + timedelta(days=number % 3))
        for number, (language, text) in enumerate(pairs, 1)
    ]


def words(text: str, _: str) -> Sequence[str]:
    return text.split()


@pytest.mark.parametrize(
    ("one", "other", "together", "why"),
    [
        ("What does a discectomy cost?", "cost of a discectomy", True, "the same words"),
        ("What does a discectomy cost?", "WHAT DOES A DISCECTOMY COST", True, "but for capitals"),
        ("Is a slipped disc dangerous?", "Is a herniated disc dangerous?", True, "a lay name"),
        ("Is a slipped disc dangerous?", ("es", "¿Es peligrosa una hernia discal?"), True, "in the other language"),
        ("Is swimming good for a slipped disc?", "Is a swim good with a herniated disc?", True, "inflected"),
        ("What does a discectomy cost?", "Can I swim after a hip replacement?", False, "nothing in common"),
        ("What does a discectomy cost?", "What does parking cost?", False, "another thing"),
        ("Is a slipped disc dangerous?", ("es", "¿Dónde puedo aparcar?"), False, "in the other language"),
    ],
)
def test_what_asks_the_same_comes_together(one: str, other: str | tuple[str, str], together: bool, why: str) -> None:
    groups = group(questions(one, other, *OTHERS), TERMS)
    assert any({each.question_id for each in found.questions} >= {1, 2} for found in groups) is together, why


def test_groups_come_largest_first_with_their_days() -> None:
    asked = questions("a b", "x y z", "x y", "x y z", "c d", "x y")
    groups = group(asked, words)
    assert [[each.question_id for each in found.questions] for found in groups] == [[2, 3, 4, 6], [1], [5]]
    first, second, third = (DAY + timedelta(days=days) for days in range(3))
    assert groups[0].days == ((first, 2), (second, 1), (third, 1))
    assert groups[0].representative == asked[2], "the words that all have, the first to ask so"


def test_the_order_of_the_questions_does_not_matter() -> None:
    dice = random.Random(7)
    asked = questions(*[" ".join(dice.choices("abcdefgh", k=4)) for _ in range(60)])
    once = group(asked, words)
    for _ in range(3):
        dice.shuffle(asked)
        assert group(asked, words) == once


@pytest.mark.parametrize(
    ("texts", "sizes", "why"),
    [
        ((), [], "nothing asked"),
        (("???", "???", "!!"), [2, 1], "without any term only the same text is the same"),
        (("=a", "=a b", "b"), [2, 1], "a concept weighs more than a word"),
    ],
)
def test_questions_of_few_terms(texts: tuple[str, ...], sizes: list[int], why: str) -> None:
    def terms(text: str, _: str) -> list[str]:
        return [] if text[0] in "?!" else text.split()

    assert [len(each.questions) for each in group(questions(*texts), terms)] == sizes, why


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["en", "es"]), st.lists(st.sampled_from("a b c d e =f =g <h ~i 7".split()), max_size=6)
        ),
        max_size=30,
    ),
    st.sampled_from([0.2, SIMILAR, 0.7, 1.0]),
)
def test_no_candidate_is_missed(raw: list[tuple[str, list[str]]], similar: float) -> None:
    """The index finds what comparing with every leader finds."""
    asked = questions(*[(language, f"{' '.join(terms)} {number}.") for number, (language, terms) in enumerate(raw)])

    def terms(text: str, _: str) -> list[str]:
        return [each for each in text.split() if not each.endswith(".")]

    found = [frozenset(terms(each.text, "")) for each in asked]
    weights = _weights(found)
    ready = [_asked(each.language, own, weights) for each, own in zip(asked, found, strict=True)]
    expected = sorted([at + 1 for at in cluster] for cluster in compared_with_every_leader(ready, similar))
    assert sorted([each.question_id or 0 for each in g.questions] for g in group(asked, terms, similar)) == expected


def compared_with_every_leader(ready: Sequence[_Asked], similar: float) -> list[list[int]]:
    clusters: dict[int, list[int]] = {}
    for at, own in enumerate(ready):
        best = max(((_likeness(own, ready[leader]), -leader) for leader in clusters), default=(0.0, 0))
        clusters.setdefault(-best[1] if best[0] >= similar else at, []).append(at)
    return list(clusters.values())


def test_most_comparisons_are_spared(times_as_long: Callable[..., float]) -> None:
    dice = random.Random(5)
    # Words as common as in a language: the n-th most common one is there 1/n as often.
    vocabulary = [f"w{n}" for n in range(3_000)] + [f"=c{n}" for n in range(300)]
    chances = [1 / (1 + n) for n in range(3_000)] + [1 / (10 + n) for n in range(300)]
    asked = questions(*(" ".join(dice.choices(vocabulary, chances, k=dice.randint(4, 14))) for _ in range(600)))
    found = [frozenset(words(each.text, "")) for each in asked]
    weights = _weights(found)
    ready = [_asked("en", own, weights) for own in found]

    def every() -> object:
        return compared_with_every_leader(ready, SIMILAR)

    assert times_as_long(lambda: group(asked, words), every, enough=0.25) < 0.25
