"""Known questions: how people ask, as the clinic lists it, and which passage answers each or that none does.

`listing.py` reads the list and finds the passages, `preparing.py` keeps what takes long to work out for the next start,
`likening.py` says how like a new question the known ones are.
"""

from chatbot.known.likening import Comparison, Known, gather
from chatbot.known.listing import place
from chatbot.known.preparing import NOTHING, Source, prepare, read, revise, work_out

__all__ = ["NOTHING", "Comparison", "Known", "Source", "gather", "place", "prepare", "read", "revise", "work_out"]
