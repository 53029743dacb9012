"""`python -m samples` draws the committed samples anew; `python -m samples FOLDER COUNT` a corpus to look at."""

from __future__ import annotations

import sys
from pathlib import Path

from samples import small
from samples.corpus import make_all, plan


def main() -> None:
    """Draw."""
    if len(sys.argv) == 1:
        small.main()
        return
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    make_all(plan(count), folder)


if __name__ == "__main__":
    main()
