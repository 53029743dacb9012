"""The head of a report (报告头): what cover, letterhead, title, signature and text say of whose report it is."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from extractors.characters import fold
from extractors.dates import parse_date
from extractors.scores import is_total
from schemas.document import Paragraph
from schemas.figure import Figure, Kind
from schemas.report import Head, LabelledTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    from schemas.document import Section

_ORGAN = (
    r"局|委员会|委|厅|办公室|办公厅|办|院|中心|处|站|所|馆|校|学校|大学|学院|医院|队|支队|大队|总队|会|联合会|政府|街道办事处|街道|镇|乡|部|署|社"
    r"|法院|检察院|党校|党委|本级|机关|公司|园|台|库|管委会|室|协会|基金会|服务站|保护区"
)
_NAME = rf"[\u4e00-\u9fffA-Za-z0-9（）()·]{{2,34}}?(?:{_ORGAN})(?:[（(][^（）()]{{1,12}}[）)])?(?:本级|机关)?"
_FIELD = re.compile(
    r"(?:评价|自评|填报|预算|部门|单位|主管|报送|编制|被评价|申报|实施|项目|部门[（(]单位[）)]|预算部门)*(?:单位|部门)(?:[（(]单位[）)])?(?:名称|全称)?"
    r"\s*(?:[（(][^（）()]{0,6}[）)])?\s*[:：]\s*(?P<v>\S[^:：]*)"
)
_YEAR_FIELD = re.compile(r"(?:评价|自评|预算|绩效|项目|填报|所属|决算)?年\s*度\s*[:：]\s*(?P<y>20\d\d)")
_DATE_FIELD = re.compile(
    r"(?:填报|报告|编制|填表|报送|填写|自评|评价|撰写|提交|完成|制表)(?:日期|时间)\s*[:：]\s*(?P<d>.+)"
)
_ONLY_DATE = re.compile(r"^[（(\s]*(?:20|二)[^年。，；]{2,8}年[^月。，]{1,5}月[^日。，]{1,6}日[）)\s]*$")
_END_DATE = re.compile(r"(?:20|二)[^年。，；]{2,8}年[^月。，]{1,5}月[^日。，]{1,6}日[）)]?\s*$")
_NEXT_FIELD = re.compile(r"[\u3000\s]+[^\s:：]{2,10}[:：].*$|[（(](?:公章|盖章|签章|章)[）)].*$")
_TITLE = re.compile(r"(?:报\s*告|自评表|情况说明|自评情况|总结)(?:[（(][^（）()]{1,12}[）)])?$")
_OTHER_TITLE = re.compile(r"20\d\d年.*(?:决算|绩效|自评|预算|评价|公开)|(?:自评|评价|绩效).{0,6}(?:结果|情况|表|说明)$")
_TITLE_YEAR = re.compile(r"(20\d\d)\s*年")
_TITLE_CUT = re.compile(
    r"(?:关于|目录$|20\d\d|[二〇○零一二三四五六七八九]{4}年)|(?:本?部门|单位)?(?:预算)?整体(?:支出|绩效)|部门(?:预算|支出|决算|绩效|整体|自评)|财政(?:支出|资金|预算)|(?:项目)?(?:支出)?绩效|项目(?:支出)?|预算绩效|专项"
)
_FORM_FIELD = re.compile(r"(?:部门|单位)(?:[（(]单位[）)])?名称|主管部门|预算单位|填报单位")
_TEXT_NAME = re.compile(
    rf"现(?:将|就)(?:我局|我单位|本部门)?\s*(?:20\d\d年度?)?(?P<v>{_NAME})(?=20\d\d|的|部门|整体|绩效|预算|年度)"
)
_GRADE = re.compile(
    r"(?:等级|等次|评级|级别|档次|结果|结论|评定|自评|评价)[^。；，,\d]{0,10}?(?:为|是|属于|定为|评为|[:：]|达到)?\s*[“\"‘'「]?\s*"
    r"(?P<g>优秀|良好|中等|较差|不合格|合格|优|良|中|差)\s*[”\"’'」]?\s*(?:等次|等级|级|档)?(?=[。，,；;、（()）\s]|$)"
)
_ANY_GRADE = re.compile(r"[“\"「]?(?P<g>优秀|良好|中等|优|良|中|差)[”\"」]?(?:等次|等级|级)?(?=[。，；]|$)")
_GRADES = {"优秀": "优", "良好": "良", "中等": "中", "较差": "差"}
_SCORE_TEXT = re.compile(
    r"(?:自评|评价|综合|总|绩效|整体)[^。；\d]{0,24}(?:得分|总分|评分|分数|分值合计|得)[^。；\d满]{0,10}(?P<n>\d{1,3}(?:\.\d+)?)\s*分"
)
_REGION = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,6}?(?:省|自治区))?(?:[\u4e00-\u9fff]{2,7}?(?:自治州|州|市|盟|地区))?(?:[\u4e00-\u9fff]{2,8}?(?:自治县|县|区|旗|市)(?!委|场))?"
)


def read_head(sections: Sequence[Section], figures: Sequence[Figure], tables: Sequence[LabelledTable]) -> Head:
    """The head of a report. A field that nothing states surely is None."""
    cover = [block for block in sections[0].body if isinstance(block, Paragraph)]
    end = [
        b for s in sections[-2:] for b in (*([s.heading] if s.heading else []), *s.body) if isinstance(b, Paragraph)
    ][-8:]
    lines = [text for p in cover[:40] for text in _lines(p)]
    title = _title(cover)
    department = _department(lines, title, end, tables, cover)
    score, score_figure = _self_score(figures, tables)
    texts = [
        p.text for s in sections for p in (*([s.heading] if s.heading else []), *s.body) if isinstance(p, Paragraph)
    ]
    return Head(
        title=title,
        department=department,
        region=_region(department or "", title or ""),
        fiscal_year=_year(lines, title, texts),
        filed_on=_filed(lines, sections),
        self_score=score,
        grade=_grade(texts, score_figure),
        figures=(score_figure.figure_id,) if score_figure else (),
    )


def _lines(paragraph: Paragraph) -> list[str]:
    """A paragraph whole and, when it has several lines, line by line: the fields of a cover may be joined."""
    lines = [line.text.strip() for line in paragraph.lines]
    return [paragraph.text.strip(), *(lines if len(lines) > 1 else [])]


def _title(cover: Sequence[Paragraph]) -> str | None:
    """The title; a department on a line of its own above it is no part of it."""
    for at, paragraph in enumerate(cover[:15]):
        text = re.sub(r"\s+", "", paragraph.text)
        after = re.sub(r"\s+", "", cover[at + 1].text) if at + 1 < len(cover) else ""
        if (
            not _TITLE.search(text)
            and len(after) <= 14
            and "年" in text
            and re.fullmatch(r"[\u4e00-\u9fff（）]+", after)
        ):
            text += after  # a title over two lines that were not joined
        if not _TITLE.search(text) or len(text) > 70 or re.search(r"[：:。]", text):
            continue
        return text
    for paragraph in cover[:6]:
        text = re.sub(r"\s+", "", paragraph.text)
        if 8 <= len(text) <= 60 and _OTHER_TITLE.search(text) and not re.search(r"[：:。；，]", text):
            return text
    return None


def _clean(value: str) -> str:
    value = _NEXT_FIELD.sub("", value.strip())
    return re.sub(r"\s+", "", value).strip("：:，。_")


def _department(
    lines: Sequence[str],
    title: str | None,
    end: Sequence[Paragraph],
    tables: Sequence[LabelledTable],
    cover: Sequence[Paragraph],
) -> str | None:
    """Whose report it is: a cover's field, the title, the signature, a form's field, the opening sentence."""
    named = [
        _department_of_cover(lines),
        _department_of_title(title or ""),
        _department_of_letterhead(cover),
        _department_of_signature(end),
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
    for text in lines:
        found = _FIELD.search(text)
        if found and 4 <= len(name := _clean(found["v"])) <= 40 and not re.search(r"[。；，]", name):
            return name
    return None


def _department_of_title(title: str) -> str | None:
    name = _TITLE_CUT.split(re.sub(r"^(?:关于|附件\d*)|^20\d\d年度?", "", title))[0]
    return name if re.fullmatch(_NAME, name) else None


def _department_of_letterhead(cover: Sequence[Paragraph]) -> str | None:
    """A department alone on one of the first lines, perhaps with the year."""
    for paragraph in cover[:6]:
        found = re.fullmatch(rf"(?P<v>{_NAME})(?:20\d\d年度?)?", re.sub(r"\s+", "", paragraph.text))
        if found and len(found["v"]) >= 4:
            return found["v"]
    return None


def _department_of_signature(end: Sequence[Paragraph]) -> str | None:
    for paragraph in reversed(end):
        for text in reversed(_lines(paragraph)):
            name = re.sub(r"\s+|[（(](?:公章|盖章|章)[）)]|20\d\d年.*$", "", text)
            if re.fullmatch(_NAME, name) and len(name) >= 4:
                return name
    return None


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


def _year(lines: Sequence[str], title: str | None, texts: Sequence[str]) -> int | None:
    """The year that is evaluated: as the cover names it, the title, or the text that speaks of a year's results."""
    for text in lines:
        found = _YEAR_FIELD.search(fold(text))
        if found:
            return int(found["y"])
    for text in (title or "", *(t for t in lines[:8] if len(t) <= 40 and not re.search(r"[:：]|月", t))):
        found = _TITLE_YEAR.search(fold(text))
        if found:
            return int(found[1])
    joined = fold("。".join(texts[:60]))
    years = Counter(re.findall(r"(20\d\d)\s*年度(?!以)", joined)) or Counter(
        re.findall(r"(20\d\d)\s*年(?!\s*\d{1,2}\s*月)", joined)
    )
    return int(years.most_common(1)[0][0]) if years else None


