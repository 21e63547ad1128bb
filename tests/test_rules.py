"""Rules: a file that is faulty in any way does not load, and what ships holds its own examples, quickly."""

from __future__ import annotations

import re
import time
import tomllib
from pathlib import Path

import pytest

from chatbot.guardrails import Guard
from chatbot.guardrails.normalising import normalise, sentences
from chatbot.guardrails.rules import FOLDER, load_rules
from chatbot.model import BadGuardrails, Label, Urgency

RULE = """
[[rule]]
id = "numb"
label = "emergency"
urgency = "emergency"
patterns = ['\\bnumb\\b']
unless = ['\\bnot numb\\b']
source = "NHS, back pain"
fires_on = ["I am NUMB"]
silent_on = ["I am not numb"]
reviewed_by = ""
"""
LONGEST = 4_000
TOO_STEEP = 40
NOISE_SECONDS = 0.0005


def written(folder: Path, content: str | bytes, name: str = "en.toml") -> Path:
    content = content if isinstance(content, bytes) else content.encode()
    (folder / name).write_bytes(content)
    return folder


def changed(old: str, new: str) -> str:
    assert RULE.count(old) == 1
    return RULE.replace(old, new)


def faults(folder: Path) -> list[str]:
    with pytest.raises(BadGuardrails) as raised:
        load_rules(folder)
    return [f"{fault.place}: {fault.problem}" for fault in raised.value.faults]


# --- What a file says ---


def test_a_rule_is_what_its_file_says(tmp_path: Path) -> None:
    (rule,) = load_rules(written(tmp_path, RULE))
    assert (rule.rule_id, rule.label, rule.urgency) == ("numb", Label.EMERGENCY, Urgency.EMERGENCY)
    assert (rule.source, rule.reviewed_by) == ("NHS, back pain", "")
    assert rule.pattern.pattern == r"(?:\bnumb\b)"


def test_all_files_are_read_in_order(tmp_path: Path) -> None:
    written(tmp_path, changed('"numb"', '"b"'), "b.toml")
    written(tmp_path, changed('"numb"', '"a"') + changed('"numb"', '"c"'), "a.toml")
    assert [rule.rule_id for rule in load_rules(tmp_path)] == ["a", "c", "b"]


@pytest.mark.parametrize(
    ("message", "evidence", "why"),
    [
        ("numb", "numb", "the pattern"),
        ("My leg is NUMB.", "numb", "in capitals"),
        ("I am not numb.", None, "silenced in its sentence"),
        ("I am not numb. Or am I? My foot is numb.", "numb", "silenced in one sentence, not in another"),
        ("I am not numb\nnumb", "numb", "a line is a sentence"),
        ("a number", None, "another word"),
        ("", None, "nothing"),
    ],
)
def test_a_rule_fires_on_a_sentence_that_nothing_in_it_silences(
    tmp_path: Path, message: str, evidence: str | None, why: str
) -> None:
    rules = load_rules(written(tmp_path, RULE))
    found = [hit for sentence in sentences(normalise(message)) for _, hit in rules.fired(sentence)]
    assert [(hit.rule, hit.evidence) for hit in found] == ([("numb", evidence)] if evidence else []), why


def test_without_an_unless_nothing_silences(tmp_path: Path) -> None:
    silent = changed("unless = ['\\bnot numb\\b']\n", "").replace("I am not numb", "I am well")
    (rule,) = load_rules(written(tmp_path, silent))
    assert rule.match("i am not numb")


# --- What is wrong with a file ---


@pytest.mark.parametrize("key", "id label urgency patterns source fires_on silent_on reviewed_by".split())
def test_a_rule_that_lacks_a_key_is_told(tmp_path: Path, key: str) -> None:
    (line,) = [line for line in RULE.splitlines() if line.startswith(f"{key} =")]
    (fault,) = faults(written(tmp_path, changed(f"{line}\n", "")))
    assert fault.startswith("en.toml rule ")
    assert f"'{key}'" in fault


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('label = "emergency"', 'label = "urgent"', "a label that there is not"),
        ('urgency = "emergency"', 'urgency = "now"', "an urgency that there is not"),
        ('urgency = "emergency"', 'urgency = "routine"', "an emergency that is not urgent"),
        ("['\\bnumb\\b']", "['(numb']", "a pattern that is none"),
        ("['\\bnot numb\\b']", "['(not']", "an unless that is no pattern"),
        ("['\\bnumb\\b']", "[5]", "a pattern that is no text"),
        ("['\\bnumb\\b']", "'numb'", "patterns that are no list: its letters are none"),
        ("['\\bnumb\\b']", "5", "patterns that are no list"),
        ("['\\bnumb\\b']", "[]", "no pattern"),
        ("['\\bnot numb\\b']", "'not numb'", "an unless that is no list: its letters are none"),
        ("['\\bnot numb\\b']", "['']", "an unless that silences everything"),
        ('["I am NUMB"]', "[]", "no example it fires on"),
        ('["I am not numb"]', "[]", "no example it is silent on"),
        ('["I am NUMB"]', '"numb"', "examples that are no list: its letters are none"),
        ('["I am NUMB"]', "[5]", "an example that is no text"),
        ('["I am not numb"]', "[5]", "a silent example that is no text"),
        ('["I am NUMB"]', "5", "examples that are no list"),
        ('["I am NUMB"]', '["I am well"]', "an example it does not fire on"),
        ('["I am not numb"]', '["I am numb"]', "an example it is not silent on"),
        ('id = "numb"', "id = 5", "an id that is no text"),
        ('source = "NHS, back pain"', 'source = ""', "no source"),
        ('source = "NHS, back pain"', "source = 5", "a source that is no text"),
        ('reviewed_by = ""', 'reviewed_by = ""\nnote = "x"', "a key that nothing reads"),
    ],
)
def test_a_faulty_rule_does_not_load(tmp_path: Path, old: str, new: str, why: str) -> None:
    told = faults(written(tmp_path, changed(old, new)))
    assert told, why
    assert all(fault.startswith("en.toml rule ") for fault in told), why


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"[[rule", "not TOML"),
        (b'x = "\xff"', "not UTF-8"),
        (b"", "nothing in it"),
        (b"rules = []", "no rule in it"),
        (b"rule = []", "an empty list of rules"),
        (b"rule = 5", "rules that are no list"),
        (b"rule = 'numb'", "rules that are text"),
        (b"rule = [5]", "a rule that is no table"),
        (b"[rule]\nid = 'numb'", "one rule that is no list"),
    ],
)
def test_a_file_that_is_no_rule_file_does_not_load(tmp_path: Path, content: bytes, why: str) -> None:
    assert faults(written(tmp_path, content)), why


