"""The names of quantities as a report words them (指标名称).

A label is what stands before the number in its clause, less what only leads to the number (为, 达到, 共计) and what
only places it (2020 年, 我局, 其中). A clause that says too little (实际支出, 同比增长, 占) borrows from the figure
before it or, for scores, from the heading.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from io import BytesIO
from typing import Any

from extractors.numbers.characters import fold
from schemas.catalogue import load_catalogue

PART = "一笔"  # before the name of what is one part or a bound of the quantity, and has no indicator of its own
LONGEST = 24  # characters of a label; more is a sentence

# A lead-out begins with one of these, which rules most places out.
_OUT = r"约为是达共计有仅只近超逾突了掉按均各等增升降核提上回扩调下落减压缩控保稳维不处介位在皆都要须应需酌争力大花用拟全人小至到每从由分其较偏占金最比与同经测算已未尚累被远:：=＝￥¥≥≤<>\-—~、,，（(\s\"'"
_LEAD_OUT = re.compile(
    rf"(?=[{_OUT}])"
    r"(?:(?:分别|已经?|未能?|尚未)?(?:共计|累计)?(?:(?<![节签契合预特])约为?|为|是|达到了|达到|达成|(?<![下送传])达|共有|共|(?<![合总小累共])计|(?<!实)有|仅|只|近|远(?=$|[低高超大小好优])|超过了?|超|逾|突破了?|(?<=[扣减])(?:了|掉了?)|(?<=^拟)按照?|"
    r"(?<=[往历]年)均|(?<![人户亩床生年月日平村校县镇班次处店车辆台所家例场不])均|各|"
    r"等于|增至|升至|降至|(?:(?:已|被)?(?:核减|核增|核定)|提高|提升|上升|回升|扩大|调增|调减|下降|回落|降低|减少|增加|压缩|压减|缩小)[到至为]|(?:控制|保持|稳定|维持)在?|不得?(?:低于|少于|高于|超过|大于|小于)|"
    r"处于|介于|位于|落[在于]|(?<=[率度比额量数值异])[均都皆]?在|(?<=[率度比额量数值])(?:要求?|须|应当?|需)(?=$)|酌情|争取|力争|大致|大约|大概|(?<=[\u4e00-\u9fff]{2})(?:花去|用去|花掉|用掉|花了|(?<=[上去今]年)用了|拟)|全部|[:：=＝]|人民币|￥|¥|大于|小于|[≥≤<>]|[-—~至到])"
    r"|(?<=在)每[^\W\d]{1,2}|(?<=标准)(?:为|是|按)?每[^\W\d]{1,2}(?:每[^\W\d]{1,2})?|(?<=[\u4e00-\u9fff]{2})(?:为|是|按[\u4e00-\u9fff]{0,4})?每[^\W\d每]{1,2}每[^\W\d]{1,2}|(?<=[\u4e00-\u9fff]{2})按[人户生]均(?:每[^\W\d]{1,3})?|(?<=[^自理事])[由从](?:每[^\W\d]{1,2})?|(?<=[\u4e00-\u9fff]{2})按照?|[由从](?:(?:19|20)\d\d年|[上去]年|[年期](?=初)|现在|现行|目前|原来|当前)[末底初]?的?|(?<!中)分别|其中|(?<=[支收][出入款])共计|(?:较[多少高低大小]|(?<![平准值均])偏[高低大小]|(?:占比|比重|金额)?最[多少高低大小])[,，]?"
    r"|(?:[比较与同](?:上年|去年|往年|预算)[^,，\d]{0,4}?(?:持平|略有?[升降增减]少?))[,，]?|(?:[按经]\S{0,8}?)?(?:计算|测算|核算|算)(?:可?得出?|出|后)|[、,，（(\s\"'])+$"
)
_YEAR = r"(?:19|20)\d\d(?:年度?|财年)"
_LEAD_IN = re.compile(
    r"^(?:[\s、,，。；;：:）)】\]\"'.·…×÷+*＋]+|(?:截至|截止)到?[^，,]{0,14}?(?:时点|年底|年末|月底|月末|底|末|日|目前|止|期)|[”》]+|目前|至(?:年[末底]|目前|今)|[^,]{2,10}中(?:设定|设置|规定|约定|确定|明确|要求)的"
    r"|(?:按照?|根据|依据|依照)[^,，\d]{0,8}?(?:约定|规定|要求|口径|办法|标准|核定|计划)(?=[^,，的]{2})"
    r"|其中[:：，,]?|以及|资金来源[为是]|来源[为是]|并且|并|和(?!谐)|与(?![上去]年|同期|预算|年初|(?:19|20)\d\d)|及(?!时|格)|(?<!原)因(?!公|素)|另外|另|同时|且|则|即|故|还|又|也(?!门)|而|但|由于|因此|其余|加上|(?:全年)?(?:主要)?用于|"
    rf"(?:截至|截止|到|至)?{_YEAR}(?:\d{{1,2}}月(?:\d{{1,2}}日|底|末)?)?(?:末|底)?(?:前(?!期|[一两三]))?(?!初|级)|\d{{1,2}}月(?=调[增减整]|追加|收回)|[于至]?\d{{1,2}}月(?:\d{{1,2}}日|底|末)前?(?!期)|由[^,]{{1,4}}(?=自筹|承担|配套)|由(?=每)|\d{{1,2}}[-—至~]\d{{1,2}}月份?|"
    r"(?:我|本)(?:局|单位|部门|委|办|院|中心|厅|校|会|街道|镇|乡|县|区|市|馆|站|队|所|处|公司|院校)(?:机关)?(?!级|人员?[数编]|门)|"
    r"[^,]{0,12}?主要(?:包括|用于|有|是)(?=[^,]{2})|经(?:自评|评价|核算|统计|综合评价|自查|测算)|据统计|[一二三四五六七八九十]是|(?:主要|具体)(?:是|为|包括|有)|包括|(?:本|当|今)年度?(?=[比较与同][上去])|到年[底末]|(?:年度内|当年|本年度)(?=[^,，]{4})|"
    r"[对向给](?=[^,，、]{1,8}[县区市镇乡村局]$)|[①-⑳]|[(（](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]|\d{1,2}[.、．](?=[^\d])|[按从]\S{2,10}(?:看|分)[，,:：]?|在\S{2,6}方面[，,:：]?|共(?=[有收支安])|有(?=[^效关害限][\u4e00-\u9fff]{2})|"
    r"该(?=项目|单位|部门|工程|资金|专项)|[本此]次(?=[^,]{2})|控制在(?=[^,]{0,4}(?:预算|概算|限额)$)|(?:本|该)(?:项目|专项)(?=(?:19|20)\d\d年|年初|全年)|(?:实现|取得)(?=(?:总)?收入)|[将把](?![于会在被要达])(?=[^,]{2,}(?:资金|[费款率比额数价助贴]|标准|比例|经费)$)|(?:扣分|失分|主要)?原因(?:是|为|系)|[据依]此(?=[^,])|每[^\W\d]{1,3}?一个百分点(?=[扣加减])|除(?=[^,]{2,}(?:率|进度|支出|费|资金)$)|(?:综合)?考虑到?[^,]{2,10}?(?=扣减?除?$)"
    r"|(?:年中|执行中)?(?:追加|追减|调增|调减)+后(?=调整|预算)|(?:计算|测算|折算)(?=[^,]{2})|按\d{1,2}(?:个月|天|年)(?=[^,]{2})|(?:全部|均|已)*(?:整改|核实|清理|查处)(?:到位|完毕)?并(?=.{2})|全[省市县区州镇乡校院]共(?=[^,])|约(?=[占需])|含(?=[上本当]年|年初)|中(?=财政|人员经费|公用经费|工资|基本支出|项目支出)|处于|位于|(?:仅|只)(?=占)"
    r"|[^,]{2,8}(?:中心|局|办|公司|机构)(?=(?:审定|审减|核定|核减)$)|[^,]{0,6}后(?=送审$)|[^,]{0,6}(?:审计|审核|评审|验收|招标|谈判|论证)后(?=.{2})|后(?=压[减缩]|调[增减]|追[加减]|实际)|[一另]块是"
    r"|[^,]{0,10}?(?:评价|审计|检查|督查|核查|抽查|监控|巡[察视])+(?:中|组)?(?:发现|指出|查出)(?:的|了)?(?=[^,]{4})|[^,]{2,8}(?:批准|批复|核定)(?=.{0,6}(?:年初|部门|本级)?预算$)|(?:确保|力争|力求|保证|争取|促使|使)(?=[^,]{2,}[率度]$)|建议(?:[^,]{1,8}?(?:财政|部门|单位|[局厅委]))?(?=[^,]{2})|(?:适当|逐步|合理|进一步)(?:提高|上调|调整|降低|放宽)(?=[^,]{2,}(?:标准|比例|限额|额度)$)"
    r"|[^,]{0,10}以\S{2,20}?号(?:文件?|通知)?(?=[^,]{2})|(?:安排|下达|批复|核定|核批)(?:给|到)?我[省市县区局厅委办院校](?=[^,]{2}))"
)
# 省财政厅下达我县…补助资金: who gave it is no part of the name; 预算安排 is.
_DEED = re.compile(
    r"^(?![^,]{0,6}[少多未欠漏](?:安排|下达|拨付|支付|收到|发放|投入|缴纳|落实))[^,预初计]{0,10}?共?(?:安排|下达|拨付|支付|收到|争取|发放|兑[现付]|投入|落实|筹[集措]|预留|计提|缴纳|偿还|追缴|挽回|引进|吸纳|撬动|核定)(?:到|了|给?我[省市县区局委院])?"
    r"(?=[^,]{2,}(?:资金|经费|补贴|补助|款|[^\W资奖]金|投资|资本|损失|费|基数|指标)$)"
)
# What says where, why or under what influence inside a clause, and is no part of the name: 年中因…调增, 拟在…中安排.
_ADVERBIAL = re.compile(
    r"(?=[在受因截到])(?:(?:(?<=^拟)|(?<=^计划)|^)在[^,]{2,16}?(?:中|时|内|期间|阶段|过程中)(?=[^,]{2})|受[^,]{2,12}?影响(?=[^,]{2})"
    r"|因(?!公|素|此|而)[^,]{2,14}?(?=追加|调[增减整]|未|增[加支]|减[少收]|结余)|(?<=[^,]{4})(?:截至|截止|到)\d{1,2}月[底末]?(?=[^,]))"
)
# 将项目法比例调整到, 将养护资金 58 万元用于…: what is done to is the name.
_DISPOSED = re.compile(
    r"^[^,]{0,8}[将把]([^,]{2,}(?:资金|经费|款|费))$|"
    r"^[将把]([^,]{2,}?)(?:由[^,]*)?(?:调整|提高|提升|提至|降低|降至|上调|下调|压[减降缩]|控制|增加|减少|稳定|维持|保持|扩大|缩短)[^,]{0,3}$"
)
_BRACKETS = re.compile(r"[（(][^（()）]*[)）]?$")
# Brackets inside a name that explain it: （含…）, （类）, （A）; （境） and （护） are part of theirs.
_ASIDE = re.compile(
    r"(?<=[^\s])\((?:(?:含|不含|包括|包含|不包括|其中|以下|即|原|注|详见|剔除)(?:[^()]|\([^()]*\))*|[类款项][^()]{0,3}|[A-Za-z]|(?:[^()]|\([^()]*\)){8,})\)"
)
# 一般公共服务支出（类）…（款）行政运行（项）: the lowest level is what the number is of.
# 目标值为设备故障率≤2%: the value's name comes first.
_VALUE_FIRST = re.compile(r"^((?:年度|预期)?(?:目标|指标|计划|预期|实际|完成)值)[为是](?=[^“])(.{3,})$")
_YEAR_LAST = re.compile(r"^([^,较比与同]+[费款金出入数率额])([上去今往]年)$")  # 差旅费上年用了 38.6 万元
_LEVELS = re.compile(r"^.*\([类款]\)(?=[^()]{2,}(?:\([^()]*\)[^()]*)?\([款项]\))")
_TWICE = re.compile(r"(支出|收入|费用)\1")  # 其他商品和服务支出（款）支出
_GRADED = re.compile(r"(?:评价|自评)?(?:等级|等次)为“(.{1,3})”的?(项目)?")
_OF_LEVEL = re.compile(r"^[该本此这](?:(?:项|个)?[一二三]级|类)指标")
_STAGE_TIME = r"(?:年初|年中|年内|年底|期末|[中后]期|据实|(?:预算)?(?:执行|实施)(?:过程)?中|仅|只|原|计划|全年|当年|本年|上年|调整后?|年度|实际|最终|年末|已|累计|应|(?<!公)共|尚|当年实际|本年实际)*"
_WHEN = re.compile(_STAGE_TIME)
_SPENT = re.compile(rf"{_STAGE_TIME}[花用][去掉了]")  # 年内实际花掉: the verb is all that names the stage
_STAGE = (
    r"(?:预算安排|预算批复|预算下达|预算|支出|执行|使用|支付|开支|列支|完成|到位|发生|安排|投入|拨付|下达|结余|剩余|结转|收入|决算|批复|追加|调整|调减|调增|调剂|兑现|核减|成交|中标|(?:结算)?(?:送审|审定)|计发"
    r"|实[支付发拨用收缴]|支用|动用|实际入库|花费|花销|开销|用款|付款|发放|兑付|报销|征收|结算|核定|审[减核]|核增|签约|[支用花付发拨兑清][了去掉出完]|发出去|留下?|需要?"
    r"|(?<=[已共实只仅])[用支付花拨发兑收缴])"
    r"(?:数|金额|资金|额|总额|支出|预算|决算|数额)?"
)
# Labels that say which stage a quantity is at, not which quantity it is.
_GENERIC = re.compile(rf"{_STAGE_TIME}{_STAGE}|(?:实际|全年|完成)*采购(?:金额|额|数|支出)?")
_PRICE = r"(?:中标|成交|合同|送审|审定|控制|(?:结算)?(?:审核|评审))价"
_STAGE_AT_END = re.compile(
    rf"(?:{_PRICE}|(?<=采购)计划|合计|总计|(?:全年|年初|本年|当年)?(?:资金)?总额|{_STAGE_TIME}{_STAGE})$"
)
_FUND = re.compile(r"(?:公共|基金|经营)$")  # 一般公共预算: no stage of 一般公共
# A name that says when and nothing else.
_NO_STEM = re.compile(
    rf"(?:[省市县区州旗]级?财政|{_PRICE}|.*情况$|(?:上|本|当|全|去)?年度?|年[初中末]|原|取得|实现|(?:追加|调整)后|总[额计]|合计|部门|单位|整体|总|应|该|各|目标|计划|任务|指标|设计|同口径|[人户年]均|平均)*"
)
# Headings of parts about money, which name no money: 资金使用情况.
_ABOUT_MONEY = re.compile(
    r"(?:项目|专项|财政|预算|绩效)*(?:(?:资金|经费|预算)(?:支出|使用|到位|支付|安排|拨付|执行|管理|下达|落实|分配|投入|收支|来源|规模|总额)*|支出|收入)?"
    r"(?:及|和|与)?(?:实际)?(?:使用|执行|支付|管理|到位|分配|落实)*(?:情况|分析|结果)*"
)
# Words that no name has: what bears them tells a deed (县财政于 9 月收回指标).
_SAYING = re.compile(r"(?<!用)于|被|将|把|已|了|通过|解决")
# Rates that are a rate of something: 执行率, 控制率.
_BARE_RATE = re.compile(r"(?:实际|全年)?(?:控制|变动|执行|完成|利用|使用|到位|支出|支付|结余|兑付|发放|办结|节约)率")
_PAST = rf"(?:去年|上年|上一?年度?|往年|前一年|同期|年初预算|预算|年初|目标值?|计划|预期|序时进度|{_YEAR}|20\d\d年)"
_COMPARE = rf"(?:[比较与同]|相比|对比|相较于?)?{_PAST}*(?:同期|决算数?|预算数?)?(?:的\S{{1,16}})?(?:相比)?[，,]?"
# What a number does beside another, by the verb alone.
WAYS = r"增长|增加|净[增减升降]|增收|增支|短收|超收|省出|减支|减收|节支|增产|减产|上升|提高|提升|下降|减少|降低|压减|压缩|缩减|缩小|节约|节省|节余|回落|调增|调减|上涨|上浮|下浮|超支|省下|[涨升降减省]"
MORE = r"[多少](?:支出|支付|安排|投入|争取|收入|拨付|下达|支|收|花|用|付)"
_CHANGE = (
    r"(?:同比|环比|逐年|年均|平均|同口径|大幅|小幅|略有?|按可比(?:价格?|口径)(?:计算)?)*(?:实际|各|均|共|净|又|再)*"
    rf"(?:{WAYS}|[增降减升涨]幅|变动|增减|增长率|下降率|持平|{MORE})"
    r"了?(?:幅度|[率额](?=为?[增上下减]))?(?:为?(?:增[长加]|上升|下降|减少))?"
)
# 收入 12.36 亿元，为年初预算的 101.2%: a share by another verb.
_FOR = r"[为是达](?:年初|年度|全年|调整后?|本年|上年)?(?:预算|计划|目标|任务|决算)(?:数|总额|安排)?的?"
_RELATIVE = re.compile(
    rf"(?:{_COMPARE})?{_CHANGE}|占(?:.{{0,20}}?)(?:的)?(?:比例|比重|百分比)?(?:的)?|占比|比例|比重"
    r"|(?:完成|达到)(?:了)?(?:年初|年度|全年|调整后?|本年)?(?:绩效)?(?:预算|计划|目标|任务)+(?:数|总额|安排)?的?"
    rf"|[比较](?:{_PAST}+|[^，,\d]{{2,12}}?)(?:{MORE}|偏?[高低快慢多少超])出?了?|{_FOR}|(?:实际)?(?:超出|高出|低于|高于|偏离)|相当于[^，,\d]{{2,14}}"
    r"|增速|[高低多少超快慢]出?了?|便宜|(?:与|距|离)?[^，,\d]{0,6}(?:仍|还|尚)(?:相)?差|(?:[高低大多少快慢优]于|超过|超出|落后于?|领先于?|偏离)(?!%)[^，,\d]{2,14}"
)
_COMPARED = re.compile(
    r"(?=[增净短超省节减上下提降压缩回调涨升多少同环逐年平大小略按实各均共又再变持比较与相对去往前预目计序决12的，,占])"
    rf"(?<![人户亩])[各均]?(?:(?:{_COMPARE})?{_CHANGE}|占(?![比用道]).+)$"
)
_EACH_MORE = re.compile(r"[人户亩]均[增减][收产支]$")  # 人均增收 1682 元: a quantity of its own
_QUOTING = frozenset("“”《》()")
_SHARED = re.compile(r"(.{2,})占(.{2,}?)?(?:的)?")
_SHARE = re.compile(r"占(?P<whole>.*?)(?:的)?(?:比例|比重|百分比)?(?:的)?$")


@lru_cache(maxsize=4096)
def trim(words: str) -> str:
    """A clause less what leads into it and out of it; brackets at its end go too when a name is left."""
    words = fold(words).replace(" ", "").replace("，", ",")
    words = _OF_LEVEL.sub("该指标", words)
    if "“" in words:
        words = _GRADED.sub(r"“\1”等级\2", words)
    if "(" in words:
        words = _TWICE.sub(r"\1", _ASIDE.sub("", _LEVELS.sub("", words)))
    while True:
        cut = _LEAD_OUT.sub("", words)
        if cut != words and _SPENT.fullmatch(words):
            cut = words
        shorter = _BRACKETS.sub("", cut)
        if shorter and shorter != cut:
            cut = shorter
        cut = _ADVERBIAL.sub("", _DEED.sub("", _LEAD_IN.sub("", cut)))
        if disposed := _DISPOSED.match(cut):
            cut = disposed[1] or disposed[2]
        if cut == words:
            return unquoted(_in_order(words.strip("、,.;:的[]·")))
        words = cut


def _in_order(words: str) -> str:
    """Words with the name of a value behind what it is of, and the year before the name."""
    for turned in (_VALUE_FIRST, _YEAR_LAST):
        if found := turned.match(words):
            words = found[2] + found[1]
    return words


def unquoted(words: str) -> str:
    """Words without quotation marks that have lost their partner."""
    if _QUOTING.isdisjoint(words):
        return words
    for opening, closing in ("“”", "《》", "()"):
        if words.count(opening) != words.count(closing):
            words = words.replace(opening, "").replace(closing, "")
    return words


@lru_cache(maxsize=4096)
def is_generic(words: str) -> bool:
    """Whether a label names a stage (实际支出) and no quantity of its own."""
    return bool(_GENERIC.fullmatch(words) or _GENERIC.fullmatch(words.removesuffix("了")))


@lru_cache(maxsize=4096)
def is_relative(words: str) -> bool:
    """Whether a label only makes sense beside another figure (同比增长, 占, 完成年初预算的)."""
    return bool(_RELATIVE.fullmatch(words))


def relative_name(words: str) -> str:
    """A comparison as it goes into a label: 占总支出的 is 占总支出比例."""
    words = re.sub(r"^(?:相当于|[为是达](?=[^，,]{2}))", "占", words)
    if words.startswith("占") and words != "占比":
        whole = _SHARE.fullmatch(words)
        return f"占{whole['whole']}比例" if whole and whole["whole"] else "占比"
    return words


def shared(words: str) -> str:
    """A label that says a share (项目支出占总支出) with the word for it."""
    found = _SHARED.fullmatch(words) if "占" in words else None
    if not found or not found[2]:
        return words + "比" if found else words
    return words if re.search(r"比|率", found[2]) else f"{found[1]}占{found[2]}比例"


@lru_cache(maxsize=4096)
def compared(words: str) -> str:
    """A label less the comparison at its end: 收支总计各增加 is about 收支总计."""
    found = _COMPARED.search(words)
    return words[: found.start()] if found and found.start() >= 2 and not _EACH_MORE.search(words) else words


@lru_cache(maxsize=4096)
def stem(words: str) -> str:
    """A label less the words for its budget stage: “三公”经费预算安排 is about “三公”经费."""
    found = _STAGE_AT_END.search(words)
    while found and found.start() > 0:
        if found[0].startswith("预算") and _FUND.search(words, 0, found.start()):
            return words[: found.start()] + "预算"
        words = words[: found.start()].rstrip("的")
        found = _STAGE_AT_END.search(words)
    return words


_ADJUSTED = re.compile(r"^(?:年中|执行中)?(?:追加|追减|调增|调减)(?=.{2})")
_MIDYEAR = re.compile(r"(?<=..)(?:年中|[中后]期)$")  # 中期调减 without its verb
ADJUSTS = re.compile(r"(?:追加|追减|调增|调减)$")


def staged(base: str, words: str) -> str:
    """A stage (实际支出) of the quantity that `base` names at another stage; `words` alone when base names none."""
    if _CARRIED.fullmatch(base) and re.search("[用支花]", words):  # 上年结转 126 万元，已用 118 万元
        return base + words
    about = re.sub(r"^(?:[上本去]年度?|全年|当年)(?!结)", "", stem(base))
    about = _MIDYEAR.sub("", _ADJUSTED.sub("", about))
    about = re.sub(r"(?:人均|每[^\W\d]{1,2})?(?:定额|标准)$|(?<=..)[人户生]均$", "", _EACH.sub("", about))
    if ADJUSTS.search(words) and base.endswith("预算"):  # 年初预算 120 万元，年中追加 15 万元
        about = about.removeprefix("年初")
        return words + (about if about.endswith("预算") else about + "预算" if names_a_thing(about) else "预算")
    if not names_a_thing(about) or words.startswith(about) or about in {"其他", "其它"}:
        return words
    if len(about) > 2 and about[-2:] in words:
        words = words.replace(about[-2:], "", 1)
        return words + about if _WHEN.fullmatch(words) else about + words
    return about + words


_CARRIED = re.compile(r"(?:[上去]年度?|以前年度|历年|年初)(?:财政)?(?:拨款)?结[转余](?:结余|和结余)?(?:资金)?")
_EACH = re.compile(r"^[人户亩村床生校]均|(?:部分)?按?(?:每(?:人|户|生|名|年|月|天|日|次|亩|村|台|例))+")


def names_a_thing(words: str) -> bool:
    """Whether words name what a stage (实际支出) can be a stage of."""
    return words == "采购" or (
        bool(words) and not (is_generic(words) or _NO_STEM.fullmatch(words) or _SAYING.search(words))
    )


def is_about_money(title: str) -> bool:
    """Whether a heading is that of a part about money (资金使用情况) and names none itself."""
    return bool(_ABOUT_MONEY.fullmatch(title))


def is_bare_rate(words: str) -> bool:
    """Whether a label is a rate of something that it does not name (控制率)."""
    return bool(_BARE_RATE.fullmatch(words))


# What the headings of every report's own parts say.
_PART = re.compile(
    r"情况|分析|概况|管理|执行|结果|结论|评价|问题|措施|建议|绩效|目标|完成|使用|安排|预算|决算|说明|职[能责]|组织|依据|方法|自评|经验|做法|公开|采购|资产"
    r"|得分|监[督控]|效益|效[率果]|产出|投入|过程|整体|部门|总体|基本|年度|主要|支出|收入|经费|结[转余]|资金|指标|[率性度]$|人员|编制|三公|公用|数量|质量|时效|成本"
    r"|评[定分级]|打分|等[级次]|总评|决策|立项|原因|工作|意见|附件|\d|不(?!动产)|未(?!成年|来)|还(?![迁林草湿建])|较|慢|滞后|有待|欠|缺|偏|够"
)


def names_one_thing(title: str) -> bool:
    """Whether a heading is the name of a project (智慧教室建设) and not that of a part of the report."""
    return len(title) >= 4 and not _PART.search(title)


def shorten(words: str) -> str:
    """The last words of a long label, at most LONGEST characters, cut between words."""
    if len(words) <= LONGEST:
        return words
    kept = ""
    cut = _words().cut  # takes its time: no word goes over a mark, so that the last stretches are enough
    for word in (word for piece in reversed(_MARKS.split(words)) for word in reversed(list(cut(piece)))):
        if len(kept) + len(word) > LONGEST:
            break
        kept = word + kept
    return kept.lstrip("、,的和与及”’)") or words[-LONGEST:]


_MARKS = re.compile(r"([、，,；：:（）()“”])")


@cache
def _words() -> Any:
    """Jieba with the catalogue for its dictionary: names stay whole, the rest is told by its model of characters.

    Its own dictionary takes 1.7 s to load; most reports never come here.
    """
    import jieba  # noqa: PLC0415 - a third of a second to load

    names = {name for indicator in load_catalogue() for name in indicator.names}
    words = jieba.Tokenizer()
    words.FREQ, words.total = words.gen_pfdict(BytesIO("\n".join(f"{name} 100" for name in names).encode()))
    words.initialized = True
    return words
