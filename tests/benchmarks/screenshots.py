"""Takes the pictures of the README: `python -m tests.benchmarks.screenshots`. Needs playwright and Chromium."""

from __future__ import annotations

import contextlib
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

import chatbot
from tests.browser.conftest import ARGUMENTS, CHROMIUM, ROOT, STAFF_TOKEN, serve
from web import create_app

PICTURES = ROOT / "tests" / "golden"
QUESTION = "What does a foraminotomy do?"
# name -> width, height, scheme, language, what is asked
SHOTS = {
    "desktop": (1100, 780, "light", "en", QUESTION),
    "phone": (390, 780, "light", "en", QUESTION),
    "dark": (1100, 780, "dark", "en", QUESTION),
    "emergency": (390, 780, "light", "en", "since this morning I can't feel when I wipe"),
    "spanish": (390, 780, "light", "es", "¿Cuándo se considera la cirugía?"),
    "empty": (390, 780, "light", "en", ""),
}


def shoot(browser: Browser, site: str, name: str) -> Path:
    """One picture of the widget on the page that shows it."""
    width, height, scheme, language, question = SHOTS[name]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale=language,
        reduced_motion="reduce",
    )
    page: Page = context.new_page()
    page.goto(f"{site}/embed?language={language}")
    page.locator("faq-chat .launcher").click()
    if question:
        page.locator("faq-chat textarea").fill(question)
        page.keyboard.press("Enter")
        page.locator("faq-chat .reply").wait_for()
        for summary in page.locator("faq-chat summary").all()[:1]:
            summary.click()
    path = PICTURES / f"widget-{name}.png"
    page.screenshot(path=path)
    context.close()
    return path


def shoot_staff(browser: Browser, site: str) -> Path:
    """The page that says why: a question that was not answered, its words and candidates."""
    page: Page = browser.new_page(viewport={"width": 1100, "height": 1500}, reduced_motion="reduce")
    page.goto(f"{site}/staff/login")
    page.get_by_label("Token").fill(STAFF_TOKEN)
    page.keyboard.press("Enter")
    page.get_by_label("Question").fill("how wide does a foraminotmy open the canal?")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Show").click()
    page.locator(".candidate summary").first.click()
    path = PICTURES / "staff-why.png"
    page.screenshot(path=path)
    page.close()
    return path


def main() -> None:
    bot = chatbot.load(ROOT / "corpus", secret_key="pictures", country="US", per_minute=0)
    with sync_playwright() as playwright, contextlib.closing(serve(create_app(bot, STAFF_TOKEN))) as sites:
        site = next(sites)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name in SHOTS:
            shoot(browser, site, name)
        shoot_staff(browser, site)
        browser.close()


if __name__ == "__main__":
    main()
