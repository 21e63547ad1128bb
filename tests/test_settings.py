"""Settings: which value wins, and that everything wrong is told at once, with its place, and never the key."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from chatbot.model import BadSettings
from chatbot.settings import Settings, load_settings

SECRET = "s3cr3t-value"


def load(
    folder: Path, toml: str = "", environ: dict[str, str] | None = None, given: dict[str, object] | None = None
) -> Settings:
    (folder / "clinic.toml").write_text(toml, encoding="utf-8")
    return load_settings(folder, given, environ or {})


def faults(
    folder: Path, toml: str = "", environ: dict[str, str] | None = None, given: dict[str, object] | None = None
) -> list[str]:
    """What is wrong, as the error tells it line by line, with the folder's name taken off."""
    with pytest.raises(BadSettings) as raised:
        load(folder, toml, environ, given)
    assert len(raised.value.faults) == len(str(raised.value).splitlines())
    return str(raised.value).replace(f"{folder}/", "").splitlines()


@pytest.mark.parametrize(
    ("toml", "environ", "given", "k1", "why"),
    [
        ("", {}, {}, 1.5, "the default"),
        ("[retrieval]\nk1 = 1.1", {}, {}, 1.1, "the file wins over the default"),
        ("[retrieval]\nk1 = 1.1", {"CHATBOT_K1": "1.2"}, {}, 1.2, "the environment wins over the file"),
        ("[retrieval]\nk1 = 1.1", {"CHATBOT_K1": "1.2"}, {"k1": 1.3}, 1.3, "what is given wins over both"),
        ("", {"CHATBOT_K1": "1.2"}, {"k1": 1.3}, 1.3, "without a file too"),
        ("[retrieval]\nk1 = 1.1", {"CHATBOT_K1": " "}, {}, 1.1, "an empty variable is none"),
        ("[retrieval]\nk1 = 1.1", {}, {"k1": None}, 1.1, "None gives nothing"),
        ("[retrieval]\nk1 = 1.1", {}, {"b": 0.5}, 1.1, "another setting changes nothing"),
        ("", {"K1": "9", "CHATBOT_OTHER": "x"}, {}, 1.5, "other variables are nobody's business"),
    ],
)
def test_the_nearest_value_wins(
    tmp_path: Path, toml: str, environ: dict[str, str], given: dict[str, object], k1: float, why: str
) -> None:
    assert load(tmp_path, toml, environ, given).k1 == k1, why


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path, None, {}) == Settings()
    assert load_settings(tmp_path / "nowhere", None, {}) == Settings()


@pytest.mark.parametrize(
    ("toml", "name", "value", "why"),
    [
        ('[clinic]\nname = "  Knees  "', "name", "Knees", "text is trimmed"),
        ('[clinic]\ncountry = "mx"', "country", "MX", "countries are in capitals"),
        ('[clinic]\ncountry = ""', "country", "", "no country"),
        ('[clinic]\nlanguage = "ES"', "language", "es", "languages are in small letters"),
        ("[retrieval]\nk1 = 2", "k1", 2.0, "a whole number where any will do"),
        ('[retrieval]\nk1 = "0.9"', "k1", 0.9, "a number in quotation marks"),
        ("[retrieval]\nb = 0", "b", 0.0, "the lowest value"),
        ("[retrieval]\nb = 1", "b", 1.0, "the highest value"),
        ("[answering]\nmax_citations = 2.0", "max_citations", 2, "a whole number written with a point"),
        ('[page]\nexamples_es = [" ¿Qué es? ", "b"]', "examples_es", ("¿Qué es?", "b"), "questions"),
        ('\ufeff[clinic]\nname = "Ñ"', "name", "Ñ", "a byte order mark"),
        ("[evaluation]\nrecall = 1\nndcg = 0.5", "bars", (("recall", 1.0), ("ndcg", 0.5)), "bars for measures"),
        (
            '[synonyms]\nen = ["DRX table | traction  table", "a|b|c"]\nES = ["mesa | camilla|"]',
            "synonyms",
            (("en", ("DRX table", "traction  table")), ("en", ("a", "b", "c")), ("es", ("mesa", "camilla"))),
            "rows of names, each with its language",
        ),
        ("[synonyms]\nen = []", "synonyms", (), "a language without rows"),
        ('["clinic"]\n"name" = "Q"', "name", "Q", "keys in quotation marks"),
        ("[staff]\nstaff_pages = false", "staff_pages", False, "a switch"),
    ],
)
def test_a_value_from_the_file_is_read_as_what_it_is(
    tmp_path: Path, toml: str, name: str, value: object, why: str
) -> None:
    found = getattr(load(tmp_path, toml), name)
    assert (found, type(found)) == (value, type(value)), why


