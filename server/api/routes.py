"""Every route of the API, for the application to mount. Declares none itself."""

from __future__ import annotations

from litestar.handlers import BaseRouteHandler

from server.accounts import routes as accounts
from server.api import (
    charts,
    check_ins,
    closing,
    directory,
    inbox,
    key_results,
    meetings,
    mentions,
    objectives,
    warnings,
)
from server.api.events import get_events, watch_events
from server.api.operations import OPERATIONS, route
from server.api.reference import get_openapi, get_reference
from server.exchange import routes as exchange

SLICES = (
    accounts, directory, mentions, objectives, key_results, check_ins, charts, inbox, meetings, closing, warnings, exchange,
)  # fmt: skip
"""Importing them declares their operations."""

ROUTES: list[BaseRouteHandler] = [
    *(route(each) for each in OPERATIONS),
    get_events,
    watch_events,
    get_openapi,
    get_reference,
]
