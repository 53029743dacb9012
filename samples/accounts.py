"""A department's year in figures (年度收支): facts that agree with each other, whatever they are printed in."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from typing import TYPE_CHECKING

from samples.ledger import Ledger

if TYPE_CHECKING:
    import random


class Accounts:
    """Fills a ledger.

    `ulp` is the smallest step in 元 of every amount: 100 where the books are kept in 万元 with two
    decimals, so that printed sums hold exactly, 0.01 where rounding shows.
    """

    def __init__(self, rng: random.Random, ulp: Decimal, size: float) -> None:
        self.rng, self.ulp, self.size = rng, ulp, size
        self.ledger = Ledger()

    def money(self, low: float, high: float) -> Decimal:
        """An amount of so many 万元, times the department's size, on the step."""
        return self.step(Decimal(str(self.rng.uniform(low, high) * self.size)) * 10_000)

    def step(self, value: Decimal) -> Decimal:
        """The nearest amount on the step."""
        return (value / self.ulp).quantize(Decimal(1), rounding=ROUND_HALF_UP) * self.ulp

    def split(self, key: str, names: list[str], shares: list[float]) -> None:
        """Parts of a fact, as new facts that add up to it. A relation is stated."""
        whole = self.ledger.facts[key]
        rest = whole
        weights = [share * self.rng.uniform(0.7, 1.3) for share in shares]
        for name, weight in zip(names[:-1], weights[:-1], strict=True):
            part = self.step(whole * Decimal(str(weight / sum(weights))))
            self.ledger.amount(name, part)
            rest -= part
        self.ledger.amount(names[-1], rest)
        self.ledger.relate("sum", key, *names)

    def before(self, key: str, low: float, high: float) -> Decimal:
        """What an amount may have been the year before."""
        factor = Decimal(str(1 + self.rng.choice((-1, 1)) * self.rng.uniform(low, high)))
        return self.step(self.ledger.facts[key] / factor)

    def changed(self, key: str, old: str, low: float, high: float) -> None:
        """The year before's amount under `old`, and the growth under `key.growth`."""
        self.ledger.amount(old, self.before(key, low, high))
        self.ledger.growth(f"{key}.growth", key, old)


def accounts(rng: random.Random, filed: date, *, ulp: Decimal, size: float, projects: int = 4) -> Ledger:
    """Revenue, expenditure, budget, 三公, procurement, assets, staff, projects, cases and dates of one department.

    They are those of the year before that in which the report was filed.
    """
    a = Accounts(rng, ulp, size)
    money(a)
    budget(a)
    small_items(a)
    assets(a)
    staff(a)
    project_list(a, projects)
    cases(a)
    days(a, filed.year - 1, filed)
    return a.ledger


def money(a: Accounts) -> None:
    """收入, 支出 and 结转结余, for all funds; 财政拨款 apart with its own carry-over."""
    ledger, rng = a.ledger, a.rng
    ledger.amount("rev.fiscal", a.money(2200, 6800))
    ledger.amount("rev.other", a.money(1, 60))
    ledger.amount("carry.open", a.money(30, 260))
    ledger.total("rev.year", ["rev.fiscal", "rev.other"])
    ledger.total("rev.total", ["rev.fiscal", "rev.other", "carry.open"])
    whole = ledger.facts["rev.total"]
    ledger.amount("carry.close", a.step(whole * Decimal(str(rng.uniform(0.004, 0.06)))))
    ledger.amount("exp.total", whole - ledger.facts["carry.close"])
    ledger.relate("sum", "rev.total", "exp.total", "carry.close")
    a.split("exp.total", ["exp.basic", "exp.project"], [0.58, 0.42])
    a.split("exp.basic", ["exp.staff", "exp.public"], [0.84, 0.16])
    a.split("exp.total", ["econ.wages", "econ.goods", "econ.homes", "econ.capital"], [0.47, 0.28, 0.1, 0.15])
    a.split("exp.total", [f"func.{i}" for i in range(4)], [0.74, 0.11, 0.07, 0.08])
    for i in range(4):
        ledger.ratio(f"func.{i}.share", f"func.{i}", "exp.total")
    functions(a)
    for name in ("basic", "project"):
        ledger.ratio(f"exp.{name}.share", f"exp.{name}", "exp.total")
    ledger.ratio("rev.fiscal.share", "rev.fiscal", "rev.year")
    keys = ("rev.total", "exp.total", "rev.fiscal", "exp.basic", "exp.project")
    before = {key: a.before(key, 0.01, 0.22) for key in keys}
    # The year before parts made up their whole too.
    before["rev.total"] = max(before["rev.total"], before["rev.fiscal"])
    before["exp.total"] = before["exp.basic"] + before["exp.project"]
    for key, value in before.items():
        ledger.amount(f"{key}.prior", value)
        ledger.growth(f"{key}.growth", key, f"{key}.prior")
    ledger.amount("rev.fiscal.bud", a.step(ledger.facts["rev.fiscal"] / Decimal(str(rng.uniform(0.97, 1.03)))))
    ledger.growth("rev.fiscal.diff", "rev.fiscal", "rev.fiscal.bud")
    ledger.growth("carry.change", "carry.close", "carry.open")
    ledger.ratio("rate.carry", "carry.close", "rev.total")
    ledger.ratio("rate.completion", "exp.total", "rev.total")