@pytest.mark.parametrize(
    ("variable", "text", "name", "value"),
    [
        ("CHATBOT_NAME", " Knees ", "name", "Knees"),
        ("CHATBOT_MAX_CITATIONS", "2", "max_citations", 2),
        ("CHATBOT_B", "0.5", "b", 0.5),
        ("CHATBOT_EXAMPLES_EN", "What?\n\n Why? \n", "examples_en", ("What?", "Why?")),
        ("CHATBOT_SECRET_KEY", SECRET, "secret_key", SECRET),
        ("CHATBOT_STAFF_PAGES", "Off", "staff_pages", False),
        ("CHATBOT_KEEP_QUESTIONS", "Redacted", "keep_questions", "redacted"),
    ],
)
def test_a_value_from_the_environment_is_read_from_text(
    tmp_path: Path, variable: str, text: str, name: str, value: object
) -> None:
    assert getattr(load(tmp_path, environ={variable: text}), name) == value


TABLES = {"bars", "disagreements", "synonyms"}  # a table cannot be written in a variable


def test_every_setting_can_come_from_the_environment_and_from_the_caller(tmp_path: Path) -> None:
    names = [each.name for each in fields(Settings) if each.name not in TABLES]
    values = {"country": "US", "language": "es", "max_citations": "1", "max_message": "200"}
    values |= {"origins": "https://clinic.example", "per_minute": "5"}
    values |= {"staff_pages": "off", "known_questions": "off", "keep_questions": "redacted", "staff_token": 20 * "x"}
    values |= {"retention_days": "30", "review_months": "12"}
    wanted = {name: values.get(name, "0.7") for name in names}
    from_environment = load(tmp_path, environ={f"CHATBOT_{name.upper()}": value for name, value in wanted.items()})
    assert from_environment == load(tmp_path, given=dict(wanted))
    assert [name for name in names if getattr(from_environment, name) == getattr(Settings(), name)] == []


@pytest.mark.parametrize(
    ("toml", "fault", "why"),
    [
        ("[clinic]\nname = 5", "clinic.toml:2: 'name' is not text: 5", "a number for text"),
        ('[clinic]\n\ncountry = "USA"', "clinic.toml:3: 'country' is not a two-letter country code", "three letters"),
        ('[clinic]\nlanguage = "english"', "clinic.toml:2: 'language' is not a two-letter language code", "a name"),
        ('[clinic]\nlanguage = ""', "clinic.toml:2: 'language' is not a two-letter language code", "no language"),
        ('# k1 = 3\n[retrieval]\nb = 1\nk1 = "x"', "clinic.toml:4: 'k1' is not a number: 'x'", "a word for a number"),
        ("[retrieval]\nk1 = true", "clinic.toml:2: 'k1' is not a number: True", "a switch for a number"),
        ("[retrieval]\nk1 = nan", "clinic.toml:2: 'k1' is not between 0 and 10: nan", "not a number"),
        ("[retrieval]\nk1 = inf", "clinic.toml:2: 'k1' is not between 0 and 10: inf", "infinity"),
        ("[retrieval]\nb = 1.01", "clinic.toml:2: 'b' is not between 0 and 1: 1.01", "too high"),
        ("[retrieval]\nb = -0.01", "clinic.toml:2: 'b' is not between 0 and 1: -0.01", "too low"),
        ("[answering]\nmax_citations = 0", "clinic.toml:2: 'max_citations' is not between 1 and 3: 0", "none at all"),
        (
            "[answering]\nmax_citations = 1.5",
            "clinic.toml:2: 'max_citations' is not a whole number: 1.5",
            "one and a half",
        ),
        ('[page]\nexamples_en = ["a", 5]', "clinic.toml:2: 'examples_en' is not a list of questions", "a number in it"),
        ('[staff]\nstaff_pages = "maybe"', "clinic.toml:2: 'staff_pages' is neither on nor off: 'maybe'", "no switch"),
        ('[staff]\nkeep_questions = "all"', "clinic.toml:2: 'keep_questions' is not one of off, redacted", "too much"),
        ("[staff]\ntest_sets = 5", "clinic.toml:2: 'test_sets' is not a list of files", "no list of files"),
        ("[page]\nexamples_en = 5", "clinic.toml:2: 'examples_en' is not a list of questions", "no list"),
        ('[clinic]\nnmae = "x"', "clinic.toml:2: [clinic] has no setting 'nmae'; did you mean 'name'?", "misspelt"),
        (
            "[answering]\nxyz = 1",
            "clinic.toml:2: [answering] has no setting 'xyz'; known are known_questions, max_citations, ",
            "nothing like it",
        ),
        (
            "[answering]\nk1 = 1",
            "clinic.toml:2: [answering] has no setting 'k1'; known are known_questions, max_citations, ",
            "in the wrong section",
        ),
        (
            "\n[clinc]\nname = 1",
            "clinic.toml:2: there is no section [clinc]; did you mean 'clinic'?",
            "misspelt section",
        ),
        ('name = "x"', "clinic.toml:1: there is no section [name]", "a setting outside of all sections"),
        ('[evaluation]\nrecall = 1\nndcg = "x"', "clinic.toml:3: ", "a word for a bar"),
        ("[clinic]\nname = ", "clinic.toml: is not TOML", "a value is missing"),
    ],
)
def test_a_fault_in_the_file_is_told_with_its_line(tmp_path: Path, toml: str, fault: str, why: str) -> None:
    (told,) = faults(tmp_path, toml)
    assert told.startswith(fault), why


