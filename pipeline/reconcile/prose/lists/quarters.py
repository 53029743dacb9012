"""Parts of a year that make up longer ones (分季累计): `一季度 A，二季度 B，…，上半年累计 C`.

Some tell quarters as they come, some what had come by their end, so that a breach is no more than likely.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, side
from pipeline.reconcile.prose.lists.short import likely
from pipeline.reconcile.sentences import is_part, like
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.reconcile.relations import Relation
    from pipeline.reconcile.sentences import Sentence
    from schemas.figure import Figure
    from schemas.rules import RuleSet

_SPAN = re.compile(r"(?P<span>第?[一二三四]季度|前三季度|上半年|下半年)(?P<of>[^，,；;。：:\d]*)$")
_SUMMED = re.compile("[累共合总]计?|为|达")
_CUMULATED = re.compile("累计|[末止底]|截")
_MADE_OF = {"上半年": ("一季度", "二季度"), "下半年": ("三季度", "四季度"), "前三季度": ("一季度", "二季度", "三季度")}


def by_quarters(sentence: Sentence, rules: RuleSet) -> Iterator[Relation]:
    """What half a year or three quarters of one come to, against the quarters that the sentence tells."""
    told: dict[str, tuple[str, Figure]] = {}
    for n in range(len(sentence)) if "季度" in sentence.text else ():
        span, figure = _SPAN.search(sentence.before(n)), sentence.figure(n)
        if span is None or figure.kind not in (Kind.AMOUNT, Kind.COUNT) or not is_part(sentence, n, figure):
            continue
        quarter = span["span"].removeprefix("第")
        if quarter in told:
            return
        if quarter in _MADE_OF or not _CUMULATED.search(sentence.clause(n)):
            told[quarter] = (_SUMMED.sub("", span["of"]), figure)
    for whole, quarters in _MADE_OF.items():
        parts = [told[quarter] for quarter in quarters if quarter in told]
        if whole in told and len(parts) == len(quarters) and all(_is_of_one(part, told[whole]) for part in parts):
            yield likely(Equation(side(*(figure for _, figure in parts)), side(told[whole][1])), rules)


def _is_of_one(part: tuple[str, Figure], whole: tuple[str, Figure]) -> bool:
    """Whether two numbers are told of one thing, as far as words behind their quarters say of what."""
    (words, figure), (others, longer) = part, whole
    return like(figure, longer) and (not words or not others or words == others)
