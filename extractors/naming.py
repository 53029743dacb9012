"""Which name belongs to which number of a paragraph (数字命名): its clause, lists, scores, comparisons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from extractors.items import TOPIC, grade_bound, topic_at
from extractors.labels import (
    clause_before,
    compared,
    is_bare_rate,
    is_bare_score,
    is_generic,
    is_relative,
    relative_name,
    score_name,
    shared,
    shorten,
    staged,
    stem,
    trim,
)
from extractors.lists import spread
from extractors.said import SEVERAL, Said
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.numerals import Quantity

_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
_MEASURED = frozenset({Kind.AMOUNT, Kind.RATE, Kind.COUNT})
# A heading that names what its first, nameless number is of: （一）教育支出。决算数 100 万元.
_TITLED = re.compile(r"(?:支出|收入|经费|费|资金|项目|使用|计划|到位)(?:情况)?$")
_LEFT_OVER = re.compile(r"\s*(结转|结余)")
# 远高于全省 85% 的平均水平: the name goes on after the number.
_FOLLOWING = re.compile(
    r"的([\u4e00-\u9fffA-Za-z“”（）]{2,16}?)(?=[，。；、,;）)：:]|未|尚|没|已|用于|进行|实施|(?<!行)为|由|$)"
)
_OBJECT = re.compile(
    r"\s*(?![给为到作])([\u4e00-\u9fff“”]{0,14}?(?:资金|经费|补贴|补助|费|款|支出|结余|结转))"
    r"(?=[，。；、,;）)：:]|至|到|未|尚|用于)"
)
_PURPOSE = re.compile(r"，?\s*(?:(?:主要)?(?:用于|投向|专项用于)|由(?!于))([^，。；、,;（(）)：:\d]{2,20})")
_HAS = re.compile(r"(?:另|仅|共|尚|还|已)*(?:有|安排|投入|下达|拨付|落实|支付|支出|使用|筹集|争取|余)?了?")
_LEVEL = re.compile(r"(?:目标|水平|标准|考核线|警戒线|平均|要求|红线)值?")
_COMPARISON = re.compile(r"(?:[远均略]?[高低大小优]于|超过|不足|达不到)")
_REFERENCE = re.compile(r"的?\s*")
_MEASURES = re.compile(r"的\s*\d|\s*(?:同比)?(?:节约|减少|下降|增加|增长|提高|降低|上升|超支)")
_TO_REFERENCE = re.compile(
    r"^(?:(?:仅|只)?(?:完成|占|为|是|达到?|相当于)了?|(?:[较比与同]|未?(?:超过?|超出|突破)|[高低]于))(?=.)"
)
_VERSUS = re.compile(
    r"(?:[较比与同]|相较于?|(?:下降|减少|增加|上升|提高|增长|提升|降低)[到至为])"
    r"((?:19|20)\d\d年|上年|去年|上一年)度?(?:同期|[末底初])?"
)
_JOINED = re.compile(r"\s*(?:[（(]含[）)])?(?:、|和|与|及|至|到|或|[-—~～–]+)\s*")
_EQUALS = re.compile(r"[=＝]")
_IN_FORMULA = re.compile(r"[=＝][^=＝，。；]*$")
_YEAR = re.compile(r"(?:19|20)\d\d\s*年(?!\s*\d{1,2}\s*月)")
_YEAR_NAMED = re.compile(rf"{_YEAR.pattern}|(?<![比较与同])(?:[上去]年|上一年)")
_ORDINAL = re.compile(r"^(?:[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．])")
_INTRODUCTION = re.compile(r"(?:根据|按照|依据|对照|综上|经)")
_VALUE = re.compile(
    r"(?:年度|全年|预期|年初|绩效)?(?:(?:目标|指标|计划|完成|实际|实现|标准)值|实际(?:完成值?|达到)?|年度目标|目标|完成情况)"
)
_AMOUNT_IN_TITLE = re.compile(r"(?=(?<!第)\d[\d,.]*(?:[万亿]?元|%))|$")
# 对连续两个月低于序时进度 10 个百分点的单位进行约谈: the comparison has no subject.
_GOAL = re.compile(r"^(?!.*(?:完成|实现|达成|偏离|未)).*目标(?:设定|设置)?$")
_APART = re.compile(r"[对按将把].*?((?:[高低大小快慢]于|超过|超出|偏离)[^，,]{2,})")
_TOTALLED = re.compile(r"(?:合计|共计?|总共|一共)(扣)[减除]?分?$")
# 人均 1.87 万元, 二季度末 51%: words that need the noun of the number before.
_INSTANCE = re.compile(r"(?:^|[，,；;：:])(?:例?如|比如)[：:，,]?([^，,；;。\d]{3,16})[，,][^，,；;]{0,8}$")
_SUM = re.compile(r"[\s,，]*(?:合|共|总)?计(?:为|人民币)?\s*")
_EACH = re.compile(r"(?:平均)?(?:每[^\W\d]{1,4}|(?:[人户亩床生村]均)|平均)(?:平均)?(?:支出)?")
_SEASON = re.compile(r"(?:第?[一二三四]季度|[上下]半年|\d{1,2}月|全年|当年|年)[初中末底]?")
_PART_OF = re.compile(r"(?:属于?|归属)(?P<part>[^，,]{2,}?)的?")
_CUT = re.compile(r"扣[减除分]*$")


class Named(NamedTuple):
    """A number's label, the words around it that may name its year and funds, and the name that identifies it."""

    label: str
    words: str
    name: str


