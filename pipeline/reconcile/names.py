"""How much two names have in common (名称比对)."""

from __future__ import annotations


def in_common(a: str, b: str) -> str:
    """The longest run of letters, in order, that two names have in common."""
    row = [""] * (len(b) + 1)
    for x in a:
        above, row = row, [""]
        for n, y in enumerate(b):
            row.append(above[n] + x if x == y else max(above[n + 1], row[n], key=len))
    return row[-1]


def longest(a: str, b: str) -> int:
    """How long the longest run of letters is that two names share."""
    best = 0
    for start in range(len(a)):
        while start + best < len(a) and a[start : start + best + 1] in b:
            best += 1
    return best