def functions(a: Accounts) -> None:
    """Each function's expenditure as basic and project expenditure; the first one's project expenditure in two items."""
    ledger, rest = a.ledger, a.ledger.facts["exp.basic"]
    for i in (1, 2, 3):
        basic = min(a.step(ledger.facts[f"func.{i}"] * Decimal(str(a.rng.uniform(0.7, 1)))), rest)
        ledger.amount(f"func.{i}.basic", basic)
        rest -= basic
    ledger.amount("func.0.basic", min(rest, ledger.facts["func.0"]))
    for i in range(4):
        ledger.amount(f"func.{i}.project", ledger.facts[f"func.{i}"] - ledger.facts[f"func.{i}.basic"])
        ledger.relate("sum", f"func.{i}", f"func.{i}.basic", f"func.{i}.project")
    if rest <= ledger.facts["func.0"]:
        for name in ("basic", "project"):
            ledger.relate("sum", f"exp.{name}", *(f"func.{i}.{name}" for i in range(4)))


def budget(a: Accounts) -> None:
    """年初预算, 调整预算 and the rates of execution."""
    ledger, rng = a.ledger, a.rng
    spent = ledger.facts["exp.total"]
    ledger.amount("bud.adj", a.step(spent / Decimal(str(rng.uniform(0.91, 0.999)))))
    ledger.amount("bud.add", a.step(ledger.facts["bud.adj"] * Decimal(str(rng.uniform(0.02, 0.18)))))
    ledger.amount("bud.init", ledger.facts["bud.adj"] - ledger.facts["bud.add"])
    ledger.relate("sum", "bud.adj", "bud.init", "bud.add")
    a.split("bud.init", ["bud.init.basic", "bud.init.project"], [0.6, 0.4])
    ledger.ratio("rate.exec", "exp.total", "bud.adj")
    ledger.ratio("rate.init", "exp.total", "bud.init")
    ledger.put("rate.exec.prior", "rate", Decimal(rng.randint(8200, 9950)) / 100)
    ledger.put("rate.exec.points", "rate", ledger.facts["rate.exec"] - ledger.facts["rate.exec.prior"])
    ledger.relate("sum", "rate.exec", "rate.exec.prior", "rate.exec.points")
    ledger.put("rate.autumn", "rate", Decimal(rng.randint(6000, 8600)) / 100)
    ledger.put("rate.time", "rate", 75)
    ledger.put("rate.pace", "rate", ledger.facts["rate.autumn"] - 75)
    ledger.relate("sum", "rate.autumn", "rate.time", "rate.pace")
    ledger.ratio("rate.adjust", "bud.add", "bud.init")
    ledger.ratio("rate.exec.basic", "exp.basic", "bud.init.basic")


def small_items(a: Accounts) -> None:
    """三公经费, 公用经费 and 政府采购."""
    ledger, rng = a.ledger, a.rng
    ledger.amount("tp.abroad", 0 if rng.random() < 0.6 else a.money(2, 9))
    ledger.amount("tp.car", a.money(11, 38))
    ledger.amount("tp.guest", a.money(0.8, 6))
    ledger.total("tp.total", ["tp.abroad", "tp.car", "tp.guest"])
    ledger.amount("tp.bud", a.step(ledger.facts["tp.total"] / Decimal(str(rng.uniform(0.71, 0.99)))))
    ledger.ratio("tp.share", "tp.total", "exp.total")
    ledger.ratio("tp.rate", "tp.total", "tp.bud")
    ledger.relate("limit", "tp.total", "tp.bud")
    a.changed("tp.total", "tp.prior", 0.02, 0.2)
    ledger.amount("pub.bud", a.step(ledger.facts["exp.public"] / Decimal(str(rng.uniform(0.83, 0.995)))))
    ledger.ratio("pub.rate", "exp.public", "pub.bud")
    for name, low, high in (("goods", 40, 190), ("works", 60, 390), ("service", 50, 260)):
        ledger.amount(f"buy.{name}", a.money(low, high))
    ledger.total("buy.total", ["buy.goods", "buy.works", "buy.service"])
    ledger.amount("buy.bud", a.step(ledger.facts["buy.total"] / Decimal(str(rng.uniform(0.86, 1)))))
    ledger.ratio("buy.rate", "buy.total", "buy.bud")
    ledger.amount("buy.sme", a.step(ledger.facts["buy.total"] * Decimal(str(rng.uniform(0.45, 0.93)))))
    ledger.relate("part", "buy.total", "buy.sme")
    ledger.ratio("buy.sme.share", "buy.sme", "buy.total")


