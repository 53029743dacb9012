"""The catalogue of indicators (指标目录): what the reports' quantities are called, and how rates are computed.

An indicator is declared once, in `indicators.toml`; a bureau adds its own, or other words for known ones, in a file
of its own. Everything is checked on load; what is wrong is said with file and line.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.declarations import DeclarationError, Declarations, files_of, told
from schemas.expression import ExpressionError, parse_formula
from schemas.figure import Basis, Kind, Scope
from schemas.record import cached_property

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

BUILT_IN = Path(__file__).with_name("indicators.toml")
CODE = r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+"

_NO_WORD = re.compile(r"[\W_]+")
_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")
_GROUP_TAIL = re.compile(r"(?:[两二三四五六]?(?:类|个?方面))?(?:指标|情况|[两二三四五六]?(?:个|大)?部分)?(?:小计)?$")


class Indicator(BaseModel):
    """An indicator (指标). `formulas` are alternatives in the language of `docs/design.md`: one that fits is enough.

    `name` is the standard wording, `synonyms` the others. `unit` is the base unit of its kind (元, %, 分, or what is
    counted). `basis` and `scope` are what the name alone implies. `source` says where the definition comes from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, Field(pattern=f"^{CODE}$")]
    name: Annotated[str, Field(min_length=1)]
    kind: Kind
    unit: str = ""
    synonyms: tuple[str, ...] = ()
    definition: str = ""
    formulas: tuple[str, ...] = ()
    source: str = ""
    basis: Basis | None = None
    scope: Scope | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The standard wording and all the others."""
        return (self.name, *self.synonyms)

    @property
    def column(self) -> str:
        """The name of its column in the `reports` table."""
        return self.code.replace(".", "_")


@lru_cache(maxsize=8192)
def normalise(name: str) -> str:
    """A name as it is compared: width folded, lower case, without punctuation and spaces."""
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", name)).lower()


@lru_cache(maxsize=1024)
def group_name(name: str) -> str:
    """A group of indicators as tables and prose share its name: 产出指标（30分）, 产出小计 are 产出."""
    return normalise(_GROUP_TAIL.sub("", _BRACKETS.sub("", name)))


@dataclass(frozen=True, eq=False)
class Catalogue:
    """All indicators by code, in the order of their files. Two catalogues are the same only if they are one object."""

    indicators: Mapping[str, Indicator]

    def __getitem__(self, code: str) -> Indicator:
        return self.indicators[code]

    def __contains__(self, code: object) -> bool:
        return code in self.indicators

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self.indicators.values())

    def __len__(self) -> int:
        return len(self.indicators)

    @cached_property
    def by_name(self) -> Mapping[tuple[str, Kind], str]:
        """The code for a normalised name and a kind: one name may be an amount, a rate and a score."""
        return {(normalise(name), i.kind): i.code for i in self for name in i.names}

    @cached_property
    def lengths(self) -> Mapping[Kind, tuple[int, ...]]:
        """For each kind the lengths of its normalised names, the longest first: what a suffix search must try."""
        found: dict[Kind, set[int]] = {kind: set() for kind in Kind}
        for name, kind in self.by_name:
            found[kind].add(len(name))
        return {kind: tuple(sorted(lengths, reverse=True)) for kind, lengths in found.items()}

    def find(self, name: str, kind: Kind) -> str | None:
        """The code of the indicator that is called exactly this, punctuation and width aside."""
        return self.by_name.get((normalise(name), kind))


def load_catalogue(extra: Path | None = None) -> Catalogue:
    """The built-in catalogue, with the indicators and synonyms of `extra` (a TOML file or a folder of them) merged in.

    Raises DeclarationError, and OSError when a file cannot be read.
    """
    return _merged(BUILT_IN, *files_of(extra)) if extra else _built_in()


@cache
def _built_in() -> Catalogue:
    return _merged(BUILT_IN)


def _merged(*paths: Path) -> Catalogue:
    """The indicators and synonyms of some files."""
    indicators: dict[str, Indicator] = {}
    taken: dict[tuple[str, Kind], str] = {}
    files = [Declarations(path) for path in paths]
    for file in files:
        for line, entry in file.entries("indicator"):
            _add(indicators, taken, file.path, line, entry)
    for file in files:
        for line, code, words in _synonyms(file):
            if code not in indicators:
                raise DeclarationError(file.path, line, f"同义词所属的指标“{code}”不存在")
            _claim(taken, indicators[code], words, file.path, line)
            indicators[code] = indicators[code].model_copy(update={"synonyms": (*indicators[code].synonyms, *words)})
        for line, entry in file.entries("indicator"):
            _check_formulas(indicators, file.path, line, entry)
    return Catalogue(indicators)


def _synonyms(file: Declarations) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Each entry of `[synonyms]`: other words for an indicator that is declared elsewhere."""
    found = file.data.get("synonyms", {})
    if not isinstance(found, dict):
        raise DeclarationError(file.path, file.line_of("synonyms"), "“synonyms”应写作 [synonyms]")
    for code, words in found.items():
        line = file.line_of(f'"{code}"')
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise DeclarationError(file.path, line, f"“{code}”的同义词须为字符串列表")
        yield line, code, tuple(words)


def _add(
    indicators: dict[str, Indicator], taken: dict[tuple[str, Kind], str], path: Path, line: int, entry: dict[str, Any]
) -> None:
    """Check one entry and put it in."""
    try:
        indicator = Indicator.model_validate(entry)
    except ValidationError as error:
        raise DeclarationError(path, line, f"指标“{entry.get('code', '')}”有误：{told(error)}") from error
    if indicator.code in indicators:
        raise DeclarationError(path, line, f"指标“{indicator.code}”重复定义")
    indicators[indicator.code] = indicator
    _claim(taken, indicator, indicator.names, path, line)


def _claim(
    taken: dict[tuple[str, Kind], str], indicator: Indicator, words: Iterable[str], path: Path, line: int
) -> None:
    """Take names for an indicator; a name of the same kind belongs to one indicator only."""
    for word in words:
        key = (normalise(word), indicator.kind)
        if not key[0]:
            raise DeclarationError(path, line, f"指标“{indicator.code}”有空的名称")
        if taken.setdefault(key, indicator.code) != indicator.code:
            raise DeclarationError(path, line, f"名称“{word}”已属于指标“{taken[key]}”，不能再属于“{indicator.code}”")


def _check_formulas(indicators: Mapping[str, Indicator], path: Path, line: int, entry: dict[str, Any]) -> None:
    """Every formula must be understood, and every code that it names exist."""
    for formula in entry.get("formulas", ()):
        what = f"指标“{entry['code']}”的公式“{formula}”"
        try:
            refs = parse_formula(formula).refs
        except ExpressionError as error:
            raise DeclarationError(path, line, f"{what}有误：{error}") from error
        for ref in refs:
            if ref.code not in indicators:
                raise DeclarationError(path, line, f"{what}用到不存在的指标“{ref.code}”")
