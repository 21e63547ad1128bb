"""The bot: `load` introduces the rooms to one another, `Chatbot.ask` is the one path through them."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chatbot import answering, disagreements, passages, query
from chatbot.conversation import Conversation, Tokens
from chatbot.guardrails import RAISED, Guard, Notices, headline_of, load_guard, load_notices
from chatbot.languages import Language, fold, load_languages
from chatbot.model import (
    Answer,
    BadMessage,
    BadSettings,
    Citation,
    Contribution,
    Document,
    Fault,
    Finding,
    Hit,
    Kind,
    Label,
    LeftOut,
    Passage,
    Progress,
    Query,
    Reason,
    Retriever,
    Triage,
    UnknownLanguage,
    Urgency,
    Verdict,
)
from chatbot.readers import read_library
from chatbot.retrieval import FieldedIndex
from chatbot.settings import Settings, load_settings
from chatbot.text import WORD

# Deep enough that the passages worth quoting are among them; every one of them is looked at closely.
CANDIDATES = 10
# These are answered before any retrieval, and nothing competes with them.
ANSWERED_AT_ONCE = {Label.EMERGENCY: Kind.EMERGENCY, Label.CRISIS: Kind.CRISIS}
CITING = frozenset({Kind.ANSWER, Kind.DEFLECTION})
RED_FLAGS_ASKED = "red_flags_asked"
# The other side of a disagreement is shown whatever it holds of the question.
NO_VERDICT = Verdict(answers=True, confidence=0.0, score=0.0, coverage=0.0, missing=())

_log = logging.getLogger(__name__)


def load(corpus: str | Path = "corpus", progress: Progress | None = None, **settings: object) -> Chatbot:
    """A chatbot over the documents of a folder.

    Settings given here win over the environment and over the folder's clinic.toml; `settings.py` names
    them. Raises a ChatbotError (BadSettings, EmptyCorpus, UnreadableDocument, BadNotices, BadGuardrails)
    that lists every fault with its place and remedy; without working guardrails nothing starts. `progress`
    is told how far reading and indexing have come.
    """
    folder = Path(corpus)
    languages = load_languages()
    decided = load_settings(folder, settings)
    if decided.language not in languages:
        raise BadSettings(Fault("language", f"is '{decided.language}'", "want one of " + ", ".join(languages)))
    notices = load_notices(decided, languages)
    guard = load_guard()
    library = read_library(folder, languages, decided, progress)
    return Chatbot(library.documents, decided, languages, notices, guard, library.left_out, progress)


@dataclass(frozen=True, slots=True)
class Consideration:
    """What led to an answer: the expanded query, the hits, what each would be quoted with, and what was shown."""

    query: Query
    hits: tuple[Hit, ...] = ()
    quotations: tuple[answering.Quotation, ...] = ()
    shown: tuple[answering.Quotation, ...] = ()


class Chatbot:
    """Answers questions from one set of documents. Safe to share between threads: asking changes nothing."""

    def __init__(
        self,
        documents: Sequence[Document],
        settings: Settings,
        languages: Mapping[str, Language],
        notices: Notices,
        guard: Guard,
        left_out: Sequence[LeftOut] = (),
        progress: Progress | None = None,
    ) -> None:
        self.settings = settings
        self.languages = languages
        self.notices = notices
        self.triage_failures = 0
        self.left_out = tuple(left_out)
        self.documents = {document.doc_id: document for document in documents}
        self._titles = {document.doc_id: document.title for document in documents}
        cut = [passage for document in documents for passage in passages.cut(document, languages)]
        self.retriever: Retriever = FieldedIndex(
            cut, self._titles, settings.k1, settings.b, settings.heading_weight, progress
        )
        self._disagreements = disagreements.find_sides(settings.disagreements, self.documents, cut)
        self._vocabularies = {code: _vocabulary(cut, code) for code in languages}
        self._guard = guard.knowing(word for words in self._vocabularies.values() for word in words)
        corpus = "\n".join(f"{document.doc_id} {document.sha256}" for document in documents)
        self.corpus_hash = hashlib.sha256(corpus.encode()).hexdigest()
        self._tokens = Tokens(settings.secret_key or secrets.token_urlsafe(32), self.corpus_hash)

    def ask(self, message: str, conversation: str | None = None, language: str | None = None) -> Answer:
        """The answer to a message; `conversation` is the token of the answer before, `language` forces one.

        Raises BadMessage for an empty or too long message and UnknownLanguage for a language the bot
        does not speak. A token that does not fit is ignored, with a notice.
        """
        return self.reply(message, conversation, language)[0]

    def reply(
        self, message: str, conversation: str | None = None, language: str | None = None
    ) -> tuple[Answer, Consideration]:
        """What `ask` returns, and everything that led to it."""
        self._check(message, conversation)
        self.check_language(language)
        before, reset = self._tokens.open(conversation)
        read = query.read(
            message, self.languages, before.language or self.settings.language, language, self._vocabularies
        )
        triage = self._triage(read, before)
        if triage is None:
            considered = Consideration(read)
            kind, reason = Kind.DEFLECTION, Reason.TRIAGE_FAILED
        elif triage.label in ANSWERED_AT_ONCE:
            considered = Consideration(read)
            kind, reason = ANSWERED_AT_ONCE[triage.label], None
        else:
            considered = self._consider(read)
            kind, reason = self._kind(triage, considered)
        quotes = kind in CITING and triage is not None and triage.label is not Label.INJECTION
        citations, disagreement = self._cite(considered) if quotes else ((), False)
        headline = headline_of(kind, triage, reason, cites=bool(citations))
        said = [self.notices.headline(headline, read.language)] if headline else []
        flags = _flags(before, kind, triage)
        answer = Answer(
            kind=kind,
            answer="\n\n".join([*said, *(citation.quote for citation in citations)]),
            language=read.language,
            reason=reason,
            citations=citations,
            triage=triage,
            notices=self.notices.attach(
                kind, triage, citations, read.language, raised=before.flags, reset=reset, disagreement=disagreement
            ),
            topic=citations[0].section if citations else None,
            corrections=read.corrections,
            conversation=self._tokens.seal(before.after(read.language, tuple(c.passage_id for c in citations), flags)),
        )
        return answer, considered

    def _triage(self, read: Query, before: Conversation) -> Triage | None:
        """What the message is; None if that could not be found out: then nothing of it is answered."""
        try:
            if RED_FLAGS_ASKED in before.flags and query.affirms(read, self.languages.values()):
                return Triage(Label.EMERGENCY, Urgency.EMERGENCY, (Finding("red-flag-check-confirmed", "yes"),))
            return self._guard.triage(read.raw, read.text)
        except Exception as error:
            # Fail closed. The exception's own words may hold the message: only its type is logged.
            self.triage_failures += 1
            _log.error("triage failed: %s", type(error).__name__)
            return None

    def _kind(self, triage: Triage, considered: Consideration) -> tuple[Kind, Reason | None]:
        """What sort of reply it is, once the documents were searched; scope is theirs to decide, not a word list's."""
        if triage.label in (Label.DIAGNOSIS, Label.PERSONAL, Label.INJECTION):
            return Kind.DEFLECTION, None
        if considered.shown:
            return Kind.ANSWER, None
        if triage.label is Label.OUT_OF_SCOPE:
            return Kind.OUT_OF_SCOPE, None
        return Kind.NO_ANSWER, answering.reason(considered.query, considered.hits)

    def consider(
        self, message: str, language: str | None = None, earlier_language: str | None = None, k: int = CANDIDATES
    ) -> Consideration:
        """The middle of `ask`, from the message to what would be quoted, for those who want to see why."""
        default = earlier_language or self.settings.language
        return self._consider(query.read(message, self.languages, default, language, self._vocabularies), k)

    def _consider(self, read: Query, k: int = CANDIDATES) -> Consideration:
        expanded = query.expand(read, self.languages[read.language])
        hits = self.retriever.search(expanded.terms, k)
        quotations = answering.quote(hits, expanded, self.retriever, self._titles, self.settings, self.languages)
        shown = answering.select(quotations, expanded, self.settings.max_citations)
        return Consideration(expanded, tuple(hits), tuple(quotations), tuple(shown))

    def explain(self, considered: Consideration, passage_id: str) -> list[Contribution]:
        """What each term gave a passage through each field; the gains add up to its score."""
        return self.retriever.explain(considered.query.terms, passage_id)

    def _cite(self, considered: Consideration) -> tuple[tuple[Citation, ...], bool]:
        """The citations of what is shown, with the other sides of a listed disagreement, and whether there is one."""
        shown = [self._citation(number, each) for number, each in enumerate(considered.shown, 1)]
        others = disagreements.other_sides(shown, self._disagreements)
        for side in others or ():
            score = next((hit.score for hit in considered.hits if hit.passage == side.passage), 0.0)
            quotation = answering.Quotation(Hit(side.passage, score, 0, ()), side.span, NO_VERDICT)
            shown.append(self._citation(len(shown) + 1, quotation))
        return tuple(shown), others is not None

    def _citation(self, number: int, quotation: answering.Quotation) -> Citation:
        return answering.cite(number, quotation, self.documents[quotation.hit.passage.doc_id])

    def check_language(self, language: object) -> None:
        """Raises UnknownLanguage unless the bot speaks it; None leaves the language to be detected."""
        if language is not None and not (isinstance(language, str) and language in self.languages):
            remedy = "want one of " + ", ".join(self.languages) + ", or none to have it detected"
            raise UnknownLanguage(Fault("language", f"is {language!r}", remedy))

    def _check(self, message: object, conversation: object) -> None:
        most = self.settings.max_message
        if not isinstance(message, str):
            raise BadMessage(Fault("message", "is not text", "send the question as a string"))
        if not message.strip():
            raise BadMessage(Fault("message", "is empty", "type a question"))
        if len(message) > most:
            problem = f"has {len(message):,} characters"
            raise BadMessage(Fault("message", problem, f"shorten it to at most {most:,}"))
        if conversation is not None and not isinstance(conversation, str):
            raise BadMessage(Fault("conversation", "is not text", "send the token of the last answer, or none"))


def _vocabulary(cut: Sequence[Passage], language: str) -> frozenset[str]:
    """The folded words of the passages in one language."""
    words: set[str] = set()
    for passage in cut:
        if passage.language == language:
            words.update(WORD.findall(passage.text))
    return frozenset(map(fold, words))


def _flags(before: Conversation, kind: Kind, triage: Triage | None) -> tuple[str, ...]:
    """What is remembered: every urgency raised so far, and whether this reply asks about red flags."""
    raised = {flag for flag in before.flags if flag in RAISED}
    if kind is Kind.CRISIS:
        raised.add("crisis")
    if kind is Kind.EMERGENCY and triage:
        raised.add("same_day" if triage.urgency is Urgency.SAME_DAY else "emergency")
    asks = triage is not None and triage.label in (Label.DIAGNOSIS, Label.PERSONAL)
    return (*(flag for flag in RAISED if flag in raised), *((RED_FLAGS_ASKED,) if asks else ()))
