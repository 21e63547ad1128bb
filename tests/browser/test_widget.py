"""The widget as patients meet it: with the keyboard, read aloud, on a hostile site, and when things go wrong."""

from __future__ import annotations

import gzip
import json
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

WIDGET = Path(__file__).parent.parent.parent / "web" / "static" / "widget.js"
MOST_BYTES = 20 * 1024
QUESTION = "What does a foraminotomy do?"
QUOTED = "widens the opening through which nerve roots leave"
EMERGENCY = "I can't feel when I wipe since this morning"


@pytest.fixture
def page(browser: Any, site: str) -> Iterator[Any]:
    """The page that shows the widget, with everything it asked for and every complaint of the browser noted."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.asked, page.complaints = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda told: page.complaints.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(f"{site}/embed")
    page.locator("faq-chat .launcher").wait_for()
    yield page
    context.close()


def ask(page: Any, text: str) -> Any:
    """Opens the widget if it is closed, asks, and gives the reply when it is there."""
    if page.locator("faq-chat .launcher").is_visible():
        page.locator("faq-chat .launcher").click()
    before = page.locator("faq-chat .reply").count()
    page.locator("faq-chat textarea").fill(text)
    page.keyboard.press("Enter")
    reply = page.locator("faq-chat .reply").nth(before)
    reply.wait_for()
    return reply


def axe(page: Any) -> list[str]:
    """What axe finds wrong with a page, in the widget too."""
    axe_playwright = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is not installed: pip install -e '.[browser]'"
    )
    found = axe_playwright.Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]


def test_it_weighs_at_most_twenty_kilobytes() -> None:
    assert len(gzip.compress(WIDGET.read_bytes(), 9)) <= MOST_BYTES


def test_an_answer_is_quoted_and_its_source_opens_in_place(page: Any) -> None:
    reply = ask(page, QUESTION)
    assert QUOTED in reply.locator("blockquote").first.inner_text()
    source = reply.locator("details").first
    source.locator("summary").click()
    assert QUOTED in source.locator("mark").inner_text()
    assert "not reviewed by a clinician" in source.inner_text()
    href = source.locator("a").get_attribute("href")
    page.goto(href)
    assert QUOTED in page.locator("mark#cited").inner_text()


def test_the_log_is_there_before_the_first_message_and_an_emergency_is_an_alert_with_numbers_to_dial(page: Any) -> None:
    page.locator("faq-chat .launcher").click()
    assert page.locator("faq-chat [role=log]").count() == 1
    reply = ask(page, EMERGENCY)
    alert = reply.locator("[role=alert]")
    assert alert.locator("a[href='tel:911']").count() >= 1
    assert "911" in alert.inner_text()
    assert reply.locator("blockquote").count() == 0


def test_a_whole_conversation_with_the_keyboard(page: Any) -> None:
    page.locator("faq-chat .launcher").focus()
    page.keyboard.press("Enter")
    focused = "document.querySelector('faq-chat').shadowRoot.activeElement"
    assert page.evaluate(f"{focused}.tagName") == "TEXTAREA"
    page.keyboard.type("What is spinal")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("decompression?")
    assert "\n" in page.locator("faq-chat textarea").input_value()
    page.keyboard.press("Enter")
    page.locator("faq-chat .reply").wait_for()
    assert page.evaluate(f"{focused}.tagName") == "TEXTAREA"
    for _ in range(60):  # no trap: going on leads out of the widget
        page.keyboard.press("Tab")
        if not page.evaluate(focused):
            break
    assert not page.evaluate(focused)
    page.locator("faq-chat textarea").focus()
    page.keyboard.press("Escape")
    assert page.locator("faq-chat .panel").is_hidden()
    assert page.evaluate(f"{focused}.className") == "launcher"


def test_enter_does_not_send_while_a_word_is_composed(page: Any) -> None:
    page.locator("faq-chat .launcher").click()
    box = page.locator("faq-chat textarea")
    box.fill("こんにちは")
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True, "composed": True})
    assert page.locator("faq-chat .said").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(page: Any, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    found = {"closed": axe(page)}
    page.locator("faq-chat .launcher").click()
    found["open"] = axe(page)
    reply = ask(page, QUESTION)
    found["answer"] = axe(page)
    reply.locator("summary").first.click()
    found["citation"] = axe(page)
    ask(page, EMERGENCY)
    found["emergency"] = axe(page)
    page.route("**/api/chat", lambda route: route.abort())
    page.locator("faq-chat textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    page.locator("faq-chat .failure").wait_for()
    found["error"] = axe(page)
    assert found == {state: [] for state in found}


def test_it_asks_nobody_else_sets_no_cookie_and_stores_nothing(page: Any, site: str) -> None:
    ask(page, QUESTION)
    assert {url.split("/", 3)[2] for url in page.asked} == {site.split("/")[2]}
    assert QUESTION not in " ".join(page.asked)
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.complaints == []


@pytest.mark.parametrize(
    ("reply", "key"),
    [
        (None, "offline"),
        ({"status": 429, "body": "{}"}, "too_many"),
        ({"status": 500, "body": "<html>"}, "failed"),
        ({"status": 200, "body": '{"new": "contract"}'}, "failed"),
    ],
)
def test_what_goes_wrong_is_told_and_what_was_typed_is_kept(
    page: Any, site: str, reply: dict[str, Any] | None, key: str
) -> None:
    texts = page.evaluate(f"fetch('{site}/api/widget?language=en').then((reply) => reply.json())")
    page.route("**/api/chat", lambda route: route.fulfill(**reply) if reply else route.abort())
    page.locator("faq-chat .launcher").click()
    page.locator("faq-chat textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    failure = page.locator("faq-chat .failure")
    failure.wait_for()
    assert texts["texts"][key] in failure.inner_text()
    assert texts["emergency_line"] in failure.inner_text()
    assert page.locator("faq-chat textarea").input_value() == QUESTION
    page.unroute("**/api/chat")
    failure.get_by_role("button").click()
    page.locator("faq-chat .reply").wait_for()
    assert page.locator("faq-chat .said").count() == 1
    assert page.locator("faq-chat .failure").count() == 0


@pytest.mark.parametrize(
    "text", ["<img src=x onerror=alert(1)>", "\u202e<b>abc</b>\u202c", "<script>alert(1)</script>" * 20]
)
def test_hostile_texts_are_shown_as_texts(page: Any, text: str) -> None:
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    ask(page, text)
    said = page.locator("faq-chat .said")
    assert text in said.evaluate("node => node.textContent")
    assert said.locator("img, b, script").count() == 0


def test_a_message_that_is_too_long_is_refused_and_kept(page: Any) -> None:
    page.locator("faq-chat .launcher").click()
    page.locator("faq-chat textarea").fill("a" * 10_000)
    page.keyboard.press("Enter")
    failure = page.locator("faq-chat .failure")
    failure.wait_for()
    assert failure.get_by_role("button").count() == 0  # asking the same again would not help
    assert len(page.locator("faq-chat textarea").input_value()) == 10_000


def test_on_another_site_with_hostile_styles_and_a_strict_policy(
    browser: Any, site: str, foreign: tuple[str, Callable[[str], None]]
) -> None:
    assert site != foreign[0]
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    complaints: list[str] = []
    page.on(
        "console",
        lambda told: complaints.append(told.text) if told.type == "error" and "favicon" not in told.text else None,
    )
    page.goto(foreign[0])
    page.locator("faq-chat .launcher").wait_for()
    reply = ask(page, QUESTION)
    quote = reply.locator("blockquote").first
    assert QUOTED in quote.inner_text()
    assert quote.evaluate("node => getComputedStyle(node).color") != "rgb(0, 255, 0)"
    assert float(quote.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")) >= 14
    assert quote.evaluate("node => getComputedStyle(node).letterSpacing") == "normal"
    assert [each for each in complaints if "404" not in each] == []
    page.close()


@pytest.mark.parametrize(("width", "scale"), [(320, 1), (640, 2)])
def test_nothing_scrolls_sideways_on_a_narrow_screen_or_with_large_text(
    browser: Any, site: str, width: int, scale: int
) -> None:
    context = browser.new_context(viewport={"width": width // scale, "height": 700}, device_scale_factor=scale)
    page = context.new_page()
    page.goto(f"{site}/embed")
    page.locator("faq-chat .launcher").wait_for()
    ask(page, QUESTION)
    wide = "document.querySelector('faq-chat').shadowRoot"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(f"{wide}.querySelector('.log').scrollWidth <= {wide}.querySelector('.log').clientWidth")
    context.close()


def test_a_conversation_is_remembered_for_the_session_only_where_that_is_asked_for(page: Any) -> None:
    ask(page, QUESTION)
    kept = "document.querySelector('faq-chat')"
    page.evaluate(f"{kept}.setAttribute('remember', 'session')")
    ask(page, "how long is recovery?")
    stored = json.loads(page.evaluate("sessionStorage.getItem('faq-chat')"))
    assert [turn["message"] for turn in stored["turns"]] == [QUESTION, "how long is recovery?"]


def test_an_answer_is_on_screen_within_a_tenth_of_a_second(page: Any, capsys: pytest.CaptureFixture[str]) -> None:
    times = []
    for _ in range(20):
        page.locator("faq-chat .launcher").click() if page.locator("faq-chat .launcher").is_visible() else None
        taken = page.evaluate(
            """async (question) => {
                const root = document.querySelector("faq-chat").shadowRoot;
                const before = root.querySelectorAll(".reply").length;
                const box = root.querySelector("textarea");
                box.value = question;
                const start = performance.now();
                box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
                while (root.querySelectorAll(".reply").length === before) await new Promise(requestAnimationFrame);
                return performance.now() - start;
            }""",
            QUESTION,
        )
        times.append(taken)
    with capsys.disabled():
        print(f"\nfrom Enter to the answer: median {statistics.median(times):.0f} ms, p95 {sorted(times)[18]:.0f} ms")  # noqa: T201 - the figure is what it is run for
    assert len(times) == 20  # an absolute time fails no test


def test_a_suggestion_is_asked_with_one_press_and_a_new_conversation_begins_empty(page: Any) -> None:
    ask(page, QUESTION)
    suggestion = page.locator("faq-chat .next .choices button").first
    wanted = suggestion.inner_text()
    suggestion.click()
    page.locator("faq-chat .reply").nth(1).wait_for()
    assert page.locator("faq-chat .said").nth(1).inner_text().endswith(wanted)
    assert page.locator("faq-chat .next").count() <= 1  # only those of the last reply
    page.get_by_role("button", name="New conversation").click()
    assert page.locator("faq-chat .reply").count() == 0
    assert page.locator("faq-chat .empty button").count() == 3


def test_a_topic_that_was_taken_over_is_named_and_can_be_left(page: Any) -> None:
    ask(page, "What is a laminectomy?")
    reply = ask(page, "how long does recovery take?")
    if reply.locator("[data-notice=still_about]").count() == 0:
        reply = ask(page, "how long does it take?")
    assert "Still about" in reply.locator("[data-notice=still_about]").inner_text()
    before = page.locator("faq-chat .reply").count()
    reply.get_by_role("button", name="Leave this topic").click()
    page.locator("faq-chat .reply").nth(before).wait_for()
    assert page.locator("faq-chat .reply").nth(before).locator("[data-notice=still_about]").count() == 0


def test_what_was_mended_is_told(page: Any) -> None:
    reply = ask(page, "what does a foramintomy do")
    assert "foraminotomy" in reply.locator("[data-notice=searched_for]").inner_text()


def test_every_block_says_which_language_it_is_in(page: Any) -> None:
    reply = ask(page, "¿Cuándo se considera la cirugía?")
    assert reply.get_attribute("lang") == "es"
    assert reply.locator("blockquote").first.get_attribute("lang") == "es"
    assert page.locator("faq-chat .panel").get_attribute("lang") == "en"
    assert page.locator("faq-chat .said").get_attribute("lang") == "es"


def test_the_element_itself_stands_where_it_is_put_and_takes_title_and_colour(page: Any) -> None:
    page.evaluate(
        """() => {
            document.querySelector("faq-chat").remove();
            const chat = document.createElement("faq-chat");
            const given = { inline: "", title: "Ask us", language: "es", accent: "#7a1fa2" };
            for (const [name, value] of Object.entries(given)) chat.setAttribute(name, value);
            document.querySelector("main").append(chat);
        }"""
    )
    page.locator("faq-chat .panel").wait_for()
    assert page.locator("faq-chat .launcher").is_hidden()
    assert page.locator("faq-chat h2").inner_text() == "Ask us"
    assert page.locator("faq-chat .panel").get_attribute("lang") == "es"
    assert page.locator("faq-chat .panel").evaluate("node => getComputedStyle(node).position") == "static"
    send = page.locator("faq-chat .send")
    assert send.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(122, 31, 162)"
    page.locator("faq-chat textarea").fill("¿Cuándo se considera la cirugía?")
    page.keyboard.press("Enter")
    page.locator("faq-chat blockquote").first.wait_for()
    assert page.complaints == []


def test_a_translation_is_called_one(page: Any) -> None:
    told = "A translation of another of these documents."
    assert told not in ask(page, QUESTION).locator("details").first.text_content()
    assert told in ask(page, "¿Cuándo se considera la cirugía?").locator("details").first.text_content()


def test_targets_are_large_enough(page: Any) -> None:
    ask(page, QUESTION)
    sizes = page.evaluate(
        """[...document.querySelector("faq-chat").shadowRoot.querySelectorAll("button, summary")]
            .filter((each) => each.offsetParent).map((each) => [each.textContent || each.title, each.offsetHeight])"""
    )
    assert [row for row in sizes if row[1] < 24] == []


def test_a_conversation_without_javascript(browser: Any, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    page.locator("textarea[name=message]").fill(EMERGENCY)
    page.get_by_role("button", name="Send").click()
    assert page.locator(".headline a[href='tel:911']").count() >= 1
    page.locator("textarea[name=message]").fill(QUESTION)
    page.get_by_role("button", name="Send").click()
    assert QUOTED in page.locator("blockquote").first.inner_text()
    assert page.locator(".earlier a[href='tel:911']").count() >= 1  # the advice stays
    context.close()
