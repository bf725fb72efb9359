"""Files as offices send them: encodings, delimiters, headers in two languages, repetitions, and files that are none."""

import sys
import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.exchange.decoding import decode
from shared.exchange.drafts import Sheet
from shared.exchange.reading import read

CSV = "目标,目标负责人,关键结果,基线,目标值,单位,负责人\n让新客再来,赵倩,留存率,31%,40%,,王敏\n,,线索成本,¥86,¥60,,\n"


def codes(sheet: Sheet) -> list[tuple[str, int]]:
    return [(problem.code, problem.line) for problem in sheet.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_encodings_and_line_endings(encoding: str, ending: str) -> None:
    sheet = read(CSV.replace("\n", ending).encode(encoding), "okr.csv")
    (objective,) = sheet.objectives
    assert (objective.title, objective.owner, objective.line) == ("让新客再来", "赵倩", 2)
    first, second = objective.key_results
    assert (first.name, first.baseline, first.target, first.unit, first.owner) == (
        "留存率",
        Decimal(31),
        Decimal(40),
        "%",
        "王敏",
    )
    assert (second.name, second.unit, second.kind, second.line) == ("线索成本", "¥", "decrease", 3)
    assert sheet.problems == ()


def test_western_spreadsheets_are_read_and_said_to_be_guessed() -> None:
    sheet = read("Objective;Key result\nEtre prêt;coût 99,95 € -> 80 €\n".encode("cp1252"), "okr.csv")
    assert sheet.objectives[0].title == "Etre prêt"
    assert sheet.objectives[0].key_results[0].baseline == Decimal("99.95")
    assert codes(sheet) == [("encoding_guessed", 1)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_and_quoted_newlines_keep_lines(delimiter: str) -> None:
    rows = [
        ["Objective", "Description", "Key result", "Foo"],
        ["A", '"one\ntwo\nthree"', "x 1 → 2", "?"],
        ["B", "", "y", "?"],
    ]
    sheet = read("\n".join(delimiter.join(row) for row in rows).encode(), "okr.txt")
    assert [(objective.title, objective.line) for objective in sheet.objectives] == [("A", 2), ("B", 5)]
    assert sheet.objectives[0].description == "one\ntwo\nthree"
    assert codes(sheet) == [("unknown_column", 1), ("no_number", 5)]


def test_repeated_blank_and_duplicated_rows() -> None:
    text = "Objective,Key result,Baseline,Target\nA,x,1,2\nA,y,1,2\n,z,1,2\nA,y,1,2\nB,x,1,2\nA,w,1,2\n"
    sheet = read(text.encode(), "a.csv")
    assert [(o.title, [kr.name for kr in o.key_results]) for o in sheet.objectives] == [
        ("A", ["x", "y", "z", "w"]),
        ("B", ["x"]),
    ]
    assert codes(sheet) == [("duplicate", 5)]


def test_bad_cells_name_their_field_and_line() -> None:
    text = "objective,key result,baseline,target,confidence,visibility\nA,x,many,2,12,secret\n,y,1,1\n,,,\n,z\n"
    sheet = read(text.encode(), "a.csv")
    found = {(problem.code, problem.field, problem.line) for problem in sheet.problems}
    assert found == {
        ("not_a_number", "baseline", 2),
        ("confidence_out_of_range", "confidence", 2),
        ("unknown_choice", "visibility", 2),
        ("no_baseline", "kind", 2),
        ("baseline_equals_target", "kind", 3),
        ("no_number", "kind", 5),
    }


def test_start_beside_target_is_a_number_and_beside_end_a_day() -> None:
    sheet = read(b"objective,key result,start,target\nGrow,NPS,82,95\n", "okr.csv")
    ((first,),) = (each.key_results for each in sheet.objectives)
    assert (first.baseline, first.target, sheet.problems) == (Decimal(82), Decimal(95), ())
    sheet = read(b"cycle,start,end\nQ1,2026-01-01,2026-03-31\n", "okr.csv")
    assert sheet.cycles[0].starts == date(2026, 1, 1)


def test_one_column_for_every_unit_is_enough() -> None:
    for head in ("department", "team", "部门"):
        sheet = read(f"level,{head},objective,key result\nteam,Growth,Grow,NPS 8 -> 9\n".encode(), "okr.csv")
        assert (sheet.objectives[0].level, sheet.objectives[0].unit) == ("team", "Growth")
    sheet = read(b"level,department,team,objective,key result\nteam,Product,Growth,Grow,NPS 8 -> 9\n", "okr.csv")
    assert sheet.objectives[0].unit == "Growth"


def test_dates_of_a_column_explain_each_other() -> None:
    clear = "cycle,start,end\nQ4,10/01/2026,12/31/2026\n"
    assert read(clear.encode(), "a.csv").cycles[0].starts == date(2026, 10, 1)
    unclear = read(b"cycle,start,end\nQ4,10/01/2026,12/11/2026\n", "a.csv")
    assert [(problem.code, problem.field) for problem in unclear.problems] == [
        ("date_ambiguous", "starts"),
        ("date_ambiguous", "ends"),
    ]


def test_control_characters_go_with_a_warning() -> None:
    sheet = read(b"Objective,Key result\nA\x07\x1b[31m,x 1 -> 2\n", "a.csv")
    assert sheet.objectives[0].title == "A[31m"
    assert codes(sheet) == [("control_characters", 2)]


def test_lengths() -> None:
    text = f"objective,description,key result\n{'t' * 301},,x 1 → 2\nA,,{'n' * 301} 1 → 2\nB,{'d' * 20001},y 1 → 2\nC,,z 1 → 2\n"
    sheet = read(text.encode(), "a.csv")
    assert [(problem.code, problem.field, problem.line) for problem in sheet.problems] == [
        ("too_long", "title", 2),
        ("too_long", "name", 3),
        ("too_long", "description", 4),
    ]
    assert [(objective.title, len(objective.key_results)) for objective in sheet.objectives] == [("A", 0), ("C", 1)]


def _xlsx() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\xef\xbb\xbf \r\n", "file_empty"),
        (_xlsx(), "file_is_zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_is_old_office"),
        (b"%PDF-1.7", "file_is_pdf"),
        (bytes(range(32)) * 8, "file_is_binary"),
        (b"a" * (5 * 1024 * 1024 + 1), "file_too_large"),
        (b"foo,bar\n1,2\n", "no_known_columns"),
        (b"objective\n" + b"".join(b"O %d\n" % n for n in range(20_001)), "too_many_rows"),
    ],
)
def test_files_that_are_refused(content: bytes, code: str) -> None:
    sheet = read(content, "a.csv")
    assert code in [problem.code for problem in sheet.problems if problem.severity == "refused"]