def names_of(text: str, found: Sequence[Quantity], title: str) -> list[Named]:
    """The names of a paragraph's numbers, one for each of `found`. `title` is the section's heading."""
    names: list[Named] = []
    # （2）公务接待费1.6万元，is a heading to the outline, and what follows it is about the same.
    said, floor, sentence = Said(title, before=trim(_AMOUNT_IN_TITLE.split(title)[0]) if title else ""), 0, 0
    run: list[str] = []
    amounts: list[str] = []
    topics = list(TOPIC.finditer(text))
    for at, quantity in enumerate(found):
        start = _sentence_start(text, quantity.start, sentence)
        if start != sentence:
            said, sentence = said.next_sentence(), start
        said.topic = topic_at(topics, text, quantity.start, start) or said.topic
        before = text[start : quantity.start]
        depth = max(sum(before.count(c) for c in "（(") - sum(before.count(c) for c in "）)"), 0)
        clause = clause_before(text, quantity.start, max(floor, start))
        run = spread(text, found, at, clause, amounts, start) or run
        if run:
            label = run.pop(0)
            words = label
            named = Named(label, "", label)
        elif names and _JOINED.fullmatch(text, floor, quantity.start) and quantity.kind is found[at - 1].kind:
            named, words = names[-1], "与"
        else:
            named, words = _named(text, quantity, clause, before, said, depth)
        if quantity.kind is Kind.SCORE and (grade := grade_bound(text, quantity)):
            named, words = Named(grade, "", grade), "与"
        around = named.words or _year_kept(before, text[max(start, floor) : quantity.start])
        if quantity.kind is Kind.RATE and _GOAL.search(title) and not named.label.endswith("目标"):
            named = Named(named.label + "目标", named.words, named.name + "目标")
        if quantity.kind is Kind.AMOUNT:
            amounts.append(named.name)
        names.append(Named(_as_printed(named.label), around, named.name))
        if quantity.kind is not Kind.DATE and words != "与" and not is_relative(words) and not words.startswith("涉及"):
            said.note(quantity, depth, named.name)
        floor = quantity.end
    return names


def _named(text: str, quantity: Quantity, clause: str, before: str, said: Said, depth: int) -> tuple[Named, str]:
    """A number's name, and the words that it stands behind ("与" when they name nothing of their own)."""
    words = trim(clause)
    if quantity.kind in _MEASURED:
        if quantity.unit.endswith("百分点") and (apart := _APART.fullmatch(words)):
            words = apart[1]
        if not words and _REFERENCE.fullmatch(clause) and (label := said.awaited or said.compared):
            said.awaited = ""
            return Named(label, "", label), "与"
        if named := _reference(text, quantity, words, said, depth):
            return named, "与"
        if label := _after(text, quantity, clause, words, said, depth):
            return Named(label, "", label), words or label
        if is_relative(words):
            label = _relative(quantity, words, clause, before, said, depth)
            return Named(label, "", label), words
    label = _label(clause, before, quantity, said, depth)
    return Named(label, "", label), words


