"""What a number takes from its neighbours (上下文补足): the year of a day, the unit of a list or of a name."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from extractors.numbers.dates import complete
from extractors.numbers.noise import Other
from extractors.numbers.quantities import with_unit
from extractors.numbers.units import MULTIPLES, ONE, S, Unit, named_unit
from schemas.figure import Flag, Kind
from schemas.record import altered

if TYPE_CHECKING:
    from extractors.numbers.quantities import Quantity

_SEPARATOR = re.compile(rf"{S}(?:[、,，/]|[和与及或]|以及){S}")
_DECIMAL_COMMA = re.compile("[0-9]{3,}[，,][0-9]{2}")
_ENUMERATION = re.compile(rf"{S}(?:、|和|及|以及){S}")
# 80—90, and both bounds of 80 ≤ S < 90.
_RANGE = re.compile(rf"{S}(?:[-—~至到]|--|(?:[<>≤≥]=?){S}(?:[A-Za-z]|[\u4e00-\u9fff]{{1,6}})?){S}")
# 由 5,232 提高到 5,682 元: both in the same unit.
_TURN = re.compile(
    rf"{S}(?:提高|提升|上升|上调|调增|调减|增加|增长|扩大|下降|降低|下调|减少|压减|缩小|调整|回升|回落|[增升降减])[到至为]了?{S}"
)
_VARIABLE = re.compile("[A-Za-z]")


# A bare 万 after these counts something else than money.
COUNTED = re.compile(
    r"(?:(?:关注|粉丝|用户|户|人|人次|次|件|册|株)数量?|(?:访问|点击|阅读|浏览|播放|下载|转发|客流|发行|种植|存栏|出栏|就诊)量"
    r"|粉丝|用户|人口|群众|居民|学生|游客|面积|里程|人次)(?=[\u4e00-\u9fff:： ]{0,5}$)"
)
# Words of money before a bare 万 or 亿 in Chinese numerals, on which the clause goes on to the number.
OF_MONEY = re.compile(
    r"(?:资金|经费|支出|收入|投入|投资|补[助贴]|奖[励补]|[费款]|费用|金额|总额|预算|决算|结[余转]|安排|拨付|支付|下达"
    r"|筹[资集]|花了?|罚没|工资|产值|税收|债务?|余额|造价|合同价)"
    r"(?:合计|共计|总计|达到?|超过?|突破|约|近|仅|为|共|了|到位|完成|的|[:：]| )*$"
)
_CHANGED = re.compile(
    r"[,，、 ]*(?:其中)?(?:累计|净|同比|比上年|较上年|新)?"
    r"(?:增|增加|增长|减少|减|下降|达|达到|突破|为|(?:增加?|上升|提高|扩大|减少|下降|降)[到至]) ?"
)


# 粉丝 27.15 万，其中甲 8.90 万、乙 11.40 万，较上年末 22.60 万增长
_LISTED = re.compile(
    r"[、，,](?:其中)?[:：]?(?![^。；;、，,\d]*(?:发放|制作|[采订]购|购[买置]|投[入放]|建设|用于|奖|付|花|租|维护|修缮|聘))"
    r"[^。；;、，,\d]{1,12}"
)


def count_bare(text: str, found: list[Quantity]) -> list[Quantity]:
    """关注数38.7万,净增6.4万: a bare 万 or 亿 is a count where the words before it count, else an amount's 万元."""
    made: list[Quantity] = []
    for quantity in found:
        bare = quantity.unit if quantity.kind is Kind.COUNT else text[quantity.number_end : quantity.end].strip()
        if bare not in MULTIPLES:
            made.append(quantity)
            continue
        last = made[-1] if made else None
        said = text[last.end if last else 0 : quantity.start]
        if quantity.kind is Kind.AMOUNT and _counts(last, said):
            made.append(altered(quantity, kind=Kind.COUNT, unit=quantity.unit.removesuffix("元")))
        elif quantity.kind is Kind.COUNT and _doubtful(quantity, last, said):
            made.append(altered(quantity, kind=Kind.AMOUNT, unit=quantity.unit + "元"))
        else:
            made.append(quantity)
    return made


def _counts(last: Quantity | None, said: str) -> bool:
    """Whether the words before a bare 万 count, or go on with what was counted."""
    goes_on = last is not None and last.kind is Kind.COUNT and last.unit in MULTIPLES
    goes_on = goes_on and (
        bool(_CHANGED.fullmatch(said)) or (bool(_LISTED.fullmatch(said)) and not OF_MONEY.search(said))
    )
    return bool(goes_on or COUNTED.search(said))


