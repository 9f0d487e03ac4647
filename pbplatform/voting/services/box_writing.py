"""What a cast writes: roll, box, ballot log, replaced hashes and the voter's tries.

PostgreSQL takes all of it in one statement. SQLite takes what there is to write in at most four:
its transaction holds the database alone, so what was read before still stands. Both are written
out: a vote is sent as it stands here, and nothing is put together for it.
What was replaced comes out of the statement that replaces, never from an earlier read.
Of many at once, SQLite takes those that replace nothing in a few statements for all of them; every
other one goes its own way after them.
Source: docs/rules/voting.md sections 3 and 17.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from pbplatform.audit import services as audit
from pbplatform.core.plain_statements import send
from pbplatform.core.tries import add_tries, add_try
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
    connection: Connection, round_id: int, log_id: int, sealed: Sequence[Cast]
) -> dict[int, Written]:
    """Mark the voters, put their envelopes in, and log them; by slot.

    A voter who may not vote here, or whose letter was cancelled since it was proved, is left out:
    then the caller gives up the transaction. The rows of the roll stay locked, so that a clerk
    cannot strike a voter meanwhile.

    Raises:
        IntegrityError: an envelope is in the box already, for another voter.
    """
    if connection.dialect.name == "postgresql":
        return _in_one_statement(connection, round_id, log_id, sealed)
    if len(sealed) == 1:
        return _one_by_one(connection, round_id, log_id, sealed)
    written: dict[int, Written] = {}
    for start in range(0, len(sealed), _TOGETHER):
        block = sealed[start : start + _TOGETHER]
        told = _first_votes(connection, round_id, log_id, block)
        others = [cast for cast in block if cast.slot not in told]
        written |= told | _one_by_one(connection, round_id, log_id, others)
        if len(written) < start + len(block):
            break  # the caller gives up the whole
    return written


def _entry(env_hash: bytes, replaced: bytes | None = None) -> dict[str, Any]:
    """The entry of the ballot log: no time, no voter."""
    told = {"kind": str(VoteLog.ENVELOPE_CAST), "h": env_hash.hex()}
    return told | ({"x": replaced.hex()} if replaced else {})


_FIELDS = {  # of a vote on its way into the box, with their types
    **{"kind": "text", "slot": "integer", "letter": "integer", "envelope": "bytea"},
    **{"env_hash": "bytea", "nonce_hash": "bytea", "expected": "bytea"},
    **{"key16": "bytea", "body": "bytea", "what": "text", "who": "bytea", "since": "timestamptz"},
}
# One vote, as most come: an array costs more to send and to read than what is in it.
_SENT_ONE = "SELECT " + ", ".join(
    f"CAST(%({name})s AS {kind}) AS {name}" for name, kind in _FIELDS.items()
)
_SENT_MANY = "SELECT * FROM unnest({}) AS sent({})".format(  # noqa: S608  # our own names
    ", ".join(f"CAST(%({name})s AS {kind}[])" for name, kind in _FIELDS.items()),
    ", ".join(_FIELDS),
)
# Of the entry, `x` stands last in the order of the log's bytes: it is put in before the bracket.
_WRITING = """
WITH sent AS (
    {sent}
), marked AS (
    UPDATE roll SET marked = true FROM sent
    WHERE roll.round_id = %(round_id)s AND roll.voter_no = sent.slot AND roll.state = %(on_roll)s
        AND (sent.letter IS NULL OR sent.letter = roll.letter)
    RETURNING roll.voter_no, roll.reissued
), put AS (
    INSERT INTO urn (round_id, kind, slot, envelope, env_hash, nonce_hash, replaced_hash)
    SELECT CAST(%(round_id)s AS integer), sent.kind, sent.slot, sent.envelope, sent.env_hash,
        sent.nonce_hash, CASE WHEN marked.reissued THEN %(nothing)s ELSE sent.expected END
    FROM sent JOIN marked ON marked.voter_no = sent.slot
    ON CONFLICT (round_id, kind, slot) DO UPDATE SET
        envelope = excluded.envelope, replaced_hash = urn.env_hash,
        env_hash = excluded.env_hash, nonce_hash = excluded.nonce_hash
    WHERE urn.nonce_hash <> excluded.nonce_hash
        AND (excluded.replaced_hash IS NULL OR excluded.replaced_hash = urn.env_hash)
    RETURNING slot, env_hash, nullif(replaced_hash, %(nothing)s) AS replaced
), gone AS (
    INSERT INTO urn_superseded (round_id, env_hash, taken_out)
    SELECT CAST(%(round_id)s AS integer), replaced, false FROM put WHERE replaced IS NOT NULL
), logged AS (
    INSERT INTO log_pending (log_id, key16, body)
    SELECT CAST(%(log_id)s AS integer), sent.key16,
        CASE WHEN put.replaced IS NULL THEN sent.body ELSE
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
"""
_WRITE_ONE, _WRITE_MANY = (_WRITING.replace("{sent}", sent) for sent in (_SENT_ONE, _SENT_MANY))


def _in_one_statement(
    connection: Connection, round_id: int, log_id: int, sealed: Sequence[Cast]
) -> dict[int, Written]:
    entries = audit.pending_rows(log_id, [_entry(cast.env_hash) for cast in sealed])
    rows = [_sent(cast, entry) for cast, entry in zip(sealed, entries, strict=True)]
    one = len(rows) == 1
    values = rows[0] if one else list(zip(*rows, strict=True))
    given = {
        "round_id": round_id,
        "log_id": log_id,
        "on_roll": ON_ROLL,
        "nothing": NOTHING_IN_BOX,
        **{
            name: value if one else list(value) for name, value in zip(_FIELDS, values, strict=True)
        },
    }
    statement = _WRITE_ONE if one else _WRITE_MANY
    return {
        slot: Written(slot, once, _bytes(digest), _bytes(replaced), counted or 0)
        for slot, once, digest, replaced, counted in send(connection, statement, given)
    }


def _sent(cast: Cast, entry: dict[str, Any]) -> tuple[Any, ...]:
    """The values of `_FIELDS`."""
    tried = cast.tried
    return (
        *(cast.kind, cast.slot, cast.letter, cast.envelope),
        *(cast.env_hash, cast.nonce_hash, cast.expected),
        *(entry["key16"], entry["body"]),
        *((tried.what, tried.who, tried.since) if tried else (None, None, None)),
    )


_USED = "SELECT 1 FROM urn_superseded WHERE round_id = {0} AND env_hash {1} LIMIT 1"


def are_used(connection: Connection, round_id: int, hashes: Sequence[bytes]) -> bool:
    """Whether an envelope lay in the box before, as far as it is committed by now."""
    if connection.dialect.name == "sqlite":
        for start in range(0, len(hashes), _TOGETHER):
            block = hashes[start : start + _TOGETHER]
            ask = _USED.format("?", f"IN ({', '.join('?' * len(block))})")
            if send(connection, ask, (round_id, *block)):
                return True
        return False
    ask, several = _USED.format("%(round_id)s", "= %(hash)s"), len(hashes) > 1
    if several:
        ask = _USED.format("%(round_id)s", "= ANY(%(hash)s)")
    given = {"round_id": round_id, "hash": list(hashes) if several else hashes[0]}
    return bool(send(connection, ask, given))


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
    connection: Connection, round_id: int, log_id: int, sealed: Sequence[Cast]
) -> dict[int, Written]:
    written = {}
    for cast in sealed:
        of_voter = (cast.env_hash, round_id, cast.slot, ON_ROLL, cast.letter, cast.letter)
        rows = send(connection, _OF_VOTER, of_voter)
        if not rows:
            break  # the caller gives up the whole
        marked, once, used = map(bool, rows[0])
        if not marked:
            send(connection, _MARK, (round_id, cast.slot))
        # A replaced letter puts in a first envelope and never replaces one, whatever its form says.
        expected = NOTHING_IN_BOX if once else cast.expected
        put = send(connection, _PUT, (*cast.row(round_id).values(), expected))
        if not put:
            written[cast.slot] = Written(cast.slot, once, None, None)
            continue
        before = put[0][0]
        replaced = None if before in (None, NOTHING_IN_BOX) else bytes(before)
        for entry in audit.pending_rows(log_id, [_entry(cast.env_hash, replaced)]):
            send(connection, _LOG, (entry["log_id"], entry["key16"], entry["body"]))
        if replaced is not None:
            send(connection, _SUPERSEDE, (round_id, replaced))
        tries = add_try(connection, cast.tried) if cast.tried else 0
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
    connection: Connection, round_id: int, log_id: int, sealed: Sequence[Cast]
) -> dict[int, Written]:
    """Put in those that replace nothing, together; what is left out goes its own way.

    A row that was not seen would break the key of the box, and nothing would be written. Whether
    an envelope was used before is left to be asked once all are in: another vote of this call may
    be the one that takes it out.
    """
    asked = [cast.slot for cast in sealed if _replaces_nothing(cast)]
    of_voters = (round_id, ON_ROLL, json.dumps(asked), PERSON)
    rows = send(connection, _OF_VOTERS, of_voters) if asked else ()
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
    send(connection, _MARK_ALL, (round_id, json.dumps([cast.slot for cast in first])))
    written = {
        cast.slot: Written(cast.slot, voters[cast.slot][0], cast.env_hash, None) for cast in first
    }
    expected = ((NOTHING_IN_BOX if written[cast.slot].once else cast.expected) for cast in first)
    puts = [
        (*cast.row(round_id).values(), told) for cast, told in zip(first, expected, strict=True)
    ]
    send(connection, _PUT_FIRST, puts, many=True)
    entries = audit.pending_rows(log_id, (_entry(cast.env_hash) for cast in first))
    logged = [(entry["log_id"], entry["key16"], entry["body"]) for entry in entries]
    send(connection, _LOG, logged, many=True)
    if counted := [cast for cast in first if cast.tried]:
        tries = add_tries(connection, [cast.tried for cast in counted if cast.tried])
        for cast, many in zip(counted, tries, strict=True):
            written[cast.slot] = replace(written[cast.slot], tries=many)
    return written


def _replaces_nothing(cast: Cast) -> bool:
    """Whether its form was made for an empty box, or for any."""
    return cast.kind == PERSON and cast.expected in (None, NOTHING_IN_BOX)
