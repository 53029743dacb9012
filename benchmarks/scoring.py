"""How right a dataset is (评分): figures, tables, labels, sections, headings, scores, fields, planted errors.

A report is compared with the gold of its drawing. Amounts, rates and scores are aligned in reading order on kind and
base value outside tables, and as bags inside them; labels and sections are judged on what was matched. A figure that
inherits its unit from a table's head is not thereby in doubt: that flag excuses no wrong number.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cache
from typing import Any

import pandas as pd

from schemas.catalogue import load_catalogue

Row = dict[str, Any]
CATALOGUE = load_catalogue()
KINDS = ("amount", "rate", "score")
SCALES = {
    "元": 1, "千元": 10**3, "万元": 10**4, "万": 10**4, "百万元": 10**6, "亿元": 10**8, "‰": Decimal("0.1"), "倍": 100,
}  # fmt: skip
NO_DOUBT = {"unit_inherited"}
SIZES = ((1, "1"), (5, "2–5"), (59, "6–59"), (10**18, "≥ 60"))  # units of the last place, at most
CANNOT_TELL = "无法判断"
BETWEEN = re.compile(r"(-?[\d.]+)至(-?[\d.]+)(\D*?)均可使之相符")
BOUND = re.compile(r"(不超过|不少于)(-?[\d.]+)(\D*)")
FIELDS = ("title", "department", "region", "fiscal_year", "filed_on", "self_score", "grade")


def base(value: object, unit: str = "") -> Decimal:
    """A printed value in the base unit of its kind."""
    return (Decimal(str(value)) * SCALES.get(unit.partition("/")[0], 1)).normalize()


@cache
def plain(text: object) -> str:
    """Letters and digits only, width folded."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", "" if text is None else str(text)))


