"""Passages: a document cut into the pieces that are indexed, found and quoted from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chatbot.languages import Language
from chatbot.model import BlockKind, Document, Passage, Section, Span, Unit, UnitKind
from chatbot.text import sentences

MOST_SENTENCES = 4
MOST_WORDS = 90


@dataclass(frozen=True, slots=True)
class _Group:
    """Units that must stay together: one sentence, or a list with the sentence that leads into it."""

    units: tuple[Unit, ...]
    words: int

    @property
    def is_list(self) -> bool:
        return self.units[-1].kind is UnitKind.ITEM


def cut(document: Document, languages: Mapping[str, Language]) -> list[Passage]:
    """The passages of a document, in reading order.

    A passage never crosses a section and never overlaps another; `document.text[span.start:span.end]`
    is its text. Sentences are packed evenly into passages of about MOST_SENTENCES sentences or
    MOST_WORDS words, whichever is less; a list is a passage of its own, whole, with its lead-in.
    """
    passages: list[Passage] = []
    for section in document.sections:
        for units in _packed(_groups(section, document.text, languages[section.language])):
            span = Span(units[0].span.start, units[-1].span.end)
            passages.append(
                Passage(
                    passage_id=f"{document.doc_id}#{len(passages) + 1}",
                    doc_id=document.doc_id,
                    section=section.heading,
                    headings=section.path,
                    language=section.language,
                    span=span,
                    text=document.text[span.start : span.end],
                    units=units,
                )
            )
    return passages


def _groups(section: Section, text: str, language: Language) -> list[_Group]:
    groups: list[_Group] = []
    items: list[Unit] = []

    def close_list() -> None:
        if items:
            lead_in = _pop_lead_in(groups, text)
            groups.append(_group([*lead_in, *items], text))
            items.clear()

    for block in section.blocks:
        if block.kind is BlockKind.ITEM:
            items.append(Unit(UnitKind.ITEM, block.span))
            continue
        close_list()
        said = text[block.span.start : block.span.end]
        for span in sentences(said, language):
            placed = Span(block.span.start + span.start, block.span.start + span.end)
            groups.append(_group([Unit(UnitKind.SENTENCE, placed)], text))
    close_list()
    return groups


def _pop_lead_in(groups: list[_Group], text: str) -> list[Unit]:
    """Takes the sentence before a list off the groups if it leads into it: it ends in a colon or without a stop."""
    if not groups or groups[-1].is_list:
        return []
    span = groups[-1].units[-1].span
    if text[span.start : span.end].rstrip("\"'”’»)]").endswith((".", "!", "?", "…")):
        return []
    groups.pop()
    return [Unit(UnitKind.LEAD_IN, span)]


def _group(units: list[Unit], text: str) -> _Group:
    return _Group(tuple(units), sum(len(text[u.span.start : u.span.end].split()) for u in units))


def _packed(groups: Iterable[_Group]) -> list[tuple[Unit, ...]]:
    """Runs of sentences packed evenly, so that no passage is left with a lone last sentence; lists alone."""
    packed: list[tuple[Unit, ...]] = []
    run: list[_Group] = []
    for group in groups:
        if group.is_list:
            packed += [*_split_evenly(run), group.units]
            run = []
        else:
            run.append(group)
    return packed + _split_evenly(run)


def _split_evenly(run: list[_Group]) -> list[tuple[Unit, ...]]:
    """The run in as few pieces as the limits ask for, each sentence in the piece its middle falls into."""
    words = sum(group.words for group in run)
    pieces = max(math.ceil(len(run) / MOST_SENTENCES), math.ceil(words / MOST_WORDS))
    packed: list[list[Unit]] = [[] for _ in range(pieces)]
    before = 0
    for group in run:
        middle = before + group.words / 2
        packed[int(middle / words * pieces)] += group.units
        before += group.words
    return [tuple(units) for units in packed if units]
