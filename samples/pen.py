"""How numbers are printed (书写): units, digits, separators, hedges, and the small language of sentence templates.

In a template `{key}` prints a fact in the report's own style, with the words before it as its label. More exactly
`{key@unit.decimals|label}`, every part but the key optional, where key is

    exp.total       a fact of the ledger
    ±growth         a signed fact with its word: 增长 12.5%, 减少 3 万元
    -growth         a signed fact with its sign
    ?20-90 万元     a number drawn by lot, in that unit; the same wherever range and label are the same
    ≈exp.total      a fact in round figures, hedged: 约0.6亿元, 5996万元左右
    =500万元        a number as it stands
    三成=30%        a number that is printed in other words

A number whose unit is not printed has `!` before the unit, or alone for the report's own: in lists that name a unit
once, at their end, the last one has `*`. Lots and literals begin with `~` then, as in {=~80分}—{=90分}. A unit
after `汉` prints a count or a lot in Chinese numerals, a large one with its first digit only and 余; `大写` an amount
in capital numerals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from samples.model import Mention, Runs
from samples.numerals import capital, chinese

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from samples.ledger import Ledger

SCALES = {"元": 1, "千元": 10**3, "万元": 10**4, "万": 10**4, "百万元": 10**6, "亿元": 10**8}
RATES = {"%": Decimal(1), "％": Decimal(1), "个百分点": Decimal(1), "‰": Decimal("0.1"), "倍": Decimal(100)}
TRAILING = re.compile(
    r"(约为|合计为|分别为|达到|近|约|超过|超|累计|共|为|达|是|了|已|：|:|“|”|、|不少于|不低于|不超过|仅|的|（|\()+$"
)
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
LITERAL = re.compile(r"^([^\d.\-]*)(-?[\d,]+(?:\.\d+)?)(.*)$")
UNIT = re.compile(r"([!汉]?)(.*?)(?:\.(\d))?")  # how it is printed, the unit, how many decimals
PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Style:
    """A report's way with numbers.

    `commas` separates thousands ("" for none), `trim` is how often trailing zeros are dropped, `truncate` cuts
    instead of rounding, `gap` stands between number and unit, `wide` prints full-width digits. `short` writes
    万 for 万元 in prose, `grand` is how often an amount of 100 million and more is told in 亿元, `loose` how often a
    blank strays in before the decimal point, `bare` how often a number lacks its unit that a reader can tell: the
    percent sign of a 率, the 元 of nothing at all.
    """

    unit: str = "万元"
    decimals: int = 2
    rate_decimals: int = 2
    commas: str = ""
    trim: float = 0.0
    truncate: bool = False
    gap: str = ""
    wide: bool = False
    percent: str = "%"
    short: bool = False
    grand: float = 0.0
    loose: float = 0.0
    bare: float = 0.0


@dataclass(slots=True)
class Pen:
    """Prints the ledger's facts. `slip` may print another number than it should: see `planting`."""

    ledger: Ledger
    style: Style
    rng: random.Random
    slip: Callable[[Mention], Mention] = lambda mention: mention
    written: int = 0
    fixed: dict[tuple[str, str, int], str] = field(default_factory=dict)
    scales: dict[str, str] = field(default_factory=dict)
    lots: dict[tuple[str, str], str] = field(default_factory=dict)

    def write(self, template: str) -> Runs:
        """A sentence with its numbers filled in."""
        runs: list[str | Mention] = []
        before, at = "", 0
        for place in PLACE.finditer(template):
            before += template[at : place.start()]
            word, mention = self._fill(place.group(1), before)
            before += word
            runs += [before, mention]
            before, at = "", place.end()
        return tuple(run for run in (*runs, before + template[at:]) if run)

    def cell(self, spec: str, label: str, unit: str = "") -> Runs:
        """A table's cell: a spec as in a template, or plain text. In `unit` of the table, which is not printed."""
        if not (spec.startswith("{") and spec.endswith("}")):
            return (spec,) if spec else ()
        spec = spec[1:-1].split("|", maxsplit=1)[0]
        bare = bool(unit) and "@" not in spec and not spec.startswith("=")
        word, mention = self._fill(f"{spec}@{unit}" if bare else spec, "", label=label, bare=bare)
        if spec.startswith("=") and unit and mention.unit == unit:
            mention = replace(mention, text=mention.qualifier + mention.digits)
        return (word, mention) if word else (mention,)

    def _fill(self, spec: str, before: str, label: str = "", *, bare: bool = False) -> tuple[str, Mention]:
        spec, _, given = spec.partition("|")
        label = label or given or self._label(before)
        if "=" in spec:
            shown, _, literal = spec.partition("=")
            return "", self._literal(literal, label, shown)
        if spec.startswith("?"):
            return "", self._drawn(spec[1:], label)
        spec, _, unit = spec.partition("@")
        if spec.startswith("≈"):
            return "", self._round(spec[1:], label)
        word = ""
        signed = spec.startswith("±")
        key = spec.lstrip("±-")
        value, kind = self.ledger.facts[key], self.ledger.kinds[key]
        if unit == "大写":
            return "", self._keep(self._cheque(key, value, label))
        if kind == "amount" and unit in {"!", "*"}:
            unit = unit.rstrip("*") + self.style.unit
        sign = -1 if value < 0 else 1
        if signed:
            word = self._word(key, kind, sign)
            label = label if given else self._label(before + word)
        way, unit, decimals = UNIT.fullmatch(unit).groups()  # type: ignore[union-attr]  # it matches everything
        mention = self._fact(key, kind, abs(value), unit, int(decimals) if decimals else None, label, sign, bare=bare)
        if way == "汉":
            mention = replace(spelled(mention), fact="" if mention.value >= 1000 else key)
        mention = self._keep(replace(mention, text=mention.digits) if way == "!" else mention)
        if spec.startswith("-"):
            return "", negative(mention) if mention.sign < 0 and mention.value else replace(mention, sign=1)
        if signed and mention.sign != sign:
            other = self._word(key, kind, mention.sign)
            mention = replace(mention, label=mention.label.replace(word, other))
            word = other
        return word, mention

    def _round(self, key: str, label: str) -> Mention:
        """An amount in round figures; no restatement, since the hedge says so."""
        value = abs(self.ledger.facts[key])
        unit, places = ("亿元", 2) if value >= 10**8 else ("万元", 0)
        digits = f"{(value / SCALES[unit]).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
        before, after = self.rng.choice((("约", ""), ("", "左右"), ("大约", ""), ("约", "")))
        text = f"{before}{digits}{unit}{after}"
        return self._keep(
            Mention(0, "amount", text, digits, Decimal(digits), unit, places, label, "", 1, before or after)
        )

    def _cheque(self, key: str, value: Decimal, label: str) -> Mention:
        """An amount in capital numerals, to the 元; as every other where it has 角 and 分."""
        if value % 1 or value <= 0:
            return self._fact(key, "amount", value, "", None, label, 1, bare=False)
        digits = capital(int(value))
        text = self.rng.choice(("", "人民币")) + digits + "元" + self.rng.choice(("", "整"))
        return Mention(0, "amount", text, digits, value, "元", 0, label, key)

    def _word(self, key: str, kind: str, sign: int) -> str:
        if key.endswith(".points"):
            return "降低" if sign < 0 else "提高"
        if key.endswith(".pace"):
            return "慢" if sign < 0 else "快"
        if kind == "rate":
            return "下降" if sign < 0 else "增长"
        return "减少" if sign < 0 else "增加"

    def _label(self, before: str) -> str:
        last = re.split(r"[，。；：,;:（(）)\n]", re.sub(r"（[^（）]*）|\([^()]*\)", "", before).rstrip("：:，,（("))[
            -1
        ]
        return TRAILING.sub("", last.strip()).strip() or last.strip()

    def _fact(
        self, key: str, kind: str, value: Decimal, unit: str, decimals: int | None, label: str, sign: int, *, bare: bool
    ) -> Mention:
        style = self.style
        if kind == "date":
            day = date.fromordinal(int(value))
            text = f"{day.year}年{day.month}月{day.day}日"
            return Mention(0, kind, text, text, value, "", 0, label, key)
        if kind == "amount":
            if not (value or unit or bare) and self.style.bare:
                return Mention(0, kind, "0", "0", value, style.unit, 0, label, key)
            if not unit and not bare and key not in self.scales:
                self.scales[key] = "亿元" if value >= 10**8 and self.rng.random() < style.grand else style.unit
            unit = unit or self.scales.get(key, style.unit)
            scale = Decimal(SCALES[unit])
            decimals = decimals if decimals is not None else {"元": 2, "亿元": 4}.get(unit, style.decimals)
        elif kind == "rate":
            unit = unit or style.percent
            scale, decimals = RATES.get(unit, Decimal(1)), style.rate_decimals if decimals is None else decimals
        elif kind == "score":
            unit, scale = unit or "分", Decimal(1)
            decimals = decimals if decimals is not None else 0 if value == value.to_integral() else 2
        else:
            scale, decimals = Decimal(10**4 if unit.startswith("万") else 1), decimals or 0
        seen = (key, unit, decimals)
        if seen not in self.fixed:
            rounding = ROUND_DOWN if style.truncate and kind == "rate" else ROUND_HALF_UP
            digits = f"{(value / scale).quantize(Decimal(1).scaleb(-decimals), rounding=rounding):f}"
            if "." in digits and self.rng.random() < style.trim:
                digits = digits.rstrip("0").rstrip(".")
            self.fixed[seen] = digits
        return self._mention(kind, self.fixed[seen], unit, label, key=key, sign=sign, bare=bare)

    def _mention(
        self, kind: str, digits: str, unit: str, label: str, *, key: str = "", sign: int = 1, bare: bool = False
    ) -> Mention:
        value = Decimal(digits)
        decimals = len(digits.partition(".")[2])
        shown = f"{value:,.{decimals}f}".replace(",", self.style.commas) if kind == "amount" else digits
        if kind == "rate" and label.endswith("率") and self.style.bare:
            bare = bare or self.rng.random() < self.style.bare
        if not bare and unit == "万元" and self.style.short:
            unit = "万"
        if "." in shown and self.rng.random() < self.style.loose:
            shown = shown.replace(".", " .")
        text = shown if bare else shown + self.style.gap + unit
        return Mention(0, kind, text, shown, value, unit, decimals, label, key, sign)

    def _literal(self, text: str, label: str, shown: str = "") -> Mention:
        silent, text = text.startswith("~"), text.lstrip("~")
        if (match := LITERAL.match(text)) is None:
            message = f"no number in {text!r}"
            raise ValueError(message)
        qualifier, digits, unit = match.groups()
        value = Decimal(digits.replace(",", ""))
        kind = kind_of(unit)
        mention = Mention(0, kind, text, digits, value, unit, len(digits.partition(".")[2]), label, "", 1, qualifier)
        if shown:
            mention = replace(mention, text=shown, digits=shown.removeprefix(qualifier))
        return self._keep(replace(mention, text=digits) if silent else mention)

    def _drawn(self, spec: str, label: str) -> Mention:
        silent, spec = spec.startswith("~"), spec.lstrip("~")
        spec, _, way = spec.partition("@")
        span, _, unit = spec.partition(" ")
        if (spec, label) not in self.lots:
            low, high = (Decimal(end) for end in span.split("-"))
            places = max(-low.as_tuple().exponent, -high.as_tuple().exponent, 0)  # type: ignore[operator]
            value = low + Decimal(str(self.rng.random())) * (high - low)
            self.lots[spec, label] = f"{value.quantize(Decimal(1).scaleb(-places)):f}"
        made = self._mention(kind_of(unit), self.lots[spec, label], unit, label)
        return self._keep(replace(made, text=made.digits) if silent else spelled(made) if way else made)

    def _keep(self, mention: Mention) -> Mention:
        self.written += 1
        made = replace(mention, number=self.written)
        made = self.slip(made)
        return widened(made) if self.style.wide and made.kind != "date" else made


def kind_of(unit: str) -> str:
    """What a unit counts."""
    if unit.partition("/")[0] in SCALES:
        return "amount"
    if unit in RATES:
        return "rate"
    return "score" if unit == "分" else "count"


def spelled(mention: Mention) -> Mention:
    """A whole number in Chinese numerals; from a thousand on its first digit only, with 余 for the rest."""
    whole = int(mention.value)
    cut = whole % 10 ** (len(str(whole)) - 1) if whole >= 1000 else 0
    digits, more = chinese(whole - cut), "余" if cut else ""
    text = digits + more + mention.unit
    return replace(mention, text=text, digits=digits, value=Decimal(whole - cut), qualifier=more)


def negative(mention: Mention) -> Mention:
    """The mention with the minus that `sign` stands for."""
    text, digits = mention.text.replace(mention.digits, f"-{mention.digits}"), f"-{mention.digits}"
    true = None if mention.true is None else -mention.true
    return replace(mention, text=text, digits=digits, value=-mention.value, sign=1, true=true)


def widened(mention: Mention) -> Mention:
    """The mention in full-width digits."""
    digits = mention.digits.translate(FULL_WIDTH)
    text = mention.text.replace(mention.digits, digits)
    return replace(mention, text=text, digits=digits)
