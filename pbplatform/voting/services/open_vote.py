"""Freezing a round's definition together with its urn. Source: docs/rules/voting.md section 2."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.review.queries.holding import unready_projects
from pbplatform.rounds import services as rounds
from pbplatform.rounds.kinds import RoundLog
from pbplatform.rounds.models import Round, RoundDefinition


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
        NotAllowed, Conflict: as `rounds.services.freeze`; or a project on the ballot has a price
            for another text, is priced again, or has a condition that is not met (review.md
            section 11.6).
    """
    frozen = rounds.freeze(
        session, actor=actor, round_id=round_id, urn_key=urn_key, now=now, seen=seen
    )
    # The round is locked by now: whoever prices a project again waits, or was first.
    if unready := unready_projects(session, round_id):
        numbers = ", ".join(str(each.number) for each in unready)
        raise Conflict("freeze.projects_not_ready", numbers=numbers)
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
