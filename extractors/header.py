"""The head of a report (报告头): what cover, letterhead, title, signature and text say of whose report it is."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from extractors import chinese
from extractors.characters import fold
from extractors.dates import parse_date
from extractors.result import grade, self_score
from schemas.document import Paragraph
from schemas.report import Head, LabelledTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from schemas.document import Section
    from schemas.figure import Figure

_ORGAN = (
    r"局|委员会|委|厅|办公室|办公厅|办|院|中心|处|站|所|馆|校|学校|大学|学院|医院|队|支队|大队|总队|会|联合会|政府|街道办事处|街道|镇|乡|部|署|社"
    r"|法院|检察院|党校|党委|本级|机关|公司|园|台|库|管委会|室|协会|基金会|服务站|保护区|场|联|协|厂|段"
)
_NAME = rf"[\u4e00-\u9fffA-Za-z0-9（）()·]{{2,34}}?(?:{_ORGAN})(?:[（(][^（）()]{{1,12}}[）)])?(?:本级|机关)?"
_YEAR = r"(?P<y>20\d\d|二[〇零][〇零一二三四五六七八九]{2})"
# The names of a cover's fields, white space taken out; those of the department in the order of their worth.
_UNITS = (
    r"(?:被评价|评价|自评|填报|预算|部门|报送|编制|编报|申报|市级|县级|区级|省级)*(?:单位|部门)(?:[（(]单位[）)])?(?:名称|全称)?",
    r"(?:项目)?主管(?:单位|部门)",
    r"(?:项目|实施|承担|建设|执行)+(?:单位|部门)(?:名称)?",
)
_SEAL = r"(?:[（(][^（）()]{0,8}[）)])?"
_UNIT_FIELDS = tuple(re.compile(rf"^{unit}{_SEAL}(?P<colon>[:：])?{_SEAL}(?P<v>.+)$") for unit in _UNITS)
_YEAR_FIELD = re.compile(rf"(?:评价|自评|预算|绩效|项目|填报|所属|决算|会计)?年度[:：]?{_YEAR}")
_DATE_FIELD = re.compile(
    r"(?:填报|报告|编制|填表|报送|填写|自评|评价|撰写|提交|完成|制表|上报)(?:日期|时间)[:：]?(?P<d>.{8,16}?)(?=$|[（(]|\D{2,8}[:：])"
)
_NEXT_FIELD = re.compile(
    r"(?:填报人|填表人|联系人|联系电话|电话|负责人|单位负责人|经办人|审核人|编制人|[\u4e00-\u9fff]{0,4}(?:日期|时间|年度))[:：].*$"
    r"|[（(](?:公章|盖章|签章|章)[）)].*$"
)
_GAP = re.compile(r"[\s\u3000]{2,}[^\s:：]{2,10}[:：].*$")
_TITLE = re.compile(r"(?:报告|自评表|情况说明|自评情况|总结)(?:[（(][^（）()]{1,12}[）)])?$")
_OTHER_TITLE = re.compile(
    r"20\d\d年.*(?:决算|绩效|自评|预算|评价|公开)|(?:自评|评价|绩效).{0,6}(?:结果|情况|表|说明)$"
    r"|(?:部门|单位|年度)(?:决算|预算)(?:信息)?(?:公开)?(?:说明|报告)?$"
)
_ANNEX = re.compile(r"^附[件表]\d*?[:：]?(?=20\d\d|\D|$)")
_TITLE_YEAR = re.compile(rf"{_YEAR}年")
_TITLE_CUT = re.compile(
    r"(?:关于|目录$|20\d\d|[二〇零一三四五六七八九]{4}年)|(?:本?部门|单位)?(?:预算)?整体(?:支出|绩效)|部门(?:预算|支出|决算|绩效|整体|自评)|财政(?:支出|资金|预算)|(?:项目)?(?:支出)?绩效|项目(?:支出)?|预算绩效|专项"
)
_FORM_FIELD = re.compile(r"(?:部门|单位)(?:[（(]单位[）)])?名称|主管部门|预算单位|填报单位")
_TEXT_NAME = re.compile(
    rf"现(?:将|就)(?:我局|我单位|本部门)?\s*(?:20\d\d年度?)?(?P<v>{_NAME})(?=20\d\d|的|部门|整体|绩效|预算|年度)"
)
_TAIL_DATE = re.compile(r"[2二Z][0O〇零][^，。；:：]{6,14}$")
_REGION = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,6}?(?:省|自治区))?(?:[\u4e00-\u9fff]{2,7}?(?:自治州|州|市(?!场|政)|盟|地区))?(?:[\u4e00-\u9fff]{1,8}?(?:自治县|(?<!^[本全该我某])县)|[\u4e00-\u9fff]{2,8}?(?:区|旗|市)(?!委|场))?"
)
_COVER = 40  # paragraphs before the first heading that are looked through
_LONGEST_DATE = 24


def read_head(sections: Sequence[Section], figures: Sequence[Figure], tables: Sequence[LabelledTable]) -> Head:
    """The head of a report. A field that nothing states surely is None."""
    cover, lines = _cover(sections)
    title = _title(cover)
    signed, day = _signature(sections)
    department = _department(lines, title, (signed, *_ends(sections)), tables, cover)
    score, score_figure = self_score(figures, tables)
    texts = [paragraph.text for section in sections for paragraph in _paragraphs(section)]
    return Head(
        title=title,
        department=department,
        region=_region(department or "", title or ""),
        fiscal_year=_year(lines, title, sections),
        filed_on=_filed(lines) or day,
        self_score=score,
        grade=grade(texts, score_figure),
        figures=(score_figure.figure_id,) if score_figure else (),
    )


def fiscal_year(sections: Sequence[Section]) -> int | None:
    """The year that is evaluated, which the figures' periods lean on; None when nothing names it."""
    cover, lines = _cover(sections)
    return _year(lines, _title(cover), sections)


