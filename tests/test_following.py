"""Following: what a message does to the conversation before it.

The conversations are held without triage where they are about following alone: it is tested by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

import chatbot
from chatbot.bot import Consideration
from chatbot.guardrails import Guard
from chatbot.languages import load_languages
from chatbot.model import Answer, Kind, Label, Query, Reason, Triage, Urgency
from chatbot.query import Move, move_of, smalltalk_of

CORPUS = Path(__file__).parent.parent / "corpus"
LANGUAGES = load_languages()
SHIPPED = chatbot.load(CORPUS, secret_key="test")


class Calm:
    """A guard that lets everything through."""

    def triage(self, *_readings: str) -> Triage:
        return Triage(Label.BENIGN, Urgency.ROUTINE)


BOT = chatbot.load(CORPUS, secret_key="test")
BOT._guard = cast(Guard, Calm())
MANUAL, SPINAL, SURGICAL = "manual-therapy", "spinal-decompression", "surgical-decompression"


def talk(messages: Sequence[str], bot: chatbot.Chatbot = BOT) -> tuple[Answer, Consideration]:
    """The last reply of a conversation."""
    token = None
    for message in messages:
        reply = bot.reply(message, token)
        token = reply[0].conversation
    return reply


FOLLOWED = [
    (
        ("How does spinal decompression work?", "is it safe?"),
        ("decompression",),
        (SPINAL, "Risk and results"),
        "'it' is the treatment",
    ),
    (
        ("How does non-surgical decompression work?", "is it safe?"),
        ("non-surgical decompression",),
        (SPINAL, "Risk and results"),
        "though the question before was only clarified",
    ),
    (
        ("How does spinal decompression work?", "is it safe?", "what about the neck?"),
        ("decompression",),
        ("surgical-decompression", "What spinal decompression treats"),
        "over three messages",
    ),
    (
        ("What does manual therapy do?", "how many sessions?"),
        ("manual therapy",),
        (MANUAL, "How many sessions"),
        "nothing points back, but the treatment is lacking",
    ),
    (
        ("¿Qué hace la terapia manual?", "¿y cuántas sesiones?"),
        ("terapia manual",),
        ("manual-therapy.es", "Cuántas sesiones"),
        "in Spanish",
    ),
    (
        ("¿Cómo actúa la descompresión espinal?", "¿es seguro?"),
        ("descompresión",),
        ("spinal-decompression.es", "Riesgo y resultados"),
        "in Spanish with nothing that points back",
    ),
    (
        ("how does decompression work on a bulging disc", "and is it safe?"),
        ("decompression",),
        (SPINAL, "Risk and results"),
        "of two things the one that the aspect is told of",
    ),
    (
        ("What does manual therapy do?", "thanks", "how many sessions?"),
        ("manual therapy",),
        (MANUAL, "How many sessions"),
        "thanks in between forget nothing",
    ),
]


@pytest.mark.parametrize(("messages", "assumed", "cited", "why"), FOLLOWED)
def test_a_follow_up_takes_over_what_it_lacks(
    messages: Sequence[str], assumed: tuple[str, ...], cited: tuple[str, str], why: str
) -> None:
    answer, considered = talk(messages)
    assert answer.kind is Kind.ANSWER, why
    assert considered.query.assumed == assumed, why
    assert cited in {(each.document, each.section) for each in answer.citations}, why


def test_a_reply_says_what_it_took_over_and_only_then() -> None:
    followed = {each.notice_id: each.text for each in talk(FOLLOWED[0][0])[0].notices}
    assert "decompression" in followed["still_about"]
    assert "still_about" not in {each.notice_id for each in talk(FOLLOWED[0][0][:1])[0].notices}


@pytest.mark.parametrize(
    ("messages", "why"),
    [
        (("How many sessions of manual therapy?", "and for surgery?"), "the aspect, of another treatment"),
        pytest.param(
            *(("How many sessions of manual therapy?", "what about surgery?"), "asked otherwise"),
            marks=pytest.mark.xfail(strict=True, reason="'what about surgery' passes for 'what kinds of surgery'"),
        ),
        (("How many sessions of manual therapy?", "no, I meant the surgery"), "a correction"),
        (("¿Cuántas sesiones de terapia manual?", "¿y de cirugía?"), "in Spanish"),
    ],
)
def test_another_treatment_takes_over_the_aspect_and_not_the_treatment(messages: Sequence[str], why: str) -> None:
    answer, considered = talk(messages)
    assert "how-many" in considered.query.wants, why
    assert "manual" not in " ".join(considered.query.assumed), why
    assert all(MANUAL not in each.document for each in answer.citations), "sessions of one tell nothing of another"


def test_what_holds_for_surgery_is_not_quoted_for_manual_therapy() -> None:
    answer, _ = talk(("How long does recovery take after surgery?", "and for manual therapy?"))
    assert all(each.document != SURGICAL for each in answer.citations)


def test_what_is_told_of_another_treatment_does_not_answer_of_this_one() -> None:
    answer, considered = talk(("What does manual therapy do?", "and is it risky?"))
    assert considered.query.assumed == ("manual therapy",)
    assert (answer.kind, answer.citations) == (Kind.CLARIFY, ())


def test_what_only_the_story_named_is_not_taken_over() -> None:
    asked = "my physio mentioned a disc bulge can be sucked back in, how's that work"
    assert talk((asked, "and is it risky?"))[1].query.assumed == ("herniated disc",)


def test_an_aspect_taken_over_that_the_treatment_has_not_is_not_answered() -> None:
    answer, _ = talk(("How long does recovery take after surgery?", "and for manual therapy?"))
    assert all(each.section != "Massage and manual therapy" for each in answer.citations)


@pytest.mark.parametrize(
    ("messages", "why"),
    [
        (("What is a laminectomy?", "How many sessions of manual therapy?"), "a whole question of its own"),
        (("What does manual therapy do?", "What is robotic-assisted surgery?"), "in the other document"),
        (("¿Qué hace la terapia manual?", "¿Qué es la cirugía asistida por robot?"), "in Spanish"),
        (("What does manual therapy do?", "different question: what causes osteochondrosis?"), "said to be new"),
    ],
)
def test_a_new_topic_replaces_the_old_one(messages: Sequence[str], why: str) -> None:
    answer, considered = talk(messages)
    alone, _ = talk(messages[-1:])
    assert considered.query.assumed == (), why
    assert answer.answer == alone.answer, why


def test_what_replaced_the_topic_is_what_the_next_message_follows() -> None:
    answer, considered = talk(
        ("What is robotic-assisted surgery?", "What does manual therapy do?", "how many sessions?")
    )
    assert considered.query.assumed == ("manual therapy",)
    assert answer.citations[0].section == "How many sessions"


@pytest.mark.parametrize(
    "message", ["tell me more", "more", "in Spanish please", "en inglés", "¿algo más?", "dime más"]
)
def test_there_is_nothing_to_go_on_with_at_the_start(message: str) -> None:
    answer, _ = talk([message])
    assert (answer.kind, answer.reason, answer.citations) == (Kind.NO_ANSWER, Reason.NOTHING_BEFORE, ())


@pytest.mark.parametrize("message", ["and for surgery?", "is it safe?", "what about the neck?", "¿y después?"])
def test_a_follow_up_at_the_start_is_a_question_like_any_other(message: str) -> None:
    assert talk([message])[1].query.assumed == ()


def test_more_is_never_what_was_shown_until_nothing_is_left() -> None:
    token, shown = None, list[str]()
    for message in ("What does manual therapy do?", *["tell me more"] * 30):
        answer, considered = BOT.reply(message, token)
        token = answer.conversation
        if answer.kind is not Kind.ANSWER:
            break
        if len(shown) < 12:  # as many as a token remembers
            assert not {each.hit.passage.passage_id for each in considered.shown} & set(shown)
        shown += [each.passage_id for each in answer.citations]
    assert (answer.kind, answer.reason) == (Kind.NO_ANSWER, Reason.NOTHING_MORE)


@pytest.mark.parametrize(
    ("message", "code", "cited"),
    [
        ("in Spanish please", "es", ("manual-therapy.es", "Cuántas sesiones")),
        ("en español", "es", ("manual-therapy.es", "Cuántas sesiones")),
        ("can you say that in Spanish?", "es", ("manual-therapy.es", "Cuántas sesiones")),
        ("in English", "en", ("manual-therapy", "How many sessions")),
    ],
)
def test_the_same_is_said_in_another_language(message: str, code: str, cited: tuple[str, str]) -> None:
    answer, _ = talk(["How many sessions of manual therapy?", message])
    best = answer.citations[0]
    assert (answer.kind, answer.language, best.language) == (Kind.ANSWER, code, code)
    assert (best.document, best.section) == cited


def test_there_and_back_says_the_same() -> None:
    first, _ = talk(["How many sessions of manual therapy?"])
    back, _ = talk(["How many sessions of manual therapy?", "en español", "en inglés"])
    assert back.citations[0].passage_id == first.citations[0].passage_id


def test_every_passage_has_its_counterpart_under_the_same_heading_place() -> None:
    for passage in BOT.retriever.passages:
        if passage.doc_id in (MANUAL, SURGICAL):
            other = BOT.search.versions.counterpart(passage, "es")
            assert (other.language, other.doc_id) == ("es", f"{passage.doc_id}.es")
            assert BOT.search.versions.counterpart(other, "en") is passage


def test_a_section_after_one_in_another_language_is_said_in_that_too() -> None:
    answer, _ = talk(["When is surgical decompression considered?", "in Spanish please"])
    assert answer.language == answer.citations[0].language == "es"


@pytest.mark.parametrize(
    ("message", "kind", "code"),
    [
        ("hello", "greeting", "en"),
        ("Hi there!", "greeting", "en"),
        ("👋 hello", "greeting", "en"),
        ("thanks", "thanks", "en"),
        ("thanks love", "thanks", "en"),
        ("hi doc", "greeting", "en"),
        ("Thank you so much!", "thanks", "en"),
        ("bye", "goodbye", "en"),
        ("ok thanks bye", "goodbye", "en"),
        ("who are you", "who", "en"),
        ("Hello, who are you?", "who", "en"),
        ("are you a person", "person", "en"),
        ("Am I talking to a robot?", "person", "en"),
        ("what can you do", "abilities", "en"),
        ("help", "abilities", "en"),
        ("hola", "greeting", "es"),
        ("gracias", "thanks", "es"),
        ("gracias guapa", "thanks", "es"),
        ("hola amiga", "greeting", "es"),
        ("gracias, adiós", "goodbye", "es"),
        ("nos vemos", "goodbye", "es"),
        ("¿quién eres?", "who", "es"),
        ("¿eres una persona?", "person", "es"),
        ("Are you a real person or one of those robots?", "person", "en"),
        ("¿Eres una persona o un robot de esos?", "person", "es"),
        ("¿qué puedes hacer?", "abilities", "es"),
    ],
)
def test_smalltalk_is_answered_in_kind_and_in_its_language(message: str, kind: str, code: str) -> None:
    answer = SHIPPED.ask(message)
    assert (answer.kind, answer.language, answer.citations) == (Kind.SMALLTALK, code, ())
    assert answer.answer == SHIPPED.notices.headline(f"smalltalk_{kind}", code)
    assert answer.suggestions == SHIPPED.settings.examples[code]


@pytest.mark.parametrize("message", ["adiós", "ok gracias", "saludos", "perfecto", "listo", "aló", "disculpe"])
def test_spanish_smalltalk_without_a_function_word_is_answered_in_spanish(message: str) -> None:
    assert BOT.ask(message).language == "es"


@pytest.mark.parametrize("message", ["chao", "chau"])
def test_smalltalk_is_not_mended(message: str) -> None:
    assert BOT.ask(message).kind is Kind.SMALLTALK


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ("hello, what is a laminectomy", "a question after a greeting"),
        ("thanks for the surgery", "thanks for something"),
        ("are you a person who operates on spines", "more than the question who it is"),
        ("who are your surgeons", "a question about others"),
        ("help with back pain", "help with something"),
        ("hi is it safe", "a greeting and a question"),
        ("gracias, ¿y la cirugía?", "thanks and a question"),
        ("", "nothing"),
        ("??", "signs"),
    ],
)
def test_what_only_begins_like_smalltalk_is_none(message: str, why: str) -> None:
    assert smalltalk_of(Query(message, message, "en"), LANGUAGES) is None, why


@pytest.mark.parametrize(
    ("message", "move", "language", "why"),
    [
        ("tell me more", Move.MORE, "en", "more"),
        ("Tell me more about it, please.", Move.MORE, "en", "with its stops"),
        ("dime más", Move.MORE, "en", "in the other language, of the language read"),
        ("in Spanish please", Move.SWITCH, "es", "another language"),
        ("¿en inglés?", Move.SWITCH, "en", "asked for in that language's other name"),
        ("¿Me lo puede poner en inglés?", Move.SWITCH, "en", "asked for politely"),
        ("Back to English, please", Move.SWITCH, "en", "back again"),
        ("volvamos al español", Move.SWITCH, "es", "back again"),
        ("can we switch to Spanish", Move.SWITCH, "es", "asked for as a change"),
        ("can you explain a bit more", Move.MORE, "en", "asked to explain"),
        ("tell me more about surgery", Move.ASK, "en", "more about something is a question"),
        ("is there a leaflet in Spanish", Move.ASK, "en", "a question about a language"),
        ("more pain", Move.ASK, "en", "more of something"),
        ("", Move.ASK, "en", "nothing"),
    ],
)
def test_a_message_moves_the_conversation(message: str, move: Move, language: str, why: str) -> None:
    assert move_of(Query(message, message, "en"), LANGUAGES) == (move, language), why


def test_a_hundred_repetitions_are_answered_alike() -> None:
    question = "How many sessions of manual therapy?"
    first = BOT.ask(question)
    token, tokens = first.conversation, set[str]()
    for _ in range(100):
        answer = BOT.ask(question, token)
        assert (answer.answer, answer.citations) == (first.answer, first.citations)
        token = answer.conversation
        tokens.add(token)
    assert len(tokens) == 1


def test_the_token_holds_ids_and_no_word_of_any_message() -> None:
    token = None
    for message in ("How many sessions of manual therapy, Bartholomew asks?", "zebra is it safe?", "and for surgery?"):
        token = BOT.ask(message, token).conversation
    held = URLSafeSerializer("another key").loads_unsafe(token or "")[1]
    passages = {each.passage_id for each in BOT.retriever.passages}
    _version, _corpus, language, topic, shown, _flags, concepts, wants = held
    assert language == "en"
    assert {topic, *shown} <= passages
    assert set(concepts) <= BOT.glossary.names["en"].keys()
    assert all(word not in str(held).casefold() for word in ("bartholomew", "zebra", "asks", "safe?"))
    assert len(wants) < 10


FOLLOW_UPS = [
    ("What is manual therapy?", "no I meant the surgery"),
    ("How does spinal decompression work?", "is it safe?"),
    ("How does spinal decompression work?", "what about the neck?"),
    ("¿Qué hace la terapia manual?", "¿es seguro?"),
    ("¿Qué hace la terapia manual?", "no, me refería a la cirugía"),
]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        *FOLLOW_UPS,
        ("What is manual therapy?", "I meant the surgery"),
        ("How many sessions of manual therapy?", "and for surgery?"),
    ],
)
def test_with_triage_a_follow_up_is_a_question_too(first: str, second: str) -> None:
    answer, _ = talk((first, second), SHIPPED)
    assert answer.triage is not None
    assert answer.triage.label is Label.BENIGN


MESSAGES = st.sampled_from(
    "What is a laminectomy?|tell me more|in Spanish please|en inglés|and for surgery?|is it safe?|thanks|¿y después?|"
    "how many sessions?|no, I meant the surgery|zzz|?|what about the neck?|hola|different question".split("|")
)


@given(st.lists(MESSAGES, min_size=1, max_size=6))
def test_whatever_follows_whatever_every_reply_is_whole(messages: list[str]) -> None:
    token = None
    for message in messages:
        answer = BOT.ask(message, token)
        token = answer.conversation
        assert answer.answer
        assert len(token) <= 4096
        assert (answer.kind is Kind.ANSWER) == bool(answer.citations)
        for each in answer.citations:
            assert BOT.documents[each.document].text[each.start : each.end] == each.quote
