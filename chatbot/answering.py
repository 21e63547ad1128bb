"""Answering: from hits to quotations, or to an abstention with its reason.

A quotation is one to four sentences of a passage, one item of a list, or the whole list.
Whether it answers is decided by a confidence, made of how much of what was asked it holds and of its
normalised score, never by the raw score.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from chatbot.languages import Language, fold
from chatbot.model import Citation, Document, Hit, Passage, Query, Reason, Retriever, Span, UnitKind, Verdict
from chatbot.settings import Settings
from chatbot.text import WORD, terms

MOST_SENTENCES = 4
CONTEXT_CHARACTERS = 240
# The normalised score at which a quotation that holds everything asked is half sure. Set by hand: on the
# dev halves 0.25, 0.5 and 1 told answerable from unanswerable questions equally well (AUROC .65).
HALF_SCORE = 0.25
# A further citation must come this close to the best one's confidence to stand beside it. On the
# answerable dev questions 0.6 got .400 right, 0.8 .395, 0.9 .391 (2026-11-22, n 215).
CLOSE = 0.6


@dataclass(frozen=True, slots=True)
class Quotation:
    """What would be quoted from a hit, and whether that answers."""

    hit: Hit
    span: Span
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Question:
    """A query's words as answering weighs them: each word's idf, and the weighted terms that stand for it."""

    idf: Mapping[str, float]
    terms: Mapping[str, Mapping[str, float]]

    @property
    def total(self) -> float:
        return sum(self.idf.values())

    def held(self, found: frozenset[str]) -> dict[str, float]:
        """The asked words that a text with these terms holds: 1 where it holds the word, less for a synonym."""
        strengths = {
            word: max((weight for term, weight in alternatives.items() if term in found), default=0.0)
            for word, alternatives in self.terms.items()
        }
        return {word: strength for word, strength in strengths.items() if strength}

    def gain(self, held: Mapping[str, float], covered: Collection[str] = ()) -> float:
        """What a text is worth that holds these words, when some are covered already."""
        return sum(self.idf[word] * strength for word, strength in held.items() if word not in covered)


def weigh(query: Query, retriever: Retriever) -> Question:
    """The question of a query; a word counts by its own rarity, or its commonest synonym's if it never occurs."""
    alternatives: dict[str, dict[str, float]] = {}
    for asked in query.terms:
        alternatives.setdefault(asked.word, {})[asked.term] = asked.weight
    unseen = retriever.idf("")
    idf = {}
    for word, found in alternatives.items():
        own = retriever.idf(next(iter(found)))
        idf[word] = own if own < unseen else min(retriever.idf(term) for term in found)
    return Question(idf, alternatives)


def quote(
    hits: Sequence[Hit],
    query: Query,
    retriever: Retriever,
    titles: Mapping[str, str],
    settings: Settings,
    languages: Mapping[str, Language],
) -> list[Quotation]:
    """What each hit would be quoted with, best first.

    The order is that of confidence, then the asker's language, then rank; it does not depend on the
    threshold, so that `calibrate` judges the answers that would be given.
    """
    question = weigh(query, retriever)
    quotations = []
    for hit in hits:
        language = languages[hit.passage.language]
        span = _choose(hit.passage, question, language)
        verdict = _judge(hit, span, question, titles[hit.passage.doc_id], settings)
        quotations.append(Quotation(hit, span, verdict))
    return sorted(quotations, key=lambda each: _best_first(each, query))


def _best_first(quotation: Quotation, query: Query) -> tuple[float, bool, int]:
    verdict, hit = quotation.verdict, quotation.hit
    return -round(verdict.confidence, 6), hit.passage.language != query.language, hit.rank


def select(quotations: Sequence[Quotation], query: Query, most: int) -> list[Quotation]:
    """The quotations a reply shows if the best one answers: it and those that come close to it.

    Those in another language than the asker's are shown only if there is none in it.
    """
    if not quotations or not quotations[0].verdict.answers:
        return []
    bar = CLOSE * quotations[0].verdict.confidence
    close = [each for each in quotations if each.verdict.confidence >= bar]
    own = [each for each in close if each.hit.passage.language == query.language]
    return (own or close)[:most]


def reason(query: Query, hits: Sequence[Hit]) -> Reason:
    """Why nothing answers: no word to look for, nothing found, or the topic found but not what is asked of it."""
    if not query.terms:
        return Reason.TOO_SHORT
    return Reason.ASPECT_NOT_COVERED if hits else Reason.TOPIC_NOT_COVERED


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


def _choose(passage: Passage, question: Question, language: Language) -> Span:
    """The part of a passage that holds most of what is asked, in as few sentences as that takes."""
    held = [question.held(_terms(passage, unit.span)) for unit in passage.units]
    gains = [question.gain(words) for words in held]
    best = gains.index(max(gains))
    if passage.units[-1].kind is UnitKind.ITEM:
        rivals = [i for i, gain in enumerate(gains) if gain == gains[best]]
        if passage.units[best].kind is UnitKind.LEAD_IN or len(rivals) > 1:
            return passage.span
        return passage.units[best].span

    first = last = best
    covered = set(held[best])
    while last - first + 1 < MOST_SENTENCES:
        sides = [i for i in (last + 1, first - 1) if 0 <= i < len(passage.units)]
        added = {i: question.gain(held[i], covered) for i in sides}
        nearest = max(added, key=lambda i: added[i], default=best)
        if not added.get(nearest):
            break
        covered.update(held[nearest])
        first, last = min(first, nearest), max(last, nearest)
    while first > 0 and last - first + 1 < MOST_SENTENCES and _leans(passage, first, language):
        first -= 1
    return Span(passage.units[first].span.start, passage.units[last].span.end)


def _leans(passage: Passage, unit: int, language: Language) -> bool:
    opening = WORD.search(_text(passage, passage.units[unit].span))
    return opening is not None and fold(opening.group()) in language.leaning


def _judge(hit: Hit, span: Span, question: Question, title: str, settings: Settings) -> Verdict:
    passage = hit.passage
    around = " ".join((title, *passage.headings))
    found = _terms(passage, span) | frozenset(terms(around, passage.language))
    held = question.held(found)
    total = question.total
    coverage = sum(question.idf[word] for word in held) / total if total else 0.0
    score = hit.score / total if total else 0.0
    missing = tuple(word for word in question.idf if word not in held)
    confidence = confidence_of(score, coverage)
    return Verdict(confidence >= settings.min_confidence, confidence, score, coverage, missing)


def confidence_of(score: float, coverage: float) -> float:
    """How sure it is that a quotation answers, 0 to 1: its coverage, discounted where the score is low.

    >>> confidence_of(score=1.0, coverage=1.0), confidence_of(score=1.0, coverage=0.5), confidence_of(0.0, 1.0)
    (0.8, 0.4, 0.0)
    """
    return coverage * score / (score + HALF_SCORE)


def _terms(passage: Passage, span: Span) -> frozenset[str]:
    return frozenset(terms(_text(passage, span), passage.language))


def _text(passage: Passage, span: Span) -> str:
    return passage.text[span.start - passage.span.start : span.end - passage.span.start]


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
