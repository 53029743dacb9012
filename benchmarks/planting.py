# ruff: noqa: E501 - samples are easier to read on one line, and drawn with a seed
"""Reports drawn at random as the extractor would hand them over, rounded and right, and errors planted in them.

True amounts have four decimals and are printed with two, so that hardly any printed sum is exact: what a tolerance
would call an error here is rounding.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.building import report
from schemas.figure import Figure, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemas.report import Report

PROJECTS = 24
ITEMS = 20


def _rounded(value: Decimal, places: int = 2) -> str:
    return str(value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))


def _percent(above: Decimal, below: Decimal) -> str:
    return _rounded(above / below * 100) + "%"


def _amount(rng: random.Random, low: int, high: int) -> Decimal:
    return Decimal(rng.randint(low * 10_000, high * 10_000)) / 10_000


def clean(seed: int) -> Report:
    """A report of about 200 facts in which every relation holds."""
    rng = random.Random(seed)
    sentences = _prose(rng)
    scores = _scored(rng)
    total = sum((Decimal(awarded) for _, _, awarded in scores), Decimal(0))
    sentences.append((9, f"自评得分[[自评得分|{total.normalize():f}分|score.total]]。"))
    return report(*sentences, scores=scores, tables=(("项目执行情况表", _projects(rng)),), filed=date(2021, 5, 20))


def _scored(rng: random.Random) -> tuple[tuple[str, str, str], ...]:
    """Indicators of five points each: name, full marks, points."""
    cut = (0, 0, 0, 1, 5, 10)
    return tuple((f"指标{n + 1}", "5", str((5 - Decimal(rng.choice(cut)) / 10).normalize())) for n in range(ITEMS))


def _projects(rng: random.Random) -> list[list[str]]:
    """A table of projects: budgeted, spent, the rate, and their total."""
    table, sums = [["项目", "预算数", "执行数", "执行率"]], [Decimal(0), Decimal(0)]
    for n in range(PROJECTS):
        budget = _amount(rng, 20, 900)
        actual = budget * Decimal(rng.randint(6000, 10000)) / 10000
        sums = [sums[0] + budget, sums[1] + actual]
        table.append([f"子项{n + 1}", _rounded(budget), _rounded(actual), _percent(actual, budget)])
    return [*table, ["合计", *map(_rounded, sums), _percent(sums[1], sums[0])]]


def _prose(rng: random.Random) -> list[tuple[int, str]]:
    """The sentences, each with its section, for `building.report`."""
    amount = partial(_amount, rng)
    basic, project = amount(1500, 4000), amount(800, 3000)
    spent = basic + project
    wages, goods, families = basic * Decimal("0.6131"), basic * Decimal("0.1217"), basic * Decimal("0.0913")
    capital = spent - wages - goods - families
    fiscal_spent = spent - amount(3, 90)
    fiscal_opening, fiscal_closing = amount(20, 200), amount(5, 80)
    fiscal_revenue = fiscal_spent + fiscal_closing - fiscal_opening
    other, opening = amount(5, 90), fiscal_opening + amount(1, 9)
    business = amount(200, 300)
    current = fiscal_revenue + other + business
    revenue = current + opening
    closing = revenue - spent
    three_budget = amount(20, 90)
    three = three_budget * Decimal(rng.randint(60, 99)) / 100
    public_budget = amount(150, 400)
    public = public_budget * Decimal(rng.randint(70, 99)) / 100
    growth = amount(10, 300)
    cases = rng.randint(2000, 9000)
    done = cases - rng.randint(20, 300)
    kinds = (rng.randint(100, cases // 2), rng.randint(100, cases // 3))
    staff = rng.randint(40, 150)
    retired, left = rng.randint(10, 90), rng.randint(1, 9)
    p = _rounded
    return [
        (2, f"全年总收入[[收入合计|{p(revenue)}万元|revenue.total|scope=all]]，其中：本年收入[[本年收入|{p(current)}万元|revenue.current|scope=all]]，上年结转[[上年结转|{p(opening)}万元|carryover.opening|scope=all]]。"),
        (2, f"本年收入[[本年收入|{p(current)}万元|revenue.current|scope=all]]，其中：财政拨款收入[[财政拨款收入|{p(fiscal_revenue)}万元|revenue.fiscal|scope=fiscal]]，事业收入[[事业收入|{p(business)}万元]]，其他收入[[其他收入|{p(other)}万元|revenue.other]]。"),
        (2, f"全年支出[[支出合计|{p(spent)}万元|expenditure.total|scope=all]]，其中：基本支出[[基本支出|{p(basic)}万元|expenditure.basic]]，项目支出[[项目支出|{p(project)}万元|expenditure.project]]。"),
        (2, f"按经济分类看，工资福利[[工资福利支出|{p(wages)}万元|expenditure.wages]]，商品服务[[商品和服务支出|{p(goods)}万元|expenditure.goods_services]]，补助[[对个人和家庭的补助|{p(families)}万元|expenditure.individuals_families]]，资本性[[资本性支出|{p(capital)}万元|expenditure.capital]]。"),
        (2, f"项目支出[[项目支出|{p(project)}万元|expenditure.project]]，占总支出的[[项目支出占比|{_percent(project, spent)}]]。"),
        (2, f"年末结转结余[[年末结转结余|{p(closing)}万元|carryover.closing|scope=all]]。"),
        (3, f"财政拨款支出[[财政拨款支出决算数|{p(fiscal_spent)}万元|expenditure.fiscal|scope=fiscal]]，上年财政结转[[上年财政结转结余数|{p(fiscal_opening)}万元|carryover.opening|scope=fiscal]]，本年拨款[[财政拨款收入决算数|{p(fiscal_revenue)}万元|revenue.fiscal|scope=fiscal]]，完成率[[支出完成率|{_percent(fiscal_spent, fiscal_opening + fiscal_revenue)}|rate.expenditure_completion]]。"),
        (3, f"年末财政结转[[年末财政结转结余|{p(fiscal_closing)}万元|carryover.closing|scope=fiscal]]，结转结余率[[结转结余率|{_percent(fiscal_closing, fiscal_opening + fiscal_revenue)}|rate.carryover]]。"),
        (4, f"“三公”经费预算[[三公经费预算|{p(three_budget)}万元|three_public.budget]]，支出[[三公经费支出|{p(three)}万元|three_public.actual]]，控制率[[三公经费控制率|{_percent(three, three_budget)}|rate.three_public_control]]。"),
        (4, f"公用经费预算[[公用经费预算|{p(public_budget)}万元|public_funds.budget]]，支出[[公用经费支出|{p(public)}万元|public_funds.actual]]，控制率[[公用经费控制率|{_percent(public, public_budget)}|rate.public_funds_control]]。"),
        (4, f"非税收缴[[非税收缴额|{p(business + growth)}万元]]，比上年增加[[增加额|{p(growth)}万元]]，增长[[增长率|{_percent(growth, business)}]]。"),
        (5, f"核定编制[[编制人数|{staff}人|staff.establishment]]，实有在职人员[[在职人数|{staff - rng.randint(0, 5)}人|staff.in_post]]，离退休人员[[离退休人数|{retired + left}人|staff.retired]]，其中退休人员[[退休人员|{retired}人]]，离休人员[[离休人员|{left}人]]。"),
        (6, f"全年受理投诉[[受理投诉|{cases}件]]，办结[[投诉办结|{done}件]]，办结率[[办结率|{_percent(Decimal(done), Decimal(cases))}]]。"),
        (6, f"其中线上咨询[[线上咨询服务事项|{kinds[0]}件]]。线下咨询[[线下咨询服务事项|{kinds[1]}件]]。咨询共[[咨询服务事项|{sum(kinds) + rng.randint(0, 50)}件]]。"),
        (7, f"再次说明：总收入[[收入合计|{p(revenue)}万元|revenue.total|scope=all]]，总支出[[支出合计|{p(spent)}万元|expenditure.total|scope=all]]。"),
        (7, f"基本支出[[基本支出|{p(basic)}万元|expenditure.basic]]，上年财政结转[[上年财政结转结余数|{p(fiscal_opening)}万元|carryover.opening|scope=fiscal]]。"),
        (8, "评价期为[[评价期始|2020年1月1日]]至[[评价期末|2020年12月31日]]。"),
    ]  # fmt: skip


def altered(made: Report, key: str, value: Decimal) -> Report:
    """The report with another value printed in the place of a figure, decimals and unit as they were."""
    old = next(f for f in made.figures if f.figure_id == key)
    text = f"{value:.{old.decimals}f}" if old.value is not None else ""
    printed = old.printed.replace(f"{old.value:.{old.decimals}f}", text)
    at = 0
    for f in made.figures:
        if (f.section, f.evidence.quote) == (old.section, old.evidence.quote) and not f.table_id:
            at = old.evidence.quote.find(f.printed, at)
            if f.figure_id == key:
                break
            at += len(f.printed)
    quote = old.evidence.quote
    if not old.table_id:
        quote = quote[:at] + printed + quote[at + len(old.printed) :]

    def changed(f: Figure) -> Figure:
        same = (f.section, f.evidence.quote) == (old.section, old.evidence.quote) and not old.table_id
        new = replace(f, evidence=replace(f.evidence, quote=quote)) if same else f
        return replace(new, printed=printed, value=Decimal(text)) if f.figure_id == key else new

    scores = tuple(replace(s, awarded=Decimal(text)) if s.figures and s.figures[-1] == key else s for s in made.scores)
    schemes = tuple(replace(scheme, items=scores) for scheme in made.schemes)
    return replace(made, figures=tuple(changed(f) for f in made.figures), scores=scores, schemes=schemes)


@dataclass(frozen=True)
class Nature:
    """A kind of error: which figures it may befall, and what it makes of a value."""

    name: str
    befalls: Callable[[Figure], bool]
    spoils: Callable[[Figure, random.Random], Decimal]


def _digits(f: Figure) -> str:
    return f"{f.value:.{f.decimals}f}".replace(".", "")


def _number(digits: str, f: Figure) -> Decimal:
    return Decimal(digits).scaleb(-f.decimals)


def digit_changed(f: Figure, rng: random.Random, last: int = 2) -> Decimal:
    """One digit changed, not among the `last` ones."""
    digits = _digits(f)
    n = rng.randrange(max(len(digits) - last, 1))
    other = rng.choice([d for d in "123456789" if d != digits[n]])
    return _number(digits[:n] + other + digits[n + 1 :], f)


def _transposed(f: Figure, _: random.Random) -> Decimal:
    digits = _digits(f)
    n = next((n for n in range(len(digits) - 1) if digits[n] != digits[n + 1]), 0)
    return _number(digits[:n] + digits[n + 1] + digits[n] + digits[n + 2 :], f)


def _times(power: int) -> Callable[[Figure, random.Random], Decimal]:
    return lambda f, _: (f.value or Decimal(0)).scaleb(power)


def _doubled(f: Figure, _: random.Random) -> Decimal:
    digits = _digits(f)
    return _number(digits[0] + digits, f)


def _dropped(f: Figure, _: random.Random) -> Decimal:
    digits = _digits(f)
    return _number(digits[0] + digits[2:], f)


def _labelled(*labels: str) -> Callable[[Figure], bool]:
    return lambda f: f.label in labels


def _cell(heading: str, *, total: bool = False) -> Callable[[Figure], bool]:
    return lambda f: bool(f.table_id) and f.label.endswith(heading) and f.label.startswith("合计") == total


MONEY = _labelled("基本支出", "收入合计", "支出合计", "财政拨款支出决算数", "上年财政结转结余数", "本年收入")
NATURES = (
    Nature("一位数字", MONEY, digit_changed),
    Nature("相邻数字颠倒", MONEY, _transposed),
    Nature("多写一位", MONEY, _doubled),
    Nature("漏写一位", MONEY, _dropped),
    Nature("放大十倍", MONEY, _times(1)),
    Nature("缩小十倍", MONEY, _times(-1)),
    Nature("漏小数点", MONEY, _times(2)),
    Nature("万元作元", MONEY, _times(4)),
    Nature("旧数未改", lambda f: f.label == "收入合计" and f.section == 7, lambda f, _: (f.value or Decimal(0)) * Decimal("0.9713")),
    Nature("比率有误", _labelled("支出完成率", "三公经费控制率", "公用经费控制率", "结转结余率"), digit_changed),
    Nature("占比有误", _labelled("项目支出占比"), digit_changed),
    Nature("增长率有误", _labelled("增长率"), digit_changed),
    Nature("增加额有误", _labelled("增加额"), digit_changed),
    Nature("表内数据", _cell("预算数"), digit_changed),
    Nature("表内合计", _cell("执行数", total=True), digit_changed),
    Nature("表内执行率", _cell("执行率"), digit_changed),
    Nature("得分有误", lambda f: f.label.startswith("指标") and "得" in f.evidence.quote, lambda f, _: (f.value or Decimal(0)) - 2),
    Nature("得分超分值", lambda f: f.label.startswith("指标") and "得" in f.evidence.quote, lambda f, _: (f.value or Decimal(0)) + 4),
    Nature("总分有误", _labelled("自评得分"), lambda f, _: (f.value or Decimal(0)) - 3),
    Nature("部分超过整体", _labelled("咨询服务事项"), lambda f, _: Decimal(int((f.value or Decimal(0)) / 3))),
    Nature("办结率有误", _labelled("办结率"), lambda f, _: (f.value or Decimal(0)) - 9),
    Nature("离退休人数", _labelled("退休人员"), lambda f, _: (f.value or Decimal(0)) + 3),
    Nature("超编", _labelled("在职人数"), lambda f, _: (f.value or Decimal(0)) + 40),
)  # fmt: skip


def planted(seed: int, nature: Nature) -> tuple[Report, Figure]:
    """A clean report with one error of a nature, and the figure as it should read."""
    rng = random.Random(seed * 1009 + 7)
    made = clean(seed)
    figure = rng.choice([f for f in made.figures if f.kind is not Kind.DATE and nature.befalls(f)])
    value = nature.spoils(figure, rng)
    return altered(made, figure.figure_id, value), figure
