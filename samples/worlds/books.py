"""A world's books (账): everything a small report may tell, exact and consistent; more than any report tells.

Keys are short, since hundreds of wordings name them: `spent`, its parts `spent.basic`, last year's `spent.prior`, the
change `spent.growth` with `spent.growth.by`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from samples.worlds.keeping import Books

if TYPE_CHECKING:
    import random

    from samples.worlds.fields import Field


def books(rng: random.Random, ulp: Decimal, size: float, field: Field) -> Books:
    """All books of a department."""
    b = Books(rng, ulp, size, field)
    for open_book in (money, spending, small, projects, purchases, people, results, marks, stocks):
        open_book(b)
    return b


def money(b: Books) -> None:
    """What came in, the budget and its adjustment, what was spent, what was left."""
    ledger = b.ledger
    ledger.amount("fiscal", b.money(2200, 6800))
    ledger.amount("biz", b.money(60, 900))
    ledger.amount("other", b.money(2, 90))
    ledger.total("rev", ["fiscal", "biz", "other"])
    ledger.amount("open", b.money(40, 260))
    ledger.total("avail", ["rev", "open"])
    b.share("rev", "fiscal", "biz", "other")
    b.part("spent", "avail", 0.9, 0.985)
    b.rest("close", "avail", "spent")
    ledger.ratio("exec", "spent", "avail")
    ledger.ratio("close.rate", "close", "avail")
    ledger.growth("close.growth", "close", "open")
    b.split("close", ["close.back", "close.carry"], [0.4, 0.6])
    ledger.amount("add", b.money(140, 520))
    b.split("add", ["add.one", "add.two"], [0.6, 0.4])
    ledger.amount("cut", b.money(20, 130))
    ledger.amount("net", ledger.facts["add"] - ledger.facts["cut"])
    ledger.relate("sum", "add", "net", "cut")
    ledger.amount("init", ledger.facts["rev"] - ledger.facts["net"])
    ledger.relate("sum", "rev", "init", "net")
    ledger.put("adj", "amount", ledger.facts["rev"])
    ledger.relate("sum", "adj", "init", "net")
    ledger.relate("sum", "adj", "rev")
    ledger.ratio("adjust", "net", "init")
    ledger.ratio("addrate", "add", "init")
    ledger.ratio("initexec", "spent", "init")
    b.year("rev", "fiscal", "init")


def spending(b: Books) -> None:
    """By nature, by class, by function; the years before; by quarter; without what came once."""
    ledger, rng = b.ledger, b.rng
    b.split("spent", ["basic", "project"], [0.55, 0.45])
    b.split("basic", ["staff", "public"], [0.83, 0.17])
    b.split("project", ["works", "gear", "service", "misc"], [0.4, 0.25, 0.25, 0.1])
    b.split("spent", ["wages", "goods", "aid", "capital"], [0.46, 0.3, 0.09, 0.15])
    b.split("spent", ["f.main", "f.social", "f.health", "f.house"], [0.72, 0.12, 0.08, 0.08])
    b.share(
        "spent", "basic", "project", "wages", "goods", "aid", "capital", "f.main", "f.social", "f.health", "f.house"
    )
    b.share("project", "works", "gear", "service", "misc")
    b.share("basic", "staff", "public")
    b.year("basic", "project", "staff", "public", "wages", "goods")
    ledger.amount("spent.prior", ledger.facts["basic.prior"] + ledger.facts["project.prior"])
    if ledger.facts["spent.prior"] == ledger.facts["spent"]:
        ledger.facts["spent.prior"] += b.ulp
        ledger.facts["project.prior"] += b.ulp
    ledger.relate("sum", "spent.prior", "basic.prior", "project.prior")
    ledger.growth("spent.growth", "spent", "spent.prior")
    ledger.amount("spent.older", b.before("spent.prior", 0.03, 0.2))
    ledger.growth("older.growth", "spent.prior", "spent.older")
    b.split("spent", ["q.one", "q.two", "q.three", "q.four"], [0.2, 0.26, 0.26, 0.28])
    ledger.total("q.half", ["q.one", "q.two"])
    ledger.total("q.nine", ["q.half", "q.three"])
    b.share("spent", "q.half", "q.nine", "q.four")
    ledger.amount("once", b.step(ledger.facts["project"] * Decimal(str(rng.uniform(0.08, 0.2)))))
    ledger.amount("once.prior", b.step(ledger.facts["once"] * Decimal(str(rng.uniform(0.1, 0.5)))))
    ledger.amount("usual", ledger.facts["spent"] - ledger.facts["once"])
    ledger.amount("usual.prior", ledger.facts["spent.prior"] - ledger.facts["once.prior"])
    ledger.relate("sum", "spent", "usual", "once")
    ledger.relate("sum", "spent.prior", "usual.prior", "once.prior")
    ledger.growth("usual.growth", "usual", "usual.prior")


def small(b: Books) -> None:
    """三公经费, 会议费 and 培训费: planned, spent, last year's."""
    ledger, rng = b.ledger, b.rng
    b.size, size = max(b.size, 1) if b.ulp < 10**4 else b.size, b.size
    for name, low, high in (("car", 11, 38), ("guest", 1, 7), ("meet", 2, 14), ("train", 4, 30)):
        ledger.amount(f"{name}.plan", b.money(low, high))
        b.paid(name, 0.6, 0.96)
        b.year(f"{name}.paid")
    for what in ("plan", "paid", "left", "paid.prior"):
        ledger.total(f"tp.{what}", [f"car.{what}", f"guest.{what}"])
    ledger.relate("sum", "tp.plan", "tp.paid", "tp.left")
    ledger.ratio("tp.rate", "tp.paid", "tp.plan")
    ledger.ratio("tp.leftrate", "tp.left", "tp.plan")
    if ledger.facts["tp.paid"] != ledger.facts["tp.paid.prior"]:
        ledger.growth("tp.paid.growth", "tp.paid", "tp.paid.prior")
    b.share("tp.paid", "car.paid", "guest.paid")
    ledger.total("mt.paid", ["meet.paid", "train.paid"])
    ledger.count("guest.n", rng.randint(18, 160))
    ledger.count("guest.heads", int(ledger.facts["guest.n"]) * rng.randint(5, 9) + rng.randint(1, 8))
    ledger.count("cars", rng.randint(2, 9))
    b.size = size