def _cover(sections: Sequence[Section]) -> tuple[list[Paragraph], list[str]]:
    """What stands before the first heading: the paragraphs, and their lines as the fields are looked for in."""
    cover = [block for block in sections[0].body if isinstance(block, Paragraph)][:_COVER]
    return cover, [text for paragraph in cover for text in _lines(paragraph)]


def _paragraphs(section: Section) -> Iterator[Paragraph]:
    if section.heading:
        yield section.heading
    yield from (block for block in section.body if isinstance(block, Paragraph))


def _plain(text: str) -> str:
    """A cover's line folded, its letter spacing taken out; wide gaps end it where another field follows."""
    return re.sub(r"\s+", "", _GAP.sub("", fold(text.strip())))


def _lines(paragraph: Paragraph) -> list[str]:
    """A paragraph's lines and, when it has several, the whole: fields may be joined, a field may be broken."""
    lines = [_plain(line.text) for line in paragraph.lines]
    return lines if len(lines) == 1 else [*lines, _plain(paragraph.text)]


def _height(paragraph: Paragraph) -> float:
    line = paragraph.lines[0]
    return line.size or line.bottom - line.top


def _title(cover: Sequence[Paragraph]) -> str | None:
    """The title, with the department on a line of its own above it when both are set alike."""
    texts = [_ANNEX.sub("", re.sub(r"\s+", "", paragraph.text)) for paragraph in cover]
    for at, text in enumerate(texts[:15]):
        after = texts[at + 1] if at + 1 < len(texts) else ""
        broken = not _TITLE.search(text) and "年" in text and re.fullmatch(r"[\u4e00-\u9fff（）]{1,14}", after)
        title = text + after if broken else text  # a title over two lines that were not joined
        if _TITLE.search(title) and len(title) <= 70 and not re.search(r"[：:。]", title):
            return _owner(cover, at) + title
    for at, text in enumerate(texts[:6]):
        if 4 <= len(text) <= 60 and _OTHER_TITLE.search(text) and not re.search(r"[：:。；，]", text):
            return _owner(cover, at) + text
    return None


def _owner(cover: Sequence[Paragraph], at: int) -> str:
    """The department's line above a title that names none, when it is set like the title; "" otherwise."""
    if at == 0 or _department_of_title(re.sub(r"\s+", "", cover[at].text)):
        return ""
    above, title = cover[at - 1], cover[at]
    name = re.sub(r"\s+", "", above.text)
    alike = abs(_height(above) - _height(title)) <= 0.12 * _height(title) and above.bold == title.bold
    return name if alike and above.page == title.page and re.fullmatch(_NAME, name) else ""


def _clean(value: str) -> str:
    return _NEXT_FIELD.sub("", re.sub(r"\s+", "", value)).strip("：:，。_")


def _department(
    lines: Sequence[str],
    title: str | None,
    signatures: Sequence[str | None],
    tables: Sequence[LabelledTable],
    cover: Sequence[Paragraph],
) -> str | None:
    """Whose report it is: a cover's field, the title, the signature, a form's field, the opening sentence."""
    named = [
        _department_of_cover(lines),
        _department_of_title(title or ""),
        _department_of_letterhead(cover),
        *signatures,
        _department_of_form(tables),
        next((found["v"] for p in cover if (found := _TEXT_NAME.search(p.text))), None),
    ]
    names = [name for name in named if name]
    return next((other for other in names[1:] if _is_misread(names[0], other)), names[0]) if names else None


def _is_misread(name: str, other: str) -> bool:
    """Whether a name is another one with characters lost: the signature of a scan may be clearer than its title."""
    rest = iter(other)
    return len(name) < len(other) <= len(name) + 3 and name not in other and all(char in rest for char in name)


