"""The root of a roll with the tree below it, and how many people checked something of a vote.

Source: docs/rules/voting.md sections 13 and 15.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base
from pbplatform.core.privacy import not_personal

AT_FREEZE, AT_CLOSE = "freeze", "close"  # the two instants whose roll has a root


class RollRoot(Base):
    """The root over all rows of a roll at one instant, and the secret of which its salts are made.

    Whoever has the secret and the roll can make the root again. It is emptied with the key of the
    box; then the root binds nothing any more that anybody could still try.
    """

    __tablename__ = "roll_root"
    __table_args__ = (
        CheckConstraint(f"stage IN ('{AT_FREEZE}', '{AT_CLOSE}')", name="stage"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    stage: Mapped[str] = mapped_column(String(6), primary_key=True, info=not_personal())
    rows: Mapped[int] = mapped_column(comment="how many leaves, one for each row of the roll")
    root: Mapped[bytes] = mapped_column(LargeBinary(32), info=not_personal())
    secret: Mapped[bytes | None] = mapped_column(
        LargeBinary(32), comment="32 random bytes; every salt is made of it", info=not_personal()
    )


class RollTile(Base):
    """256 hashes side by side of the tree over a roll: what a voter's proof is made of.

    Leaves stand in the order of their hashes, which tells nothing of a voter. They go with the
    secret of their root.
    """

    __tablename__ = "roll_tile"
    __table_args__ = (
        ForeignKeyConstraint(["round_id", "stage"], ["roll_root.round_id", "roll_root.stage"]),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stage: Mapped[str] = mapped_column(String(6), primary_key=True, info=not_personal())
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first: Mapped[bytes] = mapped_column(
        LargeBinary(32), comment="its first hash, by which a leaf is found", info=not_personal()
    )
    hashes: Mapped[bytes] = mapped_column(LargeBinary, info=not_personal())


class LookCount(Base):
    """How many different codes somebody looked up, of one kind in one round.

    While it counts there are a secret and a field of bits, of which one is set for each code: which
    code it was can be asked of the bits only by whoever has the code and the secret, and when it
    was looked up stands nowhere. When it ends both are emptied and the number stays.
    """

    __tablename__ = "look_count"
    __table_args__ = (
        CheckConstraint("kind IN ('box', 'tracker', 'name')", name="kind"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str] = mapped_column(String(7), primary_key=True, info=not_personal())
    secret: Mapped[bytes | None] = mapped_column(LargeBinary(32), info=not_personal())
    bits: Mapped[bytes | None] = mapped_column(LargeBinary, info=not_personal())
    counted: Mapped[int] = mapped_column(default=0, comment="different codes, as far as bits tell")
