"""Asking: test set files through an `ask` that is handed in, and which passages the replies quote."""

from __future__ import annotations

import glob
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from chatbot.evaluation.files import read_cases
from chatbot.evaluation.running import Respond, run
from chatbot.evaluation.scoring import Outcome, names
from chatbot.model import BadTestSet, Document, Fault, Passage, Progress


def ask_files(
    files: Sequence[Path],
    respond: Respond,
    documents: Mapping[str, Document],
    passages: Collection[Passage],
    progress: Progress | None = None,
) -> list[Outcome]:
    """The outcomes of all cases of the files. Raises BadTestSet with every fault of every file."""
    known = frozenset(name for document in documents.values() for name in names(document))
    known |= {passage.passage_id for passage in passages}
    cases = read_cases(files, known, frozenset(passage.section for passage in passages))
    return run(cases, respond, documents, progress)


def cited(outcomes: Iterable[Outcome], passages: Iterable[Passage]) -> list[Passage]:
    """The passages that any of the replies quotes, in the order of the passages."""
    answers = (outcome.reply.answer for outcome in outcomes)
    quoted = {citation.passage_id for answer in answers if answer for citation in answer.citations}
    return [passage for passage in passages if passage.passage_id in quoted]


def find_files(patterns: Iterable[str]) -> list[Path]:
    """The files of names and patterns such as "tests/*.jsonl", each once; raises BadTestSet for each without a file."""
    found: dict[Path, None] = {}
    faults: list[Fault] = []
    for pattern in patterns:
        files = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
        if not files:
            faults.append(Fault(pattern, "names no file", "correct it: names are relative to the documents' folder"))
        found |= dict.fromkeys(map(Path, files))
    if faults:
        raise BadTestSet(*faults)
    return list(found)
