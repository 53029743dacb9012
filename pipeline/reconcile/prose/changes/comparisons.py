"""Comparisons read from a sentence (对比识别): 比上年 Y 增加 D，增长 P: the base, by how much, how fast, which way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.sentences import like, unbracketed
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure

UP = "增收|增支|多收|多支|增加|增长|上升|提高|提升|上涨|多|增|高"
DOWN = "省下|节省|减收|减支|少收|少支|减少|下降|降低|压减|压缩|节约|下浮|缩减|回落|少|减|降|低"
YEAR = r"(?:上年|去年|上一年|(?:19|20)\d\d年)(?:度|同期|同口径|[末底初])?|同期"
CHANGE = re.compile(rf"(?P<verb>{UP}|{DOWN})(?:(?:了|支出|支|用|花|付|收入|资金|额|数)为?|约)?$")
RATE = re.compile(rf"(?:(?P<verb>{UP}|{DOWN})了?(?:幅度|率|比例)?|(?P<sign>[增升涨降]幅|变动率))(?:为|达到?|约)?$")
# 两年平均增长 P: of each year, not of all that time.
_YEARLY = re.compile(r"年均|年平均|复合|平均每年|每年平均")
_COMPARED = re.compile(rf"比|较|与|同比|环比|{YEAR}|增幅|降幅|变动率")
# 与上年 A 相比, 与 A 相比; 宣传推广与节会活动 A is the name of one thing.
_WITH = (
    r"(?:(?<![\u4e00-\u9fff])[与同]|[与同](?=[上去]年|年初|期初|预算|决算|目标|计划(?!生育)|调整|批复|(?:19|20)\d\d))"
)
_BASE = re.compile(
    rf"(?:(?:比(?![赛例重率价选武对照])|较(?!大|重)|{_WITH})(?P<than>[^，,；;。：:\d]{{0,14}})|(?:由|从)(?:{YEAR})?的?|上年同口径|(?:{YEAR})(?:的|年初|全年|决算|预算|安排|批复|实际|数|额|支出|收入){{0,4}}[为是]?)$"
)
_SAME_TERMS = re.compile(r"与[^，,；;。：:]{0,14}同口径(?:支出|收入|数|预算)?$")  # 与 2019 年同口径支出 A 相比
_OPPOSED = re.compile(rf"^[，,、（(]?(?:同比|环比)?(?:(?:{UP}|{DOWN})了?(?:幅度|率|比例)?|[增升涨降]幅)(?:为|达|约)?$")
# 小于上年预算数 D: D is by how much, or last year's number; the words do not say.
_UNTOLD = re.compile(r"[小大少多高低]于[^，,；;。]{0,10}$|[加减超]$")  # 比上年目标加 A
AT = r"(?:(?:20\d\d年|本年|今年|当年|目前|现在|年)度?[末底]?的?)?"
_GROWN = re.compile(rf"[至到]{AT}$")
OTHER_TERMS = re.compile(r"可比|同口径|剔[除去]|扣除|除去|排除|不含|不考虑|还原")
# 较年初增加 A，较常年偏多 P: what each is compared with.
_AGAINST = re.compile(
    rf"[同环]比|(?<!相)[比较与](?P<what>[^，,；;。\d]{{2,10}}?)(?:相比|的|偏|略|净|共|实际)*[，,]?(?:{UP}|{DOWN})"
)
# 支出 A（2022年 B），总额比2022年增加: something else is compared than what the bracket tells last year's number of.
_ANEW = re.compile(
    r"[）)][，,；;](?:[^，,；;。比较同与]{2,}(?:同比|[比较与])"
    rf"|(?!总|合计|[本今当全]年|实际|净|略|相应)[^，,；;。比较同与\d]{{2,6}}?净?(?:{UP}|{DOWN})[^，,；;。\d]{{0,3}}$)"
)
# 余额 A，同比增长 P，上半年增加 D: since the year began, not in a year.
_OTHER_TIME = re.compile(r"[，,](?:[上下]半年|[一二三四1-4]季度|[当本]月|今年以来|年内)")
_THAN_YEAR = re.compile(r"[比较在]((?:19|20)\d\d)年")
# 支出 A，增加 D，增长 P: two words of one way side by side say no less without 比上年.
BY_HOW_MUCH = re.compile(rf"[，,、]?(?:净|共|实际|同比)?(?P<verb>{UP}|{DOWN})了?(?:额|幅|率)?(?:为|达|约)?")
# 同比下降 P（上年为 A）
_BASE_BEHIND = re.compile(r"^[（(](?:上年|去年|(?:19|20)\d\d年)[^，,；;。\d]{0,8}$")


@dataclass
class Comparison:
    """A run of numbers that compare: the base, the change and its rate, as far as printed, from the first on."""

    first: int
    base: Figure | None = None
    change: Figure | None = None
    rate: Figure | None = None
    against: str = ""
    sign: int = 0  # of the change, or of the rate where no change is printed
    way: int = 0  # of the rate
    bare: bool = False  # 增加 D，增长 P: compared with nothing that is named

    @property
    def any(self) -> Figure | None:
        """The base or the change."""
        return self.base or self.change


def comparisons(sentence: Sentence) -> Iterator[Comparison]:
    """The comparisons of a sentence, in order."""
    current: Comparison | None = None
    aside = False
    other_terms = OTHER_TERMS.search(unbracketed(sentence.text)) or OTHER_TERMS.search(sentence.text)
    for n in range(len(sentence)):
        figure = sentence.figure(n)
        if not usable(figure) or figure.kind is Kind.DATE:
            continue
        lead = lead_of(sentence, n)
        # 剔除甲（今年 A，上年 B）后增加 C，同比增长 P: of what is left, to the clause's end.
        aside = bool(other_terms) and ((aside and not re.search(r"[；;。]", lead)) or _is_aside(sentence, n))
        if aside:
            if current is not None:
                yield current
            current = None
            continue
        taken = False
        if current is not None and _is_base_behind(current, sentence, n):
            current.base = figure
            yield current
            current = None
            continue
        if figure.unit != "个百分点":
            start = current or Comparison(n, bare=_is_bare(sentence, n))
            taken = _take(start, figure, lead, anew=current is None and not start.bare)
            if not taken and current is not None:
                yield current
                start = Comparison(n)
                taken = _take(start, figure, lead, anew=True)
            current = start if taken else None
        elif current is not None:
            yield current
            current = None
    if current is not None:
        yield current


def _is_aside(sentence: Sentence, n: int) -> bool:
    """Whether the n-th number says how much something changed, other terms given: but for what brackets tell."""
    words = unbracketed(sentence.since(n, sentence.depth(n)))
    return bool(OTHER_TERMS.search(words[-24:]) and (CHANGE.search(words) or RATE.search(words)))


def _is_bare(sentence: Sentence, n: int) -> bool:
    """Whether by how much and how fast something changed is told side by side, and nothing of what it was."""
    change, rate = (sentence.figure(i) if 0 < i < len(sentence) else None for i in (n, n + 1))
    if change is None or rate is None or change.kind is Kind.RATE or rate.kind is not Kind.RATE:
        return False
    told = [BY_HOW_MUCH.fullmatch(unbracketed(lead_of(sentence, i))) for i in (n, n + 1)]
    return like(sentence.figure(n - 1), change) and all(told) and sign_of(told[0]) == sign_of(told[1])  # type: ignore[arg-type]


def _is_base_behind(comparison: Comparison, sentence: Sentence, n: int) -> bool:
    """Whether the n-th number is the base of a comparison, told in brackets behind it."""
    behind = comparison.base is None and sentence.owner(n) == n - 1 and comparison.rate is sentence.figure(n - 1)
    return behind and sentence.figure(n).kind is not Kind.RATE and bool(_BASE_BEHIND.match(lead_of(sentence, n)))


def _take(comparison: Comparison, figure: Figure, lead: str, *, anew: bool) -> bool:
    """Whether a number goes on with a comparison, or begins one; puts it in its place if so."""
    if (anew and not _COMPARED.search(lead[-24:])) or (OTHER_TERMS.search(lead[-24:]) and not _SAME_TERMS.search(lead)):
        return False
    if not anew and (
        len(lead) > 16 or re.search(r"[。；;]|其中", lead) or _ANEW.match(lead) or _OTHER_TIME.match(lead)
    ):
        return False
    if comparison.base and _is_of_another_year(comparison.base, lead):
        return False
    told = _AGAINST.search(lead)
    against = re.sub(YEAR, "同比", told["what"] or told[0]) if told else ""
    if not anew and against and comparison.against not in ("", against):
        return False
    comparison.against = comparison.against or against
    if figure.kind is Kind.RATE:
        found = RATE.search(lead)
        sign = sign_of(found) if found else 0
        opposed = bool(comparison.change and sign and sign != comparison.sign)
        if not found or comparison.rate or _YEARLY.search(lead) or (opposed and not _OPPOSED.search(lead)):
            return False
        comparison.rate = figure
        comparison.sign = comparison.sign or sign
        comparison.way = sign or comparison.sign
        return True
    found = CHANGE.search(lead)
    if (
        found
        and not comparison.change
        and not (comparison.rate and found["verb"] == "节约")  # 比上年下降 P，节约 D: of the budget
        and value_of(figure) >= 0
        and (comparison.base is None or like(figure, comparison.base))
    ):
        comparison.change, comparison.sign = figure, sign_of(found)
        return comparison.rate is None
    if anew and not comparison.base and _BASE.search(lead) and not _UNTOLD.search(lead) and not _GROWN.search(lead):
        comparison.base = figure
        return True
    return False


def _is_of_another_year(base: Figure, lead: str) -> bool:
    """Whether a change is compared with another year than a number's: 2022年 A（比2021年增加 B）."""
    year = _THAN_YEAR.search(lead)
    return bool(year) and base.period.isdigit() and base.period != year[1]  # type: ignore[index]


def sign_of(found: re.Match[str]) -> int:
    """Whether a change goes up or down, 0 where its words do not say."""
    word = found["verb"] or (found.groupdict().get("sign") or "")
    if word == "变动率":
        return 0
    return -1 if re.fullmatch(DOWN, word) or word.startswith("降") else 1


def lead_of(sentence: Sentence, n: int) -> str:
    """The text before a number from the last number that is no date; years that are compared with are dates."""
    return sentence.since(n).rstrip("的（( \u3000")
