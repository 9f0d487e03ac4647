"""Sessions and tokens of forms, signed as Flask and Flask-WTF sign them, with less work.

Both make what signs anew for each request, and derive its key each time. It depends on the secret
alone, so it is made once. What is signed, and how it is checked, is all theirs: a cookie or a form
of theirs is one of ours, and the other way round.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import flask_wtf.csrf
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner, URLSafeTimedSerializer


class KeptSigner(TimestampSigner):
    """A signer that derives a key once for each secret and purpose."""

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        secret = self.secret_keys[-1] if secret_key is None else secret_key
        digest = self.digest_method if self.key_derivation != "none" else None
        return _derived(secret, self.salt, self.key_derivation, digest)


@lru_cache(maxsize=16)
def _derived(secret: str | bytes, salt: bytes, derivation: str, digest: Any) -> bytes:
    if digest is None:
        return TimestampSigner(secret, salt, key_derivation=derivation).derive_key(secret)
    plain = TimestampSigner(secret, salt, key_derivation=derivation, digest_method=digest)
    return plain.derive_key(secret)


class KeptSessions(SecureCookieSessionInterface):
    """Flask's own sessions, whose serializer is made once for each application."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        key = (app.secret_key, tuple(app.config["SECRET_KEY_FALLBACKS"] or ()))
        known = app.extensions.get("session_serializer")
        if known is None or known[0] != key:
            made = super().get_signing_serializer(app)
            if made is not None:
                made.signer = KeptSigner
            known = app.extensions["session_serializer"] = (key, made)
        serializer: URLSafeTimedSerializer | None = known[1]
        return serializer


@lru_cache(maxsize=8)
def _token_serializer(secret: Any, salt: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=salt, signer=KeptSigner)


def register(app: Flask) -> None:
    """Have sessions and forms of this application signed so."""
    app.session_interface = KeptSessions()
    # Flask-WTF looks it up by this name wherever it makes one.
    flask_wtf.csrf.URLSafeTimedSerializer = _token_serializer
