"""Lists that one wrong digit keeps from being full (列举不足): `病床 A 张，其中内科 B 张、外科 C 张`.

No word says that this is all of it. But who lists several parts hardly ever leaves some out unsaid: so what one changed
digit would make full is a warning, unless its words say that there is more (等, 主要), or that parts may be counted
twice: traits of people (党员, 硕士), and stages that some of them reached (办结, 获奖).
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.reconcile.forms import Equation, parted, side, total
from pipeline.reconcile.intervals import value_of
from pipeline.reconcile.near import is_slipped
from pipeline.reconcile.prose.lists.items import OPENING, SEVERAL
from pipeline.reconcile.prose.lists.partitions import covers, number_of
from pipeline.reconcile.relations import Relation, accused, slip_explains
from pipeline.reconcile.sentences import AND, unbracketed
from schemas.catalogue import normalise
from schemas.figure import Kind
from schemas.finding import Verdict
from schemas.record import altered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reconcile.prose.lists.parts import Listed
    from pipeline.reconcile.relations import Confronted
    from schemas.figure import Figure
    from schemas.rules import Rule, RuleSet

_MORE = re.compile(
    r"主要|重点(?:[是为用包支投]|[:：])|(?<![一二三四五六七八上中下特同平相])等(?![级次额于待候])[^，,；;。、）)\d]{0,8}(?:[，,；;。、）)]|$)|包含|为主|较[大多高]|[仅只](?!读)|兼(?!职)|双肩挑|交叉|重复|同时|"
    r"[既又]|另计|不计"
)
_REST = re.compile(r"^[^。；;]*?其[余他它][^，,。；;]*[，,。；;]")  # how many is not told
_COUNTED = re.compile(r"(?P<many>[两二三四五六七八九])个?(?:方面|方向|部分|大类|类|大项|项|块|领域|板块)")
_TAIL = re.compile(r"[，,；;。、）)]")
_GOT_ALL = re.compile(r"得|自评|总分|合计|共")
_LEAD = 8  # letters before a number that say what it is
# What things are besides one another; by one kind of them they are told apart.
_TRAITS = tuple(
    re.compile(words)
    for words in (
        r"高级|副高|正高|中级|初级|员级|职称|[一二三]级教师|[一二三]级及未定级",
        r"博士|硕士|研究生|本科|大专|专科|中专|高中(?:阶段)?及?以|学历|学位",
        r"[男女]|妇女",
        r"岁",
        r"党员|团员|群众",
        r"脱贫|贫困|低保|困难|特困|返贫|低收入",
        r"骨干|双师|持证|班主任",
        r"少数民族|农民工|退役|毕业生|失业|残疾人$",
        r"\d|(?<!及)以[上下内]|超|不足|不满(?!意)",
        r"示范|星级|标杆|精品",
        r"普惠",
        r"规[上模]|限上",
        r"高新|专精特新|小巨人|瞪羚",
        r"上市",
        r"重复|集体访|越级",
        r"独居|空巢|失能",
    )
)
_MONEY = tuple(
    re.compile(words)
    for words in (r"小微|民营(?:企业|经济|$)", r"涉农(?!整合|资金)|绿色", r"政府采购|政府购买", r"中小企业")
)
# How far some of it came.
_STAGE = re.compile(
    r"[办审]?结[案清]?$|整改|完[成工]|竣工|开工|验收|获[奖评]|批示|转[载发]|刊[发登]|[采录]用|采纳|立案|移送|处罚|发现|合格|达标|通过|签约|投产|入库|"
    r"公[开示]|到位|批复|申报|审定|^(?:预算|决算|计划|目标|任务|实际)[数额]?$|[净新]增|减少|上报|优[秀良]|先进|满意(?!度)|"
    r"治愈|^(?:开展|纳入|参[与加]|涉及|享受|接受|列入)|更新(?!改造)|新购"
)
_STAGE_OF_MONEY = re.compile(
    r"到位|批复|申报|审定|^(?:预算|决算|计划|目标|任务|实际)[数额]?$|[净新]增|减少|上报|入库|公[开示]"
)
# What somebody was dealt with by, and by nothing else.
_OUTCOME = re.compile(
    r"处罚|教育|诫勉|约谈|警告|批评|不予|罚款|责令|调解|判决|撤诉|和解|[解暂][除停]|取消|终止|吊销|移送"
)
_NOT = re.compile(r"[未不无]|尚|在建|正在|推进|延期|逾期|失败|恢复|改[造建善]|原有|存量")
_GOT = re.compile(r"[得计]分?[为是]?$")
_OTHERS = re.compile(r"^其[他它余]|及其他|等其他")
_BESIDES = re.compile(
    r"(?:以及|[和及与])(?:下属|所属|下辖)的?(?:二级|事业|各类)*(?:单位|机构|企业|公司|学校|中心)?共?(?:有|计)?$"
)  # 本部和下属 5 家: one more than told
_YEAR = re.compile(r"(?:19|20)\d\d年度?$")
_YEARS = re.compile(
    r"(?P<many>[两二三四五六])年[^。；;]{0,16}$|20(?P<first>\d\d)年?[—至到－-]+20(?P<last>\d\d)年[^。；;]{0,16}$"
)
_HUNDREDTHS = 2  # decimals
_FEW = 3  # how many times what two parts have too much must fit into their whole
_MANY = 8  # parts
_BY_TWO = re.compile(r"编制[^；;。]*(?:实有|在编|在职)")  # 实有 A 人，其中行政编制 B 名、实有 C 人
_STOP = re.compile(r"[、，,；;。：:]|其中|分为|包括|用于|[（(](?=[^（()）]*$)")


def fallen_short(listed: Listed, rules: RuleSet) -> list[Relation]:
    """The whole against its list, what stops make one, or less of it where it is too much: what a digit mends."""
    whole, parts = listed.whole, listed.parts
    lists = [parts, parts[: listed.tight]]
    if total(side(*parts)) > value_of(whole):
        lists += [parts[:n] for n in range(len(parts) - 1, 1, -1)]
    if listed.nested:
        lists = [parts[: listed.own]]
    if (listed.open and not covers(whole, parts, rules)) or says_more(listed) or _BY_TWO.search(listed.between):
        return []
    lists = [some for some in lists if len(some) > 1 and may_be_all(some, whole) and _is_of_its_size(some, whole)]
    form = next(filter(is_slipped, (Equation(side(*some), side(whole)) for some in lists)), None)
    if form is None:
        return []
    return [mildly(form, rules) if slip_explains(form) else likely(form, rules)]


def _are_mixed(parts: Sequence[Figure]) -> bool:
    """Whether some of several points are full marks, or one number is told twice: 甲 8 人，8 人全部安置."""
    got = {bool(_GOT.search(part.words[0])) for part in parts if part.kind is Kind.SCORE}
    again = any(re.match(rf"[，,；;]?{re.escape(b.printed)}[全均都]", a.words[1]) for a, b in pairwise(parts))
    return len(got) > 1 or again


def is_besides(whole: Figure) -> bool:
    """Whether a number counts what there is besides one that its list counts too: 本部以及下属 5 家."""
    return bool(_BESIDES.search(whole.words[0]))


def says_more(listed: Listed) -> bool:
    """Whether words say that there is more than is listed, or that it is not told apart."""
    return leaves_out(listed.between, listed.after, len(listed.parts))


def leaves_out(between: str, after: str, many: int) -> bool:
    """The same of the words from a whole to the last of so many parts, and of those behind it."""
    counted = _COUNTED.search(between)  # 主要用于四个方面：甲、乙、丙、丁
    if counted and number_of(counted["many"]) == many:
        return False
    return bool(_MORE.search(between + _TAIL.split(after)[0]) or _REST.match(after))


def may_be_all(parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether by their words numbers may be all of a whole: they exclude one another and leave no year out."""
    by_years = all(_YEAR.search(part.words[0]) for part in parts)
    return not (
        _may_overlap(parts, whole)
        or _are_mixed(parts)
        or (by_years and _years(whole) != len(parts))
        or is_besides(whole)
        or (any(OPENING.search(part.words[0][-_LEAD:]) for part in parts) and "末" in whole.words[0][-_LEAD:])
    )


