"""Sums of groups that leave nothing out (分组勾稽): by words that exclude one another, by 上述…合计, by shares.

What is listed is known to be all from its names (`[[partition]]` in `rules/words.toml`), or from a number that says how
many there are; of shares, which are of everything, `shares/hundred.py` tells.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Equation, adds_up, side, total
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.near import is_a_slip_off
from pipeline.reconcile.prose.lists.items import is_in_post
from pipeline.reconcile.prose.lists.partitions import number_of, word_of
from pipeline.reconcile.prose.lists.short import is_besides, likely
from pipeline.reconcile.prose.shares.hundred import is_percent, of_hundred
from pipeline.reconcile.relations import Relation, holds, slip_explains
from pipeline.reconcile.roles import part_of
from pipeline.reconcile.sentences import is_aim, is_change, is_measure, is_part, is_reached, like
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import Partition, RuleSet

_ABOVE = re.compile(
    r"(?=上述|以上|前述|[两二三四五六七八九])(?P<above>上述|以上|前述)?"
    r"(?:(?P<many>[两二三四五六七八九])(?:级|项|类|个|大|方面|部分|笔|块|批))?[^，,；;。]{0,14}?"
    r"(?:合计|共计|总计|共|总额)[^，,；;。比较]{0,6}$"
)
_TOGETHER = re.compile(
    r"^[，,；;](?P<many>[两二三四五六])[项者类][^，,；;。：:\d均各占比分]{0,8}$"
)  # 甲 A，乙 B，两项支出 T
_ALONE = re.compile(
    r"(?:合计|共计|总计)(?:发放|支出|支付|安排|投入|使用|拨付|补助|下达|完成投资)?(?:资金|金额)?(?:为)?$"
)
_TOTAL = re.compile(r"全年|合计|总|共")
_SUM = re.compile(r"[合总共]计")
_LED = re.compile(r"其中|包括|含|分为|组成|构成|部分|[：:（(]|分别|按|从")
_RATED = re.compile(r"[，,][^，,；;。]{0,6}?(?P<of>[\u4e00-\u9fff]{2})率[为达到]*$")
_GOT = re.compile(r"(?:得分?|自?评分?)[为是：:]*$")
_AT_WORK = re.compile(r"在[职岗编]|实有|[年期]末实")  # those who have retired are none of them
_NOT_AT_WORK = re.compile(r"[离退]休|遗属|编制|编外|聘")
_SURNAME = 4  # letters beside a word that do not make it another one: 行政执法人员
_NAMED = 2  # letters that tell one part of a sum from another
_MOST, _FEW = 8, 2
_STOP = re.compile(r"[，,；;。：:\d]")


def grouped(sentence: Sentence, before: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """The sums of groups that a sentence states; `before` are the sentences before it."""
    yield from _parted(sentence, before[-1] if before else None, rules)
    yield from of_hundred(sentence, rules)
    yield from _above(sentence, before, rules)


def of_role(sentence: Sentence, n: int, flat: list[int], rules: RuleSet) -> list[int]:
    """Of numbers that play several parts in accounts those that play the total's part.

    `甲预算 A，支出 B；乙预算 C，支出 D，合计支出 T`.
    """
    mine = role_of(sentence, n, rules)
    if not mine or all(role_of(sentence, i, rules) in ("", mine) for i in flat):
        return flat
    before = (i for i in range(n) if sentence.depth(i) == sentence.depth(n))
    return [i for i in before if is_part(sentence, i, sentence.figure(n)) and role_of(sentence, i, rules) == mine]


def folded(sentence: Sentence, flat: list[int]) -> list[int]:
    """A number stands for those behind it that make it up: 筹集 A，其中中央 B、市级 C，另有结余 D，总计 T."""
    for k in range(len(flat) - 1):
        if not _LED.search(sentence.before(flat[k + 1])):
            continue
        for end in range(len(flat), k + 2, -1):
            if adds_up([sentence.figure(i) for i in flat[k + 1 : end]], sentence.figure(flat[k])):
                return folded(sentence, [*flat[: k + 1], *flat[end:]])
    return flat


def of_its_year(sentence: Sentence, n: int, flat: list[int]) -> list[int]:
    """Of numbers those of a total's own year, if several are: 甲 A，上年 B；乙 C，上年 D，两项合计 T."""
    same = [i for i in flat if sentence.figure(i).period == sentence.figure(n).period]
    return flat if len(same) < _FEW or "年" in sentence.before(n) else same  # 三年累计 T


