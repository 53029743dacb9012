"""What the reconciler found (核对结果): every check with its verdict, and the conflicts an auditor must look at."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from schemas.record import record

if TYPE_CHECKING:
    from decimal import Decimal


class CheckKind(StrEnum):
    """The kinds of check of the contract."""

    SUM = "sum"
    PART_WHOLE = "part_whole"
    RATIO = "ratio"
    DIFFERENCE = "difference"
    RESTATEMENT = "restatement"
    TABLE_TOTAL = "table_total"
    SHARE = "share"
    SCORE_TOTAL = "score_total"
    LIMIT = "limit"
    DATE_ORDER = "date_order"


class Verdict(StrEnum):
    """Four words, never two."""

    EXACT = "exact"
    ROUNDING = "rounding"
    INCONSISTENT = "inconsistent"
    NOT_CHECKABLE = "not_checkable"

    @property
    def holds(self) -> bool:
        """Whether what is confronted holds, rounding allowed for."""
        return self is Verdict.EXACT or self is Verdict.ROUNDING


class Severity(StrEnum):
    """How much a rule's breach matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Cause(StrEnum):
    """Why a conflict exists, as far as it can be told."""

    MISREAD = "misread"
    DOCUMENT = "document"
    UNIT_SLIP = "unit_slip"
    POLICY = "policy"
    UNKNOWN = "unknown"


@record
class Check:
    """A rule confronted with one place where it applies.

    `statement` holds the printed numbers (`3384.52 + 2611.37 = 5995.89`), `message` tells an auditor in Chinese.
    `left`, `right` and `gap` are in the base unit. `residual_ulps` is the gap in units of the coarsest last place.
    `figures` are figure ids. `reason` is set when the verdict is not_checkable. `basis` names the rule's source.
    """

    check_id: str
    rule_id: str
    kind: CheckKind
    verdict: Verdict
    severity: Severity
    statement: str
    message: str
    figures: tuple[str, ...]
    left: Decimal | None = None
    right: Decimal | None = None
    gap: Decimal | None = None
    residual_ulps: Decimal | None = None
    reason: str = ""
    basis: str = ""


@record
class Change:
    """One figure that would have to read otherwise: `printed` now, `suggested` in the printed unit and decimals.

    `bound` (不超过… or 不少于…) is all that arithmetic says of it where only a limit was breached.
    """

    figure: str
    printed: str
    suggested: str
    slip: str
    why: str
    bound: str = ""


@record
class Explanation:
    """A smallest set of changes after which everything in the conflict's component holds. Lower `cost` is likelier."""

    changes: tuple[Change, ...]
    cost: float


@record
class Reread:
    """A second look at a suspect on a scanned page: who read it and what it read."""

    figure: str
    engine: str
    reading: str
    supports: str


@record
class Discrepancy:
    """One conflict, one row (差异). `explanations` are ranked; `truncated` says that the list hit its cap."""

    discrepancy_id: str
    check_ids: tuple[str, ...]
    rule_id: str
    severity: Severity
    message: str
    figures: tuple[str, ...]
    explanations: tuple[Explanation, ...]
    cause: Cause
    page: int | None
    suspect: str | None = None
    suggested_value: Decimal | None = None
    rereads: tuple[Reread, ...] = ()
    truncated: bool = False


@record
class Findings:
    """All checks and the conflicts among them; `coverage` is the share of amounts, rates and scores checked."""

    checks: tuple[Check, ...] = ()
    discrepancies: tuple[Discrepancy, ...] = ()
    coverage: float = 0.0
