"""Glossary: what patients and documents call the same thing, in every language, and what is a kind of what.

`languages/glossary/` holds one file a language (concept -> its names) and `broader.toml` (concept -> the
concepts it is a kind of). A concept found in a text becomes an index term like a word's stem: so a lay word
finds the clinical one, and a question in one language a passage in the other.
"""

from __future__ import annotations

import tomllib
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from chatbot.languages import fold
from chatbot.model import BadLanguage, Fault, Mention
from chatbot.text import WORD, count_forms, stem, term, usual_forms

FOLDER = Path(__file__).parent / "languages" / "glossary"
# How index terms that are no words are told from words: what is named, and what it is a kind of.
NAMED, KIND_OF = "=", "<"
FORM_DIFFERENCE = 3  # characters by which a form of a word may be longer or shorter


class Glossary:
    """The names of concepts by language, found in a text longest first."""

    def __init__(
        self,
        names: Mapping[str, Mapping[str, Sequence[str]]],
        broader: Mapping[str, Sequence[str]],
        subjects: Container[str] = (),
        asking: Container[str] = (),
        involves: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.names = names
        self.base = self  # without a clinic's own names
        self.kinds_of, self._subject_groups, self._asking, self.involves = broader, subjects, asking, involves or {}
        self._above = {concept: _above(concept, broader) for concept in {c for each in names.values() for c in each}}
        self._subjects = frozenset(
            concept for concept, above in self._above.items() if any(each in subjects for each in (concept, *above))
        )
        self.claims: list[tuple[str, str, str, str]] = []  # language, name, and the two concepts that claim it
        self._names: dict[str, dict[tuple[str, ...], str]] = {}
        self._stemmed: dict[str, dict[tuple[str, ...], list[tuple[int, str]]]] = {}
        self._longest: dict[str, dict[str, int]] = {}
        for code, concepts in names.items():
            exact = self._names[code] = {}
            stemmed = self._stemmed[code] = {}
            longest = self._longest[code] = {}
            for concept, forms in concepts.items():
                for form in forms:
                    words = _words(form)
                    if not words or exact.setdefault(words, concept) != concept:
                        self.claims.append((code, form, exact.get(words, concept), concept))
                        continue
                    stems = tuple([stem(word, code) for word in words])
                    stemmed.setdefault(stems, []).append((sum(map(len, words)), concept))
                    for first in (words[0], stems[0]):
                        if longest.get(first, 0) < len(words):
                            longest[first] = len(words)

    def find(self, text: str, language: str, most_words: int | None = None) -> list[Mention]:
        """The concepts that a text names, in reading order; of names that overlap the longest from the left.

        Names of more than `most_words` are left out.
        """
        longest = self._longest.get(language, {})
        words = list(WORD.finditer(text))
        folded = [fold(word.group()) for word in words]
        stems = [stem(word, language) for word in folded]
        found: list[Mention] = []
        at = 0
        while at < len(words):
            most = max(longest.get(folded[at], 0), longest.get(stems[at], 0))
            most = most if most_words is None else min(most, most_words)
            for end in range(min(at + most, len(words)), at, -1):
                concept = self._named(tuple(folded[at:end]), tuple(stems[at:end]), language)
                if concept:
                    found.append(Mention(concept, words[at].start(), words[end - 1].end()))
                    at = end
                    break
            else:
                at += 1
        return found

    def _named(self, words: tuple[str, ...], stems: tuple[str, ...], language: str) -> str | None:
        """The concept of these words as written, else of their stems.

        As written first: "medic" is a doctor, though it is also the stem of "medication". A stem counts only for a
        form of about the same length ("person" is not "personalized"), and never for a function word.
        """
        if len(words) == 1 and term(words[0], language) is None:
            return None
        if concept := self._names[language].get(words):
            return concept
        rivals = self._stemmed[language].get(stems, ())
        if not rivals:
            return None
        length = sum(map(len, words))
        difference, concept = min((abs(size - length), concept) for size, concept in rivals)
        return concept if difference <= FORM_DIFFERENCE * len(words) else None

    def name(self, concept: str, language: str) -> str:
        """The most usual name of a concept in a language; the concept itself if that has none."""
        return next(iter(self.names.get(language, {}).get(concept, ())), concept)

    def broader(self, concept: str) -> tuple[str, ...]:
        """Every concept of which this one is a kind, nearest first."""
        return self._above.get(concept, ())

    def with_synonyms(self, rows: Iterable[tuple[str, Sequence[str]]]) -> Glossary:
        """This glossary with a clinic's own rows of names that mean the same, each with its language.

        A row joins the concept that one of its names has already, the first such; else it is a concept of its own,
        called by its first name.
        """
        names = {code: {concept: list(forms) for concept, forms in each.items()} for code, each in self.names.items()}
        for code, row in rows:
            own = names.setdefault(code, {})
            known = (
                found.concept
                for name in row
                for found in self.find(name, code)
                if (found.start, found.end) == (0, len(name))
            )
            concept = next(known, row[0])
            given = {fold(name) for name in row}
            for other in own.values():
                other[:] = [name for name in other if fold(name) not in given]
            own.setdefault(concept, []).extend(row)
        joined = Glossary(names, self.kinds_of, self._subject_groups, self._asking, self.involves)
        joined.base = self.base
        return joined

    def is_subject(self, concept: str) -> bool:
        """Whether a concept is something that an answer must be about: a treatment, a condition, a device."""
        return concept in self._subjects

    def is_telling(self, concept: str) -> bool:
        """Whether a concept alone tells what an answer must be about: a subject that is no mere group of subjects."""
        return self.is_subject(concept) and concept not in self._subject_groups

    def only_asks(self, concept: str) -> bool:
        """Whether a concept only says what kind of answer is asked for."""
        return concept in self._asking

    def terms(self, text: str, language: str) -> list[str]:
        """The index terms of a text: stems of its words, the concepts it names, what they are kinds of and involve."""
        found = [each for word in WORD.findall(text) if (each := term(word, language))]
        concepts = [mention.concept for mention in self.find(text, language)]
        found += [NAMED + concept for concept in concepts]
        near = [each for concept in concepts for each in (*self.broader(concept), *self.involves.get(concept, ()))]
        return found + [KIND_OF + each for each in near]

    def words(self, language: str) -> dict[str, str]:
        """The words of all names in a language, folded, and how each is written."""
        return usual_forms(count_forms(name for names in self.names.get(language, {}).values() for name in names))


def _words(name: str) -> tuple[str, ...]:
    """The folded words of a name."""
    # Most names are words with spaces between them, and splitting is far cheaper than searching.
    return tuple(map(fold, name.split() if name.replace(" ", "").isalpha() else WORD.findall(name)))


def _above(concept: str, broader: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    found: list[str] = []
    todo = list(broader.get(concept, ()))
    while todo:
        each = todo.pop(0)
        if each not in found and each != concept:
            found.append(each)
            todo += broader.get(each, ())
    return tuple(found)


@cache
def load_glossary(folder: Path = FOLDER) -> Glossary:
    """The glossary of a folder; raises BadLanguage with every fault: unknown concepts, names that two claim."""
    faults: list[Fault] = []
    tables: dict[str, dict[str, list[str]]] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            tables[path.stem] = _read(path)
        except (OSError, ValueError) as fault:
            faults.append(Fault(path.name, f"cannot be used: {fault}", "restore or correct it"))
    relations = {name: tables.pop(name, {}) for name in ("broader", "involves", "subjects", "asking")}
    subjects, asking = (relations[name].get(name, []) for name in ("subjects", "asking"))
    concepts = {concept for table in tables.values() for concept in table}
    for name, relation in relations.items():
        for concept, others in relation.items():
            named = {*others} if name in ("subjects", "asking") else {concept, *others}
            for unknown in sorted(named - concepts):
                faults.append(
                    Fault(f"{name}.toml", f"'{concept}' names '{unknown}', which no language has", "correct it")
                )
    glossary = Glossary(tables, relations["broader"], subjects, asking, relations["involves"])
    for code, name, first, second in glossary.claims:
        faults.append(Fault(f"{code}.toml", f"'{name}' belongs to {first} and {second}", "give it to one"))
    if faults:
        raise BadLanguage(*faults)
    return glossary


def _read(path: Path) -> dict[str, list[str]]:
    """The rows of a file: lists of names, or texts with bars between them, which take a third of the time to read."""
    table = {
        concept: [name.strip() for name in row.split("|")] if isinstance(row, str) else row
        for concept, row in tomllib.loads(path.read_text(encoding="utf-8")).items()
    }
    if not all(isinstance(row, list) and row and all(isinstance(n, str) and n for n in row) for row in table.values()):
        raise ValueError("a row is no list of names")
    return table
