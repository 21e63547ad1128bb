"""The widget: its script for pages of any site, what it needs to know, and a page that shows how to put it on one."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, jsonify, render_template, request, send_from_directory, url_for
from markupsafe import Markup

from web.pages import RATED
from web.questions import BadQuestion, Flaw, Wrong
from web.site import adapted_lines, emergency_line, kept_line, page_language, site, texts, translations

blueprint = Blueprint("widget", __name__)

_FOLDER = Path(__file__).parent / "static"
_SECONDS = 300
_ACCENT = "#0b6e6e"
_SNIPPET = Markup('<script src="{}" data-title="{}" data-language="{}" data-accent="{}" defer></script>')


@blueprint.get("/widget.js")
def script() -> Response:
    """The script, for every site: without leave of `origins` it can show itself, but ask nothing."""
    response = send_from_directory(_FOLDER, "widget.js", mimetype="text/javascript")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = f"public, max-age={_SECONDS}"
    return response


@blueprint.get("/api/widget")
def about() -> Response:
    """All that the script cannot know by itself, in the language asked for, else the browser's."""
    bot, asked = site().bot, request.args.get("language")
    if asked is not None and asked not in bot.languages:
        raise BadQuestion(Wrong(Flaw.UNKNOWN_LANGUAGE, "language"))
    language, words = page_language(), texts()
    response = jsonify(
        {
            "language": language,
            "languages": {code: each.name for code, each in bot.languages.items()},
            "clinic": bot.settings.name,
            # Where both sections have a key, the widget's own is meant: its "open" opens the chat.
            "texts": {"translated": words["documents"]["translated"], **words["chat"], **words["widget"]},
            "evidence": words["evidence"],
            # None where no feedback is taken.
            "feedback": words["feedback"] if site().recorder else None,
            "rated": RATED,
            "kept": kept_line(),
            "adapted": adapted_lines(language),
            "persistent": bot.notices.notice("persistent", language).text,
            "emergency_line": emergency_line()["text"],
            "examples": bot.settings.examples.get(language, ()),
            "phones": bot.notices.phones,
            "translations": translations(bot),
            "most": bot.settings.max_message,
        }
    )
    response.vary.update(("Accept-Language", "Origin"))
    return response


@blueprint.get("/embed")
def embed() -> str:
    """The page with the line to copy, and the widget on it."""
    title = site().bot.settings.name or texts()["widget"]["title"]
    line = _SNIPPET.format(url_for("widget.script", _external=True), title, page_language(), _ACCENT)
    # As plain text, so that the page shows the markup.
    return render_template("embed.html", snippet=str(line))
