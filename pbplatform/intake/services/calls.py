"""The end of a call: what it was about is counted, and a call back is noted.

Source: docs/rules/intake.md section 4.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.sealed_words import seal
from pbplatform.core.text import tidy_text
from pbplatform.intake.kinds import CALL, CALL_BACK_DAYS, CALL_BACK_WITHIN, CallAbout
from pbplatform.intake.models import CallBack, CallDay
from pbplatform.intake.policies import refuse_to_write_down
from pbplatform.places.queries import working_days

NOTE_LETTERS = 300


@dataclass(frozen=True, kw_only=True)
class BackTo:
    """A call back that was promised.

    Attributes:
        where, scope: path and scope of the round or forum whose staff call back.
        note: what it is about, and how to reach the person.
        due: the last day, in the place; None where it was not said.
    """

    where: str
    scope: str
    note: str
    due: date | None


def end_call(
    session: Session,
    *,
    actor: ActorRef,
    about: Collection[CallAbout],
    back: BackTo | None,
    now: datetime,
) -> None:
    """Count a call by what it was about, and note a call back. Nothing is kept of who called.

    Args:
        actor: as facilitator or clerk of `back.scope`, or of any round or forum.
    Raises:
        NotAllowed: neither facilitator nor clerk there.
        Conflict: it was about nothing, or a part of the call back is missing or too long.
    """
    if refusal := refuse_to_write_down(actor, back.scope if back else actor.scope):
        raise refusal
    if not about:
        raise Conflict("calls.about_needed", field="about")
    today = working_days(session).day_of(now)
    if back is not None:
        _note(session, actor, back, today, now)
    for each in (CALL, *sorted(set(about))):
        _count(session, today, each)


def last_call_back_day(session: Session, today: date) -> date:
    """Until when a call back can be promised."""
    return working_days(session).after(today, CALL_BACK_WITHIN)


def _note(session: Session, actor: ActorRef, back: BackTo, today: date, now: datetime) -> None:
    note, last = tidy_text(back.note), last_call_back_day(session, today)
    if not note:
        raise Conflict("calls.note_needed", field="note")
    if len(note) > NOTE_LETTERS:
        raise Conflict("calls.note_too_long", field="note", letters=NOTE_LETTERS)
    if back.due is None or not today <= back.due <= last:
        raise Conflict("calls.day_needed", field="due", last=last)
    key16 = secrets.token_bytes(16)
    session.add(
        CallBack(
            key16=key16,
            subject=back.where,
            scope=back.scope,
            sealed_note=seal(session, {"note": note}, key16=key16),
            due=back.due,
            by_id=actor.account_id,
            made_at=now,
        )
    )
    session.flush()


def _count(session: Session, day: date, about: str) -> None:
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    one = insert(CallDay).values(day=day, about=about, calls=1)
    session.execute(
        one.on_conflict_do_update(
            index_elements=[CallDay.day, CallDay.about], set_={"calls": CallDay.calls + 1}
        )
    )


def settle_call_back(session: Session, *, actor: ActorRef, back_id: int) -> None:
    """The call back was made, or is not wanted: its note goes for good.

    Raises:
        NotFound: somebody settled it before, or it was too old.
        NotAllowed: neither facilitator nor clerk there.
    """
    back = session.get(CallBack, back_id, with_for_update=True, populate_existing=True)
    if back is None:
        raise NotFound("calls.no_call_back")
    if refusal := refuse_to_write_down(actor, back.scope):
        raise refusal
    session.delete(back)
    session.flush()


def forget_old_calls(session: Session, *, now: datetime) -> None:
    """Notes of call backs go after 30 days, made or not."""
    old = now - timedelta(days=CALL_BACK_DAYS)
    session.execute(delete(CallBack).where(CallBack.made_at < old))
