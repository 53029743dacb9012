"""What extra points are given for (加减分事由): the deed in the clause of each, below a heading such as 加减分项."""

from __future__ import annotations

import re

_POINTS_OF = re.compile(
    r"(?:按[\u4e00-\u9fff]{1,6})?[，,]?(?:自评|可|共|计|各|另|再|每[次项个例篇条人])*(?:[加减扣]分?|加计|奖励)[为是：:]?\s*$"
)
_LEADING = re.compile(r"^(?:[一二三四五]是|[①-⑳]|其中|因|由于|[、；;\s])+")
_SUM_OF = re.compile(r"^(?:(?:以上|上述)?[一二两三四五六七八\d]?[项者]?(?:共|合)计?)|^净|^累计|^总共")
_EACH = re.compile(r"每(?:[次项个例篇条人]|一[次项个例篇条人])[加减扣]分?$")
_NET_OF = re.compile(r"[，,、]\s*(?:其中[：:，,]?)?[加减]分?")  # 净加 1 分，其中加 1.5 分、减 0.5 分


def deed(words: str) -> str:
    """The deed that a clause tells before its points: 获市级表彰，加; "" where only a sum of several is told."""
    told = re.split("[，,：:。]", _POINTS_OF.sub("", words))
    first = next((own for part in told if len(own := _LEADING.sub("", part)) > 3), "")
    return "" if _SUM_OF.search(first) else first


def is_part_of_net(words: str) -> bool:
    """Whether words only say that what follows was added or taken off within the points before."""
    return _NET_OF.fullmatch(words) is not None


def is_each(words: str) -> bool:
    """Whether words say that the points are given each time, and how many follows: 每次加 0.5 分，共加 1 分."""
    return _EACH.search(words) is not None