def projects(b: Books) -> None:
    """Projects with their money, sources, quantities and prices, and all together."""
    ledger, rng = b.ledger, b.rng
    keys = [f"p{i + 1}" for i in range(len(b.works))]
    for key, work in zip(keys, b.works, strict=True):
        ledger.amount(f"{key}.plan", b.money(60, 900))
        b.paid(key)
        b.split(f"{key}.plan", [f"{key}.up", f"{key}.own"], [0.65, 0.35])
        ledger.count(f"{key}.goal", rng.randint(work.low, work.high))
        over = max(1, round(int(ledger.facts[f"{key}.goal"]) * rng.uniform(0.01, 0.09)))
        sign = rng.choice((-1, 1, 1))
        ledger.count(f"{key}.done", ledger.facts[f"{key}.goal"] + sign * over)
        ledger.put(f"{key}.gap", "count", sign * over)
        ledger.relate("sum", f"{key}.done", f"{key}.goal", f"{key}.gap")
        ledger.ratio(f"{key}.fulfil", f"{key}.done", f"{key}.goal")
        b.year(f"{key}.done")
        ledger.count(f"{key}.price", rng.randint(8, 96) * 10 ** rng.randint(1, 2))
    for what in ("plan", "paid", "left", "up", "own"):
        ledger.total(f"p.{what}", [f"{key}.{what}" for key in keys])
    ledger.relate("sum", "p.plan", "p.paid", "p.left")
    ledger.relate("sum", "p.plan", "p.up", "p.own")
    ledger.ratio("p.rate", "p.paid", "p.plan")
    b.share("p.plan", "p.up", "p.own", *(f"{key}.plan" for key in keys))
    whole_plan(b)
    prices(b)


