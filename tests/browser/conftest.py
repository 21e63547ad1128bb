"""A browser, our server, and somebody else's page on another origin. All of it on the loopback address."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, Response
from werkzeug.serving import make_server

import chatbot
from chatbot.store import Recorder
from chatbot.store.database import Store
from web import create_app

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run"
).split()
# What the worst of sites does to what is put on it.
HOSTILE = """
* { color: lime !important; font: 3px cursive !important; letter-spacing: 2em !important; }
button, p, section { display: none !important; position: static !important; text-transform: uppercase !important; }
faq-chat { display: none; opacity: 0; transform: scale(9); }
"""
STAFF_TOKEN = "a token of staff, long enough"
POLICY = "default-src 'none'; script-src {ours}; connect-src {ours}; style-src 'self'"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def serve(app: Flask) -> Iterator[str]:
    """An application on a free port of this machine while a test runs."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: pip install -e '.[browser]'"
    )
    if not shutil.which(CHROMIUM):
        pytest.skip(f"there is no Chromium at {CHROMIUM}: install it, or name it in CHROMIUM")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def foreign() -> Iterator[tuple[str, Callable[[str], None]]]:
    """Another site, with hostile styles and a strict policy, and how to tell it where our widget comes from."""
    ours = {"url": ""}
    app = Flask("foreign")

    @app.get("/")
    def page() -> Response:
        body = (
            "<!doctype html><html lang=en><title>Clinic</title><link rel=stylesheet href=/hostile.css>"
            f"<h1>Clinic</h1><script src='{ours['url']}/widget.js' data-language=en defer></script>"
        )
        return Response(body, headers={"Content-Security-Policy": POLICY.format(ours=ours["url"])})

    @app.get("/hostile.css")
    def style() -> Response:
        return Response(HOSTILE, mimetype="text/css")

    for url in serve(app):
        yield url, lambda told: ours.update(url=told)


@pytest.fixture(scope="session")
def site(foreign: tuple[str, Callable[[str], None]]) -> Iterator[str]:
    """Our server over the shipped corpus, set up for the United States, which the foreign site may ask."""
    theirs, tell = foreign
    bot = chatbot.load(ROOT / "corpus", secret_key="test", country="US", origins=(theirs,), per_minute=0)
    for url in serve(create_app(bot)):
        tell(url)
        yield url


@pytest.fixture(scope="session")
def staff_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Our server with pages for staff, which keeps questions."""
    folder = tmp_path_factory.mktemp("kept")
    store = Store.open("", folder)
    bot = chatbot.load(ROOT / "corpus", secret_key="test", per_minute=0, keep_questions="redacted")
    recorder = Recorder(lambda: Store.open("", folder), bot.settings.retention_days)
    yield from serve(create_app(bot, STAFF_TOKEN, recorder, lambda: store))
    recorder.close(5)
    store.close()
