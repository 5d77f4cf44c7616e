"""All named cases of the corpus."""

from __future__ import annotations

from .case import Case
from .catalogue_handmade import HANDMADE_CASES
from .catalogue_long import LONG_CASES
from .catalogue_wide import WIDE_CASES

CASES: tuple[Case, ...] = (*LONG_CASES, *WIDE_CASES, *HANDMADE_CASES)
