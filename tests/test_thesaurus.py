"""Thesaurus: words that mean nearly the same share a class, in both languages, and broken files are told together."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatbot.languages import fold
from chatbot.model import BadLanguage
from chatbot.thesaurus import CLASS, FOLDER, Thesaurus, load_thesaurus

SHIPPED = load_thesaurus()
TOY = Thesaurus(
    {"en": {"remove": ["remove", "take out", "get rid of"], "press": ["squash"]}, "es": {"press": ["aplastar"]}}
)


def classes(text: str, code: str = "en", thesaurus: Thesaurus = TOY) -> set[str]:
    return {mention.concept for mention in thesaurus.find(text, code)}


@pytest.mark.parametrize(
    ("text", "code", "held", "why"),
    [
        ("it squashes the nerve", "en", {"press"}, "a form of the word"),
        ("lo aplastan", "es", {"press"}, "and in Spanish"),
        ("they take out the disc", "en", {"remove"}, "a phrase"),
        ("they take the disc out", "en", {"remove"}, "with its object inside"),
        ("they get rid of it", "en", {"remove"}, "with a function word in it"),
        ("they take my very old disc out", "en", set(), "too much inside"),
        ("out they take it", "en", set(), "the other way round"),
        ("aplastan", "en", set(), "another language's word"),
        ("", "en", set(), "nothing"),
        ("squash", "fr", set(), "a language that it does not have"),
    ],
)
def test_words_are_found_by_their_stems_and_phrases_with_a_little_inside(
    text: str, code: str, held: set[str], why: str
) -> None:
    assert classes(text, code) == held, why


def test_a_mention_tells_its_characters() -> None:
    text = "Will they take the disc out?"
    (mention,) = TOY.find(text, "en")
    assert text[mention.start : mention.end] == "take the disc out"
    assert TOY.terms(text, "en") == [f"{CLASS}remove"]


@pytest.mark.parametrize(
    ("lay", "clinical", "code", "other"),
    [
        ("squashed", "compression", "en", "en"),
        ("cushions", "discs", "en", "en"),
        ("wires", "nerves", "en", "en"),
        ("dodgy", "risk", "en", "en"),
        ("aplastado", "compression", "es", "en"),
        ("sacan", "takes out", "es", "en"),
        ("peligroso", "dangerous", "es", "en"),
    ],
)
def test_lay_and_clinical_words_and_both_languages_meet(lay: str, clinical: str, code: str, other: str) -> None:
    assert classes(lay, code, SHIPPED) & classes(clinical, other, SHIPPED)


@pytest.mark.parametrize(
    ("one", "another"), [("widen", "narrow"), ("safe", "price"), ("nerve", "bone"), ("safe", "fee")]
)
def test_what_differs_shares_no_class(one: str, another: str) -> None:
    assert not classes(one, "en", SHIPPED) & classes(another, "en", SHIPPED)


def test_both_languages_have_the_same_classes_and_their_entries_are_folded_words() -> None:
    import tomllib

    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))]
    assert set(tables[0]) == set(tables[1])
    assert all(len(row.split("|")) >= 3 for table in tables for row in table.values())


def test_all_broken_files_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text('press = "squash | "', encoding="utf-8")
    (tmp_path / "es.toml").write_text("press = 3", encoding="utf-8")
    (tmp_path / "fr.toml").write_text("press =", encoding="utf-8")
    with pytest.raises(BadLanguage) as raised:
        load_thesaurus(tmp_path)
    assert [fault.place for fault in raised.value.faults] == ["en.toml", "es.toml", "fr.toml"]
    assert fold("press") in str(raised.value)
