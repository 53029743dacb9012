"""Which name belongs to which number of a paragraph (数字命名): its clause, lists, scores, comparisons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.bounds import bounded
from extractors.clauses import clause_before, earlier, left_side, sentence_start, year_kept
from extractors.comparing import Named, change, distance, reference, relative
from extractors.items import TOPIC, grade_bound, score_bound, topic_at
from extractors.labels import (
    is_about_money,
    is_bare_rate,
    is_generic,
    is_relative,
    shared,
    shorten,
    stem,
    trim,
)
from extractors.leaning import EACH, VALUE, about, completed, nameless, ranked, rate_name, stage_name, summed_stage
from extractors.lists import spread
from extractors.said import Said
from extractors.score_names import score_label
from extractors.turns import turn
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.numerals import Quantity

_MEASURED = frozenset({Kind.AMOUNT, Kind.RATE, Kind.COUNT})
_LEFT_OVER = re.compile(r"\s*(结转|结余)")
# 远高于全省 85% 的平均水平: the name goes on after the number.
_FOLLOWING = re.compile(
    r"的([\u4e00-\u9fffA-Za-z“”（）]{2,16}?)(?=[，。；、,;）)：:\d]|未|尚|没|已|仍|还|用于|进行|实施|(?<!行)为|由|$)"
)
_OBJECT = re.compile(
    r"\s*(?![给为到作])([\u4e00-\u9fff“”]{0,14}?(?:资金|经费|补贴|补助|费|款|支出|结余|结转))"
    r"(?=[，。；、,;）)：:]|至|到|未|尚|用于|超|违|被|中)"
)
_PURPOSE = re.compile(r"，?\s*(?:(?:主要)?(?:用于|投向|专项用于|作为)|由(?!于))([^，。；、,;（(）)：:\d]{2,20})")
_COUNTED = re.compile(r"(?!的)[\u4e00-\u9fff]{2,10}?(?=[，。；、,;：:（(]|$|因|由|未|已|被|尚)")
_STANDARD = re.compile(r"标准|定额|限额")
_ONE = re.compile(r"[一这该每][笔批]$")
_UNPAID = re.compile(r"\s*的?((?:尚|仍)?未(?:支付|使用|拨付|支出|结算|兑付|发放|到位))")
_HAS = re.compile(
    r"(?:.*[一这该每][笔批])?(?:另|仅|共|尚|还|已)*(?:有|安排|投入|下达|拨付|落实|支付|支出|使用|筹集|争取|余)?了?"
)
_LEVEL = re.compile(r"(?:控制线|限额|省定|目标|水平|标准|考核线|警戒线|平均|要求|红线|预[期定]|设定|计划|规定)值?")
_COMPARISON = re.compile(r"(?:[远均略]?[高低大小优]于|超过|不足|达不到)")
_REFERENCE = re.compile(r"的?\s*")
_JOINED = re.compile(
    r"\s*(?:/[\u4e00-\u9fff·]{1,4}?)?(?:[（(]含[）)])?(?:、|和|与|及|至|到|或|[-—~～–]+)\s*"
    r"|\s*[（(]不?含\s*|\s*[（(]大写[:：]?\s*(?:人民币)?\s*"
)
_AMOUNT_IN_TITLE = re.compile(r"(?=(?<!第)\d[\d,.]*(?:[万亿]?元|%))|$")
# 对连续两个月低于序时进度 10 个百分点的单位进行约谈: the comparison has no subject.
_GOAL = re.compile(r"^(?!.*(?:完成|实现|达成|偏离|未)).*目标(?:设定|设置)?$")
_APART = re.compile(r"[对按将把].*?((?:[高低大小快慢]于|超过|超出|偏离)[^，,]{2,})")
_SUMS_UP = re.compile(r"[\s，,；;]*(?:以上|三项|各项)?(?:总共|共计|合计|共)(?=[\u4e00-\u9fff])")
_TIMES = re.compile(r"(?:仅|只)?(?:为|是|达到?|相当于)(?:\d{4}年)?[^，,\d]{0,10}的")  # 为概算的 94%, 是治理前的 1.6 倍
_LEANING = re.compile(r"涉及")
_MARKS_IN_TITLE = re.compile(r"[（(](?=[^（()）]{0,4}\d)")
_WHY = re.compile(r"[，,\s]*(?:因(?!公|素)|由于|受)")
_EXTREMES = frozenset({"最高", "最低", "最多", "最少"})


def names_of(text: str, found: Sequence[Quantity], title: str, year: int | None = None, theme: str = "") -> list[Named]:
    """The names of a paragraph's numbers, one for each of `found`.

    `title` is the section's heading; `year` and `theme` are the report's.
    """
    names: list[Named] = []
    title = _MARKS_IN_TITLE.split(title)[0]
    # （2）公务接待费1.6万元，is a heading to the outline, and what follows it is about the same.
    said, floor, sentence = Said(title, year, theme, before=_named_by(title)), 0, 0
    run: list[str] = []
    topics = list(TOPIC.finditer(text))
    for at, quantity in enumerate(found):
        start = sentence_start(text, quantity.start, sentence)
        if start != sentence:
            said, sentence = said.next_sentence(), start
        said.topic = topic_at(topics, text, quantity.start, start) or said.topic
        before = text[start : quantity.start]
        said.listing(text[max(start, floor) : quantity.start])
        depth = max(sum(before.count(c) for c in "（(") - sum(before.count(c) for c in "）)"), 0)
        clause = clause_before(text, quantity.start, max(floor, start))
        run = spread(text, found, at, clause, [name.name for name in names], start) or run
        if run:
            label = run.pop(0)
            words = label
            named = Named(label, "", label)
        elif names and _JOINED.fullmatch(text, floor, quantity.start) and quantity.kind is found[at - 1].kind:
            named, words = names[-1], "与"
        else:
            named, words = _named(text, quantity, clause, before, said, depth)
        if quantity.kind is Kind.SCORE and (
            grade := grade_bound(text, quantity) or score_bound(text, quantity, names[-1].label if names else "")
        ):
            named, words = Named(grade, "", grade), "与"
        around = named.words or year_kept(before, text[max(start, floor) : quantity.start])
        if quantity.kind is Kind.RATE and _GOAL.search(title) and not named.label.endswith("目标"):
            named = Named(named.label + "目标", named.words, named.name + "目标")
        names.append(Named(_as_printed(named.label), around, named.name))
        if (
            (depth and named.label.endswith("占比"))
            or EACH.fullmatch(words)
            or (not words and quantity.qualifier in _EXTREMES)
        ):
            words = "与"
        if (
            quantity.kind is not Kind.DATE
            and words != "与"
            and not is_relative(words)
            and not _LEANING.search(named.label)
            and not (quantity.kind is Kind.RATE and _WHY.match(clause))
        ):
            said.note(quantity, depth, named.name)
        floor = quantity.end
    return names


def _named_by(title: str) -> str:
    """What a heading names, less the amount in it and unless it only says that it is about money."""
    name = trim(_AMOUNT_IN_TITLE.split(title)[0]) if title else ""
    return "" if is_about_money(name) else name


def _named(text: str, quantity: Quantity, clause: str, before: str, said: Said, depth: int) -> tuple[Named, str]:
    """A number's name, and the words that it stands behind ("与" when they name nothing of their own)."""
    words = trim(clause)
    if said.rate and words.startswith("后者"):  # 后者低于 90% 的目标: the last rate that the sentence named
        words, clause = words.removeprefix("后者"), clause.replace("后者", "", 1)
    if quantity.kind in _MEASURED:
        if quantity.unit.endswith("百分点") and (shy := _APART.fullmatch(words)):
            words = shy[1]
        if not words and _REFERENCE.fullmatch(clause) and (label := said.awaited or said.compared):
            said.awaited = ""
            return Named(shared(label), "", shared(label)), "与"
        if named := reference(text, quantity, words, said, depth):
            return named, "与"
        if label := _after(text, quantity, clause, words, said, depth):
            one = "一笔" if _ONE.search(words) else ""  # one payment is not the quantity
            return Named(label, "", one + label), words or label
        if label := distance(words, said, quantity, depth):
            return Named(label, "", label), "与"
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
    return Named(shorten(full), "", label), words


