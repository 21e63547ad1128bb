"""Dialing: a text with its phone numbers as links, for a phone on which somebody may need one in a hurry."""

from __future__ import annotations

import re
from collections.abc import Collection

from markupsafe import Markup, escape

_LINK = Markup('<a href="tel:{}">{}</a>')
# Digits with one of these between them are one number: 911 is no number of its own in "800 911 2000".
_JOINT = r"[ \u00a0.-]"


def dial(text: object, phones: Collection[str]) -> Markup:
    """The text escaped, each of these numbers in it a `tel:` link, unless it is part of a longer one."""
    if not phones:
        return escape(text)
    # The longest first, or one that begins like another would cut it short.
    numbers = "|".join(re.escape(phone) for phone in sorted(phones, key=len, reverse=True))
    pieces = re.split(rf"(?<![\d+])(?<!\d{_JOINT})({numbers})(?!{_JOINT}?\d)", str(text))
    # Every second piece is a number.
    return Markup().join(_link(piece) if at % 2 else piece for at, piece in enumerate(pieces))


def _link(phone: str) -> Markup:
    return _LINK.format(re.sub(r"[^0-9+]", "", phone), phone)
