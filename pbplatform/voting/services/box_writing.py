"""What a cast writes: roll, box, ballot log, replaced hashes and the voter's tries.

PostgreSQL takes all of it in one statement. SQLite takes what there is to write in at most four:
its transaction holds the database alone, so what was read before still stands. Both are written
out: a vote is sent as it stands here, and nothing is put together for it.
What was replaced comes out of the statement that replaces, never from an earlier read.
Of many at once, SQLite takes those that replace nothing and are not counted as tries in four
statements for all of them; every other one goes its own way after them.
Source: docs/rules/voting.md sections 3 and 17.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.tries import add_try
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import ON_ROLL, PERSON

if TYPE_CHECKING:
    from pbplatform.voting.services.cast import Cast

NOTHING_IN_BOX = b"\x00" * 32
_TOGETHER = 5000  # votes that SQLite is sent in one statement


@dataclass(frozen=True)
class Written:
    """What was written of one cast.

    Attributes:
        once: the voter's letter puts in a first envelope and replaces none.
        env_hash: what lies in the box now; None when this cast put nothing in.
        replaced: hash of the envelope it replaced, None for a first vote.
        tries: how many the voter put in within the span, this one too; 0 when nobody counts.
        used: whether the envelope had been in the box before; None when nobody has asked yet.
    """

    slot: int
    once: bool
    env_hash: bytes | None
    replaced: bytes | None
    tries: int = 0
    used: bool | None = None


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
    if len(sealed) == 1:
        return _one_by_one(session, round_id, log_id, sealed)
    written: dict[int, Written] = {}
    for start in range(0, len(sealed), _TOGETHER):
        block = sealed[start : start + _TOGETHER]
        told = _first_votes(session, round_id, log_id, block)
        others = [cast for cast in block if cast.slot not in told]
        written |= told | _one_by_one(session, round_id, log_id, others)
        if len(written) < start + len(block):
            break  # the caller gives up the whole
    return written


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


_OF_VOTER = """
SELECT marked, reissued, EXISTS (
    SELECT 1 FROM urn_superseded WHERE round_id = roll.round_id AND env_hash = ?
) FROM roll WHERE round_id = ? AND voter_no = ? AND state = ? AND (? IS NULL OR letter = ?)
"""
_MARK = "UPDATE roll SET marked = 1 WHERE round_id = ? AND voter_no = ?"
# A first vote keeps what its form expected to find: nothing.
_PUT = """
INSERT INTO urn (round_id, kind, slot, envelope, env_hash, nonce_hash, replaced_hash)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (round_id, kind, slot) DO UPDATE SET
    envelope = excluded.envelope, replaced_hash = urn.env_hash,
    env_hash = excluded.env_hash, nonce_hash = excluded.nonce_hash
WHERE urn.nonce_hash <> excluded.nonce_hash
    AND (excluded.replaced_hash IS NULL OR excluded.replaced_hash = urn.env_hash)
RETURNING replaced_hash
"""
_LOG = "INSERT INTO log_pending (log_id, key16, body) VALUES (?, ?, ?)"
_SUPERSEDE = "INSERT INTO urn_superseded (round_id, env_hash, taken_out) VALUES (?, ?, 0)"


def _one_by_one(
    session: Session, round_id: int, log_id: int, sealed: Sequence[Cast]
) -> dict[int, Written]:
    send = session.connection().exec_driver_sql
    written = {}
    for cast in sealed:
        of_voter = (cast.env_hash, round_id, cast.slot, ON_ROLL, cast.letter, cast.letter)
        row = send(_OF_VOTER, of_voter).first()
        if row is None:
            break  # the caller gives up the whole
        marked, once, used = map(bool, row)
        if not marked:
            send(_MARK, (round_id, cast.slot))
        # A replaced letter puts in a first envelope and never replaces one, whatever its form says.
        expected = NOTHING_IN_BOX if once else cast.expected
        put = send(_PUT, (*cast.row(round_id).values(), expected)).first()
        if put is None:
            written[cast.slot] = Written(cast.slot, once, None, None)
            continue
        replaced = None if put[0] in (None, NOTHING_IN_BOX) else bytes(put[0])
        for entry in audit.pending_rows(log_id, [_entry(cast.env_hash, replaced)]):
            send(_LOG, (entry["log_id"], entry["key16"], entry["body"]))
        if replaced is not None:
            send(_SUPERSEDE, (round_id, replaced))
        tries = add_try(session, cast.tried) if cast.tried else 0
        written[cast.slot] = Written(cast.slot, once, cast.env_hash, replaced, tries, used)
    return written


# Voters on the roll of whom nothing is in the box, among those whose numbers are given.
_OF_VOTERS = """
SELECT voter_no, reissued, letter FROM roll
WHERE round_id = ? AND state = ? AND voter_no IN (SELECT value FROM json_each(?))
    AND NOT EXISTS (
        SELECT 1 FROM urn WHERE urn.round_id = roll.round_id AND urn.kind = ? AND slot = voter_no
    )
"""
_MARK_ALL = """
UPDATE roll SET marked = 1
WHERE round_id = ? AND NOT marked AND voter_no IN (SELECT value FROM json_each(?))
"""
_PUT_FIRST = """
INSERT INTO urn (round_id, kind, slot, envelope, env_hash, nonce_hash, replaced_hash)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""


def _first_votes(
    session: Session, round_id: int, log_id: int, sealed: Sequence[Cast]
) -> dict[int, Written]:
    """Put in those that replace nothing, together; what is left out goes its own way.

    A row that was not seen would break the key of the box, and nothing would be written. Whether
    an envelope was used before is left to be asked once all are in: another vote of this call may
    be the one that takes it out.
    """
    send = session.connection().exec_driver_sql
    asked = [cast.slot for cast in sealed if _replaces_nothing(cast)]
    rows = send(_OF_VOTERS, (round_id, ON_ROLL, json.dumps(asked), PERSON)) if asked else ()
    voters = {voter: (bool(once), letter) for voter, once, letter in rows}
    first = [
        cast
        for cast in sealed
        if cast.slot in voters
        and _replaces_nothing(cast)
        and cast.letter in (None, voters[cast.slot][1])
    ]
    if not first:
        return {}
    send(_MARK_ALL, (round_id, json.dumps([cast.slot for cast in first])))
    written = {
        cast.slot: Written(cast.slot, voters[cast.slot][0], cast.env_hash, None) for cast in first
    }
    expected = ((NOTHING_IN_BOX if written[cast.slot].once else cast.expected) for cast in first)
    send(
        _PUT_FIRST,
        [(*cast.row(round_id).values(), told) for cast, told in zip(first, expected, strict=True)],
    )
    entries = audit.pending_rows(log_id, (_entry(cast.env_hash) for cast in first))
    send(_LOG, [(entry["log_id"], entry["key16"], entry["body"]) for entry in entries])
    return written


def _replaces_nothing(cast: Cast) -> bool:
    """Whether its form was made for an empty box, or for any, and nobody counts its tries."""
    return cast.kind == PERSON and cast.tried is None and cast.expected in (None, NOTHING_IN_BOX)
