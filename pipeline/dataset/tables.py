"""The dataset's tables (数据表): every column with its type, its Chinese name and its unit.

The names and meanings are those of the contract; columns beyond it are said in README. `schema` puts the Chinese
name and the unit into each field's metadata, under `name_zh` and `unit`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemas.catalogue import Catalogue

PRECISION, SCALE = 38, 10
DECIMAL = pa.decimal128(PRECISION, SCALE)
TEXT, INT, BOOL, FLOAT, DAY = pa.string(), pa.int32(), pa.bool_(), pa.float64(), pa.date32()
MOMENT = pa.timestamp("ms", tz="UTC")
TEXTS = pa.list_(TEXT)
BOXES = pa.list_(pa.struct({"page": INT, "x0": FLOAT, "top": FLOAT, "x1": FLOAT, "bottom": FLOAT}))
CHANGE = pa.struct({"figure": TEXT, "printed": TEXT, "suggested": TEXT, "slip": TEXT, "why": TEXT, "bound": TEXT})
EXPLANATIONS = pa.list_(pa.struct({"cost": FLOAT, "changes": pa.list_(CHANGE)}))
REREADS = pa.list_(pa.struct({"figure": TEXT, "engine": TEXT, "reading": TEXT, "supports": TEXT}))


class Column(NamedTuple):
    """A column: its name, its Arrow type, its Chinese name and its unit ("" when it has none)."""

    name: str
    type: pa.DataType
    name_zh: str
    unit: str = ""


REPORT_ID = Column("report_id", TEXT, "报告编号")
BOX = (
    Column("x0", FLOAT, "左", "pt"),
    Column("top", FLOAT, "上", "pt"),
    Column("x1", FLOAT, "右", "pt"),
    Column("bottom", FLOAT, "下", "pt"),
)

TABLES: Mapping[str, tuple[Column, ...]] = {
    "reports": (
        REPORT_ID,
        Column("source", TEXT, "来源文件"),
        Column("sha256", TEXT, "文件校验值"),
        Column("title", TEXT, "报告标题"),
        Column("department", TEXT, "部门（单位）"),
        Column("region", TEXT, "地区"),
        Column("fiscal_year", INT, "预算年度", "年"),
        Column("filed_on", DAY, "报送日期"),
        Column("pages", INT, "页数", "页"),
        Column("ocr_pages", INT, "识别页数", "页"),
        Column("self_score", DECIMAL, "自评得分", "分"),
        Column("grade", TEXT, "评价等级"),
        Column("status", TEXT, "状态"),
        Column("reason", TEXT, "原因"),
        Column("code", TEXT, "失败代码"),
        Column("coverage", FLOAT, "核对覆盖率"),
        Column("figures", INT, "数据个数", "个"),
        Column("checks", INT, "核对次数", "次"),
        Column("discrepancies", INT, "差异个数", "个"),
        Column("doubtful", TEXTS, "存疑的列"),
        Column("notes", TEXTS, "说明"),
        Column("preface", TEXT, "正文前文字"),
        Column("path", TEXT, "读取时的文件路径"),
        Column("read_at", MOMENT, "读取时间"),
        Column("seconds", FLOAT, "用时", "秒"),
    ),
    "sections": (
        REPORT_ID,
        Column("section_id", TEXT, "章节编号"),
        Column("parent_id", TEXT, "上级章节编号"),
        Column("level", INT, "层级"),
        Column("marker", TEXT, "序号"),
        Column("ordinal", INT, "序数"),
        Column("title", TEXT, "标题"),
        Column("path", TEXT, "章节路径"),
        Column("page", INT, "页码"),
        Column("text", TEXT, "正文"),
        Column("notes", TEXTS, "序号说明"),
    ),
    "figures": (
        REPORT_ID,
        Column("figure_id", TEXT, "数据编号"),
        Column("kind", TEXT, "类别"),
        Column("printed", TEXT, "原文"),
        Column("value", DECIMAL, "数值", "原文单位"),
        Column("unit", TEXT, "单位"),
        Column("base_value", DECIMAL, "基准数值", "元、%、分、个"),
        Column("decimals", INT, "小数位数", "位"),
        Column("day", DAY, "日期"),
        Column("qualifier", TEXT, "限定词"),
        Column("label", TEXT, "名称"),
        Column("indicator", TEXT, "指标代码"),
        Column("basis", TEXT, "预算口径"),
        Column("scope", TEXT, "资金范围"),
        Column("subject", TEXT, "对象"),
        Column("period", TEXT, "所属年度"),
        Column("section_id", TEXT, "章节编号"),
        Column("section_path", TEXT, "章节路径"),
        Column("table_id", TEXT, "表格编号"),
        Column("row", INT, "行"),
        Column("col", INT, "列"),
        Column("page", INT, "页码"),
        *BOX,
        Column("boxes", BOXES, "全部位置", "pt"),
        Column("quote", TEXT, "原句"),
        Column("origin", TEXT, "读取方式"),
        Column("confidence", FLOAT, "置信度"),
        Column("readings", TEXTS, "其他读法"),
        Column("flags", TEXTS, "存疑标记"),
    ),
    "scores": (
        REPORT_ID,
        Column("name", TEXT, "评分指标"),
        Column("indicator", TEXT, "指标代码"),
        Column("level1", TEXT, "一级指标"),
        Column("level2", TEXT, "二级指标"),
        Column("full_marks", DECIMAL, "分值", "分"),
        Column("awarded", DECIMAL, "得分", "分"),
        Column("is_bonus", BOOL, "是否加分项"),
        Column("is_group", BOOL, "是否上级指标"),
        Column("reason", TEXT, "扣分原因"),
        Column("section_path", TEXT, "章节路径"),
        Column("figure_ids", TEXTS, "数据编号"),
        Column("page", INT, "页码"),
    ),
    "cells": (
        REPORT_ID,
        Column("table_id", TEXT, "表格编号"),
        Column("title", TEXT, "表名"),
        Column("unit", TEXT, "表格单位"),
        Column("section_path", TEXT, "章节路径"),
        Column("page", INT, "页码"),
        Column("row", INT, "行"),
        Column("col", INT, "列"),
        Column("row_span", INT, "跨行数"),
        Column("col_span", INT, "跨列数"),
        Column("is_header", BOOL, "是否表头"),
        Column("row_label", TEXT, "行名称"),
        Column("column_label", TEXT, "列名称"),
        Column("text", TEXT, "文字"),
        Column("figure_id", TEXT, "数据编号"),
        Column("flags", TEXTS, "存疑标记"),
        *BOX,
    ),
    "checks": (
        REPORT_ID,
        Column("check_id", TEXT, "核对编号"),
        Column("rule_id", TEXT, "规则编号"),
        Column("kind", TEXT, "核对类别"),
        Column("verdict", TEXT, "结论"),
        Column("severity", TEXT, "严重程度"),
        Column("statement", TEXT, "算式"),
        Column("message", TEXT, "说明"),
        Column("left", DECIMAL, "左边", "基准单位"),
        Column("right", DECIMAL, "右边", "基准单位"),
        Column("gap", DECIMAL, "差额", "基准单位"),
        Column("residual_ulps", DECIMAL, "差额折合末位单位数"),
        Column("figures", TEXTS, "数据编号"),
        Column("page", INT, "页码"),
        Column("reason", TEXT, "不能核对的原因"),
        Column("basis", TEXT, "依据"),
    ),
    "discrepancies": (
        REPORT_ID,
        Column("discrepancy_id", TEXT, "差异编号"),
        Column("check_ids", TEXTS, "核对编号"),
        Column("rule_id", TEXT, "规则编号"),
        Column("severity", TEXT, "严重程度"),
        Column("message", TEXT, "说明"),
        Column("figures", TEXTS, "数据编号"),
        Column("explanations", EXPLANATIONS, "可能的解释"),
        Column("suspect", TEXT, "疑似有误的数据编号"),
        Column("suggested_value", DECIMAL, "建议值", "原文单位"),
        Column("cause", TEXT, "原因"),
        Column("page", INT, "页码"),
        Column("state", TEXT, "处理状态"),
        Column("decided_by", TEXT, "处理人"),
        Column("decided_at", MOMENT, "处理时间"),
        Column("note", TEXT, "备注"),
        Column("rereads", REREADS, "重读结果"),
        Column("truncated", BOOL, "解释是否截断"),
    ),
    "pages": (
        REPORT_ID,
        Column("page", INT, "页码"),
        Column("origin", TEXT, "读取方式"),
        Column("reason", TEXT, "读取方式的理由"),
        Column("width", FLOAT, "宽", "pt"),
        Column("height", FLOAT, "高", "pt"),
        Column("rotation", INT, "旋转", "度"),
        Column("skew", FLOAT, "倾斜", "度"),
        Column("furniture", TEXTS, "页眉页脚"),
    ),
}


def columns(table: str, catalogue: Catalogue) -> tuple[Column, ...]:
    """A table's columns; `reports` has one more for each indicator of the catalogue."""
    if table != "reports":
        return TABLES[table]
    return TABLES[table] + tuple(Column(i.column, DECIMAL, i.name, i.unit) for i in catalogue)


@lru_cache(maxsize=64)
def types(table: str, catalogue: Catalogue) -> Mapping[str, pa.DataType]:
    """The type of each of a table's columns."""
    return {c.name: c.type for c in columns(table, catalogue)}


@lru_cache(maxsize=64)
def schema(table: str, catalogue: Catalogue) -> pa.Schema:
    """A table's Arrow schema, the same whether there are rows or not."""
    return pa.schema(
        pa.field(c.name, c.type, metadata={"name_zh": c.name_zh, "unit": c.unit}) for c in columns(table, catalogue)
    )
