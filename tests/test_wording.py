"""Wording: every language words everything, nothing stays unfilled, and a broken file is told in full."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import chatbot.guardrails
from chatbot.guardrails import Aside, Notices, headline_of, load_notices
from chatbot.languages import load_languages
from chatbot.model import BadNotices, BadSettings, Kind, Label, Reason, Triage, Urgency
from chatbot.settings import Settings

LANGUAGES = list(load_languages())
SHIPPED = Path(chatbot.guardrails.__file__).parent
NOTICES = (
    "persistent provider emergency_line red_flag_check diagnosis_questions personal_questions soon weak_source "
    "disagreement apart source_language still_about searched_for nearest adapted adapted_reviewed conversation_reset "
    "clinic clinic_hours"
).split()
HEADLINES = (
    "emergency same_day crisis diagnosis diagnosis_alone personal injection out_of_scope no_answer too_short clarify "
    "unsupported_language nothing_before nothing_more smalltalk_greeting smalltalk_thanks smalltalk_goodbye "
    "smalltalk_who smalltalk_person smalltalk_abilities failed"
).split()


def notices(**decided: str) -> Notices:
    return load_notices(Settings(**decided), LANGUAGES)


def triage(label: str = "benign", urgency: str = "routine") -> Triage:
    return Triage(Label(label), Urgency(urgency))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped files, to be spoilt."""
    shutil.copytree(SHIPPED / "wording", tmp_path / "wording")
    shutil.copy(SHIPPED / "contacts.toml", tmp_path)
    shutil.copy(SHIPPED / "questions.toml", tmp_path)
    return tmp_path


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(re.findall(old, text, re.MULTILINE)) == 1
    path.write_text(re.sub(old, new, text, flags=re.MULTILINE), encoding="utf-8")


def faults(folder: Path, country: str = "") -> list[str]:
    with pytest.raises(BadNotices) as raised:
        load_notices(Settings(country=country), LANGUAGES, folder)
    return [f"{fault.place}: {fault.problem}" for fault in raised.value.faults]


# --- What is worded ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_words_everything_and_fills_every_slot(language: str) -> None:
    spoken = notices(name="Knee House", phone="555 0100", hours="9 to 5", country="US")
    held = ("still_about", "searched_for", "nearest")
    aside = Aside(assumed=("a", "b"), searched_for=("c", "d"), nearest="e")
    attached = spoken.attach(Kind.ANSWER, triage(), [], language, aside=aside)
    texts = [notice.text for notice in attached if notice.notice_id in held]
    assert [re.findall(r"\b(?:a, b|c, d|e)\b(?=[.”»])", text) for text in texts] == [["a, b"], ["c, d"], ["e"]]
    filled_later = (*held, "adapted", "adapted_reviewed")
    texts += [spoken.notice(notice_id, language).text for notice_id in NOTICES if notice_id not in filled_later]
    texts += [spoken.headline(name, language) for name in HEADLINES]
    texts += [spoken.adapted("leaflet.txt", language), spoken.adapted("leaflet.txt", language, "Dr. A")]
    for text in texts:
        assert text.strip()
        assert not re.search(r"[{}]", text)


def test_languages_word_everything_differently() -> None:
    spoken = notices()
    for notice_id in NOTICES:
        assert len({spoken.notice(notice_id, language).text for language in LANGUAGES}) == len(LANGUAGES)
    for name in HEADLINES:
        assert len({spoken.headline(name, language) for language in LANGUAGES}) == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_wording_claims_that_a_clinician_reviewed_it(language: str) -> None:
    wording = (SHIPPED / "wording" / f"{language}.toml").read_text(encoding="utf-8")
    assert 'reviewed_by = ""' in wording


@pytest.mark.parametrize(
    ("country", "language", "number"),
    [
        ("", "en", "your local emergency number"),
        ("", "es", "número local de emergencias"),
        ("US", "en", "911"),
        ("US", "es", "911"),
        ("MX", "es", "911"),
        ("ES", "en", "112"),
        ("GB", "en", "999"),
    ],
)
def test_the_emergency_number_is_that_of_the_clinics_country_never_of_the_language(
    country: str, language: str, number: str
) -> None:
    spoken = notices(country=country)
    texts = [spoken.notice(notice_id, language).text for notice_id in ("emergency_line", "persistent")]
    texts += [spoken.headline(name, language) for name in ("emergency", "same_day", "failed")]
    for text in texts:
        assert number in text
        assert not set(re.findall(r"\d{3}", text)) - {number}


@pytest.mark.parametrize(
    ("country", "language", "line"),
    [
        ("", "en", "a local crisis line"),
        ("", "es", "una línea local de ayuda en crisis"),
        ("US", "es", "988 (988 Suicide & Crisis Lifeline)"),
        ("ES", "en", "024 (Línea 024)"),
        ("MX", "en", "800 911 2000 (Línea de la Vida)"),
        ("GB", "es", "116 123 (Samaritans)"),
    ],
)
def test_the_crisis_line_is_that_of_the_clinics_country_never_of_the_language(
    country: str, language: str, line: str
) -> None:
    spoken = notices(country=country)
    headline = spoken.headline("crisis", language)
    assert line in headline
    assert (spoken.wordings[language]["contact"]["emergency"] in headline) is (not country)


