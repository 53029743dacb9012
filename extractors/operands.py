"""Bare numbers of a printed formula (算式中的数): 完成率 = 4852.19 ÷ (103.58 + 4826.37) × 100% = 98.42%.

They take unit and name from the amount that the report prints with the same digits and a unit. Numbers that it does not
print elsewhere stay out: nothing says what they are.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from extractors.figures import found_at, quoted
from extractors.labels.clauses import sentence_around
from extractors.numbers.numerals import scan
from schemas.figure import Figure, Flag, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from schemas.document import Paragraph, Section

_Stated = dict[tuple["Decimal", int], Figure | None]

_OPERATOR = r"[÷/／×+＋*=＝－—–-]"
_FORMULA = re.compile(rf"[=＝][^。；;]*\d\s*(?:[）)]\s*)*{_OPERATOR}")
_AFTER = re.compile(rf"\s*(?:[）)]\s*)*{_OPERATOR}")
_BEFORE = re.compile(rf"{_OPERATOR}\s*[（(]*\s*[\u4e00-\u9fff]*$")
_TELLING = 1000  # units of the last place: a number of fewer digits is printed twice by chance
_FEWEST = 2  # operands that are amounts: one alone may be something else with the same digits


def stated_amounts(figures: Iterable[Figure]) -> _Stated:
    """The first amount printed with each value and decimals; None where its printings differ in their units."""
    stated: _Stated = {}
    for figure in figures:
        if (
            figure.kind is Kind.AMOUNT
            and figure.value is not None
            and abs(figure.value).scaleb(figure.decimals) >= _TELLING
        ):
            key = figure.value, figure.decimals
            first = stated.setdefault(key, figure)
            if first is not None and first.unit != figure.unit:
                stated[key] = None
    return stated


def has_formula(paragraph: Paragraph) -> bool:
    """Whether a paragraph reckons with numbers."""
    return _FORMULA.search(paragraph.text) is not None


def with_operands(
    paragraph: Paragraph, section: Section, figures: list[Figure], stated: Mapping[tuple[Decimal, int], Figure | None]
) -> list[Figure]:
    """A paragraph's figures and, in their places among them, the operands of its formulas, these without an id."""
    text = paragraph.text
    rest = iter(figures)
    made: list[Figure] = []
    for quantity in scan(text):
        if quantity.is_figure:
            made.append(next(rest))
            continue
        same = stated.get((quantity.value, quantity.decimals)) if quantity.kind is None and quantity.value else None
        around = _AFTER.match(text, quantity.end) or _BEFORE.search(text, 0, quantity.start)
        if same is None or not around:
            continue
        spans = paragraph.spans(quantity.start, quantity.end)
        found = found_at(quantity, text, spans, quoted(text, quantity.start, *sentence_around(text, quantity.start)))
        made.append(
            replace(
                same,
                figure_id="",
                printed=found.printed,
                evidence=found.evidence,
                section=section.number,
                section_path=section.path,
                qualifier=quantity.qualifier,
                table_id=None,
                row=None,
                col=None,
                flags=tuple(dict.fromkeys((*quantity.flags, Flag.UNIT_INHERITED, *found.flags))),
            )
        )
    return made if len(made) - len(figures) >= _FEWEST else figures
