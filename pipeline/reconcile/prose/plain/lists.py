"""Plain lists (平直列举): `人员经费 A 万元，公用经费 B 万元，合计 T`, `收入 T（财政拨款 A、事业收入 B、其他收入 C）`.

A list is full where its words say so (合计, 由…组成, 分别为, a colon or a bracket of nothing else) or where its names
do; then any breach is one. Where they only make it likely, a slip has to account for the breach.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import HUNDRED, Equation, Quotient, adds_up, is_held, side, total
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.near import is_slipped
from pipeline.reconcile.prose.lists.items import IN_POST, TOTAL, before_fate, is_nested
from pipeline.reconcile.prose.lists.partitions import covers, exclude
from pipeline.reconcile.prose.lists.short import leaves_out, likely, may_be_all
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.roles import part_of
from pipeline.reconcile.sentences import AND, is_aim, is_change, is_measure, is_part, is_rate, like, unbracketed
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeAlias

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

    _Full: TypeAlias = Callable[[Sentence, Sequence[int], int, RuleSet], bool]

_CHARS = r"[^，,；;。、：:（）()\d]"
_NAME = rf"(?:(?:\d\d(?:周?岁)?[至到—~-])?\d\d周?岁{_CHARS}{{0,6}}|{_CHARS}{{2,20}})"  # 36 至 55 岁
_NEXT = re.compile(rf"[）)]?(?:[，,；;、]|[，,；;、]?(?:以?及|和|与))\s*{_NAME}")
_STAGE = re.compile(
    r"[，,；;、](?:实际|累计|已)?(?:支出|执行|使用|拨付|支付|到位|下达|预算|决算|完成)[数额]?[为了]?"
)  # 甲预算 A，支出 B
_SHARE = re.compile(r"[，,（(]占[^，,；;。：:]{0,10}?[\d.]+%[）)]?")
_NO_LIST = re.compile(r"[各每均]|另外?|此外|加上|同时|还[有需应]|净|中有|含|[小合总]计")
_LED = re.compile(
    r"其中|包[括含]|[，,：:（(](?:是)?由|分别|依次|具体|[：:（(]|按[^，,；;。]{1,10}(?:分|看)[，,：:]|分为|"
    r"^[^，,；;。：:、（(\d]{0,8}(?:为|是)[^，,；;。：:、（(\d]{1,10}$"
)
_ALL = re.compile(r"分别[为是]|具体[为是]?|[：:（(]|按[^，,；;。]{1,10}(?:分|看)[，,：:]|分为")
_SOME = re.compile(r"其中|主要|重点|[含括]")
_MADE = re.compile(r"^(?:[^，,；;。\d]{0,4})(?:组成|构成)")
_STOP, _STOP_THEN = re.compile(r"[。；;]"), re.compile(r"[。；;]其中")
_ANSWERS = re.compile(r"(?:收回|回收|有效)[^，,；;。]{0,6}$")
_OTHERS = re.compile(r"^其[他它](?!交通|社会保障|商品|工资|对个人|资本)")
_TOTAL = re.compile(
    r"[，,；;。]?(?:以上|上述|[两二三四五六七八九][项者笔级]|全年)?[^，,；;。：:、和及与的\d]{0,10}"
    r"(?:合计|共计|总计|合共|总共|共)(?:支出|投入|安排|发放|拨付|支付|使用|收入|下达|完成投资)?[为达]?"
)
_LEFT = re.compile(r"结[余转]|剩余")
_PLANNED = re.compile(r"任务|目标|计划|指标|预算")
_ALTOGETHER = re.compile(r"^[，,；;。](?:以上|上述)?(?:全年|全部|总共|共(?!同)|合计|总|累计)")
_KINDS = (Kind.AMOUNT, Kind.COUNT, Kind.SCORE)
_FEW, _MOST = 2, 10
_SO_FAR = re.compile(r"[月季][末底]?[^，,；;。]{0,4}累计[^，,；;。]{0,8}(?:分别|依次)")


class _List(NamedTuple):
    """Numbers told one after another, the number before them that they may be of, and the one behind.

    `listed`: the one before is the last of a list.
    """

    items: list[int]
    before: int | None
    behind: int | None
    listed: bool = False


def listed_plainly(sentence: Sentence, before: Sentence | None, rules: RuleSet) -> Iterator[Relation]:
    """The lists of a sentence that say what they are of, against it; and of the one before, against its beginning."""
    if before is not None and before.section == sentence.section and len(before) >= _FEW:
        yield from _altogether(sentence, before, rules)
    flat = [n for n in range(len(sentence)) if sentence.figure(n).kind in _KINDS]
    if len(flat) <= _FEW:
        return
    near = [p.figure for told in (before, sentence) if told is not None for p in told.places if usable(p.figure)]
    for one in _lists(sentence, flat):
        if (form := _shared_out(sentence, one.items)) is not None:
            yield Relation(rules["prose_sum"], (form,), sentence.figure(one.items[0]).label)
        for n, full in ((None if _is_of_list(sentence, one) else one.before, _is_full), (one.behind, _is_summed)):
            yield from _against(sentence, one.items, n, near, rules, full=full)


def _is_of_list(sentence: Sentence, one: _List) -> bool:
    """Whether what stands behind a list is of all of it: T 个分为甲 A 个、乙 B 个，其中甲完工 C 个: C may exceed B."""
    most = max((value_of(sentence.figure(n)) for n in one.items if usable(sentence.figure(n))), default=Fraction(0))
    return one.listed and one.before is not None and most > value_of(sentence.figure(one.before))


def _altogether(sentence: Sentence, before: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`甲 A；乙 B；丙 C。以上合计 T`."""
    whole = sentence.figure(0)
    if whole.kind not in (Kind.AMOUNT, Kind.COUNT) or not _TOTAL.fullmatch(unbracketed(sentence.before(0))):
        return
    flat = [n for n in range(len(before)) if before.figure(n).kind in (Kind.AMOUNT, Kind.COUNT)]
    items = next(_lists(before, flat)).items if len(flat) >= _FEW else []
    parts = [before.figure(n) for n in items]
    plain = bool(items) and items == flat and like(parts[0], whole) and usable(whole) and not whole.qualifier
    if not plain or not _are_of_one_role([(sentence, 0), (before, items[0])], rules):
        return  # 甲、乙分别支出 A、B。结余合计 T
    if not _are_parts(before, items, whole, rules) or not may_be_all(parts, whole):
        return
    runs = (parts[a:b] for a, b in combinations(range(len(parts) + 1), 2) if b - a > 1)
    if before.after(items[-1]).startswith("等"):
        return  # 主要是甲 A、乙 B 等。某项资金合计 T
    if not any(adds_up(run, whole) for run in runs):
        yield Relation(rules["prose_sum"], (Equation(side(*parts), side(whole)),), whole.label)


