"""A conversational FAQ chatbot over a clinic's documents: quotations with citations, or an honest 'not found'.

>>> import chatbot
>>> bot = chatbot.load("corpus")
>>> bot.ask("What does a foraminotomy do?").citations[0].quote
'Foraminotomy: A foraminotomy widens the opening through which nerve roots leave the spinal column.'
"""

from chatbot.bot import Chatbot, load
from chatbot.model import Answer, ChatbotError, Citation, Document, Kind, Notice, Reason

__all__ = ["Answer", "Chatbot", "ChatbotError", "Citation", "Document", "Kind", "Notice", "Reason", "load"]
__version__ = "0.1.0"
