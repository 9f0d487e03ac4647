"""Up to where an auditor has looked. Source: docs/rules/accounts.md section 10."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import AccountLog
from pbplatform.accounts.models import AuditorLook
from pbplatform.accounts.policies import refuse_to_note_look
from pbplatform.audit import queries as audit
from pbplatform.audit import services as log
from pbplatform.audit.models import SITE
from pbplatform.core.actor import ActorRef


def note_look(session: Session, *, actor: ActorRef, entries: int, now: datetime) -> None:
    """Write down that an auditor has looked at so many entries of the public log.

    Args:
        entries: how many the page showed; never more than there are.
    Raises:
        NotAllowed: not an auditor.
    """
    if refusal := refuse_to_note_look(actor):
        raise refusal
    seen = max(0, min(entries, audit.size(session, log=SITE)))
    last = session.get(AuditorLook, actor.account_id, with_for_update=True, populate_existing=True)
    if last is None:
        session.add(AuditorLook(account_id=actor.account_id, at=now, entries=seen))
    else:
        last.at, last.entries = now, seen
    session.flush()
    log.record(
        session, AccountLog.AUDITOR_LOOKED, actor=actor, subject="place", now=now, entries=seen
    )
