"""The front door: a file's bytes and name to a sheet, whatever it turns out to be.

Never raises, reads nothing but what it is given, and refuses a file that cannot be text before looking into it.
"""

from __future__ import annotations

from msgspec import structs

from shared.exchange.csv_form import is_table, read_csv
from shared.exchange.decoding import decode, encoding_of, refusal
from shared.exchange.drafts import Problem, Sheet
from shared.exchange.json_form import read_json
from shared.exchange.markdown_reader import read_markdown

MOST_LINES = 60_000
"""Of a Markdown document: three for each of the most rows that any form may hold."""

_FORMS = {
    "csv": "csv", "tsv": "csv", "tab": "csv", "md": "markdown", "markdown": "markdown", "mdown": "markdown", "json": "json",
}  # fmt: skip


def read(content: bytes, filename: str = "") -> Sheet:
    """By extension, and by content where the name says nothing (or says ".txt")."""
    problem = refusal(content)
    if problem is not None:
        return Sheet(problems=(problem,))
    extension = filename.rpartition(".")[2].lower() if "." in filename else ""
    text = decode(content)
    match _FORMS.get(extension) or _form(text):
        case "json":
            sheet = read_json(content)
        case "csv":
            sheet = read_csv(text)
        case _:
            if text.count("\n") > MOST_LINES:
                return Sheet(
                    problems=(Problem(code="too_many_rows", severity="refused", params={"limit": MOST_LINES}),)
                )
            sheet = read_markdown(text)
    if encoding_of(content) == "cp1252":
        guessed = Problem(code="encoding_guessed", severity="warning", line=1, params={"encoding": "Windows-1252"})
        sheet = structs.replace(sheet, problems=(guessed, *sheet.problems))
    return sheet


def _form(text: str) -> str:
    if text.lstrip().startswith(("{", "[")) and not text.lstrip().startswith(("[ ]", "[x]")):
        return "json"
    return "csv" if is_table(text) and not text.lstrip().startswith("|") else "markdown"
