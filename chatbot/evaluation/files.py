"""Test sets as files: JSON lines, CSV, a BEIR folder, TREC topics with qrels. One error tells all faults."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path

from chatbot.evaluation.cases import Case, Expectation, parse_case, parse_lines
from chatbot.model import BadTestSet, Fault

_LISTS = ("documents", "sections", "tags")
_ALL = "all:"
# A bar or semicolon inside a regular expression between slashes parts nothing.
_PART = re.compile(r"\s*(/(?:[^/\\]|\\.)+/|[^|;]*?)\s*([|;]|$)")


def read_cases(paths: Iterable[Path], known: frozenset[str], sections: frozenset[str] = frozenset()) -> list[Case]:
    """The cases of test set files, in order.

    `known` are the names a case may call documents by, `sections` the headings of the corpus. Raises
    BadTestSet with every fault of every file:
    what cannot be read, ids used twice, documents and sections that the corpus does not have, a set without a case.
    """
    cases: list[Case] = []
    faults: list[Fault] = []
    for path in paths:
        found, wrong = _read(path)
        if not found and not wrong:
            wrong = [Fault(str(path), "holds no case", "write one case a line")]
        cases += found
        faults += wrong
    first: dict[str, str] = {}
    for case in cases:
        if case.case_id in first:
            remedy = "give every case an id of its own"
            faults.append(Fault(case.place, f"uses the id '{case.case_id}' of {first[case.case_id]}", remedy))
        first.setdefault(case.case_id, case.place)
        for name in sorted({name for turn in case.turns for name in turn.documents} - known):
            faults.append(Fault(case.place, f"the corpus has no document '{name}'", "correct the name or --corpus"))
        for heading in sorted({heading for turn in case.turns for heading in turn.sections} - sections):
            faults.append(Fault(case.place, f"the corpus has no section '{heading}'", "correct the heading"))
    judged = {name for case in cases for turn in case.turns for name in turn.grades}
    if judged and not judged & known:
        faults.append(Fault("qrels", "judge no document or passage of this corpus", "name the corpus with --corpus"))
    if faults:
        raise BadTestSet(*faults)
    return cases


def _read(path: Path) -> tuple[list[Case], list[Fault]]:
    try:
        if path.is_dir():
            return _read_folder(path)
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return [], [Fault(str(path), "there is no such file", "check the name")]
    except UnicodeDecodeError:
        return [], [Fault(str(path), "is not UTF-8 text", "save it as UTF-8")]
    except OSError as fault:
        return [], [Fault(str(path), f"cannot be read: {fault.strerror}", "check the file and its permissions")]
    if path.suffix.lower() == ".csv":
        return _parse_csv(text, str(path))
    if "<top>" in text:
        return _read_trec(path, text)
    return parse_lines(iter(text.splitlines()), str(path))


def _parse_csv(text: str, name: str) -> tuple[list[Case], list[Fault]]:
    """Columns as the keys of JSON lines.

    Lists are parted by `|`, groups of facts by `;`; `all: a | b` in `documents` wants every one of them;
    `turns` holds JSON.
    """
    cases: list[Case] = []
    faults: list[Fault] = []
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    start = 2
    try:
        for row in reader:
            place, start = f"{name}:{start}", reader.line_num + 1
            if None in row:
                faults.append(Fault(place, "has more cells than the head line", "quote cells that hold a comma"))
                continue
            raw: dict[str, object] = {key: value.strip() for key, value in row.items() if value and value.strip()}
            for key in _LISTS:
                if isinstance(value := raw.get(key), str):
                    names = [item.strip() for item in value.removeprefix(_ALL).split("|")]
                    raw[key] = {"all": names} if key == "documents" and value.startswith(_ALL) else names
            if isinstance(facts := raw.get("facts"), str):
                raw["facts"] = _groups(facts)
            if isinstance(turns := raw.get("turns"), str):
                try:
                    raw["turns"] = json.loads(turns)
                except json.JSONDecodeError as fault:
                    faults.append(Fault(place, f"'turns' is not JSON: {fault.msg}", "want a list of objects"))
                    continue
            case, found = parse_case(raw, place)
            faults += found
            if case:
                cases.append(case)
    except csv.Error as fault:
        faults.append(Fault(f"{name}:{reader.line_num}", f"is not CSV: {fault}", "correct the quotation marks"))
    return cases, faults


def _groups(facts: str) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    at = 0
    while at < len(facts) and (part := _PART.match(facts, at)):
        groups[-1].append(part[1])
        if part[2] == ";":
            groups.append([])
        at = part.end()
    return groups


def _read_folder(folder: Path) -> tuple[list[Case], list[Fault]]:
    queries = folder / "queries.jsonl"
    if queries.is_file():
        return _read_beir(folder, queries)
    topics = [path for path in sorted(folder.iterdir()) if path.is_file() and "topic" in path.name.lower()]
    if topics:
        return _read_trec(topics[0], topics[0].read_text(encoding="utf-8-sig"))
    remedy = "want queries.jsonl with qrels/*.tsv (BEIR), or a topics file with a qrels file (TREC)"
    return [], [Fault(str(folder), "is no test set", remedy)]


def _read_beir(folder: Path, queries: Path) -> tuple[list[Case], list[Fault]]:
    tables = sorted((folder / "qrels").glob("*.tsv"))
    if not tables:
        return [], [Fault(str(folder / "qrels"), "holds no judgements", "want a .tsv of query-id, corpus-id, score")]
    chosen = next((path for path in tables if path.stem == "test"), tables[0])
    grades, faults = _qrels(chosen, columns=(0, 1, 2))
    cases: list[Case] = []
    for number, line in enumerate(queries.read_text(encoding="utf-8-sig").splitlines(), 1):
        place = f"{queries}:{number}"
        try:
            raw = json.loads(line)
            query_id, question = str(raw["_id"]), str(raw["text"])
        except (ValueError, KeyError, TypeError):
            faults.append(Fault(place, "is no BEIR query", 'want {"_id": "...", "text": "..."}'))
            continue
        if query_id in grades:
            cases.append(_judged(query_id, question, grades[query_id], place))
    return cases, faults


def _read_trec(path: Path, text: str) -> tuple[list[Case], list[Fault]]:
    beside = [other for other in sorted(path.parent.iterdir()) if other != path and "qrel" in other.name.lower()]
    if not beside:
        return [], [Fault(str(path), "has no qrels beside it", "put a file with 'qrels' in its name in its folder")]
    grades, faults = _qrels(beside[0], columns=(0, 2, 3))
    cases: list[Case] = []
    for match in re.finditer(r"<top>(.*?)(?:</top>|(?=<top>)|\Z)", text, re.DOTALL):
        place = f"{path}:{text.count(chr(10), 0, match.start()) + 1}"
        number = re.search(r"<num>\s*(?:Number:)?\s*(\S+?)\s*(?:<|$)", match[1], re.MULTILINE)
        title = re.search(r"<title>\s*(?:Topic:)?\s*([^<]+?)\s*(?:<|$)", match[1])
        if not number or not title:
            faults.append(Fault(place, "is no TREC topic", "want <num> and <title>"))
        elif number[1] in grades:
            cases.append(_judged(number[1], " ".join(title[1].split()), grades[number[1]], place))
    return cases, faults


def _judged(case_id: str, question: str, grades: dict[str, int], place: str) -> Case:
    return Case(case_id, (Expectation(question, expect=None, grades=grades),), (), place)


def _qrels(path: Path, columns: tuple[int, int, int]) -> tuple[dict[str, dict[str, int]], list[Fault]]:
    """Judgements by query: which columns hold the query, the document and the grade differs between BEIR and TREC."""
    grades: dict[str, dict[str, int]] = {}
    faults: list[Fault] = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        cells = line.split("\t") if "\t" in line else line.split()
        if not cells or (number == 1 and cells[0].strip().lower() in ("query-id", "qid", "query_id")):
            continue
        try:
            query, document, grade = (cells[column].strip() for column in columns)
            grades.setdefault(query, {})[document] = int(grade)
        except (IndexError, ValueError):
            faults.append(Fault(f"{path}:{number}", "is no judgement", "want query, document and a whole number"))
    return grades, faults
