"""Writes the catalogue of findings: ``python -m converter.rules.cataloguing > docs/findings.md``."""

from __future__ import annotations

import sys

from converter.packs.loading import known_years, load_pack
from converter.rules.explaining import catalogue


def main(region: str = "xinjiang") -> None:
    """Print the catalogue of the region's first year, on which its later years rest."""
    sys.stdout.write(catalogue(load_pack(region, known_years(region)[0])))


if __name__ == "__main__":
    main(*sys.argv[1:2])
