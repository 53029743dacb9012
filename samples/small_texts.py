"""The texts of the committed sample reports: a whole department's, a project's, and a final account's.

Each is a function that writes into a `Draft`, beside one that makes its facts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from samples.ledger import Ledger
from samples.model import Mention, Report, Runs, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from samples.pen import Pen


@dataclass(slots=True)
class Draft:
    """A report while it is written: paragraphs, headings and tables (lists of rows) in order."""

    report: Report
    pen: Pen
    html: list[str]
    path: list[str]
    gold: list[dict[str, object]]
    headings: list[dict[str, object]]
    scores: list[dict[str, object]]

    def title(self, text: str) -> None:
        """The report's title."""
        self.html.append(f"<h1>{text}</h1>")

    def head(self, marker: str, title: str, level: int, rest: str = "") -> None:
        """A numbered heading, with text after it on the same line when it runs in."""
        part = marker.rstrip("、.")
        self.path[level - 1 :] = [part]
        self.headings.append({"path": "/".join(self.path), "marker": part, "level": level, "title": title})
        runs: Runs = self._runs(rest) if rest else ()
        style = {1: "one", 2: "two"}.get(level, "") if not rest else ""
        self.html.append(f'<p class="{style}">{marker}{title}{plain(runs)}</p>')

    def para(self, template: str, style: str = "") -> None:
        """A paragraph from a template of the pen's language."""
        self.html.append(f'<p class="{style}">{plain(self._runs(template))}</p>')

    def table(self, title: str, unit: str, rows: list[list[str]]) -> None:
        """A ruled table; cells are the pen's templates, `unit` stands in its caption."""
        self.html.append(f'<p class="unit">{title}　单位：{unit}</p><table>')
        for row in rows:
            cells = [
                self.pen.cell(spec, f"{row[0]}/{rows[0][k]}", self._unit(spec, unit)) for k, spec in enumerate(row)
            ]
            self.html.append("<tr>" + "".join(f"<td>{plain(cell)}</td>" for cell in cells) + "</tr>")
            for cell in cells:
                self._note(cell, in_table=True)
        self.html.append("</table>")

    def _unit(self, spec: str, unit: str) -> str:
        """The caption's unit for an amount; rates print their own."""
        return unit if self.pen.ledger.kinds.get(spec.strip("{}")) == "amount" else ""

    def scored(self, *names: str) -> None:
        """The last printed numbers are the scores of these indicators."""
        for name, last in zip(names, self.gold[-len(names) :], strict=True):
            self.scores.append({
                "section": last["section"], "indicator": name, "awarded": last["value"], "full_marks": None,
            })  # fmt: skip

    def _runs(self, template: str) -> Runs:
        runs = self.pen.write(template)
        self._note(runs)
        return runs

    def _note(self, runs: Runs, *, in_table: bool = False) -> None:
        for run in runs:
            if isinstance(run, Mention):
                self.gold.append({
                    "kind": run.kind, "section": "/".join(self.path), "label": run.label, "raw": run.text,
                    "value": str(run.value), "unit": run.unit, **({"in_table": True} if in_table else {}),
                })  # fmt: skip


def whole(d: Draft) -> None:
    """A whole-department report in the way of the southern provinces: run-in headings with full marks."""
    d.title("石桥县水务局2023年度部门整体支出绩效自评报告")
    d.para("评价单位：石桥县水务局", "cover")
    d.para("填报日期：2024年5月18日", "cover")
    d.head("一、", "部门基本情况", 1)
    d.head("（一）", "机构与人员", 2)
    d.para("县水务局为正科级行政单位，内设6个股室。核定编制{staff.posts@人|编制}，年末在职{staff.now@人|在职}。")
    d.head("（二）", "收支情况", 2)
    d.para(
        "2023年度部门总收入{in.total}，其中：财政拨款收入{in.fiscal}，其他收入{in.other}，上年结转{in.carry}。"
        "部门总支出{out.total}，其中：基本支出{out.basic}，项目支出{out.project}；基本支出占总支出的{share.basic}。"
        "年末结转结余{left}。"
    )
    d.head("二、", "绩效自评情况", 1)
    d.head("（一）", "自评结果", 2)
    d.para("对照评分标准，我局部门整体支出绩效自评得分为{score.total}。")
    d.head("（二）", "指标分析", 2)
    d.head("1.", "预算执行", 3)
    d.head("(1)", "支出进度", 4, "，全年各项支出按计划推进，自评得分{score.a|支出进度}。")
    d.scored("支出进度")
    d.head("(2)", "三公经费控制", 4,
           "，“三公”经费预算安排{tp.plan}，实际支出{tp.real}，“三公”经费控制率为{tp.rate}，自评得分{score.b|三公经费控制}。")  # fmt: skip
    d.scored("三公经费控制")
    d.head("2.", "履职效益", 3)
    d.head("(1)", "供水保障", 4, "，全年完成管网改造12公里，水质抽检合格率{good}，自评得分{score.c|供水保障}。")
    d.scored("供水保障")
    d.head("(2)", "群众满意度", 4, "，回访群众满意度较好，自评得分{score.d|群众满意度}。")
    d.scored("群众满意度")
    d.head("三、", "存在问题和改进措施", 1)
    d.para("部分项目前期工作偏慢。下一步将提前谋划、压实责任，按季度通报执行进度。")
    d.para("石桥县水务局", "right")
    d.para("2024年5月18日", "right")


