"""`chatbot questions`: from what was kept to a test set, in the terminal."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from store_contract import REPLY, kept

from chatbot.cli import main
from chatbot.model import Kind
from chatbot.store import FILE_NAME, Store, Why

CORPUS = Path(__file__).parent.parent / "corpus"
TODAY = date.today()
ASKED = (
    "What does a discectomy cost?",
    "discectomy cost",
    "Which operation widens where nerve roots leave the spinal column?",
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def filled(data: Path) -> Path:
    """A store with three open questions, ids 1 to 3, and two counts."""
    store = Store.open("", data)
    store.write([replace(kept(n), text=text, day=TODAY - timedelta(days=2 - n)) for n, text in enumerate(ASKED)])
    store.write([replace(REPLY, n=5), replace(REPLY, day=TODAY, label=None)])
    store.close()
    return data


def run(data: Path, *arguments: str, **settings: str) -> Result:
    environ = {"CHATBOT_CORPUS": str(CORPUS), "CHATBOT_DATA": str(data), "CHATBOT_KEEP_QUESTIONS": "redacted"}
    return CliRunner().invoke(main, ["questions", *arguments], env=environ | settings)


def test_it_shows_groups_largest_first(filled: Path) -> None:
    shown = run(filled)
    assert (shown.exit_code, shown.stderr.strip()) == (0, "")  # a bar that came and went leaves an empty line
    assert shown.stdout.index("cost") < shown.stdout.index("widens")
    told = json.loads(run(filled, "--json").stdout)
    assert [(each["questions"], each["ids"]) for each in told] == [(2, [1, 2]), (1, [3])]
    assert [row["ids"] for row in csv.DictReader(io.StringIO(run(filled, "--csv").stdout))] == ["1\n2", "3"]


def test_it_lists_questions_and_counts(filled: Path) -> None:
    assert [each["question_id"] for each in json.loads(run(filled, "list", "--json").stdout)] == [3, 2, 1]
    assert json.loads(run(filled, "list", "--json", "--why", Why.NOT_HELPFUL.value).stdout) == []
    assert len(list(csv.DictReader(io.StringIO(run(filled, "list", "--csv").stdout)))) == 3
    assert "discectomy cost" in run(filled, "list").stdout
    assert [each["n"] for each in json.loads(run(filled, "counts", "--json").stdout)] == [5, 1]
    assert [each["n"] for each in json.loads(run(filled, "counts", "--json", "--since", str(TODAY)).stdout)] == [1]
    assert "reply" in run(filled, "counts").stdout
    assert run(filled, "counts", "--csv").stdout.startswith("day,event,kind,label,n")


def test_questions_are_resolved_reopened_and_deleted(filled: Path) -> None:
    assert run(filled, "resolve", "1", "2", "99", "--note", "in prices.md").stdout == (
        "resolved 2; 1 of the ids are of no question\n"
    )
    assert [each["question_id"] for each in json.loads(run(filled, "list", "--json").stdout)] == [3]
    done = json.loads(run(filled, "list", "--resolved", "--json").stdout)
    assert [(each["question_id"], each["note"], each["resolved"]) for each in done] == [
        (2, "in prices.md", str(TODAY)),
        (1, "in prices.md", str(TODAY)),
    ]
    assert run(filled, "reopen", "2").stdout == "reopened 1\n"
    assert run(filled, "delete", "1").stdout == "deleted 1\n"
    assert [each["question_id"] for each in json.loads(run(filled, "list", "--all", "--json").stdout)] == [3, 2]


def test_purging_deletes_what_is_past_its_time(filled: Path) -> None:
    assert run(filled, "purge", CHATBOT_RETENTION_DAYS="2").stdout == "deleted 1 kept 2 days or longer\n"
    assert [each["question_id"] for each in json.loads(run(filled, "list", "--json").stdout)] == [3, 2]


def test_a_judgement_becomes_a_case_that_the_evaluator_runs(filled: Path, tmp_path: Path) -> None:
    found = json.loads(CliRunner().invoke(main, ["sources", ASKED[2], "--json", "--corpus", str(CORPUS)]).stdout)
    passage = next(each["passage_id"] for each in found if "foraminotomy" in each["text"].lower())
    assert run(filled, "judge", "3", "--passage", passage, "--fact", "widens").stdout == "judged-1\n"
    assert run(filled, "judge", "1", "--no-answer").stdout == "judged-2\n"
    test_set = tmp_path / "judged.jsonl"
    written = run(filled, "export", str(test_set))
    assert (written.exit_code, written.stdout) == (0, "")
    assert run(filled, "export", "-").stdout == test_set.read_text(encoding="utf-8")
    first, second = map(json.loads, test_set.read_text(encoding="utf-8").splitlines())
    assert (first["id"], first["expect"], first["facts"]) == ("judged-1", Kind.ANSWER, [["widens"]])
    assert (second["id"], second["expect"]) == ("judged-2", Kind.NO_ANSWER)
    evaluated = CliRunner().invoke(main, ["evaluate", str(test_set), "--corpus", str(CORPUS)])
    assert evaluated.exit_code == 0, evaluated.output


@pytest.mark.parametrize(
    ("arguments", "told", "why"),
    [
        (("judge", "99", "--no-answer"), "there is no question 99", "no such question"),
        (("judge", "1", "--passage", "nowhere#1"), "there is no passage 'nowhere#1'", "no such passage"),
        (("judge", "1"), "either --passage or --no-answer", "nothing judged"),
        (("judge", "1", "--passage", "a", "--no-answer"), "either --passage or --no-answer", "both"),
        (("judge", "1", "--no-answer", "--fact", "x"), "belongs to --passage", "nothing to quote"),
        (("list", "--corpus", "/nowhere"), "there is no such folder", "no such corpus"),
        (("export", "/nowhere/x.jsonl"), "cannot be written", "no such place"),
    ],
)
def test_what_cannot_be_done_is_told(filled: Path, arguments: tuple[str, ...], told: str, why: str) -> None:
    shown = run(filled, *arguments)
    assert (shown.exit_code, shown.stdout) == (2, ""), why
    assert told in shown.stderr


def test_a_fact_must_be_in_the_passage(filled: Path) -> None:
    found = json.loads(CliRunner().invoke(main, ["sources", "foraminotomy", "--json", "--corpus", str(CORPUS)]).stdout)
    shown = run(filled, "judge", "3", "--passage", found[0]["passage_id"], "--fact", "heals for ever")
    assert (shown.exit_code, "is not in that passage" in shown.stderr) == (2, True)


@pytest.mark.parametrize("arguments", [(), ("list",), ("counts",), ("export", "-"), ("purge",)])
def test_looking_makes_no_file(data: Path, arguments: tuple[str, ...]) -> None:
    assert run(data, *arguments).exit_code == 0
    assert not data.exists()


def test_it_says_when_questions_are_not_kept(data: Path) -> None:
    shown = run(data, CHATBOT_KEEP_QUESTIONS="off")
    assert 'set keep_questions = "redacted"' in shown.stderr
    assert "not kept" not in run(data).stderr


def test_a_store_that_cannot_be_opened_is_told_with_a_remedy(data: Path) -> None:
    data.mkdir()
    (data / FILE_NAME).write_text("no database " * 100)
    shown = run(data, "list")
    assert (shown.exit_code, "is no SQLite database; move the file away" in shown.stderr) == (2, True)


def test_the_corpus_may_be_named_before_or_after(filled: Path, tmp_path: Path) -> None:
    other = tmp_path / "documents"
    shutil.copytree(CORPUS, other)
    (other / "clinic.toml").write_text(f'[staff]\ndata = "{filled}"\n', encoding="utf-8")
    for arguments in (["--corpus", str(other), "list", "--json"], ["list", "--json", "--corpus", str(other)]):
        shown = CliRunner().invoke(main, ["questions", *arguments], env={"CHATBOT_CORPUS": str(CORPUS)})
        assert len(json.loads(shown.stdout)) == 3
