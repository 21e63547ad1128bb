"""Markdown: what becomes of it, and what is left out and said so."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import read_one, shown

from chatbot.model import LeftOut
from chatbot.readers import markdown


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("# Knee\n\nText.", ["# Knee", "Text."], "a heading and a paragraph"),
        ("Knee\n===\n\nBrace\n---\n", ["# Knee", "## Brace"], "underlined headings"),
        ("## Knee ##\nText.", ["## Knee", "Text."], "a heading closes and needs no empty line"),
        ("#\n\nText.", ["Text."], "an empty heading does not make the next paragraph one"),
        ("# ![logo](a.png)\n\nText.", ["Text."], "nor does a heading that is an image only"),
        ("One\ntwo\\\nthree  \nfour.", ["One two three four."], "line breaks join"),
        ("**Bold**, _it_ and `code`.", ["Bold, it and code."], "marks go, words stay"),
        ("See [our page](https://example.org 'x').", ["See our page."], "a link's text is kept"),
        ("See <https://example.org>.", ["See https://example.org."], "a bare link is its own text"),
        ("See [it][a].\n\n[a]: https://example.org", ["See it."], "a link's definition is no text"),
        ("A &amp; B, 5 \\* 3, caf&eacute;", ["A & B, 5 * 3, café"], "entities and escapes are what they stand for"),
        ("- one\n- two", ["* - one", "* - two"], "a list"),
        ("* one\n+ two", ["* - one", "* - two"], "whatever its bullets"),
        ("3. one\n3. two", ["* 3. one", "* 4. two"], "a numbered list counts from its first number"),
        ("1) one\n2) two", ["* 1. one", "* 2. two"], "numbers with a bracket"),
        ("- one\n  1. inner\n  2. more\n- two", ["* - one", "* 1. inner", "* 2. more", "* - two"], "a list in a list"),
        ("- one\n\n  goes on.\n- two", ["* - one goes on.", "* - two"], "an item of two paragraphs is one item"),
        ("- one\n- two\n\nText.", ["* - one", "* - two", "Text."], "a paragraph after a list is no item"),
        ("-\n- two", ["* - two"], "an empty item is none"),
        ("> Quoted.\n>\n> - one", ["Quoted.", "* - one"], "a block quote is read like the rest"),
        ("```\nx = 1\n```\n\n    y = 2", ["x = 1", "y = 2"], "code, fenced and indented"),
        ("| A | B |\n|---|---|\n| 1 | 2 |", ["* A | B", "* 1 | 2"], "a table's rows are items, cells parted"),
        ("Mon<br>Tue, H<sub>2</sub>O", ["Mon Tue, H2O"], "tags go; a line break parts words"),
        ("***", [], "a rule is no text"),
        ("", [], "nothing"),
    ],
)
def test_markdown(text: str, expected: list[str], why: str) -> None:
    assert shown(markdown.read(text)) == expected, why


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("Text.\n\n![A knee](a.png) more", [LeftOut(3, "A knee", "image")], "an image, by what it shows"),
        ("![](a.png)", [LeftOut(1, "a.png", "image")], "by its file if it says nothing"),
        ("- one\n- two ![x](a.png)", [LeftOut(2, "x", "image")], "in a list"),
        ("|A|\n|-|\n|![x](a.png)|", [LeftOut(3, "x", "image")], "in a table"),
        ("One\ntwo\n![x](a.png)", [LeftOut(3, "x", "image")], "on the third line of a paragraph"),
        ("One.\n\n<div>\nbox\n</div>", [LeftOut(3, "<div> box </div>", "HTML inside Markdown")], "a block of HTML"),
        ("<!-- to do -->\n\nOne.", [LeftOut(1, "<!-- to do -->", "HTML inside Markdown")], "a comment"),
        ("One <!-- to do --> two.", [LeftOut(1, "<!-- to do -->", "HTML inside Markdown")], "a comment in a sentence"),
        ("One [two](x).\n\n> - three\n\n---\n", [], "nothing is lost"),
    ],
)
def test_markdown_reports_what_it_leaves_out(text: str, expected: list[LeftOut], why: str) -> None:
    assert markdown.read(text).left_out == expected, why


def test_lines_are_counted_from_the_top_of_the_file(tmp_path: Path) -> None:
    document = read_one(tmp_path, "a.md", "---\ntitle: A\n---\n\nText.\n\n![A knee](a.png)\n")
    assert document.left_out == (LeftOut(7, "A knee", "image"),)
