"""Whose report it is (单位与地区): the names of departments as covers, titles, forms and signatures print them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.head.regions import region_of
from extractors.numbers.characters import fold
from extractors.tables.heads import bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from schemas.document import Paragraph
    from schemas.report import LabelledTable

_ORGAN = (
    r"局|委员会|委|厅|办公室|办公厅|办|院|中心|处|站|所|馆|校|学|园|学院|医院|队|支队|大队|总队|会|联合会|政府|街道|镇|乡|部|署|社"
    r"|法院|检察院|党校|党委|本级|机关|公司|集团|台|库|管委会|室|协会|基金会|服务站|保护区|场|联|协|厂|段|监狱|兵团|[一二三四五六七八九十〇零\d]团场?|剧团|艺术团|乐团|园区|苗圃"
)
_BRACKETS = r"(?:[（(][^（）()]{1,12}[）)])?"
NAME = rf"[\u4e00-\u9fffA-Za-z0-9（）()·]{{2,34}}?(?:{_ORGAN}){_BRACKETS}(?:本级|机关)?"
_NO_NAME = re.compile(r"20\d\d|报告|自评|[二〇零一三四五六七八九]{4}年|^[\u4e00-\u9fff]{2,12}[省市县区州旗盟]本级$")
# The names of a cover's or a form's fields, white space taken out, in the order of their worth.
_FIELDS = (
    r"(?:被评价|评价|自评|填报|预算|部门|报送|编制|编报|申报|市级|县级|区级|省级)*(?:单位|部门)(?:[（(]单位[）)])?(?:名称|全称)?",
    r"(?:项目|预算)?主管(?:单位|部门)(?:名称)?",
    r"(?:项目|实施|承担|建设|执行)+(?:单位|部门)(?:名称)?",
    r"委托(?:单位|部门|方)(?:名称)?",
)
_SEAL = r"(?:[（(][^（）()]{0,8}[）)])?"
_COVER_FIELDS = tuple(re.compile(rf"^[（(]?{field}{_SEAL}(?P<colon>[:：])?{_SEAL}(?P<v>.+)$") for field in _FIELDS)
_FORM_FIELDS = tuple(re.compile(rf"(?:^|/){field}{_SEAL}[:：]?$") for field in _FIELDS)
_NEXT_FIELD = re.compile(
    r"(?:填报人|填表人|联系人|联系电话|电话|负责人|单位负责人|经办人|审核人|编制人|(?:金额|货币)?单位"
    r"|(?:[填编制]报|[填制]表|报[告送]|编制|填写|自评|评价|撰写|提交|完成|上报|申报|成文|预算|项目|所属)?(?:日期|时间|年度))(?:[（(][^（）()]{1,4}[）)])?[:：].*$"
    r"|[（(](?:公章|盖章|签章|章)[）)].*$|20\d\d年.*$"
)
# Which bodies a name takes in, or which room of it: （含派驻机构）, （基础教育科）.
_PARTS = re.compile(
    r"[（(](?:(?:不?含|包[含括]|合并|汇总|本级|机关)[^（）()]{3,}(?:[）)].*)?|(?:汇总|合并|[^（）()]{2,8}[科股])[)）])$"
)
_CODE = re.compile(r"^[\[【（(]?\d{3,}[\]】）)]?[-—_]?")
# Where a title's department ends: surely, or perhaps, for names have such words in them as well.
_CUT = re.compile(r"关于|目录$|20\d\d|[二〇零一三四五六七八九]{4}年")
_MAYBE_CUT = re.compile(
    r"(?:本?部门|单位)?(?:预算)?整体(?:支出|绩效)|部门(?:预算|支出|决算|绩效|整体|自评)|财政(?:支出|资金|预算)"
    r"|(?:项目)?(?:支出)?绩效|项目|预算绩效|专项|自评"
)
_ENDED = re.compile(r"(?:20\d\d|二[〇零一二三四五六七八九]{3})年|关于")
# Organs that no project is named after.
_SURE = r"(?:局|委员会|厅|人民政府|街道办事处|法院|检察院|支队|大队|总队|联合会|管委会|党校)(?:办公室|本级|机关)?"
_BEGINS = re.compile(rf"[\u4e00-\u9fff]{{3,24}}?(?:{_SURE})(?=[\u4e00-\u9fff“《])")
_IN_TEXT = re.compile(
    rf"现(?:将|就)(?:我局|我单位|本部门)?\s*(?:20\d\d年度?)?(?P<v>{NAME})(?=20\d\d|的|部门|整体|绩效|预算|年度)"
)
_IN_FIRST = re.compile(
    rf"^(?:[（(]?[一二三\d][）)、.．])?(?:[\u4e00-\u9fff]{{2,8}}[:：。])?(?P<v>{NAME})[，,]?"
    r"(?:是|为|系|属于?|隶属|成立|组建|位于|内设|下设|共有|现有|始?建[校院馆于]|创[办建]于|坐落|地处|机构规格|主要(?:职责|职能|承担|负责)|主管[全本]?[省市县区州盟旗])"
)
# 项目单位为某市文化馆。 Two that are joined are no name.
_STATED = tuple(
    re.compile(rf"(?:^|[，,。；;])(?:本|该)?{field}(?:为|是|[:：])(?P<v>{NAME})(?=[，,。；;]|$)")
    for field in _FIELDS[:3]
)
_JOINED = re.compile(rf"(?:{_ORGAN})[和与及]")
# 依据《…办法》，某区民政局对“助餐服务补贴”项目开展绩效自评
_EVALUATES = re.compile(
    rf"(?:^|[，,。])(?P<v>{NAME})(?:(?:根据|按照|依据|依照)[^，,。]{{2,40}}[，,])?(?:组织)?对[^，,。]{{2,40}}?(?:开展|进行|实施)了?[^，,。]{{0,12}}?(?:自评|评价)"
)
# 某市文学艺术界联合会（以下简称“市文联”）2023 年度部门预算…
_CALLED = re.compile(rf"^(?P<v>{NAME})[（(]以?下(?:文|面)?简称[^）)]{{2,14}}[)）]")
_OWN_PART = re.compile(r"[（(](?:本级|机关|本部)[)）]$")
_HIRED = re.compile(r"事务所|(?:咨询|评估|造价|招标|评价|管理顾问)[^局委厅]{0,6}(?:公司|集团)|研究院$")
_KNOWN_AS = re.compile(r"[（(](?:以下|下文?|后文?)?(?:统称|简称|称).*$")
# What is built and has a name that might be a body's: by its kind, or by how the title goes on.
_STRUCTURE = re.compile(
    r"(?:(?:驿|车|泵|电|换乘|加油|充电|中转|水文|气象|基|闸)站|(?:停车|填埋|处理|处置|机|广|市|球|操|运动)场|(?:公|陵|产业|示范)园|水库|舞台)$"
)
_BUILT = re.compile(r"(?:[一二三]期)?(?:工程|[新改扩迁]建|改扩建|建设|改造|修缮|维修|修建|装修)")
_ACTS = (
    r"(?:[，,]?(?:根据|按照|依据)|高度重视|负责|承担|组织|开展|成立|制定|制[订发]|印发|出台|建立|严格|认真|主管|隶属|内设|下设|始?建[校院馆]于|创[办建]于|现有|共有|编制|在职|对|会同"
    r"|[是为系][^，,。；]{0,20}(?:单位|机构|部门|医院|学校))"
)
_PLACE = re.compile(r"(?:镇|乡|街道|县|市|区)$")
_NO_OWNER = re.compile(r"^[本我该各全此其县市区省]|^(?:第[一二三四]|以上|根据)")


def clean(value: str) -> str:
    """A field's value without its code, the seal and the field that follows."""
    if len(re.findall("[）)]", value)) > len(re.findall("[（(]", value)):  # （项目单位：…）
        value = value[:-1]
    return _CODE.sub("", _PARTS.sub("", _NEXT_FIELD.sub("", bare(value))).strip("：:，。_（("))


