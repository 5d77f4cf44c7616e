"""Sheets → an explicit, editable mapping: roles, headers, meanings of columns (see ``mapping``)."""