def _relative(quantity: Quantity, words: str, clause: str, before: str, said: Said, depth: int) -> str:
    """The name of a comparison (较上年增长, 占总支出的): what it is about, and the comparison."""
    # A number of an unknown unit in the comparison says that what is compared is no figure either.
    near = _earlier(before, clause) if re.search(r"\d", re.sub(r"\d{4}年", "", words)) else ""
    base = compared(near) or said.base_of(quantity, depth) or compared(_earlier(before, clause))
    said.compared = base
    base = re.sub(r"(?<=支出|收入|经费|资金)(?:执行|完成|实现)$", "", base)
    if is_generic(base) and words.startswith("完成"):
        base = ""
    return shorten(base) + relative_name(words)


def _reference(text: str, quantity: Quantity, words: str, said: Said, depth: int) -> Named | None:
    """The number that another is measured by: 较上年的 39.6 万元减少…, 完成预算 1450 万元的 103%; else None."""
    base = said.base_of(quantity, depth)
    if _VERSUS.fullmatch(words):
        label = base if base.startswith("上年") or not base else f"上年{base}"
        said.compared = base
        return Named(label, _VERSUS.sub(r"\1", words), base)
    measured = _MEASURES.match(text, quantity.end)
    to = _TO_REFERENCE.match(words)
    if not to or quantity.kind is not Kind.AMOUNT:
        return None
    whole = words[to.end() :]
    if not measured and not (is_generic(whole) and (is_relative(words) or words.startswith("未"))):
        return None
    verb = to[0]
    said.compared = base
    if measured and measured[0].startswith("的"):
        about = stem(base)
        if verb.startswith(("为", "是", "达", "相当")) and whole.endswith("预算"):
            said.awaited = about + "预算执行率"
        else:
            said.awaited = base + relative_name(words)
    label = staged(base, whole) if is_generic(whole) else whole
    return Named(shorten(label), "", shorten(label))


def _after(text: str, quantity: Quantity, clause: str, words: str, said: Said, depth: int) -> str:
    """The name that stands behind its number (500 万元的项目资金, 35 万元用于培训); "" when there is none."""
    if words.endswith("尚") and (left := _LEFT_OVER.match(text, quantity.end)):
        return shorten(words.removesuffix("尚") + left[1])
    if quantity.kind is Kind.COUNT or quantity.unit.endswith("百分点"):
        return ""
    bare = quantity.kind is Kind.AMOUNT and _HAS.fullmatch(words) is not None
    after = _FOLLOWING.match(text, quantity.end)
    if after and not re.search(r"(?:为|是|达)\s*$", clause):
        name = after[1] if bare else _COMPARISON.sub("", words) + after[1]
        if quantity.kind is Kind.RATE and _LEVEL.fullmatch(name):
            name = (said.compared or said.last.get(depth) or said.before) + name
        return shorten(name)
    found = bare and (_OBJECT.match(text, quantity.end) or _PURPOSE.match(text, quantity.end))
    return shorten(found[1]) if found else ""


def _label(clause: str, before: str, quantity: Quantity, said: Said, depth: int) -> str:
    """The name of a number that is no comparison."""
    words = _left_side(before, clause) or trim(clause)
    if quantity.kind is Kind.SCORE:
        total = _TOTALLED.search(words)
        return (
            f"{total[1]}分合计"
            if total
            else shorten(score_name(words, _score_owner(words, clause, before, said, depth)))
        )
    if quantity.kind is Kind.DATE:
        return shorten(words or trim(before))
    if quantity.unit == "倍":
        words = re.sub(r"(?<=..)(?:是|为|相当于).{2,}$", "", words)
    if words.startswith("涉及") and said.amounts.get(depth):
        return shorten(said.amounts[depth] + words.removeprefix("涉及"))
    if _VALUE.fullmatch(words) and (about := _about(before, clause, said)):
        return shorten(about + words)
    if quantity.kind is Kind.RATE and is_bare_rate(words):
        return shorten(_rate_name(words, said, depth))
    last = said.last.get(depth) or said.last.get(depth - 1, "")
    if is_generic(words):
        last = (said.amounts.get(depth) if quantity.kind is Kind.AMOUNT else "") or last
        return shorten(_stage_name(words, last, said, before))
    if len(words) < 2:
        return _nameless(clause, before, quantity, last, said)
    return shorten(_completed(words, last, before) or shared(words))


