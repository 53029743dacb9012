"""What a report says and what does not add up (查看), in the terminal. Reads nothing but the dataset."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.commands.explanations import other_explanations
from pipeline.commands.terminal import Prose, borderless_grid, borderless_table
from pipeline.commands.words import CAUSES, ORIGINS, SEVERITIES, STATES, STATUSES, VERDICTS, how_read
from pipeline.dataset.snapshot import column_names, plain, read_rows, suspect_of, with_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal
    from pathlib import Path

    from rich.console import RenderableType

    from pipeline.dataset.snapshot import Row

CONTROLS = dict.fromkeys((*range(32), 127), "�")  # a name may hold a line's end
SEVERITY_STYLES = {"error": "red", "warning": "yellow", "info": "cyan"}
STATUS_STYLES = {"done": "green", "partial": "yellow", "failed": "red"}
SEVERITY_ORDER = tuple(SEVERITIES)
LISTED = 12  # discrepancies that the overview tells
OTHERS = 4  # explanations that are told beside the first


class NoSuchReportError(LookupError):
    """No report, or more than one, goes by that name; the message is Chinese."""


def overview(dataset: Path) -> RenderableType:
    """All reports in a table, and the gravest discrepancies; a single report is shown in full."""
    reports = read_rows(dataset, "reports")
    if len(reports) == 1:
        return _report(dataset, reports[0], outline=False)
    table = borderless_table("报告", "年度", ">页", ">自评", ">数据", ">核对", ">差异", "状态")
    first: dict[str | None, str] = {}
    for row in reports:
        twin = first.setdefault(row["report_id"], row["source"]) if row["report_id"] else row["source"]
        table.add_row(
            _name(row, twin),
            _or_dash(row["fiscal_year"]),
            _or_dash(row["pages"] or None),
            _score(row),
            _or_dash(row["figures"]),
            _or_dash(row["checks"]),
            Text(str(row["discrepancies"]), "bold") if row["discrepancies"] else _or_dash(row["discrepancies"]),
            _status(row),
        )
    parts: list[RenderableType] = [Padding(table, (1, 1, 0, 1))]
    found = sorted(read_rows(dataset, "discrepancies"), key=_gravity)
    if found:
        parts.append(_block("需要查看的差异", _listed(dataset, reports, found[:LISTED]), len(found) - LISTED))
    return Group(*parts, Text())


def _listed(dataset: Path, reports: Sequence[Row], found: Sequence[Row]) -> RenderableType:
    names = {row["report_id"]: f"{row['department'] or ''}　{row['source']}".strip() for row in reversed(reports)}
    figures = {row["figure_id"]: row for row in read_rows(dataset, "figures")}
    grid = borderless_grid(3)
    for row in found:
        where = Text(names[row["report_id"]], "dim")
        grid.add_row(_dot(row), _page(row), Group(where, _discrepancy(row, figures)))
    return grid


def report(dataset: Path, wanted: str, *, outline: bool = False) -> RenderableType:
    """One report in full. `wanted` is its id, its source or a part of either, or of its department's name."""
    reports = read_rows(dataset, "reports")
    exact = [row for row in reports if wanted in (row["report_id"], row["source"])]
    found = exact or [
        row for row in reports if any(wanted in (row[k] or "") for k in ("report_id", "source", "department"))
    ]
    if not found:
        raise NoSuchReportError(f"没有编号、文件名或单位名称含“{wanted}”的报告。")
    if len({row["report_id"] or row["source"] for row in found}) > 1:
        names = "\n".join(f"  {row['report_id'] or '-'}  {row['source']}" for row in found[:10])
        raise NoSuchReportError(f"“{wanted}”对应不止一份报告，请写得更具体些：\n{names}")
    return _report(dataset, found[0], outline=outline)


