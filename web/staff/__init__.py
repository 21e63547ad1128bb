"""Staff: which source answers a question, why, and what could not be answered. Behind a token."""
