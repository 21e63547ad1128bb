"""Needles: a pattern is never passed over where it would have been found."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.guardrails.concepts import load_concepts
from chatbot.guardrails.normalising import normalise, sentences
from chatbot.guardrails.rules import load_rules
from chatbot.needles import Screen, needles

MESSAGES = Path(__file__).parents[1] / "chatbot" / "guardrails" / "messages"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("numb", {"numb"}),
        ("numb|tingl", {"numb", "tingl"}),
        (r"\bno (?:pee|urine)\b", {"pee", "urine"}),  # "no " is in every second message
        ("(?:very )?cold", {"cold"}),  # what may be missing is not needed
        ("a*b", {"b"}),
        (r"\w+", None),
        ("cold|", None),  # matches the empty text
        ("(?:ab|cd)+e", {"ab", "cd"}),
        (r"[aá]rbol", {"rbol"}),
        ("(?!not)here", {"here"}),
        ("(?<!no )pain", {"pain"}),
        ("(?>ab)c", {"ab"}),
    ],
)
def test_needles_are_what_every_match_must_hold(pattern: str, expected: set[str] | None) -> None:
    assert needles(pattern) == expected


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.soak)])
def test_example_messages_meet_the_same_rules_and_concepts_as_without_a_screen(every: int) -> None:
    rules, concepts = load_rules(), load_concepts()
    lines = [line for path in sorted(MESSAGES.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    texts = [json.loads(line)["text"] for line in lines]
    for sentence in sorted({part for text in texts for part in sentences(normalise(text))})[::every]:
        plainly = [finding for rule in rules if (finding := rule.match(sentence))]
        assert [finding for _, finding in rules.fired(sentence)] == plainly, sentence
        held = set(concepts.screen.candidates(sentence))
        assert held >= {at for at, (_, each) in enumerate(concepts.patterns) if each.search(sentence)}, sentence


@given(st.lists(st.from_regex(r"\A(?:[ab]{1,4}|\(\?:[ab]{1,3}\|c\)[+*?]?){1,4}\Z"), min_size=1), st.text("abc "))
def test_a_screen_never_drops_a_pattern_that_is_found(patterns: list[str], text: str) -> None:
    candidates = Screen(patterns).candidates(text)
    assert {at for at, pattern in enumerate(patterns) if re.search(pattern, text)} <= set(candidates)
    assert candidates == sorted(set(candidates))
