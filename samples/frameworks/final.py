"""决算 reports with a chapter on performance: Shanghai's parts with a table of contents, and the county way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.frameworks.annexes import both_sides, by_function
from samples.frameworks.common import (
    asset_table,
    duties,
    income,
    purchasing,
    spending,
    staffing,
    three,
    told,
)
from samples.frameworks.forms import prepare
from samples.marks import grade_of
from samples.numerals import chinese
from samples.prose import talk

if TYPE_CHECKING:
    from samples.topics import Subject
    from samples.writer import Writer

PARTS = ("部门概况", "年度部门决算表", "年度部门决算情况说明", "名词解释")


def shanghai(w: Writer, s: Subject) -> None:
    """第X部分 above 一、, a table of contents, tables of the final accounts, and one sentence on performance."""
    unit = w.unit
    prepare(w, s)
    w.text("目录", style="centre")
    for i, title in enumerate(PARTS, 1):
        w.text(f"第{chinese(i)}部分　{title}" + "." * 40 + str(i * 2 + 1), style="toc")
    w.page()
    w.head(1, PARTS[0])
    w.head(2, "主要职能")
    duties(w, s)
    w.head(2, "机构设置", staffing(w, s))
    w.page()
    w.head(1, PARTS[1])
    for title, table in (("收入支出决算总表", both_sides), ("支出决算表（公开03表）", by_function)):
        w.head(2, title)
        table(w, s)
    w.page()
    w.head(1, PARTS[2])
    w.head(2, "收入支出决算总体情况说明")
    w.text(income(w, s), spending(w, s))
    w.head(2, "支出功能分类情况说明")
    for i, name in enumerate(s.topic.functions):
        w.head(3, name, f"决算数{{func.{i}}}，占本年支出的{{func.{i}.share|占本年支出}}。")
    w.head(2, "“三公”经费支出决算情况说明")
    w.text(three(w, s))
    w.head(2, "其他重要事项情况说明")
    w.head(
        3,
        "机关运行经费支出情况",
        "机关运行经费支出{exp.public|机关运行经费支出}，年初预算{pub.bud|机关运行经费年初预算}，完成预算的{pub.rate|机关运行经费完成预算}。",
    )
    w.head(3, "政府采购支出情况", purchasing(w, s))
    w.head(3, "国有资产占用情况", "年末固定资产原值{asset.total|年末固定资产原值}，其中闲置{asset.idle|闲置}。")
    asset_table(w)
    w.head(2, "预算绩效管理情况")
    w.text(
        f"{s.year}年度组织开展项目绩效自评{{={len(s.projects)}个|开展绩效自评项目}}，涉及预算资金{{p.bud|涉及预算资金}}，实际执行{{p.exp|项目实际执行}}，平均得分{{s.got|平均得分}}，"
        "自评结果已随决算公开。"
    )
    w.head(2, "绩效管理工作开展情况")
    talk(w, s, "organising", 2)
    w.head(2, "重点项目绩效情况")
    told(w, s, 3)
    w.head(2, "项目自评结果汇总")
    rows = [[n, f"{{p{i}.bud}}", f"{{p{i}.exp}}", f"{{p{i}.rate}}", f"{{f{i}_.got}}"] for i, n in enumerate(s.projects)]
    w.grid(
        ("项目名称", "预算金额", "执行金额", "执行率", "自评得分"),
        [*rows, ["合计", "{p.bud}", "{p.exp}", "{p.rate}", ""]],
        title="项目绩效自评结果", unit=unit, units={1: unit, 2: unit, 4: "分"}, awarded=4,
    )  # fmt: skip
    w.page()
    w.head(1, PARTS[3])
    talk(w, s, "terms")


def county(w: Writer, s: Subject) -> None:
    """Several projects, the numbering of each starting anew under a title of its own."""
    prepare(w, s)
    w.head(1, "单位基本情况")
    w.text(staffing(w, s), income(w, s), spending(w, s))
    w.head(1, "自评组织情况")
    talk(w, s, "organising", 2)
    w.head(1, "资金管理情况")
    talk(w, s, "control")
    for i, name in enumerate(s.projects):
        w.text(f"{name}项目绩效自评情况", style="centre")
        w.head(1, "项目概况", f"预算{{p{i}.bud|{name}预算}}，用于{name}。", number=1)
        w.head(
            1,
            "资金使用情况",
            f"实际支出{{p{i}.exp|实际支出}}，执行率{{p{i}.rate|执行率}}，结余{{p{i}.left|结余}}。",
        )
        w.head(1, "绩效情况")
        w.text(s.topic.deeds[i % len(s.topic.deeds)] + "。")
        w.text(f"该项目自评得分{{f{i}_.got}}。")
        if w.breadth > 1.2:
            w.head(1, "存在问题及改进措施")
            talk(w, s, w.pick("trouble", "remedy"))
    w.text("综合以上项目，平均得分{s.got|平均得分}，总体等级为" + grade_of(w.pen.ledger.facts["s.got"]) + "。")
