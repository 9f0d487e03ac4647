"""Checks by residents as they stand on a day. Source: docs/rules/promises.md section 3."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import PLACE
from pbplatform.core.errors import NotFound
from pbplatform.core.reading_once import is_reading_once
from pbplatform.places import queries as places
from pbplatform.places.domain.working_days import WorkingDays, weekends_alone
from pbplatform.places.models import Team
from pbplatform.promises.kinds import CheckStand, Ended, Owed, Relation, Verdict
from pbplatform.promises.models import CheckReply, CheckWord, CitizenCheck

_WEEKEND = frozenset({5, 6})


@dataclass(frozen=True)
class Said:
    """What people say in a check.

    Attributes:
        askers, others: how many say what: whoever asked, and everybody else.
        words: verdict and words, the newest first, without names.
    """

    askers: Mapping[Verdict, int]
    others: Mapping[Verdict, int]
    words: tuple[tuple[Verdict, str], ...] = ()

    @property
    def replies(self) -> int:
        return sum(self.askers.values()) + sum(self.others.values())


NOBODY_YET = Said(askers={}, others={})


@dataclass(frozen=True)
class CheckView:
    """A check on a day.

    Attributes:
        senior: who replies after the team, by name; empty where nobody holds the role.
        ended: why it ended before its time; a check that ended stands no more.
    """

    check: CitizenCheck
    team: Team
    today: date
    stand: CheckStand
    senior: str
    said: Said
    replies: tuple[CheckReply, ...]

    @property
    def ended(self) -> Ended:
        return Ended(self.check.ended)

    @property
    def is_late(self) -> bool:
        """Whether a reply is owed whose day has passed."""
        return self.ended is Ended.STANDS and self.check.days.is_late(self.today)


@dataclass(frozen=True)
class Senior:
    """Whoever replies after the team: elected people, or without one the place's facilitators.

    Attributes:
        name: of the first of them; empty where there is nobody.
    """

    role: Role
    name: str
    account_ids: tuple[int, ...]


def calendar(session: Session) -> WorkingDays:
    """The newest holiday table; weekends alone where the place has none."""
    tables = places.clocks(session) if places.the_place(session) else {}
    return list(tables.values())[-1] if tables else weekends_alone(_WEEKEND, ZoneInfo("UTC"))


def senior_of(session: Session, team: Team, *, now: datetime) -> Senior:
    """Who replies after the team, its own elected person before that of the place."""
    return seniors_of(session, [team], now=now)[team.id]


def seniors_of(session: Session, teams: Collection[Team], *, now: datetime) -> dict[int, Senior]:
    """The same for some teams, in one read."""
    scopes = [PLACE, *(team.scope for team in teams)]
    held = accounts.holders(session, now=now, scopes=scopes)
    found = {}
    for team in teams:
        own = [
            [each for each in held if (each.role, each.scope) == (role, scope)]
            for role, scope in (
                (Role.ELECTED, team.scope),
                (Role.ELECTED, PLACE),
                (Role.FACILITATOR, PLACE),
            )
        ]
        people = next((each for each in own if each), [])
        role = Role(people[0].role) if people else Role.FACILITATOR
        name = people[0].name if people else ""
        found[team.id] = Senior(role, name, tuple(each.account_id for each in people))
    return found


def check_view(session: Session, check_id: int, *, now: datetime) -> CheckView:
    """One check, also one that ended; NotFound when there is none."""
    found = _views(session, _CHECKS.where(CitizenCheck.id == check_id), now=now)
    if not found:
        raise NotFound("check.not_found")
    return found[0]


def checks_of(
    session: Session, subjects: Collection[str], *, now: datetime
) -> dict[str, list[CheckView]]:
    """All checks of some things by their path, the newest first; five reads whatever their
    number."""
    by_subject: dict[str, list[CheckView]] = defaultdict(list)
    asked = {"subjects": list(subjects)}
    for view in _views(session, _OF_SUBJECTS, now=now, asked=asked):
        by_subject[view.check.subject].append(view)
    return by_subject


def checks_owed(session: Session, *, now: datetime, owed: Owed) -> list[CheckView]:
    """Checks in which somebody owes a reply, the longest wait first."""
    found = _views(session, _OWED_BY, now=now, asked={"owed": owed})
    return sorted(found, key=lambda view: (view.check.owed_by or view.today, view.check.id))


def late_checks(session: Session, *, now: datetime) -> list[CheckView]:
    """Checks in which somebody owes a reply whose day has passed, the longest wait first."""
    found = [view for view in _views(session, _OWED, now=now) if view.is_late]
    return sorted(
        found, key=lambda view: (view.check.owed, view.check.owed_by or view.today, view.check.id)
    )


def owed_replies() -> Any:
    """How many checks wait for a reply, for queries."""
    owes = CitizenCheck.owed.in_((Owed.TEAM, Owed.HIGHER))
    number = select(func.count()).where(owes, CitizenCheck.ended == Ended.STANDS)
    return number.scalar_subquery()


def checks_to_ask(session: Session, *, today: date, of_promises: bool) -> list[int]:
    """Checks whose day to ask residents has come, by id, the oldest first."""
    is_promise = CitizenCheck.commitment_id.is_not(None)
    query = select(CitizenCheck.id).where(
        is_promise if of_promises else ~is_promise,
        CitizenCheck.ended == Ended.STANDS,
        CitizenCheck.asked_at.is_(None),
        CitizenCheck.ask_on <= today,
    )
    return list(session.scalars(query.order_by(CitizenCheck.id)))


def word_of(session: Session, check_id: int, account_id: int) -> CheckWord | None:
    """One person's part in a check, None where they have none."""
    return session.get(CheckWord, (check_id, account_id))