def is_name(text: str) -> bool:
    """Whether a text is nothing but a department's name."""
    return bool(re.fullmatch(NAME, text)) and not _NO_NAME.search(text)


def choose(names: Iterable[str | None]) -> str | None:
    """The first name, unless a later one says the same more fully: a scan lost characters, a short form, a place.

    A unit's own part of a department (本级) is the department where the name stands without it too.
    """
    given = [name for name in names if name]
    if not given:
        return None
    if _OWN_PART.search(given[0]) and (whole := _OWN_PART.sub("", given[0])) in given:
        return whole
    fuller = [other for other in given[1:] if _is_fuller(other, given[0])]
    return max(fuller, key=len) if _PLACE.search(given[0]) and fuller else next(iter(fuller), given[0])


_SHORT = {"联": "联合会", "协": "协会", "委": "委员会"}  # how short forms end
_LONGER = 8  # characters that a short form may leave out


def _is_fuller(other: str, name: str) -> bool:
    """Whether another name of a body is this one told in full: 社会科学界联合会 for 社科联."""
    before, found, after = other.partition(name)
    if found and after and _PLACE.search(name):
        # 云桥区柳埠街道办事处 is 柳埠街道
        return not before or (region_of(f"{before}局") == before and bool(re.match("办事处|人民政府", after)))
    ending = next((full for short, full in _SHORT.items() if name.endswith(short) and other.endswith(full)), "")
    if ending and len(other) <= len(name) + _LONGER and other[:2] == name[:2] and _holds(other, name):
        return True  # 社科联, 社会科学界联合会
    if name.endswith("委") and other == f"{name}员会":
        return True
    if other.endswith(name) and len(other) > len(name) and not region_of(name) and region_of(other):
        return True
    return len(name) < len(other) <= len(name) + 3 and name not in other and _holds(other, name)


