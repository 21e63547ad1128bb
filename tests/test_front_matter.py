"""Front matter: what a file says of itself, and every fault in it with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import LANGUAGES, faults, read_one

from chatbot.model import Evidence, LeftOut, UnreadableDocument
from chatbot.readers import read_library
from chatbot.settings import Settings


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
