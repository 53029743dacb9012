"""Averages as they are worded (均值识别), by what and of what: 平均每案 P, 每亩平均补助 P, 按 A 人平均，每人 P."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.names import longest
from pipeline.reconcile.prose.changes.comparisons import CHANGE
from pipeline.reconcile.prose.elsewhere.goals import planned_in
from pipeline.reconcile.prose.rates.worded import basis_of
from pipeline.reconcile.sentences import is_part
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure

UNITS = (
    "立方米|平方米|平方公里|公里|千米|人次|批次|场次|户次|件次|台次|车次|课时|学时|标段|公顷|公斤|"
    "人|名|位|户|亩|套|台|件|起|宗|辆|场|家|期|次|批|轮|座|处|所|间|个|份|册|本|条|项|吨|株|棵|头|只|羽|张|盏|口|眼|班|"
    "篇|例|笔|部|栋|幢|床|单|米|对|节|堂"
)
_WORDED = re.compile("[每均单]")  # what no average is told without
_EACH = re.compile(rf"每一?(?P<of>{UNITS}|[一-龥])(?P<rest>[^，,；;。：:、每/／\d]{{0,12}})$")
_MEAN = re.compile(rf"(?P<of>{UNITS}|[村校案生床车镇乡县店馆站点院])均(?P<rest>[^，,；;。：:、均\d]{{0,12}})$")
_UNIT_COST = re.compile(
    rf"单(?P<of>{UNITS}|位)(?P<rest>(?:[^，,；;。：:、\d]{{0,4}}?(?:成本|造价|费用|价|投资))[^，,；;。：:、\d]{{0,3}})$"
)
# 平均造价 P 万元/公里: by what, its unit says.
_PER_UNIT = re.compile(r"(?P<rest>[^，,；;。：:、每均\d]{0,12}?(?:平均|综合|单位)[^，,；;。：:、每均\d]{1,8})$")
_IS_MEAN = re.compile(r"均|折合|[按以][^，,；;。]{1,20}?(?:计算?|测算|核算|折算)(?=[，,])|成本|造价|花费|投入|耗")
_COSTS = re.compile(r"成本[^，,；;。：:]{0,4}[：:]")  # 产出成本：甲每吨 P；乙每座 Q
_SET = re.compile(
    r"目标|标准|定额|限额|控制|预算|计划|不[超低高]|上年|去年|原|约定|规定|[上下]限|封顶|最[高低多少]|可支配|同级|全[省市国]"
)
_SET_BEHIND = re.compile(r"^的[^，,；;。]{0,6}(?:[上下]限|标准|限额|目标|要求|水平|定额|线)")
_TIME = re.compile(r"[年月天周季旬时晚夜]|日(?!常)")
_RAISED = re.compile(r"[由从]$|[至到]$|提高|增加|降低|下降")
# 成功率按办结数计算为 P，件均 Q: that the rate was counted so is said of no average.
_BY = re.compile(r"[按以]([^，,；;。]{2,24}?)(?:计|平均|测算|核算|折算)(?!算?(?:为|是|达到?)?\d)")
_BY_WHAT = re.compile(rf"{_BY.pattern}(?:算|均)?")
_OF_THINGS = re.compile(r"案件|[人户件亩场次项]数|数量|面积|里程|总?数$")
_PARTED = re.compile(r"[，,；;。：:（()）]")
_STOP = re.compile(r"[。；;\n]")
_PLANNED = re.compile(r"计划|目标|任务|预计|应(?!急|用|对|付|收)|拟|预算|编制|核定|设计|空[编缺]|缺[编员]")
_CAME = re.compile(r"实际|完成|实有|已")
_IDLE = re.compile(
    r"共有|现有|[设尚另已]有|辖区内?|我[县市区局镇乡校]|全[县市区省镇乡校]|(?:19|20)\d\d年?|全年|本年|当年|年度|年[初末底内]|"
    r"平均|实际|计划|目标|完成|实施|开展|组织|累计|合计|总[数额]?|共计?|支出|经费|资金|费用?|补助|补贴|成本|指标|数量|质量|效益|时效|"
    r"项目|工作|情况|其中|达到?|为|的|了|等|万元|[一二三四五六]是|(?<=\d)元"
)
_ALIKE = {
    "人": ("人", "名", "位"),
    "名": ("人", "名", "位"),
    "位": ("人", "名", "位"),
    "生": ("人", "名", "位"),
    "批": ("批", "批次"),
    "场": ("场", "场次"),
    "次": ("次", "人次", "场次", "件次"),
    "轮": ("轮", "轮次"),
    "车": ("辆", "台"),
    "案": ("件", "起", "宗", "份"),
    "件": ("件", "起", "宗", "件次"),
    "起": ("起", "件", "宗"),
    "家": ("家", "户", "家次"),
    "床": ("张", "床"),
    "千米": ("公里", "千米"),
    "公里": ("公里", "千米"),
    "平方米": ("平方米", "平米", "㎡", "m²", "m2"),
    "立方米": ("立方米", "方", "m3"),
}
PEOPLE = ("人", "名", "位")
_OFTEN = ("人次",)  # where none of them is counted, what is counted is how often
_NAME = 2  # letters by which what is counted is known
_NAMING = 10  # letters behind a number that may name what it counts


class Mean(NamedTuple):
    """The n-th number of a sentence, an average: by what it is counted, what is said besides, from which number on."""

    sentence: Sentence
    n: int
    of: str
    rest: str
    start: int
    words: str

    @property
    def lead(self) -> str:
        """What stands before the words for each in its own clause: 集中供养人均."""
        clause = self.sentence.clause(self.n)
        return re.split(rf"(?:平均)?每|{self.of}均", clause)[0]

    @property
    def basis(self) -> str:
        """What its sentence, or a bracket behind it, says that it was counted by: 按办结案件计算."""
        told = [near] if (near := basis_of(self.sentence, self.n)) else _BY.findall(self.words)
        return _OF_THINGS.sub("", told[-1]) if told else ""

    @property
    def about(self) -> str:
        """What is said of it, without what it was counted by."""
        return bare(_BY_WHAT.sub("，", self.words))

    @property
    def figure(self) -> Figure:
        """The number itself."""
        return self.sentence.figure(self.n)


def means(sentence: Sentence) -> Iterator[Mean]:
    """The averages of a sentence: no standards, nothing of months or days, nothing that is compared."""
    if not _WORDED.search(sentence.text):
        return
    for n in range(len(sentence)):
        figure, lead = sentence.figure(n), sentence.before(n)
        if figure.kind not in (Kind.AMOUNT, Kind.COUNT) or not _WORDED.search(lead):
            continue
        found = _EACH.search(lead) or _MEAN.search(lead) or _UNIT_COST.search(lead)
        of = found["of"] if found else ""
        per = figure.unit.partition("/")[2]
        if per and (found is None or of == "位"):
            found, of = found or _PER_UNIT.search(lead), per  # 单位成本 P 万元/公里
        if not found or not of or not usable(figure) or figure.qualifier:
            continue
        start = max((i for i in range(n + 1) if _STOP.search(sentence.before(i))), default=0)
        words = _STOP.split(sentence.text[: sentence.places[n].start])[-1]
        clause = sentence.clause(n)
        timed = _TIME.match(of) or _TIME.search(found["rest"]) or _TIME.search(clause[: clause.find(found[0])][-1:])
        changed = CHANGE.search(lead) or _RAISED.search(found["rest"])
        timed = timed or _TIME.match(per)
        if (
            timed
            or changed
            or _SET.search(clause)
            or _SET_BEHIND.match(sentence.after(n))
            or not (_IS_MEAN.search(words) or _COSTS.search(sentence.text[: sentence.places[n].start]))
            or value_of(figure) <= 0
        ):
            continue
        yield Mean(sentence, n, of, found["rest"], start, words.removesuffix(found[0]) + found["rest"])


def counted_by(mean: Mean, sentence: Sentence, n: int, *, often: bool = False) -> bool:
    """Whether the n-th number of a sentence counts what an average is counted by."""
    figure = sentence.figure(n)
    named_so = figure.kind is Kind.COUNT and _is_named(mean, sentence, n, figure.unit.lstrip("万千百亿"), often=often)
    return named_so and value_of(figure) > 1


def counts_what(mean: Mean, figure: Figure) -> bool:
    """Whether a table's number may count what an average is counted by."""
    unit = figure.unit.lstrip("万千百亿")
    units = (*_ALIKE.get(mean.of, (mean.of,)), *(_OFTEN if mean.of in PEOPLE else ()))
    return unit in ("", "个", *units) or mean.of in figure.label


