"""A report's own result (自评结果): the total that it gives itself."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from extractors.numbers.characters import fold
from extractors.scores.leads import behind
from extractors.scores.totals import is_total
from extractors.tables.heads import bare
from schemas.figure import Figure, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from schemas.report import LabelledTable, Scheme

# What stands before a total: 自评得分为, 我局得分, 最终得; and before what is none.
_CLAIM = re.compile(
    r"(?:自评|评价|综合|最终|最后|实际|总|绩效|整体|评定|[局委厅院办站校所位门本]|我[\u4e00-\u9fff]{1,3}|^项目)[^，。；：:\d]{0,12}?"
    r"(?:总?得分|总分|评分|分数|分值合计|综合分值|得)(?:结果)?(?:合计|共计|共)?(?:为|是|达到?|[:：])?\s*$"
)
_GOT = re.compile(r"(?:得分?|自评)(?:结果)?(?:合计|共计|共)?(?:为|是|达到?|[:：])?\s*$")
_BARE_GOT = re.compile(r"^[，,；](?:我[\u4e00-\u9fff]{1,3}|本[\u4e00-\u9fff]{1,2})?实(?:际|得)?得?分?(?:为|是)?$")
_LOST = re.compile(r"[扣减失][除减分]*$|(?:扣|失|丢)分[^。；;\d]*(?:合计|共计?)(?:为|是)?$")
_FULL = re.compile(r"(?:满分|总分值|(?<!综合)分值|权重|标准分|基准分|百分制|应得分?|[\d一二三四五]级)[^得]{0,6}$")
_TOTAL_MARKS = re.compile(
    r"(?<!自评)(?<!最终)(?:总分|总计|合计|分数)(?:为|是|共|[:：])?\s*$|自评总分(?:为|是|[:：])?\s*$"
)
_PART = re.compile(
    r"(?:投入|过程|产出|效益|效果|决策|管理|执行|编制|监督|履职|满意度|指标|[^年]度|率|性|加分项?|[条类]|项(?!目))[^，。；]{0,8}$"
)
_ALONE = re.compile(r"^(?:合计|共计|共|总计|累计|实际)?(?:评)?得分?(?:为|是|[:：])?$")
# 评价结果：优（95.5分）
_GRADED = re.compile(r"(?:结果|结论|等[级次])[^。；，\d]{0,4}(?:优|良|中|差)[秀好等]?[”\"」]?(?:等次|级)?[（(]$")
_SUMMED_UP = re.compile(r"综合|自评|绩效|评价|合计|总体|对照")
_OWN = re.compile(r"自评(?:为|得|得分|分)?$")
_RANGED = re.compile(r"(?:[-—~至到]|分数?在)$")
_BOUND = re.compile(r"以[上下内]|不[低高少]于|[低高]于|超过|[≥≤<>]")
_SAID = re.compile(r"(?:自评|评价)?(?:总?得分?|总分|评分)(?:为|是|[:：])?$")
_NOT_OURS = re.compile(
    r"上年|去年|上一年|问卷|满意度|抽评|(?:(?<!绩效)考[核评]|(?:环境|信用|质量|安全|服务)评价)(?!.*(?:自评|绩效))[^，,。；]*$"
    r"|(?:每[个周月季]|[月季]均|全年)[^。；]{0,20}平均[^，,。；\d]{0,4}$"  # 每月对承包单位打分，全年平均 93 分
)
_BARE = re.compile(r"(?:^|[，。；])(?:项目)?(?:自评|评价)(?:得分|得)?(?:为|是|[:：])?$")
_OF_HUNDRED = re.compile(r"[（(]百分制[)）]")
# 绿化项目自评得分 95 分，亮化项目自评得分 92 分: each is one project's.
_PROJECT = re.compile(
    r"[\u4e00-\u9fff”]{2,}(?<![本该])(?:项目|专项|工程|资金|经费)(?:绩效)?(?:自评|评价)?(?:综合)?得分?(?:为|是)?$"
)
_MEAN = re.compile(r"平均[^，。；]{0,8}(?:得分|分|总分)(?:为|是|达到?|[:：])?$")
# 满分 95 分，得 88 分，折算为百分制为 92.63 分: the report's own hundred.
_CONVERTED = re.compile(
    r"(?:折[算合]|换算)[^，。；]{0,6}百分制[^，。；]{0,6}$|百分制[^，。；]{0,4}(?:折[算合]|换算)[^，。；]{0,6}$"
)
# The sum of what the parts got, and the word of who weighed them.
_SUM = re.compile(r"(?:相加|加总|汇总|累加|合计|共计|总计|共(?=得))(?:后)?(?:总?得分?)?(?:为|是|[:：])?$")
# 经自评，该项资金得分 95.5 分
_FOUND = re.compile(r"经(?:综合)?自?评价?[，,](?:该|本)[^，,。；：:\d]{0,14}?(?:总?得分|得)(?:为|是)?$")
_RULED = re.compile(r"(?:最终|最后|综合)评定(?:得分?|为)?$")
_LAST_WORD = re.compile(r"最终|最后|合计|总得分|综合得分|实际得分")
_TOTAL_ROW = re.compile(r"总分|合计|总计|总得分|自评得分|综合得分")
_OUT_OF = re.compile(r"\s*分?\s*[（(]满分(?:为|[:：])?\s*(\d+)")
# 得分=9.45+46+28+10=93.45 分, 得分=100-4=96 分: only the last is a result.
_OPERAND = re.compile(r"\s*分?\s*(?:[+＋×*]|[-－−](?=[\d.\s分+＋－−-]*[=＝]))")
_EQUALS = re.compile(r"\s*分?\s*[=＝]")
_AND = re.compile(r"\s*[、,，和与及]\s*")
_UP_TO = re.compile(r"\s*[-—~至到]")
_LEAST, _PASS, _HUNDRED = 40, 60, 100


class _Claim(NamedTuple):
    """A figure that may be the report's total, the words before it, and the sentence."""

    figure: Figure
    words: str
    quote: str


