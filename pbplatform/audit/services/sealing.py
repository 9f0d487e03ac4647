"""A log is compared with what was seen and signed of it, and its checkpoint is signed.

Source: docs/rules/audit.md section 9.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from pbplatform.audit.domain.notes import Checkpoint, signed
from pbplatform.audit.models import Log, LogCheckpoint
from pbplatform.audit.queries.marks import LogMarks, Mark, go_on, look
from pbplatform.audit.queries.trees import Sealed, StoredTree, newest_checkpoint
from pbplatform.audit.services import take_turn
from pbplatform.audit.services.trees import grow
from pbplatform.core.errors import Conflict


def origin_of(host: str, slug: str, again: str) -> str:
    """The name of a log in its checkpoints: its address, and when another copy was accepted."""
    return f"{host}/log/{slug}" + (f"/again-{again}" if again else "")


def promise_name(host: str) -> str:
    """The name of the keys that sign promises on receipts. Source: docs/rules/audit.md 14."""
    return f"{host}/promise"


def seal(
    session: Session, slug: str, *, marks: LogMarks, host: str, key: Ed25519PrivateKey | None
) -> Conflict | None:
    """Pin how far a log has come, and sign it if it has grown.

    Nothing is pinned or signed of a log that does not go on from what this machine saw of it, or
    from what was signed of it last.

    Args:
        host: under which the site is known, without `https://`.
        key: None pins only.
    Returns:
        What does not agree; None when all does.
    """
    seen = marks.read().get(slug, marks.none)
    log = session.scalar(
        select(Log).where(Log.slug == slug).execution_options(populate_existing=True)
    )
    if log is None:
        known = seen.entries
        return Conflict("check.log_older", log=slug, entries=0, seen=known) if known else None
    take_turn(session, log.id)
    try:
        grow(session, log.id)
        if seen.running:  # by an older version: only the whole log shows whether it goes on
            mark, finding = look(session, slug, seen)
        else:
            mark, finding = go_on(session, log.id, slug, seen)
    except Conflict as unreadable:
        return unreadable
    last = newest_checkpoint(session, log=slug)
    finding = finding or _not_as_signed(session, slug, mark, last)
    if finding is not None:
        return finding
    if mark != seen:
        marks.keep({slug: mark})
    if key is not None and mark.entries > (last.size if last else 0):
        _sign(session, log, mark, host=host, key=key)
    return None


def _not_as_signed(session: Session, slug: str, mark: Mark, last: Sealed | None) -> Conflict | None:
    if last is None:
        return None
    goes_on = last.size <= mark.entries and last.root == (
        StoredTree(session, last.log_id, last.size).root()
    )
    return None if goes_on else Conflict("check.log_not_signed_so", log=slug, entries=last.size)


def _sign(session: Session, log: Log, mark: Mark, *, host: str, key: Ed25519PrivateKey) -> None:
    root = bytes.fromhex(mark.root)
    point = Checkpoint(origin_of(host, log.slug, log.again), mark.entries, root)
    session.execute(
        insert(LogCheckpoint).values(
            log_id=log.id,
            again=log.again,
            size=mark.entries,
            root=root,
            note=signed(point, key),
            public_key=key.public_key().public_bytes_raw(),
        )
    )
