"""Telling those concerned of minutes and corrections. Source: docs/rules/forums.md section 2.9."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.accounts import services as contacts
from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import Account, RoleGrant
from pbplatform.core.actor import ActorRef
from pbplatform.core.concerned import concerned
from pbplatform.core.facts import tell_fact
from pbplatform.core.outbox import announce
from pbplatform.forums import queries
from pbplatform.forums.kinds import CORRECTION_NEWS, MEETING_NEWS, CorrectionState
from pbplatform.forums.models import (
    Attendance,
    Correction,
    ForumSeries,
    Meeting,
    MinutesVersion,
    OfficialPresent,
)
from pbplatform.places.models import Team


def tell_of_minutes(
    session: Session,
    forum: ForumSeries,
    meeting: Meeting,
    version: MinutesVersion,
    *,
    actor: ActorRef,
    corrections_until: date | None,
    now: datetime,
) -> int:
    """Mail a public version to everybody concerned, each address once; how many.

    Args:
        corrections_until: None once the minutes are approved.
    """
    path = forum.path_to(meeting)
    told: dict[str, Any] = {
        "forum": forum.name,
        "day": meeting.day.isoformat(),
        "path": path,
        "version": f"{path}/minutes/{version.n}",
        "correct": f"{path}/minutes/correct",
        "sort": version.kind,
        "again": version.previous_sha256 is not None and version.kind == "circulated",
        "reason": version.reason,
        "until": corrections_until.isoformat() if corrections_until else "",
    }
    writer = accounts.email_of(session, actor.account_id) if actor.account_id else ""
    parts = _readers(session, forum, meeting, now)
    parts.pop(writer.lower(), None)
    for address, part in parts.items():
        announce(session, "forums:minutes", now=now, to=address, part=part, **told)
    also = contacts.tell_contacts(
        session,
        "forums:minutes",
        purpose=MEETING_NEWS,
        about=path,
        now=now,
        but={*parts, writer.lower()},
        part="news",
        **told,
    )
    _write_minutes(session, forum, path, told, [*parts, *also, writer], now)
    return len(parts) + len(also)


def _write_minutes(
    session: Session,
    forum: ForumSeries,
    path: str,
    told: dict[str, Any],
    addresses: list[str],
    now: datetime,
) -> None:
    """The same for those who follow the meeting or the forum."""
    tell_fact(
        session,
        "forums:minutes",
        about=path,
        title=forum.name,
        within=[forum.path],
        told=addresses,
        now=now,
        **{name: told[name] for name in ("day", "sort", "again", "reason", "until")},
    )


def _readers(
    session: Session, forum: ForumSeries, meeting: Meeting, now: datetime
) -> dict[str, str]:
    """Addresses of accounts with why they are told; who has several reasons has the first."""
    asked = concerned(session, "forums.meeting", meeting.id)
    there = (
        select(Account.email)
        .join(Attendance, Attendance.account_id == Account.id)
        .where(Attendance.meeting_id == meeting.id)
    )
    newest = queries.attendance_records(session, meeting.id)[:1]
    officials = (
        select(Account.email)
        .join(OfficialPresent, OfficialPresent.account_id == Account.id)
        .where(
            OfficialPresent.meeting_id == meeting.id,
            OfficialPresent.record_n == (newest[0].n if newest else 0),
        )
    )
    lead = (
        select(Account.email)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .join(Team, RoleGrant.scope == "team:" + Team.slug)
        .where(
            Team.id == forum.lead_team_id,
            RoleGrant.role.in_([Role.OFFICIAL, Role.ELECTED]),
            RoleGrant.holding_at(now),
        )
    )
    found: dict[str, str] = {}
    for part, addresses in (
        ("asked", asked),
        ("there", session.scalars(there.order_by(Account.email)).all()),
        ("official", session.scalars(officials.order_by(Account.email)).all()),
        ("team", session.scalars(lead.order_by(Account.email)).all()),
    ):
        for address in addresses:
            if address:
                found.setdefault(address.lower(), part)
    return found


def path_of_correction(forum: ForumSeries, meeting: Meeting, correction: Correction) -> str:
    """Where a correction stands: `forums/town-forum/meetings/2027-03-18/corrections/3`."""
    return f"{forum.path_to(meeting)}/corrections/{correction.number}"


def tell_of_decision(
    session: Session,
    forum: ForumSeries,
    meeting: Meeting,
    correction: Correction,
    *,
    decision: CorrectionState,
    reason: str,
    now: datetime,
) -> None:
    """Tell whoever sent a correction what was decided, where there is an address."""
    path = path_of_correction(forum, meeting, correction)
    told = {
        "forum": forum.name,
        "day": meeting.day.isoformat(),
        "number": correction.number,
        "path": path,
        "sort": correction.kind,
        "decision": decision,
        "reason": reason,
    }
    address = ""
    if correction.by_account_id is not None:
        address = accounts.email_of(session, correction.by_account_id)
    if address:
        announce(session, "forums:correction_decided", now=now, to=address, **told)
    contacts.tell_contacts(
        session,
        "forums:correction_decided",
        purpose=CORRECTION_NEWS,
        about=path,
        now=now,
        but=[address],
        **told,
    )
