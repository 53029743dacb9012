"""Which name belongs to which number of a paragraph (数字命名): its clause, lists, scores, comparisons."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from extractors.labels.aspects import years_in_turn
from extractors.labels.behind import behind, level, listed_part
from extractors.labels.bounds import degree_bound
from extractors.labels.clauses import clause_before, depth_of, left_side, operand, sentence_around, year_kept
from extractors.labels.comparing import Named, change, distance, relative
from extractors.labels.completing import EACH
from extractors.labels.items import TOPIC, bound_of_score, topic_at
from extractors.labels.leaning import lean
from extractors.labels.lists import lengths_of, spread
from extractors.labels.references import other_year, reference
from extractors.labels.said import Said
from extractors.labels.scored import score_label
from extractors.labels.turns import party, turn
from extractors.labels.words import (
    PART,
    WAYS,
    is_about_money,
    is_relative,
    shared,
    shorten,
    stem,
    trim,
)
from extractors.scores.roles import LOST
from extractors.scores.totals import is_of_all
from extractors.scores.wording import WHOLE, is_bare_score, names_nothing
from schemas.figure import Flag, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.numbers.numerals import Quantity

_MEASURED = frozenset({Kind.AMOUNT, Kind.RATE, Kind.COUNT})
_NO_AWARD = re.compile(rf"(?<!得)(?:满分|分值|权重|标准分)$|(?<!加)(?:减分?|{LOST})$")
_ONE = re.compile(r"[一这该每][笔批]$")
_SOME = re.compile(r"有\s*$")  # 有 11 万元会议费列支不合规
_CARRIED = re.compile(r"(?:年[底末])?结转")
_REFERENCE = re.compile(r"的?\s*")
_JOINED = re.compile(
    r"\s*(?:[（(][^（）()\d]{1,6}[)）])?\s*(?:/[\u4e00-\u9fff·]{1,4}?)?(?:[（(]含[）)])?(?:、|和|与|及|至|到|或|[-—~～–]+)\s*"
    r"|\s*[（(](?:不?含|即|折合|约合)\s*|\s*[（(]大写[:：]?\s*(?:人民币)?\s*"
)
_AMOUNT_IN_TITLE = re.compile(r"(?=(?<!第)\d[\d,.]*(?:[万亿]?元|%))|$")
# 对连续两个月低于序时进度 10 个百分点的单位进行约谈: the comparison has no subject.
_GOAL = re.compile(r"^(?!.*(?:完成|实现|达成|偏离|未)).*目标(?:设定|设置)?$")
_APART = re.compile(r"[对按将把].*?((?:[高低大小快慢]于|超过|超出|偏离)[^，,]{2,})")
_NOW_MORE = re.compile(rf"^(?:[今本当]年度?)(?=(?:{WAYS})(?:[了额率]|$))")  # 上年决算 16 万元，今年减少 1 万元
_TIMES = re.compile(r"(?:仅|只)?(?:为|是|达到?|相当于)(?:\d{4}年)?[^，,\d]{0,10}的")  # 为概算的 94%, 是治理前的 1.6 倍
# 惠及 2150 人次，累计发放 68 万元; 面积 31.2 万亩，全年安排 2808 万元
_LEANING = re.compile(r"涉及|^(?:惠及|覆盖|受益|主要|总?(?:面积|里程|长度))$")
_MARKS_IN_TITLE = re.compile(r"[（(](?=[^（()）]{0,4}\d)")
_MARKS_BETWEEN = re.compile(r"[（(][^（）()]{0,4}\d[^（）()]*[)）](?=[和与及、])")
_SHARE_OF = re.compile(r"占(?P<of>[^占]+)比例$")
_MADE_OF = re.compile(r"[^。；;]*(?:构成|组成)")
_WHY = re.compile(r"[，,\s]*(?:因(?!公|素)|由于|受(?![众益助理访教训奖惠灾检种]))")
_STEP = re.compile(r"[，,\s]*每(?:[超低少高多降差]|$)")  # 每超 1 个百分点扣 0.25 分: a step of a criterion
_IN_DOUBT = frozenset({Flag.UNIT_INHERITED, Flag.AMBIGUOUS})
_WEIGHED = re.compile(r"[×xX*]\s*$")  # 96.51%×20=19.30分
_ONLY = re.compile(r"(?<=..)[仅只才]$")
_NO_SUBJECT = re.compile(r"问题|建议|措施|打算|经验|做法")
_EXTREMES = frozenset({"最高", "最低", "最多", "最少"})


def names_of(
    text: str,
    found: Sequence[Quantity],
    title: str,
    year: int | None = None,
    theme: str = "",
    *,
    achieved: bool = False,
) -> list[Named]:
    """The names of a paragraph's numbers, one for each of `found`.

    `title` is the section's heading; `year` and `theme` are the report's. Below a heading of what was `achieved`
    （成本目标 in 绩效目标完成情况） a heading sets no goals.
    """
    names: list[Named] = []
    title, named_by = _heading(title)
    said = Said(title, year, theme, before=named_by)
    floor = start = end = 0
    run: list[str] = []
    years: list[str] = []
    words: str | None
    topics, lengths = list(TOPIC.finditer(text)), lengths_of(text, found)
    for at, quantity in enumerate(found):
        if quantity.start >= end:
            start, end = sentence_around(text, quantity.start)
            said = said.next_sentence() if start else said
        said.topic = topic_at(topics, text, quantity.start, start) or said.topic
        before = text[start : quantity.start]
        said.told = text[: quantity.start]
        said.listing(near := text[max(start, floor) : quantity.start])
        depth = depth_of(before)
        clause = clause_before(text, quantity.start, max(floor, start))
        if "由" in clause and _MADE_OF.match(text, quantity.end):  # 体系由投入 15 分、产出 35 分构成
            clause = clause.partition("由")[2]
        run = (spread(text, found, at, lengths[at], clause, names, start) if lengths[at] > 1 else []) or run
        if run:
            words = run.pop(0)
            named = Named(words, "", words)
        elif placed := _placed(text, found, at, clause, names, start):
            named, words = placed, None
        else:
            named, words = _named(text, quantity, clause, before, said, depth)
        if bound := _bound(text, quantity, names):
            named, words = bound, None
        around = named.words or year_kept(before, near)
        years = (years_in_turn(near, lengths[at]) if lengths[at] > 1 else []) or years
        if years:
            around = f"{around}（{years.pop(0)}年）"
        if quantity.kind is Kind.RATE and _GOAL.search(title) and not achieved and not named.label.endswith("目标"):
            named = Named(named.label + "目标", named.words, named.name + "目标")
        names.append(Named(_as_printed(named.label), around, named.name))
        said.share = named.label if named.label.endswith(("占比", "比例", "比重")) else ""
        if _is_leant_on(quantity, named, words, clause, depth):
            said.note(quantity, depth, named.name.removeprefix(PART))
        floor = quantity.end
    return names


def _is_leant_on(quantity: Quantity, named: Named, words: str | None, clause: str, depth: int) -> bool:
    """Whether later words may lean on a number's name; they do not where it was not its own `words` that named it."""
    if words is None or quantity.kind is Kind.DATE or is_relative(words) or EACH.fullmatch(words):
        return False
    if (not words and quantity.qualifier in _EXTREMES) or (depth and named.label.endswith("占比")):
        return False
    if quantity.kind is Kind.RATE and (_WHY.match(clause) or _STEP.match(clause)):
        return False
    # 支出 8.62 万元，公车 6.4，接待 2.22，为预算的 82%
    return not _LEANING.search(named.label) and not _IN_DOUBT.issubset(quantity.flags)


