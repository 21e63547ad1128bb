"""Understanding: a question finds its answer across languages, a bad one finds none, and nobody is told a guess."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import chatbot
from chatbot.cli import main
from chatbot.guardrails import Guard
from chatbot.model import Answer, Kind, Label, Reason, Triage, Urgency

CORPUS = Path(__file__).parent.parent / "corpus"
SHIPPED = chatbot.load(CORPUS, secret_key="test")


class Calm:
    """A guard that lets everything through."""

    def triage(self, *_readings: str) -> Triage:
        return Triage(Label.BENIGN, Urgency.ROUTINE)


def calm(corpus: Path) -> chatbot.Chatbot:
    bot = chatbot.load(corpus, secret_key="test")
    bot._guard = cast(Guard, Calm())
    return bot


BOT = calm(CORPUS)
ENGLISH = """---
title: Disc surgery
language: en
---
# Disc surgery

## What a discectomy is

A discectomy is an operation in which the surgeon removes the part of the disc that presses on the nerve.

## Recovery after a discectomy

Most patients walk on the same day and go home after one night in hospital.

## Risks of a discectomy

The risks of the operation are bleeding, infection and a new hernia.
"""
SPANISH = """---
title: Cirugía de disco
language: es
translation_of: disc
---
# Cirugía de disco

## Qué es una discectomía

Una discectomía es una operación en la que el cirujano retira la parte del disco que presiona el nervio.

## Recuperación después de una discectomía

La mayoría de los pacientes camina el mismo día y vuelve a casa tras una noche en el hospital.

## Riesgos de una discectomía

