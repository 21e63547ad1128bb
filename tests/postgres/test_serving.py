"""The web over PostgreSQL: no answer is lost and none is a 500 while the server is gone, for patients or for staff."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from cluster import Server
from flask.testing import FlaskClient

import chatbot
from chatbot.store import Recorder, Store
from web import create_app

CORPUS = Path(__file__).parent.parent.parent / "corpus"
TOKEN = "a token of staff, long enough"
QUESTIONS = (
    "What does a foraminotomy do?",
    "how many nights will I stay in hospital",
    "I can't feel when I wipe",
    "hola",
)


def log_in(client: FlaskClient) -> str:
    """Logs in and returns the token of forms."""
    for path, form in (("/staff/login", {"token": TOKEN}), ("/staff", {})):
        found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
        assert found
        if form:
            client.post(path, data={**form, "csrf_token": found[1]})
    return found[1]


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_server_stopped_and_started_in_mid_run_costs_no_answer_and_no_entry(server: Server, mode: str) -> None:
    url = server.new_database()

    def opening() -> Store:
        return Store.open(url, Path("unused"))

    bot = chatbot.load(CORPUS, secret_key="test", per_minute=0, keep_questions="redacted")
    store, recorder = opening(), Recorder(opening, 90)
    client = create_app(bot, TOKEN, recorder, lambda: store).test_client()
    token = log_in(client)
    asked, statuses = 0, set()

    def ask(times: int) -> None:
        nonlocal asked
        for number in range(times):
            reply = client.post("/api/chat", json={"message": QUESTIONS[number % len(QUESTIONS)]})
            statuses.add(reply.status_code)
            assert reply.get_json()["answer"]
            asked += 1

    ask(40)
    stopping = threading.Thread(target=server.stop, args=(mode,))
    stopping.start()
    ask(120)
    stopping.join()
    try:
        ask(40)
        assert client.get("/healthz").get_json()["store"]["waiting"] > 0
        gone = client.get("/staff/questions")
        assert (gone.status_code, "cannot be read" in gone.text) == (503, True)
        assert client.get("/staff").status_code == 200
        tried = client.post("/staff/questions/resolve", data={"csrf_token": token, "id": "1"})
        assert tried.status_code == 503
    finally:
        server.start()
    ask(40)
    assert recorder.flush(20)
    assert statuses == {200}
    assert sum(each.n for each in store.counts()) == asked == 240
    assert recorder.lost == 0
    assert client.get("/staff/questions").status_code == 200
    assert recorder.close(5)
    store.close()
