"""The rules (勾稽规则): what must hold in a report, each with its source, its severity and its wording.

A rule either compares indicators (`expressions`, alternatives of which one must hold) or names a `pattern`: a relation
that the report itself states, in prose, in a table or among its scores, and that code recognises. A bureau adds its
own rules in a file of its own. What is wrong with a rule is said with file and line.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from schemas.declarations import DeclarationError, Declarations, files_of, told
from schemas.expression import Comparison, ExpressionError, Linear, Ratio, parse_comparison, parse_formula
from schemas.finding import Cause, CheckKind, Severity
from schemas.record import cached_property

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from fractions import Fraction

    from schemas.catalogue import Catalogue
    from schemas.expression import Ref

Model = TypeVar("Model", bound=BaseModel)

BUILT_IN = Path(__file__).with_name("rules")


class Source(BaseModel):
    """Where a rule comes from: a document and its clause."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    document: Annotated[str, Field(min_length=1)]
    clause: str = ""

    def __str__(self) -> str:
        return f"{self.document}（{self.clause}）" if self.clause else self.document


class Applicability(BaseModel):
    """When a rule applies, beside its names being printed.

    `without` are indicators and `without_words` words whose appearance in the report switches the rule off;
    `together` asks that all its figures stand in one section. `needs_slip` is for relations that other items may
    enter into: a breach is reported only if one likely slip in one number explains it; with `by_digit` it is a warning
    if one digit would mend it, even by chance.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    without: tuple[str, ...] = ()
    without_words: tuple[str, ...] = ()
    together: bool = False
    needs_slip: bool = False
    by_digit: bool = False


class Rule(BaseModel):
    """One rule (规则). `message` may use {statement}, {gap}, {subject} and {pages}; see `docs/design.md`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$")]
    title: Annotated[str, Field(min_length=1)]
    kind: CheckKind
    basis: Source
    severity: Severity = Severity.ERROR
    cause: Cause | None = None
    expressions: tuple[str, ...] = ()
    pattern: str = ""
    applies: Applicability = Applicability()
    message: Annotated[str, Field(min_length=1)]
    version: Annotated[int, Field(ge=1)] = 1

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Rule:
        if bool(self.expressions) == bool(self.pattern):
            raise ValueError("expressions 与 pattern 须填且只填一项")
        for name in re.findall(r"\{(\w*)\}", self.message):
            if name not in ("statement", "gap", "subject", "pages"):
                raise ValueError(f"message 中的 {{{name}}} 不存在")
        return self

    @property
    def is_policy(self) -> bool:
        """Whether a breach is a matter of conduct: the numbers may all be right."""
        return self.cause is Cause.POLICY

    def comparisons(self) -> tuple[Comparison, ...]:
        """The expressions, parsed. Raises ExpressionError."""
        return tuple(parse_comparison(text) for text in self.expressions)


_FEWEST = 2  # words of a partition


class Partition(BaseModel):
    """Words that exclude one another before the same noun (互斥); `complete` ones together make up the whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: Annotated[tuple[str, ...], Field(min_length=_FEWEST)]
    complete: bool = False

    @field_validator("words")
    @classmethod
    def _as_names(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        """In lower case, as names are compared: A级 is looked for as a级."""
        return tuple(word.lower() for word in words)


class RateWords(BaseModel):
    """How a rate's name tells its parts: `suffix` ends the name, the others end or stand in the parts' names.

    Without denominators it is of whatever was counted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    suffixes: Annotated[tuple[str, ...], Field(min_length=1)]
    numerators: Annotated[tuple[str, ...], Field(min_length=1)]
    denominators: tuple[str, ...] = ()


