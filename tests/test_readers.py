"""Readers: what becomes of a file's text, what is left out of it and said so, and what cannot be read at all."""

from __future__ import annotations

import hashlib
import html as entities
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.languages import load_languages
from chatbot.model import BlockKind, Document, EmptyCorpus, Evidence, LeftOut, UnitKind, UnreadableDocument
from chatbot.passages import cut
from chatbot.readers import Library, html, markdown, plain, read_library
from chatbot.readers.draft import Draft, compose
from chatbot.readers.front_matter import FrontMatter
from chatbot.settings import Settings

LANGUAGES = load_languages()


def read(folder: Path, files: Mapping[str, str | bytes]) -> Library:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_library(folder, LANGUAGES, Settings())


def read_one(folder: Path, name: str, content: str | bytes) -> Document:
    (document,) = read(folder, {name: content}).documents
    return document


def faults(folder: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """What is wrong with the files, as the error tells it, with the folder's name taken off."""
    with pytest.raises(UnreadableDocument) as raised:
        read(folder, files)
    assert str(raised.value) == "\n".join(str(fault) for fault in raised.value.faults)
    return [f"{fault.place}: {fault.problem}".replace(f"{folder}/", "") for fault in raised.value.faults]


def shown(draft: Draft) -> list[str]:
    """A draft's pieces as lines: `## heading`, `* marker item`, paragraphs bare."""
    sign = {BlockKind.HEADING: "{0} ", BlockKind.ITEM: "* ", BlockKind.PARAGRAPH: ""}
    return [sign[each.kind].format("#" * each.level) + each.marker + each.text for each in draft.pieces]


def sections(document: Document) -> list[tuple[tuple[str, ...], str, list[str]]]:
    """A document's sections as (headings, language, blocks)."""
    text = document.text
    return [
        (section.path, section.language, [text[block.span.start : block.span.end] for block in section.blocks])
        for section in document.sections
    ]


# --- Front matter ---


def test_front_matter_says_what_a_file_is(tmp_path: Path) -> None:
    document = read_one(
        tmp_path,
        "brace.md",
        "---\ntitle: Knee braces\nsource: https://example.org/brace: 2\nadapted: true\nlanguage: en\n"
        "updated: 2025-03-31\nevidence: weak\nreviewed_by: Dr. Lee\n---\nA brace holds the knee.\n",
    )
    assert document.title == "Knee braces"
    assert document.source == "https://example.org/brace: 2"
    assert (document.adapted, document.language, document.updated) == (True, "en", "2025-03-31")
    assert (document.evidence, document.reviewed_by) == (Evidence.WEAK, "Dr. Lee")
    assert (document.text, document.left_out) == ("A brace holds the knee.", ())


@pytest.mark.parametrize(
    ("front", "why"),
    [
        ("", "no front matter at all"),
        ("---\n---\n", "nothing in it"),
        ("---\nupdated:\nevidence:\nadapted:\nlanguage:\nsource:\nreviewed_by:\ntitle:\n---\n", "keys without values"),
        ("---\n# a remark\n\n---\n", "a remark and an empty line"),
    ],
)
def test_what_front_matter_does_not_say_is_the_default(tmp_path: Path, front: str, why: str) -> None:
    document = read_one(tmp_path, "brace.md", front + "A brace holds the knee.\n")
    assert (document.title, document.source, document.adapted) == ("Brace", "brace.md", False), why
    assert (document.updated, document.evidence, document.reviewed_by) == (None, Evidence.GENERAL, None)
    assert document.left_out == ()


@pytest.mark.parametrize(
    ("line", "attribute", "value", "why"),
    [
        ('title: "Knee: a guide"', "title", "Knee: a guide", "quotation marks and a colon"),
        ("title:Knee", "title", "Knee", "no space"),
        ("title: About the patients'", "title", "About the patients'", "an apostrophe is no quotation mark"),
        ("adapted: True", "adapted", True, "a capital"),
        ("adapted: false", "adapted", False, "the other way"),
        ("evidence: promotional", "evidence", Evidence.PROMOTIONAL, "the third kind"),
    ],
)
def test_front_matter_values(tmp_path: Path, line: str, attribute: str, value: object, why: str) -> None:
    document = read_one(tmp_path, "brace.md", f"---\n{line}\n---\nA brace holds the knee.\n")
    assert getattr(document, attribute) == value, why


def test_front_matter_nobody_uses_is_reported_with_its_line(tmp_path: Path) -> None:
    document = read_one(tmp_path, "brace.txt", "---\ntitle: Brace\nauthor: Lee\nno key here\n---\nA brace holds.\n")
    why = "front matter that this bot has no use for"
    assert document.left_out == (LeftOut(3, "author: Lee", why), LeftOut(4, "no key here", why))


def test_a_rule_at_the_top_is_no_front_matter(tmp_path: Path) -> None:
    document = read_one(tmp_path, "brace.md", "---\n\nA brace holds the knee.\n")
    assert (document.text, document.left_out) == ("A brace holds the knee.", ())


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("updated: March 2025", "brace.md:3: 'updated' is not a date"),
        ("updated: 2025-02-30", "brace.md:3: 'updated' is not a date"),
        ("updated: 20250331", "brace.md:3: 'updated' is not a date"),
        ("evidence: strong", "brace.md:3: 'evidence' is 'strong'"),
        ("adapted: perhaps", "brace.md:3: 'adapted' is 'perhaps'"),
        ("language: fr", "brace.md:3: 'language' is 'fr'"),
    ],
)
def test_front_matter_that_is_wrong_is_told_with_its_line(tmp_path: Path, line: str, fault: str) -> None:
    assert faults(tmp_path, {"brace.md": f"---\ntitle: Brace\n{line}\n---\nA brace.\n"}) == [fault]


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.md": "---\nupdated: soon\ntitle: A\nevidence: strong\n---\nText.\n",
        "b/note.txt": "---\n\nlanguage: xx\n---\nText.\n",
        "c.html": b"<p>Fine.</p>\n<p>caf\xe9</p>\n",
        "d.md": "",
        "e.txt": b"\x89PNG\r\n\x1a\n\0\0\0",
        "fine.md": "Nothing is wrong with this one.\n",
    }
    assert faults(tmp_path, files) == [
        "a.md:2: 'updated' is not a date",
        "a.md:4: 'evidence' is 'strong'",
        "b/note.txt:3: 'language' is 'xx'",
        "c.html:2: is not UTF-8 text (byte 0xE9)",
        "d.md: holds no text",
        "e.txt: is not a text file",
    ]


