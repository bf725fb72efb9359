"""What closing a cycle says: grades, looking back, what goes on, and the archive."""

from shared.language import Both, Texts

CLOSING: Texts = {
    "closing": Both("Closing", "收尾"),
    "closing.aim": Both("aims at {aim}", "期望 {aim}"),
    "closing.archive": Both("Archive the cycle", "归档周期"),
    "closing.archive_hidden": Both(
        "{n} key results without a grade are in goals that you cannot see: only their owners can grade them.",
        "另有 {n} 个未评分的关键结果属于你看不到的目标，只能由其负责人评分。",
        one="1 key result without a grade is in a goal that you cannot see: only its owner can grade it.",
    ),
    "closing.archive_left": Both(
        "{n} key results have no grade yet.", "还有 {n} 个关键结果没有评分。", one="1 key result has no grade yet."
    ),
    "closing.archive_ready": Both("Everything is graded. Nothing is left to confirm.", "全部评分完毕，可以归档。"),
    "closing.all": Both("All goals", "全部目标"),
    "closing.banner_archived": Both("{cycle} is archived: this is how it ended.", "{cycle} 已归档，这是当时的结果。"),
    "closing.banner_closing": Both(
        "{cycle} is closing: values are frozen, grades and the look back are written.",
        "{cycle} 正在收尾：数值已冻结，正在评分和复盘。",
    ),
    "closing.carried_from": Both("Carried over from “{title}” in {cycle}", "延续自 {cycle} 的「{title}」"),
    "closing.carry": Both("What becomes of it?", "接下来怎么办？"),
    "closing.carry_go": Both("Decide", "确定"),
    "closing.confirm": Both("Confirm", "确认"),
    "closing.draft": Both(
        "Made from its numbers and check-ins; keep what is true, then write on.",
        "根据数值和进展记录自动生成，可以在此基础上修改。",
    ),
    "closing.draft_own": Both("Or write your own:", "或者自己写："),
    "closing.draft_keep": Both("Begin with this", "以此为底稿"),
    "closing.ended_at": Both("Progress {percent}", "进度 {percent}"),
    "closing.grade": Both("Grade of “{name}”, 0 to 1", "「{name}」的评分，0 到 1"),
    "closing.graded_by": Both("{name}, {day}", "{name}，{day}"),
    "closing.lede_active": Both(
        "Values still change. Grading begins when an admin closes {cycle}.",
        "数值还在变化。管理员开始收尾 {cycle} 之后才能评分。",
    ),
    "closing.lede_archived": Both("{cycle} is archived: this is how it ended.", "{cycle} 已归档，这是当时的结果。"),
    "closing.lede_closing": Both(
        "Values are frozen. Confirm each grade with a reason: 7 is 0.7, Enter goes to the next.",
        "数值已冻结。逐项确认评分并写明理由：输入 7 即 0.7，回车进入下一项。",
    ),
    "closing.link": Both("Grade and look back", "评分与复盘"),
    "closing.nobody": Both("Nothing to grade", "没有需要评分的内容"),
    "closing.nobody_why": Both(
        "{cycle} has no published goals that you can see.", "{cycle} 中没有你能看到的已发布目标。"
    ),
    "closing.mine": Both("Mine", "我的"),
    "closing.none_yet": Both("No grade yet", "未评分"),
    "closing.now": Both("{value}, progress {progress}", "{value}，进度 {progress}"),
    "closing.progress": Both("{done} of {n} graded", "已评分 {done} / {n}"),
    "closing.proposed": Both("proposed {grade}", "建议 {grade}"),
    "closing.reason": Both("Why this grade?", "评分理由"),
    "closing.reason_carry": Both("Why?", "理由"),
    "closing.reason_of": Both("Reason for the grade of “{name}”", "「{name}」的评分理由"),
    "closing.regrade": Both("Change the grade", "修改评分"),
    "closing.retrospective": Both("Looking back", "复盘"),
    "closing.retrospective_none": Both("Nobody has written anything yet.", "还没有人写复盘。"),
    "closing.so_far": Both("{grade} so far, {done} of {n} graded", "暂为 {grade}，已评分 {done} / {n}"),
    "closing.target": Both("Goes on in", "延续到"),
    "closing.target_ask": Both(
        "No cycle is open for it yet. An admin makes the next one.", "还没有可延续的周期，请管理员创建。"
    ),
    "closing.target_none": Both("No cycle is open for it yet.", "还没有可延续的周期。"),
    "closing.which": Both("Which goals", "显示哪些目标"),
    "closing.why_archive": Both("Why archive without those grades?", "为什么不等评分就归档？"),
    "carry.abandoned": Both("Abandoned", "放弃"),
    "carry.changed": Both("Changed, as a draft", "调整（转为草稿）"),
    "carry.kept": Both("Kept as it is", "保留（原样延续）"),
    "carry_done.abandoned": Both("Abandoned", "已放弃"),
    "carry_done.changed": Both("Changed, goes on in {cycle}", "调整后延续到 {cycle}"),
    "carry_done.kept": Both("Kept, goes on in {cycle}", "保留并延续到 {cycle}"),
    "event.key_result.graded": Both("graded “{name}”", "为「{name}」评分"),
    "event.objective.carried": Both("decided what becomes of the goal", "决定了目标的去向"),
    "event.objective.retrospective_written": Both("wrote the retrospective", "写了复盘"),
    "fact.graded": Both("Graded", "已评分"),
    "fact.so_far": Both("so far", "暂定"),
    "field.carry": Both("After the cycle", "周期之后"),
    "field.grade": Both("Grade", "评分"),
    "grade.green": Both("green", "绿"),
    "grade.red": Both("red", "红"),
    "grade.yellow": Both("yellow", "黄"),
    "refused.closing.carried": Both("This goal was carried over already.", "这个目标已经延续过了。"),
    "refused.closing.copy_taken": Both("That goal already goes on with another.", "那个目标已经延续了别的目标。"),
    "refused.closing.copy_unwanted": Both("What is abandoned does not go on anywhere.", "已放弃的目标不再延续。"),
    "refused.closing.not_yet": Both(
        "{cycle} is not closing: grading begins then.", "{cycle} 还没有开始收尾，不能评分。"
    ),
    "refused.closing.reason": Both(
        "Say why; that is what the next quarter learns from.", "请写理由，下个周期才能从中学习。"
    ),
    "refused.closing.ungraded": Both(
        "{n} key results have no grade yet ({names}). Grade them, or say why it is archived without.",
        "还有 {n} 个关键结果没有评分（{names}）。请先评分，或写明为什么不评分就归档。",
        one="1 key result has no grade yet ({names}). Grade it, or say why it is archived without.",
    ),
    "refused.closing.ungraded_hidden": Both(
        "{n} key results have no grade yet, all in goals that you cannot see: only their owners can grade them. "
        "Ask them, or say why it is archived without.",
        "还有 {n} 个关键结果没有评分，都属于你看不到的目标，只能由其负责人评分。请提醒他们，或写明为什么不评分就归档。",
        one="1 key result has no grade yet, in a goal that you cannot see: only its owner can grade it. "
        "Wait for that, or say why it is archived without.",
    ),
    "refused.closing.ungraded_partly": Both(
        "{n} key results have no grade yet ({names}); in goals that you cannot see, for their owners to grade: {hidden}. "
        "Have them graded, or say why it is archived without.",
        "还有 {n} 个关键结果没有评分（{names}），其中 {hidden} 个属于你看不到的目标，只能由其负责人评分。"
        "请先完成评分，或写明为什么不评分就归档。",
    ),
    "refused.grade.range": Both("A grade is from 0 to 1.", "评分在 0 到 1 之间。"),
    "refused.grade.tenths": Both("A grade is in whole tenths, such as 0.7.", "评分以 0.1 为单位，例如 0.7。"),
    "retro.blocker": Both("Blocked: “{text}”", "受阻：「{text}」"),
    "retro.changes": Both("Changed on the way:", "中途调整："),
    "retro.check_ins": Both("{n} check-ins", "{n} 次进展更新", one="1 check-in"),
    "retro.confidence": Both("confidence {series}", "信心 {series}"),
    "retro.grade": Both("grade {grade}", "评分 {grade}"),
    "retro.key_result": Both(
        "{name}: {start} → {end}, wanted {target}, progress {progress}",
        "{name}：{start} → {end}，目标 {target}，进度 {progress}",
    ),
    "retro.learned": Both("What we learned:", "我们学到了："),
    "retro.next": Both("What we do otherwise next time:", "下次怎样做："),
    "retro.note": Both("Noted: “{text}”", "备注：「{text}」"),
    "retro.reason": Both("{what}: {reason}", "{what}：{reason}"),
    "retro.result": Both("Progress {progress}, grade {grade}", "进度 {progress}，评分 {grade}"),
    "retro.trend": Both("progress over time {series}", "进度走势 {series}"),
}
