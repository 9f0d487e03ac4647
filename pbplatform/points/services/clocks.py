"""More time, a question that stops the clock, its reply, notes. Source: docs/rules/points.md."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import SYSTEM, ActorRef
from pbplatform.core.errors import Conflict, required
from pbplatform.points import queries
from pbplatform.points.domain.clock import EXTENSION_DAYS, running_due
from pbplatform.points.kinds import PointLog, Stand, TurnKind
from pbplatform.points.policies import (
    refuse_to_ask,
    refuse_to_extend,
    refuse_to_join,
    refuse_to_note,
    refuse_to_reply,
)
from pbplatform.points.queries import PointView
from pbplatform.points.services.asker import tell_asker
from pbplatform.points.services.opening import (
    add_turn,
    locked_view,
    scope_that_acts,
    scopes_with_an_address,
    tell_who_acts,
    write_of_view,
)
from pbplatform.points.services.raising import join_to


def take_more_time(
    session: Session, *, actor: ActorRef, point_id: int, days: int, reason: str, now: datetime
) -> None:
    """Move the due day later, once, by 1 to 10 working days, before the due day.

    Raises:
        NotAllowed: not of the team.
        Conflict: used already, too late, stopped, not started, no reason, or too many days.
    Source: docs/rules/points.md section 3.3.
    """
    view = locked_view(session, point_id, now=now)
    if refusal := refuse_to_extend(actor, view):
        raise refusal
    if not 1 <= days <= EXTENSION_DAYS:
        raise Conflict("clock.days_out_of_range", field="days")
    reason = required(reason, "text.reason_needed", "reason")
    add_turn(session, view, TurnKind.EXTENDED, actor=actor, now=now, text=reason, days=days)
    after = queries.view_of(session, point_id, now=now)
    audit.record(
        session,
        PointLog.POINT_EXTENDED,
        actor=actor,
        subject=view.path,
        now=now,
        due_before=view.standing.due.isoformat(),
        due_after=after.standing.due.isoformat(),
        reason=reason,
    )
    due = after.standing.due.isoformat()
    told = _tell(session, view, "responses:more_time", now, due=due)
    why = {"reason": reason}
    write_of_view(session, "more_time", after, why, told=told, actor=actor, now=now)


def ask_the_asker(
    session: Session, *, actor: ActorRef, point_id: int, question: str, now: datetime
) -> None:
    """Stop the clock, once, with a public question to the asker.

    Raises:
        NotAllowed: not of the team.
        Conflict: used already, late, not started, nobody to ask, or no question.
    Source: docs/rules/points.md section 3.4.
    """
    view = locked_view(session, point_id, now=now)
    if refusal := refuse_to_ask(actor, view):
        raise refusal
    question = required(question, "text.needed", "question")
    add_turn(session, view, TurnKind.PAUSED, actor=actor, now=now, text=question)
    paused = queries.view_of(session, point_id, now=now)
    after = paused.standing.clock
    audit.record(
        session,
        PointLog.POINT_PAUSED,
        actor=actor,
        subject=view.path,
        now=now,
        working_days_left=after.left,
        resumes_on=after.resumes_on.isoformat() if after.resumes_on else "",
    )
    told = _tell(session, view, "responses:question", now, question=question)
    asked = {"question": question}
    write_of_view(session, "question_asked", paused, asked, told=told, actor=actor, now=now)


def reply_to_question(
    session: Session, *, actor: ActorRef, point_id: int, reply: str, now: datetime
) -> None:
    """Reply to the team's question; a stopped clock goes on today.

    Raises:
        NotAllowed: not the asker.
        Conflict: nothing was asked, replied before, or no text.
    """
    view = locked_view(session, point_id, now=now)
    if refusal := refuse_to_reply(actor, view):
        raise refusal
    reply = required(reply, "text.needed", "reply")
    stopped = view.standing.stand is Stand.PAUSED
    kind = TurnKind.RESUMED if stopped else TurnKind.REPLIED
    add_turn(session, view, kind, actor=actor, now=now, text=reply)
    if stopped:
        audit.record(session, PointLog.POINT_RESUMED, actor=actor, subject=view.path, now=now)
    told = tell_who_acts(session, view, "responses:reply", now=now)
    again = queries.view_of(session, point_id, now=now)
    write_of_view(session, "replied", again, {}, told=told, actor=actor, now=now)


def write_note(
    session: Session, *, actor: ActorRef, point_id: int, text: str, now: datetime
) -> None:
    """Write a public note; it is no answer and stops nothing.

    Raises:
        NotAllowed: not of the team.
        Conflict: no answer is due, or no text.
    """
    view = locked_view(session, point_id, now=now)
    if refusal := refuse_to_note(actor, view):
        raise refusal
    text = required(text, "text.needed", "text")
    add_turn(session, view, TurnKind.NOTED, actor=actor, now=now, text=text)
    audit.record(session, PointLog.POINT_NOTED, actor=actor, subject=view.path, now=now, note=text)
    write_of_view(session, "noted", view, {"words": text}, actor=actor, now=now)


def join_points(
    session: Session, *, actor: ActorRef, point_id: int, stays_id: int, reason: str, now: datetime
) -> None:
    """Join a point to another that stays; the earliest due day of both counts.

    Raises:
        NotAllowed: not a facilitator of the forum.
        Conflict: the same point, another forum, answered or decided otherwise, or no reason.
    Source: docs/rules/points.md section 3.6.
    """
    # Both rows in the order of their ids: two facilitators joining crosswise do not block.
    views = {each: locked_view(session, each, now=now) for each in sorted({point_id, stays_id})}
    view, stays = views[point_id], views[stays_id]
    if refusal := refuse_to_join(actor, view, stays):
        raise refusal
    reason = required(reason, "text.reason_needed", "reason")
    clock = view.standing.clock
    due = running_due(clock, view.standing.today, view.days)
    add_turn(
        session,
        stays,
        TurnKind.JOINED,
        actor=actor,
        now=now,
        text=reason,
        due=due,
        spent_extension=clock.extended,
        spent_pause=clock.paused,
    )
    join_to(session, point=view.point, stays=stays.point, now=now)
    after = queries.view_of(session, stays_id, now=now)
    audit.record(
        session,
        PointLog.POINT_JOINED,
        actor=actor,
        subject=view.path,
        now=now,
        to=stays.point.number,
        due_before=stays.standing.due.isoformat(),
        due_after=after.standing.due.isoformat(),
        reason=reason,
    )
    told = _tell(session, view, "responses:joined", now, joined_with=str(stays.point.number))
    facts = {"other": stays.point.number, "reason": reason}
    write_of_view(session, "joined", view, facts, told=told, actor=actor, now=now)


LATE_IS_NEWS = timedelta(days=7)
"""So long a day that passed is news; one that is longer gone is not told."""
BEFORE_DAYS = (10, 3, 0)  # working days before the due day on which a team is reminded


def reminders_due(session: Session, *, now: datetime) -> list[int]:
    """Ids of points whose team must be reminded: a look without any lock, for the worker.

    Only of teams that a reminder can reach: without an address nothing could be written.
    """
    reached, due = scopes_with_an_address(session, now=now), []
    for view in queries.open_views(session, now=now):
        mark = _mark(view)
        if mark and not view.was_reminded(mark) and scope_that_acts(view) in reached:
            due.append(view.point.id)
    return due


def remind_team(session: Session, *, point_id: int, now: datetime) -> bool:
    """Remind the team of one point, if the point still calls for it under the lock.

    Returns:
        Whether somebody was told; said in public only then.
    """
    view = locked_view(session, point_id, now=now)
    mark = _mark(view)
    if not mark or view.was_reminded(mark):
        return False
    if not tell_who_acts(session, view, "responses:reminder", now=now, mark=mark):
        return False
    add_turn(session, view, TurnKind.REMINDED, actor=SYSTEM, now=now, mark=mark)
    return True


def remind_teams(session: Session, *, now: datetime) -> int:
    """Remind teams of points that fall due or are late; each reminder once.

    Returns:
        How many reminders were announced.
    """
    due = reminders_due(session, now=now)
    return sum(remind_team(session, point_id=each, now=now) for each in due)


def answers_just_late(session: Session, *, now: datetime) -> list[int]:
    """Ids of points whose answer is late since these days: a look without any lock."""
    return [view.point.id for view in queries.open_views(session, now=now) if _is_just_late(view)]


def _is_just_late(view: PointView) -> bool:
    standing = view.standing
    return standing.is_late and standing.today <= standing.due + LATE_IS_NEWS


def tell_of_late_answer(session: Session, *, point_id: int, now: datetime) -> bool:
    """Tell once that an answer is late, to those who wait for it; whether now.

    Source: docs/rules/notices.md section 6.
    """
    view = locked_view(session, point_id, now=now)
    if not _is_just_late(view):
        return False
    once = f"{view.standing.stage}:{view.standing.due.isoformat()}"
    return write_of_view(session, "late", view, {}, now=now, once=once)


def _mark(view: PointView) -> str:
    """Which reminder a point calls for today: `late:1` is “late” of the first answer."""
    standing = view.standing
    if standing.stand is Stand.VERY_LATE:
        return f"very_late:{standing.stage}"
    if standing.stand is Stand.LATE:
        return f"late:{standing.stage}"
    if standing.stand is Stand.WAITING:
        left = view.days.between(standing.today, standing.due)
        reached = [days for days in BEFORE_DAYS if left <= days]
        return f"due{min(reached)}:{standing.stage}" if reached else ""
    return ""


def _tell(session: Session, view: PointView, fact: str, now: datetime, **more: str) -> list[str]:
    team = view.team.name
    return tell_asker(session, view.forum, view.point, fact, now=now, team=team, **more)