def whole_plan(b: Books) -> None:
    """An investment of several years: its sources, what came in, what was done before and this year."""
    ledger = b.ledger
    ledger.amount("inv", b.money(2600, 9800))
    b.split("inv", ["inv.state", "inv.prov", "inv.city", "inv.own"], [0.4, 0.25, 0.2, 0.15])
    b.share("inv", "inv.state", "inv.prov", "inv.city", "inv.own")
    ledger.total("inv.top", ["inv.state", "inv.prov", "inv.city"])
    b.part("inv.got", "inv", 0.7, 0.97)
    b.rest("inv.missing", "inv", "inv.got")
    ledger.ratio("inv.gotrate", "inv.got", "inv")
    b.part("inv.done", "inv.got", 0.7, 0.98)
    ledger.ratio("inv.doneshare", "inv.done", "inv")
    ledger.ratio("inv.use", "inv.done", "inv.got")
    b.split("inv.done", ["inv.before", "inv.year"], [0.6, 0.4])
    b.rest("inv.todo", "inv", "inv.done")


def prices(b: Books) -> None:
    """So many people or things at so much each."""
    ledger, rng = b.ledger, b.rng
    ledger.count("aid.n", rng.randint(12, 480))
    ledger.amount("aid.month", rng.randint(4, 60) * 50)
    ledger.amount("aid.yearly", ledger.facts["aid.month"] * 12)
    ledger.relate("sum", "aid.yearly", *["aid.month"] * 12)
    ledger.amount("aid.sum", ledger.facts["aid.n"] * ledger.facts["aid.yearly"])
    ledger.relate("times", "aid.sum", "aid.n", "aid.yearly")
    ledger.count("kit.n", rng.randint(6, 90))
    ledger.amount("kit.each", rng.randint(12, 560) * 100)
    ledger.amount("kit.sum", ledger.facts["kit.n"] * ledger.facts["kit.each"])
    ledger.relate("times", "kit.sum", "kit.n", "kit.each")
    ledger.count("class.n", rng.randint(4, 36))
    ledger.count("class.each", rng.randint(20, 90))
    ledger.count("class.heads", ledger.facts["class.n"] * ledger.facts["class.each"])
    ledger.relate("times", "class.heads", "class.n", "class.each")


def purchases(b: Books) -> None:
    """政府采购: planned, contracted, saved; by kind; audits of accounts sent in."""
    ledger, rng = b.ledger, b.rng
    for name, low, high in (("bg", 40, 190), ("bw", 60, 390), ("bs", 50, 260)):
        ledger.amount(f"{name}.plan", b.money(low, high))
        b.paid(name, 0.86, 0.99)
    for what in ("plan", "paid", "left"):
        ledger.total(f"buy.{what}", [f"{name}.{what}" for name in ("bg", "bw", "bs")])
    ledger.relate("sum", "buy.plan", "buy.paid", "buy.left")
    ledger.ratio("buy.rate", "buy.paid", "buy.plan")
    ledger.ratio("buy.leftrate", "buy.left", "buy.plan")
    b.share("buy.paid", "bg.paid", "bw.paid", "bs.paid")
    b.part("sme", "buy.paid", 0.5, 0.92)
    ledger.ratio("sme.share", "sme", "buy.paid")
    b.part("micro", "sme", 0.3, 0.8)
    ledger.ratio("micro.share", "micro", "sme")
    ledger.relate("part", "buy.paid", "sme")
    ledger.relate("part", "sme", "micro")
    ledger.count("deal.open", rng.randint(4, 40))
    ledger.count("deal.talk", rng.randint(2, 20))
    ledger.count("deal.sole", rng.randint(1, 6))
    ledger.total("deal", ["deal.open", "deal.talk", "deal.sole"])
    ledger.amount("sent", b.money(400, 3600))
    b.part("sent.ok", "sent", 0.86, 0.97)
    b.rest("sent.cut", "sent", "sent.ok")
    ledger.ratio("sent.rate", "sent.cut", "sent")