def squeezed(text: object) -> str:
    """Width folded, spaces and line ends off."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", "" if text is None else str(text)))


def bare_path(text: object) -> str:
    """A section path with brackets and stops off."""
    return "/".join(plain(part) for part in str(text or "").split("/") if plain(part))


@cache
def alike(a: object, b: object) -> bool:
    """Whether two labels name the same: one within the other, or six tenths alike."""
    x, y = plain(a), plain(b)
    return bool(x and y) and (x in y or y in x or SequenceMatcher(None, x, y).ratio() >= 0.6)


def pairs(want: list[Any], got: list[Any]) -> list[tuple[int, int]]:
    """Equal items in order, then what is left over by equality alone."""
    blocks = SequenceMatcher(None, want, got, autojunk=False).get_matching_blocks()
    found = [(b.a + i, b.b + i) for b in blocks for i in range(b.size)]
    used_want, used_got = {a for a, _ in found}, {b for _, b in found}
    free: dict[Any, list[int]] = {}
    for j, item in enumerate(got):
        if j not in used_got:
            free.setdefault(item, []).append(j)
    return found + [(i, free[x].pop(0)) for i, x in enumerate(want) if i not in used_want and free.get(x)]


def doubted(figure: Row) -> bool:
    """Whether a figure says that it may be wrong."""
    return bool(set(figure["flags"]) - NO_DOUBT)


class Judge:
    """Counts of one report: `n` by name, `errors` those of planted errors by nature and size, and misses in words.

    `rules` counts its tables by how they are ruled. `tables` holds the report's rows of figures, sections, scores,
    cells, checks and discrepancies.
    """

    def __init__(self, gold: Row, report: Row, tables: dict[str, list[Row]]) -> None:
        self.gold, self.report, self.tables = gold, report, tables
        self.n: Counter[str] = Counter(reports=1)
        self.errors: dict[str, Counter[str]] = defaultdict(Counter)
        self.rules: dict[str, Counter[str]] = defaultdict(Counter)
        self.misses: list[str] = []
        self.n.update(failed=int(report["status"] == "failed"), pages=int(report["pages"] or 0))
        self.prose()
        self.cells()
        self.grids()
        self.headings()
        self.scores()
        self.fields()
        self.findings()

    def prose(self) -> None:
        """Figures outside tables, their labels and sections."""
        want = [f for f in self.gold["figures"] if f["kind"] in KINDS and not f.get("in_table")]
        got = [f for f in self.tables["figures"] if f["kind"] in KINDS and not isinstance(f["table_id"], str)]
        matched = pairs(
            [(f["kind"], base(f["value"], f["unit"])) for f in want], [(f["kind"], base(f["base_value"])) for f in got]
        )
        seen = {j for _, j in matched}
        wrong = [f for j, f in enumerate(got) if j not in seen]
        silent = [f for f in wrong if not doubted(f)]
        self.n.update(figure_gold=len(want), figure_got=len(got), figure_hit=len(matched), silent=len(silent))
        self.note(
            "missed", [f"{f['raw']} ({f['label']})" for i, f in enumerate(want) if i not in {i for i, _ in matched}]
        )
        self.note("silent", [f"{f['printed']} ({f['label']})" for f in silent])
        self.flags([got[j] for _, j in matched])
        for i, j in matched:
            right = alike(want[i]["label"], got[j]["label"])
            self.n.update(label_gold=1, label_hit=int(right))
            if not right:
                self.note("label", [f"{got[j]['label']!r} for {want[i]['label']!r} {got[j]['printed']}"])
            if "section" in want[i]:
                right = bare_path(want[i]["section"]) == bare_path(got[j]["section_path"])
                self.n.update(section_gold=1, section_hit=int(right))
                if not right:
                    self.note(
                        "section", [f"{got[j]['section_path']!r} for {want[i]['section']!r} ({want[i]['label']})"]
                    )

    def cells(self) -> None:
        """Figures inside tables, as bags; and with their labels."""
        want = [f for f in self.gold["figures"] if f["kind"] in KINDS and f.get("in_table")]
        got = [f for f in self.tables["figures"] if f["kind"] in KINDS and isinstance(f["table_id"], str)]
        a = Counter((f["kind"], base(f["value"], f["unit"])) for f in want)
        b = Counter((f["kind"], base(f["base_value"])) for f in got)
        self.n.update(cell_gold=len(want), cell_got=len(got), cell_hit=(a & b).total())
        sure = Counter((f["kind"], base(f["base_value"])) for f in got if not doubted(f))
        self.n["cell_silent"] += (sure - a).total()
        self.flags([f for f in got if a[f["kind"], base(f["base_value"])]])
        self.note("cell silent", [f"{k} {v:f}" for (k, v), n in (sure - a).items() for _ in range(n)])
        self.note("cell missed", [f"{k} {v:f}" for (k, v), n in (a - b).items() for _ in range(n)])
        self.note("cell extra", [f"{k} {v:f}" for (k, v), n in (b - a).items() for _ in range(n)])
        labels: dict[tuple[str, Decimal], set[str]] = defaultdict(set)
        for f in got:
            labels[f["kind"], base(f["base_value"])].add(f["label"])
        for f in want:
            if among := labels.get((f["kind"], base(f["value"], f["unit"]))):
                right = any(alike(f["label"], label) for label in among)
                self.n.update(cell_label_gold=1, cell_label_hit=int(right))

    def flags(self, right: list[Row]) -> None:
        """Rightly read figures that are doubted needlessly."""
        scanned = [f for f in right if f["origin"] == "ocr"]
        self.n.update(matched=len(right), needless=sum(map(doubted, right)))
        self.n.update(matched_ocr=len(scanned), needless_ocr=sum(map(doubted, scanned)))

    def grids(self) -> None:
        """Tables of which every cell is right, in its place."""
        found: dict[str, dict[tuple[int, int], str]] = defaultdict(dict)
        for cell in self.tables["cells"]:
            if text := squeezed(cell["text"]):
                found[cell["table_id"]][int(cell["row"]), int(cell["col"])] = text
        free = list(found.values())
        for table in self.gold["tables"]:
            want = grid(table["rows"])
            right = want in free
            if right:
                free.remove(want)
            else:
                self.note("table", [f"{table['title']!r}, {len(table['rows'])} rows"])
            self.n.update(table_gold=1, table_whole=int(right))
            self.rules[table.get("rules", "")].update(reports=1, table_gold=1, table_whole=int(right))

    def headings(self) -> None:
        """The outline."""
        want = [bare_path(h["path"]) for h in self.gold["headings"]]
        got = [path for s in self.tables["sections"] if (path := bare_path(s["path"]))]
        self.n.update(heading_gold=len(want), heading_got=len(got), heading_hit=len(pairs(want, got)))
        self.note("heading missed", sorted((Counter(want) - Counter(got)).elements()))
        self.note("heading extra", sorted((Counter(got) - Counter(want)).elements()))

    def scores(self) -> None:
        """The scored indicators: name and points."""
        want = [(base(s["awarded"]), plain(s["indicator"])[:4]) for s in self.gold["scores"]]
        may = {(base(s["awarded"]), plain(s["indicator"])[:4]) for s in self.gold["scores_optional"]}
        got = [min(called(s), key=lambda key: key not in want) for s in self.tables["scores"] if pd.notna(s["awarded"])]
        matched = pairs(want, got)
        self.n.update(score_gold=len(want), score_got=len([g for g in got if g not in may]), score_hit=len(matched))
        hit = {i for i, _ in matched}
        used = {j for _, j in matched}
        self.note("score missed", [f"{name} {points:f}" for i, (points, name) in enumerate(want) if i not in hit])
        extra = [g for j, g in enumerate(got) if j not in used and g not in may]
        self.note("score extra", [f"{name} {points:f}" for points, name in extra])

    def fields(self) -> None:
        """The head of the report."""
        for field in FIELDS:
            want, got = self.gold["report"].get(field), self.report.get(field)
            if want is None:
                continue
            if field in {"fiscal_year", "self_score"}:
                right = pd.notna(got) and Decimal(str(got)) == Decimal(str(want))
            elif field in {"title", "region"}:
                right = alike(want, got)
            else:
                right = plain(want) == plain(got)
            self.n.update(field_gold=1, field_hit=int(right))
            if not right:
                self.note("field", [f"{field}: {got!r} for {want!r}"])

    def findings(self) -> None:
        """Planted errors found and explained; errors claimed where none was planted."""
        share = self.report.get("coverage")
        self.n.update(coverage=round(1000 * float(share)) if pd.notna(share) else 0, coverable=1000)
        self.n["checks"] += len(self.tables["checks"])
        loud = [d for d in self.tables["discrepancies"] if d["severity"] == "error"]
        places = [{f["figure_id"] for f in self.tables["figures"] if stands_for(f, e)} for e in self.gold["planted"]]
        anywhere = {key for place in places for key in place}
        natures = {e["nature"] for e in self.gold["planted"]}
        alone = len(loud) <= len(natures) and all(anywhere & set(d["figures"]) for d in loud)
        for error, place in zip(self.gold["planted"], places, strict=True):
            self.planted(error, place, alone=alone)
        if not self.gold["planted"] and not self.gold.get("betrayed"):
            self.n.update(clean=1, alarmed=int(bool(loud)), alarms=len(loud))
            self.note("false alarm", [f"{d['rule_id']} {d['message'][:90]}" for d in loud])

    def planted(self, error: Row, place: set[str], *, alone: bool) -> None:
        """One planted error: found; no more said than was planted; explained; or not to be told from the page."""
        if not self.gold["betrayed"]:
            self.n["untellable"] += 1
            return
        dated = error["kind"] == "date"
        true = None if dated else base(error["true"], error["unit"])
        mine = [d for d in self.tables["discrepancies"] if place & set(d["figures"])]
        rank = min((rank_of(d, place, true) for d in mine), default=99)
        told = bool(mine) and can_tell(mine[0])
        alone = bool(mine) and alone
        counts = Counter(
            reports=1, planted=1, found=int(bool(mine)), alone=int(alone), top1=int(rank == 0), top3=int(rank < 3),
            told=int(told), told_top1=int(told and rank == 0), told_top3=int(told and rank < 3),
        )  # fmt: skip
        self.n.update({name: n for name, n in counts.items() if name != "reports"})
        groups = [f"error {error['nature']}"]
        if len({e["nature"] for e in self.gold["planted"]}) > 1:
            groups.append("error several at once")
        if not dated:
            groups.append(f"size {size_of(error)}")
        for group in groups:
            self.errors[group].update(counts)
        what = f"{error['nature']}: {error['label']} {error['printed']} for {error['true']}"
        if not mine:
            self.note("undetected", [f"{what} ({self.gold['betrayed'][:2]})"])
        elif rank:
            self.note("unexplained" if rank >= 3 else "not first", [f"{what}: {mine[0]['message'][:110]}"])

    def note(self, what: str, items: list[str]) -> None:
        """Add misses."""
        self.misses += [f"{self.report['source']}: {what}: {item}" for item in items]


def called(score: Row) -> list[tuple[Decimal, str]]:
    """A score's points with what it may be called: its own name, or that of its indicator in the catalogue."""
    code = score["indicator"]
    names = (score["name"], *((CATALOGUE[code].name,) if code in CATALOGUE.indicators else ()))
    return [(base(score["awarded"]), plain(name)[:4]) for name in names]


