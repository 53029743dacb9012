# ruff: noqa: E501 - a report's sentences are easier to read on one line
"""Sentences as auditors find them, read by the program itself: what is planted is found, and nothing without it.

`{a|b}`: with a the report holds, with b it does not. Each line is a paragraph, or a table's row: `|a|b|`.
"""

from __future__ import annotations

import random
import re
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.reconcile import reconcile
from schemas.catalogue import load_catalogue
from schemas.finding import Severity
from schemas.rules import load_rules
from tests.drawing import paragraph, table
from tests.extractors.test_tables import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemas.document import Paragraph, Table

CATALOGUE = load_catalogue()
RULES = load_rules(CATALOGUE)
# Passages in which everything holds, as reports are full of; many a reading of them that lies near is a false one.
NORMAL = (Path(__file__).parent / "clean.txt").read_text("utf-8").strip().split("\n\n")
# Passages in which nothing is so much as doubtful: lists that are not all, or count some of it twice.
QUIET = (Path(__file__).parent / "quiet.txt").read_text("utf-8").strip().split("\n\n")
# Passages with a contradiction as an auditor might plant it: the rule that finds it, and the text.
PLANTED = [
    tuple(passage.split("\n", 1))
    for passage in (Path(__file__).parent / "planted.txt").read_text("utf-8").strip().split("\n\n")
]
# Tables and points with every honest oddity that a table may have; the rule by which its twin is found, or none.
TABLES = [
    tuple(passage.split("\n", 1))
    for passage in (Path(__file__).parent / "tables.txt").read_text("utf-8").strip().split("\n\n")
]
_EITHER = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")


def set_out(text: str) -> Iterator[Paragraph | Table]:
    """A text's paragraphs, a line each, and its tables, whose rows are written `|a|b|`."""
    at = 0
    for is_row, lines in groupby(text.splitlines(), lambda line: line.startswith("|")):
        if is_row:
            rows = [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]
            yield table(rows, top=at)
            at += len(rows)
            continue
        for words in lines:
            yield (made := paragraph(words, at))
            at += len(made.lines)


def loud(text: str, way: int) -> list[tuple[str, str]]:
    """The rules that fail in one of a text's two readings, and what is said."""
    found = reconcile(read(*set_out(_EITHER.sub(lambda m: m[way], text))), CATALOGUE, RULES).discrepancies
    return [(d.rule_id, d.message) for d in found if d.severity is not Severity.INFO]


GROUPS = [
    ("prose.sum", "一、存在问题\n两所学校将食堂收支混入项目，多列支出18.30万元；另有一所虚报人数，多领补助5.75万元。\n此外，县教育局滞留资金40.20万元。上述三项问题金额合计{64.25|64.52}万元。"),
    ("prose.sum", "一、资金筹措\n中央补助900.00万元。省级补助260.00万元。市级安排145.50万元。三级财政共安排{1,305.50|1,350.50}万元。"),
    ("prose.sum", "水库765.20万元，渠道412.36万元，泵站186.05万元，合计{1,363.61|1,177.56}万元。"),
    ("staff.vacant", "编制17人，年末在职18人，超编{1|3}人。"),
    ("prose.growth", "上年高新技术企业40家，本年高新技术企业{50|60}家，增长25.00%。"),
    ("prose.sum", "年末在册人员131人，其中在职人员92人、离休人员1人、退休人员{38|83}人。"),
    ("prose.sum", "全年承办建议提案46件，其中已完成41件，未完成{5|7}件。"),
    ("prose.sum", "一季度支出180.00万元，二季度支出240.50万元，三季度支出172.70万元，四季度支出306.80万元，全年支出{900.00|990.00}万元。"),
    ("prose.sum", "决策得13分、过程得17.5分、产出得34分、效益得25.4分，综合得分{89.90|98.90}分。"),
    ("prose.sum", "项目总投资3,200.00万元，中央、省、市、县分别承担1,600.00万元、800.00万元、500.00万元和{300.00|600.00}万元。"),
    ("prose.hundred", "受访群众中，非常满意的占58.4%，满意的占31.1%，基本满意的占{8.0|3.0}%，不满意的占2.5%。"),
    ("prose.hundred", "抽检合格率98.20%，不合格率{1.80|8.10}%。"),
]  # fmt: skip

