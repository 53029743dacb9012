"""Posts, people and vacancies (编制、实有、空编): `核定 A 名，实有 B 人，空编 C 名`, and one unit's people told again.

Whose posts and people they are the words beside them say, else the clause that begins the sentence (中心人手紧张，…),
else the heading; the report's own where none does. What a sentence leaves out is told elsewhere of the same unit.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations, product
from typing import TYPE_CHECKING, NamedTuple

from pipeline.reconcile.forms import Equation, Quotient, side
from pipeline.reconcile.intervals import usable, value_of
from pipeline.reconcile.prose.lists.heads import LISTS
from pipeline.reconcile.relations import Relation
from pipeline.reconcile.sentences import CLAUSE, is_change, is_rate
from pipeline.reconcile.slips import is_slip
from schemas.figure import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.reconcile.facts import Facts
    from pipeline.reconcile.sentences import Sentence
    from pipeline.reconcile.tables.grid import Grid
    from schemas.figure import Figure
    from schemas.report import Report
    from schemas.rules import RuleSet

_PEOPLE = ("", "人", "名", "位", "个")
_ROLES = {
    "vacant": re.compile(r"[空缺余]编|空缺|缺额|缺员|空额|空岗|空余"),
    "over": re.compile(r"超编|超员|超配"),
    "posts": re.compile(r"编制(?![外内床托座绩预]|人员)|核定|核编|定编|(?<!占)编数$"),
    "there": re.compile(r"在职|在编|在岗|在册|到岗|实有|现有"),
}
_BEHIND = {
    "there": re.compile(r"^(?:正式|干部|职工|人员|工作|编制|同志|名)*?(?P<role>(?:在职|在编|在岗)+)"),
    "posts": re.compile(r"^(?P<role>(?:核定)?编制)(?![外内床])"),
    "vacant": re.compile(r"^(?P<role>空编|缺编|空缺编制|编制空缺)"),
}
_TAIL = 8  # characters between a word and its number
_NO_ONE = re.compile(r"编外|临聘|聘用|退休|离退|离休|预算编制|年初|期初|上年|去年|[人户]均|平均|编制[床托]|拟|计划|招")
_OTHERS = re.compile(r"编外|聘|合同制|临时|劳务|派遣|借调|占编|挂职|抽调|跟班|含")
_IDLE = re.compile(
    r"(?:经|由|按)?(?:[省市县区州盟旗]|机构)*(?:编办|编委|机构编制委员会)(?:办公室)?|(?:19|20)\d\d年度?|\d+月|\d+日|"
    r"[\d一二三四五六七八九十]+是|截[至止]|目前|当前|现在|[年月期季]?[末底初]|其中|编内|编制内|人员|职工|干部|工作|人数|总数|总量|总额|合计|总计|共计|"
    r"实际|正式|财政供养|供养|在册|批复|批准|核准|下达|所有|全部|我[省市县区]?[局委办厅院会所站]?|"
    r"本[单部级]?[位门局委办厅院会]?|[全各](?:局|委|办|院|系统|部门|单位)|部门|单位|系统|整体|[个名人员共总有现实均约和及为是的数额为达仅只尚仍还则计等]|"
    r"[\d一二三四五六七八九十]+(?:[、.．是]|(?=[个家所站名]))|首先|其次|再次|另外|此外|同时|\d"
)
_KINDS = re.compile(r"(?:行政|事业|工勤|参公|参照公务员|参照|管理|公务员|机关工勤|政法|专项|专技|全额|差额|后勤|服务)+")
# 直属单位人员不足，…: whose people the next clauses tell of.
_SHORT = re.compile(
    r"(?P<of>.*?)(?:执法|工作|专业|技术)?(?:人员|力量|队伍|编制|人手|配备|人才)[^，,；;。]{0,8}"
    r"(?:不足|薄弱|紧|缺|[较偏]?少|弱|不够|不强|困难|矛盾|问题)"
)
_UNIT = re.compile(r"[站所队院校馆园厂](?!长)|中心|直属|下属|二级|基层|乡镇|街道")
_NOW = re.compile(r"目前|当前|现有|现在|^现")
_HIRED = re.compile(r"编外|聘|合同制|临时|劳务|派遣|借调|公益性?岗位?|辅警")
_ONE = frozenset({"在职"})  # where none is hired, those in post, on duty and there are the same
_FILLED = re.compile(r"(?:我局|全局|本单位|部门)?(?:人员)?(?:编制使用率|满编率|在编率|在职人员控制率|编制控制率)")
_ENTIRE = re.compile(r"全体|全部|所有|全[局镇乡委院校所站]")
_SURE = re.compile(r"[编职]")
_TWO = 2
_NEAR = 5  # how many times what parts two numbers of the same people fits into them


class Staff(NamedTuple):
    """How many posts, people or vacancies a unit has, by one number; `home` is where it stands."""

    role: str
    unit: str
    figure: Figure
    words: frozenset[str]
    home: object
    now: bool = False
    some: bool = False  # A 名在职人员参加培训: it need not be all of them

    @property
    def is_kind(self) -> bool:
        """Whether it counts posts of one kind: 行政编制."""
        return self.unit.startswith("=")


def staffed(
    report: Report, spoken: Sequence[Sentence], grids: Sequence[Grid], facts: Facts, rules: RuleSet
) -> Iterator[Relation]:
    """What the report says of its posts and of who fills them."""
    told = [staff for n, sentence in enumerate(spoken) for staff in _told(sentence, n, report)]
    told += [staff for grid in grids for staff in _tabled(grid)]
    # 明年对 A 名在职人员开展培训: those who are there are told of.
    told = [s for s in told if s.figure.period in ("", facts.year) or (s.some and s.figure.period > facts.year)]
    told = [s for s in told if usable(s.figure)]
    homes: dict[object, list[Staff]] = defaultdict(list)
    for staff in told:
        if not staff.some:
            homes[staff.home].append(staff)
    known = _known([s for s in told if not s.some])
    for home in homes.values():
        for n, staff in enumerate(home):
            if staff.role in ("vacant", "over") and not staff.is_kind:
                yield from _vacant(staff, home[:n], known, rules)
    hired = any(_HIRED.search(sentence.text) for sentence in spoken)
    yield from _again(told if hired else [s._replace(words=s.words and _ONE) for s in told], facts, rules)
    yield from _filled(spoken, known, rules)


def _told(sentence: Sentence, home: int, report: Report) -> Iterator[Staff]:
    """The numbers of posts and people in a sentence."""
    if not any(word in sentence.text for word in ("编", "在职", "在岗", "实有", "缺", "空")):
        return
    unit, listed = _heading(sentence.section, report), False
    for n in range(len(sentence)):
        figure = sentence.figure(n)
        # 编制 A 名，其中机关 B 名、中心 C 名，空编 D 名: the vacancies are none of the parts'.
        listed = bool(LISTS.search(sentence.before(n))) or (listed and "；" not in sentence.before(n))
        clauses = CLAUSE.split(sentence.before(n))
        short = [found for words in clauses[:-1] if (found := _SHORT.match(words))]
        if short:
            unit = _bare(short[-1]["of"]) or unit
        if figure.kind is not Kind.COUNT or figure.unit not in _PEOPLE or figure.qualifier or is_change(clauses[-1]):
            continue
        words = CLAUSE.split(sentence.text[: sentence.places[n].start])[-1].rpartition("、")[2]
        role, name = _role(words, sentence.text[sentence.places[n].end :])
        if not role or _NO_ONE.search(words):
            continue
        if role in ("vacant", "over") and sentence.depth(n):
            continue  # 事业编制 A 人（核定 B 名，空编 C 名）: of what the bracket is about
        if role == "there" and name != words and re.match(r"人员|干部|职工|同志", _behind(sentence, n)):
            unit_ = _bare(words) if _UNIT.search(words) else unit
            yield Staff(role, unit_, figure, _words(name), home, some=not _ENTIRE.search(words))
            continue
        own = _bare(name)
        if own and not own.startswith("=") and not listed:
            unit = own
        yield Staff(role, own or unit, figure, _words(name), home, bool(_NOW.search(words)))


def _behind(sentence: Sentence, n: int) -> str:
    """What stands behind the n-th number and the words 在职 or the like."""
    return re.sub(r"^(?:在职|在编|在岗)+", "", sentence.text[sentence.places[n].end :])


def _role(words: str, after: str) -> tuple[str, str]:
    """What a number counts by the words before it, or by those just behind, with these words; "" for anything else."""
    hits = {role: list(pattern.finditer(words)) for role, pattern in _ROLES.items()}
    last = {role: h[-1].end() for role, h in hits.items() if h and len(words) - h[-1].end() <= _TAIL}
    for role in ("vacant", "over"):
        if role in last:
            return role, words
    if last:
        return max(last, key=lambda role: last[role]), words
    behind = ((role, words + found["role"]) for role, pattern in _BEHIND.items() if (found := pattern.match(after)))
    return next(behind, ("", ""))


def _bare(words: str) -> str:
    """Whose posts or people the words name: "" for the report's own, `=行政` for a kind of them."""
    for pattern in _ROLES.values():
        words = pattern.sub("", words)
    words = _IDLE.sub("", words)
    return f"={words}" if words and _KINDS.fullmatch(words) else _KINDS.sub("", words)


