"""What the tests of all readers share: reading files written on the spot, and showing what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from chatbot.languages import load_languages
from chatbot.model import BlockKind, Document, UnreadableDocument
from chatbot.readers import Library, plain, read_library
from chatbot.readers.draft import Draft
from chatbot.settings import Settings

LANGUAGES = load_languages()


def read(folder: Path, files: Mapping[str, str | bytes]) -> Library:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_library(folder, LANGUAGES, Settings())


def read_one(folder: Path, name: str, content: str | bytes) -> Document:
    (document,) = read(folder, {name: content}).documents
    return document


def faults(folder: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """What is wrong with the files, as the error tells it, with the folder's name taken off."""
    with pytest.raises(UnreadableDocument) as raised:
        read(folder, files)
    assert str(raised.value) == "\n".join(str(fault) for fault in raised.value.faults)
    return [f"{fault.place}: {fault.problem}".replace(f"{folder}/", "") for fault in raised.value.faults]


def shown(draft: Draft) -> list[str]:
    """A draft's pieces as lines: `## heading`, `* marker item`, paragraphs bare."""
    sign = {BlockKind.HEADING: "{0} ", BlockKind.ITEM: "* ", BlockKind.PARAGRAPH: ""}
    return [sign[each.kind].format("#" * each.level) + each.marker + each.text for each in draft.pieces]


def sections(document: Document) -> list[tuple[tuple[str, ...], str, list[str]]]:
    """A document's sections as (headings, language, blocks)."""
    text = document.text
    return [
        (section.path, section.language, [text[block.span.start : block.span.end] for block in section.blocks])
        for section in document.sections
    ]


def text_draft(text: str) -> Draft:
    """What the reader of plain text makes of a text."""
    return plain.read(text, LANGUAGES.values())
