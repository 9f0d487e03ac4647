"""Two people let an opening go on though many votes cannot be opened: in public, or not at all.

Source: docs/rules/voting.md section 6.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.accounts.domain.acts import Asked
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.accounts.kinds import Role
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.rounds.models import Round
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.queries import pairing
from pbplatform.voting.queries.box import held_by
from pbplatform.voting.services.open_urn import DAMAGE_ACT, OpenedUrn, too_many


def to_go_on(round_: Round, opened: OpenedUrn) -> Asked:
    """What is asked: how many votes cannot be opened, of how many, in exactly this box."""
    return Asked(round_.path, round_.scope, opened.damage)


def to_go_on_away(session: Session, round_: Round, damaged: int) -> Asked:
    """The same for a box that was opened away from here: the number is what its trustees say.

    It lets go on only a list that has just as many; the list itself is not here yet.

    Raises:
        Conflict: more than there are votes, or so few that nobody has to be asked.
    """
    held = held_by(session, round_.id, separated=True)
    if damaged > len(held):
        raise Conflict("urn.more_damaged_than_votes", field="damaged", held=len(held))
    if not too_many(damaged, len(held)):
        raise Conflict("urn.few_damaged", field="damaged")
    facts = {"damaged": damaged, "held": len(held), "fingerprint": held.sha256.hex()}
    return Asked(round_.path, round_.scope, facts)


def _refuse(session: Session, _actor: ActorRef, asked: Asked, _now: datetime) -> DomainError | None:
    round_ = pairing.round_of(session, asked)
    if round_.opened_at is not None:
        return Conflict("urn.opened_already")
    if round_.separated_at is None:
        return Conflict("urn.not_separated")
    held = held_by(session, round_.id, separated=True)
    if held.sha256.hex() != asked.facts["fingerprint"]:
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


def _told(asked: Asked) -> dict[str, object]:
    return {"damaged": asked.facts["damaged"], "held": asked.facts["held"]}


GO_ON = pairing.act_in_round(
    name=DAMAGE_ACT,
    roles=frozenset({Role.FACILITATOR, Role.AUDITOR}),
    refuse=_refuse,
    perform=_perform,
    told=_told,
)
