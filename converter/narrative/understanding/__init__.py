"""Paragraphs of a finished text → statements: which number says what of which subject."""
