"""The server: granian around the application. Every worker loads the corpus for itself."""

from __future__ import annotations

import atexit
import errno
import os
import secrets
import signal
import socket
import sys
from datetime import date
from functools import partial
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

import chatbot
from chatbot.model import BadSettings, Fault
from chatbot.settings import Settings
from chatbot.store import Recorder
from web import audit, create_app
from web.staff.token import find_token

if TYPE_CHECKING:
    from chatbot.store import Store

# A question takes about a millisecond, but a client that is slow to send its body holds a thread meanwhile.
_THREADS = 64
# Long enough for every request in flight, short enough for whoever pressed Ctrl-C.
_SECONDS_TO_STOP = 5


def create() -> Flask:
    """The application over the folder in CHATBOT_CORPUS, `corpus` if that is not set; for any WSGI server."""
    bot = chatbot.load(os.environ.get("CHATBOT_CORPUS", "corpus"))
    decided = bot.settings
    token = find_token(decided).text if decided.staff_pages else ""
    opening = partial(_open_store, decided)
    recorder = Recorder(opening, decided.retention_days, date.today)
    recorder.start()
    # Once each, whichever comes first: a worker of granian's ends without `atexit`, other servers' with it.
    Finalize(None, recorder.close, (_SECONDS_TO_STOP,), exitpriority=1)
    atexit.register(recorder.close, _SECONDS_TO_STOP)
    return create_app(bot, token, recorder, opening)


def _open_store(settings: Settings) -> Store:
    from chatbot.store import Store  # takes a while to import, which is no patient's time

    return Store.open(settings.database_url, Path(settings.data))


def work() -> Flask:
    """The application in a worker of `serve`.

    Ctrl-C reaches all processes at once, and the parent then stops its workers with SIGTERM. A worker
    that gets both can hang (granian 2.8.7, two workers: 3 times in 12), so it takes only the second.
    Until it is ready it would answer SIGTERM as its parent does, which ends nothing here.
    With CHATBOT_AUDIT=1 it writes an audit line per reply to stderr.
    """
    if os.environ.get("CHATBOT_AUDIT") == "1":
        audit.to_stderr()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    return create()


def serve(host: str, port: int, corpus: str, workers: int = 1, staff_token: str = "") -> None:
    """Serve a corpus until SIGTERM or Ctrl-C, finishing the requests in flight.

    Raises BadSettings if the address cannot be used. Sets CHATBOT_CORPUS and, unless it is set,
    CHATBOT_SECRET_KEY, so that every worker can open the conversations of every other; so too the token for staff.
    """
    _check_address(host, port)
    os.environ["CHATBOT_CORPUS"] = corpus
    if staff_token:
        os.environ["CHATBOT_STAFF_TOKEN"] = staff_token
    if not os.environ.get("CHATBOT_SECRET_KEY", "").strip():
        os.environ["CHATBOT_SECRET_KEY"] = secrets.token_urlsafe(32)
    Granian(
        "web.server:work",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=workers,
        blocking_threads=_THREADS,
        workers_kill_timeout=_SECONDS_TO_STOP,
        websockets=False,
        log_level=LogLevels.error,  # its warnings are about the number of threads, which is meant
    ).serve()


def _check_address(host: str, port: int) -> None:
    """Raise BadSettings if nothing can listen there: the server itself would share a port, or fail in a traceback."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except (socket.gaierror, UnicodeError):
        raise BadSettings(Fault("--host", f"there is no address '{host}'", "127.0.0.1 is this machine")) from None
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            fault = Fault("--port", f"port {port} is in use", "choose another with --port")
        elif error.errno == errno.EACCES:
            fault = Fault("--port", f"port {port} needs an administrator's rights", "choose one above 1023 with --port")
        else:
            fault = Fault("--host", f"cannot listen on '{host}': {error.strerror}", "127.0.0.1 is this machine")
        raise BadSettings(fault) from None
