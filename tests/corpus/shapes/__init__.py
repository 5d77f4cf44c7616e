"""Writers: one unit (or several) into a working spreadsheet of a given shape."""