def test_a_fault_says_how_to_mend_it(tmp_path: Path) -> None:
    (tmp_path / "fees.md").write_text("---\nupdated: soon\n---\nText.\n")
    with pytest.raises(UnreadableDocument) as raised:
        read_library(tmp_path, LANGUAGES, Settings())
    assert str(raised.value) == f"{tmp_path}/fees.md:2: 'updated' is not a date; want one like 2025-03-31"


# --- Markdown ---


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


# --- Plain text ---

LONG = (
    "The brace keeps the knee from bending too far, and it warms the joint so that a person walks longer without pain."
)


def text_draft(text: str) -> Draft:
    return plain.read(text, LANGUAGES.values())


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        (
            "Braces\n\nThey hold.\n\nKinds of braces\n\nMany.",
            ["# Braces", "They hold.", "## Kinds of braces", "Many."],
            "two",
        ),
        (f"Braces\n{LONG}", ["# Braces", LONG], "a short line right above a paragraph"),
        (f"Braces\nthey hold.\n\n{LONG}", ["# Braces", "they hold.", LONG], "what follows does not go on with it"),
        ("They hold.\nThey warm.", ["They hold.", "They warm."], "a line that ends in a stop is a paragraph"),
        ("they hold", ["they hold"], "small letters make no heading"),
        (f"{LONG[:-1]}\n\nText.", [LONG[:-1], "Text."], "a line of more than 14 words is no heading"),
        ("They hold.\n\nBraces", ["They hold.", "Braces"], "a line with nothing below it heads nothing"),
        ("March 5, 2024\nThey hold.", ["They hold."], "a date is no heading"),
        (
            f"Braces\n\n{LONG}\n\n5 kinds\n\nMany.",
            ["# Braces", LONG, "## 5 kinds", "Many."],
            "one that opens with a digit",
        ),
        ("Braces\n\n---\n\nThey hold.", ["# Braces", "---", "They hold."], "a line without a letter is no heading"),
    ],
)
def test_a_heading_is_told_by_its_looks(text: str, expected: list[str], why: str) -> None:
    assert shown(text_draft(text)) == expected, why


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("Bring these:\n- a card\n- a towel", ["Bring these:", "* - a card", "* - a towel"], "leads into a list"),
        ("Bring these:\n\n- a card", ["Bring these:", "* - a card"], "even with an empty line between"),
        (f"Before you come:\n{LONG}", ["# Before you come", LONG], "heads a paragraph, without its colon"),
        (f"Before you come to see us in May:\n{LONG}", ["# Before you come to see us in May", LONG], "of eight words"),
        (f"Before you come:\n\n{LONG}", ["# Before you come", LONG], "with an empty line between too"),
        (
            f"Before you come to see us as a patient:\n{LONG}",
            ["Before you come to see us as a patient:", LONG],
            "nine words lead into what follows",
        ),
    ],
)
def test_a_line_that_ends_in_a_colon_heads_a_paragraph_and_leads_into_a_list(
    text: str, expected: list[str], why: str
) -> None:
    assert shown(text_draft(text)) == expected, why


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        (
            "What does it cost?\nIt costs ten.\nHow long does it take?\nOne hour.",
            ["# What does it cost?", "It costs ten.", "## How long does it take?", "One hour."],
            "without empty lines",
        ),
        (
            "What does it cost?\n\nIt costs ten.\n\nHow long does it take?\n\nOne hour.",
            ["# What does it cost?", "It costs ten.", "## How long does it take?", "One hour."],
            "with empty lines",
        ),
        (
            "¿Cuánto cuesta?\nCuesta diez.\n¿Cuánto dura?\nUna hora.",
            ["# ¿Cuánto cuesta?", "Cuesta diez.", "## ¿Cuánto dura?", "Una hora."],
            "in Spanish",
        ),
    ],
)
def test_the_questions_of_a_faq_are_headings(text: str, expected: list[str], why: str) -> None:
    assert shown(text_draft(text)) == expected, why


