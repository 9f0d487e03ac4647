"""What a person is called. Source: docs/rules/accounts.md section 4."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts import queries
from pbplatform.accounts.kinds import AccountLog
from pbplatform.accounts.models import Account, RoleGrant
from pbplatform.accounts.policies import (
    LONGEST_NAME,
    refuse_to_be_called,
    refuse_to_change_name,
)
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.text import tidy_line


def change_name(session: Session, *, actor: ActorRef, name: str, now: datetime) -> None:
    """Call a person otherwise from now on; told in public only of somebody with a public role.

    Raises:
        NotAllowed: not a signed-in person.
        Conflict: no name, one of more than 80 letters, or one that looks like somebody else's who
            holds a public role.
    """
    if refusal := refuse_to_change_name(actor):
        raise refusal
    name = tidy_line(name)
    if not name:
        raise Conflict("account.name_needed", field="name")
    if len(name) > LONGEST_NAME:
        raise Conflict("account.name_too_long", field="name")
    person = session.get_one(Account, actor.account_id)
    before = person.name
    if name == before:
        return
    if refusal := refuse_to_be_called(name, queries.public_names(session, but=person.id, now=now)):
        raise refusal
    person.name = name
    session.flush()
    _tell(session, person, before, now)


def _tell(session: Session, person: Account, before: str, now: datetime) -> None:
    """One public entry for each role that the person holds in a scope."""
    held = select(RoleGrant).where(RoleGrant.account_id == person.id, RoleGrant.holding_at(now))
    roles = {(grant.role, grant.scope): grant.title for grant in session.scalars(held)}
    for (role, scope), title in sorted(roles.items()):
        named = ActorRef(
            kind="account", key=str(person.id), role=role, scope=scope, name=before, post=title
        )
        audit.record(
            session,
            AccountLog.NAME_CHANGED,
            actor=named,
            subject=scope,
            now=now,
            role=role,
            name=person.name,
            name_before=before,
        )
