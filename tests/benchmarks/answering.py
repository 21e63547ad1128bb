"""Learns the weights of `chatbot/answering/weights.toml` from dev sets, and says how well they do on others.

    python -m tests.benchmarks.answering tests/qa/*able*.dev.jsonl tests/qa/staff.dev.jsonl --write many told

Needs scikit-learn (the dev extra). A passage answers a question if it is of a document named and holds all facts.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import KFold

import chatbot
from chatbot.answering.evidence import FIGURES, LACKS, Question, best_scores, gather
from chatbot.answering.judging import CONSTANT, FILE, FURTHER, MANY, MOST_LEAD, NONE, SETS, SOME, TOLD
from chatbot.bot import Chatbot
from chatbot.evaluation import names, read_cases
from chatbot.evaluation.cases import Case, is_met
from chatbot.known import Known, teach
from chatbot.known import gather as gather_terms
from chatbot.model import Kind
from chatbot.text import is_long
from chatbot.wants import load_wants

FOLDS = 10
KINDS = tuple(dict.fromkeys(want.name for wants in load_wants().values() for want in wants))
LACKING = tuple(f"{LACKS}{kind}" for kind in KINDS)
SEEN = (*FIGURES, *LACKING)
# Chosen by leaving figures out over held-out questions, 2026-11-28: the others changed nothing or did harm.
ORDER = (
    *("covered", "nearest", "direct", "rare_covered", "rare_nearest", "rare_direct", "held", "relative", "kinds"),
    *("classes_nearest", "alike", "alike_words", "known", "known_few", "learnt", *LACKING),
)
# Only a dense list teaches what to trust: one question is no evidence of how others ask, and what a list without
# unanswered questions teaches is that everything is answered.
OF_A_DENSE_LIST = frozenset({"learnt", "learnt_none"})
# What only a library of many documents can teach: chosen by hand over two of them (ARCHITECTURE.md, "Figures behind the
# defaults"). Among a few documents these figures do not tell passages apart.
CHOSEN = {"title": 5.0, "aspect": 6.0, "opens": 2.0}
ANSWER = (*(name for name in FIGURES if name not in CHOSEN), *LACKING, *FURTHER)
# What is learnt on a small corpus goes too far on a large one: over 99 other documents the whole weight of `alike`
# brought the right section first for .640 of 136 questions, this much of it for .662.
RESTRAINT = {"alike": 0.7}
# Lists of known questions to ask over: the share of the corpus's list, and whether with those that none answers.
ALL, ANSWERED = "all known questions", "all that are answered"
LISTS = {
    "no list": (0.0, True),
    ALL: (1.0, True),
    ANSWERED: (1.0, False),
    "a few": (0.03, True),
    "a few that are answered": (0.03, False),
}
# What each set of weights is learnt from, and what it is judged on.
LEARNT = {
    NONE: ("no list",),
    SOME: ("no list", ANSWERED, "a few", "a few that are answered"),
    MANY: (ALL, "no list"),
    TOLD: (ALL,),
}
JUDGED = {NONE: "no list", SOME: "a few", MANY: ALL, TOLD: ALL}
# The confidence that is the bar (settings.py), and the share of held-out questions near the topic that it holds back:
# what is known of how people ask decides how many of them can be told from those that are answered. Settled where all
# bars of the dev files hold.
BAR = 0.4
HELD_BACK = {NONE: 0.8, SOME: 0.8, MANY: 0.934, TOLD: 0.9}
STIFFNESS = 2.0  # of the first function, on figures of one spread
STRENGTH = 5.0  # the inverse of regularization of the second


@dataclass(frozen=True)
class Asked:
    """A question's passages: their evidence, whether each answers, and the tags of the question."""

    figures: NDArray[np.float64]
    answers: NDArray[np.bool_]
    answerable: bool
    tags: tuple[str, ...]
    long: bool


def ask(bot: Chatbot, known: Known, case: Case) -> Asked:
    expected = case.turns[0]
    considered = bot.consider(expected.question)
    likeness = bot.search.liken(considered.query, known)
    question = Question(considered.query, bot.search.reader.idf, bot.search.reader.senses, likeness)
    best = best_scores(considered.hits, considered.query.language)
    figures, answers = [], []
    for hit in considered.hits:
        document = bot.documents[hit.passage.doc_id]
        evidence, _ = gather(question, hit, bot.search.reader.read(hit.passage), best[hit.passage.language])
        figures.append([evidence.figure(name) for name in SEEN])
        named = expected.expect is Kind.ANSWER and not names(document).isdisjoint(expected.documents)
        answers.append(named and all(is_met(group, hit.passage.text) for group in expected.facts))
    shape = (len(figures), len(SEEN))
    return Asked(
        np.array(figures).reshape(shape),
        np.array(answers, bool),
        expected.expect is Kind.ANSWER,
        case.tags,
        is_long(expected.question),
    )


