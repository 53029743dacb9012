"""What the frameworks share: passages with several wordings, each printing facts of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.prose import talk

if TYPE_CHECKING:
    from samples.topics import Subject
    from samples.writer import Writer

ASSETS = (("土地、房屋及构筑物", "land"), ("通用设备", "general"), ("专用设备", "special"), ("家具、用具", "furniture"))


def duties(w: Writer, s: Subject) -> None:
    """What the department is there for: run on in a paragraph, or item by item, marked but no headings."""
    chosen = w.rng.sample(s.topic.duties, k=min(5, len(s.topic.duties)))
    way = w.rng.random()
    if way < 0.4:
        w.text(f"{s.us}的主要职责是：" + "".join(f"（{i}）{d}；" for i, d in enumerate(chosen, 1))[:-1] + "。")
    elif way < 0.7:
        w.text(f"{s.us}主要承担下列工作：", *[f"{'一二三四五'[i]}是{d}。" for i, d in enumerate(chosen)])
    elif way < 0.85:
        w.text(f"贯彻执行国家有关方针政策和法律法规，{'；'.join(chosen)}；完成上级交办的其他任务。")
    else:
        w.text(
            "根据机构改革“三定”规定，"
            + "，".join(chosen)
            + f"。内设{w.pick('四个', '六个', '8个')}股室，下属事业单位{w.pick('两家', '三家', '5家')}。"
        )


STAFFING = (
    "截至[Y]年末，核定编制{staff.est@名|核定编制}，在职{staff.post@名|在职}，其中行政人员{staff.admin@名|行政人员}、事业人员{staff.public@名|事业人员}；离退休{staff.out@名|离退休}，公务用车保有量{cars@辆|公务用车保有量}。",
    "[Y]年12月31日，人员编制数为{staff.est@人|人员编制数}，年末实有在岗人数{staff.post@人|实有在岗人数}（公务员及参公{staff.admin@人|公务员及参公}，事业{staff.public@人|事业}），退休{staff.retired@人|退休}，离休{staff.veteran@人|离休}。",
    "[U]共有编制{staff.est@个|编制}，实有{staff.post@人|实有}，在职人员控制率{staff.rate|在职人员控制率}。另有离退休老干部{staff.out@人|离退休老干部}。",
    "机构编制部门批复的编制总数是{staff.est@名|编制总数}，目前在编在岗{staff.post@名|在编在岗}；遗属和离退休人员由社保统一发放待遇。",
    "[U]核定编制{staff.est@汉名|核定编制}，实有在编人员{staff.post@汉人|实有在编人员}，其中行政{staff.admin@汉人|行政}、事业{staff.public@汉人|事业}，配备公务用车{cars@汉辆|公务用车}。",
)
INCOME = (
    "[Y]年财政拨款收入年初预算{rev.fiscal.bud|财政拨款收入年初预算}，决算{rev.fiscal|财政拨款收入决算}，预决算差异率{-rev.fiscal.diff|预决算差异率}；另有其他收入{rev.other}，上年结转{carry.open|上年结转}，总计{rev.total|收入总计}。",
    "[Y]年度收入总计{rev.total}，其中：一般公共预算财政拨款{rev.fiscal}，其他收入{rev.other}，上年结转和结余{carry.open}。",
    "全年可用资金合计{rev.total|全年可用资金合计}，由年初结转结余{carry.open|年初结转结余}、财政拨款收入{rev.fiscal|财政拨款收入}和其他收入{rev.other|其他收入}三部分组成。",
    "[Y]年，[U]取得本年收入{rev.year|本年收入}，包括财政拨款{rev.fiscal|财政拨款}，占{rev.fiscal.share|财政拨款占本年收入}；其他收入{rev.other}。加上上年结转{carry.open|上年结转}，收入共{rev.total|收入}。",
    "[Y]年决算总收入{rev.total|决算总收入}，与上年相比{±rev.total.growth}。其中，财政拨款收入{rev.fiscal}，较上年{±rev.fiscal.growth.by}，{±rev.fiscal.growth}；其他收入{rev.other}；年初结转资金{carry.open}。",
    "[Y]年财政拨款收入、其他收入、年初结转分别为{rev.fiscal@!|财政拨款收入}、{rev.other@!|其他收入}、{carry.open@*|年初结转}，总计{rev.total|收入总计}，收入规模{≈rev.total|收入规模}。",
    "收入方面，上年总收入为{rev.total.prior|上年总收入}，本年为{rev.total|本年总收入}，增减幅度为{±rev.total.growth|总收入增减幅度}；本年总收入包含财政拨款{rev.fiscal|财政拨款}、其他{rev.other|其他收入}及结转{carry.open|结转}。",
    "财政拨款全年到账{rev.fiscal|财政拨款全年到账}（大写：{rev.fiscal@大写|财政拨款全年到账}），其他收入{rev.other}，上年结转{carry.open|上年结转}，可支配资金共计{rev.total|可支配资金}。",
)
SPENDING = (
    "[Y]年支出合计{exp.total}，其中：基本支出{exp.basic}，占总支出的{exp.basic.share|基本支出占总支出}；项目支出{exp.project}，占总支出的{exp.project.share|项目支出占总支出}。年末结转和结余{carry.close}，较年初{±carry.change|结转结余变动}。",
    "当年实际支出{exp.total|当年实际支出}，按性质分，基本支出和项目支出分别为{exp.basic|基本支出}和{exp.project|项目支出}；按经济分类分，工资福利支出{econ.wages}、商品和服务支出{econ.goods|商品和服务支出}、对个人和家庭的补助{econ.homes|对个人和家庭的补助}、资本性支出{econ.capital|资本性支出}。年终结余结转{carry.close}。",
    "本年度支出决算数为{exp.total}。基本支出{exp.basic}（人员经费{exp.staff|人员经费}，日常公用经费{exp.public|日常公用经费}），项目支出{exp.project}。支出总额比上年{±exp.total.growth}。年底尚有{carry.close|年底结转}结转下年使用。",
    "[U]全年支出{exp.total|全年支出}，上年同期{exp.total.prior|上年同期支出}，{±exp.total.growth.by|支出增减额}。其中用于人员和日常运转的基本支出{exp.basic|基本支出}（{exp.basic.share|基本支出占比}），用于专项工作的项目支出{exp.project|项目支出}（{exp.project.share|项目支出占比}）；年末结余{carry.close|年末结余}。",
    "支出情况：基本支出、项目支出分别为{exp.basic@!|基本支出}、{exp.project@*|项目支出}，合计{exp.total|支出合计}；收支相抵，结转下年{carry.close|结转下年}。",
)
BUDGETING = (
    "调整后全年预算{bud.adj|调整后全年预算}，实际支出{exp.total|实际支出}，预算执行率{rate.exec}；其中9月末支出进度{rate.autumn|9月末支出进度}，比序时进度{rate.time|序时进度}{±rate.pace@个百分点|比序时进度快}。",
    "年初部门预算批复{bud.init|年初部门预算批复}，年中追加{bud.add|年中追加}，调整后预算数{bud.adj|调整后预算数}，预算调整率{rate.adjust|预算调整率}。全年实际执行{exp.total|全年实际执行}，预算执行率{rate.exec|预算执行率}。",
    "年初预算{bud.init}（基本支出{bud.init.basic|基本支出年初预算}，项目支出{bud.init.project|项目支出年初预算}），执行中追加预算{bud.add}，全年预算{bud.adj}，全年支出{exp.total}，支出进度{rate.exec}，完成年初预算的{rate.init|完成年初预算}。",
    "财政批复的全年预算为{bud.adj|全年预算}，决算支出{exp.total|决算支出}，预算执行率达{rate.exec|预算执行率}，较上年的{rate.exec.prior|上年预算执行率}{±rate.exec.points@个百分点|预算执行率变动}。",
    "{day.approved|预算批复日期}，财政部门批复[U]年初预算{bud.init|批复年初预算}。由于新增任务，全年累计追加{bud.add|累计追加}，追加后预算总额为{bud.adj|追加后预算总额}，至年末支出{exp.total|至年末支出}，占预算总额的{rate.exec|支出占预算总额}。",
    "全年预算{bud.adj}（年初{bud.init|年初预算}，追加{bud.add|追加预算}），决算支出{exp.total|决算支出}，执行率（决算支出与全年预算之比）为{rate.exec@!倍.4|执行率}。",
)
THREE = (
    "“三公”经费全年支出{tp.total|“三公”经费全年支出}，其中因公出国（境）费{tp.abroad|因公出国（境）费}、公务用车运行维护费{tp.car|公务用车运行维护费}、公务接待费{tp.guest|公务接待费}；年初安排{tp.bud|“三公”经费年初安排}，控制率{tp.rate|“三公”经费控制率}，比上年{±tp.total.growth}。",
    "三公经费预算{tp.bud}，决算{tp.total|三公经费决算}，三公经费控制率{tp.rate}；上年同口径{tp.prior}，{±tp.total.growth.by}。分项看，公车运维{tp.car}，接待{tp.guest}，出国境{tp.abroad}。",
    "厉行节约，“三公”经费实际开支{tp.total|“三公”经费实际开支}，未超过预算{tp.bud|“三公”经费预算}，占全部支出的{tp.share@‰.2|“三公”经费占全部支出}。公务用车、公务接待、因公出国（境）分别列支{tp.car@!|公务用车}、{tp.guest@!|公务接待}、{tp.abroad@*|因公出国（境）}。",
    "“三公”经费预算执行{tp.total|“三公”经费预算执行}，为预算{tp.bud|“三公”经费预算}的{tp.rate|“三公”经费预算执行比例}；其中车辆运行费{tp.car|车辆运行费}，接待费{tp.guest|接待费}，因公出国（境）费{tp.abroad|因公出国（境）费}。上年支出{tp.prior|“三公”经费上年支出}。",
)
PURCHASING = (
    "政府采购预算{buy.bud}，实际采购{buy.total}，其中货物{buy.goods}、工程{buy.works|工程}、服务{buy.service|服务}，政府采购执行率{buy.rate}。授予中小企业合同金额{buy.sme}，占采购总额的{buy.sme.share|中小企业合同金额占采购总额}。",
    "全年完成采购{buy.total}，采购预算为{buy.bud}，执行率{buy.rate|政府采购执行率}；面向中小企业采购{buy.sme}，占比{buy.sme.share|面向中小企业采购占比}。",
    "[U]严格执行集中采购目录，货物、工程、服务三类采购额依次为{buy.goods@!|货物采购额}、{buy.works@!|工程采购额}、{buy.service@*|服务采购额}，总额{buy.total|采购总额}，为采购预算{buy.bud|采购预算}的{buy.rate|采购预算完成比例}。",
    "本年采购预算、实际采购额依次为{buy.bud@!|采购预算},{buy.total@*|实际采购额}，采购预算完成{buy.rate|采购预算完成}；预留份额面向中小企业{buy.sme|面向中小企业}。",
    "年内政府采购支出总额{buy.total|政府采购支出总额}，包括货物支出{buy.goods|货物支出}，工程支出{buy.works|工程支出}，服务支出{buy.service|服务支出}；中小企业获得合同{buy.sme|中小企业获得合同}，比重为{buy.sme.share|中小企业合同比重}。",
)


def told_by(w: Writer, s: Subject, ways: tuple[str, ...]) -> str:
    """One of the ways to say it; no list's comma where commas separate thousands."""
    said = w.rng.choice(ways).replace("[Y]", str(s.year)).replace("[U]", s.us)
    return said.replace("},{", "}、{") if w.pen.style.commas else said


