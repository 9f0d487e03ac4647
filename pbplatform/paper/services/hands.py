"""Who gave out papers in a round never logs returned ones. Source: docs/rules/paper.md 2.5."""

from __future__ import annotations

from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.paper.kinds import Hand
from pbplatform.paper.models.handing import PaperHand


def remember_hand(session: Session, *, round_id: int, actor: ActorRef, did: Hand) -> None:
    """Remember what somebody did with papers in this round, once.

    The caller holds the round's lock and has asked the policy, so the two never meet.
    """
    if actor.account_id is None:
        return
    key = (round_id, actor.account_id)
    if session.get(PaperHand, key, populate_existing=True) is None:
        session.add(PaperHand(round_id=round_id, account_id=actor.account_id, did=did))
        session.flush()