class RoleWords(BaseModel):
    """Words that say which part a number plays in an account (账项): 预算, 到位, 支出, 结余; the last word decides."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Literal["budget", "initial", "adjusted", "added", "cut", "arrived", "spent", "left"]
    words: Annotated[tuple[str, ...], Field(min_length=1)]


# In the order of the RuleSet's fields.
_WORDS: dict[str, type[BaseModel]] = {"partition": Partition, "rate": RateWords, "role": RoleWords}


@dataclass(frozen=True, eq=False)
class RuleSet:
    """All rules in the order of their files, the rates' formulas parsed, and the words that prose is read with."""

    rules: tuple[Rule, ...]
    places: Mapping[str, tuple[Path, int]]
    formulas: Mapping[str, tuple[Ratio, ...]]
    partitions: tuple[Partition, ...] = ()
    rates: tuple[RateWords, ...] = ()
    roles: tuple[RoleWords, ...] = ()

    @cached_property
    def by_pattern(self) -> Mapping[str, Rule]:
        """The rule that speaks for a pattern."""
        return {rule.pattern: rule for rule in self.rules if rule.pattern}

    @cached_property
    def role_words(self) -> tuple[str, ...]:
        """The words of all roles, the longest first."""
        return tuple(sorted((word for role in self.roles for word in role.words), key=len, reverse=True))

    @cached_property
    def _by_word(self) -> Mapping[str, list[int]]:
        """Which of the partitions have each of their words."""
        found: dict[str, list[int]] = {}
        for n, partition in enumerate(self.partitions):
            for word in partition.words:
                found.setdefault(word, []).append(n)
        return found

    def partitions_in(self, text: str, fewest: int | None = None) -> list[Partition]:
        """The partitions of which a text has all words, or so many of them."""
        words = [word for word in self._by_word if word in text]
        if len(words) < (fewest or _FEWEST):
            return []
        found = Counter([n for word in words for n in self._by_word[word]])
        told = ((self.partitions[n], many) for n, many in sorted(found.items()))
        return [partition for partition, many in told if many >= (fewest or len(partition.words))]

    @cached_property
    def compared(self) -> tuple[tuple[Rule, tuple[Comparison, ...]], ...]:
        """The rules that compare indicators, parsed."""
        return tuple((rule, rule.comparisons()) for rule in self.rules if rule.expressions)

    def __getitem__(self, pattern: str) -> Rule:
        """The rule that speaks for a pattern: there is one for each that code knows, and no file takes one away."""
        return self.by_pattern[pattern]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)


def load_rules(catalogue: Catalogue, extra: Path | None = None) -> RuleSet:
    """The built-in rules and those of `extra` (a TOML file or a folder of them); a rule of the same id replaces.

    Raises DeclarationError, and OSError when a file cannot be read.
    """
    rules: dict[str, Rule] = {}
    places: dict[str, tuple[Path, int]] = {}
    words: dict[str, list[Any]] = {kind: [] for kind in _WORDS}
    for file in map(Declarations, (*sorted(BUILT_IN.glob("*.toml")), *files_of(extra))):
        for kind, model in _WORDS.items():
            words[kind] += (_validated(file, line, kind, model, entry) for line, entry in file.entries(kind))
        for line, entry in file.entries("rule"):
            rule = _validated(file, line, "rule", Rule, entry)
            try:
                _check_names(rule, catalogue)
            except ExpressionError as error:
                raise DeclarationError(file.path, line, f"规则“{rule.id}”：{error}") from error
            if rule.id in rules and places[rule.id][0].parent == file.path.parent:
                raise DeclarationError(file.path, line, f"规则“{rule.id}”重复定义")
            if file.path.parent != BUILT_IN:
                _check_pattern(rule, rules, file.path, line)
            rules[rule.id], places[rule.id] = rule, (file.path, line)
    return RuleSet(tuple(rules.values()), places, _formulas(catalogue), *(tuple(words[kind]) for kind in _WORDS))


def _validated(file: Declarations, line: int, kind: str, model: type[Model], entry: dict[str, Any]) -> Model:
    try:
        return model.model_validate(entry)
    except ValidationError as error:
        raise DeclarationError(file.path, line, f"“{entry.get('id', kind)}”有误：{told(error)}") from error


