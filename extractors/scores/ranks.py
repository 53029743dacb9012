"""Groups of a scoring table (指标层级): which rows others break down, by their names or their markers (一、, 1., ①)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.scores.claims import Claim, plain, value_of
from extractors.tables.heads import bare

if TYPE_CHECKING:
    from collections.abc import Sequence


_RANKS = tuple(
    map(
        re.compile,
        (
            r"[一二三四五六七八九十]+、",
            r"[（(][一二三四五六七八九十]+[）)]",
            r"\d+[.、．](?!\d)",
            r"[（(]?\d+[）)]",
            r"[①-⑳]",
        ),
    )
)
_NUMBERS = tuple(
    map(
        re.compile,
        (
            r"[一二三四五六七八九十]+、?",
            r"[（(][一二三四五六七八九十]+[）)]",
            r"\d+[.、．]?",
            r"\d+[.．]\d+",
            r"\d+[.．]\d+[.．]\d+",
            r"[（(]\d+[）)]",
        ),
    )
)
_OF_THESE = re.compile("其中[：:]")
_CLASS = re.compile(r"(?<![率性度])指标$")


def groups_of(claims: Sequence[Claim]) -> set[int]:
    """The claims that others break down: by their names, or by the markers of a single column."""
    _part_names(claims)
    _rank_names(claims)
    paths = {claim.names for claim in claims if claim.got is not None and not claim.is_total}
    above = {names[:n] for names in paths for n in range(1, len(names))}
    return {n for n, claim in enumerate(claims) if claim.names in above}


def _part_names(claims: Sequence[Claim]) -> None:
    """Puts the name of a row before those behind it from 其中 on, as far as they make up its marks or points."""
    for n, claim in enumerate(claims):
        if not n or len(claim.names) != 1 or not _OF_THESE.match(bare(claim.name)):
            continue
        whole = claims[n - 1]
        ends = range(n + 1, len(claims) + 1)
        for part in claims[n : next((end for end in ends if _adds_up(whole, claims[n:end])), n)]:
            part.names = (*whole.names, *part.names)


def _rank_names(claims: Sequence[Claim]) -> None:
    """Puts the names of the groups before those of the rows that stand below them by their markers."""
    ranks = [_rank(claim) for claim in claims]
    below = {n: _below(claims, ranks, n) for n, rank in enumerate(ranks) if rank is not None}
    for n, rows in reversed(below.items()):
        if rows and (ranks[rows[0]] is not None or _adds_up(claims[n], [claims[i] for i in rows])):
            for i in rows:
                claims[i].names = (*claims[n].names, *claims[i].names)


def _rank(claim: Claim) -> int | None:
    """How deep a row's marker says that it stands; None without a marker, or where columns tell."""
    if len(claim.names) != 1:
        return None
    if claim.number:
        return next((n for n, number in enumerate(_NUMBERS) if number.fullmatch(claim.number)), None)
    group = 0 if _CLASS.search(plain(claim.name)) else None
    return next((n for n, marker in enumerate(_RANKS) if marker.match(bare(claim.name))), group)


def _below(claims: Sequence[Claim], ranks: Sequence[int | None], n: int) -> list[int]:
    """The rows that follow a marked row and stand deeper, up to the next one that does not."""
    found = []
    for i in range(n + 1, len(claims)):
        rank = ranks[i]
        if claims[i].is_total or len(claims[i].names) != 1 or (rank is not None and rank <= (ranks[n] or 0)):
            break
        found.append(i)
    return found


def _adds_up(whole: Claim, parts: Sequence[Claim]) -> bool:
    """Whether the parts' marks, or their points, make those of the whole."""
    pairs = [(whole.full, [part.full for part in parts]), (whole.got, [part.got for part in parts])]
    for one, others in pairs:
        values = [value_of(other) for other in others]
        if one is not None and None not in values and sum(v for v in values if v is not None) == one.value:
            return True
    return False
