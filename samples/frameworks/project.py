"""项目 reports: Yunnan's eight chapters, Hainan's 20/25/55, transfer payments, Sichuan's form, the national form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.frameworks.common import duties, told
from samples.frameworks.forms import central, listed, prepare
from samples.frameworks.whole import score_table
from samples.marks import grade_of, marks
from samples.prose import talk

if TYPE_CHECKING:
    from samples.topics import Subject
    from samples.writer import Writer

HAINAN = [
    ("项目决策", "项目目标", "目标内容", 4), ("项目决策", "决策过程", "决策依据", 3), ("项目决策", "决策过程", "决策程序", 5),
    ("项目决策", "资金分配", "分配办法", 2), ("项目决策", "资金分配", "分配结果", 6),
    ("项目管理", "资金到位", "到位率", 3), ("项目管理", "资金到位", "到位时效", 2), ("项目管理", "资金管理", "资金使用", 7),
    ("项目管理", "资金管理", "财务管理", 3), ("项目管理", "组织实施", "组织机构", 1), ("项目管理", "组织实施", "管理制度", 9),
    ("项目绩效", "项目产出", "产出数量", 5), ("项目绩效", "项目产出", "产出质量", 4), ("项目绩效", "项目产出", "产出时效", 3),
    ("项目绩效", "项目产出", "产出成本", 3), ("项目绩效", "项目效益", "经济效益", 8), ("项目绩效", "项目效益", "社会效益", 8),
    ("项目绩效", "项目效益", "环境效益", 8), ("项目绩效", "项目效益", "可持续影响", 8), ("项目绩效", "项目效益", "服务对象满意度", 8),
]  # fmt: skip


def money_table(w: Writer, i: int, *, title: str = "") -> None:
    """Funds of a project by source."""
    unit = w.unit
    w.grid(
        ("资金来源", "预算数", "到位数", "执行数", "执行率"),
        [
            ["合计", f"{{p{i}.bud}}", f"{{p{i}.bud}}", f"{{p{i}.exp}}", f"{{p{i}.rate}}"],
            ["上级补助", f"{{p{i}.bud.up}}", f"{{p{i}.bud.up}}", f"{{p{i}.exp.up}}", f"{{p{i}.rate.up}}"],
            ["本级安排", f"{{p{i}.bud.own}}", f"{{p{i}.bud.own}}", f"{{p{i}.exp.own}}", f"{{p{i}.rate.own}}"],
        ],
        title=title or "项目资金情况表", unit=unit, units=dict.fromkeys((1, 2, 3), unit), after=w.rng.random() < 0.15,
    )  # fmt: skip


def funds(w: Writer, i: int) -> str:
    """A project's funds in words."""
    return w.pick(
        f"项目预算安排{{p{i}.bud|项目预算安排}}，其中上级补助{{p{i}.bud.up|上级补助预算}}，本级配套{{p{i}.bud.own|本级配套预算}}；实际支出{{p{i}.exp|项目实际支出}}，预算执行率{{p{i}.rate|预算执行率}}，结余{{p{i}.left|结余}}。",
        f"共到位资金{{p{i}.bud|到位资金}}，到位率{{=100%|到位率}}；累计支付{{p{i}.exp|累计支付}}，占到位资金的{{p{i}.rate|累计支付占到位资金的}}，尚余{{p{i}.left|尚余}}。",
    )


def others(w: Writer, s: Subject, level: int) -> None:
    """The department's other projects, in a broad report."""
    if w.breadth > 1.2:
        w.head(level, "其他项目执行情况")
        told(w, s, level + 1, first=1)


def outputs(w: Writer, s: Subject, level: int) -> None:
    """产出 and 效益 in words."""
    w.head(level, "产出指标完成情况")
    for name, deed in zip(("数量指标", "质量指标", "时效指标"), s.topic.deeds, strict=False):
        w.head(level + 1, name, deed + "。")
    w.head(level, "效益指标完成情况")
    w.head(level + 1, "社会效益", "行业面貌明显改善，{?85-99 %|受访群众认可度}的受访群众表示认可。")
    w.head(
        level + 1,
        "满意度",
        "发放问卷{?200-900 份|发放问卷}，回收有效问卷{?150-199 份|回收有效问卷}，回访对象满意率{?90.1-99.4 %}。",
    )


