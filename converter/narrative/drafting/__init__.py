"""Figures and answers → the text of the disclosure, by the pack's templates."""
