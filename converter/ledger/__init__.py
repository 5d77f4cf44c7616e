"""Mapped sheets → the ledger of budget facts (see ``model``)."""
