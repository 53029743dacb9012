"""Items that prose scores one after another (评分列举): what each entry is called and what its points are.

A label is made for one figure; an enumeration is read as a whole: A、B、C 分值分别为 x、y、z; 由 A10 分、B50 分构成，
对应得分为 x、y; A（满分 5 分）得 4 分、B（满分 5 分）得 5 分.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from extractors.scores.leads import behind
from extractors.scores.roles import role_of
from extractors.scores.sets import COUNT, count_of, measured
from extractors.scores.totals import are_marks, is_whole

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from extractors.scores.sets import Sets
    from schemas.figure import Figure

_POINTS = (
    r"(?:(?:总|标准|基本|应得|参考)?分值|占(?!比)|满分|权重|标准分|应得分?|我[局厅委办院]|[我本]单位|自评|[初复终]评|评价|实际|最终|最后|本次|综合|考核"
    r"|(?<![落务核切证充详])实(?=得)|得分?|评分|[打给]分|[只仅]能?|[计记评赋]分?|被?扣[减除]?[分了]?|[减加]分?|得了|[为是：:])*"
)
_AND = "[、和与]|及(?![时格])"
_NAME = r"[\u4e00-\u9fff“”\"A-Za-z\-—+]{2,20}?"
_SEPARATOR = re.compile(r"\s*(?:[、，,；;和与+＋]|以?及(?![时格]))+\s*")
# The first entry of a list, one behind another's points, and one that bears a number.
_ENTRIES = (
    re.compile(
        rf".*(?:其中[，,：:]?|具体[为是][：:]?|[（(：:]|(?:包括|分为|包含|[由从]|(?:[下共]|部分)设|设有)[：:]?)\s*(?P<name>{_NAME})\s*[（(]?\s*(?P<points>{_POINTS})\s*"
    ),
    re.compile(rf".*得分(?:分别|依次)(?:[为是])?(?P<name>{_NAME})\s*(?P<points>[为是：:得]?)\s*"),
    re.compile(
        rf"[、，,；;+＋）)]*\s*(?:以及|[和与]|及(?![时格])|[再另]?加上)?(?P<name>{_NAME})\s*[（(]?\s*(?P<points>{_POINTS})\s*"
    ),
    re.compile(
        rf".*?(?:[①-⑳]|[（(][\d一二三四五六七八九十]{{1,2}}[)）]|\d{{1,2}}[.、．]|[一二三四五六七八九十]是)\s*"
        rf"(?P<name>{_NAME})[，,：:（(]?\s*(?P<points>{_POINTS})\s*"
    ),
)
# 预算执行率 4 分，按 96.53% 折算得 3.9 分
_RECKONED = (
    r"(?:(?:[经按]照?(?![期时质])|根据|依据)[^，,。；;得]{0,14}?"
    r"(?:折算|换算|计算|测算|核算|比例|执行率(?:[\d.]+[%％])?)后?[，,]?)?"
)
_ONLY_POINTS = re.compile(rf"[，,：:（(）)、]*\s*{_RECKONED}{_POINTS}\s*")
# What a name is not: words that tell a deed, a cause or a share, or only place the points.
_NO_NAME = re.compile(
    r"^(?:[另再又]加分?$|加$|故(?![障居])|[被已但每扣仅即该此我]|按(?![期时质])|因(?!公)|未(?!成年)|经(?![济营费])|均(?!等)|以(?!工)|其(?![余他])|由于|不[得扣]|符合|满足|达到|超过|[高低]于|较|没有|在(?![职校岗建编册读用途])|对(?![口象])|本(?![科级])|各(?!类)"
    r"|共(?![享用建性])|全部|有(?!效)|(?:项目|单位|部门|整体|(?:自评|评[价定审]|考核|专家|小)组?|综合|最终|权重|分值|指标|情况|部分)+$|[一二三四五六七八九十两\d][个项](?!补[贴助]|制度|改革|[重民]))"
    r"|[因被把将让]|使(?![用命])|[得扣满总]分|原因|分别|[为是]$|[合共小总]计|构成|组成|平均|一致$|^(?:计|测|折|换)算后?$"
)
# 可持续影响因管护不健全被扣 2 分: the cause is no part of the name.
_BECAUSE = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:中?因|由于)(?![公素果]).*$")
_IN_ALL = re.compile(rf"(?<=.)(?:{COUNT}|\d{{1,2}}[个项])共计?\s*$")  # 数量指标 4 项共 20 分
_COUNTED = re.compile(rf"^.*?{COUNT}(?=.)")
_LIST_OF = re.compile(
    rf"(?:^|[，,：:；;]|其中|{COUNT}|[由从])\s*(?:其中[：:，,]?)?(?P<names>{_NAME}(?:[、和及与]{_NAME})+?)[等共]?(?:{COUNT})?(?P<tail>指标)?的?"
    rf"(?P<points>{_POINTS})(?:分别|依次|各自?|对应)(?P<more>{_POINTS})\s*"
)
_ASPECT = re.compile("数量|质量|时效|成本")
_AGAIN = re.compile(
    rf"(?:.*[，,；;：:])?(?:上述|以上|[这其])?(?P<count>{COUNT})?(?:各[项类]?|[其共])?(?:分别|依次|对应|各自?|相应)*的?(?P<points>{_POINTS}(?:(?:分别|依次|按(?:上述|以上|前述|此|该)?顺序){_POINTS})?)\s*"
)
# 上述三项各得 2 分
_EACH_OF = re.compile(
    rf"(?:.*[，,；;：:])?(?:(?:上述|以上|[这其])(?P<count>{COUNT})|(?P<bare>{COUNT}))(?:各|均|每[项个])(?P<points>{_POINTS})\s*"
)
# 及时率 100%，响应时间 20 分钟，均达到目标，各得 5 分
_EACH_ALONE = re.compile(rf".*[，,；;](?:分别)?各(?P<points>{_POINTS})\s*")
# 甲、乙，各 3 分，自评得分各 3 分
_EACH_AGAIN = re.compile(rf"(?:.*[，,；;])?\s*(?P<points>{_POINTS}(?:各|均){_POINTS})\s*")
_ALIKE = re.compile("[各均每]")  # in all that several have alike
_MADE_OF = re.compile(rf"[）)]?(?:等?{COUNT})?(?:构成|组成|的?(?:评[分价])?(?:指标)?(?:体系|权重|分值|标准|设置|结构))")
_MAKE_UP = re.compile(r"(?:构成|组成|分值|权重)(?:情况|结构|分配)?(?:为|是|如下)?[:：]?[^：:，,]*$")
_GOT_AS = re.compile(
    r"得分(?:构成|组成|情况|明细)(?:为|是|如下)?[:：]?[^：:，,]*$|得分(?:分别|依次)?(?:为|是|如下)?[:：][^：:，,]*$|得分(?:分别|依次)(?:为|是)?[^：:，,]*$"
)
# 甲和乙各 6 分，均为满分; 甲、乙各得 5 分
_EACH = re.compile(
    rf"(?:^|[，,：:；;]|其中)\s*(?:其中[：:，,]?)?(?P<names>[“\"]?{_NAME}(?:[、和及与]{_NAME})+?)[，,]?(?:[二两三四五六]项)?(?:指标)?[，,]?"
    rf"(?P<lead>{_POINTS})(?:各|均|每[项个])(?P<points>{_POINTS})\s*"
)
_ALL_GOT = re.compile(
    r"\s*[，,）)]*\s*(?:(?:以上|上述)?(?:[两二三四五六七八九]项)?)?(?:自评)?(?:[均都全皆]?(?:部|为|是|得|获|评|计)+满分|[均都皆][未不](?:扣|失|丢)分)"
)
_IN_TURN = re.compile(r"分别|依次|顺序|对应|各自|相应")
_CLAUSE_ENDS = "，,：:"
_BY = re.compile(rf".*?按照?(?![期时质])(?P<name>{_NAME})\s*")
_FULL = re.compile(r"分值|满分|权重|标准分|应得|占")
_GOT = re.compile(r"[得评计记赋]分?|自评")
_CUT = re.compile(r"[扣减]")
_GIVEN = re.compile("[得评计记赋扣减]")
_ADDED = re.compile(r"加分?[为是：:\s]*$")
_THEN_CUT = re.compile(r".[，,；]?[^，,；]*扣[减除]?$")
_THEN_GOT = re.compile(r".[，,；]\s*(?:自评|因此|故)?(?:实际)?得分?为?$")
_THIS = re.compile(r"(?:^|[，,。：:])[该本此]项(?:指标)?\s*$|.[，,；;]\s*$")


_HUNDRED = 100
_THEN = re.compile(r"[扣减得评计][减除]?分?[为是]?$")
_THIS_ONE = re.compile(r"[率度性][，,][该本此]项(?:指标)?\s*$")
# 时效指标 10 分，因材料款滞后得 9 分
CAUSE = re.compile(r"(?<=[，,])\s*(?:因(?!公)|由于)[^，,]*?(?=[得计扣]$)")


class Told(NamedTuple):
    """A printed score, the words before it in its clause, some after it, and what a list says it is ("" if nothing).

    `before` is the paragraph up to it; `goes_on` says that it stands in one clause with the score before.
    """

    figure: Figure
    words: str
    after: str
    before: str = ""
    total: bool = False
    name: str = ""
    role: str = ""
    goes_on: bool = False


@lru_cache(maxsize=1024)
def is_points(words: str) -> bool:
    """Whether words only say what kind of points follow (，自评得)."""
    return _ONLY_POINTS.fullmatch(words) is not None


def enumerated(told: Sequence[Told], sets: Sets) -> list[Told]:
    """The scores of a paragraph with the names and the roles that their lists give them.

    A list without names of its own bears those of a set told before.
    """
    made = [_convert(t) for t in _one_by_one(told, sets)]
    made = [_first(t, after) for t, after in zip_longest(made, made[1:])]
    names: Sequence[str] = ()
    at = 0
    while at < len(made):
        end = _run(made, at, named=False)
        if end > at + 1:
            named, names = names, ()
            names, role = _shared_out(made[at], end - at, named, sets)
            after = made[end : end + end - at]
            if not names and _AGAIN.fullmatch(made[at].words) and len(after) == end - at and all(t.name for t in after):
                names, role = [t.name for t in after], "full"  # 三项分值 8 分、6 分、6 分，得分分别为甲 8 分，乙 …
            other = {"got": "full", "full": "got"}.get(role)
            if names and names is named and other:  # A 4 分、B 6 分，自评分别得 4 分和 5.5 分
                first = at - len(names)
                made[first:at] = [t._replace(role=t.role or other) for t in made[first:at]]
            if names:
                sets.keep(names)
                pairs = zip(made[at:end], names, strict=True)
                made[at:end] = [t._replace(name=name, role=role, total=False) for t, name in pairs]
        elif (end := _run(made, at, named=True)) > at + 1:
            names = [t.name for t in made[at:end]]
            sets.keep(names)
            marked = all(t.words.endswith(("（", "(")) for t in made[at:end])
            if _ALL_GOT.match(made[end - 1].after):
                made[at:end] = [t._replace(role="both") if t.words.endswith(t.name) else t for t in made[at:end]]
            elif _GOT_AS.search(made[at].words) or (marked and all(is_whole(t.figure) for t in made[at:end])):
                made[at:end] = [t._replace(role=t.role or "got") for t in made[at:end]]
            elif _MADE_OF.match(made[end - 1].after) or _MAKE_UP.search(made[at].words) or _weigh(made, at, end):
                made[at:end] = [t._replace(role=t.role or "full") for t in made[at:end]]
        at = end
    known = {t.name for t in made if t.name}
    made = [_known(t, known) for t in made]
    made = [_later(t, after, last) for t, after, last in zip_longest(made, made[1:], made[2:]) if t]
    made = [_alone(t, after) for t, after in zip_longest(made, made[1:]) if t]
    return [_with_full_marks(t, after) for t, after in zip_longest(made, made[1:])]


def _known(told: Told, known: Collection[str]) -> Told:
    """A score with the name that its clause tells, where another of the paragraph bears it."""
    if told.name or told.total or not known:
        return told
    name = _entry(behind(told.words, _CLAUSE_ENDS))
    return told._replace(name=name) if name in known else told


def _weigh(told: Sequence[Told], at: int, end: int) -> bool:
    """Whether bare scores, which make a hundred, are what their items weigh, and what was got is told after them."""
    bare = all(t.words.rstrip(" （(").endswith(t.name) and not t.role for t in told[at:end])
    got = end < len(told) and told[end].total and told[end].figure.value != _HUNDRED
    return bare and got and are_marks([t.figure.value for t in told[at:end]])


def _one_by_one(told: Sequence[Told], sets: Sets) -> Iterator[Told]:
    """The scores by themselves: each with the name in its clause, and once for each of several that have it alike."""
    before: tuple[Told, ...] = ()
    for one in told:
        known = one.total or one.name
        alike = _each(one, sets, before) or _each_again(one, before) if not known and _ALIKE.search(one.words) else ()
        before = alike or before
        name = "" if known or alike else _entry(one.words)
        yield from alike or (one._replace(name=name) if name else one,)


def _each(told: Told, sets: Sets, before: Sequence[Told]) -> tuple[Told, ...]:
    """A score that several items have alike, as that of each of them; none where it is one item's.

    `before` is what was told alike before it: 甲、乙满分均为 2 分。…，两项各自评 2 分.
    """
    found, of = _EACH.search(told.words), _EACH_OF.fullmatch(told.words)
    again = of is not None and len(before) == count_of(of["count"] or of["bare"])
    if found and found.end() == len(told.words) and not again:
        names: Sequence[str] = [_unquoted(name) for name in re.split(_AND, found["names"])]
        points = found["lead"] + found["points"]
    elif of:
        points = of["points"]
        count = count_of(of["count"] or of["bare"])
        spoken = sets.vocabulary.named(told.before, told.figure.value, role_of(points), count)[-count:]
        rates = [name for name in measured(told.before) if name.endswith("率")]
        alike = [one.name for one in before]
        names = next((own for own in (alike, spoken, sets.find(count, told.before), rates) if len(own) == count), ())
    elif (found := _EACH_ALONE.fullmatch(told.words)) and len(names := measured(told.before)) > 1:
        points = found["points"]
    else:
        return ()
    given = "full" if _FULL.search(points) else "got" if _GOT.search(points) else ""
    if not points.strip() and not _GOT.search(told.words):
        given = "full"  # 甲、乙，各 5 分
    role = "both" if _ALL_GOT.match(told.after) or role_of(points) == "both" else given
    if not role or not names or any(len(name) < 2 or _NO_NAME.search(name) for name in names):
        return ()
    return tuple(told._replace(name=name, role=role) for name in names)


def _each_again(told: Told, before: Sequence[Told]) -> tuple[Told, ...]:
    """A score of each of those that had the score before alike; none where it is another's."""
    found = _EACH_AGAIN.fullmatch(told.words)
    role = "got" if found and _GOT.search(found["points"]) else ""
    return tuple(told._replace(name=one.name, role=role) for one in before if role)


