"""Answering: from hits to quotations, or to an abstention with its reason.

`reading.py` tells what a passage holds, `evidence.py` measures how far that is what is asked, `judging.py` orders
passages by it and decides whether the best one answers, `quoting.py` cuts what is shown, `citing.py` says where it
stands.
"""

from chatbot.answering.citing import cite
from chatbot.answering.evidence import DEFINITION
from chatbot.answering.judging import load_weights
from chatbot.answering.quoting import DIFFERENCE, NO_VERDICT, Quotation, quote, reason, select
from chatbot.answering.reading import Reader
from chatbot.answering.senses import Senses, load_vectors

__all__ = [
    "DEFINITION",
    "DIFFERENCE",
    "NO_VERDICT",
    "Quotation",
    "Reader",
    "Senses",
    "cite",
    "load_vectors",
    "load_weights",
    "quote",
    "reason",
    "select",
]
