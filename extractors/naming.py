"""Which name belongs to which number of a paragraph (数字命名): what a sentence has said, lists, scores, comparisons."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

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
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.numerals import Quantity

_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
_MEASURED = frozenset({Kind.AMOUNT, Kind.RATE, Kind.COUNT})
# A heading that names what its first, nameless number is of: （一）教育支出。决算数 100 万元.
_TITLED = re.compile(r"(?:支出|收入|经费|费|资金|项目|使用|计划|到位)(?:情况)?$")
# A heading over several indicators, or over the result, leaves a bare score to the rate named beside it.
_SEVERAL = re.compile(r"[和与及、]|结果|结论|分析|整体|^$")
_LEFT_OVER = re.compile(r"\s*(结转|结余)")
# 远高于全省 85% 的平均水平: the name goes on after the number.
_FOLLOWING = re.compile(
    r"的([\u4e00-\u9fffA-Za-z“”（）]{2,16}?)(?=[，。；、,;）)：:]|未|尚|没|已|用于|进行|实施|(?<!行)为|由|$)"
)
_OBJECT = re.compile(
    r"\s*(?![给为到作])([\u4e00-\u9fff“”]{0,14}?(?:资金|经费|补贴|补助|费|款|支出|结余|结转))(?=[，。；、,;）)：:]|至|到|未|尚|用于)"
)
_PURPOSE = re.compile(r"，?\s*(?:主要)?(?:用于|投向|专项用于)([^，。；、,;（(）)：:\d]{2,20})")
_HAS = re.compile(r"(?:另|仅|共|尚|还|已)*(?:有|安排|投入|下达|拨付|落实|支付|支出|使用|筹集|争取|余)?了?")
_LEVEL = re.compile(r"(?:目标|水平|标准|考核线|警戒线|平均|要求|红线)值?")
_COMPARISON = re.compile(r"(?:[远均略]?[高低大小优]于|超过|不足|达不到)")
_REFERENCE = re.compile(r"的?\s*")
_TO_REFERENCE = re.compile(r"^(?:(?:仅|只)?(?:完成|占|为|是|达到?|相当于)了?|(?:[较比与同]|超过|超出|[高低]于))")
_VERSUS = re.compile(
    r"(?:[较比与同]|相较于?|(?:下降|减少|增加|上升|提高|增长|提升|降低)[到至为])((?:19|20)\d\d年|上年|去年|上一年)度?(?:同期|[末底初])?"
)
_JOINED = re.compile(r"\s*(?:[（(]含[）)])?(?:、|和|与|及|至|到|或|[-—~～–]+)\s*")
_EQUALS = re.compile(r"[=＝]")
_IN_FORMULA = re.compile(r"[=＝][^=＝，。；]*$")
_YEAR = re.compile(r"(?:19|20)\d\d\s*年(?!\s*\d{1,2}\s*月)")
_YEAR_NAMED = re.compile(rf"{_YEAR.pattern}|(?<![比较与同])(?:[上去]年|上一年)")
_ORDINAL = re.compile(r"^(?:[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．])")
_SPREAD = re.compile(
    r"(?:[一二三四五六七八九两][个项类]?(?:部分)?)?(?:(?:分别|依次)(?P<verb>[^，,。；;：:\d]{0,8})"
    r"|各(?:自)?(?P<each>为|得|占|完成|增长|下降|增加|减少|投入|安排|支出)了?)$"
)
_LIST = re.compile(r"[、,，]|和|与|及")
_LEADS = re.compile(r"^.*(?:投向|用于|包括|分为|涉及|主要[是有为])")
_MODIFIER = re.compile(r"(?:中央|省级?|市级?|州级?|县级?|区级?|乡镇|本级|城市|城镇|农村|乡村|上年|本年|去年|今年|第?[一二三四]季度)")
# An item that the next numbers are about: ①项目实施程序：…; 固定资产利用率方面，…; 法律援助专项经费，….
_TOPIC = re.compile(
    r"(?:^|[。；;：:\n])\s*(?P<mark>[①-⑳]|[（(]?\d{1,2}[）)]|\d{1,2}[.．、]|[一二三四五六七八九十]是|[（(][一二三四五六七八九十][）)])?\s*"
    r"(?P<name>[\u4e00-\u9fff“”、（）()A-Za-z]{2,24}?)"
    r"(?:(?:[（(][^（）()]{0,12}[）)])?(?P<colon>[：:])|(?P<side>方面|指标)[，,：:]|(?<=项目|经费|资金|工程|专项)[，,]|(?<=率|性|度)。)"
)
_DEED = re.compile(r"按|规定|下达|安排|使用|管理|对|将|通过|加强|落实|保障|确保|根据|严格|申请|争取|及时|[，,]")
_INTRODUCTION = re.compile(r"(?:根据|按照|依据|对照|综上|经)")
_VALUE = re.compile(
    r"(?:年度|全年|预期|年初|绩效)?(?:(?:目标|指标|计划|完成|实际|实现|标准)值|实际完成(?:值)?|年度目标|目标|完成情况)"
)
_AMOUNT_IN_TITLE = re.compile(r"(?=(?<!第)\d[\d,.]*(?:[万亿]?元|%))|$")
# 对连续两个月低于序时进度 10 个百分点的单位进行约谈: the comparison has no subject.
_APART = re.compile(r"[对按将把].*?((?:[高低大小快慢]于|超过|超出|偏离)[^，,]{2,})")
_TOTALLED = re.compile(r"(?:合计|共计?|总共|一共)(扣)[减除]?分?$")
_CUT = re.compile(r"扣[减除分]*$")
_GRADE_WORDS = r"(?:等级|等次|级别)?(?:为|是)?[“\"「]?(?P<grade>优秀|优|良好|良|中|合格|一般|较差|差|不合格)[”\"」]?(?=[，,、；;。（(）)的等档]|$)"
_RANGE = frozenset("至到-—~～–")
_GRADE = re.compile(
    rf"\s*分?\s*(?:[（(]不?含[^（）()]{{0,4}}[）)])?\s*(?P<way>及?以上|及?以下|[-—~～–至到]+)?[^，。；、\d]{{0,4}}?"
    rf"(?P<to>\d{{2,3}}\s*分?(?:[（(]不?含[^（）()]{{0,4}}[）)])?(?:之间|以下)?)?[的]?{_GRADE_WORDS}"
)


class Named(NamedTuple):
    """A number's label, the words around it that may name its year and funds, and the name that identifies it."""

    label: str
    words: str
    name: str


