"""The web: one Flask application over one bot. `create_app` puts its rooms together; importing does nothing.

`questions.py` takes requests apart, `api.py` and `pages.py` and `documents.py` answer them, `problems.py`
words what goes wrong, `security.py` says what a browser may do with it, `audit.py` notes what was decided,
`site.py` holds what they share. For pages of other sites there are `widget.py`, `origins.py` and `limits.py`;
`dialing.py` makes links of phone numbers.
"""

from __future__ import annotations

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from chatbot.bot import Chatbot
from web import api, documents, limits, origins, pages, problems, security, site, widget


def create_app(bot: Chatbot) -> Flask:
    """The application that serves this bot; it keeps nothing about the people who use it."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _most_bytes(bot.settings.max_message)
    # No slashes are merged and no rule ends in one, so that no reply is a redirect.
    app.url_map.merge_slashes = False
    app.json = _json(app)
    site.register(app, bot)
    security.register(app)
    origins.register(app, bot.settings.origins)
    limits.register(app, bot.settings.per_minute)
    problems.register(app)
    for room in (api.blueprint, pages.blueprint, documents.blueprint, widget.blueprint):
        app.register_blueprint(room)
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