def grid(rows: list[list[Row]]) -> dict[tuple[int, int], str]:
    """The places of a table's cells, those that hold text; spans push what follows aside."""
    taken: set[tuple[int, int]] = set()
    placed = {}
    for r, row in enumerate(rows):
        c = 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            taken |= {(r + i, c + j) for i in range(cell["row_span"]) for j in range(cell["col_span"])}
            if text := squeezed(cell["text"]):
                placed[r, c] = text
    return placed


def size_of(error: Row) -> str:
    """The band of an error's size in units of the last printed place."""
    ulp = Decimal(1).scaleb(-len(str(error["true"]).partition(".")[2]))
    size = abs(Decimal(error["value"]) - Decimal(error["true"])) / ulp
    return next(name for most, name in SIZES if size <= most)


def can_tell(discrepancy: Row) -> bool:
    """Whether a discrepancy says which number is wrong, and does not say that arithmetic cannot tell."""
    return bool(len(discrepancy["explanations"])) and CANNOT_TELL not in discrepancy["message"]


def stands_for(figure: Row, error: Row) -> bool:
    """Whether a figure is the planted number as printed; a date is when its words are there, too."""
    if figure["kind"] != error["kind"]:
        return False
    if figure["kind"] == "date":
        same = pd.notna(figure["day"]) and figure["day"].toordinal() == int(error["value"])
        return same or squeezed(error["printed"]) in squeezed(figure["printed"])
    return pd.notna(figure["base_value"]) and base(figure["base_value"]) == base(error["value"], error["unit"])


