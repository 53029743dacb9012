"""Units of printed figures (计量单位): what they count and how they scale."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from schemas.figure import Kind

S = "[ ]{0,6}"

ONE = Decimal(1)
_ZEROS = {"十": 1, "百": 2, "千": 3, "仟": 3, "万": 4, "亿": 8}
_MULTIPLES = "十 百 千 仟 万 十万 百万 千万 仟万 亿 十亿 百亿 千亿 万亿"
MULTIPLES = {name: Decimal(10 ** sum(_ZEROS[character] for character in name)) for name in ("", *_MULTIPLES.split())}
RATES = {"%": ONE, "‰": Decimal("0.1"), "个百分点": ONE, "百分点": ONE, "倍": Decimal(100)}
_DURATIONS = """
    个工作日 工作日 个小时 小时 分钟 秒 个月 周年 周岁 周 天 年度 年 个季度 季度 个学期 学期 学年
    个年度 日 月 时 岁 星期
"""
_CLASSIFIERS = """
    人次 人天 人日 人份 人 名 位 批次 场次 车次 班次 台次 户次 家次 件次 例次 剂次 点次 艘次
    架次 辆次 处次 轮次 次 批 场 件 宗 起 户 个 家 辆 台（套）
    台(套) 台套 台 套 公里 千米 米 平方米 平米 平方公里 立方米 万步 方 ㎡ m² m2 m3 ㎥ km² km 公顷 亩 盏 册 份 条
    项 所 座 间 处 篇 期 支队 支 本 部 吨 公斤 千克 斤 克 粒 株 只 头 张 幅 例 笔 门 课时 学时 类 种 节 堂 班
    标段 块 面 栋 幢 孔 眼 口 床 集 则 组 队 架 艘 枚 瓶 盒 袋 箱 桶 趟 轮 千瓦时 千瓦 度 尾 羽 棵 字 卷 盘 顶
    帧 把 双 对 根 片 层 剂 员 单 点位 路 村 镇 乡 县 延米
