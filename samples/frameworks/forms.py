"""Self-evaluation forms (自评表): one sheet a project, with head, funds, goals and indicators, as each region rules it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from samples.marks import Mark, marks
from samples.tables import Slot

if TYPE_CHECKING:
    import random

    from samples.topics import Subject, Topic
    from samples.writer import Writer

# name, sign, lowest and highest target, unit; a target in words stands alone.
Target = tuple[str, str, str, str, str]
POOL: dict[str, dict[str, tuple[Target, ...]]] = {
    "产出指标": {
        "数量指标": (
            ("开展培训期数", "≥", "4", "24", "期"), ("设备购置数量", "≥", "20", "260", "台（套）"), ("实施点位数", "≥", "3", "48", "处"),
            ("服务对象人数", "≥", "300", "9800", "人次"), ("编印资料数量", "≥", "1000", "9000", "份"), ("改造面积", "≥", "800", "9600", "平方米"),
            ("巡查次数", "≥", "12", "120", "次"), ("信息系统建设数量", "=", "1", "3", "套"), ("监测样品数", "≥", "120", "3600", "批次"),
        ),
        "质量指标": (
            ("验收合格率", "=", "100", "100", "%"), ("设备完好率", "≥", "92", "98", "%"), ("培训考核通过率", "≥", "85", "95", "%"),
            ("数据准确率", "≥", "95", "99", "%"), ("政策执行规范性", "", "规范", "", ""),
        ),
        "时效指标": (
            ("任务按期完成率", "≥", "90", "98", "%"), ("资金支付及时率", "=", "100", "100", "%"), ("项目完工时限", "", "12月底前", "", ""),
        ),
        "成本指标": (
            ("人均培训费用", "≤", "180", "550", "元/人"), ("单位建设成本", "≤", "900", "2600", "元/平方米"), ("成本节约率", "≥", "1", "6", "%"),
        ),
    },
    "效益指标": {
        "经济效益指标": (("带动农户增收", "≥", "30", "480", "万元"), ("节约运行经费", "≥", "5", "60", "万元")),
        "社会效益指标": (
            ("服务能力提升", "", "明显提升", "", ""), ("受益人口数", "≥", "2000", "98000", "人"), ("投诉办结率", "≥", "90", "99", "%"),
        ),
        "生态效益指标": (("节能降耗水平", "", "有所改善", "", ""), ("污染物减排率", "≥", "3", "12", "%")),
        "可持续影响指标": (("长效管护机制", "", "健全", "", ""), ("设备可使用年限", "≥", "5", "10", "年")),
    },
    "满意度指标": {"服务对象满意度指标": (("受益群众满意度", "≥", "85", "96", "%"), ("干部职工满意度", "≥", "85", "95", "%"))},
}  # fmt: skip
WEIGHTS = (
    {"产出指标": 50, "效益指标": 30, "满意度指标": 10}, {"产出指标": 50, "效益指标": 30, "满意度指标": 10},
    {"产出指标": 40, "效益指标": 40, "满意度指标": 10}, {"产出指标": 70, "效益指标": 15, "满意度指标": 5},
)  # fmt: skip
EXCUSES = (
    "受招标流标影响，进度推迟",
    "上级资金下达较晚",
    "年初测算不够精准",
    "参训人员因防汛任务调整",
    "个别点位用地未落实，已协调解决",
)


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator with what was aimed at and what was reached, as templates."""

    mark: Mark
    sign: str
    target: str
    done: str
    unit: str


def own(topic: Topic) -> dict[str, list[Target]]:
    """The department's own indicators, by group of the pool."""
    made: dict[str, list[Target]] = {}
    for (name, unit, text), group in zip(
        topic.outputs, ("数量指标", "质量指标", "服务对象满意度指标", "时效指标"), strict=True
    ):
        figure = "".join(ch for ch in text if ch.isdigit() or ch == ".")
        made[group if "元" not in unit else "成本指标"] = [
            (name, "≤" if "≤" in text else "≥" if "≥" in text else "=", figure, figure, unit)
        ]
    return made


def indicators(rng: random.Random, rows: int, topic: Topic) -> list[tuple[str, str, str, int, Target]]:
    """So many indicators on three levels whose full marks add to 90."""
    weights, special = rng.choice(WEIGHTS), own(topic)
    chosen: list[tuple[str, str, Target]] = []
    for level1, groups in POOL.items():
        for level2, pool in groups.items():
            share = max(1, round(rows * len(pool) / 25))
            mine = special.get(level2, []) if rng.random() < 0.7 else []
            chosen += [(level1, level2, t) for t in (*mine, *rng.sample(pool, k=min(share, len(pool))))]
    made = []
    for level1, whole in weights.items():
        mine = [c for c in chosen if c[0] == level1]
        each, rest = divmod(whole, len(mine))
        points = [each + (i < rest) for i in range(len(mine))]
        made += [(a, b, t[0], n, t) for (a, b, t), n in zip(mine, points, strict=True)]
    return made


