"""Figures of running text (正文数字): each printed number with its name, its place and its sentence."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from extractors.labels import (
    basis_of,
    clause_before,
    compared,
    identify,
    is_bare_score,
    is_generic,
    is_relative,
    part_of_year,
    period_of,
    scope_of,
    score_name,
    shorten,
    stem,
    subject_of,
    trim,
)
from extractors.numerals import Quantity, scan
from schemas.document import Origin, Paragraph
from schemas.figure import Evidence, Figure, Flag, Kind, Scope

if TYPE_CHECKING:
    from schemas.catalogue import Catalogue
    from schemas.document import Section, Span

_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
_SPREAD = re.compile(
    r"(?:[一二三四五六七八九两][个项]?部分)?(?:分别|依次|各)(?:得分|为|是|达到|达|完成|增长|下降|增加|减少|得|占)*$"
)
# A heading that names what its first, nameless number is of: （一）教育支出。决算数 100 万元.
_TITLED = re.compile(r"(?:支出|收入|经费|费|资金|项目|使用|计划|到位)(?:情况)?$")
_LEFT_OVER = re.compile(r"\s*(结转|结余)")
_LIST = re.compile(r"[、,，]|和|与|及")
# 远高于全省 85% 的平均水平: the name goes on after the number.
_FOLLOWING = re.compile(r"的([\u4e00-\u9fff]{2,8})(?=[，。；、,;）)])")
_COMPARISON = re.compile(r"(?:[远均略]?[高低大小优]于|超过|不足|达不到)")
_LONGEST_QUOTE = 240
# A heading over several indicators, or over the result, leaves a bare score to the rate named beside it.
_SEVERAL = re.compile(r"[和与及、]|结果|结论|分析|^$")
_VERSUS = re.compile(
    r"(?:[较比与同]|(?:下降|减少|增加|上升|提高|增长|提升|降低)[到至为])((?:19|20)\d\d年|上年|去年|上一年)度?(?:同期|[末底初])?"
)
_EQUALS = re.compile(r"[=＝]")
_IN_FORMULA = re.compile(r"[=＝][^=＝，。；]*$")
_YEAR = re.compile(r"(?:19|20)\d\d\s*年(?!\s*\d{1,2}\s*月)")
_YEAR_NAMED = re.compile(rf"{_YEAR.pattern}|(?<![比较与同])(?:[上去]年|上一年)")
_ORDINAL = re.compile(r"^(?:[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．])")


@dataclass(frozen=True, slots=True)
class Context:
    """What the report's head says and its figures lean on."""

    fiscal_year: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands: its section, and its cell when it stands in a table."""

    section: int
    section_path: str
    table_id: str | None = None
    row: int | None = None
    col: int | None = None


def make_figure(
    quantity: Quantity,
    label: str,
    evidence: tuple[Evidence, tuple[Flag, ...]],
    place: Place,
    printed: str,
    catalogue: Catalogue,
    *,
    words: str = "",
    subject: str = "",
    scope: Scope | None = None,
    context: Context | None = None,
) -> Figure:
    """A figure from a scanned number. `words` are the label's surroundings, which may name year, basis and funds.

    `figure_id` is left empty: the report numbers its figures in reading order.
    """
    assert isinstance(quantity.kind, Kind), quantity  # noqa: S101 - what is no figure never comes here
    named = words or label
    indicator = identify(label, quantity.kind, catalogue)
    if subject and indicator == "score.total":
        indicator = None  # the score of one project is not the report's
    known = catalogue[indicator] if indicator else None
    found, doubts = evidence
    return Figure(
        figure_id="",
        kind=quantity.kind,
        printed=printed,
        value=quantity.value,
        unit=quantity.unit,
        scale=quantity.scale,
        decimals=quantity.decimals,
        label=label,
        evidence=found,
        section=place.section,
        section_path=place.section_path,
        qualifier=quantity.qualifier,
        indicator=indicator,
        basis=None if quantity.kind is Kind.SCORE else basis_of(label) or (known.basis if known else None),
        scope=scope_of(label) or scope or (known.scope if known else None),
        period=period_of(named, context.fiscal_year if context else None),
        subject=subject,
        table_id=place.table_id,
        row=place.row,
        col=place.col,
        day=quantity.day,
        flags=tuple(dict.fromkeys((*quantity.flags, *doubts))),
    )


def evidence_at(spans: tuple[Span, ...], quote: str) -> tuple[Evidence, tuple[Flag, ...]]:
    """The evidence for a number on these stretches of lines, and the flags that its readers' doubts give it."""
    doubts = [
        doubt for span in spans for doubt in span.line.doubts if doubt.start < span.end and doubt.end > span.start
    ]
    origin = Origin.OCR if any(span.line.origin is Origin.OCR for span in spans) else Origin.TEXT
    evidence = Evidence(
        boxes=tuple(span.line.box(span.start, span.end) for span in spans),
        quote=quote,
        origin=origin,
        confidence=min((span.line.confidence(span.start, span.end) for span in spans), default=1.0),
        readings=tuple(dict.fromkeys(doubt.reading for doubt in doubts if doubt.reading)),
    )
    return evidence, tuple(dict.fromkeys(Flag(doubt.reason) for doubt in doubts))


