"""Ideas that were given at a meeting. Source: docs/rules/thread.md section 7."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.carry.kinds import CarryLog
from pbplatform.carry.policies import LATE_DAYS, refuse_to_say_where, refuse_to_write_in
from pbplatform.carry.queries import meeting_of_idea
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.links.kinds import LinkKind
from pbplatform.links.services import tie, untie
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.kinds import NameShown
from pbplatform.proposals.models import Idea
from pbplatform.proposals.services import IdeaFacts, Sender, enter_idea
from pbplatform.rounds.models import Round


@dataclass(frozen=True, kw_only=True)
class GivenIdea:
    """One idea as somebody said or wrote it.

    Attributes:
        name: as the person wants it shown; empty for none.
    """

    title: str
    text: str
    area_id: int | None = None
    spot: str = ""
    name: str = ""


def write_in(
    session: Session,
    *,
    actor: ActorRef,
    meeting_id: int,
    round_id: int,
    ideas: Sequence[GivenIdea],
    language: str,
    now: datetime,
) -> list[int]:
    """Send all ideas of these rows to a round, or none. Returns their numbers.

    Raises:
        NotAllowed: looks after neither the forum nor the round.
        Conflict: nothing to send, the meeting or the round does not fit, or a row is wrong.
    """
    meeting = session.get_one(Meeting, meeting_id)
    forum = session.get_one(ForumSeries, meeting.forum_id)
    round_ = session.get_one(Round, round_id)
    if refusal := refuse_to_write_in(actor, forum, meeting, round_, now):
        raise refusal
    if not ideas:
        raise Conflict("given.nothing")
    numbers = []
    for each in ideas:
        idea = enter_idea(
            session,
            actor=actor,
            round_id=round_id,
            facts=_facts(each, language),
            sender=Sender(None, each.name),
            now=now,
            late_days=LATE_DAYS,
        )
        path = idea_path(round_.slug, idea.number)
        tie(session, forum.path_to(meeting), LinkKind.GIVEN_AT, path, now=now)
        numbers.append(idea.number)
    audit.record(
        session,
        CarryLog.GIVEN,
        actor=actor,
        subject=forum.path_to(meeting),
        now=now,
        ideas=numbers,
        round=round_.name,
    )
    return numbers


def _facts(given: GivenIdea, language: str) -> IdeaFacts:
    return IdeaFacts(
        title=given.title,
        text=given.text,
        area_id=given.area_id,
        spot=given.spot,
        name_shown=NameShown.FULL if given.name.strip() else NameShown.NONE,
        language=language,
    )


def say_where(
    session: Session, *, actor: ActorRef, idea_id: int, meeting_id: int | None, now: datetime
) -> None:
    """Its author says at which meeting an idea was said; None takes that back.

    Raises:
        NotAllowed: not its author.
        Conflict: the idea is gone, or the meeting was cancelled or came after it.
        NotFound: no such idea or meeting.
    """
    idea = session.get(Idea, idea_id, with_for_update=True, populate_existing=True)
    meeting = session.get(Meeting, meeting_id) if meeting_id is not None else None
    if idea is None or (meeting_id is not None and meeting is None):
        raise NotFound("idea.not_found" if idea is None else "meeting.not_found")
    if refusal := refuse_to_say_where(actor, idea, meeting):
        raise refusal
    round_ = session.get_one(Round, idea.round_id)
    path = idea_path(round_.slug, idea.number)
    before = meeting_of_idea(session, path)
    if (before[0].id if before else None) == meeting_id:
        return
    if before is not None:
        untie(session, before[1].path_to(before[0]), LinkKind.GIVEN_AT, path)
    kind = CarryLog.SAID_AT_TAKEN_BACK
    if meeting is not None:
        forum = session.get_one(ForumSeries, meeting.forum_id)
        tie(session, forum.path_to(meeting), LinkKind.GIVEN_AT, path, now=now)
        kind = CarryLog.SAID_AT
    shown = meeting or (before[0] if before else None)
    day = shown.day.isoformat() if shown else ""
    audit.record(session, kind, actor=actor, subject=path, now=now, day=day)
