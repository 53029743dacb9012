"""How a report's text is put together (行文): numbering in its many ways, paragraphs, tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from samples.model import Block, Break, Cell, Grid, Heading, Mention, Para, Runs, Scored, plain, runs_of
from samples.numbering import MARKERS, NUMBERINGS
from samples.tables import NOTES, Columns, Slot, header, merge

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from decimal import Decimal

    from samples.pen import Pen

Choice = TypeVar("Choice")


@dataclass(slots=True)
class Writer:
    """Writes blocks. `habit` holds what is odd about this report; `unit` is that of its tables."""

    pen: Pen
    numbering: tuple[tuple[str, ...], ...]
    rng: random.Random
    habit: frozenset[str] = frozenset()
    unit: str = "万元"
    blocks: list[Block] = field(default_factory=list)
    scores: list[Scored] = field(default_factory=list)
    counts: list[int] = field(default_factory=lambda: [0] * 8)
    breadth: float = 1.0
    per_page: float = 24.0
    per_line: float = 28.0
    annexes: int = 0
    forms: dict[int, object] = field(default_factory=dict)

    def pages(self) -> float:
        """About how many pages are written so far."""
        return sum(self._lines(block) for block in self.blocks) / self.per_page

    def _lines(self, block: Block) -> float:
        if isinstance(block, Grid):
            widest = max(sum(c.col_span for c in row) for row in block.rows)
            room = max(3, self.per_line * 1.35 / widest)
            return 2 + sum(
                0.9 * max(1, max((len(plain(c.runs)) / c.col_span for c in row), default=1) / room)
                for row in block.rows
            )
        if isinstance(block, Break):
            return self.per_page * 0.3
        text = block.title + plain(block.run_in) if isinstance(block, Heading) else plain(block.runs)
        return max(1, round(len(text) / self.per_line + 0.5))

    def annex(self, title: str, *, paper: str = "") -> None:
        """The next annex, on a page of its own."""
        self.page(paper=paper)
        self.annexes += 1
        self.head(1, title, family="annex", number=self.annexes)

    def pick(self, *choices: Choice) -> Choice:
        """One of several wordings."""
        return self.rng.choice(choices)

    def head(
        self, level: int, title: str, run_in: str = "", *, family: str = "", number: int = 0, optional: bool = False
    ) -> None:
        """A numbered heading. With `run_in` the text goes on on the same line. `number` starts anew or repeats."""
        self.counts[level] = number or self.counts[level] + 1
        for deeper in range(level + 1, 8):
            self.counts[deeper] = 0
        if "duplicate" in self.habit and level == 3 and self.counts[3] == 5:
            self.counts[3] = 4
        ordinal = self.counts[level]
        skipping = "uneven" in self.habit and self.numbering[1][0].startswith("paren") and not self.counts[1] % 2
        numbering = NUMBERINGS["skipping"] if skipping else self.numbering
        families = (family,) if family else numbering[level - 1]
        family = self.rng.choice(families) if len(families) > 1 else families[0]
        if "inverted" in self.habit and level >= 5 and family == "circle":
            family = "comma"
        marker = MARKERS[family](ordinal)
        part = marker.strip().rstrip("、.．,“")
        part = part.removesuffix(",")
        if family == "annex":
            marker += self.rng.choice(("：", ":", " ")) if self.rng.random() < 0.4 else ""
        split = (family == "annex" and marker == part) or (
            "split" in self.habit and level <= 2 and not run_in and self.rng.random() < 0.3
        )
        runs: Runs = ()
        joint = ""
        if run_in:
            joint = self.rng.choice("：：。，" if len(title) < 20 else "。")
            runs = self.pen.write(run_in)
        elif level > 1 and self.rng.random() < 0.25:
            joint = "。" if "stops" in self.habit else ""
        self.blocks.append(Heading(level, marker, part, title, joint, runs, split, optional, family, ordinal))

    def text(self, *templates: str, style: str = "body") -> None:
        """Paragraphs, one for each template."""
        self.blocks += [Para(self.pen.write(template), style) for template in templates if template or style == "gap"]

    def page(self, *, paper: str = "") -> None:
        """A page break."""
        self.blocks.append(Break(paper))

    def grid(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        title: str = "",
        unit: str = "",
        label_column: int = 0,
        widths: Sequence[float] = (),
        merged: Sequence[int] = (),
        units: dict[int, str] | None = None,
        after: bool = False,
        in_head: bool = False,
        full: int = -1,
        awarded: int = -1,
        small: bool = False,
        rules: str = "",
        unit_column: int = -1,
        sides: tuple[int, ...] = (),
        indicator: str = "",
    ) -> None:
        """A table.

        `columns` with a slash have a group above them. `units` name the unit that a column's bare numbers carry;
        `merged` are columns whose blank cells belong to the cell above. `full` and `awarded` are the columns of full
        marks and scores: each row with a number in `awarded` is a scored indicator, called `indicator` where no row
        names it. `unit_column` holds each row's own unit. `sides` are the columns of labels where a row says two
        things side by side.
        """
        where = "title" if in_head else "after" if after else self._where(unit, title)
        columns, units = self._rates_in_heads(columns, dict(units or {}))
        shown = [
            f"{name}（{unit}）" if where == "heads" and units.get(at) == unit else name
            for at, name in enumerate(columns)
        ]
        held = Columns(shown, units, label_column, unit_column, sides)
        made: list[list[Cell | None]] = []
        for row in rows:
            made.append(held.cells(row, self.pen))
            if awarded >= 0:
                self._score(made[-1], indicator or held.labels(row)[-1], full, awarded)
        for col in merged:
            merge(made, rows, col)
        heads = header(shown, self.pen.write)
        self.blocks.append(
            Grid(
                rows=heads + tuple(tuple(cell for cell in row if cell is not None) for row in made),
                heads=len(heads),
                title=title + (f"（{unit}）" if where == "title" else ""),
                note=self.rng.choice(NOTES).format(unit) if where == "note" else "",
                after=f"（单位：{unit}）" if where == "after" else "",
                rules=rules or self.rng.choice(("all", "all", "all", "half")),
                repeat="repeat" in self.habit,
                widths=tuple(widths),
                unit=unit,
                small=small,
            )
        )

    def _rates_in_heads(self, columns: Sequence[str], units: dict[int, str]) -> tuple[Sequence[str], dict[int, str]]:
        """Where rates are printed bare, their sign stands in the head, as often as not."""
        if not self.pen.style.bare or self.rng.random() >= 0.5:
            return columns, units
        rated = [at for at, name in enumerate(columns) if name.endswith("率") and at not in units]
        return [f"{c}（%）" if i in rated else c for i, c in enumerate(columns)], units | dict.fromkeys(rated, "%")

    def _where(self, unit: str, title: str) -> str:
        """Where a table names its unit."""
        if not unit:
            return ""
        return self.rng.choices(("note", "heads", "title" if title else "note", "after"), (14, 4, 1, 1))[0]

    def sheet(
        self, rows: Sequence[Sequence[Slot]], *, unit: str = "", widths: Sequence[float] = (), small: bool = True
    ) -> None:
        """A form (表样): a table whose rows have columns of their own. `unit` is named above it."""
        made = []
        for row in rows:
            cells = []
            full = None
            for slot in row:
                runs = self.pen.cell(slot.spec, slot.label, slot.unit)
                cells.append(Cell(runs, slot.down, slot.across, head=slot.head, align=slot.align))
                score = next((r for r in runs if isinstance(r, Mention) and r.kind == "score"), None)
                if slot.role == "full" and score is not None:
                    full = score.value
                if slot.role == "awarded" and score is not None:
                    name = slot.indicator or slot.label.partition("/")[0]
                    self.scores.append(Scored(name, score, full, optional="总分" in name or "合计" in name))
            made.append(tuple(cells))
        note = f"（金额单位：{unit}）" if unit else ""
        self.blocks.append(Grid(tuple(made), 0, note=note, repeat=False, widths=tuple(widths), unit=unit, small=small))

    def _score(self, cells: list[Cell | None], name: str, full: int, awarded: int) -> None:
        def number(col: int) -> Mention | None:
            cell = cells[col] if col >= 0 else None
            return next((r for r in cell.runs if isinstance(r, Mention) and r.kind == "score"), None) if cell else None

        mention, marks = number(awarded), number(full)
        if mention is not None:
            optional = any(word in name for word in ("总分", "合计")) or not name
            self.scores.append(Scored(name, mention, marks.value if marks else None, optional=optional))

    def levels(self) -> None:
        """The points of whole groups that the last block says are scores as well."""
        marks = {run.fact: run for run in runs_of(self.blocks[-1]) if isinstance(run, Mention) and run.kind == "score"}
        for fact, mention in marks.items():
            key, _, what = fact.rpartition(".")
            if what == "got" and "." in key:
                full = marks.get(f"{key}.full")
                self.scores.append(Scored(key.partition(".")[2], mention, full.value if full else None))

    def scored(self, name: str, full: Decimal | None = None, *, bonus: bool = False) -> None:
        """The last score that was written is that of indicator `name`."""
        block = self.blocks[-1]
        runs = block.run_in if isinstance(block, Heading) else block.runs if isinstance(block, Para) else ()
        mention = [run for run in runs if isinstance(run, Mention) and run.kind == "score"][-1]
        self.scores.append(Scored(name, mention, full, bonus=bonus))
