"""The named checks, one module a subject (see ``converter.rules.named``)."""