def yunnan(w: Writer, s: Subject) -> None:
    """Eight chapters on one project."""
    name = s.projects[0]
    tree = marks(w.pen.ledger, w.rng, HAINAN, by_rate="")
    w.head(1, "项目基本情况")
    w.head(2, "项目立项情况", f"{name}项目由{s.us}负责实施，列入年度重点工作。")
    w.head(2, "项目实施内容")
    w.text(s.topic.deeds[0] + "。")
    w.head(2, "资金来源情况", funds(w, 0))
    w.head(1, "绩效自评工作开展情况")
    w.head(2, "前期准备")
    talk(w, s, "organising")
    w.head(2, "组织实施")
    talk(w, s, "project")
    w.head(1, "绩效目标实现情况")
    w.head(2, "资金情况分析")
    w.head(3, "资金到位情况", "截至年底，到位{p0.bud|资金到位}，与预算一致。")
    w.head(3, "资金执行情况", funds(w, 0))
    money_table(w, 0)
    w.head(3, "资金管理情况")
    talk(w, s, "control")
    w.head(2, "绩效指标分析")
    outputs(w, s, 3)
    w.head(1, "未完成目标的原因分析")
    w.text("未支付的{p0.left|未支付}主要是质量保证金，待验收后支付。")
    w.head(1, "绩效自评结果")
    w.text(
        "项目决策、项目管理、项目绩效三部分分别得分{s.项目决策.got|项目决策得分}、{s.项目管理.got|项目管理得分}和{s.项目绩效.got|项目绩效得分}，自评总分{s.got|自评总分}，等次为“"
        + grade_of(w.pen.ledger.facts["s.got"])
        + "”。"
    )
    w.levels()
    others(w, s, 1)
    w.head(1, "结果公开和应用情况")
    talk(w, s, "publishing")
    w.head(1, "主要经验及做法")
    for n, line in enumerate(("坚持规划引领，统筹安排项目", "坚持建管并重，落实长效机制"), 1):
        w.head(2, line, "" if n == 1 else "同步明确管护责任。")
    w.head(1, "其他需说明的情况")
    w.text("无。")
    w.annex("项目支出绩效自评评分表")
    score_table(w, tree)


def hainan(w: Writer, s: Subject) -> None:
    """项目决策 20, 项目管理 25, 项目绩效 55."""
    tree = marks(w.pen.ledger, w.rng, HAINAN)
    w.head(1, "项目概况")
    w.head(2, "项目基本情况")
    duties(w, s)
    w.head(2, "项目绩效目标")
    talk(w, s, "project")
    w.head(1, "项目决策及资金使用管理情况")
    w.head(2, "项目决策情况")
    talk(w, s, "method")
    w.head(2, "项目资金安排落实、总投入等情况分析")
    w.text(funds(w, 1))
    money_table(w, 1)
    w.head(1, "项目组织实施情况")
    talk(w, s, "organising")
    w.head(1, "项目绩效情况")
    outputs(w, s, 2)
    others(w, s, 1)
    w.head(1, "存在问题及改进措施")
    talk(w, s, "trouble")
    talk(w, s, "remedy")
    w.head(1, "综合评价情况及评价结论")
    w.text(
        "本项目绩效评价综合得分{s.got|综合得分}，其中项目决策{s.项目决策.got|项目决策}、项目管理{s.项目管理.got|项目管理}、项目绩效{s.项目绩效.got|项目绩效}，评价结论为“"
        + grade_of(w.pen.ledger.facts["s.got"])
        + "”。"
    )
    w.levels()
    score_table(w, tree)


