"""The web: one Flask application over one bot. `create_app` puts its rooms together; importing does nothing.

`questions.py` takes requests apart, `api.py`, `pages.py`, `feedback.py` and `documents.py` answer them, `problems.py`
words what goes wrong, `security.py` says what a browser may do with it, `audit.py` notes what was decided,
`site.py` holds what they share. For pages of other sites there are `widget.py`, `origins.py` and `limits.py`;
`dialing.py` makes links of phone numbers. `recording.py` hands over what is kept for those who use the pages in
`staff/`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from chatbot.bot import Chatbot
from chatbot.store import Recorder
from web import api, documents, feedback, limits, origins, pages, problems, security, site, staff, widget
from web.recording import Opened

if TYPE_CHECKING:
    from chatbot.store import Store


def create_app(
    bot: Chatbot,
    staff_token: str = "",
    recorder: Recorder | None = None,
    open_store: Callable[[], Store] | None = None,
) -> Flask:
    """The application that serves this bot; it keeps nothing about who asks.

    With a token there are pages for staff; with a recorder, what they are about is kept, and read from the store.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _most_bytes(bot.settings.max_message)
    # No slashes are merged and no rule ends in one, so that no reply is a redirect.
    app.url_map.merge_slashes = False
    app.json = _json(app)
    site.register(app, bot, recorder, Opened(open_store) if open_store else None)
    security.register(app)
    origins.register(app, bot.settings.origins)
    limits.register(app, bot.settings.per_minute)
    problems.register(app)
    for room in (api.blueprint, pages.blueprint, feedback.blueprint, documents.blueprint, widget.blueprint):
        app.register_blueprint(room)
    staff.register(app, staff_token if bot.settings.staff_pages else "")
    return app


def _json(app: Flask) -> DefaultJSONProvider:
    """JSON in UTF-8, its members in the order of the contract."""
    provider = DefaultJSONProvider(app)
    provider.ensure_ascii = False
    provider.sort_keys = False
    return provider


def _most_bytes(characters: int) -> int:
    """The largest body, 64 KiB unless longer messages are allowed.

    A character takes up to 12 bytes (an emoji as two JSON escapes, or percent-encoded in a form), and a
    conversation's token 4 KB.
    """
    return max(64 * 1024, 12 * characters + 5 * 1024)