SEMICOLONS = [
    ("prose.growth", "1．住房保障支出（款）公积金（项）支出1029.02万元，与上年相比增加186.32万元，增长22.11%。主要是缴存基数上调。\n2．住房保障支出（款）购房补贴（项）支出1959.99万元，与上年相比增加865.57万元，增长{79.09|78.59}%。主要是标准调整。"),
    ("prose.share", "全年支出516.20万元。按支出性质分，基本支出287.60万元、项目支出228.60万元，分别占55.71%、{44.29|49.24}%。"),
    ("prose.rate", "入户访问480人，满意456人，满意度{95.0|90.5}%；窗口人员满意度88.7%。"),
    ("prose.price", "草场补助发放2,914.60万元，涉及农户1,873户，户均{1.56|1.65}万元；围栏工程报账6,261.32万元；防治服务合同金额843.90万元。"),
]  # fmt: skip

COMPARED = [
    ("prose.sum", "全年受理信访件68件，已办结63件，剩余{5|8}件正在办理。"),
    ("prose.growth", "公务接待费{16.40|14.60}万元，上年为20.50万元，下降20.00%，其中外事7.30万元。"),
    ("prose.rate", "年末结转{16.50|15.60}万元除以1,320.00万元，结转率1.25%。"),
    ("prose.change", "2023年安排{410.00|530.00}万元，较2022年年初预算480.00万元减少70.00万元。"),
    ("prose.change", "年初预算9.80万元，实际支出7.64万元，控制率77.96%，比上年的8.12万元{减少|增加}0.48万元。"),
    ("prose.change", "目标任务为新建充电桩240个，实际建成251个，超额完成{11|21}个。"),
    ("prose.change", "计划清淤沟渠84公里，实际完成79公里，少{5|15}公里。"),
    ("prose.points", "执行率最高的甲县为97.40%，最低的乙县为81.20%，两者相差{16.20|12.60}个百分点。"),
    ("prose.points", "群众满意度为94.60%，高于目标值90.00%{4.60|6.40}个百分点。"),
    ("prose.points", "全年预算执行率91.35%，比年度目标95.00%低{3.65|5.36}个百分点。"),
    ("prose.points", "预算执行率由2021年的90.10%提高到2022年的94.70%，提高了{4.60|6.40}个百分点。"),
    ("prose.same", "项目支出{1,206.35|1,260.35}万元，即12,063,500元。"),
    ("prose.rate", "共发放问卷400份，收回有效问卷{380|308}份，有效回收率95.00%。"),
    ("prose.rate", "年初计划培训900人次，实际培训{864|846}人次，完成率96.00%。"),
    ("prose.sum", "预算编制扣1.2分、资产管理扣0.6分、满意度扣1.5分，合计扣{3.3|3.6}分。"),
    ("score.cut", "满分100分，扣{5.4|4.5}分，自评得分94.6分。"),
    (
        "account.left",
        "年初结转结余75.30万元，本年收入1,104.60万元，本年支出1,127.85万元，年末结转结余{52.05|55.02}万元。",
    ),
]
ELSEWHERE = [
    (
        "account.left",
        "一、收支情况\n2022年收入合计2,806.40万元。\n2022年支出合计2,788.15万元。\n年初结转结余64.30万元，年末结转结余{82.55|28.55}万元。",
    ),
    ("prose.share", "一、支出情况\n全年项目支出846.20万元。\n第四季度支出372.33万元，占全年项目支出的{44.00|46.00}%。"),
    (
        "prose.sum",
        "一、支出情况\n2022年项目支出846.20万元。\n项目支出中，设备购置412.60万元、信息化运维198.45万元、人才培养170.15万元、其他零星项目{65.00|56.00}万元。",
    ),
]
PRICES = [
    ("prose.price", "维修农村公路48公里，每公里补助5.50万元，共补助{264.00|246.00}万元。"),
    ("prose.price", "聘用护林员150人，每人每月补助900元，全年发放补助{162.00|126.00}万元。"),
    ("prose.price", "举办培训班14期，每期经费3.5万元，合计支出{49.00|94.00}万元。"),
    ("prose.price", "操场每平方米320元（面积5,000平方米）；教室面积2,400平方米，支付36.00万元，每平方米{150|510}元。"),
    ("prose.price", "全年接待来访960批次，接待费支出7.20万元，批均{75|57}元。"),
    ("prose.price", "完成造林面积2.86万亩，投入资金629.20万元，亩均投入{220|202}元。"),
    ("prose.price", "全年开展抽查6轮次，每轮抽查企业18家，累计抽查企业{108|180}家次。"),
]
_BANDS = "评价等级分四档：90分（含）以上为优，80分（含）至90分为良，60分（含）至80分为中，60分以下为差。"
GRADES = [
    ("score.grade", f"项目综合得分{{87.2|92.7}}分，评价等级为“良”。{_BANDS}"),
    (
        "score.grade",
        "按照90≤得分≤100为优、80≤得分<90为良、60≤得分<80为中、得分<60为差的标准，自评得分{93.1|83.1}分，自评等级为“优”。",
    ),
    (
        "score.grade",
        "项目综合得分{76.4|82.4}分，绩效评级为“中”（90-100分为优，80-89分为良，60-79分为中，59分及以下为差）。",
    ),
    ("date.impossible", "合同工期自2022年3月1日至2022年{9|2}月30日。"),
    ("date.course", "开工日期：2022年4月11日。竣工日期：2022年{10|3}月25日。"),
]

