"""Foreign: a message in a language that the bot does not speak is told so, in the languages that it does."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import chatbot
from chatbot.languages import load_languages
from chatbot.languages.foreign import foreign, load_others
from chatbot.model import BadLanguage, Kind, Reason

BOT = chatbot.load(Path(__file__).parent.parent / "corpus", secret_key="test")
LANGUAGES = load_languages()

FOREIGN = [
    ("Combien coûte l'opération du dos ?", "fr"),
    ("Est-ce que la chirurgie est dangereuse ?", "fr"),
    ("C'est quoi une laminectomie ?", "fr"),
    ("J'ai mal au dos depuis trois semaines", "fr"),
    ("Wie lange dauert die Genesung nach der Operation?", "de"),
    ("Ist das gefährlich?", "de"),
    ("Wie viele Sitzungen brauche ich?", "de"),
    ("Welche Operation gibt es und wie lange dauert sie?", "de"),
    ("Ho mal di schiena, cosa posso fare?", "it"),
    ("Quanto tempo dura o tratamento?", "pt"),
    ("Tenho dor nas costas, o que posso fazer?", "pt"),
    ("Combien coûte une séance de décompression ?", "fr"),
    ("Que fait-on pendant une laminectomie ?", "fr"),
    ("Wie viele Sitzungen braucht man?", "de"),
    ("Was kostet eine Massage?", "de"),
    ("Quante sedute servono?", "it"),
]


@pytest.mark.parametrize(("message", "code"), FOREIGN)
def test_another_language_is_told_and_answered_in_both(message: str, code: str) -> None:
    assert foreign(message, LANGUAGES.values()) == code
    answer = BOT.ask(message)
    assert (answer.kind, answer.reason, answer.citations) == (Kind.NO_ANSWER, Reason.UNSUPPORTED_LANGUAGE, ())
    assert answer.answer == "\n\n".join(BOT.notices.headline("unsupported_language", each) for each in ("en", "es"))
    assert answer.suggestions == ()


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("Ich habe Rückenschmerzen", "de"),
        ("Hilft die manuelle Therapie?", "de"),
        ("Quanto custa a cirurgia da coluna?", "pt"),
        ("Quantas sessões são necessárias?", "pt"),
        ("Quanto dura la terapia e come funziona per la schiena?", "it"),
    ],
)
def test_what_is_foreign_as_written_is_told(message: str, code: str) -> None:
    assert foreign(message, LANGUAGES.values()) == code
    assert BOT.ask(message).reason is Reason.UNSUPPORTED_LANGUAGE


@pytest.mark.parametrize(
    "message",
    [
        "Was kostet eine Rückenoperation?",
        "Combien de séances faut-il ?",
        *(
            pytest.param(
                message, marks=pytest.mark.xfail(strict=True, reason="too few of its function words are in the list")
            )
            for message in ("Che cos'è la decompressione spinale?",)
        ),
    ],
)
def test_a_plain_question_in_another_language_is_told(message: str) -> None:
    assert BOT.ask(message).reason is Reason.UNSUPPORTED_LANGUAGE


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ("What is cauda equina syndrome?", "medical Latin"),
        ("What is spondylolisthesis in situ?", "more of it"),
        ("laminectomy de novo ad hoc in vivo per os", "nothing but Latin"),
        ("qué es la cauda equina", "Latin in Spanish"),
        ("What does annulus fibrosus mean", "a Latin part"),
        ("Is Dr. Müller der Beste a surgeon?", "a German name"),
        ("Is Jean-Luc du Pont a surgeon?", "a French name"),
        ("Does Dr. De La Cruz do laminectomies?", "a Spanish name"),
        ("quiero una cita con el doctor Della Rovere", "an Italian name in Spanish"),
        ("Does the du Pont clinic in Mal-de-Dos treat it?", "a French place"),
        ("What does mal di schiena mean?", "a question about foreign words"),
        ("Is El grial in Alicante a clinic?", "a Spanish name of the documents"),
        ("What was the war like for his back", "English words that German has too"),
        ("me duele la espalda", "Spanish"),
        ("no se que es eso", "Spanish that Portuguese nearly is"),
        ("un dolor de la columna que no se me quita", "Spanish with words French and Italian have"),
        ("a", "one letter"),
        ("", "nothing"),
        ("42 % ?", "no word"),
    ],
)
def test_english_and_spanish_are_not_foreign(message: str, why: str) -> None:
    assert foreign(message, LANGUAGES.values()) is None, why
    if message:
        assert BOT.ask(message).reason is not Reason.UNSUPPORTED_LANGUAGE, why


def test_no_sentence_of_the_documents_is_foreign() -> None:
    for passage in BOT.retriever.passages:
        assert foreign(passage.text, LANGUAGES.values()) is None


def test_the_words_of_the_documents_say_nothing_about_a_language() -> None:
    assert foreign("mal dos die", LANGUAGES.values()) is not None
    assert foreign("mal dos die knee brace cuff", LANGUAGES.values(), [{"knee", "brace", "cuff"}]) is None


def test_a_file_of_other_languages_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    for text in ("fr = [", "fr = 1"):
        (tmp_path / "words.toml").write_text(text, encoding="utf-8")
        load_others.cache_clear()
        with pytest.raises(BadLanguage, match=r"words\.toml: cannot be used"):
            load_others(tmp_path / "words.toml")
    with pytest.raises(BadLanguage):
        load_others(tmp_path / "nowhere.toml")


@given(st.text(max_size=200))
def test_any_text_is_in_one_of_the_other_languages_or_none(text: str) -> None:
    assert foreign(text, LANGUAGES.values()) in {*load_others(), None}
