"""The text of the disclosure: drafting and parsing."""
