"""Disagreements: both sides of what the clinic lists, and a list that is checked when it is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

import chatbot
from chatbot.model import BadSettings

DOCUMENTS = {
    "one.md": "# Ice\n\nIce helps a sore knee within a day.\n\n## Questions\n\nAsk before you use it.",
    "two.md": "# Heat\n\nIce does nothing for a sore knee.\n\n## Towels\n\nWarm towels are pleasant.",
}
LISTED = """[[disagreement]]
subject = "ice"
sides = [
    { document = "one", quote = "Ice helps a sore knee within a day." },
    { document = "two", quote = "Ice does nothing for a sore knee." },
]
"""


def corpus(folder: Path, listed: str) -> Path:
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "clinic.toml").write_text(listed, encoding="utf-8")
    return folder


def test_an_answer_that_touches_one_side_shows_the_other_with_a_notice(tmp_path: Path) -> None:
    bot = chatbot.load(corpus(tmp_path, LISTED), max_citations=1)
    answer = bot.ask("Is ice for sore knees?")
    assert [citation.quote for citation in answer.citations] == [
        "Ice helps a sore knee within a day.",
        "Ice does nothing for a sore knee.",
    ]
    assert "disagreement" in {notice.notice_id for notice in answer.notices}
    for citation in answer.citations:
        assert bot.documents[citation.document].text[citation.start : citation.end] == citation.quote


def test_an_answer_that_touches_none_has_no_such_notice(tmp_path: Path) -> None:
    answer = chatbot.load(corpus(tmp_path, LISTED)).ask("Are warm towels pleasant?")
    assert [citation.quote for citation in answer.citations] == ["Warm towels are pleasant."]
    assert "disagreement" not in {notice.notice_id for notice in answer.notices}


def test_nothing_is_claimed_that_is_not_listed(tmp_path: Path) -> None:
    answer = chatbot.load(corpus(tmp_path, "")).ask("Is a knee sore?")
    assert {citation.document for citation in answer.citations} == {"one", "two"}
    assert "disagreement" not in {notice.notice_id for notice in answer.notices}


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        (LISTED.replace("within a day", "in an hour"), "'one' does not hold 'Ice helps a sore knee in an hour.'"),
        (LISTED.replace('"two"', '"three"'), "'three' does not hold 'Ice does nothing for a sore knee.'"),
        (LISTED.replace("quote", "words"), "'disagreements' is not a list of"),
        ('[[disagreement]]\nsubject = "x"\nsides = [{ document = "one", quote = "Ice" }]', "is not a list of"),
        ("disagreement = 5", "'disagreements' is not a list of"),
    ],
)
def test_a_list_that_does_not_fit_stops_the_start(tmp_path: Path, listed: str, told: str) -> None:
    with pytest.raises(BadSettings) as raised:
        chatbot.load(corpus(tmp_path, listed))
    assert told in str(raised.value)


def test_the_shipped_list_shows_both_sides_on_how_soon_pain_goes() -> None:
    bot = chatbot.load(Path(__file__).parent.parent / "corpus")
    quotes = [citation.quote for citation in bot.ask("How many sessions of manual therapy?").citations]
    assert any("starts at 10 or more" in quote for quote in quotes)
    assert "Patients should also not expect to recover immediately." in quotes
