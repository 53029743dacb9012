"""The rules' language (规则语言): indicator codes, numbers, `+ - * /`, brackets, one comparison.

`code@initial`, `code@adjusted`, `code@final` name a basis; `prior(…)` the year before; `fiscal(…)`, `all(…)` a fund
scope. An expression is brought to `numerator / denominator`, both linear in what is printed, so that a rule can be
decided exactly and taken into a linear programme; what does not come down to that is refused.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from schemas.figure import Basis, Scope
from schemas.record import cached_property, record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<code>[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)(?:@(?P<basis>\w+))?"
    r"|(?P<word>[a-z]+)"
    r"|(?P<sign><=|>=|[-+*/()=<>]))"
)
COMPARISONS = ("<=", ">=", "=", "<", ">")


class ExpressionError(ValueError):
    """An expression that cannot be understood; the message is Chinese."""


@record
class Ref:
    """A name in an expression: an indicator, perhaps of one basis, one fund scope, or of the year before."""

    code: str
    basis: Basis | None = None
    scope: Scope | None = None
    prior: bool = False


Linear: TypeAlias = "Mapping[Ref | None, Fraction]"
"""Coefficients by name; the constant stands under None."""

_ONE: Linear = {None: Fraction(1)}


@record
class Ratio:
    """A linear form over another. The denominator of a plain sum is 1."""

    numerator: Linear
    denominator: Linear

    @cached_property
    def refs(self) -> tuple[Ref, ...]:
        """All names in it, each once, in the order of their appearance."""
        return tuple(ref for ref in dict.fromkeys((*self.numerator, *self.denominator)) if ref is not None)


@record
class Comparison:
    """`left sign right` brought to `form sign 0`; `sign` is `=`, `<=` or `<`. `parts` are both sides as written."""

    form: Linear
    sign: str
    parts: tuple[Linear, Linear]

    @cached_property
    def refs(self) -> tuple[Ref, ...]:
        """All names in it, the left side's first."""
        return tuple(ref for ref in dict.fromkeys((*self.parts[0], *self.parts[1])) if ref is not None)


def parse_formula(text: str) -> Ratio:
    """A formula without a comparison, such as `a / (b + c)`. Raises ExpressionError."""
    parser = _Parser(text)
    ratio = parser.sum()
    parser.end()
    return ratio


def parse_comparison(text: str) -> Comparison:
    """A rule such as `a + b = c` or `a / b <= 1.2`. Raises ExpressionError."""
    parser = _Parser(text)
    left = parser.sum()
    sign = parser.take(*COMPARISONS)
    right = parser.sum()
    parser.end()
    if sign in (">=", ">"):
        left, right, sign = right, left, sign.replace(">", "<")
    # Denominators count something and are positive, so multiplying with them keeps the sign.
    a = _product(left.numerator, right.denominator, text)
    b = _product(right.numerator, left.denominator, text)
    return Comparison(_added(a, b, Fraction(-1)), sign, (a, b))


class _Parser:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[re.Match[str]] = []
        at = 0
        while at < len(text.rstrip()):
            found = _TOKEN.match(text, at)
            if not found:
                raise ExpressionError(f"表达式“{text}”第 {at + 1} 个字符处无法识别：“{text[at : at + 8]}”")
            self.tokens.append(found)
            at = found.end()
        self.at = 0

    def peek(self) -> str:
        """The next token's text, "" at the end."""
        return self.tokens[self.at][0].strip() if self.at < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        """The next token, which must be one of those wanted."""
        token = self.peek()
        if token not in wanted:
            raise ExpressionError(f"表达式“{self.text}”在“{token or '末尾'}”处应为 {' '.join(wanted)}")
        self.at += 1
        return token

    def end(self) -> None:
        """Nothing may follow."""
        if self.peek():
            raise ExpressionError(f"表达式“{self.text}”在“{self.peek()}”处应已结束")

    def sum(self) -> Ratio:
        """`product {(+|-) product}`."""
        value = self.product()
        while self.peek() in ("+", "-"):
            factor = Fraction(1 if self.take("+", "-") == "+" else -1)
            other = self.product()
            if value.denominator == other.denominator:
                numerator = _added(value.numerator, other.numerator, factor)
            else:
                numerator = _added(
                    _product(value.numerator, other.denominator, self.text),
                    _product(other.numerator, value.denominator, self.text),
                    factor,
                )
            denominator = value.denominator
            if value.denominator != other.denominator:
                denominator = _product(value.denominator, other.denominator, self.text)
            value = Ratio(numerator, denominator)
        return value

    def product(self) -> Ratio:
        """`atom {(*|/) atom}`."""
        value = self.atom()
        while self.peek() in ("*", "/"):
            sign = self.take("*", "/")
            other = self.atom()
            if sign == "/":
                other = Ratio(other.denominator, other.numerator)
            value = Ratio(
                _product(value.numerator, other.numerator, self.text),
                _product(value.denominator, other.denominator, self.text),
            )
        return value

    def atom(self) -> Ratio:
        """A number, a name, a bracket, a function of a bracket, or one of these with a minus."""
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        if token is None:
            raise ExpressionError(f"表达式“{self.text}”不完整")
        if token["number"]:
            self.at += 1
            return Ratio({None: Fraction(token["number"])}, _ONE)
        if token["code"]:
            self.at += 1
            return Ratio({Ref(token["code"], self._basis(token["basis"])): Fraction(1)}, _ONE)
        if token["word"]:
            self.at += 1
            return _renamed(self._bracket(), self._function(token["word"]))
        if self.peek() == "-":
            self.at += 1
            value = self.atom()
            return Ratio(_added({}, value.numerator, Fraction(-1)), value.denominator)
        return self._bracket()

    def _bracket(self) -> Ratio:
        self.take("(")
        value = self.sum()
        self.take(")")
        return value

    def _basis(self, name: str | None) -> Basis | None:
        if name is None:
            return None
        try:
            return Basis(name)
        except ValueError:
            raise ExpressionError(f"表达式“{self.text}”中的口径“@{name}”不存在") from None

    def _function(self, name: str) -> Callable[[Ref], Ref]:
        if name == "prior":
            return lambda ref: replace(ref, prior=True)
        if name in (Scope.FISCAL, Scope.ALL):
            return lambda ref: replace(ref, scope=Scope(name))
        raise ExpressionError(f"表达式“{self.text}”中的函数“{name}”不存在")


def _added(a: Linear, b: Linear, factor: Fraction) -> Linear:
    """`a + factor * b`, without names that cancel out."""
    result = dict(a)
    for ref, value in b.items():
        result[ref] = result.get(ref, Fraction(0)) + factor * value
    return {ref: value for ref, value in result.items() if value}


def _product(a: Linear, b: Linear, text: str) -> Linear:
    """The product of two linear forms of which one is a number."""
    if not set(b) <= {None}:
        a, b = b, a
    if not set(b) <= {None}:
        raise ExpressionError(f"表达式“{text}”不是线性的：两个指标不能相乘")
    return _added({}, a, b.get(None, Fraction(0)))


def _renamed(ratio: Ratio, change: Callable[[Ref], Ref]) -> Ratio:
    """The ratio with every name changed."""

    def renamed(form: Linear) -> Linear:
        return {None if ref is None else change(ref): value for ref, value in form.items()}

    return Ratio(renamed(ratio.numerator), renamed(ratio.denominator))
