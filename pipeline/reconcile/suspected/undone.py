"""What is not done yet (未竟): `受理 418 件，办结 412 件` in one chapter, `尚有 6 件未办结` in another.

The number of what has not been done is what was to be done less what was. Where none of the report's pairs of which
one is done in those words leaves it, and those that may be meant all leave the same other number, it is wrong. Fewer
may be some of them, unless the words say that they are all that is left.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.names import longest
from pipeline.reconcile.relations import Relation, spoken_of
from pipeline.reconcile.sentences import is_change, like
from schemas.catalogue import normalise
from schemas.figure import LAST_YEAR, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.relations import Confronted
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_NOT = r"(?:尚?未|没有?)(?:能|及时|按[期时]|如期|全部|在[^，,；;。\d]{1,4}?[内前])?"
# 8 件信访未办结; 12 名未安置人员
_BEHIND = re.compile(rf"^(?P<what>[^，,；;。：:（(\d]{{0,8}}?){_NOT}(?P<done>[^，,；;。：:（(\d]{{2,10}})")
# 未办结 8 件, 未完成的 1 座
_BEFORE = re.compile(rf"(?P<what>[^，,；;。：:（()\d]*?){_NOT}(?P<done>[^，,；;。：:（()\d]{{2,10}}?)(?:的|的有|有)?$")
_IDLE = re.compile(r"^(?:年末|目前|截至目前|现|还|仍|尚|有|其余|剩余|余下|其中|另|是|[一二三四五六七八九十])+")
_SETS = re.compile(r"^[（(][套册卷组份][）)]")  # 4264 件（套）未完成
_GENERAL = ("完成",)
_LEFT = re.compile(r"[还仍尚]有?|剩余|余下|剩下|其余|的$|全部")
_NEAR = 6  # letters before a number in which its verb stands
_VERB, _SAID, _THING = 2, 3, 2  # letters of what was done, at least and at most, and of the thing
# What comes to the same: 已发 A 户, 未兑现 B 户.
_SAME = tuple(
    re.compile(words)
    for words in (
        r"发放|兑[现付]|拨付|支付|到账|领取|[已实]发|应发",
        r"办[结理]|结案|审结|化解|了结|销号",
        r"完成|[完竣]工|建成",
        r"整改|销号|纠正",
        r"安置|入住|搬迁|分配",
        r"签约|签订|签署",
        r"投用|投入使用|启用|运行",
    )
)
_INNER = re.compile(r"其中|[、（(]$")
_TIMELY = re.compile(r"按[期时]|如期|及时|一次性?")


class _Pair(NamedTuple):
    """What was to be done, what was done, the words about it, and whether only what was done in time counts."""

    whole: Figure
    done: Figure
    verb: str
    words: str
    timely: bool

    @property
    def left(self) -> object:
        return value_of(self.whole) - value_of(self.done)


class _Undone(NamedTuple):
    """What is not done: its number, the words for what is not, the thing, all that is said.

    Whether it is all that is not, and whether it is no more than late.
    """

    figure: Figure
    done: str
    what: str
    words: str
    all: bool
    late: bool


def undone(spoken: Sequence[Sentence], confronted: Sequence[Confronted], rules: RuleSet) -> Iterator[Relation]:
    """The numbers of what is not done, against what was to be and what was."""
    known = spoken_of(confronted)
    told = [one for sentence in spoken for one in _undone(sentence) if one.figure.figure_id not in known]
    pairs = [pair for sentence in spoken for pair in _pairs(sentence)] if told else []
    for one in told:
        fitting = [pair for pair in pairs if _fits(one, pair)]
        named = [pair for pair in fitting if _is_of(one, pair)]
        fitting = named or ([] if len(one.what) >= _THING else fitting)
        held = next((pair for pair in fitting if pair.left == value_of(one.figure)), None)
        meant = held or (fitting[0] if fitting else None)
        if meant is None or (not held and _makes_another(one, meant, spoken)):
            continue
        alone = len({pair.left for pair in fitting}) == 1
        if held or (alone and (one.all or value_of(one.figure) > meant.left)):  # type: ignore[operator]
            form = Equation(side(meant.done, one.figure), side(meant.whole))
            yield Relation(
                rules["prose_sum"],
                (form,),
                meant.whole.label,
                mild=not named or meant.whole.section != one.figure.section,
            )


def _makes_another(one: _Undone, pair: _Pair, spoken: Sequence[Sentence]) -> bool:
    """Whether what is done and what is not make another number beside them: T 座，任务 A 座，完成 B 座."""
    beside = (f for s in spoken for f in (p.figure for p in s.places) if any(p.figure is pair.done for p in s.places))
    others = (f for f in beside if f not in (pair.whole, pair.done, one.figure) and usable(f) and like(f, pair.done))
    return any(value_of(f) == value_of(pair.done) + value_of(one.figure) for f in others)


def _undone(sentence: Sentence) -> Iterator[_Undone]:
    for n in range(len(sentence)) if "未" in sentence.text or "没" in sentence.text else ():
        figure, clause = sentence.figure(n), sentence.clause(n)
        if not usable(figure) or figure.kind is not Kind.COUNT or figure.qualifier or is_change(clause):
            continue
        behind, before = _BEHIND.match(_SETS.sub("", sentence.after(n))), _BEFORE.search(clause)
        found = behind or before
        if found and figure.period != LAST_YEAR:
            rest = _LEFT.search(clause) or (behind and behind["what"] == "")
            alone = behind and not behind["what"] and len(behind["done"]) <= _SAID  # 渠道 3.4 公里未完成
            what = _IDLE.sub("", normalise(clause if alone else found["what"]))
            late = bool(_TIMELY.search(found[0]))
            yield _Undone(figure, normalise(found["done"]), what, what + normalise(found["done"]), bool(rest), late)


def _pairs(sentence: Sentence) -> Iterator[_Pair]:
    """What was to be done and what was, side by side: 受理 A 件，办结 B 件."""
    for n in range(1, len(sentence)):
        done, words = sentence.figure(n), sentence.clause(n)
        whole = sentence.figure(n - 1)
        if not usable(done) or done.kind is not Kind.COUNT or not like(whole, done) or not usable(whole):
            continue
        # 按期完工 A 个: those that are late were done, too.
        plain = not (_INNER.search(sentence.before(n)) or is_change(words) or "未" in words)
        if plain and words and value_of(whole) >= value_of(done) and whole.period == done.period != LAST_YEAR:
            yield _Pair(
                whole,
                done,
                normalise(words),
                normalise(sentence.text[: sentence.places[n].end]),
                bool(_TIMELY.search(words)),
            )


def _fits(one: _Undone, pair: _Pair) -> bool:
    """Whether what is done of a pair is what was not done."""
    apart = one.figure is not pair.done and one.figure is not pair.whole
    # 已采集 A 件…采集仍有 B 件未完成
    said = one.done.startswith(_GENERAL) and pair.verb[-_VERB:] in one.words
    same = said or _is_same(one.done, pair.verb)
    return apart and one.late is pair.timely and like(one.figure, pair.done) and same


def _is_same(done: str, verb: str) -> bool:
    """Whether what is not done and what is are one, by the same word or one that comes to the same."""
    near = verb[-_NEAR:]  # 物业中心 2 个: what a name begins with is no deed
    return done[:_VERB] in near or any(words.match(done) and words.search(verb) for words in _SAME)


def _is_of(one: _Undone, pair: _Pair) -> bool:
    """Whether both are told of the same thing."""
    return longest(one.words.replace(one.done[:_VERB], "|"), pair.words) >= _THING
