"""What can be asked next, as the terminal and the page show it; which texts these are is the bot's affair."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

import chatbot
from chatbot import Chatbot
from chatbot.cli import main
from web import create_app

CORPUS = Path(__file__).parent.parent / "corpus"
QUESTION = "What does a foraminotomy do?"


@pytest.fixture(scope="module")
def bot() -> Chatbot:
    return chatbot.load(CORPUS, secret_key="test")


def run(*arguments: str, typed: str = "") -> str:
    return CliRunner().invoke(main, [*arguments], input=typed, env={"CHATBOT_CORPUS": str(CORPUS)}).stdout


def test_the_number_of_a_suggestion_asks_it(bot: Chatbot) -> None:
    second = bot.ask(QUESTION).suggestions[1]
    by_number, by_text = (run("chat", typed=f"{QUESTION}\n{typed}\n") for typed in ("2", second))
    assert f"  2. {second}" in by_number
    assert f"> {second}\n" in by_number
    assert by_number.split(f"> {second}\n")[1] == by_text.split("\n> ", 2)[2]


def test_explain_tells_all_that_was_understood_and_what_each_part_added() -> None:
    told = json.loads(run("ask", "What does a foramintomy do?", "--explain", "--json"))["explain"]
    assert told["corrections"] == [["foramintomy", "foraminotomy"]]
    assert told["asked"][0]["concept"] == "foraminotomy"
    assert told.keys() >= {"language", "assumed", "wants", "terms"}
    for candidate in told["candidates"]:
        total = sum(candidate["parts"].values())
        assert (total > 0) == (candidate["confidence"] > 0.5)
    shown = run("ask", "What does a foramintomy do?", "--explain")
    for text in ("foramintomy to foraminotomy", "assumed from before", "kinds of answer wanted", "covered", "sum"):
        assert text in shown


def test_explain_in_a_conversation_tells_what_was_assumed() -> None:
    shown = run("chat", "--explain", typed="What is spinal decompression?\nWho performs it?\n")
    assert "Who performs it" not in shown.split("assumed from before")[-1]
    assert "decompression" in shown.split("assumed from before")[-1].splitlines()[0]


@pytest.mark.parametrize("message", [QUESTION, "hello", "¿Qué hace el cirujano?"])
def test_without_a_script_a_suggestion_is_a_button_that_goes_on_with_the_conversation(
    bot: Chatbot, message: str
) -> None:
    page = BeautifulSoup(create_app(bot).test_client().post("/", data={"message": message}).text, "html.parser")
    answer = bot.ask(message)
    form = page.select_one(".log form.suggestions:not([hidden])")
    assert form is not None
    assert (form["method"], form["action"]) == ("post", "/#latest")
    assert [(str(b["name"]), b["value"]) for b in form.select("button")] == [
        ("message", text) for text in answer.suggestions
    ]
    held, listed = form.select_one("input[name=conversation]"), form.select_one("ul")
    assert held is not None
    assert held["value"] == answer.conversation
    assert listed is not None
    assert listed["lang"] == answer.language


def test_nothing_is_suggested_beside_an_emergency(bot: Chatbot) -> None:
    message = "I can't feel anything when I wipe and I can't pee"
    page = BeautifulSoup(create_app(bot).test_client().post("/", data={"message": message}).text, "html.parser")
    assert not page.select(".log form.suggestions:not([hidden])")
    assert "You could ask:" not in run("ask", message)


def test_check_names_documents_without_a_translation(tmp_path: Path) -> None:
    for name, front in (("a", ""), ("b", "translation_of: a"), ("c", "translation_of: gone")):
        language = "en" if name == "a" else "es"
        text = "Braces hold the knee." if name == "a" else "La rodilla se sostiene con aparatos."
        (tmp_path / f"{name}.md").write_text(f"---\nlanguage: {language}\n{front}\n---\n# T\n\n{text}\n", "utf-8")
    told = json.loads(run("check", "--corpus", str(tmp_path), "--json"))["warnings"]
    named = [(each["place"], each["problem"].split(":")[0]) for each in told]
    assert ("c", "is a translation of 'gone', which is not in this folder") in named
    assert [place for place, problem in named if problem.startswith("has no version in")] == ["c"]
