"""Questions: a request's body to a Question, or everything that is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import cast


class Flaw(StrEnum):
    """What can be wrong with a body; each is a key of the catalogue's `flaw` section."""

    NOT_JSON = "not_json"
    NOT_OBJECT = "not_object"
    MISSING = "missing"
    NOT_TEXT = "not_text"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_TOKEN = "not_token"
    UNKNOWN_LANGUAGE = "unknown_language"
    NOT_BOOLEAN = "not_boolean"
    NOT_COMMENT = "not_comment"
    LONG_COMMENT = "long_comment"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One flaw and the member that has it, none for the body as a whole."""

    flaw: Flaw
    member: str | None = None

    @property
    def pointer(self) -> str:
        """The member as a JSON pointer in a URI fragment."""
        return f"#/{self.member}" if self.member else "#"


class BadQuestion(Exception):
    """A body that holds no question; `wrong` lists all that is wrong with it."""

    def __init__(self, *wrong: Wrong) -> None:
        super().__init__(", ".join(f"{each.pointer} {each.flaw}" for each in wrong))
        self.wrong = wrong


@dataclass(frozen=True, slots=True)
class Question:
    """What is handed to `Chatbot.ask`."""

    message: str
    conversation: str | None = None
    language: str | None = None


def read_json(body: bytes) -> dict[str, object]:
    """The members of a JSON object; raises BadQuestion if the body is none."""
    try:
        members = json.loads(body)
    # Brackets nested thousands deep are a RecursionError, not a ValueError.
    except (ValueError, RecursionError):
        raise BadQuestion(Wrong(Flaw.NOT_JSON)) from None
    if not isinstance(members, dict):
        raise BadQuestion(Wrong(Flaw.NOT_OBJECT))
    return members


def check(members: Mapping[str, object], most: int, languages: Collection[str]) -> Question:
    """The question that these members make; unknown ones are left alone. Raises BadQuestion with every flaw.

    `most` is the number of characters a message may have, `languages` the codes that may be asked for.
    """
    message, conversation, language = (members.get(name) for name in ("message", "conversation", "language"))
    wrong: list[Wrong] = []
    if flaw := Flaw.MISSING if "message" not in members else _message_flaw(message, most):
        wrong.append(Wrong(flaw, "message"))
    if not isinstance(conversation, str | None):
        wrong.append(Wrong(Flaw.NOT_TOKEN, "conversation"))
    if not isinstance(language, str | None) or (language is not None and language not in languages):
        wrong.append(Wrong(Flaw.UNKNOWN_LANGUAGE, "language"))
    if wrong:
        raise BadQuestion(*wrong)
    return Question(cast(str, message), cast(str | None, conversation), cast(str | None, language))


def _message_flaw(message: object, most: int) -> Flaw | None:
    # Half a surrogate pair cannot be sent back, and no keyboard types a NUL.
    if not isinstance(message, str) or "\0" in message or not is_unicode(message):
        return Flaw.NOT_TEXT
    if not message.strip():
        return Flaw.EMPTY
    return Flaw.TOO_LONG if len(message) > most else None


def is_unicode(text: str) -> bool:
    """Whether a text can be written anywhere: half a surrogate pair cannot."""
    return not any("\ud800" <= character <= "\udfff" for character in text)
