"""HTML: what of a page is text, and what is left out and said so."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import read_one, shown

from chatbot.model import LeftOut, UnreadableDocument
from chatbot.readers import html


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("<p>One.</p><p>Two.</p>", ["One.", "Two."], "no body"),
        ("One.", ["One."], "no tag at all"),
        ("<!DOCTYPE html><html><head><title>T</title></head><body><p>One.</p></body></html>", ["One."], "a whole page"),
        ("<html><head><title>T</title></head><p>One.</p></html>", ["One."], "a page's name is no text, with no body"),
        ("<title>T</title><p>One.</p>", ["One."], "nor with neither head nor body"),
        ("<body><p>Ad.</p><main><h1>K</h1><p>One.</p></main></body>", ["# K", "One."], "only what is main"),
        ("<body><p>Ad.</p><div role=main>One.</div></body>", ["One."], "main by its role"),
        ("<body><p>Ad.</p><article>One.</article></body>", ["One."], "a single article"),
        ("<article>One.</article><article>Two.</article>", ["One.", "Two."], "several articles"),
        ("<h1>Knee <em>pain</em></h1><h3>x</h3>", ["# Knee pain", "### x"], "headings of all levels"),
        ("<h1>Knee<br>pain</h1>", ["# Knee pain"], "a line break in a heading leaves it one"),
        ("<h2><div>Knee pain</div></h2>One.", ["## Knee pain", "One."], "a block in a heading leaves it one"),
        ("<p>A <b>bold</b> <a href=x>link</a>\n\n on.</p>", ["A bold link on."], "inline text joins"),
        ("<p>H<sub>2</sub>O</p>", ["H2O"], "without a space where there was none"),
        ("<div>One.<div>Two.</div>Three.</div>", ["One.", "Two.", "Three."], "blocks in blocks"),
        ("<p>a &lt; b &amp; caf&eacute;&nbsp;&#39;x&#x27;</p>", ["a < b & café 'x'"], "entities"),
        ("<p>caf&#101;&#769;</p>", ["café"], "entities are composed like all other text"),
        ("<p>One.<p>Two.", ["One.", "Two."], "paragraphs that are not closed"),
        ("<p>One <b>two</p> three</b></div>", ["One two", "three"], "tags closed in the wrong order"),
        ("<!-- to do --><![CDATA[x]]><p>One.</p>", ["One."], "comments and declarations are no text"),
        ("<?xml version='1.0'?>\n<html xmlns='http://www.w3.org/1999/xhtml'><p>One.</p></html>", ["One."], "XHTML"),
        ("<ul><li>one<li>two</ul>", ["* - one", "* - two"], "items that are not closed"),
        ("<ul><li></li><li>two</li></ul>", ["* - two"], "an empty item is none"),
        ("<ul><li><p>One.</p><p>Two.</p></li></ul>End.", ["* - One. Two.", "End."], "an item of two paragraphs"),
        ("<ul><li>one<ul><li>in</li></ul></li><li>two</li></ul>", ["* - one", "* - in", "* - two"], "a list in a list"),
        ("<ol><li>one</li> <li>two</li></ol>", ["* 1. one", "* 2. two"], "a numbered list"),
        ("<ol><li>one<li>two</ol>", ["* 1. one", "* 2. two"], "a numbered list whose items are not closed"),
        ('<ol start="3"><li>one</li><li>two</li></ol>', ["* 3. one", "* 4. two"], "one that starts at three"),
        (
            "<ol><li>one<ol><li>in</li></ol></li><li>two</li></ol>",
            ["* 1. one", "* 1. in", "* 2. two"],
            "a numbered list in another counts for itself",
        ),
        (
            "<table><caption>Fees</caption><tr><th>Visit</th><th>Price</th></tr><tr><td>First</td><td>10</td></tr></table>",
            ["##### Fees", "* Visit | Price", "* First | 10"],
            "a table's rows are items",
        ),
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", ["* a | b", "* c | d"], "a table whose cells are not closed"),
        ("<table><tr><td>a</td><td hidden>b</td></tr></table>", ["* a"], "a hidden cell"),
        ("<dl><dt>Cost</dt><dd>Ten.</dd></dl>", ["##### Cost", "Ten."], "a term and what it means"),
        ("<dl><dt>Cost<dd>Ten.<dt>Time<dd>One.</dl>", ["##### Cost", "Ten.", "##### Time", "One."], "terms not closed"),
        (
            "<details><summary>Cost?</summary><p>Ten.</p></details>",
            ["##### Cost?", "Ten."],
            "a question that opens",
        ),
        ("<details><summary><h3>Cost?</h3></summary>Ten.</details>", ["### Cost?", "Ten."], "with a heading in it"),
        ("<details><summary><div>Cost?</div></summary>Ten.</details>", ["##### Cost?", "Ten."], "with a block in it"),
    ],
)
def test_html(text: str, expected: list[str], why: str) -> None:
    assert shown(html.read(text)) == expected, why


@pytest.mark.parametrize(
    ("text", "left_out", "why"),
    [
        ("<body>\n<nav>Home</nav>\n<p>One.</p></body>", [LeftOut(2, "Home", "navigation")], "a menu"),
        ("<nav>Home</nav><p>One.</p>", [LeftOut(1, "Home", "navigation")], "a menu, with no body"),
        ("<p>One.</p><aside>Ad</aside>", [LeftOut(1, "Ad", "side column")], "a side column"),
        ("<p>One.</p>\n<script>x = 1</script>", [LeftOut(2, "<script>", "script")], "a script"),
        ("<p>One.</p><style>p {}</style>", [LeftOut(1, "<style>", "style sheet")], "a style sheet"),
        ("<p>One.</p><footer>Us</footer>", [LeftOut(1, "Us", "page footer")], "a footer"),
        ("<p>One.</p><form>Name</form>", [LeftOut(1, "Name", "form")], "a form"),
        ("<p>One.</p><p hidden>No</p>", [LeftOut(1, "No", "hidden")], "hidden"),
        ("<p>One.</p><p style='display: none'>No</p>", [LeftOut(1, "No", "hidden")], "hidden by its style"),
        ("<p>One.</p><p aria-hidden='true'>No</p>", [LeftOut(1, "No", "hidden")], "hidden from screen readers"),
        ("<p>One.</p>\n<img src=a.png alt='A knee'>", [LeftOut(2, "A knee", "image")], "an image"),
        ("<p>One.</p><table><tr><td><img alt='A knee'></table>", [LeftOut(1, "A knee", "image")], "an image in a cell"),
        (
            "<body><p>Ad.</p><main><p>One.</p></main></body>",
            [LeftOut(0, "Ad.", "outside the main content")],
            "aside of main",
        ),
        ("<p>Ad.</p><main><p>One.</p></main>", [LeftOut(0, "Ad.", "outside the main content")], "so, with no body"),
        ("<p>One.</p><!-- to do --><nav> </nav>", [], "a comment and an empty menu hold nothing for a reader"),
        ("<p aria-hidden='false'>One.</p>", [], "what says that it is not hidden"),
    ],
)
def test_html_reports_what_it_leaves_out(text: str, left_out: list[LeftOut], why: str) -> None:
    draft = html.read(text)
    assert [piece.text for piece in draft.pieces] == ["One."], why
    assert draft.left_out == left_out, why


@pytest.mark.parametrize(
    ("text", "title", "why"),
    [
        ("<title>Page | Clinic</title><h2>a</h2><h1>Knee</h1>", "Knee", "its first main heading"),
        ("<head><title> Knee\n pain </title></head><h2>a</h2>", "Knee pain", "else its name"),
        ("<h2>Knee</h2><p>x</p>", None, "else it names none"),
    ],
)
def test_an_html_page_names_itself(text: str, title: str | None, why: str) -> None:
    assert html.read(text).title == title, why


def test_a_long_page_whose_paragraphs_are_not_closed_is_read() -> None:
    assert shown(html.read("<p>One." * 600)) == ["One."] * 600


def test_a_page_that_the_parser_gives_up_on_is_read_or_told(tmp_path: Path) -> None:
    """Whether it gives up on this declaration depends on the version of Python."""
    try:
        said = read_one(tmp_path, "a.html", "<p>One.</p><![n <p>Two.</p>").text
    except UnreadableDocument as told:
        said = str(told)
    assert said.startswith(("One.", f"{tmp_path}/a.html: "))