@dataclass(slots=True)
class _Said:
    """What the sentence has named so far, for numbers that lean on it. `last` is by depth of brackets."""

    title: str
    topic: str = ""
    before: str = ""
    last: dict[int, str] = field(default_factory=dict)
    amounts: dict[int, str] = field(default_factory=dict)
    scores: dict[int, str] = field(default_factory=dict)
    compared: str = ""
    awaited: str = ""
    rate: str = ""

    def next_sentence(self) -> _Said:
        """What is left of a sentence for the next one: the last quantity that it was about."""
        return _Said(self.title, before=self.amounts.get(0) or self.last.get(0, ""))

    def owner(self, depth: int) -> str:
        """What a score without a name belongs to: what the sentence scores, its item, its rate, or the heading."""
        score = self.scores.get(depth) or (self.scores.get(depth + 1) if depth == 0 else "")
        rate = self.rate if self.rate and _SEVERAL.search(self.title) else ""
        return score or self.topic or rate or self.title

    def base_of(self, quantity: Quantity, depth: int) -> str:
        """The quantity that a comparison (较上年增长, 占) is about."""
        if self.compared:
            return self.compared
        if quantity.unit.endswith("百分点"):
            return self.last.get(depth) or self.before
        return self.amounts.get(depth) or self.last.get(depth) or self.last.get(depth - 1) or self.topic or self.before

    def note(self, quantity: Quantity, depth: int, label: str) -> None:
        """A number with a name of its own."""
        self.compared, label = "", compared(label)
        self.last[depth] = label
        if quantity.kind is Kind.SCORE:
            self.scores[depth] = label
        elif quantity.kind is Kind.RATE and not is_bare_score(label):
            self.rate = label
            for inside in (depth, depth + 1):
                self.scores.pop(inside, None)
        if quantity.kind in {Kind.AMOUNT, Kind.COUNT}:
            self.amounts[depth] = label


