"""Relations among indicators (指标间关系): the rules' expressions and the formulas of the catalogue's rates."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Equation, Form, Quotient, is_held, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import are_together
from schemas.figure import Basis, Kind, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.facts import Fact, Facts
    from pipeline.reconcile.forms import Side
    from pipeline.reconcile.sentences import Sentence
    from schemas.catalogue import Catalogue
    from schemas.expression import Comparison, Linear, Ratio, Ref
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_PROPER = re.compile(
    r"(?:利用|合格|成功|覆盖|满意|及时|准确|知晓|办结|入库|安置|通畅|达标|通过|治愈|好转|成活|问卷回收|整改|完好|优良|优秀"
    r"|持证|出勤|准时|准点|按时|按期|响应|解决|化解|处理|处置|发放|公示|列养|日清|参保|核查|参训|落实|签订|资助|救助|援助"
    r"|合规|答复|回复|回访|反馈|相符|一致|公开|审核|上岗|建档|送达|整治)率$|满意度$"
)
# 结余分配, 缴回 and the like enter into what is carried over.
_LEAVES = re.compile(r"结余分配|缴回|收回|上缴|专用结余|非财政拨款结余|事业基金|经营")
_BARE = re.compile(r"^(?:年[初末底]|上年|本年)(?:度)?(?:末)?(?:结转|结余|和|与)+(?:资金|数|金额)?$")
_MOST = 24  # combinations of mentions tried for one rule at one place


def compare(report: Report, facts: Facts, rules: RuleSet) -> Iterator[Relation]:
    """The rules that compare indicators, wherever all their names are printed."""
    texts = "\n".join(dict.fromkeys(figure.evidence.quote for figure in report.figures))
    subjects = {figure.figure_id: figure.label for figure in report.figures}
    for rule, comparisons in rules.compared:
        if any(code in facts.by_code for code in rule.applies.without):
            continue
        if any(word in texts for word in rule.applies.without_words):
            continue
        forms: dict[str, list[Form]] = defaultdict(list)
        for comparison in comparisons:
            for chosen in _choices(comparison.refs, facts, together=rule.applies.together):
                anchor = chosen[comparison.refs[0]]
                forms[anchor.figure_id].append(_equation(comparison, chosen))
        for key, found in forms.items():
            doubted, likely = rule.applies.needs_slip, rule.applies.by_digit
            yield Relation(rule, tuple(found[:_MOST]), subjects[key], sure=not doubted, likely=likely)


def _equation(comparison: Comparison, chosen: Mapping[Ref, Figure]) -> Equation:
    """A rule's comparison with figures for its names; its constant counts on the right."""
    left, right = comparison.parts
    return Equation(
        tuple((factor, chosen[ref]) for ref, factor in left.items() if ref is not None),
        tuple((factor, chosen[ref]) for ref, factor in right.items() if ref is not None),
        comparison.sign,
        -comparison.form[None] if None in comparison.form else 0 * next(iter(comparison.form.values())),
    )


def rate_formulas(report: Report, facts: Facts, catalogue: Catalogue, rules: RuleSet) -> Iterator[Relation]:
    """Every printed rate that the catalogue knows formulas for, against all of them."""
    rule = rules["rate_formula"]
    for figure in report.figures:
        formulas = rules.formulas.get(figure.indicator or "", ())
        known = facts.of.get(figure.figure_id)
        if figure.kind is not Kind.RATE or not formulas or known is None or figure.subject:
            continue
        if figure.period.isdigit() and figure.period != facts.year:
            continue  # another year's rate is made of that year's numbers
        near: list[Form] = []
        far: list[Form] = []
        for formula in formulas:
            for chosen in _choices(formula.refs, facts, near=figure):
                quotient = _quotient(formula, chosen, figure)
                # Only one sentence says surely that these numbers make this rate: a section may tell of several.
                here = all(are_together(f, figure) for f in chosen.values())
                (near if here else far).append(quotient)
        # From afar a formula can only be borne out: all funds and fiscal funds, say, give rates that are much alike.
        fitting = list(filter(is_held, far))
        if near or fitting:
            yield Relation(rule, (*near, *fitting)[:_MOST], figure.label)
        elif far and len(far) <= len(formulas) and all(_is_told_once(formula, facts) for formula in formulas):
            yield Relation(rule, tuple(far), figure.label, mild=True)
        elif far:
            yield Relation(rule, (), figure.label, reason="口径或构成不明，无法判定")
        else:
            names = "、".join(dict.fromkeys(catalogue[ref.code].name for ref in formulas[0].refs))
            yield Relation(rule, (), figure.label, reason=f"缺少{names}")


def _is_told_once(formula: Ratio, facts: Facts) -> bool:
    """Whether a formula is of a budget and its outcome, and the report tells of one of each: 控制率 of 三公经费."""
    return all(ref.code.endswith((".budget", ".actual")) and len(facts.meant(ref)) == 1 for ref in formula.refs)