def self_score(
    figures: Sequence[Figure],
    tables: Sequence[LabelledTable],
    schemes: Sequence[Scheme],
    year: int | None = None,
) -> tuple[Decimal | None, Figure | None]:
    """The report's own total: as the prose says it most often, as a scoring table's last row has it, or a mean.

    Where several projects got a score each and the report none (决算), it is the mean that it states.
    """
    scores = list(_claims(figures))
    claims = [claim for claim in scores if _is_claimed(claim, year)]
    claims = [c for c in claims if not (_is_full_marks(c, claims) or _is_dealt_out(c, schemes, figures))]
    projects = [claim for claim in claims if _PROJECT.search(behind(claim.words, "，,；"))]
    if len({claim.figure.value for claim in projects}) > 1:
        claims = [claim for claim in claims if claim not in projects]
    each = [claim for claim in claims if _BARE.search(claim.words)]
    if len({claim.figure.value for claim in each}) > 2 and len({claim.figure.section for claim in each}) > 2:
        claims = [claim for claim in claims if claim not in each]  # one of every project's
    strong = (
        [c for c in claims if _CONVERTED.search(c.words)]
        or [c for c in claims if c.figure.indicator == "score.total" and "满分" not in c.figure.label]
        or [c for c in claims if is_total(c.figure) and "满分" not in c.figure.label]
        or [c for c in claims if c.figure.value is not None and c.figure.value > _LEAST]
    )
    means = (c.figure for c in scores if _MEAN.search(c.words) and not _NOT_OURS.search(c.words))
    mean = next((figure for figure in means if not _BOUND.search(figure.qualifier)), None)
    several = len({c.figure.value for c in strong}) > 1 and not any(_finality(c) for c in strong)
    if strong and not (mean and several):
        said = Counter(c.figure.value for c in strong)
        often = [c for c in strong if said[c.figure.value] == max(said.values())]
        chosen = max(often, key=_finality).figure
        return chosen.value, chosen
    if mean and mean.value is not None and mean.value >= _PASS:
        return mean.value, mean
    sums = (claim for claim in scores if _is_summed(claim) or _adds_up(claim, scores))
    summed = [claim.figure for claim in sums if not _is_another(claim, year)]
    total, figure = _table_total(figures, tables, schemes) or (summed[-1].value if summed else None, None)
    return total, next((one for one in summed if one.value == total), figure)


