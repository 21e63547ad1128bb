"""Writes `chatbot/languages/stems.json`: the stems of the words of documents, glossary, thesaurus and messages.

A stem costs about 27 microseconds and importing NLTK half a second; with these at hand most questions need neither.

    python tests/benchmarks/stems.py
"""

from __future__ import annotations

import json
from pathlib import Path

import chatbot
from chatbot.guardrails.training import read_messages
from chatbot.languages import fold
from chatbot.text import STEMS, WORD, count_forms, snowball
from chatbot.thesaurus import read_classes


def main() -> None:
    bot, messages = chatbot.load("corpus"), read_messages()
    stems: dict[str, dict[str, str]] = {}
    for code, language in bot.languages.items():
        texts = [passage.text for passage in bot.retriever.passages]
        titles = [
            " ".join((document.title, *(s.heading for s in document.sections))) for document in bot.documents.values()
        ]
        # Of a few words the guardrails cannot tell the language. Stories are full of names, which are no known words.
        said = [message.text for message in messages if not message.only_long]
        words = {*bot.glossary.words(code), *count_forms([*texts, *titles, *said]), *language.stop_words}
        words.update(each for entries in read_classes()[code].values() for entry in entries for each in entry.split())
        alone = {fold(part) for word in words for part in WORD.findall(word)}
        stems[code] = {word: snowball(word, code) for word in sorted(alone) if word.isalpha()}
    Path(STEMS).write_text(json.dumps(stems, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print({code: len(words) for code, words in stems.items()})


if __name__ == "__main__":
    main()
