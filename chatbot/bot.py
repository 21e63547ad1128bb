"""The bot: `load` introduces the rooms to one another, `Chatbot.ask` is the one path through them."""

from __future__ import annotations

import gc
import hashlib
import logging
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from chatbot import answering, disagreements, known, query
from chatbot.conversation import Conversation, Tokens
from chatbot.glossary import Glossary, load_glossary
from chatbot.guardrails import RAISED, Aside, Guard, Notices, headline_of, load_guard, load_notices
from chatbot.languages import Language, load_languages
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
)
from chatbot.readers import read_library
from chatbot.searching import CANDIDATES, NEAR, Consideration, Search
from chatbot.settings import Settings, load_settings
from chatbot.suggesting import Suggestions
from chatbot.thesaurus import Thesaurus, load_thesaurus

# These are answered before any retrieval, and nothing competes with them.
ANSWERED_AT_ONCE = {Label.EMERGENCY: Kind.EMERGENCY, Label.CRISIS: Kind.CRISIS}
# Documents that cover this share of what is asked about have it in scope, whatever the triage took it for:
# it learnt one field's messages, and a clinic's documents may be about another.
IN_SCOPE = 0.5
# And what it took for out of scope is answered only by what answers it this surely: chatter shares its words with any
# document.
SURE = 0.9  # confidence
CITING = frozenset({Kind.ANSWER, Kind.DEFLECTION})
RED_FLAGS_ASKED = "red_flags_asked"

_log = logging.getLogger(__name__)


def load(corpus: str | Path = "corpus", progress: Progress | None = None, **settings: object) -> Chatbot:
    """A chatbot over the documents of a folder.

    Settings given here win over the environment and over the folder's clinic.toml; `settings.py` names
    them. Raises a ChatbotError (BadSettings, EmptyCorpus, UnreadableDocument, BadNotices, BadGuardrails)
    that lists every fault with its place and remedy; without working guardrails nothing starts. `progress`
    is told how far reading and indexing have come.
    """
    with _nothing_to_collect():
        return _load(Path(corpus), progress, settings)


def _load(folder: Path, progress: Progress | None, settings: Mapping[str, object]) -> Chatbot:
    languages = load_languages()
    decided = load_settings(folder, settings)
    if decided.language not in languages:
        raise BadSettings(Fault("language", f"is '{decided.language}'", "want one of " + ", ".join(languages)))
    notices = load_notices(decided, languages)
    guard = load_guard()
    for code, names in decided.synonyms:
        if code not in languages:
            remedy = "want one of " + ", ".join(languages)
            raise BadSettings(Fault("synonyms", f"are given for '{code}': {' | '.join(names)}", remedy))
    glossary = load_glossary().with_synonyms(decided.synonyms) if decided.synonyms else load_glossary()
    library = read_library(folder, languages, decided, progress)
    return Chatbot(
        library.documents,
        decided,
        languages,
        notices,
        guard,
        glossary,
        load_thesaurus(),
        library.left_out,
        progress,
        known.read(folder, languages, decided),
    )


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """Without garbage collection: loading makes a million objects, and looking among them for some that nobody needs
    takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What sort of reply it is, what led to it, and why nothing is answered if nothing is."""

    kind: Kind
    considered: Consideration
    reason: Reason | None = None
    smalltalk: str | None = None