def _completed(words: str, last: str, before: str) -> str:
    """Words that need the noun of a number or clause before: 属于基本支出的, 人均, 二季度末; "" for all others."""
    if part := _PART_OF.fullmatch(words):
        return part["part"] + _head_of(before)
    if last and _EACH.fullmatch(words):
        return words + stem(last)
    return words + _SEASON.sub("", last, count=1) if last and _SEASON.fullmatch(words) else ""


def _nameless(clause: str, before: str, quantity: Quantity, last: str, said: Said) -> str:
    """The name of a number that stands alone: it sums up (计 129 万元), or goes on from the clause before."""
    if quantity.kind is Kind.RATE and said.title.endswith("率"):
        return said.title
    summed = _SUM.fullmatch(clause) and (said.topic or last)
    return summed or shorten(_earlier(before, clause)) or last or said.topic or said.title


def _head_of(before: str) -> str:
    """What parts are parts of: 结转资金中，属于基本支出的…; "" when the clause before names nothing."""
    wholes = re.findall(r"(?:^|[，,；;。])([^，,；;。\d]{2,16})中[，,]", re.sub(r"\d{4}年末?", "", before))
    return trim(wholes[-1]) if wholes else ""


def _stage_name(words: str, last: str, said: Said, before: str) -> str:
    """A stage (实际支出) with the name of what it is a stage of: the last quantity, the item, or the heading."""
    if last:
        return staged(last, words)
    if instance := _INSTANCE.search(before):
        return instance[1] + words
    title = said.title
    titled = _TITLED.search(title) and not any(c.isdigit() for c in title) and not SEVERAL.search(title)
    return (said.topic or (title.removesuffix("情况") if titled else "")) + words


def _rate_name(words: str, said: Said, depth: int) -> str:
    """A bare rate (控制率) with the quantity that the sentence gave at several stages, or its item."""
    amount = said.amounts.get(depth) or ""
    about = stem(amount)
    if amount and about != amount:
        return staged(amount, words)
    before = re.fullmatch(r"(.{2,}?)率", said.rate) if said.rate else None
    if words == "变动率" and before:
        return before[1] + words
    if not amount and said.topic:
        return said.topic.removesuffix(words) + words
    if not amount and words == "控制率" and said.title.endswith(("经费", "费")):
        return said.title + words
    return words


def _score_owner(words: str, clause: str, sentence: str, said: Said, depth: int) -> str:
    """What a bare score belongs to; the rate named just before a deduction is what it is deducted for."""
    if _CUT.search(clause.rstrip()) and said.rate and not said.scores and is_bare_score(words):
        return said.rate
    owner = said.owner(depth)
    if owner.endswith("合计") and not is_bare_score(words):  # 以上共扣 2.6 分，最终自评得分 97.4 分
        return ""
    if not owner and is_bare_score(words):
        owner = said.rate or _earlier(sentence, clause)
    if depth:
        owner = _before_bracket(sentence) or owner
    return owner


def _about(sentence: str, clause: str, said: Said) -> str:
    """What a target or result value (目标值, 完成值) is of: the item, or the name before it."""
    rest = sentence[: len(sentence) - len(clause)].rstrip("：:，, ")
    near = trim(re.split(r"[，,：:。（(]", rest)[-1])
    near = re.split(r"[是为](?=“)", near)[-1]
    if len(near) >= 2 and not any(c.isdigit() for c in near):
        return near.strip("“”")
    return (said.last.get(0, "") and re.sub(rf"{_VALUE.pattern}$", "", said.last[0])) or said.topic


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
        words = trim(re.sub(r"(?<=[\u4e00-\u9fff]{2})\d[\d.]*[^\d]*$", "", piece))
        if len(words) >= 2 and not re.search(r"\d{2}|\d$", words) and not _INTRODUCTION.match(words):
            return words
    return ""


def _sentence_start(text: str, at: int, known: int) -> int:
    """Where the sentence around a place begins; `known` is the beginning of an earlier one."""
    return max((m.end() for m in _SENTENCE_END.finditer(text, known, at)), default=known)


def _as_printed(label: str) -> str:
    """A label with Chinese brackets, as reports print them; the matcher folds widths."""
    return label.replace("(", "（").replace(")", "）") if "(" in label or ")" in label else label