def whole_ledger() -> Ledger:
    """Its facts."""
    book = Ledger()
    for key, value in (("in.fiscal", "18265200"), ("in.other", "134500"), ("in.carry", "402300")):
        book.amount(key, value)
    book.total("in.total", ["in.fiscal", "in.other", "in.carry"])
    book.amount("out.basic", "9847600")
    book.amount("out.project", "8412700")
    book.total("out.total", ["out.basic", "out.project"])
    book.amount("left", book.facts["in.total"] - book.facts["out.total"])
    book.ratio("share.basic", "out.basic", "out.total")
    book.amount("tp.plan", "186000")
    book.amount("tp.real", "152300")
    book.ratio("tp.rate", "tp.real", "tp.plan")
    book.put("good", "rate", "99.2")
    for key, points in (("score.a", 28), ("score.b", 20), ("score.c", 29), ("score.d", 18)):
        book.score(key, points)
    book.total("score.total", ["score.a", "score.b", "score.c", "score.d"])
    book.count("staff.posts", 45)
    book.count("staff.now", 43)
    return book


def project(d: Draft) -> None:
    """A project report in the south-western way, with a table of money and one of indicators."""
    d.title("青川镇农村道路养护项目支出绩效自评报告")
    d.para("云岭县青川镇人民政府", "cover")
    d.para("2022年度", "cover")
    d.head("一、", "项目基本情况", 1)
    d.head("（一）", "项目概况", 2)
    d.para("项目养护村道36条，涉及7个行政村。依据云财农〔2022〕18号文件实施，联系电话0878-7120345。")
    d.head("（二）", "资金安排和使用", 2)
    d.para(
        "项目年初预算{plan}，其中省级资金{plan.a}，县级配套资金{plan.b}。截至2022年12月31日，"
        "实际支出{real}，预算执行率为{rate}，结余{left}。"
    )
    d.table("项目资金情况表", "万元", [
        ["资金来源", "年初预算数", "全年执行数", "执行率"],
        ["省级资金", "{plan.a}", "{real.a}", "{rate.a}"],
        ["县级配套", "{plan.b}", "{real.b}", "{rate.b}"],
        ["合计", "{plan}", "{real}", "{rate}"],
    ])  # fmt: skip
    d.head("二、", "绩效目标完成情况", 1)
    d.para("全年养护里程58.6公里，验收合格率{=100%|验收合格率}，沿线群众满意度{=93.4%|沿线群众满意度}。")
    d.head("三、", "自评结论", 1)
    d.para("项目自评总分{score.total}，其中产出指标得{score.a|产出指标}，效益指标得{score.b|效益指标}，"
           "满意度指标得{score.c|满意度指标}，预算执行得{score.d|预算执行}。")  # fmt: skip
    d.scored("产出指标", "效益指标", "满意度指标", "预算执行")
    d.head("四、", "下一步打算", 1)
    d.para("加强日常巡查，完善管护制度，尽快消化结余资金。")
    d.para("云岭县青川镇人民政府", "right")
    d.para("2023年3月22日", "right")