class Chatbot:
    """Answers questions from one set of documents. Safe to share between threads: asking changes nothing."""

    def __init__(
        self,
        documents: Sequence[Document],
        settings: Settings,
        languages: Mapping[str, Language],
        notices: Notices,
        guard: Guard,
        glossary: Glossary,
        thesaurus: Thesaurus,
        left_out: Sequence[LeftOut] = (),
        progress: Progress | None = None,
        source: known.Source = known.NOTHING,
    ) -> None:
        self.settings = settings
        self.languages = languages
        self.notices = notices
        self.triage_failures = 0
        self.left_out = tuple(left_out)
        self.known_source = source
        self.search = Search(documents, settings, languages, glossary, thesaurus, progress, source)
        self.documents = self.search.documents
        self._suggestions = Suggestions(self.documents, self.retriever.passages, self.search.versions.spoken)
        self.disagreements = disagreements.find_sides(settings.disagreements, self.documents, self.retriever.passages)
        self._guard = guard.knowing(word for words in self.search.vocabularies.values() for word in words)
        corpus = "\n".join(f"{document.doc_id} {document.sha256}" for document in documents)
        self.corpus_hash = hashlib.sha256(corpus.encode()).hexdigest()
        self._tokens = Tokens(settings.secret_key or secrets.token_urlsafe(32), self.corpus_hash)

    def under(self, settings: Settings) -> Chatbot:
        """Another chatbot over the same documents, as it would be with these settings; this one stays as it is.

        They share guard, notices, languages, thesaurus, what known questions teach and the key of conversations. The
        documents are indexed anew.
        """
        same = settings.synonyms == self.settings.synonyms
        glossary = self.glossary if same else self.glossary.base.with_synonyms(settings.synonyms)
        lessons = self.search.known.learnt.lessons
        other = Chatbot(
            tuple(self.documents.values()),
            settings,
            self.languages,
            self.notices,
            self._guard,
            glossary,
            self.search.thesaurus,
            self.left_out,
            source=replace(self.known_source, terms=self.search.listed_terms, lessons=lessons),
        )
        other._tokens = self._tokens
        return other

    @property
    def retriever(self) -> Retriever:
        """The index of all passages."""
        return self.search.retriever

    @property
    def glossary(self) -> Glossary:
        """What patients and documents call the same thing, the clinic's own names among them."""
        return self.search.glossary

    def consider(
        self, message: str, language: str | None = None, earlier_language: str | None = None, k: int = CANDIDATES
    ) -> Consideration:
        """The middle of `ask`, from the message to what would be quoted, for those who want to see why."""
        return self.search.consider(message, language, earlier_language, k)

    def explain(self, considered: Consideration, passage_id: str) -> list[Contribution]:
        """What each term gave a passage through each field; the gains add up to its score."""
        return self.retriever.explain(considered.query.terms, passage_id)

    def label_of(self, text: str) -> Label:
        """What triage takes a text to be, outside any conversation. Raises whatever triage raises."""
        return self._guard.triage(text).label

    def sentences(self, message: str) -> list[tuple[str, Triage]]:
        """What triage would have made of each sentence alone, for staff who ask why."""
        return self._guard.by_sentence(message)

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
        read = self.search.read(message, before.language, language)
        triage = self._triage(read, before)
        outcome = self._outcome(read, triage, before)
        return self._answer(outcome, triage, before, reset), outcome.considered

    def _outcome(self, read: Query, triage: Triage | None, before: Conversation) -> Outcome:
        """What sort of reply it is; nothing urgent gets as far as retrieval."""
        if triage is None:
            return Outcome(Kind.DEFLECTION, Consideration(read), Reason.TRIAGE_FAILED)
        if triage.label in ANSWERED_AT_ONCE:
            return Outcome(ANSWERED_AT_ONCE[triage.label], Consideration(read))
        stopped = triage.label in (Label.DIAGNOSIS, Label.PERSONAL, Label.INJECTION)
        if not stopped and (smalltalk := query.smalltalk_of(read, self.languages)):
            said = Consideration(replace(read, language=smalltalk[1], corrections=()))
            return Outcome(Kind.SMALLTALK, said, smalltalk=smalltalk[0])
        if not stopped and self.search.is_foreign(read):
            return Outcome(Kind.NO_ANSWER, Consideration(read), Reason.UNSUPPORTED_LANGUAGE)
        if not stopped and (chosen := self._suggestions.named(read.raw)):
            return Outcome(Kind.ANSWER, self.search.section(read, chosen.document, chosen.section))
        considered, more = self.search.follow(read, before)
        if stopped:
            return Outcome(Kind.DEFLECTION, considered)
        near = any(each.verdict.coverage >= IN_SCOPE for each in considered.quotations)
        doubtful = triage.label is Label.OUT_OF_SCOPE and more is None and self._doubtful(considered, near)
        if considered.shown and not doubtful:
            return Outcome(Kind.ANSWER, considered)
        if more is not None:
            return Outcome(Kind.NO_ANSWER, considered, more)
        if triage.label is Label.OUT_OF_SCOPE and considered.query.terms and not near:
            return Outcome(Kind.OUT_OF_SCOPE, considered)
        if considered.quotations and considered.quotations[0].verdict.confidence >= self.settings.min_clarify:
            return Outcome(Kind.CLARIFY, considered, Reason.UNSURE)
        return Outcome(Kind.NO_ANSWER, considered, answering.reason(considered.query, considered.hits))

    def _doubtful(self, considered: Consideration, near: bool) -> bool:
        """Whether nothing but a message's own words found what would answer it, and they not surely. The clinic's own
        names are unknown to triage. With few known questions, or none, nobody is so sure, and documents that are near
        enough are trusted."""
        asked = considered.query
        if considered.apart or asked.assumed or self.search.has_own_name(asked):
            return False
        if near and (self.search.known.density or 0) < 1:
            return False
        return any(each.verdict.confidence < SURE for each in considered.quotations[:1])

    def _answer(self, outcome: Outcome, triage: Triage | None, before: Conversation, reset: bool) -> Answer:
        """The whole reply: what is said, what it cites, what stands beside it, and the conversation after it."""
        kind, considered, asked = outcome.kind, outcome.considered, outcome.considered.query
        quotes = kind in CITING and triage is not None and triage.label is not Label.INJECTION
        citations, disagreement = self._cite(considered) if quotes else ((), False)
        headline = headline_of(kind, triage, outcome.reason, cites=bool(citations), smalltalk=outcome.smalltalk)
        found = [each.hit.passage for each in considered.quotations]
        suggestions: tuple[str, ...] = ()
        nearest = None
        if kind is Kind.ANSWER:
            cited = [self.search.passages[citation.passage_id] for citation in citations]
            suggestions = self._suggestions.beside(cited, found, asked.language)
        elif kind in (Kind.NO_ANSWER, Kind.CLARIFY):
            # What to choose from is what comes nearest; where nothing does, a heading may say more than that.
            wants = asked.wants if kind is Kind.NO_ANSWER else ()
            suggestions = self._suggestions.headings(self._near(considered), asked.language, wants)
            nearest = suggestions[0] if suggestions and kind is Kind.NO_ANSWER else None
        elif kind is Kind.SMALLTALK:
            suggestions = self.settings.examples.get(asked.language, ())
        aside = Aside(
            reset=reset,
            disagreement=disagreement,
            apart=considered.apart and quotes,
            other_language=any(each.language != asked.language for each in citations),
            assumed=asked.assumed if kind in (Kind.ANSWER, Kind.CLARIFY, Kind.NO_ANSWER) else (),
            searched_for=tuple(meant for _, meant in asked.corrections) if kind is Kind.ANSWER else (),
            nearest=nearest,
        )
        flags = _flags(before, kind, triage)
        after = before.after(
            asked.language,
            tuple(citation.passage_id for citation in citations),
            flags,
            query.concepts_of(asked, considered.shown[0].verdict.missing if considered.shown else ()),
            asked.wants,
        )
        said = self.notices.headlines(headline, asked.language) if headline else []
        return Answer(
            kind=kind,
            answer="\n\n".join([*said, *(citation.quote for citation in citations)]),
            language=asked.language,
            reason=outcome.reason,
            citations=citations,
            triage=triage,
            notices=self.notices.attach(kind, triage, citations, asked.language, raised=before.flags, aside=aside),
            suggestions=suggestions,
            topic=citations[0].section if citations else None,
            corrections=asked.corrections,
            conversation=self._tokens.seal(after),
        )

    def _near(self, considered: Consideration) -> list[Passage]:
        """Passages near enough to what was asked to be named, though they do not answer."""
        near = [each for each in considered.quotations if each.verdict.coverage >= NEAR]
        return [each.hit.passage for each in near]

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

    def _cite(self, considered: Consideration) -> tuple[tuple[Citation, ...], bool]:
        """The citations of what is shown, with the other sides of a listed disagreement, and whether there is one."""
        shown = [self._citation(number, each) for number, each in enumerate(considered.shown, 1)]
        others = disagreements.other_sides(shown, self.disagreements)
        for side in others or ():
            score = next((hit.score for hit in considered.hits if hit.passage == side.passage), 0.0)
            quotation = answering.Quotation(Hit(side.passage, score, 0), side.span, answering.NO_VERDICT)
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


def _flags(before: Conversation, kind: Kind, triage: Triage | None) -> tuple[str, ...]:
    """What is remembered: every urgency raised so far, and whether this reply asks about red flags."""
    raised = {flag for flag in before.flags if flag in RAISED}
    if kind is Kind.CRISIS:
        raised.add("crisis")
    if kind is Kind.EMERGENCY and triage:
        raised.add("same_day" if triage.urgency is Urgency.SAME_DAY else "emergency")
    asks = triage is not None and triage.label in (Label.DIAGNOSIS, Label.PERSONAL)
    return (*(flag for flag in RAISED if flag in raised), *((RED_FLAGS_ASKED,) if asks else ()))
