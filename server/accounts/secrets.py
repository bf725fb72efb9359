"""Random keys that somebody holds and of which only the hash is kept. Stores nothing."""

from __future__ import annotations

import hashlib
import hmac
import secrets

API_PREFIX = "cairn_"
"""Marks a personal token, so that a scanner finds one that leaked."""


def new_secret(prefix: str = "") -> str:
    """256 random bits."""
    return prefix + secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """Enough without salt or stretching: what is hashed cannot be guessed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def csrf_of(secret: str) -> str:
    """What a page must say to act with the cookie that holds `secret`; it tells nothing of the secret itself."""
    return hmac.new(secret.encode("utf-8", "surrogatepass"), b"cairn csrf", hashlib.sha256).hexdigest()
