"""The words of the field in Chinese and English: column names, levels, kinds, and the other closed choices.

No parsing beyond looking a word up.
"""

from __future__ import annotations

import re
from typing import Final

from shared.exchange.drafts import Carry, Commitment, CycleKind, CycleState, Driver, Kind, Level, Visibility, Word


def word(text: str) -> str:
    """A word as it is looked up: lower case, spaces and underscores as one space."""
    return re.sub(r"[\s_]+", " ", text).strip().strip("*:：").strip().lower()


LEVELS: Final[dict[str, Level]] = {
    **dict.fromkeys(("company", "公司", "公司级", "organization", "organisation", "org", "集团"), "company"),
    **dict.fromkeys(("department", "dept", "部门", "部门级"), "department"),
    **dict.fromkeys(("team", "团队", "团队级", "小组", "组"), "team"),
    **dict.fromkeys(("person", "personal", "individual", "个人", "个人级"), "person"),
}
VISIBILITIES: Final[dict[str, Visibility]] = {
    **dict.fromkeys(("public", "公开", "全员可见", "visible to all", "visible to everyone"), "public"),
    **dict.fromkeys(
        ("team", "团队", "团队可见", "仅团队可见", "team only", "visible to the team only", "visible to the team"),
        "team",
    ),
    **dict.fromkeys(("private", "私密", "私有", "保密", "仅自己可见", "不公开"), "private"),
}
KINDS: Final[dict[str, Kind]] = {
    **dict.fromkeys(("increase", "increasing", "提升", "增加", "增长", "提高", "递增"), "increase"),
    **dict.fromkeys(("decrease", "decreasing", "reduce", "降低", "减少", "下降", "递减"), "decrease"),
    **dict.fromkeys(("maintain", "maintained", "keep", "维持", "保持"), "maintain"),
    **dict.fromkeys(("milestone", "milestones", "里程碑"), "milestone"),
    **dict.fromkeys(
        ("binary", "yes/no", "done/not done", "是否", "是否型", "二元", "是/否", "是否完成", "done or not"), "binary"
    ),
}
COMMITMENTS: Final[dict[str, Commitment]] = {
    **dict.fromkeys(("committed", "commitment", "承诺", "承诺型", "必达"), "committed"),
    **dict.fromkeys(("aspirational", "stretch", "挑战", "挑战型", "愿景", "愿景型"), "aspirational"),
}
DRIVERS: Final[dict[str, Driver]] = {
    **dict.fromkeys(("key results", "key result", "krs", "关键结果"), "key_results"),
    **dict.fromkeys(("children", "aligned objectives", "下级目标", "子目标"), "children"),
    "both": "both",
    "两者": "both",
}
CYCLE_KINDS: Final[dict[str, CycleKind]] = {
    **dict.fromkeys(("year", "annual", "yearly", "年度", "年"), "year"),
    **dict.fromkeys(("quarter", "quarterly", "季度", "季"), "quarter"),
    **dict.fromkeys(("month", "monthly", "月度", "月"), "month"),
    **dict.fromkeys(("custom", "自定义"), "custom"),
}
CYCLE_STATES: Final[dict[str, CycleState]] = {
    **dict.fromkeys(("draft", "草稿"), "draft"),
    **dict.fromkeys(("active", "进行中", "生效"), "active"),
    **dict.fromkeys(("closing", "收尾", "结算中"), "closing"),
    **dict.fromkeys(("archived", "已归档", "归档"), "archived"),
}
OWN_WORDS: Final[dict[str, Word]] = {
    **dict.fromkeys(("on track", "green", "正常", "进展正常"), "on_track"),
    **dict.fromkeys(("at risk", "yellow", "有风险", "存在风险"), "at_risk"),
    **dict.fromkeys(("off track", "red", "落后", "已偏离"), "off_track"),
}
CARRIES: Final[dict[str, Carry]] = {
    **dict.fromkeys(("kept", "keep", "延续", "保留"), "kept"),
    **dict.fromkeys(("changed", "change", "调整后延续", "改写"), "changed"),
    **dict.fromkeys(("abandoned", "abandon", "放弃"), "abandoned"),
}
YES = frozenset(("yes", "y", "true", "1", "x", "是", "√", "✓", "☑", "done", "draft", "archived", "草稿", "已归档"))
NO = frozenset(("", "no", "n", "false", "0", "否", "–", "-", "—", "☐"))
NOTHING = frozenset(("", "–", "-", "—", "―", "n/a", "无", "/", "none", "null"))