@pytest.mark.parametrize("bullet", "- * • ‣ ▪ ◦ · – —".split())
def test_a_bullet_of_any_kind_begins_an_item(bullet: str) -> None:
    text = f"Bring these:\n{bullet} a card\n  {bullet}  a towel"
    assert shown(text_draft(text)) == ["Bring these:", "* - a card", "* - a towel"]


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("1. sit\n2) stand", ["* 1. sit", "* 2. stand"], "numbers with a stop or a bracket"),
        ("9. sit\n10. stand", ["* 9. sit", "* 10. stand"], "two digits"),
        ("2024. A year.", ["2024. A year."], "a year is no number of an item"),
        ("2.5 mg help.", ["2.5 mg help."], "nor is a decimal"),
        ("-5 degrees.", ["-5 degrees."], "nor a minus sign a bullet"),
        ("- ", ["-"], "a bullet needs an item"),
        ("- sit\n\n- stand", ["* - sit", "* - stand"], "empty lines between items"),
        ("- sit\n\nThen stand up.", ["* - sit", "Then stand up."], "a paragraph after a list"),
        ("- sit\n  and rest\n- stand", ["* - sit and rest", "* - stand"], "an item goes on, indented"),
        ("Kinds of braces\n- sleeve", ["# Kinds of braces", "* - sleeve"], "a heading right above a list"),
    ],
)
def test_a_numbered_line_is_an_item_and_a_number_is_not(text: str, expected: list[str], why: str) -> None:
    assert shown(text_draft(text)) == expected, why


def test_hard_wrapped_text_is_joined_and_its_headings_stay() -> None:
    text = (
        "Braces\n\nA brace holds the knee so that a\nperson walks longer. It also warms\nthe joint.\n\n"
        "Kinds of braces\n\nThere are sleeves and there are\nStraps, which press below the\nkneecap.\n"
    )
    assert shown(text_draft(text)) == [
        "# Braces",
        "A brace holds the knee so that a person walks longer. It also warms the joint.",
        "## Kinds of braces",
        "There are sleeves and there are Straps, which press below the kneecap.",
    ]


@pytest.mark.parametrize(
    ("second", "expected", "why"),
    [
        ("and it warms.", [LONG[:-1] + " and it warms."], "a small letter goes on with an unfinished line"),
        ("It warms.", [LONG[:-1], "It warms."], "a capital does not"),
    ],
)
def test_lines_of_text_that_is_not_wrapped_join_only_where_a_sentence_goes_on(
    second: str, expected: list[str], why: str
) -> None:
    assert shown(text_draft(f"{LONG[:-1]}\n{second}")) == expected, why


TITLE, DATE = "title of another post", "date ahead of the text"


