"""The bot as a whole, on the shipped corpus: the contract and its invariants."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

import chatbot
from chatbot.bot import RED_FLAGS_ASKED, Chatbot
from chatbot.conversation import VERSION
from chatbot.guardrails import RAISED
from chatbot.model import Answer, BadMessage, EmptyCorpus, Kind, UnknownLanguage
from chatbot.wants import load_wants

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
        ("¿Cuándo se considera la cirugía?", "spinal-decompression.es", "no han dado alivio", "es"),
        ("what causes osteochondrosis", "manual-therapy", "an improper diet and regimen", "en"),
        ("Which surgical approaches are there?", "surgical-decompression", "Discectomy", "en"),
        ("How many sessions of manual therapy?", "manual-therapy", "starts at 10 or more", "en"),
        ("laminectomía", "surgical-decompression.es", "Laminectomía: en una laminectomía", "es"),
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


CONCEPTS = {concept for names in BOT.glossary.names.values() for concept in names}
WANTS = {want.name for wants in load_wants().values() for want in wants}
PASSAGES = {passage.passage_id for passage in BOT.retriever.passages}


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


@pytest.mark.parametrize(
    "question",
    [
        "Is spinal decompression low-risk?",
        # One thing named twice: what the parts of either phrase hold must not depend on the order of a set.
        "What does spinal decompression take pressure off?",
    ],
)
def test_the_same_question_has_the_same_answer_in_another_process(question: str) -> None:
    code = (
        "import chatbot, json, sys; bot = chatbot.load(sys.argv[1], secret_key='test');"
        "sys.stdout.reconfigure(encoding='utf-8'); print(json.dumps(bot.ask(sys.argv[2]).to_dict()))"
    )
    for seed in ("0", "1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", code, str(CORPUS), question],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
        )
        assert json.loads(run.stdout) == BOT.ask(question).to_dict()


def held(token: str) -> list[Any]:
    return list(URLSafeSerializer("another key").loads_unsafe(token)[1])


def test_the_token_holds_no_word_of_the_message_that_is_not_the_name_of_a_concept() -> None:
    messages = (
        "I am Bartholomew",
        "What does a foraminotomy do?",
        "Bartholomew's neighbour wonders which clarinettist widened his foraminotomies, and what of laminectomia?",
        "Which surgical approaches are there?",
    )
    token = None
    for message in messages:
        answer = BOT.ask(message, token)
        token = answer.conversation
        told = [str(part) for part in held(token)[2:]]
        written = set(re.findall(r"[a-z]+", " ".join(told).lower()))
        own = {word.lower() for word in re.findall(r"\w+", message)}
        allowed = set(re.findall(r"[a-z]+", " ".join([*CONCEPTS, *WANTS, *PASSAGES, *BOT.languages, *RAISED]).lower()))
        assert written & own <= allowed
        assert not re.search("artholomew|eighbour|larinettist|widen|foraminotomies|laminectomia", "".join(told))
    assert "surgical-decompression#7" in str(told)
    assert held(BOT.ask("What does a foraminotomy do?").conversation)[6:] == [["foraminotomy"], ["mechanism"]]


@given(
    st.one_of(
        st.text(min_size=1, max_size=200),
        st.lists(
            st.sampled_from(["What", "is", "surgery", "safe", "Zebedee", "¿cuánto", "dura", "más", "it", "?"])
        ).map(" ".join),
    )
)
def test_whatever_is_asked_the_token_holds_nothing_but_codes(message: str) -> None:
    if not message.strip():
        return
    told = held(BOT.ask(message, BOT.ask("What does a foraminotomy do?").conversation).conversation)
    version, corpus, language, topic, shown, flags, concepts, wants = told
    assert (version, corpus) == (VERSION, BOT.corpus_hash[:16])
    assert language in BOT.languages
    assert {topic, *shown} <= PASSAGES
    assert set(flags) <= {*RAISED, RED_FLAGS_ASKED}
    assert set(concepts) <= CONCEPTS
    assert set(wants) <= WANTS


@pytest.mark.parametrize("question", ["laminectomía", "¿Cuándo se considera la cirugía?", "¿Qué es la laminectomía?"])
def test_a_spanish_question_is_quoted_in_spanish_where_the_documents_are(question: str) -> None:
    answer = BOT.ask(question)
    assert answer.kind is Kind.ANSWER
    assert {citation.language for citation in answer.citations} == {"es"}
    assert "source_language" not in {notice.notice_id for notice in answer.notices}


@pytest.mark.parametrize(("own", "other"), [("es", "en"), ("en", "es")])
def test_no_document_in_the_other_language_is_searched_that_is_there_in_the_asker_s(own: str, other: str) -> None:
    """Every heading in a language, asked for in it, and the languages of the documents that it finds."""
    headings = sorted({passage.section for passage in BOT.retriever.passages if passage.language == own})
    found = {hit.passage for heading in headings for hit in BOT.consider(heading, language=own).hits}
    assert found
    # Every document of the shipped corpus is there in both languages.
    astray = {each.passage_id for each in found if BOT.documents[each.doc_id].language == other}
    assert astray == set()


@pytest.mark.parametrize(
    "question", ["¿Qué es la cirugía de descompresión?", "descompresión quirúrgica", "foraminotomy"]
)
def test_nothing_is_quoted_twice(question: str) -> None:
    quotes = [citation.quote for citation in BOT.ask(question).citations]
    assert quotes
    assert len(quotes) == len(set(quotes))


@pytest.mark.parametrize("question", ["What does a foraminotomy do?", "When is surgical decompression considered?"])
def test_an_answer_is_said_again_in_spanish(question: str) -> None:
    first = BOT.ask(question)
    again = BOT.ask("en español", first.conversation)
    assert (first.kind, again.kind, again.language) == (Kind.ANSWER, Kind.ANSWER, "es")
    assert [citation.language for citation in again.citations] == ["es"]


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
