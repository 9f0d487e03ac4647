"""Freezing a round's definition together with its urn. Source: docs/rules/voting.md section 2."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.rounds import services as rounds
from pbplatform.rounds.kinds import RoundLog
from pbplatform.rounds.models import Round, RoundDefinition
from pbplatform.voting.services.roll import refuse_unfinished_roll


def freeze_and_open(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    urn_key: bytes,
    now: datetime,
    seen: str | None = None,
) -> RoundDefinition:
    """Freeze the definition and begin the ballot log with it; voting follows by the clock.

    Args:
        urn_key: public point of the round's key, made by the key store outside the transaction.
        seen: the facts that the person confirmed, as for `rounds.services.freeze`.
    Raises:
        NotAllowed, Conflict: as `rounds.services.freeze`; or the roll is not finished.
    """
    frozen = rounds.freeze(
        session, actor=actor, round_id=round_id, urn_key=urn_key, now=now, seen=seen
    )
    refuse_unfinished_roll(session, round_id)  # the round is locked: nobody adds any more
    round_ = session.get_one(Round, round_id)
    log_id = audit.ensure_log(session, round_.path)
    audit.append_now(
        session,
        log_id,
        {
            "kind": str(RoundLog.DEFINITION_FROZEN),
            "round": round_.slug,
            "sha256": frozen.sha256.hex(),
            "definition": frozen.body.decode(),
        },
    )
    return frozen
