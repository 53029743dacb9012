# ruff: noqa: E501 - samples are easier to read on one line
"""What most probably is wrong: a slip of each nature in a small report, and what cannot be told is said to be so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from benchmarks.building import report
from pipeline.reconcile import reconcile
from schemas.catalogue import load_catalogue
from schemas.rules import load_rules
from tests.drawing import paragraph, table
from tests.extractors.test_tables import read

if TYPE_CHECKING:
    from schemas.finding import Discrepancy
    from schemas.report import Report

CATALOGUE = load_catalogue()
RULES = load_rules(CATALOGUE)
ACCOUNT = "项目下达资金[[下达资金|{}]]，实际支出[[实际支出|{}]]，结余[[结余|{}]]，执行率[[执行率|{}]]。"
LIST = "全年收入[[全年收入|{}]]，其中：拨款[[拨款|{}]]，事业收入[[事业收入|{}]]，其他收入[[其他收入|{}]]。"
CANNOT_TELL = "单凭数据无法判断"


def account(*printed: str) -> Report:
    return report(ACCOUNT.format(*printed))


def rows(made: Report) -> tuple[Discrepancy, ...]:
    return reconcile(made, CATALOGUE, RULES).discrepancies


def first(row: Discrepancy) -> list[tuple[str, str, str]]:
    return [(c.figure, c.suggested, c.slip) for c in row.explanations[0].changes]


# The true account is 462.80 - 385.26 = 77.54, and 385.26 is 83.25 % of 462.80.
TOLD = [
    ("digit", account("462.80万元", "385.26万元", "77.54万元", "83.25%"), []),
    ("digit", account("462.80万元", "315.26万元", "77.54万元", "83.25%"), [("f2", "385.26万元", "digit")]),
    ("transposed", account("462.80万元", "358.26万元", "77.54万元", "83.25%"), [("f2", "385.26万元", "transposed")]),
    ("doubled", account("462.80万元", "3385.26万元", "77.54万元", "83.25%"), [("f2", "385.26万元", "doubled")]),
    ("dropped", account("462.80万元", "85.26万元", "77.54万元", "83.25%"), [("f2", "385.26万元", "dropped")]),
    ("point", account("462.80万元", "38526万元", "77.54万元", "83.25%"), [("f2", "385.26万元", "point")]),
    ("scale", account("4628.00万元", "385.26万元", "77.54万元", "83.25%"), [("f1", "462.80万元", "scale")]),
    ("unit", account("462.80万元", "385.26元", "77.54万元", "83.25%"), [("f2", "3852600.00元", "unit")]),
    ("copied", account("462.80万元", "462.80万元", "77.54万元", "83.25%"), [("f2", "385.26万元", "copied")]),
    ("rate", account("462.80万元", "385.26万元", "77.54万元", "71.25%"), [("f4", "83.25%", "computed")]),
    ("balance", account("462.80万元", "385.26万元", "91.22万元", "83.25%"), [("f3", "77.54万元", "computed")]),
    ("exchanged", account("385.26万元", "462.80万元", "77.54万元", "83.25%"), [("f2", "385.26万元", "exchanged"), ("f1", "462.80万元", "exchanged")]),
    ("total", report(LIST.format("5381.66万元", "3120.45万元", "1250.11万元", "987.62万元")), [("f1", "5358.18万元", "computed")]),
    ("direction", report("收入[[收入|1123.40万元]]，比上年[[上年收入|981.20万元]]减少[[减少|142.20万元]]。"), [("f3", "-142.20万元", "sign")]),
    ("directions", report("收入[[收入|1123.40万元]]，比上年[[上年收入|981.20万元]]减少[[减少|142.20万元]]，下降[[下降|14.49%]]。"), [("f3", "-142.20万元", "sign"), ("f4", "-14.49%", "sign")]),
    ("stale", report((1, "总收入[[收入合计|5345.67万元|revenue.total]]。"), (2, "总收入[[收入合计|5345.67万元|revenue.total]]。"), (3, "总收入[[收入合计|5291.18万元|revenue.total]]。")), [("f3", "5345.67万元", "stale")]),
]  # fmt: skip


@pytest.mark.parametrize(("made", "right"), [case[1:] for case in TOLD], ids=[case[0] for case in TOLD])
def test_the_right_explanation_stands_first(made: Report, right: list[tuple[str, str, str]]) -> None:
    found = rows(made)
    assert [first(row) for row in found] == ([right] if right else [])
    for row in found:
        assert CANNOT_TELL not in row.message
        costs = [e.cost for e in row.explanations]
        assert costs == sorted(costs)
        # The margin that makes it the likeliest: turned around, or with all costs alike, the order would not stand.
        assert len(costs) == 1 or costs[1] - costs[0] >= 0.1


@pytest.mark.parametrize(
    "made",
    [
        report("项目下达资金[[下达资金|462.80万元]]，实际支出[[实际支出|386.26万元]]，结余[[结余|77.54万元]]。"),
        report((1, "总收入[[收入合计|5345.67万元|revenue.total]]。"), (2, "总收入[[收入合计|5347.67万元|revenue.total]]。")),
        report("采购[[采购|345.00万元]]，其中：货物[[货物|390.00万元]]。"),
    ],
)  # fmt: skip
def test_what_arithmetic_cannot_tell_is_said(made: Report) -> None:
    (row,) = rows(made)
    assert CANNOT_TELL in row.message
    assert len({c.figure for e in row.explanations for c in e.changes}) > 1


def test_a_number_printed_elsewhere_speaks_for_an_explanation() -> None:
    words = "项目下达资金[[下达资金|462.80万元]]，实际支出[[实际支出|386.26万元]]，结余[[结余|77.54万元]]。"
    doubtful, told = rows(report((1, words)))[0], rows(report((1, words), (4, "附件列示[[报销凭证|385.26万元]]。")))[0]
    assert CANNOT_TELL in doubtful.message
    assert CANNOT_TELL not in told.message
    assert first(told) == [("f2", "385.26万元", "digit")]


def test_a_doubtful_relation_that_would_hold_speaks_for_an_explanation() -> None:
    """That 20 and 25 are all of 48 nothing proves; but 20 and 28 would be."""
    words = "年末人员[[年末人员|48人]]，其中退休[[退休情况|20人]]，在职[[在职人数|25人|staff.in_post]]。"
    again = "在职[[在职人数|28人|staff.in_post]]。"
    told = rows(report((1, words), (2, again)))[0]
    doubtful = rows(report((1, words.replace("20人", "19人")), (2, again)))[0]
    assert first(told) == [("f3", "28人", "digit")]
    assert CANNOT_TELL not in told.message
    assert CANNOT_TELL in doubtful.message


def test_where_nothing_explains_all_the_main_relation_is_explained() -> None:
    """Five independent rates of one amount are wrong: no set of four numbers mends them."""
    names = ("甲类", "乙类", "丙类", "丁类", "戊类")
    true = ("12.00", "23.00", "31.00", "44.00", "57.00")
    wrong = ("18.00%", "29.00%", "38.00%", "51.00%", "66.00%")
    parts = "".join(
        f"{n}支出[[{n}支出|{a}万元]]，占总支出的[[{n}占比|{w}]]。" for n, a, w in zip(names, true, wrong, strict=True)
    )
    found = rows(report("总支出[[总支出|100.00万元]]。" + parts))
    assert found
    for row in found:
        assert row.explanations
        assert row.suspect is not None


def scored(total: str, *items: tuple[str, str, str]) -> Report:
    return report(f"自评得分[[自评得分|{total}分|score.total]]。", scores=items)


def test_two_points_over_their_full_marks_are_two_rows_though_one_total_fails() -> None:
    found = rows(scored("97", ("产出", "30", "34"), ("效益", "30", "33"), ("过程", "20", "18"), ("决策", "20", "19")))
    assert [row.rule_id for row in found] == ["score.limit", "score.limit"]
    assert [row.suspect for row in found] == ["f2", "f4"]
    assert sum(len(row.check_ids) for row in found) == 3
    assert not {c.figure for e in found[1].explanations for c in e.changes} & {"f2", "f3"}


def test_one_cause_of_two_failures_is_one_row() -> None:
    (row,) = rows(account("462.80万元", "315.26万元", "77.54万元", "83.25%"))
    assert len(row.check_ids) == 2
    assert "仅此一处改动" in row.message


def test_full_marks_and_points_are_two_numbers_where_both_are_equal() -> None:
    """No item may be raised above its full marks to make up for a false total."""
    (row,) = rows(scored("102", ("产出", "5", "5"), ("效益", "60", "60"), ("过程", "20", "18"), ("决策", "15", "9")))
    assert first(row) == [("f1", "92分", "computed")]
    over = {("f3", "15分"), ("f5", "70分")}
    assert not over & {(c.figure, c.suggested) for e in row.explanations for c in e.changes}


def test_full_marks_are_no_claimed_total() -> None:
    made = report(
        "总分[[满分|100分|score.total]]，自评得分[[自评得分|95分|score.total]]。",
        scores=(("产出", "50", "48"), ("效益", "50", "45")),
    )
    (row,) = rows(made)
    assert "48 + 45 = 93 ≠ 95" in row.message


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (report(scores=(("产出", "50", "52"),)), "52分应不超过50分"),
        (report("采购[[采购|345.00万元]]，其中：货物[[货物|390.00万元]]。"), "应不少于390.00万元"),
        (report("核定编制[[编制|45名]]，年末在岗[[在岗|49名]]。"), "请核对第1页“在岗”49名与第1页“编制”45名"),
        (report("评价期为[[始|2020年12月31日]]至[[终|2020年1月1日]]。"), "“始”2020年12月31日与第1页“终”2020年1月1日"),
    ],
)  # fmt: skip
def test_of_a_limit_nothing_is_said_but_the_limit(made: Report, words: str) -> None:
    (row,) = rows(made)
    assert words in row.message
    assert not re.search(r"应为", row.message)


def test_parts_beyond_their_whole_are_likeliest_all_of_it() -> None:
    """3.8 may be anything up to 3.2, of which no digit is likelier than another, but 3.1 makes the list full."""
    (row,) = rows(
        report("出行[[三公经费支出|31.5万元]]，其中：车辆[[公务用车运行费|28.4万元]]，接待[[公务接待费|3.8万元]]。")
    )
    assert ("f3", "3.1万元") in [(c.figure, c.suggested) for e in row.explanations[:3] for c in e.changes]


@pytest.mark.parametrize(
    "words",
    [
        # What stands in the books is left of no budget.
        "下达资金[[下达资金|80.00万元]]，实际支出[[实际支出|72.00万元]]。往来清理后，其他应付款余额[[其他应付款余额|9.00万元]]。",
        "下达资金[[下达资金|80.00万元]]，实际支出[[实际支出|72.00万元]]，年末银行存款余额[[银行存款余额|31.50万元]]。",
        # What became of the whole is no part of it, and the whole is no part of itself.
        "项目预算[[项目预算|100.00万元]]，其中：设备[[设备购置|60.00万元]]，软件[[软件开发|40.00万元]]，实际支出[[实际支出|95.00万元]]，结余[[结余|5.00万元]]。",
        "项目预算[[项目预算|100.00万元]]，其中：设备[[设备购置|60.00万元]]，其他[[其他费用|40.00万元]]，年内已支付[[已支付|95.00万元]]。",
        "项目总投资[[项目总投资|100.00万元]]，设备[[设备购置|60.00万元]]，软件[[软件开发|40.00万元]]，合计[[项目总投资|100.00万元]]。",
    ],
)  # fmt: skip
def test_nothing_is_said_of_what_belongs_to_no_sum(words: str) -> None:
    assert rows(report(words)) == ()


def test_what_became_of_the_whole_hides_no_wrong_part() -> None:
    words = "项目预算[[项目预算|100.00万元]]，其中：设备[[设备购置|60.00万元]]，其他[[其他费用|30.00万元]]，实际支出[[实际支出|95.00万元]]，结余[[结余|5.00万元]]。"
    (row,) = rows(report(words))
    assert "60.00 + 30.00 = 90.00 ≠ 100.00" in row.message


def test_a_table_that_names_numerators_and_denominators() -> None:
    grid = [
        ["测算内容", "分子", "分母", "比值"],
        ["预算支出", "95.00", "100.00", "95.00%"],
        ["年末结余", "5.00", "1000.00", "5.00%"],
        ["实际采购", "36.00", "48.00", "75.00%"],
    ]
    (row,) = rows(read(paragraph("测算表（单位：万元）"), table(grid)))
    assert "5.00 ÷ 1000.00 = 0.50% ≠ 5.00%" in row.message


def test_a_part_may_change_by_more_than_its_whole() -> None:
    grid = [
        ["项目", "上年决算数", "本年决算数", "增减额"],
        ["支出总计", "355.00", "288.00", "-67.00"],
        ["其中：基本支出", "199.00", "170.00", "-29.00"],
    ]
    assert rows(report(tables=(("收支变动表", grid),))) == ()


def test_every_suspect_is_named_before_another_value_of_the_first() -> None:
    made = report(
        "拨款预算[[拨款预算|51038900.00元]]，决算[[拨款决算|50388100.00元]]，预决算差异率[[预决算差异率|1.29%]]。"
    )
    (row,) = rows(made)
    suspects = [frozenset(c.figure for c in e.changes) for e in row.explanations]
    kinds = len(set(suspects))
    assert 2 < kinds < len(suspects)
    assert len(set(suspects[:kinds])) == kinds
    assert "exchanged" in {c.slip for e in row.explanations[:3] for c in e.changes}


def test_an_average_says_which_number_it_was_reckoned_from_instead() -> None:
    text = "路面保洁支出416.00万元，按实际保洁面积260.00万平方米计，每平方米1.55元。计划保洁面积268.39万平方米。"
    (found,) = reconcile(read(paragraph(text)), CATALOGUE, RULES).discrepancies
    assert "268.39万平方米计算恰为所列数" in found.message
    assert str(found.suggested_value) == "1.60"


def test_what_explains_a_likely_breach_is_proved_as_well() -> None:
    """Exchanged with the other number, 843 would make 15.66 %: the words are only likely to mean it, but it is wrong."""
    (row,) = rows(
        read(paragraph("一、情况"), paragraph("巡查企业218家，发现隐患146处，已整改843处，整改率97.95%。", 1))
    )
    assert [[(c.printed, c.suggested) for c in e.changes] for e in row.explanations] == [[("843处", "143处")]]
