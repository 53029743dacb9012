"""What words say of a quantity besides its name (口径): budget stage, funds, year, part of a year, project."""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.labels.words import names_one_thing
from schemas.figure import LAST_YEAR, Basis, Scope

# Kinds of budget and of unit, and what courts enforce, which name no stage.
_NO_STAGE = re.compile(
    r"一般公共预算|政府性基金预算|国有资本经营预算|预算单位|预算(?:[执完调控]..?)率|(?:案件|强制|法院)执行|执行(?:案件|经费|款|局|庭)"
)
_ADJUSTED = re.compile(r"调整|全年预算|追加后|预算指标|变动后")
_FINAL = re.compile(r"决算|实际|执行|支付|完成|发生")
_INITIAL = re.compile(r"年初(?!.{0,6}(?:结[转余]|余额))|预算")
_STAGE = re.compile("|".join(stage.pattern for stage in (_ADJUSTED, _FINAL, _INITIAL)))
_FISCAL = re.compile(r"财政(?:拨款|结转|结余|资金|性)|一般公共预算|财政.{0,2}结[转余]")
_ALL_FUNDS = re.compile(r"总收入|总支出|决算[收支]|部门[收支决]|收入[合总]计|支出[合总]计|全部")


@lru_cache(maxsize=4096)
def basis_of(words: str) -> Basis | None:
    """The budget stage that a label's words name."""
    if not _STAGE.search(words):
        return None
    words = _NO_STAGE.sub("", words)
    if _ADJUSTED.search(words):
        return Basis.ADJUSTED
    if _FINAL.search(words):
        return Basis.FINAL
    if _INITIAL.search(words):
        return Basis.INITIAL
    return None


@lru_cache(maxsize=4096)
def scope_of(words: str) -> Scope | None:
    """The funds that a label's words name."""
    if _FISCAL.search(words):
        return Scope.FISCAL
    return Scope.ALL if _ALL_FUNDS.search(words) else None


_YEAR = re.compile(r"((?:19|20)\d\d)年")
_BEFORE = re.compile(r"(?:上年|去年|上一年|上年度|去年同期|上年同期)(?!度?[末底]?(?:财政)?(?:拨款)?结[转余])")
_COMPARED = re.compile(
    r"(?:[比较与]|同(?![时步样类])).{0,3}(?:上年|去年|上一年|(?:19|20)\d\d年)(?!度?(?:的|[^增减升降长高低多少比差]{2,})$)"
)


def period_of(words: str, fiscal_year: int | None) -> str:
    """The year that words name, the report's own when they name none or only compare.

    When that is unknown: "" for the report's own, `LAST_YEAR` for the one before.
    """
    before = False
    if "年" in words:
        words = _COMPARED.sub("", words)
        if years := _YEAR.findall(words):
            return str(years[-1])
        before = _BEFORE.search(words) is not None
    if fiscal_year is None:
        return LAST_YEAR if before else ""
    return str(fiscal_year - before)


_IN_TURN = re.compile(r"分别|依次|各为")
_SPAN = re.compile(r"((?:19|20)\d\d)年?(?:至|到|[-—–－~～])+((?:19|20)\d\d)年")
_LISTED = re.compile(r"((?:19|20)\d\d)(?:年|(?=[、，,和与及]))")


def years_in_turn(words: str, count: int) -> list[str]:
    """The years that a list of so many numbers is of, one each: 2021年至2023年分别为 A、B、C; [] where it is not."""
    if "年" not in words or not _IN_TURN.search(words):
        return []
    span = _SPAN.search(words)
    years = [str(n) for n in range(int(span[1]), int(span[2]) + 1)] if span else _LISTED.findall(words)
    return years if len(years) == count else []


_PARTIAL = re.compile(
    r"(?:截至|截止)到?\D{0,4}(?:(?:19|20)\d\d年)?(?:[1-9]|1[01])月(?:\d{1,2}日|底|末)?|上半年|前?[一二三四1-4]季度|前\d{1,2}个?月"
    r"|\d{1,2}[-—至~]\d{1,2}月"
)


def part_of_year(words: str) -> str:
    """The part of a year that a clause speaks of (截至9月底, 上半年), "" for the whole: its rates are others."""
    found = _PARTIAL.search(words)
    return found[0] if found else ""


_PROJECT = re.compile(
    r"(?:[（(]?\d{1,2}[)）.、．]|[①-⑳]|[一二三四五六七八九十]是)?\s*[“《]?([\u4e00-\u9fff“”、（）()A-Za-z]{2,30}?(?:项目|工程|专项|资金|经费))"
    r"[”》]?(?:支出)?(?:绩效)?(?:自评|评价)?(?:综述|情况|结果)?[：:]"
)
ANY_PROJECT = re.compile(
    r"(?:[该本各]级?|重点|其他|具体|有关|部分|主要|财政|全部|所有|上级|上述|个别)?(?:预算)?(?:支出)?(?:项目|工程|专项|资金|经费)"
)


_SEVERAL = re.compile(
    r"((?:[两二三四五六七八九十]|\d{1,3})个?(?:重点|专项|[一二三]级|子)?(?:项目|子项|分项|标段|工程))[^，,；;。：:\d]{0,8}(?:合计|共)"
)


def several_of(words: str) -> str:
    """The things that a sentence adds up: 四个项目预算合计 A，支出合计 B; "" where it adds up none."""
    found = _SEVERAL.search(words)
    return found[1] if found else ""


def subject_of(text: str, title: str) -> str:
    """The project that a paragraph is about: named before its first colon, or by the heading; "" when it is none."""
    found = _PROJECT.match(text)
    if found and not ANY_PROJECT.fullmatch(found[1]):
        return found[1].strip("“”")
    named = title.endswith(("项目", "工程")) and len(title) > 4 and not ANY_PROJECT.fullmatch(title)
    return title if named or names_one_thing(title) else ""
