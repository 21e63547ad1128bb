"""Explaining: why a passage got what it got, and what another one lacked. For staff; nothing here changes a reply."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from chatbot.bot import Chatbot
from chatbot.model import Answer, ChatbotError, Contribution, Fault, Hit, KnownQuestion, Passage, Span, Triage, Verdict
from chatbot.searching import Consideration

MOST_KNOWN = 3


class UnknownPassage(ChatbotError):
    """A passage was asked for that no document holds."""


class Fate(StrEnum):
    """What became of a passage."""

    QUOTED = "quoted"
    OTHER_SIDE = "other_side"  # quoted too, because the clinic lists that it disagrees with what answers
    APART = "apart"  # quoted for one of two things to be compared, which it was found for by itself
    ANSWERS = "answers"  # sure enough, but not worth as much as the first
    NOT_FIRST = "not_first"  # sure enough, but the first decides, and that is not
    UNSURE = "unsure"  # not sure enough
    OTHER_LANGUAGE = "other_language"  # its document is there in the asker's language
    TOO_LOW = "too_low"  # by score not among the candidates
    NO_WORD = "no_word"  # holds nothing that was looked for
    NOT_SEARCHED = "not_searched"  # the message was answered without a search


@dataclass(frozen=True, slots=True)
class Account:
    """What one passage got for a question, and why.

    `gains` are what each term gave it through each field and add up to `score`. `place` counts from 1 in the order of
    the evidence, `rank` in that of the score among all passages; both are None where the passage has none. `spans` is
    what was quoted of it, `lacking` the wanted kinds of answer that it does not hold.
    """

    passage: Passage
    fate: Fate
    score: float
    gains: tuple[Contribution, ...] = ()
    place: int | None = None
    rank: int | None = None
    verdict: Verdict | None = None
    worth: float = 0.0
    spans: tuple[Span, ...] = ()
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A reply with an account of every candidate, best first, what triage made of each sentence, and the known
    questions most like it with how like they are."""

    answer: Answer
    considered: Consideration
    accounts: tuple[Account, ...]
    sentences: tuple[tuple[str, Triage], ...]
    known: tuple[tuple[KnownQuestion, float], ...] = ()


def explain(bot: Chatbot, message: str, conversation: str | None = None, language: str | None = None) -> Explanation:
    """What `Chatbot.ask` replies, and why. Raises what it raises."""
    answer, considered = bot.reply(message, conversation, language)
    told = dict.fromkeys(each.hit.passage.passage_id for each in (*considered.quotations, *considered.shown))
    accounts = tuple(account(bot, considered, passage_id, answer) for passage_id in told)
    return Explanation(answer, considered, accounts, tuple(bot.sentences(message)), tuple(closest(considered)))


def closest(considered: Consideration) -> list[tuple[KnownQuestion, float]]:
    """The known questions most like what was asked, and how like they are (0 to 1); none if nothing was searched."""
    return considered.likeness.closest(MOST_KNOWN) if considered.likeness else []


def account(bot: Chatbot, considered: Consideration, passage_id: str, answer: Answer | None = None) -> Account:
    """What a passage got, among the candidates or not, and in the answer if that is given; raises UnknownPassage."""
    passage = bot.search.passages.get(passage_id)
    if passage is None:
        raise UnknownPassage(Fault(passage_id, "is no passage of these documents", "take an id that a citation shows"))
    asked = considered.query
    gains = tuple(bot.explain(considered, passage_id))
    found = {each.hit.passage.passage_id: (place, each) for place, each in enumerate(considered.quotations, 1)}
    place, quotation = found.get(passage_id, (None, None))
    rank, score = (quotation and (quotation.hit.rank, quotation.hit.score)) or _ranked(bot, considered, passage)
    if quotation is None and gains:
        quotation = bot.search.judge(considered, Hit(passage, score, rank or 0))
    wants = bot.search.reader.read(passage).wants
    return Account(
        passage=passage,
        fate=_fate(bot, considered, passage, place, quotation.verdict if quotation else None, answer),
        score=score,
        gains=gains,
        place=place,
        rank=rank if gains else None,
        verdict=quotation.verdict if quotation and quotation.verdict.parts else None,
        worth=quotation.worth if quotation else 0.0,
        spans=tuple(each.span for each in considered.shown if each.hit.passage.passage_id == passage_id),
        lacking=tuple(want for want in asked.wants if want not in wants),
    )


def _ranked(bot: Chatbot, considered: Consideration, passage: Passage) -> tuple[int | None, float]:
    """The rank and score of a passage among all that hold anything of what was looked for."""
    hits = bot.retriever.search(considered.query.terms, len(bot.retriever.passages))
    return next(((hit.rank, hit.score) for hit in hits if hit.passage.passage_id == passage.passage_id), (None, 0.0))


def _fate(
    bot: Chatbot,
    considered: Consideration,
    passage: Passage,
    place: int | None,
    verdict: Verdict | None,
    answer: Answer | None,
) -> Fate:
    if any(each.hit.passage.passage_id == passage.passage_id for each in considered.shown):
        return Fate.APART if considered.apart else Fate.QUOTED
    if answer and any(cited.passage_id == passage.passage_id for cited in answer.citations):
        return Fate.OTHER_SIDE
    if not considered.query.terms:
        return Fate.NOT_SEARCHED
    if verdict is None:
        return Fate.NO_WORD
    if place is None:
        hidden = bot.search.versions.hides(passage, considered.query.language)
        return Fate.OTHER_LANGUAGE if hidden else Fate.TOO_LOW
    if not verdict.answers:
        return Fate.UNSURE
    return Fate.ANSWERS if considered.shown else Fate.NOT_FIRST