# What looks like a sum, a part or a comparison, and is none.
NONE = [
    "甲级病案率97.8%；门诊、住院患者满意度分别为92.3%和95.6%。",
    "总体满意度91.6%，其中对口袋公园满意率95.8%、对停车秩序满意率79.4%。",
    "2023年收入合计31,705,638.88元，同比增加1,486,694.81元（2022年为30,218,944.07元），增幅4.92%。",
    "全年支付7,144.85万元，占总投入的96.81%，占到位资金的98.69%，较上年支付率91.35%提升5.46个百分点。",
    "财政拨款收入由2021年的2,105.60万元增加到2022年的2,316.16万元，增加210.56万元，增长10%。",
    "市财政局以市财预〔2023〕17号文批复我局年初部门预算4,862.00万元，执行中追加621.54万元，全年调整预算数5,483.54万元。追加部分主要为上级下达的防汛资金401.20万元。",
    "年初预算1,180万元，较2023年1,050万元增加130万元，增长12.38%；执行中追加80万元，全年预算1,260万元。",
    "年末人员共300人，其中在职人员210人，离退休人员90人，其中离休2人、退休88人。",
    "自评得分93.6分。满分100分的构成为：投入20分、产出40分、效益30分、满意度10分。",
    "项目得分90.26分，评价级别为“优”。评价结果分四档：90-100分为“优”，80-89分为“良”，60-79分为“中”，59分及以下为“差”。",
    "目标任务为改造管网120公里，实际完成114公里，少6公里，完成率95%。",
    "设护路员岗位3,120个，其中脱贫户1,404人，占45.00%，人均年补助6,000元，合计1,872万元。",
    "2022年收入、支出预算总计17,996.68万元，与上年相比收、支预算总计各增加 1,463.80万元，增长8.85 %。",
    "收入总计6,103.77万元，其中本年收入6,062.51万元，年初结转和结余41.26万元；支出总计6,103.77万元，其中本年支出6,053.82万元，年末结转和结余49.95万元。",
    "2021年部门整体支出绩效自评报告\n财政批复的全年预算为3,566.69万元，决算支出3,326.47万元，预算执行率达93.27%，较上年的89.97%提高3.30个百分点。",
    "核定编制580名，年末在职职工861人，其中在编552人、聘用309人，在编人员控制率95.17%。",
    "支出100.00万元，其中人员经费50.00万元、公用经费20.00万元；项目支出30.00万元。",
]  # fmt: skip


@pytest.mark.parametrize(("rule", "text"), [*GROUPS, *SEMICOLONS, *COMPARED, *ELSEWHERE, *PRICES, *GRADES, *PLANTED])
def test_planted_and_nothing_else(rule: str, text: str) -> None:
    assert loud(text, 1) == []
    assert {told for told, _ in loud(text, 2)} == {rule}


@pytest.mark.parametrize(("rule", "text"), TABLES)
def test_tables_accuse_nobody_but_the_twin(rule: str, text: str) -> None:
    assert loud(text, 1) == []
    assert rule in {told for told, _ in loud(text, 2)} | {"none"}


@pytest.mark.parametrize("text", NONE)
def test_nothing_is_made_of_it(text: str) -> None:
    assert loud(text, 1) == []


def test_of_numbers_that_may_be_meant_the_one_that_a_slip_parts_is_told() -> None:
    # 728 ÷ (704 + 800) is what the words say first, 728 ÷ 800 what comes nearest, 728 ÷ 764 what was meant.
    ((rule, message),) = loud("读者测评发放表格800份，有效{764|704}份，满意728份，满意度95.3%。", 2)
    assert rule == "prose.rate"
    assert "704" in message


