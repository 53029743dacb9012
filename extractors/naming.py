"""Which name belongs to which number of a paragraph (数字命名): its clause, lists, scores, comparisons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.clauses import before_bracket, clause_before, earlier, head_of, left_side, sentence_start, year_kept
from extractors.comparing import Named, reference, relative
from extractors.items import TOPIC, grade_bound, score_bound, topic_at
from extractors.labels import (
    is_bare_rate,
    is_bare_score,
    is_generic,
    is_relative,
    names_one_thing,
    score_name,
    shared,
    shorten,
    staged,
    stem,
    trim,
)
from extractors.lists import spread
from extractors.said import SEVERAL, Said
from extractors.turns import turn
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.numerals import Quantity

_MEASURED = frozenset({Kind.AMOUNT, Kind.RATE, Kind.COUNT})
# A heading that names what its first, nameless number is of: （一）教育支出。决算数 100 万元.
_TITLED = re.compile(r"(?:支出|收入|经费|费|资金|项目|使用|计划|到位)(?:情况)?$")
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
_COUNTED = re.compile(r"[\u4e00-\u9fff]{2,10}(?=[，。；、,;：:（(]|$)")
_ONE = re.compile(r"[一这该每][笔批]$")
_UNPAID = re.compile(r"\s*的?((?:尚|仍)?未(?:支付|使用|拨付|支出|结算|兑付|发放|到位))")
_HAS = re.compile(
    r"(?:.*[一这该每][笔批])?(?:另|仅|共|尚|还|已)*(?:有|安排|投入|下达|拨付|落实|支付|支出|使用|筹集|争取|余)?了?"
)
# 论证严密，得 3 分: below an item that has its points already, they are those of the part that is judged.
_JUDGED = re.compile(
    r"(?P<part>[\u4e00-\u9fff]{2,8}?)(?:中.{2,}|(?:较为?|比较|基本|十分|还?不够?|欠|不甚)?"
    r"(?:充[分足]|合理|规范|健全|完[整善备]|明确|清晰|到位|及时|有效|有力|[齐周]全|科学|准确|严[密格谨]|合[规法]|细化|量化|达标))$"
)
_LEVEL = re.compile(r"(?:目标|水平|标准|考核线|警戒线|平均|要求|红线|预[期定]|设定|计划|规定)值?")
_COMPARISON = re.compile(r"(?:[远均略]?[高低大小优]于|超过|不足|达不到)")
_REFERENCE = re.compile(r"的?\s*")
_JOINED = re.compile(
    r"\s*(?:/[\u4e00-\u9fff·]{1,4}?)?(?:[（(]含[）)])?(?:、|和|与|及|至|到|或|[-—~～–]+)\s*"
    r"|\s*[（(]不?含\s*|\s*[（(]大写[:：]?\s*(?:人民币)?\s*"
)
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
_SUMS_UP = re.compile(r"[\s，,；;]*(?:以上|三项|各项)?(?:总共|共计|合计|共)(?=[\u4e00-\u9fff])")
_SUM = re.compile(r"[\s,，]*(?:合|共|总)?计(?:为|人民币)?\s*")
_GIVEN = re.compile(r"(?:得|扣|计|加|减|扣除|扣减)分?$")
_NAMED_SCORE = re.compile(
    r"(?:[率性度值]|指标|情况|部分|效益|效果|决策|过程|产出|投入|管理|质量|自评|评价|评分|预算|[目标绩效]+|”)$|[本该此]项|合计|累计|平均|综合|最终|[共总]$"
)
_INDICATOR = re.compile(r"[率性度效果况]$")
_TIMES = re.compile(r"(?:仅|只)?(?:为|是|达到?|相当于)(?:\d{4}年)?[^，,\d]{0,10}的")  # 为概算的 94%, 是治理前的 1.6 倍
_BEST = re.compile(r"(?P<what>.*)最[快慢高低多少大小好差]的[为是](?P<which>.{2,})")
_NOW = re.compile(r"[本今当]年度?")
_DUE = re.compile(r"(?:尚|还|均)?[已实应未](?P<deed>[收付发补缴拨])")  # 应收学费 460 万元，已收 452.6 万元
_DEED_RATE = re.compile(r"([\u4e00-\u9fff]{2})(?:完成)?率")  # 整改隐患 38 处，整改率 100%
_IN_BRACKET = re.compile(r"[元万亿]\s*[（(]\s*")
_LEANING = re.compile(r"涉及")
_EXTREMES = frozenset({"最高", "最低", "最多", "最少"})
_EACH = re.compile(r"(?:平均)?(?:每[^\W\d]{1,4}|单[笔户个人项]|(?:[人户亩床生村]均)|平均)(?:平均)?(?:支出)?")
_EACH_HEAD = re.compile(r"^(?:平均)?(?:每[^\W\d]{1,2})+")
_SEASON = re.compile(r"(?:第?[一二三四]季度|[上下]半年|\d{1,2}月|全年|当年|年)[初中末底]?")
_PART_OF = re.compile(r"(?:属于?|归属)(?P<part>[^，,]{2,}?)的?")
_CUT = re.compile(r"扣[减除分]*$")


def names_of(text: str, found: Sequence[Quantity], title: str) -> list[Named]:
    """The names of a paragraph's numbers, one for each of `found`. `title` is the section's heading."""
    names: list[Named] = []
    # （2）公务接待费1.6万元，is a heading to the outline, and what follows it is about the same.
    said, floor, sentence = Said(title, before=trim(_AMOUNT_IN_TITLE.split(title)[0]) if title else ""), 0, 0
    run: list[str] = []
    amounts: list[str] = []
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
        run = spread(text, found, at, clause, amounts, start) or run
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
        if quantity.kind is Kind.AMOUNT:
            amounts.append(named.name)
        names.append(Named(_as_printed(named.label), around, named.name))
        if (
            (depth and named.label.endswith("占比"))
            or _EACH.fullmatch(words)
            or (not words and quantity.qualifier in _EXTREMES)
        ):
            words = "与"
        if (
            quantity.kind is not Kind.DATE
            and words != "与"
            and not is_relative(words)
            and not _LEANING.search(named.label)
        ):
            said.note(quantity, depth, named.name)
        floor = quantity.end
    return names


def _named(text: str, quantity: Quantity, clause: str, before: str, said: Said, depth: int) -> tuple[Named, str]:
    """A number's name, and the words that it stands behind ("与" when they name nothing of their own)."""
    words = trim(clause)
    if said.rate and words.startswith("后者"):  # 后者低于 90% 的目标: the last rate that the sentence named
        words, clause = words.removeprefix("后者"), clause.replace("后者", "", 1)
    if quantity.kind in _MEASURED:
        if quantity.unit.endswith("百分点") and (apart := _APART.fullmatch(words)):
            words = apart[1]
        if not words and _REFERENCE.fullmatch(clause) and (label := said.awaited or said.compared):
            said.awaited = ""
            return Named(shared(label), "", shared(label)), "与"
        if named := reference(text, quantity, words, said, depth):
            return named, "与"
        if label := _after(text, quantity, clause, words, said, depth):
            one = "一笔" if _ONE.search(words) else ""  # one payment is not the quantity
            return Named(label, "", one + label), words or label
        if is_relative(words) or (quantity.kind is Kind.RATE and _TIMES.fullmatch(clause.strip(" ，,"))):
            label = relative(quantity, words, clause, before, said, depth)
            return Named(label, "", label), words
    label = (
        turn(quantity, words, clause, before, said, depth)
        or _extreme(words, quantity, said, depth)
        or _label(clause, before, quantity, said, depth)
    )
    return Named(label, "", label), words


