"""Any file → sheets of raw values (see ``model``)."""

from converter.reading.opening import read_file
from converter.reading.sniffing import sniff

__all__ = ["read_file", "sniff"]
