"""What the tests of the web share: questions, and reading what comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chatbot.model import Answer

REPO = Path(__file__).parent.parent.parent
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
DECLINED = "Should I try manual therapy for my back pain?"
OF_A_NUMBER = "call your local emergency number"


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
