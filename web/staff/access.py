"""Access: who may see the pages for staff. One token for all of them, a signed cookie for those who gave it.

The cookie is for /staff alone, so that nothing of it reaches what patients use; it holds no name. It is signed with a
key made of the token and the server's own: another token, and nobody is logged in any more.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from flask import Blueprint, Flask, Response, current_app, redirect, render_template, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFError, CSRFProtect
from limits import parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as BaseResponse

from web.site import chosen_language, site

blueprint = Blueprint("access", __name__)

_HOURS = 8
_IN = "in"
# Of these nobody is asked for a token they cannot have given yet.
_OPEN = frozenset({"staff.access.login", "staff.access.enter"})
# Wrong tokens from one address: what a slip of the hand needs, and no more.
_WRONG = parse_many("5 per minute; 30 per hour")
_SECONDS = 60


class _Sessions(SecureCookieSessionInterface):
    """Flask's own, for https alone where the page came by https."""

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002 (Flask's signature)
        return request.is_secure


@dataclass(frozen=True, slots=True)
class Door:
    """What the login of one application needs."""

    token: str
    csrf: CSRFProtect
    attempts: Attempts


class Attempts:
    """How often a wrong token may be tried, counted in the memory of this process."""

    def __init__(self) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def spent(self, address: str) -> bool:
        """Whether this address has tried too often."""
        return not all(self._window.test(limit, address) for limit in _WRONG)

    def failed(self, address: str) -> None:
        """Count a wrong token."""
        for limit in _WRONG:
            self._window.hit(limit, address)


def register(app: Flask, token: str) -> None:
    """Prepare an application for sessions of those who give this token."""
    with app.app_context():
        own = site().bot.settings.secret_key
    app.secret_key = hashlib.sha256(f"staff session\0{own}\0{token}".encode()).digest()
    app.session_interface = _Sessions()
    app.permanent_session_lifetime = timedelta(hours=_HOURS)
    app.config |= {
        "SESSION_COOKIE_NAME": "staff",
        "SESSION_COOKIE_PATH": "/staff",
        "SESSION_COOKIE_SAMESITE": "Strict",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_REFRESH_EACH_REQUEST": False,
        # Patients' forms need none of it: they change nothing and go with no cookie.
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_TIME_LIMIT": _HOURS * 3600,
        # Our own pages send no Referer; the token and the cookie's SameSite do its work.
        "WTF_CSRF_SSL_STRICT": False,
    }
    app.extensions["staff"] = Door(token, CSRFProtect(app), Attempts())
    app.register_error_handler(CSRFError, _refuse)


def let_in() -> BaseResponse | None:
    """Nothing if this request may go on; else the way to the login. Raises CSRFError for a form that is not ours."""
    _door().csrf.protect()
    if session.get(_IN) or request.endpoint in _OPEN:
        return None
    return redirect(url_for("staff.access.login", language=chosen_language()))


def keep_out_of_caches(response: Response) -> Response:
    """The reply, for this reader and this moment only: after the log-out no browser has it."""
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/login")
def login() -> str | BaseResponse:
    """The page that asks for the token."""
    return redirect(url_for("staff.asking.show")) if session.get(_IN) else _show()


@blueprint.post("/login")
def enter() -> BaseResponse:
    """Let in who gives the token; the session begins anew, whatever was in it before."""
    door, address = _door(), request.remote_addr or ""
    if door.attempts.spent(address):
        raise TooManyRequests(retry_after=_SECONDS)
    given = request.form.get("token", "").strip()
    if not hmac.compare_digest(given.encode("utf-8", "replace"), door.token.encode()):
        door.attempts.failed(address)
        return Response(_show(wrong=True), 403)
    session.clear()
    session.permanent = True
    session[_IN] = True
    return redirect(url_for("staff.asking.show"), 303)


@blueprint.post("/logout")
def leave() -> BaseResponse:
    """End the session in this browser."""
    session.clear()
    return redirect(url_for("staff.access.login"), 303)


def _door() -> Door:
    return cast(Door, current_app.extensions["staff"])


def _show(wrong: bool = False, expired: bool = False) -> str:
    return render_template("staff/login.html", wrong=wrong, expired=expired)


def _refuse(_: CSRFError) -> Response:
    """A form that was not ours, or has been open for too long."""
    return Response(_show(expired=True), 400)
