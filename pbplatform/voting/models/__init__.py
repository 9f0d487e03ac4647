"""The roll, the urn, and what is published after it was opened (rulings 7, 20-26).

No row of a vote has a time or a serial number, and none refers to an account except `roll_account`,
which a person makes to vote by signing in. Every key begins with the round.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base
from pbplatform.core.privacy import not_personal, personal
from pbplatform.rounds.domain.ballots import entries

ON_ROLL, ON_PAPER, STRUCK_OFF = "open", "paper", "struck"
PERSON, PAPER = "person", "paper"  # how a closed vote came
RUNNING, DONE, STOPPED = "running", "done", "stopped"  # an import of a register's file
LOST, ADDED = "lost", "added"  # what a spare letter was used for


class RollEntry(Base):
    """One voter of a round: a number, whether an envelope is in the box, nothing else."""

    __tablename__ = "roll"
    __table_args__ = (
        CheckConstraint(f"state IN ('{ON_ROLL}', '{ON_PAPER}', '{STRUCK_OFF}')", name="state"),
        Index("uq_roll_register", "round_id", "register_hash", unique=True),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    voter_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(6), default=ON_ROLL, info=not_personal())
    marked: Mapped[bool] = mapped_column(default=False)
    letter: Mapped[int] = mapped_column(
        default=1, server_default="1", comment="which letter counts, the first being 1"
    )
    reissued: Mapped[bool] = mapped_column(
        default=False,
        server_default=false(),
        comment="votes by a spare letter, which puts in a first envelope and replaces none",
    )
    register_hash: Mapped[bytes | None] = mapped_column(
        LargeBinary(32),
        info=personal(
            why="so that importing the register again finds the same voter (a keyed hash)",
            seen_by="nobody",
            until="its key is destroyed with the key of the box",
        ),
    )


class RollProof(Base):
    """The code of a letter, as its keyed hash; a lost letter's row is cancelled, never deleted."""

    __tablename__ = "roll_proof"
    __table_args__ = (
        Index("ix_roll_proof_voter", "round_id", "voter_no"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    proof_hash: Mapped[bytes] = mapped_column(
        LargeBinary(32), primary_key=True, info=not_personal()
    )
    voter_no: Mapped[int]
    cancelled: Mapped[bool] = mapped_column(default=False)
    cancelled_on: Mapped[date | None] = mapped_column(
        Date, comment="the day, which the cancelled letter is told"
    )


class RollStrike(Base):
    """A voter who was struck, and that they were put back; a row is never changed otherwise.

    Whose vote stays in the box (`left` is false) goes on being counted on the roll.
    Source: docs/rules/voting.md section 1.
    """

    __tablename__ = "roll_strike"
    __table_args__ = {"sqlite_with_rowid": False}

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    voter_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    strike_no: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="one for each act, in the round"
    )
    why: Mapped[str] = mapped_column(String(12), info=not_personal())
    was: Mapped[str] = mapped_column(String(6), comment="state before", info=not_personal())
    left: Mapped[bool] = mapped_column(comment="no vote stays in the box")
    taken_out: Mapped[bool] = mapped_column(default=False, comment="a vote left the box with it")
    late: Mapped[bool] = mapped_column(comment="after the freeze, by two people")
    struck_on: Mapped[date] = mapped_column(Date)
    instead: Mapped[int | None] = mapped_column(
        comment="the number that the same person has or gets"
    )
    put_back_on: Mapped[date | None] = mapped_column(Date)
    put_back_late: Mapped[bool] = mapped_column(default=False)


class RollObjection(Base):
    """Somebody says that the roll is wrong about them, and how a clerk answered in public."""

    __tablename__ = "roll_objection"
    __table_args__ = (
        CheckConstraint("about IN ('missing', 'struck', 'other')", name="about"),
        CheckConstraint("outcome IN ('', 'done', 'stays')", name="outcome"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    about: Mapped[str] = mapped_column(String(8), info=not_personal())
    words: Mapped[str] = mapped_column(
        Text,
        info=personal(
            why="so that a clerk can look whether the roll is right",
            seen_by="staff of the round",
            until="the objection is answered",
        ),
    )
    objected_on: Mapped[date] = mapped_column(Date)
    outcome: Mapped[str] = mapped_column(
        String(6), default="", comment="empty while it is open", info=not_personal()
    )
    reason: Mapped[str] = mapped_column(
        Text, default="", comment="the public answer, without names", info=not_personal()
    )
    answered_on: Mapped[date | None] = mapped_column(Date)
    answers: Mapped[int] = mapped_column(default=0, comment="how often it was answered")


class RollSpare(Base):
    """A sealed spare letter: its number stands outside, its code inside, and it is nobody's yet.

    Two people bind it to a voter; nobody on our side sees its code then or before.
    """

    __tablename__ = "roll_spare"
    __table_args__ = (
        CheckConstraint(f"used IN ('', '{LOST}', '{ADDED}')", name="used"),
        UniqueConstraint("round_id", "proof_hash"),
        Index("ix_roll_spare_used", "round_id", "used"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    spare_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    proof_hash: Mapped[bytes] = mapped_column(LargeBinary(32), info=not_personal())
    used: Mapped[str] = mapped_column(String(5), default="", info=not_personal())
    voter_no: Mapped[int | None]


class LetterWish(Base):
    """Somebody asked on the telephone for another letter; two others give it, or nobody."""

    __tablename__ = "letter_wish"
    __table_args__ = (
        CheckConstraint("settled IN ('', 'done', 'dropped')", name="settled"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    wish_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    voter_no: Mapped[int]
    asked_on: Mapped[date] = mapped_column(Date)
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), comment="who took the call")
    settled: Mapped[str] = mapped_column(
        String(8), default="", comment="empty while it is open", info=not_personal()
    )


class LetterFile(Base):
    """A file for the printer that was made: one person took the file, another takes its key."""

    __tablename__ = "letter_file"
    __table_args__ = {"sqlite_with_rowid": False}

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    file_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first_voter: Mapped[int]
    last_voter: Mapped[int] = mapped_column(comment="less than the first when there is none")
    first_spare: Mapped[int]
    last_spare: Mapped[int] = mapped_column(comment="less than the first when there is none")
    added: Mapped[bool] = mapped_column(comment="its voters were added with it")
    imported: Mapped[bool] = mapped_column(
        default=False,
        server_default=false(),
        comment="no file: its voters came from a register's file and had no letters then",
    )
    taken_back: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_role: Mapped[str] = mapped_column(String(20), info=not_personal())
    sealed_key: Mapped[bytes | None] = mapped_column(LargeBinary, info=not_personal())
    key_taken_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class RollImport(Base):
    """An import of a register's file: what the worker has to add, as keyed hashes and counts."""

    __tablename__ = "roll_import"
    __table_args__ = (
        CheckConstraint(f"state IN ('{RUNNING}', '{DONE}', '{STOPPED}')", name="state"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    import_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(8), default=RUNNING, info=not_personal())
    hashes: Mapped[bytes | None] = mapped_column(
        LargeBinary,
        info=personal(
            why="who is to be added, as keyed hashes of 32 bytes each, until they are",
            seen_by="nobody",
            until="the import ends",
        ),
        deferred=True,
    )
    total: Mapped[int] = mapped_column(comment="voters to add")
    done: Mapped[int] = mapped_column(default=0, comment="voters added so far")
    first_voter: Mapped[int]
    unchanged: Mapped[int] = mapped_column(comment="were on the roll already")
    missing: Mapped[int] = mapped_column(comment="on the roll, from a file, and not in this one")
    missing_numbers: Mapped[str] = mapped_column(
        Text,
        default="",
        comment="their voter numbers, as ranges, the first 5,000; emptied when stale",
        info=not_personal(),
    )
    left_out: Mapped[int] = mapped_column(comment="rows with mistakes")
    key_check: Mapped[bytes] = mapped_column(LargeBinary(8), info=not_personal())
    number_column: Mapped[str] = mapped_column(String(300), info=not_personal())
    state_column: Mapped[str] = mapped_column(String(300), info=not_personal())
    area_column: Mapped[str] = mapped_column(String(300), info=not_personal())
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_role: Mapped[str] = mapped_column(String(20), info=not_personal())
    by_operator: Mapped[bool] = mapped_column(comment="by the command line, for this person")

    @property
    def last_voter(self) -> int:
        """Less than the first when nobody is added."""
        return self.first_voter + self.total - 1


class RollAccount(Base):
    """A signed-in person's own number on the roll, linked by them with their letter's code."""

    __tablename__ = "roll_account"
    __table_args__ = (
        UniqueConstraint("round_id", "voter_no"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    voter_no: Mapped[int] = mapped_column(
        info=personal(
            why="so that signing in is proof enough the next time",
            seen_by="nobody",
            until="the urn is opened",
        )
    )


class UrnEnvelope(Base):
    """One sealed vote. The key is the rule: one live envelope for each voter of a round."""

    __tablename__ = "urn"
    __table_args__ = (
        UniqueConstraint("round_id", "env_hash"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str] = mapped_column(String(8), primary_key=True, info=not_personal())
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    envelope: Mapped[bytes] = mapped_column(LargeBinary, info=not_personal())
    env_hash: Mapped[bytes] = mapped_column(LargeBinary(32), info=not_personal())
    nonce_hash: Mapped[bytes] = mapped_column(LargeBinary(32), info=not_personal())
    replaced_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), info=not_personal())


class SupersededEnvelope(Base):
    """Hashes that left the box before the close, so that an old box code gets a true answer."""

    __tablename__ = "urn_superseded"
    __table_args__ = {"sqlite_with_rowid": False}

    round_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    env_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True, info=not_personal())
    taken_out: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="by two people, not by a newer vote"
    )


class SeparatedEnvelope(Base):
    """An envelope apart from its voter: no kind, no slot, no nonce; in order of its hash.

    Nobody but trustees and auditors is shown it: published, it would outlive the key's destruction.
    Source: docs/rules/ceremony.md section 6.
    """

    __tablename__ = "envelope_separated"
    __table_args__ = {"sqlite_with_rowid": False}

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    env_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True, info=not_personal())
    envelope: Mapped[bytes] = mapped_column(LargeBinary, info=not_personal())


class PublishedBallot(Base):
    """A ballot after opening. `copy` tells apart two ballots that carry the same tracker."""

    __tablename__ = "ballot_public"
    __table_args__ = (
        Index(
            "ix_ballot_public_invalid",
            *("round_id", "invalid"),
            sqlite_where=text("invalid <> ''"),
            postgresql_where=text("invalid <> ''"),
        ),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    tracker: Mapped[str] = mapped_column(String(16), primary_key=True, info=not_personal())
    copy: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    choices: Mapped[str] = mapped_column(
        Text, comment="project numbers, ascending, with commas", info=not_personal()
    )
    invalid: Mapped[str] = mapped_column(
        String(20),
        default="",
        comment="why it does not count; empty when it does",
        info=not_personal(),
    )

    @property
    def entries(self) -> list[str]:
        """Its choices one by one, as the list writes them."""
        return entries(self.choices)


class LotNumber(Base):
    """The dice number that settles ties: rolled in public, typed by two people."""

    __tablename__ = "lot_number"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    digits: Mapped[str] = mapped_column(String(40), info=not_personal())
    first_by: Mapped[str] = mapped_column(
        String(80),
        info=personal(why="two people answer for the lot", seen_by="everybody", until="kept"),
    )
    first_key: Mapped[str] = mapped_column(String(40), info=not_personal())
    first_role: Mapped[str] = mapped_column(
        String(20), default="", server_default="", info=not_personal()
    )
    confirmed: Mapped[bool] = mapped_column(default=False)
