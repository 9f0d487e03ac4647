"""Storing a count. Source: docs/rules/results.md."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.progress import Progress, untold
from pbplatform.results.domain.notes import MOST_SECONDS
from pbplatform.results.domain.tally import Tallied, TieOrderOf, tally
from pbplatform.results.models import Result
from pbplatform.results.services.provisional import begin_provisional
from pbplatform.results.services.storing import store_count
from pbplatform.results.services.telling import tell_of_count
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.rounds.policies import refuse_to_facilitate
from pbplatform.voting import queries as voting
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.queries.amendments import amendment_findings
from pbplatform.voting.queries.ballot_log import read_ballot_log
from pbplatform.voting.queries.box import reconcile
from pbplatform.voting.queries.checks import published_findings


def count_in_memory(
    session: Session, *, round_id: int, by_file: bool = False, tell: Progress = untold
) -> Tallied:
    """Count the published ballots of a round; reads only.

    Args:
        by_file: ties as an imported file lists its projects, for recounts of old elections.
        tell: told how many further rows were looked at, of as many as `rows_to_count` says.
    Raises:
        Conflict: the urn is not opened, there is no lot number, or what is published is not what
            the log names.
    """
    round_ = session.get_one(Round, round_id)
    frozen = rounds.definition(session, round_id)
    if round_.opened_at is None or frozen is None:
        raise Conflict("result.not_opened")
    _refuse_other_ballots(session, round_, tell)
    lot = voting.lot_number(session, round_id)
    if not by_file and (lot is None or not lot.confirmed):
        raise Conflict("lot.missing")
    groups = voting.ballot_groups(session, round_)
    order = TieOrderOf(None if by_file or lot is None else lot.digits)
    # A recount of an old election is timed and compared, not explained.
    return tally(
        frozen.told,
        groups,
        order,
        withdrawn=round_.withdrawn,
        seconds=0 if by_file else MOST_SECONDS,
    )


def _refuse_other_ballots(session: Session, round_: Round, tell: Progress) -> None:
    """Nothing is counted that is not what the log names."""
    told = read_ballot_log(session, round_, tell)
    for finding in (
        *published_findings(session, round_, told, tell),
        *amendment_findings(session, round_, told.amendments),
    ):
        raise finding


def publish_result(
    session: Session, *, actor: ActorRef, round_id: int, tallied: Tallied, now: datetime
) -> Result:
    """Store a count and tell everybody; it never changes afterwards.

    Raises:
        NotAllowed: not the round's facilitator.
        Conflict: not opened, or counted already.
    """
    round_ = session.scalars(
        select(Round)
        .where(Round.id == round_id)
        .with_for_update(of=Round)
        .execution_options(populate_existing=True)
    ).one()
    if refusal := refuse_to_facilitate(actor, round_):
        raise refusal
    if round_.opened_at is None:
        raise Conflict("result.not_opened")
    if round_.counted_at is not None:
        raise Conflict("result.counted_already")
    counts = reconcile(session, round_id)
    result = store_count(session, round_id, tallied, now, roll=counts.roll, voted=counts.envelopes)
    round_.counted_at = now
    begin_provisional(session, round_, now)
    told = {
        "sha256": tallied.sha256.hex(),
        "winners": [int(key) for key in tallied.result.winners],
        "valid": result.valid,
        "invalid": result.invalid,
        "spent_minor": result.spent_minor,
    }
    audit.append_now(
        session,
        audit.ensure_log(session, round_.path),
        {
            "kind": str(VoteLog.RESULT_COUNTED),
            "sha256": tallied.sha256.hex(),
            "result": tallied.document.decode(),
        },
    )
    audit.record(session, VoteLog.RESULT_COUNTED, actor=actor, subject=round_.path, now=now, **told)
    session.flush()
    tell_of_count(session, round_, now=now)
    return result
