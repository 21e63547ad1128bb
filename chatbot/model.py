"""The nouns of the product: what a document, a passage, a query, a hit and an answer are.

Standard library only, and nothing here does any work. Every offset counts
characters (code points) of `Document.text`, never bytes and never of anything else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol
from urllib.parse import quote


class Kind(StrEnum):
    """What sort of reply an answer is; the contract's `kind`."""

    ANSWER = "answer"
    NO_ANSWER = "no_answer"
    CLARIFY = "clarify"
    DEFLECTION = "deflection"
    EMERGENCY = "emergency"
    CRISIS = "crisis"
    OUT_OF_SCOPE = "out_of_scope"
    SMALLTALK = "smalltalk"


class Reason(StrEnum):
    """Why the bot abstained; the contract's `reason`."""

    TOPIC_NOT_COVERED = "topic_not_covered"
    ASPECT_NOT_COVERED = "aspect_not_covered"
    TOO_SHORT = "too_short"
    UNSURE = "unsure"
    UNSUPPORTED_LANGUAGE = "unsupported_language"
    NOTHING_BEFORE = "nothing_before"
    NOTHING_MORE = "nothing_more"
    TRIAGE_FAILED = "triage_failed"


class Label(StrEnum):
    """What triage takes a message to be."""

    BENIGN = "benign"
    EMERGENCY = "emergency"
    CRISIS = "crisis"
    DIAGNOSIS = "diagnosis"
    PERSONAL = "personal"
    INJECTION = "injection"
    OUT_OF_SCOPE = "out_of_scope"


class Urgency(StrEnum):
    """How soon a message needs a person."""

    ROUTINE = "routine"
    SOON = "soon"
    SAME_DAY = "same_day"
    EMERGENCY = "emergency"


class Evidence(StrEnum):
    """What stands behind a source: its front matter's `evidence`."""

    GENERAL = "general"
    WEAK = "weak"
    PROMOTIONAL = "promotional"


class UnitKind(StrEnum):
    """The smallest things a quotation is made of."""

    SENTENCE = "sentence"
    LEAD_IN = "lead_in"
    ITEM = "item"


class BlockKind(StrEnum):
    """What a reader finds between two line breaks."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of characters of one `Document.text`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a list item of a section; its span leaves the bullet out."""

    kind: BlockKind
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading in one language; `path` is the headings above it, own one last."""

    path: tuple[str, ...]
    language: str
    span: Span
    blocks: tuple[Block, ...]

    @property
    def heading(self) -> str:
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of a file that did not become text of its document; line is 1-based, 0 if it has none."""

    line: int
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the corpus as plain text; `sha256` is of `text` in UTF-8, `updated` an ISO date."""

    doc_id: str
    title: str
    text: str
    language: str
    source: str
    sections: tuple[Section, ...]
    sha256: str
    updated: str | None = None
    evidence: Evidence = Evidence.GENERAL
    adapted: bool = False
    reviewed_by: str | None = None
    translation_of: str | None = None
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two or more quotations that contradict one another on a subject; each side is a doc_id and its words."""

    subject: str
    sides: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or list item inside a passage; a passage's units stand in reading order."""

    kind: UnitKind
    span: Span


