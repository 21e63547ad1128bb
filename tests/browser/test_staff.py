"""The pages for staff in a browser: axe, the keyboard alone, and another site that tries to reach them."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import STAFF_TOKEN
from test_widget import axe

QUESTION = "how wide does a foraminotmy open the canal?"


def log_in(page: Any, site: str) -> None:
    page.goto(f"{site}/staff/login")
    page.get_by_label("Token").fill(STAFF_TOKEN)
    page.keyboard.press("Enter")
    page.get_by_label("Question").wait_for()


@pytest.fixture
def staff(browser: Any, staff_site: str) -> Any:
    """A page on which staff are logged in."""
    context = browser.new_context()
    page = context.new_page()
    log_in(page, staff_site)
    yield page
    context.close()


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page_and_nothing_scrolls_sideways(
    browser: Any, staff_site: str, scheme: str, language: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{staff_site}/staff/login?language={language}")
    assert axe(page) == []
    log_in(page, staff_site)
    for path in ("", "/sources", "/questions", "/questions?show=all", "/corpus"):
        page.goto(f"{staff_site}/staff{path}{'&' if '?' in path else '?'}language={language}")
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto(f"{staff_site}/staff?language={language}")
    page.locator("#message").fill(QUESTION)
    page.locator("input[name=passage]").fill("spinal-decompression#1")
    for summary in page.locator("main form summary").all():
        summary.click()
    page.locator("input[name=k1]").fill("0.5")
    page.locator("input[name=synonym]").fill("canal | opening")
    page.locator("main form.stacked button").click()
    page.locator("#candidates-heading").wait_for()
    for summary in page.locator(".candidate summary").all():
        summary.click()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"{staff_site}/staff/sources?language={language}")
    page.locator("#statement").fill("The minimum number of sessions usually starts at 12.")
    page.locator("main form.stacked button").click()
    page.locator(".candidate").first.wait_for()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_why_it_answered_takes_a_question_and_enter(staff: Any) -> None:
    staff.get_by_label("Question").fill("What does a foraminotomy do?")
    staff.get_by_label("Why not this passage?").fill("manual-therapy#2")
    staff.keyboard.press("Enter")
    staff.locator("#candidates-heading").wait_for()
    first = staff.locator(".candidates .candidate").first
    assert first.locator(".badge").inner_text() == "quoted"
    widths = first.locator("rect").evaluate_all("all => all.map((each) => Number(each.getAttribute('width')))")
    assert abs(sum(widths) - 1000) < 0.1
    assert "holds none of the terms" in staff.locator("[aria-labelledby=whynot-heading]").inner_text()


def test_the_keyboard_alone_is_enough(browser: Any, staff_site: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{staff_site}/staff")

    def tab_to(css: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("(css) => document.activeElement.matches(css)", css):
                return
        raise AssertionError(f"no Tab leads to {css}")

    tab_to("#token")
    page.keyboard.type(STAFF_TOKEN)
    page.keyboard.press("Enter")
    page.locator("#message").wait_for()
    tab_to("#message")
    page.keyboard.type("What does a foraminotomy do?")
    tab_to("main form.stacked button")
    page.keyboard.press("Enter")
    page.locator("#candidates-heading").wait_for()
    tab_to(".candidate summary")
    page.keyboard.press("Enter")
    assert page.locator(".candidate details[open] table").count() == 2
    tab_to("nav.rooms button")  # round to the top again
    page.keyboard.press("Enter")
    page.locator("#token").wait_for()
    context.close()


def test_what_patients_do_not_get_answered_becomes_a_test_question(staff: Any, staff_site: str) -> None:
    asked = {"message": "is the traction table heated or cold?"}
    assert staff.request.post(f"{staff_site}/api/chat", data=asked).ok
    group = staff.locator(".group", has_text="heated or cold")
    for _ in range(50):
        staff.goto(f"{staff_site}/staff/questions")
        if group.count():
            break
        staff.wait_for_timeout(100)
    group.get_by_text("Make a test question of it").click()
    group.get_by_role("button", name="It should not be answered").click()
    assert "heated or cold" in staff.locator("#judged").inner_text()
    with staff.expect_download() as download:
        staff.get_by_role("link", name="test-set.jsonl").click()
    assert '"expect": "no_answer"' in download.value.path().read_text()
    group.get_by_label("Note").fill("asked the nurse")
    group.get_by_role("button", name="Resolve").click()
    assert group.count() == 0
    staff.get_by_role("link", name="Resolved").click()
    assert "asked the nurse" in group.inner_text()


def test_another_site_can_neither_read_nor_write_nor_frame_them(
    staff: Any, staff_site: str, foreign: tuple[str, Any]
) -> None:
    theirs, _ = foreign
    staff.goto(theirs)
    read = "(url) => fetch(url, {credentials: 'include'}).then((r) => r.text()).catch((error) => error.name)"
    assert staff.evaluate(read, f"{staff_site}/staff/questions") == "TypeError"
    # Another port of the same host is the same site to a cookie: what holds this form off is its missing token.
    with staff.expect_navigation():
        staff.evaluate(
            """(url) => {
                const form = document.createElement("form");
                Object.assign(form, { method: "post", action: url });
                form.innerHTML = '<input name="id" value="1">';
                document.body.append(form);
                form.submit();
            }""",
            f"{staff_site}/staff/questions/delete",
        )
    assert "not ours" in staff.locator("[role=alert]").inner_text()
    staff.goto(staff_site)
    frame = """(url) => new Promise((done) => {
        const frame = document.createElement("iframe");
        frame.src = url;
        frame.onload = () => { try { done(frame.contentDocument?.body?.innerText ?? ""); } catch { done(""); } };
        document.body.append(frame);
    })"""
    staff.goto(theirs)
    assert "foraminotomy" not in staff.evaluate(frame, f"{staff_site}/staff")


def test_patients_say_whether_it_helped_on_page_and_widget(browser: Any, staff_site: str) -> None:
    page = browser.new_page()
    page.goto(staff_site)
    page.locator("#message").fill("What does a foraminotomy do?")
    page.keyboard.press("Enter")
    page.locator(".feedback button").first.wait_for()
    assert axe(page) == []
    page.locator(".feedback").get_by_role("button", name="Yes").click()
    page.get_by_text("Thank you for telling us.").wait_for()
    page.goto(f"{staff_site}/embed")
    page.locator("faq-chat .launcher").click()
    page.locator("faq-chat textarea").last.fill("What does a foraminotomy do?")
    page.keyboard.press("Enter")
    page.locator("faq-chat .feedback button").last.wait_for()
    assert axe(page) == []
    page.locator("faq-chat .feedback button").last.click()
    page.locator("faq-chat .feedback", has_text="Thank you").wait_for()
    page.close()
