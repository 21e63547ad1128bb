"""Explaining: every gain is told, they add up to the score, and any passage can be asked why it was not quoted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chatbot
from chatbot import Chatbot
from chatbot.explaining import Fate, UnknownPassage, account, explain
from chatbot.model import Kind

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def bot() -> Chatbot:
    return chatbot.load(ROOT / "corpus", secret_key="test")


WORDS = (
    "what does foraminotomy do widen how many sessions hernia disc traction table nerve pain surgery laminectomy is it "
    "safe the recovery neck cuántas sesiones cirugía disco columna qué es terapia manual dolor riesgo nights hospital "
    "squash slipped pinched wide xyzzy trama cevical don't and for of"
).split()


@settings(max_examples=1000)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join), st.data())
def test_what_each_term_gave_adds_up_to_the_score_of_any_passage(
    bot: Chatbot, question: str, data: st.DataObject
) -> None:
    explanation = explain(bot, question)
    for each in explanation.accounts:
        assert abs(sum(gain.gain for gain in each.gains) - each.score) < 1e-9
        assert [hit.score for hit in explanation.considered.hits if hit.passage == each.passage] == [each.score]
    other = account(bot, explanation.considered, data.draw(st.sampled_from(bot.retriever.passages)).passage_id)
    assert abs(sum(gain.gain for gain in other.gains) - other.score) < 1e-9
    assert (other.score > 0) == bool(other.gains) == (other.rank is not None)


def test_the_reply_explained_is_the_reply_given(bot: Chatbot) -> None:
    for question in ("What does a foraminotomy do?", "how many nights", "I can't feel when I wipe", "hola"):
        assert explain(bot, question).answer == bot.ask(question)


@pytest.mark.parametrize(
    ("question", "passage", "fate", "why"),
    [
        ("What does a foraminotomy do?", "surgical-decompression#7", Fate.QUOTED, "it answers"),
        ("What does a foraminotomy do?", "surgical-decompression#11", Fate.UNSURE, "it is about something else"),
        ("What does a foraminotomy do?", "surgical-decompression.es#7", Fate.OTHER_LANGUAGE, "the same in Spanish"),
        ("What does a foraminotomy do?", "manual-therapy#2", Fate.NO_WORD, "it holds nothing of it"),
        (
            "I can't feel when I wipe and can't pee",
            "manual-therapy#2",
            Fate.NOT_SEARCHED,
            "an emergency is not searched",
        ),
        ("hello", "manual-therapy#2", Fate.NOT_SEARCHED, "neither is a greeting"),
    ],
)
def test_every_passage_has_its_fate(bot: Chatbot, question: str, passage: str, fate: Fate, why: str) -> None:
    assert account(bot, explain(bot, question).considered, passage).fate is fate, why


def test_a_passage_too_low_to_be_looked_at_has_its_rank_and_verdict(bot: Chatbot) -> None:
    explanation = explain(bot, "nerve pain")
    looked_at = {each.passage.passage_id for each in explanation.accounts}
    accounts = [account(bot, explanation.considered, each.passage_id) for each in bot.retriever.passages]
    low = [each for each in accounts if each.fate is Fate.TOO_LOW]
    assert low
    for each in low:
        assert each.passage.passage_id not in looked_at
        assert each.rank is not None
        assert each.place is None
        assert each.verdict is not None


def test_what_is_quoted_is_what_the_citations_say(bot: Chatbot) -> None:
    explanation = explain(bot, "whats the diffrence between laminectomy an foraminotomy")
    quoted = [span for each in explanation.accounts for span in each.spans]
    assert [(span.start, span.end) for span in quoted] == [(c.start, c.end) for c in explanation.answer.citations]


def test_a_wanted_kind_of_answer_that_is_not_there_is_told(bot: Chatbot) -> None:
    explanation = explain(bot, "how many nights will I stay in hospital")
    assert explanation.answer.kind is Kind.NO_ANSWER
    assert "how-exactly-long" in explanation.accounts[0].lacking


def test_the_other_side_of_a_disagreement_says_why_it_is_quoted(bot: Chatbot) -> None:
    explanation = explain(bot, "How many sessions of manual therapy?")
    fates = {each.passage.passage_id: each.fate for each in explanation.accounts}
    cited = [each.passage_id for each in explanation.answer.citations]
    assert len(cited) == 2
    assert [fates[each] for each in cited] == [Fate.QUOTED, Fate.OTHER_SIDE]


def test_the_known_questions_most_like_it_are_told_with_who_answers_them(bot: Chatbot) -> None:
    explanation = explain(bot, "What will one session cost and who answers that?")
    assert len(explanation.known) == 3
    assert [alike for _, alike in explanation.known] == sorted((each for _, each in explanation.known), reverse=True)
    assert not explanation.known[0][0].passages
    listed = explain(bot, "neck decompression").known[0]
    assert (listed[0].text, listed[1]) == ("neck decompression", 1.0)
    assert explain(bot, "chest pain and cannot breathe").known == ()


def test_an_unknown_passage_is_told_with_a_remedy(bot: Chatbot) -> None:
    considered = explain(bot, "What does a foraminotomy do?").considered
    with pytest.raises(UnknownPassage, match="nowhere#1: is no passage of these documents; take an id"):
        account(bot, considered, "nowhere#1")


def test_each_sentence_alone_is_triaged(bot: Chatbot) -> None:
    sentences = explain(bot, "What is a laminectomy? I can't feel when I wipe.").sentences
    assert [triage.label.value for _, triage in sentences] == ["benign", "emergency"]