@pytest.mark.parametrize(
    ("head", "left_out", "why"),
    [
        (
            "Cold packs\nMarch 3, 2024\nSleeping well\nApril 15 2024\n",
            [
                (1, "Cold packs", TITLE),
                (2, "March 3, 2024", DATE),
                (3, "Sleeping well", TITLE),
                (4, "April 15 2024", DATE),
            ],
            "English dates",
        ),
        (
            "Dormir bien\n3 de marzo de 2024\nFrío\n15 setiembre 2024\n",
            [
                (1, "Dormir bien", TITLE),
                (2, "3 de marzo de 2024", DATE),
                (3, "Frío", TITLE),
                (4, "15 setiembre 2024", DATE),
            ],
            "Spanish dates",
        ),
        (
            "Cold packs\n2024-03-03\n\nSleeping well\n\n15/4/2024\n\n",
            [(1, "Cold packs", TITLE), (2, "2024-03-03", DATE), (4, "Sleeping well", TITLE), (6, "15/4/2024", DATE)],
            "dates in figures, and empty lines between",
        ),
        (
            "Cold packs\nMarch 3, 2024\nSleeping well\nApril 15, 2024 - ",
            [
                (1, "Cold packs", TITLE),
                (2, "March 3, 2024", DATE),
                (3, "Sleeping well", TITLE),
                (4, "April 15, 2024", DATE),
            ],
            "the last date glued to the first sentence",
        ),
        (
            "Cold packs\nMarch 3, 2024\nSleeping well\nApril 15, 2024\nMay 20, 2024 ",
            [
                (1, "Cold packs", TITLE),
                (2, "March 3, 2024", DATE),
                (3, "Sleeping well", TITLE),
                (4, "April 15, 2024", DATE),
                (5, "May 20, 2024", DATE),
            ],
            "the post's own date glued to its first sentence",
        ),
        ("March 3, 2024\n", [(1, "March 3, 2024", DATE)], "a date alone"),
        ("3 de marzo de 2024: ", [(1, "3 de marzo de 2024", DATE)], "a date glued to the first sentence"),
    ],
)
def test_titles_and_dates_of_other_posts_are_left_out_and_reported(
    head: str, left_out: list[tuple[int, str, str]], why: str
) -> None:
    draft = text_draft(f"{head}{LONG}\n\nThey also warm.\n")
    assert shown(draft) == [LONG, "They also warm."], why
    assert draft.left_out == [LeftOut(*each) for each in left_out]


def test_a_single_title_with_its_date_is_the_documents_own() -> None:
    draft = text_draft(f"Braces\nMarch 3, 2024\n{LONG}\n")
    assert shown(draft) == ["# Braces", LONG]
    assert draft.left_out == [LeftOut(2, "March 3, 2024", DATE)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{LONG}\nMarch 3, 2024\nwas a good day.", "a date inside the text"),
        ("The day was March 3, 2024.\nIt was fine.", "a date inside the first line"),
        ("Cold packs\n\nMarch 3 was cold.\n\nSleeping well\n\nApril 15 was warm.", "days without a year"),
    ],
)
def test_dates_elsewhere_are_text(text: str, why: str) -> None:
    draft = text_draft(text)
    assert draft.left_out == [], why
    assert " ".join(piece.text for piece in draft.pieces) == " ".join(text.split())


def test_plain_text_takes_front_matter_and_counts_its_lines(tmp_path: Path) -> None:
    document = read_one(tmp_path, "a.txt", f"---\ntitle: Braces\n---\nMarch 3, 2024\n{LONG}\n")
    assert (document.title, document.text) == ("Braces", LONG)
    assert document.left_out == (LeftOut(4, "March 3, 2024", DATE),)


# --- Languages in one file ---

ENGLISH = "The brace holds the knee and it warms the joint."
SPANISH = "La rodillera sujeta la rodilla y también calienta la articulación."


