"""The bot: `load` introduces the rooms to one another, `Chatbot.ask` is the one path through them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chatbot import answering, passages, query
from chatbot.conversation import Tokens
from chatbot.guardrails import Notices, load_notices
from chatbot.languages import Language, fold, load_languages
from chatbot.model import (
    Answer,
    BadMessage,
    BadSettings,
    Citation,
    Contribution,
    Document,
    Fault,
    Hit,
    Kind,
    LeftOut,
    Passage,
    Progress,
    Query,
    Retriever,
    UnknownLanguage,
)
from chatbot.readers import read_library
from chatbot.retrieval import FieldedIndex
from chatbot.settings import Settings, load_settings
from chatbot.text import WORD

# Deep enough that the passages worth quoting are among them; every one of them is looked at closely.
CANDIDATES = 10


def load(corpus: str | Path = "corpus", progress: Progress | None = None, **settings: object) -> Chatbot:
    """A chatbot over the documents of a folder.

    Settings given here win over the environment and over the folder's clinic.toml; `settings.py` names
    them. Raises a ChatbotError (BadSettings, EmptyCorpus, UnreadableDocument, BadNotices) that lists
    every fault with its place and remedy. `progress` is told how far reading and indexing have come.
    """
    folder = Path(corpus)
    languages = load_languages()
    decided = load_settings(folder, settings)
    if decided.language not in languages:
        raise BadSettings(Fault("language", f"is '{decided.language}'", "want one of " + ", ".join(languages)))
    notices = load_notices(decided, languages)
    library = read_library(folder, languages, decided, progress)
    return Chatbot(library.documents, decided, languages, notices, library.left_out, progress)


@dataclass(frozen=True, slots=True)
class Consideration:
    """What led to an answer: the expanded query, the hits, what each would be quoted with, and what was shown."""

    query: Query
    hits: tuple[Hit, ...]
    quotations: tuple[answering.Quotation, ...]
    shown: tuple[answering.Quotation, ...]


class Chatbot:
    """Answers questions from one set of documents. Safe to share between threads: asking changes nothing."""

    def __init__(
        self,
        documents: Sequence[Document],
        settings: Settings,
        languages: Mapping[str, Language],
        notices: Notices,
        left_out: Sequence[LeftOut] = (),
        progress: Progress | None = None,
    ) -> None:
        self.settings = settings
        self.languages = languages
        self.notices = notices
        self.left_out = tuple(left_out)
        self.documents = {document.doc_id: document for document in documents}
        self._titles = {document.doc_id: document.title for document in documents}
        cut = [passage for document in documents for passage in passages.cut(document, languages)]
        self.retriever: Retriever = FieldedIndex(
            cut, self._titles, settings.k1, settings.b, settings.heading_weight, progress
        )
        self._vocabularies = {code: _vocabulary(cut, code) for code in languages}
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
        considered = self.consider(message, language, before.language)
        asked = considered.query
        citations = self._cite(considered.shown)
        if citations:
            kind, reason = Kind.ANSWER, None
            text = "\n\n".join(citation.quote for citation in citations)
        else:
            kind, reason = Kind.NO_ANSWER, answering.reason(asked, considered.hits)
            text = self.notices.headline(reason, asked.language)
        answer = Answer(
            kind=kind,
            answer=text,
            language=asked.language,
            reason=reason,
            citations=citations,
            notices=self.notices.attach(kind, citations, asked.language, reset=reset),
            topic=citations[0].section if citations else None,
            corrections=asked.corrections,
            conversation=self._tokens.seal(before.after(asked.language, tuple(c.passage_id for c in citations))),
        )
        return answer, considered

    def consider(
        self, message: str, language: str | None = None, earlier_language: str | None = None, k: int = CANDIDATES
    ) -> Consideration:
        """The middle of `ask`, from the message to what would be quoted, for those who want to see why."""
        default = earlier_language or self.settings.language
        read = query.read(message, self.languages, default, language, self._vocabularies)
        expanded = query.expand(read, self.languages[read.language])
        hits = self.retriever.search(expanded.terms, k)
        quotations = answering.quote(hits, expanded, self.retriever, self._titles, self.settings, self.languages)
        shown = answering.select(quotations, expanded, self.settings.max_citations)
        return Consideration(expanded, tuple(hits), tuple(quotations), tuple(shown))

    def explain(self, considered: Consideration, passage_id: str) -> list[Contribution]:
        """What each term gave a passage through each field; the gains add up to its score."""
        return self.retriever.explain(considered.query.terms, passage_id)

    def _cite(self, quotations: Sequence[answering.Quotation]) -> tuple[Citation, ...]:
        return tuple(
            answering.cite(number, quotation, self.documents[quotation.hit.passage.doc_id])
            for number, quotation in enumerate(quotations, 1)
        )

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