def _department_of_cover(lines: Sequence[str]) -> str | None:
    """The best field: by its name, then one whose value looks like a department. A scan may have lost the colon."""
    for field in _UNIT_FIELDS:
        values = [(found["colon"], _clean(found["v"])) for text in lines if (found := field.search(text))]
        names = [name for _, name in values if re.fullmatch(_NAME, name)]
        others = [v for colon, v in values if colon and 4 <= len(v) <= 40 and not re.search(r"[。；，]", v)]
        if names or others:
            return (names or others)[0]
    return None


def _department_of_title(title: str) -> str | None:
    name = _TITLE_CUT.split(re.sub(r"^(?:关于|附件\d*)|^20\d\d年度?", "", fold(title)))[0]
    name = title[title.find(name[0]) :][: len(name)] if name else ""
    return name if re.fullmatch(_NAME, name) else None


def _department_of_letterhead(cover: Sequence[Paragraph]) -> str | None:
    """A department alone on one of the first lines, perhaps with the year or the word 文件."""
    for paragraph in cover[:6]:
        found = re.fullmatch(rf"(?P<v>{_NAME})(?:20\d\d年度?|文件)?", re.sub(r"\s+", "", paragraph.text))
        if found and len(found["v"]) >= 4:
            return found["v"]
    return None


def _signer(text: str) -> str | None:
    name = re.sub(r"\s+|[（(](?:公章|盖章|章)[）)]|20\d\d年.*$", "", text)
    return name if re.fullmatch(_NAME, name) and len(name) >= 4 else None


def _signature(sections: Sequence[Section]) -> tuple[str | None, date | None]:
    """The last line that is, or ends with, nothing but a date, and the department on or above it."""
    above: tuple[str | None, date | None] = (None, None)
    before = ""
    for section in sections:
        for paragraph in _paragraphs(section):
            if len(paragraph.text) > 3 * _LONGEST_DATE:
                before = ""
                continue
            for line in paragraph.lines:
                text = line.text.strip()
                if len(text) <= _LONGEST_DATE and (day := _day(text)):
                    above = _signer(before), day
                elif (tail := _TAIL_DATE.search(text)) and (day := _day(tail[0])):
                    above = _signer(text[: tail.start()]), day
                before = text
    return above


def _ends(sections: Sequence[Section]) -> Iterator[str]:
    """Departments alone on one of the last lines, the last first."""
    last = [paragraph for section in sections[-2:] for paragraph in _paragraphs(section)][-8:]
    for paragraph in reversed(last):
        for text in (paragraph.text, *(line.text for line in reversed(paragraph.lines))):
            if name := _signer(text.strip()):
                yield name


def _department_of_form(tables: Sequence[LabelledTable]) -> str | None:
    for table in tables:
        for cell in table.cells:
            name = _clean(cell.cell.text)
            if _FORM_FIELD.search(cell.row_label) and re.fullmatch(_NAME, name):
                return name
    return None


def _region(department: str, title: str) -> str | None:
    """The administrative division that a department's name begins with."""
    for text in (department, title):
        found = _REGION.match(text)
        if found and found[0] and len(found[0]) < len(text):
            return found[0]
    return None


def _year(lines: Sequence[str], title: str | None, sections: Sequence[Section]) -> int | None:
    """The year that is evaluated: as the cover names it, the title, or the text that speaks of a year's results."""
    for text in lines:
        if found := _YEAR_FIELD.search(text):
            return _number(found["y"])
    for text in (fold(title or ""), *(t for t in lines[:8] if len(t) <= 40 and not re.search(r"[:：]|月", t))):
        if found := _TITLE_YEAR.search(text):
            return _number(found["y"])
    texts = (paragraph.text for section in sections for paragraph in _paragraphs(section))
    joined = fold("。".join(islice(texts, 60)))
    years = Counter(re.findall(r"(20\d\d)\s*年度(?!以)", joined)) or Counter(
        re.findall(r"(20\d\d)\s*年(?!\s*\d{1,2}\s*月)", joined)
    )
    return int(years.most_common(1)[0][0]) if years else None


def _number(year: str) -> int | None:
    """A year in figures or Chinese numerals."""
    read = chinese.parse(year) if not year.isdecimal() else None
    return int(year) if year.isdecimal() else int(read.value) if read else None


def _filed(lines: Sequence[str]) -> date | None:
    """When the report was filed, by the cover's field."""
    for text in lines:
        found = _DATE_FIELD.search(text)
        if found and (day := _day(found["d"])):
            return day
    return None


def _day(text: str) -> date | None:
    return parse_date(re.sub(r"\s+", "", text).strip("（）()。"))
