"""A small place for tests, made through the services as people would make it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.core.actor import ActorRef
from pbplatform.core.money import Currency
from pbplatform.forums import services as forums
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.places import services as places
from pbplatform.places.models import Place, Team
from pbplatform.points import services as points
from pbplatform.points.models import Point
from pbplatform.rounds import services as rounds
from pbplatform.rounds.models import Round

BEGIN = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
COMMAND = ActorRef(kind="command", key="", role="operator")
POUND = Currency("GBP", 2)


def make_place(session: Session, *, now: datetime = BEGIN) -> Place:
    """Hackford with an English holiday table from 2026 to 2030."""
    facts = places.PlaceFacts(
        name="Hackford",
        timezone="Europe/London",
        currency_code="GBP",
        currency_exponent=2,
        languages=("en",),
        help_line="Call 020 7946 0123",
    )
    place = places.create_place(session, actor=COMMAND, facts=facts, now=now)
    places.freeze_calendar(
        session, actor=COMMAND, region="GB-ENG", first_year=2026, last_year=2030, now=now
    )
    return place


def make_team(session: Session, name: str = "Parks", *, now: datetime = BEGIN) -> Team:
    return places.add_team(session, actor=COMMAND, name=name, now=now)


def make_person(
    session: Session,
    name: str,
    *,
    role: str = "",
    scope: str = "place",
    title: str = "",
    now: datetime = BEGIN,
) -> ActorRef:
    """A signed-up person, acting in `role` (as a resident when none is given)."""
    account = accounts.ensure_account(session, email=f"{name.lower()}@example.org", name=name)
    if not role:
        return ActorRef(kind="account", key=str(account.id), role="resident")
    accounts.grant_role(
        session,
        actor=COMMAND,
        account_id=account.id,
        role=role,
        scope=scope,
        title=title,
        expires_at=now + timedelta(days=900),
        now=now,
    )
    return ActorRef(kind="account", key=str(account.id), role=role, scope=scope, name=name)


def dates(opens_at: datetime) -> rounds.RoundDates:
    """A round whose nine-day vote opens at `opens_at`."""
    return rounds.RoundDates(
        ideas_open_at=opens_at - timedelta(days=120),
        ideas_close_at=opens_at - timedelta(days=80),
        review_close_at=opens_at - timedelta(days=10),
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=9),
        results_at=opens_at + timedelta(days=12),
    )


def make_round(
    session: Session,
    *,
    name: str = "Neighbour Fund",
    opens_at: datetime = BEGIN + timedelta(days=150),
    money_minor: int = 50_000_000,
    max_choices: int | None = 5,
    rule: Mapping[str, Any] = rounds.MOST_VOTES_SKIP,
    published: bool = True,
    now: datetime = BEGIN,
) -> Round:
    round_ = rounds.create_round(
        session,
        actor=COMMAND,
        name=name,
        money_minor=money_minor,
        currency=POUND,
        dates=dates(opens_at),
        max_choices=max_choices,
        rule=rule,
        who_can_vote="Everybody who lives in Hackford and is 11 or over.",
    )
    if published:
        rounds.publish_round(session, actor=COMMAND, round_id=round_.id, now=now)
    return round_


def make_forum(session: Session, *, name: str = "Town Forum", now: datetime = BEGIN) -> ForumSeries:
    """A forum led by the Environment team; needs the place."""
    found = session.scalar(select(Team).where(Team.slug == "environment"))
    lead = found or make_team(session, "Environment", now=now)
    return forums.call_forum(
        session,
        actor=COMMAND,
        name=name,
        lead_team=lead.slug,
        promise="Officials answer every point in writing within 20 working days.",
        now=now,
    )


def make_meeting(
    session: Session, forum: ForumSeries, starts_at: datetime, *, now: datetime = BEGIN
) -> Meeting:
    facts = forums.MeetingFacts(starts_at=starts_at, venue="Fenn Library")
    return forums.call_meeting(session, actor=COMMAND, forum_id=forum.id, facts=facts, now=now)


def make_point(
    session: Session,
    forum: ForumSeries,
    asker: ActorRef,
    *,
    now: datetime,
    kind: str = "request",
    title: str = "Bins behind Sidings Row",
    published: bool = True,
) -> Point:
    """A point raised outside a meeting and published at once: its clock starts on that day."""
    point = points.raise_point(
        session,
        actor=asker,
        forum_id=forum.id,
        kind=kind,
        title=title,
        verbatim="The shared bins behind Sidings Row overflow by Friday. Rats come.",
        now=now,
    )
    if published:
        points.publish_point(session, actor=COMMAND, point_id=point.id, title=title, now=now)
    return point
