"""`chatbot carry`: the known questions of another folder, for the documents of this one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from chatbot.bot import load
from chatbot.carrying import LEAST, Carried, Finding
from chatbot.carrying import carry as carry_over
from chatbot.cli.loading import LateBar, corpus_option, write_file
from chatbot.cli.rendering import console
from chatbot.known import read_list, written
from chatbot.model import BadQuestions, Fault
from chatbot.settings import QUESTIONS_FILE

HEADER = """\
# Carried over from {source} by `chatbot carry`: how people ask there, for the sentences here that tell the same.
# Above each sentence stands the one there: read both, and take out what does not answer the same questions.
"""


@click.command()
@click.argument("source", metavar="DIR")
@corpus_option
def carry(source: str, corpus: str) -> None:
    """Write questions.toml for the documents of --corpus from the list of known questions in the folder DIR.

    An entry is carried over if a sentence here tells what its sentence tells there, or if no document answers it there
    nor here. The weakest pairs are printed first: read them, and all of them in the file.
    """
    path = Path(corpus) / QUESTIONS_FILE
    if path.exists():
        raise BadQuestions(Fault(str(path), "is there already", "move it away; join the two by hand afterwards"))
    with LateBar() as bar:
        bot = load(corpus, progress=bar, known_questions=False)
        listed = read_list(Path(source), tuple(bot.languages))
        if not listed:
            raise BadQuestions(Fault(f"{source}/{QUESTIONS_FILE}", "lists no question", "name a folder with a list"))
        found = carry_over(bot, listed, bar)
    kept = [each for each in found if each.here]
    if not any(each.quote for each in kept):
        problem = f"tells nothing that {source} lists questions for"
        raise BadQuestions(Fault(corpus, problem, "list questions of your own: README.md, 'Teach it how people ask'"))
    write_file(path, HEADER.format(source=source) + "".join(map(_entry, kept)))
    _print(found)
    click.echo(f"Read the pairs, then: chatbot prepare --corpus {corpus}", err=True)


def _entry(carried: Carried) -> str:
    assert carried.here is not None
    told = f"# {carried.match:.2f}  {' '.join((carried.there.quote or '').split())}\n" if carried.quote else ""
    return f"\n{told}{written(carried.here)}"


def _print(found: tuple[Carried, ...]) -> None:
    out = console()
    out.print(Text(f"Match, 0 to 2, from {LEAST} on carried over; the weakest first:"))
    table = Table("match", "there", "here", "")
    for each in sorted((each for each in found if each.there.quote), key=lambda each: each.match):
        row = (f"{each.match:.2f}", each.there.quote or "", each.quote or "-", each.finding)
        table.add_row(*map(Text, row), style="" if each.here else "dim")
    out.print(table)
    for kind, told in ((True, "answered there"), (False, "answered by no document there")):
        counts = Counter(each.finding for each in found if bool(each.there.quote) is kind)
        out.print(Text(f"{told}: " + ", ".join(f"{counts[each]} {each}" for each in Finding if counts[each])))
    questions = sum(len(each.here.questions) for each in found if each.here)
    out.print(Text(f"{questions} questions carried over"))
