"""The README tells the truth: its commands run, its exchange is what the bot says, its links lead somewhere."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from chatbot.cli import COMMANDS, main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = ["README.md", "chatbot/ARCHITECTURE.md"]


@pytest.fixture(autouse=True)
def _in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def exchanges() -> list[tuple[str, str]]:
    """Each `$ chatbot ...` of the README with the output shown below it."""
    block = re.findall(r"(?:^    .*\n|^\n)+", README, re.MULTILINE)
    found = []
    for each in block:
        for command, output in re.findall(r"^    \$ (.*)\n((?:(?!    \$ ).*\n)*)", each, re.MULTILINE):
            found.append((command, "\n".join(line.strip() for line in output.strip().splitlines())))
    return found


@pytest.mark.parametrize(("command", "output"), exchanges())
def test_an_exchange_in_the_readme_is_what_the_bot_says(command: str, output: str) -> None:
    program, *arguments = shlex.split(command)
    shown = CliRunner().invoke(main, arguments)
    assert (program, shown.exit_code) == ("chatbot", 0)
    assert "\n".join(line.strip() for line in shown.stdout.strip().splitlines()) == output


def test_the_readme_shows_an_answer_and_an_abstention() -> None:
    shown = " ".join(output for _, output in exchanges())
    assert "[1]" in shown
    assert "I won't guess" in shown


def test_every_command_in_the_readme_exists() -> None:
    assert set(re.findall(r"chatbot/?\s([a-z-]+)", " ".join(re.findall(r"^ {4}.*|`[^`]+`", README, re.MULTILINE)))) == {
        *COMMANDS
    }


def smallest(pattern: str) -> list[Path]:
    found = sorted(ROOT.glob(pattern), key=lambda path: (path.stat().st_size, path.name))
    assert len(found) > 2
    return found[:2]


@pytest.mark.parametrize("line", re.findall(r"^ {4}(chatbot .*)$", README, re.MULTILINE))
def test_a_command_shown_on_a_line_of_its_own_runs(line: str, tmp_path: Path) -> None:
    (tmp_path / "my-documents").mkdir()
    (tmp_path / "my-documents" / "a.md").write_text("# Braces\n\nBraces hold the knee.")
    words = shlex.split(line)[1:]
    words = [str(tmp_path / word) if word in ("my-documents", "report.html") else word for word in words]
    # The two smallest files stand for all of them, which CI asks with bars.
    words = [str(path) for word in words for path in (smallest(word) if "*" in word else [word])]
    served = words[0] == "serve"
    shown = CliRunner().invoke(main, [*words, "--help"] if served else words)
    assert shown.exit_code == 0, shown.output


def test_the_python_example_runs() -> None:
    example = doctest.DocTestParser().get_doctest(README, {}, "README.md", "README.md", 0)
    assert example.examples
    assert doctest.DocTestRunner().run(example).failed == 0


def test_the_two_commands_are_single_lines() -> None:
    serve, tests = re.findall(r"^    (python3 -m venv .*)$", README, re.MULTILINE)
    assert serve.endswith("chatbot serve")
    assert tests.endswith("pytest -q")


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files(page: str) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text(encoding="utf-8"))
    assert targets
    missing = [t for t in targets if "://" not in t and not ((ROOT / page).parent / t).exists()]
    assert missing == []


def test_the_map_names_every_room() -> None:
    shown = (ROOT / "chatbot/ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = {p.name for p in (ROOT / "chatbot").glob("*.py")} - {"__init__.py", "__main__.py"}
    rooms |= {f"{p.parent.name}/" for p in (ROOT / "chatbot").glob("*/__init__.py")}
    assert {room for room in rooms if f"`{room}`" not in shown} == set()


@pytest.mark.parametrize("page", PAGES)
def test_no_figure_is_left_blank(page: str) -> None:
    assert "@@" not in (ROOT / page).read_text(encoding="utf-8")
