"""The store over a SQLite file: the contract, and what can go wrong with a file."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from store_contract import BARE, DAY, REPLY, StoreContract, Where, kept

from chatbot.model import StoreUnavailable
from chatbot.store import FILE_NAME, Recorder, Store

ROOT = Path(__file__).parent.parent
SECRET = "h0spital-pass"


@pytest.fixture
def where(tmp_path: Path) -> Where:
    return "", tmp_path / "data"


@pytest.fixture
def store(where: Where) -> Iterator[Store]:
    store = Store.open(*where)
    yield store
    store.close()


class TestSqlite(StoreContract):
    """The contract over a file."""


def test_folder_and_files_are_the_owners_alone(store: Store, where: Where) -> None:
    store.write([REPLY])
    folder = where[1]
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())}
    assert modes.pop("data") == 0o700
    assert FILE_NAME in modes
    assert set(modes.values()) == {0o600}, "the log of changes holds the same words"


@pytest.mark.parametrize("how", ["delete", "purge", "delete_judgement"])
def test_deleted_words_are_in_no_file(store: Store, where: Where, how: str) -> None:
    from store_contract import JUDGEMENT

    word = "Zyxwvutsrq"
    key = 0
    if how == "delete_judgement":
        key = store.judge(replace(JUDGEMENT, text=word))
    else:
        store.write([replace(kept(n), text=f"{word} {n} " * 300) for n in range(40)])
    assert any(word.encode() in path.read_bytes() for path in where[1].iterdir())
    if how == "delete":
        store.delete([each.question_id or 0 for each in store.questions()])
    elif how == "purge":
        store.purge(DAY + timedelta(days=100), 90)
    else:
        store.delete_judgement(key)
    assert not [path.name for path in where[1].iterdir() if word.encode() in path.read_bytes()]


def test_who_reads_does_not_stop_who_writes(store: Store, where: Where) -> None:
    other = Store.open(*where)
    with other.engine.connect() as reading:
        assert reading.exec_driver_sql("SELECT count(*) FROM counts").scalar() == 0
        store.write([REPLY])
        store.delete([1])
    other.close()
    assert len(store.counts()) == 1


def problem(error: pytest.ExceptionInfo[StoreUnavailable]) -> str:
    (fault,) = error.value.faults
    assert fault.place
    assert fault.remedy
    return fault.problem


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_text("Dear diary, " * 1_000)
    with pytest.raises(StoreUnavailable) as error:
        Store.open("", tmp_path)
    assert problem(error) == "is no SQLite database"
    assert path.read_text().startswith("Dear diary")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable) as error:
        Store.open("", tmp_path / "file" / "data")
    assert problem(error) == "cannot be opened: Not a directory"
    assert str(tmp_path) in error.value.faults[0].place


READ_ONLY = """
import os, sys
from datetime import date
from pathlib import Path
from chatbot.model import Kind, StoreUnavailable
from chatbot.store import Count, Event, Store

def attempt(folder):
    store = None
    try:
        store = Store.open("", folder)
        store.write([Count(date(2026, 1, 1), Event.REPLY, Kind.ANSWER, None)])
        return "written"
    except StoreUnavailable as error:
        return error.faults[0].problem
    finally:
        if store:
            store.close()

folder = Path(sys.argv[1])
print(attempt(folder / "before"))
if os.geteuid() == 0:  # root may write everywhere
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 65534, -1)
    os.setuid(65534)
print(attempt(folder / "before"))
(folder / "before" / "chatbot.sqlite").chmod(0o444)
folder.chmod(0o555)
print(attempt(folder), attempt(folder / "deeper"), attempt(folder / "before"), sep="\\n")
"""


def test_a_read_only_folder_is_said_to_be_one() -> None:
    # Not in pytest's folder, which nobody but its owner may enter.
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([sys.executable, "-c", READ_ONLY, folder], cwd=ROOT, capture_output=True, text=True)
        Path(folder).chmod(0o700)
    denied = "cannot be opened: Permission denied"
    assert (done.stderr, done.stdout.splitlines()) == ("", ["written", "written", denied, denied, denied])


def test_a_full_disk_is_said_to_be_full_and_works_again_with_room(store: Store) -> None:
    """SQLite's own limit of pages, which it reports like a disk without room."""
    # SQLite keeps the limit by connection, and the pool hands out the one it has.
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreUnavailable) as error:
        store.write([kept(n) for n in range(2_000)])
    assert problem(error) == "cannot be written: the disk is full"
    assert store.how_many() == 0
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 100000")
    store.write([kept(n) for n in range(2_000)])
    assert store.how_many() == 2_000


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 512 KiB; only root may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    try:
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", folder], capture_output=True)
    except OSError:
        pytest.skip("there is no mount")
    if done.returncode:
        pytest.skip("a file system may not be mounted here")
    yield folder
    subprocess.run(["umount", folder], check=True)


def fill(folder: Path) -> Path:
    """A file that leaves no room."""
    path = folder / "filler"
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"x" * 4096):
            pass
    return path


