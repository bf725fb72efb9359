"""Sign-in, sign-out, set-up and invitations: pages, and the JSON that their forms send. Decides who enters; rights come later."""

from __future__ import annotations

from typing import Any, TypeAlias
from urllib.parse import urlencode, urlsplit

from litestar import Request, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.response import Redirect, Response
from msgspec import Struct

from server.accounts.passwords import SHORTEST
from server.assets import Assets
from server.cairn import Cairn
from server.door.pages import page
from server.door.people import sample_people
from server.door.setup import SetUp, set_up
from server.identity import Identity, Via
from server.middleware.identify import is_secure, no_session_cookie, session_cookie
from server.middleware.language import locale_of, picked_locale
from shared.directory.messages import ChangePerson
from shared.directory.model import Person
from shared.messages import OPERATOR, Id, Refused

Asked = Request[Any, Any, Any]
TheCairn: TypeAlias = NamedDependency[Cairn]
TheAssets: TypeAlias = NamedDependency[Assets]
TheIdentity: TypeAlias = NamedDependency[Identity | None]


class Went(Struct, frozen=True):
    """Where the browser goes next."""

    location: str


class SignIn(Struct, frozen=True, forbid_unknown_fields=True):
    email: str
    password: str
    next: str = ""


class EnterAs(Struct, frozen=True, forbid_unknown_fields=True):
    person: Id
    next: str = ""


class NewPassword(Struct, frozen=True, forbid_unknown_fields=True):
    password: str


def same_site(path: str) -> str:
    """The path if it stays here, else the start: nobody is sent to another site by a link to the door."""
    if not path.startswith("/") or path.startswith("//") or "\\" in path or not path.isprintable():
        return "/"
    parts = urlsplit(path)
    return path if not parts.scheme and not parts.netloc else "/"


@get("/signin", include_in_schema=False)
async def sign_in_page(
    request: Asked,
    cairn: TheCairn,
    assets: TheAssets,
    identity: TheIdentity,
) -> Response[Any]:
    state = cairn.hub.state
    if not state.people:
        return _see("/setup")
    onward = same_site(request.query_params.get("next", "/"))
    if identity is not None:
        return _see(onward)
    if state.workspace.sample and request.query_params.get("with") != "password":
        return page(
            request.scope,
            assets,
            "sample.html",
            workspace=state.workspace.name,
            people=sample_people(state, request.scope),
            next=onward,
            with_password=f"?{urlencode({'with': 'password', 'next': onward})}",
        )
    return page(request.scope, assets, "signin.html", workspace=state.workspace.name, next=onward)


@post("/signin", status_code=200, include_in_schema=False)
async def sign_in(data: JSONBody[SignIn], request: Asked, cairn: TheCairn, identity: TheIdentity) -> Response[Went]:
    email = data.email.strip().lower()[:254]
    address = _address(request)
    cairn.attempts.begin(address, email)
    person_id = cairn.hub.state.index.emails.get(email)
    person = cairn.hub.state.people.get(person_id) if person_id is not None else None
    known = person.id if person is not None and person.active else None
    if not await cairn.accounts.check_password(known, data.password) or person is None:
        raise Refused("signin.wrong")
    cairn.attempts.succeeded(address, email)
    return await _enter(request, cairn, identity, person, same_site(data.next or "/"))


@post("/signin/sample", status_code=200, include_in_schema=False)
async def enter_sample(
    data: JSONBody[EnterAs], request: Asked, cairn: TheCairn, identity: TheIdentity
) -> Response[Went]:
    """The one door without a password; there is none on a workspace that is not a sample.

    A language chosen at the door goes along; merely entering changes nobody's.
    """
    if not cairn.hub.state.workspace.sample:
        raise Refused("not_found")
    person = cairn.hub.state.people.get(data.person)
    if person is None or not person.active:
        raise Refused("not_found", field="person")
    locale = picked_locale(request.scope)
    if locale is not None and person.locale is not locale:
        await cairn.executor.execute(ChangePerson(person_id=person.id, locale=locale), OPERATOR)
    return await _enter(request, cairn, identity, person, same_site(data.next or "/"))


@post("/signout", status_code=200, include_in_schema=False)
async def sign_out(request: Asked, cairn: TheCairn, identity: TheIdentity) -> Response[Went]:
    if identity is not None and identity.via is Via.SESSION:
        await cairn.accounts.sessions.end(identity.key_id)
    return _went("/signin", no_session_cookie(secure=is_secure(request.scope)))


@get("/setup", include_in_schema=False)
async def set_up_page(request: Asked, cairn: TheCairn, assets: TheAssets) -> Response[Any]:
    if cairn.hub.state.people:
        return _see("/signin")
    return page(request.scope, assets, "setup.html", shortest=SHORTEST)


@post("/setup", status_code=200, include_in_schema=False)
async def first_admin(data: JSONBody[SetUp], request: Asked, cairn: TheCairn) -> Response[Went]:
    cairn.attempts.begin(_address(request), "setup")
    person = await set_up(cairn, data, request.scope)
    return await _enter(request, cairn, None, person, "/")


@get("/invitation/{secret:str}", include_in_schema=False)
async def invitation_page(secret: FromPath[str], request: Asked, cairn: TheCairn, assets: TheAssets) -> Response[Any]:
    person = await _invited(cairn, secret)
    return page(
        request.scope,
        assets,
        "invitation.html",
        name=person.name,
        email=person.email,
        action=f"/invitation/{secret}",
        shortest=SHORTEST,
    )


@post("/invitation/{secret:str}", status_code=200, include_in_schema=False)
async def accept_invitation(
    secret: FromPath[str],
    data: JSONBody[NewPassword],
    request: Asked,
    cairn: TheCairn,
    identity: TheIdentity,
) -> Response[Went]:
    """Who comes for the first time reads on in the language of the page; who only needs a new password, in their own."""
    person = await _invited(cairn, secret)
    is_new = not await cairn.accounts.has_password(person.id)
    await cairn.accounts.accept_invitation(secret, person.email, data.password)
    locale = locale_of(request.scope)
    if is_new and person.locale is not locale:
        await cairn.executor.execute(ChangePerson(person_id=person.id, locale=locale), OPERATOR)
    return await _enter(request, cairn, identity, person, "/")


async def _invited(cairn: Cairn, secret: str) -> Person:
    person_id = await cairn.accounts.find_invitation(secret)
    person = cairn.hub.state.people.get(person_id) if person_id is not None else None
    if person is None or not person.active:
        raise Refused("invitation.gone")
    return person


async def _enter(
    request: Asked, cairn: Cairn, identity: Identity | None, person: Person, location: str
) -> Response[Went]:
    """A new session, whatever cookie came with the request: an old one, also a planted one, does not live on."""
    secret = await cairn.accounts.sessions.begin(
        person.id,
        agent=request.headers.get("user-agent", ""),
        address=_address(request),
        ends=identity.key_id if identity is not None and identity.via is Via.SESSION else None,
    )
    return _went(location, session_cookie(secret, secure=is_secure(request.scope)))


def _went(location: str, cookie: Cookie) -> Response[Went]:
    return Response(Went(location), cookies=[cookie], headers={"Cache-Control": "no-store"})


def _see(location: str) -> Redirect:
    return Redirect(location, status_code=303, headers={"Cache-Control": "no-store"})


def _address(request: Asked) -> str:
    return request.client.host if request.client is not None else ""


ROUTES = [
    sign_in_page,
    sign_in,
    enter_sample,
    sign_out,
    set_up_page,
    first_admin,
    invitation_page,
    accept_invitation,
]
