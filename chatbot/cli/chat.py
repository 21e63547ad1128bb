"""`chatbot chat`: a conversation in the terminal."""

from __future__ import annotations

import click
from rich.text import Text

from chatbot.cli.loading import corpus_option, language_option, load_bot
from chatbot.cli.rendering import console, reply
from chatbot.model import BadMessage


@click.command()
@corpus_option
@language_option
def chat(corpus: str, language: str | None) -> None:
    """Hold a conversation; an empty line, Ctrl-D or Ctrl-C ends it."""
    bot = load_bot(corpus)
    bot.check_language(language)
    out = console()
    out.print(Text(bot.notices.notice("persistent", language or bot.settings.language).text, style="dim"))
    token: str | None = None
    while True:
        click.echo()
        try:
            message = input("> ").strip()
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return
        if not message:
            return
        try:
            answer = bot.ask(message, token, language)
        except BadMessage as error:
            click.echo(str(error), err=True)
            continue
        token = answer.conversation
        out.print(reply(answer, bot))
