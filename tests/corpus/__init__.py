"""The corpus: made-up budget units, the working spreadsheets offices would make of them, and the truth.

Nothing here uses the converter, so that the tests are an independent examination of it.
"""
