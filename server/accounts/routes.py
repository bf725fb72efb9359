"""One's own keys over REST. Declares operations; the desk decides."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from server.accounts.desk import AccountDesk, Invitation
from server.api.calls import Call
from server.api.operations import NoQuery, Page, operation
from shared.messages import Id
from ui.account import SignedIn, Token

TAG = "Account"


class TokenCreate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=120, description="What it is for.")]
    expires_at: Annotated[datetime, Meta(tz=True)] | None = None


class NewToken(Struct, frozen=True, kw_only=True):
    """The only time that `secret` is shown."""

    secret: str
    token: Token


class PasswordChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    old: Annotated[str, Meta(max_length=1000)]
    new: Annotated[str, Meta(max_length=1000)]


class InvitationCreate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    person_id: Id


@operation("GET", "/me/sessions", tag=TAG, answer=Page[SignedIn])
async def list_sessions(call: Call, body: None, query: NoQuery) -> Page[SignedIn]:
    """List the browsers in which you are signed in, the last seen first."""
    return Page(items=await _desk(call).sessions())


@operation("DELETE", "/me/sessions", tag=TAG, status=204)
async def end_other_sessions(call: Call, body: None, query: NoQuery) -> None:
    """Sign out everywhere else."""
    await _desk(call).end_other_sessions()


@operation("DELETE", "/me/sessions/{id}", tag=TAG, status=204)
async def end_session(call: Call, body: None, query: NoQuery) -> None:
    """Sign out one browser."""
    await _desk(call).end_session(call.path["id"])


@operation("GET", "/me/tokens", tag=TAG, answer=Page[Token])
async def list_tokens(call: Call, body: None, query: NoQuery) -> Page[Token]:
    """List your API tokens, the newest first."""
    return Page(items=await _desk(call).tokens())


@operation("POST", "/me/tokens", tag=TAG, body=TokenCreate, answer=NewToken, status=201, secret=True)
async def create_token(call: Call, body: TokenCreate, query: NoQuery) -> NewToken:
    """Make an API token.

    Its secret is shown in this answer and never again. A token cannot make another one. A repeated Idempotency-Key is
    refused, since the secret cannot be told twice.
    """
    secret, token = await _desk(call).make_token(body.name, body.expires_at, call.new_id(None))
    return NewToken(secret=secret, token=token)


@operation("DELETE", "/me/tokens/{id}", tag=TAG, status=204)
async def revoke_token(call: Call, body: None, query: NoQuery) -> None:
    """Revoke an API token."""
    await _desk(call).revoke_token(call.path["id"])


@operation("PUT", "/me/password", tag=TAG, body=PasswordChange, status=204, secret=True)
async def change_password(call: Call, body: PasswordChange, query: NoQuery) -> None:
    """Change your password. Every other session ends."""
    await _desk(call).change_password(body.old, body.new)


@operation("POST", "/invitations", tag=TAG, body=InvitationCreate, answer=Invitation, status=201,
           secret=True)  # fmt: skip
async def create_invitation(call: Call, body: InvitationCreate, query: NoQuery) -> Invitation:
    """Make a one-time link that lets a person choose a password. Admins only; an earlier link stops working.

    A repeated Idempotency-Key is refused, since the link cannot be told twice.
    """
    return await _desk(call).make_invitation(body.person_id)


def _desk(call: Call) -> AccountDesk:
    return AccountDesk(call.cairn, call.identity, call.origin)
