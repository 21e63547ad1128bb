"""Conversation: what has been said so far, kept by the client in a signed token. The server keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer

VERSION = 3
MOST_TOKEN_CHARACTERS = 4096
MOST_PASSAGES = 12
MOST_CONCEPTS = 12


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where a conversation stands: language of the last reply, passage it was about, passages shown (newest last).

    `flags` are codes of what was raised (an emergency) or asked (the red-flag check) so far; `concepts` and `wants` are
    what the last question asked for, as ids of the glossary and of kinds of answers.
    """

    language: str | None = None
    topic: str | None = None
    shown: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()

    def after(
        self,
        language: str,
        cited: tuple[str, ...],
        flags: tuple[str, ...] = (),
        concepts: tuple[str, ...] = (),
        wants: tuple[str, ...] = (),
    ) -> Conversation:
        """The conversation after a reply that cited these passages; one that cites none keeps the topic.

        A question that names no concept leaves what was asked before as it was.
        """
        asked = (concepts[:MOST_CONCEPTS], wants) if concepts else (self.concepts, self.wants)
        if not cited:
            return Conversation(language, self.topic, self.shown, flags, *asked)
        kept = tuple(passage for passage in self.shown if passage not in cited)
        return Conversation(language, cited[0], (*kept, *cited)[-MOST_PASSAGES:], flags, *asked)


class Tokens:
    """Seals conversations into tokens and opens them again, for one corpus and one key.

    A token holds codes and passage ids, never message text and no time: the same conversation gives
    the same token.
    """

    def __init__(self, secret_key: str, corpus_hash: str) -> None:
        self._serializer = URLSafeSerializer(secret_key, salt="chatbot.conversation")
        self._corpus = corpus_hash[:16]

    def seal(self, conversation: Conversation) -> str:
        """The token of a conversation, at most MOST_TOKEN_CHARACTERS long: the oldest passages go first."""
        shown = conversation.shown
        while True:
            held = [
                VERSION,
                self._corpus,
                conversation.language,
                conversation.topic,
                list(shown),
                list(conversation.flags),
                list(conversation.concepts),
                list(conversation.wants),
            ]
            token = self._serializer.dumps(held)
            text = token if isinstance(token, str) else token.decode()
            if len(text) <= MOST_TOKEN_CHARACTERS or not shown:
                return text
            shown = shown[1:]

    def open(self, token: str | None) -> tuple[Conversation, bool]:
        """The conversation of a token and whether one had to be given up: tampered with, outdated, another corpus."""
        if not token:
            return Conversation(), False
        if len(token) > MOST_TOKEN_CHARACTERS:
            return Conversation(), True
        try:
            version, corpus, language, topic, shown, flags, concepts, wants = self._serializer.loads(token)
        except (BadSignature, ValueError, TypeError):
            return Conversation(), True
        if version != VERSION or corpus != self._corpus:
            return Conversation(), True
        return Conversation(language, topic, tuple(shown), *map(tuple, (flags, concepts, wants))), False