def _words(name: str) -> frozenset[str]:
    return frozenset(_ROLES["there"].findall(name)) - {"现有"}


def _heading(section: int, report: Report) -> str:
    """The unit that a heading names; the report's own department where none does."""
    at: int | None = section
    while at and at < len(report.sections):
        here = report.sections[at]
        if _UNIT.search(here.title):
            return here.title
        at = here.parent
    return ""


def _tabled(grid: Grid) -> Iterator[Staff]:
    """The rows of a table of posts and people."""
    roles = {col: _role(head, "") for col, head in grid.lowest.items()}
    if not {"posts", "there"} <= {role for role, _ in roles.values()}:
        return
    for (row, col), figure in grid.at.items():
        role, words = roles[col]
        if role and figure.kind is Kind.COUNT:
            yield Staff(role, _bare(grid.label.get(row, "")), figure, _words(words), (grid.table.table_id, row))


def _known(told: Sequence[Staff]) -> Mapping[tuple[str, str], Figure]:
    """The numbers of each unit that are told one way throughout."""
    found: dict[tuple[str, str], dict[object, Figure]] = defaultdict(dict)
    for staff in told:
        found[staff.role, staff.unit].setdefault(value_of(staff.figure), staff.figure)
    return {key: next(iter(values.values())) for key, values in found.items() if len(values) == 1}


