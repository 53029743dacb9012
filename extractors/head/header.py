"""The head of a report (报告头): what cover, letterhead, title, signature and text say of whose report it is."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from extractors.head import names
from extractors.head.grades import grade
from extractors.head.regions import in_full, region
from extractors.head.titles import Title, height, title_of
from extractors.numbers import chinese
from extractors.numbers.characters import fold
from extractors.numbers.dates import parse_date
from extractors.result import self_score
from extractors.tables.heads import bare
from schemas.document import Paragraph
from schemas.report import Head, LabelledTable, Scheme

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from schemas.document import Section
    from schemas.figure import Figure

_YEAR = r"(?P<y>20\d\d|二[〇零][〇零一二三四五六七八九]{2})"
_YEAR_FIELD = re.compile(rf"(?:评价|自评|预算|绩效|项目|填报|所属|决算|会计)?年度[:：]?{_YEAR}")
_DATE_FIELD = re.compile(
    r"(?:^|填报|报告|编制|填表|报送|填写|自评|评价|撰写|提交|完成|制表|上报|成文)(?:日期|时间)[:：]?(?P<d>.{6,17})"
)
# Where one field of a cover ends and another begins, with or without room between.
_GAP = re.compile(
    r"\s+(?=[^\s:：]{2,10}[:：])|(?<=[^\s（(项目预算])(?=(?:项目|预算)?(?:项目名称|(?:主管|实施|承担|建设|委托|协同|协作|配合|参与)(?:单位|部门)|项目(?:单位|负责人)"
    r"|(?:填[报表]|联系)人|联系电话|[填编]报(?:单位|日期|时间))(?:[（(][^（）()]{2,4}[）)])?[:：])"
)
_TITLE_YEAR = re.compile(rf"{_YEAR}年")
_OTHER_YEAR = re.compile(r"[:：]|月|根据|按照|依据|通知|办法")
_MONTH = re.compile(rf"{_YEAR}[年./-](?P<m>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})(?:月份?|$)$")
_TAIL_DATE = re.compile(r"[2二Z][0O〇零○][^，。；:：]{5,14}$")
_SEAL = re.compile(r"[（(]?(?:单位)?(?:公章|盖章|签章)[）)]?[:：]?")
_DATE_ROW = re.compile(r"日期|时间")
_DATED = re.compile(r"(?:日期|时间)[:：]?$")
_COVER = 40  # paragraphs before the first heading that are looked through
_LONGEST_DATE = 24
# What a year begins with, as it is printed or as a scan has it.
_CENTURY = re.compile(r"[\s（()）。]*[12一二Z１２Ｚ⼀⼆]")
_TO = tuple("至到-—~～")


class Cover(NamedTuple):
    """What stands before the first heading: its paragraphs, the lines that the fields are looked for in, the title.

    `year` is the one that is evaluated, None when nothing names it.
    """

    paragraphs: list[Paragraph]
    lines: list[str]
    title: Title | None
    year: int | None

    @property
    def theme(self) -> str:
        """The funds that the report is about: 专项资金."""
        found = _THEME.search(self.title.text) if self.title else None
        return found[1] if found else ""


class _Filed(NamedTuple):
    """A day on which the report may have been filed, who signed there, and whether only its month is printed."""

    day: date
    month_only: bool = False
    signer: str | None = None


def read_head(
    cover: Cover,
    sections: Sequence[Section],
    figures: Sequence[Figure],
    tables: Sequence[LabelledTable],
    schemes: Sequence[Scheme] = (),
) -> Head:
    """The head of a report. A field that nothing states surely is None."""
    paragraphs, lines, titled, year = cover
    title = titled.text if titled else None
    signed = list(_signatures(sections))
    filed = _filed([*lines, *_form(tables)], signed, titled, year) or _filed(_captions(sections), (), None, year)
    signers = [signature.signer for signature in reversed(signed) if signature.signer]
    texts = [paragraph.text for section in sections for paragraph in _paragraphs(section)]
    we = names.speaker(texts)
    described = names.named_in_text(
        paragraphs, [p for section in sections[1:4] for p in _paragraphs(section)], title or ""
    )
    department = names.choose(
        (
            *names.on_cover(lines, title or "", names.named_in_letterhead(paragraphs), signers, texts, we),
            *_ends(sections),
            names.named_in_form(tables, we),
            described if described and not names.is_built(described, title or "", texts, we) else None,
        )
    )
    department = in_full(department, texts) if department else None
    score, score_figure = self_score(figures, tables, schemes, year)
    return Head(
        title=title,
        theme=cover.theme,
        department=department,
        region=region(department, title, lines, texts),
        fiscal_year=year,
        filed_on=filed.day if filed else None,
        filed_to_month=bool(filed and filed.month_only),
        self_score=score,
        grade=grade(texts, score_figure, tables, year),
        figures=(score_figure.figure_id,) if score_figure else (),
    )


# 本次评价期为 2023 年 1 月 1 日至 12 月 31 日
_EVALUATED = re.compile(
    r"(?:评价|自评|考核)(?:的?(?:所属|基准))?(?:期间?|时段|周期|期限|时间(?:范围)?|时间?区间|区间|基准年度?)"
    r"(?:为|是|:|覆盖|涵盖|自|从|在|界定)*(?P<y>20\d\d)\s*年(?:1\s*月(?:\s*1\s*日)?\s*[至到~—-]|度|全年)"
)
_THEME = re.compile(
    r"([\u4e00-\u9fff]{2}(?<!项目|财政|预算|支出|支付)资金)(?=(?:项目)?(?:财政|支出|预算|使用|整体|绩效|自评|$))"
)


def cover_of(sections: Sequence[Section]) -> Cover:
    """The cover of a report."""
    cover = [block for block in sections[0].body if isinstance(block, Paragraph)][:_COVER]
    lines = [text for paragraph in cover for text in _lines(paragraph)]
    text = [height(p.lines[0]) for section in sections[1:6] for p in _paragraphs(section)]
    title = title_of(cover, median(text) if text else 0.0)
    return Cover(cover, lines, title, _year(lines, title.text if title else "", sections))


def _paragraphs(section: Section) -> Iterator[Paragraph]:
    if section.heading:
        yield section.heading
    yield from (block for block in section.body if isinstance(block, Paragraph))


def _plain(text: str) -> str:
    """A cover's field folded, its letter spacing taken out."""
    return fold(bare(text))


