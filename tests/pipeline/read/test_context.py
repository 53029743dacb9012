"""A character that a scan leaves open is told by what the document says elsewhere; numbers never are."""

from __future__ import annotations

import pytest

from pipeline.read.layout.columns import Sheet
from pipeline.read.layout.context import told_by_context
from schemas.document import OTHER, Box, Cell, Doubt, Line, Origin, Table


def read(text: str, unsure: str = "", other: str = "", page: int = 1) -> Line:
    """A scanned line whose character `unsure` may be `other`."""
    at = text.index(unsure) if unsure else -1
    return Line(
        *(text, page, 0.0, 0.0, 10.0 * len(text), 10.0),
        lefts=[10.0 * k for k in range(len(text))],
        rights=[10.0 * k + 9 for k in range(len(text))],
        origin=Origin.OCR,
        scores=[0.7 if k == at else 0.99 for k in range(len(text))],
        doubts=(Doubt(at, at + 1, other, "rapidocr", OTHER),) if unsure else (),
    )


def sheets(*lines: Line) -> list[Sheet]:
    """Each line on a page of its own, the last in a table."""
    *above, last = lines
    box = Box(9, 0.0, 0.0, 90.0, 20.0)
    table = Table(1, 1, box, (Cell(0, 0, 1, 1, box, (last,)),))
    return [*(Sheet(k, 600.0, 800.0, (line,)) for k, line in enumerate(above, 1)), Sheet(9, 600.0, 800.0, (), (table,))]


def told(*lines: Line) -> Line:
    """What becomes of the last line."""
    return told_by_context(sheets(*lines))[-1].tables[0].cells[0].lines[0]


def test_what_is_printed_elsewhere_between_the_same_neighbours() -> None:
    line = told(read("水质监测断面共12个"), read("监洲断面数", "洲", "测"))
    assert (line.text, line.doubts) == ("监测断面数", ())


def test_what_the_ministry_s_form_prints() -> None:
    assert told(read("执行事", "事", "率")).text == "执行率"
    assert told(read("经齐效益指标", "齐", "济")).text == "经济效益指标"
    assert told(read("得兮", "兮", "分")).text == "得分"  # alone in its cell
    assert told(read("所得兮配", "兮", "分")).text == "所得兮配"


@pytest.mark.parametrize("elsewhere", ["监洲断面数", "别的"])
def test_what_is_printed_elsewhere_stays_and_so_does_what_nothing_tells(elsewhere: str) -> None:
    assert told(read(elsewhere), read("监洲断面数", "洲", "测")).text == "监洲断面数"


def test_what_was_not_read_surely_tells_nothing() -> None:
    assert told(read("在监测断面数", "测", "洲"), read("监洲断面数", "洲", "测")).text == "监洲断面数"


def test_a_middle_dot_that_may_be_a_comma_is_one() -> None:
    assert told(read("已落实·协调解决", "·", "，")).text == "已落实，协调解决"
    assert told(read("阿不都·热合曼", "·", "一")).text == "阿不都·热合曼"


def test_other_doubts_stay() -> None:
    number = Doubt(3, 5, "18", "numerals", "readers_disagree")
    line = read("执行事12", "事", "率")
    line = told(Line(**{f: getattr(line, f) for f in line.__slots__} | {"doubts": (*line.doubts, number)}))
    assert (line.text, line.doubts) == ("执行率12", (number,))
