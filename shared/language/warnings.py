"""Words of the early warning pages: escalations, what changed, comparison, the company over time."""

from shared.language import Both, Texts

WARNINGS: Texts = {
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
}
