"""The votes that trustees opened away from the server, checked against the box in memory.

Nothing of it is written here, and nothing is kept. Source: docs/rules/trustees.md section 5.4.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.core.canonical import sha256
from pbplatform.core.errors import Conflict
from pbplatform.core.progress import Parts, Progress, nobody, telling
from pbplatform.core.slow_work import slow
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.domain.ballots import Terms
from pbplatform.rounds.models import Round
from pbplatform.trustees.domain.signing import signed_text, signers
from pbplatform.trustees.queries import frozen_trustees
from pbplatform.voting import queries
from pbplatform.voting.domain.digests import Digests
from pbplatform.voting.domain.opened_file import NotOpenedFile, OpenedFile, hash_of, read_opened
from pbplatform.voting.domain.opened_list import OpenedBallot, OpenedList
from pbplatform.voting.domain.sealing import (
    CANNOT_COUNT,
    NO_TRACKER_INSIDE,
    PlainBallot,
    SealingKey,
    encode_ballot,
    is_tracker,
    stand_in_of,
)
from pbplatform.voting.queries.box import held_by
from pbplatform.voting.queries.checks import refuse_other_log, refuse_round
from pbplatform.voting.queries.work import Part, rows_to_check
from pbplatform.voting.services.open_urn import OpenedUrn, judge

FIELD = "file"


@dataclass(frozen=True)
class Brought:
    """A list that fits the box, and the shares that opened it.

    Attributes:
        list_sha256: what trustees type.
        shares, signatures: of the shares whose signature is right, in order; as hex.
    """

    opened: OpenedUrn
    list_sha256: bytes
    shares: tuple[int, ...]
    signatures: tuple[str, ...]


def _wrong(code: str, **told: object) -> Conflict:
    return Conflict(code, field=FIELD, **told)


@slow
def check_brought(
    session: Session, folder: Path, round_: Round, raw: bytes, parts: Parts = nobody
) -> Brought:
    """What was brought, when it is the whole box, judged as we judge, and signed by k shares.

    Args:
        folder: with the marks of the logs.
        parts: told that the round is checked, and then the list.
    Raises:
        Conflict: what is wrong with it (`trustees.file_…`), or a check of the round finds
            something.
    """
    try:
        file = read_opened(raw)
    except NotOpenedFile as error:
        raise _wrong("trustees.file_unreadable") from error
    if file.slug != round_.slug:
        raise _wrong("trustees.file_other_round")
    refuse_other_log(session, round_, folder)
    refuse_round(session, round_, parts(Part.CHECKING, rows_to_check(session, round_)))
    frozen, dealt = rounds.definition(session, round_.id), frozen_trustees(session, round_.id)
    if frozen is None or dealt is None:
        raise Conflict("trustees.none")
    if file.definition_sha256 != sha256(bytes(frozen.body)):
        raise _wrong("trustees.file_other_ballot")
    held = held_by(session, round_.id, separated=True)
    if file.envelopes_sha256 != held.sha256:
        raise _wrong("trustees.file_other_box")
    key, tell = queries.sealing_key(session, round_), parts(Part.READING, len(held))
    ballots = _ballots(file, held, key, frozen.told.terms, tell)
    digest = hash_of(file.rows)
    text = signed_text(file.slug, file.definition_sha256, file.envelopes_sha256, digest)
    signed = signers(dict(enumerate(dealt.points, 1)), file.signatures, text)
    if len(signed) < dealt.need:
        raise _wrong("trustees.file_signatures", found=len(signed), need=dealt.need)
    return Brought(
        OpenedUrn(ballots, file.envelopes_sha256, file.damaged),
        digest,
        tuple(signed),
        tuple(file.signatures[number].hex() for number in signed),
    )


def _ballots(
    file: OpenedFile, held: Digests, key: SealingKey, terms: Terms, tell: Progress
) -> OpenedList:
    """The rows as ballots; as many as the box holds, in order, each as we judge it ourselves."""
    if len(file.rows) != len(held):
        raise _wrong("trustees.file_count", found=len(file.rows), held=len(held))
    in_box = all(digest in held for digest in file.damaged)
    if list(file.damaged) != sorted(set(file.damaged)) or not in_box:
        raise _wrong("trustees.file_damaged")
    rows = enumerate(telling(file.rows, tell), 1)
    ballots = OpenedList(_ballot(n, row, key, terms) for n, row in rows)
    if not ballots.came_in_order:
        raise _wrong("trustees.file_order")
    shut = Counter(one.tracker for one in ballots if one.invalid in NO_TRACKER_INSIDE)
    if shut != Counter(stand_in_of(digest) for digest in file.damaged):
        raise _wrong("trustees.file_damaged")
    return ballots


def _ballot(place: int, row: Any, key: SealingKey, terms: Terms) -> OpenedBallot:
    try:
        tracker, choices, reason = row
        if not isinstance(tracker, str) or not isinstance(reason, str):
            raise ValueError("not a row")
        ballot = key.kind.read(choices)
        if ballot.listed() != choices:
            raise ValueError("not written as choices are")
        if reason in NO_TRACKER_INSIDE:
            if choices or not is_tracker(tracker):
                raise ValueError("choices of a vote that cannot be opened, or not its hash")
            return OpenedBallot(tracker, ballot, reason)
        cannot = reason if reason in CANNOT_COUNT.values() and not choices else ""
        plain = PlainBallot(ballot, tracker, cannot)
        encode_ballot(plain, key.size)  # else no closed vote of this round held it
    except (ValueError, TypeError) as error:
        raise _wrong("trustees.file_row", row=place) from error
    judged = judge(plain, terms)
    if judged.invalid != reason:
        raise _wrong("trustees.file_judged", row=place)
    return judged
