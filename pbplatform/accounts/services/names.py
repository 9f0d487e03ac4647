"""What a person is called. Source: docs/rules/accounts.md section 4."""

from __future__ import annotations

from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.accounts.policies import LONGEST_NAME, refuse_to_change_name
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict


def change_name(session: Session, *, actor: ActorRef, name: str) -> None:
    """Call a person otherwise from now on; a private fact, so the log gets no entry.

    Raises:
        NotAllowed: not a signed-in person.
        Conflict: no name, or one of more than 80 letters.
    """
    if refusal := refuse_to_change_name(actor):
        raise refusal
    name = " ".join(name.split())
    if not name:
        raise Conflict("account.name_needed", field="name")
    if len(name) > LONGEST_NAME:
        raise Conflict("account.name_too_long", field="name")
    session.get_one(Account, actor.account_id).name = name
    session.flush()
