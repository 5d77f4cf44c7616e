"""What only the clerk knows (填报内容): found in working spreadsheets, typed into the supplement workbook."""
