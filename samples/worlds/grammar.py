"""The small language of the wordings (句式): sets of templates, of which one is drawn wherever a set is named.

    == growth                       a set; each line below it is a wording
    比上年«$1.by 增加/减少»{$1.by}    a number ({key}, as `samples.pen` prints it), a word for its direction
    <同比|较上年>[rate $1]           one of several; a wording of another set, with its arguments
    ?$1.by<0 ……                     a wording for worlds in which this holds
    %us %year                       a name
    ……//|a|b|                       the next paragraph, or a table's row

A wording that speaks of what the world does not have is drawn again.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping
    from decimal import Decimal

HERE = Path(__file__).parent / "wordings"
UP, OR, DOWN = "\ue000", "\ue001", "\ue002"  # a word for a direction, and for the other, in what was drawn
_CHOICE = re.compile(r"<([^<>]*)>")
_SET = re.compile(r"\[([a-z_]+)((?: [^\]\s]+)*)\]")
_CONDITION = re.compile(r"^\?([a-z0-9_.]+)([<>=])([a-z0-9_.\-]+) ")
_WORD = re.compile(r"«([a-z0-9_.]+) ([^/»]*)/([^»]*)»")
_NAME = re.compile(r"%([a-z]+[0-9]?(?:\.[a-z]+)?)")
_KEY = re.compile(r"\{-?([a-z0-9_.]+)[@}]")
DRAWS = 60


class UntoldError(Exception):
    """No wording of a set fits the world."""


def load() -> dict[str, list[str]]:
    """All wordings by set."""
    sets: dict[str, list[str]] = {}
    name = ""
    for path in sorted(HERE.glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("=="):
                name = line.removeprefix("==").strip()
                sets.setdefault(name, [])
            elif line.strip() and not line.startswith("#"):
                sets[name].append(line.strip())
    return sets


SETS = load()


class Speaker:
    """Draws wordings for one world."""

    def __init__(self, facts: Mapping[str, Decimal], names: Mapping[str, str], rng: random.Random) -> None:
        self.facts, self.names, self.rng = facts, names, rng
        self.used: list[str] = []
        self.said: set[str] = set()

    def anew(self, name: str) -> str:
        """A wording that nothing has been told in yet, where there is one."""
        for _ in range(6):
            self.used.clear()
            text = self.say(name)
            if self.used[0] not in self.said:
                break
        self.said.add(self.used[0])
        return text

    def say(self, name: str, *arguments: str) -> str:
        """A wording of a set, all drawn: a template of `samples.pen`."""
        before = len(self.used)
        for _ in range(DRAWS):
            number = self.rng.randrange(len(SETS[name]))
            self.used.append(f"{name}:{number + 1}")
            text = SETS[name][number]
            for place, argument in enumerate(arguments, start=1):
                text = text.replace(f"${place}", argument)
            try:
                return self._words(self._drawn(text))
            except (KeyError, UntoldError):
                del self.used[before:]
        raise UntoldError(name)

    def _drawn(self, text: str) -> str:
        if (condition := _CONDITION.match(text)) is not None:
            self._ask(*condition.groups())
            text = text[condition.end() :]
        while True:
            if (match := _CHOICE.search(text)) is not None:
                drawn = self.rng.choice(match.group(1).split("|"))
            elif (match := _SET.search(text)) is not None:
                drawn = self.say(match.group(1), *match.group(2).split())
            else:
                return text
            text = text[: match.start()] + drawn + text[match.end() :]

    def _ask(self, key: str, sign: str, other: str) -> None:
        one = self.facts[key]
        two = self.facts[other] if other in self.facts else type(one)(other)
        if not {"<": one < two, ">": one > two, "=": one == two}[sign]:
            raise UntoldError(key)

    def _words(self, text: str) -> str:
        for key in _KEY.findall(text):
            self.facts[key]
        text = _NAME.sub(lambda m: self.names[m.group(1)], text)
        return _WORD.sub(self._word, text)

    def _word(self, match: re.Match[str]) -> str:
        key, up, down = match.groups()
        one, other = (up, down) if self.facts[key] >= 0 else (down, up)
        return f"{UP}{one}{OR}{other}{DOWN}"