def transfer(w: Writer, s: Subject) -> None:
    """Transfer payments: targets handed down, done, and several projects."""
    prepare(w, s)
    w.head(1, "绩效目标分解下达情况")
    w.head(2, "转移支付预算和绩效目标情况")
    w.text(
        "上级下达转移支付资金{p.bud|下达转移支付资金}，共安排"
        + "、".join(f"{n}{{p{i}.bud|{n}安排}}" for i, n in enumerate(s.projects))
        + "。"
    )
    w.head(2, "资金分解下达情况")
    w.text("收到指标后{?5-28 天|分解下达用时}内全部分解到县区。")
    w.head(1, "绩效自评工作开展情况")
    talk(w, s, "project", 2)
    w.head(1, "绩效目标完成情况分析")
    w.head(2, "资金投入情况分析")
    w.head(3, "项目资金到位情况", "到位{p.bud|项目资金到位}，到位率{=100.00%|到位率}。")
    w.head(3, "项目资金执行情况", "执行{p.exp|项目资金执行}，执行率{p.rate|项目资金执行率}，结转{p.left|结转}。")
    unit = w.unit
    rows = [
        [f"{i + 1}", n, f"{{p{i}.bud}}", f"{{p{i}.exp}}", f"{{p{i}.left}}", f"{{p{i}.rate}}"]
        for i, n in enumerate(s.projects)
    ]
    w.grid(
        ("序号", "项目名称", "预算数", "执行数", "结余数", "执行率"), [*rows, ["", "合计", "{p.bud}", "{p.exp}", "{p.left}", "{p.rate}"]],
        title="项目支出明细表", unit=unit, units=dict.fromkeys((2, 3, 4), unit), label_column=1, widths=(1, 4, 2.5, 2.5, 2.5, 2),
    )  # fmt: skip
    w.head(2, "绩效指标完成情况分析")
    outputs(w, s, 3)
    w.head(2, "分项目实施情况")
    told(w, s, 3)
    w.head(1, "偏离绩效目标的原因和下一步改进措施")
    talk(w, s, "organising", 2)
    w.head(1, "绩效自评结果拟应用和公开情况")
    w.text("自评得分{s.got|自评得分}，结果将在门户网站公开。")


def national(w: Writer, s: Subject) -> None:
    """A report in four chapters and the ministry's form."""
    w.head(1, "项目总体情况")
    w.text(f"{s.us}实施{s.projects[0]}项目，情况如下：" + funds(w, 0))
    talk(w, s, "project", 2)
    w.head(1, "自评组织情况")
    talk(w, s, "organising")
    w.head(1, "自评情况")
    outputs(w, s, 2)
    others(w, s, 1)
    w.head(1, "存在问题")
    talk(w, s, "trouble")
    w.head(1, "改进措施")
    talk(w, s, "remedy")
    w.annex(f"{s.year}年度项目支出绩效自评表")
    central(w, s, 0, key="s", rows=w.rng.choice((8, 12, 16)))


def sichuan(w: Writer, s: Subject) -> None:
    """预算执行 10 and 90 for indicators, with 指标性质, 指标值, 度量单位 in columns of their own."""
    w.head(1, "项目概况")
    w.head(2, "项目资金申报及批复情况")
    w.text(funds(w, 0))
    w.head(2, "项目绩效目标")
    talk(w, s, "method")
    w.head(1, "项目实施及管理情况")
    w.head(2, "资金计划、到位及使用情况")
    w.head(3, "资金计划", "计划投入{p0.bud}。")
    w.head(3, "资金到位", "全部到位，到位率{=100%|资金到位率}。")
    w.head(3, "资金使用", "累计支付{p0.exp}，执行率{p0.rate|资金执行率}。")
    w.head(2, "项目财务管理情况")
    talk(w, s, "control", 2)
    w.head(2, "项目组织实施情况")
    talk(w, s, "project", 2)
    w.head(1, "项目绩效情况")
    outputs(w, s, 2)
    others(w, s, 1)
    w.head(1, "问题及建议")
    talk(w, s, "trouble")
    talk(w, s, "remedy")
    w.annex("部门预算项目支出绩效自评表")
    listed(w, s, 0, key="s", rows=w.rng.choice((8, 12, 16)))