def _quotient(formula: Ratio, chosen: Mapping[Ref, Figure], rate: Figure) -> Quotient:
    def taken(form: Linear) -> Side:
        return tuple((factor, chosen[ref]) for ref, factor in form.items() if ref is not None)

    return Quotient(taken(formula.numerator), taken(formula.denominator), rate)


def _choices(
    refs: tuple[Ref, ...], facts: Facts, *, together: bool = False, near: Figure | None = None
) -> Iterator[dict[Ref, Figure]]:
    """The mentions that the names may stand for, of one budget stage where the names leave it open."""
    meant = [facts.meant(ref) for ref in refs]
    made = 0
    for combination in product(*meant):
        if (near is None and not _belong(refs, combination)) or len({fact.number for fact in combination}) < len(
            combination
        ):
            continue
        for chosen in product(*(_mentions(fact, near) for fact in combination)):
            if together and len({figure.section for figure in chosen}) > 1:
                continue
            yield dict(zip(refs, chosen, strict=True))
            made += 1
            if made >= _MOST:
                return


def _belong(refs: tuple[Ref, ...], combination: tuple[Fact, ...]) -> bool:
    """Whether the facts are of one budget stage, where neither the rule nor the indicators' own names fix it.

    What names no stage is an outcome; what is carried over has none.
    """
    if any(ref.code.endswith((".budget", ".actual")) for ref in refs):
        return True
    open_ = {
        fact.mentions[0].basis or Basis.FINAL
        for fact, ref in zip(combination, refs, strict=True)
        if not ref.basis and not ref.code.startswith(("carryover.", "budget.", "rate."))
    }
    return len(open_) <= 1


def _mentions(fact: Fact, near: Figure | None) -> tuple[Figure, ...]:
    """The mention beside `near` if there is one; else one mention, or each value where the mentions disagree."""
    if near is not None:
        beside = [m for m in fact.mentions if m.section == near.section and not m.table_id]
        if beside:
            return (min(beside, key=lambda m: m.evidence.quote != near.evidence.quote),)
    return tuple({mention.base_value: mention for mention in reversed(fact.mentions)}.values())[::-1]


def rolled(spoken: Sequence[Sentence], facts: Facts, rules: RuleSet) -> Iterator[Relation]:
    """`年初结转 A，年末结转 B` against what came in and was spent, told elsewhere: 收入合计 with A in it or not."""
    all_in, all_out = _own("revenue.total", facts) or _own("revenue.current", facts), _own("expenditure.total", facts)
    if any(_LEAVES.search(s.text) for s in spoken):
        return
    for sentence in spoken:
        found = {p.figure.indicator: p.figure for p in sentence.places if p.figure.scope is not Scope.FISCAL}
        opening, closing = found.get("carryover.opening"), found.get("carryover.closing")
        if not opening or not closing or opening.subject or closing.subject or not _BARE.search(closing.label):
            continue
        income, spent = _flow("收入", sentence) or all_in, _flow("支出", sentence) or all_out
        if income is None or spent is None or value_of(income) == value_of(spent):
            continue
        if "总" in income.label + spent.label:
            continue  # 收入总计 and 支出总计 balance with what is carried over on either side
        forms = (Equation(side(spent, closing), side(income, opening)), Equation(side(spent, closing), side(income)))
        yield Relation(rules["account_left"], forms, closing.label, sure=_BARE.search(opening.label) is not None)


def _flow(name: str, sentence: Sentence) -> Figure | None:
    """What a sentence says came in, or was spent, of everything this year."""
    told = [
        n
        for n in range(len(sentence))
        if re.fullmatch(rf"(?:本年|当年|全年)(?:实际)?{name}(?:合计)?", sentence.clause(n))
    ]
    figures = [
        sentence.figure(n) for n in told if sentence.figure(n).kind is Kind.AMOUNT and usable(sentence.figure(n))
    ]
    return figures[0] if len(figures) == 1 else None


def _own(code: str, facts: Facts) -> Figure | None:
    """What the report says of itself under a code, if it says one thing."""
    told = [f.mentions[0] for f in facts.by_code.get(code, ()) if f.mentions[0].basis in (None, Basis.FINAL)]
    told = [f for f in told if (f.period or facts.year) == facts.year]
    return told[0] if len({value_of(f) for f in told}) == 1 else None


def proper(report: Report, rules: RuleSet) -> Iterator[Relation]:
    """Rates of a part in its whole that cannot be above 100 %, by their names."""
    limited = {ref.code for _, comparisons in rules.compared for c in comparisons for ref in c.refs}
    for figure in report.figures:
        if figure.kind is not Kind.RATE or not usable(figure) or figure.indicator in limited:
            continue
        if _PROPER.search(figure.label):
            yield Relation(rules["rate_limit"], (Equation(side(figure), (), "<=", HUNDRED),), figure.label)
