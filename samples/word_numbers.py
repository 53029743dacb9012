"""Word's own numbering (自动编号) of a drawn report's headings, as `numbering.xml` holds it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from samples.model import Heading

if TYPE_CHECKING:
    from samples.model import Report

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
# The marker's family: Word's number format, and the marker as a pattern of its number.
COUNTED = {
    "part": ("chineseCounting", "第{}部分"), "hans": ("chineseCounting", "{}、"), "paren": ("chineseCounting", "（{}）"),
    "paren_half": ("chineseCounting", "({})"), "dot": ("decimal", "{}."), "dot_space": ("decimal", "{}. "), "wide_dot": ("decimal", "{}．"),
    "comma": ("decimal", "{}、"), "round": ("decimal", "（{}）"), "round_half": ("decimal", "({})"), "round_dot": ("decimal", "({})."),
    "circle": ("decimalEnclosedCircle", "{}"),
}  # fmt: skip


class Numbers:
    """Word's own numbering (自动编号): a definition a family, an instance a run of headings that count on."""

    def __init__(self, report: Report) -> None:
        heads = [b for b in report.blocks if isinstance(b, Heading)]
        mixed = any((b.family not in COUNTED and b.family != "annex") or b.split for b in heads)
        self.on = not mixed and random.Random(f"word/{report.framework}/{report.seed}").random() < 0.5
        self.families: list[str] = []
        self.starts: list[tuple[int, int]] = []
        self.open: dict[int, tuple[str, int, int]] = {}

    def place(self, block: Heading) -> int:
        """The number of the instance that a heading goes by; 0 when its marker is typed."""
        if not self.on or block.family not in COUNTED:
            return 0
        self.open = {level: held for level, held in self.open.items() if level <= block.level}
        family, last, number = self.open.get(block.level, ("", 0, 0))
        if (family, last + 1) != (block.family, block.ordinal):
            if block.family not in self.families:
                self.families.append(block.family)
            self.starts.append((self.families.index(block.family), block.ordinal))
            number = len(self.starts)
        self.open[block.level] = (block.family, block.ordinal, number)
        return number

    def xml(self) -> str:
        """The numbering part."""
        made = [f"<w:numbering {SPACE}>"]
        for i, family in enumerate(self.families):
            kind, pattern = COUNTED[family]
            text = pattern.format("%1")
            made.append(
                f'<w:abstractNum w:abstractNumId="{i}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
                f'<w:numFmt w:val="{kind}"/><w:suff w:val="nothing"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
            )
        for n, (family_at, start) in enumerate(self.starts, 1):
            made.append(
                f'<w:num w:numId="{n}"><w:abstractNumId w:val="{family_at}"/><w:lvlOverride w:ilvl="0">'
                f'<w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
            )
        return "".join(made) + "</w:numbering>"
