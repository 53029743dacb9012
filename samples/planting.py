"""Errors that departments make (差错), planted one at a time with their place and the true number.

A plant changes one printing of one fact. Whether the page betrays it is computed from the relations and the
intervals of the printed numbers, so a detector is only measured on what can be told.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from samples.draw import draw
from samples.ledger import Span
from samples.pen import RATES, SCALES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from samples.ledger import Relation
    from samples.model import Mention, Report


def digit(digits: str, rng: random.Random) -> str:
    """One digit read or typed as another."""
    at = rng.choice([i for i, ch in enumerate(digits) if ch.isdigit() and (i or len(digits) == 1)] or [0])
    other = rng.choice([d for d in "0123456789" if d != digits[at] and not (at == 0 and d == "0")])
    return digits[:at] + other + digits[at + 1 :]


def transposed(digits: str, rng: random.Random) -> str:
    """Two neighbouring digits exchanged."""
    pairs = [i for i in range(len(digits) - 1) if (digits[i] + digits[i + 1]).isdigit() and digits[i] != digits[i + 1]]
    pairs = [i for i in pairs if i or digits[1] != "0"]
    if not pairs:
        return digits
    i = rng.choice(pairs)
    return digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]


def doubled(digits: str, rng: random.Random) -> str:
    """A digit typed twice."""
    i = rng.choice([i for i, ch in enumerate(digits) if ch.isdigit()])
    return digits[: i + 1] + digits[i:]


def dropped(digits: str, rng: random.Random) -> str:
    """A digit left out."""
    places = [i for i, ch in enumerate(digits.partition(".")[0]) if i]
    if not places:
        return digits
    i = rng.choice(places)
    return digits[:i] + digits[i + 1 :]


def point_lost(digits: str, _: random.Random) -> str:
    """The decimal point left out."""
    return digits.replace(".", "").lstrip("0") or "0"


def shifted(digits: str, power: int) -> str:
    """The decimal point moved."""
    value = Decimal(digits).scaleb(power)
    return f"{value:f}"


def first_two(digits: str, rng: random.Random) -> str:
    """The integer part's last digit is another: a large error."""
    at = len(digits.partition(".")[0]) - 1
    other = rng.choice([d for d in "123456789" if d != digits[at]])
    return digits[:at] + other + digits[at + 1 :]


SLIPS: dict[str, Callable[[str, random.Random], str]] = {
    "digit": digit,
    "integer_digit": first_two,
    "transposed": transposed,
    "doubled": doubled,
    "dropped": dropped,
    "point_lost": point_lost,
    "point_left": lambda d, _: shifted(d, -1),
    "times_ten": lambda d, _: shifted(d, 1),
    "last_digit": lambda d, rng: d[:-1] + rng.choice([x for x in "0123456789" if x != d[-1]]),
    "factor_10000": lambda d, _: shifted(d, 4),
}

# Natures told by what the fact is, not by how its digits changed.
NATURES = ("stale", "copied", "sum", "rate", "growth", "share", "score_sum", "score_over", "over_limit")


@dataclass(frozen=True, slots=True)
class Plan:
    """A planted error before it is drawn: which mention, the digits to print, its nature."""

    number: int
    digits: str
    nature: str


def spans(report: Report) -> dict[str, list[tuple[Mention, Span]]]:
    """The intervals that a report's printed numbers assert, by fact."""
    found: dict[str, list[tuple[Mention, Span]]] = defaultdict(list)
    for m in report.mentions():
        if not m.fact:
            continue
        found[m.fact].append((m, span_of(m)))
    return found


def span_of(m: Mention) -> Span:
    """The interval that a printed number asserts, in the base unit."""
    scale = Decimal(SCALES.get(m.unit, 1)) * RATES.get(m.unit, Decimal(1))
    exact = m.kind == "count" or (m.kind == "score" and not m.decimals)
    half = Decimal(0) if exact else Decimal(5).scaleb(-m.decimals - 1)
    return Span(*sorted(m.sign * scale * (m.value + side) for side in (-half, half)))


def betrayed(report: Report) -> list[str]:
    """The relations that the printed numbers break, as text; none in a clean report."""
    return broken(spans(report), report.ledger.relations)


def broken(found: dict[str, list[tuple[Mention, Span]]], relations: list[Relation]) -> list[str]:
    """The relations and restatements that intervals break, as text."""
    made = []
    for fact, items in found.items():
        one, *others = items
        for other in others:
            same = one[0].decimals == other[0].decimals and one[0].unit == other[0].unit
            if (one[0].value, one[0].sign) != (other[0].value, other[0].sign) if same else not one[1].meets(other[1]):
                made.append(f"restatement {fact}")
    for relation in relations:
        if all(key in found for key in relation.keys):
            # Every printing counts: the relation must hold whichever of them a reader takes.
            first = {key: found[key][0][1] for key in relation.keys}
            if any(not relation.holds(first | {key: span}) for key in relation.keys for _, span in found[key]):
                made.append(f"{relation.kind} {relation.keys[0]}")
    return sorted(set(made))


