"""Feedback: what is counted and kept of it, with and without a script, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from asking_web import QUESTIONS, URGENT, soup
from conftest import Staffed
from flask.testing import FlaskClient

from chatbot.store import Event, Why

Make = Callable[..., Staffed]


def test_without_a_recorder_no_feedback_is_taken_or_asked_for(client: FlaskClient) -> None:
    assert client.post("/api/feedback", json={"message": QUESTIONS[0], "helpful": True}).status_code == 404
    assert client.post("/feedback", data={"message": QUESTIONS[0], "helpful": "yes"}).status_code == 404
    assert not soup(client.post("/", data={"message": QUESTIONS[0]})).select(".feedback")
    assert client.get("/api/widget").get_json()["feedback"] is None


@pytest.mark.parametrize("helpful", [True, False])
def test_feedback_is_counted_for_the_reply_it_is_about(staffed: Make, helpful: bool) -> None:
    site = staffed()
    reply = site.client.post("/api/feedback", json={"message": QUESTIONS[0], "helpful": helpful, "comment": "why?"})
    assert reply.get_json() == {"thanks": "Thank you for telling us."}
    assert site.recorder.flush(5)
    (count,) = site.store.counts()
    assert (count.event, count.kind, count.n) == (Event.HELPFUL if helpful else Event.NOT_HELPFUL, "answer", 1)
    assert site.store.questions(resolved=None) == []  # nothing is kept unless the clinic says so


def test_with_consent_what_did_not_help_is_kept_without_names(staffed: Make) -> None:
    site = staffed(keep_questions="redacted")
    members = {"message": "My name is Maria Lopez. What does a foraminotomy do?", "helpful": False}
    site.client.post("/api/feedback", json=members | {"comment": "call me on 612 345 678"})
    assert site.recorder.flush(5)
    (kept,) = site.store.questions()
    assert kept.why is Why.NOT_HELPFUL
    assert "foraminotomy" in kept.text
    assert not {"Maria", "Lopez", "612"} & set((kept.text + " " + kept.comment).replace(".", " ").split())


@pytest.mark.parametrize(
    ("message", "comment", "kept"),
    [
        (QUESTIONS[0], "it does not say how long", "it does not say how long"),
        (QUESTIONS[0], "I want to kill myself, I took all the pills", ""),
        (QUESTIONS[0], "I can't feel when I wipe", ""),
        ("Should I have the surgery or not?", "please", None),
    ],
)
def test_a_comment_is_kept_only_if_it_is_harmless_and_so_is_the_question(
    staffed: Make, message: str, comment: str, kept: str | None
) -> None:
    site = staffed(keep_questions="redacted")
    site.client.post("/api/feedback", json={"message": message, "helpful": False, "comment": comment})
    assert site.recorder.flush(5)
    assert [each.comment for each in site.store.questions()] == ([] if kept is None else [kept])


def test_a_form_that_does_not_say_whether_it_helped_counts_nothing(staffed: Make) -> None:
    site = staffed()
    assert site.client.post("/feedback", data={"message": QUESTIONS[0]}).status_code == 422
    assert site.recorder.flush(5)
    assert site.store.counts() == []


@pytest.mark.parametrize("kind", list(URGENT))
def test_an_emergency_is_counted_and_never_kept(staffed: Make, kind: str) -> None:
    site = staffed(keep_questions="redacted")
    site.client.post("/api/chat", json={"message": URGENT[kind]})
    site.client.post("/api/feedback", json={"message": URGENT[kind], "helpful": False})
    assert site.recorder.flush(5)
    assert {(each.event.value, each.kind.value) for each in site.store.counts()} == {
        ("reply", kind),
        ("not_helpful", kind),
    }
    assert site.store.questions(resolved=None) == []


@pytest.mark.parametrize(
    ("members", "pointers"),
    [
        ({}, ["#/message", "#/helpful"]),
        ({"message": "x", "helpful": "yes"}, ["#/helpful"]),
        ({"message": "x", "helpful": None}, ["#/helpful"]),
        ({"message": "x", "helpful": 1}, ["#/helpful"]),
        ({"message": "x", "helpful": True, "comment": 5}, ["#/comment"]),
        ({"message": "x", "helpful": True, "comment": "x" * 1001}, ["#/comment"]),
        ({"message": "x", "helpful": True, "comment": "\ud800"}, ["#/comment"]),
        ({"message": " ", "helpful": True, "conversation": 5}, ["#/message", "#/conversation"]),
    ],
)
def test_bad_feedback_is_refused_with_every_place(staffed: Make, members: dict[str, Any], pointers: list[str]) -> None:
    site = staffed()
    reply = site.client.post("/api/feedback", data=json.dumps(members), content_type="application/json")
    assert (reply.status_code, reply.mimetype) == (422, "application/problem+json")
    assert [each["pointer"] for each in reply.get_json()["errors"]] == pointers
    assert site.recorder.flush(5)
    assert site.store.counts() == []


def test_without_a_script_the_page_thanks_and_shows_the_same_reply_again(staffed: Make) -> None:
    site = staffed()
    asked = soup(site.client.post("/", data={"message": QUESTIONS[0]}))
    form = asked.select_one("form.feedback")
    assert form is not None
    held = {str(each["name"]): str(each.get("value", "")) for each in form.select("input")}
    thanked = soup(site.client.post(str(form["action"]).partition("#")[0], data=held | {"helpful": "no"}))
    quoted, again = ([each.get_text() for each in page.select("blockquote")] for page in (asked, thanked))
    assert quoted == again
    assert ["Thank you" in each.get_text() for each in thanked.select(".log form.feedback")] == [True]
    assert site.recorder.flush(5)
    assert sorted((each.event.value, each.n) for each in site.store.counts()) == [("not_helpful", 1), ("reply", 1)]


def test_only_replies_that_can_help_are_asked_about(staffed: Make) -> None:
    site = staffed()
    for message, asked in ((QUESTIONS[0], True), ("hello", False), (URGENT["emergency"], False), ("qwertz", True)):
        page = soup(site.client.post("/", data={"message": message}))
        assert bool(page.select(".log form.feedback")) is asked, message


def test_patients_are_told_when_questions_are_kept(staffed: Make) -> None:
    silent, telling = staffed(), staffed(keep_questions="redacted", retention_days=30)
    assert "Kept for" not in silent.client.get("/").text
    assert "Kept for 30 days" in telling.client.get("/").text
    assert "Se guardan 30 días" in telling.client.get("/?language=es").text
    assert "Kept for 30 days" in telling.client.get("/api/widget").get_json()["kept"]
    # A comment is asked for only where it would be kept.
    assert not soup(silent.client.post("/", data={"message": QUESTIONS[0]})).select(".log textarea")
    assert soup(telling.client.post("/", data={"message": QUESTIONS[0]})).select(".log textarea")


def test_an_answer_does_not_wait_for_a_store_that_fails(bot: Any) -> None:
    from chatbot.store import Recorder
    from web import create_app

    def broken() -> Any:
        raise OSError("no disk")

    recorder = Recorder(broken, 90)
    client = create_app(bot, "", recorder).test_client()
    assert client.post("/api/chat", json={"message": QUESTIONS[0]}).status_code == 200
    assert client.post("/api/feedback", json={"message": QUESTIONS[0], "helpful": True}).status_code == 200
    assert not recorder.close(0.2)
    assert recorder.lost == 2
    assert client.get("/healthz").get_json()["store"]["lost"] == 2
