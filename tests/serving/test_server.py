"""The server: addresses, workers, and how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from asking_web import (
    QUESTIONS,
    REPO,
)

from chatbot.model import BadSettings
from web.server import serve


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
def test_workers_share_conversations_and_end_when_told_with_all_counts_written(
    tmp_path: Path, ending: int, end: Any, audits: bool
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    code = f"from web.server import serve; serve('127.0.0.1', {port}, 'corpus', 2)"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CHATBOT_")}
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=REPO,
        env=environment | {"CHATBOT_DATA": str(tmp_path)} | ({"CHATBOT_AUDIT": "1"} if audits else {}),
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
        # Somebody else is writing just now: what waits for them is not lost when the server is told to end.
        held = sqlite3.connect(tmp_path / "chatbot.sqlite", isolation_level=None)
        held.execute("BEGIN IMMEDIATE")
        for _ in range(10):
            _post(port, {"message": QUESTIONS[0]}, process)
        end(process.pid, ending)
        time.sleep(0.5)
        held.execute("ROLLBACK")
        held.close()
        said, _ = process.communicate(timeout=20)
        assert process.returncode == 0
        # One line per reply from whichever worker gave it, or nothing at all.
        assert [json.loads(line)["kind"] for line in said.splitlines()] == ["answer"] * (40 if audits else 0)
        with closing(sqlite3.connect(tmp_path / "chatbot.sqlite")) as kept:
            assert kept.execute("SELECT sum(n) FROM counts").fetchone() == (40,)
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
