"""Starts the window: ``gongkai-gui [FILE…]`` or ``python -m gui``."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window with the files given; a second start hands them to the first one. Return its status."""
    multiprocessing.freeze_support()
    # Nothing of Qt is imported above: the working process comes through this module too.
    from gui.application import run

    return run(list(sys.argv[1:] if arguments is None else arguments))


if __name__ == "__main__":
    sys.exit(main())
