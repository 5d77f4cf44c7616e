"""A workbook as a plan, and the plan as a file."""
