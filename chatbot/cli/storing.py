"""What the subcommands over the store share: which corpus it belongs to, and opening it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from chatbot.model import BadSettings, Fault
from chatbot.settings import Settings, load_settings
from chatbot.store import FILE_NAME, Store

own_corpus_option = click.option("--corpus", metavar="DIR", help="Folder of documents, if not the group's.")


@contextmanager
def open_store(corpus: str) -> Iterator[tuple[Store, Settings]]:
    """The corpus's store and settings. Where no file has been written yet it is an empty one: looking makes none."""
    folder = Path(corpus)
    if not folder.is_dir():
        raise BadSettings(Fault(str(folder), "there is no such folder", "name the folder of documents with --corpus"))
    settings = load_settings(folder)
    with tempfile.TemporaryDirectory() as nothing:
        data = Path(settings.data)
        there = settings.database_url or (data / FILE_NAME).exists()
        store = Store.open(settings.database_url, data if there else Path(nothing))
        try:
            yield store, settings
        finally:
            store.close()


def corpus_of(ctx: click.Context, given: str | None) -> str:
    """The folder named after the subcommand, else that of the group."""
    return given or (str(ctx.parent.params["corpus"]) if ctx.parent else "corpus")
