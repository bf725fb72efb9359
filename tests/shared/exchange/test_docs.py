"""The examples that people copy come in without a word of complaint."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shared.exchange.reading import read
from shared.language.exchange import EXCHANGE

DOCS = (Path(__file__).parents[3] / "docs" / "import-export.md").read_text(encoding="utf-8")
WRITTEN = re.findall(r"```(markdown|csv)\n(.*?)```", DOCS, re.DOTALL)
TEXT = EXCHANGE["exchange.example_text"]


@pytest.mark.parametrize(
    ("form", "text", "key_results"),
    [(*WRITTEN[0], 6), (*WRITTEN[1], 3), ("md", TEXT.en, 3), ("md", TEXT.zh, 3)],
)
def test_an_example_is_read_whole(form: str, text: str, key_results: int) -> None:
    sheet = read(text.encode(), f"x.{form}")
    assert sheet.problems == ()
    found = [each for objective in sheet.objectives for each in objective.key_results]
    assert (len(found), [each.name for each in found if each.kind is None]) == (key_results, [])