def _entry(words: str) -> str:
    """The item that a clause names before its points; "" where it names none."""
    words = _IN_ALL.sub("", words)
    for pattern in _ENTRIES:
        found = pattern.fullmatch(words)
        name = _unquoted(_BECAUSE.sub("", found["name"])) if found else ""
        if len(name) > 1 and not is_points(name) and not _NO_NAME.search(name):
            return name
    return ""


def _convert(told: Told) -> Told:
    """A score that another is made of as the full marks that it is: 公众满意度按 5 分折算得 4.6 分."""
    if told.total or not told.words.endswith("按") or not told.after.startswith(("折", "计")):
        return told
    name = _entry(behind(told.words, _CLAUSE_ENDS).removesuffix("按"))
    return told._replace(name=name, role="full") if name else told


def _first(told: Told, after: Told | None) -> Told:
    """The first entry of a list with its name, which nothing parts from what the sentence says before."""
    if told.name or told.total or after is None or not after.name or not after.words.lstrip().startswith("、"):
        return told
    by = _BY.fullmatch(told.words)  # 按照决策 20 分、产出 80 分的体系打分
    label = by["name"] if by else told.figure.label
    bare = (
        told.words.rstrip().endswith(label) and len(label) > 1 and not is_points(label) and not _NO_NAME.search(label)
    )
    return told._replace(name=label) if bare else told