def role_of(sentence: Sentence, n: int, rules: RuleSet) -> str:
    """The part that the n-th number plays in an account, or what it adds up."""
    words, label = (_SUM.sub("", text) for text in (sentence.before(n), sentence.figure(n).label))
    return part_of(words, label, rules).role


def _parted(sentence: Sentence, before: Sentence | None, rules: RuleSet) -> Iterator[Relation]:
    """A run of parts called by all the words of a partition, and the whole before, after or in the sentence before."""
    if len(sentence) < _FEW:
        return
    labels = "\n".join(normalise(place.figure.label) for place in sentence.places)
    for partition in rules.partitions_in(labels):
        many = len(partition.words)
        for n in range(len(sentence)) if partition.complete and len(sentence) >= many else ():
            run = _run(sentence, n, many)
            if len(run) < many or {word_of(sentence.figure(i), partition) for i in run} != set(partition.words):
                continue
            parts = [sentence.figure(i) for i in run]
            wholes = [f for f in _wholes(sentence, run, before) if not _weigh(sentence, run, f)]
            whole = next((f for f in wholes if holds(_sum(rules, parts, f))), None)
            nearest = wholes[0] if wholes else None
            if nearest is not None and nearest.evidence.quote != parts[0].evidence.quote:
                # Of what the sentence before tells, that which one slip parts from their sum.
                nearest = next((f for f in wholes if slip_explains(Equation(side(*parts), side(f)))), nearest)
            # 离退休 is neither 离休 nor 退休, nor is it what comes before it.
            if whole is None and nearest and (not word_of(nearest, partition) or _TOTAL.search(nearest.label)):
                others = any(_NOT_AT_WORK.search(part.label) for part in parts)
                apart = not _AT_WORK.search(nearest.label) or _AT_WORK.search(parts[0].label) or not others
                # Posts told of in the sentence before are filled by people, not made up of them.
                far = nearest.evidence.quote != parts[0].evidence.quote or _AT_WORK.search(parts[0].label)
                posts = bool(far) and "编制" in nearest.label and "编制" not in parts[0].label
                near = (
                    apart
                    and not posts
                    and not is_besides(nearest)
                    and not _goes_on(sentence, run, nearest)
                    and (_is_near(parts, nearest) or _are_called(parts, partition, nearest))
                )
                whole = nearest if near else None
            if whole is not None:
                led = holds(_sum(rules, parts, whole)) or (_is_led(sentence, run, whole) and _is_near(parts, whole))
                behind = any(sentence.figure(i) is whole for i in range(run[-1] + 1, len(sentence)))
                less = value_of(whole) < max(map(value_of, parts))  # 行政单位 1 家，参公单位 1 家，事业单位 4 家
                if not led and (less or (behind and not _TOTAL.search(whole.label))):
                    continue  # 新建甲 A、改造 B，领办乙 C
                yield _sum(rules, parts, whole) if led else likely(Equation(side(*parts), side(whole)), rules)


def _weigh(sentence: Sentence, run: Sequence[int], whole: Figure) -> bool:
    """Whether bare scores are what the parts weigh, a hundred, and no part of what was got: 决策 20 分、过程 80 分."""
    parts = [sentence.figure(i) for i in run]
    got = any(_GOT.search(sentence.before(i)) for i in run)
    return whole.kind is Kind.SCORE and not got and total(side(*parts)) == HUNDRED != value_of(whole)


def _is_led(sentence: Sentence, run: Sequence[int], whole: Figure) -> bool:
    """Whether words or stops lead from a number to what follows, as from a whole to its parts, or call it all."""
    at = next((i for i in range(len(sentence)) if sentence.figure(i) is whole), None)
    if at is None:
        near = _STOP.split(whole.words[0])[-1]
        return bool(_LED.search(sentence.before(run[0])) or _TOTAL.search(whole.label + near))
    between = sentence.text[sentence.places[at].end : sentence.places[run[0]].start]
    called = bool(_TOTAL.search(whole.label + sentence.before(at)))
    return called or (bool(_LED.search(between)) if at < run[0] else whole.kind is Kind.SCORE)


def _goes_on(sentence: Sentence, run: Sequence[int], whole: Figure) -> bool:
    """Whether more than the whole is told of after a run: the run may then be one part of something larger."""
    held = (i for i in range(run[-1] + 1, len(sentence)) if is_in_post(sentence.before(i), whole))
    behind = range(run[-1] + 1, next(held, len(sentence)))
    rest = [sentence.figure(i) for i in behind if is_part(sentence, i, sentence.figure(run[0]))]
    if whole in rest:
        rest = rest[: rest.index(whole)]
    return bool(rest) and not adds_up(rest, whole)  # 共 T 人。男 A、女 B，45 岁以上 C、以下 D