def drawn(bot: Chatbot, known: Known, share: float, unanswered: bool) -> Known:
    """A share of the known questions, drawn at random with a fixed seed, with or without those that none answers."""
    random = np.random.default_rng(0).random(len(known.questions)) < share
    kept = [at for at, question in enumerate(known.questions) if random[at] and (unanswered or question.passages)]
    if len(kept) == len(known.questions):
        return known
    ends = np.cumsum([0, *known.terms.sizes]).tolist()
    places = [known.terms.places[ends[at] : ends[at + 1]].tolist() for at in kept]
    terms = ([known.terms.vocabulary[place] for place in row] for row in places)
    questions, gathered = [known.questions[at] for at in kept], gather_terms(terms)
    return Known(questions, gathered, teach(questions, gathered, bot.search.terms))


def ask_all(bot: Chatbot, known: Known, files: Sequence[Path]) -> list[Asked]:
    named = frozenset(name for document in bot.documents.values() for name in names(document))
    cases = read_cases(files, named, frozenset(passage.section for passage in bot.retriever.passages))
    return [ask(bot, known, case) for case in cases if case.turns[0].expect in (Kind.ANSWER, Kind.NO_ANSWER)]


def order_by(asked: Sequence[Asked], left_out: frozenset[str]) -> dict[str, float]:
    """The weights under which the passages that answer come first: a softmax over each question's passages."""
    useful = [each for each in asked if each.answers.any() and not each.answers.all()]
    named = [name for name in ORDER if name not in left_out]
    columns = [SEEN.index(name) for name in named]
    chosen = np.array([CHOSEN.get(name, 0.0) for name in SEEN])
    besides = np.concatenate([each.figures @ chosen for each in useful])
    figures = np.concatenate([each.figures[:, columns] for each in useful])
    answers = np.concatenate([each.answers for each in useful])
    sizes = [len(each.answers) for each in useful]
    starts, question = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(useful)), sizes)
    spread = figures.std(axis=0) + 1e-9
    scaled = figures / spread

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        worth = scaled @ weights + besides
        powers = np.exp(worth - np.maximum.reduceat(worth, starts)[question])
        every, right = np.add.reduceat(powers, starts), np.add.reduceat(powers * answers, starts)
        pull = powers / every[question] - powers * answers / right[question]
        return (
            float(np.log(every / right).sum() + STIFFNESS / 2 * weights @ weights),
            scaled.T @ pull + STIFFNESS * weights,
        )

    found = minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B")
    weights = dict(zip(named, (found.x / spread).tolist(), strict=True))
    return {name: weight * RESTRAINT.get(name, 1.0) for name, weight in weights.items()} | CHOSEN


def top(each: Asked, order: dict[str, float]) -> tuple[int, dict[str, float]]:
    """The place of the best passage, and what the second function may see of it."""
    worth = each.figures @ np.array([order.get(name, 0.0) for name in SEEN])
    best = int(np.argmax(worth))
    following = np.delete(worth, best).max() if len(worth) > 1 else 0.0
    figures = dict(zip(SEEN, each.figures[best].tolist(), strict=True))
    figures |= {"covered_squared": figures["covered"] ** 2, "lead": min(max(0.0, worth[best] - following), MOST_LEAD)}
    return best, figures


def answer_by(asked: Sequence[Asked], order: dict[str, float], left_out: frozenset[str]) -> dict[str, float]:
    named = [name for name in ANSWER if name not in left_out]
    seen = [(top(each, order), each) for each in asked if len(each.answers)]
    model = LogisticRegression(C=STRENGTH, max_iter=5000)
    figures = [[figures[name] for name in named] for (_, figures), _ in seen]
    model.fit(figures, [bool(each.answers[best]) for (best, _), each in seen])
    return dict(zip(named, model.coef_[0].tolist(), strict=True)) | {CONSTANT: float(model.intercept_[0])}


