"""Triage: what a message is and how urgent. Rules or classifier, whole message or any sentence, the most urgent wins.

Nothing after this lowers what it found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chatbot.guardrails.classifier import BRIEF, LONG, Classifier, Scores, load_classifier
from chatbot.guardrails.correcting import mendings
from chatbot.guardrails.features import Reading, read
from chatbot.guardrails.normalising import normalise, sentences
from chatbot.guardrails.rules import Rules, load_rules
from chatbot.model import Finding, Label, Triage, Urgency
from chatbot.text import is_long


@dataclass(frozen=True, slots=True)
class Bars:
    """From which probability on a class is taken for what a message is, in order of precedence.

    Bars so low are reached together: then the likelier of the two counts, since both are urgent.
    """

    crisis: float
    emergency: float
    injection: float
    advice: float


# Settled on the dev sets (ARCHITECTURE.md, "Guardrails"): an emergency that is missed costs more than a question that
# is stopped. In a long message what tells is thinly spread.
IN_BRIEF = Bars(crisis=0.2, emergency=0.33, injection=0.25, advice=0.2)
IN_LONG = Bars(crisis=0.15, emergency=0.22, injection=0.12, advice=0.16)
# Words from which on a message is read as a long one; what is learnt for brief ones reaches further, to `text.is_long`,
# so that both know those about the border. Harmless chatter of 25 words looked urgent to what knew brief ones.
MOST_BRIEF = 22
SOON = 0.50
# One sentence of a longer message must be surer of itself than the whole.
SENTENCE = 0.97
# And the whole must leave room for it, or be too long to be taken in: a sentence of a story, by itself, says little.
ROOM, TAKEN_IN = 0.1, 1000  # probability; characters
# So must a reading with its slips mended, which may be a mistake itself.
MENDED = 0.60
MENDINGS = 3  # how many words a slip may have been meant for
CERTAIN = 1.0
IDF_OF_A_RULE_S_WORD = 6.0

PRECEDENCE = (
    Label.CRISIS,
    Label.EMERGENCY,
    Label.INJECTION,
    Label.DIAGNOSIS,
    Label.PERSONAL,
    Label.BENIGN,
    Label.OUT_OF_SCOPE,
)
_URGENCIES = (Urgency.ROUTINE, Urgency.SOON, Urgency.SAME_DAY, Urgency.EMERGENCY)
_NOW = f"{Label.EMERGENCY}:{Urgency.EMERGENCY}"
_SAME_DAY = f"{Label.EMERGENCY}:{Urgency.SAME_DAY}"


@dataclass(frozen=True, slots=True)
class Guard:
    """Rules and classifiers, for brief messages and for long ones, loaded and checked."""

    rules: Rules
    brief: Classifier
    long: Classifier
    known_words: Mapping[str, float] = field(default_factory=dict)

    def triage(self, *readings: str) -> Triage:
        """The most urgent of what the readings of one message are: as written, as normalised, as corrected."""
        plain = dict.fromkeys(normalise(reading) for reading in readings)
        found = [self._triage(each) for each in plain]
        done = set(plain)
        for each in plain:
            # Only the likeliest mending is worth asking the classifier; rules are cheap and sure.
            for choice, mended in enumerate(mendings(each, self.known_words, MENDINGS)):
                if mended not in done:
                    done.add(mended)
                    found.append(self._triage(mended, bar=MENDED if choice == 0 else CERTAIN))
        return most_urgent(found)

    def knowing(self, words: Iterable[str]) -> Guard:
        """The same guard that takes these words, those of the documents, for meant: "fewer" is no slip for "fever"."""
        return replace(self, known_words=dict.fromkeys(words, IDF_OF_A_RULE_S_WORD) | dict(self.known_words))

    def by_sentence(self, message: str) -> list[tuple[str, Triage]]:
        """What each sentence alone would have got, for staff who ask why."""
        return [(part, self._triage(part)) for part in sentences(normalise(message))]

    def _triage(self, normalised: str, bar: float = 0.0) -> Triage:
        """What rules and classifier say of a text; the classifier counts only if it is as sure as the bar."""
        fired = [each for part in sentences(normalised) for each in self.rules.fired(part)]
        found = [Triage(rule.label, rule.urgency, (finding,)) for rule, finding in fired]
        if bar < CERTAIN:
            reading = read(normalised)
            whole = self._score(reading)
            if _urgent(whole) >= bar:
                found.append(self._classify(reading, whole))
            alone = _parts(reading) if len(reading.parts) > 1 else []
            if _urgent(whole) >= ROOM or len(reading.text) > TAKEN_IN:
                scored = ((part, self._score(part)) for part in alone)
                sure = [self._classify(part, scores) for part, scores in scored if _urgent(scores) >= SENTENCE]
                # No sentence alone makes a crisis of an emergency in which the whole sees none.
                calm = whole.classes["crisis"] < ROOM and _emergency(whole) >= _bars(reading).emergency
                found += [each for each in sure if not (calm and each.label is Label.CRISIS)]
        return most_urgent(found or [Triage(Label.OUT_OF_SCOPE, Urgency.ROUTINE)])

    def _classify(self, reading: Reading, scores: Scores) -> Triage:
        label, urgency, name = decide(scores, _bars(reading))
        told = [Finding(f"classifier:{name}", f"{scores.classes[name]:.2f}")]
        if label not in (Label.BENIGN, Label.OUT_OF_SCOPE):
            heaviest = self._classifier(reading).heaviest(reading, name)
            told += [Finding("n-gram", f"{each} {gain:+.2f}") for each, gain in heaviest]
        return Triage(label, urgency, tuple(told))

    def _score(self, reading: Reading) -> Scores:
        return self._classifier(reading).score(reading)

    def _classifier(self, reading: Reading) -> Classifier:
        return self.long if is_long(reading.text, MOST_BRIEF) else self.brief


def _parts(reading: Reading) -> list[Reading]:
    """Each sentence as a reading of its own; its concepts are not looked for again."""
    return [Reading(part.text, (part,)) for part in reading.parts]


def _urgent(scores: Scores) -> float:
    """How probable it is that a message is a crisis, or an emergency, whichever is likelier."""
    return max(scores.classes["crisis"], _emergency(scores))


def _emergency(scores: Scores) -> float:
    return scores.classes[_NOW] + scores.classes[_SAME_DAY]


def _bars(reading: Reading) -> Bars:
    return IN_LONG if is_long(reading.text, MOST_BRIEF) else IN_BRIEF


def decide(scores: Scores, bars: Bars) -> tuple[Label, Urgency, str]:
    """What a message with these scores is taken for under these bars, and the class that decided it."""
    by_class = scores.classes
    routine = Urgency.SOON if scores.soon >= SOON else Urgency.ROUTINE
    crisis, emergency = by_class["crisis"], _emergency(scores)
    if crisis >= bars.crisis and crisis >= emergency:
        return Label.CRISIS, Urgency.EMERGENCY, "crisis"
    if emergency >= bars.emergency:
        now = by_class[_NOW] >= by_class[_SAME_DAY]
        return Label.EMERGENCY, Urgency.EMERGENCY if now else Urgency.SAME_DAY, _NOW if now else _SAME_DAY
    if by_class["injection"] >= bars.injection:
        return Label.INJECTION, routine, "injection"
    advice = max((Label.DIAGNOSIS, Label.PERSONAL), key=lambda label: by_class[label])
    if by_class[advice] >= bars.advice:
        return advice, routine, advice
    rest = max((Label.BENIGN, Label.OUT_OF_SCOPE), key=lambda label: by_class[label])
    return rest, routine, rest


def most_urgent(found: Iterable[Triage]) -> Triage:
    """One triage of several: the label first in precedence, the highest urgency, the findings of that label."""
    triages: Sequence[Triage] = list(found)
    label = min((each.label for each in triages), key=PRECEDENCE.index)
    urgency = max((each.urgency for each in triages), key=_URGENCIES.index)
    findings = [finding for each in triages if each.label is label for finding in each.findings]
    return Triage(label, urgency, tuple(dict.fromkeys(findings)))


def load_guard() -> Guard:
    """Rules and classifiers; raises BadGuardrails if any cannot be loaded or fails its own check."""
    rules, brief, long = load_rules(), load_classifier(BRIEF), load_classifier(LONG)
    known = dict.fromkeys((word for rule in rules for word in rule.words), IDF_OF_A_RULE_S_WORD)
    return Guard(rules, brief, long, known | dict(brief.known_words))
