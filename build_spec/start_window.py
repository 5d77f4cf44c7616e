"""Entry of the windowed program 预算公开助手."""

import multiprocessing

if __name__ == "__main__":
    multiprocessing.freeze_support()
    from gui.__main__ import main

    main()
