"""The page that says why: other settings for one question, any passage, and what is typed wrongly."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from asking_web import QUESTIONS, soup
from conftest import Staffed

Make = Callable[..., Staffed]


@pytest.mark.parametrize(
    ("form", "told", "why"),
    [
        ({"min_confidence": "1,0"}, "asks back", "a decimal comma; nothing is that sure"),
        ({"k1": "0.1"}, "Nothing changes.", "another k1 leaves the one answer"),
        ({"k1": "99"}, "'k1' is not between 0 and 10", "out of range"),
        ({"synonym": "lonely"}, "does not name two things", "half a synonym"),
        ({"passage": "spinal-decompression#5"}, "so it is not taken for an answer", "a passage by its id"),
        ({"passage": "nowhere#1"}, "No passage has this id", "an id that is none"),
        ({"passage": "how many sessions"}, "Which of these?", "a passage by its words"),
        ({"message": " "}, "Please type a question.", "nothing asked"),
        ({"language": "fr"}, "The language must be null or one of", "a language the bot does not speak"),
    ],
)
def test_what_is_asked_of_one_question_is_told(staffed: Make, form: dict[str, str], told: str, why: str) -> None:
    site = staffed().log_in()
    page = soup(site.post("/staff", **({"message": QUESTIONS[0]} | form)))
    assert told in " ".join(page.get_text(" ").split()), why


def test_known_questions_like_it_are_shown_in_their_own_language(staffed: Make) -> None:
    page = soup(staffed().log_in().post("/staff", message="neck decompression"))
    shown = page.select_one("dl.understood ul.known li")
    assert shown is not None
    told = "neck decompression 1.00 alike, answered by surgical-decompression#1, surgical-decompression.es#1"
    assert " ".join(shown.get_text(" ").split()) == told
    assert shown["lang"] == "en"


def test_trying_settings_changes_nothing_for_patients(staffed: Make) -> None:
    site = staffed().log_in()
    before = site.client.post("/api/chat", json={"message": QUESTIONS[0]}).get_json()
    site.post("/staff", message=QUESTIONS[0], min_confidence="1", synonym="foraminotomy | wobbleboard")
    assert site.client.post("/api/chat", json={"message": QUESTIONS[0]}).get_json() == before


def test_what_staff_ask_is_not_counted_as_a_patient_s(staffed: Make) -> None:
    site = staffed(keep_questions="redacted").log_in()
    site.post("/staff", message="how many nights in hospital")
    assert site.recorder.flush(5)
    assert site.store.counts() == []
    assert site.store.questions() == []


@pytest.mark.parametrize("question", ["<b>foraminotomy</b>", "\"'><script>alert(1)</script>"])
def test_what_is_typed_is_shown_as_text(staffed: Make, question: str) -> None:
    page = soup(staffed().log_in().post("/staff", message=question, passage=question, synonym=question))
    assert not page.select("main b:not([lang]), main script")
