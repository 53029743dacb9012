"""A world told (述): the report of a seed, and which wording each of its numbers stands in."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from samples.model import Cell, Grid, Heading, Mention, Para, Report, Runs, plain
from samples.pen import Pen, Style
from samples.worlds.books import books
from samples.worlds.fields import FIELDS, PLACES
from samples.worlds.grammar import DOWN, OR, UP, Speaker

if TYPE_CHECKING:
    from samples.model import Block
    from samples.worlds.keeping import Books

ORDINALS = "一二三四五六七八九十"
# How amounts are kept and printed: unit, decimals, the smallest step in 元, the department's size; as often as here.
KEEPING = (
    *[("万元", 2, "100", 1.0)] * 9, ("万元", 2, "1", 1.0), ("万元", 2, "0.01", 1.3), ("万元", 1, "1000", 1.6),
    ("万元", 1, "10", 1.2), ("万元", 0, "10000", 6.0), ("万元", 4, "1", 0.8), ("万元", 6, "0.01", 0.9),
    ("元", 2, "0.01", 0.6), ("元", 2, "100", 0.7), ("元", 0, "1", 0.5), ("万元", 2, "10000", 60.0),
)  # fmt: skip
# Headings, what may be said below them, how many of it; the first and the last section stand where they are.
SECTIONS = (
    (("部门基本情况", "基本情况", "单位概况"), ("staffing", "assets"), 1),
    (("预算安排和调整情况", "预算批复情况", "预算情况"), ("budget", "rev"), 2),
    (("收支情况", "资金使用情况", "预算执行情况"), ("rev", "available", "natures", "classes", "quarters", "comparable"), 3),
    (("“三公”经费情况", "一般性支出情况", "经费压减情况"), ("three", "meetings"), 2),
    (("项目资金情况", "项目实施情况", "重点项目情况"), ("funds", "fundtable", "investment", "towns"), 2),
    (("绩效目标完成情况", "产出情况", "履职效能"), ("goals", "prices", "samples", "cases", "survey"), 3),
    (("政府采购和资产管理情况", "内部管理情况", "其他事项"), ("procurement", "assets", "fees"), 2),
    (("自评结论", "自评得分情况", "评价结果"), ("points",), 1),
    (("存在的问题", "主要问题", "问题和不足"), ("problems",), 2),
)  # fmt: skip
CLASSES = (
    ("投入", "过程", "产出", "效果"),
    ("项目决策", "项目过程", "项目产出", "项目效益"),
    ("预算编制", "预算执行", "履职产出", "社会效益"),
)
_WORD = re.compile(f"({UP}[^{OR}]*{OR}[^{DOWN}]*{DOWN})")


class Word(str):
    """A word for a number's direction; `other` is the one for the other direction."""

    __slots__ = ("other",)
    other: str


@dataclass(slots=True)
class World:
    """A told world: its report; for each number the wordings that it stands in, outermost first, and its sentence."""

    report: Report
    wordings: dict[int, tuple[str, ...]] = field(default_factory=dict)
    sentences: dict[int, int] = field(default_factory=dict)


def world(seed: int) -> World:
    """The world of a seed, told."""
    rng = random.Random(f"world/{seed}")
    unit, decimals, ulp, size = rng.choice(KEEPING)
    kept = books(rng, Decimal(ulp), size * rng.uniform(0.4, 1.8), rng.choice(FIELDS))
    kept.ledger.count("n.works", len(kept.works))
    style = Style(
        unit=unit,
        decimals=decimals,
        rate_decimals=rng.choice((2, 2, 2, 2, 1, 1, 0)),
        commas=rng.choice(("", "", ",")),
        trim=rng.choice((0.0, 0.0, 0.0, 0.5)),
        grand=rng.choice((0.0, 1.0)),
    )
    year = rng.randint(2019, 2025)
    names = named(rng, kept, year, unit)
    report = Report(
        "world", seed, f"{names['us']}{year}年度部门整体支出绩效自评报告", names["us"], names["place"], year, None, None, None,
        kept.ledger, {},
    )  # fmt: skip
    told = World(report)
    # Points are printed as short as they are: 9.5, not 9.50.
    pen = Pen(kept.ledger, style, rng, short if rng.random() < 0.8 else lambda mention: mention)
    Teller(rng, pen, Speaker(kept.ledger.facts, names, rng), told).tell()
    return told


