"""Learning: what the known questions teach of a new one, in probabilities that mean what they say."""

from __future__ import annotations

import math
from itertools import cycle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.known.learning import NONE, STEPS, Answer, Example, Learnt, learn_from, spoken
from chatbot.text import MOST_BRIEF, is_long

PAIN, COST = frozenset({"pain"}), frozenset({"cost", "cost.es"})
# Two ways of asking for each, four times over, so that every feature is in two questions at least.
EXAMPLES = 4 * [
    ("does it hurt", ["hurt"], PAIN),
    ("is it sore", ["sore"], PAIN),
    ("what does it cost", ["cost", "?cost"], COST),
    ("is it dear", ["dear", "?cost"], COST),
    ("where do I park", ["park", "?where"], NONE),
    ("where do I sit", ["sit", "?where"], NONE),
]


def taught(examples: list[tuple[str, list[str], Answer]]) -> Learnt:
    return Learnt(learn_from([*map(example, examples)], ()), [answer for *_, answer in examples])


def example(row: tuple[str, list[str], Answer]) -> Example:
    text, terms, answer = row
    return Example(tuple(dict.fromkeys(terms)), tuple(spoken(text)), answer, is_long(text))


LEARNT = taught(EXAMPLES)


@pytest.mark.parametrize(
    ("text", "terms", "answer", "why"),
    [
        ("does it hurt", ["hurt"], PAIN, "as it was listed"),
        ("hurt", ["hurt"], PAIN, "a word of it"),
        ("WHAT DOES IT COST", ["cost", "?cost"], COST, "in capitals"),
        ("money", ["?cost"], COST, "nothing but the kind of answer wanted"),
        ("what does it", [], COST, "function words in their order"),
        ("where is it sore", ["sore", "?where"], PAIN, "of what speaks for either the more telling"),
        ("where do I leave my coat", ["coat", "?where"], NONE, "as those ask that no document answers"),
    ],
)
def test_what_a_question_asks_for_is_the_likeliest(text: str, terms: list[str], answer: Answer, why: str) -> None:
    found = LEARNT.read(text, terms)
    assert max(found, key=found.__getitem__) == answer, f"{why}: {found}"


def test_it_is_surer_of_more() -> None:
    assert LEARNT.read("is it sore", ["sore"])[PAIN] > LEARNT.read("sore", ["sore"])[PAIN] > 1 / 3


def test_words_that_are_in_no_list_speak_for_those_who_use_such() -> None:
    """Each of those without an answer has a word that no other has, as who asks about something else does."""
    odd = [(f"how to reset my {word}", ["reset"], NONE) for word in ("router", "oven", "watch", "boiler")]
    learnt = taught([*EXAMPLES, *odd, *4 * [("how to reset", ["reset"], PAIN)]])
    assert learnt.read("reset", ["reset"])[PAIN] > learnt.read("reset the zebra gate", ["reset"])[PAIN]


def test_words_in_another_order_are_other_pairs() -> None:
    assert list(spoken("It hurts, it hurts")) == [" it", " hurts", " it hurts", " hurts it"]
    assert LEARNT.read("it does what", []) != LEARNT.read("what does it", [])


TEXTS = st.lists(st.sampled_from("does it hurt sore cost where park zebra 12 ñu".split()), max_size=6).map(" ".join)
TERMS = st.lists(st.sampled_from(["hurt", "sore", "cost", "?cost", "?where", "=unseen", ""]), max_size=5)
ANSWERS = st.sampled_from([PAIN, COST, NONE])


@given(st.lists(st.tuples(TEXTS, TERMS, ANSWERS), max_size=20), st.one_of(TEXTS, st.text()), TERMS)
def test_whatever_is_listed_and_asked_the_probabilities_of_all_answers_add_up(
    examples: list[tuple[str, list[str], Answer]], text: str, terms: list[str]
) -> None:
    found = taught(examples).read(text, terms)
    assert set(found) == {answer for *_, answer in examples}
    assert all(0 <= each <= 1 for each in found.values())
    assert not found or math.fsum(found.values()) == pytest.approx(1, abs=1e-5)


def test_the_same_questions_teach_the_same() -> None:
    weights, again = LEARNT.lessons.brief, taught(EXAMPLES).lessons.brief
    assert weights.features == again.features
    assert np.array_equal(weights.steps, again.steps)
    assert (weights.size, weights.bias.tolist()) == (again.size, again.bias.tolist())
    assert np.abs(weights.steps).max() == STEPS


def test_a_feature_of_one_question_tells_nothing() -> None:
    learnt = taught([*EXAMPLES, ("does my elephant hurt", ["hurt", "=elephant"], PAIN)])
    assert not {"=elephant", " elephant", " my elephant"} & set(learnt.lessons.brief.features)
    assert learnt.read("elephant", ["=elephant"]) == learnt.read("zebra", ["=zebra"])


def test_it_descends_to_where_gradient_descent_ends() -> None:
    """The weights found do about as well on their own examples as scikit-learn's, which is done when it is done."""
    linear = pytest.importorskip(
        "sklearn.linear_model", reason="scikit-learn is not installed; the 'dev' extra brings it"
    )
    rows = [{**dict.fromkeys(terms, 1.0), **dict.fromkeys(spoken(text), 1.0)} for text, terms, _ in EXAMPLES]
    features = sorted({feature for row in rows for feature in row})
    matrix = [[row.get(feature, 0.0) for feature in features] for row in rows]
    names = ["".join(sorted(answer)) for *_, answer in EXAMPLES]
    peer = linear.LogisticRegression(C=10).fit(matrix, names)
    likely = [LEARNT.read(text, terms)[answer] for text, terms, answer in EXAMPLES]
    places = [list(peer.classes_).index(name) for name in names]
    theirs = peer.predict_proba(matrix)[np.arange(len(names)), places]
    assert np.log(likely).mean() > np.log(theirs).mean() - 0.5
    assert min(likely) > 0.5


# Talk that says of what is asked for nothing, though those who park say it more often.
TALK = [f"my {who} and i {did}" for who in ("aunt", "dog", "boss") for did in ("sat", "ate", "sang", "ran")]


def test_a_long_message_is_read_by_what_was_told_in_the_midst_of_talk() -> None:
    parking = [(f"{talk} where do I park", ["park", "?where"], NONE) for talk in TALK]
    examples = [*map(example, [*EXAMPLES, *parking])]
    told = [
        Example(each.terms, (*each.words, *spoken(talk)), each.answer)
        for each, talk in zip(examples, cycle(TALK), strict=False)
    ]
    answers = [each.answer for each in examples]
    story = ". ".join([*TALK, "does it hurt"])
    assert len(story.split()) > MOST_BRIEF
    with_talk, without = Learnt(learn_from(examples, told), answers), Learnt(learn_from(examples, ()), answers)
    assert with_talk.read(story, ["hurt"])[PAIN] > without.read(story, ["hurt"])[PAIN]
    brief = "my aunt and i sat where do I park"
    assert with_talk.read(brief, ["park"]) == without.read(brief, ["park"])


def test_what_only_long_questions_ask_for_is_an_answer_too() -> None:
    long = (" ".join(f"word{at}" for at in range(MOST_BRIEF + 1)), ["rare"], frozenset({"rare"}))
    found = taught([*EXAMPLES, long, long]).read("does it hurt", ["hurt"])
    assert found.keys() == {PAIN, COST, NONE, frozenset({"rare"})}
    assert max(found, key=found.__getitem__) == PAIN
