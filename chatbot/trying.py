"""Trying: what would this question get under other settings? Patients' bot stays as it is."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from chatbot.bot import Chatbot
from chatbot.model import Answer, BadSettings, ChatbotError, Fault, Passage
from chatbot.searching import Consideration
from chatbot.settings import changed

# A variant is an index of its own: half a millisecond a passage to build, and its memory for as long as it is kept.
MOST_PASSAGES = 5_000
MOST_VARIANTS = 8
TRIED = ("k1", "b", "heading_weight", "min_confidence")


@dataclass(frozen=True, slots=True)
class Trial:
    """Settings to try. `min_confidence` None is the bot's own; each row of `synonym` is "one name | another"."""

    k1: float
    b: float
    heading_weight: float
    min_confidence: float | None = None
    synonym: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Row:
    """A passage now and under the trial: its rank among the candidates, BM25 score and confidence, None where it is no
    candidate, and whether it is quoted."""

    passage: Passage
    rank_now: int | None
    rank_then: int | None
    score_now: float | None
    score_then: float | None
    confidence_now: float | None
    confidence_then: float | None
    quoted_now: bool
    quoted_then: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two replies to one message, and every passage that is a candidate of either or quoted by it, best first now."""

    now: Answer
    then: Answer
    rows: tuple[Row, ...]


def read_trial(
    bot: Chatbot, given: Mapping[str, object], synonym: Sequence[str] = (), language: str | None = None
) -> Trial:
    """The trial of values as they were typed; what is not given is the bot's own. Raises BadSettings."""
    if unknown := [name for name in given if name not in TRIED]:
        remedy = "can be tried: " + ", ".join((*TRIED, "synonym"))
        raise BadSettings(*(Fault(name, "is no setting that can be tried", remedy) for name in unknown))
    values: dict[str, Any] = {name: getattr(bot.settings, name) for name in TRIED[:-1]} | dict(given)
    return _checked(bot, Trial(**values, synonym=tuple(synonym), language=language or bot.settings.language))


def try_out(bot: Chatbot, trial: Trial) -> Chatbot:
    """A bot that answers as this one would with these settings in its clinic.toml; the last few are remembered.

    Raises BadSettings naming what is wrong with the trial, and ChatbotError if there are too many documents to index
    them on the spot.
    """
    passages = len(bot.retriever.passages)
    if passages > MOST_PASSAGES:
        remedy = "put the documents in question into a folder of their own and try there, or change its clinic.toml"
        raise ChatbotError(Fault("trying", f"takes at most {MOST_PASSAGES:,} passages, here are {passages:,}", remedy))
    trial = _checked(bot, trial)
    with _lock:
        variants = _variants.setdefault(bot, OrderedDict())
        if trial in variants:
            variants.move_to_end(trial)
            return variants[trial]
    variant = _build(bot, trial)
    with _lock:
        variants[trial] = variant
        while len(variants) > MOST_VARIANTS:
            variants.popitem(last=False)
    return variant


_lock = Lock()
_variants: WeakKeyDictionary[Chatbot, OrderedDict[Trial, Chatbot]] = WeakKeyDictionary()


def _checked(bot: Chatbot, trial: Trial) -> Trial:
    """The trial with its values parsed; raises BadSettings with every fault."""
    given = {name: value for name in TRIED if (value := getattr(trial, name)) is not None}
    if trial.language not in bot.languages:
        remedy = "want one of " + ", ".join(bot.languages)
        raise BadSettings(Fault("synonym", f"is given for '{trial.language}'", remedy))
    try:
        settings = changed(bot.settings, given | {"synonyms": {trial.language: list(trial.synonym)}})
    except BadSettings as error:
        # The fault names the setting; who tries it typed one of these.
        told = (replace(each, place=each.place.replace("synonyms", "synonym")) for each in error.faults)
        raise BadSettings(*(replace(each, remedy="correct it or leave it out") for each in told)) from None
    parsed = {name: getattr(settings, name) for name in given}
    return replace(trial, **parsed, synonym=tuple(" | ".join(names) for _, names in settings.synonyms))


def _build(bot: Chatbot, trial: Trial) -> Chatbot:
    given = {name: value for name in TRIED if (value := getattr(trial, name)) is not None}
    added = changed(bot.settings, given | {"synonyms": {trial.language: list(trial.synonym)}})
    return bot.under(replace(added, synonyms=(*bot.settings.synonyms, *added.synonyms)))


def compare(bot: Chatbot, other: Chatbot, message: str, language: str | None = None) -> Comparison:
    """What a message gets from either bot, outside any conversation. Raises BadMessage as asking does."""
    (now, considered), (then, considered_then) = (each.reply(message, language=language) for each in (bot, other))
    places, places_then = _places(considered), _places(considered_then)
    quoted, quoted_then = ({each.passage_id for each in answer.citations} for answer in (now, then))
    cited = (each.passage_id for answer in (now, then) for each in answer.citations)
    rows = []
    for passage_id in dict.fromkeys((*places, *places_then, *cited)):
        rank, score, confidence = places.get(passage_id, _NOWHERE)
        rank_then, score_then, confidence_then = places_then.get(passage_id, _NOWHERE)
        passage = bot.search.passages[passage_id]
        said = passage_id in quoted, passage_id in quoted_then
        rows.append(Row(passage, rank, rank_then, score, score_then, confidence, confidence_then, *said))
    return Comparison(now, then, tuple(rows))


_NOWHERE = (None, None, None)


def _places(considered: Consideration) -> dict[str, tuple[int, float, float]]:
    """Rank, score and confidence of each candidate, best first."""
    return {
        each.hit.passage.passage_id: (rank, each.hit.score, each.verdict.confidence)
        for rank, each in enumerate(considered.quotations, 1)
    }
