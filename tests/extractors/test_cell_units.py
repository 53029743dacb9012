"""Bare numbers in tables take the unit that their column, row, block or caption names, and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schemas.document import Origin
from schemas.figure import Flag
from tests.drawing import line
from tests.extractors.test_tables import brief, paragraph, read, table


@pytest.mark.parametrize(
    ("head", "number", "kind", "unit"),
    [
        ("受助户数（户）", "58", "count", "户"),
        ("数量（辆／台）", "7", "count", "辆"),
        ("支付进度（‰）", "986.0", "rate", "‰"),
        ("拨付额（千元）", "410.5", "amount", "千元"),
        ("计划数", "35.20", "amount", "万元"),
        ("兑付率", "97.73", "rate", "%"),
        ("2023年支出", "35.20", "amount", "万元"),
        ("上年数", "35.20", "amount", "万元"),
        ("本年数", "35.20", "amount", "万元"),
        ("空编", "3", "count", ""),
        ("年末实有", "58", "count", ""),
    ],
)
def test_a_column_is_stronger_than_the_caption(head: str, number: str, kind: str, unit: str) -> None:
    rows: list[list[str | None]] = [
        ["事项", head, "全年决算金额"],
        ["危房修缮", number, "88.10"],
        ["水窖新建", number, "61.40"],
    ]
    found = [(f.kind.value, f.unit) for f in read(paragraph("单位：万元"), table(rows)).figures if f.col == 1]
    assert found == [(kind, unit)] * 2


@pytest.mark.parametrize(
    ("head", "said", "kind"),
    [
        ("计量单位", "批饮", "count"),
        ("度量单位", "平方水", "count"),
        ("计量单位", "万元", "amount"),
    ],
)
def test_a_unit_that_is_not_known_is_no_money(head: str, said: str, kind: str) -> None:
    rows: list[list[str | None]] = [["事项", head, "完成值"], ["抽检", said, "4641"], ["复检", said, "3120"]]
    found = [f.kind.value for f in read(paragraph("单位：万元"), table(rows)).figures if f.col == 2]
    assert found == [kind] * 2


def test_a_rate_beside_a_column_of_units_is_a_rate() -> None:
    rows: list[list[str | None]] = [
        ["支出内容", "计划数", "支付数", "计量单位", "使用率"],
        ["水泵更新", "420.00", "397.60", "千元", "94.67"],
    ]
    assert [(k, v, u) for _, k, v, u in brief(read(table(rows)))] == [
        ("amount", "420.00", "千元"),
        ("amount", "397.60", "千元"),
        ("rate", "94.67", "%"),
    ]


RATED: list[list[str | None]] = [
    ["乡镇", "资金兑付", "项目成果", "群众评价", "总分"],
    ["东岭镇", "9.8", "58", "18", "85.8"],
    ["石浦镇", "9.2", "54", "27", "90.2"],
    ["青溪乡", "9.5", "55", "20.5", "85"],
]


def test_numbers_that_add_up_to_a_score_are_scores_even_where_one_sum_is_wrong() -> None:
    figures = read(table(RATED)).figures
    assert {f.kind.value for f in figures} == {"score"}
    wrong = [row[:] for row in RATED]
    wrong[1][4] = "88.5"
    assert len(read(table(wrong)).figures) == len(figures) == 12


def test_numbers_that_do_not_add_up_stay_without_a_unit() -> None:
    loose = [RATED[0], *([row[0], "3", "4", "5", row[4]] for row in RATED[1:])]
    assert [f.col for f in read(table(loose)).figures if f.is_usable] == [4, 4, 4]


def test_a_subject_s_level_is_no_unit() -> None:
    rows: list[list[str | None]] = [["科目", "金额"], ["提租补贴（项）", "18.20"], ["住房公积金（项）", "20.40"]]
    assert {f.unit for f in read(paragraph("单位：万元"), table(rows)).figures} == {"万元"}


def test_a_target_with_an_equals_sign() -> None:
    rows: list[list[str | None]] = [
        ["三级指标", "指标值", "完成值", "分值", "得分"],
        ["抽检合格率", "=100%", "99.2%", "5", "4.9"],
    ]
    assert ("抽检合格率/指标值", "rate", "100", "%") in brief(read(table(rows)))


def test_a_row_of_units_under_the_heads() -> None:
    rows: list[list[str | None]] = [
        ["资金来源", "到位数", "支付数", "户数"],
        ["", "（万元）", "（千元）", "（户）"],
        ["省级", "420.50", "397.60", "31"],
    ]
    found = brief(read(table(rows)))
    assert [(label, unit) for label, _, _, unit in found] == [
        ("省级/到位数", "万元"),
        ("省级/支付数", "千元"),
        ("省级/户数", "户"),
    ]


def test_marks_in_brackets_behind_an_indicator_are_scores_and_other_numbers_there_are_not() -> None:
    def first_column(head: str) -> list[tuple[str, str]]:
        rows: list[list[str | None]] = [
            [head, "二级指标", "权重", "得分"],
            ["管理（12）", "制度健全性", "7", "6.5"],
            ["", "台账完整性", "5", "5"],
        ]
        return [(str(f.value), f.unit) for f in read(table(rows)).figures if f.col == 0]

    assert first_column("一级指标") == [("12", "分")]
    assert first_column("项目") == []


@pytest.mark.parametrize(("head", "sure"), [("支付数", True), ("", False), ("2", False), ("偏差原因及措施", False)])
def test_under_a_head_that_a_scan_lost_no_unit_is_sure(head: str, *, sure: bool) -> None:
    rows: list[list[str | None]] = [
        ["乡镇", "计划数", head],
        ["东岭镇", "310.20", "288.75"],
        ["石浦镇", "96.40", "91.05"],
    ]
    made = table(rows)
    cells = (replace(c, lines=tuple(replace(line, origin=Origin.OCR) for line in c.lines)) for c in made.cells)
    for shown, certain in ((made, True), (replace(made, cells=tuple(cells)), sure)):
        figures = [f for f in read(paragraph("单位：万元"), shown).figures if f.col == 2]
        assert {Flag.AMBIGUOUS in f.flags for f in figures} == {not certain}


def test_what_a_rate_is_made_of_is_no_score() -> None:
    rows: list[list[str | None]] = [
        ["名目", "算法", "分子", "分母", "结果"],
        ["兑付进度", "已兑付÷应兑付", "288.75", "310.20", "93.09%"],
        ["完工进度", "已完工÷已开工", "96.40", "120.50", "80%"],
    ]
    found = {f.col: f.kind.value for f in read(paragraph("单位：万元"), table(rows)).figures}
    assert found == {2: "amount", 3: "amount", 4: "rate"}


BLOCKS = [["经费情况", "上年决算数", "本年决算数"], ["水资源费", "35.20", "33.10"], ["巡渠人数", "12", "11"]]


def test_a_block_right_below_another_is_in_its_unit() -> None:
    staff = table([["编制情况", "编制数", "实有人数"], ["机关", "58", "55"]])
    found = brief(read(paragraph("单位：万元"), staff, table(BLOCKS)))
    assert found[2:] == [
        ("水资源费/上年决算数", "amount", "35.20", "万元"),
        ("水资源费/本年决算数", "amount", "33.10", "万元"),
        ("巡渠人数/上年决算数", "count", "12", ""),
        ("巡渠人数/本年决算数", "count", "11", ""),
    ]
    assert not [kind for _, kind, _, _ in brief(read(staff, table(BLOCKS))) if kind == "amount"]


def test_an_indicator_s_target_takes_no_unit_from_the_block_above() -> None:
    """A scan reads 支付及时率 as 支付及时事: what is left names money, and 100 % would be a million."""
    funds = table([["年度资金", "预算数", "执行数"], ["合计", "120.00", "118.20"]])
    targets = table([["三级指标", "指标值", "完成值"], ["资金支付及时事", "100", "100"], ["成本节约车", "6", "8.12"]])
    found = read(paragraph("单位：万元"), funds, targets).figures
    assert [figure.kind.value for figure in found if figure.is_usable] == ["amount"] * 2


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("水资源费支出33.10万元，上年35.20万元。", "万元"),
        ("水资源费支出33.10万元，上年35.20元。", None),
        ("水资源费支出33.1万元，上年352,000元。", "万元"),
        ("水资源费支出33.10万元，上年35.21万元。", None),
        ("水资源费支出33.10万元，另收33.10元，上年35.20万元，三年共136.45万元。", None),
    ],
)
def test_a_unit_that_no_table_tells_is_that_of_the_same_numbers_in_the_text(text: str, unit: str | None) -> None:
    found = [f for f in read(paragraph(text), paragraph("见下表。"), table(BLOCKS)).figures if f.table_id]
    money = {f.unit for f in found if f.kind.value == "amount"}
    assert money == ({unit} if unit else set())
    assert all(Flag.UNIT_INHERITED in f.flags for f in found if f.kind.value == "amount")


@pytest.mark.parametrize(
    ("head", "unit"),
    [
        ("补助标准（元/生·年）", "元/生·年"),
        ("单价（元／立方米）", "元/立方米"),
        ("造价（万元/公里）", "万元/公里"),
        ("人均（元/人.月）", "元/人·月"),
    ],
)
def test_a_price_has_its_own_unit_and_leaves_its_neighbours_theirs(head: str, unit: str) -> None:
    rows: list[list[str | None]] = [
        ["对象", head, "补助金额"],
        ["走读生", "1250", "35.20"],
        ["住校生", "1500", "48.60"],
    ]
    found = [(f.unit, f.col) for f in read(paragraph("金额单位：人民币万元"), table(rows)).figures]
    assert found == [(unit, 1), ("万元", 2)] * 2


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("工期（天）", None),
        ("建设期限", None),
        ("考核排名", None),
        ("调整系数", None),
        ("水域面积（km2）", "count"),
        ("巡护里程", "count"),
        ("巡护人员", "count"),
        ("开放床位", "count"),
        ("群众满意度", "rate"),
        ("占总量", "rate"),
        ("备注", None),
    ],
)
def test_a_caption_speaks_of_money_alone(head: str, kind: str | None) -> None:
    rows: list[list[str | None]] = [["事项", head, "决算数"], ["甲渠", "18", "35.20"], ["乙渠", "36", "48.60"]]
    turned: list[list[str | None]] = [list(column) for column in zip(*rows, strict=True)]
    turned[0] = ["项目", "2022年", "2023年"]
    for drawn in (rows, turned):
        found = [f.kind.value for f in read(paragraph("单位：万元"), table(drawn)).figures]
        assert found.count("amount") == 2
        assert [k for k in found if k != "amount"] == ([kind] * 2 if kind else [])


def test_whole_numbers_among_decimals_are_in_doubt_unless_named_as_money() -> None:
    rows: list[list[str | None]] = [
        ["项目", "2022年", "2023年"],
        ["治沙造林", "35.20", "33.10"],
        ["瞭望哨", "12", "11"],
        ["聘用护林费支出", "40", "42"],
        ["苗圃", "18.25", "0"],
        ["防火道", "7.50", "8.00"],
    ]
    found = {f.label: Flag.AMBIGUOUS in f.flags for f in read(paragraph("单位：万元"), table(rows)).figures}
    assert [label for label, doubt in found.items() if doubt] == ["瞭望哨/2022年", "瞭望哨/2023年"]


@pytest.mark.parametrize("unit", ["单位：万元", "（单位：万元）", "金额单位:人民币万元"])
def test_a_first_row_may_say_who_fills_in_and_in_what_unit(unit: str) -> None:
    rows: list[list[str | None]] = [
        ["填报单位：南汀水务站", None, unit],
        ["项目", "年初预算", "执行数"],
        ["栏次", "1", "2"],
        ["渠道清淤", "35.20", "33.10"],
    ]
    found = brief(read(table(rows, {(0, 0): (1, 2)})))
    assert found == [("渠道清淤/年初预算", "amount", "35.20", "万元"), ("渠道清淤/执行数", "amount", "33.10", "万元")]


def test_a_unit_may_stand_behind_a_slash() -> None:
    rows: list[list[str | None]] = [
        ["类别", "采购金额/万元", "节约率/%", "得分/满分"],
        ["水泵", "35.20", "4.1", "9/10"],
    ]
    found = brief(read(table(rows)))
    assert found[:2] == [("水泵/采购金额", "amount", "35.20", "万元"), ("水泵/节约率", "rate", "4.1", "%")]


@pytest.mark.parametrize(
    ("told", "unit"),
    [("单位：人、万元", "万元"), ("单位：万元、人", "万元"), ("单位：万人、万元", "万元"), ("单位：人、尾", None)],
)
def test_of_several_units_that_of_money_is_the_amounts_alone(told: str, unit: str | None) -> None:
    rows: list[list[str | None]] = [
        ["渔村", "批复规模", "上岸", "到位数", "市级补助"],
        ["甲湾", "1208", "913", "640.00", "612.35"],
        ["乙湾", "884", "702", "455.50", "430.00"],
        ["合计", "2092", "1615", "1095.50", "1042.35"],
    ]
    report = read(paragraph(f"渔民转产补助发放情况　{told}"), table(rows))
    assert report.tables[0].title == "渔民转产补助发放情况" or unit is None
    found = [(f.col, f.unit) for f in report.figures if f.kind.value == "amount"]
    assert found == ([(3, unit), (4, unit)] * 3 if unit else [])


def test_ten_thousand_people_are_no_money() -> None:
    rows: list[list[str | None]] = [["渔村", "2022年", "2023年"], ["甲湾", "1.20", "1.35"], ["乙湾", "0.88", "0.91"]]
    assert {f.kind.value for f in read(paragraph("单位：万人"), table(rows)).figures} <= {"count"}


@pytest.mark.parametrize(("planned", "spent", "unit"), [("470", "451.20", "万元"), ("100", "96.00", "%")])
def test_the_row_of_a_rate_may_print_the_money_itself(planned: str, spent: str, unit: str) -> None:
    rows: list[list[str | None]] = [
        ["三级指标", "分值", "年初目标值", "实际完成值", "得分"],
        ["预算执行率", "10", planned, spent, "9.6"],
        ["发放物资批次", "10", "6批次", "6批次", "10"],
    ]
    found = [f.unit for f in read(paragraph("单位：万元"), table(rows)).figures if f.row == 1 and f.col in {2, 3}]
    assert found == [unit] * 2


PRICED: list[list[str | None]] = [
    ["采购品目", "台数", "成交单价", "小计金额", "占比"],
    ["便携式心电图机", "1台", "36,200.00", "36,200.00", "54.36"],
    ["输液泵", "4台", "7,600.00", "30,400.00", "45.64"],
]


def test_prices_are_money_where_the_caption_names_several_units() -> None:
    found = [(f.kind.value, f.printed, f.unit) for f in read(paragraph("单位：元、%"), table(PRICED)).figures]
    assert found == [
        *[("count", "1台", "台"), ("amount", "36,200.00", "元"), ("amount", "36,200.00", "元"), ("rate", "54.36", "%")],
        *[("count", "4台", "台"), ("amount", "7,600.00", "元"), ("amount", "30,400.00", "元"), ("rate", "45.64", "%")],
    ]


@pytest.mark.parametrize(
    ("head", "number", "told"),
    [
        ("其一", "36,200.00", ("amount", "元")),  # printed as the caption's money is
        ("其一", "36", ("count", "")),
        ("名次", "2", None),
        ("办结时限", "15", None),
    ],
)
def test_a_number_whose_unit_nothing_tells_is_in_doubt_and_never_left_out(
    head: str, number: str, told: tuple[str, str] | None
) -> None:
    rows: list[list[str | None]] = [["采购品目", head, "小计金额"], ["输液泵", number, "30,400.00"]]
    found = [f for f in read(paragraph("单位：元、台"), table(rows)).figures if f.col == 1]
    assert [(f.kind.value, f.unit) for f in found] == ([told] if told else [])
    assert all(Flag.AMBIGUOUS in f.flags and not f.is_usable for f in found)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["品名", "单位", "数量", "单价"], ["水准仪", "台", "6", "3,150.00"]], [("count", "台"), ("amount", "元")]),
        ([["处室", "编制数", "借调"], ["办公室", "9", "2"]], [("count", ""), ("amount", "元")]),
        ([["问", "很满意", "一般", "满意率"], ["效率", "161", "9", "94.7"]], [*[("count", "")] * 2, ("rate", "%")]),
        ([["单位", "自评得分", "复核得分", "差异"], ["甲站", "93", "91", "-2"]], [("score", "分")] * 3),
        ([["指标", "上年", "本年", "变化"], ["供水（吨）", "120", "150", "增加30"]], [("count", "吨")] * 3),
    ],
)  # fmt: skip
def test_a_number_is_in_the_unit_of_what_it_is_of(rows: list[list[str | None]], told: list[tuple[str, str]]) -> None:
    assert [(f.kind.value, f.unit) for f in read(paragraph("单位：元"), table(rows)).figures] == told


def test_people_are_counted_in_the_caption_s_unit() -> None:
    rows: list[list[str | None]] = [["处室", "编制数", "借调"], ["办公室", "9", "2"]]
    assert [f.unit for f in read(paragraph("单位：人"), table(rows)).figures] == ["人", "人"]


@pytest.mark.parametrize(("lines", "doubted"), [(("8", "7"), True), (("1,280,", "500.00"), False), (("36.5",), False)])
def test_a_cell_whose_lines_are_numbers_by_themselves_is_in_doubt(lines: tuple[str, ...], *, doubted: bool) -> None:
    drawn = table([["三级指标", "分值"], ["巡查频次", lines[0]]])
    *others, last = drawn.cells
    more = tuple(line(text, 20 + n) for n, text in enumerate(lines[1:]))
    cells = (*others, replace(last, lines=(*last.lines, *more)))
    (figure,) = read(replace(drawn, cells=cells)).figures
    assert (Flag.AMBIGUOUS in figure.flags) is doubted
