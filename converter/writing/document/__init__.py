"""Writes the disclosure text with its tables as a Word document (.docx).

The parts of the file are made as text directly: reaching single table cells through a general library
takes many times as long as everything else together, and nothing that it would do better is needed.
"""
