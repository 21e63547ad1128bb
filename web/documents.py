"""Documents: what the bot answers from, whole, with the place marked that a citation points at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from werkzeug.exceptions import NotFound

from chatbot.model import Block, BlockKind, Document, Section, Span
from web.site import site

blueprint = Blueprint("documents", __name__)

_NUMBER = re.compile(r"(\d{1,9})[.)] ")
_DEEPEST_HEADING = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a block; those that are cited are marked, and the first of them is the anchor."""

    text: str
    cited: bool = False
    anchor: bool = False


@dataclass(slots=True)
class Part:
    """One element of the page: a heading or paragraph of one line, or a list with a line for each item.

    `first` is the number of a numbered list's first item.
    """

    tag: str
    language: str
    lines: list[list[Piece]]
    first: int = 1


@blueprint.get("/documents")
def index() -> str:
    """All documents in the order of their ids."""
    return render_template("documents.html", documents=site().bot.documents.values())


@blueprint.get("/documents/<path:doc_id>")
def document(doc_id: str) -> str:
    """One document, with the characters [start, end) marked if it still is the text that was cited."""
    found = site().bot.documents.get(doc_id)
    if found is None:
        raise NotFound
    changed = request.args.get("sha256", found.sha256) != found.sha256
    cited = None if changed else _cited(found)
    return render_template("document.html", document=found, parts=lay_out(found, cited), changed=changed)


def lay_out(document: Document, cited: Span | None) -> list[Part]:
    """The document as elements in reading order, lists put together, the cited characters told apart."""
    parts: list[Part] = []
    above: Section | None = None
    anchored = False
    for section in document.sections:
        parts += _headings(document, section, above)
        above = section
        joins = False
        for block in section.blocks:
            line = list(_pieces(document.text, block.span, cited, anchored))
            anchored = anchored or any(piece.anchor for piece in line)
            number = _number(document.text, block)
            tag = "p" if block.kind is not BlockKind.ITEM else "ul" if number is None else "ol"
            if joins and tag == parts[-1].tag:
                parts[-1].lines.append(line)
            else:
                parts.append(Part(tag, section.language, [line], number or 1))
            joins = block.kind is BlockKind.ITEM
    return parts


def _cited(document: Document) -> Span | None:
    start, end = (request.args.get(name, type=int) for name in ("start", "end"))
    if start is None or end is None or not 0 <= start < end <= len(document.text):
        return None
    return Span(start, end)


def _headings(document: Document, section: Section, above: Section | None) -> Iterator[Part]:
    """The headings between two sections, those without text of their own too; none where only the language changes."""
    path = section.path
    shared = 0
    if above:
        between = document.text[above.span.end : section.span.start]
        if path == above.path and section.heading not in between:
            return
        while shared < len(path) - 1 and path[: shared + 1] == above.path[: shared + 1]:
            shared += 1
    for depth, heading in enumerate(path[shared:], shared + 2):
        if heading != document.title:
            yield Part(f"h{min(depth, _DEEPEST_HEADING)}", section.language, [[Piece(heading)]])


def _pieces(text: str, span: Span, cited: Span | None, anchored: bool) -> Iterator[Piece]:
    """The characters of a block, cut where the citation begins and ends."""
    start = end = span.end
    if cited and cited.start < span.end and cited.end > span.start:
        start, end = max(cited.start, span.start), min(cited.end, span.end)
    pieces = (
        Piece(text[span.start : start]),
        Piece(text[start:end], cited=True, anchor=not anchored),
        Piece(text[end : span.end]),
    )
    return (piece for piece in pieces if piece.text)


def _number(text: str, block: Block) -> int | None:
    """The number that stands before an item, None before any other."""
    line_start = text.rfind("\n", 0, block.span.start) + 1
    marker = _NUMBER.fullmatch(text, line_start, block.span.start)
    return int(marker[1]) if marker else None
