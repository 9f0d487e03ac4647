"""Saying that one comes to a meeting, without an account. Source: forums.md section 9."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts_queries
from pbplatform.accounts import services as accounts
from pbplatform.accounts.services import ContactAsked
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import instant_text
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.outbox import announce
from pbplatform.core.secrets import new_token, token_hash
from pbplatform.forums import queries
from pbplatform.forums.kinds import MEETING_NEWS
from pbplatform.forums.models import ForumSeries, Meeting, Registration
from pbplatform.forums.policies import refuse_to_arrange, refuse_to_register
from pbplatform.forums.services.news import KEPT_AFTER, news_until

MOST_PEOPLE = 20
MOST_NEEDS = 1000  # letters


@dataclass(frozen=True)
class Coming:
    """Who comes, as they say it.

    Attributes:
        name: a name or a pseudonym; empty when they give none.
        listed: the name may stand on the printed sign-in sheet.
        needs: what they need to take part.
    """

    people: int
    name: str = ""
    listed: bool = False
    needs: str = ""


@dataclass(frozen=True)
class Registered:
    """What came of it.

    Attributes:
        token: of the private link by which it can be cancelled; only whoever registered has it.
        news: what came of asking for news; None where no address was given, or none is asked.
    """

    token: str
    placed: bool
    news: ContactAsked | None


def register(
    session: Session,
    *,
    meeting_id: int,
    coming: Coming,
    now: datetime,
    email: str = "",
    account_id: int | None = None,
    language: str = "",
) -> Registered:
    """Note that people come; they have a place, or wait for one where there is a limit.

    Args:
        email: to be told of changes; it is asked first whether it wants that.
        account_id: of somebody who is signed in and wants news at their own address.
    Raises:
        Conflict: cancelled, begun, nobody or too many come, needs that are too long, no address.
    """
    meeting = _locked(session, meeting_id)
    if refusal := refuse_to_register(meeting, now):
        raise refusal
    _check(coming, meeting)
    forum = session.get_one(ForumSeries, meeting.forum_id)
    news = ask_news(
        session,
        meeting_id=meeting_id,
        email=email,
        account_id=account_id,
        language=language,
        now=now,
    )
    address = email or (accounts_queries.email_of(session, account_id) if account_id else "")
    about = forum.path_to(meeting)
    contact = accounts_queries.contact(session, address, MEETING_NEWS, about) if address else None
    token = new_token()
    row = Registration(
        meeting_id=meeting.id,
        number=_next_number(session, meeting),
        name=coming.name.strip()[:80],
        people=coming.people,
        needs=coming.needs.strip(),
        listed=coming.listed and bool(coming.name.strip()),
        placed=_has_room(session, meeting, coming),
        token_hash=token_hash(token),
        contact_id=contact.id if contact else None,
        made_at=now,
    )
    session.add(row)
    session.flush()
    return Registered(token, row.placed, news)


def _has_room(session: Session, meeting: Meeting, coming: Coming) -> bool:
    """Whether they come at once; who comes later does not pass those who wait."""
    room = queries.room_left(session, meeting)
    waits = queries.coming_counts(session, meeting.id).waiting > 0
    return room is None or (not waits and coming.people <= room)


def _next_number(session: Session, meeting: Meeting) -> int:
    last = select(func.max(Registration.number)).where(Registration.meeting_id == meeting.id)
    return (session.scalar(last) or 0) + 1


def _check(coming: Coming, meeting: Meeting) -> None:
    if not 0 < coming.people <= MOST_PEOPLE:
        raise Conflict("registration.how_many", field="people")
    if meeting.capacity is not None and coming.people > meeting.capacity:
        raise Conflict("registration.no_such_room", field="people")
    if len(coming.needs) > MOST_NEEDS:
        raise Conflict("registration.needs_too_long", field="needs")


def ask_news(
    session: Session,
    *,
    meeting_id: int,
    now: datetime,
    email: str = "",
    account_id: int | None = None,
    language: str = "",
) -> ContactAsked | None:
    """Somebody wants news of a meeting; None where nobody does, or no mail is needed for it.

    Raises:
        Conflict: no address, or the news is over.
    """
    meeting = session.get_one(Meeting, meeting_id)
    about = session.get_one(ForumSeries, meeting.forum_id).path_to(meeting)
    until = news_until(meeting)
    if account_id is not None:
        accounts.keep_contact(
            session,
            account_id=account_id,
            purpose=MEETING_NEWS,
            about=about,
            now=now,
            until=until,
        )
        return None
    if not email:
        return None
    return accounts.ask_contact(
        session,
        email=email,
        purpose=MEETING_NEWS,
        about=about,
        now=now,
        until=until,
        language=language,
    )


def cancel_registration(session: Session, *, token: str, now: datetime) -> None:
    """Those who registered do not come after all: what they told us is deleted.

    Raises:
        NotFound: cancelled before, or forgotten.
        Conflict: the meeting has begun.
    """
    row = queries.registration_of_token(session, token)
    _delete(session, row, now)


def remove_registration(
    session: Session, *, actor: ActorRef, meeting_id: int, number: int, seen: str, now: datetime
) -> None:
    """Somebody who lost their link asked to be taken off the list, or nobody stands behind it.

    Raises:
        NotAllowed: neither facilitator nor clerk of this forum.
        NotFound: there is none of this number.
        Conflict: the meeting has begun.
        ChangedMeanwhile: somebody else has this number now.
    """
    meeting = _locked(session, meeting_id)
    forum = session.get_one(ForumSeries, meeting.forum_id)
    if refusal := refuse_to_arrange(actor, forum):
        raise refusal
    row = queries.registration(session, meeting_id, number)
    require_same(seen, facts_of_registration(row))
    _delete(session, row, now)


def facts_of_registration(row: Registration) -> Facts:
    """What tells one registration from another that got its number later."""
    return {"made_at": row.made_at, "people": row.people}


def _delete(session: Session, row: Registration, now: datetime) -> None:
    meeting = _locked(session, row.meeting_id)
    if meeting.has_begun(now):
        raise Conflict("registration.closed")
    if session.get(Registration, row.id, populate_existing=True) is None:
        raise NotFound("registration.not_found")
    session.delete(row)
    session.flush()
    give_places(session, meeting, now)


def give_places(session: Session, meeting: Meeting, now: datetime) -> None:
    """Those who wait get what is free, in the order in which they came; they are told by mail."""
    forum = session.get_one(ForumSeries, meeting.forum_id)
    room = queries.room_left(session, meeting)
    for row in queries.waiting_list(session, meeting.id):
        if room is not None and row.people > room:
            return  # nobody passes who came earlier
        row.placed = True
        room = None if room is None else room - row.people
        _tell(session, forum, meeting, row, now)
    session.flush()


def _tell(
    session: Session, forum: ForumSeries, meeting: Meeting, row: Registration, now: datetime
) -> None:
    path = forum.path_to(meeting)
    for reached in accounts_queries.contacts_of(session, MEETING_NEWS, path, now=now):
        if reached.contact_id == row.contact_id:
            announce(
                session,
                "forums:place_free",
                now=now,
                to=reached.email,
                contact=reached.contact_id,
                language=reached.language,
                forum=forum.name,
                path=path,
                people=row.people,
                starts_at=instant_text(meeting.starts_at),
                venue=meeting.venue,
            )


def forget_registrations(session: Session, *, now: datetime) -> None:
    """Delete what people told us, 14 days after the day of the meeting; how many came stays."""
    over = select(Meeting.id).where(Meeting.starts_at <= now - KEPT_AFTER)
    session.execute(
        update(Registration)
        .where(Registration.meeting_id.in_(over), Registration.forgotten_at.is_(None))
        .values(name="", needs="", listed=False, token_hash=None, contact_id=None, forgotten_at=now)
        .execution_options(synchronize_session=False)
    )


def _locked(session: Session, meeting_id: int) -> Meeting:
    """The meeting's row is the queue: places are given one after the other."""
    return session.get_one(Meeting, meeting_id, with_for_update=True, populate_existing=True)
