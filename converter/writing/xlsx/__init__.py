"""Writes spreadsheet files (.xlsx): a plan of sheets in, the bytes of the file out.

Most of a unit's workbook is the same for every unit: fonts, header texts, page set-up. Writing the few
parts of the format that the outputs need directly takes a fifth of the time of a general library and
spares its import, which alone takes longer than converting a unit. The tests hold every file against what
XlsxWriter makes of the same plan.
"""
