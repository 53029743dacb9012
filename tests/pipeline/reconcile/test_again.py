"""Numbers told again, and what is left of others, of which some are named: neither reading says anything wrong."""

from __future__ import annotations

import pytest

from tests.pipeline.reconcile.test_said import loud

QUIET = [
    "一、基本情况\n我局核定编制52名，年末实有在职人员47人。\n二、绩效目标完成情况\n选派{12|46}名在职人员参加业务培训。",
    "一、基本情况\n全县有行政村128个、社区13个。\n二、绩效目标完成情况\n对{8|12}个社区实施改造。",
    "一、基本情况\n设基层所13个。\n二、存在问题\n{12|11}个基层所办公用房不达标。",
    "一、绩效目标完成情况\n受理群众来信326件，办结319件，办结率97.85%。\n二、存在问题\n有{2|3}件来信因涉诉未按期办结，{15|4}件投诉未办结。",
    "一、绩效目标完成情况\n计划治理河道21.5公里，治理21.5公里。\n二、存在问题\n征地协调慢，影响衬砌渠道{3.4|5.4}公里未完成。",
    "项目计划2020年3月1日开工、5月31日完工，因资金到位晚推迟{15|25}天开工。",
    "一、绩效目标完成情况\n计划举办培训20期，实际举办22期。\n二、下一步打算\n2021年计划举办讲座30场，比上年实际多{8|12}场。",
]


@pytest.mark.parametrize("text", QUIET)
def test_some_of_them_and_other_things_are_no_restatement(text: str) -> None:
    assert loud(text, 1) == []
    assert loud(text, 2) == []
