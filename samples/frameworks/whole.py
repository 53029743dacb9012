"""整体 reports: Guangdong's prose scores, Hunan's annex tables, Hubei's 自评表, and the county way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.frameworks.common import (
    asset_table,
    bands,
    budgeting,
    deeds,
    duties,
    income,
    purchasing,
    spending,
    staffing,
    three,
    told,
)
from samples.marks import Mark, grade_of, marks
from samples.prose import talk

if TYPE_CHECKING:
    from samples.topics import Subject
    from samples.writer import Writer

GUANGDONG = [
    ("预算编制情况", "预算编制", "预算编制合理性", 5), ("预算编制情况", "预算编制", "预算编制规范性", 5),
    ("预算编制情况", "目标设置", "绩效目标合理性", 5), ("预算编制情况", "目标设置", "绩效指标明确性", 5),
    ("预算执行情况", "资金管理", "支出进度", 8), ("预算执行情况", "资金管理", "结转结余管理", 6),
    ("预算执行情况", "资金管理", "政府采购合规", 6), ("预算执行情况", "项目管理", "项目实施程序", 8),
    ("预算执行情况", "资产管理", "资产管理安全性", 6), ("预算执行情况", "资产管理", "固定资产使用率", 6),
    ("预算监督情况", "监督", "预决算信息公开", 5), ("预算监督情况", "监督", "绩效监控", 5),
    ("预算使用效益", "经济性", "公用经费控制", 6), ("预算使用效益", "效率性", "重点工作完成率", 10),
    ("预算使用效益", "效果性", "社会效益", 9), ("预算使用效益", "公平性", "服务对象满意程度", 5),
]  # fmt: skip

HUNAN = [
    ("投入", "预算配置", "在职人员控制率", 5), ("投入", "预算配置", "三公经费变动情况", 5),
    ("过程", "预算执行", "预算完成情况", 8), ("过程", "预算执行", "预算控制程度", 5),
    ("过程", "预算执行", "公用经费控制程度", 6), ("过程", "预算执行", "采购执行程度", 6),
    ("过程", "预算管理", "管理制度健全性", 8), ("过程", "预算管理", "资金使用合规性", 7),
    ("过程", "预算管理", "预决算公开情况", 5), ("产出", "职责履行", "重点工作实际完成", 15),
    ("效果", "履职效益", "社会效益", 10), ("效果", "履职效益", "可持续影响", 10), ("效果", "满意度", "公众满意度", 10),
]  # fmt: skip

HUBEI = [
    ("预算执行情况", "执行", "部门整体支出执行", 20), ("产出指标", "数量指标", "重点任务数", 15),
    ("产出指标", "质量指标", "任务完成质量", 15), ("产出指标", "时效指标", "任务按期完成", 10),
    ("效益指标", "社会效益", "履职成效", 20), ("效益指标", "可持续影响", "长效机制建设", 10), ("满意度指标", "满意度", "对象满意情况", 10),
]  # fmt: skip

CARRY = "年初结转结余与本年收入合计{rev.total|年初结转结余与本年收入合计}，实际支出{exp.total}，支出完成率{rate.completion}；年末结转结余{carry.close}，结转结余率{rate.carry}。"


def guangdong(w: Writer, s: Subject) -> None:
    """Scores in prose, item by item."""
    tree = marks(w.pen.ledger, w.rng, GUANGDONG, bonus=w.rng.random() < 0.3)
    w.head(1, "部门基本情况")
    w.head(2, "部门职能与机构人员")
    w.head(3, "部门职能")
    duties(w, s)
    w.head(3, "机构人员情况", staffing(w, s))
    w.head(2, "年度重点工作")
    talk(w, s, "duty", 2)
    w.head(2, "部门整体收支情况")
    w.text(income(w, s), spending(w, s))
    w.head(2, "主要履职成效")
    deeds(w, s, 3)
    w.head(2, "重点项目实施情况")
    told(w, s, 3)
    w.head(1, "自评工作组织情况")
    w.head(2, "组织领导", f"{s.us}成立绩效自评领导小组，由主要负责人任组长，财务、业务各股室参加。")
    talk(w, s, "organising")
    w.head(2, "评价方法")
    talk(w, s, "method")
    w.head(2, "自评结论")
    w.text(
        "对照评分标准逐项打分，本部门整体支出绩效自评得分{s.got|整体支出绩效自评得分}，评价等级为{G}。".replace(
            "{G}", grade_of(w.pen.ledger.facts["s.got"])
        )
        + bands(w)
    )
    w.head(1, "绩效指标分析")
    by_levels(w, s, tree)
    if "s.bonus" in w.pen.ledger.facts:
        w.head(
            2,
            "加减分项",
            w.pick(
                "典型做法获上级通报表扬，加{s.bonus|加减分项加}。",
                "获省级集体荣誉一项，加分{s.bonus|加分}；无减分事项。",
            ),
        )
        w.scored("加减分项", bonus=True)
    w.head(1, "存在问题和改进措施")
    for title in ("预算编制精细化程度不够", "资产盘活力度有待加大"):
        w.head(2, title)
        talk(w, s, "trouble")
    w.head(2, "改进措施")
    talk(w, s, "remedy", 2)


def by_levels(w: Writer, s: Subject, tree: list[Mark]) -> None:
    """Every first-level indicator with its points, and the indicators below it, with or without the level between."""
    for level1 in dict.fromkeys(m.level1 for m in tree):
        w.head(2, level1)
        w.text(
            w.pick(
                f"该部分满分{{s.{level1}.full|{level1}满分}}，自评得分{{s.{level1}.got|{level1}自评得分}}。",
                f"{level1}满分{{s.{level1}.full}}，自评{{s.{level1}.got|{level1}自评}}。",
                f"{level1}共得{{s.{level1}.got|{level1}}}（满分{{s.{level1}.full|{level1}满分}}）。",
            )
        )
        w.levels()
        own = [m for m in tree if m.level1 == level1]
        if "nested" not in w.habit:
            for mark in own:
                item(w, s, mark, 3)
            continue
        for level2 in dict.fromkeys(m.level2 for m in own):
            w.head(3, level2)
            for mark in (m for m in own if m.level2 == level2):
                item(w, s, mark, 4)


BODIES = {
    "支出进度": CARRY,
    "结转结余管理": "年末结转和结余{carry.close}，占全年收入总计{rev.total|全年收入总计}的{rate.carry|结转结余占比}，规模可控。",
    "公用经费控制": "日常公用经费预算安排{pub.bud|日常公用经费预算安排}，实际支出{exp.public|日常公用经费实际支出}，公用经费控制率{pub.rate}。",
}


def item(w: Writer, s: Subject, mark: Mark, level: int) -> None:
    """One scored item: a run-in heading or a heading of its own, in the region's several ways of saying the score."""
    body = BODIES.get(mark.name, "")
    if mark.name == "政府采购合规":
        body = purchasing(w, s)
    said = w.pick(
        f"本项满分{{{mark.full}|{mark.name}满分}}，自评{{{mark.got}|{mark.name}自评}}。",
        f"该指标分值{{{mark.full}|{mark.name}分值}}，得{{{mark.got}|{mark.name}得分}}。",
        f"{mark.name}得分{{{mark.got}|{mark.name}得分}}。",
        f"自评得分：{{{mark.got}|{mark.name}自评得分}}。",
    )
    if not mark.reason and w.rng.random() < 0.15:
        said = f"自评满分{{{mark.got}|{mark.name}自评满分}}。"
    if "分值" not in said and "满分" not in said and mark.reason:
        said = said[:-1] + f"，扣分原因是{mark.reason}。"
    comment = w.pick("资料齐备，符合评分要求，", "能够按制度办理，", "经核对台账，", f"{s.us}已提供佐证材料，", "")
    if not body and w.rng.random() < 0.25:
        w.head(level, mark.name)
        w.text((comment or "总体情况较好，") + said)
    else:
        w.head(level, mark.name, (body or comment or "情况良好，") + said)
    full = w.pen.ledger.facts[mark.full] if ("满分{" in said and "自评满分" not in said) or "分值" in said else None
    w.scored(mark.name, full)
    if mark.name == "固定资产使用率":
        asset_table(w)
        w.text("在用资产{asset.use}，闲置资产{asset.idle}，固定资产利用率{asset.rate}。")