def _vacant(
    vacant: Staff, before: Sequence[Staff], known: Mapping[tuple[str, str], Figure], rules: RuleSet
) -> Iterator[Relation]:
    """Posts less people are vacancies; people less posts are over."""
    near = [s for s in reversed(before) if s.unit == vacant.unit]
    posts, there = ([s.figure for s in near if s.role == role] for role in ("posts", "there"))
    here = bool(posts and there)
    posts = posts or _kinds(before) or [f for f in [known.get(("posts", vacant.unit))] if f]
    there = there or [f for f in [known.get(("there", vacant.unit))] if f]
    if not posts or not there or _OTHERS.match(vacant.figure.words[1].lstrip("（(")):
        return
    others = bool(_OTHERS.search(vacant.figure.evidence.quote))
    kinds = posts if len(posts) > 1 and not here else []
    pairs = [((p,), t) for p, t in product(posts, there)] if not kinds else [(tuple(kinds), t) for t in there]
    units = {s.unit for s in before if not s.is_kind}
    if len(units) > 1:  # 机关编制 A，在职 B；中心编制 C，在职 D，共空编 E
        sums = [[s.figure for s in before if s.role == role and not s.is_kind] for role in ("posts", "there")]
        pairs += [(tuple(sums[0]), f) for f in sums[1][:1] if len(sums[1]) == 1]
        forms_ = (_form(vacant, sums[0], sums[1]),) if all(sums) else ()
    else:
        forms_ = ()
    forms = (*(_form(vacant, p, [t]) for p, t in pairs), *forms_)
    strong = here and len(forms) == 1 and not others and any(s.words and _SURE.search("".join(s.words)) for s in near)
    yield Relation(rules["staff_vacant"], forms, vacant.figure.label, mild=not strong)


