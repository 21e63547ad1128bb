"""Plain text: headings, lists and paragraphs told by their looks."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import read_one, shown, text_draft

from chatbot.model import LeftOut

LONG = (
    "The brace keeps the knee from bending too far, and it warms the joint so that a person walks longer without pain."
)


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
