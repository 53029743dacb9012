"""The dataset's fixed words in Chinese (词表), for the terminal and the workbook."""

from __future__ import annotations

VERDICTS = {"exact": "一致", "rounding": "舍入误差内一致", "inconsistent": "不一致", "not_checkable": "不能核对"}
SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}
STATUSES = {"done": "完成", "partial": "部分读取", "failed": "失败"}
CAUSES = {
    "misread": "识别有误",
    "document": "报告本身有误",
    "unit_slip": "单位有误",
    "policy": "不合规定",
    "unknown": "待查",
}
STATES = {"open": "待处理", "accepted": "属实", "corrected": "已更正", "dismissed": "不予采纳", "stale": "已失效"}
CHECK_KINDS = {
    "sum": "合计",
    "part_whole": "部分与整体",
    "ratio": "比率",
    "difference": "差额",
    "restatement": "前后一致",
    "table_total": "表格合计",
    "share": "占比",
    "score_total": "得分合计",
    "limit": "限额",
    "date_order": "日期先后",
}
KINDS = {"amount": "金额", "rate": "比率", "score": "得分", "count": "数量", "date": "日期"}
FLAGS = {
    "repaired": "已修复读数",
    "readers_disagree": "两次识别不同",
    "low_confidence": "识别把握不大",
    "unit_inherited": "单位取自表头",
    "ambiguous": "含义不唯一",
    "out_of_range": "数值过大",
    "unread": "有墨迹未能读出",
}
ORIGINS = {"text": "文字层", "ocr": "识别"}
REASONS = {  # by how they begin; the longer stand before what they begin with
    "text layer of an earlier OCR": "只有扫描软件附加的文字层",
    "text layer": "有可用的文字层",
    "text only in the margins": "只有页边有文字，正文是图",
    "no text layer": "无文字层",
    "garbled text": "文字层乱码",
    "image file": "图片文件",
    "blank page": "空白页",
    "word-processor file": "文字处理文件，位置按段落",
    "spreadsheet": "电子表格，位置按行列",
    "OCR is off": "文字识别已关闭",
    "unreadable: too small": "图片过小或过于细长",
    "unreadable: impossible page size": "页面尺寸异常",
    "unreadable": "无法读取",
}
NOTHING = "; no text found"


def how_read(reason: str) -> str:
    """In Chinese, how a page was read and why, from the `pages` table."""
    known = next((words for start, words in REASONS.items() if reason.startswith(start)), reason)
    return known + ("，未见文字" if reason.endswith(NOTHING) else "")
