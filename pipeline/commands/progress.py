"""How a run is going (进度), on a terminal, and what it came to (小结): one summary at the end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.padding import Padding
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn
from rich.table import Table
from rich.text import Text

from pipeline.batch import distinct
from pipeline.commands.terminal import Prose
from pipeline.commands.words import SEVERITIES, VERDICTS

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator
    from typing import Self

    from rich.console import Console, RenderableType
    from rich.progress import Task

    from pipeline.batch import Brief, Summary

SHOWN_FAILURES = 20
SHOWN_NAMES = 8


class _TimeLeft(ProgressColumn):
    """The time that the rest will take, if it goes on as it went."""

    def render(self, task: Task) -> Text:
        left = task.time_remaining
        return Text("" if left is None else f"约剩 {duration(left)}", style="dim")


class Watch:
    """A bar on a terminal, nothing elsewhere: reports done, pages a second, time left."""

    def __init__(self, console: Console, *, quiet: bool) -> None:
        self.bar = Progress(
            TextColumn("读取报告"),
            BarColumn(bar_width=32, style="bright_black", complete_style="cyan", finished_style="cyan"),
            TextColumn("{task.completed:.0f}/{task.total:.0f} 份"),
            TextColumn("[cyan]{task.fields[speed]}"),
            TextColumn("[red]{task.fields[failed]}"),
            _TimeLeft(),
            console=console,
            disable=quiet or not console.is_terminal,
            transient=True,
        )
        self.task = self.bar.add_task("", total=None, speed="", failed="", visible=False)
        self.start = time.monotonic()
        self.pages = self.failed = 0

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

    def __call__(self, brief: Brief | None, total: int) -> None:
        """Take note of an input that is finished, or with None that `total` inputs are to come."""
        if brief is not None:
            self.pages += 0 if brief.skipped else brief.pages
            self.failed += brief.status == "failed"
        self.bar.update(
            self.task,
            total=total,
            advance=int(brief is not None),
            visible=True,
            speed=f"{self.pages / max(time.monotonic() - self.start, 0.001):.1f} 页/秒" if self.pages else "",
            failed=f"失败 {self.failed}" if self.failed else "",
        )


def duration(seconds: float) -> str:
    """A time in Chinese: `8秒`, `3分20秒`, `2小时5分`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole}秒"
    if whole < 3600:
        return f"{whole // 60}分{whole % 60}秒"
    return f"{whole // 3600}小时{whole % 3600 // 60}分"


def as_object(summary: Summary) -> dict[str, Any]:
    """The summary as one JSON object."""
    status, verdicts, severities = summary.statuses, summary.verdicts, summary.severities
    return {
        "dataset": str(summary.dataset),
        "inputs": summary.total,
        "done": status["done"],
        "partial": status["partial"],
        "failed": status["failed"],
        "skipped": sum(brief.skipped for brief in summary.briefs),
        "pages": sum(brief.pages for brief in distinct(summary.briefs)),
        "ocr_pages": sum(brief.ocr_pages for brief in distinct(summary.briefs)),
        "figures": summary.figures,
        "checks": dict(verdicts),
        "discrepancies": dict(severities),
        "seconds": round(summary.seconds, 3),
        "interrupted": summary.interrupted,
        "passed_over": dict(summary.passed),
        "links": summary.links,
        "without_figures": [brief.source for brief in summary.bare],
        "others": summary.others,
        "gone": summary.gone,
        "failures": [{"source": b.source, "reason": b.reason} for b in summary.briefs if b.status == "failed"],
    }


