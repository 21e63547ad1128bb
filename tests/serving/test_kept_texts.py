"""What is kept of messages with names and numbers in them: none of those, in database, log or export."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Staffed
from planting import left_of, planted, searchable

EXPORTS = ("questions.csv", "questions.json", "counts.csv", "counts.json", "test-set.jsonl")


def kept_of(site: Staffed, count: int, folder: Path, log: pytest.LogCaptureFixture) -> tuple[int, dict[str, str]]:
    """How many questions are kept of so many messages, and everything that was written anywhere, by its place."""
    log.set_level(logging.DEBUG)
    messages = [each.message for each in planted(count)]
    for number, message in enumerate(messages):
        site.client.post("/api/chat", json={"message": message})
        site.client.post("/api/feedback", json={"message": message, "helpful": number % 3 == 0, "comment": message})
        if number % 10 == 0:
            site.client.post("/", data={"message": message})
    assert site.recorder.flush(60)
    site.log_in()
    for number, question in enumerate(site.store.questions()[:20]):
        where = {"passage": "surgical-decompression#7"} if number % 2 else {"none": "yes"}
        assert site.post("/staff/questions/judge", id=str(question.question_id), **where).status_code == 303
    places = {path.name: path.read_bytes().decode("utf-8", "replace") for path in folder.rglob("chatbot.sqlite*")}
    places |= {name: site.client.get(f"/staff/export/{name}").get_data(as_text=True) for name in EXPORTS}
    places |= {"log": log.text}
    return len(site.store.questions(resolved=None)), places


def assert_nothing_is_left(site: Staffed, count: int, folder: Path, log: pytest.LogCaptureFixture) -> str:
    kept, places = kept_of(site, count, folder, log)
    assert kept > count / 3
    texts = {name: searchable(text) for name, text in places.items()}
    assert set(texts) >= {"chatbot.sqlite", "log", *EXPORTS}
    found = [
        (name, piece, each.message)
        for each in planted(count)
        for name, text in texts.items()
        for piece in left_of(each.pieces, text)
    ]
    assert found == []
    return f"{count:,} messages with an identifier each, {kept:,} kept, none of the identifiers anywhere"


def test_of_sixty_messages_no_planted_identifier_is_written_anywhere(
    staffed: Callable[..., Staffed], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert_nothing_is_left(staffed(keep_questions="redacted"), 60, tmp_path, caplog)


@pytest.mark.soak
def test_of_two_thousand_messages_no_planted_identifier_is_written_anywhere(
    staffed: Callable[..., Staffed],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = assert_nothing_is_left(staffed(keep_questions="redacted"), 2_000, tmp_path, caplog)
    with capsys.disabled():
        print(f"\n{told}")  # noqa: T201


def test_the_search_for_what_is_left_finds_what_is_there() -> None:
    for each in planted(60):
        assert left_of(each.pieces, searchable(each.message)), each
