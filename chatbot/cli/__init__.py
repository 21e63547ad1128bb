"""The terminal: `chatbot ask`, `chat`, `sources`, `check`, `serve`, `evaluate`, `compare`, `calibrate`,
`triage`, `questions`, `carry`, `prepare`, `train-guardrails`.

Results go to stdout, remarks to stderr. Exit status 0: done; 1: done, and the result is not good
enough; 2: it could not be done.
"""

from __future__ import annotations

from importlib import import_module

import click

from chatbot.model import ChatbotError

# Each command is imported when it is called: an answer should not wait for what only an evaluator needs.
COMMANDS = {
    "ask": "Answer one question.",
    "chat": "Hold a conversation.",
    "sources": "Rank the passages for a text and show why.",
    "check": "Report what the documents hold and what to look at.",
    "serve": "Serve the chat page and the JSON endpoint.",
    "evaluate": "Run a test set and print figures.",
    "compare": "Compare two runs of the same cases.",
    "calibrate": "Propose from which confidence on to answer.",
    "triage": "Show what a message is taken to be, and why.",
    "questions": "Work through the questions that were not answered well.",
    "carry": "Take over how people ask from another folder's questions.toml.",
    "prepare": "Make the start faster after questions.toml changed.",
    "train-guardrails": "Train the guardrails' classifier anew.",
}


class _Group(click.Group):
    """Finds commands by name and shows the faults of a ChatbotError, one a line, in place of a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(import_module(f"chatbot.cli.{name}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ChatbotError as error:
            for fault in error.faults:
                click.echo(f"chatbot: {fault}", err=True)
            ctx.exit(2)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="clinic-faq-chatbot", prog_name="chatbot")
def main() -> None:
    """Answers questions from a folder of documents with quotations and their sources, or says it found none."""
