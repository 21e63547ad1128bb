"""`chatbot prepare`: what the list of known questions needs, worked out once and not at every start."""

from __future__ import annotations

from pathlib import Path

import click

from chatbot import known
from chatbot.cli.loading import corpus_option, load_bot
from chatbot.model import BadQuestions, Fault
from chatbot.settings import QUESTIONS_FILE


@click.command()
@corpus_option
def prepare(corpus: str) -> None:
    """Work out what questions.toml needs and keep it beside it; after every change of it, or start more slowly."""
    bot = load_bot(corpus)
    if not bot.known_source.listed:
        off = not bot.settings.known_questions
        problem = "is not read, since 'known_questions' is off" if off else "lists no question"
        remedy = "switch it on" if off else "list questions there"
        raise BadQuestions(Fault(f"{corpus}/{QUESTIONS_FILE}", problem, remedy))
    listed, lessons = bot.search.listed_terms, bot.search.known.learnt.lessons
    try:
        path = known.prepare(Path(corpus), bot.known_source, listed, lessons)
    except OSError as fault:
        problem = f"cannot be written: {fault.strerror}"
        raise BadQuestions(Fault(corpus, problem, "see that the folder may be written to")) from None
    click.echo(f"{len(listed.sizes)} questions: wrote {path} ({path.stat().st_size // 1024} KiB)", err=True)
