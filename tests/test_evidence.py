"""Evidence: what a passage holds of what is asked, and that the decision follows from it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.answering.evidence import (
    ABOUT_SHARE,
    FIGURES,
    LACKS,
    OTHER_LANGUAGE,
    Evidence,
    Question,
    best_scores,
    gather,
)
from chatbot.answering.judging import (
    CONSTANT,
    FURTHER,
    LISTED,
    MISSING,
    MOST_LEAD,
    SAME,
    SETS,
    Weights,
    confidence_of,
    listed,
    load_weights,
)
from chatbot.answering.reading import Reader, Reading, text_of
from chatbot.glossary import Glossary
from chatbot.languages import load_languages
from chatbot.model import BadLanguage, Hit, Passage, Query, Span, Unit, UnitKind
from chatbot.query import Thing, by_itself, expand, focus
from chatbot.thesaurus import Thesaurus
from chatbot.wants import load_wants

GLOSSARY = Glossary(
    {
        "en": {
            "surgery": ["surgery", "operation"],
            "disc-surgery": ["disc surgery", "discectomy"],
            "massage": ["massage"],
            "pain": ["pain"],
        },
        "es": {"surgery": ["cirugía"], "massage": ["masaje"]},
    },
    {"disc-surgery": ["surgery"]},
    ["surgery", "massage"],
)
THESAURUS = Thesaurus({"en": {"rub": ["rub", "knead"], "press": ["squash", "press"]}, "es": {"rub": ["sobar"]}})
LANGUAGES = load_languages()
RARE = 2.0  # the idf of every term here, unless a test says otherwise


def terms(text: str, language: str) -> list[str]:
    return GLOSSARY.terms(text, language) + THESAURUS.terms(text, language)


def idf(_: str) -> float:
    return RARE


def passage(text: str, *sentences: str, headings: tuple[str, ...] = ("Care",), language: str = "en") -> Passage:
    """A passage of sentences that starts at 100 of its document."""
    units, at = [], 0
    for each in sentences or (text,):
        start = text.index(each, at)
        at = start + len(each)
        units.append(Unit(UnitKind.SENTENCE, Span(100 + start, 100 + at)))
    return Passage("d#0", "d", headings[-1], headings, language, Span(100, 100 + len(text)), text, tuple(units))


def question(text: str, language: str = "en") -> Question:
    told = LANGUAGES[language]
    asked = expand(
        Query(text, text, language),
        GLOSSARY,
        THESAURUS,
        focus(text, told, lambda _: [Thing(0, 1, True, True)]),
        told.aiming,
    )
    return Question(asked, idf)


def holding(passages: Sequence[Passage]) -> Callable[[str, Sequence[int]], int]:
    """What an index of these passages says of how many hold a term."""
    held = [frozenset(terms(each.text, each.language)) for each in passages]
    return lambda term, places: sum(term in held[at] for at in places)


def evidence(text: str, found: Passage, score: float = 2.0, best: float = 4.0, title: str = "Title") -> Evidence:
    reading = Reader({"d": title}, terms, idf, holding([found]), [found]).read(found)
    return gather(question(text), Hit(found, score, 1), reading, best)[0]


@pytest.mark.parametrize(
    ("asked", "text", "covered", "why"),
    [
        ("surgery", "Surgery helps.", 1.0, "the word itself"),
        ("surgery", "An operation helps.", 1.0, "another name of it"),
        ("surgery", "La cirugía ayuda.", 0.0, "a name in a language that the text is not in"),
        ("surgery", "Massage helps.", 0.0, "another treatment"),
        ("discectomy", "Disc surgery helps.", 1.0, "a phrase for a word"),
        ("surgery and massage", "Surgery helps.", 0.5, "one of two"),
        ("surgery or operation", "An operation helps.", 1.0, "twice the same is held twice"),
        ("operation or surgery", "An operation helps.", 1.0, "in either order"),
    ],
)
def test_the_share_of_what_is_asked(asked: str, text: str, covered: float, why: str) -> None:
    assert evidence(asked, passage(text)).covered == pytest.approx(covered), why


def test_a_kind_of_what_is_asked_is_held_less_than_the_thing_itself_and_more_than_nothing() -> None:
    wide = evidence("surgery", passage("A discectomy helps.")).covered
    assert 0 < wide < 1


def test_headings_hold_for_the_whole_and_for_each_sentence_and_a_title_for_the_whole() -> None:
    bare = evidence("massage", passage("It helps."))
    under = evidence("massage", passage("It helps.", headings=("Massage",)))
    titled = evidence("massage", passage("It helps."), title="Massage")
    assert (bare.covered, under.covered, titled.covered) == (0, 1, 1)
    assert (under.nearest, titled.nearest) == (1, 0)


def test_the_best_sentence_alone_holds_less_than_two_that_share_it() -> None:
    found = passage("Massage helps. Surgery helps.", "Massage helps.", "Surgery helps.")
    held = evidence("massage and surgery", found)
    assert (held.covered, held.nearest) == (1, 0.5)


def test_subjects_that_are_lacking_are_counted() -> None:
    assert evidence("massage and surgery", passage("Pain goes.")).subjects == 2
    assert evidence("massage and surgery", passage("Massage.")).subjects == 1
    assert evidence("pain", passage("Massage.")).subjects == 0


@pytest.mark.parametrize(
    ("asked", "text", "kind", "lacks", "why"),
    [
        ("How many massages?", "Ten massages.", "how-many", 0, "a number is held"),
        ("How many massages?", "Massage helps.", "how-many", 1, "no number answers no 'how many'"),
        ("massage and pain", "Massage helps.", "how-many", 0, "no kind is asked for"),
        ("What does massage cost?", "Massage helps.", "cost", 1, "no price"),
        ("What does massage cost?", "Massage costs $5.", "cost", 0, "a price"),
    ],
)
def test_the_kinds_of_answer_that_are_lacking(asked: str, text: str, kind: str, lacks: int, why: str) -> None:
    found = evidence(asked, passage(text))
    assert found.figure(f"{LACKS}{kind}") == lacks, why
    assert (kind in found.lacking) is bool(lacks), why


def test_without_a_kind_that_is_asked_for_half_of_none_is_held() -> None:
    assert evidence("massage and pain", passage("Massage.")).kinds == 0.5
    assert evidence("How many massages?", passage("Ten massages.")).kinds == 1


def test_who_names_a_treatment_and_no_more_wants_to_know_what_it_is() -> None:
    assert by_itself(question("massage").query).wants == ("definition",)
    assert by_itself(question("massage and pain").query).wants == ()
    assert by_itself(question("pain").query).wants == ()


@pytest.mark.parametrize(
    ("asked", "text", "lacking", "why"),
    [
        ("Which massage is it?", "Massage helps.", 0, "what the question word points at is held"),
        ("Which zebra does massage?", "Massage helps.", 1, "it is not"),
        ("Who presses the zebra?", "A zebra.", 1, "who does it"),
        ("massage zebra", "Massage helps.", 0, "no question word"),
    ],
)
def test_what_the_question_word_points_at(asked: str, text: str, lacking: int, why: str) -> None:
    assert evidence(asked, passage(text)).aims == lacking, why


@pytest.mark.parametrize(
    ("asked", "text", "covered", "instead", "why"),
    [
        ("kneading", "They rub it.", 1, RARE, "a word of the same class"),
        ("rubbing", "They rub it.", 1, 0, "the word itself needs none instead"),
        ("kneading", "They squash it.", 0, 0, "another class"),
        ("zebra", "They rub it.", 0, 0, "no class is asked for"),
    ],
)
def test_classes_of_the_thesaurus_stand_in_for_words(
    asked: str, text: str, covered: float, instead: float, why: str
) -> None:
    found = evidence(asked, passage(text))
    assert (found.classes_covered, found.instead_covered) == (covered, instead), why


def test_a_class_is_across_languages() -> None:
    assert evidence("kneading", passage("Suelen sobar.", language="es")).classes_covered == 1


def test_all_parts_of_a_phrase_hold_nearly_all_of_it_and_one_of_them_half() -> None:
    whole = evidence("disc surgery", passage("Surgery on a disc.")).covered
    part = evidence("disc surgery", passage("A disc.")).covered
    assert whole == pytest.approx(0.9)
    assert part == pytest.approx(0.45)


def test_rare_words_weigh_more() -> None:
    told = LANGUAGES["en"]
    text = "massage and zebra"
    asked = expand(
        Query(text, text, "en"),
        GLOSSARY,
        THESAURUS,
        focus(text, told, lambda _: [Thing(0, 1, True, True)]),
        told.aiming,
    )
    rare = Question(asked, lambda term: 4.0 if term in ("zebra", "") else 0.5)
    held = rare.held(frozenset(terms("A zebra.", "en")))
    assert held.rare_share > held.share > 0


@pytest.mark.parametrize(
    ("asked", "nearest", "direct", "why"),
    [
        ("How many massages?", 1, 1, "the sentence with the number names the massage"),
        ("How many operations?", 1, 0, "the number is in another sentence"),
        ("surgery and pain", 0.5, 0.5, "no kind is asked for: the best sentence"),
    ],
)
def test_a_sentence_counts_for_more_that_holds_a_kind_of_answer_too(
    asked: str, nearest: float, direct: float, why: str
) -> None:
    text = "Surgery helps. Ten massages."
    found = evidence(asked, passage(text, "Surgery helps.", "Ten massages."))
    assert (found.nearest, found.direct) == (nearest, direct), why


def about(texts: tuple[str, ...]) -> Reading:
    """What the first of these passages of one document holds."""
    found = [passage(text) for text in texts]
    return Reader({"d": "Title"}, terms, idf, holding(found), found).read(found[0])


@pytest.mark.parametrize(
    ("asked", "texts", "covered", "lacking", "why"),
    [
        ("massage", ("It helps.", "Massage.", "Massage."), ABOUT_SHARE, 0, "two of three are about it"),
        ("massage", ("It helps.", "Massage.", "More."), 0, 1, "one passage is not what a document comes back to"),
        ("massage", ("It helps.", *["Massage."] * 2, *["More."] * 5), 0, 1, "nor are two of eight"),
        ("massage", ("Massage.", "Massage.", "Massage."), 1, 0, "named in the passage itself it is held whole"),
        ("pain", ("It helps.", "Pain.", "Pain."), 0, 0, "only a subject is what a document is about"),
    ],
)
def test_what_the_whole_document_is_about_is_held_a_little_by_every_passage(
    asked: str, texts: tuple[str, ...], covered: float, lacking: int, why: str
) -> None:
    found = gather(question(asked), Hit(passage(texts[0]), 2.0, 1), about(texts), 4.0)[0]
    assert found.covered == pytest.approx(covered), why
    assert (found.nearest, found.subjects) == (pytest.approx(covered), lacking), why


def test_each_unit_is_read_with_the_kinds_of_answer_it_holds() -> None:
    found = passage("Surgery helps. Ten massages.", "Surgery helps.", "Ten massages.")
    units = Reader({"d": "T"}, terms, idf, holding([found]), [found]).read(found).units
    assert ["=surgery" in unit.terms for unit in units] == [True, False]
    assert ["=massage" in unit.terms for unit in units] == [False, True]
    assert ["how-many" in unit.wants for unit in units] == [False, True]


@pytest.mark.parametrize(
    ("scores", "best", "why"),
    [
        ((), {}, "no hits"),
        ((("en", 4.0), ("en", 6.0)), {"en": 6.0}, "the best of one language"),
        ((("en", 4.0), ("es", 3.5)), {"en": 4.0, "es": 3.5}, "each language by itself"),
        ((("en", 4.0), ("es", 1.0)), {"en": 4.0, "es": 4.0 * OTHER_LANGUAGE}, "another is held against no less"),
        ((("es", 1.0),), {"es": 1.0}, "unless nothing is found in the asker's"),
    ],
)
def test_a_score_is_held_against_the_best_of_its_language(
    scores: tuple[tuple[str, float], ...], best: dict[str, float], why: str
) -> None:
    hits = [Hit(passage("x", language=code), score, rank) for rank, (code, score) in enumerate(scores, 1)]
    assert best_scores(hits, "en") == pytest.approx(best), why


@pytest.mark.parametrize(("score", "best", "relative"), [(2.0, 4.0, 0.5), (4.0, 4.0, 1.0), (0.0, 0.0, 0.0)])
def test_the_score_counts_beside_the_best_one(score: float, best: float, relative: float) -> None:
    assert evidence("massage", passage("Massage."), score, best).relative == relative


@pytest.mark.parametrize("asked", ["", "the of and", "???", "😀"])
def test_a_question_without_words_finds_no_evidence_and_divides_by_nothing(asked: str) -> None:
    found = evidence(asked, passage("Massage."), 0.0, 0.0)
    assert (found.covered, found.nearest, found.held, found.asked) == (0, 0, 0, 0)
    assert all(math.isfinite(found.figure(name)) for name in FIGURES)


def test_a_unit_is_read_where_its_span_says() -> None:
    found = passage("One. Two.", "One.", "Two.")
    assert [text_of(found, unit.span) for unit in found.units] == ["One.", "Two."]


def test_a_passage_is_read_once() -> None:
    found = passage("Massage.")
    reader = Reader({"d": "T"}, terms, idf, holding([found]), [found])
    assert isinstance(reader.read(found), Reading)
    assert reader.read(found) is reader.read(found)


WORDS = st.lists(st.sampled_from("surgery massage pain disc operation zebra how many the cost".split()), max_size=8)


@given(WORDS.map(" ".join), WORDS.map(lambda words: " ".join(words) or "x"))
def test_every_figure_is_finite_and_every_share_a_share(asked: str, text: str) -> None:
    found = evidence(asked, passage(text))
    assert all(math.isfinite(found.figure(name)) and found.figure(name) >= 0 for name in FIGURES)
    shares = (found.covered, found.nearest, found.rare_covered, found.relative, found.kinds, found.classes_covered)
    assert max(shares) <= 1 + 1e-9
    assert found.direct <= found.nearest + 1e-9
    assert found.nearest <= found.covered + 1e-9


# --- judging ---------------------------------------------------------------------------------------------------------

FULL = Evidence(**dict.fromkeys(FIGURES, 0.0) | {"covered": 0.5})


def test_the_parts_add_up_to_the_confidence() -> None:
    weights = Weights({"covered": 2.0}, {"covered": 2.0, "covered_squared": 4.0, "lead": 1.0, CONSTANT: -3.0})
    parts = weights.parts(FULL, 2.0)
    assert parts == {"covered": 1.0, "covered_squared": 1.0, "lead": 2.0, CONSTANT: -3.0}
    assert confidence_of(parts) == pytest.approx(1 / (1 + math.exp(-1)))
    assert weights.worth(FULL) == 1.0


@pytest.mark.parametrize(
    ("lacking", "ruled_out"),
    [(("cost",), True), (("percentage", "effect"), True), (("how-many",), False), ((), False)],
)
def test_without_a_figure_that_is_asked_for_nothing_answers(lacking: tuple[str, ...], ruled_out: bool) -> None:
    weights = Weights({"covered": 1.0}, {"covered": 6.0})
    parts = weights.parts(FULL._replace(lacking=lacking), 0.0)
    assert (MISSING in parts) is ruled_out
    assert (confidence_of(parts) < 0.01) is ruled_out


@pytest.mark.parametrize(
    ("known", "unanswered", "says", "why"),
    [
        (SAME, 0.0, 1, "the same question, answered by it"),
        (SAME - 0.01, 0.0, 0, "not quite the same"),
        (0.5, SAME, -1, "the same question, answered by none"),
        (0.95, 0.92, 1, "both, the answered one closer"),
        (0.92, 0.92, -1, "both, as close: held back"),
    ],
)
def test_what_the_list_says_of_the_same_question_decides(known: float, unanswered: float, says: int, why: str) -> None:
    weights = Weights({"covered": 1.0}, {"covered": 1.0, CONSTANT: -2.0})
    lacking = FULL._replace(lacking=("cost",), known=known, unanswered=unanswered)
    assert listed(lacking) == says, why
    parts = weights.parts(lacking, 0.0)
    assert (LISTED in parts) is bool(says)
    assert (MISSING in parts) is (says == 0)
    assert confidence_of(parts) > 0.99 if says > 0 else confidence_of(parts) < 0.01
    assert (weights.worth(lacking) > weights.worth(FULL._replace(covered=5.0))) is (says > 0)


def test_a_lead_counts_only_so_far() -> None:
    weights = Weights({"covered": 1.0}, {"lead": 1.0})
    assert weights.parts(FULL, 1e9) == {"lead": MOST_LEAD}


@pytest.mark.parametrize("total", [-1e9, -700, -1.0, 0.0, 1.0, 700, 1e9])
def test_a_confidence_is_a_probability_however_sure(total: float) -> None:
    assert 0 <= confidence_of({"x": total}) <= 1


@pytest.mark.parametrize("density", [None, 0.0, 0.3, 1.0])
def test_the_shipped_weights_name_only_figures_that_there_are(density: float | None) -> None:
    weights = load_weights(density)
    kinds = {f"{LACKS}{want.name}" for wants in load_wants().values() for want in wants}
    assert set(weights.order) <= {*FIGURES, *kinds}
    assert set(weights.answer) <= {*FIGURES, *kinds, *FURTHER, CONSTANT}
    assert all(math.isfinite(each) for each in (*weights.order.values(), *weights.answer.values()))
    assert ("known" in weights.order) is (density is not None)


def written(tmp_path: Path, table: str, **others: str) -> Path:
    """A file of weights in which every set is this table, some named ones are another."""
    sets = (others.get(name, table).replace("[", f"[{name}.") for name in SETS)
    (tmp_path / "weights.toml").write_text("\n".join(sets), encoding="utf-8")
    return tmp_path / "weights.toml"


def test_between_a_short_list_and_a_dense_one_weights_lie_between(tmp_path: Path) -> None:
    some = "[order]\ncovered = 1\n[answer]\ncovered = 2\n"
    file = written(tmp_path, some, many="[order]\ncovered = 3\nknown = 4\n[answer]\ncovered = 0\n")
    assert load_weights(0.0, path=file) == Weights({"covered": 1.0, "known": 0.0}, {"covered": 2.0})
    assert load_weights(0.25, path=file) == Weights({"covered": 1.5, "known": 1.0}, {"covered": 1.5})
    assert load_weights(1.0, path=file) == Weights({"covered": 3.0, "known": 4.0}, {"covered": 0.0})


def test_a_long_message_has_weights_of_its_own_where_the_list_is_dense(tmp_path: Path) -> None:
    one = "[order]\ncovered = 1\n[answer]\ncovered = 1\n"
    file = written(tmp_path, one, told=one.replace("1", "3"))
    assert load_weights(1.0, long=True, path=file) == Weights({"covered": 3.0}, {"covered": 3.0})
    assert load_weights(0.5, long=True, path=file) == Weights({"covered": 2.0}, {"covered": 2.0})
    for density, long in ((1.0, False), (0.0, True), (None, True)):
        assert load_weights(density, long, file) == Weights({"covered": 1.0}, {"covered": 1.0})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("[order", "no TOML"),
        ("[order]\ncovered = 1", "one table is lacking"),
        ("[order]\ncovered = 1\n[answer]", "no weight"),
        ("[order]\ncoverd = 1\n[answer]\ncovered = 1", "an unknown figure"),
        ("[order]\nlead = 1\n[answer]\ncovered = 1", "a figure that ordering does not see"),
        ('[order]\ncovered = "x"\n[answer]\ncovered = 1', "no number"),
        ("[order]\ncovered = nan\n[answer]\ncovered = 1", "not a number"),
        ("[order]\ncovered = 1\n[answer]\ncovered = -inf", "not finite"),
    ],
)
@pytest.mark.parametrize("name", SETS)
def test_weights_that_cannot_be_used_are_told(tmp_path: Path, name: str, text: str, why: str) -> None:
    good = "[order]\ncovered = 1\n[answer]\ncovered = 1"
    with pytest.raises(BadLanguage, match=r"weights\.toml: cannot be used"):
        load_weights(0.5, path=written(tmp_path, good, **{name: text}))
    assert why


def test_sets_that_are_no_tables_are_told(tmp_path: Path) -> None:
    (tmp_path / "weights.toml").write_text("none = 1\nsome = 2\nmany = 3", encoding="utf-8")
    with pytest.raises(BadLanguage, match=r"weights\.toml: cannot be used"):
        load_weights(None, path=tmp_path / "weights.toml")
