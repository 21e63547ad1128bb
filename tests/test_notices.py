"""Notices: every language words everything, nothing stays unfilled, and what must be said is said."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import chatbot.guardrails
from chatbot.guardrails import Notices, load_notices
from chatbot.languages import load_languages
from chatbot.model import BadNotices, BadSettings, Citation, Evidence, Kind, Reason
from chatbot.settings import Settings

LANGUAGES = list(load_languages())
SHIPPED = Path(chatbot.guardrails.__file__).parent
NOTICES = (
    "persistent no_triage provider emergency_line weak_source adapted conversation_reset clinic clinic_hours".split()
)


def notices(**decided: str) -> Notices:
    return load_notices(Settings(**decided), LANGUAGES)


def citation(evidence: str = "general") -> Citation:
    return Citation(
        number=1,
        passage_id="knees#1",
        document="knees",
        title="Knees",
        section="Knees",
        quote="It warms.",
        before="",
        after="",
        start=0,
        end=9,
        language="en",
        source="knees.md",
        adapted=False,
        evidence=evidence,
        updated=None,
        sha256="0" * 64,
        score=1.0,
    )


def said(spoken: Notices, kind: Kind, *evidence: str, language: str = "en", reset: bool = False) -> list[str]:
    """The ids of what a reply carries that cites sources of this evidence."""
    attached = spoken.attach(kind, [citation(each) for each in evidence], language, reset=reset)
    return [notice.notice_id for notice in attached]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped files, to be spoilt."""
    shutil.copytree(SHIPPED / "wording", tmp_path / "wording")
    shutil.copy(SHIPPED / "contacts.toml", tmp_path)
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
    texts = [spoken.notice(notice_id, language).text for notice_id in NOTICES if notice_id != "adapted"]
    texts += [spoken.headline(reason, language) for reason in Reason]
    texts.append(spoken.adapted("leaflet.txt", language))
    for text in texts:
        assert text.strip()
        assert not re.search(r"[{}]", text)


def test_languages_word_everything_differently() -> None:
    spoken = notices()
    for notice_id in NOTICES:
        assert len({spoken.notice(notice_id, language).text for language in LANGUAGES}) == len(LANGUAGES)


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
    for notice_id in ("emergency_line", "persistent"):
        text = spoken.notice(notice_id, language).text
        assert number in text
        assert not set(re.findall(r"\d{3}", text)) - {number}


def test_a_country_without_contacts_is_told() -> None:
    with pytest.raises(BadSettings) as raised:
        notices(country="XX")
    assert str(raised.value).startswith("country: there are no contacts for 'XX'; add it to ")
    assert "US, ES, MX, GB" in str(raised.value)


@pytest.mark.parametrize(
    ("reason", "headline"),
    [
        (Reason.TOO_SHORT, "too_short"),
        (Reason.TOPIC_NOT_COVERED, "no_answer"),
        (Reason.ASPECT_NOT_COVERED, "no_answer"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reply_without_an_answer_has_its_headline(reason: Reason, headline: str, language: str) -> None:
    spoken = notices()
    assert spoken.headline(reason, language) == spoken.wordings[language]["headline"][headline]


@pytest.mark.parametrize("source", ["leaflet.txt", "{n}", "{source}", "a {0} b"])
def test_the_name_of_a_source_is_put_in_as_it_is(source: str) -> None:
    assert notices(country="US").adapted(source, "en") == (
        f"Restated in our own words from {source}; not reviewed by a clinician."
    )


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
            r"Call \{n\}\.\"\nweak",
            'Call {number}."\nweak',
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
        ('[US]\nsource = "FCC"\n', "the number is missing"),
    ],
)
def test_contacts_that_cannot_be_used_are_told(folder: Path, content: str | None, why: str) -> None:
    contacts = folder / "contacts.toml"
    contacts.unlink() if content is None else contacts.write_text(content)
    told = faults(folder, country="US")
    assert len(told) == 1, why
    assert told[0].startswith("contacts.toml"), why


# --- What a reply carries ---


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_emergency_line_comes_first_with_every_kind_of_reply(kind: Kind, language: str) -> None:
    spoken = notices(country="US", phone="555 0100")
    first, *others = spoken.attach(kind, [], language, reset=False)
    assert first == spoken.notice("emergency_line", language)
    assert "911" in first.text
    assert first not in others


@pytest.mark.parametrize(
    ("kind", "evidence", "reset", "expected", "why"),
    [
        (Kind.ANSWER, ["general"], False, ["provider"], "an answer sends to the provider"),
        (Kind.ANSWER, ["promotional"], False, ["provider", "weak_source"], "a source that sells the treatment"),
        (Kind.ANSWER, ["weak"], False, ["provider", "weak_source"], "a source with weak evidence"),
        (Kind.ANSWER, ["general", "weak", "weak"], False, ["provider", "weak_source"], "once, whichever it is"),
        (Kind.ANSWER, ["general"], True, ["provider", "conversation_reset"], "a conversation given up"),
        (Kind.NO_ANSWER, [], False, ["clinic", "clinic_hours"], "whom to ask instead"),
        (Kind.NO_ANSWER, [], True, ["clinic", "clinic_hours", "conversation_reset"], "and a conversation given up"),
        (Kind.DEFLECTION, ["promotional"], False, ["weak_source"], "quotations under a deflection are sources too"),
        (Kind.SMALLTALK, [], False, [], "nothing else"),
    ],
)
def test_a_reply_carries_what_must_be_said_beside_it(
    kind: Kind, evidence: list[str], reset: bool, expected: list[str], why: str
) -> None:
    spoken = notices(phone="555 0100", hours="9 to 5")
    assert said(spoken, kind, *evidence, reset=reset) == ["emergency_line", *expected], why


@pytest.mark.parametrize("kind", set(Kind) - {Kind.NO_ANSWER})
def test_the_clinics_phone_is_only_offered_where_there_is_no_answer(kind: Kind) -> None:
    spoken = notices(phone="555 0100", hours="9 to 5")
    assert "555" not in "".join(notice.text for notice in spoken.attach(kind, [], "en", reset=False))


@pytest.mark.parametrize(
    ("decided", "expected", "why"),
    [
        ({}, [], "a clinic that gives no phone"),
        ({"hours": "9 to 5"}, [], "hours without a phone lead nowhere"),
        ({"phone": "555 0100"}, ["clinic"], "a phone"),
        ({"phone": "555 0100", "hours": "9 to 5"}, ["clinic", "clinic_hours"], "a phone and its hours"),
    ],
)
def test_the_clinic_is_offered_as_far_as_it_says(decided: dict[str, str], expected: list[str], why: str) -> None:
    assert said(notices(**decided), Kind.NO_ANSWER) == ["emergency_line", *expected], why


@pytest.mark.parametrize("evidence", Evidence)
def test_only_a_general_source_goes_without_a_warning(evidence: Evidence) -> None:
    assert ("weak_source" in said(notices(), Kind.ANSWER, evidence.value)) is (evidence is not Evidence.GENERAL)


def test_a_notice_is_told_in_the_language_of_the_reply() -> None:
    spoken = notices()
    for language in LANGUAGES:
        (line,) = spoken.attach(Kind.SMALLTALK, [], language, reset=False)
        assert line.text == spoken.wordings[language]["notice"]["emergency_line"]
