"""Drawn reports are consistent, their planted errors are what they say, and their files hold what their gold says."""

# ruff: noqa: S311 - drawn with a seed

from __future__ import annotations

import ast
import random
import re
import zipfile
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

import samples
from samples.ageing import signature
from samples.betrayed import betrayed
from samples.corpus import BORN, SCANS, plan
from samples.draw import FRAMEWORKS, cut, draw, length
from samples.gold import gold
from samples.html import write_pdf
from samples.ledger import Ledger
from samples.model import Mention
from samples.numbering import NUMBERINGS
from samples.numerals import capital, chinese
from samples.pen import Pen, Style
from samples.planting import ALL, Sower, draw_planted
from samples.word import write_docx
from samples.writer import Writer

SEEDS = range(40, 52)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_nothing_in_a_clean_report_betrays_an_error(framework: str) -> None:
    assert {seed: betrayed(draw(framework, seed)) for seed in SEEDS} == {seed: [] for seed in SEEDS}


def test_a_report_is_drawn_the_same_way_twice() -> None:
    assert gold(draw("hunan", 3)) == gold(draw("hunan", 3))


@pytest.mark.parametrize("nature", ALL)
def test_a_planted_error_is_betrayed_and_nothing_else_changes(nature: str) -> None:
    planted = 0
    for seed, framework in ((s, f) for s in range(41, 45) for f in FRAMEWORKS if planted < 2):
        clean = draw(framework, seed)
        spoiled, plans = draw_planted(framework, seed, (nature,))
        before, after = clean.mentions(), spoiled.mentions()
        changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
        assert {b.number for _, b in changed} == {number for p in plans for number in p.printed}
        assert bool(changed) == bool(betrayed(spoiled))
        assert all(b.true is not None and b.true != b.value for _, b in changed)
        planted += bool(plans)
    assert planted == 2


def test_several_errors_stand_in_facts_of_their_own() -> None:
    natures = ("digit", "rate", "unit_slip")
    report, plans = draw_planted("guangdong", 41, natures)
    assert tuple(p.nature for p in plans) == natures
    facts = [m.fact for m in report.mentions() if m.true is not None]
    assert len(facts) == len(set(facts)) == 3


def test_a_wrong_sum_is_a_sum_and_a_wrong_rate_a_rate() -> None:
    sower = Sower(draw("hubei", 41), random.Random(1))
    kinds = sower.first
    for nature, kind in (
        ("sum", "sum"),
        ("rate", "ratio"),
        ("growth", "growth"),
        ("score_sum", "sum"),
        ("headcount", "sum"),
    ):
        planned = sower.plan(nature)
        assert planned is not None
        assert [kinds[m.fact] for m in planned.printed.values()] == [kind]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_printed_numbers_stand_in_the_text_and_mean_their_value(framework: str) -> None:
    report = draw(framework, 42)
    for mention in report.mentions():
        assert mention.digits in mention.text
        digits = re.sub(r"[,， ]", "", mention.digits.translate(str.maketrans("０１２３４５６７８９．", "0123456789.")))
        if mention.kind != "date" and digits.isascii():
            assert Decimal(digits) == mention.value


@pytest.mark.parametrize(
    ("number", "said", "cheque"),
    [
        (0, "零", "零"),
        (12, "十二", "壹拾贰"),
        (305, "三百零五", "叁佰零伍"),
        (2000, "两千", "贰仟"),
        (20300, "两万零三百", "贰万零叁佰"),
        (23050000, "两千三百零五万", "贰仟叁佰零伍万"),
        (230000000, "两亿三千万", "贰亿叁仟万"),
    ],
)
def test_numbers_in_chinese_numerals(number: int, said: str, cheque: str) -> None:
    assert (chinese(number), capital(number)) == (said, cheque)


def pen(**style: Any) -> Pen:
    ledger = Ledger()
    ledger.amount("spent", 35040600)
    ledger.amount("none", 0)
    ledger.count("staff", 46)
    ledger.put("rate", "rate", "98.5")
    return Pen(ledger, Style(**style), random.Random(1))


@pytest.mark.parametrize(
    ("template", "printed", "value", "unit"),
    [
        ("支出{spent}", "3504.06万元", "3504.06", "万元"),
        ("支出{spent@千元}", "35040.60千元", "35040.60", "千元"),
        ("支出{spent@!}和", "3504.06", "3504.06", "万元"),
        ("在职{staff@汉名}", "四十六名", "46", "名"),
        ("执行率{rate@!倍.4}", "0.9850", "0.9850", "倍"),
        ("偏差{近三成=近30%}", "近三成", "30", "%"),
        ("从{=~80分|良}—", "80", "80", "分"),
        ("支出{none}", "0", "0", "万元"),
        ("执行率{rate}", "98.50", "98.50", "%"),
        ("比重{rate}", "98.50%", "98.50", "%"),
    ],
)
def test_the_language_of_templates(template: str, printed: str, value: str, unit: str) -> None:
    (mention,) = [run for run in pen(bare=1.0).write(template) if isinstance(run, Mention)]
    assert (mention.text, str(mention.value), mention.unit) == (printed, value, unit)


def test_amounts_on_a_cheque_and_lots_in_words() -> None:
    cheque, lot = [run for run in pen().write("共{spent@大写}，惠及{?2000-2999 人@汉}") if isinstance(run, Mention)]
    assert (cheque.digits, cheque.value) == ("叁仟伍佰零肆万零陆佰", 35040600)
    assert (lot.text, lot.value) in {("两千余人", 2000), ("两千人", 2000)}


