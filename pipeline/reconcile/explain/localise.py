"""Which numbers may be wrong (误差定位): smallest sets of mentions without which everything else can be true.

Fellegi and Holt's principle, solved by implicit hitting sets: known conflicts are hit by as few mentions as possible,
a linear programme tells whether the rest then is consistent, and if not its dual is the next conflict. There is no
big-M: with it a solver was measured to call broken data optimal. A conflict counts only when it is proved again in
exact fractions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.explain.programme import Programme

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.explain.component import Component, Cut


_LARGEST = 4  # changes in one explanation
_MOST_SETS = 40
_MOST_PROGRAMMES = 150


class Localised(NamedTuple):
    """The smallest sets of mentions that explain a component, and all conflicts found. `truncated`: a cap was hit."""

    sets: tuple[Cut, ...]
    cuts: tuple[Cut, ...]
    truncated: bool


def localise(component: Component, largest: int = _LARGEST) -> Localised:
    """All smallest sets of mentions, of at most `largest`, that, set free, leave the rest consistent."""
    cuts = component.cuts
    order = {key: n for n, key in enumerate(component.figures)}
    programme = Programme(component)
    good: dict[Cut, None] = {}
    for size in range(1, largest + 1):
        while True:
            new: Cut | None = None
            for chosen in _hitting(cuts, size, order):
                if chosen in good:
                    continue
                new = programme.conflict(chosen)
                if programme.solved >= _MOST_PROGRAMMES:
                    return Localised(tuple(good), tuple(cuts), truncated=True)
                if new is not None:
                    cuts.append(new)
                    break
                good[chosen] = None
                if len(good) >= _MOST_SETS:
                    return Localised(tuple(good), tuple(cuts), truncated=True)
            if new is None:
                break
        good = {chosen: None for chosen in good if all(chosen & cut for cut in cuts)}
        if good:
            return Localised(tuple(good), tuple(cuts), truncated=programme.unproved > 0)
    return Localised((), tuple(cuts), truncated=largest == _LARGEST)


def _hitting(cuts: Sequence[Cut], size: int, order: Mapping[str, int]) -> Iterator[Cut]:
    """Every set of at most `size` mentions that meets every cut and has none to spare, each once, in reading order."""
    seen: set[Cut] = set()

    def grow(chosen: Cut) -> Iterator[Cut]:
        missed = [cut for cut in cuts if not cut & chosen]
        if not missed:
            spare = any(all((chosen - {one}) & cut for cut in cuts) for one in chosen)
            if not spare and chosen not in seen:
                seen.add(chosen)
                yield chosen
        elif len(chosen) < size:
            shortest = min(missed, key=_size)
            for one in sorted(shortest, key=order.__getitem__):
                yield from grow(chosen | {one})

    return grow(frozenset())


def _size(cut: Cut) -> int:
    return len(cut)
