"""How well is the right section found in a large library that nobody tuned the documents' words for?

    python tests/benchmarks/library.py FOLDER

The folder holds `docs/` with `questions.jsonl` (question, file and heading that answers it), and
`passages.jsonl.gz` (doc, answer, title, section, text) with `passage-questions.jsonl` (id, question,
typo, lay) and `passage-qrels.tsv` (question id, passage id, grade: 2 a passage of the answer). The
passages are put together again to documents, which the bot cuts as it does any. A passage is of the
answer whose text holds it. Evidence orders the best ten by score. This is a benchmark, not a test.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter, defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

import chatbot
from chatbot.model import Passage

FORMS = ("question", "typo", "lay")
RANKED = ("score @1", "score @10", "evidence @1", "evidence @10")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", choices=["docs", "passages"], help="one of the two libraries")
    parser.add_argument("--missed", type=Path, help="a file for what was not found: its form, id and question")
    given = parser.parse_args()
    console = Console()
    if given.only != "passages":
        console.print(sections_of_documents(given.folder))
    if given.only != "docs":
        console.print(answers_of_passages(given.folder, console, given.missed))


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def sections_of_documents(folder: Path) -> Table:
    """Right section first by score, first by evidence, quoted first, quoted."""
    bot = chatbot.load(folder / "docs", secret_key="benchmark" * 4)
    asked = lines(folder / "questions.jsonl")
    found = Counter[str]()
    for each in asked:
        considered = bot.consider(each["question"], "en")

        def is_right(passage: Passage, wanted: dict[str, Any] = each) -> bool:
            return (f"{passage.doc_id}.md", passage.section) == (wanted["file"], wanted["heading"])

        quoted = [is_right(each.hit.passage) for each in considered.shown]
        found["first by score"] += any(is_right(hit.passage) for hit in considered.hits[:1])
        found["first by evidence"] += any(is_right(each.hit.passage) for each in considered.quotations[:1])
        found["quoted first"] += any(quoted[:1])
        found["quoted"] += any(quoted)
    table = Table("right section", "share", title=f"{len(asked)} questions over {len(bot.documents)} documents")
    for name, count in found.items():
        table.add_row(name, f"{count / len(asked):.3f}")
    return table


class Library:
    """The passages put together again, and the bot over them."""

    def __init__(self, folder: Path) -> None:
        with gzip.open(folder / "passages.jsonl.gz", "rt", encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        self.answer_of_row = {row["id"]: row["answer"] for row in rows}
        heads = {row["answer"]: (row["doc"], row["title"], row["section"]) for row in rows}
        self.document_of = {answer: doc for answer, (doc, *_) in heads.items()}
        texts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            texts[row["doc"]][row["answer"]].append(row["text"])
        self.answers = {doc: {answer: " ".join(parts) for answer, parts in own.items()} for doc, own in texts.items()}
        with TemporaryDirectory() as place:
            for doc, own in self.answers.items():
                parts = [f"# {heads[next(iter(own))][1]}"]
                for answer, text in own.items():
                    parts += [f"## {heads[answer][2]}", text] if heads[answer][2] else [text]
                (Path(place) / f"{doc}.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")
            self.bot = chatbot.load(place, secret_key="benchmark" * 4)

    def answer_of(self, passage: Passage) -> str | None:
        text = " ".join(passage.text.split())
        own = self.answers[passage.doc_id].items()
        return next((answer for answer, whole in own if text in " ".join(whole.split())), None)


def answers_of_passages(folder: Path, console: Console, missed: Path | None) -> Table:
    """Hits by score and by evidence: of the right document, and of the right answer."""
    library = Library(folder)
    wanted = defaultdict(set)
    for line in (folder / "passage-qrels.tsv").read_text(encoding="utf-8").splitlines():
        question, passage, grade = line.split("\t")
        if grade == "2":
            wanted[question].add(library.answer_of_row[passage])
    asked = lines(folder / "passage-questions.jsonl")
    title = f"{len(asked)} questions over {len(library.bot.documents):,} documents"
    table = Table("form", *(f"{what}, {how}" for what in ("document", "answer") for how in RANKED), title=title)
    told = []
    for form in FORMS:
        found = Counter[str]()
        for each in track(asked, form, console=console):
            considered = library.bot.consider(each[form], "en")
            by_score = [hit.passage for hit in considered.hits[:10]]
            by_evidence = [quotation.hit.passage for quotation in considered.quotations]
            answers = wanted[each["id"]]
            documents = {library.document_of[answer] for answer in answers}
            ranked = (by_score[:1], by_score, by_evidence[:1], by_evidence[:10])
            right = [any(passage.doc_id in documents for passage in first) for first in ranked]
            right += [any(library.answer_of(passage) in answers for passage in first) for first in ranked]
            found.update(column.header for column, is_right in zip(table.columns[1:], right, strict=True) if is_right)
            if not all(right[1:]):
                first = [(passage.doc_id, passage.section) for passage in by_evidence[:1]]
                mended = considered.query.corrections
                told.append({"form": form, **each, "right": right, "mended": mended, "first": first})
        table.add_row(form, *(f"{found[column.header] / len(asked):.3f}" for column in table.columns[1:]))
    if missed:
        missed.write_text("".join(json.dumps(each) + "\n" for each in told), encoding="utf-8")
    return table


if __name__ == "__main__":
    main()
