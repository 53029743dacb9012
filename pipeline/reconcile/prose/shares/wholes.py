"""What a share may be a share of (占比的整体): what goes by the whole's name, or what the parts make up.

By name: near it, in the same account, or anywhere in the report by the catalogue. Without a name: what 其中 was said
of, or what the parts of the sentence add up to.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import adds_up
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.roles import part_of, topic_of
from pipeline.reconcile.sentences import is_change, is_part, is_rate, like, whole_before
from schemas.catalogue import normalise
from schemas.figure import LAST_YEAR, Basis, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.sentences import Sentence
    from schemas.catalogue import Catalogue
    from schemas.figure import Figure
    from schemas.rules import RuleSet

SHARE = re.compile(
    r"(?P<part>[^，,；;。：:（(]{0,16}?)占到?(?P<whole>[^，,；;。占]{0,24}?)(?:的)?(?:比例|比重|百分比|比)?(?:为|达|达到|约)?$"
)
AND = re.compile(r"[、，,和及与]")
_ALL = re.compile(r"^(?:全部|全年|年度|决算|总)+")
_SUM = re.compile(r"(?:合计|总计|总额|数)$")
_HOW_MANY = re.compile(r"[总人户件]*数量?$")
_TOTAL = re.compile(r"(?:合计|共计|总计|合共)(?:为|达)?$")
_ENTIRE = re.compile(r"(?:全年|全年度|年度|全部)(?:总[额数量]|支出|资金|金额)?")
_PART_OF_YEAR = re.compile(r"第?[一二三四]季度|[上下]半年|前三季度|\d+月份?|年[末底]")
_OLD = re.compile(r"上年|去年|上一年|20\d\d年|年初|期初")
_FEW = 4  # wholes that may be meant; more are any
# A 个中有 B 个; A 个社区有 B 个; 抽查 A 家，不规范 B 家.
_AMONG = re.compile(r"中(?![心小学型部央级药医共标])")
_OF_THEM = re.compile(r"^[，,；;。]?(?P<of>[^，,；;。：:]{2,10}?)中")
_CLAUSES, _STOP = re.compile(r"[，,、：:（()）和及与]"), re.compile(r"[。；;]")
_APART = re.compile(r"[增减多少超由从较比至到改升降]|分别|完成|目标|计划|任务")
_TAKEN = re.compile(r"抽[查检样]|走访|回访|调查|检查|排查|问卷|访谈|[，,]共$")
_DONE = re.compile(r"(?:累计|共|实际)*(?:完成|实现)$")  # 一般公共预算支出累计完成 A
_SINGLE = re.compile(r"[各每][^，,；;。]{0,8}$")


def named_near(name: str, part: Figure, usual: Sequence[Figure], catalogue: Catalogue) -> list[Figure]:
    """What goes by the whole's name."""
    # 占总支出的 P，…上年总支出 B: another year's is none of it, unless the name says so.
    others = [f for f in usual if f is not part and like(f, part) and name]
    if not _OLD.search(name):
        years = {part.period, ""} if part.period else {f.period for f in others} - {LAST_YEAR}
        others = [f for f in others if f.period in years]
    # Of what a table's rows print under that name, none is the whole that is less than the part.
    others = [f for f in others if not f.table_id or value_of(f) >= value_of(part)]
    stem = _HOW_MANY.sub("", name)  # 立案 A 件…占立案数的 P
    named = [f for f in others if is_called(f, name, catalogue)]
    named = named or [f for f in others if len(stem) > 1 and f.kind is Kind.COUNT and is_called(f, stem, catalogue)]
    # 政府采购合同金额 may be what is called 合同金额, or what is called 政府采购.
    if named and all(len(normalise(f.label)) < len(name) for f in named):
        named += [f for f in others if name.startswith(normalise(f.label) or name)]
    return named


def by_role(name: str, part: Figure, facts: Facts, rules: RuleSet) -> Iterator[Figure]:
    """What plays the part in the same account that a name says (全部追加, 人口普查支出), each value once."""
    if part.kind is not Kind.AMOUNT or not name:
        return
    wanted = part_of("", name, rules)
    role, topic = wanted.role, wanted.topic
    if _ENTIRE.fullmatch(name):  # 四季度支出 A，占全年的 P
        own = part_of("", _PART_OF_YEAR.sub("", part.label), rules)
        role, topic = own.role, own.topic
        if not topic or not _PART_OF_YEAR.search(part.label):
            return
    if not role:
        return
    values: dict[object, Figure] = {}
    others: dict[object, Figure] = {}
    for fact in facts.facts:
        figure = fact.mentions[0]
        row, _, column = figure.label.rpartition("/") if figure.table_id else ("", "", figure.label)
        known = part_of("", column, rules)
        about = topic_of(row) if figure.table_id else known.topic
        same = about == topic or (len(topic) > 1 and topic in about)
        year = (figure.period or facts.year) == (facts.year if facts.year.isdigit() else figure.period)
        # 项目结余 in one chapter need not be the 结余 of another.
        year = year and ("项目" not in name or "项目" in figure.label or figure.chapter == part.chapter)
        if known.role == role and year and like(figure, part) and value_of(figure) > value_of(part):
            (values if same else others).setdefault(value_of(figure), figure)
    # 全部追加: the only addition that is told of, whatever it was for.
    found = values or (others if not topic and len(others) == 1 else {})
    yield from found.values() if len(found) < _FEW else ()


