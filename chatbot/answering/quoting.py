"""Quoting: what is shown of which passages, and why nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from chatbot.answering.evidence import Question, best_scores, gather
from chatbot.answering.judging import Weights, confidence_of
from chatbot.answering.reading import Reader, Reading, text_of
from chatbot.languages import fold
from chatbot.model import Hit, Likeness, Passage, Query, Reason, Span, UnitKind, Verdict

# A further passage must come this close to the best one's worth to be quoted beside it.
CLOSE = 0.5
FEW, SURER = 3, 0.3  # a passage this much surer, among so many, goes first
DIFFERENCE = "difference"
SAME_DOCUMENT = 1.0  # in worth
NO_VERDICT = Verdict(answers=True, confidence=0.0, score=0.0, coverage=0.0, missing=())


@dataclass(frozen=True, slots=True)
class Quotation:
    """What would be quoted from a hit, whether that answers, and its worth beside the others."""

    hit: Hit
    span: Span
    verdict: Verdict
    worth: float = field(default=0.0)


def quote(
    hits: Sequence[Hit],
    query: Query,
    reader: Reader,
    weights: Weights,
    min_confidence: float,
    likeness: Likeness | None = None,
    topic: str | None = None,
) -> list[Quotation]:
    """What each hit would be quoted with, best first; the order does not depend on the threshold.

    Ties stay in the order of the hits. `likeness` says how like the query known questions are. `topic` is the document
    that the conversation is about, which a question that follows up is likelier to mean.
    """
    question = Question(query, reader.idf, reader.senses, likeness)
    readings = [reader.read(hit.passage) for hit in hits]
    best = best_scores(hits, query.language)
    gathered = [
        gather(question, hit, reading, best[hit.passage.language]) for hit, reading in zip(hits, readings, strict=True)
    ]
    worths = [
        weights.worth(evidence) + (SAME_DOCUMENT if hit.passage.doc_id == topic else 0.0)
        for hit, (evidence, _) in zip(hits, gathered, strict=True)
    ]
    order = sorted(range(len(hits)), key=lambda at: (-round(worths[at], 9), at))
    # What a question that follows up leans on must be told of, at least by the document that was told of it before.
    assumed = [each.word for each in query.asked if each.subject and each.word in query.assumed] if topic else []
    quotations = []
    for place, at in enumerate(order):
        evidence, held = gathered[at]
        following = worths[order[1]] if len(order) > 1 else 0.0
        parts = weights.parts(evidence, max(0.0, worths[at] - following) if place == 0 else 0.0)
        confidence = confidence_of(parts)
        leans = not assumed or hits[at].passage.doc_id == topic or any(word in held for word in assumed)
        verdict = Verdict(
            answers=confidence >= min_confidence and leans,
            confidence=confidence,
            score=hits[at].score,
            coverage=evidence.covered,
            missing=tuple(word for word in question.weights if word not in held),
            parts=tuple(parts.items()),
        )
        quotations.append(Quotation(hits[at], _choose(hits[at].passage, readings[at], question), verdict, worths[at]))
    return _surest_first(quotations)


def _surest_first(quotations: list[Quotation]) -> list[Quotation]:
    """The same, but one of the first few that is far surer to answer than the first goes before it."""
    few = quotations[:FEW]
    surest = max(few, key=lambda each: each.verdict.confidence, default=None)
    if surest is None or surest.verdict.confidence < few[0].verdict.confidence + SURER:
        return quotations
    return [surest, *(each for each in quotations if each is not surest)]


def select(quotations: Sequence[Quotation], query: Query, most: int) -> list[Quotation]:
    """The quotations a reply shows if the best one answers: it and those whose worth comes close to it."""
    if not quotations or not quotations[0].verdict.answers:
        return []
    bar = max(each.worth for each in quotations) - CLOSE
    close = [each for each in quotations[1:] if each.worth >= bar and each.verdict.answers]
    return [*compared(quotations[0], query), *close][:most]


def compared(quotation: Quotation, query: Query) -> list[Quotation]:
    """For the difference between items of one list, a quotation for each of them; else the quotation as it is."""
    passage = quotation.hit.passage
    if DIFFERENCE not in query.wants or passage.units[-1].kind is not UnitKind.ITEM:
        return [quotation]
    named = [each.word for each in query.asked if each.subject]
    items = [unit.span for unit in passage.units if unit.kind is UnitKind.ITEM]
    spans = [span for span in items if any(fold(word) in fold(text_of(passage, span)) for word in named)]
    return [replace(quotation, span=span) for span in spans] if len(spans) > 1 else [quotation]


def reason(query: Query, hits: Sequence[Hit]) -> Reason:
    """Why nothing answers: no word to look for, nothing found, or the topic found but not what is asked of it."""
    if not query.terms:
        return Reason.TOO_SHORT
    return Reason.ASPECT_NOT_COVERED if hits else Reason.TOPIC_NOT_COVERED


def _choose(passage: Passage, reading: Reading, question: Question) -> Span:
    """What is quoted of a passage: all of it, of a list the one item that holds most of what is asked, if one does.

    A passage is a few sentences of one section: the one that answers and those it leans on.
    """
    if passage.units[-1].kind is not UnitKind.ITEM:
        return passage.span
    shares = [question.held(unit.terms).share for unit in reading.units]
    best = shares.index(max(shares))
    alone = shares.count(shares[best]) == 1 and passage.units[best].kind is UnitKind.ITEM
    return passage.units[best].span if alone else passage.span