@pytest.mark.parametrize(
    ("table", "fault", "why"),
    [
        ('en = "a | b"', "is not a table of language = [", "a text for a list"),
        ("en = [1]", "is not a table of language = [", "a number for a row"),
        ('en = [["a", "b"]]', "is not a table of language = [", "a list for a row"),
        ('en = ["a"]', "has the row 'a', which does not name two things", "one name"),
        ('en = ["a | "]', "has the row 'a | ', which does not name two things", "an empty one"),
        ('en = ["a | b", ""]', "has the row '', which does not name two things", "nothing"),
        ('english = ["a | b"]', "is not a two-letter language code", "a language by its name"),
    ],
)
def test_a_fault_of_the_synonyms_is_told_with_their_line(tmp_path: Path, table: str, fault: str, why: str) -> None:
    (told,) = faults(tmp_path, f"[clinic]\n\n[synonyms]\n{table}\n")
    assert told.startswith(f"clinic.toml:3: 'synonyms' {fault}"), why


@pytest.mark.parametrize("toml", ['synonyms = "a | b"', 'synonyms = ["a | b"]'])
def test_synonyms_that_are_no_table_are_told(tmp_path: Path, toml: str) -> None:
    (told,) = faults(tmp_path, toml)
    assert told.startswith("clinic.toml:1: 'synonyms' is not a table of language = [")


def test_test_sets_are_looked_for_beside_the_documents(tmp_path: Path) -> None:
    assert load(tmp_path, '[staff]\ntest_sets = ["../a.jsonl"]').test_sets == (f"{tmp_path}/../a.jsonl",)


@pytest.mark.parametrize(
    ("token", "accepted"), [("x" * 15, False), ("x" * 16, True), ("  " + "x" * 15, False), ("", True)]
)
def test_a_short_staff_token_is_refused_and_never_told(tmp_path: Path, token: str, accepted: bool) -> None:
    if accepted:
        assert load(tmp_path, environ={"CHATBOT_STAFF_TOKEN": token}).staff_token == token.strip()
    else:
        (told,) = faults(tmp_path, environ={"CHATBOT_STAFF_TOKEN": token})
        assert "fewer than 16" in told
        assert "xxx" not in told


