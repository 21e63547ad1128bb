"""Invariant 1: every passage is cut from its document, and nothing is lost."""

from __future__ import annotations

import hashlib
import html as entities

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import LANGUAGES, text_draft

from chatbot.model import BlockKind, Document, UnitKind
from chatbot.passages import cut
from chatbot.readers import html, markdown
from chatbot.readers.draft import Draft, compose
from chatbot.readers.front_matter import FrontMatter


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
