"""Carrying over: the known questions of another folder whose answers stand in this one's documents too.

The ways in which people ask for a fact are worth as much beside other documents that tell it. Which of their sentences
tells it is found by its words, and by where those questions lead without it; so a person reads the pairs before relying
on them, and nothing is carried over unasked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from chatbot.bot import Chatbot
from chatbot.known import Listed
from chatbot.matching import Statement
from chatbot.model import Kind, Progress
from chatbot.supporting import Source, support

# Likeness and share of questions, added up, from which on a sentence here answers what is asked for there:
# ARCHITECTURE.md, "Figures".
LEAST = 0.84
# So many passages that hold most of a sentence are looked at.
CANDIDATES = 5
# So many of an entry's questions, spread evenly over them, are asked here.
SAMPLE = 12


class Finding(StrEnum):
    """What became of an entry, and why."""

    CARRIED = "carried"
    NOT_SAID = "not said here"
    ANSWERED = "answered here"  # no document answers it there; here one seems to


@dataclass(frozen=True, slots=True)
class Carried:
    """An entry of the other list and what it became: `here` is the entry for this folder, None if it was left.

    `quote` is the sentence here that comes nearest to the entry's, none if the entry has no sentence or no passage
    holds a word of it; `likeness` is how much of one another's words the two hold, `led` how many of the entry's
    questions lead to the passage of the one here by themselves, both 0 to 1.
    """

    there: Listed
    here: Listed | None
    finding: Finding
    quote: str = ""
    likeness: float = 0.0
    led: float = 0.0

    @property
    def match(self) -> float:
        """What decides: both added up, 0 to 2."""
        return self.likeness + self.led


def carry(bot: Chatbot, listed: Sequence[Listed], progress: Progress | None = None) -> tuple[Carried, ...]:
    """What each entry of another folder's list becomes beside the documents of this bot, in the order of the list.

    The bot is one without known questions of its own, so that it answers by its documents alone. Questions in a
    language that it does not speak are left out.
    """
    found: list[Carried] = []
    for at, entry in enumerate(listed):
        spoken = tuple((text, code) for text, code in entry.questions if code in bot.languages)
        entry = replace(entry, questions=spoken)
        found.append(_answered(bot, entry, entry.quote) if entry.quote else _unanswered(bot, entry))
        if progress:
            progress("carrying known questions over", at + 1, len(listed))
    return tuple(found)


def _answered(bot: Chatbot, entry: Listed, quote: str) -> Carried:
    sample = _sample(entry)
    replies = [bot.ask(text, language=code).citations[:1] for text, code in sample]
    led = Counter(cited.passage_id for citations in replies for cited in citations)
    told = support(bot, quote, k=CANDIDATES)
    near = [
        (_likeness(bot, quote, told.language, source), led[source.hit.passage.passage_id] / len(sample), source)
        for source in told.sources
    ]
    if not near:
        return Carried(entry, None, Finding.NOT_SAID)
    likeness, share, best = max(near, key=lambda each: each[0] + each[1])
    found = Carried(entry, None, Finding.NOT_SAID, best.quote, likeness, share)
    if found.match < LEAST:
        return found
    here = replace(entry, document=best.hit.passage.doc_id, quote=best.quote)
    return replace(found, here=here, finding=Finding.CARRIED)


def _likeness(bot: Chatbot, quote: str, language: str, source: Source) -> float:
    """How much two sentences hold of one another's words: the harmonic mean of both shares."""
    code = source.hit.passage.language
    back = Statement(source.quote, code, bot.glossary, bot.search.thesaurus, bot.retriever.idf).share(quote, language)
    return 2 * source.share * back / (source.share + back) if back else 0.0


def _unanswered(bot: Chatbot, entry: Listed) -> Carried:
    """Stays without an answer, unless most of its questions are answered here."""
    sample = _sample(entry)
    answered = sum(bot.ask(text, language=code).kind is Kind.ANSWER for text, code in sample)
    if 2 * answered > len(sample):
        return Carried(entry, None, Finding.ANSWERED)
    return Carried(entry, entry, Finding.CARRIED)


def _sample(entry: Listed) -> tuple[tuple[str, str], ...]:
    return entry.questions[:: max(1, len(entry.questions) // SAMPLE)][:SAMPLE]
