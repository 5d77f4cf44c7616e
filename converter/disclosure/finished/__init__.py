"""Finished disclosures (已完成的公开文档) in Word, Excel, PDF or plain text → tables and text."""
