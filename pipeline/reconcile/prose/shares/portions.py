"""What there was, what became of it, and what is left (总额、完成与余数), with the rates of either.

`支出 A，执行率 P，尚余 B`: of A and B together, wherever the budget stands; `应检 A 批，实检 B 批，检测率 P`. What a
number is its own clause says. Read are only numbers that stand by themselves: each of another part, and none of their
kind beside them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pipeline.reconcile.forms import HUNDRED, Equation, Quotient, is_held, minus, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.rates.worded import is_of_unread
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.roles import OF_ALL, STOCK
from pipeline.reconcile.sentences import CLAUSE, is_change, like
from schemas.figure import LAST_YEAR, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.reconcile.forms import Side
    from pipeline.reconcile.sentences import Passage, Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_REST = re.compile(
    r"结[余存]|结转|剩余?|节[余约省支资]|尚[余有欠缺未]|余[额款下]?|还有|仍有|滞留|沉淀|审减|核减|空[编缺]|缺[编席额口]|"
    r"不(?:合格|达标|满意|符合)$|在[建办]|待[付拨支办]|差额|欠|未(?!来)"
)
_ARRIVED = re.compile(r"(?<!计划)(?<!应)到位")
_BACK = re.compile(r"收回|[交缴]回|上缴")  # of money; papers that come back were filled in
_DONE = re.compile(
    r"支出|支付|付款|使用|执行|拨付|完成|[完竣]工|实[际有到检发收]|已|决算|兑付|中标|成交|审定|审核后|办结|结案|收回|回收|"
    r"有效|满意|合格|达标|在[编职岗]|参保|入学"
)
_WHOLE = re.compile(
    r"预算|概算|安排|下达|到位|投资|总额|计划|目标|任务|应|编制|限价|控制价|送审|合同|受理|接收|收到|问卷|发出|调查|走访|"
    r"抽[检查]|共|设|要求|符合条件|适龄|总数"
)
_PLANNED, _CAME = re.compile(r"计划|目标|应(?!用|急)|拟|要求"), re.compile(r"实|已|完成了")
_OTHER = re.compile(
    r"上年|去年|年初结|期初|其他|每|均|标准|单价|上半年|季度|截至\d+月|[高低多少超](?:于|出|过)|超(?:额|计划|目标|任务)|追加|调[增减整]|占|由|从|收支|其余|其中$"
)
_BEHIND = re.compile(r"[^，,；;。（()）\d]{0,12}?(?:未|待|滞留|沉淀|结转)")
_RATE_OF_REST = re.compile(
    r"(?:节[约支资余]|结[余转]|剩余|审减|核减|空编|缺编|未[^，,]{1,3}|不(?:合格|达标|满意))率(?:为|达到?|是|约)?$"
)
_RATE_OF_DONE = re.compile(r"(?P<of>[^，,；;。：:、（(]{1,4}?)(?:率|进度|(?<=满意)度)(?:为|达到?|是|约)?$")
_OF_MONEY = re.compile(r"(?:预算|资金|经费|补[贴助])执行率|支[付出]率|拨付率")
_GENERAL = re.compile(r"执行|完成|支[付出]|拨付|使用|达标")
_OF_WHOLE = re.compile(r"^的$|[占为](?:年度|全年|总)?(?:预算|计划|目标|任务|(?:到位|下达)资金|资金总额)[数值额]?的$")
_AND = ("、", "和", "及", "与")
_OWN = 4  # letters before 合格 that make it the rate of something of its own
_NOT_DONE, _NEAR = re.compile(r"未(?!来)[^未]{0,8}$"), 4  # letters between what says that it is left and the number
_COMMON = re.compile(r"资金|项目|经费|补助|全年|年度|本年|[省市县区]级|财政")
_TOLD = re.compile(r"率|度|进度|的|余|剩|未|[节结]|欠|差额|[核审]减|收回|[交缴]|不|[空缺]|待|在|滞留|还有|尚")
_ROLES = ("whole", "done", "rest", "rate", "left")
_MOST = 5  # numbers of one statement: what there was, what became of it, what is left, and two rates


class _Part(NamedTuple):
    """A number and what it is: `whole`, `done`, `rest`, the `rate` of what was done or the `left` rate; or nothing."""

    role: str
    figure: Figure
    words: str


Parts: TypeAlias = "Mapping[str, _Part]"


def portioned(passages: Sequence[Passage], rules: RuleSet) -> Iterator[Relation]:
    """The relations among such numbers of a passage, with those told just before it."""
    if not _TOLD.search(passages[-1].text):
        return
    known: Parts = {}
    for sentence, run in passages:
        known = _joined(known, _single([_part(sentence, n) for n in run]) if len(run) <= _MOST else None)
    yield from _relations(_known(known), rules)


def _part(sentence: Sentence, n: int) -> _Part:
    figure = sentence.figure(n)
    words = sentence.clause(n)
    if not usable(figure) or figure.qualifier or figure.period == LAST_YEAR or is_change(sentence.before(n)):
        return _Part("", figure, "")
    if figure.kind is Kind.RATE:
        name = words or figure.label
        if OF_ALL.search(name) and "；" in sentence.text[: sentence.places[n].start]:
            return _Part("", figure, "")  # 甲 A，完成 B；乙 C，完成 D，总体完成率 P: of both
        if _RATE_OF_REST.search(name):
            return _Part("left", figure, name)
        of_done = (
            figure.unit == "%"
            and not is_of_unread(sentence, n)
            and (_RATE_OF_DONE.search(name) or _OF_WHOLE.search(words))
        )
        return _Part("rate" if of_done else "", figure, name)
    if figure.kind not in (Kind.AMOUNT, Kind.COUNT) or _OTHER.search(words):
        return _Part("", figure, "")
    if sentence.before(n).startswith(_AND) or sentence.after(n).startswith(_AND):
        return _Part("", figure, "")  # one of a list
    if STOCK.search(words):
        return _Part("", figure, "")  # what stands in the books is left of no budget
    told, after = words or figure.label, CLAUSE.split(sentence.after(n))[0]
    after = "" if n + 1 < len(sentence) and after == sentence.after(n) else after  # it leads to the next number
    role = _role(told, after, figure.kind)
    return _Part("" if role == "whole" and "其中" in told else role, figure, told + after)


def _role(told: str, after: str, kind: Kind) -> str:
    """What a number is by its clause: what is left before all, else by the last word that says so."""
    done = _end(_DONE, told)
    rest = max(_end(_REST, told), _end(_BACK, told) if kind is Kind.AMOUNT else 0)
    if _BEHIND.match(after) or _NOT_DONE.search(told) or (rest and rest >= max(done, len(told) - _NEAR)):
        return "rest"
    if rest:
        return ""
    if done and not (_PLANNED.search(told) and not _CAME.search(told)) and done > _end(_WHOLE, told):
        return "done"
    return "whole" if _WHOLE.search(told) else "done" if _DONE.search(after) else "?"


def _end(words: re.Pattern[str], text: str) -> int:
    return max((found.end() for found in words.finditer(text)), default=0)


def _joined(before: Parts, parts: Parts | None) -> Parts:
    """The parts of a stretch, with those told before it that they lack: what there was, and of a rate alone all."""
    if not parts or "whole" in parts or not before or before.keys() & {"rate", "left"}:
        return parts or {}
    alone = parts.keys() <= {"rate", "left"}
    if alone and _are_summed(parts) and not _are_summed(before):
        return parts
    both = {**before, **parts}
    if len(both) < len(before) + len(parts) or not ("whole" in before or alone):
        return parts
    whole, done = (both.get(key) for key in ("whole", "done"))
    if whole and done and value_of(done.figure) > value_of(whole.figure):
        return parts  # of something larger
    if "rate" in both and "到位" in both["rate"].words and "whole" in before and _ARRIVED.search(before["whole"].words):
        return parts  # 市级到位 A；县级到位 B，到位率 P: what came in elsewhere
    return both if _is_of_one_kind(both.values()) else parts


def _are_summed(parts: Parts) -> bool:
    """Whether a number is called a sum of several."""
    return any(OF_ALL.search(part.words) for part in parts.values())


def _single(parts: Sequence[_Part]) -> Parts | None:
    """The numbers by what they are, if each is something, and something else than the others; all of a kind."""
    found: dict[str, _Part] = {}
    arrival = any(part.role == "rate" and "到位" in part.words for part in parts)
    for part in parts:
        role = "done" if arrival and part.role == "whole" and _ARRIVED.search(part.words) else part.role
        if not role or role in found:
            return None
        found[role] = part
    return found if _is_of_one_kind(found.values()) else None


def _known(parts: Parts) -> Parts:
    """The parts, with the one that no word says what it is as what was done, if something else says so.

    `通硬化路 B 个，通达率 P`; `目标为培训 A 人，全年培训 B 人`.
    """
    unknown, rate, whole = parts.get("?"), parts.get("rate"), parts.get("whole")
    if unknown is None:
        return parts
    named = (rate and _is_called(rate, unknown)) or (whole and _share(whole.words, unknown.words))
    return {**parts, "done": unknown} if named and "done" not in parts else {}


def _share(a: str, b: str) -> bool:
    """Whether two names share a word that says something."""
    return any(a[i : i + 2] in b for i in range(len(a) - 1) if not _COMMON.fullmatch(a[i : i + 2]))


def _is_of_one_kind(parts: Iterable[_Part]) -> bool:
    numbers = [part.figure for part in parts if part.figure.kind is not Kind.RATE]
    return all(like(f, numbers[0]) for f in numbers)


def _relations(parts: Parts, rules: RuleSet) -> Iterator[Relation]:
    whole, done, rest, rate, left = (part and part.figure for part in map(parts.get, _ROLES))
    # What is more than there was to be is of something larger, unless a slip made it so.
    sure = not (whole and done and value_of(done) > value_of(whole))
    if whole and done and rest and not (rate and left):  # 计划 A，完成 B，完成率 P，不合格 C，不合格率 Q: of B
        yield Relation(rules["prose_sum"], (Equation(side(done, rest), side(whole)),), whole.label, sure)
    named = rate and _is_of(parts["rate"], parts.get("done") or parts.get("rest"))
    made = _of_done(whole, done, rest) if named else None
    if rate and made:
        sure = sure or value_of(rate) > HUNDRED
        # 不合格 A 批，处置 B 批，处置率 P: of what was wrong.
        of_rest = (Quotient(side(done), side(rest), rate),) if done and rest and value_of(rest) else ()
        forms = (Quotient(*made, rate), *filter(is_held, of_rest))
        yield Relation(rules["prose_rate"], forms, rate.label, sure)
        if len(forms) > 1 and not whole:
            return
    forms = tuple(Quotient(*made, left) for made in _of_rest(whole, done, rest, both=bool(rate))) if left else ()
    if left and forms:
        yield Relation(rules["prose_rate"], forms, left.label, sure)


def _of_done(whole: Figure | None, done: Figure | None, rest: Figure | None) -> tuple[Side, Side] | None:
    """What the rate of what was done is the quotient of."""
    if done:
        return (side(done), side(whole) if whole else side(done, rest)) if whole or rest else None  # type: ignore[arg-type]
    return (minus(whole, rest), side(whole)) if whole and rest else None


def _of_rest(
    whole: Figure | None, done: Figure | None, rest: Figure | None, *, both: bool
) -> Iterator[tuple[Side, Side]]:
    """What the rate of what is left may be the quotient of; of `both` rates the second may be of what was done."""
    if rest and whole:
        yield side(rest), side(whole)
    if rest and done:
        if both or not whole:
            yield side(rest), side(done) if both else side(done, rest)
    elif whole and done:
        yield minus(whole, done), side(whole)


def _is_of(rate: _Part, done: _Part | None) -> bool:
    """Whether a rate is called by what was done, or by no more than that it was."""
    if done is not None and done.figure.kind is Kind.COUNT and _OF_MONEY.search(rate.words):
        return False
    general = _OF_WHOLE.search(rate.words) or _GENERAL.search(rate.words)
    return done is not None and (bool(general) or _is_called(rate, done))


def _is_called(rate: _Part, done: _Part) -> bool:
    """Whether a rate bears the name of what was done; 管道闭水试验合格率 is none of 标段验收合格."""
    found = _RATE_OF_DONE.search(rate.words)
    if found is None or not any(letter in done.words for letter in found["of"][-2:]):
        return False
    own = rate.words[: found.end("of") - 2]
    return len(own) < _OWN or _share(own, done.words)
