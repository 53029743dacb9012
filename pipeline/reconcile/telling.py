"""What is said of a conflict (表述差异): what most probably is wrong, or that arithmetic cannot tell."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from pipeline.reconcile import wording
from pipeline.reconcile.explain.corrections import SEVERAL
from pipeline.reconcile.relations import Confronted
from pipeline.reconcile.severity import is_mild
from schemas.finding import Cause, CheckKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reconcile.checks import Checked
    from pipeline.reconcile.doubts import Doubt
    from pipeline.reconcile.once import Conflict
    from schemas.figure import Figure
    from schemas.finding import Change, Explanation

_ONLY = "；仅此一处改动即可使全部关系成立"
_TOLD = 2  # further checks that are told in full
_NEAR, _NEAR_LIMIT = 0.1, 1.0  # costs that tell two explanations apart


def message(conflict: Conflict, figures: dict[str, Figure]) -> str:
    """What is in doubt, the rule's words, what most probably is wrong, and where else the same is printed."""
    doubt, wholes = conflict.doubt, [one.whole for one in conflict.same]
    first = _unsure(doubt) if doubt or conflict.cause is Cause.MISREAD else ""
    same = "".join(f"{wording.named(whole)}与此相同，当为同一原因。" for whole in wholes if whole)
    return first + conflict.main.check.message + _verdict(conflict, figures) + hint_of(conflict.main) + same


def _verdict(conflict: Conflict, figures: dict[str, Figure]) -> str:
    """What most probably is wrong, and whether arithmetic alone can tell."""
    main, ranked = conflict.main, conflict.ranked
    text = _besides(conflict)
    if note := note_of(main):
        return text + note
    if not ranked:
        return text + "单凭数据无法判断哪一个数有误，请逐一核对原文。"
    changes = _together([said(c, figures) for c in ranked[0].changes])
    if len(ranked) > 1 and not hint_of(main) and (not told_apart(ranked) or _is_likely_only(main)):
        return text + f"单凭数据无法判断，可能之一：{changes}；共{len(ranked)}种可能，请核对原文。"
    only = conflict.alone and not conflict.same and len(ranked[0].changes) == 1
    others = f"；另有{len(ranked) - 1}种可能" if len(ranked) > 1 else _ONLY if only else ""
    return text + f"最可能：{changes}{others}。"


def _besides(conflict: Conflict) -> str:
    """What else fails for the same reason; in full where it tells of numbers that nothing else in the message names."""
    more = [checked.check for checked in conflict.behind if checked is not conflict.main]
    named = {f.figure_id for f in conflict.main.figures} | {c.figure for e in conflict.ranked[:1] for c in e.changes}
    told = "；".join([check.statement for check in more if not named.issuperset(check.figures)][:_TOLD])
    return f"同一原因另使{len(more)}项核对不符{f'（{told}）' if told else ''}。" if more else ""


def _is_likely_only(checked: Checked) -> bool:
    """Whether the relation itself is no more than likely: then it may be that no number is wrong."""
    source = checked.source
    return isinstance(source, Confronted) and source.form is not None and is_mild(source.relation, source.form)


def note_of(checked: Checked) -> str:
    """What makes several relations fail where no one number does."""
    return checked.source.relation.note if isinstance(checked.source, Confronted) else ""


def hint_of(checked: Checked) -> str:
    """What the number that is wrong was likely reckoned from."""
    return checked.source.relation.hint if isinstance(checked.source, Confronted) else ""


def told_apart(ranked: Sequence[Explanation]) -> bool:
    """Whether the first explanation is likelier than all others together; what a limit alone betrays is a guess."""
    first = ranked[0]
    figures = {c.figure for c in first.changes}
    mine = [{c.figure for c in e.changes} == figures for e in ranked]

    def near(other: Explanation, *, same: bool) -> float:
        if same:
            return 0.0 if _limited(first) else SEVERAL + _NEAR  # the first stands for all numbers that would do
        return _NEAR_LIMIT if _limited(first) and _limited(other) else _NEAR

    if any(e.cost - first.cost < near(e, same=same) for e, same in zip(ranked[1:], mine[1:], strict=True)):
        return False
    likely = [exp(first.cost - e.cost) for e in ranked]
    return 2 * sum(p for p, same in zip(likely, mine, strict=True) if same) >= sum(likely)


def _limited(explanation: Explanation) -> bool:
    return any(c.bound for c in explanation.changes)


def _together(changes: Sequence[str]) -> str:
    """Several changes that one explanation needs, numbered: they are no choice."""
    if len(changes) == 1:
        return changes[0]
    listed = "；".join(f"（{n}）{change}" for n, change in enumerate(changes, 1))
    return f"以下{len(changes)}处同时有误：{listed}"


def said(change: Change, figures: dict[str, Figure]) -> str:
    """What a number should read; where only a limit was breached, the limit; where nothing tells, that it is wrong."""
    figure = figures[change.figure]
    name, suggested = wording.named(figure), wording.with_commas(change.suggested, figure)
    if change.bound:
        return f"{name}应{change.bound}" + (f"（如{suggested}：{change.why}）" if suggested else "")
    return f"{name}应为{suggested}（{change.why}）" if suggested else f"{name}有误（{change.why}）"


def _unsure(doubt: Doubt) -> str:
    """What to say first of a conflict that may be of our own making."""
    if not doubt.numbers:
        return "可能是扫描件漏读（所列各项未必读全），请先核对原件：" if doubt.incomplete else "可能是识别有误："
    places = list(dict.fromkeys(f"{wording.pages([f])}“{f.printed}”" for f in doubt.numbers))
    return f"可能是识别有误（{'、'.join(places[:3])}{'等' if len(places) > 3 else ''}识别存疑），请先核对原件："


def both(checked: Checked) -> str:
    """Which numbers or dates of a breached limit or order are to be looked at: arithmetic cannot tell."""
    if len(checked.figures) < 2:
        return ""
    named = "与".join(map(wording.named, checked.figures))
    if checked.check.rule_id == "date.lasting":
        return f"请核对{named}，或所述天数有误。"
    is_order = checked.check.kind is CheckKind.DATE_ORDER
    return f"请核对{named}{'，至少一处日期有误，单凭日期无法判断' if is_order else '；如均属实，则确已超出'}。"
