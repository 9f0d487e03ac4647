"""Ideas that are being written. Source: docs/rules/forms.md section 7."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.accounts.services import CONTACT_MAILS
from pbplatform.core import drafts
from pbplatform.core.drafts import DRAFT_DAYS, Seen
from pbplatform.core.outbox import announce_awaited
from pbplatform.core.sealed_words import own_secret
from pbplatform.core.tries import count_try
from pbplatform.proposals.models import IdeaDraft
from pbplatform.rounds.models import Round

__all__ = ["DRAFT_DAYS", "forget_draft", "keep_draft", "mail_draft_link", "open_draft"]


def keep_draft(session: Session, *, round_id: int, typed: Mapping[str, Any], now: datetime) -> str:
    """Keep what was typed in a draft of its own; returns the token that finds it again."""
    return drafts.save_draft(
        session,
        IdeaDraft,
        about=round_id,
        name="",
        typed=typed,
        seen=Seen.of(""),
        account_id=None,
        now=now,
    ).name


def open_draft(session: Session, *, round_id: int, token: str, now: datetime) -> IdeaDraft | None:
    """The draft of this token and round; None when it is gone."""
    return drafts.find_draft(
        session, IdeaDraft, about=round_id, name=token, account_id=None, now=now
    )


def forget_draft(session: Session, *, token: str, account_id: int | None = None) -> None:
    """Delete a draft once its idea is sent."""
    drafts.forget_draft(session, IdeaDraft, name=token, account_id=account_id)


def mail_draft_link(
    session: Session,
    *,
    round_id: int,
    token: str,
    title: str,
    until: datetime,
    email: str,
    language: str,
    now: datetime,
) -> datetime | None:
    """Mail the link of a draft, once, to an address that is not kept.

    Returns:
        From when on another one can be asked for, where this was one too many; None when it goes.
    """
    address = email.strip().lower()
    wait = count_try(session, CONTACT_MAILS, who=address, secret=own_secret(session), now=now)
    if wait is not None:
        return wait
    round_ = session.get_one(Round, round_id)
    announce_awaited(
        session,
        "proposals:draft_link",
        now=now,
        secret={"token": token},
        to=address,
        title=title,
        goes_to=round_.name,
        path=f"rounds/{round_.slug}/ideas/new",
        until=until.isoformat(),
        language=language,
    )
    return None