def held_out(
    asked: Sequence[Asked], learnt_from: Sequence[Sequence[Asked]], left_out: frozenset[str]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The confidence in each question's best passage, and whether that answers, by weights learnt without it.

    `learnt_from` are the same questions asked over several lists; those that are judged are left out of each.
    """
    sure, right = np.zeros(len(asked)), np.zeros(len(asked), bool)
    for learn, test in KFold(FOLDS, shuffle=True, random_state=0).split(asked):
        learnt = [each[at] for each in learnt_from for at in learn]
        order = order_by(learnt, left_out)
        answer = answer_by(learnt, order, left_out)
        for at in test:
            if len(asked[at].answers):
                best, figures = top(asked[at], order)
                total = sum(weight * figures.get(name, 1.0) for name, weight in answer.items())
                sure[at], right[at] = 1 / (1 + np.exp(-total)), asked[at].answers[best]
    return sure, right


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--corpus", nargs="+", default=["corpus"], help="ask in each of these folders")
    parser.add_argument("--write", nargs="+", choices=SETS, default=[], help="write these sets of weights")
    given = parser.parse_args()
    bots = [chatbot.load(corpus) for corpus in given.corpus]
    asked = {
        name: [each for bot in bots for each in ask_all(bot, drawn(bot, bot.search.known, *lists), given.files)]
        for name, lists in LISTS.items()
    }
    for name in given.write or LEARNT:
        judged, learnt = meant(asked[JUDGED[name]], name), [meant(asked[each], name) for each in LEARNT[name]]
        without = left_out(name)
        bar = report(judged, learnt, without, f", weights '{name}' on {JUDGED[name]}", HELD_BACK[name])
        if name in given.write:
            every = [each for list_ in learnt for each in list_]
            order = order_by(every, without)
            answer = answer_by(every, order, without)
            answer[CONSTANT] += logit(BAR) - logit(bar)
            write(name, order, answer, [path.name for path in given.files], len(judged))


def left_out(weights: str) -> frozenset[str]:
    return frozenset() if weights in (MANY, TOLD) else OF_A_DENSE_LIST


def meant(asked: Sequence[Asked], weights: str) -> Sequence[Asked]:
    """The questions that these weights are for: with a dense list long ones have their own."""
    return [each for each in asked if each.long == (weights == TOLD)] if weights in (MANY, TOLD) else asked


def logit(share: float) -> float:
    return float(np.log(share / (1 - share)))


def report(
    asked: Sequence[Asked], learnt: Sequence[Sequence[Asked]], left_out: frozenset[str], which: str, held_back: float
) -> float:
    """How well weights do that are learnt from other questions, asked over each of several lists; the confidence below
    which this share of the questions near the topic stays."""
    sure, right = held_out(asked, learnt, left_out)
    answerable = np.array([each.answerable for each in asked])
    table = Table(title=f"{answerable.sum()} answerable, {(~answerable).sum()} unanswerable, {FOLDS} folds{which}")
    for column in ("near held back", "threshold", "right", "far held back", "F1 of holding back"):
        table.add_column(column, justify="right")
    near, far = (np.array([tag in each.tags for each in asked]) & ~answerable for tag in ("near", "far"))
    for share in (0.7, 0.75, 0.8, 0.85, 0.9, 0.95):
        bar = float(np.quantile(sure[near], share))
        both = (~answerable & (sure <= bar)).sum()
        f1 = 2 * both / ((~answerable).sum() + (sure <= bar).sum())
        figures = (share, bar, (right & (sure > bar))[answerable].mean(), (sure[far] <= bar).mean(), f1)
        table.add_row(*(f"{figure:.3f}" for figure in figures))
    Console().print(table)
    print(f"best passage right {right[answerable].mean():.3f}, AUROC {roc_auc_score(answerable, sure):.3f}")
    bar = float(np.quantile(sure[near], 0.8))
    for tag in ("plain", "keyword", "misspelled", "lay", "rambling"):
        tagged = np.array([tag in each.tags for each in asked]) & answerable
        if not tagged.any():
            continue
        print(
            f"{tag:12} n {tagged.sum():4} best {right[tagged].mean():.3f}",
            f"right {(right & (sure > bar))[tagged].mean():.3f}",
        )
    return float(np.quantile(sure[near], held_back))


def write(name: str, order: dict[str, float], answer: dict[str, float], files: Sequence[str], n: int) -> None:
    """Puts a set of weights in the place of the one that the file holds."""
    lines = [f"# Learnt from {n} questions of {', '.join(each.split('.')[0] for each in sorted(files))}."]
    for title, each in (("order", order), ("answer", answer)):
        rows = (f"{figure} = {weight:.4f}" for figure, weight in each.items() if round(weight, 4))
        lines += [f"[{name}.{title}]", *rows, ""]
    head, *sets = re.split(r"\n(?=# Learnt from)", FILE.read_text(encoding="utf-8"))
    kept = {found[1]: each for each in sets if (found := re.search(r"^\[(\w+)", each, re.MULTILINE))}
    kept[name] = "\n".join(lines)
    FILE.write_text("\n".join([head, *(kept[each] for each in SETS if each in kept)]), encoding="utf-8")


if __name__ == "__main__":
    main()