def staffing(w: Writer, s: Subject) -> str:
    """编制 and 在职."""
    return told_by(w, s, STAFFING)


def income(w: Writer, s: Subject) -> str:
    """收入."""
    return told_by(w, s, INCOME)


def spending(w: Writer, s: Subject) -> str:
    """支出."""
    return told_by(w, s, SPENDING)


def budgeting(w: Writer, s: Subject) -> str:
    """预算."""
    return told_by(w, s, BUDGETING)


def three(w: Writer, s: Subject) -> str:
    """三公经费."""
    return told_by(w, s, THREE)


def purchasing(w: Writer, s: Subject) -> str:
    """政府采购."""
    return told_by(w, s, PURCHASING)


def asset_table(w: Writer) -> None:
    """固定资产 by class."""
    rows = [[name, f"{{asset.{key}.n}}", f"{{asset.{key}}}", f"{{asset.{key}.share}}"] for name, key in ASSETS] + [
        ["合计", "{asset.total.n}", "{asset.total}", "{=100%}"]
    ]
    w.grid(
        ("资产类别", "数量（件、套）", "账面原值", "占比"), rows, title="固定资产构成表", unit=w.unit,
        units={1: "件", 2: w.unit}, widths=(4, 2, 3, 2),
    )  # fmt: skip