def _doubtful(quantity: Quantity, last: Quantity | None, said: str) -> bool:
    """Whether a bare 万 that nothing names goes on with an amount: 补助二十万，其中省级十五万."""
    money = last is not None and last.kind is Kind.AMOUNT and last.unit.removesuffix("元") in MULTIPLES
    return money and Flag.AMBIGUOUS in quantity.flags and not re.search("[。；;]", said)


def complete_days(text: str, found: list[Quantity]) -> list[Quantity]:
    """Days without a year take that of the last date or period of their sentence; without one they stay open."""
    year: int | None = None
    made: list[Quantity] = []
    for quantity in found:
        if made and "。" in text[made[-1].end : quantity.start]:
            year = None
        year = quantity.year or year
        if quantity.kind is Kind.DATE and quantity.value is not None:
            month, day = divmod(int(quantity.value), 100)
            known = complete((month, day), year) if year else None
            flags = tuple(flag for flag in quantity.flags if flag is not Flag.AMBIGUOUS or known is None)
            extra = (Flag.UNIT_INHERITED,) if known else ()
            made.append(altered(quantity, value=None, day=known, year=year if known else None, flags=(*flags, *extra)))
        else:
            made.append(quantity)
    return made


def share_scores(text: str, found: list[Quantity]) -> list[Quantity]:
    """投入得19、过程29、产出得29分: bare numbers of a list of what was got take the points of the one behind."""
    made = list(found)
    for i in range(len(made) - 2, -1, -1):
        left, right = made[i], made[i + 1]
        if left.kind is not None or right.kind is not Kind.SCORE or left.value is None or left.value > 100:
            continue
        between = _NEXT_SCORE.fullmatch(text[left.end : right.start])
        if between and (between["got"] or text[left.start - 1 : left.start] == "得"):
            made[i] = with_unit(left, _POINTS)
    return made


def sum_scores(text: str, found: list[Quantity]) -> list[Quantity]:
    """信息公开5，自评材料报送3，均为满分，合计8分: bare numbers that make up the points told behind them are points."""
    made = list(found)
    for i, whole in enumerate(made):
        if whole.kind is not Kind.SCORE or not i or not _ADDED_UP.fullmatch(text[made[i - 1].end : whole.start]):
            continue
        first, total = i, Decimal(0)
        while (
            first
            and made[first - 1].kind is None
            and (first == i or _NEXT_PART.fullmatch(text[made[first - 1].end : made[first].start]))
        ):
            first -= 1
            total += made[first].value or 0
        if i - first > 1 and total == whole.value:
            made[first:i] = [with_unit(part, _POINTS) for part in made[first:i]]
    return made


def share_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """A、B 和 C 万元, 50-80分: bare numbers take the unit of the number that they are listed with."""
    made = list(found)
    for i in range(len(made) - 2, -1, -1):
        left, right = made[i], made[i + 1]
        if left.kind is not None and left.unit != "个":
            continue
        if i + 2 < len(made) and _VARIABLE.fullmatch(text[right.start : right.end]):
            right = made[i + 2]
        if left.kind is None and right.kind is Other.PERIOD and _RANGE.fullmatch(text[left.end : right.start]):
            made[i] = altered(left, kind=Other.PERIOD, value=None)  # 3-5天
            continue
        if left.unit == "个" and right.unit == "个百分点" and _SEPARATOR.fullmatch(text[left.end : right.start]):
            made[i] = altered(left, kind=Kind.RATE, unit=right.unit, scale=right.scale)  # 1.2 个和 4.8 个百分点
            continue
        if left.kind is not None or not right.is_figure or right.kind is Kind.DATE or right.value is None:
            continue
        between = text[left.end : right.start]
        listed = any(form.fullmatch(between) for form in (_SEPARATOR, _RANGE, _TURN))
        if len(between) > 14 or not listed:
            continue
        if _DECIMAL_COMMA.fullmatch(text[left.number_start : right.number_end]):  # 5937，35: two numbers, or one
            left = altered(left, flags=(*left.flags, Flag.AMBIGUOUS))
            made[made.index(right)] = altered(right, flags=(*right.flags, Flag.AMBIGUOUS))
        made[i] = with_unit(
            left, Unit(right.unit, right.kind if isinstance(right.kind, Kind) else None, right.scale, 0)
        )
    return made


