"""Key results as one types them: every spelling of the numbers, and the questions that remain."""

from decimal import Decimal
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.exchange.drafts import MilestoneDraft
from shared.exchange.phrases import read_key_result, read_phrase

from .drafts_strategy import NASTY


@pytest.mark.parametrize(
    ("text", "name", "baseline", "target", "unit"),
    [
        ("渠道线索成本 ¥86 → ¥60", "渠道线索成本", "86", "60", "¥"),
        ("KR 1: p95 820ms->300ms", "p95", "820", "300", "ms"),
        ("关键结果2：新增客户 0 => 50家", "新增客户", "0", "50", "家"),
        ("- [ ] KR3 NPS from 30 up to 45", "NPS", "30", "45", None),
        ("churn from 5,5% down to 3%", "churn", "5.5", "3", "%"),
        ("市场占有率由 8.4％ 提升至 18.4％", "市场占有率", "8.4", "18.4", "%"),
        ("客户数从3家增加到12家", "客户数", "3", "12", "家"),
        ("ARR (net of refunds) $1,2M → $3.0M", "ARR (net of refunds)", "1200000", "3000000", "$"),
        ("Revenue, all regions 1 200 → 1 500 USD", "Revenue, all regions", "1200", "1500", "USD"),
        ("balance −5 → 10", "balance", "-5", "10", None),
        ("sign 5 banks (0 -> 5)", "sign 5 banks", "0", "5", None),
        ("on-call pages 11 ⟶ 3 per week", "on-call pages", "11", "3", "per week"),
        ("延迟 1.5s → <0.5s", "延迟", "1.5", "0.5", "s"),
    ],
)
def test_from_here_to_there(text: str, name: str, baseline: Any, target: Any, unit: str | None) -> None:
    draft, problems = read_key_result(text)
    assert (draft.name, draft.baseline, draft.target, draft.unit) == (name, Decimal(baseline), Decimal(target), unit)
    assert draft.kind == ("increase" if Decimal(target) > Decimal(baseline) else "decrease")
    assert problems == ()


@pytest.mark.parametrize(
    ("text", "name", "low", "high", "unit"),
    [
        ("uptime stays between 99,95% and 100%", "uptime", "99.95", "100", "%"),
        ("客户满意度维持在 95% 以上 (maintain ≥ 95%)", "客户满意度", "95", None, "%"),
        ("毛利率保持在 20%–25% 之间", "毛利率", "20", "25", "%"),
        ("退货率控制在 5% 以内", "退货率", None, "5", "%"),
        ("我经手的满意度 ≥95% (maintain)", "我经手的满意度", "95", None, "%"),
        ("latency stays below 300 ms", "latency", None, "300", "ms"),
        ("headcount 40 - 45 (maintain)", "headcount", "40", "45", None),
        ("CSAT (maintain ≥ 4.5)", "CSAT", "4.5", None, None),
    ],
)
def test_a_band_to_stay_in(text: str, name: str, low: Any, high: Any, unit: str | None) -> None:
    draft, problems = read_key_result(text)
    ends = tuple(None if end is None else Decimal(end) for end in (low, high))
    assert (draft.kind, draft.name, (draft.low, draft.high), draft.unit) == ("maintain", name, ends, unit)
    assert problems == ()


def test_small_print_behind_the_numbers() -> None:
    draft, problems = read_key_result(
        "KR2 线索 3 → 5 (负责人: 林小雨), weight 2, committed, confidence 7/10, now: 4, with 王敏, 提升一点"
    )
    assert (draft.key, draft.owner, draft.weight, draft.commitment) == ("KR2", "林小雨", Decimal(2), "committed")
    assert (draft.confidence, draft.current, draft.co_owners, draft.note) == (7, Decimal(4), ("王敏",), "提升一点")
    assert problems == ()


@pytest.mark.parametrize(
    ("text", "known", "owner", "note"),
    [
        ("x 1 → 2, 吴桐", (), "吴桐", ""),
        ("x 1 → 2, Tom Becker", (), "Tom Becker", ""),
        ("x 1 → 2, ada@example.org", (), "ada@example.org", ""),
        ("x 1 → 2 (赵倩)", (), "赵倩", ""),
        ("x 1 → 2, Ada", ("Ada",), "Ada", ""),
        ("x 1 → 2, 环比增长", (), None, "环比增长"),
        ("x 1 → 2, soon", (), None, "soon"),
    ],
)
def test_a_bare_name_is_an_owner_only_when_it_is_a_name(
    text: str, known: Any, owner: str | None, note: str | None
) -> None:
    draft, _ = read_key_result(text, known=known)
    assert (draft.owner, draft.note) == (owner, note)


def test_milestones_and_binary() -> None:
    draft, problems = read_key_result("Launch: ☐ index ×2 ☑ prototype (milestones)")
    assert (draft.kind, draft.name, problems) == ("milestone", "Launch", ())
    assert draft.milestones == (MilestoneDraft("index", weight=Decimal(2)), MilestoneDraft("prototype", done=True))
    assert read_key_result("contract signed (binary)")[0].kind == "binary"
    assert read_key_result("Launch [x] design [ ] build")[0].milestones[0].done


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("提升合规意识", "no_number"),
        ("be nicer to customers", "no_number"),
        ("签约 5 家银行", "no_number"),
        ("客户数达到 500 家", "no_baseline"),
        ("revenue ≥ $5M", "no_baseline"),
        ("x 5 → 5", "baseline_equals_target"),
        ("x (maintain)", "no_band"),
        ("x (milestones)", "no_milestones"),
        ("x 1 → 9000000000001", "number_too_large"),
        ("x stays between 5 and 3", "band_reversed"),
        ("x 1 → 2, confidence 11", "confidence_out_of_range"),
        ("", "name_missing"),
        ("x" * 5000, "too_long"),
    ],
)
def test_what_is_missing_is_asked_for(text: str, code: str) -> None:
    draft, problems = read_key_result(text, line=7)
    assert code in [problem.code for problem in problems]
    assert {problem.line for problem in problems} == {7} == {draft.line}


def test_units_that_disagree_are_said() -> None:
    draft, problems = read_key_result("delay 21 天 → 5 小时")
    assert [problem.code for problem in problems] == ["unit_mismatch"]
    assert (draft.baseline, draft.target) == (Decimal(21), Decimal(5))


def test_privacy_in_a_key_result_is_reported_for_its_objective() -> None:
    assert read_phrase("pages 11 → 3 per week, private").visibility == "private"


_pieces = st.sampled_from(
    [*NASTY, "→", "->", "from ", " to ", "从", "到", "维持在", "以上", "between ",
     " and ", "(", ")", ", ", "%", "¥", "1", "2,5", "1.20亿", "☐ ", "☑"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_pieces | st.text(max_size=5), max_size=15).map("".join) | st.text(max_size=400))
def test_any_text_gives_a_draft(text: str) -> None:
    draft, problems = read_key_result(text)
    assert draft.name or problems
    assert draft.kind is not None or problems


@pytest.mark.parametrize(
    "text", ["1 " * 1900, "(" * 3900, "从1" * 1300, "→" * 3900, '"' * 3900, "a, " * 1300, "between 1 " * 390, "1," * 1900, "-" * 3900]
)  # fmt: skip
def test_hostile_texts_stay_quick(text: str) -> None:
    start = perf_counter()
    read_key_result(text)
    assert perf_counter() - start < 1
