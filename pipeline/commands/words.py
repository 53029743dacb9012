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
