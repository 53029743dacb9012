"""What each stretch of a section is about (领起): 一是目标设定，目标细化，分值 3 分，得 3 分。二是制度建设，….

A stretch is what leads up to the points of one item: its sentences from the points before to its own. It is named by
the words that begin it, if they are a name and something parts them from the rest: full marks, a colon, a full stop,
what speaks of them (在…方面), or a comma only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from extractors.scores.leads import INDICATOR, behind, first_lead, is_below, is_name
from extractors.scores.roles import role_of
from extractors.scores.wording import is_bare_score

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.scores.leads import Lead
    from extractors.scores.lists import Told

_POINTS = re.compile(r"(?:共计?|合计|自评|实际|最[终后]|得分?|计分?|评分?|分值|满分|权重|标准分|应得|[为是]|\s)+$")
_SENTENCE = re.compile(r"[^。；;\n]+(?:[。；;\n]|$)")
# 分值 3 分，…，得满分
_FULL = re.compile(
    r"(?:自评|得|获|评|计|记|给|为|是)+满分(?!\s*\d)|[，,](?:故|因此|本项|该项)?(?:[未不]|没有)(?:扣|失|丢)分(?=[，,。；;]|$)"
)


class _Stretch(NamedTuple):
    told: Sequence[Told]
    lead: Lead | None
    attached: str  # the name right before a score in a later clause
    full: bool  # whether all that could be got was


class Subject(NamedTuple):
    """What a score is of, "" if its stretch does not say, and its role where the stretch does: 分值 3 分，…，得满分."""

    name: str
    role: str


def subjects(title: str, paragraphs: Sequence[tuple[str, Sequence[Told]]]) -> dict[str, Subject]:
    """What a section's scores are of by the figure's id, where the stretches of its prose begin with it."""
    found = [stretch for text, told in paragraphs if told for stretch in _stretches(text, told)]
    names = [stretch.attached or (stretch.lead.name if stretch.lead else "") for stretch in found]
    several = len(set(names) - {""}) > 1
    made: dict[str, Subject] = {}
    for told, lead, attached, full in found:
        name = ""
        if lead and not attached and (several or lead.shape == "marks" or is_below(lead.name, title)):
            marked = several and (len(told) > 1 or full or all(names))
            name = lead.name if lead.sure or marked or INDICATOR.search(lead.name) else ""
        for one in told:
            role = role_of(one.words)
            given = "both" if full and role == "full" else ""
            if role != "cut" and (name or given):
                made[one.figure.figure_id] = Subject(name, given)
    return made


def _stretches(text: str, told: Sequence[Told]) -> Iterator[_Stretch]:
    """The stretches of a paragraph that end with the points of one item."""
    begin = first = n = 0
    for sentence in _SENTENCE.finditer(text):
        end = n
        while end < len(told) and len(told[end].before) < sentence.end():
            end += 1
        own, n = told[first:end], end
        roles = [role_of(t.words) for t in own]
        points = [len(t.before) for t, role in zip(own, roles, strict=True) if role in {"got", "both"}]
        full = (
            _FULL.search(text, max(sentence.start(), len(own[-1].before)), sentence.end())
            if own and not points
            else None
        )
        if not points and not full:
            continue
        known = all(roles) and not any(t.total for t in own)
        if known and len(points) < 2 and roles.count("full") < 2:
            words = text[begin : full.start() if full else points[0]]
            lead = first_lead(words)
            attached = next(
                (name for t in own if (name := _attached(t)) and not (lead and name.endswith(lead.name))), ""
            )
            yield _Stretch(own, lead, attached, bool(full))
        begin, first = sentence.end(), end


def _attached(told: Told) -> str:
    """The name right before a score, "" where there is none: …，资金使用合规性分值 4 分."""
    if role_of(told.words) == "cut":
        return ""
    clause = behind(told.before, "，,。；;：:—（(）)\n")
    name = _POINTS.sub("", clause)
    return name if is_name(name, apart=True) and not is_bare_score(clause) else ""
