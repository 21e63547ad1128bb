"""The shipped documents: no fact of their sources is lost, and each says what it is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from chatbot.languages import load_languages
from chatbot.model import Document, Evidence
from chatbot.readers import front_matter, read_library
from chatbot.settings import load_settings

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
FACTS = tomllib.loads((ROOT / "tests/fixtures/corpus_facts.toml").read_text(encoding="utf-8"))["fact"]
LANGUAGES = load_languages()
LIBRARY = read_library(CORPUS, LANGUAGES, load_settings(CORPUS, None, {}))
DOCUMENTS = {document.doc_id: document for document in LIBRARY.documents}
BODIES = {path.stem: front_matter.split(path.read_text(encoding="utf-8"))[1] for path in CORPUS.glob("*.md")}
IDS = ["manual-therapy", "spinal-decompression", "surgical-decompression"]
SPANISH = {f"{doc_id}.es": doc_id for doc_id in IDS}


def test_there_are_facts_of_every_document() -> None:
    assert sorted({fact["document"] for fact in FACTS}) == IDS


@pytest.mark.parametrize("fact", FACTS, ids=[f"{fact['document']}: {fact['says']}" for fact in FACTS])
def test_a_fact_of_the_source_is_in_the_document(fact: dict[str, str]) -> None:
    assert re.search(fact["pattern"], BODIES[fact["document"]]), fact["says"]


def test_no_pattern_of_a_fact_fits_just_any_text() -> None:
    for fact in FACTS:
        assert not re.search(fact["pattern"], "")
        assert not re.search(fact["pattern"], "Braces hold the knee. They are warm, and most patients like them.")


def test_the_documents_are_those_three_and_their_translations_and_nothing_is_left_out() -> None:
    assert list(DOCUMENTS) == sorted([*IDS, *SPANISH])
    assert {d.doc_id: d.translation_of for d in LIBRARY.documents} == {**dict.fromkeys(IDS), **SPANISH}
    assert LIBRARY.left_out == ()
    assert {document.left_out for document in LIBRARY.documents} == {()}


@pytest.mark.parametrize(("doc_id", "original"), SPANISH.items())
def test_a_translation_says_of_itself_what_its_original_says(doc_id: str, original: str) -> None:
    translated, source = DOCUMENTS[doc_id], DOCUMENTS[original]
    assert translated.language == "es"
    assert (translated.source, translated.adapted, translated.evidence) == (source.source, True, source.evidence)
    assert translated.title != source.title


@pytest.mark.parametrize(("doc_id", "original"), SPANISH.items())
def test_a_translation_has_the_sections_and_numbers_of_its_original(doc_id: str, original: str) -> None:
    translated, source = DOCUMENTS[doc_id], DOCUMENTS[original]
    # Where an original says a thing in both languages, its translation says it once.
    english = [section for section in source.sections if section.language == "en"]
    assert len(translated.sections) == len(english)
    for mine, theirs in zip(translated.sections, english, strict=True):
        spanish, plain = (d.text[s.span.start : s.span.end] for d, s in ((translated, mine), (source, theirs)))
        assert re.findall(r"\d+", spanish) == re.findall(r"\d+", plain), mine.heading
        assert len(re.findall(r"^- ", spanish, re.MULTILINE)) == len(re.findall(r"^- ", plain, re.MULTILINE))


@pytest.mark.parametrize(
    ("doc_id", "title", "source", "evidence"),
    [
        ("manual-therapy", "Manual therapy for the lower back", "004_6f6dbe7c4cb6acad.txt", Evidence.PROMOTIONAL),
        ("spinal-decompression", "Spinal decompression", "000_ddfc041e60cdbaa6.txt", Evidence.GENERAL),
        (
            "surgical-decompression",
            "Surgical decompression and nerve pressure",
            "003_722c4b1998709321.txt",
            Evidence.GENERAL,
        ),
    ],
)
def test_a_document_says_what_it_is(doc_id: str, title: str, source: str, evidence: Evidence) -> None:
    document = DOCUMENTS[doc_id]
    assert (document.title, document.source, document.evidence) == (title, source, evidence)
    assert (document.adapted, document.language) == (True, "en")


@pytest.mark.parametrize("document", LIBRARY.documents, ids=list(DOCUMENTS))
def test_nobody_has_reviewed_or_dated_a_document_so_it_does_not_say_so(document: Document) -> None:
    assert (document.updated, document.reviewed_by) == (None, None)


def test_the_spanish_section_of_an_original_is_read_as_spanish_and_the_others_as_english() -> None:
    languages = {
        (d.doc_id, section.heading): section.language
        for d in LIBRARY.documents
        for section in d.sections
        if d.doc_id in IDS
    }
    spanish = ("spinal-decompression", "Qué es la descompresión quirúrgica y cuándo se considera")
    assert [place for place, language in languages.items() if language == "es"] == [spanish]
    assert set(languages.values()) == {"en", "es"}
    assert {section.language for doc_id in SPANISH for section in DOCUMENTS[doc_id].sections} == {"es"}


def test_every_section_has_a_heading_of_its_own() -> None:
    for document in LIBRARY.documents:
        headings = [section.heading for section in document.sections]
        assert len(headings) == len(set(headings))
        assert document.title not in headings