def names_of(text: str, found: Sequence[Quantity], title: str) -> list[Named]:
    """The names of a paragraph's numbers, one for each of `found`. `title` is the section's heading."""
    names: list[Named] = []
    # （2）公务接待费1.6万元，is a heading to the outline, and what follows it is about the same.
    said, floor, sentence = _Said(title, before=trim(_AMOUNT_IN_TITLE.split(title)[0]) if title else ""), 0, 0
    run: list[str] = []
    topics = list(_TOPIC.finditer(text))
    for at, quantity in enumerate(found):
        start = _sentence_start(text, quantity.start, sentence)
        if start != sentence:
            said, sentence = said.next_sentence(), start
        said.topic = _topic(topics, text, quantity.start, start) or said.topic
        before = text[start : quantity.start]
        depth = max(sum(before.count(c) for c in "（(") - sum(before.count(c) for c in "）)"), 0)
        clause = clause_before(text, quantity.start, max(floor, start))
        run = _spread(text, found, at, clause) or run
        if run:
            label = run.pop(0)
            words = label
            named = Named(label, "", label)
        elif names and _JOINED.fullmatch(text, floor, quantity.start) and quantity.kind is found[at - 1].kind:
            named, words = names[-1], "与"
        else:
            named, words = _named(text, quantity, clause, before, said, depth)
        if quantity.kind is Kind.SCORE and (grade := _grade(text, quantity)):
            named, words = Named(grade, "", grade), "与"
        around = named.words or _year_kept(before, text[max(start, floor) : quantity.start])
        names.append(Named(_as_printed(named.label), around, named.name))
        if quantity.kind is not Kind.DATE and words != "与" and not is_relative(words):
            said.note(quantity, depth, named.name)
        floor = quantity.end
    return names


def _named(
    text: str, quantity: Quantity, clause: str, before: str, said: _Said, depth: int
) -> tuple[Named, str]:
    """A number's name, and the words that it stands behind ("与" when they name nothing of their own)."""
    words = trim(clause)
    if quantity.kind in _MEASURED:
        if said.awaited and not words:
            label, said.awaited = said.awaited, ""
            return Named(label, "", label), "与"
        if _REFERENCE.fullmatch(clause) and not words and said.compared:
            return Named(said.compared, "", said.compared), "与"
        if quantity.unit.endswith("百分点") and (apart := _APART.fullmatch(words)):
            words = apart[1]
        if named := _reference(text, quantity, words, said, depth):
            return named, "与"
        if words.endswith("尚") and (left := _LEFT_OVER.match(text, quantity.end)):
            label = shorten(words.removesuffix("尚") + left[1])
            return Named(label, "", label), words
        if after := _after(text, quantity, clause, words):
            if quantity.kind is Kind.RATE and _LEVEL.fullmatch(after):
                after = (said.compared or said.last.get(depth) or said.before) + after
            label = shorten(after)
            return Named(label, "", label), words or label
        if is_relative(words):
            near = _earlier(before, clause) if any(c.isdigit() for c in words) else ""
            base = compared(near) or said.base_of(quantity, depth) or compared(_earlier(before, clause))
            said.compared = base
            base = re.sub(r"(?<=支出|收入|经费|资金)(?:执行|完成|实现)$", "", base)
            if is_generic(base) and words.startswith("完成"):
                base = ""
            label = shorten(base) + relative_name(words)
            return Named(label, "", label), words
    label = _label(clause, before, quantity, said, depth)
    return Named(label, "", label), words


