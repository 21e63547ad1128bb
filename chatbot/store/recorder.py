"""The recorder: writes what happened from a thread of its own, so that no disk and no database holds up an answer."""

from __future__ import annotations

import logging
import os
import threading
import time
import uuid
import weakref
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from chatbot.model import ChatbotError, Unstorable
from chatbot.store.records import Entry

if TYPE_CHECKING:
    from chatbot.store.database import Store

MOST_WAITING = 10_000
BATCH = 200
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds between tries
FORK_PATIENCE = 6.0  # seconds that a fork waits for a write to end; longer than a database that is busy takes
LOOK_AT_THE_DATE = 600.0  # seconds; a new day needs a purge though nobody asks anything

_log = logging.getLogger(__name__)


class Recorder:
    """A bounded queue in front of a store. What does not fit, or is never taken, is counted in `lost`.

    Safe to share between threads. A forked process begins with an empty queue and a thread and a store of its own:
    what its parent had not yet written, the parent writes.
    """

    def __init__(
        self,
        open_store: Callable[[], Store],
        retention_days: int,
        today: Callable[[], date] = date.today,
        most: int = MOST_WAITING,
    ) -> None:
        self._open, self._retention_days, self._today, self._most = open_store, retention_days, today, most
        self._store: Store | None = None
        self._inherited: list[Store | None] = []
        self._begin()
        if hasattr(os, "register_at_fork"):
            # Not the recorder itself: what is registered is never forgotten.
            this = weakref.ref(self)
            os.register_at_fork(
                before=_calling(this, Recorder._hold),
                after_in_parent=_calling(this, Recorder._go_on),
                after_in_child=_calling(this, Recorder._begin),
            )

    def _begin(self) -> None:
        # Closing a connection of the parent's would end it for the parent too: it is put away as it is.
        self._inherited.append(self._store)
        self._store = None
        self._purged: date | None = None
        self._thread: threading.Thread | None = None
        self._storing = threading.Lock()
        self._held = False
        self._changed = threading.Condition()
        self._queue: deque[Entry] = deque()
        self._in_hand = 0
        self._hurried = self._closing = False
        self._lost = 0
        self._failing: str | None = None

    @property
    def waiting(self) -> int:
        """How many entries are not yet written."""
        with self._changed:
            return len(self._queue) + self._in_hand

    @property
    def lost(self) -> int:
        """How many entries will never be written."""
        return self._lost

    @property
    def failing(self) -> str | None:
        """Why nothing can be written just now, as place, problem and remedy; None if it can."""
        return self._failing

    def record(self, entries: Iterable[Entry]) -> None:
        """Has entries written soon. Returns at once, and raises nothing whatever happens."""
        try:
            listed = tuple(entries)
        except Exception as error:
            _log.error("what happened cannot be told: %s", type(error).__name__)
            self._lost += 1
            return
        with self._changed:
            room = 0 if self._closing else max(0, self._most - self.waiting)
            self._queue.extend(listed[:room])
            self._lost += len(listed[room:])
            self._changed.notify_all()
        try:
            self.start()
        except Exception as error:
            self._fail(error)

    def start(self) -> None:
        """Starts the thread, which deletes at once what is past its time; `record` does it too if nobody else has."""
        with self._changed:
            if self._thread is None and not self._closing:
                thread = threading.Thread(target=self._work, name="chatbot-recorder", daemon=True)
                thread.start()
                self._thread = thread

    def flush(self, timeout: float) -> bool:
        """Waits until all is written, for so many seconds at most; whether it is."""
        with self._changed:
            self._hurried = True
            self._changed.notify_all()
            return self._changed.wait_for(lambda: not self.waiting, timeout)

    def close(self, timeout: float) -> bool:
        """Writes what waits, for so many seconds at most, and ends the thread; whether all is written.

        What is not is counted as lost.
        """
        until = time.monotonic() + timeout
        self.flush(timeout)
        with self._changed:
            before = self._lost
            self._closing = True
            self._changed.notify_all()
        if self._thread:
            # One last try is on its way, or a connection that is being waited for.
            self._thread.join(max(0.5, until - time.monotonic()))
        with self._changed:
            self._give_up()
            return self._lost == before

    def _hold(self) -> None:
        # A process that forks in the midst of a write hands its child a lock on the file that nobody there gives back.
        self._held = self._storing.acquire(timeout=FORK_PATIENCE)

    def _go_on(self) -> None:
        if self._held:
            self._held = False
            self._storing.release()

    def _work(self) -> None:
        """The thread: batch after batch until it is told to end."""
        self._deliver([])
        while (batch := self._next()) is not None:
            self._deliver(batch)
        if self._store:
            with self._storing:
                self._store.close()

    def _next(self) -> list[Entry] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._closing, LOOK_AT_THE_DATE)
            if self._closing and not self._queue:
                return None
            batch = [self._queue.popleft() for _ in range(min(BATCH, len(self._queue)))]
            self._in_hand = len(batch)
            return batch

    def _deliver(self, batch: list[Entry]) -> bool:
        """Writes one batch, however long it takes; False if it was given up, which happens only when closing."""
        # A server can stop after it wrote and before it said so. The name keeps a second try from counting twice.
        name, pause = uuid.uuid4().hex, FIRST_PAUSE
        while True:
            store = None
            try:
                with self._storing:
                    store = self._ready()
                    if batch:
                        store.write(batch, name)
            except Exception as error:
                if batch and store and (isinstance(error, Unstorable) or not isinstance(error, ChatbotError)):
                    return self._one_by_one(batch, error)
                self._fail(error)
                if not self._wait(pause):
                    return False
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                self._done(len(batch))
                return True

    def _ready(self) -> Store:
        """The open store, with nothing in it that is past its time."""
        if self._store and not self._store.is_there():
            self._store.close()
            self._store = None
        if self._store is None:
            self._store = self._open()
        today = self._today()
        if self._purged != today:
            self._store.purge(today, self._retention_days)
            self._purged = today
        return self._store

    def _one_by_one(self, batch: list[Entry], error: Exception) -> bool:
        """Something in the batch will never be taken: that alone is lost."""
        if len(batch) > 1:
            return all(self._deliver([entry]) for entry in batch)
        _log.error("an entry cannot be written: %s", type(error).__name__)
        with self._changed:
            self._lost += 1
        self._done(1)
        return True

    def _done(self, written: int) -> None:
        with self._changed:
            self._in_hand = max(0, self._in_hand - written)
            self._failing = None
            self._hurried = self._hurried and self.waiting > 0
            self._changed.notify_all()

    def _fail(self, error: Exception) -> None:
        # A traceback, or the words of an unknown error, may hold what a patient wrote: only its type is logged.
        if self._failing is None:
            _log.error("what happens cannot be written: %s", type(error).__name__)
        self._failing = str(error) if isinstance(error, ChatbotError) else type(error).__name__

    def _wait(self, pause: float) -> bool:
        """Waits before the next try; False if there is none. The store is opened anew, in case that helps."""
        if self._store:
            with self._storing, suppress(Exception):
                self._store.close()
            self._store = None
        with self._changed:
            if self._closing:
                self._give_up()
                return False
            self._changed.wait_for(lambda: self._closing or self._hurried, pause)
            self._hurried = False
            return True

    def _give_up(self) -> None:
        self._lost += self.waiting
        self._queue.clear()
        self._in_hand = 0
        self._changed.notify_all()


def _calling(recorder: weakref.ref[Recorder], method: Callable[[Recorder], None]) -> Callable[[], None]:
    def call() -> None:
        if each := recorder():
            method(each)

    return call
