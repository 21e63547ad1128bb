"""Origins: which other sites' pages may ask, and read what is said. Same-origin pages need no leave."""

from __future__ import annotations

from collections.abc import Collection

from flask import Flask
from flask_cors import CORS

_PATHS = ("/api/chat", "/api/feedback", "/api/widget")
# How long a browser may remember that it has asked for leave.
_SECONDS = 600


def register(app: Flask, origins: Collection[str]) -> None:
    """Let pages of these origins use the API, without credentials; nothing else is opened to them.

    The replies' own Cross-Origin-Resource-Policy may stay "same-origin": browsers hold only requests in mode
    "no-cors" against it (Fetch, "cross-origin resource policy check"), and a script reads none of those.
    """
    if not origins:
        return
    CORS(
        app,
        resources=list(_PATHS),
        origins=list(origins),
        methods=["GET", "POST"],
        allow_headers=["Content-Type"],
        supports_credentials=False,
        max_age=_SECONDS,
        always_send=False,
        # Errors are answered by `problems.py`, so that they too come by here.
        intercept_exceptions=False,
    )
