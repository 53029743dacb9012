"""How much two names have in common (名称比对), and which are of one among many."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemas.catalogue import normalise

if TYPE_CHECKING:
    from schemas.figure import Figure

_OF_ANY = re.compile(
    r"最[高低多少大小]的?(?:[一1]个)?(?:乡镇|街道|[县市]*区|县|单位|部门|项目|地区|学校|村|社区)|全[国省市县](?:平均|均值)"
)


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


def is_of_any(figure: Figure) -> bool:
    """Whether a number is that of one of many that its own sentence tells of: 最低的乡镇 P, 全省平均 Q."""
    return not figure.table_id and bool(_OF_ANY.match(normalise(figure.label)))
