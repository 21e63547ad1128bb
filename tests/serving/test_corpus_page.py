"""The documents page: what it lists, and what running the test questions tells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from asking_web import REPO, soup
from conftest import Staffed

Make = Callable[..., Staffed]


def test_it_lists_every_document_and_says_that_none_has_a_date(staffed: Make) -> None:
    site = staffed().log_in()
    page = site.client.get("/staff/corpus").text
    for document in ("manual-therapy", "spinal-decompression.es", "surgical-decompression"):
        assert f">{document}<" in page
    assert "6 documents have no date" in page
    assert "spinal-decompression.es#7" in page  # there twice


def test_without_test_questions_it_says_how_to_come_by_some(staffed: Make) -> None:
    site = staffed().log_in()
    reply = site.post("/staff/corpus")
    assert (reply.status_code, "There are no test questions" in reply.text) == (422, True)


def test_it_says_how_many_test_questions_went_right_which_did_not_and_what_none_reaches(
    staffed: Make, tmp_path: Path
) -> None:
    cases = (
        '{"id": "a", "question": "What does a foraminotomy do?", "documents": ["surgical-decompression"]}\n'
        '{"id": "b", "question": "What does a discectomy remove?", "expect": "no_answer"}\n'
    )
    (tmp_path / "set.jsonl").write_text(cases, encoding="utf-8")
    site = staffed(test_sets=str(tmp_path / "set.jsonl")).log_in()
    page = soup(site.post("/staff/corpus"))
    told = " ".join(page.get_text(" ").split())
    assert "2 test questions were asked; 1 of the 2 that say what is right got it." in told
    assert "What does a discectomy remove?" in told
    unreached = page.select_one("[aria-labelledby=unreached-heading]")
    assert unreached is not None
    items = [each.get_text(" ", strip=True) for each in unreached.select("ul")[-1].select("li")]
    assert "Surgical approaches surgical-decompression" not in items
    assert any("manual-therapy" in each for each in items)


def test_a_test_set_with_faults_is_told(staffed: Make, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("{", encoding="utf-8")
    site = staffed(test_sets=str(tmp_path / "bad.jsonl")).log_in()
    reply = site.post("/staff/corpus")
    assert (reply.status_code, "is not JSON" in reply.text) == (422, True)


def test_the_shipped_bot_reaches_most_sections(staffed: Make) -> None:
    site = staffed(test_sets=str(REPO / "tests/qa/answerable.dev.jsonl")).log_in()
    assert "test questions were asked" in site.post("/staff/corpus").text
