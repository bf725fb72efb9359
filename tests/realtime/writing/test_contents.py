"""What is no update of a plain text is refused before it is applied, and harms nobody."""

from __future__ import annotations

import random

import pytest
from pycrdt import Array, Doc, Map, Text

from realtime.writing.contents import read_contents, read_state
from realtime.writing.splices import Splice
from realtime.writing.text import NOTHING, Refusal, SharedText, Verdict, merged
from realtime.writing.wire import Malformed, uint
from tests.realtime.writing.writers import update_of

HOSTILE = 10_000


def test_what_an_update_brings_and_needs_is_read() -> None:
    doc: Doc[Text] = Doc(client_id=5)
    text = doc.get("text", type=Text)
    text += "a😀"
    assert read_contents(doc.get_update()).inserted == {5: (0, 3)}
    state = doc.get_state()
    del text[0:1]
    contents = read_contents(doc.get_update(state))
    assert (contents.inserted, contents.needs, contents.deletes) == ({}, {5: 1}, True)
    assert contents.lacks({}) and not contents.lacks({5: 3})


@pytest.mark.parametrize(
    "update",
    [
        b"",
        b"\x01",
        b"\x00",
        b"\xff" * 12,
        NOTHING + b"\x00",
        b"\x01\xff\xff\xff\xff\x0f\x01\x00",
        uint(100_000) + b"\x00" * 100_000,
        b"\x01\x01\x05\x00\x04\x01\x04text\x00\x00",
        b"\x01\x01\x05\x00\x0a\x09\x00",
        b"\x01\x01\x05\x00\x04\x01\x05other\x01x\x00",
        b"\x01\x01\x05\x00\x24\x01\x04text\x01k\x01x\x00",
        b"\x01\x01\x05\x00\x00" + uint(2**32) + b"\x00",
    ],
    ids=str,
)
def test_what_is_no_update_is_refused(update: bytes) -> None:
    text = SharedText([update_of("kept")])
    with pytest.raises(Malformed):
        text.receive(update)
    assert text.value == "kept"


def test_what_is_more_than_plain_text_is_refused() -> None:
    formatted: Doc[Text] = Doc()
    formatted.get("text", type=Text).insert(0, "bold", {"bold": True})
    embedded: Doc[Text] = Doc()
    embedded.get("text", type=Text).insert_embed(0, b"bytes")
    elsewhere: Doc[Array[str]] = Doc({"list": Array(["x"])})
    mapped: Doc[Map[str]] = Doc({"text": Map({"x": "y"})})
    for doc in (formatted, embedded, elsewhere, mapped):
        with pytest.raises(Malformed):
            SharedText().receive(doc.get_update())


def test_the_same_again_is_known_and_what_is_missing_is_asked_for() -> None:
    doc: Doc[Text] = Doc()
    written = doc.get("text", type=Text)
    written += "one"
    first, state = doc.get_update(), doc.get_state()
    written += " two"
    second = doc.get_update(state)
    text = SharedText()
    assert text.receive(second) is Verdict.GAP
    assert text.value == ""
    assert text.receive(first) is Verdict.APPLIED
    assert text.receive(second) is Verdict.APPLIED
    assert text.receive(doc.get_update()) is Verdict.KNOWN
    del written[0:1]
    assert text.receive(doc.get_update()) is Verdict.APPLIED
    assert text.receive(doc.get_update()) is Verdict.KNOWN
    assert text.value == "ne two"


def test_a_text_has_an_end() -> None:
    text = SharedText(longest=10)
    assert text.receive(update_of("12345678")) is Verdict.APPLIED
    with pytest.raises(Refusal, match="too_large"):
        text.receive(update_of("90x"))
    assert text.receive(update_of("90")) is Verdict.APPLIED
    # what is deleted makes place again
    text.receive(text.edit([Splice(0, 5, "")]))
    assert text.receive(update_of("abcde")) is Verdict.APPLIED


@pytest.mark.parametrize(
    ("cut", "value", "vector"),
    [
        ("0101 0200 c4 0101 0102 0158 00", "a\ufffdX\ufffdb", {1: 4, 2: 1}),
        ("00 01 01 01 01 01", "a\ufffdb", {1: 4}),
    ],
    ids=["an insertion", "a deletion"],
)
def test_a_character_that_is_cut_in_two_is_what_yjs_makes_of_it(cut: str, value: str, vector: dict[int, int]) -> None:
    """As Yjs wrote it: "a😀b", and somebody else's change in the middle of the emoji."""
    base, change = bytes.fromhex("01010100040104746578740661f09f98806200"), bytes.fromhex(cut)
    text = SharedText([base])
    assert text.receive(change) is Verdict.APPLIED
    assert text.receive(change) is Verdict.KNOWN
    for each in (text, SharedText([base, change]), SharedText([text.whole()]), SharedText([merged([base, change])])):
        assert (each.value, read_state(each.state)) == (value, vector)


def test_a_panic_is_contained_and_the_text_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    class Panic(BaseException):
        """As pycrdt's are."""

    text = SharedText([update_of("kept")])

    def panic(update: bytes) -> None:
        raise Panic

    monkeypatch.setattr(text._doc, "apply_update", panic)
    with pytest.raises(Refusal, match="damaged"):
        text.receive(update_of("x"))
    assert text.value == "kept"
    assert text.receive(update_of("!")) is Verdict.APPLIED


def mutated(update: bytes, dice: random.Random) -> bytes:
    changed = bytearray(update)
    for _ in range(dice.randrange(1, 5)):
        place = dice.randrange(len(changed) + 1)
        match dice.randrange(5):
            case 0 if place < len(changed):
                changed[place] = dice.randrange(256)
            case 1:
                del changed[place:]
            case 2:
                del changed[place : place + dice.randrange(4)]
            case 3:
                changed[place:place] = dice.randbytes(dice.randrange(1, 6))
            case _:
                changed[place:place] = uint(dice.randrange(2**60))
    return bytes(changed)


def test_ten_thousand_hostile_updates_harm_nobody() -> None:
    """Those that still mean something may be applied: then every reader understands them alike."""
    dice = random.Random(11)
    doc: Doc[Text] = Doc()
    written = doc.get("text", type=Text)
    seeds = []
    for number in range(40):
        state = doc.get_state()
        if number % 5 == 4:
            del written[0:2]
        else:
            written.insert(dice.choice((0, len(written))), f"é😀{number}")
        seeds.append(doc.get_update(state))
    text, reader = SharedText([doc.get_update()]), SharedText([doc.get_update()])
    refused = 0
    for _ in range(HOSTILE):
        update = mutated(dice.choice(seeds), dice)
        try:
            if text.receive(update) is Verdict.APPLIED:
                reader.restore([update])
        except (Malformed, Refusal):
            refused += 1
    assert refused > HOSTILE / 3
    assert reader.value == text.value
    assert SharedText([text.whole()]).value == text.value
