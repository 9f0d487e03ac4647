"""A check by residents begins, and they are asked; of one thing or of many at once.

Source: docs/rules/promises.md section 3.1.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.queries import accounts_by_id
from pbplatform.accounts.services.contacts import tell_contacts
from pbplatform.audit import services as audit
from pbplatform.core.actor import SYSTEM
from pbplatform.core.errors import NotFound
from pbplatform.core.outbox import announce
from pbplatform.places.models import Team
from pbplatform.promises import queries
from pbplatform.promises.domain.checks import ASK_AFTER, SAY_DAYS
from pbplatform.promises.kinds import Ended, PromiseLog, Relation
from pbplatform.promises.models import CheckWord, CitizenCheck
from pbplatform.promises.services.telling import acting_for, told_of_check, write_of_check

_AT_ONCE = 500  # checks in a statement
People = Mapping[int, Relation]


@dataclass(frozen=True, kw_only=True)
class ToCheck:
    """What is called done.

    Attributes:
        subject: how the log names it.
        page: path of its public page.
        project: number of the round, and its number in it; either this or `commitment_id`.
    """

    team_id: int
    subject: str
    page: str
    title: str
    commitment_id: int | None = None
    project: tuple[int, int] | None = None


def begin_check(session: Session, done: ToCheck, *, now: datetime) -> CitizenCheck:
    """Something is called done: residents are asked four weeks from now (section 3.1)."""
    return begin_checks(session, [done], now=now)[0]


def begin_checks(session: Session, done: Sequence[ToCheck], *, now: datetime) -> list[CitizenCheck]:
    """The same of many things that are called done at one instant."""
    today = queries.calendar(session).day_of(now)
    checks = []
    for each in done:
        round_id, number = each.project or (None, None)
        check = CitizenCheck(
            commitment_id=each.commitment_id,
            round_id=round_id,
            number=number,
            team_id=each.team_id,
            subject=each.subject,
            page=each.page,
            title=each.title,
            said_on=today,
            ask_on=today + ASK_AFTER,
            asked_at=None,
        )
        checks.append(check)
    session.add_all(checks)
    session.flush()
    return checks


def ask_residents(
    session: Session, *, check_id: int, people: People, now: datetime, news: str = ""
) -> bool:
    """Ask once whether it is as promised; whether it was asked now.

    Args:
        people: who is asked by mail, by account.
        news: purpose for which somebody without an account left an address for the page of the
            thing; they are asked too.
    """
    return ask_in_checks(session, people={check_id: people}, now=now, news=news) == [check_id]


def ask_in_checks(
    session: Session, *, people: Mapping[int, People], now: datetime, news: str = ""
) -> list[int]:
    """The same in many checks, those of `people`; the checks in which it was asked now."""
    checks = [
        check
        for check in _locked(session, people)
        if check.asked_at is None and check.ended == Ended.STANDS
    ]
    if not checks:
        return []
    days = queries.calendar(session)
    teams = {each: session.get_one(Team, each) for each in {check.team_id for check in checks}}
    own = {each: acting_for(session, team, now=now) for each, team in teams.items()}
    until = days.after(days.day_of(now), SAY_DAYS)
    asked = {check.id: sorted(set(people[check.id]) - own[check.team_id]) for check in checks}
    for check in checks:
        check.asked_at, check.until, check.news = now, until, news
        check.asked = len(asked[check.id])
        session.add_all(
            CheckWord(check_id=check.id, account_id=each, relation=relation, asked=True)
            for each, relation in ((each, people[check.id][each]) for each in asked[check.id])
        )
    session.flush()
    emails = _emails(session, {each for some in asked.values() for each in some})
    for check in checks:
        addresses = [emails[each] for each in asked[check.id] if each in emails]
        _tell(session, check, teams[check.team_id], addresses, news, now)
    audit.record_all(session, [_entry(check, now) for check in checks])
    return [check.id for check in checks]


def _locked(session: Session, check_ids: Collection[int]) -> list[CitizenCheck]:
    """The checks as they stand, their rows locked in the order of their ids."""
    ids, found = sorted(check_ids), list[CitizenCheck]()
    for at in range(0, len(ids), _AT_ONCE):
        own = select(CitizenCheck).where(CitizenCheck.id.in_(ids[at : at + _AT_ONCE]))
        locked = own.order_by(CitizenCheck.id).with_for_update()
        found += session.scalars(locked.execution_options(populate_existing=True))
    if len(found) != len(ids):
        raise NotFound("check.not_found")
    return found


def _emails(session: Session, account_ids: Collection[int]) -> dict[int, str]:
    """Addresses of those who have one, by account."""
    people = accounts_by_id(session, account_ids)
    return {each.id: each.email for each in people if each.email}


def _tell(
    session: Session,
    check: CitizenCheck,
    team: Team,
    addresses: Sequence[str],
    news: str,
    now: datetime,
) -> None:
    told, mailed = told_of_check(check, team), list(addresses)
    for address in addresses:
        announce(session, "promises:check_asked", now=now, to=address, **told)
    if news:
        reached = tell_contacts(
            session, "promises:check_asked", purpose=news, about=check.page, now=now, **told
        )
        check.asked += len(reached)
        mailed += reached
    until = {"until": told["until"]}
    write_of_check(session, "check_asked", check, team, until, told=mailed, now=now)


def _entry(check: CitizenCheck, now: datetime) -> audit.Entry:
    return audit.Entry(
        kind=PromiseLog.CHECK_ASKED,
        actor=SYSTEM,
        subject=check.subject,
        now=now,
        data={
            "title": check.title,
            "asked": check.asked,
            "until": check.until.isoformat() if check.until else "",
        },
    )