def _reference(text: str, quantity: Quantity, words: str, said: _Said, depth: int) -> Named | None:
    """The number that another is measured by: 较上年的 39.6 万元减少…, 完成年初预算 1450 万元的 103%; None for others."""
    base = said.base_of(quantity, depth)
    if _VERSUS.fullmatch(words):
        label = base if base.startswith("上年") or not base else f"上年{base}"
        said.compared = base
        return Named(label, _VERSUS.sub(r"\1", words), base)
    after = _REFERENCE.match(text, quantity.end)
    measured = after is not None and after[0].startswith("的") and text[after.end() : after.end() + 1].isdigit()
    to = _TO_REFERENCE.match(words)
    if not to or quantity.kind is not Kind.AMOUNT:
        return None
    whole = words[to.end() :]
    if not measured and not (is_generic(whole) and is_relative(words)):
        return None
    verb = to[0]
    if measured:
        about = stem(base)
        if verb.startswith(("为", "是", "达", "相当")) and whole.endswith("预算"):
            said.awaited = about + "预算执行率"
        else:
            said.awaited = base + relative_name(words)
    label = staged(base, whole) if is_generic(whole) else whole
    return Named(shorten(label), "", shorten(label))


def _after(text: str, quantity: Quantity, clause: str, words: str) -> str:
    """The name that stands behind its number (500 万元的项目资金, 35 万元用于培训); "" when there is none."""
    if quantity.kind is Kind.COUNT:
        return ""
    bare = _HAS.fullmatch(words) is not None
    after = _FOLLOWING.match(text, quantity.end)
    if after and not re.search(r"(?:为|是|达)\s*$", clause):
        if quantity.unit.endswith("百分点"):
            return ""
        return after[1] if bare and quantity.kind is Kind.AMOUNT else _COMPARISON.sub("", words) + after[1]
    if bare and quantity.kind is Kind.AMOUNT:
        found = _OBJECT.match(text, quantity.end) or _PURPOSE.match(text, quantity.end)
        return found[1] if found else ""
    return ""


def _label(clause: str, sentence: str, quantity: Quantity, said: _Said, depth: int) -> str:
    """The name of a number that is no comparison."""
    words, last = trim(clause), said.last.get(depth) or said.last.get(depth - 1, "")
    if left := _left_side(sentence, clause):
        words = left
    if quantity.kind is Kind.SCORE and (total := _TOTALLED.search(words)):
        return f"{total[1]}分合计"
    if quantity.kind is Kind.SCORE:
        return shorten(score_name(words, _score_owner(words, clause, sentence, said, depth)))
    if quantity.kind is Kind.DATE:
        return shorten(words or trim(sentence))
    if _VALUE.fullmatch(words) and (about := _about(sentence, clause, said)):
        return shorten(about + words)
    if quantity.kind is Kind.RATE and is_bare_rate(words):
        return shorten(_rate_name(words, said, depth))
    if is_generic(words):
        if quantity.kind is Kind.AMOUNT:
            last = said.amounts.get(depth) or last
        if last or said.topic:
            return shorten(staged(last, words) if last else said.topic + words)
        title = said.title
        if _TITLED.search(title) and not any(c.isdigit() for c in title) and not _SEVERAL.search(title):
            return shorten(title.removesuffix("情况") + words)
    if len(words) < 2:
        return shorten(_earlier(sentence, clause)) or last or said.topic or said.title
    return shorten(shared(words))


def _rate_name(words: str, said: _Said, depth: int) -> str:
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


def _score_owner(words: str, clause: str, sentence: str, said: _Said, depth: int) -> str:
    """What a bare score belongs to; the rate named just before a deduction is what it is deducted for."""
    if _CUT.search(clause.rstrip()) and said.rate and not said.scores and is_bare_score(words):
        return said.rate
    owner = said.owner(depth)
    if not owner and is_bare_score(words):
        owner = said.rate or _earlier(sentence, clause)
    if depth and depth not in said.scores:
        owner = _before_bracket(sentence) or owner
    return owner


def _about(sentence: str, clause: str, said: _Said) -> str:
    """What a target or result value (目标值, 完成值) is of: the item, or the name before it."""
    rest = sentence[: len(sentence) - len(clause)].rstrip("：:，, ")
    near = trim(re.split(r"[，,：:。（(]", rest)[-1])
    near = re.split(r"[是为](?=“)", near)[-1]
    if len(near) >= 2 and not any(c.isdigit() for c in near):
        return near.strip("“”")
    return said.last.get(0, "") and re.sub(rf"{_VALUE.pattern}$", "", said.last[0]) or said.topic