def number(rng: random.Random, low: str, high: str) -> Decimal:
    """A whole number between the two, round where it is large."""
    if low == high:
        return Decimal(low)
    value = rng.randint(int(low), int(high))
    return Decimal(value if value < 100 else value - value % 10)


Form = tuple[Mark, list[Row]]


def prepare(w: Writer, s: Subject) -> None:
    """Marks for every project's form, and the report's score as their mean."""
    for i in range(len(s.projects)):
        w.forms[i] = filled(w, s, i, f"f{i}_", w.rng.choice((8, 12, 16)))
    w.pen.ledger.mean("s.got", [f"f{i}_.got" for i in range(len(s.projects))])


def filled(w: Writer, s: Subject, i: int, key: str, rows: int) -> Form:
    """The marks of project `i`'s form: the execution rate's, and each indicator's with its target."""
    if i in w.forms:
        return w.forms.pop(i)
    chosen = indicators(w.rng, rows, s.topic)
    tree = [("预算执行", "预算执行", "预算执行率", 10), *[c[:4] for c in chosen]]
    first, *rest = marks(w.pen.ledger, w.rng, tree, by_rate=f"p{i}.rate", key=key)
    made = []
    for mark, (*_, (_, sign, low, high, unit)) in zip(rest, chosen, strict=True):
        if not sign:
            made.append(Row(mark, "定性", low, low if w.rng.random() < 0.7 else "基本达到", ""))
            continue
        target = number(w.rng, low, high)
        done = target
        if sign != "=" and unit != "%":
            step = target * Decimal(w.rng.choice((0, 0, 2, 5, 12))) / 100
            done = (target - step if sign == "≤" else target + step).quantize(
                Decimal(1).scaleb(min(0, target.as_tuple().exponent))
            )
        elif sign == "≥":
            done = min(target + Decimal(w.rng.randint(0, 400)) / 100, Decimal(100)).normalize()
        made.append(Row(mark, sign, f"{target:f}", f"{done:f}", unit))
    return first, made


def value(figure: str, unit: str, sign: str = "") -> str:
    """A number with its unit as a template, or words as they are."""
    return f"{{={sign}{figure}{unit}}}" if unit else figure


def _head(text: str, across: int = 1, down: int = 1) -> Slot:
    return Slot(text, across=across, down=down, head=True)


