"""Disagreements: where sources contradict one another, as the clinic lists it. The bot never claims one by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from chatbot.model import BadSettings, Citation, Disagreement, Document, Fault, Passage, Span


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a disagreement: a quotation and the passage that it stands in."""

    passage: Passage
    span: Span


def find_sides(
    listed: Iterable[Disagreement], documents: Mapping[str, Document], passages: Iterable[Passage]
) -> tuple[tuple[Side, ...], ...]:
    """The sides of every listed disagreement; raises BadSettings naming every quotation that is gone."""
    by_document: dict[str, list[Passage]] = {}
    for passage in passages:
        by_document.setdefault(passage.doc_id, []).append(passage)
    found: list[tuple[Side, ...]] = []
    faults: list[Fault] = []
    for disagreement in listed:
        sides: list[Side] = []
        for doc_id, quote in disagreement.sides:
            text = documents[doc_id].text if doc_id in documents else ""
            start = text.find(quote)
            held = [
                p for p in by_document.get(doc_id, []) if p.span.start <= start and start + len(quote) <= p.span.end
            ]
            if start < 0 or not held:
                problem = f"'{doc_id}' does not hold {quote!r} in one passage"
                faults.append(Fault(f"clinic.toml [[disagreement]] {disagreement.subject}", problem, "quote it anew"))
            else:
                sides.append(Side(held[0], Span(start, start + len(quote))))
        found.append(tuple(sides))
    if faults:
        raise BadSettings(*faults)
    return tuple(found)


def other_sides(citations: Sequence[Citation], disagreements: Iterable[Sequence[Side]]) -> list[Side] | None:
    """What must be shown beside these citations because they touch a disagreement; None if they touch none."""
    added: list[Side] = []
    touched = False
    for sides in disagreements:
        missing = [side for side in sides if not any(_overlaps(side, citation) for citation in citations)]
        if len(missing) < len(sides):
            touched = True
            added += [side for side in missing if side not in added]
    return added if touched else None


def _overlaps(side: Side, citation: Citation) -> bool:
    same = side.passage.doc_id == citation.document
    return same and side.span.start < citation.end and citation.start < side.span.end
