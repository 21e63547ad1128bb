"""Answering: what is quoted from a passage, and when nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest

import chatbot
from chatbot.bot import Chatbot
from chatbot.model import Kind, Reason

DOCUMENT = """# Knees

## What a brace does

A brace holds the knee. It also warms the joint. Runners like braces.

## Kinds of braces

There are three kinds of braces:

- Sleeve: it warms the joint.
- Hinged: it guides the bones.
- Strap: it presses below the kneecap.

## After an operation

Swelling goes down in days. Stairs come later. Driving comes last. Kneeling may stay hard. Patience pays.
"""


@pytest.fixture(scope="module")
def knees(tmp_path_factory: pytest.TempPathFactory) -> Chatbot:
    folder = tmp_path_factory.mktemp("knees")
    (folder / "knees.md").write_text(DOCUMENT, encoding="utf-8")
    return chatbot.load(folder, secret_key="test")


WHOLE_LIST = """There are three kinds of braces:

- Sleeve: it warms the joint.
- Hinged: it guides the bones.
- Strap: it presses below the kneecap."""


@pytest.mark.parametrize(
    ("question", "quote", "why"),
    [
        ("Do runners like braces?", "Runners like braces.", "one sentence holds everything that is asked"),
        ("which kinds of braces are there", WHOLE_LIST, "the lead-in matches best, so the list comes whole"),
        ("what does a hinged brace guide", "Hinged: it guides the bones.", "one item matches best, so it comes alone"),
        (
            "is driving before kneeling",
            "Driving comes last. Kneeling may stay hard.",
            "two neighbours share it",
        ),
        (
            "is the joint warm",
            "A brace holds the knee. It also warms the joint.",
            "a sentence that opens with 'It' brings the sentence it leans on",
        ),
    ],
)
def test_the_quotation_is_the_part_that_answers(knees: Chatbot, question: str, quote: str, why: str) -> None:
    assert knees.ask(question).citations[0].quote == quote, why


@pytest.mark.parametrize(
    ("question", "reason", "why"),
    [
        ("What does a brace cost?", Reason.ASPECT_NOT_COVERED, "braces are covered, costs are not"),
        ("How is a torn eardrum treated?", Reason.TOPIC_NOT_COVERED, "no word of it occurs"),
        ("What about it?", Reason.TOO_SHORT, "only stop words"),
        ("?!", Reason.TOO_SHORT, "no words at all"),
    ],
)
def test_it_abstains_with_its_reason(knees: Chatbot, question: str, reason: Reason, why: str) -> None:
    answer = knees.ask(question)
    assert (answer.kind, answer.reason, answer.citations) == (Kind.NO_ANSWER, reason, ()), why
    assert answer.answer == knees.notices.headline("too_short" if reason is Reason.TOO_SHORT else "no_answer", "en")


def test_raising_the_bar_turns_an_answer_into_an_abstention(tmp_path: Path) -> None:
    (tmp_path / "knees.md").write_text(DOCUMENT, encoding="utf-8")
    question = "which braces for swimming"  # one word of two is covered
    low = chatbot.load(tmp_path, min_confidence=0.05)
    high = chatbot.load(tmp_path, min_confidence=0.9)
    assert (low.ask(question).kind, high.ask(question).kind) == (Kind.ANSWER, Kind.NO_ANSWER)


def test_a_verdict_names_the_words_that_are_missing(knees: Chatbot) -> None:
    best = knees.consider("What does a brace cost?").quotations[0]
    assert best.verdict.missing == ("cost",)
    assert not best.verdict.answers


def test_never_more_citations_than_the_setting(tmp_path: Path) -> None:
    for name in "abcde":
        (tmp_path / f"{name}.md").write_text(f"# Braces {name}\n\nBraces hold the knee.", encoding="utf-8")
    assert len(chatbot.load(tmp_path).ask("Do braces hold the knee?").citations) == 3
    assert len(chatbot.load(tmp_path, max_citations=1).ask("Do braces hold the knee?").citations) == 1


def test_context_stays_inside_the_section(knees: Chatbot) -> None:
    citation = knees.ask("Do runners like braces?").citations[0]
    assert citation.before.strip() == "A brace holds the knee. It also warms the joint."
    assert citation.after == ""
