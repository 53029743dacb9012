"""Draws the gate's reports anew (`python -m benchmarks.regate`); needs what `make draw` installs."""

from __future__ import annotations

import shutil

from benchmarks.gate import REPORTS
from samples.corpus import Item, make_all

# Seeds whose reports are short, so that the tests stay fast; every way to make a file, eight frameworks.
ITEMS = (
    Item("guangdong", 6, "digital"),
    Item("hunan", 24, "digital"),
    Item("shanghai", 15, "digital", "transposed"),
    Item("national", 4, "digital", "share"),
    Item("transfer", 29, "digital", "sum"),
    Item("hubei", 28, "word", "point_lost"),
    Item("sichuan", 5, "word"),
    Item("yunnan", 14, "docx", "integer_digit"),
    Item("counties", 19, "docx"),
    Item("hainan", 5, "poor"),
)

if __name__ == "__main__":
    shutil.rmtree(REPORTS)
    make_all(ITEMS, REPORTS)
