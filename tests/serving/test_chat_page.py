"""The chat page without a script, in both languages, and its texts."""

from __future__ import annotations

import re
import tomllib

import pytest
from asking_web import (
    EMERGENCY,
    HOSTILE,
    QUESTIONS,
    REPO,
    notices,
    soup,
    texts,
    token,
)
from flask.testing import FlaskClient

import chatbot
from chatbot import Chatbot
from web import create_app


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
    page = soup(client.post("/", data={"message": "What does decompression cost?"}))
    said = page.select_one(".reply[data-kind=no_answer] .headline")
    assert said is not None
    assert said.get_text() == bot.ask("What does decompression cost?").answer
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


def test_both_languages_have_all_texts_with_the_same_slots() -> None:
    tables = {
        path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in (REPO / "web/catalogue").glob("*.toml")
    }
    assert sorted(tables) == ["en", "es", "staff.en", "staff.es"]
    slots = {
        code: {
            f"{section}.{key}": re.findall(r"\{\w*\}", text)
            for section, texts in table.items()
            for key, text in texts.items()
        }
        for code, table in tables.items()
    }
    assert slots["en"] == slots["es"]
    assert slots["staff.en"] == slots["staff.es"]
    assert all(text.strip() for table in tables.values() for texts in table.values() for text in texts.values())
