"""Limits: how many questions a minute one client may ask. Only questions and feedback count, not pages or files.

Counts are in the memory of one process, so each of granian's workers counts for itself and two of them let in up
to twice as many. An address is held with its count for a minute, until the next question after it, and is written
nowhere. Behind a proxy every client has the proxy's address: count there and switch this off, or have the proxy's
`X-Forwarded-For` read (werkzeug's ProxyFix).
"""

from __future__ import annotations

import logging
import time
from typing import NoReturn

from flask import Flask, request
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address
from werkzeug.exceptions import TooManyRequests

_QUESTIONS = frozenset({"api.chat", "pages.ask", "feedback.feedback", "feedback.page"})


def register(app: Flask, per_minute: int) -> None:
    """Refuse a client's questions beyond so many a minute; 0 refuses none."""
    if not per_minute:
        return
    # At level INFO the library would log the address of whoever asks too much.
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)
    Limiter(
        get_remote_address,
        app=app,
        application_limits=[f"{per_minute} per minute"],
        application_limits_exempt_when=_is_no_question,
        storage_uri="memory://",
        on_breach=_refuse,
    )


def _is_no_question() -> bool:
    return request.method != "POST" or request.endpoint not in _QUESTIONS


def _refuse(limit: RequestLimit) -> NoReturn:
    """Raise the error that says how long to wait; the library's own does not."""
    raise TooManyRequests(retry_after=max(1, int(limit.reset_at - time.time())))
