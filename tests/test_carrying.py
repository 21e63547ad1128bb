"""Known questions of another folder are carried over for the sentences that tell the same, and for those alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from teaching import folder

import chatbot
from chatbot.carrying import LEAST, Finding, carry
from chatbot.cli import main
from chatbot.known import Listed, read_list, written
from chatbot.model import Kind
from chatbot.settings import PREPARED_FILE, QUESTIONS_FILE

CORPUS = Path(__file__).parent.parent / "corpus"
HERE = """---
title: The table
language: en
updated: 2026-01-01
---

## How long it takes

On the table, a session goes on for some twenty minutes.

## What it costs

A session costs forty euros.
"""
ASKED = "So when may I leave the zorbulator?"
LASTING = f"""[[answered]]
document = "stretching"
quote = "A session lasts twenty minutes."
en = ["How many minutes does a session last?", "{ASKED}"]
"""
UNANSWERED = """
[[unanswered]]
about = "the price"
en = ["What does a session cost?", "What is the price of a session?"]

[[unanswered]]
about = "parking"
en = ["Where can I park?"]
es = ["¿Dónde se aparca?"]
"""
FOOD = """
[[answered]]
document = "stretching"
quote = "Eat what you like before a session."
en = ["Is it all right with a full belly?"]
"""


@pytest.fixture
def there(tmp_path: Path) -> Path:
    (tmp_path / "there").mkdir()
    return folder(tmp_path / "there", LASTING + FOOD + UNANSWERED)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "table.md").write_text(HERE, encoding="utf-8")
    return tmp_path / "here"


def run(there: Path, here: Path) -> Result:
    return CliRunner().invoke(main, ["carry", str(there), "--corpus", str(here)], catch_exceptions=False)


def test_what_is_told_here_too_is_carried_over_and_what_is_not_is_left(there: Path, here: Path) -> None:
    done = run(there, here)
    assert done.exit_code == 0, done.output
    assert "answered there: 1 carried, 1 not said here" in done.output
    assert "answered by no document there: 1 carried, 1 answered here" in done.output
    answered, unanswered = read_list(here, ("en", "es"))
    assert (answered.document, answered.quote) == ("table", "On the table, a session goes on for some twenty minutes.")
    assert [text for text, _ in answered.questions][1:] == [ASKED]
    assert (unanswered.about, len(unanswered.questions)) == ("parking", 2)
    text = (here / QUESTIONS_FILE).read_text(encoding="utf-8")
    assert "A session lasts twenty minutes.\n[[answered]]" in text  # the pair stands together, to be read


def test_who_asks_as_listed_there_is_answered_here_then(there: Path, here: Path) -> None:
    assert chatbot.load(here).ask(ASKED).kind is not Kind.ANSWER
    run(there, here)
    first, *_ = chatbot.load(here).ask(ASKED).citations
    assert first.quote.endswith("some twenty minutes.")


@pytest.mark.parametrize(("told", "finding"), [("forty", Finding.CARRIED), ("some", Finding.NOT_SAID)])
def test_a_sentence_here_answers_by_a_number_of_its_own_and_not_by_none(
    here: Path, told: str, finding: Finding
) -> None:
    quote = "Patients rest on the padded table for {} minutes."
    (here / "table.md").write_text(f"# The table\n\n{quote.format(told)} It is warm.", encoding="utf-8")
    asked = ("How many minutes do patients rest on the padded table?", "en")
    (carried,) = carry(chatbot.load(here), [Listed("list:1", "there", quote.format("twenty"), None, (asked,))])
    assert carried.quote == quote.format(told)
    assert carried.finding is finding


def test_every_shipped_sentence_is_carried_to_itself(tmp_path: Path) -> None:
    shutil.copytree(CORPUS, tmp_path / "copy", ignore=shutil.ignore_patterns(QUESTIONS_FILE, PREPARED_FILE))
    bot = chatbot.load(tmp_path / "copy")
    listed = [each for each in read_list(CORPUS, tuple(bot.languages)) if each.quote][::10]
    for each in carry(bot, listed):
        assert each.finding is Finding.CARRIED
        assert each.match >= LEAST
        assert each.here is not None
        assert each.here.quote == each.there.quote
        assert each.likeness == pytest.approx(1)


def test_a_list_that_is_there_is_not_written_over(there: Path, here: Path) -> None:
    (here / QUESTIONS_FILE).write_text("# mine\n", encoding="utf-8")
    done = run(there, here)
    assert done.exit_code == 2
    assert "is there already" in done.output
    assert (here / QUESTIONS_FILE).read_text(encoding="utf-8") == "# mine\n"


@pytest.mark.parametrize(
    ("text", "problem"), [("", "lists no question"), (FOOD + UNANSWERED, "tells nothing that"), ("[[x]]\n", "[x]")]
)
def test_what_cannot_be_carried_over_is_told_and_nothing_written(
    there: Path, here: Path, text: str, problem: str
) -> None:
    (there / QUESTIONS_FILE).write_text(text, encoding="utf-8")
    done = run(there, here)
    assert done.exit_code == 2
    assert problem in done.output
    assert not (here / QUESTIONS_FILE).exists()


QUESTION = st.text(min_size=1, max_size=20).map(lambda text: "a" + text.strip() + "?")


@given(st.booleans(), QUESTION, st.lists(st.tuples(QUESTION, st.sampled_from(["en", "es"])), min_size=1, max_size=4))
def test_an_entry_as_written_is_read_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, answered: bool, named: str, questions: list[tuple[str, str]]
) -> None:
    questions = sorted(questions, key=lambda each: each[1])
    entry = Listed("questions.toml:1", *(("d", named, None) if answered else (None, None, named)), tuple(questions))
    path = tmp_path_factory.mktemp("list")
    (path / QUESTIONS_FILE).write_text(written(entry), encoding="utf-8")
    assert read_list(path, ("en", "es")) == (entry,)