def _is_named(mean: Mean, sentence: Sentence, n: int, unit: str, *, often: bool) -> bool:
    """Whether the n-th number of a sentence is called what an average is counted by."""
    of = mean.of
    if not of:
        return not often and longest(named(sentence, n), bare(mean.words)) >= _NAME
    if often:
        return of in PEOPLE and unit in _OFTEN
    if of == unit == "个" and mean.rest:  # 平均每个村 P: not all that is counted in 个
        return mean.rest[0] in behind(sentence, n) + sentence.figure(n).label
    if unit in _ALIKE.get(of, (of,)):
        return True
    if len(of) != 1 or of not in sentence.text or unit in ("人", "人次", "名", "位"):
        return False
    return of in behind(sentence, n) or bool(re.search(rf"{of}[位数里]?[共有计为]*$", sentence.clause(n)))


def is_counted_part(sentence: Sentence, n: int) -> bool:
    """Whether the n-th number may be what others are reckoned from: no change, no other year's, no average itself."""
    figure, words = sentence.figure(n), sentence.before(n)
    if not usable(figure) or figure.qualifier or _EACH.search(words) or _MEAN.search(words):
        return False
    return is_part(sentence, n, figure)


def is_planned(sentence: Sentence, n: int) -> bool:
    """Whether the n-th number was planned for, and did not come about."""
    words = sentence.clause(n)
    planned, came = (max((m.start() for m in found.finditer(words)), default=-1) for found in (_PLANNED, _CAME))
    return planned > came or n in planned_in(sentence)


def behind(sentence: Sentence, n: int) -> str:
    """The words behind the n-th number that may name what it counts: 12 个社区."""
    return re.split(r"[，,；;。：:、（()）\d]", sentence.after(n))[0][:_NAMING]


def named(sentence: Sentence, n: int) -> str:
    """What a number's own words say that it is the number of; those of the one before where they say nothing."""
    noun, before = behind(sentence, n), sentence.before(n)
    if n and noun and not _PARTED.search(before) and sentence.figure(n - 1).kind is Kind.COUNT:
        return bare(noun)  # 5 家服务中心和 214 家卫生室: what stands before is the other's
    own = bare(f"{sentence.clause(n)}。{sentence.figure(n).label}。{noun}")
    while not own and n and not _STOP.search(sentence.before(n)):
        n -= 1
        own = bare(sentence.clause(n))
    return own


@lru_cache(maxsize=4096)
def bare(words: str) -> str:
    """Words less all that any number may be called."""
    return " ".join(
        filter(None, (_IDLE.sub(" ", normalise(part)).strip() for part in re.split(r"[，,；;。：:、（()）]", words)))
    )
