"""The bot as a whole, on the shipped corpus: the contract and its invariants."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

import chatbot
from chatbot.bot import Chatbot
from chatbot.model import Answer, BadMessage, EmptyCorpus, Kind, UnknownLanguage

CORPUS = Path(__file__).parent.parent / "corpus"
BOT = chatbot.load(CORPUS, secret_key="test")
CONTRACT = "kind answer language reason citations triage notices suggestions topic corrections conversation".split()
CITATION = (
    "number passage_id document title section quote before after start end language source adapted evidence "
    "updated sha256 score reviewed_by url"
).split()


@pytest.mark.parametrize(
    ("question", "document", "holds", "language"),
    [
        ("What does a foraminotomy do?", "surgical-decompression", "widens the opening", "en"),
        ("¿Cuándo se considera la cirugía?", "spinal-decompression", "no han dado alivio", "es"),
        ("what causes osteochondrosis", "manual-therapy", "an improper diet and regimen", "en"),
        ("Which surgical approaches are there?", "surgical-decompression", "Discectomy", "en"),
        ("How many sessions of manual therapy?", "manual-therapy", "starts at 10 or more", "en"),
        ("laminectomía", "spinal-decompression", "laminectomía", "es"),
    ],
)
def test_a_question_is_answered_from_the_right_place(question: str, document: str, holds: str, language: str) -> None:
    answer = BOT.ask(question)
    best = answer.citations[0]
    assert (answer.kind, best.document, answer.language) == (Kind.ANSWER, document, language)
    assert holds in best.quote


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How much does it cost?", Kind.NO_ANSWER),
        ("What does spinal decompression cost?", Kind.NO_ANSWER),
        ("capital of Peru", Kind.OUT_OF_SCOPE),
    ],
)
def test_what_the_documents_do_not_say_is_not_answered(question: str, kind: Kind) -> None:
    answer = BOT.ask(question)
    assert (answer.kind, answer.citations) == (kind, ())


def test_the_dictionary_is_the_contract() -> None:
    for question in ("What does a foraminotomy do?", "How much does it cost?"):
        told = BOT.ask(question).to_dict()
        assert list(told) == CONTRACT
        assert told == json.loads(json.dumps(told))
    citation = BOT.ask("What does a foraminotomy do?").to_dict()["citations"][0]
    assert list(citation) == CITATION
    assert citation["url"] == (
        f"/documents/surgical-decompression?start={citation['start']}&end={citation['end']}"
        f"&sha256={citation['sha256']}#cited"
    )


def words_of_the_corpus() -> list[str]:
    return sorted({word for document in BOT.documents.values() for word in document.text.split()})


@given(
    st.one_of(
        st.text(min_size=1, max_size=200), st.lists(st.sampled_from(words_of_the_corpus()), min_size=1).map(" ".join)
    )
)
def test_whatever_is_asked_every_quotation_is_verbatim_and_every_reply_safe(message: str) -> None:
    if not message.strip():
        return
    answer = BOT.ask(message)
    assert answer.answer
    assert "emergency_line" in {notice.notice_id for notice in answer.notices}
    for number, citation in enumerate(answer.citations, 1):
        text = BOT.documents[citation.document].text
        assert text[citation.start : citation.end] == citation.quote
        assert text[citation.start - len(citation.before) : citation.end + len(citation.after)] == (
            citation.before + citation.quote + citation.after
        )
        assert citation.number == number
    if answer.kind is Kind.ANSWER:
        assert answer.answer == "\n\n".join(citation.quote for citation in answer.citations)
        assert "provider" in {notice.notice_id for notice in answer.notices}


def test_the_same_question_has_the_same_answer_in_another_process() -> None:
    question = "Is spinal decompression low-risk?"
    code = (
        "import chatbot, json, sys; bot = chatbot.load(sys.argv[1], secret_key='test');"
        "sys.stdout.reconfigure(encoding='utf-8'); print(json.dumps(bot.ask(sys.argv[2]).to_dict()))"
    )
    for seed in ("0", "1"):
        run = subprocess.run(
            [sys.executable, "-c", code, str(CORPUS), question],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
        )
        assert json.loads(run.stdout) == BOT.ask(question).to_dict()


def test_the_token_holds_no_word_of_the_message() -> None:
    token = BOT.ask("What does a foraminotomy do?", BOT.ask("I am Bartholomew").conversation).conversation
    held = str(URLSafeSerializer("another key").loads_unsafe(token)[1])
    assert "surgical-decompression#" in held
    assert "artholomew" not in held
    assert "oraminotomy" not in held


def test_a_token_of_another_corpus_is_ignored_with_a_notice(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Braces\n\nBraces hold the knee.", encoding="utf-8")
    foreign = chatbot.load(tmp_path, secret_key="test").ask("braces").conversation
    answer = BOT.ask("What does a foraminotomy do?", foreign)
    assert answer.kind is Kind.ANSWER
    assert "conversation_reset" in {notice.notice_id for notice in answer.notices}


def test_a_word_without_a_language_is_answered_in_the_conversation_s() -> None:
    spanish = BOT.ask("¿Cuándo se considera la cirugía?")
    assert BOT.ask("zzz", spanish.conversation).language == "es"
    assert BOT.ask("zzz").language == "en"


def test_a_language_given_wins_over_the_one_detected() -> None:
    assert BOT.ask("What does it cost?", language="es").answer == BOT.notices.headline("no_answer", "es")


@pytest.mark.parametrize(
    ("message", "language", "error", "told"),
    [
        ("", None, BadMessage, "message: is empty; type a question"),
        (" \n", None, BadMessage, "message: is empty; type a question"),
        ("x" * 10_000, None, BadMessage, "message: has 10,000 characters; shorten it to at most 5,000"),
        (None, None, BadMessage, "message: is not text; send the question as a string"),
        (42, None, BadMessage, "message: is not text; send the question as a string"),
        ("x", "fr", UnknownLanguage, "language: is 'fr'; want one of en, es, or none to have it detected"),
    ],
)
def test_a_bad_message_is_told_with_its_remedy(
    message: str, language: str | None, error: type[Exception], told: str
) -> None:
    with pytest.raises(error) as raised:
        BOT.ask(message, language=language)
    assert str(raised.value) == told


def test_a_missing_folder_is_told_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(EmptyCorpus, match="there is no such folder; name the folder that holds the documents"):
        chatbot.load(tmp_path / "nowhere")


def test_every_invisible_character_is_read_past() -> None:
    assert answered(BOT, "foram\u200binotomy") == answered(BOT, "foraminotomy")


def answered(bot: Chatbot, question: str) -> str:
    answer: Answer = bot.ask(question)
    return answer.answer
