"""The engine of 预算公开助手: working spreadsheets in, disclosure tables and findings out."""

__version__ = "0.1.0"
