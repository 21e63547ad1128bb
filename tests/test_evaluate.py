"""`evaluate`, `compare` and `calibrate` in the terminal: tables, exports, bars, status."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

import chatbot
from chatbot.cli import main
from chatbot.evaluation.calibration import with_setting
from chatbot.model import BadSettings

ROOT = Path(__file__).parent.parent
CASES = [
    {"id": "right", "question": "What does a foraminotomy do?", "language": "en", "tags": ["plain"],
     "documents": ["surgical-decompression"], "facts": [["widens the opening"]]},
    {"id": "wrong", "question": "What does a foraminotomy do? <>&", "language": "en", "tags": ["plain"],
     "documents": ["surgical-decompression"], "facts": [["screws"]]},
    {"id": "held", "question": "How much does it cost?", "language": "en", "expect": "no_answer", "tags": ["near"]},
    {"id": "talk", "turns": [
        {"question": "=1+1", "expect": "no_answer"},
        {"question": "¿Cuándo se considera la cirugía?", "language": "es", "documents": ["spinal-decompression"]}]},
]  # fmt: skip


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(map(json.dumps, CASES)), encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)), env={"CHATBOT_CORPUS": str(ROOT / "corpus")})


def test_figures_and_failures_are_printed(cases: Path) -> None:
    shown = run("evaluate", cases, "--min", "citation_correctness=1")
    assert shown.exit_code == 0
    assert re.search(r"answer_accuracy +0\.667 +0\.208 to 0\.939 +3", shown.stdout)
    assert re.search(r"document_hit@1 +1\.000 .* 3", shown.stdout)
    assert re.search(r"turn_accuracy +1\.000 .* 2", shown.stdout)
    assert "1 failures" in shown.stdout
    assert "does not say screws" in shown.stdout
    assert "came: Foraminotomy: A foraminotomy widens" in shown.stdout
    assert shown.stdout.rstrip().endswith("PASS: every bar reached")


def test_a_bar_that_is_not_reached_is_status_1(cases: Path) -> None:
    shown = run("evaluate", cases, "--min", "answer_accuracy=0.9", "--min", "abstention_recall@tag:near=1")
    assert shown.exit_code == 1
    assert "BELOW    answer_accuracy 0.667 (n 3), bar 0.9" in shown.stdout
    assert "reached  abstention_recall@tag:near 1.000 (n 1), bar 1" in shown.stdout
    assert "FAIL: 1 of 2 bars not reached" in shown.stdout


def test_bars_come_from_clinic_toml_unless_given(cases: Path, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for path in (ROOT / "corpus").glob("*.md"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "clinic.toml").write_text('[evaluation]\n"abstention_recall@tag:near" = 1\nanswer_accuracy = 0.99\n')
    assert run("evaluate", cases, "--corpus", folder).exit_code == 1
    assert run("evaluate", cases, "--corpus", folder, "--min", "answer_accuracy=0.1").exit_code == 0


def test_an_unusable_file_is_status_2_with_every_fault(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('nonsense\n{"id": "a", "question": "x", "documents": ["nowhere"]}\n')
    shown = run("evaluate", path, tmp_path / "missing.jsonl")
    assert (shown.exit_code, shown.stdout) == (2, "")
    assert f"{path}:1: is not JSON" in shown.stderr
    assert f"{path}:2: the corpus has no document 'nowhere'" in shown.stderr
    assert "missing.jsonl: there is no such file" in shown.stderr
    assert run("evaluate", path, "--min", "x").exit_code == 2
    misspelt = run("evaluate", path, "--min", "answer_acuracy=0.5")
    assert (misspelt.exit_code, misspelt.stdout) == (2, "")
    assert "--min: there is no measure 'answer_acuracy'; did you mean 'answer_accuracy'?" in misspelt.stderr


def test_every_export_holds_every_turn(cases: Path, tmp_path: Path) -> None:
    names = {
        "--json": "run.json",
        "--csv": "run.csv",
        "--junit": "run.xml",
        "--markdown": "run.md",
        "--trec": "run.trec",
    }
    options = [each for option, name in names.items() for each in (option, tmp_path / name)]
    shown = run("evaluate", cases, *options)
    assert shown.exit_code == 0
    written = {name: (tmp_path / name).read_text(encoding="utf-8") for name in names.values()}
    ids = ["right", "wrong", "held", "talk/1", "talk/2"]

    told = json.loads(written["run.json"])
    assert [case["id"] for case in told["cases"]] == ids
    assert told["measures"]["all"]["answer_accuracy"]["n"] == 3
    assert told["run"]["corpus_hash"] == chatbot.load(ROOT / "corpus").corpus_hash
    assert told["run"]["settings"]["k1"] == 1.5

    rows = list(csv.DictReader(io.StringIO(written["run.csv"])))
    assert [row["id"] for row in rows] == ids
    assert rows[3]["question"] == "'=1+1", "a spreadsheet must not compute it"

    suite = ElementTree.fromstring(written["run.xml"])
    assert (suite.get("tests"), suite.get("failures")) == ("5", "1")
    (failed,) = [case for case in suite if case.find("failure") is not None]
    assert (failed.get("name"), failed.get("classname")) == ("wrong", str(cases))

    assert "| answer_accuracy | 0.667 | 0.208 to 0.939 | 3 |" in written["run.md"]
    assert "- `wrong` What does a foraminotomy do? <>&: does not say screws" in written["run.md"]

    lines = [line.split() for line in written["run.trec"].splitlines()]
    assert {line[0] for line in lines} <= set(ids)
    assert lines[0][:4] == ["right", "Q0", "surgical-decompression#7", "1"]
    for each in ids:
        ranks, scores = ([int(line[at]) for line in lines if line[0] == each] for at in (3, 4))
        assert (ranks, scores) == ([*range(1, len(ranks) + 1)], [*range(len(ranks), 0, -1)])
    assert all(len(line) == 6 and line[1] == "Q0" for line in lines)


def test_the_report_is_one_page_that_fetches_nothing(cases: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    run("evaluate", cases, "--html", path, "--min", "answer_accuracy=0.9")
    page = path.read_text(encoding="utf-8")
    assert not re.search(r"""(src|href|action)=["']?\s*(https?:)?//|@import|url\(|fetch\(""", page)
    assert page.count("<svg") >= 4
    assert "FAIL: 1 of 1 bars not reached" in page
    assert "What does a foraminotomy do? &lt;&gt;&amp;" in page, "a question is text, never markup"
    assert page.count("<article") == 1
    assert "A foraminotomy widens the opening" in page