@pytest.mark.parametrize("text", NORMAL)
def test_normal_passages_raise_no_error(text: str) -> None:
    found = reconcile(read(*set_out(text)), CATALOGUE, RULES).discrepancies
    assert [d.message for d in found if d.severity is Severity.ERROR] == []


@pytest.mark.parametrize("text", QUIET)
def test_lists_that_are_not_all_raise_nothing(text: str) -> None:
    assert loud(text, 1) == []


def test_texts_cut_off_or_turned_break_nothing() -> None:
    """Whatever a scan lost or a clerk forgot: no sentence that ends, begins or is told elsewhere makes us fail."""
    rng = random.Random(6)  # noqa: S311 - where it is cut has no secret
    for text in [*NORMAL, *QUIET][::6]:
        clauses = re.split(r"(?<=[，。；、])", text)
        at = rng.randrange(1, len(clauses) + 1)
        for some in (clauses[:at], clauses[at:], clauses[::-1]):
            reconcile(read(*set_out("".join(some).strip() or "无。")), CATALOGUE, RULES)


TABLE = [["项目名称", "预算数", "支出数"], ["河道清淤", "260.00", "251.40"], ["泵站改造", "180.00", "172.35"]]
_SUM = [["合计", "440.00", "423.75"]]


@pytest.mark.parametrize("rows", [TABLE, TABLE + _SUM])
@pytest.mark.parametrize(
    ("spent", "said"),
    [("423.75", []), ("432.75", [Severity.ERROR]), ("429.80", []), ("1,260.40", [])],
)
def test_prose_beside_its_table(rows: list[list[str]], spent: str, said: list[Severity]) -> None:
    blocks = [
        paragraph("二、项目支出"),
        paragraph(f"项目支出{spent}万元，由两个项目组成。", 1),
        paragraph("单位：万元", 2),
    ]
    found = reconcile(read(*blocks, table(rows, top=3)), CATALOGUE, RULES).discrepancies
    assert [d.severity for d in found] == said


def test_a_column_that_holds_other_things_under_another_heading() -> None:
    rows = [
        ["资金", "年初预算数", "全年预算数", "执行数", "执行率", "权重", "得分"],
        ["总额", "2,110.00", "2,300.00", "2,254.00", "98.00%", "10", "9.8"],
        ["其中：财政拨款", "2,060.00", "2,240.00", "2,196.40", "98.05%", "/", "/"],
        ["其他资金", "50.00", "60.00", "57.60", "96.00%", "/", "/"],
        ["三级指标", "指标性质", "指标值", "度量单位", "完成值", "权重", "得分"],
        ["资助人数", "≥", "1860", "人", "1872", "10", "10"],
        ["资助到户率", "≥", "95", "%", "96", "10", "10"],
    ]
    blocks = [paragraph("三、附表"), paragraph("单位：万元", 1)]
    assert reconcile(read(*blocks, table(rows, top=2)), CATALOGUE, RULES).discrepancies == ()


@pytest.mark.parametrize(("funds", "said"), [("417.35", []), ("471.35", [Severity.ERROR]), ("620.00", [])])
def test_a_row_of_basic_data_that_prose_restates(funds: str, said: list[Severity]) -> None:
    rows = [
        ["财政供养人员情况", "编制数", "实际在职人数", "控制率"],
        ["", "80", "76", "95.00%"],
        ["经费控制情况", "2022年决算数", "2023年预算数", "2023年决算数"],
        ["三公经费", "33.10", "32.00", "28.46"],
        ["项目支出", "904.20", "1,020.00", "986.72"],
        ["公用经费", "405.90", "430.00", funds],
        ["其中：会议费", "6.20", "6.00", "5.15"],
    ]
    blocks = [
        paragraph("2023年度部门整体支出绩效自评报告"),
        paragraph("一、支出情况", 1),
        paragraph("人员经费1,512.60万元；公用经费417.35万元，主要用于日常运转。项目支出986.72万元。", 2),
        paragraph("全年会议费5.15万元。", 3),
        paragraph("附件", 4),
        paragraph("单位：万元", 5),
    ]
    found = reconcile(read(*blocks, table(rows, top=6)), CATALOGUE, RULES).discrepancies
    assert [d.severity for d in found] == said


