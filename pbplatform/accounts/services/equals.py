"""Asking somebody to be facilitator beside oneself. Source: docs/rules/accounts.md section 8."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.pairs import Pair
from pbplatform.accounts.kinds import AccountLog, Role
from pbplatform.accounts.models import Account, RoleGrant, RoleInvitation
from pbplatform.accounts.policies import (
    refuse_to_answer_offer,
    refuse_to_offer,
    refuse_to_take_offer_back,
)
from pbplatform.accounts.queries import email_of, names_of, standing_of
from pbplatform.accounts.services.ending import end_handed_over
from pbplatform.accounts.services.roles import grant_accepted
from pbplatform.accounts.services.signing_in import ensure_account
from pbplatform.audit import services as audit
from pbplatform.core.actor import PLACE, ActorRef
from pbplatform.core.canonical import instant_text
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.outbox import announce

DAYS_TO_ACCEPT = 14


@dataclass(frozen=True)
class Offer:
    """What is offered to whom.

    Attributes:
        where: the scope by `kind` and `name` as `scope_words` reads it, for the mail.
        last_day: the last whole day of the role in the place, for the mail.
        hands_over: the offerer's own grant of the same role, that ends on acceptance.
    """

    email: str
    name: str
    scope: str
    title: str
    expires_at: datetime
    where: Mapping[str, str]
    last_day: date | None = None
    hands_over: int | None = None


def offer_role(
    session: Session, *, actor: ActorRef, offer: Offer, now: datetime, pair: Pair | None = None
) -> RoleInvitation | None:
    """Ask somebody to be facilitator of a scope; the role begins when they accept.

    Args:
        pair: the facilitator and the auditor who confirmed, for the whole place.
    Returns:
        The offer; None where the person asked for their own role to last longer, which two people
        have then decided already.
    Raises:
        NotAllowed: not a facilitator there.
        Conflict: the expiry has passed, the person holds the role until then, was asked already,
            or one's own role is to be longer without an auditor.
    """
    refusal = refuse_to_offer(actor, scope=offer.scope, expires_at=offer.expires_at, now=now)
    if refusal:
        raise refusal
    person = ensure_account(session, email=offer.email, name=offer.name.strip())
    # Two presses of one button wait for each other here.
    session.refresh(person, with_for_update=True)
    asker = actor.account_id or 0
    if person.id == asker and pair is None:
        raise Conflict("offer.yourself", field="email")
    _refuse_what_is_there(session, person.id, offer, now)
    invitation = RoleInvitation(
        account_id=person.id,
        role=Role.FACILITATOR,
        scope=offer.scope,
        title=offer.title.strip(),
        expires_at=offer.expires_at,
        asked_by=asker,
        confirmed_by=_auditor_of(pair),
        hands_over=_own_grant(session, actor, offer, now),
        asked_at=now,
        lapses_at=now + timedelta(days=DAYS_TO_ACCEPT),
    )
    session.add(invitation)
    session.flush()
    acting = pair.actor if pair else actor
    if person.id == asker:
        _begin(session, invitation, actor=acting, now=now)
        return None
    _record(session, AccountLog.ROLE_OFFERED, invitation, actor=acting, now=now)
    _ask_to_accept(session, invitation, offer, name=actor.name, now=now)
    return invitation


def _ask_to_accept(
    session: Session, invitation: RoleInvitation, offer: Offer, *, name: str, now: datetime
) -> None:
    announce(
        session,
        "accounts:role_offered",
        now=now,
        to=email_of(session, invitation.account_id),
        role=invitation.role,
        where=dict(offer.where),
        until=str(offer.last_day or ""),
        name=name,
        path=f"/offers/{invitation.handle}",
        lapses=instant_text(invitation.lapses_at),
    )


def _auditor_of(pair: Pair | None) -> int | None:
    """Which of the two acts as auditor."""
    if pair is None:
        return None
    return next(
        (each.account_id for each in (pair.first, pair.second) if each.role == Role.AUDITOR), None
    )


def _refuse_what_is_there(session: Session, account_id: int, offer: Offer, now: datetime) -> None:
    held = select(RoleGrant).where(
        RoleGrant.account_id == account_id,
        RoleGrant.role == Role.FACILITATOR,
        RoleGrant.scope == offer.scope,
    )
    for grant in session.scalars(held):
        if grant.holds(now) and grant.expires_at >= offer.expires_at:
            raise Conflict("role.held_already", field="email")
    waiting = select(RoleInvitation.id).where(
        RoleInvitation.account_id == account_id,
        RoleInvitation.scope == offer.scope,
        RoleInvitation.waiting_at(now),
    )
    if session.scalar(waiting.limit(1)) is not None:
        raise Conflict("offer.waits_already", field="email")


def _own_grant(session: Session, actor: ActorRef, offer: Offer, now: datetime) -> int | None:
    """The grant that is handed over, if it is the offerer's own and the same role."""
    if offer.hands_over is None:
        return None
    grant = session.get(RoleGrant, offer.hands_over)
    fits = (
        grant is not None
        and grant.account_id == actor.account_id
        and (grant.role, grant.scope) == (Role.FACILITATOR, offer.scope)
        and grant.holds(now)
    )
    if not fits:
        raise NotFound("role.not_found")
    return offer.hands_over