def _are_of_one_role(places: Sequence[tuple[Sentence, int]], rules: RuleSet) -> bool:
    """Whether numbers, where they stand, do not play several parts in an account."""
    told = [(unbracketed(s.before(n)), s.figure(n).label) for s, n in places]
    roles = {"left" if _LEFT.search(words) else part_of(words, label, rules).role for words, label in told}
    return len(roles - {""}) < _FEW


def _shared_out(sentence: Sentence, items: Sequence[int]) -> Equation | None:
    """`支出 T，甲 A，占 P；乙 B，占 Q；丙 C，占 R`: numbers whose shares make a hundred make up the one before them."""
    whole, *rest = items
    shares = [sentence.figure(n + 1) for n in rest if n + 1 < len(sentence) and "占" in sentence.before(n + 1)]
    if len(rest) < _FEW or len(shares) < len(rest) or not all(map(is_rate, shares)):
        return None
    parts, off = [sentence.figure(n) for n in rest], abs(total(side(*shares)) - HUNDRED)
    plain = all(is_part(sentence, n, parts[0]) and usable(sentence.figure(n)) for n in items)
    alone = is_rate(sentence.figure(whole + 1))
    if alone or not plain or off > sum(share.ulp for share in shares):
        return None
    form = Equation(side(*parts), side(sentence.figure(whole)))
    return None if any(f.qualifier for f in form.figures) else form


def _lists(sentence: Sentence, flat: Sequence[int]) -> Iterator[_List]:
    """The numbers that commas or ands part, and no other words than their names; those of each bracket apart."""
    for level in dict.fromkeys(sentence.nesting[n] for n in flat):
        items: list[int] = []
        before, listed = level[1], False
        for n in (n for n in flat if sentence.nesting[n] == level):
            if items and _goes_on(sentence, items[-1], n) and not _is_parted(sentence, items, n):
                items.append(n)
                continue
            if items:
                yield _List(items, before, n, listed)
                before, listed = items[-1], len(items) > 1
            items = [n]
        yield _List(items, before, None, listed)