def _unquoted(name: str) -> str:
    """A name without the marks around it; those of its part stay: “一网通办”率."""
    whole = name.count("“") != name.count("”") or (name[:1] == "“" and re.fullmatch("“[^”]*”", name))
    return re.sub('[“”"]', "", name) if whole else name.strip('"')


def _run(told: Sequence[Told], at: int, *, named: bool) -> int:
    """Where the list ends that begins at a score: of entries that bear names, or of bare numbers."""
    end = at + 1
    while end < len(told) and not told[end].total and _goes_on(told, at, end, named=named):
        end += 1
    return end


def _goes_on(told: Sequence[Told], at: int, end: int, *, named: bool) -> bool:
    words = told[end].words
    if not named:
        return bool(_SEPARATOR.fullmatch(words))
    parted = _SEPARATOR.match(words.lstrip(" )）")) or told[end].figure is told[end - 1].figure
    return bool(told[at].name and told[end].name and parted)


def _shared_out(told: Told, count: int, last: Sequence[str], sets: Sets) -> tuple[Sequence[str], str]:
    """The names of numbers that follow one another, from their own clause or a list before, and their role."""
    found, again = _LIST_OF.search(told.words), _AGAIN.fullmatch(told.words)
    listed = found["names"] + (found["tail"] or "") * ("指标" in found["names"]) if found else ""
    names = re.split(_AND, _COUNTED.sub("", listed)) if found else last if again else ()
    if found and found["tail"] and all(map(_ASPECT.fullmatch, names)):
        names = [name + found["tail"] for name in names]  # 质量、时效指标分别得 8 分、4 分
    points = found["points"] + found["more"] if found else again["points"] if again else ""
    if len(names) != count and again and (_IN_TURN.search(told.words) or again["count"]):
        names = sets.find(count, told.before)
    role = "full" if _FULL.search(points) else "cut" if _CUT.search(points) else "got"
    return (names, role) if len(names) == count else ((), "")