def test_a_file_that_cannot_be_written_is_told(cases: Path, tmp_path: Path) -> None:
    shown = run("evaluate", cases, "--json", tmp_path / "no" / "such" / "folder.json")
    assert shown.exit_code == 2
    assert "cannot be written: No such file or directory; choose another place" in shown.stderr


def test_compare_counts_and_concludes(cases: Path, tmp_path: Path) -> None:
    a, b = tmp_path / "a.json", tmp_path / "b.json"
    run("evaluate", cases, "--json", a)
    told = json.loads(a.read_text(encoding="utf-8"))
    told["cases"][1]["right"] = True
    told["cases"].append({**told["cases"][0], "id": "new", "case": "new"})
    b.write_text(json.dumps(told), encoding="utf-8")
    shown = run("compare", a, b, "--list")
    assert shown.exit_code == 0
    assert "right on 4 cases: A 0.750, B 1.000" in shown.stdout
    assert "B wins 1, loses 0, ties 3" in shown.stdout
    assert "too few questions to tell: only 1 came out differently, and it takes 6" in shown.stdout
    assert "won   wrong" in shown.stdout
    assert "1 cases are in one run only" in shown.stderr
    assert "no difference" in run("compare", a, a, "--measure", "ndcg_10").stdout


@pytest.mark.parametrize("text", ["", "[]", '{"format": 99, "cases": []}', '{"format": 1}'])
def test_compare_refuses_what_is_no_run(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    shown = run("compare", path, path)
    assert (shown.exit_code, shown.stdout) == (2, "")
    assert str(path) in shown.stderr


@pytest.fixture
def small_corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "knees.md").write_text("# Knees\n\nBraces hold the knee. Ice cools the knee. Stairs tire the knee.")
    (folder / "clinic.toml").write_text('[clinic]\nname = "Knee clinic"\n\n[answering]\nmax_citations = 2\n')
    return folder