def deeds(w: Writer, s: Subject, level: int) -> None:
    """What was done, as run-in headings."""
    titles = (
        "聚焦主业，重点任务落地见效",
        "补齐短板，基础条件持续改善",
        "强化监管，行业秩序稳中向好",
        "优化服务，群众获得感增强",
    )
    for title, deed in zip(titles, w.rng.sample(s.topic.deeds, k=len(s.topic.deeds)), strict=False):
        w.head(level, title, deed + w.pick("，各项任务按期完成。", "，较好完成了既定目标。", "。"))
    what, unit, verb = s.topic.cases
    w.text(
        f"全年受理{what}{{case.in@{unit}|受理{what}}}，{verb}{{case.done@{unit}|{verb}}}，{verb}率{{case.rate|{verb}率}}。"
    )


def told(w: Writer, s: Subject, level: int, *, first: int = 0) -> None:
    """Project after project, more of them the broader the report is: funds, what was done, how it is managed."""
    count = min(len(s.projects) - first, max(1, round(w.breadth * 1.4)))
    for i in range(first, first + count):
        w.head(level, f"{s.projects[i]}项目")
        w.text(project_funds(w, i, s.projects[i]))
        talk(w, s, "project", 0.6, project=s.projects[i])
        if i == first:
            w.text(
                w.pick(
                    "",
                    "项目自{day.begun|项目启动日期}起组织实施，{day.done|项目完成日期}全部完成并通过验收。",
                    "开工日期：{day.begun|开工日期}；竣工日期：{day.done|竣工日期}。",
                )
            )
        if w.rng.random() < 0.5:
            w.text(w.rng.choice(s.topic.deeds) + "。")


