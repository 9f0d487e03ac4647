"""The code of a slip makes a thing the person's own. Source: docs/rules/intake.md section 2."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import SYSTEM, ActorRef
from pbplatform.core.errors import Conflict, NotAllowed, NotFound
from pbplatform.intake.kinds import IntakeLog, ThingKind
from pbplatform.intake.models import SlipRow, Written
from pbplatform.intake.policies import refuse_new_slip, refuse_to_claim
from pbplatform.intake.queries import scope_of
from pbplatform.intake.services.slips import code_hash, new_code
from pbplatform.points.services import give_point_to
from pbplatform.proposals.services import give_idea_to


def claim(session: Session, *, actor: ActorRef, code: str, now: datetime) -> str:
    """Make the thing on a slip this person's; its path.

    They are told what comes of it by their account, so a postal address is forgotten. The caller
    counts tries first, in a transaction of its own (`CLAIMS`).

    Raises:
        NotAllowed: not signed in.
        Conflict: no such code, it was used before, or they wrote it down themselves.
    """
    hashed = code_hash(session, code)
    query = select(Written).where(Written.token_hash == hashed).with_for_update()
    written = session.scalar(query)
    if written is None:
        raise Conflict("intake.no_such_code", field="code")
    who = actor.account_id
    if (refusal := refuse_to_claim(actor, written)) or who is None:
        raise refusal or NotAllowed("account.sign_in_first")
    if written.kind == ThingKind.IDEA:
        give_idea_to(session, idea_id=written.thing_id, account_id=who)
    else:
        give_point_to(session, point_id=written.thing_id, account_id=who)
    written.claimed_at, written.claimed_by_id = now, who
    written.sealed_address = ""
    session.flush()
    # Who it is stays out of the log: they may have wanted no name.
    audit.record(session, IntakeLog.CLAIMED, actor=SYSTEM, subject=written.path, now=now)
    return written.path


def said_before_by(session: Session, code: str) -> str | None:
    """Where the code of a slip leads that says something again: it can be followed there."""
    query = select(SlipRow.path).where(SlipRow.token_hash == code_hash(session, code))
    return session.scalar(query)


def make_new_slip(session: Session, *, actor: ActorRef, path: str, now: datetime) -> str:
    """Another code for a slip that was lost; the old one is void. Returns the code.

    Raises:
        NotFound: nothing was written down there.
        NotAllowed: not a facilitator or clerk there.
        Conflict: it was claimed before.
    """
    written = session.get(Written, path, with_for_update=True, populate_existing=True)
    if written is None:
        raise NotFound("intake.not_found")
    if refusal := refuse_new_slip(actor, written, scope_of(session, written)):
        raise refusal
    code = new_code()
    written.token_hash, written.slip_by_id = code_hash(session, code), actor.account_id
    session.flush()
    audit.record(session, IntakeLog.NEW_SLIP, actor=actor, subject=path, now=now)
    return code
