"""The disclosure tables: their specification, compiling, rounding and reading back."""