def test_a_list_that_is_too_long_is_one_problem() -> None:
    sheet = read(b'{"objectives":[' + b",".join([b"{}"] * 20_001) + b"]}", "a.json")
    assert [(each.code, each.where) for each in sheet.problems] == [("too_many_rows", "objectives")]


def test_json_problems_name_their_place() -> None:
    content = (
        b'{"objectives": [{"title": "A", "colour": 1, "key_results": '
        b'["x 1 -> 2", {"name": "y", "baseline": 1.10, "target": "2,5%"}, {}]}]}'
    )
    sheet = read(content, "a.json")
    first, second = sheet.objectives[0].key_results
    assert (first.kind, second.baseline, second.target, second.unit) == (
        "increase",
        Decimal("1.10"),
        Decimal("2.5"),
        "%",
    )
    assert [(problem.code, problem.where) for problem in sheet.problems] == [
        ("unknown_column", "objectives[0]"),
        ("name_missing", "objectives[0].key_results[2]"),
    ]
    assert codes(read(b'{\n"objectives": [}', "a.json")) == [("json_unreadable", 2)]
    assert codes(read(b"[" * 100_000, "a.json"))[0][0] == "json_unreadable"


def test_markdown_in_other_hands() -> None:
    text = (
        "# OKRs 2026\n\n## Q3 2026 (01/07/2026 - 30/09/2026)\n\n### Team: Platform\n\nObjective 1: Ship it\nBecause we promised.\n\n"
        "- KR1: NPS from 30 to 45\n- Launch\n  - [ ] build\n  - [x] design\n- KR3 wraps over\n  two lines 1 → 2\nstray\n"
    )
    sheet = read(text.encode(), "x.md")
    (cycle,) = sheet.cycles
    assert (cycle.starts, cycle.ends) == (date(2026, 7, 1), date(2026, 9, 30))
    (objective,) = sheet.objectives
    assert (objective.key, objective.title, objective.level, objective.unit) == ("O1", "Ship it", "team", "Platform")
    assert objective.description == "Because we promised."
    assert [(kr.name, kr.kind, kr.line) for kr in objective.key_results] == [
        ("NPS", "increase", 10), ("Launch", "milestone", 11), ("wraps over two lines", "increase", 14),
    ]  # fmt: skip
    assert codes(sheet) == [("line_not_read", 16)]


def _calls(rows: int) -> int:
    """The functions of this project that are called while a file of so many rows is read."""
    counted = 0

    def count(frame: Any, event: str, _: object) -> None:
        nonlocal counted
        counted += event == "call" and "exchange" in frame.f_code.co_filename

    text = "".join(f"O {n // 4};grow {n % 90 + 10} → {n % 90 + 15} %, owner Ada\n" for n in range(rows))
    content = f"Objective;Key result\n{text}".encode()
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        sheet = read(content, "a.csv")
    finally:
        sys.setprofile(before)
    assert len(sheet.objectives) == rows // 4
    return counted


def test_the_work_of_reading_grows_as_the_rows_do() -> None:
    few, many = _calls(100), _calls(400)
    assert many < 4.2 * few
    assert few < 500 * 100


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.md", "a.json", "a.txt", ""]))
def test_any_bytes_give_a_sheet(content: bytes, filename: str) -> None:
    assert isinstance(read(content, filename), Sheet)
    assert "\r" not in decode(content)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["# Q4", "### 市场部 (x)", "**O1: a**", "- KR1 b 1 → 2", "| a | b |", "|---|---|", "", "> d", "  c", "```"]
        )
        | st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\r"), max_size=12)
    )
)
def test_lines_are_right_whatever_surrounds_them(lines: list[str]) -> None:
    marked = [*lines, "", "# end", "**O77: needle**", "- KR1 thread 1 → 2"]
    text = "\n".join(line.replace("```", "").replace("~~~", "") for line in marked)
    sheet = read(b"\xef\xbb\xbf" + text.encode("utf-8", "replace"), "a.md")
    at = text.replace("\r\n", "\n").replace("\r", "\n").count("\n")
    needle = next(objective for objective in sheet.objectives if objective.key == "O77")
    assert (needle.line, needle.key_results[0].line) == (at, at + 1)


def test_a_document_of_endless_lines_is_refused_unread() -> None:
    sheet = read(b"# a\n" * 60_001, "endless.md")
    assert [each.code for each in sheet.problems] == ["too_many_rows"]
