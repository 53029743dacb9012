"""The clauses of a sentence around a number (分句): the one it stands in, those before it, brackets and formulas."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from extractors.labels.words import trim
from schemas.figure import Kind

if TYPE_CHECKING:
    from extractors.numbers.quantities import Quantity

_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
_EQUALS = re.compile(r"[=＝]")
_IN_FORMULA = re.compile(r"[=＝][^=＝，。；]*$")
_YEAR = re.compile(r"(?:19|20)\d\d\s*年(?!\s*\d{1,2}\s*月)")
_YEAR_NAMED = re.compile(rf"{_YEAR.pattern}|(?<![比较与同])(?:[上去]年|上一年)")
_THOUSANDS = re.compile(r"\d[,，]\d{3}(?!\d)")
_ORDINAL = re.compile(r"^(?:[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．])")
_INTRODUCTION = re.compile(r"(?:根据|按照|依据|对照|综上|经)")


def clause_before(text: str, start: int, floor: int) -> str:
    """The words before a number: from the clause's beginning, or the end of the number before, at `floor`."""
    at = start
    depth = 0
    while at > floor:
        char = text[at - 1]
        if char in "）)":
            depth += 1
        elif char in "（(":
            if depth == 0:
                break
            depth -= 1
        elif (
            depth == 0
            and char in "。；;！!？?，,：:\n"
            and not (char in "：:" and start - at < 2)
            and not (char in "，," and _THOUSANDS.match(text, at - 2))
        ):
            break
        at -= 1
    return text[at:start]


def sentence_around(text: str, at: int) -> tuple[int, int]:
    """Where the sentence around a place begins and ends."""
    ends = _sentence_ends(text)
    n = bisect_right(ends, at)
    return ends[n - 1] if n else 0, ends[n] if n < len(ends) else len(text)


@lru_cache(maxsize=4)
def _sentence_ends(text: str) -> list[int]:
    return [found.end() for found in _SENTENCE_END.finditer(text)]


def depth_of(words: str) -> int:
    """How many brackets are open at the end of some words."""
    opened, closed = words.count("（") + words.count("("), words.count("）") + words.count(")")
    return max(opened - closed, 0)


# 完成率＝支出÷（…＋…），为 P; 控制率为在职人数与编制数之比，即 P: what a formula in words defines is what P is of.
_DEFINED = re.compile(
    r"(?P<name>[^=＝，,。；;：:（(\d]{2,16})(?:[=＝](?=[^=＝，。；;]*[÷/／])[^=＝，。；;\d]*(?:[×xX*]\s*100\s*[%％])?|(?<=[率度例])为[^，,。；;\d]{4,40}之比)(?=[，,])"
)
_CLAUSE_END = re.compile(r"[，,：:（(]")
_AMOUNT_AT_END = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:权重)?\d[\d.]*[^\d]*$")
_NO_CLAUSE = re.compile(r"\d{2}|\d$|相比$|^\d[\d.]*[万亿]?元")


def earlier(sentence: str, clause: str) -> str:
    """The nearest clause before that says something, for a number that follows a bare comma."""
    rest = sentence[: len(sentence) - len(clause)]
    if any(sign in rest for sign in ("=", "＝", "之比")):
        rest = _DEFINED.sub(r"\g<name>", rest)
    for piece in reversed(_CLAUSE_END.split(rest)):
        words = trim(_AMOUNT_AT_END.sub("", piece))
        if (
            len(words) >= 2
            and not _NO_CLAUSE.search(words)
            and not _INTRODUCTION.match(words)
            and not words.startswith("占")  # 占应付额的 92%，其余 84 万元: what a share is of
        ):
            return words
    return ""


def left_side(sentence: str, clause: str) -> str:
    """The name on the left of a formula (完成率=支出/预算×100%=) in which the number stands; "" outside formulas."""
    if not _IN_FORMULA.search(clause) or not (equals := _EQUALS.search(sentence)):
        return ""
    name = trim(clause_before(sentence, equals.start(), 0))
    return "" if re.search(r"\d[^a-z]*[÷/×＋+－-]", name) else name


_IN_WORDS = re.compile(
    r"[=＝：:]\s*(?P<words>[（(]*[\u4e00-\u9fff“”][^=＝，。；:：\d]*[÷/／][^=＝，。；\d]*)(?:[×xX*]\s*100\s*[%％])?\s*[=＝]\s*$"
)
_DIVIDED = re.compile(r"\s*[÷/／]\s*\d")
_SIGNS = ("÷", "/", "／")
_DIVISOR = re.compile(r"\d[\d,.]*\s*[万亿千百]*元?\s*[÷/／]\s*$")
_RATIO = re.compile(r"(?:^|[=＝：:，,；;。\n])(?P<name>[^=＝：:，,；;。\d]{0,14}[率比度])?\s*[=＝：:]\s*$")


def operand(text: str, quantity: Quantity, clause: str) -> str:
    """The name of an amount that a ratio reckons with: 结余率＝结余数÷预算数＝36 万元÷1448 万元; "" outside ratios."""
    if quantity.kind is not Kind.AMOUNT:
        return ""
    start, end = quantity.start, quantity.end
    first = _DIVIDED.match(text, end)
    second = _DIVISOR.search(text, 0, start) if clause.rstrip().endswith(_SIGNS) else None
    if bool(first) == bool(second):
        return ""
    begin = second.start() if second else start
    begin = max((i + 1 for i in (text.rfind(c, 0, begin) for c in "=＝：:") if i >= 0), default=0)
    head = text[:begin]
    if (text[begin:start].strip() and not second) or not re.match(r"[^=＝，。；]*[=＝]", text[end:]):
        return ""
    if words := _IN_WORDS.search(head):
        names = [trim(part) for part in re.split(r"[÷/／]", words["words"])]
        if len(names) == 2 and all(names):
            return names[bool(second)]
    ratio = _RATIO.search(head)
    name = trim(ratio["name"] or "") if ratio else ""
    return name + ("分母" if second else "分子") if name else ""


_CODE = re.compile(r"^[A-D]\d{1,3}")  # A1 项目立项（权重 8 分


def before_bracket(sentence: str) -> str:
    """The name before the bracket in which a number stands: 投入指标（满分10分."""
    at = max(sentence.rfind("（"), sentence.rfind("("))
    clause = clause_before(sentence, at, 0) if at > 0 else ""
    if any(c.isdigit() for c in clause):  # A（扣 1 分）和 B（扣 2 分）
        clause = re.split("[）)、]", clause)[-1]
    words = _ORDINAL.sub("", trim(clause))
    return words if len(words) > 1 and not any(c.isdigit() for c in _CODE.sub("", words)) else ""


def head_of(before: str) -> str:
    """What parts are parts of: 结转资金中，属于基本支出的…; "" when the clause before names nothing."""
    wholes = re.findall(r"(?:^|[，,；;。])([^，,；;。\d]{2,16})中[，,]", re.sub(r"\d{4}年末?", "", before))
    return trim(wholes[-1]) if wholes else ""


def year_kept(before: str, words: str) -> str:
    """The words about a number, led by the year that its sentence began with when they name none themselves."""
    if "年" not in before or _YEAR_NAMED.search(words):
        return words
    year = _YEAR.search(before)
    return year[0] + words if year else words
