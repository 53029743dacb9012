"""Draws the gate's reports anew (`python -m benchmarks.regate`); needs what `make draw` installs."""

from __future__ import annotations

import shutil

from benchmarks.gate import REPORTS
from samples.corpus import Item, make_all

# Seeds whose reports are short, so that the tests stay fast; every way to make a file, eight frameworks.
ITEMS = (
    Item("guangdong", 4, "digital"),
    Item("hunan", 6, "digital"),
    Item("shanghai", 8, "digital", "sum"),
    Item("national", 7, "digital", "stale"),
    Item("transfer", 3, "digital", "rate"),
    Item("hubei", 5, "word", "transposed"),
    Item("sichuan", 7, "word"),
    Item("yunnan", 1, "docx", "digit"),
    Item("counties", 4, "docx"),
    Item("hainan", 4, "fax"),
)

if __name__ == "__main__":
    shutil.rmtree(REPORTS)
    make_all(ITEMS, REPORTS)
