"""Names that stand behind their number (后置名称): 500 万元的项目资金, 35 万元用于培训, 29 家企业."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.labels.bounds import bounded
from extractors.labels.words import is_generic, names_a_thing, names_one_thing, shorten, stem, trim
from schemas.figure import Kind

if TYPE_CHECKING:
    from extractors.labels.said import Said
    from extractors.numbers.numerals import Quantity

_LEFT_OVER = re.compile(r"\s*(结转|结余)")
# 远高于全省 85% 的平均水平: the name goes on after the number.
_FOLLOWING = re.compile(
    r"的([\u4e00-\u9fffA-Za-z“”（）]{2,16}?)(?=[，。；、,;）)：:\d]|未|尚|没|已|仍|还|用于|进行|实施|(?<!行)为|由|$)"
)
_OBJECT = re.compile(
    r"\s*(?![给为到作])([\u4e00-\u9fff“”]{0,14}?(?:资金|经费|补贴|补助|费用?|款|支出|结余|结转|部分))"
    r"(?=[，。；、,;）)：:]|至|到|未|尚|用于|统筹|超|违|被|中|列支|报销|挪|滞留|闲置|沉淀|[撬带拉]动|吸引|(?:附件|手续|凭证|票据|发票|单据)不)"
)
_PURPOSE = re.compile(
    r"，?\s*(?:(?:主要|全部|统筹)?(?:用于|投向|专项用于|作为)|由(?!于))([^，。；、,;（(）)：:\d]{2,20})"
)
# 余下 63.85 万元结转下年, 143.22 万元被财政收回: what became of money is its name.
_FATE = re.compile(
    r"\s*的?(?:资金|经费|款项?)?(?:按规定|全部|[由被已均也将]|仍|尚|年底|年末|于?次年|次月|随[^，,。；]{2,8}?|由我[局校院镇])*"
    r"(?P<fate>(?:[省市县区本]?级?财政(?:部门)?)?(?:统筹|统一|一并|及时)?(?:收回|回收)|结转(?:下年|下一年度?|次年)?|上[缴交](?:国库|财政)?|[缴交退]回|待?核销|未能?(?:支付|拨付|执行|兑付|支出|使用))"
)
_TIME = re.compile(r"(?:[当本全]?年[底末初内]?|目前)*")
_WHEN = re.compile(r"年[底末](?=[仍还尚]|$)")
_WAS = re.compile(r"\s*[为是系]([\u4e00-\u9fff]{2,12})(?=[，。；,;]|$)")  # 其余 30 万元为招标节约
_REST = re.compile(r"[\s，,]*(?:其余|余下|剩余|剩下|另有)的?\s*$")
_PARTS = re.compile(
    r"\s*[（(](?P<name>[\u4e00-\u9fff]{2,8})[)）]\s*(?:[、,，和]|及)?"
)  # 依次为 55 万元（防火）、32 万元（考录）
_NO_PART = re.compile(r"人民币|税|大写|暂定|其中|占比|下同|以[上下内]|左右|见|预|约")
_KEPT = re.compile(r"(?:^留|预留|扣留|提取|计提|扣除|暂扣|收取)(?:[了]|合同价?的?|总价的?)?$")  # 预留 5% 质保金
_KEPT_SUM = re.compile(r"\s*(?:的|[用当]?作为?)?([\u4e00-\u9fff]{2,8}?(?:金|款|费))(?=[，。；、,;（(]|$)")
_COUNTED = re.compile(
    r"(?!的)[\u4e00-\u9fff]{2,10}?(?=[，。；、,;：:（(]|$|因|由|中[已有均仅未]|未|已|被|尚|\d+(?:天|个月|个?工作日))"
)
_BY_EACH = re.compile(r"(?P<of>.{2,}?)按照?每[^\W\d]+")
_STANDARD = re.compile(r"标准|定额|限额")
_UNPAID = re.compile(
    r"\s*的?(?:(?:因|由于)[^，,；;。]{2,16}?)?((?:尚|仍)?(?:未|没有|未能|没能)(?:支付|使用|拨付|支出|结算|兑付|兑现|发放|到位|下达|落实|执行|分配|缴纳|完成|收回|动用)|(?:沉淀|滞留|闲置)(?!率))"
)
_LEFT = re.compile(r"(?P<of>.*?)(?:中|里)?[仍还尚]+$")
_HAS = re.compile(
    r"(?:.*[一这该每][笔批]|(?:自|检|抽|核|审)查(?:中)?(?:发现|查出))?(?:另|仅|共|尚|还|仍|已|每)*(?:有|安排|投入|下达|拨付|落实|支付|支出|使用|筹集|争取|余下?|剩[下余]?|没用完|未用完|剩余)?[了的]?"
)
# What a number is held against: 超出 10% 的控制线, 在 40 万元的预算盘子之内, 没有够到 2000 元的门槛.
_LEVEL = re.compile(
    r"(?:[年初全本省市县区州国定中央部门](?:初|里|家|级)?)*(?:预算|计划|批复)?(?:控制|考核|警戒|合格|达标|及格|目标|限定|平均)?"
    r"(?:线|限额|限价|目标|水平|标准|平均|要求|红线|预[期定]|设定|计划|规定|门槛|上限|下限|底线|额度|预算|盘子|指标|任务|省定|概算)值?"
)
_COMPARISON = re.compile(
    r"^[比较与同](?=$)|^(?:[但却仍均都也尚还远略]|明显|大幅)*(?:(?:[高低大小优好多少]于|超过?|超出|突破|不足|不及|符合|满足|达不?到?|(?:[没未]有?|不)能?(?:[高低少]于|超过?|达到?|做到|够?到|够)?|够到|距离?|离|在))?"
)
_HOLDING = re.compile(r"控制在|[未不]达\s*$|^[，,\s]*[但而却]?[与同和]")
_SET = re.compile(r"(?:年初|绩效)?(?:设定|要求|规定|约定|预期|计划|考核|目标)(?:值|要求|标准)?")
_SHORT = re.compile(r"\s*(?:[还仍尚]有?)?(?:相?差|缺|少)")
_MEASURE = re.compile(r"[率度比例重]$")
_WITHIN = re.compile(r"(?:[高低]出?了?|之内|以内|范围(?:之|以)?内|范围|之下|以下)$|(?:[仍还尚]|相)*(?:差|缺|少|有).*$")
_FOUND = re.compile(r"(?:发现|查出|指出)$")
_HAVING = re.compile(r"(?:^|其中|[，,；;：:])([^，,；;]{4,})的有\s*$")
_NO_OWNER = frozenset({"主要", "其中", "主要是", "主要有"})
_IN_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")
_WHOM = re.compile(r"(?:对|凡|如|若)(?:连续[^\W\d]{1,3}年?)?(?P<what>[^,，]*[率度比例])")
_BELOW = frozenset({"低于", "不足", "未达到", "未达", "不到", "达不到", "高于", "超过"})
_WHOSE = re.compile(r"(?:项目|单位|部门|科室|处室|[县区市镇乡村](?:区|级)?$|林场|学校|企业|资金)")
# 执行率低于 70% 的扣减补助, 执行率未达到 70% 的收回预算
_THEN = re.compile(r"[扣核压]减|扣回|收回|不予|不得|取消|暂停|约谈|通报|予以|给予|调减")
_RATE = re.compile(r".*[率度]")
_MOVES = re.compile(r"(撬动|带动|吸引|引导|(?<=[\u4e00-\u9fff])每)$")


def behind(text: str, quantity: Quantity, clause: str, words: str, before: str, said: Said) -> str:
    """The name that stands behind its number (500 万元的项目资金, 35 万元用于培训); "" when there is none."""
    if words.endswith("尚") and (left := _LEFT_OVER.match(text, quantity.end)):
        return shorten(words.removesuffix("尚") + left[1])
    if quantity.kind is Kind.COUNT:
        return _counted(text, quantity, clause, words, before)
    if quantity.unit.endswith("百分点"):
        return ""
    if bound := bounded(text, quantity, clause, words):
        return bound
    if unpaid := _UNPAID.match(text, quantity.end) if words.endswith(("仍", "还", "尚")) or not words else None:
        left = _LEFT.fullmatch(words)
        of = left["of"] if left else ""
        return shorten(of + unpaid[1]) if names_a_thing(of) and not _TIME.fullmatch(of) else f"{unpaid[1]}资金"
    return _goes_on(text, quantity, clause, words, said)


def level(text: str, quantity: Quantity, clause: str, words: str, said: Said, depth: int) -> str:
    """The level that the number just named is held against: 好于 85% 的目标; "" for other numbers."""
    if quantity.unit.endswith("百分点"):
        return ""
    after, short = _FOLLOWING.match(text, quantity.end), _SHORT.match(text, quantity.end)
    noun = _WITHIN.sub("", after[1]) if after else ""
    if not short and not (noun and _LEVEL.fullmatch(noun)):
        return ""
    amount = quantity.kind is Kind.AMOUNT
    said_last = said.amounts.get(depth) if amount else said.rate or said.compared or said.last.get(depth)
    base = said_last or said.before
    if base and short:  # 服判息诉率 91.3%，离中院下的 92% 还差 0.7 个百分点
        return shorten(base + "目标") if words.startswith(("离", "距")) or _SET.fullmatch(words) else ""
    of = _COMPARISON.sub("", words)
    held = not words or of != words or quantity.qualifier or _HOLDING.search(clause)
    if not base or not held:
        return ""
    if after and re.search(r"[高低]出?了?$", after[1]):  # 较 95% 的目标低 2 个百分点
        said.against = noun
    if _MEASURE.search(of):  # 产业占比达到 60% 的要求
        return shorten(of + noun)
    return shorten((stem(base) if amount else base) + of + noun)


def _goes_on(text: str, quantity: Quantity, clause: str, words: str, said: Said) -> str:
    """A name that goes on, or comes, behind its number: 高于全省 85% 的平均水平, 35 万元用于培训."""
    when = _WHEN.match(words)
    if quantity.kind is Kind.RATE and _KEPT.search(words) and (kept := _KEPT_SUM.match(text, quantity.end)):
        return kept[1] + "比例"
    alone = _REST.fullmatch(clause) or not clause.strip(" ，,、；;")  # 8 万元为质保金
    if quantity.kind is Kind.AMOUNT and alone and (was := _WAS.match(text, quantity.end)):
        return was[1]
    words = words[when.end() :] if when else words
    bare = quantity.kind is Kind.AMOUNT and (_HAS.fullmatch(words) is not None or clause.rstrip().endswith("安排的"))
    after = _FOLLOWING.match(text, quantity.end)
    if after and quantity.kind is Kind.RATE and quantity.qualifier in _BELOW and _WHOSE.match(after[1]):
        of = _WHOM.search(words)  # 执行率低于 90% 的项目
        return shorten(trim(of["what"] if of else words)) if of or _MEASURE.search(words) else ""
    if after and quantity.qualifier and (whom := _WHOM.fullmatch(words)):  # 对支付率低于 90% 的单位
        return shorten(trim(whom["what"]))
    if after and quantity.kind is Kind.RATE and _THEN.match(after[1]) and (rate := _RATE.search(words)):
        return shorten(rate[0] + ("" if quantity.qualifier else "要求"))
    if after and not re.search(r"(?:为|是|(?<![未不])达)\s*$", clause):
        name = after[1] if bare else words + after[1]
        if standard := _STANDARD.match(after[1]):  # 按村道 3,000 元的标准筹集
            each = _BY_EACH.fullmatch(words)  # 补助按每个监测点 6 万元的标准拨付
            name = (each["of"] if each else words) + standard[0]
        return shorten(name)
    if bare and (fate := _FATE.match(text, quantity.end)):
        return (when[0] if when else "") + fate["fate"]
    moved = _MOVES.search(words)
    found = (bare or moved) and (_OBJECT.match(text, quantity.end) or _PURPOSE.match(text, quantity.end))
    if not found or (found[0].startswith("，") and is_generic(words) and (said.topic or names_one_thing(said.title))):
        return ""  # 松材线虫病防治。支出 392 万元，用于清理疫木
    return shorten((moved[1] if moved else "") + found[1])


def listed_part(text: str, quantity: Quantity, clause: str) -> str:
    """The name in the bracket behind each number of a list: 依次为 55 万元（防火）、32 万元（考录）; "" for others."""
    part = _PARTS.match(text, quantity.end)
    if not part or _NO_PART.search(part["name"]) or trim(_PARTS.sub("", clause, count=1)) not in {"", "依次", "分别"}:
        return ""
    goes_on = re.match(r"\s*\d", text[part.end() :])
    follows = re.search(r"[（(][\u4e00-\u9fff]{2,8}[)）]\s*[、,，和及]\s*$", text[: quantity.start])
    return part["name"] if goes_on or follows else ""


def _counted(text: str, quantity: Quantity, clause: str, words: str, before: str) -> str:
    """What is counted: 4 所账务不健全 of 民办园, 补贴依赖度超过 50% 的有 18 家."""
    words = "" if _FOUND.search(words) or words in _NO_OWNER else words
    if clause.rstrip().endswith("的有") and (of := _HAVING.search(before)):
        return shorten(trim(_IN_BRACKETS.sub("", of[1])))
    counted = _COUNTED.match(text, quantity.end)
    if counted and words.endswith("中"):  # 20 所园中有 4 所账务不健全
        return shorten(f"{counted[0]}的{words.removesuffix('中')}")
    return shorten((words if len(words) > 1 else "") + counted[0]) if counted else ""