def test_lengths_spread_from_5_to_40_pages() -> None:
    rng = random.Random(1)
    pages = Counter(length(rng) for _ in range(2000))
    assert min(pages) == 5
    assert max(pages) == 40
    assert 0.7 < sum(n for p, n in pages.items() if p <= 12) / 2000 < 0.85
    assert 0.08 < sum(n for p, n in pages.items() if p >= 20) / 2000 < 0.2


def test_a_corpus_has_all_frameworks_forms_and_natures_in_balance() -> None:
    items = list(plan(300))
    assert len({item.stem for item in items}) == 300
    assert {item.framework for item in items} == set(FRAMEWORKS)
    assert {item.form for item in items} == {*BORN, *SCANS}
    natures = Counter(nature for item in items for nature in item.natures)
    assert set(natures) == set(ALL)
    assert max(natures.values()) - min(natures.values()) <= 2
    assert {len(item.natures) for item in items} == {0, 1, 2, 3}
    told = {(e["nature"]) for item in items[:20] if item.nature for e in gold(item.report())["planted"]}
    assert told == {nature for item in items[:20] for nature in item.natures}
    clean = {(item.framework, item.seed, item.form) for item in items if not item.nature}
    assert all((item.framework, item.seed, item.form) in clean for item in items[:-1] if item.nature)


@pytest.mark.parametrize(
    "chosen", [{}, {"digital": 1.0}, {"first": 1000, "digital": 0.3}, {"forms": ("digital", "docx")}]
)
def test_no_file_is_planned_twice_and_none_is_another_s_copy(chosen: dict[str, Any]) -> None:
    items = list(plan(60, **chosen))
    assert len({item.name for item in items}) == len({item.stem for item in items}) == len(items)
    spoiled = [item for item in items if item.nature][:4]
    assert all(item.report().blocks != replace(item, nature="").report().blocks for item in spoiled)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_word_file_holds_all_the_text(framework: str, tmp_path: Path) -> None:
    report = draw(framework, 43, longest=9)
    write_docx(report, tmp_path / "drawn.docx")
    with zipfile.ZipFile(tmp_path / "drawn.docx") as package:
        xml = package.read("word/document.xml").decode("utf-8")
    text = (
        re.sub(r"\s", "", re.sub(r"<[^>]*>", "", xml)).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    )
    missing = [m.text for m in report.mentions() if re.sub(r"\s", "", m.text) not in text]
    assert missing == []


def test_gold_says_on_what_basis_and_for_which_year() -> None:
    found = {f["fact"]: f for f in gold(draw("hunan", 3))["figures"] if "fact" in f}
    year = draw("hunan", 3).fiscal_year
    assert (found["exp.total"]["basis"], found["exp.total"]["period"]) == ("final", year)
    assert found["bud.adj"]["basis"] == "adjusted"
    assert found["tp.prior"]["period"] == year - 1
    assert "basis" not in found["s.got"]


def test_samples_know_nothing_of_the_pipeline() -> None:
    imported = {
        name.partition(".")[0]
        for path in Path(samples.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [])
        + ([a.name for a in node.names] if isinstance(node, ast.Import) else [])
    }
    assert not imported & {"extractors", "pipeline", "schemas", "benchmarks"}


def test_a_report_for_a_picture_is_one_page_with_a_place_for_the_seal(tmp_path: Path) -> None:
    pytest.importorskip("weasyprint", reason="make draw")
    for seed, framework in enumerate(list(FRAMEWORKS)[::3]):
        report = draw(framework, seed, longest=1)
        write_pdf(report, tmp_path / "drawn.pdf")
        with pdfium.PdfDocument(tmp_path / "drawn.pdf") as document:
            assert len(document) == 1
            page, (x, y) = signature(document, report.department) or (9, (0.0, 0.0))
            assert page == 0
            assert x > 300
            assert 300 < y < 800


def test_pages_are_cut_between_number_and_unit_folded_and_in_columns(tmp_path: Path) -> None:
    pytest.importorskip("weasyprint", reason="make draw")
    body = ("支出共计{=500万元|支出}，用于水库加固。" * 30,)
    writer = Writer(pen(), NUMBERINGS["official"], random.Random(1), frozenset({"cut"}), per_line=30)
    writer.text(*body)
    cut(writer, {"spacing": "0", "columns": ""})
    writer.annex("收支表", paper="fold")
    writer.grid(("项目", "金额"), [["支出", "{spent}"]], unit="万元", units={1: "万元"})
    report = replace(draw("hunan", 1, longest=1), blocks=writer.blocks)
    report.layout |= {"size": "15", "columns": "", "footer": "plain"}
    write_pdf(report, tmp_path / "drawn.pdf")
    with pdfium.PdfDocument(tmp_path / "drawn.pdf") as document:
        texts = [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in document]
        assert re.search(r"支出共计5001?$", texts[0])
        assert texts[1].startswith("万元，用于")
        assert document[len(document) - 1].get_width() > 1000
    write_docx(report, tmp_path / "drawn.docx")
    with zipfile.ZipFile(tmp_path / "drawn.docx") as package:
        assert 'w:w="23811"' in package.read("word/document.xml").decode("utf-8")