def _goes_on(sentence: Sentence, last: int, n: int) -> bool:
    """Whether the n-th number goes on a list: it is told behind a stop by its name, what share it is aside."""
    words = _SHARE.sub("", unbracketed(sentence.text[sentence.places[last].end : sentence.places[n].start]))
    plain = (_NEXT.fullmatch(words) and not _STAGE.fullmatch(words)) or words.strip() in AND
    return bool(plain) and like(sentence.figure(n), sentence.figure(last)) and not _ends(sentence, n)


def _is_parted(sentence: Sentence, items: Sequence[int], n: int) -> bool:
    """Whether a semicolon parts the n-th number from a list whose items none parts."""
    return len(items) > 1 and "；" in sentence.before(n) and "；" not in sentence.before(items[1])


def _ends(sentence: Sentence, n: int) -> bool:
    """Whether the n-th number goes on no list: a total, what leads to a list of its own, a change."""
    words = sentence.before(n)
    figure = sentence.figure(n)
    told = TOTAL.search(unbracketed(words)) or _LED.search(unbracketed(words)) or _ALTOGETHER.match(words)
    return bool(told) or not is_part(sentence, n, figure) or is_measure(sentence, n) or bool(figure.qualifier)


def _against(
    sentence: Sentence, items: list[int], n: int | None, near: Sequence[Figure], rules: RuleSet, *, full: _Full
) -> Iterator[Relation]:
    """A list against a number before it, or behind it; `near` are the numbers of its sentence and the one before."""
    if n is None or len(items) < _FEW or len(items) > _MOST:
        return
    whole = sentence.figure(n)
    if _SO_FAR.search(sentence.before(items[0])):
        return  # 6月、9月、12月末累计支出分别为 A、B 和 C: each holds the one before
    if n < items[0] and sentence.before(n) in AND and "分别" in sentence.before(items[0]):
        return  # 预算分别为 A、B 和 C，决算分别为…: two lists of the same years
    if n < items[0]:
        items = before_fate(sentence, items, normalise(whole.label))
    parts = [sentence.figure(i) for i in items]
    if is_change(sentence.before(n)) or is_measure(sentence, n) or whole.qualifier or "净" in sentence.before(n):
        return
    if not _are_parts(sentence, items, whole, rules) or _is_made(near, parts, whole):
        return
    between = sentence.text[sentence.places[items[0]].start : sentence.places[items[-1]].end]
    after = sentence.after(items[-1])
    said = n > items[0] and _TOTAL.fullmatch(unbracketed(sentence.before(n)))  # also of parts that overlap
    if after.startswith(AND) or leaves_out(between, after, len(parts)) or not (said or may_be_all(parts, whole)):
        return
    if full(sentence, items, n, rules):
        yield Relation(rules["prose_sum"], (Equation(side(*parts), side(whole)),), whole.label)
    elif n < items[0] and whole.kind is not Kind.SCORE and _leads(sentence, items, n):
        within = "其中" in sentence.before(items[0]) and "；" not in between
        yield from _at_most(parts, whole, rules, within=within)


def _at_most(parts: Sequence[Figure], whole: Figure, rules: RuleSet, *, within: bool) -> Iterator[Relation]:
    """What parts that need not be all say of their whole; `within`: 其中 makes them parts of it."""
    most, form = max(parts, key=value_of), Equation(side(*parts), side(whole))
    if value_of(most) > value_of(whole) and within:
        yield Relation(rules["prose_part"], (Equation(side(most), side(whole), "<="),), whole.label)
    elif exclude(parts, rules) and form.result.gap > 0:
        yield Relation(rules["prose_part"], (Equation(side(*parts), side(whole), "<="),), whole.label)
    elif is_slipped(form):
        yield likely(form, rules)


def _are_parts(sentence: Sentence, items: Sequence[int], whole: Figure, rules: RuleSet) -> bool:
    """Whether numbers may be parts of a whole: of its kind, each of another name, all of one stage of an account."""
    parts = [sentence.figure(i) for i in items]
    if len(parts) < _FEW or not usable(whole) or any(part.qualifier for part in parts):
        return False
    if not all(is_part(sentence, i, whole) and not is_aim(sentence, i, whole) for i in items):
        return False
    # 误差 A 米（预报 B 米，实测 C 米）; 每公里 A 元测算，分别为 B 万元、C 万元
    more = min(map(value_of, parts)) > value_of(whole) and not is_slipped(Equation(side(*parts), side(whole)))
    told = "分别|[：:]$" if whole.unit == "个" else "分别|其中|[：:]$"  # 科室 A 个，其中台账 B 个
    if more and not re.search(told, sentence.before(items[0])):
        return False
    if any(_NO_LIST.search(sentence.before(i)) for i in items) or (IN_POST.search(whole.label) and _are_posts(parts)):
        return False
    roles = {part_of(unbracketed(sentence.before(i)), sentence.figure(i).label, rules).role for i in items}
    names = {normalise(part.label) for part in parts}
    return len(roles - {""}) < _FEW and (len(names) == len(parts) or any("分别" in sentence.before(i) for i in items))


