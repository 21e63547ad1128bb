"""A bot over the shipped corpus, a client of its application, and a bot whose triage breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import pytest
from asking_web import REPO, soup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import chatbot
from chatbot import Chatbot
from chatbot.model import Triage
from chatbot.store import Recorder
from chatbot.store.database import Store
from web import create_app


@pytest.fixture(scope="module")
def bot() -> Chatbot:
    return chatbot.load(REPO / "corpus", secret_key="test")


@pytest.fixture
def client(bot: Chatbot) -> FlaskClient:
    return create_app(bot).test_client()


@pytest.fixture
def failing(bot: Chatbot, monkeypatch: pytest.MonkeyPatch) -> Chatbot:
    """A bot whose triage raises."""

    class Broken:
        def triage(self, *readings: str) -> Triage:
            raise LookupError(" ".join(readings))

    monkeypatch.setattr(bot, "triage_failures", 0)
    monkeypatch.setattr(bot, "_guard", Broken())
    return bot


TOKEN = "a token of staff, long enough"


@dataclass
class Staffed:
    """An application with pages for staff over a store of its own, a client, and who writes."""

    app: Flask
    client: FlaskClient
    recorder: Recorder
    store: Store
    token: str = TOKEN

    def csrf(self, path: str = "/staff/login") -> str:
        """The token of the forms, as the session at work has it."""
        held = soup(self.client.get(path)).select_one("input[name=csrf_token]")
        assert held is not None
        return str(held["value"])

    def log_in(self) -> Staffed:
        entered = self.client.post("/staff/login", data={"token": self.token, "csrf_token": self.csrf()})
        assert entered.status_code == 303
        return self

    def post(self, path: str, **form: str) -> TestResponse:
        """A form of a page for staff, sent by it."""
        return self.client.post(path, data=form | {"csrf_token": self.csrf("/staff")})


@cache
def _bot(settings: tuple[tuple[str, object], ...]) -> Chatbot:
    return chatbot.load(REPO / "corpus", secret_key="test", per_minute=0, **dict(settings))


@pytest.fixture
def staffed(tmp_path: Path) -> Iterator[Callable[..., Staffed]]:
    """Makes applications with pages for staff, with settings; what they keep is closed in the end."""
    made: list[Staffed] = []

    def make(**settings: object) -> Staffed:
        bot = _bot(tuple(sorted(settings.items())))
        folder = tmp_path / str(len(made))
        recorder = Recorder(partial(Store.open, "", folder), bot.settings.retention_days)
        store = Store.open("", folder)
        app = create_app(bot, TOKEN, recorder, lambda: store)
        made.append(Staffed(app, app.test_client(), recorder, store))
        return made[-1]

    yield make
    for each in made:
        each.recorder.close(5)
        each.store.close()
