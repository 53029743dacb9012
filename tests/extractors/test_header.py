"""The head of a report from cover, title, letterhead, signature and text; every text here is our own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from extractors.report import extract
from pipeline.segment import segment
from schemas.catalogue import load_catalogue
from schemas.report import Head
from tests.drawing import document

CATALOGUE = load_catalogue()


def head(text: str) -> Head:
    return extract(segment(document(text)), CATALOGUE, "drawn").head


TITLE_AND_SIGNATURE = """云岭县农业农村局2022年度部门整体支出绩效自评报告

一、自评结论

经综合评价，我局2022年度部门整体支出绩效自评得分为96.5分，自评等级为“优”。

云岭县农业农村局

2023年3月15日"""

COVER = """附件2

2023年度部门整体支出绩效评价报告

部门名称（盖章）：青川市水务局

报告日期：二〇二四年四月十八日

一、自评结果

根据评分标准，本部门自评总分98分，评价结果为优秀。"""

LETTER = """关于报送2021年度省级林业专项资金绩效自评情况的报告

省财政厅：

按照要求，现将我厅2021年度专项资金绩效自评情况报告如下。

一、自评结论

综合评价得分83.22分，评价等级为良好。

南山省林业厅

2022年5月6日"""

PLAIN = """北湖区教育局部门整体绩效自评报告

（2020年度）

一、评价

对照评分表，我局自评100分，评定等次为优秀。

1、支付进度率（5分），扣2分，自评得分3分。"""


@pytest.mark.parametrize(
    ("text", "department", "region", "year", "filed", "score", "grade"),
    [
        (TITLE_AND_SIGNATURE, "云岭县农业农村局", "云岭县", 2022, date(2023, 3, 15), "96.5", "优"),
        (COVER, "青川市水务局", "青川市", 2023, date(2024, 4, 18), "98", "优"),
        (LETTER, "南山省林业厅", "南山省", 2021, date(2022, 5, 6), "83.22", "良"),
        (PLAIN, "北湖区教育局", "北湖区", 2020, None, "100", "优"),
    ],
)
def test_heads(text: str, department: str, region: str, year: int, filed: date | None, score: str, grade: str) -> None:
    found = head(text)
    assert (found.department, found.region, found.fiscal_year) == (department, region, year)
    assert (found.filed_on, found.self_score, found.grade) == (filed, Decimal(score), grade)


def test_the_year_is_that_of_the_evaluation_and_not_of_the_notice() -> None:
    found = head("自评报告\n\n评价年度：2020年度\n\n根据2021年财政资金绩效自评工作的通知，现报告如下。")
    assert found.fiscal_year == 2020


def test_a_scale_of_grades_is_no_grade() -> None:
    found = head("某县林业局自评报告\n\n一、标准\n\n评价等级分为优（90分以上）、良（80分以上）、中、差四级。")
    assert found.grade is None


def test_what_is_not_stated_is_none() -> None:
    assert head("一、概况\n\n绿化造林。") == Head()