def _claims(figures: Sequence[Figure]) -> Iterable[_Claim]:
    """The scores of the prose, less lists (分别为), with the words between each and the number before it."""
    prose = (figure for figure in figures if not figure.table_id)
    for quote, group in groupby(prose, key=lambda figure: figure.evidence.quote):
        told = list(group)
        if any(figure.kind is Kind.SCORE for figure in told):
            yield from _claims_in(quote, told)


def _claims_in(quote: str, figures: Sequence[Figure]) -> Iterable[_Claim]:
    """The scores of one sentence."""
    at, listed, sum_of, folded = 0, False, "", fold(quote)
    for figure in figures:
        start = quote.find(figure.printed, at)
        words = folded[at:start] if start >= 0 else ""
        at = max(start, at) + len(figure.printed)
        if _OPERAND.match(quote, at) or (sum_of and _EQUALS.match(quote, at)):
            sum_of = sum_of or words.rstrip("= ")
            continue
        words, sum_of = sum_of or words, ""
        listed = "分别" in words or (listed and _AND.fullmatch(words) is not None)
        if listed or figure.kind is not Kind.SCORE or figure.subject or not 0 < (figure.value or 0) <= 130:
            continue
        out_of = _OUT_OF.match(quote, at)
        if _UP_TO.match(quote, at) or (out_of and int(out_of[1]) < _PASS):
            continue  # a range of marks, or one indicator's: 自评5（满分5）
        yield _Claim(figure, _OF_HUNDRED.sub("", bare(words)), folded)


def _is_claimed(claim: _Claim, year: int | None) -> bool:
    """Whether the words say that the figure is the whole report's, of this year."""
    figure, words, total = claim.figure, claim.words, is_total(claim.figure)
    if figure.value is None or not (total or figure.value >= _LEAST) or _is_another(claim, year):
        return False
    own = behind(words, "，,。；;、") or words
    if figure.value <= _PASS and any(_PART.search(_SAID.sub("", name)) for name in (own, figure.label)):
        return False
    if total:
        return True
    if _OWN.search(own) or _CONVERTED.search(words):
        return True
    if _GRADED.search(words) or ((_RULED.search(own) or _FOUND.search(words)) and figure.value >= _PASS):
        return True
    if _ALONE.search(own) and _SUMMED_UP.search(claim.quote) and figure.value >= _PASS:
        return True
    return bool(_CLAIM.search(own)) and not _PART.search(_SAID.sub("", own))


def _is_another(claim: _Claim, year: int | None) -> bool:
    """Whether a score is a bound, full marks, points lost, a mean, or of another year."""
    figure, words = claim.figure, claim.words
    if _BOUND.search(figure.qualifier) or _RANGED.search(words):
        return True
    if _NOT_OURS.search(words) or _MEAN.search(words) or _LOST.search(words):
        return True
    if _FULL.search(words) and not _CONVERTED.search(words):
        return True
    return bool(year and re.fullmatch(r"20\d\d", figure.period or "") and figure.period != f"{year}")


def _is_summed(claim: _Claim) -> bool:
    """Whether the parts' points are added up to it: 四项合计 92.6 分. 三项合计 80 分 may be what can be got."""
    value, words = claim.figure.value, claim.words
    if value is None or not _PASS <= value <= 100 or not _SUM.search(words):
        return False
    return "得" in words[-8:] or value % 5 != 0


