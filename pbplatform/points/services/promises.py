"""News of a promise that an answer made, and telling it to the asker.

Source: docs/rules/promises.md section 1.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.accounts.queries import knowing
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import NotFound
from pbplatform.core.facts import tell_fact
from pbplatform.points import queries
from pbplatform.points.kinds import ASKER_NEWS
from pbplatform.points.queries import PromiseView
from pbplatform.points.queries.audiences import ASKER, SUPPORTERS
from pbplatform.points.services.asker import tell_asker
from pbplatform.promises import services as promises
from pbplatform.promises.kinds import PromiseLog, PromiseState
from pbplatform.promises.models import Commitment

_AT_ONCE = 500  # promises in a statement


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
    keep_promises(session, kept=[PromiseKept(actor, promise_id, done_on, note)], now=now)


@dataclass(frozen=True)
class PromiseKept:
    """Somebody says that a promise is done."""

    actor: ActorRef
    promise_id: int
    done_on: date
    note: str


def keep_promises(session: Session, *, kept: Sequence[PromiseKept], now: datetime) -> None:
    """The same of many promises, each named once, all or none.

    Raises:
        ValueError: one promise twice.
    """
    views = _locked_views(session, [each.promise_id for each in kept], now)
    done = [
        promises.KeptPromise(each.actor, views[each.promise_id], each.done_on, each.note)
        for each in kept
    ]
    promises.keep_promises(session, kept=done, now=now)
    people = {each.point.raised_by_id for each in views.values()}
    people |= {each.actor.account_id for each in kept}
    change = PromiseLog.COMMITMENT_DONE
    with knowing(session, {each for each in people if each is not None}):
        for each in kept:
            view, reason = views[each.promise_id], each.note.strip()
            _tell(session, each.actor, view, "done", change, now, reason=reason)


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
    return ask_about_promises(session, check_ids=[check_id], now=now) == [check_id]


def ask_about_promises(session: Session, *, check_ids: Sequence[int], now: datetime) -> list[int]:
    """The same of many promises; the checks in which we asked now."""
    people = queries.who_waits_in(session, check_ids)
    if len(people) != len(check_ids):
        raise NotFound("check.not_found")
    return promises.ask_in_checks(session, people=people, now=now, news=ASKER_NEWS)


def require_same_promise(session: Session, *, promise_id: int, seen: str, now: datetime) -> None:
    """Go on only when the promise is what the page showed; its row stays locked.

    Raises:
        ChangedMeanwhile: it is not, or the page carried nothing.
    """
    require_same(seen, promises.facts_of_promise(_locked(session, promise_id, now)))


def _locked(session: Session, promise_id: int, now: datetime) -> PromiseView:
    return _locked_views(session, [promise_id], now)[promise_id]


def _locked_views(
    session: Session, promise_ids: Collection[int], now: datetime
) -> dict[int, PromiseView]:
    """The promises as they stand, by id, their rows locked in the order of their ids."""
    if len(set(promise_ids)) != len(promise_ids):
        raise ValueError("one call takes one act on each promise")
    ids, found = sorted(promise_ids), dict[int, PromiseView]()
    for start in range(0, len(ids), _AT_ONCE):
        own = Commitment.id.in_(ids[start : start + _AT_ONCE])
        # The check is read beside it, and may not be there: only the promise itself is locked.
        locked = select(Commitment).where(own).order_by(Commitment.id)
        locked = locked.with_for_update(of=Commitment)
        session.scalars(locked.execution_options(populate_existing=True)).all()
        views = queries.promise_views(session, now=now, condition=own)
        found |= {view.promise.id: view for view in views}
    if len(found) != len(ids):
        raise NotFound("promise.not_found")
    return found


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
    person = session.get(Account, actor.account_id) if actor and actor.account_id else None
    own = [person.email] if person and person.email else []
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