def _report(dataset: Path, row: Row, *, outline: bool) -> RenderableType:
    parts: list[RenderableType] = [_head(row)]
    if row["status"] == "failed":
        return Group(*parts, Padding(Prose(row["reason"], "red"), (1, 2)))
    report_id = row["report_id"]
    figures = {f["figure_id"]: f for f in read_rows(dataset, "figures", report_id)}
    checks = read_rows(dataset, "checks", report_id)
    found = sorted(read_rows(dataset, "discrepancies", report_id), key=_gravity)
    if outline:
        parts.append(_block("章节", _outline(read_rows(dataset, "sections", report_id))))
    parts.append(_block("主要指标", _quantities(row, column_names(dataset, "reports"))))
    if scores := read_rows(dataset, "scores", report_id):
        parts.append(_block("评分", _scores(scores)))
    parts.append(_block("核对", _verdicts(checks, row)))
    if found:
        grid = borderless_grid(3)
        for one in found:
            grid.add_row(_dot(one), _page(one), Group(_discrepancy(one, figures), *_others(one, figures)))
        parts.append(_block(f"差异 {len(found)} 处", grid))
    parts.append(_block("读取方式", _pages(read_rows(dataset, "pages", report_id), row["notes"] or ())))
    return Group(*parts, Text())


def _head(row: Row) -> RenderableType:
    year = f"{row['fiscal_year']} 年度" if row["fiscal_year"] else ""
    filed = f"{row['filed_on']:%Y-%m-%d} 报送" if row["filed_on"] else ""
    score = f"自评 {_score(row)}" if row["self_score"] is not None else ""
    lines = [
        Text(row["title"] or row["source"], "bold"),
        Text("　".join(word for word in (row["department"], row["region"], year, filed, score) if word)),
        Text.assemble(_status(row), (f"　{row['source']}　{row['report_id'] or ''}　{row['pages']} 页", "dim")),
    ]
    return Padding(Group(*lines), (1, 2, 0, 2))


def _quantities(row: Row, names: dict[str, tuple[str, str]]) -> RenderableType:
    known = {key: value for key, value in row.items() if key in list(names)[_indicators_from(names) :]}
    stated = [(key, value) for key, value in known.items() if value is not None]
    if not stated:
        return Text("没有认出目录中的指标", "dim")
    grid = Table.grid(padding=(0, 2))
    for justify in ("left", "right", "left", "right"):
        grid.add_column(justify=justify)
    cells = [_quantity(names[key], value, key in (row["doubtful"] or ())) for key, value in stated]
    half = (len(cells) + 1) // 2
    for left, right in zip(cells[:half], [*cells[half:], (Text(), Text())], strict=False):
        grid.add_row(*left, *right)
    if row["doubtful"]:
        return Group(grid, Text("? 报告中此数有不同说法，或读取时有疑问", "yellow dim"))
    return grid


def _indicators_from(names: Iterable[str]) -> int:
    """Where in `reports` the indicators' columns begin: after `seconds`, the last of the others."""
    return list(names).index("seconds") + 1


def _quantity(name: tuple[str, str], value: Decimal, doubtful: bool) -> tuple[Text, Text]:  # noqa: FBT001
    shown = Text(with_unit(value, name[1]))
    return Text(name[0], "dim"), shown.append(" ?", "yellow") if doubtful else shown


def _scores(scores: Sequence[Row]) -> RenderableType:
    grid = borderless_grid(3)
    lost = [
        s for s in scores if s["awarded"] is not None and s["full_marks"] is not None and s["awarded"] < s["full_marks"]
    ]
    for score in lost:
        marks = Text.assemble((plain(score["awarded"]), "yellow"), (f"/{plain(score['full_marks'])}", "dim"))
        grid.add_row(marks, _page(score), Group(*map(Text, filter(None, (score["name"], score["reason"])))))
    rest = Text(f"共 {len(scores)} 项评分，{len(lost)} 项有扣分", "dim")
    return Group(rest, grid) if lost else rest


def _verdicts(checks: Sequence[Row], row: Row) -> Text:
    if not checks:
        return Text("没有可核对的关系", "dim")
    counts = {word: sum(check["verdict"] == word for check in checks) for word in VERDICTS}
    styles = {"exact": "green", "rounding": "green", "inconsistent": "red", "not_checkable": "dim"}
    text = Text("　").join(
        Text(f"{name} {counts[word]}", styles[word]) for word, name in VERDICTS.items() if counts[word]
    )
    return text.append(f"　核对覆盖 {row['coverage']:.0%} 的金额、比率和得分", "dim")


