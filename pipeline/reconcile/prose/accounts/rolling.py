"""Balances rolled forward (滚动): what there was, what came and went, what there is, in any order.

`调整后预算 C（年初预算 A，追加 B）`; `期初库存 A 件，购入 B 件，领用 C 件，期末库存 D 件`. As in `portions.py` only
numbers that stand by themselves are read: one that begins, one that ends, and changes of a known direction. And what
there was to be spent (资金来源): what was carried over and what came in, of which there is nothing else.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import Equation, is_held, side
from pipeline.reconcile.intervals import usable
from pipeline.reconcile.prose.accounts.played import amount_role
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import like
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reconcile.prose.accounts.account import Account
    from pipeline.reconcile.sentences import Passage, Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_STOP = re.compile(r"[；;。]")
_CAME = ("income", "budget")


class _Course(NamedTuple):
    """What begins and ends, and what comes and goes in between."""

    begin: re.Pattern[str]
    end: re.Pattern[str]
    more: re.Pattern[str]
    less: re.Pattern[str]
    pattern: str = "prose_chain"


_MORE = re.compile(
    r"追加|调增|划入|新增|新[办发建接入招开注登设成]|首次认定|纳入|净增|增加|增列|购[置入]|招[录聘收]|入学|调入|转入|举借|接收|入库|收储"
)
_LESS = re.compile(
    r"追减|调减|压减|压缩|划出|净减|核减|审减|减少|报废|处置|撤[并销]|注销|退休|辞职|毕业|离校|调[出离]|转出|收回|偿还|化解|"
    r"领用|出库|折旧|减值准备|退[出保费]|清退|死亡|迁出|离[职任]|解[除聘]|流出|出院|核销|动用|剔[旧除]|下架"
)
_NEW = re.compile(r"新[收进]")
_YEAR, _NEVER = re.compile(r"(?:本|当|今)年"), re.compile(r"(?!)")
_COURSES = (
    _Course(
        re.compile(r"年初.{0,8}(?:预算|批复|安排|下达)|预算批复|核定.{0,10}预算"),
        re.compile(r"调整后|调整预算|全年(?:总?预算|可执行|可用)|预算(?:总额|合计)|(?:追加|调[整增减])后|最终预算"),
        _MORE,
        _LESS,
        "account_adjusted",
    ),
    _Course(
        re.compile(r"(?:年|期)初(?!.{0,6}预算)|(?:上|20\d\d)年[末底]|原有|^原"),
        re.compile(r"(?:年|期)[末底]|现有|余"),
        re.compile(rf"{_MORE.pattern}|[本当今]年(?:财政)?(?:收入|拨款|拨入|到位|下达)"),
        re.compile(rf"{_LESS.pattern}|[本当今]年支出"),
    ),
    _Course(re.compile(r"原值"), re.compile(r"净值"), _NEVER, re.compile(r"折旧|减值准备")),
    _Course(re.compile(r"送审"), re.compile(r"审定|核定|审核后"), _NEVER, re.compile(r"[审核]减")),
    _Course(re.compile(r"以前年度|截至上年|上年[末底].{0,4}累计"), re.compile(r"累计|总计|合计"), _YEAR, _NEVER),
    _Course(
        re.compile(r"上年(?:财政)?(?:结转|结余)"),
        re.compile(r"可用|可支配|可安排|合计|共计|总计|总额"),
        re.compile(rf"{_YEAR.pattern}.{{0,8}}(?:下达|预算|收入|安排|拨款|到位)"),
        _NEVER,
    ),
)
_OTHER = re.compile(r"其中|同比|上年同期|占|均|每|季度")
_AIMED = re.compile(r"(?:任务|目标|计划)[数额量值]?$")
_BEGUN = re.compile(r"初|上年|原|以前|批复|核定|送审|20\d\d年[末底]")
_THAN = re.compile(r"[较比]")  # 较年初增加: what all changes come to, if none is told
_GOAL = re.compile(r"^的?(?:年度|全年|年初)?(?:目标|任务|计划|指标)")  # 完成接收 A 卷的年度目标
_FEWEST, _MOST = 3, 6


def rolled_on(passages: Sequence[Passage], rules: RuleSet) -> Iterator[Relation]:
    """What a passage, or one with those before it, says of what it began with and what it came to."""
    if not any(_BEGUN.search(passage.text) for passage in passages):
        return
    told: list[tuple[Figure, str]] = []
    last: list[tuple[Figure, str]] = []
    for sentence, run in reversed(passages):
        # 追加 A（追加 B，收回 C）: what a bracket tells of one of them is its own.
        flat = takewhile(lambda n: n == run[0] or "其中" not in sentence.before(n), run)  # noqa: B023
        mine = (n for n in flat if sentence.owner(n) not in run and not _GOAL.match(sentence.after(n)))
        mine = (n for n in mine if sentence.figure(n).kind is not Kind.RATE)
        own = [(sentence.figure(n), _words(sentence, n)) for n in mine]
        own = [
            (figure, words) for figure, words in own if not _AIMED.search(words)
        ]  # 下达化解任务 A，实际化解 B: B went
        # 年初馆藏 A 册，新增 B 册，购书支出 C 元；剔旧 D 册，年末 E 册: what it cost is no part of it.
        kind = (last or own or told)[-1][0] if last or own else None
        own = [(figure, words) for figure, words in own if kind is not None and like(figure, kind)]
        told, last = [*own, *told], last or own
        if len(told) > _MOST or not all(_is_plain(f, words) for f, words in own):
            return
        rolled = (_rolled(told, course, rules) for course in _COURSES if len(told) >= _FEWEST)
        relations = next(filter(None, rolled), [])
        # What is told behind the end is no more than a part of what was told before it.
        if relations and any(f is relations[0].forms[0].figures[-1] for f, _ in last):
            yield from relations
            return


def way_of(words: str) -> int:
    """Which way words say that something went: 1 for what came, -1 for what left, else 0."""
    return -1 if _LESS.search(words) else 1 if _MORE.search(words) or _NEW.search(words) else 0


def _words(sentence: Sentence, n: int) -> str:
    return sentence.clause(n) or sentence.figure(n).label


def _is_plain(figure: Figure, words: str) -> bool:
    usual = usable(figure) and not figure.qualifier and figure.kind in (Kind.AMOUNT, Kind.COUNT)
    return usual and not _OTHER.search(words)


def _rolled(told: Sequence[tuple[Figure, str]], course: _Course, rules: RuleSet) -> list[Relation]:
    """The balance that numbers make, if each plays its part in a course: by all changes, and by what they come to."""
    first: list[Figure] = []
    last: list[Figure] = []
    changes: list[tuple[Fraction, Figure]] = []
    net: list[tuple[Fraction, Figure]] = []
    than: list[tuple[Fraction, Figure]] = []
    for figure, words in told:
        way = 1 if course.more.search(words) else -1 if course.less.search(words) else 0
        begins = course.begin.search(words) and not _THAN.search(words)
        if begins and not first and not (way and last):
            first.append(figure)
        elif course.end.search(words) and "上年" not in words:
            last.append(figure)
        elif way:
            (than if _THAN.search(words) else net if "净" in words else changes).append((Fraction(way), figure))
        else:
            return []
    if len(first) != 1 or len(last) != 1 or not (changes or net or than):
        return []
    if any("本年支出" in words for _, words in told) and not any("年收入" in words for _, words in told):
        return []  # what came in is told elsewhere
    forms = [Equation((*side(*first), *some), side(*last)) for some in (net, changes or than) if some]
    if is_held(forms[0]) and len({way for way, _ in changes}) == 1:
        forms = forms[:1]  # 新增 A 家，净增 B 家（D 家退出）: not all that went is told as the rest is
    mild = is_held(forms[0])
    return [
        Relation(rules[course.pattern], (form,), last[0].label, mild=mild and n > 0) for n, form in enumerate(forms)
    ]


def come_in(account: Account, sentences: Sequence[Sentence], rules: RuleSet) -> Iterator[Relation]:
    """`年初结转 A，本年收入 B，可用资金 T`: in one sentence, and no other amount among them."""
    parts = account.parts
    came = next((key for key in _CAME if key in parts), "")
    if not came or not {"opening", "available"} <= parts.keys() or not account.near("opening", came, "available"):
        return
    opening, income, whole = (parts[key] for key in ("opening", came, "available"))
    told = [p.figure for p in sentences[account.places[came]].places if p.figure.kind is Kind.AMOUNT]
    before = told[: next((n for n, figure in enumerate(told) if figure is whole), 0)]
    if {f.figure_id for f in before} == {opening.figure_id, income.figure_id}:
        form = Equation(side(opening, income), side(whole))
        yield Relation(rules["prose_sum"], (form,), whole.label, kin=f"account {account.number}")


def of_both(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """`可用资金 T，其中本年收入 A、上年结转 B`."""
    for n in range(len(sentence) - 2):
        whole, *parts = (sentence.figure(n + i) for i in range(3))
        if "其中" not in sentence.before(n + 1) or not all(
            f.kind is Kind.AMOUNT and usable(f) for f in (whole, *parts)
        ):
            continue
        roles = {amount_role(sentence.before(n + i), sentence.figure(n + i).label, rules)[0] for i in (1, 2)}
        ends = n + 3 == len(sentence) or _STOP.search(sentence.before(n + 3))
        if ends and "opening" in roles and len(roles) > 1 and roles <= {"opening", *_CAME}:
            yield Relation(rules["prose_sum"], (Equation(side(*parts), side(whole)),), whole.label)