def rank_of(discrepancy: Row, place: set[str], true: Decimal | None) -> int:
    """At which place of the explanations the planted number is named as wrong and its true value given; else 99.

    What a date should read nothing tells, so `true` is None and its name is enough.
    """
    for rank, explanation in enumerate(discrepancy["explanations"]):
        for change in explanation["changes"]:
            if change["figure"] in place and (true is None or fits(change, true)):
                return rank
    return 99


def fits(change: Row, true: Decimal) -> bool:
    """Whether a suggestion is right: the true value, or all that the page tells of it, in words that hold it.

    Of a number in a copied row the page may tell nothing but that it is wrong: then nothing is suggested.
    """
    if not change["suggested"]:
        return True
    if between := BETWEEN.search(change["why"]):
        low, high = base(between[1], between[3]), base(between[2], between[3])
        return low <= true <= high or near(change["suggested"], true)
    if bound := BOUND.match(change["bound"] or ""):
        end = base(bound[2], bound[3])
        return true <= end if bound[1] == "不超过" else true >= end
    return near(change["suggested"], true)


def near(suggested: str, true: Decimal) -> bool:
    """Whether a suggestion such as `192.31万元` is the true value give or take a thousandth or two last places.

    Of the last place arithmetic seldom tells anything.
    """
    match = re.match(r"[^\d-]*(-?[\d,]+(?:\.\d+)?)\s*(\D*)", suggested)
    if match is None:
        return False
    digits = match.group(1).replace(",", "")
    step = Decimal(1).scaleb(-len(digits.partition(".")[2])) * SCALES.get(match.group(2), 1)
    return abs(base(digits, match.group(2)) - true) <= max(2 * step, abs(true) / 1000)