def _extreme(words: str, quantity: Quantity, said: Said, depth: int) -> str:
    """The name of the most or least of what was just named: 贷款 1.3 亿元，单笔最高 300 万元; "" for others."""
    last = said.last.get(depth, "")
    bare = last and quantity.qualifier in _EXTREMES and (not words or _EACH.fullmatch(words))
    return shorten(words + quantity.qualifier + stem(last)) if bare else ""


def _after(text: str, quantity: Quantity, clause: str, words: str, said: Said, depth: int) -> str:
    """The name that stands behind its number (500 万元的项目资金, 35 万元用于培训); "" when there is none."""
    if words.endswith("尚") and (left := _LEFT_OVER.match(text, quantity.end)):
        return shorten(words.removesuffix("尚") + left[1])
    if quantity.kind is Kind.COUNT:
        counted = _COUNTED.match(text, quantity.end)
        return shorten((words if len(words) > 1 else "") + counted[0]) if counted else ""
    if quantity.unit.endswith("百分点"):
        return ""
    if unpaid := _UNPAID.match(text, quantity.end) if words.endswith(("仍", "还", "尚")) or not words else None:
        return f"{unpaid[1]}资金"
    bare = quantity.kind is Kind.AMOUNT and (_HAS.fullmatch(words) is not None or clause.rstrip().endswith("安排的"))
    after = _FOLLOWING.match(text, quantity.end)
    if after and not re.search(r"(?:为|是|达)\s*$", clause):
        name = after[1] if bare else _COMPARISON.sub("", words).removeprefix("距").removeprefix("离") + after[1]
        if quantity.kind is Kind.RATE and _LEVEL.fullmatch(name):
            name = (said.rate or said.compared or said.last.get(depth) or said.before) + name
        return shorten(name)
    found = bare and (_OBJECT.match(text, quantity.end) or _PURPOSE.match(text, quantity.end))
    return shorten(found[1]) if found else ""


