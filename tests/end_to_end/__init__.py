"""From a working spreadsheet to the ten tables, through the program's public entry."""
