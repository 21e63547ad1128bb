"""Text: terms with the characters they came from, and sentences that are never torn."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.languages import load_languages
from chatbot.model import Token
from chatbot.text import STEMS, sentences, snowball, term, terms, tokens

CORPUS = Path(__file__).parent.parent / "corpus"
LANGUAGES = load_languages()
CODES = st.sampled_from(sorted(LANGUAGES))
# Any character at all, and texts made of what words and sentences turn on.
ANY = st.text(max_size=120)
TRICKY = st.text(alphabet="aAeñÑ́’'.!?…\"”»)¿¡«( \n\t\u00a0\u20282,-–", max_size=80)
WORDY = st.lists(
    st.sampled_from(["Dr.", "e.g.", "No", "surgeon’s", "cirugía", "2.5", "J.", "etc..", "(see", "it.)", "¿Qué", "…"])
).map(" ".join)
TEXTS = st.one_of(ANY, TRICKY, WORDY)


@pytest.mark.parametrize(
    ("word", "language", "indexed", "why"),
    [
        ("the", "en", None, "a stop word"),
        ("The", "en", None, "in any case"),
        ("don’t", "en", None, "a contraction, with any apostrophe"),
        ("don't", "en", None, "a contraction"),
        ("the", "es", "the", "no stop word in Spanish"),
        ("él", "es", None, "a stop word with an accent"),
        ("surgeons", "en", "surgeon", "a plural"),
        ("80", "en", "80", "a number is no word to stem"),
        ("2.5", "es", "2.5", "nor one with decimals"),
        ("C5", "en", "c5", "nor a vertebra"),
        ("'s", "en", None, "nothing is left of it"),
    ],
)
def test_a_word_is_indexed_as_its_stem_or_not_at_all(word: str, language: str, indexed: str | None, why: str) -> None:
    assert term(word, language) == indexed, why


@pytest.mark.parametrize(
    ("one", "other", "language", "same", "why"),
    [
        ("cirugía", "cirugia", "es", True, "accents are often left out"),
        ("cirugía", "CIRUGÍAS", "es", True, "case and number"),
        ("años", "anos", "es", True, "the tilde is often left out too"),
        ("surgeon", "surgeon’s", "en", True, "a possessive"),
        ("disc", "discs", "en", True, "a plural"),
        ("relieve", "relieved", "en", True, "a tense"),
        ("disc", "discectomy", "en", False, "another thing"),
        ("cost", "most", "en", False, "one letter is another word"),
        ("2.5", "25", "en", False, "a decimal counts"),
        ("cirugía", "cirujano", "es", False, "synonyms are no matter of stems"),
    ],
)
def test_two_words_share_a_term_only_if_one_is_a_form_of_the_other(
    one: str, other: str, language: str, same: bool, why: str
) -> None:
    assert (term(one, language) == term(other, language)) is same, why


@pytest.mark.parametrize(
    ("text", "language", "expected", "why"),
    [
        ("It costs 2.5 mg, 1,000 doses.", "en", ["cost", "2.5", "mg", "1,000", "dose"], "numbers are whole"),
        ("disc, disc; DISC", "en", ["disc", "disc", "disc"], "repeats are kept"),
        ("low-risk", "en", ["low", "risk"], "a hyphen parts words"),
        ("¿Cuándo duele?", "es", ["duel"], "a question mark is no part of a word"),
        ("3.", "en", ["3"], "a stop after a number is none of its decimals"),
        ("", "en", [], "nothing"),
        ("... !?", "en", [], "no word"),
    ],
)
def test_a_text_gives_its_terms_in_order(text: str, language: str, expected: list[str], why: str) -> None:
    assert terms(text, language) == expected, why


def test_a_token_stands_where_its_whole_word_stands() -> None:
    text = "Ask the surgeon’s office."
    assert tokens(text, "en") == [Token("surgeon", 8, 17), Token("offic", 18, 24)]
    assert text[8:17] == "surgeon’s"


@given(TEXTS, CODES)
def test_terms_are_those_of_the_tokens(text: str, language: str) -> None:
    assert terms(text, language) == [token.term for token in tokens(text, language)]


@given(TEXTS, CODES)
def test_every_token_is_cut_from_its_word(text: str, language: str) -> None:
    end = 0
    for token in tokens(text, language):
        assert end <= token.start < token.end <= len(text)
        assert term(text[token.start : token.end], language) == token.term
        end = token.end


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("It helps. It is safe.", ["It helps.", "It is safe."], "a stop before a capital"),
        ("It helps.It is safe.", ["It helps.It is safe."], "without a space it is in doubt"),
        ("It helps. it is safe.", ["It helps. it is safe."], "before a small letter it is in doubt"),
        ("It takes long. 3 weeks pass.", ["It takes long.", "3 weeks pass."], "a stop before a digit"),
        ("Many diseases.. Manual work.", ["Many diseases..", "Manual work."], "a doubled stop counts once"),
        ("Pains arise., when it is cold.", ["Pains arise., when it is cold."], "a stop and a comma end nothing"),
        ("What?! No way! Yes.", ["What?!", "No way!", "Yes."], "several marks are one end"),
        ('He said "rest." Then he left.', ['He said "rest."', "Then he left."], "a closing quotation mark belongs"),
        ('"Really?" he asked. Yes.', ['"Really?" he asked.', "Yes."], "a question inside a sentence"),
        ("It ends. “Then this.” Good.", ["It ends.", "“Then this.”", "Good."], "before an opening quotation mark"),
        ("It ends (mostly.) Then this.", ["It ends (mostly.)", "Then this."], "a closing bracket belongs"),
        ("Wait... Then go.", ["Wait...", "Then go."], "three stops before a capital"),
        ("Wait… then go.", ["Wait… then go."], "an ellipsis in mid-sentence"),
        ("It costs 2.5 or 3. Then pay.", ["It costs 2.5 or 3.", "Then pay."], "decimals end nothing"),
        ("Ask Dr. Lee. She knows.", ["Ask Dr. Lee.", "She knows."], "a title"),
        ("Ask (Dr. Lee). She knows.", ["Ask (Dr. Lee).", "She knows."], "a title in brackets"),
        ('Call "Dr. Lee" now. She knows.', ['Call "Dr. Lee" now.', "She knows."], "a title in quotation marks"),
        ("See “Fig. 2” first. Then go.", ["See “Fig. 2” first.", "Then go."], "an abbreviation in quotation marks"),
        ("Rest (e.g. Sundays) helps. Go.", ["Rest (e.g. Sundays) helps.", "Go."], "an abbreviation with stops"),
        ("By J. R. Smith. He wrote it.", ["By J. R. Smith.", "He wrote it."], "initials"),
        ("The U.S. Army has it. Good.", ["The U.S. Army has it.", "Good."], "initials without a space"),
        ("Braces, etc. Some are warm.", ["Braces, etc. Some are warm."], "an abbreviation leaves it in doubt"),
        ("Braces, etc.. Some are warm.", ["Braces, etc.. Some are warm."], "also with its stop doubled"),
        ("It helps. And more without a stop", ["It helps.", "And more without a stop"], "text after the last stop"),
        ("no stop at all", ["no stop at all"], "one sentence"),
        ("  It helps. \n It is safe.  ", ["It helps.", "It is safe."], "white space is trimmed"),
        ("", [], "nothing"),
        (" \n ", [], "white space only"),
        ("...", ["..."], "stops only are kept"),
    ],
)
def test_english_sentences(text: str, expected: list[str], why: str) -> None:
    assert [text[span.start : span.end] for span in sentences(text, LANGUAGES["en"])] == expected, why


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("Ya pasó. ¿Cuándo? A las 2.", ["Ya pasó.", "¿Cuándo?", "A las 2."], "an opening question mark begins one"),
        ("¡Cuidado! ¿Duele?", ["¡Cuidado!", "¿Duele?"], "so does an opening exclamation mark"),
        ("Pasó. ¿y ahora?", ["Pasó. ¿y ahora?"], "a small letter behind it leaves it in doubt"),
        ("La Dra. Ruiz llega. Bien.", ["La Dra. Ruiz llega.", "Bien."], "a Spanish title"),
        ("Coma fruta, p.ej. Manzanas. Bien.", ["Coma fruta, p.ej. Manzanas.", "Bien."], "a Spanish abbreviation"),
        ("Dijo «basta.» Luego salió.", ["Dijo «basta.»", "Luego salió."], "Spanish quotation marks"),
        ("Pesa 2,5 kg. Él come.", ["Pesa 2,5 kg.", "Él come."], "a capital with an accent"),
    ],
)
def test_spanish_sentences(text: str, expected: list[str], why: str) -> None:
    assert [text[span.start : span.end] for span in sentences(text, LANGUAGES["es"])] == expected, why


def test_an_abbreviation_is_one_only_in_its_own_language() -> None:
    text = "Es la Dra. Ruiz."
    assert len(sentences(text, LANGUAGES["es"])) == 1
    assert len(sentences(text, LANGUAGES["en"])) == 2


@given(TEXTS, CODES)
def test_sentences_are_trimmed_in_order_and_lose_nothing_but_white_space(text: str, code: str) -> None:
    end = 0
    for span in sentences(text, LANGUAGES[code]):
        assert end <= span.start < span.end <= len(text)
        sentence = text[span.start : span.end]
        assert sentence == sentence.strip()
        assert not text[end : span.start].strip()
        end = span.end
    assert not text[end:].strip()


@pytest.mark.parametrize("code", ["en", "es"])
def test_every_stem_that_was_worked_out_before_is_snowball_s(code: str) -> None:
    known = json.loads(STEMS.read_text(encoding="utf-8"))[code]
    assert len(known) > 5000
    assert [word for word, found in known.items() if found != snowball(word, code)] == []


def test_the_shipped_bot_starts_without_a_stemmer() -> None:
    """Importing one costs half a second: `python tests/benchmarks/stems.py` keeps the stems of what data files say."""
    script = f"import chatbot, sys; chatbot.load({str(CORPUS)!r}); sys.exit('nltk.stem.snowball' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