def _extreme(words: str, quantity: Quantity, said: Said, depth: int) -> str:
    """The name of the most or least of what was just named: 贷款 1.3 亿元，单笔最高 300 万元; "" for others."""
    last = said.last.get(depth, "")
    bare = last and quantity.qualifier in _EXTREMES and (not words or EACH.fullmatch(words))
    return shorten(words + quantity.qualifier + stem(last)) if bare else ""


def _after(text: str, quantity: Quantity, clause: str, words: str, said: Said, depth: int) -> str:
    """The name that stands behind its number (500 万元的项目资金, 35 万元用于培训); "" when there is none."""
    if words.endswith("尚") and (left := _LEFT_OVER.match(text, quantity.end)):
        return shorten(words.removesuffix("尚") + left[1])
    if quantity.kind is Kind.COUNT:
        counted = _COUNTED.match(text, quantity.end)
        if counted and words.endswith("中"):  # 20 所园中有 4 所账务不健全
            return shorten(f"{counted[0]}的{words.removesuffix('中')}")
        return shorten((words if len(words) > 1 else "") + counted[0]) if counted else ""
    if quantity.unit.endswith("百分点"):
        return ""
    if bound := bounded(text, quantity, clause, words):
        return bound
    if unpaid := _UNPAID.match(text, quantity.end) if words.endswith(("仍", "还", "尚")) or not words else None:
        return f"{unpaid[1]}资金"
    bare = quantity.kind is Kind.AMOUNT and (_HAS.fullmatch(words) is not None or clause.rstrip().endswith("安排的"))
    after = _FOLLOWING.match(text, quantity.end)
    if after and not re.search(r"(?:为|是|达)\s*$", clause):
        name = after[1] if bare else _COMPARISON.sub("", words).removeprefix("距").removeprefix("离") + after[1]
        if standard := _STANDARD.match(after[1]):  # 按村道 3,000 元的标准筹集
            name = words + standard[0]
        if _LEVEL.fullmatch(name):
            name = (said.rate or said.compared or said.last.get(depth) or said.before) + name
        return shorten(name)
    found = bare and (_OBJECT.match(text, quantity.end) or _PURPOSE.match(text, quantity.end))
    return shorten(found[1]) if found else ""