def _are_posts(parts: Sequence[Figure]) -> bool:
    """Whether numbers count posts, be it one of them: those who hold them are others."""
    return any("编制" in part.label for part in parts)


def _is_made(near: Sequence[Figure], parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether some of the list make the whole up, or the list makes up another number beside it."""
    rates = filter(is_rate, near)
    if any(is_held(Quotient(side(*parts), side(whole), rate)) for rate in rates):
        return True  # 预算 T，执行率 P，其构成为：…
    runs = (parts[a:b] for a, b in combinations(range(len(parts) + 1), 2) if b - a > 1)
    others = [f for f in near if like(f, whole) and f not in parts]
    if is_nested(parts, whole) or (len(parts) == _FEW and adds_up([parts[1], whole], parts[0])):
        return True  # 地方编制 A 人（核定 B 名，空编 C 名）
    return any(adds_up(run, whole) for run in runs) or any(adds_up(parts, f) for f in others if f is not whole)


def _leads(sentence: Sentence, items: Sequence[int], n: int) -> bool:
    """Whether words lead from the n-th number to a list; behind a full stop, from the only one that is told before."""
    lead, deeper = unbracketed(sentence.before(items[0])), sentence.depth(items[0]) - sentence.depth(n)
    if not _LED.search(lead) or deeper < 0 or (deeper and sentence.owner(items[0]) != n):
        return False
    if not _STOP.search(lead):
        return True
    if _STOP_THEN.match(lead) and sentence.figure(n).kind is Kind.COUNT and _ANSWERS.search(sentence.before(n)):
        return True  # 发放问卷 A 份，收回 B 份。其中非常满意 C 份
    return bool(_STOP_THEN.match(lead)) and not any(like(sentence.figure(i), sentence.figure(n)) for i in range(n))


def _is_full(sentence: Sentence, items: Sequence[int], n: int, rules: RuleSet) -> bool:
    """Whether a list is all of the number before it, by the words that lead to it, that end it, or by its names."""
    whole, parts = sentence.figure(n), [sentence.figure(i) for i in items]
    lead = unbracketed(sentence.before(items[0]))
    if not _leads(sentence, items, n):
        return False
    if sentence.depth(items[0]) != sentence.depth(n):
        inside = [
            i for i in range(len(sentence)) if sentence.owner(i) == n and sentence.figure(i).kind is not Kind.RATE
        ]
        return inside == list(items) and not _SOME.search(lead) and not is_change(sentence.before(n))
    if _MADE.match(sentence.after(items[-1])):
        return True
    if whole.kind is Kind.SCORE:  # what the parts weigh makes a hundred
        return covers(whole, parts, rules) and total(side(*parts)) != HUNDRED
    named = covers(whole, parts, rules) or any(_OTHERS.match(_own_name(sentence, i)) for i in items[1:])
    return named or (bool(_ALL.search(lead)) and not _SOME.search(lead))


def _is_summed(sentence: Sentence, items: Sequence[int], n: int, rules: RuleSet) -> bool:
    """Whether the number behind a list is its total, by its words, or as all of the list's names."""
    words = unbracketed(sentence.before(n))
    lead, whole = unbracketed(sentence.before(items[0])), sentence.figure(n)
    begins = items[0] == 0 or "。" in lead or not like(sentence.figure(items[0] - 1), whole)
    led = bool(_LED.search(lead)) and not re.search("分别|其中", lead)
    if not begins or led or sentence.depth(n) != sentence.depth(items[0]):
        return False
    if any(sentence.figure(i).kind is Kind.RATE and "占" not in sentence.before(i) for i in range(items[0], n)):
        return False
    if _PLANNED.search(words):
        return False  # 新开甲 A 处、乙 B 处，年度任务合计 C 处
    if _TOTAL.fullmatch(words):
        return True
    parts = [sentence.figure(i) for i in items]
    return bool(_ALTOGETHER.match(words)) and covers(None, parts, rules)  # its label may be borrowed


def _own_name(sentence: Sentence, n: int) -> str:
    return re.split(r"[，,；;。、：:和及与]", unbracketed(sentence.before(n)))[-1]