def people(b: Books) -> None:
    """编制 and who fills it; units; the retired; who came and went."""
    ledger, rng = b.ledger, b.rng
    names = ("office", "u1", "u2")
    for name in names:
        ledger.count(f"est.{name}", rng.randint(9, 60))
        ledger.count(f"post.{name}", max(3, int(ledger.facts[f"est.{name}"]) - rng.randint(0, 5)))
    ledger.total("est", [f"est.{name}" for name in names])
    ledger.total("post", [f"post.{name}" for name in names])
    ledger.relate("limit", "post", "est")
    b.rest("vacant", "est", "post")
    ledger.ratio("fill", "post", "est")
    b.part("est.admin", "est", 0.3, 0.7)
    b.rest("est.inst", "est", "est.admin")
    b.part("post.admin", "post", 0.3, 0.7)
    b.rest("post.inst", "post", "post.admin")
    b.part("post.women", "post", 0.25, 0.6)
    b.rest("post.men", "post", "post.women")
    ledger.ratio("women.share", "post.women", "post")
    for name in ("degree", "young", "senior"):
        b.part(f"post.{name}", "post", 0.2, 0.6)
        ledger.relate("part", "post", f"post.{name}")
        ledger.ratio(f"{name}.share", f"post.{name}", "post")
    ledger.count("retired", rng.randint(9, 80))
    ledger.count("veteran", rng.randint(1, 6))
    ledger.total("out", ["retired", "veteran"])
    ledger.total("heads", ["post", "out"])
    ledger.count("hired", rng.randint(4, 60))
    ledger.total("staffed", ["post", "hired"])
    ledger.count("came", rng.randint(2, 9))
    ledger.count("went", rng.randint(1, 9))
    ledger.count("post.prior", ledger.facts["post"] - ledger.facts["came"] + ledger.facts["went"])
    ledger.put("moved", "count", ledger.facts["came"] - ledger.facts["went"])
    ledger.relate("sum", "post", "post.prior", "moved")
    ledger.relate("sum", "came", "moved", "went")


def results(b: Books) -> None:
    """Surveys, cases, samples: how many, of what kind, at what rate."""
    ledger, rng = b.ledger, b.rng
    ledger.count("sent.n", rng.choice((100, 200, 300, 400, 500, 800)))
    b.part("back", "sent.n", 0.92, 0.995)
    ledger.ratio("back.rate", "back", "sent.n")
    b.part("valid", "back", 0.94, 0.995)
    ledger.ratio("valid.rate", "valid", "back")
    b.part("glad", "valid", 0.68, 0.84)
    b.part("fine", "valid", 0.08, 0.14)
    b.rest("sad", "valid", "glad", "fine")
    ledger.total("pleased", ["glad", "fine"])
    ledger.ratio("glad.share", "glad", "valid")
    ledger.ratio("fine.share", "fine", "valid")
    ledger.ratio("sad.share", "sad", "valid")
    ledger.ratio("pleased.rate", "pleased", "valid")
    b.put_points("pleased.rate", "pleased.goal", Decimal(rng.choice((80, 85, 90))))
    ledger.count("case", rng.randint(60, 2600))
    b.part("case.done", "case", 0.9, 0.99)
    b.rest("case.left", "case", "case.done")
    ledger.ratio("case.rate", "case.done", "case")
    b.split_count("case", ["case.web", "case.call", "case.desk"])
    b.share("case", "case.web", "case.call", "case.desk")
    b.year("case")
    for name in ("s1", "s2"):
        ledger.count(f"{name}.n", rng.randint(60, 1200))
        b.part(f"{name}.ok", f"{name}.n", 0.9, 0.99)
        b.rest(f"{name}.bad", f"{name}.n", f"{name}.ok")
        ledger.ratio(f"{name}.rate", f"{name}.ok", f"{name}.n")
    for what in ("n", "ok", "bad"):
        ledger.total(f"s.{what}", [f"s1.{what}", f"s2.{what}"])
    ledger.ratio("s.rate", "s.ok", "s.n")
    ledger.relate("sum", "s.n", "s.ok", "s.bad")


