"""What is said of check-ins: cadence, due and overdue, why a status is shown, corrections and acknowledgements."""

from shared.language import Both, Texts

CHECK_INS: Texts = {
    "cadence.fortnightly": Both("Every other {day}", "每两周的{day}"),
    "cadence.monthly": Both("Monthly, on day {day}", "每月 {day} 日"),
    "cadence.off": Both("No check-ins asked for", "不要求更新"),
    "cadence.weekly": Both("Every {day}", "每{day}"),
    "due.current": Both("Up to date", "已更新"),
    "due.due": Both("Due now", "待更新"),
    "due.overdue": Both("Overdue", "已逾期"),
    "due.pending": Both("Not due yet", "未到更新日"),
    "due.silent": Both("Not asked for", "无需更新"),
    "due.stale": Both("Stale", "数据过期"),
    "event.check_in.acknowledged": Both("acknowledged a check-in on “{name}”", "已阅「{name}」的进展更新"),
    "event.preferences.changed": Both("changed how to be told", "修改了通知设置"),
    "field.cadence": Both("Check-ins", "更新频率"),
    "refused.acknowledgement.own": Both(
        "Somebody else acknowledges your check-in.", "自己的进展更新需由他人确认已阅。"
    ),
    "refused.check_in.correction_at": Both(
        "A correction keeps the time of what it corrects.", "更正沿用原记录的时间，不能另选时间。"
    ),
    "refused.check_in.word_reason": Both("Say why you judge it so.", "请说明你这样判断的原因。"),
    "refused.preferences.away_from": Both("Say from which day.", "请填写开始日期。"),
    "refused.preferences.away_until": Both("The end is before the beginning.", "结束日期早于开始日期。"),
    "status.stale": Both("Stale", "数据过期"),
    "weekday.0": Both("Monday", "周一"),
    "weekday.1": Both("Tuesday", "周二"),
    "weekday.2": Both("Wednesday", "周三"),
    "weekday.3": Both("Thursday", "周四"),
    "weekday.4": Both("Friday", "周五"),
    "weekday.5": Both("Saturday", "周六"),
    "weekday.6": Both("Sunday", "周日"),
    "why.closed": Both("The cycle is closed.", "周期已关闭。"),
    "why.disagrees": Both("The numbers say: {status}.", "数据显示：{status}。"),
    "why.early": Both("Too early to judge.", "周期刚开始，暂不评判。"),
    "why.inside": Both("Within its band.", "在区间内。"),
    "why.none": Both("Nothing to judge by yet.", "暂无可评判的数据。"),
    "why.outside": Both("Outside its band.", "超出区间。"),
    "why.pace": Both("Pace {share} of expected.", "进度为预期的 {share}。"),
    "why.pending": Both("Nobody has checked in yet.", "还没有人更新过进展。"),
    "why.red_flag": Both("Confidence is {confidence}.", "信心仅 {confidence}。"),
    "why.stale": Both("Stale: {n} days overdue.", "数据过期：已逾期 {n} 天。", "Stale: one day overdue."),
    "why.word": Both("The owner says: {reason}", "负责人判断：{reason}"),
}
