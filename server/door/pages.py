"""The pages before the workspace as HTML, in the visitor's language. Decides nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar.datastructures import Cookie
from litestar.enums import MediaType
from litestar.response import Response

from server.accounts.secrets import csrf_of
from server.assets import Assets
from server.middleware.identify import csrf_token, is_secure, new_visit, visit_cookie
from server.middleware.language import COOKIE, PARAMETER, chosen_locale, locale_of
from shared.directory.model import Locale
from shared.language.catalogue import tr

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
YEAR = 365 * 24 * 3600
NAMES = {Locale.ZH: "简体中文", Locale.EN: "English"}


def page(scope: Any, assets: Assets, template: str, *, status: int = 200, **params: Any) -> Response[str]:
    """A page with its forms bound to the visitor, who gets a cookie for that where there is none."""
    locale = locale_of(scope)
    secure = is_secure(scope)
    cookies = []
    token = csrf_token(scope)
    if not token:
        visit = new_visit()
        cookies.append(visit_cookie(visit, secure=secure))
        token = csrf_of(visit)
    if (chosen := chosen_locale(scope)) is not None:
        cookies.append(Cookie(key=COOKIE, value=chosen, max_age=YEAR, samesite="lax", secure=secure))
    html = _environment.get_template(template).render(
        t=lambda key, **places: tr(locale, key, **places),
        lang=locale.value,
        languages=[(each.value, NAMES[each], _with_language(scope, each), each is locale) for each in Locale],
        csrf=token,
        icon=assets.url("icon.svg"),
        style=assets.url("door.css"),
        script=assets.url("door.js"),
        **params,
    )
    return Response(
        html,
        status_code=status,
        media_type=MediaType.HTML,
        cookies=cookies,
        headers={"Cache-Control": "no-store", "Vary": "Cookie, Accept-Language"},
    )


def _with_language(scope: Any, locale: Locale) -> str:
    query = [(name, value) for name, value in parse_qsl(scope["query_string"].decode("latin-1")) if name != PARAMETER]
    return f"?{urlencode([*query, (PARAMETER, locale.value)])}"