_COLUMNS: Final[dict[str, str]] = {
    "record": "record|record type|类型|记录",
    "cycle": "cycle|period|周期|okr周期|季度",
    "starts": "starts|start|start date|cycle start|begin|开始|开始日期|起始日期|周期开始",
    "ends": "ends|end|end date|cycle end|结束|结束日期|截止日期|周期结束",
    "cycle_kind": "cycle kind|周期类型",
    "state": "state|cycle state|周期状态",
    "closed": "closed|closed at|收尾时间",
    "objective_key": "objective key|objective id|o id|okey|objective number|目标编号|目标id",
    "objective": "objective|objective title|o|goal|objectives|目标|目标名称|目标标题|o目标",
    "description": "description|objective description|details|描述|说明|目标描述",
    "level": "level|层级|级别|目标层级",
    "org_unit": "org unit|unit name",
    "department": "department|dept|部门|所属部门",
    "team": "team|group|团队|小组|所属团队",
    "joint_with": "joint with|joint|联合部门|协同部门",
    "objective_owner": "objective owner|o owner|goal owner|目标负责人|目标责任人|o负责人",
    "owner": "owner|responsible|dri|负责人|责任人|所有者",
    "co_owners": "co owners|co-owners|objective co owners|co owner|co-owner|共同负责人|协同负责人",
    "visibility": "visibility|可见性|可见范围",
    "draft": "draft|草稿",
    "supports": "supports|support|aligned to|alignment|parent|parent objective|上级目标|对齐|支撑|承接",
    "driver": "driver|driven by|进度来源",
    "kr_key": "kr key|key result key|kr id|key result id|kr number|kr编号|关键结果编号",
    "key_result": "key result|kr|key results|krs|kr name|关键结果|关键成果|关键结果名称|kr名称",
    "kind": "kind|kr type|key result type|metric type|kr kind|类型kr|kr类型|关键结果类型|指标类型",
    "baseline": "baseline|start value|initial|initial value|from|基线|基线值|起始值|初始值|起点",
    "target": "target|target value|goal value|to|目标值|指标值",
    "low": "low|lower|min|minimum|lower bound|下限|最低",
    "high": "high|upper|max|maximum|upper bound|上限|最高",
    "tolerance": "tolerance|容差|容忍度",
    "current": "current|current value|now|actual|当前|当前值|现值",
    "unit": "unit|unit of measure|measure|单位|计量单位",
    "weight": "weight|权重",
    "kr_owner": "kr owner|key result owner|kr负责人|关键结果负责人",
    "kr_co_owners": "kr co owners|with|协同人|配合",
    "commitment": "commitment|承诺类型|承诺",
    "confidence": "confidence|信心|信心指数|信心值",
    "milestones": "milestones|里程碑",
    "archived": "archived|已归档",
    "note": "note|notes|comment|comments|remark|备注|说明备注|评论",
    "name": "name|full name|person|姓名|名字|人员",
    "latin_name": "latin name|english name|英文名|拼音",
    "email": "email|e-mail|mail|邮箱|电子邮箱|邮件",
    "title": "title|role|position|job title|职位|职务|岗位|角色",
    "manager": "manager|reports to|上级|直属上级|经理|汇报对象",
    "who": "who|author|by|谁|填写人|汇报人|提交人",
    "value": "value|new value|值|数值|进展值|最新值",
    "said": "said|value text",
    "date": "date|day|on|at|日期|时间|检查日期|填写日期",
    "check_in_key": "check in key|check-in key|check-in id|check in|check-in|进展编号|签到编号",
    "done": "milestones done|已完成里程碑",
    "blocker": "blocker|blockers|blocked by|阻碍|障碍|卡点",
    "next_step": "next step|next steps|下一步",
    "word": "word|own word|自评",
    "word_reason": "word reason|自评理由",
    "corrects": "corrects|更正",
    "cadence": "cadence|rhythm|更新频率|更新节奏",
    "grade": "grade|score|评分|得分",
    "reason": "reason|理由|原因",
    "carry": "carry|carry over|what goes on|去向",
    "carried_to": "carried to|goes on as|延续到",
    "retrospective": "retrospective|复盘",
}
COLUMNS: Final[dict[str, str]] = {
    alias: column for column, aliases in _COLUMNS.items() for alias in (*aliases.split("|"), column.replace("_", " "))
}
"""Lower-case header text to the column's name here."""

RECORDS: Final[dict[str, str]] = {
    **dict.fromkeys(("objective", "o", "目标"), "objective"),
    **dict.fromkeys(("key result", "kr", "关键结果"), "key_result"),
    **dict.fromkeys(("person", "人员", "成员"), "person"),
    **dict.fromkeys(("cycle", "周期"), "cycle"),
    **dict.fromkeys(("check-in", "check in", "签到", "进展"), "check_in"),
    **dict.fromkeys(("acknowledgement", "已阅"), "acknowledgement"),
    **dict.fromkeys(("grade", "评分"), "grade"),
    **dict.fromkeys(("outcome", "复盘"), "outcome"),
}
