"""Rates whose whole is told elsewhere (异处比率): `立案 B 件。…结案 A 件，结案率 P`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import HUNDRED, Quotient, is_held, minus, side
from pipeline.reconcile.intervals import digits_of, is_positive, usable, value_of
from pipeline.reconcile.lonely.trial import trial
from pipeline.reconcile.names import longest
from pipeline.reconcile.near import is_a_digit_off
from pipeline.reconcile.sentences import is_change
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.lonely.trial import Source, Trial
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure

WRONG = re.compile(r"不|差错|错误|损坏|停用|超[时期]|问题|逾期|未|违规")
STEM = re.compile(r"(?P<of>[\u4e00-\u9fff]{2})(?:率|度)")
_SHARE_OF = re.compile(r"占(?P<of>[^，,；;。\d]{2,16}?)的?(?:比例|比重)?$")
_OF_ALL = re.compile(r"总(?P<of>[^，,；;。的\d]{1,3})")
_SPENT = re.compile(r"(?:执行|支[出付]|使用|拨付)(?:率|进度)")
_GRANTED = re.compile(r"预算|安排|下达|到位|应|计划|批复|可用")
_IDLE = re.compile(r"预算|支出|执行率?|实际|安排|资金|经费|全年|年度|累计|[本当]年|占比|占")
_BEYOND = re.compile(r"超(?!声|市)|差(?!旅|错|额)|缺(?!陷)|多于|少于")  # by how much it is more or less
_STOP = re.compile(r"[。；;]")
_BATCH = re.compile(r"第[一二三四五六七八九十\d]+批|首批")
_FEWEST, _NAME, _TIMES, _ALL, _FEW = 3, 2, 2, 9, 4


def counts(figure: Figure) -> bool:
    """Whether a number is an amount or a count that can be reckoned with."""
    return figure.kind in (Kind.AMOUNT, Kind.COUNT) and usable(figure) and is_positive(figure)


def elsewhere(source: Source, sentence: Sentence, n: int) -> Iterator[Trial]:
    """The number just before a rate, of one that is told anywhere and called as the rate's words say."""
    if not n or _STOP.search(sentence.before(n)) or not counts(sentence.figure(n - 1)):
        return
    rate, part = sentence.figure(n), sentence.figure(n - 1)
    if is_change(sentence.before(n - 1)) or _BEYOND.search(sentence.clause(n - 1)):
        return
    told = sentence.clause(n - 1) + sentence.before(n)
    wrong = bool(WRONG.search(told)) and not WRONG.search(sentence.clause(n))
    of = _SHARE_OF.search(sentence.before(n))
    words = of["of"] if of else sentence.clause(n - 1) + part.label + rate.label
    wholes = _wholes(source, part, normalise(words), _whole_of(source, rate))
    # 占有劳动能力的困难户的: 困难户 names more
    least = max(_NAME, len(_IDLE.sub("", words)) / _TIMES) if of else _NAME
    wholes = [(shared, f) for shared, f in wholes if shared >= least]
    large = [(shared, f) for shared, f in wholes if _TIMES * f.millionths >= part.millionths]
    best = [f for f in _best(large) if value_of(f) != value_of(part) or value_of(rate) == HUNDRED]
    best = best or [f for f in _best(wholes) if is_a_digit_off(_of(part, f, rate, wrong=wrong))]
    # 第一批资金支出率: of what was granted first
    best = [f for f in best if all(batch in f.label for batch in _BATCH.findall(sentence.clause(n - 1)))]
    # Whatever makes a rate of many digits accounts for it, however it is called.
    made = source.like(part) if best and len(digits_of(rate)) >= _FEWEST else [f for _, f in large]
    forms = (_of(part, figure, rate, wrong=wrong) for figure in made if figure is not part and is_positive(figure))
    held = next(filter(is_held, forms), None)
    if held is not None:
        yield trial(source, held, rate.label, said=False)
        return
    for figure in best:
        yield trial(source, _of(part, figure, rate, wrong=wrong), rate.label, guessed=len(best))


def _best(wholes: Sequence[tuple[int, Figure]]) -> list[Figure]:
    """Those that a name has most letters of, and that have the fewest besides."""
    most = max((shared for shared, _ in wholes), default=0)
    best = [f for shared, f in wholes if shared == most >= _NAME]
    least = min((len(normalise(f.label)) for f in best), default=0)
    return best if len(best) < _FEW else [f for f in best if len(normalise(f.label)) == least]


def _whole_of(source: Source, rate: Figure) -> tuple[str, ...]:
    """What the whole of a rate may be called by its own name: 受理, 立案 of 结案率."""
    told = (words for words in source.rules.rates if any(rate.label.endswith(suffix) for suffix in words.suffixes))
    return tuple(word for words in told for word in words.denominators)


def _wholes(source: Source, part: Figure, words: str, called: tuple[str, ...]) -> list[tuple[int, Figure]]:
    """What a number may be a part of, each value once, and how many letters of its name the words have in them."""
    found: dict[object, tuple[int, Figure]] = {}
    spent, told, words = _SPENT.search(words), words, _IDLE.sub("", words)
    for figure in source.like(part):
        if figure is part or not is_positive(figure):
            continue
        label = normalise(figure.label)
        if spent and not _GRANTED.search(label):
            continue
        name = _IDLE.sub("", label)
        shared = longest(name, words)
        if _TIMES * shared <= len(name):
            shared = 0  # of 闲置资产 固定资产 is no whole
        if any(word in label for word in called):
            shared = max(shared, _NAME)
        if shared > found.get(figure.base_value, (-1, figure))[0]:
            found[figure.base_value] = shared, figure
    all_ = _OF_ALL.search(told)
    if all_:  # 占总户数: of as many as there are
        name = all_["of"].rstrip("数量额")
        most = max((f.base_value for _, f in found.values() if f.base_value and name in f.label + f.unit), default=None)
        found = {v: (_ALL if v == most else shared, f) for v, (shared, f) in found.items()}
    return list(found.values())


def _of(part: Figure, whole: Figure, rate: Figure, *, wrong: bool) -> Quotient:
    """A part of a whole, or all but what is wrong with it."""
    above = minus(whole, part) if wrong else side(part)
    return Quotient(above, side(whole), rate)