def _involved(before: str, clause: str) -> str:
    """What an amount that is involved (涉及) belongs to: the clause before, unless that counts or lists."""
    rest = re.split(r"[，,：:]", before[: len(before) - len(clause)])[-1]
    near = "" if re.search(r"\d", rest) else earlier(before, clause)
    return "" if near.startswith("涉及") else near


def _label(clause: str, before: str, quantity: Quantity, said: Said, depth: int) -> str:
    """The name of a number that is no comparison."""
    words = left_side(before, clause) or trim(clause)
    if quantity.kind is Kind.SCORE:
        return score_label(words, clause, before, said, depth)
    if quantity.kind is Kind.DATE:
        return shorten(words or trim(before))
    if quantity.unit == "倍":
        words = re.sub(r"(?<=..)(?:是|为|相当于).{2,}$", "", words)
    if words.startswith("涉及") and (of := _involved(before, clause) or said.amounts.get(depth)):
        return shorten(of + words)
    if VALUE.fullmatch(words) and (of := about(before, clause, said)):
        return shorten(of + words)
    if quantity.kind is Kind.RATE and is_bare_rate(words):
        return shorten(rate_name(words, said, depth))
    last = said.last.get(depth) or said.last.get(depth - 1, "")
    if is_generic(words) and _SUMS_UP.match(clause):
        return shorten(summed_stage(words, said))
    if is_generic(words):
        last = (said.amounts.get(depth) if quantity.kind is Kind.AMOUNT else "") or last
        return shorten(stage_name(words, last, said, before))
    if len(words) < 2:
        return nameless(clause, before, quantity, last, said)
    return shorten(completed(words, last, before, quantity, said) or shared(ranked(words, before, last)))


def _as_printed(label: str) -> str:
    """A label with Chinese brackets, as reports print them; the matcher folds widths."""
    return label.replace("(", "（").replace(")", "）") if "(" in label or ")" in label else label
