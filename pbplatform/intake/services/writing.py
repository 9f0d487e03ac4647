"""Staff write down what a person says. Source: docs/rules/intake.md section 1."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from pbplatform.accounts.services import ask_contact
from pbplatform.audit import services as audit
from pbplatform.carry.policies import LATE_DAYS, refuse_to_write_in
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.sealed_words import seal
from pbplatform.core.text import tidy_line, tidy_text
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.forums.queries import forum_by_slug, meeting_at
from pbplatform.intake.domain.origin import (
    LETTERS,
    Origin,
    Pen,
    Person,
    Said,
    TakenBefore,
    WrittenDown,
)
from pbplatform.intake.kinds import ADDRESS_DAYS, ContactBy, IntakeLog, OriginKind, ThingKind
from pbplatform.intake.models import Written
from pbplatform.intake.policies import refuse_to_write_down
from pbplatform.intake.services.slips import code_hash, new_code
from pbplatform.links.kinds import LinkKind
from pbplatform.links.services import tie
from pbplatform.points.kinds import ASKER_NEWS
from pbplatform.points.services import enter_point
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.kinds import AUTHOR_NEWS, NameShown
from pbplatform.proposals.services import IdeaFacts, Sender, enter_idea
from pbplatform.rounds.models import Round

_At = tuple[ForumSeries, Meeting]


def write_down(
    session: Session,
    *,
    actor: ActorRef,
    kind: ThingKind,
    where: int,
    person: Person,
    consent: str,
    origin: Origin,
    said: Said,
    now: datetime,
    slip: TakenBefore | None = None,
    pen: Pen | None = None,
) -> WrittenDown:
    """Send an idea or a point for a person, who gets a slip with a code that claims it.

    Args:
        where: id of the round that the idea is for, or of the forum that the point is for.
        consent: the sentence that was read out and that the person agreed to, in full.
        slip: where the person has their slip already, from a stall without a line.
        pen: who wrote it, where `actor` sends what another one typed from a paper slip.
    Raises:
        NotAllowed: not a facilitator or clerk there.
        Conflict: no consent, the round takes no ideas, or a part is missing or too long.
        NotFound: no such meeting.
    """
    target: Round | ForumSeries = (
        session.get_one(Round, where)
        if kind is ThingKind.IDEA
        else session.get_one(ForumSeries, where)
    )
    at = _meeting(session, origin)
    # An idea of a meeting is written in by staff of the forum or of the round (`_idea`).
    of_meeting = at is not None and isinstance(target, Round)
    if not of_meeting and (refusal := refuse_to_write_down(actor, target.scope)):
        raise refusal
    _check(person, consent, origin)
    name = tidy_line(person.name_shown)
    thing_id, path, number = (
        _idea(session, actor, target, name, at, said, now)
        if isinstance(target, Round)
        else _point(session, actor, target, name, at, said, now)
    )
    slip = slip or TakenBefore(code=new_code(), at=now)
    pen = pen or Pen(actor.account_id or 0, actor.name, actor.role)
    _keep(session, pen, (kind, thing_id, path), person, consent, origin, slip, actor.account_id)
    _record(session, actor, path, origin, now)
    if person.contact is ContactBy.EMAIL:
        ask_by_mail(session, kind, path, person.email, said.language, now)
    return WrittenDown(kind, path, number, slip.code)


def _record(session: Session, actor: ActorRef, path: str, origin: Origin, now: datetime) -> None:
    kind = IntakeLog.WRITTEN
    audit.record(session, kind, actor=actor, subject=path, now=now, **origin.told)


def _keep(
    session: Session,
    pen: Pen,
    thing: tuple[ThingKind, int, str],
    person: Person,
    consent: str,
    origin: Origin,
    slip: TakenBefore,
    slip_by: int | None,
) -> None:
    """Keep where it was said and how the person is reached."""
    kind, thing_id, path = thing
    key16 = secrets.token_bytes(16)
    session.add(
        Written(
            path=path,
            kind=kind,
            thing_id=thing_id,
            by_id=pen.account_id,
            by_name=pen.name,
            by_role=pen.role,
            origin=origin.kind,
            origin_ref=origin.ref,
            slip=origin.slip,
            consent=consent.strip(),
            written_at=slip.at,
            contact=person.contact,
            key16=key16,
            sealed_address=sealed(session, person, key16),
            token_hash=code_hash(session, slip.code),
            slip_by_id=slip_by,
        )
    )
    session.flush()


def _check(person: Person, consent: str, origin: Origin) -> None:
    if not consent.strip():
        raise Conflict("intake.consent_needed", field="consent")
    if len(consent) > LETTERS["consent"]:
        raise Conflict("intake.too_long", field="consent", letters=LETTERS["consent"])
    if origin.slip is not None and not 0 < origin.slip < 100_000:
        raise Conflict("intake.slip_number", field="slip")
    if len(tidy_line(person.name_shown)) > LETTERS["name"]:
        raise Conflict("intake.too_long", field="name", letters=LETTERS["name"])
    check_reach(person)


def check_reach(person: Person) -> None:
    """What is needed to tell the person is there, and fits.

    Raises:
        Conflict: a part is missing or too long.
    """
    if person.contact is ContactBy.EMAIL and not person.email.strip():
        raise Conflict("intake.email_needed", field="email")
    if person.contact is ContactBy.POST:
        _check_address(person)


def _check_address(person: Person) -> None:
    if not person.addressee.strip():
        raise Conflict("intake.addressee_needed", field="addressee")
    if not person.address.strip():
        raise Conflict("intake.address_needed", field="address")
    for field in ("addressee", "address"):
        if len(tidy_text(getattr(person, field))) > LETTERS[field]:
            raise Conflict("intake.too_long", field=field, letters=LETTERS[field])


def _meeting(session: Session, origin: Origin) -> _At | None:
    """The meeting at which it was said, where it was one that we know."""
    if not origin.ref:
        return None
    match origin.ref.split("/"):
        case ["forums", slug, "meetings", day] if origin.kind is OriginKind.MEETING:
            forum = forum_by_slug(session, slug)
            return forum, meeting_at(session, forum.id, day)
    raise NotFound("meeting.not_found")


def _idea(
    session: Session,
    actor: ActorRef,
    round_: Round,
    name: str,
    at: _At | None,
    said: Said,
    now: datetime,
) -> tuple[int, str, int]:
    if at and (refusal := refuse_to_write_in(actor, *at, round_, now)):
        raise refusal
    facts = IdeaFacts(
        title=said.title,
        text=said.text,
        area_id=said.area_id,
        spot=said.spot,
        name_shown=NameShown.FULL if name else NameShown.NONE,
        language=said.language,
    )
    idea = enter_idea(
        session,
        actor=actor,
        round_id=round_.id,
        facts=facts,
        sender=Sender(None, name),
        now=now,
        late_days=LATE_DAYS if at else 0,
    )
    path = idea_path(round_.slug, idea.number)
    if at:
        tie(session, at[0].path_to(at[1]), LinkKind.GIVEN_AT, path, now=now)
    return idea.id, path, idea.number


def _point(
    session: Session,
    actor: ActorRef,
    forum: ForumSeries,
    name: str,
    at: _At | None,
    said: Said,
    now: datetime,
) -> tuple[int, str, int]:
    if at:
        _require_held_here(forum, *at, now)
    point = enter_point(
        session,
        actor=actor,
        forum_id=forum.id,
        kind=said.sort,
        title=tidy_line(said.title),
        verbatim=tidy_text(said.text),
        raised_as=name,
        meeting_id=at[1].id if at else None,
        area_id=said.area_id,
        now=now,
    )
    return point.id, f"{forum.path}/points/{point.number}", point.number


def _require_held_here(
    forum: ForumSeries, held_by: ForumSeries, meeting: Meeting, now: datetime
) -> None:
    if held_by.id != forum.id:
        raise NotFound("meeting.not_found")
    if meeting.cancelled_at is not None:
        raise Conflict("meeting.cancelled")
    if not meeting.has_begun(now):
        raise Conflict("meeting.not_begun")


def sealed(session: Session, person: Person, key16: bytes) -> str:
    if person.contact is not ContactBy.POST:
        return ""
    words = {"name": tidy_line(person.addressee), "address": tidy_text(person.address)}
    return seal(session, words, key16=key16)


def ask_by_mail(
    session: Session, kind: ThingKind, path: str, email: str, language: str, now: datetime
) -> None:
    ask_contact(
        session,
        email=email,
        purpose=AUTHOR_NEWS if kind is ThingKind.IDEA else ASKER_NEWS,
        about=path,
        now=now,
        until=now + timedelta(days=ADDRESS_DAYS),
        language=language,
    )
