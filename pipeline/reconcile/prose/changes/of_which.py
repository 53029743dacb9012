"""Which number a comparison is of (所比之数): `支出 A，其中甲 B，…；比上年增加 C`.

Most often the number before it; of several those that go by the name that the comparison gives, else all, the nearest
first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.intervals import usable
from pipeline.reconcile.prose.changes.comparisons import BY_HOW_MUCH, CHANGE, YEAR, lead_of
from pipeline.reconcile.prose.changes.last_year import IDLE
from pipeline.reconcile.sentences import is_part, like, unbracketed
from schemas.catalogue import normalise
from schemas.figure import PLANNED, Basis, Kind

if TYPE_CHECKING:
    from pipeline.reconcile.prose.changes.comparisons import Comparison
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure

# The change is told of the number just before: nothing else is named in between.
_OF_THIS = re.compile(r"^[，,（(]?(?:同?比|[较与])")
_NAMED = re.compile(
    r"(?:^|[，,；;])(?:其中[，,：:]?)?(?!其中|总|合计|同|环|全年|本年|与|和|较|比|上年|去年|20)(?P<of>[\u4e00-\u9fff]{2,12}?)(?:较|比|同比)[^，,]*$"
)
# 总支出较上年增加: of everything, whatever part of it was told last.
_OF_ALL = re.compile(
    r"(?:^|[，,；;。])(?:部门|单位|全年|本年)?(?:总(?P<a>[\u4e00-\u9fff]{2})|(?P<b>[\u4e00-\u9fff]{2})(?:总[额计数]|合计))(?:同比|[较比与])"
)
# 支出 A。甲与预算持平，比上年增加 B: of 甲, which has no number here
_LEVEL = re.compile(
    r"[\u4e00-\u9fff]{2,}[比较与同](?:上年|去年|年初|预算|[^，,；;。]{0,6}数)[^，,；;。]{0,4}(?:无增减|无变化|持平|一致|相同)[^，,；;。]{0,3}[，,]"
    r"(?:同?比|较)[^，,；;。]*$"
)
MOST = 4  # numbers that may be the one compared


def of_which(comparison: Comparison, sentence: Sentence, before: Sentence | None) -> tuple[list[Figure], bool]:
    """The numbers that may be the one compared, the nearest first, and whether there is no doubt which."""
    model = comparison.any
    first = comparison.first
    if model is None:
        model = next(
            (sentence.figure(i) for i in range(first - 1, -1, -1) if sentence.figure(i).kind is not Kind.RATE), None
        )
    if model is None:
        return [], False
    depth = sentence.depth(first)
    found = [
        sentence.figure(i)
        for i in range(first - 1, -1, -1)
        if is_part(sentence, i, model) and sentence.depth(i) <= depth and not CHANGE.search(lead_of(sentence, i))
    ]
    lead = lead_of(sentence, first)
    found, named = _all_of_it(_some(found), lead), _NAMED.search(lead)
    if comparison.base is model and "预算" not in model.label:  # 预算 A，支出 B，…，比上年的 C 增加: of what came out
        found = [f for f in found if f.basis not in PLANNED] or found
    if named and found:  # 甲乙合计 A，…；丙比上年的 B 少 C: of 丙 it is told
        same = [f for f in found if _is_named(f, named["of"])]
        return same or ([] if "其中" in lead else found), len(same) == 1
    if "其中" in lead or _LEVEL.search(lead):
        return [], False
    nearest = next(
        (sentence.figure(i) for i in range(first - 1, -1, -1) if sentence.figure(i).kind is not Kind.DATE), None
    )
    if nearest is not None and (_OF_THIS.match(lead) or BY_HOW_MUCH.fullmatch(unbracketed(lead))):
        if found and found[0] is nearest:
            return found, True
        # 总 A，人均 B，较上年的 C 下降: it may be B that is compared, although it is no part of anything.
        told = any(sentence.figure(i) is nearest and CHANGE.search(lead_of(sentence, i)) for i in range(first))
        if comparison.base is not None and usable(nearest) and like(nearest, model) and not told:
            return [nearest, *found][:MOST], True
    if found or before is None or before.section != sentence.section:
        return found, len(found) == 1
    far, only = _told_before(comparison, model, _NAMED.search(lead_of(sentence, first)), before)
    return _all_of_it(far, lead_of(sentence, first)), only


def _is_named(figure: Figure, name: str) -> bool:
    """Whether a number goes by a name, or is counted by it: 接待 A 批次、B 人次，批次下降 P."""
    label = normalise(figure.label)
    return name in label or label in name or (bool(figure.unit) and figure.unit in name)


def divided(
    comparison: Comparison, compared: list[Figure], sentence: Sentence, before: Sentence | None
) -> list[Figure]:
    """The parts, told before, of a whole that is told nowhere: `甲 A（其中…），占 P；乙 B，占 Q。与上年 C 相比`."""
    for told, end in ((sentence, comparison.first), (before, len(before or ()))):
        if told is not None and compared and any(p.figure is compared[0] for p in told.places[:end]):
            parts = _outermost(told, end, compared[0])
            return parts if len(parts) > 1 else []
    return []


def _all_of_it(found: list[Figure], lead: str) -> list[Figure]:
    """Of numbers those that are of everything, where it is said that everything is compared."""
    of_all = _OF_ALL.search(lead)
    noun = (of_all["a"] or of_all["b"]) if of_all else ""
    return [f for f in found if not noun or IDLE.sub("", normalise(f.label)) in (noun, "")]


def _some(found: list[Figure]) -> list[Figure]:
    """The first of many numbers, and the last: before or behind a list stands its whole, or what is told beside it."""
    return found[:MOST] + found[MOST:][-1:]


def _told_before(
    comparison: Comparison, model: Figure, named: re.Match[str] | None, before: Sentence
) -> tuple[list[Figure], bool]:
    """The numbers of the sentence before that may be the one compared, and whether there is no doubt which."""
    told = [i for i in range(len(before)) if is_part(before, i, model)]
    earlier = [before.figure(i) for i in told if before.depth(i) == 0]
    # What came out last year is compared with what came out.
    if model.basis is Basis.FINAL or (comparison.base is model and "预算" not in model.label):
        earlier = [f for f in earlier if f.basis not in PLANNED]
    # 培训支出较上年下降: of what is named it is told, and of nothing else.
    if named:
        inner = [before.figure(i) for i in told if before.depth(i)]  # 收入总计 A（本年收入 B，年初结转 C）
        earlier += [f for f in inner if normalise(f.label).endswith(named["of"])]
        earlier = [f for f in earlier if _is_named(f, named["of"])]
    if comparison.base is not None and comparison.change is not None:
        # 公用经费较上年 A 增加 B: what the base is called too.
        name, code = re.sub(YEAR, "", normalise(comparison.base.label)), comparison.base.indicator
        same = [
            f for f in earlier if (code and f.indicator == code) or (len(f.label) > 2 and normalise(f.label) in name)
        ]
        if len(same) == 1:
            return _some([*same, *(f for f in earlier if f is not same[0])]), True
    return _some(earlier), False


def _outermost(sentence: Sentence, end: int, model: Figure) -> list[Figure]:
    """The numbers like another before the `end`-th that no 其中 and no bracket makes a part of one told before."""
    found: list[Figure] = []
    inner = False
    for n in range(end):
        words = sentence.before(n)
        inner = "其中" in words or (inner and not re.search(r"[；;。]", words))
        if not inner and not sentence.depth(n) and is_part(sentence, n, model):
            found.append(sentence.figure(n))
    return found