def named(rng: random.Random, kept: Books, year: int, unit: str) -> dict[str, str]:
    """What the wordings call by name."""
    own = kept.field
    place = rng.choice(PLACES)
    us = rng.choice(own.departments)
    units = rng.sample(own.units, k=2)
    towns = rng.sample(("城关镇", "东河乡", "红旗镇", "马坝镇", "双桥乡", "石门镇"), k=4)
    classes = rng.choice(CLASSES)
    reasons = rng.sample(own.reasons, k=2)
    got = kept.ledger.facts["k.got"]
    names = {
        "us": us if "镇" in us or "街道" in us else place + us, "place": place, "unit": unit, "served": own.served,
        "helped": own.helped, "cases": own.cases[0], "caseverb": own.cases[1], "sample": own.samples[0],
        "sampleone": own.samples[1], "sampletwo": own.samples[2], "year": str(year), "last": str(year - 1),
        "older": str(year - 2), "next": str(year + 1), "reason1": reasons[0], "reason2": reasons[1],
        "grade": "优" if got >= 90 else "良", "empty": "", "pall": f"{'两三四'[len(kept.works) - 2]}个项目",
    }  # fmt: skip
    names |= {f"u{i + 1}": name for i, name in enumerate(units)} | {f"t{i + 1}": name for i, name in enumerate(towns)}
    names |= {f"k{i + 1}": name for i, name in enumerate(classes)}
    for i, work in enumerate(kept.works, start=1):
        names |= {f"p{i}": work.name, f"p{i}.verb": work.verb, f"p{i}.thing": work.thing, f"p{i}.unit": work.unit}
    return names


class Teller:
    """Tells one world."""

    def __init__(self, rng: random.Random, pen: Pen, speaker: Speaker, told: World) -> None:
        self.rng, self.pen, self.speaker, self.told = rng, pen, speaker, told
        self.blocks: list[Block] = told.report.blocks

    def tell(self) -> None:
        """The title and the sections."""
        self.blocks.append(Para((self.told.report.title,), "title"))
        chosen = [s for s in SECTIONS if s in {SECTIONS[2], SECTIONS[7]} or self.rng.random() < 0.7]
        for ordinal, (titles, sets, most) in zip(ORDINALS, chosen, strict=False):
            title = self.rng.choice(titles)
            self.blocks.append(Heading(1, f"{ordinal}、", ordinal, title, family="一、"))
            # In the order of the sets, since a chapter goes from the whole to its parts; now and then one twice.
            few = sorted(self.rng.choices(range(len(sets)), k=self.rng.randint(min(most, 2), most + 1)))
            self.section([sets[n] for n in few])

    def section(self, sets: list[str]) -> None:
        """A sentence of each set, in one paragraph or in several."""
        apart = self.rng.random() < 0.6
        runs: list[str | Mention] = []
        for name in sets:
            *lines, last = self.sentence(name)
            for line in lines:
                self.line(tuple(runs))
                self.line(line)
                runs = []
            runs += last
            if apart:
                self.line(tuple(runs))
                runs = []
        self.line(tuple(runs))

    def sentence(self, name: str) -> list[Runs]:
        """A wording of the set, drawn and printed: its lines."""
        before = self.pen.written
        *lines, last = self.speaker.anew(name).split("//")
        printed = [self.write(line) for line in (*lines, last if not last or last.endswith("|") else f"{last}。")]
        for number in range(before + 1, self.pen.written + 1):
            self.told.wordings[number] = tuple(self.speaker.used)
            self.told.sentences[number] = before
        return printed

    def write(self, line: str) -> Runs:
        """A line printed, its words for directions apart."""
        runs: list[str | Mention] = []
        for run in self.pen.write(line):
            if isinstance(run, Mention):
                runs.append(run)
                continue
            for piece in _WORD.split(run):
                if piece.startswith(UP):
                    one, _, other = piece.strip(UP + DOWN).partition(OR)
                    word = Word(one)
                    word.other = other
                    runs.append(word)
                elif piece:
                    runs.append(piece)
        return tuple(runs)

    def line(self, runs: Runs) -> None:
        """A paragraph, or a row of the table that it goes on with."""
        if not runs:
            return
        if not plain(runs).startswith("|"):
            self.blocks.append(Para(runs))
            return
        row = tuple(cells(runs))
        if self.blocks and isinstance(self.blocks[-1], Grid):
            grid = self.blocks.pop()
            self.blocks.append(Grid((*grid.rows, row), 1))  # type: ignore[union-attr]
        else:
            self.blocks.append(Grid((row,), 1))


def short(mention: Mention) -> Mention:
    """Points without the zeros at their end."""
    if mention.kind != "score" or "." not in mention.digits:
        return mention
    digits = mention.digits.rstrip("0").rstrip(".")
    text = mention.text.replace(mention.digits, digits)
    return replace(mention, text=text, digits=digits, decimals=len(digits.partition(".")[2]))


def cells(runs: Runs) -> list[Cell]:
    """A row's cells: what stands between its bars."""
    made: list[list[str | Mention]] = []
    for run in runs:
        if isinstance(run, Mention):
            made[-1].append(run)
            continue
        first, *rest = run.split("|")
        if first:
            made[-1].append(first)
        made += [[piece] if piece else [] for piece in rest]
    return [Cell(tuple(cell)) for cell in made[:-1]]


def lines(report: Report) -> list[str]:
    """The report as plain lines; a table's rows between bars."""
    text: list[str] = []
    for block in report.blocks:
        if isinstance(block, Heading):
            text.append(block.marker + block.title)
        elif isinstance(block, Para):
            text.append(plain(block.runs))
        elif isinstance(block, Grid):
            text += ["|" + "|".join(plain(cell.runs) for cell in row) + "|" for row in block.rows]
    return text