def _run(sentence: Sentence, n: int, many: int) -> list[int]:
    """The n-th number and those like it that follow, as many as asked for; rates between amounts do not part them."""
    first = sentence.figure(n)
    found = [n]
    if not usable(first) or first.kind is Kind.RATE or not is_part(sentence, n, first):
        return []
    for i in range(n + 1, len(sentence)):
        if len(found) == many or re.search(r"[。]", sentence.before(i)):
            break
        if len(found) > 1 and "；" in sentence.before(i) and "；" not in sentence.before(found[1]):
            break  # 其中中央 A、省级 B；县级配套 C
        if like(sentence.figure(i), first) and sentence.depth(i) == sentence.depth(n):
            if is_part(sentence, i, first):
                found.append(i)
            elif first.kind is not Kind.SCORE:  # the full marks stand before what was got of them
                break
    return found


def _wholes(sentence: Sentence, run: Sequence[int], before: Sentence | None) -> Iterator[Figure]:
    """What a run may add up to, the likeliest first: the number before, the one after, those of the sentence before."""
    first = sentence.figure(run[0])
    inside = [i for i in range(len(sentence)) if i not in run]
    inside = [i for i in inside if is_part(sentence, i, first) or is_reached(sentence, i, first)]
    earlier = [i for i in inside if i < run[0] and sentence.depth(i) <= sentence.depth(run[0])]
    earlier = [i for i in earlier if not is_aim(sentence, i, first)] or earlier
    yield from (sentence.figure(i) for i in reversed(earlier[-2:]))
    later = [i for i in inside if i > run[-1] and not _is_rated(sentence, i)]
    yield from (sentence.figure(i) for i in later if sentence.depth(i) <= sentence.depth(run[0]))
    if (
        all(is_aim(sentence, i, first) for i in earlier)
        and before is not None
        and before.section == sentence.section
        and first.kind is not Kind.SCORE
    ):
        flat = [i for i in range(len(before)) if not before.depth(i) and is_part(before, i, first)]
        yield from (before.figure(i) for i in reversed(flat[-2:]))


def _is_rated(sentence: Sentence, n: int) -> bool:
    """Whether the rate that is told next says what part the n-th number is: 办结 C 件，办结率 P."""
    found = _RATED.match(sentence.before(n + 1)) if n + 1 < len(sentence) else None
    return bool(found and found["of"] in sentence.figure(n).label and is_percent(sentence.figure(n + 1)))


def _sum(rules: RuleSet, parts: Sequence[Figure], whole: Figure, *, sure: bool = True) -> Relation:
    return Relation(rules["prose_sum"], (Equation(side(*parts), side(whole)),), whole.label, sure=sure)


