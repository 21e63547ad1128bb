"""The site: what every view shares. The bot, the interface texts, and the language a page is shown in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

from flask import Flask, current_app, g, request, url_for

from chatbot.bot import Chatbot
from chatbot.store import Recorder
from web.dialing import dial
from web.recording import Opened

_CATALOGUE = Path(__file__).parent / "catalogue"

MOST_COMMENT = 1000  # characters of a comment on a reply
Texts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Site:
    """A bot, the texts around it (language -> section -> key -> text), who writes down what staff keep, and where."""

    bot: Chatbot
    texts: Mapping[str, Texts]
    recorder: Recorder | None = None
    store: Opened | None = None


def register(app: Flask, bot: Chatbot, recorder: Recorder | None = None, store: Opened | None = None) -> None:
    """Give an application its bot and what is kept for staff, and its templates what all of them need."""
    app.extensions["site"] = Site(bot, {code: _load(code, bot) for code in bot.languages}, recorder, store)
    app.context_processor(_context)
    app.add_template_filter(partial(dial, phones=bot.notices.phones), "dialable")


def site() -> Site:
    """The site of the application at work."""
    return cast(Site, current_app.extensions["site"])


def choose_language(code: object) -> None:
    """Show this request in the language that its body names, if the site speaks it."""
    if isinstance(code, str) and code in site().bot.languages:
        g.language = code


def chosen_language() -> str | None:
    """The language the person has chosen, in the body or the address; None if they left it to us."""
    named = g.get("language") or request.args.get("language")
    return named if named in site().bot.languages else None


def page_language() -> str:
    """The language to show: the chosen one, else the browser's, else the clinic's."""
    return chosen_language() or _browser_language() or site().bot.settings.language


def texts() -> Texts:
    """The interface texts of the page's language."""
    return site().texts[page_language()]


def emergency_line() -> dict[str, str]:
    """The notice that stands on everything, errors too: `{"id", "text"}`."""
    return site().bot.notices.notice("emergency_line", page_language()).to_dict()


def kept_line() -> str:
    """What is said about questions that are kept; nothing where none are."""
    decided = site().bot.settings
    kept = site().recorder is not None and decided.keep_questions == "redacted"
    return texts()["chat"]["kept"] if kept else ""


def adapted_lines(code: str) -> dict[str, str]:
    """The lines under a restated quotation, for a script that fills them in as `Notices.adapted` does."""
    adapted = site().bot.notices.adapted
    return {"unreviewed": adapted("{source}", code), "reviewed": adapted("{source}", code, "{reviewer}")}


def translations(bot: Chatbot) -> list[str]:
    """The ids of the documents that are translations of others, in order: citations of them say so."""
    return [doc_id for doc_id, document in bot.documents.items() if document.translation_of]


def _browser_language() -> str | None:
    # Werkzeug's own best_match would rather give a reader of "en-GB, es;q=0.5" the exact "es".
    for tag, quality in request.accept_languages:
        code = tag.partition("-")[0].lower()
        if quality and code in site().bot.languages:
            return code
    return None


def _load(code: str, bot: Chatbot) -> Texts:
    settings = bot.settings
    values = {"most": settings.max_message, "languages": ", ".join(bot.languages), "comment": MOST_COMMENT}
    values |= {"days": settings.retention_days}
    tables = _read(f"{code}.toml")
    told = {section: {key: text.format_map(values) for key, text in table.items()} for section, table in tables.items()}
    # What staff are told has figures in it: its slots are filled where it is shown.
    return told | _read(f"staff.{code}.toml")


def _read(name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((_CATALOGUE / name).read_text(encoding="utf-8"))


def _page_path() -> str:
    """Where this page can be had again: some forms are answered at an address that only takes forms."""
    if request.method == "POST" and request.url_rule and "GET" not in (request.url_rule.methods or ()):
        rules = [each.rule for each in current_app.url_map.iter_rules() if "GET" in (each.methods or ())]
        return max((each for each in rules if f"{request.path}/".startswith(each.rstrip("/") + "/")), key=len)
    return ""


def _context() -> dict[str, Any]:
    bot, language, chosen = site().bot, page_language(), chosen_language()
    # A language that was chosen stays chosen on the way to the next page.
    keep = {"language": chosen} if chosen else {}
    return {
        "texts": texts(),
        "language": language,
        "names": {code: each.name for code, each in bot.languages.items()},
        "clinic": bot.settings.name,
        "notice": lambda notice_id: bot.notices.notice(notice_id, language).text,
        "adapted": bot.notices.adapted,
        "kept": kept_line(),
        "translations": translations(bot),
        "chosen": chosen,
        "link": lambda endpoint, **values: url_for(endpoint, **(keep | values)),
        "place": lambda url: url.replace("#", f"&language={chosen}#", 1) if chosen else url,
        "switch": lambda code: _page_path() + "?" + urlencode(request.args.to_dict() | {"language": code}),
    }
