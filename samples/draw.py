"""One drawn report from a seed (绘制): framework, department, accounts, style and layout, all drawn by lot."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from samples.accounts import accounts
from samples.frameworks import final, project, whole
from samples.frameworks.annexes import fill
from samples.frameworks.common import oddities
from samples.frameworks.forms import central, listed
from samples.marks import grade_of
from samples.model import Break, Heading, Mention, Para, Report
from samples.numbering import NUMBERINGS
from samples.pen import Pen, Style
from samples.prose import noise
from samples.topics import REGIONS, TOPICS, Subject, Topic
from samples.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Framework:
    """A province's way: who writes it, its title, which numberings fit, and whether a grade is stated."""

    write: Callable[[Writer, Subject], None]
    title: str
    numberings: tuple[str, ...] = tuple(n for n in NUMBERINGS if not n.startswith("parts"))
    graded: bool = True
    scored: bool = True


FRAMEWORKS = {
    "guangdong": Framework(whole.guangdong, "部门整体支出绩效自评报告"),
    "hunan": Framework(whole.hunan, "部门整体支出绩效评价自评报告"),
    "hubei": Framework(whole.hubei, "部门整体绩效自评报告", graded=False),
    "yunnan": Framework(project.yunnan, "项目支出绩效自评报告"),
    "hainan": Framework(project.hainan, "项目资金绩效自评报告"),
    "transfer": Framework(project.transfer, "中央对地方转移支付绩效自评报告", graded=False),
    "national": Framework(project.national, "项目支出绩效自评报告", graded=False),
    "sichuan": Framework(project.sichuan, "项目支出绩效自评报告", graded=False),
    "shanghai": Framework(final.shanghai, "部门决算", numberings=("parts", "parts_comma"), graded=False),
    "counties": Framework(final.county, "单位预算绩效自评报告", graded=False),
}


# What is odd or particular about a report, and in how many of them.
HABITS = {
    "split": 0.15, "duplicate": 0.1, "stops": 0.2, "repeat": 0.5, "inverted": 0.3, "nested": 0.4, "unfilled": 0.06, "redacted": 0.05,
    "aside": 0.1, "toc": 0.3, "spaced": 0.1, "uneven": 0.06, "injected": 0.03, "doubled": 0.04, "cut": 0.1,
}  # fmt: skip


SMALL = {"size": "12", "pitch": "1.5", "margin": "25"}  # so that a form fits on a page


def length(rng: random.Random) -> int:
    """How many pages a report shall have: most have 5 to 12, one in eight 20 to 40."""
    low, high = rng.choices(((5, 8), (9, 12), (13, 19), (20, 40)), (50, 28, 9, 13))[0]
    return rng.randint(low, high)


