# ruff: noqa: E501 - samples are easier to read on one line
"""Rules as data: what is refused, with file and line, and what the lint says."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from schemas.catalogue import load_catalogue
from schemas.declarations import DeclarationError
from schemas.expression import ExpressionError, Ref, parse_comparison, parse_formula
from schemas.figure import Basis, Scope
from schemas.rules import lint, load_rules

if TYPE_CHECKING:
    from pathlib import Path

CATALOGUE = load_catalogue()
HEAD = """
[[rule]]
id = "own.{name}"
title = "自定规则"
kind = "limit"
basis = {{ document = "内部规定" }}
message = "{message}"
"""


def write(folder: Path, *expressions: str, message: str = "不符：{statement}") -> Path:
    text = ""
    for n, expression in enumerate(expressions):
        text += HEAD.format(name=f"r{n}", message=message) + f'expressions = ["{expression}"]\n'
    path = folder / "own.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_built_in_rules_load_and_are_clean() -> None:
    rules = load_rules(CATALOGUE)
    assert len(rules) >= 25
    assert lint(rules) == ()
    assert all(rule.basis.document for rule in rules)


def test_every_formula_of_the_catalogue_is_understood() -> None:
    rules = load_rules(CATALOGUE)
    assert set(rules.formulas) == {i.code for i in CATALOGUE if i.formulas}


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("revenue.nothing <= revenue.total", "指标“revenue.nothing”不存在"),
        ("revenue.total * revenue.other = expenditure.total", "两个指标不能相乘"),
        ("revenue.total", "末尾"),
        ("revenue.total = ", "不完整"),
        ("revenue.total@later = revenue.other", "口径“@later”不存在"),
        ("next(revenue.total) = revenue.other", "函数“next”不存在"),
        ("revenue.total ≤ 3", "无法识别"),
    ],
)
def test_a_bad_rule_is_refused_with_file_and_line(tmp_path: Path, expression: str, words: str) -> None:
    path = write(tmp_path, "revenue.other <= revenue.total", expression)
    with pytest.raises(DeclarationError, match=r"own\.toml:10: ") as error:
        load_rules(CATALOGUE, path)
    assert words in str(error.value)


def test_a_message_may_only_use_known_names(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r"own\.toml:2: .*sum.*不存在"):
        load_rules(CATALOGUE, write(tmp_path, "revenue.other <= 3", message="{sum}"))


def test_broken_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("[[rule]]\nid = \n", "utf-8")
    with pytest.raises(DeclarationError, match=r"own\.toml:2: TOML"):
        load_rules(CATALOGUE, path)


@pytest.mark.parametrize(
    ("expressions", "words"),
    [
        (["revenue.other <= 5", "revenue.other > 5"], "矛盾于"),
        (["revenue.current - revenue.other <= 5", "2 * revenue.current <= 2 * revenue.other + 10"], "重复于"),
        (["revenue.current = revenue.other", "revenue.other = procurement.actual", "revenue.current = procurement.actual"], "多余"),
        (["revenue.current = revenue.other", "revenue.current = revenue.other + 3"], "矛盾"),
    ],
)  # fmt: skip
def test_lint_finds_contradictions_and_redundancy(tmp_path: Path, expressions: list[str], words: str) -> None:
    (message, *_) = lint(load_rules(CATALOGUE, write(tmp_path, *expressions)))
    assert "own.toml:" in message
    assert words in message


def test_an_own_rule_replaces_a_built_in_one(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        HEAD.format(name="x", message="m").replace("own.x", "limit.staff")
        + 'expressions = ["staff.in_post <= 2 * staff.establishment"]',
        "utf-8",
    )
    rules = load_rules(CATALOGUE, path)
    assert len(rules) == len(load_rules(CATALOGUE))
    assert next(r for r in rules if r.id == "limit.staff").title == "自定规则"


@pytest.mark.parametrize(
    ("rule_id", "relation", "words"),
    [
        ("own.x", 'pattern = "prose_summ"', "“prose_summ”不存在"),
        ("{built_in}", 'expressions = ["revenue.other <= 3"]', "须保留 pattern"),
        ("limit.staff", 'pattern = "{pattern}"', "须用 expressions"),
    ],
)
def test_an_own_rule_neither_invents_a_pattern_nor_takes_one_away(
    tmp_path: Path, rule_id: str, relation: str, words: str
) -> None:
    pattern, built_in = next(iter(load_rules(CATALOGUE).by_pattern.items()))
    head = HEAD.format(name="x", message="m").replace("own.x", rule_id.format(built_in=built_in.id))
    path = tmp_path / "own.toml"
    path.write_text(head + relation.format(pattern=pattern), "utf-8")
    with pytest.raises(DeclarationError, match=r"own\.toml:2: ") as error:
        load_rules(CATALOGUE, path)
    assert words in str(error.value)


def test_an_expression_comes_down_to_a_linear_form() -> None:
    comparison = parse_comparison("2 * (revenue.total - prior(revenue.total)) >= fiscal(carryover.opening) / 4 + 1")
    assert comparison.sign == "<="
    assert comparison.form == {
        Ref("carryover.opening", scope=Scope.FISCAL): Fraction(1),
        Ref("revenue.total"): Fraction(-8),
        Ref("revenue.total", prior=True): Fraction(8),
        None: Fraction(4),
    }


def test_a_formula_keeps_numerator_and_denominator() -> None:
    ratio = parse_formula("(budget.total@final - budget.total@initial) / budget.total@initial")
    assert ratio.denominator == {Ref("budget.total", Basis.INITIAL): Fraction(1)}
    assert [ref.basis for ref in ratio.refs] == [Basis.FINAL, Basis.INITIAL]


def test_a_quotient_of_two_quotients_is_refused_when_not_linear() -> None:
    with pytest.raises(ExpressionError):
        parse_comparison("revenue.total / revenue.other = expenditure.total / revenue.current")
