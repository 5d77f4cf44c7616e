"""Sheets → an explicit, editable mapping: roles, headers, meanings of columns (see ``mapping``).

The data classes inside this package leave out comparison and printing: nobody compares or prints them,
and making thirty classes costs the command a noticeable part of its start.
"""