def assets(a: Accounts) -> None:
    """固定资产 by class, with what is in use."""
    ledger, rng = a.ledger, a.rng
    names = ("land", "general", "special", "furniture")
    for name, low, high in zip(names, (900, 300, 40, 20), (4200, 1100, 320, 90), strict=True):
        ledger.amount(f"asset.{name}", a.money(low, high))
        ledger.count(f"asset.{name}.n", rng.randint(3, 900))
    ledger.total("asset.total", [f"asset.{name}" for name in names])
    ledger.total("asset.total.n", [f"asset.{name}.n" for name in names])
    ledger.amount("asset.idle", a.step(ledger.facts["asset.general"] * Decimal(str(rng.uniform(0.01, 0.08)))))
    ledger.amount("asset.use", ledger.facts["asset.total"] - ledger.facts["asset.idle"])
    ledger.relate("sum", "asset.total", "asset.use", "asset.idle")
    ledger.relate("part", "asset.total", "asset.idle")
    ledger.ratio("asset.rate", "asset.use", "asset.total")
    for name in names:
        ledger.ratio(f"asset.{name}.share", f"asset.{name}", "asset.total")


def days(a: Accounts, year: int, filed: date) -> None:
    """Dates in their order: the budget approved, the work begun and ended, self-evaluation begun and filed."""
    ledger, rng = a.ledger, a.rng
    order = (
        ("day.approved", date(year, 2, rng.randint(5, 26))),
        ("day.disclosed", date(year, 2, 27)),
        ("day.begun", date(year, rng.randint(3, 5), rng.randint(1, 28))),
        ("day.done", date(year, rng.randint(9, 12), rng.randint(1, 28))),
        ("day.started", date(year + 1, 1, rng.randint(8, 28))),
        ("day.filed", filed),
    )
    for key, day in order:
        ledger.put(key, "date", day.toordinal())
    for (first, _), (second, _) in combinations(order, 2):
        ledger.relate("order", first, second)


def staff(a: Accounts) -> None:
    """编制 and 在职, 离退休."""
    ledger, rng = a.ledger, a.rng
    ledger.count("staff.admin", rng.randint(20, 90))
    ledger.count("staff.public", rng.randint(8, 150))
    ledger.total("staff.post", ["staff.admin", "staff.public"])
    ledger.count("staff.est", ledger.facts["staff.post"] + rng.randint(1, 16))
    ledger.relate("limit", "staff.post", "staff.est")
    ledger.ratio("staff.rate", "staff.post", "staff.est")
    ledger.count("staff.retired", rng.randint(9, 88))
    ledger.count("staff.veteran", rng.randint(1, 8))
    ledger.total("staff.out", ["staff.retired", "staff.veteran"])
    ledger.count("cars", rng.randint(2, 19))


def project_list(a: Accounts, projects: int) -> None:
    """Projects with budget, arrival, execution and rate; their total."""
    ledger, rng = a.ledger, a.rng
    for i in range(projects):
        ledger.amount(f"p{i}.bud", a.step(a.money(60, 900)))
        used = 1 if rng.random() < 0.3 else rng.uniform(0.86, 0.998)
        ledger.amount(f"p{i}.exp", a.step(ledger.facts[f"p{i}.bud"] * Decimal(str(used))))
        ledger.amount(f"p{i}.left", ledger.facts[f"p{i}.bud"] - ledger.facts[f"p{i}.exp"])
        ledger.relate("sum", f"p{i}.bud", f"p{i}.exp", f"p{i}.left")
        ledger.ratio(f"p{i}.rate", f"p{i}.exp", f"p{i}.bud")
        a.split(f"p{i}.bud", [f"p{i}.bud.up", f"p{i}.bud.own"], [0.6, 0.4])
        left = min(a.step(ledger.facts[f"p{i}.left"] * Decimal(str(rng.random()))), ledger.facts[f"p{i}.bud.up"])
        left = max(left, ledger.facts[f"p{i}.left"] - ledger.facts[f"p{i}.bud.own"])
        ledger.amount(f"p{i}.exp.up", ledger.facts[f"p{i}.bud.up"] - left)
        ledger.amount(f"p{i}.exp.own", ledger.facts[f"p{i}.exp"] - ledger.facts[f"p{i}.exp.up"])
        ledger.relate("sum", f"p{i}.exp", f"p{i}.exp.up", f"p{i}.exp.own")
        for source in ("up", "own"):
            ledger.ratio(f"p{i}.rate.{source}", f"p{i}.exp.{source}", f"p{i}.bud.{source}")
    for what in ("bud", "exp", "left"):
        ledger.total(f"p.{what}", [f"p{i}.{what}" for i in range(projects)])
    ledger.ratio("p.rate", "p.exp", "p.bud")


def cases(a: Accounts) -> None:
    """What came in and what was done: two counts and their rate."""
    ledger, rng = a.ledger, a.rng
    ledger.count("case.in", rng.randint(300, 9000))
    ledger.count("case.done", int(ledger.facts["case.in"] * Decimal(str(rng.uniform(0.9, 0.998)))))
    ledger.ratio("case.rate", "case.done", "case.in")
