"""Glossary: the names of concepts found as written before stems, longest first, and the same in every language."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import chatbot
from chatbot.glossary import KIND_OF, NAMED, Glossary, load_glossary
from chatbot.model import BadLanguage, BadSettings, Kind

SHIPPED = load_glossary()
TOY = Glossary(
    {
        "en": {
            "back-pain": ["back pain", "backache"],
            "pain": ["pain", "ache"],
            "back": ["back"],
            "surgery": ["surgery", "operation"],
            "back-surgery": ["back surgery"],
            "doctor": ["medic", "doctor"],
            "medication": ["medication", "medicine"],
            "requirement": ["needing"],
        },
        "es": {"back-pain": ["dolor de espalda"], "pain": ["dolor"], "surgery": ["cirugía"]},
    },
    {"back-pain": ["pain"], "back-surgery": ["surgery"], "surgery": ["treatment"], "treatment": ["care"]},
    ["treatment"],
)


def named(text: str, language: str = "en", glossary: Glossary = TOY) -> list[str]:
    return [mention.concept for mention in glossary.find(text, language)]


@pytest.mark.parametrize(
    ("text", "concepts", "why"),
    [
        ("back pain", ["back-pain"], "the longest name wins"),
        ("pain in the back", ["pain", "back"], "apart they are two names"),
        ("back surgery pain", ["back-surgery", "pain"], "names that overlap: the one further left"),
        ("My BACK  Pain!", ["back-pain"], "whatever its case, its spaces and its stops"),
        ("back-pain", ["back-pain"], "a hyphen is no letter"),
        ("operations", ["surgery"], "a form of a name"),
        ("medic", ["doctor"], "as written before by stem: it is also the stem of 'medication'"),
        ("medications", ["medication"], "a form goes to the name nearest in length"),
        ("backaches and operations", ["back-pain", "surgery"], "in reading order"),
        ("comeback", [], "never inside a word"),
        ("", [], "nothing names nothing"),
        ("???", [], "nor do signs"),
    ],
)
def test_the_concepts_of_a_text(text: str, concepts: list[str], why: str) -> None:
    assert named(text) == concepts, why


def test_a_mention_spans_the_characters_that_name_it() -> None:
    text = "Has my back pain  gone? An operation!"
    assert [text[each.start : each.end] for each in TOY.find(text, "en")] == ["back pain", "operation"]


def test_a_function_word_is_named_only_as_written() -> None:
    assert named("needing") == ["requirement"]
    assert named("needs") == []


def test_a_language_that_the_glossary_has_not_has_no_names() -> None:
    assert TOY.name("surgery", "xx") == "surgery"
    assert TOY.words("xx") == {}


def test_the_most_usual_name_comes_first() -> None:
    assert (TOY.name("surgery", "en"), TOY.name("surgery", "es"), TOY.name("unknown", "en")) == (
        "surgery",
        "cirugía",
        "unknown",
    )


def test_what_is_broader_is_nearest_first_and_subjects_go_down() -> None:
    assert TOY.broader("back-surgery") == ("surgery", "treatment", "care")
    assert TOY.is_subject("back-surgery")
    assert TOY.is_subject("surgery")
    assert not TOY.is_subject("pain")
    assert not TOY.is_subject("unknown")


def test_a_circle_of_broader_concepts_ends() -> None:
    circle = Glossary({"en": {"a": ["aa"], "b": ["bb"]}}, {"a": ["b"], "b": ["a"]})
    assert (circle.broader("a"), circle.broader("b")) == (("b",), ("a",))


def test_the_terms_are_stems_then_concepts_then_what_they_are_kinds_of() -> None:
    assert TOY.terms("the back surgery", "en") == [
        "back",
        "surgeri",
        f"{NAMED}back-surgery",
        f"{KIND_OF}surgery",
        f"{KIND_OF}treatment",
        f"{KIND_OF}care",
    ]


# --- a clinic's own names ---------------------------------------------------------------------------------------------


def test_a_row_joins_the_concept_that_one_of_its_names_has_already() -> None:
    joined = TOY.with_synonyms([("en", ("the knife", "operation"))])
    assert named("the knife", "en", joined) == named("operations", "en", joined) == ["surgery"]
    assert joined.terms("knife", "en") == ["knife"], "only the whole name is one"
    assert joined.name("surgery", "en") == "surgery"
    assert joined.is_subject("surgery")
    assert joined.broader("surgery") == ("treatment", "care")


def test_the_first_name_that_is_known_decides_which_concept_a_row_joins() -> None:
    joined = TOY.with_synonyms([("en", ("wobbling", "doctor", "operation"))])
    for name in ("wobbling", "doctor", "operation"):
        assert named(name, "en", joined) == ["doctor"]
    assert named("surgery", "en", joined) == ["surgery"]


@pytest.mark.parametrize("written", ["operation", "Operation"])
def test_a_name_goes_over_to_the_concept_that_its_row_joins_whatever_its_case(written: str) -> None:
    joined = TOY.with_synonyms([("en", ("backache", written))])
    assert named("operation", "en", joined) == ["back-pain"]


def test_a_row_of_unknown_names_is_a_concept_of_its_own() -> None:
    joined = TOY.with_synonyms([("en", ("DRX table", "traction table"))])
    assert named("A Traction-Table?", "en", joined) == named("drx tables", "en", joined) == ["DRX table"]
    assert joined.name("DRX table", "en") == "DRX table"
    assert {"drx", "traction", "table"} <= joined.words("en").keys()


def test_a_name_that_only_holds_a_known_one_is_not_that() -> None:
    joined = TOY.with_synonyms([("en", ("pain clinic", "our house"))])
    assert named("our house", "en", joined) == named("pain clinic", "en", joined) == ["pain clinic"]
    assert named("pain", "en", joined) == ["pain"]


@pytest.mark.parametrize("row", [("clinic pain", "our house"), ("our house", "clinic pain")])
def test_nor_is_one_that_ends_with_a_known_one(row: tuple[str, ...]) -> None:
    joined = TOY.with_synonyms([("en", row)])
    assert named("our house", "en", joined) == named("clinic pain", "en", joined) == [row[0]]


def test_a_row_holds_for_its_own_language_and_changes_nothing_else() -> None:
    joined = TOY.with_synonyms([("es", ("quirófano", "cirugía"))])
    assert named("quirófano", "es", joined) == ["surgery"]
    assert named("quirófano", "en", joined) == []
    assert TOY.with_synonyms([]).names == TOY.names
    assert named("quirófano", "es") == []


def test_a_clinic_s_own_name_finds_what_the_documents_call_otherwise(tmp_path: Path) -> None:
    (tmp_path / "tables.md").write_text(
        "# Equipment\n\n## Spinal unit\n\nThe traction table stretches the spine gently.\n\n"
        "## Kitchen\n\nThe coffee machine is for everybody.\n",
        encoding="utf-8",
    )
    plain = chatbot.load(tmp_path, secret_key="test").consider("What does the Zyxotron do?", language="en")
    assert plain.hits == ()
    (tmp_path / "clinic.toml").write_text('[synonyms]\nen = ["Zyxotron | traction table"]\n', encoding="utf-8")
    answer, considered = chatbot.load(tmp_path, secret_key="test").reply("What does the Zyxotron do?", language="en")
    assert considered.hits[0].passage.section == "Spinal unit"
    assert considered.query.corrections == ()
    assert (answer.kind, answer.citations[0].section) == (Kind.ANSWER, "Spinal unit")


@pytest.mark.parametrize(
    ("rows", "said", "why"),
    [
        ('en = ["Zyxotron"]', "does not name two things", "one name means the same as nothing"),
        ('en = "Zyxotron | table"', "is not a table of language", "a text for a list"),
    ],
)
def test_a_fault_of_a_clinic_s_own_names_stops_the_bot(tmp_path: Path, rows: str, said: str, why: str) -> None:
    (tmp_path / "a.md").write_text("# Braces\n\nBraces hold the knee.", encoding="utf-8")
    (tmp_path / "clinic.toml").write_text(f"[synonyms]\n{rows}\n", encoding="utf-8")
    with pytest.raises(BadSettings, match=said):
        chatbot.load(tmp_path, secret_key="test")
    assert why


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ('en = ["— | table"]', "a name without a word"),
        ('en = ["table | — "]', "wherever it stands"),
        ('fr = ["table | lit"]', "a language that the bot does not speak"),
    ],
)
def test_names_that_can_find_nothing_are_told(tmp_path: Path, rows: str, why: str) -> None:
    (tmp_path / "a.md").write_text("# Braces\n\nBraces hold the knee.", encoding="utf-8")
    (tmp_path / "clinic.toml").write_text(f"[synonyms]\n{rows}\n", encoding="utf-8")
    with pytest.raises(BadSettings, match="synonyms"):
        chatbot.load(tmp_path, secret_key="test")
    assert why


# --- loading -------------------------------------------------------------------------------------------------------


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        en='pain = ["pain", "ache"]\nhurt = ["ache"]\n',
        es='pain = ["dolor"]\nhurt = ["dolor"]\n',
        fr="pain = [",
        broader='pain = ["nowhere"]\nelsewhere = ["pain"]\n',
    )
    with pytest.raises(BadLanguage) as raised:
        load_glossary(folder)
    told = sorted((fault.place, fault.problem) for fault in raised.value.faults)
    assert [place for place, _ in told] == ["broader.toml", "broader.toml", "en.toml", "es.toml", "fr.toml"]
    text = str(raised.value)
    for said in ("nowhere", "elsewhere", "'ache' belongs to pain and hurt", "'dolor' belongs to pain and hurt"):
        assert said in text


@pytest.mark.parametrize(
    ("files", "said", "why"),
    [
        ({"en": 'pain = ["Pain"]\nhurt = ["páin"]'}, "belongs to pain and hurt", "compared without case and accents"),
        ({"en": 'pain = ["back pain"]\nhurt = ["back-pain"]'}, "belongs to", "and without signs"),
        ({"en": "pain = []"}, "no list of names", "a concept without names"),
        ({"en": "pain = 3"}, "no list of names", "a name that is neither text nor list"),
        ({"en": 'pain = "pain | | ache"'}, "no list of names", "an empty name between bars"),
        ({"en": "pain = [1]"}, "no list of names", "a name that is no text"),
        ({"en": 'pain = [""]'}, "no list of names", "an empty name"),
        ({"en": 'pain = ["—"]'}, "'—'", "a name without a word"),
        ({"en": 'pain = ["pain"]', "broader": 'pain = ["x"]'}, "'x', which no language has", "an unknown concept"),
        ({"en": 'pain = ["pain"]', "broader": 'x = ["pain"]'}, "'x', which no language has", "on the left as well"),
        ({"en": 'pain = ["pain"]\npain = ["ache"]'}, "cannot be used", "a concept twice"),
    ],
)
def test_a_fault_of_the_files_is_told(tmp_path: Path, files: Mapping[str, str], said: str, why: str) -> None:
    with pytest.raises(BadLanguage) as raised:
        load_glossary(write(tmp_path, **files))
    assert said in str(raised.value), why


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_bytes(b'pain = ["\xff"]')
    with pytest.raises(BadLanguage, match=r"en\.toml: cannot be used"):
        load_glossary(tmp_path)


def test_one_name_may_stand_twice_in_one_concept_and_in_two_languages(tmp_path: Path) -> None:
    loaded = load_glossary(write(tmp_path, en='pain = ["pain", "Pain"]', es='pain = ["pain"]'))
    assert named("pain", "en", loaded) == named("pain", "es", loaded) == ["pain"]


def test_an_unknown_subject_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadLanguage, match="surgrey"):
        load_glossary(write(tmp_path, en='surgery = ["surgery"]', subjects='subjects = ["surgrey"]'))


@pytest.mark.xfail(strict=True, reason="what only the broken file names is told as unknown as well")
def test_one_broken_file_is_one_fault(tmp_path: Path) -> None:
    folder = write(tmp_path, en="pain = [", broader='pain = ["hurt"]\nache = ["pain"]\n')
    with pytest.raises(BadLanguage) as raised:
        load_glossary(folder)
    assert [fault.place for fault in raised.value.faults] == ["en.toml"]


# --- the shipped glossary --------------------------------------------------------------------------------------------


def test_at_least_six_hundred_concepts_have_names_in_both_languages() -> None:
    assert len(SHIPPED.names["en"].keys() & SHIPPED.names["es"].keys()) >= 600
    assert SHIPPED.names["en"].keys() == SHIPPED.names["es"].keys()


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_shipped_name_is_found_as_its_own_concept(language: str) -> None:
    lost = [
        (concept, name)
        for concept, names in SHIPPED.names[language].items()
        for name in names
        if named(name, language, SHIPPED) != [concept]
    ]
    assert lost == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_shipped_name_is_found_inside_a_sentence_whole(language: str) -> None:
    for concept, names in SHIPPED.names[language].items():
        for name in names:
            text = f"Xqz {name}. Xqz"
            whole = [text[each.start : each.end] for each in SHIPPED.find(text, language) if each.concept == concept]
            assert len(whole) == 1


def test_no_shipped_name_is_nothing_but_a_function_word_of_a_question() -> None:
    for text, language in (("what is it and how does it do that", "en"), ("qué es y por qué es así", "es")):
        assert named(text, language, SHIPPED) == []


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("surgery", "cirugía"),
        ("an operation", "una operación"),
        ("slipped disc", "hernia de disco"),
        ("back pain", "dolor de espalda"),
        ("MRI", "resonancia magnética"),
        ("recovery", "recuperación"),
        ("side effects", "efectos secundarios"),
        ("physical therapist", "fisioterapeuta"),
        ("how much does it cost", "cuánto cuesta"),
        ("massage", "masaje"),
        ("risk", "riesgo"),
        ("manual therapy", "terapia manual"),
        ("laminectomy", "laminectomía"),
        ("robotic surgery", "cirugía robótica"),
    ],
)
def test_the_same_thing_is_the_same_concept_in_both_languages(english: str, spanish: str) -> None:
    assert set(named(english, "en", SHIPPED)) & set(named(spanish, "es", SHIPPED))


@pytest.mark.parametrize(
    ("one", "other", "language", "why"),
    [
        ("cost", "most", "en", "one letter apart"),
        ("laminectomy", "discectomy", "en", "two operations"),
        ("manual therapy", "physical therapy", "en", "two therapies"),
        ("back pain", "neck pain", "en", "two places"),
        ("cirugía", "terapia manual", "es", "two treatments"),
        ("hernia", "estenosis", "es", "two conditions"),
    ],
)
def test_two_things_are_two_concepts(one: str, other: str, language: str, why: str) -> None:
    assert not set(named(one, language, SHIPPED)) & set(named(other, language, SHIPPED)), why


@given(st.text(max_size=200), st.sampled_from(["en", "es"]))
def test_mentions_stand_in_order_and_never_overlap(text: str, language: str) -> None:
    end = 0
    for mention in SHIPPED.find(text, language):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.concept in SHIPPED.names[language]
        end = mention.end