_CHECKS = (
    select(CitizenCheck, Team)
    .join(Team, Team.id == CitizenCheck.team_id)
    .order_by(CitizenCheck.id.desc())
)
# What many pages ask is built once: to build a statement takes longer than to send it.
_OF_SUBJECTS = _CHECKS.where(CitizenCheck.subject.in_(bindparam("subjects", expanding=True)))
_OWES = CitizenCheck.owed.in_((Owed.TEAM, Owed.HIGHER)) & (CitizenCheck.ended == Ended.STANDS)
_OWED = _CHECKS.where(_OWES)
_OWED_BY = _CHECKS.where(CitizenCheck.owed == bindparam("owed"), CitizenCheck.ended == Ended.STANDS)


def _views(
    session: Session,
    checks: Select[CitizenCheck, Team],
    *,
    now: datetime,
    asked: Mapping[str, Any] | None = None,
) -> list[CheckView]:
    if not is_reading_once(session):  # an act may have changed them
        checks = checks.execution_options(populate_existing=True)
    rows = session.execute(checks, asked).all()
    if not rows:
        return []
    ids = [row.CitizenCheck.id for row in rows]
    today = calendar(session).day_of(now)
    seniors = seniors_of(session, {row.Team for row in rows}, now=now)
    said, replies = _said(session, ids), _replies(session, ids)
    return [
        CheckView(
            check=row.CitizenCheck,
            team=row.Team,
            today=today,
            stand=row.CitizenCheck.days.stand(today),
            senior=seniors[row.Team.id].name,
            said=said.get(row.CitizenCheck.id, NOBODY_YET),
            replies=tuple(replies.get(row.CitizenCheck.id, ())),
        )
        for row in rows
    ]


def _said(session: Session, ids: Sequence[int]) -> dict[int, Said]:
    counted = (
        select(CheckWord.check_id, CheckWord.relation, CheckWord.verdict, func.count())
        .where(CheckWord.check_id.in_(ids), CheckWord.verdict != "")
        .group_by(CheckWord.check_id, CheckWord.relation, CheckWord.verdict)
    )
    askers: dict[int, dict[Verdict, int]] = defaultdict(dict)
    others: dict[int, dict[Verdict, int]] = defaultdict(lambda: defaultdict(int))
    for check_id, relation, verdict, count in session.execute(counted):
        if relation == Relation.ASKER:
            askers[check_id][Verdict(verdict)] = count
        else:
            others[check_id][Verdict(verdict)] += count
    told = (
        select(CheckWord.check_id, CheckWord.verdict, CheckWord.words)
        .where(CheckWord.check_id.in_(ids), CheckWord.words != "")
        .order_by(CheckWord.said_at.desc(), CheckWord.account_id)
    )
    words: dict[int, list[tuple[Verdict, str]]] = defaultdict(list)
    for row in session.execute(told):
        words[row.check_id].append((Verdict(row.verdict), row.words))
    return {each: Said(askers[each], others[each], tuple(words[each])) for each in ids}


def _replies(session: Session, ids: Sequence[int]) -> dict[int, list[CheckReply]]:
    found: dict[int, list[CheckReply]] = defaultdict(list)
    given = select(CheckReply).where(CheckReply.check_id.in_(ids))
    for reply in session.scalars(given.order_by(CheckReply.check_id, CheckReply.n)):
        found[reply.check_id].append(reply)
    return found
