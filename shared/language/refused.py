"""Why something was refused, as a person is told."""

from shared.language import Both, Texts

REFUSED: Texts = {
    "refused.blank": Both("This cannot be empty.", "此处不能为空。"),
    "refused.check_in.empty": Both("Give a value, a confidence or a note.", "请至少填写数值、信心或备注中的一项。"),
    "refused.check_in.plain": Both(
        "This is counted as a plain number, without {typed}.", "这里是不带单位的数字，请去掉「{typed}」。"
    ),
    "refused.check_in.unit": Both(
        "This is counted in {unit}, not in {typed}.", "这里的单位是「{unit}」，不是「{typed}」。"
    ),
    "refused.check_in.no_milestones": Both(
        "This key result is not measured by milestones.", "该关键结果不是按里程碑衡量的。"
    ),
    "refused.choice": Both("{value} is not one of the choices.", "{value} 不在可选范围内。"),
    "refused.control_character": Both(
        "The text holds a character that cannot be shown ({character}).", "文本中含有无法显示的字符（{character}）。"
    ),
    "refused.cycle.archived": Both("{cycle} is archived and can only be read.", "{cycle} 已归档，只能查看。"),
    "refused.cycle.closing": Both("{cycle} is closing: its values are frozen.", "{cycle} 正在收尾，数值已冻结。"),
    "refused.cycle.closes_not": Both(
        "Only a cycle that goes on to closing is given this.", "只有进入收尾的周期才有收尾时间。"
    ),
    "refused.cycle.ends_before_start": Both("A cycle cannot end before it starts.", "周期的结束日期不能早于开始日期。"),
    "refused.cycle.loop": Both("A cycle cannot be inside itself.", "周期不能包含自身。"),
    "refused.cycle.move": Both(
        "A cycle cannot go from “{before}” to “{after}”.", "周期不能从“{before}”变为“{after}”。"
    ),
    "refused.cycle.name_taken": Both("There is already a cycle called {name}.", "已有名为 {name} 的周期。"),
    "refused.cycle.not_started": Both(
        "{cycle} has not started; check-ins begin when it is active.", "{cycle} 尚未开始，启动后才能更新进展。"
    ),
    "refused.cycle.too_long": Both("A cycle lasts at most {years} years.", "一个周期最长 {years} 年。"),
    "refused.date.future": Both("This cannot be in the future.", "不能晚于现在。"),
    "refused.date.range": Both("This must be a day from {first} to {last}.", "日期必须在 {first} 至 {last} 之间。"),
    "refused.date.unreadable": Both("This is not a date.", "这不是有效的日期。"),
    "refused.date.zone": Both("Give the time with its time zone.", "请带上时区。"),
    "refused.email.taken": Both("{email} belongs to somebody already.", "{email} 已被使用。"),
    "refused.escalation.again": Both(
        "{name} has been told exactly this. Say something new.", "{name} 已经收到同样的内容，请补充新的说明。"
    ),
    "refused.escalation.nobody": Both("There is nobody further up.", "上面没有可以上报的人了。"),
    "refused.escalation.not_red": Both(
        "Only what is red, off track or stale can be escalated.", "只有红旗、落后或过期的关键结果才能上报。"
    ),
    "refused.escalation.note": Both("Say what you need from them.", "请说明需要对方做什么。"),
    "refused.forbidden": Both("You have no right to do this.", "你没有权限执行此操作。"),
    "refused.format": Both("This does not have the form that is wanted.", "格式不正确。"),
    "refused.host": Both(
        "This Cairn does not know that it is called {host}. Whoever runs it sets CAIRN_PUBLIC_URL={url}, the address that people open, "
        "and starts it again.",
        "此 Cairn 不知道自己叫 {host}。请运行它的人设置 CAIRN_PUBLIC_URL={url}（即大家打开的地址），然后重新启动。",
    ),
    "refused.idempotency.reused": Both(
        "This Idempotency-Key was used for something else.", "该 Idempotency-Key 已用于其他请求。"
    ),
    "refused.idempotency.secret": Both(
        "This was done already; its answer held a secret, which is told once.",
        "该请求已执行过；其应答含有密钥，只告知一次。",
    ),
    "refused.invalid": Both("This is not valid: {problem}.", "内容无效：{problem}。"),
    "refused.key_result.archived": Both("This key result is archived.", "该关键结果已归档。"),
    "refused.key_result.linked": Both(
        "Another objective supports this key result; unlink that first.", "有其他目标对齐到该关键结果，请先取消对齐。"
    ),
    "refused.key_result.other_cycle": Both(
        "A key result can only move within its cycle.", "关键结果只能在同一周期内移动。"
    ),
    "refused.key_result.too_many": Both(
        "An objective holds at most {most} key results.", "一个目标最多有 {most} 个关键结果。"
    ),
    "refused.link.contributes_primary": Both(
        "Only the primary link can count towards progress.", "只有主对齐才能计入进度。"
    ),
    "refused.link.exists": Both("They are linked already.", "已经对齐过了。"),
    "refused.link.foreign_key_result": Both(
        "That key result is not one of the objective's.", "该关键结果不属于这个目标。"
    ),
    "refused.link.loop": Both(
        "“{parent}” already supports “{child}”: that would be a circle.", "“{parent}”已经支撑“{child}”，会形成循环。"
    ),
    "refused.link.too_many": Both("An objective supports at most {most} others.", "一个目标最多对齐 {most} 个。"),
    "refused.measure.band_open": Both("Give at least one end of the band.", "请至少填写区间的一端。"),
    "refused.measure.band_upside_down": Both("The upper end cannot be below the lower end.", "上限不能低于下限。"),
    "refused.measure.no_milestones": Both("Name at least one milestone.", "请至少填写一个里程碑。"),
    "refused.measure.not_decrease": Both("The target must be below the start.", "目标值必须小于起始值。"),
    "refused.measure.not_increase": Both("The target must be above the start.", "目标值必须大于起始值。"),
    "refused.measure.same": Both(
        "Start and target are both {value}: nothing would be left to reach.",
        "起始值与目标值都是 {value}，没有可达成的空间。",
    ),
    "refused.measure.too_many_milestones": Both("At most {most} milestones.", "最多 {most} 个里程碑。"),
    "refused.missing": Both("This is missing.", "缺少此项。"),
    "refused.not_found": Both("This does not exist, or you may not see it.", "内容不存在，或你无权查看。"),
    "refused.number.compared": Both("Give the number itself, without {sign}.", "请填写具体数值，去掉「{sign}」。"),
    "refused.number.finite": Both("This is not a number.", "这不是一个有效数字。"),
    "refused.number.high": Both("At most {high}.", "不能大于 {high}。"),
    "refused.number.limit": Both("Numbers go up to ±{limit}.", "数值范围为 ±{limit}。"),
    "refused.number.low": Both("At least {low}.", "不能小于 {low}。"),
    "refused.number.places": Both("At most {places} decimal places.", "最多 {places} 位小数。"),
    "refused.number.range": Both("This must be between {low} and {high}.", "必须在 {low} 与 {high} 之间。"),
    "refused.number.unreadable": Both("This is not a number.", "这不是一个有效数字。"),
    "refused.number.wanted": Both("A number is needed here.", "此处需要一个数字。"),
    "refused.objective.archived": Both("This objective is archived.", "该目标已归档。"),
    "refused.objective.unit_kind": Both(
        "{name} does not fit an objective of this level ({level}).", "{name} 与该目标的层级（{level}）不符。"
    ),
    "refused.objective.unit_unwanted": Both(
        "Only department and team objectives belong to a unit.", "只有部门和团队目标才归属于组织。"
    ),
    "refused.objective.unit_wanted": Both("Say which department or team this is for.", "请选择所属的部门或团队。"),
    "refused.person.inactive": Both("{name} is no longer active.", "{name} 已停用。"),
    "refused.person.last_admin": Both(
        "The last admin cannot be taken away; make somebody else an admin first.",
        "不能移除最后一位管理员，请先指定其他管理员。",
    ),
    "refused.person.manager_loop": Both("Nobody can be their own manager's manager.", "上下级关系不能形成循环。"),
    "refused.reason.wanted": Both("The cycle is under way: say why this changes.", "周期进行中，请说明修改原因。"),
    "refused.rewording.unneeded": Both(
        "These words can be changed as they are; no reason is needed.", "当前可以直接修改文字，无需说明原因。"
    ),
    "refused.stale": Both(
        "Somebody changed this meanwhile. Look at the new text, then try again.", "内容刚刚被他人修改，请查看后重试。"
    ),
    "refused.taken": Both("This id is in use already.", "该标识已被使用。"),
    "refused.time_zone.unknown": Both("{zone} is not a known time zone.", "未知的时区：{zone}。"),
    "refused.too_long": Both("At most {most} characters.", "最多 {most} 个字符。"),
    "refused.too_many": Both("At most {most} of these.", "最多 {most} 个。"),
    "refused.unavailable": Both(
        "The change could not be saved just now. Nothing is lost; try again.", "暂时无法保存，内容没有丢失，请重试。"
    ),
    "refused.unit.archived": Both("{name} is archived.", "{name} 已归档。"),
    "refused.unit.has_people": Both("{name} still has people in it.", "{name} 中仍有成员。"),
    "refused.unit.has_teams": Both("{name} still has teams in it.", "{name} 中仍有团队。"),
    "refused.unit.loop": Both("A department cannot be inside itself.", "部门不能包含自身。"),
    "refused.unit.parent_kind": Both("This must be inside a living department.", "必须归属于一个有效的部门。"),
    "refused.unit.team_needs_department": Both("A team belongs to a department.", "团队必须归属于某个部门。"),
    "refused.unknown_field": Both("There is no such field.", "没有这个字段。"),
    "refused.value.milestones": Both(
        "Tick its milestones instead of giving a value.", "请勾选里程碑，而不是填写数值。"
    ),
    "refused.weight.range": Both("A weight is between {low} and {high}.", "权重必须在 {low} 与 {high} 之间。"),
    "refused.wrong_type": Both("This has the wrong type.", "类型不正确。"),
}
