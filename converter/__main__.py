"""``python -m converter``: the same as the command ``gongkai``."""

from converter.cli import main

if __name__ == "__main__":
    main()
