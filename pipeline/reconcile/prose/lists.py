"""What the names in a list say (列举): whether its parts leave nothing out, exclude one another, or are a rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.groups import word_of
from pipeline.reconcile.relations import Relation, holds
from pipeline.reconcile.sentences import is_change, like
from schemas.catalogue import normalise
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_REST = ("其他", "其它", "其余")
_ITEM = re.compile(r"其[他它](?:交通费|社会保障缴费|商品和服务|工资福利|对个人和家庭|资本性|应[收付])")
PEOPLE = ("人", "名", "位", "人次")
_STAFF = re.compile(r"在职|在编|在岗|实有|教职工|编制")
_POST = re.compile(r"行政|参公|事业|工勤|工人|执法|管理|专技|技术|教师|教辅|后勤|民警|辅警|公务员|机关|编外|聘用")
_LAST = re.compile(r"工勤|工人")
_TRAIT = re.compile(r"党员|[男女]|职称|[高中初]级|学历|学位|研究生|本科|岁|双师|骨干")
SEVERAL = 3  # parts that leave little doubt that they exclude one another
# 公益 B 场（含下乡公益 C 场）
_HOLDS_TOO = re.compile(r"[（(](?:其中)?(?:内|包)?[含括][^（）()]*")
_FAIR, _LITTLE = 20, 40  # how many times what is missing must fit into the whole


def are_posts(whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether parts are the kinds of posts of those who are there: nobody holds two."""
    staff = whole.unit in PEOPLE and len(parts) > 1 and bool(_STAFF.search(whole.label))
    return staff and all(_POST.search(part.label) and not _TRAIT.search(part.label) for part in parts)


def are_nearly_all(whole: Figure, parts: Sequence[Figure], short: Fraction) -> bool:
    """Whether parts make up so nearly all that they were meant for all: many kinds of a count, or of the score."""
    many = whole.kind is Kind.COUNT and len(parts) > SEVERAL
    many = many or (whole.indicator == "score.total" and len(parts) >= SEVERAL)
    # 其中专业技术 A、管理 B、工勤 C: the last kind is told last.
    posts = len(parts) >= SEVERAL and are_posts(whole, parts) and bool(_LAST.search(parts[-1].label))
    return 0 < (_FAIR if posts else _LITTLE) * short <= value_of(whole) and (many or posts)


def is_rest(figure: Figure) -> bool:
    """Whether a number is what is left of a list: 其他 in the name of an item of the budget (其他交通费用) is not."""
    return figure.label.startswith(_REST) and not _ITEM.match(figure.label)


def is_share(figure: Figure) -> bool:
    """Whether a rate is a share, which can be a part of another."""
    return bool(re.search(r"占|比[例重]$", figure.label))


def covers(whole: Figure | None, parts: Sequence[Figure], rules: RuleSet) -> bool:
    """Whether the parts are called by words that leave nothing of the whole out; it goes by none of them itself."""
    return any(
        len(parts) == len(p.words) and {word_of(part, p) for part in parts} == set(p.words)
        for p in rules.partitions
        if p.complete and not (whole and sum(set(word) <= set(whole.label) for word in p.words) == 1)
    )


def overlap(parts: Sequence[Figure], text: str) -> bool:
    """Whether it is said of a part that another is in it too: 下乡 A 场、公益 B 场（含下乡公益 C 场）."""
    names = [name for f in parts if len(name := normalise(f.label)) > 1]
    for found in _HOLDS_TOO.finditer(text):
        told = [name for name in names if name in text[: found.start()]]
        own = max(told, key=text[: found.start()].rfind, default="")
        if own and any(name in found[0] for name in names if name != own):
            return True
    return False


def columns(sentence: Sentence, rows: Sequence[Sequence[int]], rules: RuleSet) -> Iterator[Relation]:
    """What the items' numbers make up, each the number before the list that it stands in the place of."""
    many = len(rows[0])
    rule, first = rules.by_pattern["prose_sum"], sentence.figure(rows[0][0])
    flat = [i for i in range(rows[0][0]) if sentence.depth(i) == sentence.depth(rows[0][0])]
    told = [i for i in flat if not is_change(sentence.before(i))]
    before = [i for i in told if like(f := sentence.figure(i), first) and usable(f)]
    wholes = before[-many:] if len(before) >= many else []
    made = [
        Relation(
            rule,
            (Equation(side(*(sentence.figure(row[k]) for row in rows)), side(sentence.figure(i))),),
            sentence.figure(i).label,
        )
        for k, i in enumerate(wholes)
    ]
    yield from made if any(map(holds, made)) else ()
