"""Draws the gate's reports anew (`python -m benchmarks.regate`); needs what `make draw` installs."""

from __future__ import annotations

import shutil

from benchmarks.gate import REPORTS
from samples.corpus import Item, make_all

# Seeds whose reports are short, so that the tests stay fast; every way to make a file, all frameworks.
ITEMS = (
    Item("guangdong", 9, "digital"),
    Item("hunan", 24, "digital"),
    Item("shanghai", 51, "digital", "transposed"),
    Item("national", 33, "digital", "share"),
    Item("transfer", 55, "digital", "sum"),
    Item("hubei", 2, "word", "point_lost"),
    Item("sichuan", 37, "word"),
    Item("yunnan", 20, "docx", "integer_digit"),
    Item("counties", 50, "docx"),
    Item("hainan", 43, "poor"),
    Item("hunan", 2, "png"),
)

if __name__ == "__main__":
    shutil.rmtree(REPORTS)
    make_all(ITEMS, REPORTS)
