"""The first run: whoever holds the code from the console makes the place, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import PLACE, ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.secrets import group_code, normalise_code, random_code, token_hash
from pbplatform.places import queries
from pbplatform.places.models import ONLY, SetupCode
from pbplatform.places.services.calendars import freeze_calendar, holidays_of
from pbplatform.places.services.place import PlaceFacts, create_place, facts_that_make_no_sense

OPERATOR = ActorRef(kind="command", key="", role="operator")
CODE_LETTERS = 16  # 80 random bits: nobody guesses it, so tries need no counting
FACILITATOR_DAYS = 3 * 365
CALENDAR_YEARS = 5


@dataclass(frozen=True, kw_only=True)
class FirstFacilitator:
    """The person who looks after the whole place from its first day."""

    email: str
    name: str


def new_setup_code(session: Session, *, now: datetime) -> str:
    """A code that makes the place, once; the one before stops working.

    Returns:
        The code for the console; only its hash is kept.
    Raises:
        Conflict: there is a place already.
    """
    if queries.the_place(session) is not None:
        raise Conflict("place.already_set_up")
    code = random_code(CODE_LETTERS)
    kept = session.get(SetupCode, ONLY)
    if kept is None:
        session.add(SetupCode(id=ONLY, code_hash=token_hash(code), made_at=now))
    else:
        kept.code_hash, kept.made_at = token_hash(code), now
    session.flush()
    return group_code(code)


def refusals_of_first_run(
    session: Session, *, code: str, facts: PlaceFacts, region: str, now: datetime
) -> list[Conflict]:
    """All that the first-run page refuses of what was typed, at once; nothing is written."""
    found = facts_that_make_no_sense(facts)
    kept = session.get(SetupCode, ONLY)
    if kept is None or kept.code_hash != token_hash(normalise_code(code)):
        found.append(Conflict("place.wrong_setup_code", field="code"))
    try:
        holidays_of(region, now.year, now.year)
    except Conflict as conflict:
        found.append(conflict)
    return found


def set_up(
    session: Session,
    *,
    code: str,
    facts: PlaceFacts,
    region: str,
    facilitator: FirstFacilitator,
    now: datetime,
) -> str:
    """Make the place, its holiday table and its first facilitator, who is signed in.

    Args:
        code: as printed on the console; letter case and dashes do not matter.
        region: ISO country, with a subdivision where it matters: `GB-ENG`, `PL`.
    Returns:
        The session token for the facilitator's cookie.
    Raises:
        Conflict: a wrong code, a place that exists, or a fact that makes no sense.
    Source: docs/rules/places.md section 3.
    """
    if queries.the_place(session) is not None:
        raise Conflict("place.already_set_up")
    kept = session.get(SetupCode, ONLY)
    if kept is None or kept.code_hash != token_hash(normalise_code(code)):
        raise Conflict("place.wrong_setup_code", field="code")
    make_place(session, facts=facts, region=region, facilitator=facilitator, now=now)
    session.delete(kept)
    account = accounts.ensure_account(session, email=facilitator.email, name=facilitator.name)
    return accounts.open_session(session, account_id=account.id, now=now)


def make_place(
    session: Session,
    *,
    facts: PlaceFacts,
    region: str,
    facilitator: FirstFacilitator,
    now: datetime,
) -> None:
    """The place with all that it needs on its first day, for the operator of the installation.

    Raises:
        Conflict: a place that exists, or a fact that makes no sense.
    """
    create_place(session, actor=OPERATOR, facts=facts, now=now)
    freeze_calendar(
        session,
        actor=OPERATOR,
        region=region,
        first_year=now.year,
        last_year=now.year + CALENDAR_YEARS,
        now=now,
    )
    account = accounts.ensure_account(session, email=facilitator.email, name=facilitator.name)
    accounts.grant_role(
        session,
        actor=OPERATOR,
        account_id=account.id,
        role=Role.FACILITATOR,
        scope=PLACE,
        expires_at=now + timedelta(days=FACILITATOR_DAYS),
        now=now,
    )
