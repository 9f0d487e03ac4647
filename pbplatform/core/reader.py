"""Who reads a page, for what differs from reader to reader and is never stored."""

from __future__ import annotations

from datetime import datetime

from flask import current_app, request

from pbplatform.core.guards import current_actor
from pbplatform.core.secrets import derive_key, keyed_hash


def reader(now: datetime) -> str:
    """The same text for one reader all day; made for the order of projects and never stored."""
    actor = current_actor()
    if actor is not None:
        return f"account:{actor.account_id}"
    settings = current_app.extensions["settings"]
    seen = f"{now.date()}|{request.remote_addr}|{request.headers.get('User-Agent', '')}"
    return keyed_hash(derive_key(settings.secret_key, "order of projects"), seen).hex()
