"""Words of the early warning pages: escalations, what changed, comparison, the company over time."""

from shared.language import Both, Texts

WARNINGS: Texts = {
    "company.confidence": Both("Confidence", "信心"),
    "company.departments": Both("By department", "各部门"),
    "company.expected": Both("Expected by now", "当前预期"),
    "company.how": Both(
        "Of public goals only: the mean of their progress, and of what was last said of each key result’s confidence. "
        "By today’s targets and weights.",
        "仅统计公开目标：进度取各目标的平均值，信心取各关键结果最近一次的平均值；按当前的目标值与权重计算。",
    ),
    "company.key_results": Both("Key results", "关键结果"),
    "company.label": Both(
        "{name} over the cycle: progress {percent}, confidence {confidence}",
        "{name}在周期内的变化：进度 {percent}，信心 {confidence}",
    ),
    "company.none": Both("No public goals in this cycle yet", "该周期还没有公开目标"),
    "company.none_why": Both(
        "As soon as there are some, their course is drawn here.", "有了公开目标后，这里会画出它们的走势。"
    ),
    "company.objectives": Both("Goals", "目标"),
    "company.progress": Both("Progress", "进度"),
    "company.title": Both("The company, {cycle}", "全公司 · {cycle}"),
    "compare.confidence": Both("Confidence", "信心"),
    "compare.drop": Both("Remove {name}", "移除{name}"),
    "compare.find": Both("Compare units or people…", "选择要对比的部门、团队或成员…"),
    "compare.full": Both("Six are the most that can be compared.", "最多对比六个。"),
    "compare.how": Both(
        "A unit’s progress is the mean of its goals and of those inside it, a person’s that of their key results. "
        "On time: answered from a day before the date to a day after it.",
        "部门与团队的进度为其（含下级）各目标的平均值，成员的进度为其负责的关键结果的平均值。按时：在应更新时间前后一天内完成更新。",
    ),
    "compare.name": Both("Name", "名称"),
    "compare.none": Both("Nothing to compare yet", "还没有可对比的内容"),
    "compare.not_found": Both("Nobody and nothing is called that.", "没有找到。"),
    "compare.one_more": Both("Add one more to compare.", "再选一个即可对比。"),
    "compare.progress": Both("Progress", "进度"),
    "compare.punctual": Both("On time", "按时更新"),
    "compare.why": Both(
        "Departments and teams appear here with their first goal.", "部门或团队有了第一个目标后会出现在这里。"
    ),
    "escalation.button": Both("Escalate…", "上报…"),
    "escalation.done": Both("Escalated to {name}.", "已上报给{name}。"),
    "escalation.done_withdrawn": Both("The escalation is withdrawn.", "已撤回上报。"),
    "escalation.note": Both("What do you need from them?", "需要对方做什么？"),
    "escalation.note_example": Both("A decision on the contract by Friday", "请在周五前确认合同"),
    "escalation.send": Both("Escalate to {name}", "上报给{name}"),
    "escalation.said": Both("{by} escalated this to {to}", "{by} 已上报给 {to}"),
    "escalation.title": Both("Escalate “{name}”", "上报「{name}」"),
    "escalation.to": Both("To {name}", "上报给{name}"),
    "escalation.why": Both(
        "{name} is told at once, and it shows on the key result. You can withdraw it.",
        "{name} 会立即收到通知，关键结果上也会显示。上报后可以撤回。",
    ),
    "escalation.withdraw": Both("Withdraw", "撤回"),
    "warnings.and": Both("and {n} more", "以及另外 {n} 个"),
    "warnings.blocked": Both("Newly blocked: {n}", "新出现阻碍：{n}"),
    "warnings.calm_but_new": Both(
        "No red flags, nothing stale. Only what is new is behind, and its pace is no warning yet.",
        "没有红旗，没有过期。只有新建的关键结果进度落后，暂不预警。",
    ),
    "warnings.everybody": Both("Show all", "显示全部"),
    "warnings.less_sure": Both("Less confident: {n}", "信心下降：{n}"),
    "warnings.mean_moved": Both("mean progress {before} → {after}", "平均进度 {before} → {after}"),
    "warnings.moved": Both("Moved: {n}", "进度有变化：{n}"),
    "warnings.of": Both("Of {name}.", "{name}负责的内容。"),
    "warnings.spared": Both(
        "{n} are behind but new, and are left in peace until {day}.",
        "{n} 个进度落后但属新建，{day}前暂不预警。",
        "One is behind but new, and is left in peace until {day}.",
    ),
    "warnings.spared_first": Both(
        "{n} are behind but new, and are left in peace, the first until {day}.",
        "{n} 个进度落后但属新建，暂不预警，最早的到{day}为止。",
    ),
    "warnings.still": Both("{n} did not change.", "{n} 个没有变化。", "One did not change."),
    "warnings.view_company": Both("Company", "全公司"),
    "warnings.view_compare": Both("Compare", "对比"),
    "warnings.view_warnings": Both("Warnings", "预警"),
    "warnings.views": Both("What to look at", "查看内容"),
}
