"""The terminal: results on stdout, remarks on stderr, never a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import chatbot
from chatbot.cli import main

CORPUS = Path(__file__).parent.parent / "corpus"


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, [*arguments], input=typed, env={"CHATBOT_CORPUS": str(CORPUS)})


def test_ask_shows_quotation_source_and_notices() -> None:
    shown = run("ask", "What does a foraminotomy do?")
    assert shown.exit_code == 0
    assert "A foraminotomy widens the opening through which nerve roots leave" in shown.stdout
    assert "Surgical approaches (surgical-decompression:" in shown.stdout
    assert "Restated in our own words from 003_722c4b1998709321.txt; not reviewed by a clinician." in shown.stdout
    assert "Emergency? Call your local emergency number." in shown.stdout
    assert "Talk with your provider" in shown.stdout
    assert shown.stderr == ""


def test_ask_json_is_what_python_returns() -> None:
    told = json.loads(run("ask", "What does a foraminotomy do?", "--json").stdout)
    expected = chatbot.load(CORPUS).ask("What does a foraminotomy do?").to_dict()
    for both in (told, expected):
        both.pop("conversation")  # signed with a key made for each process
    assert told == expected


def test_ask_explain_names_the_words_that_were_missing() -> None:
    shown = run("ask", "What does spinal decompression cost?", "--explain")
    assert "I did not find this in my sources" in shown.stdout
    assert "cost" in shown.stdout.split("candidates")[1]
    told = json.loads(run("ask", "What does spinal decompression cost?", "--explain", "--json").stdout)
    assert told["explain"]["candidates"][0]["missing"] == ["cost"]
    assert "known question like it" in shown.stdout
    assert set(told["explain"]["known"][0]) == {"question", "alike", "passages"}


def test_ask_takes_a_language() -> None:
    assert json.loads(run("ask", "cost", "--language", "es", "--json").stdout)["language"] == "es"


def test_sources_gains_add_up_to_the_score() -> None:
    ranked = json.loads(run("sources", "vertebral bone and spinal cord", "--json", "-k", "3").stdout)
    assert len(ranked) == 3
    for hit in ranked:
        assert hit["text"] == chatbot.load(CORPUS).documents[hit["document"]].text[hit["start"] : hit["end"]]
        assert sum(gain["gain"] for gain in hit["contributions"]) == pytest.approx(hit["score"], abs=1e-9)
    assert "sum" in run("sources", "vertebral bone").stdout


def test_sources_says_when_nothing_matches() -> None:
    shown = run("sources", "xylophone")
    assert (shown.exit_code, shown.stdout) == (0, "")
    assert "No passage holds any of these words" in shown.stderr


def test_sources_tells_words_numbers_and_listed_disagreements() -> None:
    shown = run("sources", "The minimum number of sessions is five", "-k", "1").stdout
    for told in (
        "holds: a part of it",
        "found: minimum, number, sessions",
        "missing: five",
        "numbers it does not hold: five",
        "numbers it holds instead: 10",
        "listed disagreement on how soon manual therapy relieves pain: manual-therapy says “Patients should also not",
    ):
        assert told in shown
    source = json.loads(run("sources", "Osteochondrosis explains 60% of cases", "--json", "-k", "1").stdout)[0]
    assert (source["verdict"], source["missing"], source["negation"]) == ("partly", ["60%"], "alike")
    assert (source["numbers_missing"], source["numbers_instead"]) == (["60%"], ["80%"])
    assert source["quote"] == "Osteochondrosis explains 80% of cases of back pain."
    assert (
        source["text"][source["quote_start"] - source["start"] : source["quote_end"] - source["start"]]
        == (source["quote"])
    )


def test_sources_says_as_what_a_word_was_found_and_how_a_slip_was_read() -> None:
    shown = run("sources", "Surgons take out the slipped disc", "-k", "1")
    assert "slipped disc (as “herniated disc”)" in shown.stdout
    assert "'Surgons' was read as" in shown.stderr


def test_ask_try_shows_what_changes_under_other_settings() -> None:
    tried = ("--try", "min_confidence=1", "--try", "synonym=wobbleboard | foraminotomy")
    shown = run("ask", "What does a foraminotomy do?", *tried)
    assert shown.exit_code == 0, shown.output
    assert "widens the opening" in shown.stdout.split("now: answer")[0], "the reply stays the one patients get"
    assert "no more" in shown.stdout
    told = json.loads(run("ask", "What does a wobbleboard do?", tried[2], tried[3], "--json").stdout)["try"]
    assert told["kind"]["then"] == "answer"
    assert {"now": False, "then": True} in [each["quoted"] for each in told["passages"]]


@pytest.mark.parametrize("question", ["What is the recovery time after a laminectomy?", "what is spinal stenosis"])
def test_candidates_with_different_parts_of_evidence_are_shown_side_by_side(question: str) -> None:
    assert run("ask", question, "--explain").exit_code == 0


def test_any_passage_can_be_asked_why_it_was_not_quoted() -> None:
    asked = ("ask", "What does a foraminotomy do?", "--why-not", "spinal-decompression#5")
    shown = run(*asked)
    assert "is not sure enough to answer" in shown.stdout
    assert "does not hold: foraminotomy" in shown.stdout
    told = json.loads(run(*asked, "--json").stdout)["why_not"]
    assert told["fate"] == "unsure"
    assert sum(gain["gain"] for gain in told["contributions"]) == pytest.approx(told["score"], abs=1e-9)
    unknown = run("ask", "x", "--why-not", "nowhere#1")
    assert (unknown.exit_code, unknown.stderr) == (
        2,
        "chatbot: nowhere#1: is no passage of these documents; take an id that a citation shows\n",
    )


def test_check_reports_documents_what_was_left_out_and_warnings(tmp_path: Path) -> None:
    (tmp_path / "braces.md").write_text("# Braces\n\nBraces hold the knee.\n\n![a brace](brace.png)", encoding="utf-8")
    (tmp_path / "plan.docx").write_bytes(b"x")
    shown = run("check", "--corpus", str(tmp_path))
    assert shown.exit_code == 0
    assert "braces:5" in shown.stdout.replace("  ", " ")
    assert "no reader for '.docx' files" in shown.stdout
    assert "country" in shown.stdout
    told = json.loads(run("check", "--corpus", str(tmp_path), "--json").stdout)
    assert told["documents"][0]["passages"] == 1
    assert told["left_out"] == [{"what": "plan.docx", "why": "no reader for '.docx' files"}]


def test_check_warns_of_a_list_too_long_to_quote(tmp_path: Path) -> None:
    items = "\n".join(f"- item number {n} of a very long list of things" for n in range(40))
    (tmp_path / "long.md").write_text(f"# Long\n\nThese are they:\n\n{items}\n", encoding="utf-8")
    assert "consider dividing it" in run("check", "--corpus", str(tmp_path)).stdout


def test_chat_holds_a_conversation_and_ends_on_an_empty_line() -> None:
    shown = run("chat", typed="What does a foraminotomy do?\nHow much does it cost?\n\n")
    assert shown.exit_code == 0
    assert "No one reads these messages" in shown.stdout
    assert "widens the opening" in shown.stdout
    assert "I did not find this in my sources" in shown.stdout


def test_chat_goes_on_after_a_message_that_is_too_long() -> None:
    shown = run("chat", typed="x" * 6000 + "\nWhat does a foraminotomy do?\n\n")
    assert "shorten it to at most 5,000" in shown.stderr
    assert "widens the opening" in shown.stdout


def test_chat_ends_with_its_input() -> None:
    assert run("chat", typed="").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["ask", "x", "--corpus", "no/such/folder"], "no/such/folder: there is no such folder; name the folder"),
        (["ask", ""], "message: is empty; type a question"),
        (["ask", "x" * 10_000], "has 10,000 characters; shorten it to at most 5,000"),
        (["ask", "x", "--language", "fr"], "language: is 'fr'; want one of en, es"),
        (["ask", "x", "--try", "k1"], "--try wants NAME=VALUE, such as k1=1.2, not 'k1'"),
        (["ask", "x", "--try", "k1=99"], "k1: 'k1' is not between 0 and 10: '99'"),
        (["ask", "x", "--try", "k9=1"], "k9: is no setting that can be tried"),
        (["sources", "x", "-k", "0"], "0 is not in the range 1<=x<=100"),
        (["serve", "--port", "70000"], "70000 is not in the range 1<=x<=65535"),
    ],
)
def test_what_cannot_be_done_is_told_on_stderr_with_status_2(arguments: list[str], told: str) -> None:
    shown = run(*arguments)
    assert shown.exit_code == 2
    assert told in shown.stderr
    assert shown.stdout == ""
    assert "Traceback" not in shown.stderr


def test_all_broken_documents_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"# A\n\ncaf\xe9")
    (tmp_path / "b.txt").write_bytes(b"\x00\x01\x02\xff")
    (tmp_path / "c.md").write_text("---\nupdated: soon\n---\n# C\n\ntext", encoding="utf-8")
    shown = run("ask", "x", "--corpus", str(tmp_path))
    assert shown.exit_code == 2
    assert f"{tmp_path / 'a.md'}:3: is not UTF-8 text (byte 0xE9); save it as UTF-8" in shown.stderr
    assert f"{tmp_path / 'b.txt'}: is not a text file" in shown.stderr
    assert f"{tmp_path / 'c.md'}:2: 'updated' is not a date; want one like 2025-03-31" in shown.stderr


def test_bad_settings_are_told_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "clinic.toml").write_text("[clinic]\nname = 3\n[retrieval]\nk1 = -1\nbb = 1\n", encoding="utf-8")
    shown = run("ask", "x", "--corpus", str(tmp_path))
    assert shown.exit_code == 2
    assert f"{tmp_path / 'clinic.toml'}:2: 'name' is not text: 3" in shown.stderr
    assert f"{tmp_path / 'clinic.toml'}:4: 'k1' is not between 0 and 10: -1" in shown.stderr
    assert f"{tmp_path / 'clinic.toml'}:5: [retrieval] has no setting 'bb'; did you mean 'b'?" in shown.stderr


def test_a_slow_start_leaves_nothing_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatbot.cli.loading.PATIENCE_SECONDS", 0.0)
    assert run("ask", "What does a foraminotomy do?").stderr == ""