@pytest.mark.parametrize(
    ("name", "text", "expected", "why"),
    [
        (
            "a.txt",
            f"{ENGLISH}\n\n{SPANISH}\n",
            [(("A",), "en", [ENGLISH]), (("A",), "es", [SPANISH])],
            "without headings",
        ),
        (
            "a.txt",
            f"Knees\n\n{ENGLISH}\n\nRodillas\n\n{SPANISH}\n",
            [(("Knees",), "en", [ENGLISH]), (("Rodillas",), "es", [SPANISH])],
            "with headings",
        ),
        (
            "a.md",
            f"{SPANISH}\n\n{ENGLISH}\n\n{ENGLISH}\n\n{SPANISH}\n",
            [(("A",), "es", [SPANISH]), (("A",), "en", [ENGLISH, ENGLISH]), (("A",), "es", [SPANISH])],
            "back and forth",
        ),
        (
            "a.md",
            f"{SPANISH}\n\n- The sleeve\n- The hinged brace\n",
            [(("A",), "es", [SPANISH, "The sleeve", "The hinged brace"])],
            "a few words tell too little to be another language",
        ),
        (
            "a.html",
            f"<h1>Knees</h1><p>{ENGLISH}</p><h2>Rodillas</h2><p>{SPANISH}</p>",
            [(("Knees",), "en", [ENGLISH]), (("Rodillas",), "es", [SPANISH])],
            "in HTML",
        ),
        (
            "a.md",
            "---\nlanguage: es\n---\nBrace 2.\n",
            [(("A",), "es", ["Brace 2."])],
            "front matter where nothing tells",
        ),
        (
            "a.html",
            '<html lang="es-MX"><p>Brace 2.</p></html>',
            [(("A",), "es", ["Brace 2."])],
            "a page that declares it",
        ),
        (
            "a.html",
            '<html lang="fr"><p>Brace 2.</p></html>',
            [(("A",), "en", ["Brace 2."])],
            "one the bot does not speak",
        ),
        ("a.txt", "brace 2.", [(("A",), "en", ["brace 2."])], "the clinic's own language if nothing tells"),
    ],
)
def test_languages_are_told_apart(
    tmp_path: Path, name: str, text: str, expected: list[tuple[tuple[str, ...], str, list[str]]], why: str
) -> None:
    assert sections(read_one(tmp_path, name, text)) == expected, why


# --- HTML ---


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


# --- Files and folders ---


@pytest.mark.parametrize(
    ("name", "text", "title", "why"),
    [
        ("a.md", "---\ntitle: Front\n---\n# Head\n\nText.", "Front", "front matter first"),
        ("a.md", "## Head\n\nText.", "Head", "else the first heading"),
        ("a.txt", "Head\n\nThis is the text.", "Head", "of plain text too"),
        ("a.html", "<title>Name</title><h2>Head</h2>Text.", "Name", "a page's own name before a lesser heading"),
        ("knee-pain_2.md", "Text.", "Knee pain 2", "else the file's name"),
        ("care/knee pain.v2.txt", "text.", "Knee pain.v2", "without its folder and ending"),
    ],
)
def test_a_document_has_a_title(tmp_path: Path, name: str, text: str, title: str, why: str) -> None:
    assert read_one(tmp_path, name, text).title == title, why


@pytest.mark.parametrize(
    ("text", "paths", "why"),
    [
        (
            "# A\n\nx\n\n## B\n\nx\n\n### C\n\nx\n\n## D\n\nx",
            [("A",), ("B",), ("B", "C"), ("D",)],
            "own title left out",
        ),
        ("x\n\n## B\n\nx", [("B",), ("B",)], "what stands above the first heading is under the title"),
        ("---\ntitle: T\n---\nx\n\n# A\n\nx\n\n## B\n\nx", [("T",), ("A",), ("A", "B")], "a title of its own"),
        ("---\ntitle: T\n---\n# A\n\n## B\n\nx", [("A", "B")], "a heading without text has no section"),
        (
            "---\ntitle: T\n---\n### A\n\nx\n\n# B\n\nx\n\n## C\n\nx",
            [("A",), ("B",), ("B", "C")],
            "levels out of order",
        ),
    ],
)
def test_a_section_knows_the_headings_above_it(
    tmp_path: Path, text: str, paths: list[tuple[str, ...]], why: str
) -> None:
    assert [section.path for section in read_one(tmp_path, "a.md", text).sections] == paths, why


def test_the_first_question_of_a_faq_heads_no_other_question(tmp_path: Path) -> None:
    text = "---\ntitle: Fees\n---\nWhat does it cost?\nIt costs ten.\nHow long does it take?\nOne hour.\n"
    document = read_one(tmp_path, "a.txt", text)
    assert [section.path for section in document.sections] == [("What does it cost?",), ("How long does it take?",)]