def _of_all(before: Sequence[Quantity], quantity: Quantity, clause: str, start: int) -> str:
    """The name of a score that is the whole's, whose parts' marks the sentence told; "" for others."""
    marks = [q.value for q in before if q.start >= start and q.kind is Kind.SCORE]
    if not is_of_all(quantity.value, marks) or not names_nothing(words := trim(clause)):
        return ""
    return words if WHOLE.search(words) else "自评得分"


def _placed(
    text: str, found: Sequence[Quantity], at: int, clause: str, names: Sequence[Named], start: int
) -> Named | None:
    """The name of a number by its place in its sentence, which begins at `start`.

    In a ratio, before its name in brackets, behind the marks of all parts, or joined to the one before.
    """
    quantity = found[at]
    if quantity.kind is Kind.SCORE and (whole := _of_all(found[:at], quantity, clause, start)):
        return Named(whole, "", whole)
    if part := operand(text, quantity, clause) or listed_part(text, quantity, clause):
        return Named(part, "", PART + part)
    alike = names and quantity.kind is found[at - 1].kind
    return names[-1] if alike and _JOINED.fullmatch(text, found[at - 1].end, quantity.start) else None


@lru_cache(maxsize=64)
def _heading(title: str) -> tuple[str, str]:
    """A heading less the marks in it, and what it names: nothing when it only says that it is about money.

    （2）公务接待费1.6万元，is a heading to the outline, and what follows it is about the same.
    """
    title = _MARKS_IN_TITLE.split(_MARKS_BETWEEN.sub("", title))[0]
    name = trim(_AMOUNT_IN_TITLE.split(title)[0]) if title else ""
    return title, "" if is_about_money(name) or _NO_SUBJECT.search(name) else name


def _bound(text: str, quantity: Quantity, names: Sequence[Named]) -> Named | None:
    """The name of a grade's or a degree's bound (90 分及以上为优, 部分达成 50%—80%); None for other numbers."""
    if quantity.kind is Kind.RATE:
        degree = degree_bound(text, quantity)
        return Named(degree, "", PART + degree) if degree else None
    if quantity.kind is not Kind.SCORE:
        return None
    grade = bound_of_score(text, quantity, names[-1].label if names else "")
    return Named(grade, "", grade) if grade else None


