"""Must-fire rules: what no classifier may miss, as data. They load only if every example of every rule holds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from chatbot.guardrails.normalising import normalise, sentences
from chatbot.model import BadGuardrails, Fault, Finding, Label, Urgency
from chatbot.needles import Screened

FOLDER = Path(__file__).parent / "rules"
_KEYS = frozenset({"id", "label", "urgency", "patterns", "unless", "source", "fires_on", "silent_on", "reviewed_by"})
_WORD = re.compile(r"[a-z']+")
_REQUIRED = _KEYS - {"unless"}


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over normalised sentences; found in one that `unless` does not silence, it fires the rule.

    `words` are those of the messages it fires on: a slip of the finger is mended towards them.
    """

    rule_id: str
    label: Label
    urgency: Urgency
    pattern: re.Pattern[str]
    unless: tuple[re.Pattern[str], ...]
    source: str
    reviewed_by: str
    words: frozenset[str]

    def match(self, sentence: str) -> Finding | None:
        """What the rule goes by in a sentence, None if it does not fire.

        Negation and history silence a rule only in here, and only in their own sentence.
        """
        found = self.pattern.search(sentence)
        if found and not any(pattern.search(sentence) for pattern in self.unless):
            return Finding(self.rule_id, found.group().strip())
        return None


class Rules(Screened[Rule]):
    """All rules in order, and which of them a sentence fires."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        super().__init__(rules, lambda rule: rule.pattern.pattern)

    def fired(self, sentence: str) -> list[tuple[Rule, Finding]]:
        """The rules that fire on a sentence, in order, and what each goes by."""
        return [(rule, finding) for rule in self.likely(sentence) if (finding := rule.match(sentence))]


def load_rules(folder: Path = FOLDER) -> Rules:
    """All rules of all files, in order; raises BadGuardrails listing every fault and every example that misbehaves."""
    rules: list[Rule] = []
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
            if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
                raise ValueError("[[rule]] is not a list of tables")
        except (OSError, ValueError, KeyError) as fault:
            faults.append(Fault(path.name, f"cannot be used: {fault}", "restore or correct it"))
            continue
        for number, table in enumerate(tables, 1):
            place = f"{path.name} rule {table.get('id', number)}"
            if rule := _parse(table, place, faults):
                rules.append(rule)
                faults += _misbehaving(rule, table, place)
    ids = [rule.rule_id for rule in rules]
    faults += [Fault(rule_id, "stands twice", "rename one") for rule_id in sorted({i for i in ids if ids.count(i) > 1})]
    if faults or not rules:
        raise BadGuardrails(*faults or [Fault(str(folder), "holds no rule", "restore it")])
    return Rules(rules)


def _parse(table: Mapping[str, Any], place: str, faults: list[Fault]) -> Rule | None:
    missing, unknown = sorted(_REQUIRED - table.keys()), sorted(table.keys() - _KEYS)
    if missing or unknown:
        faults.append(Fault(place, f"lacks {missing} and has unknown {unknown}", "compare another rule"))
        return None
    texts = {key: table[key] for key in ("id", "source")}
    lists = {key: table.get(key, []) for key in ("patterns", "unless", "fires_on", "silent_on")}
    faults_before = len(faults)
    for key, text in texts.items():
        if not isinstance(text, str) or not text.strip():
            faults.append(Fault(place, f"'{key}' is no text", "write it"))
    for key, held in lists.items():
        if not isinstance(held, list) or not all(isinstance(each, str) and each for each in held):
            faults.append(Fault(place, f"'{key}' is no list of texts", 'want ["...", "..."]'))
    if not lists["patterns"]:
        faults.append(Fault(place, "has no pattern", "give at least one"))
    if table["label"] in (Label.EMERGENCY, Label.CRISIS) and table["urgency"] not in (
        Urgency.SAME_DAY,
        Urgency.EMERGENCY,
    ):
        faults.append(Fault(place, f"is {table['label']} and its urgency {table['urgency']}", "make it urgent"))
    if len(faults) > faults_before:
        return None
    try:
        return Rule(
            rule_id=table["id"],
            label=Label(table["label"]),
            urgency=Urgency(table["urgency"]),
            pattern=_any_of(table["patterns"]),
            unless=tuple(map(_compiled, table.get("unless", []))),
            source=table["source"],
            reviewed_by=table["reviewed_by"],
            words=frozenset(word for text in table["fires_on"] for word in _WORD.findall(normalise(text))),
        )
    except (ValueError, TypeError, re.error) as fault:
        faults.append(Fault(place, f"cannot be used: {fault}", "correct it"))
        return None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Many rules are silenced by the same patterns: each is compiled once."""
    return re.compile(pattern)


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern that finds what any of them finds: one search is far cheaper than twenty."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _misbehaving(rule: Rule, table: Mapping[str, Any], place: str) -> list[Fault]:
    faults: list[Fault] = []
    if not table["fires_on"] or not table["silent_on"]:
        faults.append(Fault(place, "has no examples", "give messages it fires on and messages it is silent on"))
    for message in table["fires_on"]:
        if not any(map(rule.match, sentences(normalise(message)))):
            faults.append(Fault(place, f"does not fire on {message!r}", "correct the rule or the example"))
    for message in table["silent_on"]:
        if any(map(rule.match, sentences(normalise(message)))):
            faults.append(Fault(place, f"fires on {message!r}", "correct the rule or the example"))
    return faults