def test_blocks_are_parted_by_an_empty_line_and_items_by_a_line_break(tmp_path: Path) -> None:
    document = read_one(tmp_path, "a.md", "# A\nIt is\nwarm.\n- one\n- two\n\nThree.\n")
    assert document.text == "A\n\nIt is warm.\n\n- one\n- two\n\nThree."
    assert sections(document) == [(("A",), "en", ["It is warm.", "one", "two", "Three."])]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.txt", "\ufeffEl café está aquí.\n", "a byte order mark"),
        ("a.md", "\ufeff---\nlanguage: es\n---\nEl café está aquí.\n", "a byte order mark before front matter"),
        ("a.txt", "El café está aquí.\n".encode("utf-16"), "UTF-16 with its mark"),
        ("a.txt", b"\xfe\xff" + "El café está aquí.".encode("utf-16-be"), "UTF-16 the other way round"),
        ("a.txt", "El cafe\u0301 está aquí.\n", "accents written apart"),
        ("a.md", "El café\r\nestá aquí.\r\n", "Windows line ends"),
        ("a.txt", "El café\restá aquí.\r", "old Macintosh line ends"),
        ("a.html", "<p>El café\r\nestá aquí.</p>\r\n", "Windows line ends in HTML"),
        ("A.MD", "El café está aquí.\n", "an ending in capitals"),
        ("a.markdown", "El café está aquí.\n", "a long ending"),
        ("a.htm", "El café está aquí.\n", "a short ending"),
    ],
)
def test_a_file_is_the_same_text_however_it_was_saved(
    tmp_path: Path, name: str, content: str | bytes, why: str
) -> None:
    document = read_one(tmp_path, name, content)
    assert document.text == "El café está aquí.", why
    assert document.sha256 == hashlib.sha256("El café está aquí.".encode()).hexdigest()
    assert (document.language, document.left_out) == ("es", ())


