"""The root of a roll, made at the freeze and at the close. Source: docs/rules/voting.md 13."""

from __future__ import annotations

import secrets
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.progress import Progress, telling, untold
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.roll_tree import tree_of
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models.checking import AT_FREEZE, RollRoot, RollTile
from pbplatform.voting.queries.roll_history import struck_numbers
from pbplatform.voting.queries.roll_root import rows_of_roll

_TILES_AT_ONCE = 500


def root_roll(
    session: Session, round_id: int, stage: str, tell: Progress = untold
) -> dict[str, Any]:
    """Make and keep the tree over the roll as it is now; what entries of both logs tell of it.

    The caller holds the lock of the round, so that nobody votes, is added or struck meanwhile. Each
    root has a secret of its own: else whoever was shown a salt once could try it against the later
    root.

    Args:
        tell: told how many further rows are in the tree, for whoever waits.
    """
    secret = secrets.token_bytes(32)
    tree = tree_of(secret, telling(rows_of_roll(session, round_id), tell))
    session.add(
        RollRoot(round_id=round_id, stage=stage, rows=tree.rows, root=tree.root, secret=secret)
    )
    session.flush()
    tiles = (
        {
            "round_id": round_id,
            "stage": stage,
            "level": tile.level,
            "n": tile.number,
            "first": tile.hashes[:32],
            "hashes": tile.hashes,
        }
        for tile in tree.tiles
    )
    while block := list(islice(tiles, _TILES_AT_ONCE)):
        session.execute(insert(RollTile), block)
    return {"roll_rows": tree.rows, "roll_root": tree.root.hex()}


def record_root(
    session: Session, round_: Round, rooted: dict[str, Any], *, actor: ActorRef, now: datetime
) -> None:
    """Say in the site log what the root of the roll was when the ballot was frozen."""
    audit.record(
        session,
        VoteLog.ROLL_ROOTED,
        actor=actor,
        subject=round_.path,
        now=now,
        stage=AT_FREEZE,
        rows=rooted["roll_rows"],
        root=rooted["roll_root"],
        struck=len(struck_numbers(session, round_.id)),
    )