def _topic(topics: Sequence[re.Match[str]], text: str, at: int, sentence: str | int) -> str:
    """The item (①…：, …方面，) that the words at a place are about; "" when none has begun."""
    for found in reversed(topics):
        if found.end() > at:
            continue
        if not found["mark"] and "。" in text[found.end() : at]:
            return ""
        if found["colon"] and not found["mark"] and found.start() < int(sentence) and found.start() > 0:
            return ""
        name = trim(found["name"]).removeprefix("在")
        if is_generic(name) or not (found["mark"] or found["colon"] or found["side"]) and _DEED.search(name):
            return ""
        return "" if len(name) < 2 or re.search(r"情况|其中|如下|划分|来源|原因|包括|用于|具体|部分|主要|^一|得分|问题|目标$|指标$", name) else name
    return ""


def _grade(text: str, quantity: Quantity) -> str:
    """The bound of a grade that a score is (90 分及以上为优): 优等级下限; "" for other scores."""
    printed = text[quantity.start : quantity.end]
    found = _GRADE.match(text, quantity.end)
    way = (found and found["way"]) or ("以下" if printed.endswith("以下") else "以上" if "以上" in printed else "")
    if found is None or not (way or text[quantity.start - 1 : quantity.start] in _RANGE):
        return ""
    upper = not way or way in {"以下", "及以下"}
    return f"{found['grade']}等级{'上' if upper else '下'}限"


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


def _spread(text: str, found: Sequence[Quantity], at: int, clause: str) -> list[str]:
    """The names of a list (收入、支出和结余分别为 A、B 和 C), one for each number; [] when the counts differ."""
    spread = _SPREAD.search(clause)
    if not spread:
        return []
    count = 1
    while at + count < len(found) and re.fullmatch(
        r"\s*(?:[、,，]|和|与|及|以及)\s*", text[found[at + count - 1].end : found[at + count].start]
    ):
        count += 1
    if count < 2:
        return []
    verb = trim(spread["verb"] or spread["each"] or "")
    start = _sentence_start(text, found[at].start, 0)
    floor = max(start, found[at - 1].end if at else 0)
    lead = text[floor : found[at].start]
    lead = lead[: len(lead) - len(clause) + spread.start()]
    pieces = [piece for piece in re.split(r"[，,：:（(]", lead) if piece.strip()]
    suffix = verb if is_relative(verb) else ""
    while pieces:
        names = _parts(pieces[-1], count)
        if names:
            return [shorten(name + suffix) for name in _headed(names)]
        if not is_generic(trim(pieces[-1])):
            break
        suffix = trim(pieces.pop())
    names = [trim(name) for name in _LIST.split(lead) if trim(name)]
    if len(names) >= count:
        return [shorten(name + suffix) for name in _headed(names[-count:])]
    return [shorten(trim(clause[: spread.start()]) or "".join(names))] * count


def _parts(piece: str, count: int) -> list[str]:
    """The `count` names that a clause lists; [] when it lists another number of them."""
    piece = _LEADS.sub("", piece)
    names = [name for name in re.split(r"[、,，]", piece) if name.strip()]
    if len(names) < count and names:
        names = [*names[:-1], *re.split(r"以及|和|与|及", names[-1], maxsplit=count - len(names))]
    if len(names) != count:
        return []
    trimmed = [trim(name) for name in names]
    heads = [name for name in trimmed if name]
    if len(heads) == count:
        return trimmed
    return [trimmed[-1]] * count if trimmed[-1] and len(heads) == 1 else []


def _headed(names: list[str]) -> list[str]:
    """Names with the noun that only the last one bears: 中央、省级和市级资金."""
    last = _MODIFIER.match(names[-1])
    if not last or not all(_MODIFIER.fullmatch(name) for name in names[:-1]):
        return names
    return [*(name + names[-1][last.end() :] for name in names[:-1]), names[-1]]
