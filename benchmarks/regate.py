"""Draws the gate's reports anew (`python -m benchmarks.regate`); needs the drawing libraries."""

from __future__ import annotations

from benchmarks.gate import REPORTS
from samples.corpus import Item, make

ITEMS = (
    Item("guangdong", 1, "digital"),
    Item("hunan", 1, "digital"),
    Item("shanghai", 1, "digital"),
    Item("transfer", 1, "digital"),
    Item("shanghai", 1, "digital", "sum"),
    Item("sichuan", 1, "digital", "digit"),
    Item("transfer", 2, "digital", "rate"),
)

if __name__ == "__main__":
    for item in ITEMS:
        make(item, REPORTS)
