"""The public name of a person as a text that can be reported, hidden and restored.

Source: docs/rules/moderation.md section 1.
"""

from __future__ import annotations

from re import Match

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.people import person_path
from pbplatform.accounts.models import Account, RoleGrant
from pbplatform.accounts.policies import LONGEST_NAME
from pbplatform.core.actor import PLACE
from pbplatform.core.texts import FoundText, TextField
from pbplatform.core.whole import whole_or_none


def find_person(session: Session, named: Match[str]) -> FoundText | None:
    """The person; log and pages name nobody, so it has no address and no number.

    Whoever acts or acted in a public role keeps their name.
    """
    account = session.get(Account, whole_or_none(named[1]) or 0)
    if account is None:
        return None
    acts_in_public = select(RoleGrant.id).where(RoleGrant.account_id == account.id)
    return FoundText(
        path=person_path(account.id),
        number="",
        fields=(TextField("name", account.name, longest=LONGEST_NAME),),
        authors=frozenset({account.id}),
        url="",
        scope=PLACE,
        is_public=session.scalar(acts_in_public.limit(1)) is None,
        subject="people",
    )


def write_person(session: Session, named: Match[str], part: TextField) -> None:
    """Write the name."""
    account = session.get_one(Account, int(named[1]), with_for_update=True, populate_existing=True)
    account.name = part.words
    session.flush()
