"""Packs: everything that changes from year to year or place to place, as data."""