def _label(clause: str, before: str, quantity: Quantity, said: Said, depth: int) -> str:
    """The name of a number that is no comparison."""
    words = left_side(before, clause) or trim(clause)
    if quantity.kind is Kind.SCORE:
        return _score_label(words, clause, before, said, depth)
    if quantity.kind is Kind.DATE:
        return shorten(words or trim(before))
    if quantity.unit == "倍":
        words = re.sub(r"(?<=..)(?:是|为|相当于).{2,}$", "", words)
    if words.startswith("涉及") and (of := said.amounts.get(depth) or earlier(before, clause)):
        return shorten(of + words)
    if _VALUE.fullmatch(words) and (about := _about(before, clause, said)):
        return shorten(about + words)
    if quantity.kind is Kind.RATE and is_bare_rate(words):
        return shorten(_rate_name(words, said, depth))
    last = said.last.get(depth) or said.last.get(depth - 1, "")
    if is_generic(words) and _SUMS_UP.match(clause):
        return shorten(_summed_stage(words, said))
    if is_generic(words):
        last = (said.amounts.get(depth) if quantity.kind is Kind.AMOUNT else "") or last
        return shorten(_stage_name(words, last, said, before))
    if len(words) < 2:
        return _nameless(clause, before, quantity, last, said)
    return shorten(_completed(words, last, before, said) or shared(_ranked(words, before)))


def _ranked(words: str, before: str) -> str:
    """The name in a superlative: 支付进度最快的是河口镇 is 河口镇支付进度; other words as they are."""
    best = _BEST.fullmatch(words)
    if not best:
        return words
    what = best["what"] or next(iter(re.findall(r"([^，,（）()]{2,10})最[快慢高低]的", before)), "")
    return best["which"] + trim(what)


def _completed(words: str, last: str, before: str, said: Said) -> str:
    """Words that need the noun of a number or clause before: 属于基本支出的, 人均, 二季度末; "" for all others."""
    if part := _PART_OF.fullmatch(words):
        return part["part"] + head_of(before)
    if _NOW.fullmatch(words) and re.match(r"[上去]年", last):  # 上年总收入 9 万元，本年为 8 万元
        return words + re.sub(r"^[上去]年度?", "", last)
    if (due := _DUE.fullmatch(words)) and (of := re.search(rf"[应已实]{due['deed']}(.{{2,}})$", last)):
        return words + of[1]
    deed = _DEED_RATE.fullmatch(words)
    if deed and said.counted.startswith(deed[1]) and len(said.counted) > len(deed[1]) + 1:
        return said.counted.removeprefix(deed[1]) + words
    if last and _EACH.fullmatch(words):
        about = stem(last)
        return words + (last if len(about) < 4 and last.endswith("支出") else about)
    return words + _SEASON.sub("", _EACH_HEAD.sub("", last), count=1) if last and _SEASON.fullmatch(words) else ""


def _nameless(clause: str, before: str, quantity: Quantity, last: str, said: Said) -> str:
    """The name of a number that stands alone: it sums up (计 129 万元), or goes on from the clause before."""
    if quantity.kind is Kind.RATE and (rate := next((t for t in (said.topic, said.title) if t.endswith("率")), "")):
        return rate
    if (
        quantity.kind is Kind.RATE
        and last
        and not is_generic(last)
        and "占比" not in last
        and _IN_BRACKET.search(before[-4:])
    ):
        return f"{last}占比"
    summed = _SUM.fullmatch(clause) and (said.topic or last)
    return summed or _ranked(shorten(earlier(before, clause)), before) or last or said.topic or said.title


