"""Sheets of every shape that a reader can produce, with titles that try to break each format."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import get_args

from hypothesis import strategies as st

from shared.exchange.drafts import (
    AcknowledgementDraft,
    Carry,
    CheckInDraft,
    Commitment,
    CycleDraft,
    CycleKind,
    CycleState,
    Driver,
    GradeDraft,
    KeyResultDraft,
    Kind,
    Level,
    MilestoneDraft,
    ObjectiveDraft,
    OutcomeDraft,
    PersonDraft,
    Sheet,
    SupportDraft,
    Visibility,
    Word,
)

NASTY = [
    "=1+1", "+cmd|'/c calc'!A0", "-2", "@SUM(A1)", "'=x", "''-y", "a | b", "a\nb", "# heading", "Q4 #",
    "O1: Q4", "**O: Q4**", "[link](x)", "[1]", '["a"]',
    '"quoted"', "it's", "**bold**", "O1: other", "KR2 other 3 → 4 (weight 2)", "100% → 50%", "销售额 1亿 → 2亿 元", "draft", "private",
    "–", "none", "无", "null", "🚀 emoji 👩‍💻", "owner: Ada", "a, b; c、d", "x (y)", "x)", "(x", "a\\", "\\|", "<br>", "← remark", "☐ step",
    "[x] done", "> quote", "```", "| a |", "---", "1. first", "- item", "Q4", "2026 Q4", "公司", "Cycle: x", "People", "Check-ins", "a and b",
    "O1", "O2/KR3", "team 平台", "=", "'", "?", "yes", "kind: ?", "市场部", "  inner   spaces  ".strip(), "tab\there", "\u2028line", "＝１",
    "Ada Lovelace", "王敏", "with Bob", "≥ 5% (maintain)", "binary", "(milestones)", "a ×2", "-", "/", "%", "¥", "/6", "5", "1,5", "—", "KR",
]  # fmt: skip

_plain = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), min_size=1, max_size=12)
text = (
    st.one_of(st.sampled_from(NASTY), _plain, st.builds("{} {}".format, st.sampled_from(NASTY), _plain))
    .map(str.strip)
    .filter(bool)
)
maybe = st.none() | text
prose = st.just("") | text | st.lists(text, min_size=2, max_size=3).map("\n".join)
number = (
    st.decimals(-9_000_000_000_000, 9_000_000_000_000, places=2)
    | st.decimals(-10, 100, places=6)
    | st.integers(-9, 200).map(Decimal)
)
names = st.lists(text, max_size=3, unique=True).map(tuple)
unit = maybe | st.sampled_from(["%", "¥", "$", "元", "ms", "次", "/6", "per week", "US$", "个百分点", "days"])


def one_of(literal: object) -> st.SearchStrategy[object]:
    return st.none() | st.sampled_from(get_args(literal))


milestones = st.lists(
    st.builds(MilestoneDraft, name=text, done=st.booleans(), weight=st.just(Decimal(1)) | number), max_size=3
).map(tuple)
key_results = st.builds(
    KeyResultDraft,
    key=maybe | st.sampled_from(["KR1", "KR2.1"]),
    name=text,
    kind=one_of(Kind),
    baseline=st.none() | number,
    target=st.none() | number,
    low=st.none() | number,
    high=st.none() | number,
    tolerance=st.none() | number,
    current=st.none() | number,
    unit=unit,
    weight=st.none() | number,
    owner=maybe,
    co_owners=names,
    commitment=one_of(Commitment),
    cadence=st.sampled_from([None, "off", "weekly friday", "fortnightly monday", "monthly 31"]),
    confidence=st.none() | st.integers(0, 10),
    milestones=milestones,
    archived=st.booleans(),
    note=prose,
)
simple_key_results = st.builds(
    KeyResultDraft,
    key=st.sampled_from(["KR1", "KR2"]),
    name=text,
    kind=st.sampled_from(["increase", "decrease"]),
    baseline=number,
    target=number,
    unit=unit,
    owner=maybe,
)
supports = st.lists(
    st.builds(SupportDraft, text, st.booleans(), st.booleans()), max_size=3, unique_by=lambda link: link.target
).map(tuple)
objectives = st.builds(
    ObjectiveDraft,
    key=maybe | st.sampled_from(["O1", "O2"]),
    title=text,
    description=prose,
    level=one_of(Level),
    unit=maybe,
    joint_with=names,
    owner=maybe,
    co_owners=names,
    cycle=maybe | st.just("2026 Q4"),
    visibility=one_of(Visibility),
    draft=st.booleans(),
    supports=supports,
    driver=one_of(Driver),
    key_results=st.lists(key_results | simple_key_results, max_size=3, unique=True).map(tuple),
)
days = st.none() | st.dates(date(1900, 1, 1), date(2999, 12, 31))
people = st.builds(
    PersonDraft, name=text, latin_name=maybe, email=maybe, department=maybe, team=maybe, title=maybe, manager=maybe
)
moments = st.datetimes(datetime(1900, 1, 2), datetime(2999, 12, 30), timezones=st.just(UTC))
cycles = st.builds(
    CycleDraft,
    name=text,
    starts=days,
    ends=days,
    kind=one_of(CycleKind),
    state=one_of(CycleState),
    closed=st.none() | moments,
)
whens = st.builds(lambda day: {"date": day}, days) | st.builds(lambda at: {"at": at}, moments)
more = st.fixed_dictionaries(
    {}, optional={
        "key": text, "confidence": st.integers(0, 10), "note": prose, "blocker": prose, "next_step": prose,
        "word": st.sampled_from(get_args(Word)), "word_reason": prose, "corrects": text, "done": names,
    }
)  # fmt: skip
check_ins = st.builds(
    lambda who, key_result, value, when, more: CheckInDraft(who=who, key_result=key_result, **value, **when, **more),
    maybe,
    text,
    st.builds(lambda value, unit: {"value": value, "unit": unit}, number, unit)
    | st.builds(lambda said: {"said": said}, maybe),
    whens,
    more,
)
acknowledgements = st.builds(AcknowledgementDraft, who=maybe, check_in=text, comment=prose)
grades = st.builds(GradeDraft, who=maybe, key_result=text, grade=number, reason=prose)
outcomes = st.builds(
    OutcomeDraft, objective=text, carry=one_of(Carry), reason=prose, carried_to=maybe, retrospective=prose
)
sheets = st.builds(
    Sheet,
    people=st.lists(people, max_size=3, unique=True).map(tuple),
    cycles=st.lists(cycles, max_size=3, unique_by=lambda cycle: cycle.name).map(tuple),
    objectives=st.lists(objectives, max_size=3, unique=True).map(tuple),
    check_ins=st.lists(check_ins, max_size=3, unique=True).map(tuple),
    acknowledgements=st.lists(acknowledgements, max_size=2, unique=True).map(tuple),
    grades=st.lists(grades, max_size=2, unique=True).map(tuple),
    outcomes=st.lists(outcomes, max_size=2, unique=True).map(tuple),
)
