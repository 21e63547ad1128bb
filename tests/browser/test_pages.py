"""The pages as a browser shows them: nothing that axe objects to, nothing sideways, a refusal that can be retried."""

from __future__ import annotations

from typing import Any

import pytest
from test_widget import axe

QUESTION = "What does a foraminotomy do?"
PATHS = ["/", "/?language=es", "/documents", "/documents/spinal-decompression", "/embed?language=es", "/nowhere"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing_on_a_page_and_nothing_scrolls_sideways(
    browser: Any, site: str, path: str, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700}, color_scheme=scheme)
    page = context.new_page()
    page.goto(site + path)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_the_cited_words_are_in_sight_and_a_changed_document_says_so(browser: Any, site: str) -> None:
    page = browser.new_page(reduced_motion="reduce")  # or it would still be scrolling
    page.goto(f"{site}/documents/surgical-decompression?start=2480&end=2578#cited")
    marked = page.locator("mark#cited")
    assert marked.inner_text().startswith("Foraminotomy:")
    assert 0 <= marked.bounding_box()["y"] <= page.viewport_size["height"]
    page.goto(f"{site}/documents/surgical-decompression?start=2480&end=2578&sha256=0#cited")
    assert page.locator("mark").count() == 0
    assert "has changed" in page.locator(".changed").inner_text()
    page.close()


def test_too_many_questions_on_the_page_can_be_asked_again(browser: Any, site: str) -> None:
    page = browser.new_page()
    page.goto(site)
    told = '{"title": "x", "status": 429, "detail": "Please wait a minute."}'
    page.route(
        "**/api/chat", lambda route: route.fulfill(status=429, body=told, content_type="application/problem+json")
    )
    page.locator("#message").fill(QUESTION)
    page.keyboard.press("Enter")
    failure = page.locator(".failure")
    failure.wait_for()
    assert "Please wait a minute." in failure.inner_text()
    page.unroute("**/api/chat")
    failure.get_by_role("button").click()
    page.locator(".reply blockquote").wait_for()
    page.close()


@pytest.mark.parametrize("media", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}])
def test_forced_colours_and_reduced_motion_leave_a_working_widget(
    browser: Any, site: str, media: dict[str, Any]
) -> None:
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 780}, **media)
    page = context.new_page()
    page.goto(f"{site}/embed")
    page.locator("faq-chat .launcher").click()
    page.locator("faq-chat textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    page.locator("faq-chat .reply").wait_for()
    small = page.evaluate(
        """[...document.querySelector("faq-chat").shadowRoot.querySelectorAll("button, summary")]
            .filter((each) => each.offsetParent && each.offsetHeight < 44).map((each) => each.outerHTML)"""
    )
    assert small == []
    context.close()


def test_a_conversation_can_be_copied_with_its_sources(browser: Any, site: str) -> None:
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    page = context.new_page()
    page.goto(f"{site}/embed")
    page.locator("faq-chat .launcher").click()
    page.locator("faq-chat textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    page.locator("faq-chat .reply").wait_for()
    page.get_by_role("button", name="Copy the conversation").click()
    page.locator("faq-chat .status", has_text="opied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert QUESTION in copied
    assert "Foraminotomy:" in copied
    assert f"{site}/documents/surgical-decompression" in copied
    context.close()
