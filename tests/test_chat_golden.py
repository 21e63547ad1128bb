"""A conversation of six turns in the terminal, as it stands in golden/chat.txt, to the letter.

Its lines that begin with "> " are what is typed. After a change that is meant:
python -c "from tests.test_chat_golden import GOLDEN, talk; GOLDEN.write_text(talk(), encoding='utf-8')"
"""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from chatbot.cli import main

TESTS = Path(__file__).parent
GOLDEN = TESTS / "golden" / "chat.txt"
PROMPT = "> "


def talk() -> str:
    """What `chatbot chat` shows for the lines typed in the golden file; spaces at line ends left out."""
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()
    typed = "".join(line.removeprefix(PROMPT) + "\n" for line in lines if line.startswith(PROMPT))
    environment = {"CHATBOT_CORPUS": str(TESTS.parent / "corpus"), "CHATBOT_SECRET_KEY": "golden"}
    shown = CliRunner(echo_stdin=True).invoke(main, ["chat"], input=typed, env=environment, catch_exceptions=False)
    assert shown.exit_code == 0
    return "\n".join(line.rstrip() for line in shown.stdout.splitlines()) + "\n"


def test_a_conversation_of_six_turns_is_what_it_was() -> None:
    told = GOLDEN.read_text(encoding="utf-8")
    assert sum(line.startswith(PROMPT) for line in told.splitlines()) == 6
    assert talk() == told