def _adds_up(claim: _Claim, scores: Sequence[_Claim]) -> bool:
    """Whether it is the sum of what its parts got: 投入得 19 分，…，满意度得 10 分，共计 95 分."""
    before = scores[: scores.index(claim)] if _SUM.search(claim.words) else ()
    parts = [c.figure.value for c in before if c.quote == claim.quote and c.words.endswith("得")]
    return len(parts) > 2 and sum(value or 0 for value in parts) == claim.figure.value


def _is_full_marks(claim: _Claim, claims: Sequence[_Claim]) -> bool:
    """Whether a hundred or more is what can be got: 总分 100 分, and what was got follows."""
    most = claim.figure.value
    if most is None or not _TOTAL_MARKS.search(claim.words):
        return False
    if most < 100:  # 指标总分 80 分，实得 72 分
        follows = (c for c in claims[claims.index(claim) + 1 :] if c.quote == claim.quote)
        return any(c.figure.value is not None and c.figure.value < most and _BARE_GOT.search(c.words) for c in follows)
    said = most != 100 and ("自评" in claim.words or "得" in claim.words)
    later = (c for c in claims[claims.index(claim) + 1 :] if c.quote == claim.quote or not said)
    after = [c for c in later if _GOT.search(c.words) or _SUM.search(c.words)]
    return any(c.figure.value is not None and (most == 100 or c.figure.value < most) for c in after)


def _is_dealt_out(claim: _Claim, schemes: Sequence[Scheme], figures: Sequence[Figure]) -> bool:
    """Whether a hundred is what the groups told behind it may get, who got less: 总分 100 分。投入 10 分，得 9 分…."""
    own = behind(claim.words, "，,。；;") or claim.words
    if claim.figure.value != _HUNDRED or not _TOTAL_MARKS.search(own) or "自评" in own or "得" in own:
        return False
    later = {f.figure_id for f in figures[figures.index(claim.figure) :] if f.section_path == claim.figure.section_path}
    for scheme in schemes:
        for scores in (scheme.totals, scheme.items) if scheme.table_id is None else ():
            told = [score for score in scores if score.full_marks is not None and later.issuperset(score.figures)]
            full, got = (
                sum(of or 0 for of in each) for each in ([s.full_marks for s in told], [s.awarded for s in told])
            )
            if len(told) > 1 and got < full == _HUNDRED:
                return True
    return False


def _finality(claim: _Claim) -> bool:
    """Whether a total is said to be the last word: 最终得分, or a 总分 that extra points are part of."""
    label = claim.figure.label
    return bool(_LAST_WORD.search(claim.words + label) or ("总分" in label and "加分" in claim.quote))


def _table_total(
    figures: Sequence[Figure], tables: Sequence[LabelledTable], schemes: Sequence[Scheme]
) -> tuple[Decimal | None, Figure] | None:
    """The first scoring table's own total, or a score that a form's field holds."""
    by_id = {f.figure_id: f for f in figures}
    scoring = {scheme.table_id: scheme for scheme in schemes if scheme.items or scheme.totals}
    for table in tables:
        if table.table_id in scoring:
            totals = scoring[table.table_id].totals
            own = next((t for t in totals if not t.name and t.awarded is not None), None)
            if own is not None:
                return own.awarded, by_id[own.figures[-1]]
            continue
        for cell in table.cells:
            figure = by_id.get(cell.figure or "")
            if figure is None or figure.kind is not Kind.SCORE:
                continue
            total = _TOTAL_ROW.search(cell.row_label.rpartition("/")[2]) or re.match("合计|总分", cell.row_label)
            if (
                total
                and not re.search("资金|总额", cell.row_label)
                and re.search(r"得分|评分|自评分|^(?:内容|情况)?$", cell.column_label)
            ):
                return figure.value, figure
    return None