@dataclass(frozen=True, slots=True)
class Passage:
    """A few sentences of one section, the thing that is indexed and found; passages never overlap."""

    passage_id: str
    doc_id: str
    section: str
    headings: tuple[str, ...]
    language: str
    span: Span
    text: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """An indexed term and where the word that gave it stands."""

    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept of the glossary that a text names, and the characters that name it."""

    concept: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A word or phrase of a message, how much of the question it is (0 to 1), and the concept it names.

    A `subject` is what an answer must be about: a treatment, a condition, a device. The `aim` is what a question word
    points at: the country in "in which country". A word that only `asks` for a kind of answer counts for less, and so
    does one that no concept and no class of the thesaurus knows.
    """

    word: str
    focus: float
    concept: str | None = None
    subject: bool = False
    asks: str | None = None
    aim: bool = False
    classed: bool = False


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A term to look for, how much it counts, the asked word that it stands for, and how far (0 to 1).

    A term that stands for one part of a phrase says of which phrase, by where that begins, and for which part: what the
    parts of one phrase hold is added up.
    """

    term: str
    weight: float
    word: str
    share: float = 1.0
    part: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A message made ready for retrieval: what it asks word by word, and the terms that stand for the words.

    `wants` are the kinds of answer it asks for (`wants.py`), `assumed` what it takes over from the question before.
    `told` says whether the message itself or the asker told its language.
    """

    raw: str
    text: str
    language: str
    told: bool = True
    asked: tuple[Asked, ...] = ()
    terms: tuple[QueryTerm, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()
    wants: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question that people ask, as the clinic lists it, and the ids of the passages that answer it, none if none."""

    text: str
    language: str
    passages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Alike:
    """How like a query known questions are, 0 to 1: the one closest to it, and the closest few on average."""

    closest: float = 0.0
    few: float = 0.0
    question: KnownQuestion | None = None


class Likeness(Protocol):
    """How like a query the known questions are."""

    def answered_by(self, passage_id: str) -> Alike:
        """Those that a passage answers."""

    @property
    def unanswered(self) -> Alike:
        """Those that no document answers."""

    def asks_for(self, passage_id: str) -> float:
        """How probable it is that the query asks for what a passage answers, as the known questions teach it."""

    @property
    def asks_for_none(self) -> float:
        """How probable it is that no document answers it."""

    def closest(self, k: int) -> list[tuple[KnownQuestion, float]]:
        """The k that are most like the query, whoever answers them, and how like they are."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A found passage; ranks count from 1."""

    passage: Passage
    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one term gave one passage through one field; `gain` is its part of the score.

    gain = field_weight * term_weight * impact, and the impact is BM25's
    idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average_length)).
    """

    field: str
    term: str
    word: str
    field_weight: float
    term_weight: float
    idf: float
    passages_with_term: int
    tf: int
    length: int
    average_length: float
    gain: float


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation and where it stands: `document.text[start:end] == quote`."""

    number: int
    passage_id: str
    document: str
    title: str
    section: str
    quote: str
    before: str
    after: str
    start: int
    end: int
    language: str
    source: str
    adapted: bool
    evidence: str
    updated: str | None
    sha256: str
    score: float
    reviewed_by: str | None = None

    @property
    def url(self) -> str:
        return f"/documents/{quote(self.document)}?start={self.start}&end={self.end}&sha256={self.sha256}#cited"

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__} | {"url": self.url}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a quotation answers, and what decided it.

    `confidence` (0 to 1) comes from `parts`, what each figure of the evidence adds; it answers from the setting
    `min_confidence` on. `score` is BM25's; `coverage` is the share of what is asked that quotation, heading or title
    hold (0 to 1); `missing` are the asked words that none of them holds.
    """

    answers: bool
    confidence: float
    score: float
    coverage: float
    missing: tuple[str, ...]
    parts: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule or n-gram that triage went by, and what in the message it saw."""

    rule: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Triage:
    """What a message is taken to be and how urgent it is."""

    label: Label
    urgency: Urgency
    findings: tuple[Finding, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        findings = [{"rule": found.rule, "evidence": found.evidence} for found in self.findings]
        return {"label": self.label.value, "urgency": self.urgency.value, "findings": findings}


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence from a data file, its slots filled."""

    notice_id: str
    text: str

    def to_dict(self) -> dict[str, str]:
        return {"id": self.notice_id, "text": self.text}


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole reply; `to_dict` is the JSON contract that Python, terminal and HTTP share."""

    kind: Kind
    answer: str
    language: str
    reason: Reason | None = None
    citations: tuple[Citation, ...] = ()
    triage: Triage | None = None
    notices: tuple[Notice, ...] = ()
    suggestions: tuple[str, ...] = ()
    topic: str | None = None
    corrections: tuple[tuple[str, str], ...] = ()
    conversation: str = ""

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "answer": self.answer,
            "language": self.language,
            "reason": self.reason.value if self.reason else None,
            "citations": [citation.to_dict() for citation in self.citations],
            "triage": self.triage.to_dict() if self.triage else None,
            "notices": [notice.to_dict() for notice in self.notices],
            "suggestions": list(self.suggestions),
            "topic": self.topic,
            "corrections": [list(pair) for pair in self.corrections],
            "conversation": self.conversation,
        }


class Retriever(Protocol):
    """What the engine asks of an index of passages."""

    passages: tuple[Passage, ...]

    def search(self, terms: tuple[QueryTerm, ...], k: int) -> list[Hit]:
        """The k best passages, score descending, ties by passage order; only those with a matched term."""

    def look_up(self, terms: tuple[QueryTerm, ...], passage_ids: Collection[str]) -> list[Hit]:
        """These passages in the order of a search for all, with their ranks in it."""

    def explain(self, terms: tuple[QueryTerm, ...], passage_id: str) -> list[Contribution]:
        """What each term gave this passage through each field; the gains add up to its score."""

    def holding(self, term: str, places: Sequence[int]) -> int:
        """How many of the passages at these places hold a term in their text."""

    def idf(self, term: str) -> float:
        """How rare a term is in the passages' text, the highest value if it never occurs."""


class Progress(Protocol):
    """Told what is being done, how many steps are done and how many there are."""

    def __call__(self, doing: str, done: int, total: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, what, and how to mend it."""

    place: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}; {self.remedy}" if self.place else f"{self.problem}; {self.remedy}"


class ChatbotError(Exception):
    """A situation the person running the bot can mend; carries all its faults at once."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class BadSettings(ChatbotError):
    """The environment or clinic.toml holds values that cannot be used."""


class BadQuestions(ChatbotError):
    """The list of known questions cannot be used; every fault is listed with its place."""


class BadNotices(ChatbotError):
    """A notice file lacks a wording or holds a slot that nothing fills."""


class BadGuardrails(ChatbotError):
    """Rules, weights or example messages cannot be used: nothing starts without them."""


class BadLanguage(ChatbotError):
    """A language file cannot be used."""


class UnreadableDocument(ChatbotError):
    """Files of the corpus could not be read; all of them are listed."""


class EmptyCorpus(ChatbotError):
    """There is no folder, or nothing in it, to answer from."""


class BadTestSet(ChatbotError):
    """A test set cannot be used; every fault is listed with its line."""


class StoreUnavailable(ChatbotError):
    """What is kept cannot be read or written: no disk, no database, no driver. It may work later."""


class Unstorable(StoreUnavailable):
    """The database is there and will not take these entries, however often it is asked."""


class BadMessage(ChatbotError):
    """A message that cannot be taken: empty, too long or not text."""


class UnknownLanguage(ChatbotError):
    """A language was asked for that the bot does not speak."""
