"""What stands nearest to bare points (就近): a quantity measured in their clause, a coded name before."""

from __future__ import annotations

import re

from extractors.scores.leads import lead, stretch
from extractors.scores.lists import is_points
from extractors.scores.sets import MEASURED
from extractors.scores.wording import CODED

_HOW = re.compile(
    r"^按(?:照)?(?:[\u4e00-\u9fff]{0,4}比例|[\u4e00-\u9fff]{2,6}率)(?=[得计折扣])|^(?:折[合算]|换算)后?[为成]?(?=得|$)"
)  # 按比例得; 折合 9.2 分
_COMMA = re.compile("[，,]")
_ASIDE = re.compile(r"(?<=\d[%％])[（(][^（）()]*[)）]")  # 利用率 98%（在用 2450 万元，总额 2500 万元），得
_TARGET = re.compile(
    r"(?:[略稍远均]?(?:[高低]于|达到|超过|未达))?[\u4e00-\u9fff]{0,4}(?:目标|指标|计划|标准)值?(?:为|是)?[≥≤＞]?\d[\d.]*[%％](?:的目标)?$|(?:[较比]|[高低]于|超过)[^，,]*?\d[\d.]*(?:[%％]|个百分点)(?:的[\u4e00-\u9fff]{2,4})?$"
    r"|(?:超出?|多出|少于?|差)了?\d[\d.]*(?:[%％]|个百分点)$|按照?(?![期时质])[^，,]*(?:计算|折算|换算|计分|测算)$"
    r"|(?:与|达到?|符合|完成|实现|满足|[高低]于|超过)[^，,\d]*(?:目标|计划|预期|要求|标准|进度)[^，,\d率性度]{0,3}$|(?:仅|只)?(?:为|是|占|相当于)[^，,]*\d[\d.]*[%％]$"
)


def nearest(words: str) -> str:
    """The quantity that a clause before bare points measures: 居民知晓率 81%，得; "" where none is."""
    *clauses, points = ("", *_COMMA.split(_ASIDE.sub("", words)))
    if not is_points(_HOW.sub("", points)):
        return ""
    while len(clauses) > 1 and _TARGET.match(clauses[-1]):
        clauses.pop()
    found = MEASURED.match(clauses[-1])
    return found["name"] if found else ""


def coded(before: str) -> str:
    """The code and the name that a stretch of prose begins with: B22制度执行有效性中，…，得; "" if with none."""
    words = stretch(before)
    return name if CODED.search(words) and CODED.match(name := lead(words)) else ""
