"""Notices: what must be said beside a reply is said, once and in its place."""

from __future__ import annotations

import pytest

from chatbot.guardrails import RAISED, Aside, Notices, load_notices
from chatbot.languages import load_languages
from chatbot.model import Citation, Evidence, Kind, Label, Triage, Urgency
from chatbot.settings import Settings

LANGUAGES = list(load_languages())
ALWAYS = ("emergency_line", "persistent")


def notices(**decided: str) -> Notices:
    return load_notices(Settings(**decided), LANGUAGES)


def citation(evidence: str = "general") -> Citation:
    return Citation(
        number=1,
        passage_id="knees#1",
        document="knees",
        title="Knees",
        section="Knees",
        quote="It warms.",
        before="",
        after="",
        start=0,
        end=9,
        language="en",
        source="knees.md",
        adapted=False,
        evidence=evidence,
        updated=None,
        sha256="0" * 64,
        score=1.0,
    )


def triage(label: str = "benign", urgency: str = "routine") -> Triage:
    return Triage(Label(label), Urgency(urgency))


def said(
    spoken: Notices,
    kind: Kind,
    *evidence: str,
    found: Triage | None = None,
    raised: tuple[str, ...] = (),
    reset: bool = False,
) -> list[str]:
    """The ids of what a reply carries that cites sources of this evidence."""
    cited = [citation(each) for each in evidence]
    attached = spoken.attach(kind, found or triage(), cited, "en", raised=raised, aside=Aside(reset=reset))
    return [notice.notice_id for notice in attached]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_emergency_line_comes_first_and_the_persistent_notice_last_with_every_kind_of_reply(
    kind: Kind, language: str
) -> None:
    spoken = notices(country="US", phone="555 0100")
    for found in (*(triage(label) for label in Label), None):
        first, *others, last = spoken.attach(kind, found, [], language)
        assert first == spoken.notice("emergency_line", language)
        assert last == spoken.notice("persistent", language)
        assert "911" in first.text
        assert first not in others


@pytest.mark.parametrize(
    ("kind", "found", "evidence", "reset", "expected", "why"),
    [
        (Kind.ANSWER, triage(), ["general"], False, ["provider"], "an answer sends to the provider"),
        (Kind.ANSWER, triage(), ["promotional"], False, ["provider", "weak_source"], "a source that sells"),
        (Kind.ANSWER, triage(), ["weak"], False, ["provider", "weak_source"], "a source with weak evidence"),
        (Kind.ANSWER, triage(), ["general", "weak", "weak"], False, ["provider", "weak_source"], "once"),
        (Kind.ANSWER, triage(), ["general"], True, ["provider", "conversation_reset"], "a conversation given up"),
        (Kind.ANSWER, triage(urgency="soon"), ["general"], False, ["soon", "provider"], "to be seen to soon"),
        (Kind.NO_ANSWER, triage(), [], False, ["clinic", "clinic_hours"], "whom to ask instead"),
        (Kind.NO_ANSWER, triage(), [], True, ["clinic", "clinic_hours", "conversation_reset"], "and given up"),
        (Kind.NO_ANSWER, triage(urgency="soon"), [], False, ["soon", "clinic", "clinic_hours"], "and to be seen to"),
        (
            Kind.DEFLECTION,
            triage("diagnosis"),
            ["promotional"],
            False,
            ["red_flag_check", "diagnosis_questions", "provider", "weak_source"],
            "red flags, questions, provider; quotations under a deflection are sources too",
        ),
        (
            Kind.DEFLECTION,
            triage("personal", "soon"),
            [],
            False,
            ["soon", "red_flag_check", "personal_questions", "provider"],
            "the questions are those of its label",
        ),
        (Kind.DEFLECTION, triage("injection"), [], False, ["provider"], "no red flags to ask about"),
        (Kind.EMERGENCY, triage("emergency", "emergency"), [], False, [], "nothing competes"),
        (Kind.EMERGENCY, triage("emergency", "same_day"), [], False, [], "nor on the same day"),
        (Kind.CRISIS, triage("crisis", "emergency"), [], False, [], "nothing competes"),
        (Kind.OUT_OF_SCOPE, triage("out_of_scope"), [], False, [], "nothing else"),
        (Kind.SMALLTALK, triage(), [], False, [], "nothing else"),
    ],
)
def test_a_reply_carries_what_must_be_said_beside_it(
    kind: Kind, found: Triage, evidence: list[str], reset: bool, expected: list[str], why: str
) -> None:
    spoken = notices(phone="555 0100", hours="9 to 5")
    first, *between, last = said(spoken, kind, *evidence, found=found, reset=reset)
    assert (first, last) == ALWAYS
    assert between == expected, why


