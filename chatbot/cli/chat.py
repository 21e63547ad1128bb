"""`chatbot chat`: a conversation in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich.text import Text

from chatbot.cli.loading import corpus_option, explain_option, language_option, load_bot
from chatbot.cli.rendering import console, reasons, reply
from chatbot.model import BadMessage


@click.command()
@corpus_option
@language_option
@explain_option
def chat(corpus: str, language: str | None, explain: bool) -> None:
    """Hold a conversation; an empty line, Ctrl-D or Ctrl-C ends it. The number of a suggestion asks it."""
    bot = load_bot(corpus)
    bot.check_language(language)
    out = console()
    out.print(Text(bot.notices.notice("persistent", language or bot.settings.language).text, style="dim"))
    token: str | None = None
    suggestions: Sequence[str] = ()
    while True:
        click.echo()
        try:
            typed = input("> ").strip()
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return
        if not typed:
            return
        message = _chosen(typed, suggestions)
        if message != typed:
            out.print(Text(message, style="cyan"))
        try:
            answer, considered = bot.reply(message, token, language)
        except BadMessage as error:
            click.echo(str(error), err=True)
            continue
        token, suggestions = answer.conversation, answer.suggestions
        out.print(reply(answer, bot))
        if explain:
            out.print()
            out.print(reasons(considered, bot))


def _chosen(typed: str, suggestions: Sequence[str]) -> str:
    """The suggestion whose number was typed, else what was typed.

    >>> _chosen("2", ["one", "two"]), _chosen("2.", ["one", "two"]), _chosen("3", ["one", "two"])
    ('two', 'two', '3')
    """
    numbered = {str(number): text for number, text in enumerate(suggestions, 1)}
    return numbered.get(typed.removesuffix("."), typed)
