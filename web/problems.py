"""Problems: everything that goes wrong, as RFC 9457 `application/problem+json` or as a page for a browser.

Either way the emergency line is on it, and nothing of what a person wrote.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterable
from pathlib import Path

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from web.questions import BadQuestion
from web.site import emergency_line, page_language, texts

_log = logging.getLogger(__name__)
# Set anew by the reply.
_BODY_HEADERS = frozenset({"content-type", "content-length"})


def register(app: Flask) -> None:
    """Have every error of an application answered here."""
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(BadQuestion, _from_question)
    app.register_error_handler(Exception, _from_exception)


def _from_http(error: HTTPException) -> Response:
    headers = [(name, value) for name, value in error.get_headers() if name.lower() not in _BODY_HEADERS]
    return _respond(error.code or 500, headers=headers)


def _from_question(error: BadQuestion) -> Response:
    details = texts()["flaw"]
    errors = [{"pointer": each.pointer, "detail": details[each.flaw]} for each in error.wrong]
    return _respond(422 if all(each.member for each in error.wrong) else 400, errors)


def _from_exception(error: Exception) -> Response:
    # An exception's own words may hold the message, so only its type and where it came from are logged.
    frames = reversed(traceback.extract_tb(error.__traceback__))
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    _log.error("%s at %s", type(error).__name__, places)
    return _respond(500)


def _respond(status: int, errors: Iterable[dict[str, str]] = (), headers: Iterable[tuple[str, str]] = ()) -> Response:
    titles, details = texts()["error_title"], texts()["error_detail"]
    key = str(status) if str(status) in titles else f"{status // 100}00"
    problem = {"type": "about:blank", "title": titles[key], "status": status, "detail": details[key]}
    errors = list(errors)
    if _is_for_reading():
        html = render_template("error.html", problem=problem, errors=errors)
        response = Response(html, status, mimetype="text/html")
    else:
        members = problem | ({"errors": errors} if errors else {}) | {"notices": [emergency_line()]}
        body = current_app.json.dumps(members)
        response = Response(body, status, mimetype="application/problem+json")
        response.headers["Content-Language"] = page_language()
    response.headers.extend(headers)
    return response


def _is_for_reading() -> bool:
    """Whether the client is a browser on its way to a page: it names HTML and likes it better than JSON."""
    accepted = request.accept_mimetypes
    return accepted["text/html"] > max(accepted["application/json"], accepted["application/problem+json"])
