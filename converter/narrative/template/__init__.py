"""The small language of text templates (文字模板): plain text with blanks, which an officer can edit.

A template is data of the pack. It can only insert values and choose between texts; it cannot call
anything but the functions it is given, and what it inserts is never read as template again.
"""