Los riesgos de la operación son el sangrado, la infección y una nueva hernia.
"""
ALONE = SPANISH.replace("translation_of: disc\n", "")
IN_SPANISH = [
    ("¿Qué es una discectomía?", "part of the disc"),
    ("¿Cuáles son los riesgos de la discectomía?", "bleeding, infection"),
    ("¿Qué riesgos tiene la operación de disco?", "bleeding, infection"),
]
IN_ENGLISH = [
    ("What is a discectomy?", "parte del disco"),
    ("What are the risks of a discectomy?", "el sangrado, la infección"),
]


def notices(answer: Answer) -> set[str]:
    return {each.notice_id for each in answer.notices}


@pytest.fixture(scope="module")
def bots(tmp_path_factory: pytest.TempPathFactory) -> dict[str, chatbot.Chatbot]:
    """Bots over the English document alone, over the Spanish one alone, and over both."""
    made = {}
    for name, files in (
        ("en", {"disc.md": ENGLISH}),
        ("es", {"disc.md": ALONE}),
        ("both", {"disc.md": ENGLISH, "disc.es.md": SPANISH}),
    ):
        folder = tmp_path_factory.mktemp(name)
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
        made[name] = calm(folder)
    return made


@pytest.mark.parametrize(("question", "holds"), IN_SPANISH)
def test_a_spanish_question_finds_an_english_document_and_says_so(
    bots: dict[str, chatbot.Chatbot], question: str, holds: str
) -> None:
    answer = bots["en"].ask(question)
    assert (answer.kind, answer.language) == (Kind.ANSWER, "es")
    assert holds in answer.citations[0].quote
    assert answer.citations[0].language == "en"
    assert "source_language" in notices(answer)


@pytest.mark.parametrize(("question", "holds"), IN_ENGLISH)
def test_an_english_question_finds_a_spanish_document_and_says_so(
    bots: dict[str, chatbot.Chatbot], question: str, holds: str
) -> None:
    answer = bots["es"].ask(question)
    assert (answer.kind, answer.language) == (Kind.ANSWER, "en")
    assert holds in answer.citations[0].quote
    assert answer.citations[0].language == "es"
    assert "source_language" in notices(answer)


@pytest.mark.parametrize(
    ("code", "question"),
    [
        ("en", "¿Cómo es la recuperación después de la discectomía?"),
        ("es", "What is recovery after a discectomy like?"),
    ],
)
def test_across_languages_the_section_that_is_surest_is_quoted(
    bots: dict[str, chatbot.Chatbot], code: str, question: str
) -> None:
    answer, considered = bots[code].reply(question)
    assert max(each.verdict.confidence for each in considered.quotations) > 0.6
    assert answer.kind is Kind.ANSWER


@pytest.mark.parametrize("question", [each for each, _ in IN_SPANISH + IN_ENGLISH])
def test_with_a_translation_the_asker_s_language_alone_is_quoted(
    bots: dict[str, chatbot.Chatbot], question: str
) -> None:
    answer = bots["both"].ask(question)
    assert answer.kind is Kind.ANSWER
    assert {each.language for each in answer.citations} == {answer.language}
    assert "source_language" not in notices(answer)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("¿Cuánto cuesta la discectomía?", "en"),
        ("What does a discectomy cost?", "es"),
        ("¿Qué es la vertebroplastia?", "en"),
        ("What is acupuncture?", "es"),
    ],
)
def test_across_languages_what_is_not_there_is_not_found_either(
    bots: dict[str, chatbot.Chatbot], question: str, code: str
) -> None:
    answer = bots[code].ask(question)
    assert answer.kind in (Kind.NO_ANSWER, Kind.CLARIFY)
    assert answer.citations == ()


@pytest.mark.parametrize(
    "question",
    [
        "What is a laminectomy?",
        "What is a discectomy?",
        "When is surgical decompression considered?",
        "What does manual therapy do?",
        "¿Qué es una laminectomía?",
        "¿Cuándo se considera la cirugía?",
        "¿Qué hace la terapia manual?",
    ],
)
def test_the_shipped_corpus_holds_every_section_in_both_languages_and_quotes_the_asker_s(
    question: str,
) -> None:
    answer = BOT.ask(question)
    assert answer.kind is Kind.ANSWER
    assert {each.language for each in answer.citations} == {answer.language}


@pytest.mark.parametrize("question", ["¿Cuándo se considera la descompresión quirúrgica?", "descompresión quirúrgica"])
def test_no_two_quotations_of_a_reply_are_the_same(question: str) -> None:
    quotes = [each.quote for each in BOT.ask(question, language="es").citations]
    assert len(set(quotes)) == len(quotes)


def test_passages_of_one_section_meet_across_languages() -> None:
    for passage in BOT.retriever.passages:
        if passage.doc_id not in ("manual-therapy", "surgical-decompression"):
            continue
        other = BOT.search.versions.counterpart(passage, "es")
        own, theirs = (
            {each for each in BOT.glossary.terms(one.text, one.language) if each.startswith("=")}
            for one in (passage, other)
        )
        assert len(own & theirs) >= max(1, 0.4 * min(len(own), len(theirs))), passage.passage_id


# --- bad input -------------------------------------------------------------------------------------------------------

BAD = [
    ("x", "one letter"),
    ("q", "one letter that is a word in texting"),
    ("the of and it", "stop words"),
    ("el la los de", "Spanish ones"),
    ("?", "one sign"),
    ("¿?¡!", "Spanish signs"),
    ("...!!!", "signs"),
    ("😀", "an emoji"),
    ("🦴🦴 👍🏽", "emoji with a modifier"),
    ("42", "digits"),
    ("0", "one digit"),
    ("1234567890 98.6 3/4", "many digits"),
    ("\u200b", "an invisible character"),
    ("\u0301", "an accent alone"),
    ("\ud800", "half a character"),
    ("zzz " * 1_200, "one word without end"),
    ("a" * 5_000, "one word as long as can be"),
    ("<b>&amp;</b>", "markup"),
    ("'; DROP TABLE x; --", "quotes"),
    ("\x00\x01", "control characters"),
    ("これは何ですか", "another script"),
    ("ما هذا", "one from right to left"),
]


@pytest.mark.parametrize(("message", "why"), BAD)
def test_what_asks_nothing_is_answered_by_nothing_and_breaks_nothing(message: str, why: str) -> None:
    for bot in (BOT, SHIPPED):
        answer = bot.ask(message)
        assert answer.citations == (), why
        assert answer.kind is not Kind.ANSWER, why
        assert answer.answer
        json.dumps(answer.to_dict())


@pytest.mark.parametrize("message", [each for each, _ in BAD if len(each) < 50])
def test_what_asks_nothing_is_no_emergency(message: str) -> None:
    assert SHIPPED.ask(message).kind not in (Kind.EMERGENCY, Kind.CRISIS)


@pytest.mark.parametrize("message", ["?", "the of and it", "😀", "el la los de"])
def test_what_holds_no_word_is_said_to_be_too_short(message: str) -> None:
    answer = BOT.ask(message)
    assert (answer.kind, answer.reason) == (Kind.NO_ANSWER, Reason.TOO_SHORT)


def test_a_pasted_page_with_a_question_is_answered_by_the_question() -> None:
    story = "My cousin moved to a new house by the sea last spring and painted every room of it blue. "
    page = story * (4_000 // len(story)) + "How many sessions of manual therapy are there?"
    assert len(page) > 3_900
    answer = BOT.ask(page)
    assert answer.kind is Kind.ANSWER
    assert "How many sessions" in {each.section for each in answer.citations}


def test_a_pasted_page_of_a_document_does_not_break_anything() -> None:
    for document in BOT.documents.values():
        for bot in (BOT, SHIPPED):
            assert bot.ask(document.text[:4_000]).answer


@given(st.text(min_size=1, max_size=300))
def test_whatever_is_typed_a_reply_is_whole(message: str) -> None:
    if message.strip():
        answer = BOT.ask(message)
        assert answer.answer
        assert (answer.kind is Kind.ANSWER) == bool(answer.citations)


# --- abstaining ------------------------------------------------------------------------------------------------------

NOT_THERE = [
    "What does spinal decompression cost?",
    "How much is the copay?",
    "Do you have parking?",
    "How many minutes does a session last?",
    "Which brand of traction table is used?",
    "Is it safe to fly after a laminectomy?",
    "What is vertebroplasty?",
    "Does acupuncture help?",
    "¿Cuánto cuesta la cirugía?",
    "¿Cuántas noches en el hospital?",
    "¿Hay aparcamiento?",
    "¿Qué es la vertebroplastia?",
    "¿Sirve la acupuntura?",
]


@pytest.mark.parametrize("question", NOT_THERE)
def test_what_is_not_there_is_not_answered_and_cites_nothing(question: str) -> None:
    answer = BOT.ask(question)
    assert answer.kind in (Kind.NO_ANSWER, Kind.CLARIFY)
    assert answer.citations == ()
    assert answer.topic is None
    assert answer.reason is not None


@pytest.mark.parametrize(
    "question", ["how many nights in hospital after surgery", "What is the success rate in percent?"]
)
def test_a_figure_that_is_not_there_is_not_answered_by_words(question: str) -> None:
    assert BOT.ask(question).citations == ()


@pytest.mark.parametrize("message", ["=1+1", "1", "10 3 80", "½"])
def test_numbers_alone_ask_for_nothing(message: str) -> None:
    answer = BOT.ask(message)
    assert answer.kind in (Kind.NO_ANSWER, Kind.OUT_OF_SCOPE)
    assert answer.citations == ()


@pytest.mark.parametrize(
    "question",
    ["My name is Maria Lopez. What does a foraminotomy do?", "Mi nombre es Ana Ruiz. ¿Qué hace una foraminotomía?"],
)
def test_who_gives_a_name_does_not_ask_for_one(question: str) -> None:
    assert BOT.ask(question).kind is Kind.ANSWER


@pytest.mark.parametrize(
    ("question", "heading", "beside"),
    [
        ("how many nights will I stay in hospital", "Recovery", "Minimally invasive techniques"),
        ("¿Cuántas noches estaré en el hospital?", "Recuperación", "Técnicas mínimamente invasivas"),
    ],
)
def test_who_abstains_names_a_heading_that_comes_near(question: str, heading: str, beside: str) -> None:
    answer = BOT.ask(question)
    assert (answer.kind, answer.citations) == (Kind.NO_ANSWER, ())
    told = {each.notice_id: each.text for each in answer.notices}
    assert heading in told["nearest"]
    assert answer.suggestions[0] in told["nearest"]
    assert beside in answer.suggestions


def test_the_terminal_abstains_from_a_number_of_nights_and_names_a_heading() -> None:
    shown = CliRunner().invoke(
        main, ["ask", "how many nights will I stay in hospital"], env={"CHATBOT_CORPUS": str(CORPUS)}
    )
    assert shown.exit_code == 0
    assert "I did not find this in my sources" in shown.stdout
    assert "What my sources do cover: “Recovery: " in shown.stdout
    assert "shorter time" not in shown.stdout


@given(
    st.lists(st.sampled_from("cost surgery nights how many the knee laser massage safe for dogs".split()), min_size=1)
)
def test_no_abstention_carries_a_citation(words: list[str]) -> None:
    answer = BOT.ask(" ".join(words))
    if answer.kind in (Kind.NO_ANSWER, Kind.CLARIFY):
        assert (answer.citations, answer.topic) == ((), None)
        assert answer.reason is not None
