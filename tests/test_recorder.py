"""The recorder: whatever happens to the store, nobody waits, and what was not written is known."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import cast

import pytest
from store_contract import BARE, DAY, REPLY, kept

from chatbot.model import Fault, StoreUnavailable, Unstorable
from chatbot.store import Entry, Recorder, Store, recorder

ROOT = Path(__file__).parent.parent
SECRET = "my knee, Zyxwvutsrq"


class Fake:
    """A store that fails as it is told to."""

    def __init__(self) -> None:
        self.written: list[Entry] = []
        self.batches: list[str] = []
        self.opened = self.closed = 0
        self.purged: list[tuple[date, int]] = []
        self.error: Callable[[Sequence[Entry]], Exception | None] = lambda _: None
        self.opening: Exception | None = None
        self.held = threading.Event()
        self.held.set()

    def open(self) -> Store:
        self.opened += 1
        if self.opening:
            raise self.opening
        return cast(Store, self)

    def is_there(self) -> bool:
        return True

    def write(self, entries: Sequence[Entry], batch: str) -> None:
        self.held.wait(10)
        if error := self.error(entries):
            raise error
        self.batches.append(batch)
        self.written += entries

    def purge(self, today: date, days: int) -> int:
        self.purged.append((today, days))
        return 0

    def close(self) -> None:
        self.closed += 1


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(recorder, "LONGEST_PAUSE", 0.02)
    monkeypatch.setattr(recorder, "LOOK_AT_THE_DATE", 0.01)


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
def writer(fake: Fake) -> Iterator[Recorder]:
    writer = Recorder(fake.open, 90, lambda: DAY, most=50)
    yield writer
    fake.held.set()
    writer.close(1)


def gone() -> StoreUnavailable:
    return StoreUnavailable(Fault("the database", "does not answer", "start it"))


def test_what_is_recorded_is_written_and_the_store_closed(fake: Fake, writer: Recorder) -> None:
    writer.record([REPLY, BARE])
    assert writer.flush(5)
    assert (fake.written, writer.waiting, writer.lost, writer.failing) == ([REPLY, BARE], 0, 0, None)
    assert writer.close(5)
    assert fake.closed == 1
    writer.record([REPLY])
    assert (writer.lost, fake.written) == (1, [REPLY, BARE]), "what comes after the end is lost, and said to be"


def test_nothing_is_opened_before_something_is_recorded(fake: Fake, writer: Recorder) -> None:
    assert writer.flush(1)
    assert fake.opened == 0
    writer.start()
    for _ in range(500):
        if fake.purged:
            break
        time.sleep(0.01)
    assert fake.purged == [(DAY, 90)], "starting by hand deletes what is past its time"


def test_a_burst_becomes_few_transactions(fake: Fake) -> None:
    writer = Recorder(fake.open, 90, lambda: DAY)
    fake.held.clear()
    for n in range(1_000):
        writer.record([kept(n)])
    fake.held.set()
    assert writer.close(5)
    assert fake.written == [kept(n) for n in range(1_000)]
    assert len(set(fake.batches)) == len(fake.batches) <= 7


def test_recording_does_not_wait_for_a_store_that_hangs(fake: Fake, writer: Recorder) -> None:
    fake.held.clear()
    started = time.monotonic()
    for n in range(80):
        writer.record([kept(n)])
    assert time.monotonic() - started < 1
    assert (writer.waiting, writer.lost) == (50, 30), "what does not fit is counted"
    assert not writer.flush(0.05)
    fake.held.set()
    assert writer.flush(5)
    assert fake.written == [kept(n) for n in range(50)]


def test_a_batch_is_kept_until_the_store_is_back(
    fake: Fake, writer: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    fake.error = lambda _: gone()
    with caplog.at_level(logging.DEBUG):
        writer.record([kept(0), kept(1)])
        assert not writer.flush(0.2)
    assert writer.failing == "the database: does not answer; start it"
    assert (writer.waiting, writer.lost) == (2, 0)
    assert fake.opened > 2, "it is opened anew for every try"
    assert fake.opened - fake.closed == 1 or fake.opened == fake.closed, "and closed before"
    assert [record.getMessage() for record in caplog.records] == ["what happens cannot be written: StoreUnavailable"]
    fake.error = lambda _: None
    writer.record([kept(2)])
    assert writer.flush(5)
    assert (fake.written, writer.failing) == ([kept(0), kept(1), kept(2)], None)


@pytest.mark.parametrize(
    ("error", "told"),
    [(gone(), "the database: does not answer; start it"), (ImportError(SECRET), "ImportError")],
)
def test_a_store_that_does_not_open_loses_nothing(fake: Fake, writer: Recorder, error: Exception, told: str) -> None:
    fake.opening = error
    writer.record([REPLY])
    assert not writer.flush(0.1)
    assert (writer.failing, writer.waiting, writer.lost) == (told, 1, 0)
    fake.opening = None
    assert writer.flush(5)
    assert fake.written == [REPLY]


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (Unstorable(Fault("the database", "does not take it", "report it")), "the database said never"),
        (ValueError(SECRET), "a fault of ours"),
    ],
)
def test_an_entry_that_is_never_taken_does_not_hold_up_the_others(
    fake: Fake, writer: Recorder, error: Exception, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    fake.held.clear()
    fake.error = lambda entries: error if kept(3) in entries else None
    for n in range(6):
        writer.record([kept(n)])
    fake.held.set()
    assert writer.flush(5), why
    assert (writer.lost, fake.written) == (1, [kept(n) for n in (0, 1, 2, 4, 5)])
    assert SECRET not in caplog.text


def test_closing_while_the_store_is_gone_says_how_much_is_lost(fake: Fake, writer: Recorder) -> None:
    fake.error = lambda _: gone()
    writer.record([kept(n) for n in range(20)])
    started = time.monotonic()
    assert not writer.close(0.1)
    assert time.monotonic() - started < 2
    assert (writer.lost, writer.waiting) == (20, 0)


def test_recording_raises_nothing_whatever_it_is_handed(fake: Fake, writer: Recorder) -> None:
    def broken() -> Iterator[Entry]:
        yield REPLY
        raise ValueError(SECRET)

    writer.record(broken())
    writer.record(cast(list[Entry], None))
    writer.record([BARE])
    assert writer.flush(5)
    assert (fake.written, writer.lost) == ([BARE], 2)


def test_a_thread_that_does_not_start_is_told_and_tried_again(
    fake: Fake, writer: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refuse)
        writer.record([kept(0)])
    assert (writer.failing, writer.waiting) == ("RuntimeError", 1)
    writer.record([kept(1)])
    assert writer.flush(5)
    assert (fake.written, writer.failing) == ([kept(0), kept(1)], None)


def test_it_purges_at_the_start_and_once_a_day(fake: Fake) -> None:
    days = [DAY]
    writer = Recorder(fake.open, 30, lambda: days[0])
    for _ in range(3):
        writer.record([REPLY])
        assert writer.flush(5)
    assert fake.purged == [(DAY, 30)]
    days[0] += timedelta(days=1)
    until = time.monotonic() + 5
    while len(fake.purged) < 2 and time.monotonic() < until:
        time.sleep(0.01)
    assert fake.purged == [(DAY, 30), (DAY + timedelta(days=1), 30)], "though nobody asked anything"
    writer.close(5)


def test_many_threads_record_at_once_over_a_real_file(tmp_path: Path) -> None:
    writer = Recorder(lambda: Store.open("", tmp_path), 90, lambda: DAY)

    def work(first: int) -> None:
        for n in range(first, first + 200):
            writer.record([REPLY, kept(n)])

    threads = [threading.Thread(target=work, args=(200 * n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert writer.close(20)
    store = Store.open("", tmp_path)
    assert [each.n for each in store.counts()] == [1_600]
    assert {each.text for each in store.questions()} == {f"Question {n}" for n in range(1_600)}
    store.close()


FORK = """
import os, sys, warnings
from datetime import date
from pathlib import Path
from chatbot.model import Kind
from chatbot.store import Count, Event, Recorder, Store

warnings.simplefilter("ignore", DeprecationWarning)  # that a process with threads forks is what is tried
day, folder = date(2026, 1, 1), Path(sys.argv[1])
reply = Count(day, Event.REPLY, Kind.ANSWER, None)
writer = Recorder(lambda: Store.open("", folder), 90, lambda: day)
for _ in range(100):
    writer.record([reply])
children = []
for _ in range(3):
    if not (child := os.fork()):
        for _ in range(50):
            writer.record([reply])
        done = writer.close(20)
        os._exit(0 if done and not writer.waiting else 1)
    children.append(child)
    for _ in range(10):
        writer.record([reply])
assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
for _ in range(70):
    writer.record([reply])
assert writer.close(20)
store = Store.open("", folder)
print(store.counts()[0].n)
store.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_a_forked_process_writes_from_a_thread_of_its_own(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FORK, tmp_path], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.stderr, done.stdout.strip()) == ("", str(100 + 3 * (50 + 10) + 70))
