"""What import and export say: the page, the command line, and why a line cannot come in."""

from shared.language import Both, Texts

EXCHANGE: Texts = {
    "exchange.again": Both("Another file", "换一个文件"),
    "exchange.answer": Both("Answer", "补充"),
    "exchange.answer.dates": Both("2026-10-01 – 2026-12-31", "2026-10-01 至 2026-12-31"),
    "exchange.answer.email": Both("name@example.org", "邮箱，例如 name@example.org"),
    "exchange.answer.measure": Both("31% → 40%, or ≥ 95%, or done or not", "31% → 40%，或 ≥ 95%，或 是否完成"),
    "exchange.answer.objective": Both("An objective's title", "目标标题"),
    "exchange.answer.key_result": Both("A key result's name", "关键结果名称"),
    "exchange.answer.person": Both("A name or an address", "姓名或邮箱"),
    "exchange.answer.unit": Both("A department or team", "部门或团队"),
    "exchange.answer_for": Both("Answer for “{title}”", "补充「{title}」"),
    "exchange.asked.dates": Both("Dates", "起止日期"),
    "exchange.asked.email": Both("Email", "邮箱"),
    "exchange.asked.key_result": Both("Key result", "关键结果"),
    "exchange.asked.measure": Both("Start and target", "起点和目标值"),
    "exchange.asked.objective": Both("Objective", "目标"),
    "exchange.asked.person": Both("Person", "人员"),
    "exchange.asked.unit": Both("Department or team", "部门或团队"),
    "exchange.cancel": Both("Cancel", "取消"),
    "exchange.column.content": Both("Content", "内容"),
    "exchange.column.measure": Both("Start → target", "起点 → 目标"),
    "exchange.column.owner": Both("Owner", "负责人"),
    "exchange.column.result": Both("Result", "结果"),
    "exchange.column.where": Both("Line", "行"),
    "exchange.copied": Both("Copied", "已复制"),
    "exchange.copy": Both("Copy the example", "复制示例"),
    "exchange.cycle": Both("Goals that name no cycle go to", "未注明周期的目标归入"),
    "exchange.done": Both("Brought in {n} rows", "已导入 {n} 行", "Brought in {n} row"),
    "exchange.done_kinds": Both("{kinds}.", "{kinds}。"),
    "exchange.done_left": Both(
        "{n} rows were left out; they are listed below.", "{n} 行没有导入，列在下面。", "{n} row was left out, below."
    ),
    "exchange.done_nothing": Both("Nothing new: all of it is there already", "没有新内容：全部已经存在"),
    "exchange.drop": Both("Drop a file here, or choose one", "把文件拖到这里，或点击选择"),
    "exchange.drop_forms": Both(
        "CSV, Markdown or JSON, up to 5 MB, UTF-8 or GB18030", "CSV、Markdown、JSON，最大 5 MB，UTF-8 或 GB18030"
    ),
    "exchange.example": Both("An example to begin with", "示例"),
    "exchange.example_text": Both(
        "### Personal\n\n"
        "**O1: First-time buyers want to come back**\n"
        "- KR1 90-day retention 31% → 40%\n"
        "- KR2 Answer time 18 min → 5 min\n"
        "- KR3 Satisfaction ≥ 95% (maintain)",
        "### 个人\n\n"
        "**O1: 让退换货不再让人犯愁**\n"
        "- KR1 一次解决率 62% → 80%\n"
        "- KR2 平均处理时间 18 小时 → 5 小时\n"
        "- KR3 退换货满意度维持在 95% 以上",
    ),
    "exchange.export": Both("Take out", "导出"),
    "exchange.export_count": Both(
        "{cycle}: the {n} goals that you can see", "{cycle}，你能看到的 {n} 个目标", "{cycle}: the one goal you can see"
    ),
    "exchange.export_csv": Both("For spreadsheets: one row for each key result", "适合表格软件，每个关键结果一行"),
    "exchange.export_json": Both("For programs: every field, nothing to guess", "适合程序，字段完整"),
    "exchange.export_md": Both("For documents: reads like a text", "适合文档，像文章一样易读"),
    "exchange.failed": Both("“{name}” could not be sent. {why}", "「{name}」没有上传成功。{why}"),
    "exchange.go": Both("Bring in all {n} rows", "导入全部 {n} 行", "Bring in the row"),
    "exchange.go_partly": Both("Bring in {n} rows", "导入 {n} 行", "Bring in {n} row"),
    "exchange.guest": Both(
        "You are here as a guest: you can take goals out, not bring them in.", "你以访客身份查看，可以导出，不能导入。"
    ),
    "exchange.into_named": Both("{cycle} (the usual one)", "{cycle}（默认）"),
    "exchange.joint": Both(", ", "，"),
    "exchange.kind.acknowledgement": Both("acknowledgement", "已阅"),
    "exchange.kind.check_in": Both("check-in", "进展更新"),
    "exchange.kind.cycle": Both("cycle", "周期"),
    "exchange.kind.grade": Both("grade", "评分"),
    "exchange.kind.key_result": Both("key result", "关键结果"),
    "exchange.kind.line": Both("line", "行"),
    "exchange.kind.link": Both("link", "对齐"),
    "exchange.kind.objective": Both("objective", "目标"),
    "exchange.kind.outcome": Both("looking back", "复盘"),
    "exchange.kind.person": Both("person", "人员"),
    "exchange.lede": Both(
        "CSV, Markdown and JSON. You see what will happen before anything is written.",
        "CSV、Markdown 和 JSON，先预览再写入。",
    ),
    "exchange.linked": Both("supports {title}", "支撑「{title}」"),
    "exchange.misread": Both(
        "{field}: “{answer}” was not understood. Expected: {example}.",
        "{field}：没有读懂「{answer}」。应填写：{example}。",
    ),
    "exchange.others": Both("{n} other rows", "{n} 项其他内容", "{n} other row"),
    "exchange.more": Both("{n} more rows that are fine", "另有 {n} 行没有问题", "{n} more row that is fine"),
    "exchange.nothing_written": Both("{name}: nothing is written yet.", "{name}，还没有写入任何内容。"),
    "exchange.partly": Both(
        "Leave out the {n} rows that cannot come in",
        "跳过不能导入的 {n} 行，导入其余的",
        "Leave out the row that cannot come in",
    ),
    "exchange.preview": Both("What will happen", "导入预览"),
    "exchange.problem.acknowledgement_without_check_in": Both(
        "It does not say which check-in was read.", "没有写明已阅的是哪条进展。"
    ),
    "exchange.problem.author_unknown": Both("Nobody is called “{name}”.", "没有叫「{name}」的人。"),
    "exchange.problem.bad_grouping": Both(
        "The separators in this number can be read in two ways.", "数字的分隔符有歧义，无法确定数值。"
    ),
    "exchange.problem.band_reversed": Both("The upper end is below the lower end.", "上限低于下限。"),
    "exchange.problem.baseline_equals_target": Both(
        "Start and target are the same: nothing would be left to reach.", "起点与目标相同，没有可达成的空间。"
    ),
    "exchange.problem.check_in_unknown": Both(
        "The check-in that this speaks of is not above, or did not come in.", "前面没有这条进展，或它没有导入。"
    ),
    "exchange.problem.check_in_without_key_result": Both(
        "This check-in names no key result.", "这条进展没有写明关键结果。"
    ),
    "exchange.problem.co_owner_unknown": Both(
        "Nobody is called “{name}”; left out as co-owner.", "没有叫「{name}」的人，未列入共同负责人。"
    ),
    "exchange.problem.confidence_left_out": Both(
        "The cycle has not begun; the confidence is left out.", "周期尚未开始，未导入信心值。"
    ),
    "exchange.problem.confidence_out_of_range": Both(
        "Confidence is a whole number from 0 to 10.", "信心是 0 到 10 的整数。"
    ),
    "exchange.problem.control_characters": Both(
        "Invisible characters were taken out ({count}).", "已去除 {count} 个不可见字符。"
    ),
    "exchange.problem.copy_unknown": Both(
        "What goes on as “{title}” is not there yet: bring that cycle in first.",
        "延续的目标「{title}」还不存在，请先导入它所在的周期。",
    ),
    "exchange.problem.csv_unreadable": Both("This is no readable CSV: {reason}.", "无法按 CSV 读取：{reason}。"),
    "exchange.problem.cycle_ends_before_it_starts": Both("The cycle ends before it starts.", "周期的结束早于开始。"),
    "exchange.problem.cycle_missing": Both(
        "There is no cycle yet; say which with its dates.", "还没有周期，请写明周期和起止日期。"
    ),
    "exchange.problem.cycle_unknown": Both(
        "There is no cycle “{name}”; make it first, or give its dates.", "没有周期「{name}」，请先创建或写明起止日期。"
    ),
    "exchange.problem.cycle_without_dates": Both(
        "This cycle is new: give its first and last day.", "这是新周期，请写明起止日期。"
    ),
    "exchange.problem.date_ambiguous": Both(
        "Day or month first? Write the date as 2026-10-31.", "无法判断日和月的顺序，请写成 2026-10-31。"
    ),
    "exchange.problem.detail_not_read": Both("Not understood: “{text}”.", "没有读懂：「{text}」。"),
    "exchange.problem.duplicate": Both("Said twice; taken once.", "重复的内容，只导入一次。"),
    "exchange.problem.encoding_guessed": Both(
        "The encoding was guessed as {encoding}; look at the letters.", "编码按 {encoding} 推测，请检查文字。"
    ),
    "exchange.problem.file_empty": Both("The file is empty.", "文件是空的。"),
    "exchange.problem.file_is_binary": Both("This file is not a text.", "这不是文本文件。"),
    "exchange.problem.file_is_old_office": Both(
        "This is an Office document; save it as CSV first.", "这是 Office 文档，请先另存为 CSV。"
    ),
    "exchange.problem.file_is_pdf": Both(
        "This is a PDF; bring in the text or table it was made from.", "这是 PDF，请导入生成它的文本或表格。"
    ),
    "exchange.problem.file_is_zip": Both(
        "This is a ZIP or Excel file; save the sheet as CSV first.", "这是 ZIP 或 Excel 文件，请先把工作表另存为 CSV。"
    ),
    "exchange.problem.file_too_large": Both("The file is larger than 5 MB.", "文件超过 5 MB。"),
    "exchange.problem.grade_missing": Both("The grade is missing.", "缺少评分。"),
    "exchange.problem.json_not_a_document": Both(
        "A JSON document here is an object or a list of objectives.", "JSON 应是一个对象，或目标的列表。"
    ),
    "exchange.problem.json_not_a_record": Both("An object with fields is wanted here.", "此处应是带字段的对象。"),
    "exchange.problem.json_unreadable": Both("This is no readable JSON: {reason}.", "无法按 JSON 读取：{reason}。"),
    "exchange.problem.key_result_owner_unknown": Both(
        "Nobody is called “{name}”; the objective's owner has it.", "没有叫「{name}」的人，由目标负责人负责。"
    ),
    "exchange.problem.key_result_unknown": Both(
        "No single key result of that name was found.", "没有找到唯一对应的关键结果。"
    ),
    "exchange.problem.key_result_without_objective": Both(
        "This key result stands under no objective.", "这个关键结果不属于任何目标。"
    ),
    "exchange.problem.kind_unclear": Both(
        "How is this measured? Say from where to where, a band, or done or not.",
        "无法判断衡量方式，请写明起点和目标、区间或是否完成。",
    ),
    "exchange.problem.line_not_read": Both("Not understood: “{text}”.", "没有读懂：「{text}」。"),
    "exchange.problem.manager_unknown": Both(
        "The manager “{name}” was not found; set it later.", "没有找到上级「{name}」，请稍后设置。"
    ),
    "exchange.problem.milestone_unknown": Both(
        "There is no single milestone “{name}”.", "没有唯一的里程碑「{name}」。"
    ),
    "exchange.problem.name_missing": Both("The name is missing.", "缺少名称。"),
    "exchange.problem.no_band": Both("Say at least one end of the band.", "请至少写明区间的一端。"),
    "exchange.problem.no_baseline": Both("From where? The start is missing.", "缺少起点。"),
    "exchange.problem.no_known_columns": Both(
        "No column has a name that is known, such as “objective” and “key result”.",
        "没有认识的列名，例如「目标」「关键结果」。",
    ),
    "exchange.problem.no_milestones": Both("Name at least one milestone.", "请至少写一个里程碑。"),
    "exchange.problem.no_number": Both(
        "No number: write “from A to B”, “≥ 95%” or “(done or not)”.",
        "没有数字，请写成「从 A 到 B」「≥ 95%」或「（是否完成）」。",
    ),
    "exchange.problem.no_target": Both("To where? The target is missing.", "缺少目标值。"),
    "exchange.problem.not_a_date": Both("“{text}” is not a date.", "「{text}」不是日期。"),
    "exchange.problem.not_a_moment": Both(
        "“{text}” is not a moment such as 2026-12-18T17:00+08:00.", "「{text}」不是 2026-12-18T17:00+08:00 这样的时间。"
    ),
    "exchange.problem.not_a_number": Both("“{text}” is not a number.", "「{text}」不是数字。"),
    "exchange.problem.nothing_found": Both(
        "No objective was found in it; begin from the example.", "没有找到任何目标，可以参考示例。"
    ),
    "exchange.problem.number_too_large": Both("The number is too large.", "数字过大。"),
    "exchange.problem.number_too_precise": Both("At most six decimal places.", "最多六位小数。"),
    "exchange.problem.objective_unknown": Both(
        "No single objective of that name was found.", "没有找到唯一对应的目标。"
    ),
    "exchange.problem.owner_assumed": Both("No owner is named; {name} has it.", "没有写负责人，由 {name} 负责。"),
    "exchange.problem.owner_missing": Both("Who owns this? Name an owner.", "请写明负责人。"),
    "exchange.problem.owner_unknown": Both(
        "Who owns this? “{name}” is nobody here, or several people.", "负责人「{name}」不存在，或有多人同名。"
    ),
    "exchange.problem.person_without_email": Both(
        "Nobody is called so yet; a new person needs an e-mail address.", "还没有这个人，新人员需要邮箱。"
    ),
    "exchange.problem.said_by_another": Both(
        "These are the words of {name}: only an import at the host brings in what others said.",
        "这是 {name} 说的话，只有在服务器主机上导入才能写入他人的内容。",
    ),
    "exchange.problem.support_unknown": Both(
        "What it supports, “{target}”, was not found.", "没有找到要对齐的「{target}」。"
    ),
    "exchange.problem.there_otherwise": Both(
        "Something else stands there already; nothing is overwritten.", "那里已有不同的内容，不会覆盖。"
    ),
    "exchange.problem.title_missing": Both("The objective has no title.", "目标没有标题。"),
    "exchange.problem.too_long": Both("The text is too long.", "文字过长。"),
    "exchange.problem.too_many_cells": Both(
        "{cells} cells under {columns} columns; the last ones were not read.",
        "共 {columns} 列却有 {cells} 个单元格，多出的没有读取。",
    ),
    "exchange.problem.too_many_rows": Both("At most {limit} rows at a time.", "一次最多 {limit} 行。"),
    "exchange.problem.other_unit": Both(
        "The key result is counted in {unit}, not in {typed}.", "该关键结果的单位是「{unit}」，不是「{typed}」。"
    ),
    "exchange.problem.unit_mismatch": Both("The numbers have different units.", "数字的单位不一致。"),
    "exchange.problem.unit_unknown": Both("There is no department or team “{name}”.", "没有部门或团队「{name}」。"),
    "exchange.problem.unknown_choice": Both("“{text}” is not one of the choices.", "「{text}」不在可选范围内。"),
    "exchange.problem.unknown_column": Both("The column “{column}” was not read.", "没有读取「{column}」列。"),
    "exchange.problem.visibility_of_objective": Both(
        "This is said for the whole objective.", "可见范围按整个目标处理。"
    ),
    "exchange.see_goals": Both("See the goals", "查看目标"),
    "exchange.sending": Both("Reading the file and trying it out …", "正在读取并试算……"),
    "exchange.what.ask": Both("Ask", "待补充"),
    "exchange.what.create": Both("New", "新建"),
    "exchange.what.refused": Both("Refused", "拒绝"),
    "exchange.what.same": Both("Unchanged", "不变"),
    "exchange.whole": Both(
        "All rows or none. Rows that cannot come in are left out only when you say so.",
        "要么全部导入，要么都不导入；只有勾选后才会跳过不能导入的行。",
    ),
    "exchange.working": Both("Working …", "处理中……"),
    "refused.import.incomplete": Both(
        "{n} rows cannot come in, so nothing was written.",
        "有 {n} 行不能导入，因此没有写入任何内容。",
        "One row cannot come in, so nothing was written.",
    ),
    "refused.upload.gone": Both("The file is no longer kept here; choose it again.", "文件已不再保留，请重新选择。"),
}
