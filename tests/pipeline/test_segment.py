"""Outlines in the ways of numbering that reports use; every text here is our own."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.segment import segment
from schemas.document import Document, Origin, Paragraph
from tests.drawing import document, paragraph, table


def paths(text: str, origin: Origin = Origin.TEXT) -> list[str]:
    return [section.path for section in segment(document(text, origin=origin)).sections[1:]]


def blocks(*lines: str) -> str:
    return "\n\n".join(lines)


STYLES = {
    "five levels": (
        blocks(
            "一、基本情况",
            "（一）职能",
            "1.主要职责",
            "(1)编制规划",
            "①水利规划。本年编制两项。",
            "②防汛规划。本年修订一项。",
            "(2)组织实施",
            "2.机构设置",
            "（二）人员",
            "二、自评结论",
            "自评得分95分。",
        ),
        [
            "一",
            "一/（一）",
            "一/（一）/1",
            "一/（一）/1/(1)",
            "一/（一）/1/(1)/①",
            "一/（一）/1/(1)/②",
            "一/（一）/1/(2)",
            "一/（一）/2",
            "一/（二）",
            "二",
        ],
    ),
    "parts above": (
        blocks(
            "第一部分 部门概况",
            "一、主要职能",
            "二、机构设置",
            "第二部分 决算情况",
            "一、收入情况",
            "二、支出情况",
            "附件1",
            "自评表",
        ),
        ["第一部分", "第一部分/一", "第一部分/二", "第二部分", "第二部分/一", "第二部分/二", "附件1"],
    ),
    "enumeration commas below brackets": (
        blocks("一、概况", "（一）职能", "1、职责：负责造林。", "2、机构：内设三个股室。", "（二）目标", "二、执行"),
        ["一", "一/（一）", "一/（一）/1", "一/（一）/2", "一/（二）", "二"],
    ),
    "enumeration commas at the top": (
        blocks("1、项目概况", "（1）立项依据", "（2）资金来源", "2、实施情况", "（1）组织", "（2）监管", "3、结论"),
        ["1", "1/（1）", "1/（2）", "2", "2/（1）", "2/（2）", "3"],
    ),
    "enumeration commas straight below han": (
        blocks("一、概况", "1、职能", "2、人员", "二、绩效", "1、产出", "2、效益"),
        ["一", "一/1", "一/2", "二", "二/1", "二/2"],
    ),
    "full-width and corrupted dots in one list": (
        blocks(
            "一、建议",
            *(f"{n}{'．' if n != 11 else '“.'}加强第{'甲乙丙丁戊己庚辛壬癸子'[n - 1]}类管理" for n in range(1, 12)),
        ),
        ["一", *(f"一/{n}" for n in range(1, 12))],
    ),
    "skipped level": (
        blocks(
            "一、概况",
            "（一）职能",
            "（二）人员",
            "二、过程",
            "(1)准备",
            "(2)实施",
            "三、结果",
            "（一）产出",
            "（二）效益",
        ),
        ["一", "一/（一）", "一/（二）", "二", "二/(1)", "二/(2)", "三", "三/（一）", "三/（二）"],
    ),
    "bracket with a dot": (
        blocks("一、产出", "(1).数量指标", "(2).质量指标", "二、效益"),
        ["一", "一/(1)", "一/(2)", "二"],
    ),
    "inline lists are no headings": (
        blocks(
            "一、措施",
            "一是加强领导。二是落实责任。三是强化监督。",
            "主要职责：（1）拟订政策；（2）组织实施；（3）监督检查。",
            "（1）举办展览，共6场；（2）接待读者，共9万人；（3）下乡放映。",
            "二、成效",
        ),
        ["一", "二"],
    ),
    "run-in headings": (
        blocks(
            "一、分析",
            "（一）投入情况：预算安排120万元，已全部到位。",
            "（二）管理情况。制度健全，核算规范。",
            "（三）产出情况，完成培训12期，得分10分。",
        ),
        ["一", "一/（一）", "一/（二）", "一/（三）"],
    ),
    "restart for every project": (
        blocks(
            "一、概况",
            "渔船更新项目由镇里组织实施，" * 8,
            "二、执行",
            "三、结论",
            "渔港维修项目",
            "一、概况",
            "二、执行",
            "三、结论",
        ),
        ["一", "二", "三", "一", "二", "三"],
    ),
    "inversion": (
        blocks(
            "一、概况",
            "（一）职能",
            "（二）指标",
            "1. 执行",
            "(1) 进度",
            "(2) 社会效益",
            "（一）水质改善",
            "1、治理河道",
            "2、拆除网箱",
            "（二）渔民增收",
            "1、补贴到位",
            "(3) 满意度",
            "(4) 加分项",
            "（三）问题",
            "（四）建议",
        ),
        [
            "一",
            "一/（一）",
            "一/（二）",
            "一/（二）/1",
            "一/（二）/1/(1)",
            "一/（二）/1/(2)",
            "一/（二）/1/(2)/（一）",
            "一/（二）/1/(2)/（一）/1",
            "一/（二）/1/(2)/（一）/2",
            "一/（二）/1/(2)/（二）",
            "一/（二）/1/(2)/（二）/1",
            "一/（二）/1/(3)",
            "一/（二）/1/(4)",
            "一/（三）",
            "一/（四）",
        ],
    ),
    "duplicate": (
        blocks(
            "一、问题", "1.编制不细", "2.执行偏慢", "3.监督不够", "4.档案不全", "4.培训不足", "5.宣传不多", "二、建议"
        ),
        ["一", "一/1", "一/2", "一/3", "一/4", "一/4", "一/5", "二"],
    ),
    "corrupted": (blocks("一,、概况", "二、执行", "三、结论"), ["一", "二", "三"]),
    "marker parted from its title": (
        blocks("一、", "项目概况", "本项目由县里实施。", "二、", "实施情况", "（一）\n组织管理", "（二）\n资金管理"),
        ["一", "二", "二/（一）", "二/（二）"],
    ),
    "numbers at the start of a paragraph": (
        blocks(
            "一、收入",
            "753.83万元为年初预算数。",
            "2025.1.1至2025.12.31为实施期。",
            "36+232个站点已建成。",
            "二、支出",
            "12. 5万元为追加。",
        ),
        ["一", "二"],
    ),
    "circled items begin in a run-in paragraph": (
        blocks(
            "一、效益",
            "(1) 水费收缴率，①“农业用水”收缴率。收缴率为92%。",
            "②“城镇用水”收缴率。收缴率为95%。",
            "(2) 满意度，为98%。",
        ),
        ["一", "一/(1)", "一/(1)/①", "一/(1)/②", "一/(2)"],
    ),
    "false markers": (
        blocks("一、概况", "（一）职能", "负责取水", "5、、取水口管理", "（二）人员", "9、领导负总责。", "二、执行"),
        ["一", "一/（一）", "一/（二）", "二"],
    ),
    "enclosures": (
        blocks("一、概况", "二、结论", "附件：1.部门整体支出绩效自评表", "2.部门整体支出绩效目标表", "某县林业局"),
        ["一", "二"],
    ),
    "contents with leaders": (
        blocks(
            "目 录", "一、概况……………3", "二、执行..........5", "正文", "一、概况", "林地面积大。", "二、执行", "进度快。"
        ),
        ["一", "二"],
    ),
    "contents without leaders": (
        blocks(
            "目录",
            "第一部分 概况1",
            "一、职能1",
            "二、人员2",
            "第二部分 绩效3",
            "第一部分 概况",
            "一、职能",
            "管林。",
            "二、人员",
            "九人。",
            "第二部分 绩效",
        ),
        ["第一部分", "第一部分/一", "第一部分/二", "第二部分"],
    ),
    "brackets at the top": (
        blocks("（一）概况", "1.职能", "2.人员", "（二）绩效", "1.产出", "2.效益"),
        ["（一）", "（一）/1", "（一）/2", "（二）", "（二）/1", "（二）/2"],
    ),
    "a number left out": (blocks("一、概况", "二、执行", "四、结论", "五、建议"), ["一", "二", "四", "五"]),
    "the first one lost": (
        blocks("一、概况", "（二）人员", "（三）目标", "（四）支出", "二、执行"),
        ["一", "一/（二）", "一/（三）", "一/（四）", "二"],
    ),
}


@pytest.mark.parametrize("style", STYLES)
def test_styles_of_numbering(style: str) -> None:
    text, expected = STYLES[style]
    assert paths(text) == expected


SCANNED = {
    "brackets misread": (
        blocks("一、概况", "（一〉职能", "【二）人员", "（三]目标", "二、执行"),
        ["一", "一/（一）", "一/（二）", "一/（三）", "二"],
    ),
    "a dash for one": (
        blocks("－、概况", "（－）职能", "（二）人员", "二、执行"),
        ["一", "一/（一）", "一/（二）", "二"],
    ),
    "a letter for one": (blocks("一、概况", "l.职能", "2.人员", "二、执行"), ["一", "一/1", "一/2", "二"]),
    "another number": (blocks("一、概况", "二、过程", "二、结果", "四、建议"), ["一", "二", "三", "四"]),
    "the comma lost": (blocks("一、概况", "二、过程", "三绩效结果", "四、建议"), ["一", "二", "三", "四"]),
}


@pytest.mark.parametrize("case", SCANNED)
def test_misread_markers_are_mended_by_sequence(case: str) -> None:
    text, expected = SCANNED[case]
    assert paths(text, Origin.OCR) == expected
    assert any(section.notes for section in segment(document(text, origin=Origin.OCR)).sections)


def test_titles_and_bodies() -> None:
    outline = segment(
        document(
            blocks(
                "某县水务局自评报告",
                "一、基本情况。",
                "（一）提升供水能力，保障农村用水",
                "（二）资金管理，我局设专账核算，自评得分5分。",
                "（三）落实河长责任，建立巡查制度。全年巡河96次。",
            )
        )
    )
    titles = [section.title for section in outline.sections]
    assert titles == ["", "基本情况", "提升供水能力，保障农村用水", "资金管理", "落实河长责任，建立巡查制度"]
    bodies = ["".join(b.text for b in section.body if isinstance(b, Paragraph)) for section in outline.sections]
    assert bodies == ["某县水务局自评报告", "", "", "我局设专账核算，自评得分5分。", "全年巡河96次。"]


def test_a_closing_score_goes_to_the_item_that_it_closes() -> None:
    outline = segment(
        document(
            blocks(
                "一、效益",
                "(1) 生态效益，自评满分5分。",
                "(2) 社会效益",
                "（一）护林",
                "1、巡山",
                "（二）防火",
                "自评满分8分。",
                "(3) 满意度，自评满分2分。",
            )
        )
    )
    owner = next(s for s in outline.sections if any("8分" in b.text for b in s.body if isinstance(b, Paragraph)))
    assert owner.path == "一/(2)"


def test_oddities_are_notes() -> None:
    text, _ = STYLES["duplicate"]
    assert any("重复" in note for note in segment(document(text)).notes)
    assert all(re.search(r"：第\d+页 ", note) for note in segment(document(text)).notes)
    assert any("缺号" in note for note in segment(document(STYLES["a number left out"][0])).notes)


def test_an_empty_document_has_section_zero() -> None:
    outline = segment(Document((), ()))
    assert [section.path for section in outline.sections] == [""]


@pytest.mark.parametrize(
    ("above", "heads"),
    [
        (("附件转移支付绩效目标自评表", "（2022年度）单位：万元"), True),
        (
            (
                "附件：2022年度自评表",
                "项目名称：河道清淤与两岸护坡加固工程　主管部门：某县水务局　项目实施单位：某县河道管理所",
            ),
            True,
        ),
        (("附件表格由各科室填报", "（2022年度）单位：万元"), False),
        (("附件：自评表", "三、其他说明"), False),
    ],
)
def test_an_annex_without_a_number_is_headed_above_its_table(above: tuple[str, str], *, heads: bool) -> None:
    words = document(blocks("一、概况", "二、结论", *above))
    found = [s.path for s in segment(replace(words, blocks=(*words.blocks, table([["执行率", "98%"]])))).sections[1:]]
    assert ("附件" in found) is heads


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(["一、甲", "（二）乙。", "1.丙：丁", "(3) 戊", "①己", "2、庚", "附件1", "正文一段。", "12"]),
        max_size=30,
    )
)
def test_no_character_is_lost(lines: list[str]) -> None:
    made = Document((), tuple(paragraph(line, at) for at, line in enumerate(lines)))
    outline = segment(made)
    parts = [b for s in outline.sections for b in (*([s.heading] if s.heading else []), *s.body)]
    text = "".join(p.text for p in parts if isinstance(p, Paragraph))
    assert sorted(text.replace(" ", "")) == sorted("".join(lines).replace(" ", ""))


def test_hostile_input_takes_linear_time() -> None:
    hostile = blocks(*(f"{m}甲{n}乙" for n in range(200) for m in ("1.", "（一）", "①", "(9)", "三、")))
    start = time.perf_counter()
    segment(document(hostile))
    assert time.perf_counter() - start < 10


def test_a_comma_inside_a_number_ends_no_title() -> None:
    text = blocks("一、专项支出", "①疫苗采购14,352,000.00元；", "②冷链车辆9，800.50元，已验收；", "③其他支出。")
    sections = segment(document(text)).sections[1:]
    assert [section.title for section in sections[1:3]] == ["疫苗采购14,352,000.00元", "冷链车辆9，800.50元"]


def test_a_dotted_marker_before_any_noun() -> None:
    text = blocks("一、分析", "（一）决策", "1.1项目申报（5分）", "1.2公用设施（5分）", "1.3年度计划（5分）")
    assert paths(text) == ["一", "一/（一）", "一/（一）/1.1", "一/（一）/1.2", "一/（一）/1.3"]


def test_a_dotted_marker_that_begins_a_line_behind_a_full_line() -> None:
    text = blocks(
        "一、分析", "2.1受益面：覆盖六个村。\n2.2时效：按期开课，得8分。\n2.3成本：未超概算。", "2.4满意度：得9分。"
    )
    assert paths(text) == ["一", "一/2.1", "一/2.2", "一/2.3", "一/2.4"]