def _filed(lines: Sequence[str], sections: Sequence[Section]) -> date | None:
    """When the report was filed: the cover's field, else the last line that is nothing but a date (a signature's)."""
    for text in lines:
        found = _DATE_FIELD.search(text)
        if found and (day := parse_date(_clean_date(found["d"]))):
            return day
    for section in reversed(sections):
        for block in reversed(section.body):
            if not isinstance(block, Paragraph):
                continue
            for line in reversed(block.lines):
                if _ONLY_DATE.search(line.text) and (day := parse_date(_clean_date(line.text))):
                    return day
            found = _END_DATE.search(block.text) if len(block.text) <= 60 else None
            if found and (day := parse_date(_clean_date(found[0]))):
                return day
    return None


def _clean_date(text: str) -> str:
    return re.sub(r"\s+", "", text).strip("（）()。")


def _self_score(figures: Sequence[Figure], tables: Sequence[LabelledTable]) -> tuple[Decimal | None, Figure | None]:
    """The report's own total: as the prose says it most often, else as a scoring table's last row has it."""
    totals = []
    for figure in figures:
        if (
            figure.kind is not Kind.SCORE
            or figure.table_id
            or figure.subject
            or figure.value is None
            or not 0 < figure.value <= 130
        ):
            continue
        quote = fold(figure.evidence.quote)
        got = [m["n"] for m in _SCORE_TEXT.finditer(quote)]
        number = f"{figure.value}"
        plain = re.search(rf"自评(?:为|得|得分)?\s*{re.escape(number)}\s*分", quote) and figure.value >= 60
        if (
            number in got
            or plain
            or (is_total(figure) and not re.search(rf"满分[^\d]{{0,4}}{re.escape(number)}", quote))
        ):
            totals.append(figure)
    strong = (
        [f for f in totals if f.indicator == "score.total" and "满分" not in f.label]
        or [f for f in totals if is_total(f) and "满分" not in f.label]
        or [f for f in totals if f.value is not None and f.value > 40]
    )
    if strong:
        common = Counter(f.value for f in strong).most_common(1)[0][0]
        chosen = next(f for f in strong if f.value == common)
        return chosen.value, chosen
    return _table_total(figures, tables)


def _table_total(figures: Sequence[Figure], tables: Sequence[LabelledTable]) -> tuple[Decimal | None, Figure | None]:
    by_id = {f.figure_id: f for f in figures}
    for table in tables:
        for cell in table.cells:
            figure = by_id.get(cell.figure or "")
            if figure is None or figure.kind is not Kind.SCORE:
                continue
            total = re.search(r"总分|合计|总计|总得分|自评得分|综合得分", cell.row_label)
            if total and (re.search(r"得分|评分|自评分", cell.column_label) or not cell.column_label):
                return figure.value, figure
    return None, None


def _grade(texts: Iterable[str], score: Figure | None) -> str | None:
    """The grade: said of grade or result in words, or beside the total score."""
    for text in texts:
        for found in _GRADE.finditer(text):
            if not re.search(r"分\s*[(（]含?|[≥>]|以上|标准|分为", text[max(found.start() - 12, 0) : found.end() + 8]):
                return _GRADES.get(found["g"], found["g"])
    if score is not None and not score.table_id:
        quote = score.evidence.quote
        beside = _ANY_GRADE.search(quote, max(quote.find(score.printed), 0))
        if beside:
            return _GRADES.get(beside["g"], beside["g"])
    return None
