"""Trying: another bot answers as if its settings stood in clinic.toml, and the first one never notices."""

from __future__ import annotations

import gc
import json
import shutil
import weakref
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chatbot
from chatbot import trying
from chatbot.bot import Chatbot
from chatbot.model import BadMessage, BadSettings, ChatbotError, Kind
from chatbot.trying import MOST_VARIANTS, Trial, compare, read_trial, try_out

CORPUS = Path(__file__).parent.parent / "corpus"
BOT = chatbot.load(CORPUS, secret_key="k" * 32)
SAME = Trial(BOT.settings.k1, BOT.settings.b, BOT.settings.heading_weight)
QUESTIONS = (
    "What does a foraminotomy do?",
    "¿Cuántas sesiones?",
    "what about the DRX bench",
    "hello",
    "chest pain now",
)


def replies(bot: Chatbot) -> str:
    return json.dumps([bot.ask(question).to_dict() for question in QUESTIONS], ensure_ascii=False)


FIRST = replies(BOT)


@settings(max_examples=12)  # each is a bot of its own
@given(
    st.builds(
        Trial,
        st.floats(0, 10),
        st.floats(0, 1),
        st.floats(0, 10),
        st.none() | st.floats(0, 1),
        st.sampled_from([(), ("DRX bench | spinal decompression",), ("sessions | foraminotomy",)]),
    )
)
def test_no_trial_changes_an_answer_of_the_original_by_a_byte(trial: Trial) -> None:
    other = try_out(BOT, trial)
    replies(other)
    assert other is not BOT
    assert replies(BOT) == FIRST


def test_a_trial_of_the_same_settings_answers_the_same_to_the_byte() -> None:
    assert replies(try_out(BOT, SAME)) == FIRST


def test_what_is_tried_is_what_it_will_be_once_it_stands_in_the_file(tmp_path: Path) -> None:
    folder = shutil.copytree(CORPUS, tmp_path / "corpus")
    text = (folder / "clinic.toml").read_text(encoding="utf-8").replace("min_confidence = 0.4", "min_confidence = 0.1")
    own = '[retrieval]\nk1 = 0.4\nb = 0.1\nheading_weight = 2\n[synonyms]\nen = ["DRX bench | spinal decompression"]\n'
    (folder / "clinic.toml").write_text(text + own, encoding="utf-8")
    trial = Trial(0.4, 0.1, 2, 0.1, ("DRX bench|spinal decompression",))
    assert replies(try_out(BOT, trial)) == replies(chatbot.load(folder, secret_key="k" * 32))


def test_a_synonym_is_found_under_the_trial_only() -> None:
    other = try_out(BOT, replace(SAME, synonym=("wobbleboard | foraminotomy",)))
    compared = compare(BOT, other, "What does a wobbleboard do?", "en")
    assert (compared.now.kind is Kind.ANSWER, compared.then.kind) == (False, Kind.ANSWER)
    quoted = [row for row in compared.rows if row.quoted_then]
    assert [row.quoted_now for row in quoted] == [False] * len(quoted)
    assert any("widens the opening" in row.passage.text for row in quoted)


def test_what_the_guard_answers_is_answered_under_every_trial() -> None:
    compared = compare(BOT, try_out(BOT, replace(SAME, min_confidence=0)), "I cannot feel my legs and lost my bladder")
    assert (compared.now.kind, compared.then.kind, compared.rows) == (Kind.EMERGENCY, Kind.EMERGENCY, ())


def test_a_comparison_holds_every_candidate_of_either_with_its_figures() -> None:
    other = try_out(BOT, Trial(0, 1, 10, 1.0))
    message = "How does spinal decompression work?"
    compared = compare(BOT, other, message)
    for bot, names in ((BOT, ("rank_now", "score_now", "confidence_now")), (other, ("rank_then", "score_then"))):
        considered = bot.reply(message)[1]
        found = {row.passage.passage_id: tuple(getattr(row, name) for name in names) for row in compared.rows}
        for rank, each in enumerate(considered.quotations, 1):
            wanted = (rank, each.hit.score, each.verdict.confidence)[: len(names)]
            assert found[each.hit.passage.passage_id] == wanted
    assert [row.rank_now for row in compared.rows if row.rank_now] == list(range(1, 11))
    assert not any(row.quoted_then for row in compared.rows), "nothing is as sure as 1.0"


@pytest.mark.parametrize(
    ("given_", "synonym", "language", "told"),
    [
        ({"k1": "11"}, (), "en", "k1: 'k1' is not between 0 and 10: '11'"),
        ({"b": "a lot"}, (), "en", "b: 'b' is not a number: 'a lot'"),
        ({"b": float("nan")}, (), "en", "b: 'b' is not between 0 and 1"),
        ({"min_confidence": -1}, (), "en", "'min_confidence' is not between 0 and 1: -1"),
        ({"k3": "1"}, (), "en", "k3: is no setting that can be tried"),
        ({"secret_key": "x"}, (), "en", "secret_key: is no setting that can be tried"),
        ({}, ("alone",), "en", "which does not name two things that mean the same"),
        ({}, ("a | b",), "fr", "synonym: is given for 'fr'; want one of en, es"),
    ],
)
def test_a_fault_of_a_trial_names_the_setting(
    given_: dict[str, object], synonym: tuple[str, ...], language: str, told: str
) -> None:
    with pytest.raises(BadSettings, match=r".") as raised:
        read_trial(BOT, given_, synonym, language)
    assert told in str(raised.value)


def test_all_faults_of_a_trial_are_told_at_once_also_where_it_was_made_by_hand() -> None:
    with pytest.raises(BadSettings) as raised:
        try_out(BOT, Trial(-1, 2, 99))
    assert len(raised.value.faults) == 3


def test_what_is_not_given_is_the_bots_own_and_text_becomes_numbers() -> None:
    trial = read_trial(BOT, {"k1": "1.2"}, ["a|b", "c | d"], "es")
    assert trial == Trial(1.2, BOT.settings.b, BOT.settings.heading_weight, None, ("a | b", "c | d"), "es")
    assert try_out(BOT, trial).settings.min_confidence == BOT.settings.min_confidence


def test_a_few_variants_are_remembered_and_forgotten_with_their_bot() -> None:
    bot = chatbot.load(CORPUS)
    first = try_out(bot, SAME)
    assert try_out(bot, read_trial(bot, {"k1": str(SAME.k1)})) is first, "the same trial, typed"
    for number in range(MOST_VARIANTS):
        try_out(bot, replace(SAME, b=number / 10))
    assert try_out(bot, SAME) is not first
    assert len(trying._variants[bot]) == MOST_VARIANTS
    gone = weakref.ref(bot)
    del bot, first
    gc.collect()
    assert gone() is None


def test_too_many_documents_are_not_indexed_on_the_spot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "MOST_PASSAGES", 3)
    with pytest.raises(ChatbotError, match=r"takes at most 3 passages.*; put the documents in question into a folder"):
        try_out(BOT, SAME)


def test_a_message_that_cannot_be_asked_cannot_be_compared() -> None:
    with pytest.raises(BadMessage):
        compare(BOT, try_out(BOT, SAME), " ")