_RATE_WORD = re.compile(
    r"(?:率|比例|比重|占比?|百分比|增长|下降|上升|增幅|降幅|提高|完成度|(?P<open>满意度))[)”\"]?"
    r"(?:仅|均|约|分别)?(?:为|是|达到|达|:|=)? ?$"
)
_SCORE_WORD = re.compile(
    r"(?:得分|分值|满分|总分|评分|分数|扣分|加分|权重分|实得|给分)[)”\"]?"
    r"(?:仅|均|分别|依次|按(?:上述|以上|前述|此|该)?顺序)?(?:为|是|:|=)? ?$"
    r"|^自评(?:得分?|分)? ?$"
)
# What ends a number; a comma before three digits may be one of thousands.
_NAMED_UNIT = re.compile(r"\(([万亿千百]{0,2}元|%|‰)\)(?:为|是|:)? ?$")
_CLOSED = re.compile(r" ?(?:[;；、()!！和及]|。(?! ?[0-9]{1,2}(?![0-9]))|[,，](?! ?[0-9]{3}(?![0-9]))|$)")
_ASIDE = re.compile(r"\([^()]*\)")
_OF_TWO = re.compile(r"之比\)?(?:为|是|达|:)? ?$")  # 支出与预算之比为0.95
# A zero is of money where the words are; it is nought in every unit.
_ZERO_AMOUNT = re.compile(
    r"(?:支出|收入|经费|费用|[)费]|金额|结余|结转|资金|拨款|决算)(?:决算|预算)?(?:数|额|合计|总额)?"
    r"(?:均|也|仅)?(?:为|是)? ?$"
)
_TO_ZERO = re.compile(r"(?:降|减|压减|压缩|下降|减少)(?:至|为|到) ?$")
_LOST, _THEN_GOT = re.compile(r"扣(?:减|除)? ?$"), re.compile(r" ?[,，;；] ?(?:实际|自评)?得 ?[0-9]")  # 扣2，得3
_GOT = re.compile(r"(?:^|[,，;；、()])(?:(?:实际|自评|应|本项|该项)?(?:得|扣|扣减|计)|自评) ?$")
_SELF = re.compile(r"自评(?:得)?(?:为|:)? ?")  # the rest of a run-in heading: 过程（40 分），| 自评 33.5
_SELF_GOT = re.compile(r"[,，;；。]自评得 ?$")
_RATE_GOT = re.compile(r"^ ?[,，;；。] ?(?:本项|该项|自评|实际)?得 ?$")  # 执行率为95.2%，得3.5
_ACTUAL = re.compile(r"^[,，]?(?:实际|现)(?:完成值?|达到|值)?(?:为|:)? ?$")
_OUT_OF = re.compile(
    r" ?(?:\(|(?<=得[0-9])|(?<=得[0-9][0-9])|(?<=得[0-9]\.[0-9]))(?:满分|总分)(?:为|:)? ?[0-9]"
)  # 信息公开自评5（满分5）, 得4满分5
# 支出8.62万元，公车6.4，接待2.22: listed behind an amount, by a short name that counts and measures nothing else.
_ITEM = re.compile(r" ?[,，、] ?(?:其中)?[\u4e00-\u9fff]{2,6}")
_NO_MONEY = re.compile(r"[率比占分得级度吨量倍个件次户人亩米里]|指数|系数|面积|增|降|长")
_MEASURE = re.compile(r"(?:面积|里程|长度|指数|系数|温度|人数)(?:为|是|达)? ?$")
_NEXT_SCORE = re.compile(r" ?[、,，] ?[\u4e00-\u9fff]{2,8}?(?P<got>得)?")  # 投入得19、过程29、产出得29分
_NEXT_PART = re.compile(r" ?[、,，;；] ?[\u4e00-\u9fff]{2,16}(?:得|为)?")
_ADDED_UP = re.compile(r" ?[,，](?:[\u4e00-\u9fff]{1,4}满分[,，])?(?:自评)?(?:合计|共计?|小计)(?:自评)?得?分?为?")
_YUAN, _POINTS = Unit("元", Kind.AMOUNT, ONE, 0), Unit("分", Kind.SCORE, ONE, 0)


