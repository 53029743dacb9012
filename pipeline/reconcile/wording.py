"""Words for auditors (表述): statements with the numbers as printed, and messages filled from the rules' templates."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Form, Quotient, Result
from schemas.figure import Kind
from schemas.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.reconcile.forms import Side
    from schemas.figure import Figure
    from schemas.rules import Rule

_WIDE = Context(prec=60)
_LONGEST = 40  # characters of a subject
_WHOLE = re.compile(r"\d+")


def decimal(value: Fraction, places: int = 10) -> Decimal:
    """A fraction as a decimal of at most `places` decimals, however large it is."""
    above, below = value.as_integer_ratio()
    if below == 1:
        return Decimal(above).normalize(_WIDE)
    whole, rest = divmod(above * 10**places, below)
    whole += 2 * rest > below or (2 * rest == below and whole % 2)  # half to even
    return Decimal(whole).scaleb(-places, _WIDE).normalize(_WIDE)


def pages(figures: Iterable[Figure]) -> str:
    """`第5页、第9页`."""
    numbers = sorted({figure.evidence.boxes[0].page for figure in figures if figure.evidence.boxes})
    return "、".join(f"第{number}页" for number in numbers) or "页码不明"


def number(figure: Figure, *, unit: bool = False) -> str:
    """The printed value with the decimals and the commas that it was printed with, so that it is found on the page."""
    value = figure.value if figure.value is not None else Decimal(0)
    name = figure.unit or ("%" if figure.kind is Kind.RATE else "")
    shown = f"{value:{',' if _has_commas(figure) else ''}.{figure.decimals}f}"
    return f"{shown}{name if unit or figure.kind is Kind.RATE else ''}"


def with_commas(text: str, like: Figure) -> str:
    """The number that a text begins with, with commas between thousands where the figure is printed with some."""
    return _WHOLE.sub(lambda found: f"{int(found[0]):,}", text, count=1) if _has_commas(like) else text


def _has_commas(figure: Figure) -> bool:
    return "," in figure.printed or "，" in figure.printed


def unit_of(figure: Figure) -> str:
    """The unit that a computed value bears beside numbers of other units."""
    return figure.unit or ("%" if figure.kind is Kind.RATE else "")


def plain(value: Decimal) -> str:
    """A number without an exponent and without idle zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_unit(value: Fraction, like: Figure, least: int = 0) -> str:
    """A base value in the unit of a figure, to its decimals or two more; with `least` decimals at least."""
    text = plain(decimal(value / Fraction(like.scale), max(like.decimals, 2)))
    return with_commas(_padded(text, least), like)


def _padded(text: str, least: int) -> str:
    """A number with so many decimals at least: 27.50 beside 8.25, not 27.5."""
    have = len(text.partition(".")[2])
    return text if have >= least else f"{Decimal(text):.{least}f}"


def gap(form: Form, result: Result) -> str:
    """The gap with its unit."""
    if isinstance(form, Quotient):
        return f"{plain(abs(decimal(result.gap, form.rate.decimals + 1)))}个百分点"
    like = (form.left or form.right)[0][1]
    if form.left and form.left[0][0] != 1 and len(form.right) == 1:  # 1500×15.6平方公里 ≠ 2.475万亩
        like = form.right[0][1]
    unit = "个百分点" if like.kind is Kind.RATE else like.unit
    return f"{in_unit(abs(result.gap), like)}{unit}"


def statement(form: Form, result: Result) -> str:
    """The relation with the printed numbers, and what comes out where that differs."""
    if isinstance(form, Quotient):
        return _quotient(form, result)
    units = {figure.unit for figure in form.figures}
    left, right = _side(form.left, units=len(units) > 1), _side(form.right, units=len(units) > 1)
    if form.constant:
        right = plain(decimal(form.constant)) + ("%" if form.left[0][1].kind is Kind.RATE else "")
    if form.sign == "=" and result.verdict is Verdict.EXACT:
        return f"{left} = {right}"
    unit, shown = len(units) > 1, left
    if form.left[:1] == form.left and form.left[0][0] != 1 and len(form.right) == 1:  # 1800×75人 = 13.50万元
        like = form.right[0][1]
        shown = f"{left} = {in_unit(result.left, like, like.decimals)}{unit_of(like) if unit else ''}"
    if len(form.left) > 1:
        shown = f"{left} = {_total(result.left, form.left)}{unit_of(form.left[0][1]) if unit else ''}"
    if form.sign == "=":
        if len(form.right) > 1:
            like = form.right[0][1]
            right = f"{right} = {_total(result.right, form.right)}{unit_of(like) if unit else ''}"
        return f"{shown} {'≈' if result.verdict is Verdict.ROUNDING else '≠'} {right}"
    if result.verdict is not Verdict.INCONSISTENT:
        return f"{shown} ≤ {right}"
    if len(form.figures) == 2 and not result.right and not form.constant:  # of nothing no share can be told
        shown, right = (f"{bare(figure.label)}{number(figure, unit=True)}" for figure in form.figures)
    return f"{shown} ＞ {right}"