def central(w: Writer, s: Subject, i: int, *, key: str, rows: int = 12) -> None:
    """The ministry's form in one sheet: funds by source, goals, indicators with 偏差原因."""
    first, lines = filled(w, s, i, key, rows)
    unit = w.pick("万元", "万元", "万元", "元")
    made = _funds(w, s, i, unit, first)
    name, done = (
        s.projects[i],
        w.pick("已按计划完成年度任务，各项指标基本达到预期。", "年度目标全面完成，设施投入使用，运行正常。"),
    )
    made += [
        [_head("年度总体目标", 1, 2), _head("预期目标", 4), _head("实际完成情况", 3)],
        [Slot(f"完成{name}年度建设任务，改善服务条件，提高资金使用效益。", across=4, align="left"), Slot(done, across=3, align="left")],
        [_head(h) for h in ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", w.pick("偏差原因分析及改进措施", "未完成原因分析", "备注"))],
    ]  # fmt: skip
    made += _measured(w, lines)
    made.append([
        _head("总分", 5), Slot(f"{{{key}.full}}", "总分/分值", "分", role="full"),
        Slot(f"{{{key}.got}}", "总分/得分", "分", role="awarded"), Slot(""),
    ])  # fmt: skip
    w.sheet(made, unit=unit if w.rng.random() < 0.6 else "", widths=(1.5, 2.1, 2.8, 1.9, 1.9, 1.2, 1.7, 2.3))


def _funds(w: Writer, s: Subject, i: int, unit: str, first: Mark) -> list[list[Slot]]:
    """The form's upper part: the project, who runs it, and its money by source."""

    def money(fact: str, column: str, row: str) -> Slot:
        return Slot(f"{{{fact}}}", f"{row}/{column}", unit)

    columns = w.pick(
        "年初预算数|全年预算数|全年执行数", "年初预算数|全年预算数（A）|全年执行数（B）", "预算数|调整后预算数|决算数"
    ).split("|")
    rate = w.pick("执行率", "执行率（B/A）", "预算执行率")
    made: list[list[Slot]] = [
        [_head("项目名称", 2), Slot(s.projects[i], across=6)],
        [_head("主管部门", 2), Slot(s.department, across=3), _head("实施单位"), Slot(w.pick(s.us, s.department, f"{s.topic.name}项目办"), across=2)],
        [_head("项目资金" + ("" if w.rng.random() < 0.5 else f"（{unit}）"), 1, 4), _head(""), *map(_head, columns), _head("分值"), _head(rate), _head("得分")],
    ]  # fmt: skip
    total = w.pick("年度资金总额", "资金总额", "合计")
    made.append([
        _head(total), money(f"p{i}.bud", columns[0], total), money(f"p{i}.bud", columns[1], total), money(f"p{i}.exp", columns[2], total),
        Slot(f"{{{first.full}}}", f"{total}/分值", "分", role="full"), Slot(f"{{p{i}.rate}}", f"{total}/{rate}"),
        Slot(f"{{{first.got}}}", f"{total}/得分", "分", role="awarded", indicator="预算执行率"),
    ])  # fmt: skip
    for label, part in (
        (w.pick("其中：当年财政拨款", "其中：中央和省级资金", "当年财政拨款"), "up"),
        ("其他资金", "own"),
    ):
        made.append([
            _head(label), money(f"p{i}.bud.{part}", columns[0], label), money(f"p{i}.bud.{part}", columns[1], label),
            money(f"p{i}.exp.{part}", columns[2], label), Slot(w.pick("—", "", "/")), Slot(f"{{p{i}.rate.{part}}}", f"{label}/{rate}"), Slot(w.pick("—", "", "/")),
        ])  # fmt: skip
    return made


def _measured(w: Writer, lines: list[Row]) -> list[list[Slot]]:
    """The form's lower part: the indicators, under the merged cells of their levels or beside blank ones."""
    merged = w.rng.random() < 0.75
    made = []
    for at, row in enumerate(lines):
        m, cells = row.mark, list[Slot]()
        for level in (1, 2):
            if at and _levels(lines[at - 1], level) == _levels(row, level):
                cells += [] if merged else [Slot("")]
                continue
            run = next(
                (n for n, o in enumerate(lines[at:]) if _levels(o, level) != _levels(row, level)), len(lines) - at
            )
            cells.append(_head(_levels(row, level)[-1], 1, run if merged else 1))
        sign = "" if row.sign == "定性" else row.sign
        made.append([
            *cells, Slot(m.name, align="left"), Slot(value(row.target, row.unit, sign), f"{m.name}/年度指标值"), Slot(value(row.done, row.unit), f"{m.name}/实际完成值"),
            Slot(f"{{{m.full}}}", f"{m.name}/分值", "分", role="full"), Slot(f"{{{m.got}}}", f"{m.name}/得分", "分", role="awarded"),
            Slot(w.rng.choice(EXCUSES) if m.reason else "", align="left"),
        ])  # fmt: skip
    return made


def _levels(row: Row, depth: int) -> tuple[str, ...]:
    return (row.mark.level1, row.mark.level2)[:depth]


def listed(w: Writer, s: Subject, i: int, *, key: str, rows: int = 12) -> None:
    """Signs, targets, units and results in columns of their own, as the south-west rules it."""
    first, lines = filled(w, s, i, key, rows)
    unit = "万元"
    w.text(f"项目名称：{s.projects[i]}　　实施单位：{s.department}", style="note")
    parts = (("财政拨款", "up"), ("其他资金", "own"))
    w.grid(
        ("资金来源", "预算数", "执行数", "预算执行率", "权重", "得分"),
        [
            ["总额", f"{{p{i}.bud}}", f"{{p{i}.exp}}", f"{{p{i}.rate}}", f"{{{first.full}}}", f"{{{first.got}}}"],
            *[[n, f"{{p{i}.bud.{k}}}", f"{{p{i}.exp.{k}}}", f"{{p{i}.rate.{k}}}", "", ""] for n, k in parts],
        ],
        unit=unit, units={1: unit, 2: unit, 4: "分", 5: "分"}, widths=(2.4, 2, 2, 1.8, 1, 1), full=4, awarded=5, small=True,
        indicator="预算执行率",
    )  # fmt: skip
    table = [
        [r.mark.level1, r.mark.level2, r.mark.name, r.sign, value(r.target, r.unit) if r.unit else r.target, r.unit, value(r.done, r.unit) if r.unit else r.done, f"{{{r.mark.full}}}", f"{{{r.mark.got}}}"]
        for r in lines
    ]  # fmt: skip
    for at in range(len(table) - 1, 0, -1):
        for col in (1, 0):
            if table[at][: col + 1] == table[at - 1][: col + 1]:
                table[at][col] = ""
    w.grid(
        ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "完成值", "权重", "得分"),
        [*table, ["合计", "", "", "", "", "", "", f"{{{key}.full}}", f"{{{key}.got}}"]],
        label_column=2, unit_column=5, units={7: "分", 8: "分"}, widths=(1.4, 1.8, 2.8, 1.1, 1.4, 1.3, 1.4, 1, 1.1), full=7, awarded=8, small=True,
        merged=(0, 1) if w.rng.random() < 0.5 else (),
    )  # fmt: skip