def _check_pattern(rule: Rule, rules: Mapping[str, Rule], path: Path, line: int) -> None:
    """A pattern is recognised by code: a bureau's rule can speak for a known one, and cannot take one away."""
    known = [other.pattern for other in rules.values() if other.pattern]
    if rule.pattern and rule.pattern not in known:
        raise DeclarationError(path, line, f"规则“{rule.id}”的 pattern“{rule.pattern}”不存在，可用：{'、'.join(known)}")
    if rule.id in rules and rule.pattern != rules[rule.id].pattern:
        must = rules[rule.id].pattern
        words = f"须保留 pattern = “{must}”" if must else "须用 expressions，不能用 pattern"
        raise DeclarationError(path, line, f"规则“{rule.id}”是内置规则，改写时{words}")


def _check_names(rule: Rule, catalogue: Catalogue) -> None:
    """Every indicator that a rule names must exist."""
    named = [ref.code for comparison in rule.comparisons() for ref in comparison.refs]
    for code in (*named, *rule.applies.without):
        if code not in catalogue:
            raise ExpressionError(f"指标“{code}”不存在")


def _formulas(catalogue: Catalogue) -> dict[str, tuple[Ratio, ...]]:
    """The formulas of every rate in the catalogue, which saw to it that they can be parsed."""
    return {i.code: tuple(parse_formula(text) for text in i.formulas) for i in catalogue if i.formulas}


def lint(rules: RuleSet) -> tuple[str, ...]:
    """What is doubtful about rules that load: contradictions and redundancy, one message each, with file and line."""
    messages: list[str] = []
    single = [
        (rule, found[0])
        for rule, found in rules.compared
        if len(found) == 1 and not rule.is_policy and not rule.applies.needs_slip
    ]
    equalities: list[tuple[Rule, Linear]] = []
    for rule, comparison in single:
        if comparison.sign != "=":
            continue
        rest = _reduced(comparison.form, [form for _, form in equalities])
        where = _where(rules, rule)
        if not rest:
            messages.append(f"{where}规则“{rule.id}”多余：由其他等式规则可推出")
        elif set(rest) == {None}:
            messages.append(f"{where}规则“{rule.id}”与其他等式规则矛盾：相减得 {rest[None]} = 0")
        else:
            equalities.append((rule, rest))
    for n, (rule, comparison) in enumerate(single):
        for other, against in single[:n]:
            verdict = _compared(comparison, against)
            if verdict:
                messages.append(f"{_where(rules, rule)}规则“{rule.id}”{verdict}规则“{other.id}”")
    return tuple(messages)


def _where(rules: RuleSet, rule: Rule) -> str:
    path, line = rules.places[rule.id]
    return f"{path}:{line}: "


def _reduced(form: Linear, rows: Sequence[Linear]) -> Linear:
    """The form less multiples of the rows, each of which takes one name away (Gaussian elimination)."""
    rest = dict(form)
    for row in rows:
        pivot = next(ref for ref in row if ref is not None)
        factor = rest.get(pivot)
        if factor:
            for ref, value in row.items():
                rest[ref] = rest.get(ref, 0 * factor) - factor / row[pivot] * value
            rest = {ref: value for ref, value in rest.items() if value}
    return rest


def _compared(a: Comparison, b: Comparison) -> str:
    """How two comparisons of the same names stand to one another: "", or the words for it."""
    factor = _multiple(a.form, b.form)
    if factor is None or a.sign == b.sign == "=":
        return ""
    gap = a.form.get(None, 0 * factor) - factor * b.form.get(None, 0 * factor)
    if factor > 0 and a.sign != "=" and b.sign != "=":
        return "重复于"
    if "=" in (a.sign, b.sign) and gap == 0:
        return "矛盾于" if "<" in (a.sign, b.sign) else "重复于"
    opposed = factor < 0 and (gap > 0 or (gap == 0 and "<" in (a.sign, b.sign)))
    return "矛盾于" if opposed else ""


def _multiple(a: Linear, b: Linear) -> Fraction | None:
    """The factor that takes the names' coefficients of `b` to those of `a`, or None when there is none."""
    names_a: set[Ref] = {ref for ref in a if ref is not None}
    names_b: set[Ref] = {ref for ref in b if ref is not None}
    if names_a != names_b or not names_a:
        return None
    factors = {a[ref] / b[ref] for ref in names_a}
    return factors.pop() if len(factors) == 1 else None