def project_ledger() -> Ledger:
    """Its facts."""
    book = Ledger()
    for key, value in (("plan.a", "2400000"), ("plan.b", "856400"), ("real.a", "2365800"), ("real.b", "801300")):
        book.amount(key, value)
    book.total("plan", ["plan.a", "plan.b"])
    book.total("real", ["real.a", "real.b"])
    book.amount("left", book.facts["plan"] - book.facts["real"])
    book.ratio("rate", "real", "plan")
    book.ratio("rate.a", "real.a", "plan.a")
    book.ratio("rate.b", "real.b", "plan.b")
    for key, points in (("score.a", 48), ("score.b", 29), ("score.c", 9), ("score.d", "9.7")):
        book.score(key, points)
    book.total("score.total", ["score.a", "score.b", "score.c", "score.d"])
    return book


def accounts(d: Draft) -> None:
    """A final-account report with its performance part, in the eastern way."""
    d.title("临江区档案馆2021年度部门决算及绩效自评情况说明")
    d.head("一、", "收入支出总体情况", 1)
    d.para(
        "2021年度收入总计{in.total|收入总计}，较上年{±grow.in}。支出总计{out.total|支出总计}，其中：人员经费{out.staff}，占{share.staff|人员经费占}；"
        "日常公用经费{out.office}，占{share.office|日常公用经费占}；项目支出{out.project}，占{share.project|项目支出占}。"
    )
    d.head("二、", "项目支出情况", 1)
    d.table("项目支出明细表", "万元", [
        ["项目名称", "预算数", "决算数", "完成率"],
        ["馆藏数字化", "{p1}", "{q1}", "{r1}"],
        ["库房消防改造", "{p2}", "{q2}", "{r2}"],
        ["地方志编修", "{p3}", "{q3}", "{r3}"],
        ["合计", "{p}", "{out.project}", "{r}"],
    ])  # fmt: skip
    d.head("三、", "预算绩效管理情况", 1)
    d.para("本年度对3个项目开展绩效自评，涉及资金{out.project}，自评平均得分{=94.50分|自评平均得分}。")
    d.para("年末固定资产{asset}，其中在用{asset.used|在用固定资产}，固定资产利用率{asset.rate}。")
    d.head("四、", "公开情况", 1)
    d.para("本说明按规定在区政府门户网站公开，接受社会监督。")
    d.para("临江区档案馆", "right")
    d.para("2022年8月16日", "right")


def accounts_ledger() -> Ledger:
    """Its facts."""
    book = Ledger()
    for n, (plan, real) in enumerate((("1250000", "1238600"), ("640000", "617500"), ("320000", "320000")), 1):
        book.amount(f"p{n}", plan)
        book.amount(f"q{n}", real)
        book.ratio(f"r{n}", f"q{n}", f"p{n}")
    book.total("p", ["p1", "p2", "p3"])
    book.total("out.project", ["q1", "q2", "q3"])
    book.ratio("r", "out.project", "p")
    book.amount("out.staff", "3128400")
    book.amount("out.office", "412800")
    book.total("out.total", ["out.staff", "out.office", "out.project"])
    for part in ("staff", "office", "project"):
        book.ratio(f"share.{part}", f"out.{part}", "out.total")
    book.amount("in.total", book.facts["out.total"])
    book.amount("in.before", "5424300")
    book.growth("grow.in", "in.total", "in.before")
    book.amount("asset", "8765400")
    book.amount("asset.used", "8590100")
    book.ratio("asset.rate", "asset.used", "asset")
    return book


Writer = tuple["Callable[[Draft], None]", "Callable[[], Ledger]", dict[str, object]]
WRITERS: dict[str, Writer] = {
    "整体": (whole, whole_ledger, {"title": "石桥县水务局2023年度部门整体支出绩效自评报告", "department": "石桥县水务局",
                                  "fiscal_year": 2023, "filed_on": "2024-05-18", "self_score": "95"}),
    "项目": (project, project_ledger, {"title": "青川镇农村道路养护项目支出绩效自评报告", "department": "云岭县青川镇人民政府",
                                      "fiscal_year": 2022, "filed_on": "2023-03-22", "self_score": "95.7"}),
    "决算": (accounts, accounts_ledger, {"title": "临江区档案馆2021年度部门决算及绩效自评情况说明", "department": "临江区档案馆",
                                        "fiscal_year": 2021, "filed_on": "2022-08-16"}),
}  # fmt: skip