def hunan(w: Writer, s: Subject) -> None:
    """A report in prose, then annexes: basic data and the score table."""
    tree = marks(w.pen.ledger, w.rng, HUNAN)
    unit = w.unit
    w.head(1, "部门概况")
    w.head(2, "部门基本情况")
    duties(w, s)
    w.text(staffing(w, s))
    w.head(2, "部门整体支出规模及使用方向")
    w.text(income(w, s), spending(w, s))
    w.head(1, "部门整体支出管理及使用情况")
    w.head(2, "基本支出")
    w.text("基本支出{exp.basic}，其中人员支出{exp.staff}，公用支出{exp.public}。", three(w, s))
    w.head(2, "项目支出")
    for i, name in enumerate(s.projects[:3]):
        w.head(
            3,
            f"{name}项目",
            f"下达资金{{p{i}.bud|下达资金}}，实际使用{{p{i}.exp|实际使用}}，执行率{{p{i}.rate|执行率}}。",
        )
    talk(w, s, "control", 2)
    told(w, s, 3, first=3)
    w.head(1, "部门整体支出绩效情况")
    w.text(
        budgeting(w, s),
        "经综合评定，本单位整体支出绩效得分{s.got|整体支出绩效得分}，等级为"
        + grade_of(w.pen.ledger.facts["s.got"])
        + "。",
    )
    deeds(w, s, 2)
    w.head(1, "自评工作组织实施情况")
    talk(w, s, "organising", 2)
    w.head(1, "存在的主要问题")
    talk(w, s, "trouble", 2)
    w.head(1, "下一步改进意见")
    talk(w, s, "remedy", 2)
    w.annex("部门整体支出绩效评价基础数据表")
    w.grid(
        ("经费项目", "上年决算数", "本年预算数", "本年决算数"),
        [
            ["三公经费", "{tp.prior}", "{tp.bud}", "{tp.total}"],
            ["支出总额", "{exp.total.prior}", "{bud.adj}", "{exp.total}"],
            ["1．基本支出", "{exp.basic.prior}", "{bud.init.basic}", "{exp.basic}"],
            ["其中：公用经费", "", "{pub.bud}", "{exp.public}"],
            ["2．项目支出", "{exp.project.prior}", "{bud.init.project}", "{exp.project}"],
            ["政府采购金额", "", "{buy.bud}", "{buy.total}"],
        ],
        title="基础数据表", unit=unit, units={1: unit, 2: unit, 3: unit}, widths=(4, 3, 3, 3), in_head=w.rng.random() < 0.4,
    )  # fmt: skip
    w.annex("部门整体支出绩效评价指标评分表")
    score_table(w, tree)


