"""The first real document, exactly as a company wrote it: everything in it comes in, and what is missing is asked for."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shared.exchange.drafts import MilestoneDraft, SupportDraft
from shared.exchange.reading import read

SEED = Path(__file__).parents[3] / "server" / "sample" / "seed_okrs.md"
SHEET = read(SEED.read_bytes(), SEED.name)
OBJECTIVES = {objective.title: objective for objective in SHEET.objectives}

# title: key, level, unit, owner, visibility, draft, targets supported, key results
EXPECTED = {
    "让新客第一次买完就想再来": ("O1", "company", None, "陈立", "public", False, (), 4),
    "Become the platform that enterprise buyers trust": ("O2", "company", None, "陈立", "public", False, (), 3),
    "新品上市让目标人群都听说过": (None, "department", "市场", "赵倩", None, False, ("O1",), 3),
    "后台稳到没人再半夜被叫醒": (None, "department", "研发", "刘洋", None, False, ("O2/KR3",), 4),
    "One search that finds everything": (None, "team", "平台", "Wu Tong", "team", True, ("O2/KR3",), 2),
    "老客户带来新客户": (None, "department", "销售", "孙悦", None, False, ("O1/KR1", "O2/KR1"), 4),
    "每个问题当天有回音": (None, "department", "客服", "周宁", None, False, ("O1/KR4",), 3),
    "成为退换货问题的专家": (None, "person", None, "郑凯", None, False, (), 3),
    "Make deploys boring": (None, "person", None, "吴桐", "private", False, (), 3),
    "Win the two banks nobody thought we could": (None, "person", None, "Tom Becker", None, False, (), 2),
    "合同不再是成交的瓶颈": (None, "department", "法务", "王敏", None, False, (), 3),
}

# name: line, kind, baseline or low, target or high, unit, owner
KEY_RESULTS = [
    ("季度销售额", 28, "increase", "120000000", "156000000", "元", None),
    ("90日用户留存率", 29, "increase", "31", "40", "%", None),
    ("市场占有率", 30, "increase", "8.4", "18.4", "%", "赵倩"),
    ("客户满意度", 31, "maintain", "95", None, "%", None),
    ("sign 5 banks or insurers", 34, "increase", "0", "5", None, "Sun Yue"),
    ("audit findings open > 30 days", 35, "decrease", "14", "0", None, "Wang Min"),
    ("uptime", 36, "maintain", "99.95", "100", "%", "Liu Yang"),
    ("社群曝光", 41, "increase", "200000", "1000000", "次", None),
    ("渠道线索成本", 42, "decrease", "86", "60", "¥", None),
    ("新增合作渠道", 43, "increase", "3", "12", "家", "林小雨"),
    ("API 错误率", 48, "decrease", "0.42", "0.1", "%", None),
    ("双周迭代按时上线", 49, "increase", "0", "6", "/6", None),
    ("线上 Bug 率", 50, "decrease", "1.8", "0.5", "%", "Maria Lopez"),
    ("p95 响应", 51, "decrease", "820", "300", "ms", "吴桐"),
    ("zero-result queries", 54, "decrease", "12", "3", "%", None),
    ("index, ranking, prototype", 55, "milestone", None, None, None, None),
    ("新增客户", 60, "increase", "0", "50", "家", None),
    ("老客户复购率", 61, "increase", "35", "55", "%", None),
    ("key-account pipeline", 62, "increase", "1200000", "3000000", "$", "Tom Becker"),
    ("法务审核平均周期", 63, "decrease", "21", "7", "天", None),
    ("平均响应时间", 68, "decrease", "18", "5", "分钟", None),
    ("首次解决率", 69, "increase", "61", "80", "%", None),
    ("24h 工单积压", 70, "decrease", "340", "0", None, None),
    ("我经手的满意度", 74, "maintain", "95", None, "%", None),
    ("平均响应", 74, "decrease", "9", "5", "min", None),
    ("整理20篇知识库文章", 74, "increase", "0", "20", None, None),
    ("deploys per week", 75, "increase", "2", "10", None, None),
    ("rollback rate", 75, "decrease", "8", "2", "%", None),
    ("on-call pages", 75, "decrease", "11", "3", "per week", None),
    ("demos that lead to a pilot", 76, "increase", "1", "6", None, None),
    ("signed", 76, "binary", None, None, None, None),
    ("标准合同占比", 81, "increase", "40", "85", "%", None),
    ("平均签署天数", 82, "decrease", "16", "6", None, None),
    ("提升合规意识", 83, None, None, None, None, None),
]


def test_every_objective_comes_in() -> None:
    found = {
        objective.title: (
            objective.key,
            objective.level,
            objective.unit,
            objective.owner,
            objective.visibility,
            objective.draft,
            tuple(link.target for link in objective.supports),
            len(objective.key_results),
        )
        for objective in SHEET.objectives
    }
    assert found == EXPECTED
    assert {objective.cycle for objective in SHEET.objectives} == {"2026 Q4"}


def test_there_are_no_other_key_results() -> None:
    names = [key_result.name for objective in SHEET.objectives for key_result in objective.key_results]
    assert names == [name for name, *_ in KEY_RESULTS]


@pytest.mark.parametrize(("name", "line", "kind", "start", "end", "unit", "owner"), KEY_RESULTS)
def test_each_key_result(
    name: str, line: int, kind: Any, start: Any, end: Any, unit: str | None, owner: str | None
) -> None:
    found = next(kr for objective in SHEET.objectives for kr in objective.key_results if kr.name == name)
    first, last = (found.low, found.high) if kind == "maintain" else (found.baseline, found.target)
    numbers = tuple(None if text is None else Decimal(text) for text in (start, end))
    assert (found.line, found.kind, (first, last), found.unit, found.owner) == (line, kind, numbers, unit, owner)


def test_the_small_print_of_key_results() -> None:
    company = OBJECTIVES["让新客第一次买完就想再来"].key_results
    assert (company[0].weight, company[0].note, company[0].key) == (Decimal(2), "提升30%", "KR1")
    assert OBJECTIVES["Become the platform that enterprise buyers trust"].key_results[0].commitment == "committed"
    assert OBJECTIVES["老客户带来新客户"].key_results[3].co_owners == ("王敏",)
    assert OBJECTIVES["One search that finds everything"].key_results[1].milestones == (
        MilestoneDraft("index"),
        MilestoneDraft("ranking"),
        MilestoneDraft("prototype", done=True),
    )


def test_joint_objective_and_links() -> None:
    joint = OBJECTIVES["合同不再是成交的瓶颈"]
    assert (joint.co_owners, joint.joint_with) == (("王敏", "孙悦"), ("销售",))
    assert OBJECTIVES["老客户带来新客户"].supports == (SupportDraft("O1/KR1", primary=True), SupportDraft("O2/KR1"))


def test_people_and_cycle() -> None:
    assert len(SHEET.people) == 12
    maria = SHEET.people[7]
    assert (maria.line, maria.name, maria.department, maria.team, maria.title, maria.manager) == (
        17, "Maria Lopez", "研发", "质量", "QA lead", "刘洋",
    )  # fmt: skip
    assert SHEET.people[0].latin_name == "Chen Li"
    assert (SHEET.people[0].team, SHEET.people[0].manager) == (None, None)
    (cycle,) = SHEET.cycles
    assert (cycle.name, cycle.starts, cycle.ends, cycle.line) == ("2026 Q4", date(2026, 10, 1), date(2026, 12, 31), 23)


def test_check_ins() -> None:
    found = [
        (check_in.who, check_in.key_result, check_in.value, check_in.unit, check_in.confidence)
        for check_in in SHEET.check_ins
    ]
    assert found == [
        ("赵倩", "市场占有率", Decimal("11.9"), "%", 5),
        ("孙悦", "新增客户", Decimal(21), None, 7),
        ("孙悦", "sign 5 banks", Decimal(1), None, 3),
        ("刘洋", "API 错误率", Decimal("0.19"), "%", 8),
        ("周宁", "平均响应时间", Decimal("9.5"), "分钟", 8),
        ("Maria Lopez", "线上 Bug 率", Decimal("1.1"), "%", 6),
        ("王敏", "平均签署天数", Decimal(15), None, 2),
    ]
    assert {check_in.date for check_in in SHEET.check_ins} == {date(2026, 11, 9)}
    assert SHEET.check_ins[2].note == "卡在法务。@王敏 何时能推进第二家的合同?"


def test_the_one_number_that_is_missing_is_asked_for_and_nothing_else_is_refused() -> None:
    assert [(problem.code, problem.severity, problem.line) for problem in SHEET.problems] == [
        ("no_number", "refused", 83),
        ("check_in_without_key_result", "warning", 96),
    ]
