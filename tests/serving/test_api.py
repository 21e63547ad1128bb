"""The API: what a program gets, and what it is told when its request is bad."""

from __future__ import annotations

import json

import pytest
from asking_web import (
    DECLINED,
    EMERGENCY,
    HOSTILE,
    QUESTIONS,
    REPO,
    SPANISH_QUESTION,
    URGENT,
    ask,
)
from flask.testing import FlaskClient

import chatbot
from chatbot import Chatbot
from web import create_app


@pytest.mark.parametrize("question", [*QUESTIONS, *URGENT.values(), DECLINED, "What is the capital of France?"])
def test_the_reply_is_what_the_bot_says_with_its_keys_in_order(
    bot: Chatbot, client: FlaskClient, question: str
) -> None:
    reply = ask(client, message=question)
    assert (reply.status_code, reply.mimetype) == (200, "application/json")
    assert json.loads(reply.text, object_pairs_hook=list) == json.loads(
        json.dumps(bot.ask(question).to_dict()), object_pairs_hook=list
    )


def test_letters_are_sent_as_they_are(client: FlaskClient) -> None:
    assert "descompresión quirúrgica".encode() in ask(client, message=SPANISH_QUESTION).data


def test_conversation_and_language_are_handed_to_the_bot(bot: Chatbot, client: FlaskClient) -> None:
    first = ask(client, message=QUESTIONS[0]).get_json()
    second = ask(client, message="foraminotomy", conversation=first["conversation"], language="es").get_json()
    assert second == bot.ask("foraminotomy", first["conversation"], "es").to_dict()
    assert second["language"] == "es"
    assert second["conversation"] != ask(client, message="foraminotomy", language="es").get_json()["conversation"]


def test_an_unknown_member_is_left_alone(client: FlaskClient) -> None:
    assert ask(client, message=QUESTIONS[0], mood="curious", conversation=None, language=None).status_code == 200


BAD_BODIES: list[tuple[str, bytes, int, list[str]]] = [
    ("nothing at all", b"", 400, ["#"]),
    ("not JSON", b"{'message': 'x'}", 400, ["#"]),
    ("not UTF-8", b'{"message": "\xff"}', 400, ["#"]),
    ("brackets deeper than Python reads", b"[" * 60_000, 400, ["#"]),
    ("a number longer than Python reads", b'{"message": ' + b"1" * 60_000 + b"}", 400, ["#"]),
    ("a list", b'["hello"]', 400, ["#"]),
    ("a string", b'"hello"', 400, ["#"]),
    ("null", b"null", 400, ["#"]),
    ("no message", b"{}", 422, ["#/message"]),
    ("message is null", b'{"message": null}', 422, ["#/message"]),
    ("message is a number", b'{"message": 5}', 422, ["#/message"]),
    ("message is true", b'{"message": true}', 422, ["#/message"]),
    ("message is a list of texts", b'{"message": ["hi"]}', 422, ["#/message"]),
    ("empty", b'{"message": ""}', 422, ["#/message"]),
    ("only space", b'{"message": " \\n\\t"}', 422, ["#/message"]),
    ("one character too long", json.dumps({"message": "x" * 5001}).encode(), 422, ["#/message"]),
    ("NUL", b'{"message": "is it\\u0000 risky"}', 422, ["#/message"]),
    ("half a surrogate pair", b'{"message": "risky \\ud83d"}', 422, ["#/message"]),
    ("conversation is a number", b'{"message": "x", "conversation": 1}', 422, ["#/conversation"]),
    ("conversation is an object", b'{"message": "x", "conversation": {}}', 422, ["#/conversation"]),
    ("a language not spoken", b'{"message": "x", "language": "fr"}', 422, ["#/language"]),
    ("a language in capitals", b'{"message": "x", "language": "ES"}', 422, ["#/language"]),
    ("language is a list", b'{"message": "x", "language": ["en"]}', 422, ["#/language"]),
    ("all three at once", b'{"language": 1, "conversation": 2}', 422, ["#/message", "#/conversation", "#/language"]),
]


@pytest.mark.parametrize(
    ("body", "status", "pointers"), [row[1:] for row in BAD_BODIES], ids=[row[0] for row in BAD_BODIES]
)
def test_a_bad_body_is_refused_with_the_place_of_every_fault(
    client: FlaskClient, body: bytes, status: int, pointers: list[str]
) -> None:
    reply = client.post("/api/chat", data=body, content_type="application/json")
    assert (reply.status_code, reply.mimetype) == (status, "application/problem+json")
    problem = reply.get_json()
    assert [error["pointer"] for error in problem["errors"]] == pointers
    assert all(error["detail"] for error in problem["errors"])
    assert problem["notices"] == [{"id": "emergency_line", "text": EMERGENCY["en"]}]


@pytest.mark.parametrize(
    "message",
    ["x" * 4990 + " risk", "\u202erisk\u202c", "a\u0301 risk", "\U0001f600" * 4990 + " risk", HOSTILE],
    ids=["longest", "right to left", "combining", "most bytes", "markup"],
)
def test_odd_text_is_still_a_question(client: FlaskClient, message: str) -> None:
    body = json.dumps({"message": message})  # ASCII, as long as a body of it gets
    reply = client.post("/api/chat", data=body, content_type="application/json")
    assert reply.status_code == 200
    assert reply.get_json()["kind"] in {"answer", "clarify", "no_answer", "out_of_scope"}


def test_longer_messages_are_let_in_if_the_clinic_wants_them() -> None:
    client = create_app(chatbot.load(REPO / "corpus", max_message=20_000)).test_client()
    body = json.dumps({"message": "\U0001f600" * 20_000})
    assert client.post("/api/chat", data=body, content_type="application/json").status_code == 200


def test_a_refusal_is_in_the_language_of_the_request(client: FlaskClient) -> None:
    by_member = ask(client, message="", language="es").get_json()
    by_header = client.post("/api/chat", json={"message": ""}, headers={"Accept-Language": "es-MX"}).get_json()
    assert by_member == by_header
    assert by_member["errors"] == [{"pointer": "#/message", "detail": "Escriba una pregunta."}]
    assert by_member["notices"][0]["text"].startswith(EMERGENCY["es"])


def test_health_tells_what_is_served(bot: Chatbot, client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {
        "status": "ok",
        "documents": len(bot.documents),
        "passages": len(bot.retriever.passages),
        "corpus": bot.corpus_hash[:16],
        "triage_failures": 0,
        "store": None,
    }
