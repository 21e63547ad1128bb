"""Languages: folding, detection, and what a language file must hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.languages import Language, detect, fold, load_languages
from chatbot.model import BadLanguage

LANGUAGES = load_languages()

TOY = """
code = "xx"
name = "Toy"
stemmer = "english"
stop_words = "Le çA"
abbreviations = "Dr"
leaning = "il"
months = "janvier"
negations = "non"
letters = "œ"
affirmations = ["Oui", "C'est ça"]
asking = ["Où", "quand"]
opening = "ou|quand"
confirming = "c'est vrai"
protected = "Doliprane"
endings = "é s"
slips = []
aiming = ["quel "]
bases = "e"
calling = ["mon ami"]

[shorthand]
"Çv" = "ça va"

[sounds]
ph = "f"
aux = "o"

[variants]
oe = "e"

[conversation]
following = ["et"]
pointing = ["il"]
correcting = ["non"]
renewing = ["autre chose"]
more = ["encore"]
asked_for = ["en toy"]

[smalltalk]
greeting = ["salut", "bonjour"]
"""


@pytest.mark.parametrize(
    ("word", "folded", "why"),
    [
        ("Knee", "knee", "lower case"),
        ("AÑOS", "anos", "accents and the tilde go"),
        ("Cirugía", "cirugia", "a composed accent goes"),
        ("cirugi\u0301a", "cirugia", "so does a combining one"),
        ("patient's", "patient", "a possessive goes"),
        ("Patient’s", "patient", "also with a typographic apostrophe"),
        ("PATIENT'S", "patient", "also in capitals"),
        ("patients'", "patients'", "the plural possessive is not a 's"),
        ("don’t", "don't", "an apostrophe inside a word stays, plain"),
        ("Straße", "strasse", "case folding, not lower case alone"),
        ("2.5", "2.5", "numbers stay"),
        ("", "", "nothing stays nothing"),
    ],
)
def test_a_word_is_folded(word: str, folded: str, why: str) -> None:
    assert fold(word) == folded, why


@pytest.mark.parametrize(
    ("text", "code", "why"),
    [
        ("What does the operation cost?", "en", "three English function words"),
        ("¿Qué hace el cirujano?", "es", "its own letters and words"),
        ("que hace el cirujano", "es", "Spanish typed without accents or signs"),
        ("España", "es", "ñ alone tells"),
        ("ESPAÑA", "es", "in capitals too"),
        ("What is the cirugía like?", "en", "English with one Spanish noun"),
        ("quiero saber the price de la cirugía", "es", "Spanish with an English article"),
        ("Is it safe? I've had the flu", "en", "a contraction is one word"),
        ("the el", None, "one word each is a tie"),
        ("no me", None, "words that both languages have tell nothing"),
        ("laminectomy", None, "a noun alone tells nothing without vocabularies"),
        ("80 % 2.5", None, "numbers tell nothing"),
        ("", None, "nothing tells nothing"),
        ("これは何ですか", None, "a language that is not there is not guessed"),
    ],
)
def test_a_language_is_told_by_its_signs_or_not_at_all(text: str, code: str | None, why: str) -> None:
    assert detect(text, LANGUAGES.values()) == code, why


@pytest.mark.parametrize(
    ("text", "code", "why"),
    [
        ("knee", "en", "only the English documents hold it"),
        ("Rodilla", "es", "only the Spanish ones, whatever its case"),
        ("laminectomía", "es", "the vocabulary is folded, so is the question"),
        ("hospital", None, "both hold it"),
        ("elbow", None, "neither holds it"),
        ("knee rodilla", None, "one each is a tie"),
        ("the rodilla", "en", "a function word weighs more than a noun"),
        ("the rodilla espalda", "es", "but not more than two of them"),
    ],
)
def test_the_documents_words_help_with_a_short_question(text: str, code: str | None, why: str) -> None:
    vocabularies = {
        "en": frozenset({"knee", "hospital"}),
        "es": frozenset({"rodilla", "espalda", "laminectomia", "hospital"}),
    }
    assert detect(text, LANGUAGES.values(), vocabularies) == code, why


def test_among_no_languages_none_is_detected() -> None:
    assert detect("the knee", []) is None


def test_a_single_language_is_not_detected_without_a_sign_of_it() -> None:
    assert detect("the knee", [LANGUAGES["en"]]) == "en"
    assert detect("laminectomy", [LANGUAGES["en"]]) is None


@given(st.text())
def test_any_text_is_one_of_the_languages_or_none(text: str) -> None:
    assert detect(text, LANGUAGES.values()) in {*LANGUAGES, None}


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=list(LANGUAGES))
def test_every_word_of_a_language_is_folded(language: Language) -> None:
    words = [*language.stop_words, *language.abbreviations, *language.leaning, *language.months]
    words += [*language.affirmations, *language.shorthand, *language.protected, *language.endings]
    words += [spelling for pair in (*language.sounds, *language.variants) for spelling in pair[:1]]
    for word in (*words, *patterns(language)):
        assert word
        assert word == fold(word)
    for word in (*language.bases, *(heard for _, heard in (*language.sounds, *language.variants))):
        assert word == fold(word)


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=list(LANGUAGES))
def test_every_cue_of_a_language_is_a_pattern_that_does_not_fit_nothing(language: Language) -> None:
    assert language.asking
    assert set(language.smalltalk) == {"greeting", "thanks", "goodbye", "who", "person", "abilities"}
    for pattern in patterns(language):
        assert not re.fullmatch(pattern, ""), pattern


def patterns(language: Language) -> list[str]:
    cues = [language.following, language.correcting]
    cues += [language.renewing, language.more, language.asked_for]
    assert all(cues)
    whole = [each.pattern for each in (language.pointing, language.opening, language.confirming)]
    return [*language.asking, *whole, *(pattern for cue in cues for pattern in cue), *language.smalltalk.values()]


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=list(LANGUAGES))
def test_every_language_knows_twelve_months_and_a_way_to_lean(language: Language) -> None:
    assert len(language.months) >= 12
    assert language.leaning
    assert language.stop_words


@pytest.mark.parametrize(
    ("code", "opening", "leans", "why"),
    [
        ("en", "it", True, "'It also helps' needs the sentence before"),
        ("en", "surgery", False, "a noun stands by itself"),
        ("es", "esto", True, "'Esto alivia' needs the sentence before"),
        ("es", "sin", False, "'Sin cirugía, ...' stands by itself; only 'sin embargo' leans"),
    ],
)
def test_a_sentence_leans_on_the_one_before_by_its_first_word(code: str, opening: str, leans: bool, why: str) -> None:
    assert (opening in LANGUAGES[code].leaning) is leans, why


def test_a_language_is_added_by_adding_a_file(tmp_path: Path) -> None:
    (tmp_path / "xx.toml").write_text(TOY, encoding="utf-8")
    languages = load_languages(tmp_path)
    assert list(languages) == ["xx"]
    assert languages["xx"].stop_words == {"le", "ca"}
    toy = languages["xx"]
    assert toy.affirmations == ("oui", "c'est ca")
    assert toy.asking == ("ou", "quand")
    assert toy.shorthand == {"cv": "ça va"}
    cues = {"et", "il", "non", "autre", "chose", "encore", "en", "toy", "salut", "bonjour", "mon", "ami"}
    assert toy.protected == {"doliprane", *cues}, "no word of a cue is a slip"
    assert (toy.endings, toy.bases) == (("e", "s"), ("", "e"))
    assert toy.sounds == (("aux", "o"), ("ph", "f")), "the longest spelling first"
    assert toy.variants == (("oe", "e"),)
    assert (toy.following, toy.correcting) == (("et",), ("non",))
    assert toy.pointing.search("est-il la")
    assert not toy.pointing.search("illico")
    assert toy.opening.match(", ou va-t-il")
    assert toy.confirming.search("c'est vrai")
    assert (toy.renewing, toy.more, toy.asked_for) == (("autre chose",), ("encore",), ("en toy",))
    assert [bool(re.fullmatch(toy.smalltalk["greeting"], said)) for said in ("salut", "bonjour, mon ami", "ami")] == [
        True,
        True,
        False,
    ]
    assert toy.sound("phaux") == toy.sound("fo")
    assert {"parl", "parle"} <= set(toy.forms("parlé".replace("é", "e")))
    assert detect("le cœur", languages.values()) == "xx"


def test_all_bad_language_files_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "xx.toml").write_text(TOY, encoding="utf-8")
    (tmp_path / "yy.toml").write_text(TOY.replace('months = "janvier"', ""), encoding="utf-8")
    (tmp_path / "zz.toml").write_text("code = ", encoding="utf-8")
    (tmp_path / "ww.toml").write_bytes(b'code = "\xff"')
    with pytest.raises(BadLanguage) as raised:
        load_languages(tmp_path)
    assert [fault.place for fault in raised.value.faults] == ["ww.toml", "yy.toml", "zz.toml"]
    assert "months" in raised.value.faults[1].problem
