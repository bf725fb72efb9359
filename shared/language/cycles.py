"""What the page of cycles says: what each state means, what the next step does, and the form of a cycle."""

from shared.language import Both, Texts

CYCLES: Texts = {
    "cycles.counts": Both("{objectives}, {key_results}. {mean}", "{objectives}，{key_results}。{mean}"),
    "cycles.create": Both("Create the cycle", "创建周期"),
    "cycles.created": Both("Created {name}", "已创建 {name}"),
    "cycles.edit": Both("Edit {name}", "编辑 {name}"),
    "cycles.edit_item": Both("Edit", "编辑"),
    "cycles.ends_on": Both("Last day", "结束日期"),
    "cycles.inside": Both("in {name}", "属于 {name}"),
    "cycles.joint": Both(" · ", "，"),
    "cycles.key_results": Both("{n} key results", "{n} 个关键结果", one="1 key result"),
    "cycles.kind": Both("Rhythm", "节奏"),
    "cycles.lede": Both(
        "A quarter is the usual rhythm; a year, a month or dates of your own work as well.",
        "季度是默认节奏，也可以按年、按月或自定起止。",
    ),
    "cycles.mean_active": Both(
        "Check-ins are open; changing a target or wording asks for a reason.",
        "可以更新进展；改目标值或措辞需要写理由。",
    ),
    "cycles.mean_archived": Both("Read-only, complete.", "只读，内容完整。"),
    "cycles.mean_closing": Both("Values are frozen while people look back.", "数值已冻结，进入复盘。"),
    "cycles.mean_draft": Both("Everybody edits freely; nothing counts yet.", "可以自由修改，暂不更新进展。"),
    "cycles.move_active": Both("Start the cycle", "开始周期"),
    "cycles.move_active_title": Both("Start {name}?", "开始 {name}？"),
    "cycles.move_active_why": Both(
        "People check in from now on. Whoever changes a published goal's target or wording says why. You can go back to drafting.",
        "开始后大家可以更新进展；修改已发布目标的目标值或措辞时要写理由，理由会留在历史里。之后仍可退回草拟。",
    ),
    "cycles.move_archived": Both("Archive", "归档"),
    "cycles.move_archived_title": Both("Archive {name} for good?", "归档 {name}？"),
    "cycles.move_archived_why": Both(
        "Everything stays and can be read, and nobody can change it any more, admins neither. This cannot be undone.",
        "所有内容都会保留、可以查看，但任何人（包括管理员）都不能再修改。归档后无法撤销。",
    ),
    "cycles.move_closing": Both("Close the cycle", "开始收尾"),
    "cycles.move_closing_title": Both("Close {name}?", "开始收尾 {name}？"),
    "cycles.move_closing_why": Both(
        "Values freeze: no check-ins and no changes to goals, so that everybody looks back at the same numbers. You can open it again.",
        "数值会冻结：不能再更新进展，也不能修改目标，方便大家对着同一组数字复盘。之后仍可重新打开。",
    ),
    "cycles.move_draft": Both("Back to drafting", "退回草拟"),
    "cycles.move_draft_title": Both("Take {name} back to drafting?", "把 {name} 退回草拟？"),
    "cycles.move_draft_why": Both(
        "Everybody can edit freely again without giving reasons, and check-ins pause. Those made so far stay.",
        "所有人又可以自由修改，不用写理由；暂停更新进展，已有的进展会保留。",
    ),
    "cycles.move_reopen": Both("Open again", "重新打开"),
    "cycles.move_reopen_title": Both("Open {name} again?", "重新打开 {name}？"),
    "cycles.move_reopen_why": Both(
        "Values can change again: people check in, and changes to goals ask for a reason.",
        "数值可以再次变化：大家可以更新进展，修改目标需要写理由。",
    ),
    "cycles.moved": Both("{name} is now: {state}", "{name}：{state}"),
    "cycles.name": Both("Name", "名称"),
    "cycles.name_example": Both("For example: 2027 Q1", "例如：2027 Q1"),
    "cycles.new": Both("New cycle", "新周期"),
    "cycles.no_parent": Both("None", "无"),
    "cycles.none": Both("No cycle yet", "还没有周期"),
    "cycles.none_ask": Both("An admin makes the first one.", "请管理员创建第一个周期。"),
    "cycles.none_why": Both(
        "Goals are written for a cycle. Begin with this quarter; the dates are proposed.",
        "目标写在周期里。先从本季度开始，日期已经替你填好。",
    ),
    "cycles.objectives": Both("{n} objectives", "{n} 个目标", one="1 objective"),
    "cycles.open": Both("See its goals", "查看目标"),
    "cycles.parent_id": Both("Part of", "上级周期"),
    "cycles.stages": Both("States of a cycle", "周期的各个阶段"),
    "cycles.starts_on": Both("First day", "开始日期"),
    "cycles.unpublished": Both(
        "{n} goals are still drafts; they stay drafts.",
        "还有 {n} 个目标是草稿，会继续保持草稿状态。",
        one="1 goal is still a draft; it stays one.",
    ),
    "cycles.week": Both("week {week} of {weeks}", "第 {week} 周，共 {weeks} 周"),
}
