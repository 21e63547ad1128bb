"""Two things compared: what tells them apart is quoted; else what tells of each, and that nothing compares them."""

from __future__ import annotations

from pathlib import Path

import pytest

import chatbot
from chatbot.explaining import Fate, explain
from chatbot.model import Kind

BOT = chatbot.load(Path(__file__).parent.parent / "corpus", secret_key="test")


def notices(answer: chatbot.Answer) -> set[str]:
    return {each.notice_id for each in answer.notices}


def test_of_items_of_one_list_each_is_quoted() -> None:
    answer = BOT.ask("whats the diffrence between laminectomy an foraminotomy")
    assert [each.quote.split(":")[0] for each in answer.citations] == ["Laminectomy", "Foraminotomy"]
    assert "apart" not in notices(answer)


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        (
            "What is the difference between manual therapy and decompression?",
            ["manual-therapy", "spinal-decompression"],
        ),
        ("difference between spinal decompression and massage", ["spinal-decompression", "manual-therapy"]),
        (
            "¿Qué diferencia hay entre la terapia manual y la descompresión?",
            ["manual-therapy.es", "spinal-decompression.es"],
        ),
    ],
)
def test_of_two_things_that_no_source_compares_each_is_told_in_the_order_asked(
    question: str, documents: list[str]
) -> None:
    answer = BOT.ask(question)
    assert answer.kind is Kind.ANSWER
    assert [each.document for each in answer.citations] == documents
    assert "apart" in notices(answer)


@pytest.mark.parametrize(
    "question",
    [
        "difference between osteochondrosis and arthritis",
        "difference between physiotherapist and chiropractor",
        "difference between discectomy and microdiscectomy",
        "¿Qué diferencia hay entre osteopatía y terapia manual?",
    ],
)
def test_if_one_of_them_is_not_told_of_nothing_is_quoted(question: str) -> None:
    answer = BOT.ask(question)
    assert answer.kind in (Kind.NO_ANSWER, Kind.CLARIFY)
    assert answer.citations == ()
    assert "apart" not in notices(answer)


def test_who_asks_why_is_told_that_each_was_found_by_itself() -> None:
    told = explain(BOT, "difference between spinal decompression and massage")
    fates = {each.passage.passage_id: each.fate for each in told.accounts}
    assert [fates[each.passage_id] for each in told.answer.citations] == [Fate.APART, Fate.APART]


def test_what_does_not_ask_for_a_difference_is_not_taken_apart() -> None:
    assert "apart" not in notices(BOT.ask("Do manual therapy and decompression cost the same?"))
