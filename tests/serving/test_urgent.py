"""What triage found, as pages and API show it: what cannot wait stands out and stays."""

from __future__ import annotations

import pytest
from asking_web import (
    DECLINED,
    EMERGENCY,
    OF_A_NUMBER,
    QUESTIONS,
    URGENT,
    ask,
    notices,
    soup,
    texts,
    token,
)
from flask.testing import FlaskClient

from chatbot import Chatbot
from chatbot.model import Label, Triage, Urgency


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
