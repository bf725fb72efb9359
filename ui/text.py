"""Words, numbers and dates as one person reads them. Knows both languages and no page."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale as BabelLocale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from shared.cadence.anchors import moment
from shared.directory.model import Locale, Person, Unit
from shared.key_results.model import Kind, Measure
from shared.language.catalogue import tell, tr
from shared.messages import Key, Refused
from shared.numbers import WHOLE
from shared.turning import day_key

_BABEL = {Locale.ZH: BabelLocale("zh", "CN", script="Hans"), Locale.EN: BabelLocale("en")}
_BEFORE = frozenset("¥￥$€£₩")
_ATTACHED = frozenset({"%", "‰", "°", "℃", "×", "x"})
_LARGE = frozenset("亿万")
_STEPS = {Locale.ZH: ((100_000_000, "亿"), (10_000, "万")), Locale.EN: ((1_000_000_000, "B"), (1_000_000, "M"))}


class Text:
    """`text("objective.new")` says a text; the methods write values."""

    def __init__(self, locale: Locale, zone: str = "UTC") -> None:
        self.locale = locale
        self._babel = _BABEL[locale]
        self._zone = ZoneInfo(zone)

    def __call__(self, key: str, /, **params: object) -> str:
        return tr(self.locale, key, **params)

    def refusal(self, refusal: Refused) -> str:
        return tell(self.locale, refusal)

    def percent(self, progress: int | None) -> str:
        """Parts per million as whole per cent; "–" where there is no value."""
        return "–" if progress is None else f"{whole_percent(progress)}%"

    def number(self, value: Decimal) -> str:
        """Grouped; large round numbers in the language's own steps (1.2 亿, 120M), never losing a digit."""
        for size, word in _STEPS[self.locale]:
            if abs(value) >= size:
                short = value / size
                if short == short.quantize(Decimal("0.01")):
                    space = " " if self.locale is Locale.ZH else ""
                    return f"{_plain(short, self._babel)}{space}{word}"
        return _plain(value, self._babel)

    def value(self, value: Decimal | None, unit: str) -> str:
        """A number with its unit where the unit belongs: ¥86, 58%, 5 家."""
        if value is None:
            return "–"
        number = self.number(value)
        if not unit:
            return number
        if unit[0] in _BEFORE:
            sign, rest = ("-", number[1:]) if number.startswith("-") else ("", number)
            return f"{sign}{unit}{rest}"
        if unit in _ATTACHED or number.endswith(tuple(_LARGE)):
            return f"{number}{unit}"
        return f"{number} {unit}"

    def goal(self, measure: Measure) -> str:
        """What a measure is after: "¥86 → ¥60", "≥ 95%", "99.95% – 100%"."""
        match measure.kind:
            case Kind.INCREASE | Kind.DECREASE:
                return f"{self._bare(measure.baseline, measure.unit)} → {self.value(measure.target, measure.unit)}"
            case Kind.MAINTAIN:
                if measure.low is None:
                    return f"≤ {self.value(measure.high, measure.unit)}"
                if measure.high is None:
                    return f"≥ {self.value(measure.low, measure.unit)}"
                return f"{self.value(measure.low, measure.unit)} – {self.value(measure.high, measure.unit)}"
            case Kind.MILESTONE:
                done = sum(each.done for each in measure.milestones)
                return self("key_result.milestones_done", done=done, all=len(measure.milestones))
            case Kind.BINARY:
                return self("kind.binary")

    def _bare(self, value: Decimal | None, unit: str) -> str:
        """Without a unit that the second number repeats behind itself."""
        return self.value(value, unit if unit and (unit[0] in _BEFORE or unit in _ATTACHED) else "")

    def day(self, day: date) -> str:
        return format_date(day, "long" if self.locale is Locale.ZH else "medium", locale=self._babel)

    def days(self, first: date, last: date) -> str:
        return f"{self.day(first)} – {self.day(last)}"

    def month_day(self, moment: datetime | date) -> str:
        day = moment.astimezone(self._zone) if isinstance(moment, datetime) else datetime.combine(moment, time())
        return format_skeleton("MMMd", day, locale=self._babel)

    def hour(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%H:%M}"

    @property
    def day_key(self) -> Key:
        """What is woken when the reader's day turns."""
        return day_key(self._zone.key)

    def moment(self, day: date, at: time) -> datetime:
        """A time of a day by the reader's clock."""
        return moment(day, at, self._zone.key)

    def today(self, now: datetime) -> date:
        return now.astimezone(self._zone).date()

    def name(self, thing: Person | Unit | None) -> str:
        """A name as the reader reads names; somebody unknown is the host itself."""
        if thing is None:
            return self("person.host")
        return thing.latin_name if self.locale is Locale.EN and thing.latin_name else thing.name

    def initial(self, person: Person) -> str:
        """The one or two letters on a face."""
        name = self.name(person)
        if name and ord(name[0]) > 0x2E80:
            return name[0]
        return "".join(part[0] for part in name.split()[:2]).upper()


def whole_percent(progress: int) -> int:
    """Parts per million as whole per cent, rounded half up."""
    return (progress * 100 + WHOLE // 2) // WHOLE


@lru_cache(maxsize=4_096)
def _plain(value: Decimal, locale: BabelLocale) -> str:
    return format_decimal(value, locale=locale, decimal_quantization=False)


@lru_cache(maxsize=256)
def text_for(locale: Locale, zone: str) -> Text:
    return Text(locale, zone)


def iso(moment: datetime) -> str:
    """As the browser's own clock elements take it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