def test_a_country_without_contacts_is_told() -> None:
    with pytest.raises(BadSettings) as raised:
        notices(country="XX")
    assert str(raised.value).startswith("country: there are no contacts for 'XX'; add it to ")
    assert "US, ES, MX, GB" in str(raised.value)


@pytest.mark.parametrize(
    ("kind", "found", "reason", "cites", "headline"),
    [
        (Kind.ANSWER, triage(), None, True, None),
        (Kind.NO_ANSWER, triage(), Reason.TOO_SHORT, False, "too_short"),
        (Kind.NO_ANSWER, triage(), Reason.TOPIC_NOT_COVERED, False, "no_answer"),
        (Kind.NO_ANSWER, triage(), Reason.ASPECT_NOT_COVERED, False, "no_answer"),
        (Kind.EMERGENCY, triage("emergency", "emergency"), None, False, "emergency"),
        (Kind.EMERGENCY, triage("emergency", "same_day"), None, False, "same_day"),
        (Kind.CRISIS, triage("crisis", "emergency"), None, False, "crisis"),
        (Kind.DEFLECTION, triage("diagnosis"), None, True, "diagnosis"),
        (Kind.DEFLECTION, triage("diagnosis"), None, False, "diagnosis_alone"),
        (Kind.DEFLECTION, triage("personal"), None, True, "personal"),
        (Kind.DEFLECTION, triage("personal"), None, False, "personal"),
        (Kind.DEFLECTION, triage("injection"), None, False, "injection"),
        (Kind.DEFLECTION, None, Reason.TRIAGE_FAILED, False, "failed"),
        (Kind.OUT_OF_SCOPE, triage("out_of_scope"), None, False, "out_of_scope"),
        (Kind.CLARIFY, triage(), Reason.UNSURE, False, "clarify"),
        (Kind.NO_ANSWER, triage(), Reason.UNSUPPORTED_LANGUAGE, False, "unsupported_language"),
        (Kind.NO_ANSWER, triage(), Reason.NOTHING_BEFORE, False, "nothing_before"),
        (Kind.NO_ANSWER, triage(), Reason.NOTHING_MORE, False, "nothing_more"),
    ],
)
def test_a_reply_begins_with_its_headline(
    kind: Kind, found: Triage | None, reason: Reason | None, cites: bool, headline: str | None
) -> None:
    assert headline_of(kind, found, reason, cites=cites) == headline
    for language in LANGUAGES if headline else ():
        assert notices().headline(headline or "", language).strip()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["diagnosis_alone", "personal", "failed", "no_answer"])
def test_only_what_quotes_speaks_of_sources_below(name: str, language: str) -> None:
    spoken = notices()
    assert re.search("sources below|fuentes de abajo", spoken.headline("diagnosis", language))
    assert not re.search("below|abajo", spoken.headline(name, language))


@pytest.mark.parametrize("source", ["leaflet.txt", "{n}", "{source}", "a {0} b"])
def test_the_name_of_a_source_is_put_in_as_it_is(source: str) -> None:
    assert notices(country="US").adapted(source, "en") == (
        f"Restated in our own words from {source}; not reviewed by a clinician."
    )


def test_a_reviewed_restatement_names_its_reviewer_as_written() -> None:
    assert notices().adapted("{reviewer}.txt", "en", "Dr. {n}") != notices().adapted("{reviewer}.txt", "en")
    assert notices().adapted("a.txt", "en", "Dr. {n}") == ("Restated in our own words from a.txt; reviewed by Dr. {n}.")


@pytest.mark.parametrize(
    ("decided", "language", "clinic"),
    [
        ({"name": "Knee House", "phone": "555 0100"}, "en", "Knee House can be reached at 555 0100."),
        ({"name": "Knee House", "phone": "555 0100"}, "es", "Puede llamar a Knee House: 555 0100."),
        ({"phone": "555 0100"}, "en", "The clinic can be reached at 555 0100."),
        ({"phone": "555 0100"}, "es", "Puede llamar a la clínica: 555 0100."),
        ({"name": "{phone} & {x}", "phone": "555"}, "en", "{phone} & {x} can be reached at 555."),
    ],
)
def test_the_clinic_is_named_with_its_phone(decided: dict[str, str], language: str, clinic: str) -> None:
    assert notices(**decided).notice("clinic", language).text == clinic


# --- What is wrong with the files ---


