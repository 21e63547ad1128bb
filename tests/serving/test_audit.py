"""The audit line: why a reply was given, and no word of the message."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from asking_web import (
    DECLINED,
    QUESTIONS,
    URGENT,
    ask,
)
from flask.testing import FlaskClient

import chatbot
from chatbot import Chatbot
from chatbot.model import Finding, Label, Triage, Urgency
from web import audit


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
