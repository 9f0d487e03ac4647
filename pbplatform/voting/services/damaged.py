"""Two people let an opening go on though many votes cannot be opened: in public, or not at all.

Source: docs/rules/voting.md section 6.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.acts import ActKind, Asked
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.accounts.kinds import Role
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import sha256
from pbplatform.core.errors import Conflict, DomainError, NotFound
from pbplatform.places.queries.public_roles import two_working_days_before
from pbplatform.rounds.models import Round
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.services.open_urn import DAMAGE_ACT, OpenedUrn, sealed_envelopes


def to_go_on(round_: Round, opened: OpenedUrn) -> Asked:
    """What is asked: how many votes cannot be opened, of how many, in exactly this box."""
    return Asked(round_.path, round_.scope, opened.damage)


def _round(session: Session, asked: Asked) -> Round:
    found = session.scalar(select(Round).where(Round.slug == asked.subject.partition("/")[2]))
    if found is None:
        raise NotFound("round.not_found")
    return found


def _refuse(session: Session, _actor: ActorRef, asked: Asked, _now: datetime) -> DomainError | None:
    round_ = _round(session, asked)
    if round_.closed_at is None:
        return Conflict("vote.still_open")
    if round_.opened_at is not None:
        return Conflict("urn.opened_already")
    digests = b"".join(digest for digest, _envelope in sealed_envelopes(session, round_.id))
    if sha256(digests).hex() != asked.facts["fingerprint"]:
        return Conflict("pair.other_facts")
    return None


def _perform(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    audit.record(
        session,
        VoteLog.DAMAGE_ACCEPTED,
        actor=pair.actor,
        subject=asked.subject,
        now=now,
        damaged=asked.facts["damaged"],
        held=asked.facts["held"],
        **pair.told,
    )


def _public_before(session: Session, asked: Asked, now: datetime) -> datetime:
    """The freeze, or two working days before: whichever lets more roles in."""
    lately, frozen = two_working_days_before(session, now), _round(session, asked).frozen_at
    return max(lately, frozen) if frozen else lately


def _told(asked: Asked) -> dict[str, object]:
    return {"damaged": asked.facts["damaged"], "held": asked.facts["held"]}


GO_ON = ActKind(
    name=DAMAGE_ACT,
    roles=frozenset({Role.FACILITATOR, Role.AUDITOR}),
    refuse=_refuse,
    perform=_perform,
    lately=two_working_days_before,
    public_before=_public_before,
    told=_told,
)
