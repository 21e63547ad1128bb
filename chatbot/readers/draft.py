"""A draft is what one format's reader found: pieces in reading order. `compose` makes it a Document.

Here and nowhere else a document's text is put together and its offsets are counted.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from chatbot.languages import Language, detect, leader, signs
from chatbot.model import Block, BlockKind, Document, LeftOut, Section, Span
from chatbot.readers.front_matter import FrontMatter

# Fewer words than this tell too little to take a paragraph for another language than its section.
_WORDS_THAT_TELL = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """A heading (level 1 to 6), a paragraph, or a list item with its marker; one line of plain text."""

    kind: BlockKind
    text: str
    level: int = 0
    marker: str = ""


@dataclass(slots=True)
class Draft:
    """What a reader found in a file: its own title if it names one, a language if it declares one.

    `flat` says that the format has no levels of headings: none stands below another.
    """

    pieces: list[Piece] = field(default_factory=list)
    title: str | None = None
    language: str | None = None
    flat: bool = False
    left_out: list[LeftOut] = field(default_factory=list)


def tidy(text: str) -> str:
    """The text on one line, with single spaces and composed characters."""
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", text).strip())


@dataclass(slots=True)
class _Part:
    """A run of blocks under one heading while the text is still growing."""

    path: tuple[str, ...]
    blocks: list[Block] = field(default_factory=list)


def compose(
    draft: Draft,
    front: FrontMatter,
    doc_id: str,
    file_name: str,
    languages: Mapping[str, Language],
    default_language: str,
) -> Document:
    """The Document of a draft: its text, its sections told apart by heading and by language.

    Blocks are parted by an empty line, items of a list by a line break. The title is the front
    matter's, else the file's own, else its first heading, else the file name.
    """
    title = front.title or draft.title or _first_heading(draft) or _from_file_name(file_name)
    text, parts = _lay_out(draft, title)
    known = languages.values()
    language = front.language or draft.language or detect(text, known) or default_language
    sections: list[Section] = []
    for part in parts:
        sections += _by_language(part, text, language, known)
    return Document(
        doc_id=doc_id,
        title=title,
        text=text,
        language=language,
        source=front.source or file_name,
        sections=tuple(sections),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        updated=front.updated,
        evidence=front.evidence,
        adapted=front.adapted,
        reviewed_by=front.reviewed_by,
        translation_of=front.translation_of,
        left_out=(*front.left_out, *draft.left_out),
    )


def _first_heading(draft: Draft) -> str | None:
    return next((piece.text for piece in draft.pieces if piece.kind is BlockKind.HEADING), None)


def _from_file_name(file_name: str) -> str:
    return tidy(re.sub(r"[-_]+", " ", file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0])).capitalize()


def _lay_out(draft: Draft, title: str) -> tuple[str, list[_Part]]:
    """The text of the pieces and, by heading, the blocks in it."""
    text = ""
    trail: list[tuple[int, str]] = []
    parts = [_Part((title,))]
    before: BlockKind | None = None
    for piece in draft.pieces:
        in_list = piece.kind is BlockKind.ITEM and before is BlockKind.ITEM
        text += ("\n" if in_list else "\n\n") if text else ""
        start = len(text) + len(piece.marker)
        text += piece.marker + piece.text
        before = piece.kind
        if piece.kind is BlockKind.HEADING:
            above = [] if draft.flat else [outer for outer in trail if outer[0] < piece.level]
            trail = [*above, (piece.level, piece.text)]
            path = tuple(heading for _, heading in trail if heading != title) or (title,)
            parts.append(_Part(path))
        else:
            parts[-1].blocks.append(Block(piece.kind, Span(start, len(text))))
    return text, [part for part in parts if part.blocks]


def _by_language(part: _Part, text: str, default: str, languages: Collection[Language]) -> list[Section]:
    """The part as one section, or as several where its language changes between blocks."""
    said = [text[block.span.start : block.span.end] for block in part.blocks]
    signs_of = [signs(words, languages) for words in said]
    main = leader(sum(signs_of, signs(part.path[-1], languages))) or default
    runs: list[tuple[str, list[Block]]] = []
    for block, words, points in zip(part.blocks, said, signs_of, strict=True):
        own = leader(points) if len(words.split()) >= _WORDS_THAT_TELL else None
        code = own or (runs[-1][0] if runs else main)
        if runs and runs[-1][0] == code:
            runs[-1][1].append(block)
        else:
            runs.append((code, [block]))
    return [
        Section(part.path, code, Span(blocks[0].span.start, blocks[-1].span.end), tuple(blocks))
        for code, blocks in runs
    ]
