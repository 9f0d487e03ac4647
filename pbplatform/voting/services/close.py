"""Closing the box, and the lot. Source: docs/rules/voting.md sections 5 and 6."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.accounts import services as two_people
from pbplatform.accounts.domain.acts import Asked
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.accounts.queries import waiting_acts
from pbplatform.audit import services as audit
from pbplatform.audit.models import SITE
from pbplatform.audit.services.tying import site_so_far, tie
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import instant_text
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.core.progress import Progress, untold
from pbplatform.core.undecided import paper_undecided
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.voting import queries
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import LotNumber
from pbplatform.voting.models.checking import AT_CLOSE
from pbplatform.voting.policies import CLOSERS, refuse_to_close, refuse_to_roll_lot
from pbplatform.voting.queries import pairing
from pbplatform.voting.queries.box import (
    BoxNumbers,
    Reconciliation,
    differences,
    fingerprint,
    reconcile,
)
from pbplatform.voting.queries.checks import refuse_round
from pbplatform.voting.queries.objections import refuse_open_objections
from pbplatform.voting.queries.pairing import (
    first_of_lot,
    refuse_first_of_lot,
    refuse_second_of_lot,
    typed_by_person,
)
from pbplatform.voting.queries.roll_root import roots_of
from pbplatform.voting.services.roll.rooting import root_roll
from pbplatform.voting.services.telling import tell_of_refused_numbers

CLOSE_ACT = "urn.close"


def to_close(session: Session, round_: Round) -> Asked:
    """What two people confirm: every number of the box, what lies in it, and one hash over both."""
    return Asked(round_.path, round_.scope, fingerprint(session, round_))


def _refuse(session: Session, actor: ActorRef, asked: Asked, now: datetime) -> DomainError | None:
    round_ = pairing.round_of(session, asked)
    if refusal := refuse_to_close(actor, round_, now):
        return refusal
    if refusal := refuse_open_objections(session, round_.id):
        return refusal
    if undecided := paper_undecided(session, round_.id):
        return Conflict("urn.paper_undecided", number=undecided)
    if to_close(session, round_) != asked:
        return Conflict("urn.numbers_changed")
    return refuse_differences(reconcile(session, round_.id))


def refuse_differences(counts: Reconciliation | BoxNumbers) -> Conflict | None:
    """Why nobody may confirm numbers that do not agree; None when they do."""
    for code in differences(counts):
        if code == "urn.more_paper_came_back":
            return Conflict(code, count=counts.papers.more_open)
        if code == "urn.more_paper_than_out":
            return Conflict(code, votes=counts.on_paper, out=counts.papers.out)
        online = counts.envelopes - counts.on_paper
        return Conflict(code, marked=counts.marked, envelopes=online)
    return None


def _perform(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    round_id = pairing.round_of(session, asked).id
    close_urn(session, pair=pair, round_id=round_id, now=now, seen=asked)


CLOSE = pairing.act_in_round(
    name=CLOSE_ACT,
    roles=CLOSERS,
    refuse=_refuse,
    perform=_perform,
    told=lambda asked: {"fingerprint": asked.facts["fingerprint"]},
)


def close_urn(
    session: Session,
    *,
    pair: Pair,
    round_id: int,
    now: datetime,
    seen: Asked | None = None,
    tell: Progress = untold,
) -> Reconciliation:
    """Take the round alone, put everything pending in the log, append the close entry.

    A round whose paper is not complete by an act of its own passes that here, by its own entry.

    Args:
        pair: the two people who confirmed the numbers.
        seen: what they confirmed; None where they named no numbers, as a command and a replay do.
        tell: told how many further rows were looked at, of as many as `rows_to_close` says.
    Raises:
        NotAllowed: not a clerk and an auditor.
        Conflict: the window is still open, it is closed already, an objection to the roll is open,
            the numbers changed, marks and envelopes differ, paper is undecided, or a check of the
            round finds something.
    Source: docs/rules/ceremony.md section 4.
    """
    round_ = lock_round(session, round_id)
    asked = seen or to_close(session, round_)
    for person in (pair.first, pair.second):
        # Under the lock no cast is under way: what both people saw still holds, or nothing is done.
        if refusal := _refuse(session, person, asked, now):
            raise refusal
    refuse_round(session, round_, tell)
    if round_.paper_complete_at is None:
        complete_paper(session, actor=pair.actor, round_=round_, now=now)
    counts = reconcile(session, round_id)
    told = {
        **_numbers(counts, asked),
        **queries.roll_changes(session, round_id).told,
        **_root(session, round_id, tell),
    }
    log_id = audit.ensure_log(session, round_.path)
    closing = {"kind": str(VoteLog.URN_CLOSED), "closed_at": instant_text(now), **told}
    round_.close_entry = audit.append_now(session, log_id, {**closing, **site_so_far(session)})
    round_.closed_at = now
    public = {"actor": pair.actor, "subject": round_.path, "now": now, **told, **pair.told}
    audit.record(session, VoteLog.URN_CLOSED, **public)
    tie(session, log_id, stage="closed", actor=pair.actor, now=now)
    session.flush()
    return counts


def _numbers(counts: Reconciliation, asked: Asked) -> dict[str, Any]:
    """What was in the box, and what the two people confirmed of it."""
    return {
        "roll": counts.roll,
        "marked": counts.marked,
        "envelopes": counts.envelopes,
        "paper": counts.paper,
        **{name: asked.facts[name] for name in _OF_THE_FINGERPRINT},
        **counts.papers.told,
    }


def _root(session: Session, round_id: int, tell: Progress) -> dict[str, Any]:
    """The root of the roll as it is at the close; nothing where the freeze had none."""
    return root_roll(session, round_id, AT_CLOSE, tell) if roots_of(session, round_id) else {}


_OF_THE_FINGERPRINT = ("by_kind", "struck", "superseded", "envelopes_sha256", "fingerprint")


def complete_paper(session: Session, *, actor: ActorRef, round_: Round, now: datetime) -> None:
    """Say in public that all paper that came in time is in the box or refused; none may be left.

    Raises:
        Conflict: some of it is undecided.
    """
    if undecided := paper_undecided(session, round_.id):
        raise Conflict("urn.paper_undecided", number=undecided)
    paper = reconcile(session, round_.id).paper
    round_.paper_complete_at = now
    log_id = audit.ensure_log(session, round_.path)
    audit.append_now(session, log_id, {"kind": str(VoteLog.PAPER_COMPLETE), "paper": paper})
    audit.record(
        session, VoteLog.PAPER_COMPLETE, actor=actor, subject=round_.path, now=now, paper=paper
    )
    # Two entries of one instant have no order of their own: this one is put before the close.
    audit.fold(session, audit.ensure_log(session, SITE))


def refuse_numbers(
    session: Session, *, actor: ActorRef, round_id: int, reason: str, now: datetime
) -> None:
    """Say in public, with a reason, that the numbers of the box are not right; it stays open.

    Raises:
        NotAllowed: not a clerk or an auditor.
        Conflict: the box cannot be closed now, or there is no reason.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_close(actor, round_, now):
        raise refusal
    if not reason.strip():
        raise Conflict("urn.reason_needed", field="reason")
    audit.record(
        session,
        VoteLog.NUMBERS_REFUSED,
        actor=actor,
        subject=round_.path,
        now=now,
        reason=reason.strip(),
        fingerprint=fingerprint(session, round_)["fingerprint"],
    )
    _nobody_asks_any_more(session, actor, round_, now)
    tell_of_refused_numbers(session, round_, reason=reason.strip(), now=now)
    session.flush()


