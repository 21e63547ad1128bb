"""Answering: what is quoted from a passage, and when nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest

import chatbot
from chatbot.answering.evidence import FIGURES, LACKS
from chatbot.answering.judging import CONSTANT, FURTHER, MISSING, confidence_of
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


FIRST = "A brace holds the knee. It also warms the joint. Runners like braces."
WHOLE_LIST = """There are three kinds of braces:

- Sleeve: it warms the joint.
- Hinged: it guides the bones.
- Strap: it presses below the kneecap."""


@pytest.mark.parametrize(
    ("question", "quote", "why"),
    [
        ("Do runners like braces?", FIRST, "a passage comes whole, though one sentence holds everything that is asked"),
        ("which kinds of braces are there", WHOLE_LIST, "the lead-in matches best, so the list comes whole"),
        ("what does a hinged brace guide", "Hinged: it guides the bones.", "one item matches best, so it comes alone"),
        ("Which brace presses below the kneecap?", "Strap: it presses below the kneecap.", "another item of it"),
        ("which brace warms, which one guides", WHOLE_LIST, "two items match alike, so the list comes whole"),
        (
            "Is kneeling hard, and is driving last?",
            "Driving comes last. Kneeling may stay hard. Patience pays.",
            "not the whole section: the other passage of it is left out",
        ),
        ("When does swelling go down?", "Swelling goes down in days. Stairs come later.", "nor this one's neighbour"),
        ("does a brace hold the knee", FIRST, "a sentence that opens with 'It' stays with the sentence it leans on"),
    ],
)
def test_the_quotation_is_the_passage_or_the_item_that_answers(
    knees: Chatbot, question: str, quote: str, why: str
) -> None:
    assert knees.ask(question).citations[0].quote == quote, why


@pytest.mark.parametrize(
    ("question", "reason", "why"),
    [
        ("What does a brace cost?", Reason.ASPECT_NOT_COVERED, "braces are covered, costs are not"),
        ("What is a torn eardrum?", Reason.TOPIC_NOT_COVERED, "no word of it occurs, nor a concept"),
        ("How is a torn eardrum treated?", Reason.ASPECT_NOT_COVERED, "a brace is a treatment, but not of ears"),
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
    low = chatbot.load(tmp_path, min_confidence=0.02)
    high = chatbot.load(tmp_path, min_confidence=0.9, min_clarify=0.9)
    assert (low.ask(question).kind, high.ask(question).kind) == (Kind.ANSWER, Kind.NO_ANSWER)
    assert low.consider(question).quotations[0].verdict.coverage == 0.5


def test_a_verdict_names_the_words_that_are_missing(knees: Chatbot) -> None:
    quotations = knees.consider("What does a brace cost?").quotations
    told = next(each for each in quotations if "A brace" in each.hit.passage.text)
    assert told.verdict.missing == ("cost",)
    assert not any(each.verdict.answers for each in quotations)


def test_never_more_citations_than_the_setting(tmp_path: Path) -> None:
    for name in "abcde":
        (tmp_path / f"{name}.md").write_text(f"# Braces {name}\n\nBraces hold the knee.", encoding="utf-8")
    assert len(chatbot.load(tmp_path).ask("Do braces hold the knee?").citations) == 3
    assert len(chatbot.load(tmp_path, max_citations=1).ask("Do braces hold the knee?").citations) == 1


def test_a_verdict_is_made_of_its_parts(knees: Chatbot) -> None:
    for question in ("What does a brace cost?", "Do runners like braces?"):
        for each in knees.consider(question).quotations:
            parts = dict(each.verdict.parts)
            lacking = {name for name in parts if name.startswith(LACKS)}
            assert set(parts) - lacking <= {*FIGURES, *FURTHER, CONSTANT, MISSING}
            assert each.verdict.confidence == confidence_of(parts)
            assert each.verdict.answers is (each.verdict.confidence >= knees.settings.min_confidence)


def test_between_no_answer_and_an_answer_it_asks_back(tmp_path: Path) -> None:
    (tmp_path / "knees.md").write_text(DOCUMENT, encoding="utf-8")
    question = "which braces for swimming"
    sure = chatbot.load(tmp_path).consider(question).quotations[0].verdict.confidence
    for min_clarify, kind, reason in (
        (sure, Kind.CLARIFY, Reason.UNSURE),
        (sure + 0.01, Kind.NO_ANSWER, Reason.ASPECT_NOT_COVERED),
    ):
        asked = chatbot.load(tmp_path, min_confidence=0.9, min_clarify=min_clarify)
        answer = asked.ask(question)
        assert (answer.kind, answer.reason, answer.citations) == (kind, reason, ())
        assert answer.answer == asked.notices.headline(kind.value, "en")


def test_context_stays_inside_the_section(knees: Chatbot) -> None:
    whole = knees.ask("Do runners like braces?").citations[0]
    assert (whole.before, whole.after) == ("", "")
    item = knees.ask("what does a hinged brace guide").citations[0]
    assert item.before == "There are three kinds of braces:\n\n- Sleeve: it warms the joint.\n- "
    assert item.after == "\n- Strap: it presses below the kneecap."
    second = knees.ask("Is kneeling hard, and is driving last?").citations[0]
    assert second.before.strip() == "Swelling goes down in days. Stairs come later."
    assert second.after == ""