def test_the_line_is_that_of_the_section_meant(tmp_path: Path) -> None:
    toml = '[page]\n# name = "x"\n\n[ clinic ] # ours\n  name = 5\n'
    assert faults(tmp_path, toml) == [
        "clinic.toml:5: 'name' is not text: 5; correct it or remove it to use the default"
    ]


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "clinic.toml").write_bytes(b'[clinic]\nname = "Cl\xednica"')
    with pytest.raises(BadSettings, match=r"clinic\.toml: is not UTF-8 text; save it as UTF-8"):
        load_settings(tmp_path, None, {})


@pytest.mark.parametrize(
    ("environ", "given", "fault", "why"),
    [
        ({"CHATBOT_K1": "x"}, {}, "CHATBOT_K1: 'k1' is not a number: 'x'", "a variable is named"),
        ({}, {"k1": "x"}, "load(k1=...): 'k1' is not a number: 'x'", "so is an argument"),
        (
            {},
            {"max_citatoins": 1},
            "load(): there is no setting 'max_citatoins'; did you mean 'max_citations'?",
            "misspelt",
        ),
        ({}, {"zzz": 1}, "load(): there is no setting 'zzz'; known are b, ", "nothing like it"),
    ],
)
def test_a_fault_elsewhere_names_the_variable_or_the_argument(
    tmp_path: Path, environ: dict[str, str], given: dict[str, object], fault: str, why: str
) -> None:
    (told,) = faults(tmp_path, "", environ, given)
    assert told.startswith(fault), why


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    toml = '[clinic]\nnmae = "x"\ncountry = "USA"\n\n[colours]\n\n[retrieval]\nk1 = -1\n'
    told = faults(tmp_path, toml, {"CHATBOT_B": "x", "CHATBOT_MAX_MESSAGE": "1"}, {"max_citations": "x", "zzz": 1})
    assert sorted(line.split(": ")[0] for line in told) == [
        "CHATBOT_B",
        "CHATBOT_MAX_MESSAGE",
        "clinic.toml:2",
        "clinic.toml:3",
        "clinic.toml:5",
        "clinic.toml:8",
        "load()",
        "load(max_citations=...)",
    ]


@pytest.mark.parametrize(
    "toml",
    [
        f'[server]\nsecret_key = "{SECRET}"',
        f'[clinic]\nsecret_key = "{SECRET}"',
        f'[evaluation]\nsecret_key = "{SECRET}"',
        f'secret_key = "{SECRET}"',
        f'[secret_key]\nkey = "{SECRET}"',
    ],
    ids=["in its section", "in another section", "among the bars", "outside of all sections", "as a section"],
)
def test_a_secret_key_in_the_file_is_refused_and_not_shown(tmp_path: Path, toml: str) -> None:
    (told,) = faults(tmp_path, toml)
    assert "secret_key" in told
    assert SECRET not in told


def test_the_refusal_says_where_the_key_belongs(tmp_path: Path) -> None:
    (told,) = faults(tmp_path, f'[server]\nsecret_key = "{SECRET}"')
    assert told == (
        "clinic.toml:2: 'secret_key' does not belong in a file; set CHATBOT_SECRET_KEY in the environment instead"
    )


@pytest.mark.parametrize("key", ["secret_kye", "secret", "key"])
def test_a_misspelt_secret_key_in_the_file_is_not_shown_and_the_right_one_not_offered(tmp_path: Path, key: str) -> None:
    (told,) = faults(tmp_path, f'[server]\n{key} = "{SECRET}"')
    assert told.startswith(f"clinic.toml:2: [server] has no setting '{key}'")
    assert SECRET not in told
    assert "secret_key" not in told


@pytest.mark.parametrize(
    "given",
    [{"secret_key": [SECRET]}, {"secret_key": SECRET.encode()}, {"secret_kye": SECRET}],
    ids=["a list", "bytes", "misspelt"],
)
def test_a_secret_key_that_cannot_be_used_is_not_shown(tmp_path: Path, given: dict[str, object]) -> None:
    (told,) = faults(tmp_path, given=given)
    assert SECRET not in told


def test_another_fault_does_not_show_the_key(tmp_path: Path) -> None:
    (told,) = faults(tmp_path, environ={"CHATBOT_SECRET_KEY": SECRET, "CHATBOT_K1": "x"})
    assert SECRET not in told


def test_settings_do_not_show_the_key() -> None:
    assert SECRET not in repr(Settings(secret_key=SECRET))
