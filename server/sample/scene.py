"""What the sample holds beyond its document: leads, names for readers of English, and the weeks before the last check-ins.

Only facts about the people and goals of the document; how they get in is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from msgspec import UNSET

from shared.directory.messages import AddPerson, ChangePerson, ChangeUnit
from shared.directory.model import Locale
from shared.events import AnyCommand
from shared.exchange.drafts import CheckInDraft
from shared.exchange.names import Names
from shared.messages import Id, Role
from shared.state import State

WORKSPACE = "云帆电商"
ADMIN = "陈立"
LEADS = {"法务": "王敏", "市场": "赵倩", "研发": "刘洋", "销售": "孙悦", "客服": "周宁", "产品": "何欣"}
LATIN = {
    "法务": "Legal",
    "市场": "Marketing",
    "研发": "Engineering",
    "销售": "Sales",
    "客服": "Support",
    "产品": "Product",
    "合规": "Compliance",
    "品牌": "Brand",
    "渠道": "Channels",
    "平台": "Platform",
    "质量": "Quality",
    "大客户": "Key accounts",
    "一线": "Front line",
    "增长": "Growth",
}
READERS_OF_ENGLISH = ("Maria Lopez", "Tom Becker")
FORGOTTEN = frozenset({"audit findings open > 30 days", "24h 工单积压", "整理20篇知识库文章"})
"""Key results whose owners did not check in this week."""
GUEST = ("Bob Reed", "bob.reed@yunfan.example")

_EARLIER = (
    ((10, 12), "赵倩", "市场占有率", "8.9", 6, "竞品还没有动作"),
    ((10, 12), "孙悦", "新增客户", "4", 6, ""),
    ((10, 12), "刘洋", "API 错误率", "0.40", 6, ""),
    ((10, 12), "周宁", "平均响应时间", "17", 5, "夜班缺两个人"),
    ((10, 19), "陈立", "季度销售额", "123500000", 6, ""),
    ((10, 19), "陈立", "90日用户留存率", "32", 6, ""),
    ((10, 19), "王敏", "audit findings open > 30 days", "12", 6, ""),
    ((10, 19), "赵倩", "社群曝光", "320000", 7, "达人合作开始投放"),
    ((10, 19), "刘洋", "双周迭代按时上线", "1", 7, ""),
    ((10, 19), "Maria Lopez", "线上 Bug 率", "1.7", 5, "test data was stale for a week"),
    ((10, 19), "Tom Becker", "key-account pipeline", "1350000", 6, "two new leads from the fair"),
    ((10, 19), "周宁", "首次解决率", "63", 6, ""),
    ((10, 19), "周宁", "24h 工单积压", "310", 5, ""),
    ((10, 19), "王敏", "平均签署天数", "16", 4, ""),
    ((10, 19), "吴桐", "deploys per week", "3", 6, "staging is one command now"),
    ((10, 19), "郑凯", "整理20篇知识库文章", "3", 7, ""),
    ((10, 26), "赵倩", "市场占有率", "10.2", 6, "新品预热，搜索量翻倍"),
    ((10, 26), "孙悦", "新增客户", "11", 6, ""),
    ((10, 26), "孙悦", "sign 5 banks", "0", 5, "两家进入合同阶段"),
    ((10, 26), "刘洋", "API 错误率", "0.31", 7, "慢查询清理完成"),
    ((10, 26), "周宁", "平均响应时间", "14", 6, ""),
    ((10, 26), "陈立", "客户满意度", "94.2", 5, "物流投诉拉低"),
    ((10, 26), "刘洋", "uptime", "99.97", 8, ""),
    ((10, 26), "赵倩", "渠道线索成本", "81", 6, ""),
    ((10, 26), "林小雨", "新增合作渠道", "5", 7, ""),
    ((10, 26), "孙悦", "老客户复购率", "38", 6, ""),
    ((10, 26), "王敏", "法务审核平均周期", "20", 4, ""),
    ((10, 26), "吴桐", "p95 响应", "700", 6, ""),
    ((11, 2), "陈立", "季度销售额", "131000000", 7, "双十一预售超出预期"),
    ((11, 2), "陈立", "90日用户留存率", "33.5", 6, ""),
    ((11, 2), "赵倩", "市场占有率", "11", 6, ""),
    ((11, 2), "赵倩", "社群曝光", "540000", 7, ""),
    ((11, 2), "孙悦", "新增客户", "16", 7, ""),
    ((11, 2), "刘洋", "API 错误率", "0.24", 7, ""),
    ((11, 2), "刘洋", "双周迭代按时上线", "2", 7, ""),
    ((11, 2), "周宁", "平均响应时间", "11", 7, "夜班排班试行"),
    ((11, 2), "周宁", "首次解决率", "68", 7, ""),
    ((11, 2), "周宁", "24h 工单积压", "210", 6, ""),
    ((11, 2), "Maria Lopez", "线上 Bug 率", "1.3", 6, ""),
    ((11, 2), "Tom Becker", "key-account pipeline", "1900000", 7, "one renewal moved up"),
    ((11, 2), "Tom Becker", "demos that lead to a pilot", "3", 7, ""),
    ((11, 2), "王敏", "平均签署天数", "15.5", 3, "审批链 5 级，等人"),
    ((11, 2), "王敏", "标准合同占比", "52", 6, ""),
    ((11, 2), "吴桐", "deploys per week", "5", 7, ""),
    ((11, 2), "吴桐", "rollback rate", "6", 6, ""),
    ((11, 2), "郑凯", "整理20篇知识库文章", "8", 7, ""),
    ((11, 6), "陈立", "客户满意度", "95.6", 7, ""),
    ((11, 6), "王敏", "audit findings open > 30 days", "9", 5, ""),
    ((11, 6), "刘洋", "uptime", "99.98", 8, ""),
    ((11, 6), "赵倩", "渠道线索成本", "74", 6, ""),
    ((11, 6), "林小雨", "新增合作渠道", "7", 7, "两家区域经销商签约"),
    ((11, 6), "孙悦", "老客户复购率", "42", 6, ""),
    ((11, 6), "王敏", "法务审核平均周期", "19", 3, ""),
    ((11, 6), "吴桐", "p95 响应", "560", 7, "cache in front of search"),
)


def earlier(year: int) -> tuple[CheckInDraft, ...]:
    """The check-ins of the weeks before those in the document, the first ones first."""
    return tuple(
        CheckInDraft(
            who=who,
            key_result=key_result,
            value=Decimal(value),
            confidence=confidence,
            note=note,
            date=date(year, month, day),
        )
        for (month, day), who, key_result, value, confidence, note in _EARLIER
    )


def settle(state: State, new_id: Callable[[], Id]) -> list[AnyCommand]:
    """Who leads what, who reads which language, and the guest."""
    names = Names(state)
    commands: list[AnyCommand] = [ChangePerson(person_id=_person(names, ADMIN), role=Role.ADMIN)]
    for name, latin_name in LATIN.items():
        unit = names.unit(name)
        assert unit is not None, name
        lead_id = _person(names, LEADS[name]) if name in LEADS else UNSET
        commands.append(ChangeUnit(unit_id=unit.id, latin_name=latin_name, lead_id=lead_id))
    commands += [ChangePerson(person_id=_person(names, each), locale=Locale.EN) for each in READERS_OF_ENGLISH]
    name, email = GUEST
    commands.append(AddPerson(person_id=new_id(), name=name, email=email, role=Role.GUEST, locale=Locale.EN))
    return commands


def _person(names: Names, name: str) -> Id:
    person = names.person(name)
    assert person is not None, name
    return person.id
