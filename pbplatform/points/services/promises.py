"""News of a promise that an answer made, and telling it to the asker.

Source: docs/rules/promises.md section 1.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.orm import Session

from pbplatform.accounts.queries import email_of
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.facts import tell_fact
from pbplatform.points import queries
from pbplatform.points.kinds import ASKER_NEWS
from pbplatform.points.queries import PromiseView
from pbplatform.points.queries.audiences import ASKER, SUPPORTERS
from pbplatform.points.services.asker import tell_asker
from pbplatform.promises import services as promises
from pbplatform.promises.kinds import PromiseLog, PromiseState
from pbplatform.promises.models import CitizenCheck, Commitment


def move_promise(
    session: Session, *, actor: ActorRef, promise_id: int, due: date, reason: str, now: datetime
) -> None:
    """Give a promise a new day; raises as `promises.move_promise`."""
    view = _locked(session, promise_id, now)
    promises.move_promise(session, actor=actor, promised=view, due=due, reason=reason, now=now)
    _tell(session, actor, view, "moved", PromiseLog.COMMITMENT_MOVED, now, reason=reason.strip())


def keep_promise(
    session: Session, *, actor: ActorRef, promise_id: int, done_on: date, note: str, now: datetime
) -> None:
    """Say that a promise is done; raises as `promises.keep_promise`."""
    view = _locked(session, promise_id, now)
    promises.keep_promise(session, actor=actor, promised=view, done_on=done_on, note=note, now=now)
    _tell(session, actor, view, "done", PromiseLog.COMMITMENT_DONE, now, reason=note.strip())


def give_up_promise(
    session: Session, *, actor: ActorRef, promise_id: int, reason: str, now: datetime
) -> None:
    """Give a promise up; raises as `promises.give_up_promise`."""
    view = _locked(session, promise_id, now)
    promises.give_up_promise(session, actor=actor, promised=view, reason=reason, now=now)
    kind = PromiseLog.COMMITMENT_GIVEN_UP
    _tell(session, actor, view, "given_up", kind, now, reason=reason.strip())


def take_promise_back(
    session: Session, *, actor: ActorRef, promise_id: int, reason: str, now: datetime
) -> None:
    """Take the end of a promise back; raises as `promises.take_promise_back`."""
    view = _locked(session, promise_id, now)
    promises.take_promise_back(session, actor=actor, promised=view, reason=reason, now=now)
    kind = PromiseLog.COMMITMENT_TAKEN_BACK
    _tell(session, actor, view, "taken_back", kind, now, reason=reason.strip())


def put_promise_right(
    session: Session,
    *,
    actor: ActorRef,
    promise_id: int,
    check_id: int,
    due: date,
    words: str,
    now: datetime,
) -> None:
    """Put right what residents say no to; raises as `promises.put_promise_right`."""
    view = _locked(session, promise_id, now)
    promises.put_promise_right(
        session, actor=actor, promised=view, check_id=check_id, due=due, words=words, now=now
    )


def correct_promise(
    session: Session,
    *,
    actor: ActorRef,
    promise_id: int,
    field: str,
    text: str,
    reason: str,
    now: datetime,
) -> None:
    """Correct words of a promise; raises as `promises.correct_promise`."""
    view = _locked(session, promise_id, now)
    promises.correct_promise(
        session, actor=actor, promised=view, field=field, text=text, reason=reason, now=now
    )
    kind = PromiseLog.COMMITMENT_CORRECTED
    _tell(session, actor, view, "corrected", kind, now, reason=reason.strip())


def ask_about_promise(session: Session, *, check_id: int, now: datetime) -> bool:
    """Ask the asker and the supporters whether a promise is as promised; whether we did now.

    Source: docs/rules/promises.md section 3.1.
    """
    check = session.get_one(CitizenCheck, check_id)
    promise = session.get_one(Commitment, check.commitment_id)
    people = queries.who_waits_for(session, promise.point_id)
    return promises.ask_residents(
        session, check_id=check_id, people=people, now=now, news=ASKER_NEWS
    )


def require_same_promise(session: Session, *, promise_id: int, seen: str, now: datetime) -> None:
    """Go on only when the promise is what the page showed; its row stays locked.

    Raises:
        ChangedMeanwhile: it is not, or the page carried nothing.
    """
    require_same(seen, promises.facts_of_promise(_locked(session, promise_id, now)))


def _locked(session: Session, promise_id: int, now: datetime) -> PromiseView:
    # The check is read beside it, and may not be there: only the promise itself is locked.
    lock = {"of": Commitment}
    session.get_one(Commitment, promise_id, with_for_update=lock, populate_existing=True)
    return queries.promise_by_id(session, promise_id, now=now)


def tell_of_missed(session: Session, *, promise_id: int, now: datetime) -> bool:
    """Tell once that the day of a promise ended without it; whether now.

    Source: docs/rules/notices.md section 6.
    """
    view = queries.promise_by_id(session, promise_id, now=now)
    if view.state is not PromiseState.MISSED:
        return False
    once = f"{view.promise.n}:{view.promise.due_current.isoformat()}"
    return _write(session, None, view, "missed", now, once=once)


def _tell(
    session: Session,
    actor: ActorRef,
    view: PromiseView,
    fact: str,
    change: PromiseLog,
    now: datetime,
    *,
    reason: str,
) -> None:
    told = tell_asker(
        session,
        view.forum,
        view.point,
        "responses:promise",
        now=now,
        change=str(change),
        what=view.promise.what,
        due=view.promise.due_current.isoformat(),
        team=view.team.name,
    )
    _write(session, actor, view, fact, now, told=told, reason=reason)


def _write(
    session: Session,
    actor: ActorRef | None,
    view: PromiseView,
    fact: str,
    now: datetime,
    *,
    told: Collection[str] = (),
    reason: str = "",
    once: str = "",
) -> bool:
    own = [email_of(session, actor.account_id)] if actor and actor.account_id else []
    return tell_fact(
        session,
        f"points:promise_{fact}",
        about=view.page,
        title=view.promise.what,
        within=[view.forum.path, view.team.path],
        audiences=[(ASKER, view.point.id), (SUPPORTERS, view.point.id)],
        told=[*told, *own],
        now=now,
        once=once,
        team_name=view.team.name,
        due=view.promise.due_current.isoformat(),
        reason=reason,
    )
