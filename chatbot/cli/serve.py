"""`chatbot serve`: the chat page and the JSON endpoint."""

from __future__ import annotations

import os

import click

from chatbot.cli.loading import corpus_option, load_bot
from chatbot.model import BadSettings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes.")
@corpus_option
def serve(host: str, port: int, workers: int, corpus: str) -> None:
    """Serve the chat page on http://HOST:PORT/ until interrupted."""
    bot = load_bot(corpus)  # here, so that faults are told in one place and before a worker starts
    from web.server import serve as run  # only a server needs Flask
    from web.staff.token import StaffToken, find_token

    staff = StaffToken("")
    try:
        staff = find_token(bot.settings) if bot.settings.staff_pages else staff
    except BadSettings as error:
        # Patients come first: they are answered all the same.
        for fault in error.faults:
            click.echo(f"chatbot: no pages for staff: {fault}", err=True)
        os.environ["CHATBOT_STAFF_PAGES"] = "off"
    passages = len(bot.retriever.passages)
    click.echo(f"{len(bot.documents)} documents, {passages} passages. Open http://{host}:{port}/", err=True)
    if staff.text:
        click.echo(f"For staff: http://{host}:{port}/staff", err=True)
    if staff.made:
        click.echo(f"Token, shown only this once: {staff.text} (kept in {staff.path})", err=True)
    run(host, port, corpus, workers, staff.text)
