"""Outputs: workbook, document, report."""
