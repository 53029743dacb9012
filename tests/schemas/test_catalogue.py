"""The catalogue: what is in it, and what is refused with file and line."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from schemas.catalogue import load_catalogue, normalise
from schemas.declarations import DeclarationError
from schemas.figure import Kind

if TYPE_CHECKING:
    from pathlib import Path

OWN = """
[[indicator]]
code = "bureau.canal_length"
name = "渠道长度"
kind = "count"
unit = "公里"

[synonyms]
"expenditure.basic" = ["基本类支出"]
"""


def test_the_built_in_catalogue_is_whole() -> None:
    catalogue = load_catalogue()
    kinds = Counter(indicator.kind for indicator in catalogue)
    assert len(catalogue) >= 150
    assert all(indicator.definition and indicator.source for indicator in catalogue)
    assert min(kinds[kind] for kind in (Kind.AMOUNT, Kind.RATE, Kind.SCORE, Kind.COUNT)) >= 10
    assert len({indicator.column for indicator in catalogue}) == len(catalogue)


def test_names_are_found_whatever_their_width_and_punctuation() -> None:
    catalogue = load_catalogue()
    assert catalogue.find("“三公”经费控制率", Kind.RATE) == "rate.three_public_control"
    assert catalogue.find("因公出国（境）费", Kind.AMOUNT) == catalogue.find("因公出国(境)费", Kind.AMOUNT) is not None
    assert catalogue.find("基本支出", Kind.RATE) is None


def test_one_name_may_be_a_rate_and_a_score() -> None:
    catalogue = load_catalogue()
    codes = {catalogue.find("预算调整率", kind) for kind in (Kind.RATE, Kind.SCORE)}
    assert len(codes) == 2
    assert None not in codes


def test_a_bureau_adds_its_own(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN, "utf-8")
    for extra in (file, tmp_path):
        catalogue = load_catalogue(extra)
        assert catalogue.find("渠道长度", Kind.COUNT) == "bureau.canal_length"
        assert catalogue.find("基本类支出", Kind.AMOUNT) == "expenditure.basic"
        assert "bureau.canal_length" in catalogue


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('\n[[indicator]]\ncode = "revenue.total"\nname = "甲"\nkind = "amount"\n', 2, "重复定义"),
        ('[[indicator]]\ncode = "a.b"\nname = "基本支出"\nkind = "amount"\n', 1, "已属于"),
        ('[[indicator]]\ncode = "a.b"\nname = "甲"\nkind = "colour"\n', 1, "kind"),
        ('[[indicator]]\ncode = "AB"\nname = "甲"\nkind = "rate"\n', 1, "code"),
        ('[[indicator]]\ncode = "a.b"\nname = "甲"\nkind = "rate"\nweight = 3\n', 1, "weight"),
        ('[[indicator]]\ncode = "a.b"\nname = "甲"\nkind = "rate"\nformulas = ["a.c / revenue.total"]\n', 1, "a.c"),
        ('[synonyms]\n"a.z" = ["甲"]\n', 2, "a.z"),
        ('[synonyms]\n"revenue.total" = "甲"\n', 2, "列表"),
        ('[[indicator]]\ncode = "a.b\n', 2, "TOML"),
        ('[[indicator]]\nname = "甲"\nkind = "colour"\n', 1, "缺少 code；kind 应为 amount, rate, score, count, date"),
        ('[[indicator]] # 自定\ncode = "a.b"\nname = ""\nkind = "rate"\n', 1, "name 不能为空"),
        ('indicator = [{ code = "a.b", name = "甲" }]\n', 1, "缺少 kind"),
        ('\n[indicator]\ncode = "a.b"\n', 2, "应写作 [[indicator]]"),
        ('\n[[rules]]\nid = "own.x"\n', 2, "没有“rules”"),
        ('[[indicator]]\ncode = "a.b"\nname = "甲"\nkind = "rate"\nformulas = ["revenue.total /"]\n', 1, "不完整"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(DeclarationError) as caught:
        load_catalogue(file)
    assert str(caught.value).startswith(f"{file}:{line}: ")
    assert words in str(caught.value)


def test_normalised_names_keep_letters_and_digits_only() -> None:
    assert normalise("“三公”经费 控制率（％）") == "三公经费控制率"


def test_an_editors_byte_order_mark_is_no_harm_and_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN, "utf-8-sig")
    assert "bureau.canal_length" in load_catalogue(file)
    file.write_text(OWN, "gbk")
    with pytest.raises(DeclarationError, match="UTF-8"):
        load_catalogue(file)


def test_a_folder_without_declarations_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="没有 TOML 文件"):
        load_catalogue(tmp_path)