def _form(vacant: Staff, posts: Sequence[Figure], there: Sequence[Figure]) -> Equation:
    if vacant.role == "vacant":
        return Equation(side(*there, vacant.figure), side(*posts))
    return Equation(side(*posts, vacant.figure), side(*there))


def _kinds(before: Sequence[Staff]) -> list[Figure]:
    """The posts of all kinds, where they are told by kinds only: 行政编制 A 名、事业编制 B 名."""
    kinds = [s.figure for s in before if s.role == "posts" and s.is_kind]
    return kinds if len(kinds) > 1 else []


def _filled(spoken: Sequence[Sentence], known: Mapping[tuple[str, str], Figure], rules: RuleSet) -> Iterator[Relation]:
    """`编制使用率 P`, where posts and people are told elsewhere."""
    rule, posts, there = rules["prose_rate"], known.get(("posts", "")), known.get(("there", ""))
    here = {f.evidence.quote for f in (posts, there) if f}  # posts.py reads what one sentence tells
    for place in (place for sentence in spoken for place in sentence.places):
        rate = place.figure
        if (
            rule
            and posts
            and there
            and rate.evidence.quote not in here
            and is_rate(rate)
            and _FILLED.fullmatch(rate.label)
            and not rate.table_id
        ):
            yield Relation(rule, (Quotient(side(there), side(posts), rate),), rate.label, mild=True)


def _again(told: Sequence[Staff], facts: Facts, rules: RuleSet) -> Iterator[Relation]:
    """The people of one unit, told twice by the same word: the unit is one whose posts the report tells."""
    units = {s.unit for s in told if s.role == "posts"}
    groups: dict[tuple[str, str, bool], list[Staff]] = defaultdict(list)
    posts: dict[object, set[object]] = defaultdict(set)
    for staff in told:
        if staff.role == "there" and not staff.is_kind and staff.unit in units:
            for word in staff.words:
                groups[staff.unit, word, staff.now].append(staff)
        if staff.role == "posts" and not staff.is_kind:
            posts[staff.home, staff.unit].add(value_of(staff.figure))
    found: dict[frozenset[str], Relation] = {}
    for group in groups.values():
        if _are_several(group):
            continue
        for a, b in combinations(group, 2):
            if _is_again(a, b, [posts[s.home, s.unit] for s in (a, b)], facts):
                relation = Relation(
                    rules["staff_restated"],
                    (Equation(side(b.figure), side(a.figure)),),
                    (a if b.some else b).figure.label,
                )
                found.setdefault(relation.ids, relation)
    yield from found.values()


def _is_again(a: Staff, b: Staff, posts: Sequence[set[object]], facts: Facts) -> bool:
    """Whether the second number may be the first told again: not of some of them, nor of others by their posts."""
    if a.some or (b.some and value_of(b.figure) < value_of(a.figure)) or a.home == b.home:
        return False
    one = posts[0] == posts[1] or not all(posts)
    fact = facts.of.get(a.figure.figure_id)
    return one and _are_near(a.figure, b.figure) and b.figure not in (fact.mentions if fact else ())


def _are_several(group: Sequence[Staff]) -> bool:
    """Whether one place gives two numbers under a word, or the report three: then it does not name one quantity."""
    told = {(s.home, value_of(s.figure)) for s in group if not s.some}
    return len({value for _, value in told}) > _TWO or len({home for home, _ in told}) < len(told)


def _are_near(a: Figure, b: Figure) -> bool:
    """Whether two numbers of people may be meant to be one: by little, or by a slip, apart."""
    x, y = value_of(a), value_of(b)
    return _NEAR * abs(x - y) <= max(x, y) or is_slip(a, b)
