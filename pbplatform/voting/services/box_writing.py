"""What a cast writes: roll, box, ballot log, replaced hashes and the voter's tries.

PostgreSQL takes all of it in one statement. SQLite takes what there is to write in at most four:
its transaction holds the database alone, so what was read before still stands.
What was replaced comes out of the statement that replaces, never from an earlier read.
Source: docs/rules/voting.md sections 3 and 17.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, or_, select, text, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.models import LogPending
from pbplatform.core.tries import add_try
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import ON_ROLL, RollEntry, SupersededEnvelope, UrnEnvelope

if TYPE_CHECKING:
    from pbplatform.voting.services.cast import Cast

NOTHING_IN_BOX = b"\x00" * 32


@dataclass(frozen=True)
class Written:
    """What was written of one cast.

    Attributes:
        once: the voter's letter puts in a first envelope and replaces none.
        env_hash: what lies in the box now; None when this cast put nothing in.
        replaced: hash of the envelope it replaced, None for a first vote.
        tries: how many the voter put in within the span, this one too; 0 when nobody counts.
    """

    slot: int
    once: bool
    env_hash: bytes | None
    replaced: bytes | None
    tries: int = 0


def write_casts(
    session: Session, round_id: int, log_id: int, sealed: Sequence[Cast]
) -> dict[int, Written]:
    """Mark the voters, put their envelopes in, and log them; by slot.

    A voter who may not vote here, or whose letter was cancelled since it was proved, is left out:
    then the caller gives up the transaction. The rows of the roll stay locked, so that a clerk
    cannot strike a voter meanwhile.

    Raises:
        IntegrityError: an envelope is in the box already, for another voter.
    """
    if session.get_bind().dialect.name == "postgresql":
        return _in_one_statement(session, round_id, log_id, sealed)
    return _one_by_one(session, round_id, log_id, sealed)


def _entry(env_hash: bytes, replaced: bytes | None = None) -> dict[str, Any]:
    """The entry of the ballot log: no time, no voter."""
    told = {"kind": str(VoteLog.ENVELOPE_CAST), "h": env_hash.hex()}
    return told | ({"x": replaced.hex()} if replaced else {})


# Of the entry, `x` stands last in the order of the log's bytes: it is put in before the bracket.
_ONE_STATEMENT = text("""
WITH sent AS (
    SELECT * FROM unnest(
        CAST(:kinds AS text[]), CAST(:slots AS integer[]), CAST(:letters AS integer[]),
        CAST(:envelopes AS bytea[]), CAST(:hashes AS bytea[]), CAST(:nonces AS bytea[]),
        CAST(:expected AS bytea[]), CAST(:keys AS bytea[]), CAST(:bodies AS bytea[]),
        CAST(:whats AS text[]), CAST(:whos AS bytea[]), CAST(:sinces AS timestamptz[])
    ) AS sent(
        kind, slot, letter, envelope, env_hash, nonce_hash, expected, key16, body, what, who, since
    )
), marked AS (
    UPDATE roll SET marked = true FROM sent
    WHERE roll.round_id = :round_id AND roll.voter_no = sent.slot AND roll.state = :on_roll
        AND (sent.letter IS NULL OR sent.letter = roll.letter)
    RETURNING roll.voter_no, roll.reissued
), put AS (
    INSERT INTO urn (round_id, kind, slot, envelope, env_hash, nonce_hash, replaced_hash)
    SELECT CAST(:round_id AS integer), sent.kind, sent.slot, sent.envelope, sent.env_hash,
        sent.nonce_hash, CASE WHEN marked.reissued THEN :nothing ELSE sent.expected END
    FROM sent JOIN marked ON marked.voter_no = sent.slot
    ON CONFLICT (round_id, kind, slot) DO UPDATE SET
        envelope = excluded.envelope, replaced_hash = urn.env_hash,
        env_hash = excluded.env_hash, nonce_hash = excluded.nonce_hash
    WHERE urn.nonce_hash <> excluded.nonce_hash
        AND (excluded.replaced_hash IS NULL OR excluded.replaced_hash = urn.env_hash)
    RETURNING slot, env_hash, nullif(replaced_hash, :nothing) AS replaced
), gone AS (
    INSERT INTO urn_superseded (round_id, env_hash, taken_out)
    SELECT CAST(:round_id AS integer), replaced, false FROM put WHERE replaced IS NOT NULL
), logged AS (
    INSERT INTO log_pending (log_id, key16, body)
    SELECT CAST(:log_id AS integer), sent.key16, CASE WHEN put.replaced IS NULL THEN sent.body ELSE
        substring(sent.body FROM 1 FOR length(sent.body) - 1)
        || convert_to(',"x":"' || encode(put.replaced, 'hex') || '"}', 'UTF8') END
    FROM put JOIN sent ON sent.slot = put.slot
), counted AS (
    INSERT INTO try_count (what, who, since, tries)
    SELECT sent.what, sent.who, sent.since, 1 FROM put JOIN sent ON sent.slot = put.slot
    WHERE sent.who IS NOT NULL
    ON CONFLICT (what, who, since) DO UPDATE SET tries = try_count.tries + 1
    RETURNING who, tries
)
SELECT marked.voter_no, marked.reissued, put.env_hash, put.replaced, counted.tries
FROM marked JOIN sent ON sent.slot = marked.voter_no
LEFT JOIN put ON put.slot = marked.voter_no
LEFT JOIN counted ON counted.who = sent.who
""")


def _in_one_statement(
    session: Session, round_id: int, log_id: int, sealed: Sequence[Cast]
) -> dict[int, Written]:
    entries = audit.pending_rows(log_id, [_entry(cast.env_hash) for cast in sealed])
    tries = [cast.tried for cast in sealed]
    given = {
        "round_id": round_id,
        "log_id": log_id,
        "on_roll": ON_ROLL,
        "nothing": NOTHING_IN_BOX,
        "kinds": [cast.kind for cast in sealed],
        "slots": [cast.slot for cast in sealed],
        "letters": [cast.letter for cast in sealed],
        "envelopes": [cast.envelope for cast in sealed],
        "hashes": [cast.env_hash for cast in sealed],
        "nonces": [cast.nonce_hash for cast in sealed],
        "expected": [cast.expected for cast in sealed],
        "keys": [entry["key16"] for entry in entries],
        "bodies": [entry["body"] for entry in entries],
        "whats": [tried and tried.what for tried in tries],
        "whos": [tried and tried.who for tried in tries],
        "sinces": [tried and tried.since for tried in tries],
    }
    return {
        slot: Written(slot, once, _bytes(digest), _bytes(replaced), counted or 0)
        for slot, once, digest, replaced, counted in session.connection().execute(
            _ONE_STATEMENT, given
        )
    }


def _bytes(told: Any) -> bytes | None:
    return None if told is None else bytes(told)


def _one_by_one(
    session: Session, round_id: int, log_id: int, sealed: Sequence[Cast]
) -> dict[int, Written]:
    may = dict(_may_vote(session, round_id, sealed))
    if len(may) != len(sealed):
        return {}
    connection = session.connection()
    if fresh := [slot for slot, row in may.items() if not row.marked]:
        given = [{"of_round": round_id, "of_voter": slot} for slot in fresh]
        connection.execute(_MARK, given[0] if len(given) == 1 else given)
    put = _put_in(session, round_id, sealed, may)
    if put:
        bodies = [_entry(digest, replaced) for digest, replaced in put.values()]
        connection.execute(_LOG, audit.pending_rows(log_id, bodies))
    if gone := [replaced for _digest, replaced in put.values() if replaced]:
        rows = [{"round_id": round_id, "env_hash": each, "taken_out": False} for each in gone]
        connection.execute(_SUPERSEDE, rows)
    written = {}
    for cast in sealed:
        digest, replaced = put.get(cast.slot, (None, None))
        counts = digest is not None and cast.tried is not None
        tries = add_try(session, cast.tried) if counts and cast.tried else 0
        once = bool(may[cast.slot].reissued)
        written[cast.slot] = Written(cast.slot, once, digest, replaced, tries)
    return written


_MARK = (
    update(RollEntry.__table__)  # type: ignore[arg-type]
    .where(RollEntry.round_id == bindparam("of_round"), RollEntry.voter_no == bindparam("of_voter"))
    .values(marked=True)
)
_LOG, _SUPERSEDE = insert(LogPending), insert(SupersededEnvelope)
_ON_ROLL_HERE = select(
    RollEntry.voter_no, RollEntry.letter, RollEntry.marked, RollEntry.reissued
).where(
    RollEntry.state == ON_ROLL,
    RollEntry.round_id == bindparam("of_round"),
    RollEntry.voter_no.in_(bindparam("voters", expanding=True)),
)


def _may_vote(session: Session, round_id: int, sealed: Sequence[Cast]) -> Iterator[tuple[int, Any]]:
    """The rows of those who may vote here, by a letter that still counts."""
    letters = {cast.slot: cast.letter for cast in sealed}
    given = {"of_round": round_id, "voters": list(letters)}
    for row in session.connection().execute(_ON_ROLL_HERE, given):
        if letters[row.voter_no] in (None, row.letter):
            yield row.voter_no, row


_FRESH = sqlite_insert(UrnEnvelope)
_UPSERT = _FRESH.on_conflict_do_update(
    index_elements=[UrnEnvelope.round_id, UrnEnvelope.kind, UrnEnvelope.slot],
    set_={
        "envelope": _FRESH.excluded.envelope,
        "replaced_hash": UrnEnvelope.env_hash,
        "env_hash": _FRESH.excluded.env_hash,
        "nonce_hash": _FRESH.excluded.nonce_hash,
    },
    where=(UrnEnvelope.nonce_hash != _FRESH.excluded.nonce_hash)
    & or_(
        _FRESH.excluded.replaced_hash.is_(None),
        _FRESH.excluded.replaced_hash == UrnEnvelope.env_hash,
    ),
).returning(UrnEnvelope.slot, UrnEnvelope.env_hash, UrnEnvelope.replaced_hash)


def _put_in(
    session: Session, round_id: int, sealed: Sequence[Cast], may: dict[int, Any]
) -> dict[int, tuple[bytes, bytes | None]]:
    """One UPSERT; what lies in the box now, and what it replaced, by slot.

    A replaced letter puts in a first envelope and never replaces one, whatever its form says. A
    first vote keeps what its form expected to find: nothing.
    """
    rows = []
    for cast in sealed:
        expected = NOTHING_IN_BOX if may[cast.slot].reissued else cast.expected
        rows.append(cast.row(round_id) | {"replaced_hash": expected})
    result = session.connection().execute(_UPSERT, rows[0] if len(rows) == 1 else rows)
    return {
        row.slot: (
            bytes(row.env_hash),
            None if row.replaced_hash in (None, NOTHING_IN_BOX) else bytes(row.replaced_hash),
        )
        for row in result
    }