def as_text(summary: Summary) -> RenderableType:
    """The summary for people."""
    fresh = distinct(brief for brief in summary.briefs if not brief.skipped)
    pages = sum(brief.pages for brief in fresh)
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    grid.add_column(overflow="fold")
    grid.add_row("报告", _reports(summary))
    if pages:
        ocr = sum(brief.ocr_pages for brief in fresh)
        speed = f"{pages / max(summary.seconds, 0.001):.1f} 页/秒，共用 {duration(summary.seconds)}"
        grid.add_row("页", Text(f"{pages} 页（其中识别 {ocr} 页），{speed}"))
    grid.add_row("数据", Text(f"{summary.figures} 个"))
    grid.add_row("核对", _counts(summary.verdicts, VERDICTS, "次", "无可核对的内容"))
    grid.add_row("差异", _counts(summary.severities, SEVERITIES, "处", "未发现差异"))
    grid.add_row("数据集", Text(str(summary.dataset), style="cyan"))
    parts: list[RenderableType] = [Padding(grid, (1, 2))]
    for title, style, chosen in (("未能读取", "red", "failed"), ("部分页未能读取", "yellow", "partial")):
        if found := [brief for brief in summary.briefs if brief.status == chosen]:
            parts.append(_listed(title, style, found))
    parts += [Padding(Prose(words, "yellow"), (0, 2, 1, 2)) for words in _to_know(summary)]
    if summary.interrupted:
        parts.append(Text("  已中断：完成的报告已写入数据集，再次运行同一命令即可继续。\n", style="yellow"))
    return Group(*parts)


def _to_know(summary: Summary) -> Iterator[str]:
    """What would otherwise be missed in silence."""
    if summary.bare:
        named = _some([brief.source for brief in summary.bare])
        yield f"没有读出任何数：{named}。请打开看看是否为空白、字迹不清，或不是报告。"
    if summary.links:
        yield f"链接指向文件夹之外或已失效，未读取：{_some(summary.links)}。如有报告，请把所指的文件或文件夹写进命令。"
    if summary.passed:
        endings = "，".join(f"{ending or '无扩展名'} {n} 个" for ending, n in summary.passed.most_common())
        yield f"文件夹中另有不属于可读格式的文件，未读取：{endings}。如有报告，请解压或另存为 PDF。"
    if summary.others:
        words = f"数据集中还有以前读取的 {summary.others} 份报告，本次没有涉及，原样保留"
        gone = f"；其中 {len(summary.gone)} 份的文件已不在原处：{_some(summary.gone)}" if summary.gone else ""
        yield f"{words}{gone}。如不需要，请换一个 --out 重新运行。"


def _some(names: list[str]) -> str:
    more = f" 等 {len(names)} 个" if len(names) > SHOWN_NAMES else ""
    return "、".join(names[:SHOWN_NAMES]) + more


def _reports(summary: Summary) -> Text:
    words = [f"完成 {summary.statuses['done']} 份"]
    words += [f"部分读取 {n} 份" for n in [summary.statuses["partial"]] if n]
    words += [f"失败 {n} 份" for n in [summary.statuses["failed"]] if n]
    words += [f"未处理 {n} 份" for n in [summary.total - len(summary.briefs)] if n]
    skipped = sum(brief.skipped for brief in summary.briefs)
    return Text("，".join(words) + (f"（其中 {skipped} 份未变动，沿用上次结果）" if skipped else ""))


def _counts(counts: Counter[str], words: dict[str, str], unit: str, none: str) -> Text:
    found = [f"{name} {counts[word]}" for word, name in words.items() if counts[word]]
    return Text(f"{counts.total()} {unit}：" + "，".join(found) if found else none)


def _listed(title: str, style: str, briefs: list[Brief]) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(overflow="fold", max_width=48)
    grid.add_column(overflow="fold")
    for brief in briefs[:SHOWN_FAILURES]:
        grid.add_row(Text(brief.source), Prose(brief.reason, "dim"))
    if len(briefs) > SHOWN_FAILURES:
        grid.add_row(Text("……"), Text(f"另有 {len(briefs) - SHOWN_FAILURES} 份，见 reports 表", style="dim"))
    return Padding(Group(Text(title, style=style), Padding(grid, (0, 0, 0, 2))), (0, 0, 1, 2))