def _holds(other: str, name: str) -> bool:
    """Whether a name's characters are found in another in their order."""
    rest = iter(other)
    return all(char in rest for char in name)


_WE = re.compile(
    r"(?:我(司|局|委|厅|馆|院|校|园|中心|站|处|所|社|队|会|公司|集团|厂|场|段)|本(馆|院|校|园|中心|站|社|公司))(?!长)|简称[：:]?[“\"]?(?:本|我)?(中心|医院|学校|[局委馆院校站处所社队])[”\"]?[)）]"
)


def speaker(texts: Iterable[str]) -> str:
    """The kind of body that speaks as 我院 or is called 中心 for short; "" when none does."""
    for text in texts:
        if found := _WE.search(text):
            return found[1] or found[2] or found[3]
    return ""


def is_built(name: str, title: str, texts: Iterable[str], we: str = "") -> bool:
    """Whether a name on the cover is of what is built (驿站, 停车场), not of a body: nowhere in the text it acts."""
    built = _STRUCTURE.search(name) or (name in title and _BUILT.match(title.partition(name)[2]))
    if not built or re.search(f"{_SURE}$", name):
        return False
    acts = re.compile(rf"{re.escape(name)}{_ACTS}|(?:单位|部门)(?:为|是|[:：]){re.escape(name)}|由{re.escape(name)}")
    return not (we and name.endswith(_kinds(we))) and not any(acts.search(bare(text)) for text in texts)


def on_cover(
    lines: Sequence[str], title: str, letterhead: str | None, signers: Sequence[str], texts: Sequence[str], we: str = ""
) -> Iterator[str | None]:
    """The departments that the cover names, the likeliest first.

    A field whose name signed too counts most, then that of whom the report is about, then the title's department where
    the year ends it or where it signed or has a line or a field of its own, and then who is in charge of it, carries
    it out or ordered it. Who carries it out counts before who is in charge where the report speaks for it (`we`).
    """
    owned = any(_OWN_FIELD.search(text) for text in lines)
    given = _in_order([_field(lines, field, we) for field in _COVER_FIELDS], we, owned=owned)
    titled, letterhead = (
        name if name and (name in {*signers, *given} or not is_built(name, title, texts, we)) else None
        for name in (named_in_title(title), letterhead)
    )
    yield next((name for name in given if name and name in signers), None)
    yield letterhead if letterhead in signers and f"({letterhead})" in lines else None  # in brackets below the title
    yield given[0]
    if titled and (titled in {letterhead, *signers, *given} or _ENDED.match(fold(title.partition(titled)[2]))):
        yield titled
    yield from given[1:-1]
    yield from (titled, letterhead, *signers, given[-1])
    if we:  # 松汀区青禾幼儿园户外活动环境提升项目…, and 我园 in the text
        ends = (at + len(kind) for at in range(4, 25) for kind in _kinds(we) if title.startswith(kind, at))
        yield next((title[:end] for end in ends if _BEGUN.fullmatch(title[: end + 1]) and region_of(title[:end])), None)


_BEGUN = re.compile(r"[\u4e00-\u9fff]+[\u4e00-\u9fff“《]")
_OWN_FIELD = re.compile(r"(?:^|/)[（(]?项目单位")
_INSTITUTIONS = ("医院", "学校", "中学", "小学", "大学", "学院", "幼儿园", "馆", "中心", "公司", "局")


def _kinds(we: str) -> tuple[str, ...]:
    """How names of the bodies end that speak so."""
    return ("中学", "小学", "大学", "校") if we.endswith("校") else (we,)


def _in_order(given: list[str | None], we: str, *, owned: bool) -> list[str | None]:
    """The fields' names in their order: who carries it out before who is in charge where the report speaks for it.

    Or where it is a body of its own (医院, 局) whose project it is (`owned`), and the report speaks for neither.
    """
    charge, carries = (bool(we) and (name or "").endswith(_kinds(we)) for name in given[1:3])
    own = owned and (given[2] or "").endswith(_INSTITUTIONS) and not (given[2] or "").endswith("分局")
    return [given[0], given[2], given[1], *given[3:]] if not charge and (carries or own) else given


def _field(lines: Sequence[str], field: re.Pattern[str], we: str) -> str | None:
    """The value of a cover's field: one that looks like a department, or any short one behind a colon.

    Of several (部门名称, 单位名称) the one that the report speaks for. A scan may have lost the colon.
    """
    values = [(found["colon"], clean(found["v"])) for text in lines if (found := field.search(text))]
    values = [(colon, value) for colon, value in values if not _HIRED.search(value)]
    names = sorted(
        (name for _, name in values if is_name(name)), key=lambda name: not (we and name.endswith(_kinds(we)))
    )
    others = [v for colon, v in values if colon and 4 <= len(v) <= 40 and not re.search(r"[。；，]", v)]
    return next(iter(names or others), None)


