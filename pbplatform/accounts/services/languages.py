"""In which language we write to a person. Source: docs/rules/notices.md section 4."""

from __future__ import annotations

from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.accounts.policies import refuse_to_choose_language
from pbplatform.core.actor import ActorRef


def choose_language(session: Session, *, actor: ActorRef, language: str) -> None:
    """Write to a person in this language from now on; nobody else is told.

    Args:
        language: BCP 47 tag of a language that the place offers.

    Raises:
        NotAllowed: not a signed-in person.
    """
    if refusal := refuse_to_choose_language(actor):
        raise refusal
    session.get_one(Account, actor.account_id).language = language