def supply_missing(text: str, found: list[Quantity]) -> list[Quantity]:
    """Units that are not printed but that the words before the number name: 差异率为0, 得分95, 增长13.95。."""
    made: list[Quantity] = []
    for i, quantity in enumerate(found):
        if quantity.kind is not None:
            made.append(quantity)
        elif made and _goes_on(text, made[-1], quantity):  # 得分分别为4、5、3.5
            last = made[-1]
            kind = last.kind if isinstance(last.kind, Kind) else None
            made.append(with_unit(quantity, Unit(last.unit, kind, last.scale, 0)))
        elif quantity.value is not None and _stands_alone(text, quantity):
            said = text[max(found[i - 1].end if i else 0, quantity.start - 40) : quantity.start]
            aside = not _OF_TWO.search(said) and _RATE_WORD.search(_ASIDE.sub("", said))
            head = (_ASIDE.sub("", said) if aside else said)[-14:]
            unit = _meant(head, quantity, made[-1] if made else None, _neighbours_money(found, i))
            if (_LOST.search(head) and _THEN_GOT.match(text, quantity.end)) or _OUT_OF.match(text, quantity.end):
                unit = _POINTS
            doubted = unit is None and (unit := _listed_money(text, made, quantity))
            supplied = with_unit(quantity, unit) if unit else quantity
            if doubted or (unit and unit.kind is Kind.RATE and _may_be_else(head, quantity)):
                supplied = altered(supplied, flags=(*supplied.flags, Flag.AMBIGUOUS))
            made.append(supplied)
        else:
            made.append(quantity)
    return made


def _listed_money(text: str, made: list[Quantity], quantity: Quantity) -> Unit | None:
    """The unit of the two amounts before a bare number with decimals that goes on with their list."""
    last = made[-2:]
    units = {q.unit for q in last if q.kind is Kind.AMOUNT}
    name = text[last[-1].end : quantity.start] if last else ""
    listed = _ITEM.fullmatch(name) and not _NO_MONEY.search(name)
    if not quantity.decimals or len(last) < 2 or len(units) != 1 or any(q.kind is not Kind.AMOUNT for q in last):
        return None
    return Unit(last[-1].unit, Kind.AMOUNT, last[-1].scale, 0) if listed else None


def _stands_alone(text: str, quantity: Quantity) -> bool:
    """Whether nothing goes on behind a bare number but a sum of marks: 产出得分48.5+效益得分29."""
    summed = text[quantity.end : quantity.end + 1] in {"+", "="}
    return bool(_CLOSED.match(text, quantity.end) or _OUT_OF.match(text, quantity.end)) or (
        summed and bool(_SCORE_WORD.search(text[max(quantity.start - 14, 0) : quantity.start]))
    )


def _meant(head: str, quantity: Quantity, last: Quantity | None, money: Unit | None) -> Unit | None:
    """The unit that the words before a bare number mean; `money` is that of the amounts about it."""
    if named := _NAMED_UNIT.search(head):
        return named_unit(named[1])
    if _OF_TWO.search(head):
        return Unit("倍", Kind.RATE, Decimal(100), 0)
    if _RATE_WORD.search(head) or (last and last.kind is Kind.RATE and _ACTUAL.fullmatch(head)):
        return Unit("%", Kind.RATE, ONE, 0)
    if _SELF_GOT.search(head) or (last and last.kind is Kind.RATE and _RATE_GOT.search(head)):
        return _POINTS if quantity.value is not None and 0 <= quantity.value <= 100 else None
    if _SCORE_WORD.search(head) or _SELF.fullmatch(head) or (last and last.kind is Kind.SCORE and _GOT.search(head)):
        return _POINTS
    if quantity.value == 0:
        if last and last.kind is Kind.AMOUNT and _TO_ZERO.search(head):
            return Unit(last.unit, Kind.AMOUNT, last.scale, 0)
        if _ZERO_AMOUNT.search(head):
            return money or _YUAN
    return money if quantity.decimals and not _MEASURE.search(head) else None


def _may_be_else(head: str, quantity: Quantity) -> bool:
    """Whether a rate without % may be meant otherwise: some write 0.98 for 98%, some give satisfaction in points."""
    word = _RATE_WORD.search(head)
    small = quantity.value is not None and 0 < abs(quantity.value) <= 1
    return small or bool(_OF_TWO.search(head)) or bool(word and word["open"])


def _goes_on(text: str, last: Quantity, quantity: Quantity) -> bool:
    """Whether a bare number goes on with the list of a number whose unit was supplied."""
    supplied = Flag.UNIT_INHERITED in last.flags and last.kind in {Kind.RATE, Kind.SCORE}
    between = text[last.end : quantity.start]
    return supplied and bool(_ENUMERATION.fullmatch(between))


def _neighbours_money(found: list[Quantity], at: int) -> Unit | None:
    """The one unit of the amounts before and after, when the figures next to a number are amounts of one unit."""
    near = [
        q for q in (*found[max(at - 2, 0) : at], *found[at + 1 : at + 3]) if q.is_figure and q.kind is not Kind.DATE
    ]
    units = {q.unit for q in near}
    if len(units) != 1 or any(q.kind is not Kind.AMOUNT for q in near):
        return None
    name = units.pop()
    return Unit(name, Kind.AMOUNT, MULTIPLES.get(name.removesuffix("元"), ONE), 0)