def _lines(paragraph: Paragraph) -> list[str]:
    """A paragraph's lines, a line of several fields as several, and the whole: a field may be broken."""
    fields = [_plain(field) for line in paragraph.lines for field in _GAP.split(line.text)]
    whole = [_plain(field) for field in _GAP.split(paragraph.text)] if len(fields) > 1 else []
    return [*fields, *whole, _plain(paragraph.text)] if whole else fields


def _year(lines: Sequence[str], title: str, sections: Sequence[Section]) -> int | None:
    """The year that is evaluated: as the cover names it, the title, or the text that speaks of a year's results."""
    for text in lines:
        if found := _YEAR_FIELD.search(text):
            return _number(found["y"])
    for text in (fold(title), *(t for t in lines[:8] if len(t) <= 40 and not _OTHER_YEAR.search(t))):
        if found := _TITLE_YEAR.search(text):
            return _number(found["y"])
    texts = (paragraph.text for section in sections for paragraph in _paragraphs(section))
    joined = fold("。".join(islice(texts, 60)))
    if found := _EVALUATED.search(joined):
        return int(found["y"])
    # 年度 first, then the year whose end a report speaks of, then whatever year it names.
    told = (r"年度(?!以)", r"年\s*(?:12\s*月(?:\s*31\s*日|底|末)|[全末底]年?)", r"年(?!\s*\d{1,2}\s*月)")
    counts = (Counter[str](re.findall(rf"(?<![于自从])(20\d\d)\s*{way}", joined)) for way in told)
    years = next((count for count in counts if count), None)
    return int(years.most_common(1)[0][0]) if years else None


