"""Keeping what was typed while a sign-in link is on its way.

Source: docs/rules/proposals.md section 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, not_
from sqlalchemy.orm import Session

from pbplatform.core.secrets import new_token, token_hash
from pbplatform.proposals.models import IdeaDraft

DRAFT_DAYS = 7


def keep_draft(session: Session, *, round_id: int, typed: Mapping[str, Any], now: datetime) -> str:
    """Keep what was typed; returns the token that alone finds it again."""
    session.execute(delete(IdeaDraft).where(not_(IdeaDraft.live_at(now))))
    token = new_token()
    session.add(
        IdeaDraft(
            token_hash=token_hash(token),
            round_id=round_id,
            typed=dict(typed),
            expires_at=now + timedelta(days=DRAFT_DAYS),
        )
    )
    session.flush()
    return token


def open_draft(session: Session, *, round_id: int, token: str, now: datetime) -> IdeaDraft | None:
    """The draft of this token and round; None when it is gone."""
    draft = session.get(IdeaDraft, token_hash(token)) if token else None
    if draft is None or draft.round_id != round_id or not draft.is_live(now):
        return None
    return draft


def forget_draft(session: Session, *, token: str) -> None:
    """Delete a draft once its idea is sent."""
    session.execute(delete(IdeaDraft).where(IdeaDraft.token_hash == token_hash(token)))
