"""Bytes of unknown origin to clean text: the encodings that offices really send, and the files that are no text.

Never raises: a wrong guess shows up as problems of the reader, not as an exception.
"""

from __future__ import annotations

import codecs
import re

from shared.exchange.drafts import Problem

LARGEST_FILE = 5 * 1024 * 1024

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROL_BYTES = bytes(code for code in range(32) if code not in b"\t\n\r")
_BINARY = {
    b"PK\x03\x04": "file_is_zip",  # also every .xlsx
    b"PK\x05\x06": "file_is_zip",
    b"\xd0\xcf\x11\xe0": "file_is_old_office",
    b"%PDF": "file_is_pdf",
    b"\x1f\x8b": "file_is_zip",
    b"\x89PNG": "file_is_binary",
    b"\xff\xd8\xff": "file_is_binary",
}


def encoding_of(content: bytes) -> str:
    """UTF-8 or UTF-16 by mark, else UTF-8, GB18030 or Windows-1252, the first that fits without an error."""
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "cp1252"


def decode(content: bytes) -> str:
    """The text, with every line ending as a single newline."""
    text = content.decode(encoding_of(content), errors="replace").removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def without_controls(text: str) -> tuple[str, tuple[Problem, ...]]:
    """The text without control characters, and one warning for all that were there (line of the first, count)."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    first = _CONTROL.search(text)
    if first is None:
        return text, ()
    cleaned, count = _CONTROL.subn("", text)
    line = text.count("\n", 0, first.start()) + 1
    return cleaned, (Problem(code="control_characters", severity="warning", line=line, params={"count": count}),)


def clean(text: str) -> str:
    """One value without control characters, line endings as newlines, nothing around it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text).strip()


def refusal(content: bytes) -> Problem | None:
    """Why these bytes are not worth reading, or None."""
    if len(content) > LARGEST_FILE:
        return Problem(code="file_too_large", severity="refused", params={"bytes": len(content), "limit": LARGEST_FILE})
    if not content.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n"):
        return Problem(code="file_empty", severity="refused")
    for magic, code in _BINARY.items():
        if content.startswith(magic):
            return Problem(code=code, severity="refused")
    if not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        start = content[:4096]
        if len(start) - len(start.translate(None, _CONTROL_BYTES)) > len(start) / 10:
            return Problem(code="file_is_binary", severity="refused")
    return None
