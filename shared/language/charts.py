"""What charts say: their axes, their legends, their tables."""

from shared.language import Both, Texts

CHARTS: Texts = {
    "chart.adds": Both("{name} (adds to the goal)", "{name}（对目标的贡献）"),
    "chart.band": Both("Band", "区间"),
    "chart.baseline": Both("Start", "起点"),
    "chart.by": Both("By", "更新人"),
    "chart.closed": Both("Closed", "收尾"),
    "chart.children": Both(
        "With {n} contributing goals.", "含 {n} 个计入进度的下级目标。", "With one contributing goal."
    ),
    "chart.confidence": Both("Confidence", "信心"),
    "chart.corrected": Both("corrected", "已更正"),
    "chart.csv": Both("Download the numbers as CSV", "下载数据 CSV"),
    "chart.date": Both("Date", "日期"),
    "chart.label": Both("“{name}” over the cycle, now {value}", "「{name}」在周期内的变化，目前 {value}"),
    "chart.none": Both("No check-ins yet. The line begins with the first.", "还没有更新，第一次更新后这里会出现曲线。"),
    "chart.note": Both("Note", "备注"),
    "chart.open": Both("Chart", "图表"),
    "chart.pace": Both("Expected", "预期"),
    "chart.picture": Both("Chart", "图形"),
    "chart.png": Both("Download the picture as PNG", "下载图片 PNG"),
    "chart.progress": Both("Progress", "进度"),
    "chart.progress_label": Both("Progress over the cycle, now {percent}", "周期内的进度，目前 {percent}"),
    "chart.share": Both("{name}: {percent} of it", "{name}：贡献 {percent}"),
    "chart.shares": Both("From each part", "各部分的贡献"),
    "chart.table": Both("Table", "表格"),
    "chart.target": Both("Target", "目标值"),
    "chart.today": Both("Today", "今天"),
    "chart.value": Both("Value", "数值"),
}
