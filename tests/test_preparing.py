"""What is worked out from the list of known questions is kept, used while it holds, and never changes an answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from teaching import ANSWERED, DOCUMENT, folder

import chatbot
from chatbot.checking import check
from chatbot.cli import main
from chatbot.known import prepare as keep
from chatbot.known import read, teach, work_out
from chatbot.settings import PREPARED_FILE, QUESTIONS_FILE, Settings

CORPUS = Path(__file__).parent.parent / "corpus"
SHIPPED = chatbot.load(CORPUS)
TODAY = date(2026, 1, 1)
ASKED = "For how many minutes am I in the zorbulator?"


def prepare(path: Path) -> str:
    done = CliRunner().invoke(main, ["prepare", "--corpus", str(path)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_what_is_kept_beside_the_shipped_list_is_what_it_gives() -> None:
    kept = SHIPPED.known_source.terms
    assert kept is not None, "chatbot prepare"
    questions = SHIPPED.search.known.questions
    fresh = work_out(questions, SHIPPED.search.terms)
    assert kept.vocabulary == fresh.vocabulary
    assert np.array_equal(kept.places, fresh.places)
    assert np.array_equal(kept.sizes, fresh.sizes)
    lessons, learnt = SHIPPED.known_source.lessons, teach(questions, fresh, SHIPPED.search.terms)
    assert lessons is not None
    for weights, again in ((lessons.brief, learnt.brief), (lessons.long, learnt.long)):
        assert weights.features == again.features
        # Another processor may round a sum to the other side of a step.
        assert np.abs(weights.steps.astype(int) - again.steps).max() <= 1
        assert (weights.steps != again.steps).mean() < 0.001
        assert np.allclose(weights.bias, again.bias, atol=0.001)


def test_a_start_with_what_was_kept_answers_as_one_without(tmp_path: Path) -> None:
    before = chatbot.load(folder(tmp_path, ANSWERED), secret_key="k").ask(ASKED)
    assert "1 questions: wrote" in prepare(tmp_path)
    bot = chatbot.load(tmp_path, secret_key="k")
    assert bot.known_source.terms is not None
    assert bot.ask(ASKED) == before


def test_the_same_list_is_kept_in_the_same_bytes_wherever_it_lies(tmp_path: Path) -> None:
    files = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        prepare(folder(tmp_path / name, ANSWERED))
        files.append((tmp_path / name / PREPARED_FILE).read_bytes())
    assert files[0] == files[1]


@pytest.mark.parametrize("change", ["list", "torn", "empty", "other file"])
def test_what_no_longer_holds_is_worked_out_anew(tmp_path: Path, change: str) -> None:
    prepare(folder(tmp_path, ANSWERED))
    kept = tmp_path / PREPARED_FILE
    if change == "list":
        (tmp_path / QUESTIONS_FILE).write_text(ANSWERED.replace("zorbulator", "rack"), encoding="utf-8")
    elif change == "torn":
        kept.write_bytes(kept.read_bytes()[:200])
    elif change == "empty":
        kept.write_bytes(b"")
    else:
        np.savez(kept, something=np.zeros(3))
    bot = chatbot.load(tmp_path)
    assert bot.known_source.terms is None
    asked = ASKED.replace("zorbulator", "rack") if change == "list" else ASKED
    assert [citation.section for citation in bot.ask(asked).citations] == ["Length"]


def test_a_clinic_s_own_names_come_to_what_was_kept(tmp_path: Path) -> None:
    prepare(folder(tmp_path, ANSWERED))
    (tmp_path / "clinic.toml").write_text('[synonyms]\nen = ["zorbulator | rack"]\n', encoding="utf-8")
    bot = chatbot.load(tmp_path)
    assert bot.known_source.terms is not None
    assert "=zorbulator" not in bot.search.listed_terms.vocabulary
    assert "=zorbulator" in bot.search.known.terms.vocabulary


@given(st.integers(0, 2_000), st.integers(0, 255))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_file_never_stops_the_start(tmp_path: Path, at: int, byte: int) -> None:
    if not (tmp_path / PREPARED_FILE).exists():
        prepare(folder(tmp_path, ANSWERED))
        (tmp_path / "whole").write_bytes((tmp_path / PREPARED_FILE).read_bytes())
    held = bytearray((tmp_path / "whole").read_bytes())
    held[at % len(held)] = byte
    (tmp_path / PREPARED_FILE).write_bytes(held)
    listed = read(tmp_path, ("en", "es"), Settings()).listed
    assert [entry.questions for entry in listed] == [(("For how many minutes am I in the zorbulator?", "en"),)]


def test_questions_without_a_term_are_kept_too(tmp_path: Path) -> None:
    prepare(folder(tmp_path, '[[unanswered]]\nabout = "x"\nen = ["of the"]\n'))
    bot = chatbot.load(tmp_path)
    assert bot.known_source.terms is not None
    assert bot.search.known.terms.vocabulary == ()


def test_a_list_that_changed_while_it_was_worked_out_is_not_taken_for_the_new_one(tmp_path: Path) -> None:
    bot = chatbot.load(folder(tmp_path, ANSWERED))
    (tmp_path / QUESTIONS_FILE).write_text(ANSWERED.replace("zorbulator", "rack"), encoding="utf-8")
    keep(tmp_path, bot.known_source, bot.search.listed_terms, bot.search.known.learnt.lessons)
    assert chatbot.load(tmp_path).known_source.terms is None


def test_the_check_says_that_the_list_could_be_prepared_and_what_contradicts_in_it(tmp_path: Path) -> None:
    unanswered = '[[unanswered]]\nabout = "x"\nen = ["In the zorbulator I am for how many minutes?"]\n'
    bot = chatbot.load(folder(tmp_path, ANSWERED + unanswered))
    told = dict(check(bot, TODAY).warnings)
    assert "`chatbot prepare`" in told[QUESTIONS_FILE]
    place = f"{QUESTIONS_FILE} 'In the zorbulator I am for how many minutes?'"
    assert told[place].startswith(
        "has no answer there, and 'For how many minutes am I in the zorbulator?', 1.00 alike, is"
    )
    prepare(tmp_path)
    assert QUESTIONS_FILE not in dict(check(chatbot.load(tmp_path), TODAY).warnings)


@pytest.mark.parametrize(
    ("questions", "options", "fault"),
    [
        (None, [], "questions.toml: lists no question"),
        (ANSWERED.replace("twenty", "ten"), [], "does not hold 'A session lasts ten minutes.'"),
    ],
)
def test_what_cannot_be_prepared_is_told(tmp_path: Path, questions: str | None, options: list[str], fault: str) -> None:
    done = CliRunner().invoke(main, ["prepare", "--corpus", str(folder(tmp_path, questions)), *options])
    assert done.exit_code == 2
    assert fault in done.output


def test_the_list_and_what_is_kept_are_no_documents(tmp_path: Path) -> None:
    prepare(folder(tmp_path, ANSWERED))
    bot = chatbot.load(tmp_path)
    assert list(bot.documents) == ["stretching"]
    assert bot.left_out == ()
    assert bot.documents["stretching"].text.startswith("Length")
    assert DOCUMENT.count("##") == len(bot.documents["stretching"].sections)


def test_the_shipped_folder_has_both_files() -> None:
    assert (CORPUS / QUESTIONS_FILE).is_file()
    assert (CORPUS / PREPARED_FILE).is_file()
