"""The pages, the API and the server: what a browser, a program and a person running it get."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import chatbot
from chatbot import Chatbot
from chatbot.model import Answer, BadSettings, Finding, Label, Triage, Urgency
from web import audit, create_app
from web.server import serve

REPO = Path(__file__).parent.parent
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
EMERGENCY = {"en": "Emergency? Call your local emergency number.", "es": "¿Emergencia? Llame al número local"}
LIST_QUESTION = "What are the surgical approaches?"
SPANISH_QUESTION = "¿Cuándo se considera la cirugía?"
QUESTIONS = ("What does a foraminotomy do?", LIST_QUESTION, SPANISH_QUESTION, "How many sessions of manual therapy?")
HOSTILE = "<img src=x onerror=alert(1)>"
URGENT = {
    "emergency": "I can't feel anything when I wipe and I can't pee",
    "crisis": "I want to kill myself",
}
DECLINED = "Should I try manual therapy or massage for my osteochondrosis?"
OF_A_NUMBER = "call your local emergency number"


@pytest.fixture(scope="module")
def bot() -> Chatbot:
    return chatbot.load(REPO / "corpus", secret_key="test")


@pytest.fixture
def client(bot: Chatbot) -> FlaskClient:
    return create_app(bot).test_client()


def soup(response: TestResponse) -> BeautifulSoup:
    assert response.mimetype == "text/html"
    return BeautifulSoup(response.text, "html.parser")


def ask(client: FlaskClient, **members: Any) -> TestResponse:
    return client.post("/api/chat", json=members)


def token(page: BeautifulSoup) -> str:
    held = page.select_one("#ask input[name=conversation]")
    assert held is not None
    return str(held["value"])


def texts(page: BeautifulSoup, css: str) -> list[str]:
    return [element.get_text() for element in page.select(f".log {css}")]


def notices(answer: Answer) -> dict[str, str]:
    return {notice.notice_id: notice.text for notice in answer.notices}


# The API


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
    assert reply.get_json()["kind"] in {"answer", "no_answer", "out_of_scope"}


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
    }


# Triage


@pytest.fixture
def failing(bot: Chatbot, monkeypatch: pytest.MonkeyPatch) -> Chatbot:
    """A bot whose triage raises."""

    class Broken:
        def triage(self, *readings: str) -> Triage:
            raise LookupError(" ".join(readings))

    monkeypatch.setattr(bot, "triage_failures", 0)
    monkeypatch.setattr(bot, "_guard", Broken())
    return bot


@pytest.mark.parametrize("kind", URGENT)
def test_what_cannot_wait_is_an_alert_and_quotes_nothing(client: FlaskClient, bot: Chatbot, kind: str) -> None:
    said = bot.notices.headline(kind, "en")
    reply = ask(client, message=URGENT[kind]).get_json()
    assert (reply["kind"], reply["answer"], reply["citations"]) == (kind, said, [])
    page = soup(client.post("/", data={"message": URGENT[kind]}))
    assert texts(page, f".reply[data-kind={kind}] > [role=alert]") == [said]
    # Where the form leads: past the question, however long it was.
    assert page.select_one("#latest [role=alert]") is not None
    assert not page.select(".log .citations > li")
    assert not page.select(".log .earlier:not([hidden])")
    assert texts(page, ".notices li") == [EMERGENCY["en"]]


@pytest.mark.parametrize("message", [*QUESTIONS, DECLINED, "What is the capital of France?"])
def test_what_can_wait_is_no_alert(client: FlaskClient, message: str) -> None:
    page = soup(client.post("/", data={"message": message}))
    assert page.select_one("#latest .said") is not None
    assert page.select(".reply")
    assert not page.select("[role=alert]")


@pytest.mark.parametrize("kind", URGENT)
def test_urgent_advice_stays_in_the_conversation(client: FlaskClient, bot: Chatbot, kind: str) -> None:
    said = bot.notices.headline(kind, "en")
    before = ask(client, message=URGENT[kind]).get_json()["conversation"]
    page = soup(client.post("/", data={"message": URGENT[kind]}))
    for message in (QUESTIONS[0], "What is the capital of France?"):
        reply = ask(client, message=message, conversation=before).get_json()
        assert reply["notices"][0] == {"id": f"earlier_{kind}", "text": said}
        before = reply["conversation"]
        page = soup(client.post("/", data={"message": message, "conversation": token(page)}))
        above = page.select_one(".log .earlier:not([hidden])")
        assert above is not None
        assert [line.get_text() for line in above.select("li")] == [said]
        assert above.find_next(class_="headline") is not None
        assert said not in texts(page, ".notices li")
        assert not page.select(".log [role=alert]")


def test_two_urgent_advices_stay_and_the_new_one_is_the_alert(client: FlaskClient, bot: Chatbot) -> None:
    first = ask(client, message=URGENT["crisis"]).get_json()["conversation"]
    page = soup(client.post("/", data={"message": URGENT["emergency"], "conversation": first}))
    assert texts(page, "[role=alert]") == [bot.notices.headline("emergency", "en")]
    assert texts(page, ".earlier li") == [bot.notices.headline("crisis", "en")]


def test_what_is_declined_says_so_then_quotes_each_passage_once(client: FlaskClient, bot: Chatbot) -> None:
    answer = bot.ask(DECLINED)
    quotes = [citation.quote for citation in answer.citations]
    assert answer.kind == "deflection"
    assert len(quotes) > 1
    page = soup(client.post("/", data={"message": DECLINED}))
    assert texts(page, ".headline") == [bot.notices.headline("personal", "en")]
    assert texts(page, ".citations blockquote") == quotes
    log = page.select_one(".log")
    assert log is not None
    for around in log.select("details"):
        around.decompose()
    for quote in quotes:
        assert log.get_text().count(quote) == 1
    said = notices(answer)
    assert texts(page, ".notices [data-notice=red_flag_check]") == [said["red_flag_check"]]
    assert texts(page, ".notices [data-notice=personal_questions]") == [said["personal_questions"]]


def test_a_question_out_of_scope_is_told_so(client: FlaskClient, bot: Chatbot, monkeypatch: pytest.MonkeyPatch) -> None:
    judged = Triage(Label.OUT_OF_SCOPE, Urgency.ROUTINE)
    monkeypatch.setattr(bot, "_triage", lambda *_: judged)
    page = soup(client.post("/", data={"message": "What is the capital of France?"}))
    assert texts(page, ".reply[data-kind=out_of_scope] .headline") == [bot.notices.headline("out_of_scope", "en")]
    assert not page.select(".log .citations > li")


def test_what_cannot_be_checked_is_not_answered(client: FlaskClient, failing: Chatbot) -> None:
    reply = ask(client, message=QUESTIONS[0])
    assert reply.status_code == 200
    told = reply.get_json()
    assert (told["kind"], told["reason"], told["triage"]) == ("deflection", "triage_failed", None)
    assert OF_A_NUMBER in told["answer"]
    assert told["citations"] == []
    page = soup(client.post("/", data={"message": QUESTIONS[0]}))
    assert texts(page, ".reply[data-kind=deflection] .headline") == [told["answer"]]
    assert client.get("/healthz").get_json()["triage_failures"] == failing.triage_failures == 2


# The audit line


def audited(log: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [json.loads(record.getMessage()) for record in log.records if record.name == "chatbot.audit"]


@pytest.mark.parametrize(("path", "form"), [("/api/chat", "json"), ("/", "data")])
@pytest.mark.parametrize("message", [*URGENT.values(), DECLINED, QUESTIONS[0], "What is the capital of France?"])
def test_every_reply_leaves_one_line_on_why_and_no_word_of_the_message(
    bot: Chatbot, client: FlaskClient, caplog: pytest.LogCaptureFixture, path: str, form: str, message: str
) -> None:
    message += " Zebedee quokka"
    answer = bot.ask(message)
    assert answer.triage is not None
    request: dict[str, Any] = {form: {"message": message}}
    with caplog.at_level(logging.INFO, "chatbot.audit"):
        client.post(path, **request)
    (line,) = audited(caplog)
    assert line.pop("latency_ms") >= 0
    rules = line.pop("rules")
    assert line == {
        "label": answer.triage.label.value,
        "urgency": answer.triage.urgency.value,
        "kind": answer.kind.value,
        "reason": answer.reason.value if answer.reason else None,
        "passage_ids": [citation.passage_id for citation in answer.citations],
        "version": chatbot.__version__,
        "corpus": bot.corpus_hash[:16],
    }
    findings = answer.triage.findings
    assert rules == [f.rule for f in findings if f.rule != "n-gram" and not f.rule.startswith("classifier:")]
    for finding in findings:
        assert finding.evidence not in caplog.messages[-1]
    for word in ("Zebedee", "quokka", message):
        assert word.lower() not in caplog.text.lower()


def test_only_the_names_of_rules_are_in_the_line(
    bot: Chatbot, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    findings = (
        Finding("en-saddle", "numb zebra"),
        Finding("classifier:emergency:emergency", "0.97"),
        Finding("n-gram", "zebra crossing +2.10"),
        Finding("en-urine", "cannot zebra"),
    )
    judged = Triage(Label.EMERGENCY, Urgency.EMERGENCY, findings)
    monkeypatch.setattr(bot, "_triage", lambda *_: judged)
    with caplog.at_level(logging.INFO, "chatbot.audit"):
        ask(client, message="numb zebra crossing")
    (line,) = audited(caplog)
    assert line["rules"] == ["en-saddle", "en-urine"]
    for word in ("numb", "zebra", "crossing", "0.97", "2.10"):
        assert word not in json.dumps({name: value for name, value in line.items() if name != "latency_ms"})


@pytest.mark.usefixtures("failing")
def test_what_could_not_be_checked_is_audited_too(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        ask(client, message="my secret knee")
    (line,) = audited(caplog)
    assert (line["label"], line["urgency"], line["rules"]) == (None, None, [])
    assert (line["kind"], line["reason"]) == ("deflection", "triage_failed")
    assert "knee" not in caplog.text


def test_a_question_that_was_refused_leaves_no_line(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        ask(client, message="")
        client.post("/", data={"message": " "})
    assert audited(caplog) == []


def test_nobody_listens_to_the_audit_unless_told_to(client: FlaskClient, capfd: pytest.CaptureFixture[str]) -> None:
    log = logging.getLogger("chatbot.audit")
    ask(client, message=QUESTIONS[0])
    assert (log.handlers, log.level, log.propagate) == ([], logging.NOTSET, True)
    assert capfd.readouterr().err == ""
    try:
        audit.to_stderr()
        ask(client, message=QUESTIONS[0])
    finally:
        log.handlers.clear()
        log.setLevel(logging.NOTSET)
        log.propagate = True
    assert json.loads(capfd.readouterr().err)["kind"] == "answer"


# Problems

PROBLEMS: list[tuple[str, str, str, dict[str, Any], int]] = [
    ("no such page", "GET", "/nothing", {}, 404),
    ("no such document", "GET", "/documents/nothing", {}, 404),
    ("no such file", "GET", "/static/nothing.js", {}, 404),
    ("out of the folder", "GET", "/static/../site.py", {}, 404),
    ("two slashes, which is no redirect either", "GET", "/documents//manual-therapy", {}, 404),
    ("read instead of sent", "GET", "/api/chat", {}, 405),
    ("sent instead of read", "POST", "/documents", {}, 405),
    ("too large", "POST", "/api/chat", {"data": b" " * 66_000, "content_type": "application/json"}, 413),
    ("a form that is too large", "POST", "/", {"data": {"message": "x" * 66_000}}, 413),
    ("a form, not JSON", "POST", "/api/chat", {"data": {"message": "x"}}, 415),
    ("no content type", "POST", "/api/chat", {"data": b'{"message": "x"}'}, 415),
]


@pytest.mark.parametrize(
    ("method", "path", "request_", "status"), [row[1:] for row in PROBLEMS], ids=[row[0] for row in PROBLEMS]
)
def test_every_error_is_a_problem_document_and_for_a_browser_a_page(
    client: FlaskClient, method: str, path: str, request_: dict[str, Any], status: int
) -> None:
    for accept in ({}, {"Accept": "*/*"}, {"Accept": "application/json"}, {"Accept": "application/json, text/html"}):
        reply = client.open(path, method=method, headers=accept, **request_)
        assert (reply.status_code, reply.mimetype) == (status, "application/problem+json")
        problem = reply.get_json()
        assert problem["status"] == status
        assert problem["type"] == "about:blank"
        assert problem["notices"][0]["text"] == EMERGENCY["en"]
    page = client.open(path, method=method, headers={"Accept": BROWSER}, **request_)
    assert page.status_code == status
    for text in (problem["title"], problem["detail"], EMERGENCY["en"]):
        assert text in soup(page).get_text()


def test_a_wrong_method_is_told_the_right_one(client: FlaskClient) -> None:
    for accept in ("*/*", BROWSER):
        allow = client.get("/api/chat", headers={"Accept": accept}).headers["Allow"]
        assert {"POST", "OPTIONS"} == set(allow.split(", "))


@pytest.mark.parametrize("accept", ["*/*", BROWSER])
@pytest.mark.parametrize(("path", "form"), [("/api/chat", "json"), ("/", "data")])
def test_what_breaks_inside_reaches_neither_client_nor_log(
    bot: Chatbot,
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    accept: str,
    path: str,
    form: str,
) -> None:
    def break_down(message: str, *_: object) -> None:
        raise LookupError(f"cannot do {message}")

    monkeypatch.setattr(bot, "ask", break_down)
    request: dict[str, Any] = {form: {"message": "my secret knee"}, "headers": {"Accept": accept}}
    with caplog.at_level(logging.DEBUG):
        reply = client.post(path, **request)
    assert reply.status_code == 500
    assert EMERGENCY["en"] in reply.text
    for told in (reply.text, caplog.text):
        assert "secret knee" not in told
        assert "Traceback" not in told
    assert "LookupError" not in reply.text
    assert "LookupError at test_web.py:" in caplog.text
    assert "break_down" in caplog.text


# Headers


@pytest.mark.parametrize(
    ("method", "path", "request_"),
    [
        ("GET", "/", {}),
        ("POST", "/", {"data": {"message": "Is it risky?"}}),
        ("GET", "/documents", {}),
        ("GET", "/documents/spinal-decompression?start=1&end=9", {}),
        ("GET", "/static/chat.js", {}),
        ("GET", "/static/style.css", {}),
        ("GET", "/static/favicon.svg", {}),
        ("POST", "/api/chat", {"json": {"message": "Is it risky?"}}),
        ("GET", "/healthz", {}),
        *(row[1:4] for row in PROBLEMS),
    ],
)
def test_every_reply_is_locked_down_and_sets_no_cookie(
    client: FlaskClient, method: str, path: str, request_: dict[str, Any]
) -> None:
    reply = client.open(path, method=method, **request_)
    headers = reply.headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Set-Cookie" not in headers
    kept_nowhere = method == "POST" or reply.status_code >= 400
    assert headers["Cache-Control"] == ("no-store" if kept_nowhere else "no-cache")
    reply.close()


@pytest.mark.parametrize("path", ["/", "/?language=es", "/documents", "/documents/manual-therapy", "/nothing"])
def test_a_page_asks_no_other_host_and_holds_no_inline_code(client: FlaskClient, path: str) -> None:
    page = soup(client.get(path, headers={"Accept": BROWSER}))
    for element in page.find_all(True):
        for name, value in element.attrs.items():
            assert name != "style"
            assert not name.startswith("on")
            if name in {"href", "src", "action"}:
                assert re.match(r"$|[?#]|/(?!/)", value), value
    for script in page.find_all("script"):
        assert script.get("src") or script["type"] == "application/json"
    assert not page.find_all("style")
    for linked in page.find_all(["link", "script"]):
        if target := linked.get("href") or linked.get("src"):
            with client.get(target) as reply:
                assert reply.status_code == 200


# The chat page


def test_the_chat_page_says_what_it_is_and_is_not_before_the_first_question(client: FlaskClient, bot: Chatbot) -> None:
    page = soup(client.get("/"))
    above = page.select_one("footer .persistent")
    assert above is not None
    assert above.get_text() == bot.notices.notice("persistent", "en").text
    assert above.find_next("textarea") is not None
    assert [button["value"] for button in page.select("#examples button")] == list(bot.settings.examples_en)
    assert page.select_one("[role=log]") is not None
    assert page.select_one("[role=status]") is not None
    assert page.select_one("label[for=message]") is not None


@pytest.mark.parametrize(
    ("path", "accept", "expected"),
    [
        ("/", "es-MX,es;q=0.9,en;q=0.5", "es"),
        ("/", "fr, es;q=0.2", "es"),
        ("/", "en-GB,es;q=0.9", "en"),
        ("/", "es;q=0", "en"),
        ("/?language=es", "en", "es"),
        ("/?language=en", "es", "en"),
        ("/?language=fr", "es", "es"),
        ("/?language=<b>", "fr", "en"),
        ("/", "not a language;;q=x", "en"),
        ("/documents?language=es", "en", "es"),
    ],
)
def test_a_page_is_in_the_chosen_language_or_the_browser_s(
    client: FlaskClient, path: str, accept: str, expected: str
) -> None:
    reply = client.get(path, headers={"Accept-Language": accept})
    page = soup(reply)
    assert page.html is not None
    assert page.html["lang"] == expected
    assert EMERGENCY[expected][:12] in page.get_text()
    assert "Accept-Language" in reply.headers["Vary"]


def test_a_language_nobody_asked_for_is_the_clinic_s() -> None:
    client = create_app(chatbot.load(REPO / "corpus", language="es")).test_client()
    assert 'lang="es"' in client.get("/", headers={"Accept-Language": "fr"}).text


def test_a_chosen_language_goes_along_to_every_page(client: FlaskClient) -> None:
    page = soup(client.post("/", data={"message": QUESTIONS[0], "language": "es"}))
    assert page.html is not None
    assert page.html["lang"] == "es"
    for link in page.select("header > p a, header nav:first-of-type a, .citation a"):
        assert "language=es" in link["href"]
    assert page.select_one("form#ask input[name=language][value=es]") is not None


def test_switching_the_language_keeps_the_place(client: FlaskClient) -> None:
    page = soup(client.get("/documents/manual-therapy?start=70&end=90&language=en"))
    switch = page.select_one("header a[hreflang=es]")
    assert switch is not None
    assert switch["href"] == "?start=70&end=90&language=es"


@pytest.mark.parametrize("question", QUESTIONS)
def test_without_a_script_the_reply_is_in_the_page(client: FlaskClient, bot: Chatbot, question: str) -> None:
    page = soup(client.post("/", data={"message": question}))
    answer = bot.ask(question)
    assert [q.get_text() for q in page.select(".citations > li blockquote")] == [c.quote for c in answer.citations]
    for cited, shown in zip(answer.citations, page.select(".citations > li"), strict=True):
        quote, link, around = (shown.select_one(css) for css in ("blockquote", "a", "details"))
        assert quote is not None
        assert link is not None
        assert around is not None
        assert quote["lang"] == cited.language
        assert link["href"] == cited.url
        assert cited.before + cited.quote + cited.after in around.get_text()
        for text in (cited.title, cited.section, bot.notices.adapted(cited.source, answer.language)):
            assert text in shown.get_text()
        assert ("Promotional source" in shown.get_text()) == (cited.evidence == "promotional")
    assert not page.select(".log .headline:not([hidden])")
    said = notices(answer)
    del said["persistent"]  # stands above the box to type in
    assert texts(page, ".notices li") == list(said.values())


def test_without_a_script_the_conversation_goes_on(client: FlaskClient, bot: Chatbot) -> None:
    first = token(soup(client.post("/", data={"message": QUESTIONS[0], "conversation": ""})))
    assert first == bot.ask(QUESTIONS[0]).conversation
    second = token(soup(client.post("/", data={"message": QUESTIONS[3], "conversation": first})))
    assert second == bot.ask(QUESTIONS[3], first).conversation
    assert second != bot.ask(QUESTIONS[3]).conversation


def test_without_a_script_what_is_not_found_is_said_without_quotations(client: FlaskClient, bot: Chatbot) -> None:
    page = soup(client.post("/", data={"message": "What is the capital of France?"}))
    said = page.select_one(".reply[data-kind=no_answer] .headline")
    assert said is not None
    assert said.get_text() == bot.ask("What is the capital of France?").answer
    assert not page.select(".citations > li blockquote")


@pytest.mark.parametrize(
    ("form", "flaw"),
    [
        ({}, "Please type a question."),
        ({"message": " \r\n"}, "Please type a question."),
        ({"message": "<b>" * 4000}, "at most 5000 characters"),
        ({"message": "a\0b"}, "must be text"),
    ],
    ids=["no field", "only line ends", "too long", "NUL"],
)
def test_without_a_script_a_refused_question_stays_in_its_box(
    client: FlaskClient, form: dict[str, str], flaw: str
) -> None:
    reply = client.post("/", data=form)
    page = soup(reply)
    told, box = page.select_one("#flaw"), page.select_one("textarea")
    assert reply.status_code == 422
    assert told is not None
    assert flaw in told.get_text()
    assert box is not None
    if "<b>" in form.get("message", ""):
        assert box.get_text().strip() == form["message"]
    assert not page.select(".log .reply")


@pytest.mark.parametrize(
    "message", [HOSTILE, "</script><script>alert(1)</script>", "{{ 7 * 7 }}", "\u202esdrawkcab", "two\r\nlines"]
)
def test_what_is_typed_is_shown_as_text(client: FlaskClient, message: str) -> None:
    page = soup(client.post("/", data={"message": message}))
    shown = page.select_one(".log .said")
    assert shown is not None
    assert shown.get_text() == message.replace("\r\n", "\n")
    assert shown["dir"] == "auto"
    assert not shown.find_all(True)


# Documents


def test_all_documents_are_listed_with_what_stands_behind_them(client: FlaskClient, bot: Chatbot) -> None:
    listed = soup(client.get("/documents")).select(".documents > li")
    for document, shown in zip(bot.documents.values(), listed, strict=True):
        link = shown.select_one("a")
        assert link is not None
        assert link["href"] == f"/documents/{document.doc_id}"
        language = {"en": "English", "es": "Español"}[document.language]
        for text in (document.title, document.source, language, bot.notices.adapted(document.source, "en")):
            assert text in shown.get_text()
        assert ("Promotional source" in shown.get_text()) is document.doc_id.startswith("manual-therapy")


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_citation_opens_its_document_with_the_quotation_marked(
    client: FlaskClient, bot: Chatbot, question: str
) -> None:
    for cited in bot.ask(question).citations:
        marks = soup(client.get(cited.url)).select("article.document mark")
        # The page draws the list's own bullets and line ends.
        assert [mark.get_text() for mark in marks] == [
            line.removeprefix("- ") for line in cited.quote.split("\n") if line
        ]
        assert [mark.get("id") for mark in marks] == ["cited"] + [None] * (len(marks) - 1)


def test_a_marked_list_is_a_list(client: FlaskClient, bot: Chatbot) -> None:
    cited = bot.ask(LIST_QUESTION).citations[0]
    assert cited.quote.count("\n- ") == 3
    page = soup(client.get(cited.url))
    assert [mark.parent.name for mark in page.select("article mark") if mark.parent] == ["p", "li", "li", "li"]
    assert len(page.select("article.document ul")) == 1


def test_a_document_is_shown_whole_and_each_block_in_its_language(client: FlaskClient, bot: Chatbot) -> None:
    for document in bot.documents.values():
        page = soup(client.get(f"/documents/{document.doc_id}"))
        shown = [(e.get_text(), e["lang"]) for e in page.select("article.document p")]
        shown += [(e.get_text(), e.parent["lang"]) for e in page.select("article.document li") if e.parent]
        blocks = [
            (document.text[block.span.start : block.span.end], section.language)
            for section in document.sections
            for block in section.blocks
        ]
        assert sorted(shown) == sorted(blocks)
        headings = [section.heading for section in document.sections]
        assert [heading.get_text() for heading in page.select("article.document h2")] == headings
        assert not page.select("mark")


@pytest.mark.parametrize(
    "place",
    [
        "",
        "start=5",
        "end=9",
        "start=-3&end=9",
        "start=9&end=9",
        "start=90&end=70",
        "start=0&end=999999",
        "start=x&end=9",
        "start=&end=",
        "start=1e3&end=2e3",
        "start=70&end=" + "9" * 5000,
        "start=61&end=63",
    ],
)
def test_a_place_that_is_none_marks_nothing(client: FlaskClient, place: str) -> None:
    reply = client.get(f"/documents/manual-therapy?{place}")
    assert reply.status_code == 200
    assert "<mark" not in reply.text


def test_a_place_within_two_blocks_is_marked_in_both(client: FlaskClient, bot: Chatbot) -> None:
    document = bot.documents["manual-therapy"]
    first, second = (block.span for block in document.sections[0].blocks)
    reply = client.get(f"/documents/manual-therapy?start={first.end - 10}&end={second.start + 10}")
    assert [mark.get_text() for mark in soup(reply).select("mark")] == [
        document.text[first.end - 10 : first.end],
        document.text[second.start : second.start + 10],
    ]


def test_a_document_that_has_changed_says_so_and_marks_nothing(client: FlaskClient, bot: Chatbot) -> None:
    url = bot.ask(QUESTIONS[0]).citations[0].url
    for changed in (re.sub("sha256=[0-9a-f]{4}", "sha256=ffff", url), re.sub("sha256=[0-9a-f]+", "sha256=", url)):
        reply = client.get(changed)
        assert reply.status_code == 200
        assert "This document has changed since it was cited." in reply.text
        assert "<mark" not in reply.text
    assert "has changed" not in client.get(url).text


ODD_NAME = "fees & hours, 100% ¿qué? #1 <b>"
ODD_DOCUMENT = """\
---
title: Fees
language: en
---
# Fees