def test_a_reply_whose_message_could_not_be_checked_still_sends_to_the_provider() -> None:
    attached = notices().attach(Kind.DEFLECTION, None, [], "en")
    assert [notice.notice_id for notice in attached] == ["emergency_line", "provider", "persistent"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("raised", RAISED)
@pytest.mark.parametrize("kind", [Kind.ANSWER, Kind.NO_ANSWER, Kind.DEFLECTION, Kind.OUT_OF_SCOPE])
def test_advice_that_was_raised_earlier_stands_above_all_else(kind: Kind, raised: str, language: str) -> None:
    spoken = notices(country="US")
    first, second, *_ = spoken.attach(kind, triage(), [], language, raised=(raised,))
    assert (first.notice_id, first.text) == (f"earlier_{raised}", spoken.headline(raised, language))
    assert second.notice_id == "emergency_line"


@pytest.mark.parametrize(
    ("kind", "urgency", "raised", "expected", "why"),
    [
        (Kind.EMERGENCY, "emergency", ["emergency"], [], "said already as the headline"),
        (Kind.EMERGENCY, "same_day", ["same_day"], [], "said already as the headline"),
        (Kind.EMERGENCY, "same_day", ["emergency"], ["earlier_emergency"], "'today' does not take back 'now'"),
        (Kind.EMERGENCY, "emergency", ["crisis"], ["earlier_crisis"], "an emergency does not end a crisis"),
        (Kind.CRISIS, "emergency", ["crisis"], [], "said already as the headline"),
        (Kind.CRISIS, "emergency", ["emergency"], ["earlier_emergency"], "a crisis does not end an emergency"),
        (Kind.ANSWER, "routine", ["same_day", "crisis"], ["earlier_crisis", "earlier_same_day"], "most urgent first"),
        (Kind.ANSWER, "routine", [], [], "nothing was raised"),
    ],
)
def test_earlier_advice_is_repeated_unless_the_headline_is_the_same(
    kind: Kind, urgency: str, raised: list[str], expected: list[str], why: str
) -> None:
    label = {Kind.EMERGENCY: "emergency", Kind.CRISIS: "crisis"}.get(kind, "benign")
    told = said(notices(), kind, found=triage(label, urgency), raised=tuple(raised))
    assert [each for each in told if each.startswith("earlier_")] == expected, why


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.NO_ANSWER}))
def test_the_clinics_phone_is_only_offered_where_there_is_no_answer(kind: Kind) -> None:
    spoken = notices(phone="555 0100", hours="9 to 5")
    assert "555" not in "".join(notice.text for notice in spoken.attach(kind, triage(), [], "en"))


@pytest.mark.parametrize(
    ("decided", "expected", "why"),
    [
        ({}, [], "a clinic that gives no phone"),
        ({"hours": "9 to 5"}, [], "hours without a phone lead nowhere"),
        ({"phone": "555 0100"}, ["clinic"], "a phone"),
        ({"phone": "555 0100", "hours": "9 to 5"}, ["clinic", "clinic_hours"], "a phone and its hours"),
    ],
)
def test_the_clinic_is_offered_as_far_as_it_says(decided: dict[str, str], expected: list[str], why: str) -> None:
    assert said(notices(**decided), Kind.NO_ANSWER) == ["emergency_line", *expected, "persistent"], why


@pytest.mark.parametrize("evidence", Evidence)
def test_only_a_general_source_goes_without_a_warning(evidence: Evidence) -> None:
    assert ("weak_source" in said(notices(), Kind.ANSWER, evidence.value)) is (evidence is not Evidence.GENERAL)


def test_a_notice_is_told_in_the_language_of_the_reply() -> None:
    spoken = notices()
    for language in LANGUAGES:
        line, persistent = spoken.attach(Kind.SMALLTALK, triage(), [], language)
        assert line.text == spoken.wordings[language]["notice"]["emergency_line"]
        assert persistent.text == spoken.wordings[language]["notice"]["persistent"]


@pytest.mark.parametrize("held", ["{held}", "{n}", "a {0} b", "\\1"])
def test_what_a_notice_names_is_put_in_as_it_is(held: str) -> None:
    aside = Aside(assumed=(held,), searched_for=(held,), nearest=held)
    texts = {each.notice_id: each.text for each in notices().attach(Kind.ANSWER, triage(), [], "en", aside=aside)}
    assert texts["still_about"] == f"Still about: {held}."
    assert texts["searched_for"] == f"Searched for: {held}."
    assert texts["nearest"] == f"What my sources do cover: “{held}”."


@pytest.mark.parametrize(
    ("aside", "notice_id"),
    [
        (Aside(reset=True), "conversation_reset"),
        (Aside(disagreement=True), "disagreement"),
        (Aside(apart=True), "apart"),
        (Aside(other_language=True), "source_language"),
        (Aside(assumed=("a",)), "still_about"),
        (Aside(searched_for=("a",)), "searched_for"),
        (Aside(nearest="a"), "nearest"),
    ],
)
def test_each_aside_is_said_once_and_only_when_there_is_one(aside: Aside, notice_id: str) -> None:
    told = [each.notice_id for each in notices().attach(Kind.ANSWER, triage(), [], "en", aside=aside)]
    plain = [each.notice_id for each in notices().attach(Kind.ANSWER, triage(), [], "en")]
    assert told.count(notice_id) == 1
    assert [each for each in told if each != notice_id] == plain


def test_sources_that_disagree_are_said_to_only_where_they_do() -> None:
    spoken = notices()
    for disagreement in (True, False):
        attached = spoken.attach(Kind.ANSWER, triage(), [citation()], "en", aside=Aside(disagreement=disagreement))
        assert ("disagreement" in [notice.notice_id for notice in attached]) is disagreement
