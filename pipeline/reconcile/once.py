"""One wrong number, one conflict (同因合并): a total printed twice, and wrong by the same parts each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reconcile import wording
from pipeline.reconcile.intervals import ulp, value_of
from pipeline.reconcile.relations import Confronted, derived
from pipeline.reconcile.telling import ONLY
from schemas.finding import Severity
from schemas.record import altered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.reconcile.checks import Checked
    from schemas.figure import Figure
    from schemas.finding import Discrepancy

_TELLING = 500  # how many units of its last decimal a number must have, not to be met by chance


def once(rows: Iterable[Discrepancy], failed: Sequence[Checked]) -> list[Discrepancy]:
    """The conflicts, those left out in which a number that was told of reads the same, and should read the same."""
    checks = {c.check.check_id: c for c in failed}
    found: dict[object, Discrepancy] = {}
    for row in sorted(rows, key=lambda r: (r.severity is not Severity.ERROR, len(r.figures))):
        whole = _whole(checks[row.check_ids[0]])
        key = (whole.kind, *_sides(checks[row.check_ids[0]])) if whole else row.discrepancy_id
        first = found.get(key)
        if first is None or whole is None:
            found[key] = row
            continue
        text = first.message.replace(ONLY, "") + f"{wording.named(whole)}与此相同，当为同一原因。"
        figures = tuple(dict.fromkeys((*first.figures, *row.figures)))
        found[key] = altered(
            first, message=text, figures=figures, check_ids=tuple(dict.fromkeys((*first.check_ids, *row.check_ids)))
        )
    return list(found.values())


def _whole(checked: Checked) -> Figure | None:
    """The number that was reckoned from others and does not fit them, if its digits tell it from any other."""
    source = checked.source
    whole = derived(source.relation, source.form) if isinstance(source, Confronted) and source.form else None
    return whole if whole is not None and abs(value_of(whole)) >= _TELLING * ulp(whole) else None


def _sides(checked: Checked) -> tuple[object, ...]:
    return checked.check.left, checked.check.right