def _summed_stage(words: str, said: Said) -> str:
    """A stage of all that was listed: A、B、C，共支出 9 万元 is of none of the parts."""
    whole = said.whole or said.topic
    return staged(whole, words) if whole else f"共{words}"


def _stage_name(words: str, last: str, said: Said, before: str) -> str:
    """A stage (实际支出) with the name of what it is a stage of: the last quantity, the item, or the heading."""
    title, words = said.title, re.sub(r"^[仅只]|了$", "", words)
    titled = _TITLED.search(title) and not any(c.isdigit() for c in title) and not SEVERAL.search(title)
    if said.counted and titled:  # 公务接待费。接待 2 批次、28 人次，支出 1400 元
        return staged(title.removesuffix("情况"), words)
    if last or said.whole:
        return staged(last or said.whole, words)
    if instance := _INSTANCE.search(before):
        return instance[1] + words
    about = title.removesuffix("情况") if titled or names_one_thing(title) else ""
    return (said.topic or ("" if about in words else about)) + words


def _rate_name(words: str, said: Said, depth: int) -> str:
    """A bare rate (控制率) with the quantity that the sentence gave at several stages, or its item."""
    amount = said.amounts.get(depth) or ""
    about = stem(amount)
    if amount and about != amount:
        return staged(amount, words)
    before = re.fullmatch(r"(.{2,}?)率", said.rate) if said.rate else None
    if words == "变动率" and before:
        return before[1] + words
    if said.counted:
        return said.counted + words
    if not amount and said.topic:
        return said.topic.removesuffix(words) + words
    if not amount and words == "控制率" and said.title.endswith(("经费", "费")):
        return said.title + words
    return words


def _score_label(words: str, clause: str, before: str, said: Said, depth: int) -> str:
    """The name of a score: its indicator, the whole, or the sum of several."""
    if _reason(words, said):
        return said.title
    total = _TOTALLED.search(words)
    owner = _score_owner(words, clause, before, said, depth)
    return f"{total[1]}分合计" if total else shorten(score_name(words, owner))


def _reason(words: str, said: Said) -> bool:
    """Whether a score's words tell why it was given (依据充分得 4 分), below a heading that is the indicator."""
    told = _GIVEN.sub("", words)
    indicator = _INDICATOR.search(said.title) and not SEVERAL.search(said.title) and not is_bare_score(words)
    return bool(indicator) and told != words and not _NAMED_SCORE.search(told)


def _score_owner(words: str, clause: str, sentence: str, said: Said, depth: int) -> str:
    """What a bare score belongs to; the rate named just before a deduction is what it is deducted for."""
    if clause.strip(" ，,") in {"为", "是"} and (near := earlier(sentence, clause)):  # …失分较多，为 3.6 分
        return near
    if depth and is_bare_score(words) and (bracketed := before_bracket(sentence)):
        return re.split(r"[为是](?=.{2})", bracketed)[-1]  # 失分点为资金到位率（扣 1 分）
    if said.scored and not depth and is_bare_score(words) and (part := _JUDGED.match(earlier(sentence, clause))):
        return part["part"]
    titled = _INDICATOR.search(said.title) and not SEVERAL.search(said.title)
    if _CUT.search(clause.rstrip()) and said.rate and not said.scores and is_bare_score(words) and not titled:
        return said.rate
    owner = said.owner(depth)
    if owner.endswith("合计") and not is_bare_score(words):  # 以上共扣 2.6 分，最终自评得分 97.4 分
        return ""
    if not owner and is_bare_score(words):
        near = earlier(sentence, clause)
        owner = said.rate or ("" if re.search(r"\d", near) else near)
    return (before_bracket(sentence) if depth else "") or owner


def _about(sentence: str, clause: str, said: Said) -> str:
    """What a target or result value (目标值, 完成值) is of: the item, or the name before it."""
    rest = sentence[: len(sentence) - len(clause)].rstrip("：:，, ")
    near = trim(re.split(r"[，,：:。（(]", rest)[-1])
    near = re.split(r"[是为](?=“)", near)[-1]
    if len(near) >= 2 and not any(c.isdigit() for c in near):
        return near.strip("“”")
    return (said.last.get(0, "") and re.sub(rf"{_VALUE.pattern}$", "", said.last[0])) or said.topic


def _as_printed(label: str) -> str:
    """A label with Chinese brackets, as reports print them; the matcher folds widths."""
    return label.replace("(", "（").replace(")", "）") if "(" in label or ")" in label else label
