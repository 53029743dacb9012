"""What makes a report long (附件, 附表): forms of further projects, details of accounts, ledgers of what to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.frameworks.forms import central, listed
from samples.model import Heading
from samples.prose import PLACES

if TYPE_CHECKING:
    from collections.abc import Callable

    from samples.topics import Subject
    from samples.writer import Writer


def economic(w: Writer, _: Subject) -> None:
    """支出 by economic class, with what each is of the whole."""
    unit = w.unit
    rows = [
        ["301", "工资福利支出", "{econ.wages}"],
        ["302", "商品和服务支出", "{econ.goods}"],
        ["303", "对个人和家庭的补助", "{econ.homes}"],
        ["310", "资本性支出", "{econ.capital}"],
        ["", w.pick("合计", "支出合计", "总计"), "{exp.total}"],
    ]
    w.grid(
        ("科目编码", "科目名称", "决算数"), rows, unit=unit, units={2: unit}, label_column=1, widths=(1, 3, 2), rules=w.pick("all", "half", "none"),
    )  # fmt: skip


def functions(w: Writer, s: Subject) -> None:
    """支出 by function, basic and project expenditure side by side with the total."""
    unit = w.unit
    total = w.pick("本年支出合计", "合计", "总计")
    rows = [[f"20{5 + i}", name, f"{{func.{i}}}", f"{{func.{i}.share}}"] for i, name in enumerate(s.topic.functions)]
    w.grid(
        ("项目/科目编码", "项目/科目名称", "支出决算/金额", "支出决算/占比"), [*rows, ["", total, "{exp.total}", "{=100%}"]],
        unit=unit, units={2: unit}, label_column=1, widths=(1.2, 3, 2, 1.4), in_head=False,
    )  # fmt: skip


def changes(w: Writer, _: Subject) -> None:
    """收支 of two years with change and rate of change, signed."""
    unit = w.unit
    names = {
        "收入总计": "rev.total",
        "其中：财政拨款": "rev.fiscal",
        "支出总计": "exp.total",
        "其中：基本支出": "exp.basic",
        "项目支出": "exp.project",
    }
    rows = [
        [name, f"{{{k}.prior}}", f"{{{k}}}", f"{{-{k}.growth.by}}", f"{{-{k}.growth}}"] for name, k in names.items()
    ]
    w.grid(
        ("项目", "上年决算数", "本年决算数", "增减额", w.pick("增减率", "增减幅度", "同比增减")), rows,
        unit=unit, units={1: unit, 2: unit, 3: unit}, widths=(3, 2.2, 2.2, 2, 1.8), rules=w.pick("all", "half"),
    )  # fmt: skip


def measured(w: Writer, _: Subject) -> None:
    """The usual ratios with the formula, and the two numbers that it takes."""
    unit = w.unit
    ratios = (
        ("预算执行率", "决算支出÷全年预算", "exp.total", "bud.adj", "rate.exec"),
        ("预算调整率", "追加预算÷年初预算", "bud.add", "bud.init", "rate.adjust"),
        ("结转结余率", "年末结转结余÷收入总计", "carry.close", "rev.total", "rate.carry"),
        ("“三公”经费控制率", "实际支出÷预算安排", "tp.total", "tp.bud", "tp.rate"),
        ("公用经费控制率", "实际支出÷预算安排", "exp.public", "pub.bud", "pub.rate"),
        ("政府采购执行率", "实际采购÷采购预算", "buy.total", "buy.bud", "buy.rate"),
        ("固定资产利用率", "在用资产÷资产总额", "asset.use", "asset.total", "asset.rate"),
    )
    rows = [
        [str(i), name, formula, *(f"{{{k}}}" for k in facts)] for i, (name, formula, *facts) in enumerate(ratios, 1)
    ]
    w.grid(
        ("序号", "指标名称", "计算方法", "分子", "分母", w.pick("指标值", "计算结果", "完成值")), rows,
        unit=unit, units={3: unit, 4: unit}, label_column=1, widths=(0.7, 2.4, 3, 1.9, 1.9, 1.5), small=True,
    )  # fmt: skip


def by_function(w: Writer, s: Subject) -> None:
    """支出决算表 as the ministry rules it: classes and items by code, the total first, head rows in three storeys."""
    unit = w.unit
    rows = [["", "合计", "{exp.total}", "{exp.basic}", "{exp.project}", ""]]
    for i, name in enumerate(s.topic.functions):
        code = (213, 208, 210, 221)[i]
        amounts = [f"{{func.{i}}}", f"{{func.{i}.basic}}", f"{{func.{i}.project}}", ""]
        rows += [
            [str(code), name, *amounts],
            [f"{code}{w.rng.randint(1, 9):02d}", f"{name[:-2]}{w.pick('事务', '管理')}", *amounts],
        ]
    w.text(f"部门：{s.department}", style="note")
    w.grid(
        ("项目/功能分类科目编码", "项目/科目名称", "支出/本年支出合计", "支出/其中/基本支出", "支出/其中/项目支出", "支出/其中/经营支出"), rows,
        unit=unit, units=dict.fromkeys((2, 3, 4), unit), label_column=1, widths=(1.3, 3, 2, 2, 2, 1.2), small=True,
    )  # fmt: skip


def both_sides(w: Writer, s: Subject) -> None:
    """收入支出决算总表: income on the left, expenditure on the right, each row with its number (行次)."""
    unit = w.unit
    left = [
        ("一、一般公共预算财政拨款收入", "{rev.fiscal}"),
        ("二、政府性基金预算财政拨款收入", ""),
        ("三、其他收入", "{rev.other}"),
        ("", ""),
    ]
    right = [(f"{'一二三四'[i]}、{name}", f"{{func.{i}}}") for i, name in enumerate(s.topic.functions)]
    left += [("本年收入合计", "{rev.year}"), ("年初结转和结余", "{carry.open}"), ("总计", "{rev.total}")]
    right += [("本年支出合计", "{exp.total}"), ("年末结转和结余", "{carry.close}"), ("总计", "{rev.total}")]
    rows = [
        [a, str(i), x, b, str(i + len(left)), y] for i, ((a, x), (b, y)) in enumerate(zip(left, right, strict=True), 1)
    ]
    w.grid(
        ("收入/项目", "收入/行次", "收入/决算数", "支出/项目", "支出/行次", "支出/决算数"), rows, unit=unit, units={2: unit, 5: unit},
        widths=(3.4, 0.8, 2, 3.4, 0.8, 2), small=True, sides=(0, 3),
    )  # fmt: skip


def summary(w: Writer, s: Subject) -> None:
    """All projects with budget, spending, balance and rate."""
    unit = w.unit
    rows = [
        [str(i + 1), name, f"{{p{i}.bud}}", f"{{p{i}.exp}}", f"{{p{i}.left}}", f"{{p{i}.rate}}", w.pick("已完成", "已完工待验收", "")]
        for i, name in enumerate(s.projects)
    ]  # fmt: skip
    w.grid(
        ("序号", "项目名称", "预算数", "支出数", "结余数", "执行率", "备注"), [*rows, ["", "合计", "{p.bud}", "{p.exp}", "{p.left}", "{p.rate}", ""]],
        unit=unit, units={2: unit, 3: unit, 4: unit}, label_column=1, widths=(0.8, 3.6, 2, 2, 1.8, 1.5, 1.6), small=True,
    )  # fmt: skip


def mending(w: Writer, s: Subject) -> None:
    """Faults, what is done about them, who and by when: words, dates and no figures."""
    faults = (
        ("绩效目标设置不够具体", "修订指标库，增加定量指标"),
        ("支出进度不均衡", "按月通报，约谈滞后股室"),
        ("部分资产未及时入账", "开展清查，限期补登"),
        ("合同归档不规范", "统一编号，专人保管"),
        ("业务培训覆盖面不足", "增加线上课程"),
        ("项目档案缺少验收影像", "补充资料并纳入验收清单"),
    )
    rows = [
        [
            str(i),
            fault,
            cure,
            w.pick("财务股", "办公室", "项目股", s.us),
            f"{s.year + 1}年{w.rng.randint(6, 12)}月底前",
            w.pick("已完成", "持续推进", "正在整改"),
        ]
        for i, (fault, cure) in enumerate(faults, 1)
    ]
    w.grid(
        ("序号", "存在问题", "整改措施", "责任股室", "完成时限", "进展"),
        rows,
        widths=(0.7, 3, 3, 1.5, 2, 1.4),
        small=True,
    )


def visits(w: Writer, s: Subject) -> None:
    """Places looked at: counts and rates that nothing else depends on."""
    rows = [
        [place, w.pick(*s.projects), f"{{?{n}-{n + 40} 份}}", f"{{?{n - 4}-{n} 份}}", "{?88.1-99.6 %}"]
        for place in w.rng.sample(PLACES, k=6)
        for n in (w.rng.randint(30, 160),)
    ]
    w.grid(("抽查地点", "涉及项目", "发放问卷", "回收问卷", "满意度"), rows, widths=(2, 3.6, 1.6, 1.6, 1.6), small=True)


def assets(w: Writer, _: Subject) -> None:
    """固定资产 in a table with two head rows."""
    unit = w.unit
    names = (
        ("土地、房屋及构筑物", "land"),
        ("通用设备", "general"),
        ("专用设备", "special"),
        ("家具、用具、装具及动植物", "furniture"),
    )
    rows = [[name, f"{{asset.{k}.n}}", f"{{asset.{k}}}", f"{{asset.{k}.share}}"] for name, k in names]
    w.grid(
        ("资产分类", "年末数/数量", "年末数/账面原值", "年末数/比重"), [*rows, ["合计", "{asset.total.n}", "{asset.total}", "{=100%}"]],
        unit=unit, units={1: "件", 2: unit}, widths=(3.4, 1.6, 2.4, 1.6),
    )  # fmt: skip


def purchases(w: Writer, _: Subject) -> None:
    """政府采购 by kind."""
    unit = w.unit
    w.grid(
        ("采购类别", "采购金额"),
        [["货物类", "{buy.goods}"], ["工程类", "{buy.works}"], ["服务类", "{buy.service}"], ["合计", "{buy.total}"], ["其中：授予中小企业", "{buy.sme}"]],
        unit=unit, units={1: unit}, widths=(3, 2), rules=w.pick("all", "half", "none"),
    )  # fmt: skip


DETAILS: dict[str, Callable[[Writer, Subject], None]] = {
    "项目资金执行情况汇总表": summary,
    "收支增减变动情况表": changes,
    "主要绩效指标测算表": measured,
    "支出经济分类明细表": economic,
    "支出功能分类决算表": functions,
    "支出决算表（公开03表）": by_function,
    "收入支出决算总表": both_sides,
    "国有资产情况表": assets,
    "政府采购执行情况表": purchases,
    "现场抽查及问卷调查情况表": visits,
    "自评发现问题整改台账": mending,
}


BROAD = {
    "项目资金执行情况汇总表",
    "主要绩效指标测算表",
    "支出决算表（公开03表）",
    "收入支出决算总表",
    "自评发现问题整改台账",
}


def fill(w: Writer, s: Subject, target: float) -> None:
    """Annexes until the report is about as long as it should be: details in turn, then a form a project."""
    done = {b.title for b in w.blocks if isinstance(b, Heading)}
    details = [title for title in DETAILS if title not in done]
    w.rng.shuffle(details)
    sheet = w.pick("central", "central", "listed")
    forms = [i for i in range(len(s.projects)) if i or "s0.full" not in w.pen.ledger.facts]
    while w.pages() < target - 0.8 and (forms or details):
        if forms and (not details or w.rng.random() < 0.6):
            i = forms.pop(0)
            w.annex(f"{s.year}年度{s.projects[i]}项目支出绩效自评表")
            rows = w.rng.choice((8, 12, 16, 20))
            (central if sheet == "central" else listed)(w, s, i, key=f"f{i}_", rows=rows)
        else:
            title = details.pop()
            paper = w.pick("", "", "wide", "fold") if title in BROAD else ""
            w.annex(w.pick("", f"{s.year}年度") + title, paper=paper)
            DETAILS[title](w, s)