def _discrepancy(row: Row, figures: dict[str, Row]) -> RenderableType:
    """The message, then what is suspected and suggested, then how it was decided."""
    lines: list[RenderableType] = [Prose(row["message"])]
    change = suspect_of(row)
    if change and (not change["suggested"] or change["suggested"] not in row["message"].replace(",", "")):
        where = figures.get(change["figure"], {})
        text = Text.assemble(("疑为 ", "dim"), (change["printed"], "yellow"))
        text.append(f"（{where['label']}，第{where['page']}页）" if where else "", "dim")
        if change["suggested"]:
            text.append(" 应为 ", "dim").append(change["suggested"], "green")
        lines.append(text.append(f"：{change['why']}" if change["why"] else "", "dim"))
    cause, state = CAUSES[row["cause"]], STATES[row["state"]]
    words = [cause] * (row["cause"] != "unknown") + [state] * (row["state"] != "open") + [row["note"] or ""]
    if any(words):
        lines.append(Text("　".join(filter(None, words)), "dim"))
    return Group(*lines)


def _others(row: Row, figures: dict[str, Row]) -> Iterable[RenderableType]:
    found = other_explanations(row, figures)
    for n, words in enumerate(found[:OTHERS]):
        yield Prose(f"{'或' if n else '其他可能'}：{words}", "dim")
    if len(found) > OTHERS or row["truncated"]:
        yield Text("更多见 discrepancies 表的 explanations 列", "dim")


def _pages(pages: Sequence[Row], notes: Iterable[str]) -> RenderableType:
    """Runs of pages that were read in the same way, then the notes."""
    grid = borderless_grid(3)
    for (origin, reason, rotation), run in groupby(pages, lambda p: (p["origin"], p["reason"], p["rotation"])):
        numbers = [page["page"] for page in run]
        span = f"第{numbers[0]}页" if len(numbers) == 1 else f"第{numbers[0]}–{numbers[-1]}页"
        turned = f"，已转正 {rotation}°" if rotation else ""
        how = Text(ORIGINS.get(origin, "未能读取"), "" if origin else "red")
        grid.add_row(span, how, Text(how_read(reason or "") + turned, "dim"))
    return Group(grid, *(Text(note, "dim") for note in notes))


def _outline(sections: Sequence[Row]) -> RenderableType:
    lines = []
    for section in sections:
        text = Text("  " * (section["level"] - 1) + f"{section['marker']}{section['title']}")
        lines.append(text.append(f"　{section['page']}", "dim"))
    return Group(*lines)


def _gravity(row: Row) -> tuple[int, str, int]:
    return SEVERITY_ORDER.index(row["severity"]), row["report_id"], row["page"] or 0


def _name(row: Row, twin: str) -> RenderableType:
    """The department with its file, else the file alone; below it why it could not be read, or whose twin it is."""
    source = row["source"].translate(CONTROLS)
    lines: list[RenderableType] = [Text(source, "dim" if row["department"] else "")]
    if row["department"]:
        lines.insert(0, Text(row["department"]))
    if row["status"] == "failed":
        lines.append(Prose(row["reason"], "red"))
    elif twin != row["source"]:
        lines.append(Text(f"内容同 {twin}，差异只列一次", "dim"))
    return Group(*lines)


def _score(row: Row) -> str:
    if row["self_score"] is None:
        return "–"
    return plain(row["self_score"]) + (f" {row['grade']}" if row["grade"] else "")


def _status(row: Row) -> Text:
    """The status, and what is missing from a partial report; why another failed has a line of its own."""
    text = Text(STATUSES[row["status"]], STATUS_STYLES[row["status"]])
    return text.append(f"　{row['reason']}", "dim") if row["status"] == "partial" else text


def _or_dash(value: object) -> Text:
    return Text("–", "dim") if value is None else Text(str(value))


def _dot(row: Row) -> Text:
    return Text(f"● {SEVERITIES[row['severity']]}", SEVERITY_STYLES[row["severity"]])


def _page(row: Row) -> Text:
    return Text(f"第{row['page']}页" if row["page"] else "", "dim")


def _block(title: str, body: RenderableType, more: int = 0) -> RenderableType:
    rest = [Text(f"另有 {more} 处，用 jihe show OUT REPORT 查看", "dim")] if more > 0 else []
    return Padding(Group(Text(title, "bold cyan"), Padding(Group(body, *rest), (0, 0, 0, 2))), (1, 2, 0, 2))
