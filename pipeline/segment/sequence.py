"""The cheapest consistent outline of a row of markers (序号的全局最优解): a beam search over open series.

A hypothesis is a stack of open series, each with the number it came to. A marker goes on one of them (closing the
deeper ones), opens a new one, or is no heading. What each step costs is said below once; costs add up over the whole
report, so that a marker is judged by what comes before and after it and not by its look alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pipeline.segment.markers import Family, Marker, Place
from schemas.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BEAM = 16
MARGIN = 10.0

SKIP = {Place.START: 5.0, Place.LINE: 0.4, Place.INLINE: 0.0}
ACCEPT = {Place.START: 0.0, Place.LINE: 2.6, Place.INLINE: 2.6}
WEAK = 3.4
WEAK_SKIP = 0.0
HALF, HALF_SKIP = 1.5, 2.0  # （三目标, 三。目标, 3 目标: what is left of the punctuation is still evidence
OPEN = 0.6
LATE_START = 3.5  # a series that does not begin with 1
GAP = 4.0  # a number left out
MORE_GAP = 1.5  # every further one
DUPLICATE = 3.4
BACK = 7.0
RESTART = 4.0  # the same series begins again under the same parent
OTHER_SERIES = 5.0  # a second series of another, not higher family under one parent
HIGHER_SERIES = 2.2  # the same with a higher family: an introductory list, then the real one
INVERSION = 3.0  # a higher family below a lower one
KNOWN = 0.3  # the same once this report has done it before
SAME_FAMILY = 6.0  # a family below itself
VARIANT = 1.2  # 1. goes on with 1、
WIDTH = 0.4  # （1） goes on with (2)
FOREIGN = 3.0  # 2.1 below another number than 2
EMPTY = 3.0  # a series that begins again right below one of its own headings, which would be left without a word
FRESH = 1.5  # below an unnumbered heading: a series inside what stood before it; so much less a restart
UNMARKED = 5.0  # a short line that has lost its marker; dearer than a gap, cheaper than a gap and a restart
MISREAD = 3.6  # another number than the one read


@record
class Candidate:
    """A marker with what its look says: `prior` is added when it is taken, `skip` when it is not.

    `marker` is None for a short line that may be a heading without one. `fresh` says that a centred heading without
    a number stands between it and the candidate before: what is below it is likely to count anew.
    """

    marker: Marker | None
    prior: float = 0.0
    skip: float = 0.0
    fresh: bool = False
    below: bool = False


class Series(NamedTuple):
    """An open series: its family and way of printing, and the number it came to."""

    family: Family
    variant: str
    last: int


class Choice(NamedTuple):
    """A marker taken as a heading: which candidate, its place in the tree, its number, and what is odd about it."""

    candidate: int
    level: int
    family: Family
    ordinal: int
    note: str


class _Chain(NamedTuple):
    """Choices made so far, newest first."""

    choice: Choice
    before: _Chain | None


class _State(NamedTuple):
    stack: tuple[Series, ...]
    pairs: frozenset[tuple[int, int]]
    begun: bool


class _Step(NamedTuple):
    cost: float
    level: int
    series: Series
    note: str


# A way to go on: its cost, less the depth of the stack it leads to, a number that no other has, whence, how, and
# what was chosen before.
_Way: TypeAlias = "tuple[float, int, int, _State, _Step | None, _Chain | None]"
_Held: TypeAlias = "tuple[float, _State, _Chain | None]"


def best_outline(candidates: Sequence[Candidate]) -> list[Choice]:
    """The choices of the cheapest hypothesis, in reading order. Time is linear in the number of candidates."""
    beam: list[_Held] = [(0.0, _State((), frozenset(), begun=False), None)]
    for index, candidate in enumerate(candidates):
        ways: list[_Way] = []
        limit = beam[0][0] + candidate.skip + MARGIN  # the cheapest way is no dearer than to pass the marker over
        for cost, state, chain in beam:
            ways.append((cost + candidate.skip, -len(state.stack), len(ways), state, None, chain))
            taken = cost + candidate.prior
            if taken > limit:
                continue
            ways += [
                (taken + step.cost, -step.level - 1, len(ways) + n, state, step, chain)
                for n, step in enumerate(_steps(state, candidate))
                if taken + step.cost <= limit
            ]
        beam = _cheapest(sorted(ways), index)
    chain = beam[0][2]
    choices = []
    while chain:
        choices.append(chain.choice)
        chain = chain.before
    return choices[::-1]


def _cheapest(ways: Sequence[_Way], index: int) -> list[_Held]:
    """The cheapest ways that lead to different states; no more states are made than the beam takes."""
    beam: list[_Held] = []
    seen: set[_State] = set()
    for total, _, _, state, step, chain in ways:
        if len(beam) == BEAM or total > ways[0][0] + MARGIN:
            break
        after = _after(state, step) if step else state
        if after not in seen:
            seen.add(after)
            if step:
                chain = _Chain(Choice(index, step.level, step.series.family, step.series.last, step.note), chain)  # noqa: PLW2901
            beam.append((total, after, chain))
    return beam


def _after(state: _State, step: _Step) -> _State:
    stack = (*state.stack[: step.level], step.series)
    above = int(stack[-2].family) if len(stack) > 1 else -1
    return _State(stack, state.pairs | {(above, int(step.series.family))}, begun=True)


def _steps(state: _State, candidate: Candidate) -> Iterator[_Step]:
    """Every way to take the marker as a heading, for each number that it may stand for."""
    marker, fresh = candidate.marker, candidate.fresh
    if marker is None:
        for level, series in enumerate(state.stack):
            yield _Step(UNMARKED, level, series._replace(last=series.last + 1), "序号缺失，按顺序补入")
        return
    for ordinal in marker.ordinals:
        misread = ordinal != marker.ordinals[0]
        note = "" if not misread else f"序号按顺序由{marker.ordinals[0]}改读为{ordinal}"
        for level, series in enumerate(state.stack):
            if series.family is marker.family:
                for step in _go_on(series, marker, level, ordinal, note):
                    cost = step.cost + _foreign(marker, state.stack[level - 1] if level else None)
                    if cost >= RESTART and ordinal == 1:
                        cost += EMPTY * candidate.below - FRESH * fresh
                    yield step if cost == step.cost else step._replace(cost=cost)
        if not misread:
            yield from _open(state, candidate, marker, ordinal)


def _go_on(series: Series, marker: Marker, level: int, ordinal: int, note: str) -> Iterator[_Step]:
    """The marker as the next of an open series, as its repetition, or as its new beginning."""
    misread = 0.0 if ordinal == marker.ordinals[0] else MISREAD
    changed = _changed(series, marker)
    ahead = ordinal - series.last
    following = series._replace(last=ordinal)
    if ahead == 1:
        yield _Step(misread + changed, level, following, note)
    elif misread or marker.weak:
        return
    elif ordinal == 1 and series.last > 1:
        yield _Step(RESTART + changed, level, Series(marker.family, marker.variant, 1), "序号重新开始")
    elif ahead > 1:
        yield _Step(GAP + MORE_GAP * (ahead - 2) + changed, level, following, "序号前有缺号")
    elif ahead == 0:
        yield _Step(DUPLICATE + changed, level, following, "序号重复")
    else:
        yield _Step(BACK + changed, level, following, "序号次序颠倒")


def _changed(series: Series, marker: Marker) -> float:
    """What it costs a series to go on with a marker that is printed in another way."""
    if series.variant == marker.variant:
        return 0.0
    if marker.family is Family.DOTTED:
        return SAME_FAMILY
    return WIDTH if {series.variant, marker.variant} == {"（", "("} else VARIANT


def _foreign(marker: Marker, above: Series | None) -> float:
    """What it costs that a marker such as 2.1 names another parent than the one it stands below."""
    if marker.above is None or (above and above.last == marker.above):
        return 0.0
    return FOREIGN


def _open(state: _State, candidate: Candidate, marker: Marker, ordinal: int) -> Iterator[_Step]:
    """The marker as the first of a new series: below the last heading, or in place of deeper open series."""
    late = 0.0 if ordinal == 1 else LATE_START + MORE_GAP * (ordinal - 1)
    note = "" if ordinal == 1 else "序号不从一开始"
    if marker.weak and ordinal != 1:
        return
    opened = Series(marker.family, marker.variant, ordinal)
    depth = len(state.stack)
    above, inside = None, False  # the series above, and whether one of the marker's own kind is open above
    for level in range(depth + 1 if marker.family > Family.ANNEX else 1):
        if level:
            above = state.stack[level - 1]
            if above.family is marker.family and above.variant == marker.variant:
                inside = True
                if level < depth or not candidate.below:
                    continue
        cost = OPEN + late + _foreign(marker, above)
        cost += SAME_FAMILY if inside else _place_cost(state, marker, above)
        if level < depth:
            closed = state.stack[level]
            if closed.family is marker.family and closed.variant == marker.variant:
                continue
            cost += KNOWN if candidate.fresh and not level else _second_series(closed.family, marker.family)
        yield _Step(cost + FRESH * (candidate.fresh and level > 0), level, opened, note)


def _second_series(closed: Family, opened: Family) -> float:
    """What a second series under one parent costs, by the family of the series that it replaces."""
    if opened <= Family.ANNEX:
        return KNOWN if closed <= Family.ANNEX or opened is Family.ANNEX else HIGHER_SERIES
    return HIGHER_SERIES if opened < closed else OTHER_SERIES


def _place_cost(state: _State, marker: Marker, above: Series | None) -> float:
    """What it costs to open a series below `above`, where none of its own kind is open."""
    if marker.family is Family.ANNEX and not state.begun:
        return SAME_FAMILY
    if above is None:
        return 0.0
    if above.family is marker.family is Family.DOTTED:
        return 0.0 if above.variant < marker.variant else SAME_FAMILY
    if (int(above.family), int(marker.family)) in state.pairs:
        return KNOWN if above.family >= marker.family else 0.0
    return INVERSION if above.family >= marker.family else 0.1 * (marker.family - above.family - 1)
