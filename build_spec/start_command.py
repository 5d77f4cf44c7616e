"""Entry of the console program ``gongkai``."""

import multiprocessing

if __name__ == "__main__":
    multiprocessing.freeze_support()
    from converter.cli import main

    main()