def marks(b: Books) -> None:
    """Points: classes with full marks, cuts and why; the sum."""
    ledger, rng = b.ledger, b.rng
    fulls = rng.choice(((20, 20, 30, 30), (15, 25, 35, 25), (10, 40, 30, 20), (10, 50, 30, 10), (20, 25, 30, 25)))
    step = rng.choice((Decimal("0.5"), Decimal("0.1"), Decimal("0.25"), Decimal(1)))
    keys = ("k1", "k2", "k3", "k4")
    for key, full in zip(keys, fulls, strict=True):
        ledger.score(f"{key}.full", full)
        cuts = [step * rng.randint(1, 5) if rng.random() < 0.7 else step * rng.randint(1, 2) for _ in range(2)]
        ledger.score(f"{key}.c1", cuts[0])
        ledger.score(f"{key}.c2", cuts[1])
        ledger.total(f"{key}.cut", [f"{key}.c1", f"{key}.c2"])
        b.rest(f"{key}.got", f"{key}.full", f"{key}.cut")
        ledger.relate("limit", f"{key}.got", f"{key}.full")
        ledger.ratio(f"{key}.rate", f"{key}.got", f"{key}.full")
    for what in ("full", "got", "cut"):
        ledger.total(f"k.{what}", [f"{key}.{what}" for key in keys])
    ledger.relate("sum", "k.full", "k.got", "k.cut")
    ledger.score("k.prior", ledger.facts["k.got"] - step * rng.choice((-3, -2, -1, 1, 2, 3)))
    ledger.put("k.rise", "score", ledger.facts["k.got"] - ledger.facts["k.prior"])
    ledger.relate("sum", "k.got", "k.prior", "k.rise")


def stocks(b: Books) -> None:
    """What was there, came, went and is there now: assets, debts; what was collected; what towns were given."""
    ledger = b.ledger
    for key in ("asset", "debt"):
        ledger.amount(f"{key}.open", b.money(900, 6000))
        ledger.amount(f"{key}.new", b.money(60, 500))
        b.part(f"{key}.off", f"{key}.open", 0.01, 0.09)
        ledger.put(f"{key}.net", "amount", ledger.facts[f"{key}.new"] - ledger.facts[f"{key}.off"])
        ledger.relate("sum", f"{key}.new", f"{key}.net", f"{key}.off")
        ledger.amount(key, ledger.facts[f"{key}.open"] + ledger.facts[f"{key}.net"])
        ledger.relate("sum", key, f"{key}.open", f"{key}.net")
        ledger.growth(f"{key}.growth", key, f"{key}.open")
    b.split("asset", ["asset.house", "asset.gear", "asset.soft"], [0.6, 0.3, 0.1])
    b.share("asset", "asset.house", "asset.gear", "asset.soft")
    b.part("asset.idle", "asset.gear", 0.02, 0.09)
    b.rest("asset.used", "asset", "asset.idle")
    ledger.ratio("asset.use", "asset.used", "asset")
    ledger.amount("fee.goal", b.money(300, 2600))
    b.part("fee", "fee.goal", 1.01, 1.2)
    ledger.amount("fee.over", ledger.facts["fee"] - ledger.facts["fee.goal"])
    ledger.relate("sum", "fee", "fee.goal", "fee.over")
    ledger.ratio("fee.rate", "fee", "fee.goal")
    b.split("fee", ["fee.fine", "fee.charge", "fee.rent"], [0.4, 0.35, 0.25])
    b.share("fee", "fee.fine", "fee.charge", "fee.rent")
    b.year("fee")
    ledger.amount("town", b.money(400, 2600))
    b.split("town", ["t1", "t2", "t3", "t4"], [0.4, 0.3, 0.2, 0.1])
    b.share("town", "t1", "t2", "t3", "t4")
    b.part("town.paid", "town", 0.8, 0.97)
    b.rest("town.left", "town", "town.paid")
    ledger.ratio("town.rate", "town.paid", "town")
