"""What each amount, rate and score of handmade sentences is called (`labels.tsv`); stage, year and funds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.scoring import alike
from extractors.figures import Context
from extractors.identity import identify
from extractors.labels.items import bound_of_score, grade_bound, score_bound
from extractors.labels.words import compared, trim
from extractors.numbers.numerals import scan
from schemas.catalogue import load_catalogue
from schemas.document import Section
from schemas.figure import Basis, Figure, Kind, Scope
from tests.drawing import paragraph, prose_figures

if TYPE_CHECKING:
    from collections.abc import Iterator

CATALOGUE = load_catalogue()
CASES = [
    line.split("\t")
    for line in Path(__file__).with_name("labels.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def figures_of(text: str, title: str = "") -> list[Figure]:
    section = Section(1, 0, 1, "（一）", 1, title.removeprefix("（一）"), "（一）", 1, None, (paragraph(text),))
    return prose_figures(section, CATALOGUE, Context(fiscal_year=2023))


@pytest.mark.parametrize(("title", "text", "expected"), CASES, ids=[case[1][:16] for case in CASES])
def test_label(title: str, text: str, expected: str) -> None:
    found = [f for f in figures_of(text, title) if f.kind in {Kind.AMOUNT, Kind.RATE, Kind.SCORE}]
    assert " | ".join(f"{f.printed} {f.label}" for f in found) == expected


def judged(part: int) -> Iterator[bool]:
    """Whether each label of a half of `labels_alike.tsv` is what a careful reader wrote, in other words or fewer."""
    lines = Path(__file__).with_name("labels_alike.tsv").read_text("utf-8").split("# ----\n")[part].splitlines()
    for title, text, expected in (line.split("\t") for line in lines if not line.startswith("#")):
        found = {f.printed: f for f in reversed(figures_of(text, title))}
        rest = figures_of(text, title)
        for printed, label in (item.split(" ", 1) for item in expected.split(" | ")):
            at = next((i for i, f in enumerate(rest) if printed in f.printed), None)
            figure = found.get(printed) if at is None else rest[at]
            rest = rest if at is None else rest[at + 1 :]
            if figure is None or figure.kind in {Kind.AMOUNT, Kind.RATE, Kind.SCORE}:
                yield figure is not None and alike(label, figure.label)


@pytest.mark.parametrize("part", [0, 1], ids=["mended by", "judged by"])
def test_labels_of_another_reader(part: int) -> None:
    right = list(judged(part))
    assert sum(right) >= 0.95 * len(right)


# What keeps two mentions apart besides the name: stage, funds, year, project or part of the year.
ASPECTS = [
    ("年初预算数120万元。", Basis.INITIAL, None, "2023", ""),
    ("调整后预算数135万元。", Basis.ADJUSTED, None, "2023", ""),
    ("全年预算数135万元。", Basis.ADJUSTED, None, "2023", ""),
    ("公务接待费决算数1.2万元。", Basis.FINAL, None, "2023", ""),
    ("2022年公务接待费决算数1.5万元。", Basis.FINAL, None, "2022", ""),
    ("案件执行经费20万元。", None, None, "2023", ""),
    ("案件执行经费实际支出20万元。", Basis.FINAL, None, "2023", ""),
    ("上年公务接待费支出1.5万元。", None, None, "2022", ""),
    ("上年结转结余36万元。", None, None, "2023", ""),
    ("年初结转和结余36万元。", None, None, "2023", ""),
    ("一般公共预算财政拨款支出980万元。", None, Scope.FISCAL, "2023", ""),
    ("财政拨款收入980万元。", None, Scope.FISCAL, "2023", ""),
    ("部门决算总收入1,020万元。", Basis.FINAL, Scope.ALL, "2023", ""),
    ("截至9月底预算执行率71.5%。", None, None, "2023", "截至9月底"),
    ("上半年支出进度48%。", None, None, "2023", "上半年"),
    ("平安小区监控项目：预算执行率98%。", None, None, "2023", "平安小区监控项目"),
]


@pytest.mark.parametrize(("text", "basis", "scope", "period", "subject"), ASPECTS, ids=[case[0] for case in ASPECTS])
def test_aspects(text: str, basis: Basis | None, scope: Scope | None, period: str, subject: str) -> None:
    (figure,) = [f for f in figures_of(text) if f.kind in {Kind.AMOUNT, Kind.RATE}]
    assert (figure.basis, figure.scope, figure.period, figure.subject) == (basis, scope, period, subject)


NAMED = [
    ("上年财政拨款结转结余", Kind.AMOUNT, "carryover.opening"),
    ("支出总计", Kind.AMOUNT, "expenditure.balanced"),
    ("去年总支出", Kind.AMOUNT, "expenditure.total"),
    ("教育项目支出", Kind.AMOUNT, None),
    ("序时进度", Kind.RATE, None),
    ("群众满意度", Kind.RATE, "rate.satisfaction_public"),
    ("服务对象满意度", Kind.RATE, "rate.satisfaction"),
    ("总分/得分", Kind.SCORE, "score.total"),
    ("总分/分值", Kind.SCORE, None),
    ("村道养护/自评得分", Kind.SCORE, None),
    ("社团活动项目自评得分", Kind.SCORE, None),
    ("整体支出绩效自评得分", Kind.SCORE, "score.total"),
]


@pytest.mark.parametrize(("label", "kind", "code"), NAMED, ids=[case[0] for case in NAMED])
def test_a_wrong_indicator_is_worse_than_none(label: str, kind: Kind, code: str | None) -> None:
    assert identify(label, kind, CATALOGUE) == code


def test_the_year_before_that_a_comparison_cites() -> None:
    now, before, less = figures_of("“三公”经费支出36.18万元，较上年的39.60万元减少3.42万元。")
    assert [f.period for f in (now, before, less)] == ["2023", "2022", "2023"]
    assert before.label == "上年“三公”经费支出"
    assert before.indicator == now.indicator == "three_public.actual"
    assert less.indicator is None


@pytest.mark.parametrize("years", ["2021年、2022年和2023年", "2021、2022、2023年", "2021年至2023年，", "2021—2023年"])
def test_the_years_of_a_list_in_turn(years: str) -> None:
    told = figures_of(f"{years}培训经费分别为40.20万元、42.10万元和39.60万元，2023年下降5.94%。")
    assert [f.period for f in told] == ["2021", "2022", "2023", "2023"]


LEAD_OUT = """约为 分别为 已达到 累计达 共有 计 有 仅 只 近 超过 逾 突破了 各 等于 增至 升至 降至 核定为 被核减到
提高到 上升至 回升到 扩大到 调增到 下降到 落在 减少到 压缩至 缩小到 控制在 保持在 稳定在 维持在 不得低于 处于 介于 位于
均在 皆在 都在 要求 须 应当 需 酌情 争取 力争 大致 花去 用去 拟 全部 ： = 人民币 ￥ 大于 小于 ≥ ＜ > ≤ - — ~ 至 到
为每人每年 按生均每年 由 从 从上年的 分别 其中 较多 偏高 占比最高 最低 比上年持平 与预算略降 较上年略有增 同去年持平
经测算可得出 按标准计算后 、 ， （"""
COMPARISONS = """增长 下降 同比增加 较上年减少 与去年相比上升 相比往年净增 对比预算节约 比上年决算数多支出 年均增长
逐年下降 平均提高 大幅压减 小幅回落 略有上涨 按可比价格计算增长 实际超支 各增长 均下降 共减少 又缩减 再压缩 较同期短收
序时进度持平 较目标少支 决算数增加 2022年增支 调减 变动 省下 占总支出 涨 降幅"""


def test_what_leads_to_a_number_is_no_part_of_its_name() -> None:
    assert {trim("设备完好率" + ending) for ending in LEAD_OUT.split()} == {"设备完好率"}


def test_what_a_comparison_is_about() -> None:
    assert {compared("设备采购" + ending) for ending in COMPARISONS.split()} == {"设备采购"}


_AROUND = [
    "90",
    "80 分",
    "分",
    "（含）",
    "及以上",
    "以下",
    "不低于",
    "低于",
    "达到",
    "不到",
    "不足",
    "≥",
    "<",
    "＞",
    "～",
    "至",
    "—",
]
_AROUND += ["为优", "良", "：", "优（", "得分在", "得分", "的", "有", "6 个", "之间", "，"]


@settings(max_examples=1500)
@given(st.lists(st.sampled_from(_AROUND), max_size=4), st.lists(st.sampled_from(_AROUND), max_size=4))
def test_every_bound_of_a_score_has_a_sign_of_one(before: list[str], behind: list[str]) -> None:
    text = "".join([*before, "85 分", *behind])
    for quantity in scan(text):
        bound = grade_bound(text, quantity) or score_bound(text, quantity, "得分下限")
        assert bound_of_score(text, quantity, "得分下限") == bound
