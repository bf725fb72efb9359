"""What is exported comes back as it was: every field of every draft, in all three formats."""

import json
import re
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from shared.exchange.cells import escape, unescape
from shared.exchange.csv_form import read_csv, write_csv
from shared.exchange.drafts import KeyResultDraft, ObjectiveDraft, Sheet, SupportDraft
from shared.exchange.json_form import read_json, write_json
from shared.exchange.lists import (
    read_milestones,
    read_names,
    read_supports,
    write_milestones,
    write_names,
    write_supports,
)
from shared.exchange.markdown_reader import read_markdown
from shared.exchange.markdown_writer import write_key_result, write_markdown
from shared.exchange.numbers import Quantity, read_number, write_number
from shared.exchange.phrases import read_key_result

from . import drafts_strategy as drafts


def without_places(sheet: Sheet) -> Sheet:
    """Lines and problems belong to one text, not to the sheet."""

    def bare(draft: Any) -> Any:
        if isinstance(draft, ObjectiveDraft):
            draft = structs.replace(draft, key_results=tuple(map(bare, draft.key_results)))
        return structs.replace(draft, line=0, where="")

    names = [name for name in Sheet.__struct_fields__ if name != "problems"]
    parts = [getattr(sheet, name) for name in names]
    return Sheet(*(tuple(map(bare, part)) for part in parts))


@settings(max_examples=120, deadline=None)
@given(drafts.sheets)
def test_csv_comes_back(sheet: Sheet) -> None:
    assert without_places(read_csv(write_csv(sheet))) == sheet


@settings(max_examples=120, deadline=None)
@given(drafts.sheets)
def test_json_comes_back(sheet: Sheet) -> None:
    assert without_places(read_json(write_json(sheet).encode())) == sheet


@settings(max_examples=200, deadline=None)
@given(drafts.sheets)
def test_markdown_comes_back(sheet: Sheet) -> None:
    assert without_places(read_markdown(write_markdown(sheet))) == sheet


@settings(max_examples=200, deadline=None)
@given(drafts.key_results | drafts.simple_key_results)
def test_a_written_key_result_is_read_back_by_the_composer(key_result: KeyResultDraft) -> None:
    draft, _ = read_key_result(write_key_result(key_result))
    assert structs.replace(draft, line=0) == key_result


@given(drafts.text)
def test_no_cell_starts_a_formula_and_escaping_is_undone(text: str) -> None:
    assert unescape(escape(text)) == text
    assert not re.match(r"[=+\-@\t\r＝＋－＠]", escape(text))


@settings(max_examples=60, deadline=None)
@given(drafts.sheets)
def test_no_written_csv_cell_is_a_formula_unless_it_is_a_number(sheet: Sheet) -> None:
    import csv
    import io

    for row in csv.reader(io.StringIO(write_csv(sheet))):
        for cell in row:
            assert not re.match(r"[=+\-@\t\r]", cell) or re.fullmatch(r"-?\d+(\.\d+)?", cell)


@given(drafts.names, drafts.supports, drafts.milestones)
def test_lists_in_one_cell_come_back(names: Any, supports: Any, milestones: Any) -> None:
    assert read_names(write_names(names)) == names
    assert read_supports(write_supports(supports)) == supports
    assert read_milestones(write_milestones(milestones)) == milestones


@given(drafts.number, st.sampled_from([None, "%", "¥", "$", "元", "ms", "次", "US$", "per week", "HK$"]), st.booleans())
def test_numbers_come_back(value: Any, unit: str | None, grouped: bool) -> None:
    assert read_number(write_number(value, unit, grouped=grouped)) == Quantity(value, unit)


def test_the_pleasant_form_is_kept_for_ordinary_drafts() -> None:
    key_result, _ = read_key_result("KR2 渠道线索成本 ¥86 → ¥60, 赵倩")
    objective = ObjectiveDraft(
        key="O2", title="Grow", level="department", unit="市场", owner="赵倩", supports=(SupportDraft("O1", True),),
        key_results=(key_result,), cycle="2026 Q4", description="Why\nit matters",
    )  # fmt: skip
    assert write_markdown(Sheet(objectives=(objective,))) == (
        "# OKRs\n\n## 2026 Q4\n\n### Department: 市场\n\n**O2: Grow** (owner: 赵倩, parent: O1)\n> Why\n> it matters\n\n"
        "- KR2: 渠道线索成本 ¥86 → ¥60 (owner: 赵倩)\n"
    )


def test_names_that_look_like_marks_of_headings_are_quoted() -> None:
    for name in ("C #", "O1: Q4", "**O: Q4**", "2026 Q4 #", "a\nb"):
        sheet = Sheet(objectives=(ObjectiveDraft(title="t", cycle=name, level="team", unit=name),))
        assert without_places(read_markdown(write_markdown(sheet))) == sheet


def test_key_results_that_look_like_objectives_are_quoted() -> None:
    for name in ("**O: Q4** 0", "O1: other", "O: 3 → 4", "a **O: b**"):
        sheet = Sheet(objectives=(ObjectiveDraft(title="t", key_results=(KeyResultDraft(name=name),)),))
        assert without_places(read_markdown(write_markdown(sheet))) == sheet


def test_a_kind_that_is_knowingly_open_is_not_inferred_on_the_way_back() -> None:
    key_result = KeyResultDraft(name="x", baseline=Decimal(1), target=Decimal(2))
    sheet = Sheet(objectives=(ObjectiveDraft(title="t", key_results=(key_result,)),))
    for back in (
        read_csv(write_csv(sheet)),
        read_json(write_json(sheet).encode()),
        read_markdown(write_markdown(sheet)),
    ):
        assert back.objectives[0].key_results[0].kind is None
    assert json.loads(write_json(sheet))["objectives"][0]["key_results"][0]["kind"] is None
