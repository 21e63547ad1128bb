"""Readers: languages in one file, files and folders, and what cannot be read at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from reading import LANGUAGES, faults, read, read_one, sections

from chatbot.model import EmptyCorpus, LeftOut
from chatbot.readers import read_library
from chatbot.settings import Settings

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
