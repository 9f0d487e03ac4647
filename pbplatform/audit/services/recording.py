"""Writing entries of the site log beside the changes they tell of: one, or many at once.

Source: docs/rules/audit.md sections 1 and 7.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session, SessionTransaction

from pbplatform.audit.domain.free_text import Committed, parted
from pbplatform.audit.kinds import LogKind
from pbplatform.audit.models import SITE, Log, LogPending, LogReference, LogWords
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import canonical_json, instant_text, sha256
from pbplatform.core.written_together import write_rows

SITE_VERSION = 2
_KNOWN = "audit.logs"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What one entry of the site log tells.

    Attributes:
        subject: what it is about, as its path: `rounds/fund-2027/ideas/214`.
        data: names, before and after, reasons: whole numbers and text. Never an e-mail address, a
            choice, or somebody's own words (log those as a salted hash). Free text of staff goes
            beside the log by itself, by its name (`domain/free_text.py`).
    """

    kind: LogKind
    actor: ActorRef
    subject: str
    now: datetime
    data: Mapping[str, Any]


def ensure_log(session: Session, slug: str) -> int:
    """The id of the log `slug`, made when it is new; a transaction asks for it once."""
    known: dict[str, int] = session.info.setdefault(_KNOWN, {})
    found = known.get(slug) or session.scalar(select(Log.id).where(Log.slug == slug))
    if found is None:
        log = Log(slug=slug)
        session.add(log)
        session.flush()
        found = log.id
    known[slug] = found
    return found


@event.listens_for(Session, "after_transaction_end")
def _forgotten(session: Session, ended: SessionTransaction) -> None:
    """Another transaction may find other logs, also where a part that made one was taken back."""
    if ended.parent is None or ended.nested:
        session.info.pop(_KNOWN, None)


def record(
    session: Session, kind: LogKind, *, actor: ActorRef, subject: str, now: datetime, **data: Any
) -> bytes:
    """Write one entry of the site log beside the change it tells of.

    Args:
        subject, data: as in `Entry`.
    Returns:
        The key of the entry, by which rows beside the log name it.
    """
    entry = Entry(kind=kind, actor=actor, subject=subject, now=now, data=data)
    return record_all(session, [entry])[0]


def record_all(session: Session, entries: Iterable[Entry]) -> list[bytes]:
    """Write entries beside the changes that they tell of; a few statements whatever their number.

    Returns:
        Their keys, in their order.
    """
    pending: list[dict[str, Any]] = []
    references: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    log_id = ensure_log(session, SITE)
    for entry in entries:
        key16 = secrets.token_bytes(16)
        stays, beside = parted(str(entry.kind), entry.data)
        body = {
            "v": SITE_VERSION,
            "at": instant_text(entry.now),
            "kind": str(entry.kind),
            "actor": _actor(entry.actor, key16, references),
            "subject": entry.subject,
            "data": stays,
        }
        if beside:
            body["commitments"] = {each.field: each.hex for each in beside}
            words += [_words(key16, each) for each in beside]
        pending.append({"log_id": log_id, "key16": key16, "body": canonical_json(body)})
    for model, rows in ((LogPending, pending), (LogReference, references), (LogWords, words)):
        write_rows(session, model, rows)
    return [row["key16"] for row in pending]


def _words(key16: bytes, beside: Committed) -> dict[str, Any]:
    return {"key16": key16, "field": beside.field, "salt": beside.salt, "words": beside.words}


def _actor(actor: ActorRef, key16: bytes, references: list[dict[str, Any]]) -> dict[str, Any]:
    """Who did it as the entry tells; whoever acts for themselves is a commitment in it."""
    if actor.name or actor.kind in ("system", "command"):
        told = {"role": actor.role, "post": actor.post, "name": actor.name}
        return {key: value for key, value in told.items() if value}
    salt = secrets.token_bytes(32)
    reference = f"{actor.kind}:{actor.key}"
    references.append({"key16": key16, "salt": salt, "reference": reference})
    return {"role": actor.role, "commitment": sha256(salt + reference.encode()).hex()}
