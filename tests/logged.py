"""What waits to be put in order in the site log, with the words beside it."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.models import LogPending, LogWords
from pbplatform.core.db import db


def waiting_entries(session: Session) -> list[dict[str, Any]]:
    """Entries as they were written, their free text among their `data`."""
    session.flush()
    words: dict[bytes, dict[str, str | None]] = {}
    for row in session.scalars(select(LogWords)):
        words.setdefault(bytes(row.key16), {})[row.field] = row.words
    entries = []
    for key16, body in session.execute(select(LogPending.key16, LogPending.body)):
        told = json.loads(body)
        entries.append({**told, "data": told.get("data", {}) | words.get(bytes(key16), {})})
    return entries


def told_of(session: Session, kind: str) -> list[dict[str, Any]]:
    """What the entries of this kind tell that wait; pages committed them in another session."""
    session.rollback()
    return [each["data"] for each in waiting_entries(session) if each["kind"] == kind]


def left(app: Flask, kind: str) -> list[dict[str, Any]]:
    """The same in a context of its own, so that nobody stays signed in between two browsers."""
    with app.app_context():
        return told_of(db.session(), kind)
