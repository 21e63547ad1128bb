"""Passages: how sentences are packed, and that a list stays whole with the sentence that leads into it.

That passages are cut from their document and lose nothing of it is held in test_readers.py.
"""

from __future__ import annotations

import pytest

from chatbot.languages import load_languages
from chatbot.model import Document, UnitKind
from chatbot.passages import MOST_SENTENCES, MOST_WORDS, cut
from chatbot.readers import markdown
from chatbot.readers.draft import compose
from chatbot.readers.front_matter import FrontMatter

LANGUAGES = load_languages()


def document(text: str) -> Document:
    return compose(markdown.read(text), FrontMatter(title="Knees"), "knees", "knees.md", LANGUAGES, "en")


def passages(text: str) -> list[str]:
    return [passage.text for passage in cut(document(text), LANGUAGES)]


def sentence(words: int) -> str:
    return " ".join(["Knee"] * words) + "."


def test_the_limits_are_those_the_tables_below_count_with() -> None:
    assert (MOST_SENTENCES, MOST_WORDS) == (4, 90)


@pytest.mark.parametrize(
    ("lengths", "sizes", "why"),
    [
        ([5], [1], "one sentence"),
        ([5] * 4, [4], "four fit"),
        ([5] * 5, [2, 3], "five do not, and no sentence is left alone"),
        ([5] * 6, [3, 3], "two threes"),
        ([5] * 7, [3, 4], "a three and a four"),
        ([5] * 8, [4, 4], "two fours"),
        ([5] * 9, [3, 3, 3], "three threes, not two fours and a lone one"),
        ([45, 45], [2], "ninety words fit"),
        ([45, 46], [1, 1], "ninety-one do not"),
        ([40, 40, 40], [1, 2], "the middle sentence begins the second half"),
        ([200], [1], "a sentence is never cut"),
        ([200, 5], [1, 1], "nor does a long one take a short one with it"),
        ([10, 10, 10, 10, 80], [4, 1], "even by words, not by number"),
    ],
)
def test_sentences_are_packed_evenly(lengths: list[int], sizes: list[int], why: str) -> None:
    found = cut(document(" ".join(sentence(words) for words in lengths)), LANGUAGES)
    assert [len(passage.units) for passage in found] == sizes, why


def test_paragraphs_of_a_section_share_passages() -> None:
    assert passages("One.\n\nTwo.\n\nThree.") == ["One.\n\nTwo.\n\nThree."]


def test_sections_never_share_a_passage() -> None:
    assert passages("One.\n\n## Two\n\nThree.\n\n## Four\n\nFive.") == ["One.", "Three.", "Five."]


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("Bring these:\n\n- card\n- towel", ["Bring these:\n\n- card\n- towel"], "a colon leads in"),
        ("Bring these\n\n- card\n- towel", ["Bring these\n\n- card\n- towel"], "so does no stop"),
        ("Eat little.\n\n- card\n- towel", ["Eat little.", "card\n- towel"], "a full stop does not"),
        ("Ready?\n\n- card", ["Ready?", "card"], "nor does a question mark"),
        ("Ready!\n\n- card", ["Ready!", "card"], "nor an exclamation mark"),
        ("And so on…\n\n- card", ["And so on…", "card"], "nor an ellipsis"),
        ("Say “I am ready.”\n\n- card", ["Say “I am ready.”", "card"], "nor a stop inside a quotation"),
        ("Rest (see below.)\n\n- card", ["Rest (see below.)", "card"], "nor a stop inside brackets"),
        ("Eat little. Bring:\n\n- card", ["Eat little.", "Bring:\n\n- card"], "only the last sentence leads in"),
        ("Eat.\n\nBring:\n\n- card", ["Eat.", "Bring:\n\n- card"], "in a paragraph of its own"),
        ("- card\n- towel", ["card\n- towel"], "nothing stands before it"),
        ("Bring:\n\n## What\n\n- card", ["Bring:", "card"], "a heading parts them"),
        ("Bring:\n\n- card\n\nThen rest.", ["Bring:\n\n- card", "Then rest."], "what follows is no part of it"),
        ("Bring:\n\n- a\n\nWear:\n\n- b", ["Bring:\n\n- a", "Wear:\n\n- b"], "each list takes its own"),
        ("Bring:\n\n- a\n  - b\n- c", ["Bring:\n\n- a\n- b\n- c"], "a list in a list stays in it"),
        ("1. sit\n2. stand", ["sit\n2. stand"], "the first number stands outside"),
    ],
)
def test_a_list_is_one_passage_with_its_lead_in(text: str, expected: list[str], why: str) -> None:
    assert passages(text) == expected, why


def test_a_long_list_is_not_cut() -> None:
    items = "\n".join(f"- {sentence(30)}" for _ in range(20))
    (passage,) = passages(f"Bring these:\n\n{items}")
    assert passage.count("\n- ") == 20


def test_sentences_before_a_list_are_packed_without_its_lead_in() -> None:
    found = passages(" ".join([sentence(5)] * 4) + " Bring:\n\n- card\n\n" + sentence(5))
    assert [len(passage.split()) for passage in found] == [20, 3, 5]


def test_units_are_the_lead_in_and_the_items_without_their_markers() -> None:
    made = document("Bring these:\n\n1. A card. It is green.\n2. A towel")
    (passage,) = cut(made, LANGUAGES)
    assert [(unit.kind, made.text[unit.span.start : unit.span.end]) for unit in passage.units] == [
        (UnitKind.LEAD_IN, "Bring these:"),
        (UnitKind.ITEM, "A card. It is green."),
        (UnitKind.ITEM, "A towel"),
    ]


def test_a_passage_knows_where_it_comes_from() -> None:
    english = "The knee bends.\n\n# Braces\n\nThe brace holds the knee and it warms the joint.\n\n## Kinds\n\n- Sleeve"
    spanish = "# Rodillera\n\nLa rodillera calienta."
    assert [
        (passage.passage_id, passage.doc_id, passage.headings, passage.section, passage.language)
        for passage in cut(document(f"{english}\n\n{spanish}"), LANGUAGES)
    ] == [
        ("knees#1", "knees", ("Knees",), "Knees", "en"),
        ("knees#2", "knees", ("Braces",), "Braces", "en"),
        ("knees#3", "knees", ("Braces", "Kinds"), "Kinds", "en"),
        ("knees#4", "knees", ("Rodillera",), "Rodillera", "es"),
    ]


def test_a_document_without_text_has_no_passage() -> None:
    assert passages("# Knees") == []


def test_sentences_are_told_apart_in_the_language_of_their_section() -> None:
    spanish = "La Dra. Ruiz llega hoy. Ella opera la rodilla con su equipo."
    (passage,) = cut(document(f"## Rodilla\n\n{spanish}"), LANGUAGES)
    assert [spanish[unit.span.start - 9 : unit.span.end - 9] for unit in passage.units] == [
        "La Dra. Ruiz llega hoy.",
        "Ella opera la rodilla con su equipo.",
    ]