def _named(text: str, quantity: Quantity, clause: str, before: str, said: Said, depth: int) -> tuple[Named, str | None]:
    """A number's name, and the words that it stands behind (None when they name nothing of their own)."""
    words = trim(clause)
    if one := party(quantity, before):
        return Named(one, "", one), one
    if words.startswith(("前者", "后者")) and "者" not in words[2:]:
        clause, words = clause.replace(words[:2], "", 1), _party(words, quantity, said)
    if quantity.kind in _MEASURED:
        if quantity.unit.endswith("百分点") and (shy := _APART.fullmatch(words)):
            words = shy[1]
        if named := _beside(text, quantity, clause, words, said, depth):
            return named, None
        if label := behind(text, quantity, clause, words, before, said):
            # One payment is not the quantity, and what of one item is carried over is not the department's.
            some = _ONE.search(words) or _SOME.search(clause) or text.startswith(("为", "系", "是"), quantity.end)
            bound = quantity.kind is Kind.RATE and quantity.qualifier and text.startswith("的", quantity.end)
            one = PART if some or bound or _CARRIED.match(label) else ""
            return Named(label, "", one + label), words or label
        if label := distance(words, said, quantity, depth):
            return Named(label, "", label), None
        words = said.beside(_NOW_MORE.sub("", words))
        if is_relative(words) or (quantity.kind is Kind.RATE and _TIMES.fullmatch(clause.strip(" ，,"))):
            return relative(quantity, words, clause, before, said, depth), words
        if label := change(words, quantity, said):
            return Named(label, "", words), words
    label = (
        turn(quantity, words, clause, before, said, depth)
        or _extreme(words, quantity, said, depth)
        or _label(clause, before, quantity, said, depth)
    )
    full = said.full(label, quantity)
    # What is given at most and what is deducted are no indicator's score.
    scored = quantity.kind is Kind.SCORE and not label.startswith(("扣分", "加分"))
    given = scored and (_NO_AWARD.search(words) or _WEIGHED.search(clause))
    return Named(shorten(full), "", (PART if given else "") + label), words


def _party(words: str, quantity: Quantity, said: Said) -> str:
    """The words after 前者 or 后者, which of the two that were named last is what is compared."""
    if len(said.pair) == 2 and not (words.startswith("后者") and quantity.kind is Kind.RATE):
        said.compared = said.pair[words.startswith("后者")]  # 会议费 4 万元，培训费 7 万元，前者比预算省了 2 万元
    return words[2:]


def _beside(text: str, quantity: Quantity, clause: str, words: str, said: Said, depth: int) -> Named | None:
    """The name of a number that stands beside the one named last, and is of the same; else None."""
    if label := _related(quantity, words, clause, said):
        return Named(label, "", label)
    if named := other_year(clause, quantity, said, depth) or reference(text, quantity, words, said, depth):
        return named
    label = level(text, quantity, clause, words, said, depth)
    return Named(label, "", label) if label else None


def _related(quantity: Quantity, words: str, clause: str, said: Said) -> str:
    """The name that numbers before give: 为概算 4000 万元的 94%, 前者是后者的 5.3 倍, 折合 40 万元; "" for others."""
    if words == "折合":
        return said.last.get(0, "")
    times = quantity.unit == "倍"
    if len(said.pair) == 2 and words.startswith("前者") and "后者" in words:
        return f"{said.pair[0]}为{said.pair[1]}的{'倍数' if times else '比例'}"
    if words or not _REFERENCE.fullmatch(clause) or not (label := said.awaited or said.compared):
        return ""
    said.awaited = ""
    return shared(_SHARE_OF.sub(r"为\g<of>的倍数", label) if times else label)


def _extreme(words: str, quantity: Quantity, said: Said, depth: int) -> str:
    """The name of the most or least of what was just named: 贷款 1.3 亿元，单笔最高 300 万元; "" for others."""
    last = said.last.get(depth, "")
    bare = last and quantity.qualifier in _EXTREMES and (not words or EACH.fullmatch(words))
    return shorten(words + quantity.qualifier + stem(last)) if bare else ""


def _label(clause: str, before: str, quantity: Quantity, said: Said, depth: int) -> str:
    """The name of a number that is no comparison."""
    side = left_side(before, clause)
    weighed = _WEIGHED.fullmatch(clause.strip()) and said.scores.get(depth)  # 得分＝4×96%
    if quantity.kind is Kind.RATE and (weighed or (side and is_bare_score(side))):  # 执行率 96%，得分＝96%×4
        return said.rate or weighed or side
    words = side or trim(clause)
    if quantity.kind is Kind.SCORE:
        return _ONLY.sub("", score_label(words, clause, before, said, depth))
    if quantity.kind is Kind.DATE:
        return shorten(words or trim(before))
    return lean(words, clause, before, quantity, said, depth)


def _as_printed(label: str) -> str:
    """A label with Chinese brackets, as reports print them; the matcher folds widths."""
    return label.replace("(", "（").replace(")", "）") if "(" in label or ")" in label else label
