"""A vote goes into the box: sealed before the transaction, cast inside it.

Source: docs/rules/voting.md section 3.
"""

from __future__ import annotations

from sqlalchemy import Connection

from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, TooMany
from pbplatform.core.joined import Joined
from pbplatform.core.secrets import token_hash
from pbplatform.voting import queries
from pbplatform.voting.domain.sealed_words import Slip
from pbplatform.voting.domain.sealing import PlainBallot, read_envelope, seal
from pbplatform.voting.pages.limits import cast_too_often, one_cast
from pbplatform.voting.pages.page_parts import BallotPage
from pbplatform.voting.pages.promising import VoteInBox
from pbplatform.voting.pages.sealing_program import sealing_named
from pbplatform.voting.services.cast import (
    NOTHING_IN_BOX,
    Cast,
    CastReport,
    RoundChanged,
    cast_ballots,
)
from pbplatform.web.clock import deciding_clock
from pbplatform.web.frame import frame_is_told

# Votes that wait for the same turn go into the box together.
_casts: Joined[Cast, CastReport] = Joined()


def put_in_box(ballot: BallotPage, slip: Slip, sent: str) -> VoteInBox:
    """Seal outside the transaction, cast inside it; `sent` is what the browser sealed, or empty.

    Raises:
        RoundChanged: the ballot goes by a round that was judged before, and is another one by now.
    """
    frozen, sealing = ballot.round_.definition, sealing_named(ballot.round_)
    slug, definition = ballot.round_.slug, bytes(frozen.sha256) if frozen else b""
    round_id = ballot.round_.id
    tried = one_cast(round_id, slip.voter_no)
    vote = Cast.of(
        slip.voter_no,
        _envelope_by(ballot, slip, sent),
        token_hash(slip.nonce),
        bytes.fromhex(slip.expected) or NOTHING_IN_BOX,
        slip.letter,
        tried,
    )
    try:
        report = _cast(ballot, vote)
    except TooMany:
        raise cast_too_often(tried.until) from None
    if report.found.place is not None:
        frame_is_told(report.found.place)
    held = report.in_box[0]
    return VoteInBox(
        slug, definition, held.env_hash, report.at, sealing, repeated=held.repeated, once=held.once
    )


def _cast(ballot: BallotPage, vote: Cast) -> CastReport:
    """Cast it, with others that were prepared by the same round where they wait for one turn."""
    clock = deciding_clock()

    def cast(connection: Connection, votes: list[Cast]) -> list[CastReport]:
        report = cast_ballots(
            connection,
            round_id=ballot.round_.id,
            sealed=votes,
            clock=clock,
            prepared_by=ballot.judged,
        )
        return [CastReport(report.at, (one,), report.found) for one in report.in_box]

    # Of a round that was read for this vote alone each reader has an object of its own.
    return _casts.do((db.engine, id(ballot.judged or ballot)), vote.slot, vote, cast)


def _envelope_by(ballot: BallotPage, slip: Slip, sent: str) -> bytes:
    try:
        return _envelope(ballot, slip, sent)
    except Conflict:
        if ballot.judged:  # nobody is refused by a round that nobody read
            raise RoundChanged from None
        raise


def _envelope(ballot: BallotPage, slip: Slip, sent: str) -> bytes:
    key = queries.sealing_key_frozen(ballot.round_.definition)
    if not slip.browser_seals:
        ballot.check(slip.ballot)
        return seal(key, PlainBallot(slip.ballot, slip.tracker))
    try:
        return read_envelope(key, sent)
    except ValueError as error:
        raise Conflict("vote.envelope_broken") from error