def prose_figures(section: Section, catalogue: Catalogue, context: Context) -> list[Figure]:
    """The figures of a section's heading and paragraphs, in reading order."""
    figures: list[Figure] = []
    if section.heading is not None:
        figures += paragraph_figures(section.heading, section, catalogue, context)
    for block in section.body:
        if isinstance(block, Paragraph):
            figures += paragraph_figures(block, section, catalogue, context)
    return figures


def paragraph_figures(paragraph: Paragraph, section: Section, catalogue: Catalogue, context: Context) -> list[Figure]:
    """The figures of one paragraph."""
    text = paragraph.text
    found = [quantity for quantity in scan(text) if quantity.is_figure]
    place = Place(section.number, section.path)
    names = _names(text, found, section.title)
    figures: list[Figure] = []
    subject = subject_of(text, section.title)
    sentence, scope, about = -1, None, ""
    for quantity, (label, words) in zip(found, names, strict=True):
        start, end = _sentence(text, quantity.start)
        if start != sentence:
            sentence, scope, about = start, None, ""
        quote = text[start:end].strip()
        if len(quote) > _LONGEST_QUOTE:
            near = max(quantity.start - start - _LONGEST_QUOTE // 2, 0)
            quote = quote[near : near + _LONGEST_QUOTE]
        # A zero-width span cannot be: every quantity has at least one digit.
        evidence = evidence_at(paragraph.spans(quantity.start, quantity.end), quote)
        printed = text[quantity.start : quantity.end].strip()
        figure = make_figure(
            quantity,
            label,
            evidence,
            place,
            printed,
            catalogue,
            words=words,
            subject=subject or part_of_year(words) or (about if quantity.kind is Kind.RATE else ""),
            scope=scope,
            context=context,
        )
        if figure.kind is Kind.AMOUNT:
            # 仅支出 96.4 万元，执行率 48.2%: the rate is that of the thing just named, not the department's.
            about = "" if figure.indicator else stem(label)
        if figure.scope is Scope.ALL:
            scope = Scope.ALL
        figures.append(figure)
    return figures


def _sentence(text: str, at: int) -> tuple[int, int]:
    ends = _sentence_ends(text)
    n = bisect_right(ends, at)
    return ends[n - 1] if n else 0, ends[n] if n < len(ends) else len(text)


@lru_cache(maxsize=4)
def _sentence_ends(text: str) -> list[int]:
    return [found.end() for found in _SENTENCE_END.finditer(text)]


@dataclass(slots=True)
class _Said:
    """What the sentence has named so far, for numbers that lean on it. `last` is by depth of brackets."""

    last: dict[int, str] = field(default_factory=dict)
    amounts: dict[int, str] = field(default_factory=dict)
    compared: str = ""
    scores: dict[int, str] = field(default_factory=dict)
    rate: str = ""

    def owner(self, depth: int, title: str) -> str:
        """What a score without a name of its own belongs to: the indicator that the sentence scores, or the heading."""
        score = self.scores.get(depth, "")
        return score or (self.rate if self.rate and _SEVERAL.search(title) else title)

    def base_of(self, quantity: Quantity, depth: int) -> str:
        """The quantity that a comparison (较上年增长, 占) is about."""
        if self.compared:
            return self.compared
        if quantity.unit.endswith("百分点"):
            return self.last.get(depth, "")
        return self.amounts.get(depth) or self.last.get(depth) or self.last.get(depth - 1, "")

    def note(self, quantity: Quantity, depth: int, label: str) -> None:
        """A number with a name of its own."""
        self.compared, label = "", compared(label)
        self.last[depth] = label
        if quantity.kind is Kind.SCORE:
            self.scores[depth] = label
        elif quantity.kind is Kind.RATE:
            self.rate = label
        if quantity.kind in {Kind.AMOUNT, Kind.COUNT}:
            self.amounts[depth] = label


def _names(text: str, found: list[Quantity], title: str) -> list[tuple[str, str]]:
    """For each number its label, and the words around it that may name its year and funds."""
    names: list[tuple[str, str]] = []
    said, floor, sentence = _Said(), 0, 0
    run: list[str] = []
    for at, quantity in enumerate(found):
        start, _ = _sentence(text, quantity.start)
        if start != sentence:
            said, sentence = _Said(), start
        before = text[start : quantity.start]
        depth = max(sum(before.count(c) for c in "（(") - sum(before.count(c) for c in "）)"), 0)
        clause = clause_before(text, quantity.start, max(floor, start))
        run = _spread(text, found, at, clause) or run
        after = _FOLLOWING.match(text, quantity.end)
        words = trim(clause)
        if run:
            label = run.pop(0)
        elif after and quantity.kind in {Kind.AMOUNT, Kind.RATE}:
            label = shorten(_COMPARISON.sub("", words) + after[1])
        elif _VERSUS.fullmatch(words) and quantity.kind in {Kind.AMOUNT, Kind.RATE, Kind.COUNT}:
            # 较上年 120 万元增加: the same quantity in another year.
            label, words = said.base_of(quantity, depth), _VERSUS.sub(r"\1", words)
            names.append((label, words))
            floor = quantity.end
            continue
        elif words.endswith("尚") and (left := _LEFT_OVER.match(text, quantity.end)):
            label = shorten(words.removesuffix("尚") + left[1])
        elif is_relative(words) and quantity.kind in {Kind.AMOUNT, Kind.RATE, Kind.COUNT}:
            said.compared = said.base_of(quantity, depth)
            label = said.compared + words
        else:
            label = _label(clause, before, quantity, said, depth, title)
        names.append((label, _year_kept(before, text[max(start, floor) : quantity.start])))
        if quantity.kind is not Kind.DATE and not is_relative(words):
            said.note(quantity, depth, label)
        floor = quantity.end
    return names


def _label(clause: str, sentence: str, quantity: Quantity, said: _Said, depth: int, title: str) -> str:
    words, last = trim(clause), said.last.get(depth) or said.last.get(depth - 1, "")
    if left := _left_side(sentence, clause):
        words = left
    if quantity.kind is Kind.SCORE:
        owner = said.owner(depth, title) or (_earlier(sentence, clause) if is_bare_score(words) else "")
        if depth and depth not in said.scores:
            owner = _before_bracket(sentence) or owner
        return shorten(score_name(words, owner))
    if quantity.kind is Kind.DATE:
        return shorten(words or trim(sentence))
    if words in {"控制率", "变动率"} and (amount := said.amounts.get(depth)) and not is_generic(amount):
        return shorten(stem(amount) + words)
    if quantity.kind is Kind.AMOUNT and is_generic(words):
        last = said.amounts.get(depth) or last
    if is_generic(words) and last and not is_generic(last) and stem(last) != words:
        return shorten(stem(last) + words)
    if is_generic(words) and not last and _TITLED.search(title) and not any(c.isdigit() for c in title):
        return shorten(title.removesuffix("情况") + words)
    if not words or len(words) < 2:
        return shorten(_earlier(sentence, clause)) or last or title
    return shorten(words)


def _left_side(sentence: str, clause: str) -> str:
    """The name on the left of a formula (完成率=支出/预算×100%=) in which the number stands; "" outside formulas."""
    if not _IN_FORMULA.search(clause) or not (equals := _EQUALS.search(sentence)):
        return ""
    return trim(clause_before(sentence, equals.start(), 0))


def _before_bracket(sentence: str) -> str:
    """The name before the bracket in which a number stands: 投入指标（满分10分."""
    at = max(sentence.rfind("（"), sentence.rfind("("))
    words = _ORDINAL.sub("", trim(clause_before(sentence, at, 0))) if at > 0 else ""
    return words if len(words) > 1 and not any(c.isdigit() for c in words) else ""


def _year_kept(before: str, words: str) -> str:
    """The words about a number, led by the year that its sentence began with when they name none themselves."""
    if _YEAR_NAMED.search(words):
        return words
    year = _YEAR.search(before)
    return year[0] + words if year else words


def _earlier(sentence: str, clause: str) -> str:
    """The nearest clause before that says something, for a number that follows a bare comma."""
    rest = sentence[: len(sentence) - len(clause)]
    for piece in reversed(re.split(r"[，,：:（(]", rest)):
        words = trim(piece)
        if len(words) >= 2 and not any(c.isdigit() for c in words):
            return words
    return ""


def _spread(text: str, found: list[Quantity], at: int, clause: str) -> list[str]:
    """The names of a list (收入、支出和结余分别为 A、B 和 C), one for each number; [] when the counts differ."""
    if not _SPREAD.search(clause):
        return []
    count = 1
    while at + count < len(found) and re.fullmatch(
        r"\s*(?:[、,，]|和|与|及|以及)\s*", text[found[at + count - 1].end : found[at + count].start]
    ):
        count += 1
    if count < 2:
        return []
    lead = _SPREAD.sub("", clause)
    if len([n for n in _LIST.split(lead) if n.strip()]) < count:
        start, _ = _sentence(text, found[at].start)
        floor = found[at - 1].end if at else 0
        lead = _SPREAD.sub("", text[max(start, floor) : found[at].start])
    names = [trim(name) for name in _LIST.split(lead) if trim(name)]
    if len(names) >= count:
        return [shorten(name) for name in names[-count:]]
    return [shorten(trim(clause) or "".join(names))] * count
