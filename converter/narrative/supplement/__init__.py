"""The supplement workbook (补充资料): what is still open for the text, to be filled in by the clerk."""