def test_a_disk_that_is_really_full_is_said_to_be_and_works_again_with_room(tiny_disk: Path) -> None:
    store = Store.open("", tiny_disk / "data")
    store.write([REPLY])
    filler = fill(tiny_disk)
    with pytest.raises(StoreUnavailable) as error:
        store.write([kept(n) for n in range(500)])
    assert "full" in problem(error)
    assert (len(store.counts()), store.how_many()) == (1, 0), "what was there can still be read"
    filler.unlink()
    store.write([kept(n) for n in range(500)])
    assert store.how_many() == 500
    store.close()


def test_a_full_disk_at_the_first_start_is_said_to_be_full(tiny_disk: Path) -> None:
    fill(tiny_disk)
    with pytest.raises(StoreUnavailable) as error:
        Store.open("", tiny_disk / "data")
    assert problem(error)


def test_a_store_that_another_process_holds_is_said_to_be_held(where: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatbot.store.connecting.BUSY_MILLISECONDS", 50)
    impatient = Store.open(*where)
    holder = sqlite3.connect(where[1] / FILE_NAME)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable) as error:
        impatient.write([BARE])
    holder.close()
    impatient.close()
    assert problem(error) == "is held by another process"


@pytest.mark.parametrize(
    ("url", "told", "why"),
    [
        (f"mysql://me:{SECRET}@db/x", "is for 'mysql', not for PostgreSQL", "another database"),
        (f"sqlite:///{SECRET}.db", "is for 'sqlite', not for PostgreSQL", "a file has its own setting"),
        (f"postgresql+psycopg2://me:{SECRET}@db/x", "is for 'postgresql+psycopg2'", "a driver that is not installed"),
        (f"{SECRET}@nowhere", "is not a database URL", "no scheme"),
        (f"postgresql://me:{SECRET}@db:port/x", "is not a database URL", "a port that is none"),
        (f"postgresql://me:{SECRET}@127.0.0.1:1/x", "does not answer", "nobody listens there"),
        (f"postgres://me@127.0.0.1:1/x?password={SECRET}", "does not answer", "the password stands elsewhere"),
        (f"postgresql://me@127.0.0.1:1/x?nonsense={SECRET}", "does not know", "an option that there is not"),
    ],
)
def test_a_url_that_leads_nowhere_is_told_without_its_password(tmp_path: Path, url: str, told: str, why: str) -> None:
    if url.startswith(("postgresql://", "postgres://")):
        pytest.importorskip("psycopg")
    with pytest.raises(StoreUnavailable) as error:
        Store.open(url, tmp_path / "data")
    assert told in str(error.value), why
    assert "CHATBOT_DATABASE_URL" in str(error.value)
    assert SECRET not in str(error.value)
    shown = traceback.format_exception(error.value)
    assert not [line for line in shown if SECRET in line and "Store.open" not in line], "a traceback shows no more"
    assert not (tmp_path / "data").exists()


def test_without_the_driver_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreUnavailable, match=r"pip install '\.\[postgres\]'") as error:
        Store.open(f"postgresql://me:{SECRET}@db/x", tmp_path)
    assert SECRET not in str(error.value)


def test_importing_the_store_brings_no_sqlalchemy() -> None:
    program = "import sys, chatbot, chatbot.store, chatbot.cli.ask; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT).returncode == 0


LOOK = "import sys; from pathlib import Path; from chatbot.store.database import Store;"
LOOK += "store = Store.open('', Path(sys.argv[1])); print(sum(each.n for each in store.counts())); store.close()"


def test_a_second_process_that_looks_takes_nothing_from_under_who_writes(tmp_path: Path) -> None:
    """A file opened and closed beside SQLite would take away the locks of this process, and with them its log."""
    writing, reading = Store.open("", tmp_path), Store.open("", tmp_path)
    for number in range(1, 4):
        writing.write([REPLY])
        assert len(reading.counts()) == 1
        seen = subprocess.run(
            [sys.executable, "-c", LOOK, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
        )
        assert int(seen.stdout) == number
    writing.close()
    reading.close()
    again = Store.open("", tmp_path)
    assert sum(each.n for each in again.counts()) == 3
    again.close()


def test_a_file_that_is_moved_away_is_noticed(tmp_path: Path) -> None:
    store = Store.open("", tmp_path)
    assert store.is_there()
    (tmp_path / "chatbot.sqlite").rename(tmp_path / "elsewhere")
    assert not store.is_there()
    store.close()


def test_a_recorder_whose_file_is_moved_away_makes_a_new_one(tmp_path: Path) -> None:
    recorder = Recorder(lambda: Store.open("", tmp_path), 90)
    recorder.record([REPLY])
    assert recorder.flush(5)
    for each in tmp_path.glob("chatbot.sqlite*"):
        each.unlink()
    recorder.record([REPLY])
    assert recorder.flush(5)
    assert recorder.close(5)
    store = Store.open("", tmp_path)
    assert sum(each.n for each in store.counts()) == 1
    store.close()
