"""Checks as data: the expression language and its evaluation."""
