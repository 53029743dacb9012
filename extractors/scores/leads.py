"""The name that a stretch of prose begins with (领起): 桥梁座数：目标 5 座，完成 4 座，分值 10 分，得 8 分."""

from __future__ import annotations

import re

_LEAD = re.compile(
    r"\W*(?:[一二三四五六七八九十]是)?(?:\d{1,2}[.、．)）])?(?P<name>[A-Z]?\d{0,3}[\u4e00-\u9fff“”《》A-Za-z\-—+]{2,20}?)\s*"
    r"(?:[：:]|[（(](?:满分|分值|权重)?[\d.]+分[）)][，,：:]?"
    r"|[，,]?(?:年度|年初|计划|预期|全年)*(?:目标|指标|计划|预期|应)值?(?:完成|达到|不[低少]于)?[为是]?\s*[≥≤>＞\d])"
)
_NO_LEAD = re.compile(
    r"(?:原因|标准|说明|分析|结果|结论|问题|要点|依据|办法|目标|得分|自评|评分|分值|满分|其中|如下|权重|完成值|指标值|备注|评价|公式|措施)$"
    r"|^(?:实际|完成|得分|扣分|评分|自评|具体|实施|年度|全年)?(?:完成)?情况$|^(?:[该本此这各其]|全年|计划|实际|年度|目标|按|因|截至|20\d\d)|[，,]"
)
_OF_THAT = re.compile(r"(?:^|[，,])(?:该|此|本|这一?)项?(?:指标)?[^，,]{0,8}$")


def lead(before: str) -> str:
    """The name that the stretch before a score begins with; "" where it begins with none.

    A clause about 该指标 speaks of what its paragraph begins with.
    """
    *earlier, stretch = re.split(r"[。；;\n]", before)
    for words in (stretch, earlier[0] if earlier and _OF_THAT.search(stretch) else ""):
        found = _LEAD.match(words)
        if found and not _NO_LEAD.search(found["name"]):
            return found["name"]
    return ""