def score_table(w: Writer, tree: list[Mark]) -> None:
    """一级, 二级, 三级指标, 分值, 得分, 扣分原因."""
    rows = []
    for i, mark in enumerate(tree):
        above = tree[i - 1] if i else None
        first = mark.level1 if above is None or above.level1 != mark.level1 else ""
        second = mark.level2 if above is None or (above.level1, above.level2) != (mark.level1, mark.level2) else ""
        rows.append([first, second, mark.name, f"{{{mark.full}}}", f"{{{mark.got}}}", mark.reason])
    rows.append(["总分", "", "合计", "{s.full}", "{s.got}", ""])
    w.grid(
        ("一级指标", "二级指标", "三级指标", "分值", "得分", "扣分原因"), rows, label_column=2, merged=w.pick((0, 1), (0, 1), ()),
        units={3: "分", 4: "分"}, widths=(2, 2, 3.4, 1.2, 1.2, 3), full=3, awarded=4,
    )  # fmt: skip


def hubei(w: Writer, s: Subject) -> None:
    """自评结论 first, 执行率 for twenty points, and a 自评表."""
    tree = marks(w.pen.ledger, w.rng, HUBEI, by_rate="rate.exec")
    w.head(1, "自评结论")
    w.head(2, "部门整体绩效自评得分", "自评得分{s.got|部门整体绩效自评得分}。")
    w.head(2, "部门整体绩效目标完成情况")
    w.head(3, "执行率情况", budgeting(w, s))
    w.head(3, "完成的绩效目标")
    deeds(w, s, 4)
    w.head(3, "未完成的绩效目标", "无。")
    w.head(2, "存在的问题和原因")
    talk(w, s, "trouble", 2)
    w.head(2, "下一步拟改进措施")
    talk(w, s, "remedy", 2)
    w.head(2, "重点项目情况")
    told(w, s, 3)
    w.head(1, "佐证材料")
    w.head(2, "基本情况")
    duties(w, s)
    w.text(staffing(w, s), income(w, s), spending(w, s))
    w.head(2, "资金管理情况")
    talk(w, s, "control", 2)
    w.head(2, "部门自评工作开展情况")
    talk(w, s, "organising", 2)
    talk(w, s, "method")
    w.annex(f"{s.year}年度部门整体绩效自评表")
    unit = w.unit
    w.text("项目类别：1、部门预算项目☑　2、市直专项□　3、省对下转移支付项目□", style="note")
    w.grid(
        ("预算执行情况", "全年预算数（A）", "全年执行数（B）", "执行率（B/A）", "得分（{=20分|得分}×执行率）"),
        [["部门整体支出总额", "{bud.adj}", "{exp.total}", "{rate.exec}", "{s0.got}"]],
        unit=unit, units={1: unit, 2: unit, 4: "分"}, widths=(3, 2.5, 2.5, 2, 2.5), awarded=4, indicator="预算执行率",
    )  # fmt: skip
    rows = [[m.level1, m.level2, m.name, f"{{{m.full}}}", f"{{{m.got}}}", m.reason] for m in tree[1:]]
    w.grid(
        ("一级指标", "二级指标", "三级指标", "分值", "得分", "偏差原因"), rows, label_column=2,
        units={3: "分", 4: "分"}, widths=(2, 2, 3, 1, 1, 2), full=3, awarded=4,
    )  # fmt: skip
    w.text("总分：{s.got|总分}", style="plain")
