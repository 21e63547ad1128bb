"""Documents as pages, with the cited words marked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from asking_web import (
    LIST_QUESTION,
    QUESTIONS,
    ask,
    soup,
)
from flask.testing import FlaskClient

import chatbot
from chatbot import Chatbot
from web import create_app


def test_all_documents_are_listed_with_what_stands_behind_them(client: FlaskClient, bot: Chatbot) -> None:
    listed = soup(client.get("/documents")).select(".documents > li")
    for document, shown in zip(bot.documents.values(), listed, strict=True):
        link = shown.select_one("a")
        assert link is not None
        assert link["href"] == f"/documents/{document.doc_id}"
        language = {"en": "English", "es": "Español"}[document.language]
        for text in (document.title, document.source, language, bot.notices.adapted(document.source, "en")):
            assert text in shown.get_text()
        assert ("Promotional source" in shown.get_text()) is document.doc_id.startswith("manual-therapy")


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_citation_opens_its_document_with_the_quotation_marked(
    client: FlaskClient, bot: Chatbot, question: str
) -> None:
    for cited in bot.ask(question).citations:
        marks = soup(client.get(cited.url)).select("article.document mark")
        # The page draws the list's own bullets and line ends.
        assert [mark.get_text() for mark in marks] == [
            line.removeprefix("- ") for line in cited.quote.split("\n") if line
        ]
        assert [mark.get("id") for mark in marks] == ["cited"] + [None] * (len(marks) - 1)


def test_a_marked_list_is_a_list(client: FlaskClient, bot: Chatbot) -> None:
    cited = bot.ask(LIST_QUESTION).citations[0]
    assert cited.quote.count("\n- ") == 3
    page = soup(client.get(cited.url))
    assert [mark.parent.name for mark in page.select("article mark") if mark.parent] == ["p", "li", "li", "li"]
    assert len(page.select("article.document ul")) == 1


def test_a_document_is_shown_whole_and_each_block_in_its_language(client: FlaskClient, bot: Chatbot) -> None:
    for document in bot.documents.values():
        page = soup(client.get(f"/documents/{document.doc_id}"))
        shown = [(e.get_text(), e["lang"]) for e in page.select("article.document p")]
        shown += [(e.get_text(), e.parent["lang"]) for e in page.select("article.document li") if e.parent]
        blocks = [
            (document.text[block.span.start : block.span.end], section.language)
            for section in document.sections
            for block in section.blocks
        ]
        assert sorted(shown) == sorted(blocks)
        headings = [section.heading for section in document.sections]
        assert [heading.get_text() for heading in page.select("article.document h2")] == headings
        assert not page.select("mark")


@pytest.mark.parametrize(
    "place",
    [
        "",
        "start=5",
        "end=9",
        "start=-3&end=9",
        "start=9&end=9",
        "start=90&end=70",
        "start=0&end=999999",
        "start=x&end=9",
        "start=&end=",
        "start=1e3&end=2e3",
        "start=70&end=" + "9" * 5000,
        "start=61&end=63",
    ],
)
def test_a_place_that_is_none_marks_nothing(client: FlaskClient, place: str) -> None:
    reply = client.get(f"/documents/manual-therapy?{place}")
    assert reply.status_code == 200
    assert "<mark" not in reply.text


def test_a_place_within_two_blocks_is_marked_in_both(client: FlaskClient, bot: Chatbot) -> None:
    document = bot.documents["manual-therapy"]
    first, second = (block.span for block in document.sections[0].blocks)
    reply = client.get(f"/documents/manual-therapy?start={first.end - 10}&end={second.start + 10}")
    assert [mark.get_text() for mark in soup(reply).select("mark")] == [
        document.text[first.end - 10 : first.end],
        document.text[second.start : second.start + 10],
    ]


def test_a_document_that_has_changed_says_so_and_marks_nothing(client: FlaskClient, bot: Chatbot) -> None:
    url = bot.ask(QUESTIONS[0]).citations[0].url
    for changed in (re.sub("sha256=[0-9a-f]{4}", "sha256=ffff", url), re.sub("sha256=[0-9a-f]+", "sha256=", url)):
        reply = client.get(changed)
        assert reply.status_code == 200
        assert "This document has changed since it was cited." in reply.text
        assert "<mark" not in reply.text
    assert "has changed" not in client.get(url).text


ODD_NAME = "fees & hours, 100% ¿qué? #1 <b>"
ODD_DOCUMENT = """\
---
title: Fees
language: en
---
# Fees

# Visits

## First visit

The first visit has a fee, and the steps of it are these:

3. You are seen by a doctor.
4. The doctor explains the fee.

A paragraph comes between the third step and the fifth one.

5. You pay <b>the fee</b> of the visit.

## Later visits

Later visits are shorter than the first visit was.
"""


@pytest.fixture
def odd_client(tmp_path: Path) -> FlaskClient:
    (tmp_path / f"{ODD_NAME}.md").write_text(ODD_DOCUMENT, encoding="utf-8")
    return create_app(chatbot.load(tmp_path)).test_client()


def test_a_document_may_have_any_name(odd_client: FlaskClient) -> None:
    link = soup(odd_client.get("/documents")).select_one(".documents a")
    assert link is not None
    assert odd_client.get(str(link["href"])).status_code == 200
    url = ask(odd_client, message="Are later visits shorter?").get_json()["citations"][0]["url"]
    assert [mark.get_text() for mark in soup(odd_client.get(url)).select("mark")] == [
        "Later visits are shorter than the first visit was."
    ]


def test_headings_and_numbers_stand_as_they_do_in_the_document(odd_client: FlaskClient) -> None:
    link = soup(odd_client.get("/documents")).select_one(".documents a")
    assert link is not None
    page = soup(odd_client.get(str(link["href"])))
    assert [(heading.name, heading.get_text()) for heading in page.select("article :is(h2, h3)")] == [
        ("h2", "Visits"),
        ("h3", "First visit"),
        ("h3", "Later visits"),
    ]
    assert [(steps.get("start"), len(steps.select("li"))) for steps in page.select("article ol")] == [
        ("3", 2),
        ("5", 1),
    ]