def _total(value: Fraction, side: Side) -> str:
    """What a side comes to, in the unit of its first number, with as many decimals as any of that unit has."""
    like = side[0][1]
    return in_unit(value, like, max(figure.decimals for _, figure in side if figure.scale == like.scale))


def _quotient(form: Quotient, result: Result) -> str:
    units = {figure.unit for figure in form.figures if figure is not form.rate}
    above, below = _side(form.numerator, units=len(units) > 1), _side(form.denominator, units=len(units) > 1)
    above = f"({above})" if len(form.numerator) > 1 else above
    below = f"({below})" if len(form.denominator) > 1 else below
    if 0 < form.factor < 1 and form.factor.numerator == 1:
        below += f" ÷ {form.factor.denominator}"  # months
    if result.verdict in (Verdict.EXACT, Verdict.NOT_CHECKABLE):
        return f"{above} ÷ {below} = {number(form.rate)}"
    made = _not_nothing(result.left / Fraction(form.rate.scale), form.rate.decimals + 1)
    computed = f"{with_commas(_padded(plain(made), form.rate.decimals), form.rate)}{form.rate.unit or '%'}"
    sign = "≈" if result.verdict is Verdict.ROUNDING else "≠"
    return f"{above} ÷ {below} = {computed} {sign} {number(form.rate, unit=form.rate.kind is Kind.AMOUNT)}"


def _not_nothing(value: Fraction, places: int) -> Decimal:
    """A fraction to so many decimals, or to more where these show nothing of it."""
    while value and not decimal(value, places):
        places += 2
    return decimal(value, places)


def _side(side: Side, *, units: bool) -> str:
    text = ""
    for factor, figure in side:
        # Asked of the two whole numbers in it: a fraction is slow to compare, and this is asked of every number.
        times, parts = factor.as_integer_ratio()
        sign = "-" if times < 0 else "+"
        size = "" if abs(times) == parts else f"{plain(decimal(abs(factor)))}×"
        text += (f" {sign} " if text else ("-" if times < 0 else "")) + size + number(figure, unit=units)
    return text or "0"


def bare(label: str) -> str:
    """A label without quotation marks, to be quoted itself."""
    return label.translate(str.maketrans("", "", '“”"‘’'))


def named(figure: Figure) -> str:
    """`第5页“收入合计”34.50万元`."""
    return f"{pages([figure])}“{bare(figure.label)}”{figure.printed}"


def message(rule: Rule, said: str, difference: str, subject: str, figures: Iterable[Figure]) -> str:
    """The rule's template, filled in. Where the numbers stand is always told."""
    figures = tuple(figures)
    if "{pages}" not in rule.message and "（第" not in said:
        said = f"{said}（{pages(figures)}）"
    return rule.message.format(statement=said, gap=difference, subject=_short(bare(subject)), pages=pages(figures))


def _short(subject: str) -> str:
    """A subject without the sentences before it that a table took for its title, and no longer than is read at once."""
    subject = subject.rpartition("。")[2] or subject
    return subject if len(subject) <= _LONGEST else f"…{subject[-_LONGEST:]}"


def passed(rule: Rule, said: str, verdict: Verdict, reason: str) -> str:
    """What is said of a check that did not fail."""
    if verdict is Verdict.NOT_CHECKABLE:
        return f"{rule.title}：无法核对，{reason}。"
    return f"{rule.title}：{said}，{'相符' if verdict is Verdict.EXACT else '在四舍五入（或截位）范围内相符'}。"
