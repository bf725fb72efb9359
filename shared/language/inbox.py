"""What inbox entries say, after the name of whoever did it where somebody did. `{name}` is a key result or an objective."""

from shared.language import Both, Texts

INBOX: Texts = {
    "inbox.acknowledgement.commented": Both("commented on your check-in on “{name}”", "评论了你在「{name}」的进展更新"),
    "inbox.acknowledgement.read": Both("has read your check-in on “{name}”", "已阅你在「{name}」的进展更新"),
    "inbox.alignment.linked": Both("aligned “{other}” with your “{name}”", "把「{other}」对齐到了你的「{name}」"),
    "inbox.assignment.action": Both("gave you an action about “{name}”", "在「{name}」下给了你一个行动项"),
    "inbox.assignment.key_result": Both("made you the owner of “{name}”", "把「{name}」交给你负责"),
    "inbox.assignment.objective": Both("made you an owner of “{name}”", "请你负责「{name}」"),
    "inbox.mention.comment": Both("mentioned you in a comment on “{name}”", "在「{name}」的评论中提到了你"),
    "inbox.mention.check_in": Both("mentioned you in a check-in on “{name}”", "在「{name}」的进展更新中提到了你"),
    "inbox.reminder.again": Both("“{name}” is a day overdue.", "「{name}」的进展更新已逾期一天。"),
    "inbox.reminder.due": Both("“{name}” is due for a check-in.", "「{name}」该更新进展了。"),
    "inbox.warning.behind": Both(
        "“{name}” has fallen behind: pace {percent}% of expected.", "「{name}」已落后：进度仅为预期的 {percent}%。"
    ),
    "inbox.warning.escalated": Both("escalated “{name}” to you", "把「{name}」上报给了你"),
    "inbox.warning.handed_up": Both("escalated your “{name}”", "上报了你负责的「{name}」"),
    "inbox.warning.red_flag": Both("raised a warning on “{name}”", "为「{name}」发出了预警"),
    "inbox.warning.stale": Both("“{name}” has gone stale: {n} days overdue.", "「{name}」数据过期：已逾期 {n} 天。"),
    "inbox.warning.still_behind": Both(
        "“{name}” is still behind: pace {percent}% of expected.", "「{name}」仍然落后：进度仅为预期的 {percent}%。"
    ),
    "inbox.warning.still_stale": Both(
        "“{name}” is still stale: {n} days overdue.", "「{name}」仍未更新：已逾期 {n} 天。"
    ),
    "inbox.warning.withdrawn": Both("withdrew the escalation of “{name}”", "撤回了对「{name}」的上报"),
    "inbox_kind.acknowledgement": Both("Acknowledgements", "已阅与评论"),
    "inbox_kind.alignment": Both("Alignment", "对齐"),
    "inbox_kind.assignment": Both("Assignments", "负责人变更"),
    "inbox_kind.mention": Both("Mentions", "提到我的"),
    "inbox_kind.reminder": Both("Reminders", "更新提醒"),
    "inbox_kind.warning": Both("Warnings", "预警"),
}
