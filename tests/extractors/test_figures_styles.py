"""Running text as the provinces write it: every amount, rate and score with its label."""

from __future__ import annotations

import pytest

from extractors.figures import Context
from schemas.catalogue import load_catalogue
from schemas.figure import Basis, Kind
from tests.drawing import prose_figures, section

CATALOGUE = load_catalogue()

STYLES = [
    (
        "2022年度我单位收入总计1,856.32万元，其中：一般公共预算财政拨款收入1,790.15万元，占96.44%；其他收入66.17万元。",
        (
            "1,856.32万元 收入总计 | 1,790.15万元 一般公共预算财政拨款收入 | 96.44% 一般公共预算财政拨款收入占比 "
            "| 66.17万元 其他收入"
        ),
    ),
    (
        "部门年初预算为2350.6万元，调整预算数为2580.45万元，全年执行数2544.7万元，预算执行率98.61%。",
        "2350.6万元 部门年初预算 | 2580.45万元 调整预算数 | 2544.7万元 全年执行数 | 98.61% 预算执行率",
    ),
    (
        "预算执行情况分值20分，得分=20×98.75%=19.75分。",
        "20分 预算执行情况 | 20 预算执行情况 | 98.75% 预算执行情况 | 19.75分 预算执行情况",
    ),
    (
        "投入指标（满分10分，自评得分9分）：在职人员控制率为95.83%，得5分；三公经费变动率为-5.6%，得4分。",
        (
            "10分 投入指标 | 9分 投入指标 | 95.83% 在职人员控制率 | 5分 在职人员控制率 | -5.6% 三公经费变动率 "
            "| 4分 三公经费变动率"
        ),
    ),
    (
        "产出指标50分，自评得48分，其中数量指标15分，得15分；质量指标10分，得9分。",
        "50分 产出指标 | 48分 产出指标 | 15分 数量指标 | 15分 数量指标 | 10分 质量指标 | 9分 质量指标",
    ),
    (
        "预算完成率=（上年结转+年初预算-年末结余）/（上年结转+年初预算）×100%=99.27%，得5分。",
        "99.27% 预算完成率 | 5分 预算完成率",
    ),
    (
        "中央、省级和市级资金分别为500万元、300万元和120.5万元。",
        "500万元 中央资金 | 300万元 省级资金 | 120.5万元 市级资金",
    ),
    ("扣分原因：一是支出进度偏慢，扣1分；二是满意度未达标，扣0.5分。", "1分 支出进度 | 0.5分 满意度"),
    (
        "受汛情影响，培训人次未达标，扣0.4分；采购执行率低于目标3.3个百分点，扣1分。",
        "0.4分 培训人次 | 3.3个百分点 采购执行率低于目标 | 1分 采购执行率",
    ),
    ("自评等级“优”（参考标准：90分及以上）。", "90分及以上） 优等分数下限"),
    ("自评得分86分，等级为“良”（80分≤得分＜90分）。", "86分 自评得分 | 80分 良等分数下限 | ＜90分 良等分数上限"),
    ("公用经费控制率为0；无超支情况。", "0 公用经费控制率"),
]


@pytest.mark.parametrize(("text", "expected"), STYLES, ids=[text[:14] for text, _ in STYLES])
def test_labels(text: str, expected: str) -> None:
    found = [f for f in prose_figures(section(text), CATALOGUE, Context(2022)) if f.kind is not Kind.COUNT]
    assert " | ".join(f"{f.printed} {f.label}" for f in found) == expected


def test_the_year_and_the_stage_of_a_sentence() -> None:
    text = "2021年“三公”经费预算数45万元，决算数38.6万元，比上年减少4.2万元。2022年一般公共预算财政拨款收入80万元。"
    figures = prose_figures(section(text), CATALOGUE, Context(2022))
    assert [(f.period, f.basis) for f in figures] == [
        ("2021", Basis.INITIAL),
        ("2021", Basis.FINAL),
        ("2021", Basis.FINAL),
        ("2022", None),
    ]