@pytest.mark.parametrize(
    ("name", "content", "fault", "why"),
    [
        ("a.txt", "One.\nTwo.\ncafé\n".encode("latin-1"), "a.txt:3: is not UTF-8 text (byte 0xE9)", "Latin-1"),
        ("a.md", b"\x93Quoted\x94", "a.md:1: is not UTF-8 text (byte 0x93)", "Windows quotation marks"),
        ("a.txt", b"%PDF-1.7\n\0\xff\xd8", "a.txt: is not a text file", "bytes of another kind of file"),
        ("a.txt", b"text\0text", "a.txt: is not a text file", "a zero byte in what could be text"),
        ("a.txt", "text".encode("utf-16-le"), "a.txt: is not a text file", "UTF-16 without its mark"),
        ("a.txt", b"\xff\xfet\0e", "a.txt: is not a text file", "UTF-16 that breaks off"),
        ("a.md", "", "a.md: holds no text", "nothing"),
        ("a.md", "\ufeff \n\n\t\n", "a.md: holds no text", "white space"),
        ("a.md", "---\ntitle: A\n---\n", "a.md: holds no text", "front matter only"),
        ("a.md", "![x](a.png)\n", "a.md: holds no text", "an image only"),
        ("a.html", "<script>x</script>", "a.html: holds no text", "a script only"),
        ("a.txt", "March 3, 2024\n", "a.txt: holds no text", "a date only"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    tmp_path: Path, name: str, content: str | bytes, fault: str, why: str
) -> None:
    assert faults(tmp_path, {name: content}) == [fault], why


def test_a_link_to_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to(tmp_path / "gone.md")
    assert faults(tmp_path, {}) == ["a.md: cannot be read: No such file or directory"]


def test_documents_come_in_the_order_of_their_ids_from_all_folders(tmp_path: Path) -> None:
    library = read(
        tmp_path, {"b.md": "Text.", "b/x.md": "Text.", "z/a.txt": "text.", "c/d/e.html": "Text.", "a b.md": "Text."}
    )
    assert [(document.doc_id, document.source) for document in library.documents] == [
        ("a b", "a b.md"),
        ("b", "b.md"),
        ("b--x", "b/x.md"),
        ("c--d--e", "c/d/e.html"),
        ("z--a", "z/a.txt"),
    ]


def test_the_settings_file_is_no_document_and_other_kinds_are_reported(tmp_path: Path) -> None:
    files = {"a.md": "Text.", "clinic.toml": "", "b/clinic.toml": "", "x.docx": "x", "README": "x", ".git/a.md": "x"}
    assert read(tmp_path, files).left_out == (
        LeftOut(0, ".git/a.md", "hidden file"),
        LeftOut(0, "README", "no reader for 'README' files"),
        LeftOut(0, "b/clinic.toml", "no reader for '.toml' files"),
        LeftOut(0, "x.docx", "no reader for '.docx' files"),
    )


@pytest.mark.parametrize(
    ("files", "expected", "why"),
    [
        (
            {"fees.md": "Text.", "fees.txt": "text."},
            ["fees.txt: would have the id 'fees', as fees.md has"],
            "two endings",
        ),
        (
            {"a--b.md": "Text.", "a/b.md": "Text."},
            ["a--b.md: would have the id 'a--b', as a/b.md has"],
            "a folder and a name that looks like one",
        ),
        (
            {"fees.md": "---\nsource: The leaflet\n---\nText.", "fees.txt": "text."},
            ["fees.txt: would have the id 'fees', as fees.md has"],
            "the other is told by its file name, whatever its source",
        ),
        (
            {"fees.md": "---\nupdated: soon\n---\nText.", "fees.txt": "text."},
            ["fees.md:2: 'updated' is not a date", "fees.txt: would have the id 'fees', as fees.md has"],
            "also if the other cannot be read",
        ),
    ],
)
def test_two_files_cannot_have_one_id(tmp_path: Path, files: dict[str, str], expected: list[str], why: str) -> None:
    assert sorted(faults(tmp_path, files)) == sorted(expected), why


@pytest.mark.parametrize(
    ("make", "problem", "why"),
    [
        ("", "there is no such folder", "no folder"),
        ("empty", "holds no document", "an empty folder"),
        ("others", "holds no document", "a folder of other files"),
    ],
)
def test_a_folder_without_documents_is_no_corpus(tmp_path: Path, make: str, problem: str, why: str) -> None:
    folder = tmp_path / "corpus"
    if make:
        folder.mkdir()
    if make == "others":
        (folder / "clinic.toml").touch()
        (folder / "x.docx").touch()
    with pytest.raises(EmptyCorpus) as raised:
        read_library(folder, LANGUAGES, Settings())
    (fault,) = raised.value.faults
    assert (fault.place, fault.problem) == (str(folder), problem), why


def test_a_file_in_place_of_a_folder_is_no_corpus(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Text.")
    with pytest.raises(EmptyCorpus):
        read_library(tmp_path / "a.md", LANGUAGES, Settings())


def test_progress_is_told_file_by_file(tmp_path: Path) -> None:
    for name in ("a.md", "b.txt", "c.html"):
        (tmp_path / name).write_text("some text.")
    told: list[tuple[str, int, int]] = []
    read_library(tmp_path, LANGUAGES, Settings(), lambda *step: told.append(step))
    assert told == [("reading", 0, 3), ("reading", 1, 3), ("reading", 2, 3)]


# --- Invariant 1: every passage is cut from its document, and nothing is lost ---


def assert_passages_are_cut_from(document: Document) -> None:
    text = document.text
    assert document.sha256 == hashlib.sha256(text.encode()).hexdigest()
    passages = cut(document, LANGUAGES)
    end = 0
    for passage in passages:
        assert text[passage.span.start : passage.span.end] == passage.text
        assert end <= passage.span.start < passage.span.end <= len(text)
        end = passage.span.end
        inside = passage.span.start
        for unit in passage.units:
            assert inside <= unit.span.start < unit.span.end
            inside = unit.span.end
        assert passage.units[0].span.start == passage.span.start
        assert inside == passage.span.end
    assert [passage.passage_id for passage in passages] == [
        f"{document.doc_id}#{number}" for number in range(1, len(passages) + 1)
    ]

    placed = 0
    for section in document.sections:
        own = [p for p in passages if section.span.start <= p.span.start and p.span.end <= section.span.end]
        placed += len(own)
        assert {(p.headings, p.section, p.language) for p in own} == {(section.path, section.heading, section.language)}
        covered = [i for p in own for unit in p.units for i in range(unit.span.start, unit.span.end)]
        written = [i for block in section.blocks for i in range(block.span.start, block.span.end)]
        assert len(covered) == len(set(covered))
        assert set(covered) <= set(written)
        assert not "".join(text[i] for i in sorted(set(written) - set(covered))).strip()
        items = {block.span for block in section.blocks if block.kind is BlockKind.ITEM}
        assert items == {unit.span for p in own for unit in p.units if unit.kind is UnitKind.ITEM}
        for p in own:
            kinds = [unit.kind for unit in p.units if unit.kind is not UnitKind.LEAD_IN]
            assert len(set(kinds)) == 1
    assert placed == len(passages)


def composed(draft: Draft, name: str) -> Document:
    return compose(draft, FrontMatter(), "doc", name, LANGUAGES, "en")


WORD = st.text(alphabet="abcnostéñüßłλд漢🙂", min_size=1, max_size=7)
PHRASE = st.lists(WORD, min_size=1, max_size=12).map(lambda words: "X" + " ".join(words))
SENTENCE = st.tuples(PHRASE, st.sampled_from([".", "!", "?", "…", "..", ".”", ""])).map("".join)
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=7).map(" ".join)
LIST = st.lists(PHRASE, min_size=1, max_size=4)
# A heading with what stands under it: paragraphs (text) and lists (lists of texts).
PART = st.tuples(PHRASE, st.lists(st.one_of(PARAGRAPH, LIST), min_size=1, max_size=4))
PARTS = st.lists(PART, min_size=1, max_size=4)
Parts = list[tuple[str, list[str | list[str]]]]


def as_markdown(parts: Parts) -> str:
    blocks = []
    for heading, body in parts:
        blocks.append(f"## {heading}")
        blocks += ["\n".join(f"- {item}" for item in each) if isinstance(each, list) else each for each in body]
        blocks.append("<!-- so that two lists do not meet -->")
    return "\n\n".join(blocks)


def as_html(parts: Parts) -> str:
    page = ""
    for heading, body in parts:
        page += f"<h2>{entities.escape(heading)}</h2>"
        for each in body:
            if isinstance(each, list):
                page += "<ul>" + "".join(f"<li>{entities.escape(item)}</li>" for item in each) + "</ul>"
            else:
                page += f"<p>{entities.escape(each)}</p>"
    return f"<html><body><nav>menu</nav><main>{page}</main></body></html>"


def words_of(parts: Parts) -> list[str]:
    said = []
    for heading, body in parts:
        said += [heading, *(" ".join(each) if isinstance(each, list) else each for each in body)]
    return " ".join(said).split()


@given(PARTS)
def test_passages_of_markdown_are_cut_from_it_and_no_word_is_lost(parts: Parts) -> None:
    document = composed(markdown.read(as_markdown(parts)), "a.md")
    assert [word for word in document.text.split() if word != "-"] == words_of(parts)
    assert_passages_are_cut_from(document)


@given(PARTS)
def test_passages_of_html_are_cut_from_it_and_no_word_is_lost(parts: Parts) -> None:
    document = composed(html.read(as_html(parts)), "a.html")
    assert [word for word in document.text.split() if word != "-"] == words_of(parts)
    assert_passages_are_cut_from(document)


@given(PARTS, st.booleans())
def test_passages_of_plain_text_are_cut_from_it_and_no_word_is_lost(parts: Parts, spaced: bool) -> None:
    text = as_markdown(parts).replace("## ", "").replace("<!-- so that two lists do not meet -->", "")
    document = composed(text_draft(text if spaced else text.replace("\n\n", "\n")), "a.txt")
    assert [word for word in document.text.split() if word != "-"] == words_of(parts)
    assert_passages_are_cut_from(document)


MARKDOWN_MARKS = [
    "# ",
    "## ",
    "- ",
    "1. ",
    "> ",
    "| a | b |\n|---|---|\n| ",
    "```\n",
    "**",
    "[x](y)",
    "![x](y)",
    "&amp;",
]
TAGS = "<p> </p> <li> <ol> </ul> <h2> </h2> <tr> <td> <dt> <main> <nav> </nav> <br> <!-- -->".split()
WORDS = [
    "word ",
    "A",
    "ñ",
    ": ",
    ". ",
    "It is here. ",
    "March 3, 2024",
    "¿Qué es? ",
    "\n",
    "\n\n",
    "  ",
    "\u2028",
    "e\u0301",
]
MARKED_UP = st.lists(st.sampled_from(MARKDOWN_MARKS + TAGS + WORDS), max_size=40).map("".join)


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.html"])
@settings(max_examples=250)
@given(text=st.one_of(MARKED_UP, st.text(max_size=200)))
def test_passages_of_any_text_at_all_are_cut_from_it(name: str, text: str) -> None:
    readers = {"a.md": markdown.read, "a.txt": text_draft, "a.html": lambda page: html.read(f"<div>{page}")}
    assert_passages_are_cut_from(composed(readers[name](text), name))
