"""What waits in the outbox, as the worker reads it: with what is sealed there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.outbox import OutboxRow, opened


def waiting_mails(session: Session, kind: str = "") -> list[dict[str, Any]]:
    """What rows that are not sent say, the oldest first."""
    session.flush()
    rows = session.scalars(select(OutboxRow).where(OutboxRow.done_at.is_(None)))
    return [opened(session, row) for row in rows if kind in ("", row.kind)]


def link_tokens(session: Session) -> list[str]:
    """Tokens of the sign-in links that wait to be sent."""
    return [str(words["token"]) for words in waiting_mails(session, "accounts:sign_in_link")]
