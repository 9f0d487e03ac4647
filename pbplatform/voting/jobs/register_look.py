"""A register's file beside the roll, before anything is written; for the page and the command.

Source: docs/rules/voting.md section 11.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pbplatform.core.canonical import canonical_json, sha256
from pbplatform.core.errors import Conflict
from pbplatform.core.table_files.reading import Table
from pbplatform.rounds.models import Round
from pbplatform.voting import queries
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.domain.registers.doubts import Numbers
from pbplatform.voting.domain.registers.hashing import check_of, hashes_of
from pbplatform.voting.domain.registers.sifting import (
    Layout,
    Sifted,
    as_hashed,
    check_layout,
    header_of,
    sift,
    words_in,
)
from pbplatform.voting.queries import register
from pbplatform.voting.queries.roll_history import size_of_last_round
from pbplatform.voting.services.roll import ImportWanted


def register_key(session: Session, store: KeyStore, round_: Round) -> bytes:
    """The key of the round's hashes, made before its first import.

    Raises:
        Conflict: voters were hashed under a key that is not on this machine.
    """
    newest = register.newest_import(session, round_.id)
    if newest is None:
        return store.make_register_key(round_.slug)
    key = store.register_key(round_.slug)
    if key is None or check_of(key) != newest.key_check:
        raise Conflict("register.key_not_here")
    return key


def voter_of_number(session: Session, store: KeyStore, round_: Round, typed: str) -> int:
    """The number on the roll of who has this number in the register; it is kept nowhere (11.19).

    Raises:
        Conflict: no register was read in, its key is not here, or nobody has this number.
    """
    if register.newest_import(session, round_.id) is None:
        raise Conflict("register.none_read")
    (digest,) = hashes_of(register_key(session, store, round_), [as_hashed(typed)])
    voter = register.voter_of_hash(session, round_.id, digest)
    if voter is None:
        raise Conflict("register.nobody_has_it", field="register")
    return voter


@dataclass(frozen=True)
class Looked:
    """A file beside the roll, before anything is written."""

    table: Table
    layout: Layout
    sifted: Sifted
    matched: register.Matched
    numbers: Numbers
    roll_seen: str
    key_check: bytes

    @property
    def seen(self) -> str:
        """Everything that the page shows, as one hash that it carries."""
        told = {
            "roll": self.roll_seen,
            "new": sha256(b"".join(self.matched.new)).hex(),
            "in_file": self.numbers.in_file,
            "unchanged": self.matched.unchanged,
            "missing": sha256(repr(self.matched.missing).encode()).hex(),
            "faults": len(self.sifted.faults),
            "gone": self.sifted.gone,
        }
        return sha256(canonical_json(told)).hex()

    @property
    def wanted(self) -> ImportWanted:
        """What is asked of the service."""
        return ImportWanted(
            new=self.matched.new,
            unchanged=self.matched.unchanged,
            missing=self.matched.missing,
            left_out=len(self.sifted.faults),
            key_check=self.key_check,
            columns=chosen_names(self.table, self.layout),
            seen=self.roll_seen,
        )

    @property
    def areas(self) -> Counter[str]:
        return self.sifted.areas


def look(
    session: Session,
    store: KeyStore,
    round_: Round,
    table: Table,
    layout: Layout,
    expected: int | None = None,
) -> Looked:
    """Put a file beside the roll; nothing is written.

    Raises:
        Conflict: a column that cannot be what it was chosen for, or the key is not here.
    """
    check_layout(table, layout)
    if layout.state is not None:
        words_in(table, layout.state, header=layout.header)
    key = register_key(session, store, round_)
    sifted = sift(table, layout)
    found = register.matched(session, round_.id, hashes_of(key, sifted.numbers))
    numbers = Numbers(
        in_file=len(sifted.numbers),
        present=found.present,
        new=len(found.new),
        missing=len(found.missing),
        from_no_file=found.from_no_file,
        last_round=size_of_last_round(session, round_) or None,
        expected=expected,
    )
    seen = queries.roll_seen(session, round_.id)
    return Looked(table, layout, sifted, found, numbers, seen, check_of(key))


def chosen_names(table: Table, layout: Layout) -> tuple[str, str, str]:
    """Names of the columns for number, state and area, to be remembered; empty without names."""
    first = header_of(table) if layout.header else []

    def name(place: int | None) -> str:
        return first[place] if place is not None and place < len(first) else ""

    return name(layout.number), name(layout.state), name(layout.area)
