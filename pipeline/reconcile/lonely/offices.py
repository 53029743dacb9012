"""Offices that are named and counted (列名与计数): `设办公室、财务科、业务科 3 个科室`, `下属单位 2 个：甲馆、乙馆`.

Names stand between 、. What 和 follows is one if it ends as the next does (财务科和业务科), none if it ends as no name
does (产业与法规科), and else may be either (业务科和办公室, 学校与社区科).
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.intervals import is_exact, usable, value_of
from pipeline.reconcile.lonely.trial import trial
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.lonely.trial import Source, Trial
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure

_UNITS = ("个", "家", "所", "项")
_HEADS = "科股处室部站所队局馆院办园校"
_NOUN = re.compile(
    rf"^(?:内设|直属|二级|下属|副?[科处]级|事业|职能|预算)*(?:[{_HEADS}]|中心|单位|机构|办公室){{1,2}}(?![{_HEADS}长员])"
)
_NAMES = r"(?P<names>[^，,；;。：:\d（）()]+(?:、[^，,；;。：:\d（）()]+)+)"
_BEFORE = re.compile(
    rf"(?:^|[，,；;。：:为])(?:[^，,；;。：:、\d]{{0,12}}?(?:设立?|下辖|下设|下属|所属|管理|包括|有|为))?{_NAMES}$"
)
_BEHIND = re.compile(rf"^[^，,；;。：:、\d（(]{{0,6}}[：:（(](?:分别(?:为|是))?{_NAMES}[。；;）)]")
_OPEN = re.compile(
    r"第[一二三四五六七八九十]+[至到]第?|等|及其|其[他余]|含|以及|各|(?:本级|本部|机关)[和及与]|所属|下属"
)  # more than are named, or others
_AND = re.compile(r"[和及与]")
_NAME = re.compile(rf".(?:[{_HEADS}学会厂场社司组]|中心)$")  # of 经济、社会事务办 the first is half of one
_MOST = 12


def counted(source: Source) -> Iterator[Trial]:
    """The counts of offices whose names stand beside them."""
    for sentence in (sentence for _, sentence in source.telling(Kind.COUNT) if "、" in sentence.text):
        for n in range(len(sentence)):
            figure = sentence.figure(n)
            if (
                figure.unit in _UNITS
                and "、" in sentence.text
                and figure.figure_id not in source.known
                and _is_count(figure)
            ):
                least, most = _names(sentence, n)
                if least > 1 and most <= _MOST:
                    many = min(max(value_of(figure), Fraction(least)), Fraction(most))
                    yield trial(source, Equation(side(figure), (), constant=many), figure.label, sure=True)


def _is_count(figure: Figure) -> bool:
    return figure.kind is Kind.COUNT and usable(figure) and is_exact(figure)


def _names(sentence: Sentence, n: int) -> tuple[int, int]:
    """How many names stand beside the n-th number, at least and at most; none where not all do."""
    words = sentence.before(n)
    before = _BEFORE.search(words) if "、" in words and _NOUN.match(sentence.after(n)) else None
    told = before or _BEHIND.match(sentence.after(n))
    names = told["names"].split("、") if told and not _OPEN.search(told["names"]) else []
    if not all(map(_NAME.search, names)):
        return 0, 0
    joints = [
        name[joint.start() - 1] == name[-1] for name in names for joint in _AND.finditer(name) if _ends(name, joint)
    ]
    return len(names) + sum(joints), len(names) + len(joints)


def _ends(name: str, joint: re.Match[str]) -> bool:
    """Whether what stands before 和 is a name in full."""
    return bool(_NAME.search(name[: joint.start()]))
