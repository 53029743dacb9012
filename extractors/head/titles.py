"""The title of a report (标题), from its cover: set over several lines, glued to a date or a page number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from extractors.head.names import is_name, named_in_title
from extractors.tables.heads import bare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.document import Line, Paragraph

_END = r"(?:报告书?|自评表|情况说明|自评情况|总结|汇报)(?:[（(][^（）()]{1,12}[）)])?"
_TITLE = re.compile(rf"{_END}$")
_LETTER = re.compile(r"关于.{4,}的?(?:函|请示)$")  # counts where what it sends has no title of its own
_OTHER_TITLE = re.compile(
    r"20\d\d年.*(?:决算|绩效|自评|预算|评价|公开)|(?:自评|评价|绩效).{0,6}(?:结果|情况|表|说明)$"
    r"|(?:部门|单位|年度)(?:决算|预算)(?:信息)?(?:公开)?(?:说明|报告)?$"
)
_ANNEX = re.compile(r"^附[件表]\d*?[:：]?(?=20\d\d|\D|$)")
_N = r"[\d一二三四五六七八九十]{1,3}"
_DATE = rf"(?:20\d\d|二[〇零○Oo0][〇零○Oo0一二三四五六七八九]{{2}})[年./-]{_N}(?:[月./-](?:{_N}日?)?)?"
# What is glued to a title: the day of filing, a page number, the seal.
_GLUED = re.compile(rf"(?<=[告表结书明况函])(?:(?P<date>{_DATE})|[-—]?\d{{1,3}}[-—]?|[（(](?:公章|盖章)[）)])+$")
_NO_TITLE = re.compile(
    rf"[：:。；，]|[0-9][．.、]|^[一二三四五六七八九十]{{1,2}}、|文件$|[〔\[]20\d\d|^目录$|^(?:根据|按照?|依据|现将|经)|^{_DATE}$|^附[件表]|^[（(]20\d\d|^第[一二三四]部分"
)
# A line that goes on with the title above it.
_TAIL = re.compile(r"^(?:的|及|和|与|暨)[\u4e00-\u9fff]{1,12}$")
_LONGEST, _MOST_LINES = 80, 4
_FIRST = 20  # lines of the cover that a title may begin on


class _Row(NamedTuple):
    """One line of the cover without its white space, and where it comes from."""

    text: str
    line: Line
    of: Paragraph


class Title(NamedTuple):
    """The title, and the date that is glued to it ("" if none)."""

    text: str
    date: str = ""


def title_of(cover: Sequence[Paragraph], body: float) -> Title | None:
    """The title with the department above it when both are set alike. `body` is the size of the text's characters."""
    rows = _rows(cover)
    found = _over_lines(rows, _TITLE, body) or _over_lines(rows, _LETTER, body)
    if found:
        return found
    for at, row in enumerate(rows[:6]):
        if 4 <= len(row.text) <= 60 and _OTHER_TITLE.search(row.text) and not re.search(r"[：:。；，]", row.text):
            return Title(_above(rows, at, row.text, body) + row.text)
    return None


def _over_lines(rows: Sequence[_Row], ending: re.Pattern[str], body: float) -> Title | None:
    """The first lines that together end as a title does."""
    for end in range(min(len(rows), _FIRST)):
        for first in range(end, max(end - _MOST_LINES, -1), -1):
            if first < end and not _joined(rows[first], rows[first + 1]):
                break
            printed = "".join(r.text for r in rows[first : end + 1])
            glued = _GLUED.search(printed)
            text = printed[: glued.start()] if glued else printed
            if ending.search(text) and len(text) <= _LONGEST and not _NO_TITLE.search(text):
                above = _above(rows, first, text, body)
                return Title(above + text + _below(rows, end), (glued["date"] if glued else "") or "")
    return None


def _rows(cover: Sequence[Paragraph]) -> list[_Row]:
    """The cover's lines. A paragraph of sentences is one row, so that no line of it can pass for a title."""
    rows: list[_Row] = []
    for paragraph in cover:
        whole = re.search(r"[。；，]", paragraph.text)
        lines = [(paragraph.text, paragraph.lines[0])] if whole else [(line.text, line) for line in paragraph.lines]
        for text, line in lines:
            plain = _ANNEX.sub("", bare(text))
            if plain:
                rows.append(_Row(plain, line, paragraph))
    return rows


def height(line: Line) -> float:
    """The size of a line's characters."""
    return line.size or line.bottom - line.top


def _alike(a: _Row, b: _Row) -> bool:
    """Whether two lines are set alike: by their size, and their weight where a text layer tells it."""
    slack = 0.25 if b.line.scores else 0.12
    return (
        a.line.page == b.line.page
        and abs(height(a.line) - height(b.line)) <= slack * height(b.line)
        and (bool(b.line.scores) or a.line.bold == b.line.bold)
    )


def _joined(a: _Row, b: _Row) -> bool:
    """Whether a line may be the title's first part and the next its second, when neither is a title alone."""
    if not _alike(a, b) or _NO_TITLE.search(a.text) or _NO_TITLE.search(b.text) or _TITLE.search(a.text):
        return False
    return a.of is b.of or a.of.centred or ("年" in a.text and len(b.text) <= 14)


def _above(rows: Sequence[_Row], first: int, title: str, body: float) -> str:
    """What stands above a title's line and belongs to it: its beginning, or the department's name."""
    text = ""
    for at in range(first - 1, max(first - _MOST_LINES, -1), -1):
        row, below = rows[at], rows[at + 1]
        if not _alike(row, below) or _NO_TITLE.search(row.text) or len(row.text) > 34 or _TITLE.search(row.text):
            break
        whole = is_name(row.text)
        display = row.of.centred and height(row.line) > 1.1 * body
        begun = row.of is below.of or display or "年" in row.text
        # A name above a title that has one is another body's, such as the ministry whose form this is.
        if named_in_title(text + title) if whole else not begun:
            break
        text = row.text + text
    return text


def _below(rows: Sequence[_Row], end: int) -> str:
    after = rows[end + 1] if end + 1 < len(rows) else None
    return after.text if after and _alike(rows[end], after) and _TAIL.search(after.text) else ""