def _is_near(parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether parts were meant to make up a whole: they come near it, or miss it by a slip."""
    form = Equation(side(*parts), side(whole))
    return 4 * abs(form.result.gap) <= abs(value_of(whole)) or slip_explains(form)


def _are_called(parts: Sequence[Figure], partition: Partition, whole: Figure) -> bool:
    """Whether parts are called by no more than the words of a set, and one digit keeps them from their whole."""
    names = ((normalise(part.label), word_of(part, partition)) for part in parts)
    return all(len(name) - len(word) <= _SURNAME for name, word in names) and is_a_slip_off(
        Equation(side(*parts), side(whole))
    )


def _behind(sentence: Sentence, n: int) -> list[Figure]:
    """The number behind the n-th, if it is like it."""
    behind = sentence.figure(n + 1) if n + 1 < len(sentence) else None
    return [behind] if behind is not None and usable(behind) and like(behind, sentence.figure(n)) else []


def _above(sentence: Sentence, before: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """`…A。…B。上述三项合计 T`: the last numbers told before, as many as are said or as make it up."""
    for n in range(len(sentence)):
        whole, told = sentence.figure(n), _ABOVE.search(sentence.before(n))
        if whole.kind is not Kind.AMOUNT or not usable(whole):
            continue
        if not told:
            yield from _together(sentence, n, rules)
            yield from _altogether(sentence, n, before[-1] if before else None, rules)
            continue
        if any(like(sentence.figure(i), whole) for i in range(n)):
            flat = [i for i in range(n) if is_part(sentence, i, whole) and not is_measure(sentence, i)]
            earlier = [sentence.figure(i) for i in of_its_year(sentence, n, of_role(sentence, n, flat, rules))]
        else:
            earlier = _earlier(before, whole, role_of(sentence, n, rules), rules)
        many = number_of(told["many"] or "")
        counted = not told["above"] and _counted_here(sentence, n) == many
        behind = many > 1 and any(adds_up(earlier[-many:], f) for f in _behind(sentence, n))
        if many and (counted or behind or len({value_of(f) for f in (*earlier[-many:], whole)}) <= many):
            # 甲 A 人，乙 B 人，两项合计支出 T: of two that are not told; T，其中甲 A。…三项合计 T: told again;
            # 甲 A，乙 B。两项预算合计 T，实际支出 A + B: T is of what is not told.
            continue
        sums = [_sum(rules, earlier[-k:], whole) for k in range(2, min(len(earlier), _MOST) + 1)]
        good = next(filter(holds, sums), None)
        if good is not None:
            yield good
        elif many and len(earlier) >= many and _are_apart(earlier[-many:]) and _is_near(earlier[-many:], whole):
            yield _sum(rules, earlier[-many:], whole)
        elif many and len(earlier) >= many:
            yield likely(Equation(side(*earlier[-many:]), side(whole)), rules)
        elif sums:  # 以上合计 T: of all that was told
            form = Equation(side(*earlier), side(whole))
            yield likely(form, rules) if told["above"] else _sum(rules, earlier, whole, sure=False)


def _are_apart(parts: Sequence[Figure]) -> bool:
    """Whether no two parts begin alike: 县级配套 A and 县级资金到位 B are one part, planned and come."""
    return len({normalise(part.label)[:_NAMED] for part in parts}) == len(parts)


def _together(sentence: Sentence, n: int, rules: RuleSet) -> Iterator[Relation]:
    """`甲 A，乙 B，两项基本支出 T`: as many as are said, just before."""
    told = _TOGETHER.match(sentence.before(n))
    run = range(n - number_of(told["many"]), n) if told else range(0)
    whole = sentence.figure(n)
    if run and run[0] >= 0 and all(is_part(sentence, i, whole) and not is_measure(sentence, i) for i in (*run, n)):
        yield likely(Equation(side(*(sentence.figure(i) for i in run)), side(whole)), rules)


def _altogether(sentence: Sentence, n: int, before: Sentence | None, rules: RuleSet) -> Iterator[Relation]:
    """`甲…发放 A；乙…发放 B。甲乙合计发放 T`: a sentence that begins with what all of the one before it makes."""
    whole = sentence.figure(n)
    if n or before is None or before.section != sentence.section or not _ALONE.search(sentence.before(n)):
        return
    parts = [before.figure(i) for i in range(len(before)) if is_part(before, i, whole) and not before.depth(i)]
    if len({figure.period for figure in parts}) > 1 or any(value_of(f) == value_of(whole) for f in parts):
        return  # 上年收入 A，本年收入 B。收入合计 B
    others = [p.figure for p in before.places if p.figure.kind is Kind.AMOUNT and p.figure not in parts]
    # 城乡低保合计: of what is called so too.
    name = re.sub(r"(?:合计|共计|总计).*", "", normalise(sentence.before(n)))
    parts = [f for f in parts if not name or any(name[k : k + 2] in f.label for k in range(len(name) - 1))]
    if len(parts) > 1 and not others and _is_near(parts, whole):
        yield likely(Equation(side(*parts), side(whole)), rules)


def _counted_here(sentence: Sentence, n: int) -> int:
    """How many things a sentence counts before its n-th number, where it tells nothing else of them."""
    counted = [sentence.figure(i).kind is Kind.COUNT and not sentence.depth(i) for i in range(n)]
    return len(counted) if all(counted) else 0


def _earlier(before: Sequence[Sentence], whole: Figure, role: str, rules: RuleSet) -> list[Figure]:
    """The numbers like a whole that were told before it in its part of the report; those of its role, if several are.

    `甲预算 A，支出 B；乙预算 C，支出 D。两项预算合计 T`.
    """
    chapter = whole.above or whole.section_path
    told: list[tuple[Figure, str]] = []
    for sentence in before:
        flat = [n for n in range(len(sentence)) if not sentence.depth(n) and is_part(sentence, n, whole)]
        for n in folded(sentence, flat):
            figure = sentence.figure(n)
            here = f"{figure.section_path}/".startswith(f"{chapter}/")
            if here and not is_change(sentence.before(n)):
                told.append((figure, role_of(sentence, n, rules)))
    mine = [figure for figure, played in told if played == role]
    return mine if role and len(mine) > 1 else [figure for figure, played in told if not role or played in ("", role)]