# Visits

## First visit

The first visit has a fee, and the steps of it are these:

3. You are seen by a doctor.
4. The doctor explains the fee.

A paragraph comes between the third step and the fifth one.

5. You pay <b>the fee</b> of the visit.

## Later visits

Later visits are shorter than the first visit was.
"""


@pytest.fixture
def odd_client(tmp_path: Path) -> FlaskClient:
    (tmp_path / f"{ODD_NAME}.md").write_text(ODD_DOCUMENT, encoding="utf-8")
    return create_app(chatbot.load(tmp_path)).test_client()


def test_a_document_may_have_any_name(odd_client: FlaskClient) -> None:
    link = soup(odd_client.get("/documents")).select_one(".documents a")
    assert link is not None
    assert odd_client.get(str(link["href"])).status_code == 200
    url = ask(odd_client, message="Are later visits shorter?").get_json()["citations"][0]["url"]
    assert [mark.get_text() for mark in soup(odd_client.get(url)).select("mark")] == [
        "Later visits are shorter than the first visit was."
    ]


def test_headings_and_numbers_stand_as_they_do_in_the_document(odd_client: FlaskClient) -> None:
    link = soup(odd_client.get("/documents")).select_one(".documents a")
    assert link is not None
    page = soup(odd_client.get(str(link["href"])))
    assert [(heading.name, heading.get_text()) for heading in page.select("article :is(h2, h3)")] == [
        ("h2", "Visits"),
        ("h3", "First visit"),
        ("h3", "Later visits"),
    ]
    assert [(steps.get("start"), len(steps.select("li"))) for steps in page.select("article ol")] == [
        ("3", 2),
        ("5", 1),
    ]


# Texts


def test_both_languages_have_all_texts_with_the_same_slots() -> None:
    tables = {
        path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in (REPO / "web/catalogue").glob("*.toml")
    }
    assert sorted(tables) == ["en", "es"]
    slots = {
        code: {
            f"{section}.{key}": re.findall(r"\{\w*\}", text)
            for section, texts in table.items()
            for key, text in texts.items()
        }
        for code, table in tables.items()
    }
    assert slots["en"] == slots["es"]
    assert all(text.strip() for table in tables.values() for texts in table.values() for text in texts.values())


# The server


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


def test_a_port_in_use_is_told_in_one_line(taken_port: int) -> None:
    with pytest.raises(BadSettings) as raised:
        serve("127.0.0.1", taken_port, str(REPO / "corpus"))
    assert str(raised.value) == f"--port: port {taken_port} is in use; choose another with --port"


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("..", "--host: there is no address '..'"),  # no name at all, so that nothing is looked up
        ("192.0.2.1", "--host: cannot listen on '192.0.2.1'"),  # for documentation, nobody's own: RFC 5737
    ],
)
def test_an_address_that_is_not_this_machine_s_is_told_in_one_line(host: str, told: str) -> None:
    with pytest.raises(BadSettings, match=re.escape(told)):
        serve(host, 8000, str(REPO / "corpus"))


@pytest.mark.skipif(sys.platform == "win32", reason="process groups are POSIX's")
@pytest.mark.parametrize(
    ("ending", "end", "audits"),
    [(signal.SIGTERM, os.kill, False), (signal.SIGINT, os.killpg, True)],
    ids=["SIGTERM", "Ctrl-C, audited"],
)
def test_workers_share_conversations_and_end_when_told(ending: int, end: Any, audits: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    code = f"from web.server import serve; serve('127.0.0.1', {port}, 'corpus', 2)"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CHATBOT_")}
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=REPO,
        env=environment | ({"CHATBOT_AUDIT": "1"} if audits else {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        conversation, told = None, []
        for _ in range(30):  # until both workers have had their turns
            reply = json.loads(_post(port, {"message": QUESTIONS[0], "conversation": conversation}, process))
            conversation = reply["conversation"]
            told += [notice["id"] for notice in reply["notices"]]
            time.sleep(0.05)
        assert "conversation_reset" not in told
        end(process.pid, ending)
        said, _ = process.communicate(timeout=20)
        assert process.returncode == 0
        # One line per reply from whichever worker gave it, or nothing at all.
        assert [json.loads(line)["kind"] for line in said.splitlines()] == ["answer"] * (30 if audits else 0)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # workers too, which would hold the pipe open
        process.communicate()


def _post(port: int, question: dict[str, Any], process: subprocess.Popen[bytes]) -> bytes:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/chat", json.dumps(question).encode(), {"Content-Type": "application/json"}
    )
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                return bytes(reply.read())
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
