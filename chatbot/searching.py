"""Searching: from a message to what would be quoted. The middle of `Chatbot.ask`: the steps that know documents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from chatbot import answering, known, passages, query
from chatbot.conversation import Conversation
from chatbot.glossary import NAMED, Glossary
from chatbot.languages import Language
from chatbot.languages.foreign import foreign
from chatbot.model import Document, Hit, Likeness, Passage, Progress, Query, Reason, Retriever
from chatbot.retrieval import FieldedIndex
from chatbot.settings import Settings
from chatbot.text import count_forms, is_long, usual_forms
from chatbot.thesaurus import Thesaurus
from chatbot.versions import Versions

# Deep enough that the passages worth quoting are among them; every one of them is looked at closely.
CANDIDATES = 10
SURE = 0.92  # what is quoted for one of two things, of which no passage says how they differ, tells of it so surely
NOWHERE = ""  # a term that no text holds: it is the rarest
NEAR = 0.25  # share of what is asked that a passage must hold to be named where nothing answers


@dataclass(frozen=True, slots=True)
class Consideration:
    """What led to an answer: the expanded query, the hits, what each would be quoted with, what was shown, and how like
    the query known questions are. `apart` says that two things were to be compared, and each is told of by itself."""

    query: Query
    hits: tuple[Hit, ...] = ()
    quotations: tuple[answering.Quotation, ...] = ()
    shown: tuple[answering.Quotation, ...] = ()
    likeness: Likeness | None = None
    apart: bool = False


class Search:
    """What can be found in one set of documents. Searching changes nothing."""

    def __init__(
        self,
        documents: Sequence[Document],
        settings: Settings,
        languages: Mapping[str, Language],
        glossary: Glossary,
        thesaurus: Thesaurus,
        progress: Progress | None = None,
        source: known.Source = known.NOTHING,
    ) -> None:
        self.settings, self.languages, self.glossary, self.thesaurus = settings, languages, glossary, thesaurus
        self.documents = {document.doc_id: document for document in documents}
        titles = {document.doc_id: document.title for document in documents}
        cut = [passage for document in documents for passage in passages.cut(document, languages)]
        self.passages = {passage.passage_id: passage for passage in cut}
        self.retriever: Retriever = FieldedIndex(
            cut, titles, settings.k1, settings.b, settings.heading_weight, progress, self.terms
        )
        senses = answering.Senses(glossary, thesaurus, answering.load_vectors())
        headings = {(heading, each.language) for each in cut for heading in (titles[each.doc_id], *each.headings)}
        self._topics = {mention.concept for heading in headings for mention in glossary.find(*heading)}
        self.reader = answering.Reader(titles, self.terms, self.retriever.idf, self.retriever.holding, cut, senses)
        self.versions = Versions(documents, cut, languages)
        questions = known.place(source.listed, self.documents, cut, self.versions.counterparts)
        # A clinic's own names are no part of what the list teaches: a question is read with them, as what they mean.
        read = partial(index_terms, glossary.base, thesaurus)
        self.listed_terms = source.terms or known.work_out(questions, read)
        lessons = source.lessons or known.teach(questions, self.listed_terms, read)
        terms = known.revise(questions, self.listed_terms, self.terms, settings.synonyms)
        self.known = known.Known(questions, terms, lessons)
        self._weights = {long: answering.load_weights(self.known.density, long) for long in (False, True)}
        counted = {code: count_forms(self._texts(code)) for code in languages}
        self.vocabularies = {code: frozenset(words) for code, words in counted.items()}
        self._speller = query.Speller(
            lambda code: glossary.words(code) | usual_forms(counted[code]),
            {code: {word: sum(forms.values()) for word, forms in each.items()} for code, each in counted.items()},
            languages,
            texts=self._texts,
            names=lambda code: (name for names in glossary.names.get(code, {}).values() for name in names),
        )

    def consider(
        self, message: str, language: str | None = None, earlier_language: str | None = None, k: int = CANDIDATES
    ) -> Consideration:
        """The middle of `ask`, from the message to what would be quoted, for those who want to see why."""
        return self._consider(query.by_itself(self._expand(self.read(message, earlier_language, language))), k)

    def read(self, message: str, earlier_language: str | None, language: str | None) -> Query:
        """The message normalised, its language told and its slips mended; no retrieval yet."""
        default = earlier_language or self.settings.language
        read = query.read(message, self.languages, default, language, self.vocabularies)
        mended = self._speller.mend(read) if read.told else self._speller.likelier(read)
        # Words of another language are no slips.
        return read if mended.corrections and self.is_foreign(read) else mended

    def is_foreign(self, read: Query) -> bool:
        """Whether a message is in a language that the bot does not speak."""
        return foreign(read.raw, self.languages.values(), self.vocabularies.values()) is not None

    def _expand(self, read: Query) -> Query:
        language = self.languages[read.language]
        text = query.without_cues(read.text, language)
        focus = query.focus(text, language, lambda sentence: self._things(sentence, language.code))
        asked = query.expand(replace(read, text=text), self.glossary, self.thesaurus, focus, language.aiming)
        return replace(asked, text=read.text)  # what it leans on is still to be read

    def _things(self, sentence: str, language: str) -> list[query.Thing]:
        """The things a sentence names, besides what only asks for a kind of answer."""
        return [
            query.Thing(
                mention.start,
                mention.end,
                telling=self.glossary.is_telling(mention.concept),
                topic=mention.concept in self._topics and self.glossary.is_telling(mention.concept),
                told=self.retriever.idf(NAMED + mention.concept) < self.retriever.idf(NOWHERE),
            )
            for mention in self.glossary.find(sentence, language)
            if not self.glossary.only_asks(mention.concept)
        ]

    def _consider(self, asked: Query, k: int = CANDIDATES, topic: str | None = None) -> Consideration:
        likeness = self.liken(asked, self.known)
        # Known questions alone, with no word to look for, would find an answer to "=1+1".
        hits = self._hits(asked, likeness.likest, k) if asked.terms else []
        bar = self.settings.min_confidence
        weights = self._weights[is_long(asked.text)]
        quotations = answering.quote(hits, asked, self.reader, weights, bar, likeness, topic)
        shown = answering.select(quotations, asked, self.settings.max_citations)
        apart = [] if shown else self._each_by_itself(asked)
        return Consideration(asked, tuple(hits), tuple(quotations), tuple(shown or apart), likeness, bool(apart))

    def _each_by_itself(self, asked: Query) -> list[answering.Quotation]:
        """For the difference between two things that no passage tells, what surely tells of each; none if one lacks."""
        subjects = dict.fromkeys(each.word for each in asked.asked if each.subject)
        if answering.DIFFERENCE not in asked.wants or len(subjects) != 2:
            return []
        single = (self._expand(replace(asked, text=word, assumed=())) for word in subjects)
        alone = [self._consider(replace(each, wants=(answering.DEFINITION,))) for each in single]
        if any(_sure(each) < SURE for each in alone):
            return []
        first, second = (each.quotations[0] for each in alone)
        # What names both, in a list perhaps, says of neither how it differs.
        both = first.hit.passage in _holding(alone[1]) or second.hit.passage in _holding(alone[0])
        return [] if both else [first, second]

    def has_own_name(self, asked: Query) -> bool:
        """Whether a query holds a name that the clinic gave to something."""
        text, language = asked.text, asked.language
        return self.glossary.find(text, language) != self.glossary.base.find(text, language)

    def liken(self, asked: Query, questions: known.Known) -> known.Comparison:
        """How like a query known questions are, with what it takes over from the question before."""
        told = "\n".join((asked.text, *(self.glossary.name(each, asked.language) for each in asked.assumed)))
        return questions.liken(asked, told, known.terms_of(told, asked.language, self.terms))

    def _hits(self, asked: Query, known: Collection[str], k: int) -> list[Hit]:
        """The k best passages; those known to answer the same question, though they hold few of its words; and how the
        sections begin whose headings say what is asked of the thing that their document's title names."""
        hits = self._in_own_language(self.retriever.search(asked.terms, 2 * k), asked.language)[:k]
        found = {hit.passage.passage_id for hit in hits}
        further = {*known, *self.reader.sections(hits, asked)} - found
        seen = {each for each in further if not self.versions.hides(self.passages[each], asked.language)}
        return hits + self.retriever.look_up(asked.terms, seen) if seen else hits

    def _in_own_language(self, hits: Sequence[Hit], language: str) -> list[Hit]:
        """The hits without versions in another language of a document that there is in the asker's language too."""
        return [hit for hit in hits if not self.versions.hides(hit.passage, language)]

    def judge(self, considered: Consideration, hit: Hit) -> answering.Quotation:
        """What a hit that was not among the candidates would have been quoted with, judged beside them."""
        hits = [*considered.hits, hit]
        bar = self.settings.min_confidence
        asked = considered.query
        weights = self._weights[is_long(asked.text)]
        quotations = answering.quote(hits, asked, self.reader, weights, bar, considered.likeness)
        return next(each for each in quotations if each.hit.passage == hit.passage)

    def terms(self, text: str, language: str) -> list[str]:
        """The index terms of a text."""
        return index_terms(self.glossary, self.thesaurus, text, language)

    def _texts(self, language: str) -> Iterable[str]:
        """The texts of the passages in a language."""
        return (each.text for each in self.retriever.passages if each.language == language)

    def follow(self, read: Query, before: Conversation) -> tuple[Consideration, Reason | None]:
        """What a message asks for in its conversation; a reason if it asks to go on and nothing is left."""
        remembered = query.Before(before.concepts, before.wants)
        move, language = query.move_of(read, self.languages)
        if move is query.Move.ASK:
            asked = self._expand(read)
            alone = self._consider(query.by_itself(asked))
            follows = query.inherit(asked, remembered, self.languages[read.language], self.glossary)
            if follows is None:
                return alone, None
            topic = self.passages[before.topic].doc_id if before.topic else None
            following = self._consider(follows[0], topic=topic)
            if not following.shown and len(follows[0].assumed) > 1:
                following = self._leaning_on_one(asked, remembered, topic) or following
            return (following if follows[1] or _sure(following) >= _sure(alone) else alone), None
        resumed = query.resume(replace(read, language=language), remembered, self.glossary)
        if not before.shown:
            return Consideration(resumed), Reason.NOTHING_BEFORE
        if move is query.Move.SWITCH:
            return self._say_again(resumed, before.topic or before.shown[-1]), Reason.NOTHING_BEFORE
        return self._go_on(resumed, before), Reason.NOTHING_MORE

    def _leaning_on_one(self, asked: Query, before: query.Before, topic: str | None) -> Consideration | None:
        """What answers best with one of the things that were asked of before: "is it safe?" of the treatment and not of
        the condition; None if with none of them anything does."""
        language = self.languages[asked.language]
        ones = (replace(before, concepts=(each,)) for each in before.concepts)
        follows = (query.inherit(asked, one, language, self.glossary) for one in ones)
        tried = (self._consider(each[0], topic=topic) for each in follows if each)
        return max((each for each in tried if each.shown), key=_sure, default=None)

    def section(self, read: Query, doc_id: str, section: str) -> Consideration:
        """The passages of a section, because it was chosen from those offered."""
        chosen = [each for each in self.retriever.passages if (each.doc_id, each.section) == (doc_id, section)]
        language = chosen[0].language
        asked = query.by_itself(self._expand(replace(read, text=read.raw, language=language, corrections=())))
        return self._quoting(asked, chosen[: self.settings.max_citations])

    def _say_again(self, resumed: Query, shown: str) -> Consideration:
        """The passage shown last, from the document's other version if there is one."""
        passage = self.versions.counterpart(self.passages[shown], resumed.language)
        return self._quoting(resumed, [passage])

    def _go_on(self, resumed: Query, before: Conversation) -> Consideration:
        """The next passages on the same topic: found and not yet shown, else what stands next in the document."""
        considered = self._consider(resumed)
        fresh = [each for each in considered.quotations if each.hit.passage.passage_id not in before.shown]
        good = [each for each in fresh if each.verdict.answers][: self.settings.max_citations - 1]
        if good:
            return replace(considered, shown=tuple(good))
        last = self.passages[before.topic or before.shown[-1]]
        rest = [
            each
            for each in self.retriever.passages
            if (each.doc_id, each.language) == (last.doc_id, last.language)
            and each.span.start > last.span.start
            and each.passage_id not in before.shown
        ]
        rest += [each.hit.passage for each in fresh if each.verdict.coverage >= NEAR]
        return self._quoting(resumed, rest[:1])

    def _quoting(self, asked: Query, passages: Sequence[Passage]) -> Consideration:
        """Passages shown as they are, because they were asked for and not searched for."""
        hits = tuple(Hit(passage, 0.0, rank) for rank, passage in enumerate(passages, 1))
        shown = tuple(answering.Quotation(hit, hit.passage.span, answering.NO_VERDICT) for hit in hits)
        return Consideration(asked, hits, shown, shown)


def index_terms(glossary: Glossary, thesaurus: Thesaurus, text: str, language: str) -> list[str]:
    """The index terms of a text: stems of its words, the concepts it names, the classes of its words."""
    return glossary.terms(text, language) + thesaurus.terms(text, language)


def _holding(considered: Consideration) -> list[Passage]:
    """The passages that hold all that is asked for."""
    return [each.hit.passage for each in considered.quotations if each.verdict.coverage >= 1]


def _sure(considered: Consideration) -> float:
    return considered.quotations[0].verdict.confidence if considered.quotations else 0.0
