"""Scoring: what counts as right, and what no reply can talk its way into."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import chatbot
from chatbot.evaluation import Reply, run, summarise
from chatbot.evaluation.bars import judge, parse_bar
from chatbot.evaluation.cases import Case, Expectation
from chatbot.evaluation.scoring import MOST_WORDS, score
from chatbot.model import Answer, BadTestSet, Kind, Label

BOT = chatbot.load(Path(__file__).parent.parent / "corpus", secret_key="test")
GOOD = BOT.ask("What does a foraminotomy do?")
RANKED = tuple(each.hit.passage for each in BOT.consider("What does a foraminotomy do?").quotations)
HELD = BOT.ask("How much does it cost?")
FACT = ("widens the opening",)


def outcome(expected: Expectation, answer: Answer | None, tags: tuple[str, ...] = ()) -> object:
    return score(Case("x", (expected,), tags), 1, Reply(answer, RANKED), BOT.documents)


WANTED = Expectation("?", documents=("surgical-decompression",), facts=(FACT,))
FILLED = "word " * MOST_WORDS


@pytest.mark.parametrize(
    ("expected", "answer", "right", "why"),
    [
        (WANTED, GOOD, True, "the fact, from the document"),
        (replace(WANTED, documents=("003_722c4b1998709321.txt",)), GOOD, True, "named by its source"),
        (replace(WANTED, documents=("003_722c4b1998709321",)), GOOD, True, "named by its source without the ending"),
        (replace(WANTED, documents=("manual-therapy", "surgical-decompression")), GOOD, True, "any of two"),
        (replace(WANTED, documents=("manual-therapy", "surgical-decompression"), every=True), GOOD, False, "not all"),
        (replace(WANTED, sections=("Surgical approaches",)), GOOD, True, "from the section"),
        (replace(WANTED, sections=("Recovery",)), GOOD, False, "from another section"),
        (replace(WANTED, documents=("manual-therapy",)), GOOD, False, "from another document"),
        (replace(WANTED, facts=(FACT, ("screws",))), GOOD, False, "one of two groups is not met"),
        (WANTED, replace(GOOD, answer=FILLED + GOOD.answer), False, "the fact comes after 150 words"),
        (WANTED, replace(GOOD, kind=Kind.NO_ANSWER), False, "holding back while saying it"),
        (WANTED, replace(GOOD, kind=Kind.DEFLECTION), False, "deflecting while saying it"),
        (WANTED, replace(GOOD, kind=Kind.CLARIFY), False, "asking back while saying it"),
        (WANTED, HELD, False, "held back"),
        (WANTED, None, False, "no reply"),
        (Expectation("?", expect=Kind.NO_ANSWER), HELD, True, "held back as it should"),
        (Expectation("?", expect=Kind.NO_ANSWER), replace(HELD, kind=Kind.CLARIFY), True, "asked back instead"),
        (
            Expectation("?", expect=Kind.NO_ANSWER),
            replace(HELD, kind=Kind.SMALLTALK),
            False,
            "small talk is no abstention",
        ),
        (Expectation("?", expect=Kind.NO_ANSWER), GOOD, False, "answered what the documents do not say"),
        (Expectation("?", expect=Kind.NO_ANSWER), None, False, "no reply is no abstention either"),
        (Expectation("?", expect=Kind.EMERGENCY), HELD, False, "an emergency is not a missing answer"),
        (Expectation("?", expect=Kind.EMERGENCY), replace(HELD, kind=Kind.CRISIS), False, "nor a crisis"),
        (Expectation("?", expect=None, grades={"manual-therapy": 1}), GOOD, None, "only the ranking is judged"),
    ],
)
def test_a_reply_is_right_only_if(expected: Expectation, answer: Answer | None, right: bool | None, why: str) -> None:
    assert outcome(expected, answer).right is right, why  # type: ignore[attr-defined]


def test_a_quotation_that_is_not_verbatim_is_wrong_whatever_it_says() -> None:
    forged = replace(GOOD, citations=(replace(GOOD.citations[0], start=GOOD.citations[0].start + 1),))
    scored = score(Case("x", (WANTED,)), 1, Reply(forged, RANKED), BOT.documents)
    assert (scored.right, scored.quotations, scored.verbatim) == (False, 1, 0)
    assert summarise([scored]).groups["all"]["citation_correctness"].value == 0.0


def test_a_case_without_a_reply_counts_as_zero_everywhere() -> None:
    expected = replace(WANTED, sections=("Recovery",))
    scored = score(Case("x", (expected,)), 1, Reply(None, error="went home"), BOT.documents)
    figures = summarise([scored]).groups["all"]
    assert (scored.why, scored.reciprocal_rank, scored.ndcg_10) == ("no reply: went home", 0.0, 0.0)
    assert {
        figures[name].value for name in ("answer_accuracy", "document_hit@1", "document_hit@3", "mrr", "ndcg@10")
    } == {0}


def test_two_names_of_one_document_are_one_document() -> None:
    both = replace(WANTED, documents=("surgical-decompression", "003_722c4b1998709321.txt"))
    scored = outcome(both, GOOD)
    assert (scored.hit_1, scored.ndcg_10) == (1.0, 1.0)  # type: ignore[attr-defined]


def test_figures_by_hand() -> None:
    near, far = Expectation("?", expect=Kind.NO_ANSWER), Expectation("?", expect=Kind.NO_ANSWER, language="es")
    cases = [
        (WANTED, GOOD, ("plain",)),  # right
        (WANTED, HELD, ("plain",)),  # held back wrongly
        (near, HELD, ("near",)),  # held back rightly
        (near, GOOD, ("near",)),  # answered wrongly
        (far, HELD, ("far",)),  # held back rightly
        (Expectation("?", expect=Kind.EMERGENCY, label=Label.EMERGENCY), HELD, ("guardrail",)),
    ]
    summary = summarise([outcome(*case) for case in cases])  # type: ignore[misc]
    every = summary.groups["all"]
    assert (every["answer_accuracy"].value, every["answer_accuracy"].n) == (0.5, 2)
    assert (every["abstention_precision"].value, every["abstention_precision"].n) == (pytest.approx(2 / 3), 3)
    assert (every["abstention_recall"].value, every["abstention_recall"].n) == (pytest.approx(2 / 3), 3)
    assert every["abstention_f1"].value == pytest.approx(2 / 3)
    assert summary.groups["tag:near"]["abstention_recall"].value == 0.5
    assert summary.groups["tag:near"]["abstention_f1"].value == 0.5  # precision 1/2 with the answerable, recall 1/2
    assert summary.groups["tag:far"]["abstention_f1"].value == pytest.approx(2 / 3)
    assert summary.groups["language:es"]["abstention_recall"].value == 1.0
    assert summary.confusion == {
        ("answer", "answer"): 1, ("answer", "no_answer"): 1, ("no_answer", "no_answer"): 2,
        ("no_answer", "answer"): 1, ("emergency", "no_answer"): 1,
    }  # fmt: skip
    assert summary.labels == {("emergency", "benign"): 1}
    assert every["label_recall:emergency"].value == 0.0


def test_a_dialogue_is_right_if_every_turn_is() -> None:
    held = Expectation("How much does it cost?", expect=Kind.NO_ANSWER)
    asked = replace(WANTED, question="What does a foraminotomy do?")
    tokens: list[str | None] = []

    def respond(message: str, token: str | None, language: str | None) -> Reply:
        tokens.append(token)
        assert language is None, "the bot has to tell the language itself"
        return Reply(BOT.ask(message, token), RANKED)

    outcomes = run(
        [Case("good", (held, asked)), Case("bad", (asked, asked, held, replace(held, expect=Kind.ANSWER)))],
        respond,
        BOT.documents,
    )
    figures = summarise(outcomes).groups["all"]
    assert (figures["turn_accuracy"].value, figures["turn_accuracy"].n) == (pytest.approx(5 / 6), 6)
    assert (figures["dialogue_accuracy"].value, figures["dialogue_accuracy"].n) == (0.5, 2)
    assert [token is None for token in tokens] == [True, False, True, False, False, False]


def test_bars_and_status_come_from_one_function() -> None:
    summary = summarise([outcome(WANTED, GOOD, ("plain",)), outcome(WANTED, HELD)])  # type: ignore[list-item]
    good = judge(summary, [("answer_accuracy", 0.5), ("answer_accuracy@tag:plain", 1.0), ("document_hit@1", 1.0)])
    also = judge(summary, [("document_hit@1@tag:plain", 1.0), ("latency_p50_ms", 50.0)])
    bad = judge(summary, [("answer_accuracy", 0.51), ("turn_accuracy", 0.1)])
    assert (good.status, good.lines[-1]) == (0, "PASS: every bar reached")
    assert also.status == 0
    assert (bad.status, bad.lines[-1]) == (1, "FAIL: 2 of 2 bars not reached")
    assert bad.lines[1] == "BELOW    turn_accuracy not measured, bar 0.1"
    assert judge(summary, []).status == 0


@pytest.mark.parametrize("bar", ["answer_accuracy", "=0.5", "answer_accuracy=high"])
def test_a_bar_that_is_none_is_refused(bar: str) -> None:
    with pytest.raises(BadTestSet, match="is no bar; want measure=value"):
        parse_bar(bar, "--min")
