"""Citing: where a quotation stands, with a little of what stands around it."""

from __future__ import annotations

from chatbot.answering.quoting import Quotation
from chatbot.model import Citation, Document

CONTEXT_CHARACTERS = 240


def cite(number: int, quotation: Quotation, document: Document) -> Citation:
    """The citation of a quotation: `document.text[start:end] == quote`."""
    passage, span = quotation.hit.passage, quotation.span
    section = next(s.span for s in document.sections if s.span.start <= span.start < s.span.end)
    return Citation(
        number=number,
        passage_id=passage.passage_id,
        document=document.doc_id,
        title=document.title,
        section=passage.section,
        quote=document.text[span.start : span.end],
        before=_before(document.text, section.start, span.start),
        after=_after(document.text, span.end, section.end),
        start=span.start,
        end=span.end,
        language=passage.language,
        source=document.source,
        adapted=document.adapted,
        evidence=document.evidence.value,
        updated=document.updated,
        sha256=document.sha256,
        score=quotation.hit.score,
        reviewed_by=document.reviewed_by,
    )


def _before(text: str, section_start: int, start: int) -> str:
    cut = max(section_start, start - CONTEXT_CHARACTERS)
    if cut > section_start:
        cut = next((i + 1 for i in range(cut, start) if text[i].isspace()), start)
    return text[cut:start]


def _after(text: str, end: int, section_end: int) -> str:
    cut = min(section_end, end + CONTEXT_CHARACTERS)
    if cut < section_end:
        cut = next((i for i in range(cut - 1, end, -1) if text[i].isspace()), end)
    return text[end:cut]
