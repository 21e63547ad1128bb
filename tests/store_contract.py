"""What a store promises whatever database it is over; `test_store.py` and `postgres/` hold it to that."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from chatbot.model import Kind, Label, Reason, StoreUnavailable
from chatbot.store import Store
from chatbot.store.records import Count, Event, Judgement, KeptQuestion, Why

Where = tuple[str, Path]

DAY = date(2026, 3, 9)
FULL = KeptQuestion(
    day=DAY,
    language="es",
    text="¿Cuánto cuesta? 🙂 'DROP TABLE questions; --",
    why=Why.LOW_MARGIN,
    kind=Kind.CLARIFY,
    label=Label.BENIGN,
    reason=Reason.UNSURE,
    confidence=0.3125,
    passage_ids=("surgical-decompression#3", "a#1"),
    assumed=("herniated disc",),
    comment="=no",
)
BARE = KeptQuestion(DAY, "en", "Do you treat horses?", Why.UNANSWERED, Kind.NO_ANSWER, None)
JUDGEMENT = Judgement(
    DAY, "en", "What does it cost?", Kind.ANSWER, "prices", "Costs", "prices#1", ("20 euros", "a session")
)
REPLY = Count(DAY, Event.REPLY, Kind.ANSWER, Label.BENIGN)


def kept(n: int, **changes: object) -> KeptQuestion:
    return replace(BARE, text=f"Question {n}", **changes)  # type: ignore[arg-type]


def add(where: Where, times: int) -> None:
    """What each of several processes does at once."""
    store = Store.open(*where)
    for n in range(times):
        day = DAY + timedelta(days=n % 3)
        # Each in another order: that must not make them wait for one another.
        entries = [replace(REPLY, day=day), Count(day, Event.REPLY, Kind.NO_ANSWER, None, 2), kept(n)]
        store.write(entries if n % 2 else entries[::-1], f"batch {multiprocessing.current_process().name} {n}")
    store.close()


class StoreContract:
    """The tests; each is handed an empty store and where it is, to open it once more."""

    def test_counts_add_up_by_day_event_kind_and_label(self, store: Store) -> None:
        store.write([REPLY, REPLY, replace(REPLY, n=3)])
        store.write([REPLY, replace(REPLY, label=None), replace(REPLY, day=DAY + timedelta(days=1), n=7)])
        store.write([replace(REPLY, event=Event.HELPFUL)])
        assert store.counts() == [
            Count(DAY, Event.HELPFUL, Kind.ANSWER, Label.BENIGN, 1),
            Count(DAY, Event.REPLY, Kind.ANSWER, None, 1),
            Count(DAY, Event.REPLY, Kind.ANSWER, Label.BENIGN, 6),
            Count(DAY + timedelta(days=1), Event.REPLY, Kind.ANSWER, Label.BENIGN, 7),
        ]
        assert [each.n for each in store.counts(DAY + timedelta(days=1))] == [7]

    def test_a_question_comes_back_as_it_was_written(self, store: Store) -> None:
        store.write([FULL, BARE])
        newest, oldest = store.questions()
        assert newest == replace(BARE, question_id=newest.question_id)
        assert oldest == replace(FULL, question_id=oldest.question_id)
        assert store.question(oldest.question_id or 0) == oldest
        assert store.question(10_000) is None

    def test_nothing_that_is_typed_makes_an_entry_unstorable(self, store: Store) -> None:
        store.write([replace(FULL, text="a\0b", comment="half \ud83d", assumed=("\0",))])
        found = store.questions()[0]
        assert (found.text, found.comment, found.assumed) == ("ab", "half ?", ("",))

    def test_a_batch_counts_once_however_often_it_is_sent(self, store: Store) -> None:
        for _ in range(3):
            store.write([REPLY, BARE], "one")
        store.write([REPLY], "two")
        assert ([each.n for each in store.counts()], store.how_many()) == ([2], 1)

    def test_a_batch_is_written_as_a_whole_or_not_at_all(self, store: Store) -> None:
        with pytest.raises(StoreUnavailable):
            store.write([REPLY, replace(BARE, text=None)], "one")  # type: ignore[arg-type]
        assert (store.counts(), store.how_many()) == ([], 0)
        store.write([REPLY], "one")
        assert [each.n for each in store.counts()] == [1], "the name was taken back too"

    def test_questions_come_newest_first_in_pages_and_by_why(self, store: Store) -> None:
        store.write([kept(n, day=DAY + timedelta(days=n % 2), why=list(Why)[n % 3]) for n in range(7)])
        texts = [each.text.split()[1] for each in store.questions()]
        assert texts == ["5", "3", "1", "6", "4", "2", "0"]
        assert [each.text.split()[1] for each in store.questions(limit=3, offset=2)] == ["1", "6", "4"]
        assert [each.text.split()[1] for each in store.questions(Why.LOW_MARGIN)] == ["1", "4"]
        assert (store.how_many(), store.how_many(Why.LOW_MARGIN), store.how_many(resolved=None)) == (7, 2, 7)

    def test_what_is_resolved_leaves_the_list_until_it_is_reopened(self, store: Store) -> None:
        store.write([kept(n) for n in range(3)])
        first, second, _ = [each.question_id or 0 for each in store.questions()]
        assert store.resolve([first, second, 999], "now in prices.md", DAY) == 2
        assert (store.how_many(), store.how_many(resolved=True), store.how_many(resolved=None)) == (1, 2, 3)
        assert {(each.resolved, each.note) for each in store.questions(resolved=True)} == {(DAY, "now in prices.md")}
        assert store.reopen([first]) == 1
        assert [(each.resolved, each.note) for each in store.questions()] == [(None, "")] * 2

    def test_many_questions_are_deleted_at_once_and_their_ids_are_not_used_again(self, store: Store) -> None:
        store.write([kept(n) for n in range(1_201)])
        ids = [each.question_id or 0 for each in store.questions()]
        assert store.delete(ids) == 1_201
        assert store.delete(ids) == store.delete([]) == 0
        store.write([BARE])
        assert (store.questions()[0].question_id or 0) > max(ids)

    def test_a_judgement_outlives_its_question(self, store: Store) -> None:
        store.write([BARE])
        question_id = store.questions()[0].question_id or 0
        key = store.judge(replace(JUDGEMENT, question_id=question_id))
        gone = store.judge(replace(JUDGEMENT, expect=Kind.NO_ANSWER, facts=(), question_id=999))
        assert store.judgements() == [
            replace(JUDGEMENT, question_id=question_id, judgement_id=key),
            replace(JUDGEMENT, expect=Kind.NO_ANSWER, facts=(), judgement_id=gone),
        ]
        store.delete([question_id])
        assert [each.question_id for each in store.judgements()] == [None, None]
        assert (store.delete_judgement(key), store.delete_judgement(key)) == (True, False)
        assert [each.judgement_id for each in store.judgements()] == [gone]

    @pytest.mark.parametrize(
        ("age", "stays", "why"),
        [(0, True, "today's"), (9, True, "a day is left"), (10, False, "the time is over"), (400, False, "long over")],
    )
    def test_questions_are_deleted_after_the_retention_time(
        self, store: Store, age: int, stays: bool, why: str
    ) -> None:
        store.write([REPLY, BARE])
        store.judge(JUDGEMENT)
        assert store.purge(DAY + timedelta(days=age), 10) == (0 if stays else 1), why
        assert store.how_many() == stays
        assert len(store.counts()) == len(store.judgements()) == 1, "what names nobody stays"

    def test_what_is_written_is_there_when_it_is_opened_again(self, store: Store, where: Where) -> None:
        store.write([REPLY, FULL])
        again = Store.open(*where)
        assert (again.counts(), again.questions()) == (store.counts(), store.questions())
        again.close()

    def test_tables_of_a_newer_version_are_left_alone(self, store: Store, where: Where) -> None:
        with store.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE schema_version SET version = 99")
        with pytest.raises(StoreUnavailable, match="newer version of the chatbot"):
            Store.open(*where)

    def test_four_processes_add_at_once_and_nothing_is_lost(self, store: Store, where: Where) -> None:
        context = multiprocessing.get_context("spawn")
        workers = [context.Process(target=add, args=(where, 60)) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(60)
        assert [worker.exitcode for worker in workers] == [0] * 4
        assert {each.kind: 0 for each in store.counts()}.keys() == {Kind.ANSWER, Kind.NO_ANSWER}
        for kind, n in ((Kind.ANSWER, 80), (Kind.NO_ANSWER, 160)):
            assert [each.n for each in store.counts() if each.kind is kind] == [n] * 3
        assert store.how_many() == 240

    def test_four_processes_open_an_empty_place_at_once(self, where: Where) -> None:
        context = multiprocessing.get_context("spawn")
        workers = [context.Process(target=add, args=(where, 1)) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(60)
        assert [worker.exitcode for worker in workers] == [0] * 4