def accept_offer(session: Session, *, actor: ActorRef, offer_id: int, now: datetime) -> RoleGrant:
    """Take the role one was asked to take; if it was handed over, the other's ends.

    Raises:
        NotFound: no such offer to this person.
        Conflict: taken back, lapsed, answered, or its offerer no longer holds the role.
    """
    invitation = _locked(session, offer_id)
    _refuse_to_answer(session, invitation, actor, now)
    return _begin(session, invitation, actor=actor, now=now)


def _begin(
    session: Session, invitation: RoleInvitation, *, actor: ActorRef, now: datetime
) -> RoleGrant:
    invitation.state, invitation.decided_at = "accepted", now
    people = [invitation.account_id, invitation.asked_by, invitation.confirmed_by or 0]
    names = names_of(session, people)
    told: dict[str, object] = {"asked_by": names[invitation.asked_by]}
    if invitation.confirmed_by:
        told["confirmed_by"] = names[invitation.confirmed_by]
    name = names[invitation.account_id]
    own = ActorRef("account", str(invitation.account_id), invitation.role, invitation.scope, name)
    by = own if actor.role == "resident" else actor
    grant = grant_accepted(
        session,
        actor=by,
        account_id=invitation.account_id,
        role=invitation.role,
        scope=invitation.scope,
        title=invitation.title,
        expires_at=invitation.expires_at,
        asked_by=invitation.asked_by,
        told=told,
        now=now,
    )
    if invitation.hands_over is not None:
        end_handed_over(session, actor=by, grant_id=invitation.hands_over, to=name, now=now)
    _tell_asker(session, invitation, "accounts:offer_accepted", name, now)
    return grant


def decline_offer(session: Session, *, actor: ActorRef, offer_id: int, now: datetime) -> None:
    """Say no to a role one was asked to take.

    Raises:
        NotFound, Conflict: as `accept_offer`.
    """
    invitation = _locked(session, offer_id)
    _refuse_to_answer(session, invitation, actor, now)
    invitation.state, invitation.decided_at = "declined", now
    _record(session, AccountLog.ROLE_DECLINED, invitation, actor=actor, now=now)
    name = names_of(session, [invitation.account_id])[invitation.account_id]
    _tell_asker(session, invitation, "accounts:offer_declined", name, now)


def take_offer_back(session: Session, *, actor: ActorRef, offer_id: int, now: datetime) -> None:
    """No longer ask; whoever was asked is told.

    Raises:
        NotFound: no such offer.
        NotAllowed: not a facilitator of its scope.
        Conflict: answered or lapsed.
    """
    invitation = _locked(session, offer_id)
    if refusal := refuse_to_take_offer_back(
        actor, scope=invitation.scope, waits=invitation.waits(now)
    ):
        raise refusal
    invitation.state, invitation.decided_at = "taken_back", now
    _record(session, AccountLog.ROLE_OFFER_TAKEN_BACK, invitation, actor=actor, now=now)
    if to := email_of(session, invitation.account_id):
        announce(
            session,
            "accounts:offer_taken_back",
            now=now,
            to=to,
            role=invitation.role,
            name=actor.name,
        )


def _locked(session: Session, offer_id: int) -> RoleInvitation:
    """The offer, locked, so that it is answered once."""
    found = session.get(RoleInvitation, offer_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("offer.not_found")
    return found


def _refuse_to_answer(
    session: Session, invitation: RoleInvitation, actor: ActorRef, now: datetime
) -> None:
    asked_by, scope = invitation.asked_by, invitation.scope
    still = standing_of(session, asked_by, Role.FACILITATOR, scope, now=now) is not None
    if refusal := refuse_to_answer_offer(
        actor,
        invited=invitation.account_id,
        waits=invitation.waits(now),
        still_offered=still,
    ):
        raise refusal


def _tell_asker(
    session: Session, invitation: RoleInvitation, kind: str, name: str, now: datetime
) -> None:
    if invitation.asked_by == invitation.account_id:
        return
    if to := email_of(session, invitation.asked_by):
        announce(session, kind, now=now, to=to, role=invitation.role, name=name)


def _record(
    session: Session,
    kind: AccountLog,
    invitation: RoleInvitation,
    *,
    actor: ActorRef,
    now: datetime,
) -> None:
    """Without a name: nobody is in the log before they agreed to the role."""
    audit.record(
        session,
        kind,
        actor=actor,
        subject=invitation.scope,
        now=now,
        role=invitation.role,
        expires=instant_text(invitation.expires_at),
    )


def auditors_besides(session: Session, account_ids: set[int], *, now: datetime) -> bool:
    """Whether somebody other than these is auditor of the place."""
    query = select(RoleGrant.account_id).where(
        RoleGrant.role == Role.AUDITOR, RoleGrant.scope == PLACE, RoleGrant.holding_at(now)
    )
    return any(each not in account_ids for each in session.scalars(query))


def invited_account(session: Session, email: str) -> int:
    """The account of an address; 0 where there is none yet."""
    found = session.scalar(select(Account.id).where(Account.email == email.strip().lower()))
    return found or 0
