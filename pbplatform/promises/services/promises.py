"""Making, keeping, moving and giving up promises. Source: docs/rules/promises.md section 1.

The slice above knows what a promise was made for: it locks the row, reads how the promise stands,
and tells those who wait for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.kinds import LogKind
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts
from pbplatform.core.errors import Conflict, required
from pbplatform.promises.kinds import Ended, PromiseLog, ReplyKind
from pbplatform.promises.models import (
    Commitment,
    CommitmentCorrection,
    CommitmentMove,
    CommitmentTakeBack,
)
from pbplatform.promises.policies import refuse_to_correct, refuse_to_keep, refuse_to_take_back
from pbplatform.promises.queries import PromiseOnDay
from pbplatform.promises.services.asking import ToCheck, begin_checks
from pbplatform.promises.services.checks import end_check, record_reply

LONGEST_OWNER = 120  # letters
CORRECTABLE = ("what", "owner", "done_note")


def make_promise(
    session: Session, *, actor: ActorRef, promise: Commitment, path: str, now: datetime
) -> None:
    """Make a promise public: what, who, by when.

    Args:
        promise: a new row; both its days are the day promised.
        path: how the log names it.
    """
    session.add(promise)
    audit.record(
        session,
        PromiseLog.COMMITMENT_MADE,
        actor=actor,
        subject=path,
        now=now,
        what=promise.what,
        owner=promise.owner,
        due=promise.due_original.isoformat(),
    )


def move_promise(
    session: Session,
    *,
    actor: ActorRef,
    promised: PromiseOnDay,
    due: date,
    reason: str,
    now: datetime,
) -> None:
    """Give a promise a new day; the first one stays beside it for ever.

    Raises:
        NotAllowed: not of its team.
        Conflict: ended already, a day that is past or the same, or no reason.
    """
    if refusal := refuse_to_keep(actor, promised):
        raise refusal
    _move(session, actor, promised, due, required(reason, "text.reason_needed", "reason"), now)


def _move(
    session: Session,
    actor: ActorRef,
    promised: PromiseOnDay,
    due: date,
    reason: str,
    now: datetime,
) -> None:
    promise = promised.promise
    if due < promised.today or due == promise.due_current:
        raise Conflict("promise.later_day", field="due")
    session.add(
        CommitmentMove(
            commitment_id=promise.id,
            n=len(promised.moves) + 1,
            due_before=promise.due_current,
            due_after=due,
            reason=reason,
            by_name=actor.name,
            at=now,
        )
    )
    before, promise.due_current = promise.due_current, due
    days = {"due_before": before.isoformat(), "due_after": due.isoformat()}
    _record(session, PromiseLog.COMMITMENT_MOVED, actor, promised, now, **days, reason=reason)


def keep_promise(
    session: Session,
    *,
    actor: ActorRef,
    promised: PromiseOnDay,
    done_on: date,
    note: str,
    now: datetime,
) -> None:
    """Say that a promise is done, on which day and where people can see it.

    Raises:
        NotAllowed: not of its team.
        Conflict: ended already, a day to come, or no note.
    """
    keep_promises(session, kept=[KeptPromise(actor, promised, done_on, note)], now=now)


@dataclass(frozen=True)
class KeptPromise:
    """Somebody says that a promise is done; as in `keep_promise`."""

    actor: ActorRef
    promised: PromiseOnDay
    done_on: date
    note: str


def keep_promises(session: Session, *, kept: Sequence[KeptPromise], now: datetime) -> None:
    """The same of many promises, all or none; raises as `keep_promise`, for any of them."""
    notes = []
    for each in kept:
        if refusal := refuse_to_keep(each.actor, each.promised):
            raise refusal
        if each.done_on > each.promised.today:
            raise Conflict("promise.done_day", field="done_on")
        notes.append(required(each.note, "text.needed", "note"))
    for each, note in zip(kept, notes, strict=True):
        promise = each.promised.promise
        promise.done_note, promise.done_on = note, each.done_on
    session.flush()
    audit.record_all(
        session,
        [
            audit.Entry(
                kind=PromiseLog.COMMITMENT_DONE,
                actor=each.actor,
                subject=each.promised.path,
                now=now,
                data={"done_on": each.done_on.isoformat(), "note": note},
            )
            for each, note in zip(kept, notes, strict=True)
        ],
    )
    begin_checks(session, [_to_check(each.promised) for each in kept], now=now)


def _to_check(promised: PromiseOnDay) -> ToCheck:
    return ToCheck(
        team_id=promised.team.id,
        subject=promised.path,
        page=promised.page,
        title=promised.promise.what,
        commitment_id=promised.promise.id,
    )


def give_up_promise(
    session: Session, *, actor: ActorRef, promised: PromiseOnDay, reason: str, now: datetime
) -> None:
    """Give a promise up, with a public reason: it counts as broken.

    Raises:
        NotAllowed: not of its team.
        Conflict: ended already, or no reason.
    """
    if refusal := refuse_to_keep(actor, promised):
        raise refusal
    promise = promised.promise
    promise.given_up_reason = required(reason, "text.reason_needed", "reason")
    promise.given_up_on = promised.today
    reason = promise.given_up_reason
    _record(session, PromiseLog.COMMITMENT_GIVEN_UP, actor, promised, now, reason=reason)


def take_promise_back(
    session: Session, *, actor: ActorRef, promised: PromiseOnDay, reason: str, now: datetime
) -> None:
    """It was said to be done, or given up, by mistake: it stands as before, in public.

    Raises:
        NotAllowed: not of its team.
        Conflict: not ended, or no reason.
    """
    if refusal := refuse_to_take_back(actor, promised):
        raise refusal
    reason = required(reason, "text.reason_needed", "reason")
    _take_back(session, actor, promised, reason, Ended.TAKEN_BACK, now)


def _take_back(
    session: Session,
    actor: ActorRef,
    promised: PromiseOnDay,
    reason: str,
    ended: Ended,
    now: datetime,
) -> None:
    promise = promised.promise
    done, given_up = promise.done_on, promise.given_up_on
    session.add(
        CommitmentTakeBack(
            commitment_id=promise.id,
            n=len(promised.taken_back) + 1,
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
    _record(session, PromiseLog.COMMITMENT_TAKEN_BACK, actor, promised, now, reason=reason)
    end_check(session, promised.path, ended, now=now)


def put_promise_right(
    session: Session,
    *,
    actor: ActorRef,
    promised: PromiseOnDay,
    check_id: int,
    due: date,
    words: str,
    now: datetime,
) -> None:
    """Residents say no, and the team does it again by a new day (section 3.5, 3.8).

    Raises:
        NotAllowed, Conflict: as `record_reply`; the day is past.
    """
    record_reply(
        session,
        actor=actor,
        check_id=check_id,
        kind=ReplyKind.PUT_RIGHT,
        words=words,
        due=due,
        now=now,
    )
    _take_back(session, actor, promised, words.strip(), Ended.PUT_RIGHT, now)
    if due != promised.promise.due_current or due < promised.today:
        _move(session, actor, promised, due, words.strip(), now)


def correct_promise(
    session: Session,
    *,
    actor: ActorRef,
    promised: PromiseOnDay,
    field: str,
    text: str,
    reason: str,
    now: datetime,
) -> None:
    """Correct words of a promise; what stood there stays readable. Section 5.

    Args:
        field: `what`, `owner`, or `done_note` once it is called done.
    Raises:
        NotAllowed: not of its team.
        Conflict: no such field, the same words, or no words or reason.
    """
    if refusal := refuse_to_correct(actor, promised):
        raise refusal
    promise = promised.promise
    if field not in CORRECTABLE or (field == "done_note" and promise.done_on is None):
        raise Conflict("promise.correct_what", field="field")
    after = required(text, "text.needed", "text")
    if field == "owner" and len(after) > LONGEST_OWNER:
        raise Conflict("promise.owner_long", field="text")
    before: str = getattr(promise, field)
    if after == before:
        raise Conflict("promise.correct_same", field="text")
    reason = required(reason, "text.reason_needed", "reason")
    session.add(
        CommitmentCorrection(
            commitment_id=promise.id,
            n=len(promised.corrected) + 1,
            field=field,
            before=before,
            after=after,
            reason=reason,
            by_name=actor.name,
            at=now,
        )
    )
    setattr(promise, field, after)
    told = {"corrected": field, "words": after, "words_before": before}
    _record(session, PromiseLog.COMMITMENT_CORRECTED, actor, promised, now, **told, reason=reason)


def facts_of_promise(promised: PromiseOnDay) -> Facts:
    """The promise as its desk shows it."""
    promise = promised.promise
    return {
        "what": promise.what,
        "owner": promise.owner,
        "due": promise.due_current.isoformat(),
        "done_on": promise.done_on.isoformat() if promise.done_on else "",
        "done_note": promise.done_note,
        "given_up_on": promise.given_up_on.isoformat() if promise.given_up_on else "",
        "given_up_reason": promise.given_up_reason,
        "moves": len(promised.moves),
        "taken_back": len(promised.taken_back),
        "corrected": len(promised.corrected),
        "state": str(promised.state),
    }


def _record(
    session: Session,
    kind: LogKind,
    actor: ActorRef,
    promised: PromiseOnDay,
    now: datetime,
    **data: str,
) -> None:
    session.flush()
    audit.record(session, kind, actor=actor, subject=promised.path, now=now, **data)
