"""Conversation: a signed token, no text, no server state."""

from __future__ import annotations

import hashlib

import pytest

from chatbot.conversation import MOST_CONCEPTS, MOST_PASSAGES, MOST_TOKEN_CHARACTERS, VERSION, Conversation, Tokens

TOKENS = Tokens("key", "c" * 64)


def test_a_token_opens_to_the_conversation_it_sealed() -> None:
    conversation = Conversation("es", "a#1", ("b#2", "a#1"), ("crisis",), ("knee", "brace"), ("cost",))
    assert TOKENS.open(TOKENS.seal(conversation)) == (conversation, False)


def test_the_same_conversation_gives_the_same_token() -> None:
    conversation = Conversation("en", "a#1", ("a#1",))
    assert Tokens("key", "c" * 64).seal(conversation) == TOKENS.seal(conversation)


@pytest.mark.parametrize(
    ("token", "why"),
    [
        ("x" + TOKENS.seal(Conversation("en")), "tampered with"),
        (Tokens("other", "c" * 64).seal(Conversation("en")), "signed with another key"),
        (Tokens("key", "d" * 64).seal(Conversation("en")), "made for another corpus"),
        ("nonsense", "no token at all"),
        ("¿", "not even ASCII"),
        ("x" * (MOST_TOKEN_CHARACTERS + 1), "too long to be one"),
    ],
)
def test_a_token_that_does_not_fit_is_given_up(token: str, why: str) -> None:
    assert TOKENS.open(token) == (Conversation(), True), why


@pytest.mark.parametrize("token", [None, ""])
def test_no_token_is_a_new_conversation_without_a_notice(token: str | None) -> None:
    assert TOKENS.open(token) == (Conversation(), False)


def test_shown_passages_are_kept_once_newest_last() -> None:
    conversation = Conversation().after("en", ("a", "b")).after("en", ("c", "a"))
    assert conversation == Conversation("en", "c", ("b", "c", "a"))


def test_a_reply_without_citations_keeps_the_topic() -> None:
    conversation = Conversation("en", "a", ("a",)).after("es", ())
    assert conversation == Conversation("es", "a", ("a",))


@pytest.mark.parametrize(
    ("asked", "remembered", "why"),
    [
        ((("brace",), ("cost",)), (("brace",), ("cost",)), "a new question takes the place of the old one"),
        ((("brace",), ()), (("brace",), ()), "also one that wants nothing of its own"),
        (((), ()), (("knee",), ("when",)), "a question that names no concept leaves what was asked before"),
        (((), ("cost",)), (("knee",), ("when",)), "whatever it wants"),
    ],
)
@pytest.mark.parametrize("cited", [(), ("b",)])
def test_what_was_asked_last_is_remembered(
    asked: tuple[tuple[str, ...], tuple[str, ...]],
    remembered: tuple[tuple[str, ...], tuple[str, ...]],
    why: str,
    cited: tuple[str, ...],
) -> None:
    before = Conversation("en", "a", ("a",), (), ("knee",), ("when",))
    after = before.after("en", cited, (), *asked)
    assert (after.concepts, after.wants) == remembered, why


def test_only_so_many_concepts_are_remembered() -> None:
    concepts = tuple(f"concept-{number}" for number in range(2 * MOST_CONCEPTS))
    assert Conversation().after("en", (), (), concepts).concepts == concepts[:MOST_CONCEPTS]


def test_a_token_of_another_version_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatbot.conversation.VERSION", VERSION - 1)
    token = TOKENS.seal(Conversation("en", "a#1", ("a#1",)))
    monkeypatch.undo()
    assert TOKENS.open(token) == (Conversation(), True)


def test_a_token_never_outgrows_its_limit() -> None:
    conversation = Conversation()
    for number in range(100):
        conversation = conversation.after(
            "en", ("".join(hashlib.sha512(bytes([number, n])).hexdigest() for n in range(4)),)
        )
    token = TOKENS.seal(conversation)
    assert len(token) <= MOST_TOKEN_CHARACTERS
    kept, reset = TOKENS.open(token)
    assert not reset
    assert 0 < len(kept.shown) < MOST_PASSAGES
    assert kept.shown[-1] == conversation.shown[-1]
