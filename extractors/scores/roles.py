"""What a printed score is by the words before it (满分、得分、扣分、加分)."""

from __future__ import annotations

import re
from functools import lru_cache

_BOTH = re.compile(r"(?:自评|得|评为|评|获|给|(?<![合小总共])计|获得)满分[^\d，。；]{0,4}$")
_FULL = re.compile(
    r"(?:分值|满分|标准分|权重|应得|基本分|基础分|总分值|分数|(?<!评分)占比?(?=[为是]?$)|(?:该|(?<!成)本)项?指标|(?<!自评)(?<![得评]分)(?:共计?(?![享同性])|合计))[^\d，。；得扣]{0,5}$"
)
LOST = r"(?:扣[减除分了掉]*|(?<![损流过缺遗])[失丢]分?|[未少没]得)"  # 扣 2 分, 失 2 分, 未得的 2 分
_CUT = re.compile(rf"(?:减|{LOST})的?[^\d，。；得加自]{{0,4}}$")
_BONUS = re.compile(r"(?:加|加分|附加|奖励|加计)[^\d，。；得扣]{0,4}$")
_GOT = re.compile(
    r"(?:得|自评|评分|得分|(?<![会审统设预累])计(?!划)|(?<!登)记(?!录)|实得|[打赋给]分|获|评)[^\d，。；扣加]{0,8}$|(?<![供补付发送分])给予?\s*$"
)
_NAMED_BRACKET = re.compile(r"(?<![得评扣]分)(?<!自评)(?<![得计加减扣评])[（(]\s*$")  # 自评材料报送（3分）
BRACKET = re.compile(r"[（(]\s*(?:满分|总分|分值|权重|计)?\s*$")
_PRODUCT = re.compile(r"(?:得分.*[=＝:：为]|[按以]).*[×*xX]\s*$")
BY_RATE = re.compile(r"\d\s*[%％]\s*[×*xX]\s*$")  # 96.51%×20=19.30 分
CONVERTED = re.compile(r"折[合算换][^，,。；]{0,4}$")  # 得 90 分，按 20% 权重折合 18 分
_ROLES = (
    ("got", CONVERTED),
    ("full", re.compile(r"[加减扣]分(?:项|指标)?[（(]\s*(?:满分|分值|权重)?\s*$")),
    ("full", _PRODUCT),
    ("full", BY_RATE),
    ("full", _NAMED_BRACKET),
    ("both", _BOTH),
    ("cut", _CUT),
    ("bonus", _BONUS),
    ("full", _FULL),
    ("got", _GOT),
    ("full", BRACKET),
)

# 自评：投入 9.5 分、过程 28 分; 其中扣分：投入 0.5 分、过程 2 分: what all of a list are.
_HEADED = re.compile(
    r"\s*(?:其中|各?[一二三]级指标(?!：)|各[类项])*(?:(?P<cut>[扣失丢]分)|(?P<full>分值|权重|满分|[一二三]级指标)|(?P<got>自评|得分))(?:情况)?[：:]"
)

# 未得的 4.6 分里，投入 0.6 分属…；过程 0.8 分属…
_LOST = re.compile(
    rf"[^\d，,：:；;]{{0,8}}{LOST}的?[^\d，,：:；;]{{0,4}}[\d.]+\s*分(?:[中里内]|之中|当中)?[，,：:][^得评]*$"
)


def headed(sentence: str) -> str:
    """What the scores of a sentence are by the word that heads them all: cut, full, got or nothing."""
    found = _HEADED.match(sentence)
    return (found.lastgroup or "") if found else ""


def is_lost(before: str) -> bool:
    """Whether a score is one of those of which its sentence begins by saying how many are lost together."""
    return bool(_LOST.match(before.rpartition("。")[2]))


@lru_cache(maxsize=256)
def role_of(clause: str) -> str:
    """What a score is by the words before it: both (full marks and points), cut, bonus, full, got or nothing."""
    return next((word for word, pattern in _ROLES if pattern.search(clause)), "")