def _number(year: str) -> int | None:
    """A year in figures or Chinese numerals."""
    read = chinese.parse(year) if not year.isdecimal() else None
    return int(year) if year.isdecimal() else int(read.value) if read else None


def _filed(lines: Iterable[str], signed: Sequence[_Filed], title: Title | None, year: int | None) -> _Filed | None:
    """When the report was filed: the cover's field, the last signature, the last line that is a date.

    A month counts only where no day is printed, a day before the year that is evaluated never: it is a law's.
    """
    fields = (_DATE_FIELD.search(text) for text in lines)
    stated = [filed for found in fields if found and (filed := _first_day(found["d"]))]
    glued = _day(title.date) if title and title.date else None
    last = [*stated, *(s for s in reversed(signed) if s.signer), *reversed(signed), *([glued] if glued else [])]
    last = [filed for filed in last if year is None or year <= filed.day.year <= year + 5]
    return next((filed for filed in last if not filed.month_only), last[0] if last else None)


def _form(tables: Sequence[LabelledTable]) -> Iterator[str]:
    """The cells of forms with their rows' labels, as the cover's fields are written."""
    for table in tables:
        for cell in table.cells:
            if cell.row_label and _DATE_ROW.search(cell.row_label):
                yield _plain(f"{cell.row_label.rpartition('/')[2]}:{cell.cell.text}")


def _captions(sections: Sequence[Section]) -> Iterator[str]:
    """The lines over forms that begin with a date's field: 填报日期：2024年3月29日  金额单位：万元."""
    for paragraph in (paragraph for section in sections[1:] for paragraph in _paragraphs(section)):
        yield from (text for text in _lines(paragraph) if _DATE_FIELD.match(text))


def _signatures(sections: Sequence[Section]) -> Iterator[_Filed]:
    """The lines that are, or end with, nothing but a date, and the department on or above each."""
    before = ""
    for section in sections:
        for paragraph in _paragraphs(section):
            if len(paragraph.text) > 3 * _LONGEST_DATE:
                before = ""
                continue
            for line in paragraph.lines:
                text = line.text.strip()
                tail = _TAIL_DATE.search(text)
                if len(text) <= _LONGEST_DATE and (filed := _day(text)):
                    yield filed._replace(signer=names.signer(before))
                elif tail and (filed := _day(tail[0])):
                    head = text[: tail.start()]
                    signer = names.signer(head)
                    if signer or _DATED.search(head):
                        yield filed._replace(signer=signer)
                if not _SEAL.fullmatch(text):
                    before = text


def _ends(sections: Sequence[Section]) -> Iterator[str]:
    """Departments alone on one of the last lines, the last first."""
    last = [paragraph for section in (sections[1:] or sections)[-2:] for paragraph in _paragraphs(section)][-8:]
    for paragraph in reversed(last):
        for text in (paragraph.text, *(line.text for line in reversed(paragraph.lines))):
            if name := names.signer(text.strip()):
                yield name


def _first_day(text: str) -> _Filed | None:
    """The day or the month that a text begins with; other fields may follow, and a range is none."""
    if re.search(r"月\d{1,2}$", text):  # the line breaks before 日
        text += "日"
    ends = (end for end in range(len(text), 5, -1) if text[end : end + 1] not in _TO)
    return next((filed for end in ends if (filed := _day(text[:end]))), None)


def _day(text: str) -> _Filed | None:
    """The day that a text is, or the first of the month."""
    if not _CENTURY.match(text):
        return None
    plain = _plain(text).strip("()。")
    if day := parse_date(plain):
        return _Filed(day)
    found = _MONTH.fullmatch(re.sub("[○O0]", "〇", plain) if plain[0] == "二" else plain)
    year, month = (_number(found[key]) for key in "ym") if found else (None, None)
    return _Filed(date(year, month, 1), month_only=True) if year and month and month <= 12 else None