@pytest.mark.parametrize("folder", [".", "nowhere"], ids=["empty", "missing"])
def test_a_folder_without_rules_is_told(tmp_path: Path, folder: str) -> None:
    assert faults(tmp_path / folder) == [f"{tmp_path / folder}: holds no rule"]


def test_an_id_that_stands_twice_is_told_across_files(tmp_path: Path) -> None:
    written(tmp_path, RULE)
    assert faults(written(tmp_path, RULE, "es.toml")) == ["numb: stands twice"]


def test_everything_wrong_in_all_files_is_told_at_once(tmp_path: Path) -> None:
    written(tmp_path, "[[rule", "a.toml")
    written(tmp_path, changed('"I am NUMB"', '"I am well", "all fine"') + changed('["I am not numb"]', '["numb"]'))
    written(tmp_path, changed('label = "emergency"\n', "") + RULE, "z.toml")
    unreadable, *others = faults(tmp_path)
    assert unreadable.startswith("a.toml: cannot be used")
    assert others == [
        "en.toml rule numb: does not fire on 'I am well'",
        "en.toml rule numb: does not fire on 'all fine'",
        "en.toml rule numb: fires on 'numb'",
        "z.toml rule numb: lacks ['label'] and has unknown []",
        "numb: stands twice",
    ]


# --- What ships ---


def test_both_languages_ship_rules_and_each_has_its_own_id() -> None:
    rules = load_rules()
    assert {path.stem for path in FOLDER.glob("*.toml")} == {"en", "es"}
    assert len({rule.rule_id for rule in rules}) == len(rules) >= 40


def test_every_shipped_rule_names_its_source_and_no_reviewer() -> None:
    rules = load_rules()
    assert [rule.rule_id for rule in rules if len(rule.source.strip()) < 5] == []
    assert [rule.rule_id for rule in rules if rule.reviewed_by] == []


def test_a_shipped_rule_is_urgent_where_its_label_is_and_only_there() -> None:
    for rule in load_rules():
        urgent = rule.urgency in {Urgency.EMERGENCY, Urgency.SAME_DAY}
        assert urgent is (rule.label in {Label.EMERGENCY, Label.CRISIS}), rule.rule_id


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_shipped_example_is_triaged_at_least_as_urgently_as_its_rule_says(language: str, guard: Guard) -> None:
    order = list(Urgency)
    for rule in tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))["rule"]:
        for message in rule["fires_on"]:
            found = guard.triage(message)
            assert order.index(found.urgency) >= order.index(Urgency(rule["urgency"])), message
            assert rule["id"] in {finding.rule for finding in found.findings} or found.label != rule["label"], message


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ("a" * LONGEST, "one word"),
        ("no " * (LONGEST // 3), "one negation over and over"),
        ("i can't feel my " * (LONGEST // 16), "half a red flag over and over"),
        ("no puedo mover las " * (LONGEST // 19), "half a Spanish red flag over and over"),
        ("chest back leg pee numb fell fever " * (LONGEST // 35), "the words of all of them without a stop"),
        (" " * LONGEST, "spaces"),
        ("My back has hurt a little since I moved house. " * (LONGEST // 47), "prose"),
    ],
)
def test_every_shipped_pattern_takes_time_in_proportion_to_the_message(message: str, why: str) -> None:
    eighth = message[: LONGEST // 8]
    for rule in load_rules():
        for pattern in (rule.pattern, *rule.unless):
            # Eight times the text in eight times the time; a pattern that backtracks takes sixty-four times.
            long, short = best_seconds(pattern, message), best_seconds(pattern, eighth)
            assert long < TOO_STEEP * max(short, NOISE_SECONDS), f"{rule.rule_id} on {why}: {long:.4f} s, {short:.4f} s"


def best_seconds(pattern: re.Pattern[str], text: str) -> float:
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        pattern.search(text)
        seconds.append(time.perf_counter() - began)
    return min(seconds)
