# ruff: noqa: E501 - passages are easier to read on one line
"""A wrong number printed twice is one conflict; two totals that are wrong by different parts are two."""

from __future__ import annotations

import pytest

from tests.pipeline.reconcile.test_said import loud

PROSE = "一、得分\n项目立项得15分，项目实施得26.5分，项目产出得29分，项目效果得20.8分，自评总分{91.3|92.3}分。\n"
TABLE = """\
|一级指标|二级指标|分值|得分|
|项目立项|立项依据|16|15|
|项目实施|资金管理|14|12.5|
|项目实施|组织管理|16|14|
|项目产出|数量质量|32|29|
|项目效果|社会效益|22|20.8|
|合计||100|{91.3|92.3}|
"""


@pytest.mark.parametrize(("text", "rows"), [(PROSE, 1), (TABLE, 1), (PROSE + TABLE, 1)])
def test_a_wrong_total_in_prose_and_in_the_table_is_one_conflict(text: str, rows: int) -> None:
    assert loud(text, 1) == []
    assert len(loud(text, 2)) == rows
    assert ("当为同一原因" in loud(text, 2)[0][1]) is (text == PROSE + TABLE)


def test_sums_that_lack_different_numbers_are_two_conflicts() -> None:
    one = "一、甲\n在校学生4,286人，其中走读生3,105人、住宿生1,181人。\n二、乙\n在校学生4,386人，其中走读生3,205人、住宿生1,281人。\n"
    other = "一、甲\n在校学生4,286人，其中走读生3,501人、住宿生1,181人。\n二、乙\n在校学生4,368人，其中走读生3,205人、住宿生1,181人。\n"
    assert len(loud(other, 1)) > 1
    assert len(loud(one, 1)) == 1