def test_calibrate_proposes_and_writes_where_settings_are_read(small_corpus: Path, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    good = [{"id": f"a{n}", "question": f"Do {w} the knee?", "documents": ["knees"]}
            for n, w in enumerate(["braces hold", "ice cools", "stairs tire"] * 4)]  # fmt: skip
    bad = [{"id": f"n{n}", "question": f"Do {w} the knee?", "expect": "no_answer"}
           for n, w in enumerate(["robots admire", "taxes bother", "poems heal", "comets visit"] * 3)]  # fmt: skip
    path.write_text("\n".join(map(json.dumps, [*good, *bad])))
    svg = tmp_path / "curve.svg"
    shown = run("calibrate", path, "--corpus", small_corpus, "--precision", "1", "--write", "--svg", svg)
    assert shown.exit_code == 0, shown.stderr
    assert "precision 1.000, recall 1.000" in shown.stdout
    assert "<- proposed" in shown.stdout
    assert svg.read_text().startswith("<svg")
    written = (small_corpus / "clinic.toml").read_text()
    proposed = tomllib.loads(written)["answering"]["min_confidence"]
    assert chatbot.load(small_corpus).settings.min_confidence == proposed
    assert tomllib.loads(written)["clinic"]["name"] == "Knee clinic"
    assert "on cases.jsonl (n 24) for precision 1: precision 1.000" in written
    assert run("evaluate", path, "--corpus", small_corpus, "--min", "abstention_f1=1").exit_code == 0


def test_calibrate_writes_nothing_that_it_did_not_reach(small_corpus: Path, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    wrong = [{"id": f"a{n}", "question": "Do braces hold the knee?", "facts": [["screws"]]} for n in range(6)]
    held = [{"id": f"n{n}", "question": "Do braces hold the knee?", "expect": "no_answer"} for n in range(6)]
    path.write_text("\n".join(map(json.dumps, [*wrong, *held])))
    before = (small_corpus / "clinic.toml").read_text()
    shown = run("calibrate", path, "--corpus", small_corpus, "--write")
    assert shown.exit_code == 1
    assert "no threshold reaches precision 0.9 on these cases: nothing written" in shown.stderr
    assert (small_corpus / "clinic.toml").read_text() == before


def test_a_file_that_cannot_be_edited_safely_is_not() -> None:
    with pytest.raises(BadSettings, match=r"set k = 0\.5 there by hand"):
        with_setting("s = {x = 1}\n", "s", "k", 0.5, "why")


def test_calibrate_refuses_what_it_cannot_choose_on(cases: Path) -> None:
    shown = run("calibrate", cases)
    assert shown.exit_code == 2
    assert "is too small or too one-sided to calibrate on" in shown.stderr


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "\n\n[s]\nk = 0.5  # why\n"),
        ("[a]\nk = 1\n", "[a]\nk = 1\n\n[s]\nk = 0.5  # why\n"),
        ("[s]\nx = 1\n[t]\nk = 1\n", "[s]\nk = 0.5  # why\nx = 1\n[t]\nk = 1\n"),
        ("[s] # here\nk = 0.1 # old\nx = 1\n", "[s] # here\nk = 0.5  # why\nx = 1\n"),
        ("[s]", "[s]\nk = 0.5  # why"),
    ],
)
def test_setting_a_number_leaves_the_rest_of_a_file_alone(before: str, after: str) -> None:
    written = with_setting(before, "s", "k", 0.5, "why")
    assert written == after
    assert tomllib.loads(written)["s"]["k"] == 0.5