def project_funds(w: Writer, i: int, name: str) -> str:
    """A project's money in words, by turns with and without its name."""
    return w.pick(
        f"该项目预算{{p{i}.bud}}，其中上级资金{{p{i}.bud.up}}，本级安排{{p{i}.bud.own}}；当年支出{{p{i}.exp}}，执行率{{p{i}.rate}}。",
        f"年内安排资金{{p{i}.bud}}，实际列支{{p{i}.exp}}，资金使用率为{{p{i}.rate|资金使用率}}，年末余{{p{i}.left}}。",
        f"{name}项目总投资{{p{i}.bud}}，截至年末完成支付{{p{i}.exp|完成支付}}，支付进度{{p{i}.rate}}。",
        f"下达{name}资金{{p{i}.bud|{name}资金}}，已拨付{{p{i}.exp}}（上级资金{{p{i}.exp.up|上级资金}}、本级资金{{p{i}.exp.own|本级资金}}），结转下年{{p{i}.left}}。",
    )


def bands(w: Writer) -> str:
    """How points become a grade, or nothing."""
    return w.pick(
        "",
        "",
        "评价等级按得分划分：{=90分|优等级分数线}（含）以上为优，{=80分|良等级分数线}（含）至{=90分|良等级分数线}为良，{=60分|中等级分数线}（含）至{=80分|中等级分数线}为中，{=60分|差等级分数线}以下为差。",
        "得分{=90分|优等级分数线}及以上评为优，{=~80分|良等级分数线}—{=90分|良等级分数线}评为良，{=~60分|中等级分数线}—{=80分|中等级分数线}评为中，低于{=60分|差等级分数线}评为差。",
        "等级设置：{=90分|优等级分数线}以上为优，{=80分|良等级分数线}以上为良，{=60分|合格等级分数线}以上为合格，其余为不合格。",
        "（等级标准：得分≥{=90分|优等级分数线}为优，{=80分|良等级分数线}≤得分<{=90分|良等级分数线}为良，{=60分|中等级分数线}≤得分<{=80分|中等级分数线}为中，其余为差。）",
    )


def oddities(w: Writer, s: Subject) -> None:
    """What was left in a template or blacked out, where the report has such habits."""
    if "unfilled" in w.habit:
        w.text(w.pick(
            f"（三）{s.year}年会议费支出　　　万元，较上年增加（减少）　　%。", "培训费比上年同期增长   %，主要原因是…………。", "与20xx年相比，会议费减少     万元。",
            "会议费比上年下降（增长）{?12.51-38.92 %|会议费比上年下降}，培训费支出 {=0万元|培训费支出}，比上年增加（减少） {=0万元|培训费支出比上年增加}。",
        ))  # fmt: skip
    if "redacted" in w.habit:
        w.text(
            w.pick(
                "其中涉密项目支出****万元，按规定不予公开。",
                f"付{w.pick('某', '**')}公司设备款*********元，合同编号XX-{s.year}-***。",
            )
        )
    if "aside" in w.habit:
        w.text("其他相关情况说明", style="centre")
        w.text(f"{s.us}{s.year}年度没有国有资本经营预算拨款，也没有政府性基金结余。")
