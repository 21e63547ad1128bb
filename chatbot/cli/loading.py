"""What every command shares: the `--corpus` option, and loading with a progress bar once it takes long."""

from __future__ import annotations

import time
from pathlib import Path
from types import TracebackType

import click
from rich.console import Console
from rich.progress import Progress, TaskID

from chatbot.bot import Chatbot, load
from chatbot.model import BadSettings, Fault

PATIENCE_SECONDS = 1.0

corpus_option = click.option(
    "--corpus",
    default="corpus",
    envvar="CHATBOT_CORPUS",
    show_default=True,
    metavar="DIR",
    help="Folder of documents (.md, .txt, .html).",
)
language_option = click.option("--language", metavar="CODE", help="en or es; detected if not given.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
explain_option = click.option(
    "--explain", is_flag=True, help="Show what was understood, looked for, and why it was quoted or not."
)


def load_bot(corpus: str, **settings: object) -> Chatbot:
    """The chatbot over a folder, with a progress bar on stderr if it takes more than a second."""
    with LateBar() as bar:
        return load(corpus, progress=bar, **settings)


def write_file(path: Path, text: str) -> None:
    """Writes a result and says so on stderr; raises BadSettings if that cannot be done."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise BadSettings(Fault(str(path), f"cannot be written: {fault.strerror}", "choose another place")) from None
    click.echo(f"wrote {path}", err=True)


class LateBar:
    """A progress bar that appears only when somebody would start to wonder."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._bar: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> LateBar:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar:
            self._bar.stop()

    def __call__(self, doing: str, done: int, total: int) -> None:
        if self._bar is None:
            if time.monotonic() - self._started < PATIENCE_SECONDS:
                return
            console = Console(stderr=True)
            if not console.is_terminal:
                return  # nobody waits at a pipe, and it would leave an empty line there
            self._bar = Progress(console=console, transient=True)
            self._bar.start()
        if doing not in self._tasks:
            self._tasks[doing] = self._bar.add_task(doing, total=total)
        self._bar.update(self._tasks[doing], completed=done)
