"""Known questions: how people ask, as the clinic lists it, and which passage answers each or that none does.

`listing.py` reads the list and finds the passages, `preparing.py` keeps what takes long to work out for the next start,
`likening.py` says how like a new question the known ones are, `learning.py` what all of them together teach of it and
`telling.py` how they come up in the midst of talk.
"""

from chatbot.known.learning import Lessons
from chatbot.known.likening import Comparison, Known, Terms, gather
from chatbot.known.listing import Listed, place, read_list, written
from chatbot.known.preparing import NOTHING, Source, prepare, read, revise, teach, terms_of, work_out

__all__ = [
    "NOTHING",
    "Comparison",
    "Known",
    "Lessons",
    "Listed",
    "Source",
    "Terms",
    "gather",
    "place",
    "prepare",
    "read",
    "read_list",
    "revise",
    "teach",
    "terms_of",
    "work_out",
    "written",
]