def draw(framework: str, seed: int, slip: Callable[[Mention], Mention] | None = None, *, longest: int = 40) -> Report:
    """The report of that framework and seed, of about `longest` pages at most; of one, it is a form and no prose.

    `slip` may alter numbers as printed.
    """
    rng = random.Random(f"{framework}/{seed}")
    topic = rng.choice(TOPICS)
    region = rng.choice(REGIONS[framework])
    department = region + topic.name
    year = rng.randint(2019, 2024)
    unit = rng.choices(("万元", "元", "千元"), (18, 2, 1))[0]
    style = Style(
        unit=unit, decimals=rng.choices((2, 4, 6), (8, 1, 1))[0], rate_decimals=rng.choice((2, 2, 2, 1)),
        commas=rng.choices(("", ",", "，"), (7, 2.5, 0.5))[0], trim=rng.choices((0.0, 1.0), (2, 1))[0], gap=rng.choices(("", " ", "\u00a0" * 6), (90, 9, 1))[0],
        wide=rng.random() < 0.03, percent=rng.choices(("%", "％"), (6, 1))[0],
        short=unit == "万元" and rng.random() < 0.06, grand=rng.choice((0, 0, 0, 0.4)), loose=rng.choices((0, 0.03), (9, 1))[0],
        bare=rng.choices((0, 0.3), (9, 1))[0],
    )  # fmt: skip
    exact = rng.random() < 0.6
    filed = date(year + 1, rng.randint(2, 9), rng.randint(1, 28))
    target = min(length(rng), longest)
    projects = names(rng, topic, 3 + target // 3)
    ledger = accounts(
        rng,
        filed,
        ulp=Decimal(100) if exact else Decimal("0.01"),
        size=rng.choice((0.3, 1, 1, 6)),
        projects=len(projects),
    )
    pen = Pen(ledger, style, random.Random(rng.random()), *((slip,) if slip else ()))
    frame = FRAMEWORKS[framework]
    numbering = NUMBERINGS[rng.choice(frame.numberings)]
    habits = [h for h, chance in HABITS.items() if rng.random() < chance]
    look = layout(rng) | {"seal": department if rng.random() < 0.15 else ""} | (SMALL if longest == 1 else {})
    size = float(look["size"])
    w = Writer(
        pen, numbering, rng, frozenset(habits), unit=rng.choices((unit, "元" if unit != "元" else "万元"), (14, 1))[0], breadth=min(max((target - 2) / 4, 1), 3.2),
        per_page=(842 - 5.67 * float(look["margin"])) / size / float(look["pitch"]), per_line=448 / size,
    )  # fmt: skip
    subject = Subject(topic, department, rng.choice(("我局", "本单位", "我单位", "本部门")), year, projects)
    if topic.name.endswith("委员会") and subject.us == "我局":
        subject = replace(subject, us="我委")
    title = f"{year}年度{frame.title}" if rng.random() < 0.5 else frame.title
    if longest == 1:
        title = sheet(w, subject)
    else:
        cover(w, title, department, region, year)
        front = len(w.blocks)
        frame.write(w, subject)
        oddities(w, subject)
        fill(w, subject, target)
        contents(w, front)
        title = title if any(getattr(b, "style", "") == "cover" for b in w.blocks) else f"{department}{title}"
    sign(w, department)
    cut(w, look)
    score = ledger.facts["s.got"].quantize(Decimal("0.01"), ROUND_HALF_UP) if frame.scored else None
    return Report(
        framework, seed, title, department, region, year, filed, score, grade_of(score) if frame.graded and longest > 1 and score is not None else None,
        ledger, look, w.blocks, w.scores,
    )  # fmt: skip


WHERE = ("城区", "东片区", "河谷片", "北部乡镇", "老旧小区", "产业园区", "二期", "提升", "扩面", "续建")


def names(rng: random.Random, topic: Topic, count: int) -> tuple[str, ...]:
    """So many projects: the department's own, then such as go on elsewhere or in a second phase."""
    own = [f"{where}{name}" if len(where) > 2 else f"{name}{where}" for name in topic.projects for where in WHERE]
    return (*topic.projects, *rng.sample(own, k=max(0, count - len(topic.projects))))[:count]


def cover(w: Writer, title: str, department: str, region: str, year: int) -> None:
    """A cover page, or a title with the department below."""
    rng = w.rng
    if rng.random() < 0.4:
        spaced = " ".join(title) if "spaced" in w.habit and not title[0].isdigit() else title
        w.text("", style="gap")
        if rng.random() < 0.3:
            w.text(" ".join(region) if "spaced" in w.habit else region, style="centre")
        w.text(spaced, style="title")
        who, day = rng.choice((("填报单位", "填报日期"), ("单位名称", "填报日期"), ("部门名称", "编制日期")))
        w.text(f"评价年度：{year}年", f"{who}：{department}{rng.choice(('（盖章）', '（公章）', ''))}", style="cover")
        if rng.random() < 0.4:
            person = rng.choice("陈林黄李周吴") + rng.choice(("志强", "晓燕", "建国", "丽", "伟"))
            w.text(
                f"填报人：{person}　联系电话：0{rng.randint(310, 899)}-{rng.randint(2100000, 8899999)}", style="cover"
            )
        w.text(f"{day}：{{day.filed|{day}}}", style="cover")
        w.page()
        return
    if title[0].isdigit():
        w.text(department, style="title")
        w.text(title, style="title")
    else:
        w.text(f"{department}{title}", style="title")
    doc = noise(rng, year)["doc"]
    w.text(
        w.pick(
            f"根据财政部门关于做好{year}年度预算绩效自评工作的要求，{department}认真组织开展自评，现将有关情况报告如下。",
            f"为落实全面实施预算绩效管理的决策部署，按照{doc}通知，我们对{year}年度资金使用情况进行了自评，报告如下：",
            f"按照《关于报送{year}年度绩效自评材料的通知》（{doc}），现将{department}自评情况报告如下，请审阅。",
        )
    )


def contents(w: Writer, at: int) -> None:
    """A table of contents of the first two levels before the text, with dot leaders or page numbers close behind."""
    heads = [b for b in w.blocks if isinstance(b, Heading) and b.level <= 2 and not b.run_in and not b.optional]
    if "toc" not in w.habit or w.pages() < 7 or any(getattr(b, "style", "") == "toc" for b in w.blocks):
        return
    leader = w.pick("dots", "dots", "dots", "ellipsis", "ellipsis", "glued", "glued", "field")
    lines = []
    for i, head in enumerate(heads):
        text = ("　" if head.level == 2 else "") + head.marker + head.title
        page = str(2 + round(i * w.pages() / len(heads)))
        room = max(6, round(w.per_line - len(text) - 3))
        lines.append(
            text
            + {"dots": "." * room * 2, "ellipsis": "…" * room, "glued": "", "field": f"PAGEREF _Toc{25831 + i} \\h "}[
                leader
            ]
            + page
        )
    w.blocks[at:at] = [Para(("目  录",), "centre"), *(Para((line,), "toc") for line in lines), Break()]


def sheet(w: Writer, s: Subject) -> str:
    """A report that is one self-evaluation form on one page, and its title."""
    title = f"{s.year}年度{s.projects[0]}项目支出绩效自评表"
    w.text(title, style="title")
    w.rng.choice((central, listed))(w, s, 0, key="s", rows=1)
    return title


def sign(w: Writer, department: str) -> None:
    """The signature, before the annexes where there are some."""
    at = next((i for i, b in enumerate(w.blocks) if getattr(b, "family", "") == "annex"), len(w.blocks))
    at -= at < len(w.blocks)
    day = w.pen.write("{day.filed|落款日期}")
    if w.rng.random() < 0.1:
        day = (date.fromordinal(int(w.pen.ledger.facts["day.filed"])).isoformat(),)
    listed = [b.title for b in w.blocks[at:] if isinstance(b, Heading) and b.family == "annex"]
    tail = [Para((" ".join(department) if "spaced" in w.habit else department,), "right"), Para(day, "right")]
    if listed and w.rng.random() < 0.4:
        tail = [
            Para((f"附件：{i}.{title}" if i == 1 else f"　　　{i}.{title}",), "plain")
            for i, title in enumerate(listed, 1)
        ] + tail
    w.blocks[at:at] = tail


def cut(w: Writer, look: dict[str, str]) -> None:
    """Pages that end between a number and its unit, so that the page's number comes between: where a line is full."""
    if "cut" not in w.habit or look["spacing"] != "0" or look["columns"]:
        return
    places = []
    for at, block in enumerate(w.blocks):
        if isinstance(block, Para) and block.style == "body":
            text = ""
            for run in block.runs:
                if isinstance(run, Mention) and run.kind != "date" and run.text.partition(run.digits)[2].strip("%％‰"):
                    end = len(text) + run.text.index(run.digits) + len(run.digits)
                    width = 2 + sum(0.55 if letter.isascii() else 1 for letter in (text + run.text)[:end])
                    if 0.82 < width / w.per_line % 1 < 0.98:
                        places.append((at, end))
                text += run if isinstance(run, str) else run.text
    for at, end in dict(w.rng.sample(places, k=min(2, len(places)))).items():
        w.blocks[at] = replace(w.blocks[at], cut=end)


def layout(rng: random.Random) -> dict[str, str]:
    """Faces, sizes and margins."""
    return {
        "face": rng.choice(("song", "song", "uming", "kai", "sans", "hei")),
        "size": rng.choice(("12", "14", "15", "16")),
        "pitch": rng.choice(("1.5", "1.75", "2")),
        "footer": rng.choice(("dashes", "dashes", "plain", "total", "none")),
        "margin": rng.choice(("25", "30", "36")),
        "head": rng.choices(("", "绩效自评报告", "内部资料　注意保存"), (8, 1, 1))[0],
        "mark": rng.choices(("", "公开稿", "财政监督专用"), (18, 1, 1))[0],
        "spacing": rng.choices(("0", "1", "3"), (16, 2, 1))[0],
        "columns": rng.choices(("", "two"), (40, 1))[0],
    }
