"""The root of a roll, a voter's proof, and whether the roll is still the one below the root.

Source: docs/rules/voting.md section 13.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.audit.domain.tree import (
    hashes_in,
    inclusion_proof,
    node_in_tile,
    tile_root,
)
from pbplatform.core.progress import Progress, telling, untold
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.roll_tree import PlaceProof, Row, leaf_of, salt_of, tree_of
from pbplatform.voting.models import ON_PAPER, ON_ROLL, STRUCK_OFF, RollEntry
from pbplatform.voting.models.checking import AT_CLOSE, AT_FREEZE, RollRoot, RollTile

_BLOCK = 5000


def rows_of_roll(session: Session, round_id: int) -> Iterator[Row]:
    """Every row of a roll, struck ones too."""
    query = select(RollEntry.voter_no, RollEntry.state, RollEntry.marked)
    own = query.where(RollEntry.round_id == round_id).execution_options(yield_per=_BLOCK)
    for voter, state, marked in session.execute(own):
        yield Row(voter, state, marked)


def rows_to_root(session: Session, round_id: int) -> int:
    """How many rows the root at the close will have; 0 where the freeze had none."""
    return _rows(session, round_id) if roots_of(session, round_id) else 0


def rows_below_root(session: Session, round_id: int) -> int:
    """How many rows `is_the_roll_of_root` reads; 0 where nobody can say."""
    root = roots_of(session, round_id).get(AT_CLOSE)
    return 0 if root is None or root.secret is None else _rows(session, round_id)


def _rows(session: Session, round_id: int) -> int:
    own = RollEntry.round_id == round_id
    return session.scalar(select(func.count()).select_from(RollEntry).where(own)) or 0


def roots_of(session: Session, round_id: int) -> dict[str, RollRoot]:
    """The roots of a roll by their stage; none where the ballot was frozen before there were."""
    query = select(RollRoot).where(RollRoot.round_id == round_id)
    return {root.stage: root for root in session.scalars(query)}


def proof_of(session: Session, round_: Round, stage: str, row: Row) -> PlaceProof | None:
    """What shows that this row stands below the root of this stage.

    None where there is no such root, its secret is gone, or the row does not stand below it: then
    what we say now is not what the log was told.
    """
    root = roots_of(session, round_.id).get(stage)
    if root is None or root.secret is None:
        return None
    secret = bytes(root.secret)
    place = _place(session, root, leaf_of(secret, row))
    if place is None:
        return None

    @lru_cache(maxsize=64)
    def tile(level: int, number: int) -> list[bytes]:
        return hashes_in(bytes(session.get_one(RollTile, (round_.id, stage, level, number)).hashes))

    def node(level: int, at: int) -> bytes:
        tile_level, number, start, end = node_in_tile(level, at)
        return tile_root(tile(tile_level, number)[start:end])

    return PlaceProof(
        round_=round_.slug,
        stage=stage,
        rows=root.rows,
        root=bytes(root.root),
        row=row,
        salt=salt_of(secret, row.voter),
        place=place,
        hashes=tuple(inclusion_proof(node, place, root.rows)),
    )


def _place(session: Session, root: RollRoot, leaf: bytes) -> int | None:
    """The index of a leaf; leaves ascend, so that one tile can hold it."""
    own = (
        RollTile.round_id == root.round_id,
        RollTile.stage == root.stage,
        RollTile.level == 0,
        RollTile.first <= leaf,
    )
    found = session.execute(
        select(RollTile.n, RollTile.hashes).where(*own).order_by(RollTile.n.desc()).limit(1)
    ).first()
    if found is None:
        return None
    hashes = hashes_in(bytes(found.hashes))
    return found.n * 256 + hashes.index(leaf) if leaf in hashes else None


def proof_at_freeze(session: Session, round_: Round, voter: int) -> PlaceProof | None:
    """What shows in which state this number was on the roll at the freeze; nobody had voted then.

    None also where the number was added later.
    """
    for state in (ON_ROLL, STRUCK_OFF, ON_PAPER):
        if proof := proof_of(session, round_, AT_FREEZE, Row(voter, state, marked=False)):
            return proof
    return None


def is_the_roll_of_root(session: Session, round_id: int, tell: Progress = untold) -> bool:
    """Whether the roll is still the one whose root stands in the log since the close.

    True where there is no such root, or its secret is gone: then nobody can say.

    Args:
        tell: told how many further rows were read.
    """
    root = roots_of(session, round_id).get(AT_CLOSE)
    if root is None or root.secret is None:
        return True
    tree = tree_of(bytes(root.secret), telling(rows_of_roll(session, round_id), tell))
    return (tree.rows, tree.root) == (root.rows, bytes(root.root))
