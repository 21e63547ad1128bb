"""The store: what staff keep. Counts by day always; questions only with the clinic's consent, redacted."""
