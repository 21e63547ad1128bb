"""Problems and headers: what goes wrong is told, and every reply is locked down."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from asking_web import (
    BROWSER,
    EMERGENCY,
    soup,
)
from flask.testing import FlaskClient

from chatbot import Chatbot

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

    monkeypatch.setattr(bot, "reply", break_down)
    request: dict[str, Any] = {form: {"message": "my secret knee"}, "headers": {"Accept": accept}}
    with caplog.at_level(logging.DEBUG):
        reply = client.post(path, **request)
    assert reply.status_code == 500
    assert EMERGENCY["en"] in reply.text
    for told in (reply.text, caplog.text):
        assert "secret knee" not in told
        assert "Traceback" not in told
    assert "LookupError" not in reply.text
    assert "LookupError at test_problems.py:" in caplog.text
    assert "break_down" in caplog.text


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
