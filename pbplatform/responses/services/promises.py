"""Keeping, moving and giving up promises. Source: docs/rules/responses.md section 5."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.kinds import LogKind
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.forums import services as forums
from pbplatform.responses import queries
from pbplatform.responses.kinds import PointLog
from pbplatform.responses.models import Commitment, CommitmentMove, CommitmentTakeBack
from pbplatform.responses.policies import refuse_to_keep, refuse_to_take_back
from pbplatform.responses.queries import PromiseView
from pbplatform.responses.services.opening import required


def _locked(
    session: Session, actor: ActorRef, promise_id: int, now: datetime
) -> tuple[Commitment, PromiseView]:
    promise = session.get_one(Commitment, promise_id, with_for_update=True, populate_existing=True)
    view = queries.promise_by_id(session, promise_id, now=now)
    if refusal := refuse_to_keep(actor, view):
        raise refusal
    return promise, view


def move_promise(
    session: Session, *, actor: ActorRef, promise_id: int, due: date, reason: str, now: datetime
) -> None:
    """Give a promise a new day; the first one stays beside it for ever.

    Raises:
        NotAllowed: not of its team.
        Conflict: ended already, a day that is past or the same, or no reason.
    """
    promise, view = _locked(session, actor, promise_id, now)
    if due < view.today or due == promise.due_current:
        raise Conflict("promise.later_day", field="due")
    reason = required(reason, "text.reason_needed", "reason")
    session.add(
        CommitmentMove(
            commitment_id=promise.id,
            n=len(view.moves) + 1,
            due_before=promise.due_current,
            due_after=due,
            reason=reason,
            by_name=actor.name,
            at=now,
        )
    )
    before, promise.due_current = promise.due_current, due
    session.flush()
    _record(
        session,
        PointLog.COMMITMENT_MOVED,
        actor,
        view,
        now,
        due_before=before.isoformat(),
        due_after=due.isoformat(),
        reason=reason,
    )


def keep_promise(
    session: Session, *, actor: ActorRef, promise_id: int, done_on: date, note: str, now: datetime
) -> None:
    """Say that a promise is done, on which day and where people can see it.

    Raises:
        NotAllowed: not of its team.
        Conflict: ended already, a day to come, or no note.
    """
    promise, view = _locked(session, actor, promise_id, now)
    if done_on > view.today:
        raise Conflict("promise.done_day", field="done_on")
    promise.done_note = required(note, "text.needed", "note")
    promise.done_on = done_on
    session.flush()
    _record(
        session,
        PointLog.COMMITMENT_DONE,
        actor,
        view,
        now,
        done_on=done_on.isoformat(),
        note=promise.done_note,
    )


def give_up_promise(
    session: Session, *, actor: ActorRef, promise_id: int, reason: str, now: datetime
) -> None:
    """Give a promise up, with a public reason: it counts as broken.

    Raises:
        NotAllowed: not of its team.
        Conflict: ended already, or no reason.
    """
    promise, view = _locked(session, actor, promise_id, now)
    promise.given_up_reason = required(reason, "text.reason_needed", "reason")
    promise.given_up_on = view.today
    session.flush()
    _record(session, PointLog.COMMITMENT_GIVEN_UP, actor, view, now, reason=promise.given_up_reason)


def take_promise_back(
    session: Session, *, actor: ActorRef, promise_id: int, reason: str, now: datetime
) -> None:
    """It was said to be done, or given up, by mistake: it stands as before, in public.

    Raises:
        NotAllowed: not of its team.
        Conflict: not ended, or no reason.
    """
    promise = session.get_one(Commitment, promise_id, with_for_update=True, populate_existing=True)
    view = queries.promise_by_id(session, promise_id, now=now)
    if refusal := refuse_to_take_back(actor, view):
        raise refusal
    reason = required(reason, "text.reason_needed", "reason")
    done, given_up = promise.done_on, promise.given_up_on
    session.add(
        CommitmentTakeBack(
            commitment_id=promise.id,
            n=len(view.taken_back) + 1,
            was="done" if done else "given_up",
            said_on=done or given_up,
            words=promise.done_note if done else promise.given_up_reason,
            reason=reason,
            by_name=actor.name,
            at=now,
        )
    )
    promise.done_on = promise.given_up_on = None
    promise.done_note = promise.given_up_reason = ""
    session.flush()
    _record(session, PointLog.COMMITMENT_TAKEN_BACK, actor, view, now, reason=reason)


def _record(
    session: Session, kind: LogKind, actor: ActorRef, view: PromiseView, now: datetime, **data: str
) -> None:
    audit.record(session, kind, actor=actor, subject=view.path, now=now, **data)
    forums.tell_asker(
        session,
        view.forum,
        view.point,
        "responses:promise",
        now=now,
        change=str(kind),
        what=view.promise.what,
        due=view.promise.due_current.isoformat(),
        team=view.team.name,
    )