"""
# 分 begins many words that are no score, 元 and 人 some that are no money and no head count.
_NO_SCORE = (
    "钟别局公类管部项之配解析批期档包年级院所会行支校离米贝队册工组阶步布开散享歧流拣发科销店场馆"
    "段层钱秒值担摊红洪泌裂餐块母"
)
_NO_MONEY = "旦宵件素月朝老首帅勋气"
_NO_COUNT = {
    "人": "均民大才力口事员工社",
    "个": "人体别性点百",
    "位": "居列于置",
    "项": "目",
    "次": "年日",
    "部": "门委分",
    "条": "件例线",
    "期": "间末初",
    "级": "",
    "组": "织成建",
    "所": "有以在",
    "本": "级年单部级市县区省局院次",
    "方": "面案式便元兀",
    "面": "向对积临",
    "对": "于比外口照应标",
    "面积": "",
    "队": "伍",
    "场": "所景地",
    "类": "别型似",
    "班": "子组",
    "员": "工",
    "处": "置理级于罚长",
    "支": "出付撑持部",
    "度": "假汛过",
    "件": "",
    "门": "户类",
    "单": "位项一个元",
    "份": "额",
    "层": "级面次",
    "点位": "",
    "路": "线径由灯",
    "把": "握",
    "节": "约能点",
    "户": "籍",
    "套": "取",
    "头": "条部",
    "种": "植类养",
    "字": "",
    "集": "中体",
    "片": "区",
    "根": "据本",
    "口": "径",
    "起": "草",
    "家": "庭属",
    "张": "",
    "村": "级",
    "县": "级",
    "乡": "镇级村",
    "镇": "级",
    "克": "服",
    "米": "面",
    "孔": "",
    "则": "",
    "批": "复准次",
    "名": "称列单录",
    "例": "如",
}


def _alternatives(words: str) -> str:
    """A pattern for any of the words, the longest first, each with what must not follow it."""
    made = []
    for word in sorted(words.split(), key=len, reverse=True):
        guard = _NO_COUNT.get(word, "")
        made.append(re.escape(word) + (f"(?![{guard}])" if guard else ""))
    return "|".join(made)


# 400万拍, 12万束: whatever a 万 counts that ends a clause; not what goes on with the number or with what was paid.
_MEASURED = (
    rf"(?<=[万亿])(?![元圆兀余多整左右以的了和与及等内上下至到后前起计块钱])[\u4e00-\u9fff](?={S}(?:[，。；、,;）)]|$))"
)

# 元/平方米, 元/人·年: a measure that the clause goes on from (125元/立方米节约6.4元).
_EACH = f"(?:{_alternatives(_CLASSIFIERS + _DURATIONS)})"
_PER = rf"{_EACH}(?:[·/]?{_EACH})*+(?=的|[高低多少节相比较超减降增偏为是])"

_UNIT = re.compile(
    rf"""
    (?P<rate>%|‰|个?{S}百{S}分{S}点|倍)
    |(?P<money>(?P<multiple>(?:万{S}亿|[十百千仟]?{S}[万亿]|[十百千仟])?){S}(?P<vague>[余多])?{S}[元圆圓](?![{_NO_MONEY}])(?:整(?![个体合理改治]))?)
     (?P<per>/{S}(?!实际|预算|支出|年初|全年|当年|调整|决算|计划|安排|批复|应|总)(?:{_PER}|[\u4e00-\u9fff㎡²·/a-z]{{1,6}}+(?!{S}[0-9])))?
    |(?P<score>分(?!(?!之[间内上下差]|组成)[{_NO_SCORE}]|中[心队学转]|为{S}[一二两三四五六七八九十若几多]))
    |(?P<duration>{_alternatives(_DURATIONS)})
    |(?P<count>(?P<times>[十百千]?[万亿]|百|千(?![米克瓦]))?{S}(?P<some>(?<=[万亿百千])[余多])?(?P<classifier>{_alternatives(_CLASSIFIERS)}|(?<=[万千])页|(?P<measured>{_MEASURED})))
    |(?P<bare>万亿|[十百千]?[万亿])(?![一-鿿]?分之|[A-Za-z])
    """,
    re.VERBOSE,
)

FOREIGN = "(?:美元|欧元|港元|港币|日元|英镑|美金|澳元|韩元|新台币|卢布|法郎)"


class Unit(NamedTuple):
    """A unit: its name (white space left out), kind (None for a duration), factor to the base unit, and its end.

    `supplied` says that part of the name is not printed (万 for 万元); `vague` is a 余 or 多 inside (万余元).
    """

    name: str
    kind: Kind | None
    scale: Decimal
    end: int
    supplied: bool = False
    vague: str = ""


def unit_at(text: str, at: int) -> Unit | None:
    """The unit that is printed at this place of a folded text, or None."""
    found = _UNIT.match(text, at)
    if not found:
        return None
    name = found[0].replace(" ", "")
    end = found.end()
    if found["rate"]:
        return Unit(name, Kind.RATE, RATES[name], end)
    if found["money"]:
        multiple = found["multiple"].replace(" ", "")
        name = multiple.replace("仟", "千") + "元" + (found["per"] or "").replace(" ", "")
        return Unit(name, Kind.AMOUNT, MULTIPLES[multiple], end, vague=found["vague"] or "")
    if found["score"]:
        return Unit(name, Kind.SCORE, ONE, end)
    if found["duration"]:
        return Unit(name, None, ONE, end)
    if found["count"]:
        name = (found["times"] or "") + found["classifier"]
        return Unit(
            name,
            Kind.COUNT,
            MULTIPLES[found["times"] or ""],
            end,
            bool(found["measured"]),
            found["some"] or "",
        )
    return Unit(name + "元", Kind.AMOUNT, MULTIPLES[name], end, supplied=True)


_ENCLOSED = re.compile(rf"{S}\({S}([万亿千百]{{0,2}}{S}元|%|‰|分){S}\)")


def enclosed_unit(text: str, at: int) -> Unit | None:
    """The unit that stands in brackets behind a number: 50（万元）."""
    found = _ENCLOSED.match(text, at)
    unit = unit_at(text, found.start(1)) if found else None
    return unit._replace(end=found.end()) if found and unit else None


@lru_cache(maxsize=4096)
def named_unit(name: str) -> Unit | None:
    """The unit of a caption, a head or a column, when the name is one and nothing else."""
    folded = name.replace(" ", "").replace("％", "%").replace("（", "(").replace("）", ")")
    unit = unit_at(folded, 0)
    return unit if unit and unit.end == len(folded) else None


_BRACKETS = re.compile(r"[（(]\s*(?:金额)?(?:计量)?(?:单位)?[:：]?\s*(?:人民币)?(?P<units>[^（）():：]{1,9})[）)]?")
_BEHIND_SLASH = re.compile(r"[\u4e00-\u9fff][/／]([^/／()（）]{1,4})$")  # 采购金额/万元
_OR = re.compile(r"[/／、或]")
_EACH_SIGNS = str.maketrans("／∕.．•", "//···")


def _fold_each(unit: str) -> str:
    """A unit per something as the grammar writes it: 元／生.年 is 元/生·年."""
    return unit.strip().translate(_EACH_SIGNS)


@lru_cache(maxsize=4096)
def bracketed_unit(head: str) -> str:
    """The unit in brackets in a head (金额（万元）, 标准（元/人·月）); of several the first; "" when none is named."""
    for found in _BRACKETS.finditer(head):
        each = named_unit(_fold_each(found["units"]))
        if each and each.kind is Kind.AMOUNT and "/" in each.name:
            return each.name
        units = [named_unit(part.strip()) for part in _OR.split(found["units"])]
        if all(unit and unit.kind for unit in units) and units[0]:
            return units[0].name
    behind = _BEHIND_SLASH.search(head)
    unit = named_unit(behind[1]) if behind else None
    return unit.name if unit and unit.kind else ""


@lru_cache(maxsize=4096)
def is_timed(head: str) -> bool:
    """Whether a head's brackets name a unit of time, which no figure has: 工期（天）."""
    units = [named_unit(found["units"].strip()) for found in _BRACKETS.finditer(head)]
    return any(unit is not None and unit.kind is None for unit in units)