def _nobody_asks_any_more(session: Session, actor: ActorRef, round_: Round, now: datetime) -> None:
    """Who confirmed the numbers is turned down, or takes it back."""
    for act in waiting_acts(session, now=now):
        if (act.act, act.subject) != (CLOSE_ACT, round_.path):
            continue
        if act.asked_by == actor.account_id:
            two_people.take_back(session, actor=actor, act_id=act.id, now=now)
        else:
            seen = act.facts_sha256.hex()
            two_people.turn_down(session, actor=actor, act_id=act.id, seen=seen, now=now)


class LotState(StrEnum):
    """What became of a typed lot number."""

    FIRST = "first"  # a second person must type the same
    STANDS = "stands"
    DIFFERS = "differs"  # both are forgotten and typed again


def _first_number(round_id: int, typed: str, actor: ActorRef) -> LotNumber:
    return LotNumber(
        round_id=round_id,
        digits=typed,
        first_by=actor.name or actor.role,
        first_key=f"{actor.kind}:{actor.key}",
        first_role=actor.role,
    )


def type_lot(
    session: Session, *, actor: ActorRef, round_id: int, digits: str, now: datetime
) -> LotState:
    """Type the dice number; the second person who types the same makes it count.

    Raises:
        NotAllowed: not staff of this round.
        Conflict: not 10 to 40 digits, the same person twice, or it stands already.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_roll_lot(actor, round_):
        raise refusal
    typed = "".join(digits.split())
    if not (typed.isdigit() and typed.isascii() and 10 <= len(typed) <= 40):
        raise Conflict("lot.ten_digits", field="digits")
    lot = session.get(LotNumber, round_id)
    if lot is not None and lot.confirmed:
        raise Conflict("lot.stands_already")
    first = first_of_lot(session, round_, lot, now) if lot else None
    # Nobody yet, or somebody whose role is over.
    if lot is None or (first is None and typed_by_person(lot)):
        if refusal := refuse_first_of_lot(session, round_, actor, now):
            raise refusal
        session.merge(_first_number(round_id, typed, actor))
        session.flush()
        return LotState.FIRST
    if lot.first_key == f"{actor.kind}:{actor.key}":
        raise Conflict("lot.second_person", field="digits")
    if refusal := refuse_second_of_lot(session, round_, lot, first, actor, now):
        raise refusal
    if lot.digits != typed:
        session.delete(lot)
        session.flush()
        return LotState.DIFFERS
    lot.confirmed = True
    round_.lot_at = now
    audit.record(
        session,
        VoteLog.LOT_SEEDED,
        actor=actor,
        subject=round_.path,
        now=now,
        digits=typed,
        first_by=lot.first_by,
        second_by=actor.name or actor.role,
        first_role=lot.first_role,
        second_role=actor.role,
    )
    return LotState.STANDS


def type_lot_for_two(
    session: Session, *, pair: Pair, round_id: int, digits: str, now: datetime
) -> None:
    """Type the dice number for two people by the command line; a number of one person goes.

    Raises:
        Conflict: not closed, opened already, not 10 to 40 digits, or it stands already.
    """
    lot = session.get(LotNumber, round_id)
    if lot is not None and not lot.confirmed:
        session.delete(lot)
        session.flush()
    for ref in (pair.first, pair.second):
        acting = ActorRef("command", ref.key, "operator", ref.scope, f"operator for {ref.name}")
        type_lot(session, actor=acting, round_id=round_id, digits=digits, now=now)