def _with_full_marks(told: Told, after: Told | None) -> Told:
    """A score that bears only a name, as full marks where what was got follows: 决策 20 分，得 18 分."""
    if not told.role and told.name and told.words.endswith(told.name) and _ALL_GOT.match(told.after):
        return told._replace(role="both")
    if told.role or told.total or after is None or after.total or not is_points(after.words):
        return told
    if _ADDED.search(told.words):  # 附加分 2 分，最终得分 96 分
        return told
    name = told.name or ("" if _NO_NAME.search(told.figure.label) else told.figure.label)
    bare = (bool(name) and told.words.rstrip(' ”"').endswith(name)) or _THIS.search(told.words) is not None
    return told._replace(role="full") if bare and _GIVEN.search(after.words) else told


def _alone(told: Told, after: Told | None) -> Told:
    """A score that is all that its sentence tells of a name, as full marks: 时效指标 15 分。延期，扣 3 分."""
    if not told.name or told.role or told.total or after is None or after.name or after.total:
        return told
    alone = told.words.strip() == told.name and told.after.startswith("。")
    within = (after.figure.value or 0) <= (told.figure.value or 0) and _THEN.search(after.words)
    return told._replace(role="full") if alone and within else told


def _later(told: Told, after: Told | None, last: Told | None) -> Told:
    """A name's own score as full marks where its sentence tells at its end what was got: 社会效益 8 分，…，得 7 分."""
    named = (bool(told.name) and told.words.endswith(told.name)) or _THIS_ONE.search(told.words) is not None
    marks = named and not (told.role or told.total)
    if not marks or after is None or after.total or after.name or not told.figure.value:
        return told
    heads = told.words.strip() == told.name and told.after.startswith("。")  # 目标管理 10 分。…，得 9 分
    if not (after.goes_on or heads):
        return told
    got = after.figure.value or 0
    if last and last.goes_on and _THEN_CUT.search(after.words) and _THEN_GOT.search("…" + last.words):
        got += last.figure.value or 0  # 满意度 5 分，…，扣 0.5 分，得 4.5 分
        return told._replace(role="full") if got == told.figure.value else told
    return told._replace(role="full") if got <= told.figure.value and _THEN_GOT.search(after.words) else told