def named_far(name: str, part: Figure, facts: Facts, catalogue: Catalogue) -> Iterator[Figure]:
    """What goes by a name of the catalogue, wherever in the report it is printed: each value of it once."""
    names = (name, _ALL.sub("总", name), _SUM.sub("", _ALL.sub("总", name)), _ALL.sub("", name))
    period = facts.year if _ALL.match(name) else part.period or facts.year
    code = next((code for one in names if (code := catalogue.find(one, part.kind))), None)
    values: dict[object, Figure] = {}
    for fact in facts.by_code.get(code or "", ()):
        first = fact.mentions[0]
        less = first.table_id and value_of(first) < value_of(part)  # a row's, of one of several things
        if (first.period or facts.year) == period and first.basis in (None, Basis.FINAL) and not less:
            values.setdefault(value_of(first), first)
    return iter(values.values())


def is_called(figure: Figure, name: str, catalogue: Catalogue) -> bool:
    """Whether a figure goes by a name: in the report's words, or in the catalogue's."""
    label = _DONE.sub("", normalise(figure.label))
    if figure.indicator and figure.indicator == catalogue.find(name, figure.kind):
        return True
    return bool(label) and (label == name or label.endswith(name) or (len(label) > 3 and name.endswith(label)))


def made_up(sentence: Sentence, n: int) -> Figure | None:
    """What the parts are said to make up: `甲 A，占 P；乙 B，占 Q；合计 T`; or a number before that they do make up."""
    part = sentence.figure(n - 1)
    flat = [i for i in range(len(sentence)) if is_part(sentence, i, part) and sentence.depth(i) == sentence.depth(n)]
    last = next((i for i in flat if i > n and _TOTAL.search(sentence.before(i))), None)
    if last is not None:
        return sentence.figure(last)
    return next((sentence.figure(i) for i in flat if i < n - 1 and is_made_up(sentence, sentence.figure(i))), None)


def is_made_up(sentence: Sentence, whole: Figure) -> bool:
    """Whether what follows a number makes it up."""
    at = next(i for i in range(len(sentence)) if sentence.figure(i) is whole)
    parts = [sentence.figure(i) for i in range(at + 1, len(sentence)) if is_part(sentence, i, whole)]
    return len(parts) > 1 and adds_up(parts, whole)


def among(sentence: Sentence, n: int) -> tuple[Figure, Figure] | None:
    """The whole and the part of the n-th number, a share: `抽查的 A 户中，B 户已流转，占 P`, or in one clause."""
    for k in range(n - 1, max(n - 3, 0), -1):
        part = sentence.figure(k)
        if _STOP.search(sentence.text[sentence.places[k].end : sentence.places[n].start]):
            break
        told = [i for i in range(k - 1, -1, -1) if like(sentence.figure(i), part)]
        told = [i for i in told if not _SINGLE.search(sentence.before(i))]
        if part.kind not in (Kind.AMOUNT, Kind.COUNT) or not usable(part) or part.qualifier or not told:
            continue
        whole, words = sentence.figure(told[0]), sentence.text[sentence.places[told[0]].end : sentence.places[k].start]
        lead = sentence.before(told[0])
        alone = usable(whole) and not whole.qualifier and not is_change(lead) and not is_change(sentence.before(k))
        linked = _AMONG.search(words) or not _CLAUSES.search(words) or (_TAKEN.search(lead) and len(told) == 1)
        apart = _STOP.search(words) or _APART.search(words)
        of = _OF_THEM.search(sentence.clause(k))
        named = of is not None and of["of"].startswith(normalise(whole.label) or "?")  # 在管 A 人；在管患者中甲 B 人
        return (whole, part) if alone and (named or (linked and not apart)) else None
    return None


def listed_whole(sentence: Sentence, n: int) -> Figure | None:
    """The number that the 其中 before the n-th number was said of, if there is only one 其中."""
    heads = [i for i in range(1, n) if re.search(r"其中|包括|包含", sentence.before(i))]
    whole, part = whole_before(sentence, heads[0]) if len(heads) == 1 else None, sentence.figure(n - 1)
    # 基本支出 A，其中人员 B、公用 C；项目支出 D，占 P: D is not one of what 其中 lists.
    own = whole and usable(part) and value_of(part) <= value_of(whole) and not _is_full(sentence, heads[0], n, whole)
    return whole if own else None


def _is_full(sentence: Sentence, head: int, n: int, whole: Figure) -> bool:
    """Whether a semicolon before the n-th number ends a list that makes up its whole, or is itself told a share of."""
    end = max((i for i in range(head + 1, n) if "；" in sentence.before(i)), default=0)
    parts = [sentence.figure(i) for i in range(head, end) if is_part(sentence, i, whole)]
    at = next(i for i in range(len(sentence)) if sentence.figure(i) is whole) + 1
    shared_ = at < head and is_rate(sentence.figure(at)) and SHARE.search(sentence.before(at))
    return bool(end) and (bool(shared_) or adds_up(parts, whole))