def named_in_title(title: str) -> str | None:
    """The department that a title begins with, its year aside."""
    folded = fold(title)
    start = re.match(r"(?:关于|附件\d*)?(?:(?:20\d\d|二[〇零][〇零一二三四五六七八九]{2})年度?)?(?:关于)?", folded)
    at = start.end() if start else 0
    head = _CUT.split(folded[at:])[0]
    ends = [found.start() for found in _MAYBE_CUT.finditer(head)] + [len(head)]
    for end in sorted(ends, reverse=True):
        name = title[at : at + end].removesuffix("的").removesuffix("部门")
        if is_name(name):
            return name
    begins = _BEGINS.match(title, at)
    return begins[0] if begins and _MAYBE_CUT.search(head) else None


def named_in_letterhead(cover: Sequence[Paragraph]) -> str | None:
    """A department alone on one of the first lines, perhaps in brackets, with the year or the word 文件."""
    for paragraph in cover[:6]:
        for text in (paragraph.text, *(line.text for line in paragraph.lines)):
            plain = bare(text)
            inner = re.fullmatch(r"[（(]([^（）()]+)[）)]", plain)  # 部门本级 in brackets is a kind, no name
            plain = inner[1] if inner and (region_of(inner[1]) or re.search(f"{_SURE}$", inner[1])) else plain
            found = re.fullmatch(rf"[-—]{{0,2}}(?P<v>{NAME})(?:20\d\d年度?|文件)?", plain)
            if found and len(found["v"]) >= 4 and is_name(found["v"]):
                return _KNOWN_AS.sub("", found["v"])
    return None


def named_in_form(tables: Sequence[LabelledTable], we: str = "") -> str | None:
    """The department in a form's field; the best kind of field counts."""
    cells = [cell for table in tables for cell in table.cells if cell.row_label]
    labels = {bare(cell.row_label) for cell in cells}
    given: list[str | None] = []
    for field in _FORM_FIELDS:
        meant = {label for label in labels if field.search(label)}
        names = (clean(cell.cell.text) for cell in cells if meant and bare(cell.row_label) in meant)
        given.append(next(filter(is_name, names), None))
    owned = any(_OWN_FIELD.search(label) for label in labels)
    return next(filter(None, _in_order(given, we, owned=owned)), None)


def named_in_text(cover: Sequence[Paragraph], first: Sequence[Paragraph], title: str = "") -> str | None:
    """The department that the opening sentence reports for, or that the first section describes.

    One that the title begins with has its region from there: 临江区育才小学校舍维修项目, and 育才小学 in the text.
    """
    for paragraph in cover:
        if found := _IN_TEXT.search(paragraph.text) or _EVALUATES.search(paragraph.text):
            return _KNOWN_AS.sub("", found["v"])
    for paragraph in first:
        plain = bare(paragraph.text)
        if (called := _CALLED.match(plain)) and not _HIRED.search(called["v"]) and not _NO_NAME.search(called["v"]):
            return called["v"]
        found = _IN_FIRST.match(plain)
        if (
            found
            and (len(found["v"]) >= 5 or found["v"] in title)
            and not _NO_OWNER.search(found["v"])
            and not re.search(r"[的是为对]", found["v"])
        ):
            name = _KNOWN_AS.sub("", found["v"])
            titled = title[: title.find(name) + len(name)]
            return titled if name in title and region_of(titled) == titled.removesuffix(name) else name
    plain_texts = [bare(paragraph.text) for paragraph in first]
    stated = (found["v"] for field in _STATED for text in plain_texts if (found := field.search(text)))
    return next(
        (
            name
            for name in stated
            if is_name(name) and region_of(name) and not _JOINED.search(name) and not _HIRED.search(name)
        ),
        None,
    )


_SEALED = re.compile(r"\s+|[（(](?:公章|盖章|章)[）)]|20\d\d年.*$")
_FIELD = re.compile(r"^(?:报送|填报|评价|自评|部门)?单位(?:名称)?(?:[（(][^（）()]{0,8}[）)])?[:：]")


def signer(text: str) -> str | None:
    """The department that a line of a signature names; who was hired to evaluate it signs as well and is none."""
    name = _FIELD.sub("", _SEALED.sub("", text))
    again = name.find(name[:2], 2)
    if again > 0 and is_name(name[:again]) and is_name(name[again:]) and region_of(name[again:]):
        name = name[:again]  # the first of two that sign side by side
    spoken = _HIRED.search(name) or _KNOWN_AS.search(name)
    return name if is_name(name) and len(name) >= 4 and not spoken else None
