"""The whole catalogue, put together from one file for each part of the product. Add a part here and nowhere else."""

from __future__ import annotations

from shared.directory.model import Locale
from shared.language import Texts, merged, say
from shared.language.api import API
from shared.language.charts import CHARTS
from shared.language.check_in_pages import CHECK_IN_PAGES
from shared.language.check_ins import CHECK_INS
from shared.language.closing import CLOSING
from shared.language.cycles import CYCLES
from shared.language.door import DOOR
from shared.language.exchange import EXCHANGE
from shared.language.history import HISTORY
from shared.language.inbox import INBOX
from shared.language.meetings import MEETINGS
from shared.language.pages import PAGES
from shared.language.people import PEOPLE
from shared.language.refused import REFUSED
from shared.language.settings import SETTINGS
from shared.language.warnings import WARNINGS
from shared.language.words import WORDS
from shared.messages import Refused

TEXTS: Texts = merged(
    WORDS,
    REFUSED,
    API,
    PAGES,
    HISTORY,
    DOOR,
    SETTINGS,
    PEOPLE,
    CYCLES,
    EXCHANGE,
    MEETINGS,
    CHECK_INS,
    CHECK_IN_PAGES,
    INBOX,
    CHARTS,
    CLOSING,
    WARNINGS,
)


def tr(locale: Locale, key: str, **params: object) -> str:
    """The text of a key in a language."""
    return say(TEXTS, locale, key, params)


def tell(locale: Locale, refusal: Refused) -> str:
    """Why something was refused, as a sentence for the person."""
    return say(TEXTS, locale, f"refused.{refusal.code}", refusal.params)