@pytest.mark.parametrize(("total", "said"), [("93.5", set()), ("95.3", {"score.points"})])
def test_full_marks_that_stand_in_a_heading(total: str, said: set[str]) -> None:
    rows = [
        ["预算执行情况（20分）", "", "预算数（A）", "执行数（B）", "执行率（B/A）", "得分"],
        [None, "部门整体支出总额", "1,840.00", "1,748.00", "95.00%", "19"],
        ["年度目标", "三级指标", "分值", "年初目标值", "实际完成值", "得分"],
        ["目标1", "管网巡检里程", "20", "≥36公里", "38公里", "20"],
        ["目标1", "阀门更换数量", "20", "45个", "41个", "18"],
        ["目标2", "抢修及时率", "20", "100%", "93%", "17.5"],
        ["目标2", "用户投诉数", "20", "≤12件", "13件", "19"],
        ["总分", "", "100", "", "", total],
    ]
    blocks = [paragraph("四、附表"), paragraph("单位：万元", 1)]
    form = table(rows, {(0, 0): (2, 1)}, top=2)  # type: ignore[arg-type]
    found = reconcile(read(*blocks, form), CATALOGUE, RULES).discrepancies
    assert {d.rule_id for d in found} == said


@pytest.mark.parametrize(
    ("whole", "severity"),
    [
        ("489.45", Severity.ERROR),  # near the sum, 498.45: a slip
        ("4,984.50", Severity.ERROR),  # far from it, but a point that moved
        ("495.80", Severity.ERROR),  # no slip, but so near that it was reckoned wrongly
        ("421.60", Severity.ERROR),  # the third was left out
        ("533.15", Severity.WARNING),  # not so near, and no slip in any of them
        ("97.30", Severity.WARNING),  # far, and no slip leads there: perhaps the words mean something else
    ],
)
def test_a_wide_breach_that_no_slip_accounts_for_only_warns(whole: str, severity: Severity) -> None:
    text = f"三项支出分别为230.40万元、191.20万元、76.85万元，合计{whole}万元。"
    (found,) = reconcile(read(*set_out(text)), CATALOGUE, RULES).discrepancies
    assert (found.rule_id, found.severity) == ("prose.sum", severity)


@pytest.mark.parametrize(
    ("got", "severity"),
    [
        ("22.40", Severity.ERROR),  # two exchanged digits make 24.20 of it
        ("94.80", Severity.WARNING),  # no points of these 20: those of something else
    ],
)
def test_points_far_beyond_their_full_marks_may_be_those_of_something_else(got: str, severity: Severity) -> None:
    text = f"过程指标满分20分，得{got}分。"
    (found,) = reconcile(read(*set_out(text)), CATALOGUE, RULES).discrepancies
    assert (found.rule_id, found.severity) == ("score.limit", severity)


@pytest.mark.parametrize(("persons", "said"), [("4,235", []), ("3,790", []), ("4,325", [Severity.ERROR])])
def test_a_total_less_than_its_sum_may_count_once_who_was_in_several_rows(persons: str, said: list[Severity]) -> None:
    rows = (
        f"|类型|场次（场）|人数（人）|\n|技能培训|24|1,180|\n|招聘活动|16|2,640|\n|创业指导|9|415|\n|合计|49|{persons}|"
    )
    found = reconcile(read(*set_out(rows)), CATALOGUE, RULES).discrepancies
    assert [d.severity for d in found if d.severity is Severity.ERROR] == said


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "二、执行进度\n6月末、9月末、11月末全区预算执行进度分别为36.4%、58.7%、81.2%，对照序时进度40%、67.5%、82.5%的要求，三个时点均未达到，其中9月末差距最大，相差9.4个百分点。",
            "67.5% ≠ 58.7% + 9.4个百分点",
        ),
        (
            "一、收支情况\n年初预算5,210.46万元，包括基本支出3,938.46万元和项目支出1,272.00万元；年中追加158.54万元，调整预算5,369.00万元。全年支出5,326.91万元，执行率99.22%，结余42.09万元。其中基本支出4,012.09万元，项目支出1,314.82万元。项目支出包括食品抽检428.00万元、设备检验372.00万元、执法办案534.82万元。",
            "可能之一：第1页“项目支出包括食品抽检”428.00万元应为408.00万元",
        ),
        (
            "二、活动情况\n举办各类活动145场：讲座35场、展演42场、展览26场、盲人专场12场，计划125场，完成率116.00%。",
            "35 + 42 + 26 + 12 = 115 ≠ 145",
        ),
    ],
)
def test_what_is_told_names_the_number_that_is_wrong(text: str, told: str) -> None:
    assert any(told in message for _, message in loud(text, 1))
