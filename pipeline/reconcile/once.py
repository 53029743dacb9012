"""One wrong number, one conflict (同因合并): a total printed twice, and wrong by the same parts each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reconcile.intervals import ulp, value_of
from pipeline.reconcile.relations import Confronted, derived
from schemas.finding import Severity
from schemas.record import altered, cached_property, record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.reconcile.checks import Checked
    from pipeline.reconcile.doubts import Doubt
    from schemas.figure import Figure
    from schemas.finding import Cause, Explanation

_TELLING = 500  # how many units of its last decimal a number must have, not to be met by chance


@record
class Conflict:
    """Failed checks of one cause, weighed and not yet told: `ranked` what explains them, `figures` all involved.

    `alone` says that no other cause had a part in its explanations, `truncated` that there are more than those
    looked for; `same` are the conflicts whose total reads like this one's, and should read the same.
    """

    behind: tuple[Checked, ...]
    main: Checked
    ranked: tuple[Explanation, ...]
    figures: tuple[str, ...]
    severity: Severity
    cause: Cause
    doubt: Doubt
    truncated: bool
    alone: bool
    same: tuple[Conflict, ...] = ()

    @cached_property
    def whole(self) -> Figure | None:
        """The number that was reckoned from others and does not fit them, if its digits tell it from any other."""
        source = self.behind[0].source
        whole = derived(source.relation, source.form) if isinstance(source, Confronted) and source.form else None
        return whole if whole is not None and abs(value_of(whole)) >= _TELLING * ulp(whole) else None


def once(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """The conflicts, each with those in which its total is printed again and misses the same sum; these stand in it."""
    found: dict[object, Conflict] = {}
    for conflict in sorted(conflicts, key=lambda c: (c.severity is not Severity.ERROR, len(c.figures))):
        whole, check = conflict.whole, conflict.behind[0].check
        key = (whole.kind, check.left, check.right) if whole else id(conflict)
        first = found.get(key)
        found[key] = altered(first, same=(*first.same, conflict)) if first else conflict
    return list(found.values())
