"""What the columns of a scoring table hold (表头角色): full marks, points, why points were lost."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_BRACKETS = re.compile(r"[（(][^（）()]*[）)]?")
_HEAD_FULL = re.compile(r"^分数$|分值|满分|标准分|权重|[基参]\w?[本础考准]分|应得分|配分|赋分")
_HEAD_GOT = re.compile(
    r"得分|自评分|评分$|实得|评价分|自评值|打分|计分|[评核考审查][定核查价估]分|^(?:单位|部门|自我)?自评$"
)
_HEAD_MARKS = re.compile(r"应得|^(?!.*(?:自评|实际|评定|得分)).*分值$")  # full marks, whatever else the head says
_HEAD_CUT = re.compile(r"扣分|减分|失分|得分(?:率|系数|比例)")
_HEAD_WHY = re.compile(r"原因|理由|说明|扣分情况|失分")
_HEAD_BOTH = re.compile(r"(?:得分|自评分)[及和与、]")  # 自评得分及说明
_HEAD_RESULT = re.compile(r"^(?:绩效|评价|考评|自评|评定)分值$")
_HEAD_NONE = re.compile(r"[上去]年|上一年|往年|标准(?!分)|细则|办法|依据|要点|规则|方法")


@lru_cache(maxsize=4096)
def roles_of_two(column: str) -> tuple[str, str] | None:
    """What the two numbers of a cell are whose head names points and full marks: 得分/满分; None for any other head."""
    heads = re.split("[/／]", column)[-2:]
    roles = tuple(map(role_of_column, heads))
    return (roles[0], roles[1]) if sorted(roles) == ["full", "got"] else None


def _says_no_points(column: str) -> bool:
    """Whether a head says that what it holds is neither full marks nor points."""
    return bool(_HEAD_CUT.search(column) or _HEAD_NONE.search(column))


@lru_cache(maxsize=4096)
def role_of_column(column: str) -> str:
    """What a column of points holds, by its own heading or else by those above it: full, got, why or nothing."""
    for head in reversed(column.split("/")):
        plain = _BRACKETS.sub("", head)
        if _HEAD_WHY.search(plain) and not _HEAD_BOTH.search(plain):
            return "why"
        if _HEAD_CUT.search(plain) or _HEAD_NONE.search(plain):
            return ""
        if _HEAD_MARKS.search(plain):
            return "full"
        if _HEAD_GOT.search(plain):
            return "got"
        if _HEAD_FULL.search(plain):
            return "full"
    return ""


def roles_of(columns: Collection[str], points: Collection[str] = ()) -> Mapping[str, str]:
    """What each column holds; of 分值 and 绩效分值 the latter is what was got.

    Where no head says what was got, the one column is it that holds points all the same (`points`): 分值 | 初评.
    """
    roles = {column: role_of_column(column) for column in columns}
    unsaid = {column for column in points if not (roles[column] or _says_no_points(column))}
    if len(unsaid) == 1 and "full" in roles.values() and "got" not in roles.values():
        return roles | dict.fromkeys(unsaid, "got")
    full = [column for column, role in roles.items() if role == "full"]
    got = [column for column in full if _HEAD_RESULT.search(column.rpartition("/")[2])]
    if "got" not in roles.values() and got and len(got) < len([c for c in full if _HEAD_MARKS.search(c)]):
        roles |= dict.fromkeys(got, "got")
    return roles