@pytest.mark.parametrize(
    ("old", "new", "fault", "why"),
    [
        ("^provider = .*$", "", "en.toml: [notice] has no 'provider'", "a wording is missing"),
        ("^provider = .*$", 'provider = " "', "en.toml: [notice] has no 'provider'", "a wording is empty"),
        ("^provider = .*$", "provider = 5", "en.toml: [notice] has no 'provider'", "a wording is no text"),
        ("^too_short = .*$", "", "en.toml: [headline] has no 'too_short'", "a headline is missing"),
        ("^clinic = .The clinic.$", "", "en.toml: [contact] has no 'clinic'", "a contact is missing"),
        (
            r"^emergency_line = .*$",
            'emergency_line = "Call {number}."',
            "en.toml: nothing fills {number} in 'emergency_line'",
            "a misspelt slot",
        ),
        (
            "^provider = .*$",
            'provider = "Call {phone}."',
            "en.toml: nothing fills {phone} in 'provider'",
            "a slot of another notice",
        ),
        ("^provider = .*$", 'provider = "{n} {x}"', "en.toml: nothing fills {n}, {x} in 'provider'", "two of them"),
        ("^provider = .*$", 'provider = "{}"', "en.toml: nothing fills {} in 'provider'", "a slot without a name"),
    ],
)
def test_a_wording_that_is_missing_or_not_filled_is_told(
    folder: Path, old: str, new: str, fault: str, why: str
) -> None:
    spoil(folder / "wording" / "en.toml", old, new)
    assert faults(folder) == [fault], why


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('provider = "Call {n now."', "a brace that is not closed"),
        ('provider = "Call n} now."', "a brace that is not opened"),
    ],
)
def test_a_broken_slot_is_told(folder: Path, content: str, why: str) -> None:
    spoil(folder / "wording" / "en.toml", "^provider = .*$", content)
    (fault,) = faults(folder)
    assert fault.startswith("en.toml: "), why
    assert "provider" in fault


def test_everything_wrong_in_all_files_is_told_at_once(folder: Path) -> None:
    (folder / "wording" / "en.toml").unlink()
    spoil(folder / "wording" / "es.toml", "^provider = .*$", "")
    spoil(folder / "wording" / "es.toml", "^weak_source = .*$", 'weak_source = "{x}"')
    unreadable, *others = faults(folder)
    assert unreadable.startswith("en.toml: cannot be read")
    assert others == ["es.toml: [notice] has no 'provider'", "es.toml: nothing fills {x} in 'weak_source'"]


@pytest.mark.parametrize("content", [b"[notice", b'x = "\xff"'], ids=["not TOML", "not UTF-8"])
def test_a_wording_file_that_cannot_be_read_is_told(folder: Path, content: bytes) -> None:
    (folder / "wording" / "es.toml").write_bytes(content)
    (fault,) = faults(folder)
    assert fault.startswith("es.toml: cannot be read")


def test_a_language_without_wordings_is_told() -> None:
    with pytest.raises(BadNotices, match=r"^fr\.toml: cannot be read"):
        load_notices(Settings(), [*LANGUAGES, "fr"])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "the file is missing"),
        ("[US", "the file is not TOML"),
        ('[US]\ncrisis = "988"\ncrisis_name = "988"\n', "the emergency number is missing"),
        ('[US]\nemergency = "911"\ncrisis_name = "988"\n', "the crisis line is missing"),
        ('[US]\nemergency = "911"\ncrisis = " "\ncrisis_name = "988"\n', "the crisis line is empty"),
        ('[US]\nemergency = 911\ncrisis = "988"\ncrisis_name = "988"\n', "a number that is no text"),
        ('[US]\nemergency = "911"\ncrisis = "988"\n', "the crisis line has no name"),
        ("US = 5\n", "a country that is no table"),
    ],
)
def test_contacts_that_cannot_be_used_are_told(folder: Path, content: str | None, why: str) -> None:
    contacts = folder / "contacts.toml"
    contacts.unlink() if content is None else contacts.write_text(content)
    told = faults(folder, country="US")
    assert told, why
    assert all(fault.startswith("contacts.toml") for fault in told), why


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (r"\[diagnosis\.en\]", "[diagnosis.fr]", "a language without questions"),
        (r"(?s)(?<=\[diagnosis\.en\]\nquestions = )\[.*?\]", "[]", "no question"),
        (r"(?s)(?<=\[diagnosis\.en\]\nquestions = )\[.*?\]", '["What now?"]', "one question"),
        (r"(?s)(?<=\[diagnosis\.en\]\nquestions = )\[.*?\]", '["a?", ""]', "an empty question"),
        (r"(?s)(?<=\[diagnosis\.en\]\nquestions = )\[.*?\]", '["a?", 5]', "a question that is no text"),
        (r"(?s)(?<=\[diagnosis\.en\]\nquestions = )\[.*?\]", '"ab"', "questions that are no list"),
    ],
)
def test_questions_to_take_to_the_provider_must_be_two(folder: Path, old: str, new: str, why: str) -> None:
    spoil(folder / "questions.toml", old, new)
    assert faults(folder) == ["questions.toml: [diagnosis.en] does not hold two questions"], why
