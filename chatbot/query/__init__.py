"""Query: a message as written to weighted terms to look for. No retrieval happens here.

`reading.py` normalises it and tells its language, `spelling.py` mends slips (`nearness.py` says towards what),
`focusing.py` tells question from story, `expanding.py` adds what means the same, `following.py` what was said before.
"""

from chatbot.query.expanding import by_itself, expand
from chatbot.query.focusing import Thing, focus
from chatbot.query.following import Before, Move, concepts_of, inherit, move_of, resume, smalltalk_of, without_cues
from chatbot.query.reading import affirms, read
from chatbot.query.spelling import Speller

__all__ = [
    "Before",
    "Move",
    "Speller",
    "Thing",
    "affirms",
    "by_itself",
    "concepts_of",
    "expand",
    "focus",
    "inherit",
    "move_of",
    "read",
    "resume",
    "smalltalk_of",
    "without_cues",
]