def plan(report: Report, nature: str, rng: random.Random) -> Plan | None:
    """An error of that nature in a mention that a relation or a restatement covers; None where none fits."""
    found = spans(report)
    covered = {
        key for relation in report.ledger.relations if all(k in found for k in relation.keys) for key in relation.keys
    } | {key for key, items in found.items() if len(items) > 1}
    wanted = [
        m for m in report.mentions() if m.fact in covered and m.value and (nature in SLIPS or suits(nature, m, report))
    ]
    rng.shuffle(wanted)
    for mention in wanted:
        digits = mention.digits.replace(",", "").replace("，", "")
        if not digits.replace(".", "").isdecimal() or not digits.isascii():
            continue
        made = wrong(nature, digits, mention, report, rng)
        if made and Decimal(made) != mention.value:
            planned = Plan(mention.number, made, nature)
            if broken(changed(found, mention, planned), near(report, mention.fact)):
                return planned
    return None


def near(report: Report, fact: str) -> list[Relation]:
    """The relations that a fact takes part in."""
    return [r for r in report.ledger.relations if fact in r.keys]


def changed(
    found: dict[str, list[tuple[Mention, Span]]], mention: Mention, planned: Plan
) -> dict[str, list[tuple[Mention, Span]]]:
    """The intervals with the planned error in its place."""
    wrong_one = spoiled(mention, planned)
    own = [
        (wrong_one, span_of(wrong_one)) if m.number == mention.number else (m, span) for m, span in found[mention.fact]
    ]
    return found | {mention.fact: own}


def spoiled(mention: Mention, planned: Plan) -> Mention:
    """The mention with the error printed."""
    value = Decimal(planned.digits)
    text = mention.text.replace(mention.digits, planned.digits)
    decimals = len(planned.digits.partition(".")[2])
    return replace(mention, text=text, digits=planned.digits, value=value, decimals=decimals, true=mention.value)


def suits(nature: str, m: Mention, report: Report) -> bool:
    """Whether a mention is of the sort that an error of that nature befalls."""
    firsts = {r.keys[0]: r.kind for r in report.ledger.relations}
    kind = firsts.get(m.fact, "")
    return {
        "sum": kind == "sum" and m.kind == "amount",
        "rate": kind == "ratio" and "share" not in m.fact,
        "share": kind == "ratio" and "share" in m.fact,
        "growth": kind == "growth",
        "score_sum": m.fact == "s.got",
        "score_over": m.kind == "score" and m.fact.endswith(".got") and m.fact != "s.got",
        "over_limit": m.fact in {"staff.post", "tp.total"},
        "stale": m.kind == "amount",
        "copied": m.kind == "amount",
    }[nature]


def wrong(nature: str, digits: str, m: Mention, report: Report, rng: random.Random) -> str:
    """What is printed instead; "" when the nature does not fit the number."""
    if nature in SLIPS:
        return SLIPS[nature](digits, rng)
    if nature == "copied":
        near = [o for o in report.mentions() if (o.kind, o.unit) == (m.kind, m.unit) and abs(o.number - m.number) <= 3]
        others = [o for o in near if o.value and o.fact != m.fact]
        return f"{rng.choice(others).value:f}" if others else ""
    factors = {
        "stale": Decimal(str(round(rng.uniform(0.96, 1.04), 4))),
        "over_limit": Decimal(2),
    }
    sums = {"score_over": m.value + 20, "score_sum": m.value - rng.choice((1, 2, 3))}
    value = sums.get(nature, m.value * factors.get(nature, rng.choice([Decimal(f) / 100 for f in (90, 95, 104, 110)])))
    return f"{value.quantize(Decimal(1).scaleb(-m.decimals)):f}"


def sown(framework: str, seed: int, natures: Sequence[str], errors: int) -> list[str]:
    """The first so many of the natures for which the clean report has a place."""
    clean = draw(framework, seed)
    rng = random.Random(f"plant/{framework}/{seed}")
    found: list[str] = []
    taken: set[int] = set()
    for nature in natures:
        if (planned := plan(clean, nature, rng)) is not None and planned.number not in taken:
            found.append(nature)
            taken.add(planned.number)
        if len(found) == errors:
            break
    return found


def draw_planted(
    framework: str, seed: int, natures: tuple[str, ...], *, longest: int = 40
) -> tuple[Report, list[Plan]]:
    """The report of that seed with an error of each nature that fits, and what was planted."""
    clean = draw(framework, seed, longest=longest)
    plans: dict[int, Plan] = {}
    for nature in natures:
        for attempt in range(9):
            planned = plan(clean, nature, random.Random(f"plant/{framework}/{seed}/{nature}/{attempt}"))
            if planned is not None and planned.number not in plans:
                plans[planned.number] = planned
                break

    def slip(mention: Mention) -> Mention:
        planned = plans.get(mention.number)
        return mention if planned is None else spoiled(mention, planned)

    return draw(framework, seed, slip, longest=longest), list(plans.values())


ALL = tuple(SLIPS) + NATURES