def _is_of_its_size(parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether parts are not far too much for their whole, unless one alone exceeds it."""
    over, most = total(side(*parts)) - value_of(whole), max(map(value_of, parts))
    return over <= value_of(whole) / (_FEW if len(parts) < SEVERAL else 1) or most > value_of(whole)


def _years(whole: Figure) -> int:
    """How many years the words say that a number is of: 三年累计, 2021年至2023年."""
    told = _YEARS.search(whole.words[0])
    if told is None:
        return 0
    return number_of(told["many"]) if told["many"] else int(told["last"]) - int(told["first"]) + 1


def likely(form: Equation, rules: RuleSet) -> Relation:
    """A sum that words make no more than likely: a breach that one digit would mend is a warning at least."""
    return Relation(rules["prose_sum"], (form,), _name(form), sure=False, likely=True)


def mildly(form: Equation, rules: RuleSet) -> Relation:
    """A sum of which any breach is a warning at most."""
    return Relation(rules["prose_nearly"], (form,), _name(form), mild=True)


def _name(form: Equation) -> str:
    return form.right[0][1].label


def softened(confronted: Sequence[Confronted], rules: RuleSet) -> list[Confronted]:
    """The relations, with warnings of likely sums that one digit would mend, and of points that do not add up."""
    rule = rules["prose_nearly"]
    told = [_softened(c, rule) if c.relation.rule.pattern else c for c in confronted]
    wrong = accused(told)  # what indicators say by their names alone is asked last
    return [c if c.relation.rule.pattern or c.relation.ids & wrong else _softened(c, rule) for c in told]


def _softened(confronted: Confronted, rule: Rule) -> Confronted:
    relation, form, result = confronted.relation, confronted.form, confronted.result
    if not isinstance(form, Equation) or result is None:
        return confronted
    failed = relation.likely and confronted.verdict is Verdict.NOT_CHECKABLE and result.verdict is Verdict.INCONSISTENT
    # Of what rows a table's total is, is known by what holds: one that needs rounding is of others.
    off = confronted.verdict is Verdict.ROUNDING and relation.rule.pattern != "table_total" and _are_points_off(form)
    if not (failed and is_slipped(form) and not _is_of_some(form) and not _is_of_marks(form)) and not off:
        return confronted
    rule = rule if relation.rule.pattern not in ("", "prose_hundred") else relation.rule
    mild = altered(relation, rule=rule, mild=True, sure=True)
    result = result._replace(verdict=Verdict.INCONSISTENT)
    return confronted._replace(relation=mild, verdict=result.verdict, result=result, reason="")


def _is_of_some(form: Equation) -> bool:
    """Whether so many are told, and so much is missing, that a digit of one accounts for it by chance."""
    gap = abs(form.result.gap)
    return len(form.left) > _MANY and all(3 * gap > abs(value_of(f)) for _, f in form.right)


def _is_of_marks(form: Equation) -> bool:
    """Whether points are told under full marks: 效益 30 分，其中甲 15 分得 14 分、乙 15 分得 14.5 分."""
    found = parted(form)
    if found is None or any(f.kind is not Kind.SCORE for f in form.figures):
        return False
    parts, whole = found
    return all(f.words[0].endswith(("得", "得分")) for f in parts) and not _GOT_ALL.search(whole.words[0][-_LEAD:])


def _are_points_off(form: Equation) -> bool:
    """Whether points, which are given and not rounded, do not add up to their total as it is printed.

    A hundredth may come of what a rate was reckoned to.
    """
    found = parted(form)
    if found is None or form.sign != "=" or any(f.kind is not Kind.SCORE or f.qualifier for f in form.figures):
        return False
    parts, whole = found
    finest = max(part.decimals for part in parts)
    room = whole.half_ulp if whole.decimals < finest else Fraction(0)
    return abs(form.result.gap) > room + (Fraction(1, 100) if finest >= _HUNDREDTHS else 0)


def _may_overlap(parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether what is listed may be counted twice: traits of several kinds, or a stage that some of it reached."""
    if whole.kind is Kind.SCORE:
        return False
    names = [_name_of(part) for part in parts]
    if any(map(_OTHERS.search, names)):
        return False
    kinds = _MONEY if whole.kind is Kind.AMOUNT else _TRAITS
    told = [sum(bool(trait.search(name)) for name in names) for trait in kinds]
    if any(told) and len(parts) not in told:
        return True
    if all(map(_OUTCOME.search, names)):
        return False
    stage = _STAGE_OF_MONEY if whole.kind is Kind.AMOUNT else _STAGE
    stages = {found[0] if (found := stage.search(name)) else "" for name in names}
    return len(stages) > 1 and not any(map(_NOT.search, names))


def _name_of(part: Figure) -> str:
    """What a part is called where it is listed; by its label if the same is printed there more than once."""
    again = part.evidence.quote.count(part.printed) > 1
    if again:
        return normalise(part.label)
    before = normalise(_STOP.split(unbracketed(part.words[0]))[-1])
    behind = _STOP.split(part.words[1])[0]
    return before or ("" if behind.startswith(AND) else normalise(behind))  # 其中 7 篇获领导批示, 分别为 7 户和 9 户
