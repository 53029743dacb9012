"""Names of numbers in lists (并列): 收入、支出和结余分别为 A、B 和 C."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.labels import is_generic, is_relative, shorten, trim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.numerals import Quantity

_SPREAD = re.compile(
    r"(?:[一二三四五六七八九两][个项类]?(?:部分)?)?(?:(?:分别|依次)(?P<verb>[^，,。；;：:\d]{0,8})"
    r"|各(?:自)?(?P<each>为|得|占|完成|增长|下降|增加|减少|投入|安排|支出)了?)$"
)
_WAY = r"增长|下降|增加|减少|上升|提高|降低"
_SHARES = re.compile(r"(?:占比|比例|比重)$")
_LIST = re.compile(r"[、,，]|和|与|及")
# 工会经费、福利费按规定计提，分别…: what is said of all of them.
_PREDICATE = re.compile(r"(?<=[费款金出入贴助目])(?:按|均|已|全部|都|由|共?分[为成]?[二两三四五](?:档|类|级|批)).*$")
# …四个方向分别: the sum of the list; 三级资金 keeps its noun.
_COUNT = re.compile(
    r"等?[二两三四五六七八九十\d]{1,2}(?:个|大|类|项|级|方面|部分)?(?:方向|方面|领域|部分|类别|环节|板块|渠道|类|项|块|档|家单位|单位)?$"
    r"|[二两三四五]级(?=资金|财政|配套|补助)"
)
_LISTED = re.compile(
    r"(?:分别|依次)(?:安排|用于|投入|投向|支持|下达|拨付|补助)(?:给|到)?(?P<names>[^，,。；;：:\d]{4,60})$"
)
_LEADS = re.compile(r"^.*(?:投向|支持|聚焦|围绕|按照|用于|包括|分为|涉及|主要[是有为])")
_MODIFIER = re.compile(
    r"(?:中央|省级?|市级?|州级?|县级?|区级?|乡镇|本级|城市|城镇|农村|乡村|上年|本年|去年|今年|第?[一二三四]季度)"
)


def spread(
    text: str, found: Sequence[Quantity], at: int, clause: str, earlier: Sequence[str], sentence: int
) -> list[str]:
    """The names of a list (收入、支出和结余分别为 A、B 和 C), one for each number; [] when the counts differ.

    `earlier` are the names of the amounts before: A 200 万元、B 450 万元，分别占 31% 和 69%.
    """
    said = _SPREAD.search(clause)
    listed = None if said else _LISTED.search(clause)
    if not said and not listed:
        return []
    count = _length(text, found, at)
    if count < 2:
        return []
    if not said:
        return _parts(listed["names"], count) if listed else []
    verb = trim(said["verb"] or said["each"] or "")
    floor = max(sentence, found[at - 1].end if at else 0)
    lead = text[floor : found[at].start]
    lead = lead[: len(lead) - len(clause) + said.start()]
    pieces = [piece for piece in re.split(r"[，,：:（(]", lead) if piece.strip()]
    suffix = verb if is_relative(verb) else ""
    share = _SHARES.search(lead) is not None or verb.startswith("占")
    if (share or suffix) and len(earlier) >= count and (not pieces or not _parts(pieces[-1], count)):
        ways = ["占比"] * count if share else [suffix, *(_way(text, q) or suffix for q in found[at + 1 : at + count])]
        return [shorten(name) + way for name, way in zip(earlier[-count:], ways, strict=True)]
    while pieces:
        names = _parts(pieces[-1], count)
        if names:
            return [shorten(name + ("占比" if verb.startswith("占") else suffix)) for name in _headed(names)]
        if not is_generic(trim(pieces[-1])):
            break
        suffix = trim(pieces.pop())
    names = [trim(name) for name in _LIST.split(_COUNT.sub("", _LEADS.sub("", lead))) if trim(name)]
    if len(names) == count:
        return [shorten(name + suffix) for name in _headed(names)]
    return [shorten(_PREDICATE.sub("", trim(clause[: said.start()])) or "".join(names))] * count


def _length(text: str, found: Sequence[Quantity], at: int) -> int:
    """How many numbers the list holds that begins with the one at `at`."""
    count = 1
    while at + count < len(found) and re.fullmatch(
        rf"\s*(?:[、,，]|(?:和|与|及|以及)(?:\s*(?:{_WAY}))?)\s*",
        text[found[at + count - 1].end : found[at + count].start],
    ):
        count += 1
    return count


def _way(text: str, quantity: Quantity) -> str:
    """Which way a listed number goes: 分别增长 5.4% 和下降 11.2%."""
    way = re.search(rf"(?:{_WAY})\s*$", text[: quantity.start])
    return way[0].strip() if way else ""


def _parts(piece: str, count: int) -> list[str]:
    """The `count` names that a clause lists; [] when it lists another number of them."""
    piece = _LEADS.sub("", piece)
    names = [name for name in re.split(r"[、,，]", piece) if name.strip()]
    if len(names) < count and names:
        names = [*names[:-1], *re.split(r"以及|和|与|及", names[-1], maxsplit=count - len(names))]
    if names:
        names[-1] = _COUNT.sub("", _PREDICATE.sub("", names[-1].strip()))
    if len(names) != count:
        return []
    trimmed = [trim(name) for name in names]
    heads = [name for name in trimmed if name]
    if len(heads) == count:
        return trimmed
    return [trimmed[-1]] * count if trimmed[-1] and len(heads) == 1 else []


def _headed(names: list[str]) -> list[str]:
    """Names with the noun that only the last one bears: 中央、省级和市级资金."""
    last = _MODIFIER.match(names[-1])
    if not last or not all(_MODIFIER.fullmatch(name) for name in names[:-1]):
        return names
    return [*(name + names[-1][last.end() :] for name in names[:-1]), names[-1]]
