"""Supporting: which passage says this sentence, which words of it does it lack, and where do numbers differ?

Nothing here says that a source agrees or disagrees: that is for a person to read, or listed in clinic.toml.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from chatbot.bot import Chatbot
from chatbot.languages import fold
from chatbot.matching import Held, Statement, Word
from chatbot.model import Contribution, Hit, Passage, Span
from chatbot.numbers import Number, numbers
from chatbot.query.reading import normalised
from chatbot.text import WORD, sentences

# So many passages are looked at closely.
CANDIDATES = 20
# What the best sentence counts beside BM25's score, as a share of the best one's: ARCHITECTURE.md, "Figures".
SENTENCE_WEIGHT = 2.0
# Below this share of its words in one sentence, a statement stands nowhere: "pain" and "patients" stand everywhere.
LEAST_SHARE = 0.4


class Negation(StrEnum):
    """Which of the two says "not" or "never": only one of them, or neither or both."""

    ALIKE = "alike"
    STATEMENT = "statement"
    SOURCE = "source"


class Standing(StrEnum):
    """How far a statement stands in a passage, by its words alone."""

    VERBATIM = "verbatim"  # word for word; capitals, accents and punctuation aside
    # Every content word and number in one sentence, by itself or by another name, and no "not" that one of them lacks.
    CLOSE = "close"
    PARTLY = "partly"  # a good part of them
    NOWHERE = "nowhere"  # less


@dataclass(frozen=True, slots=True)
class OtherSide:
    """A quotation that the clinic lists as contradicting: `document.text[span.start:span.end] == quote`."""

    passage: Passage
    span: Span
    quote: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A disagreement listed in clinic.toml that a passage is a side of."""

    subject: str
    others: tuple[OtherSide, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A passage beside a statement.

    `quote`, at `span` of the document, is its sentence or item that holds most of the statement (as many sentences as
    the statement has). `found` and `missing` are the statement's content words that the quote holds or lacks; `share`
    is how much of them it holds, 0 to 1. Numbers are the statement's that the quote lacks, and the quote's that the
    statement lacks; `negation` says which of the two alone says "not". `contributions` add up to the hit's BM25 score.
    """

    hit: Hit
    verdict: Standing
    span: Span
    quote: str
    share: float
    found: tuple[Held, ...]
    missing: tuple[Word, ...]
    numbers_missing: tuple[Number, ...]
    numbers_instead: tuple[Number, ...]
    negation: Negation
    disagreements: tuple[Listed, ...]
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Support:
    """A statement as read, with its sources best first; spans of words and numbers in it are of `statement`."""

    statement: str
    language: str
    corrections: tuple[tuple[str, str], ...]
    verdict: Standing
    sources: tuple[Source, ...]


def support(bot: Chatbot, statement: str, language: str | None = None, k: int = 5) -> Support:
    """The passages that say most of a statement, best first, at most k. An empty statement has none.

    Raises UnknownLanguage for a language the bot does not speak.
    """
    bot.check_language(language)
    considered = bot.consider(statement, language, k=max(k, CANDIDATES))
    query = considered.query
    read = Statement(query.text, query.language, bot.glossary, bot.search.thesaurus, bot.retriever.idf)
    spoken = [fold(word) for word in WORD.findall(normalised(statement))]
    number_of_sentences = max(1, len(sentences(query.text, bot.languages[query.language])))
    # What only answers a known question like it says nothing of the statement itself.
    hits = [hit for hit in considered.hits if hit.score > 0]
    best = max((hit.score for hit in hits), default=1.0)
    ranked: list[tuple[bool, float, Hit, Span, Standing]] = []
    for hit in hits:
        passage = hit.passage
        whole = _word_for_word(passage, spoken)
        span = whole or _closest(read, passage, number_of_sentences)
        quote = _cut(passage, span)
        share = read.share(quote, passage.language)
        standing = Standing.VERBATIM if whole else _standing(bot, read, quote, passage.language)
        ranked.append((whole is None, -(hit.score / best + SENTENCE_WEIGHT * share), hit, span, standing))
    ranked.sort(key=lambda each: (each[0], each[1], each[2].rank))
    sources = tuple(
        _source(bot, read, hit, span, standing, tuple(bot.explain(considered, hit.passage.passage_id)))
        for _, _, hit, span, standing in ranked[:k]
    )
    order = list(Standing)
    verdict = min((each.verdict for each in sources), key=order.index, default=Standing.NOWHERE)
    return Support(query.text, query.language, query.corrections, verdict, sources)


def _source(
    bot: Chatbot, read: Statement, hit: Hit, span: Span, standing: Standing, gains: tuple[Contribution, ...]
) -> Source:
    passage, quote = hit.passage, _cut(hit.passage, span)
    found, missing = read.held(quote, passage.language, span.start)
    said, held = read.numbers, numbers(quote, passage.language)
    values = {each.value for each in said}, {each.value for each in held}
    return Source(
        hit=hit,
        verdict=standing,
        span=span,
        quote=quote,
        share=read.share(quote, passage.language),
        found=found,
        missing=missing,
        numbers_missing=tuple(each for each in said if each.value not in values[1]),
        numbers_instead=tuple(each for each in held if each.value not in values[0]),
        negation=_negation(bot, read, quote, passage.language),
        disagreements=_listed(bot, passage),
        contributions=gains,
    )


def _standing(bot: Chatbot, read: Statement, quote: str, language: str) -> Standing:
    if read.share(quote, language) < LEAST_SHARE:
        return Standing.NOWHERE
    every = not read.held(quote, language)[1]
    return Standing.CLOSE if every and _negation(bot, read, quote, language) is Negation.ALIKE else Standing.PARTLY


def _negation(bot: Chatbot, read: Statement, quote: str, language: str) -> Negation:
    said, held = (
        not bot.languages[code].negations.isdisjoint(map(fold, WORD.findall(text)))
        for text, code in ((read.text, read.language), (quote, language))
    )
    return Negation.ALIKE if said == held else Negation.STATEMENT if said else Negation.SOURCE


def _closest(read: Statement, passage: Passage, count: int) -> Span:
    """The run of so many units, or fewer, that holds most of the statement; of equal ones the shortest, the first."""
    spans = [
        Span(passage.units[first].span.start, passage.units[last].span.end)
        for first in range(len(passage.units))
        for last in range(first, min(first + count, len(passage.units)))
    ]
    return max(spans, key=lambda span: (read.share(_cut(passage, span), passage.language), span.start - span.end))


def _word_for_word(passage: Passage, spoken: list[str]) -> Span | None:
    """The sentences or items of a passage that hold all these words one after the other; None if none do."""
    words = list(WORD.finditer(passage.text))
    folded = [fold(word.group()) for word in words]
    for at in range(len(words) - len(spoken) + 1) if spoken else ():
        if folded[at : at + len(spoken)] == spoken:
            start = passage.span.start + words[at].start()
            end = passage.span.start + words[at + len(spoken) - 1].end()
            held = [unit.span for unit in passage.units if unit.span.start < end and start < unit.span.end]
            return Span(held[0].start, held[-1].end)
    return None


def _listed(bot: Chatbot, passage: Passage) -> tuple[Listed, ...]:
    """The listed disagreements that a passage is a side of, each with its other sides."""
    found = []
    for listed, sides in zip(bot.settings.disagreements, bot.disagreements, strict=True):
        own = [side for side in sides if side.passage == passage]
        # A passage may contradict itself: then all of its sides are shown.
        others = [side for side in sides if side not in own] or (own if len(own) > 1 else [])
        if own:
            told = (OtherSide(side.passage, side.span, _cut(side.passage, side.span)) for side in others)
            found.append(Listed(listed.subject, tuple(told)))
    return tuple(found)


def _cut(passage: Passage, span: Span) -> str:
    return passage.text[span.start - passage.span.start : span.end - passage.span.start]
