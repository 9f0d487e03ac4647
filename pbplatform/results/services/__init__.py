"""Storing a count. Source: docs/rules/results.md."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.results.domain.notes import MOST_SECONDS
from pbplatform.results.domain.tally import Tallied, TieOrderOf, tally
from pbplatform.results.models import Result, ResultRow
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.rounds.policies import refuse_to_facilitate
from pbplatform.voting import queries as voting
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.queries.amendments import amendment_findings
from pbplatform.voting.queries.ballot_log import read_ballot_log
from pbplatform.voting.queries.checks import published_findings
from pbplatform.voting.services.close import reconcile


def count_in_memory(session: Session, *, round_id: int, by_file: bool = False) -> Tallied:
    """Count the published ballots of a round; reads only.

    Args:
        by_file: ties as an imported file lists its projects, for recounts of old elections.
    Raises:
        Conflict: the urn is not opened, there is no lot number, or what is published is not what
            the log names.
    """
    round_ = session.get_one(Round, round_id)
    frozen = rounds.definition(session, round_id)
    if round_.opened_at is None or frozen is None:
        raise Conflict("result.not_opened")
    told = read_ballot_log(session, round_)
    for finding in (
        *published_findings(session, round_, told),
        *amendment_findings(session, round_, told.amendments),
    ):
        raise finding
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
    result = _store(session, round_id, tallied, now)
    round_.counted_at = now
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
    return result


def _store(session: Session, round_id: int, tallied: Tallied, now: datetime) -> Result:
    counts = reconcile(session, round_id)
    result = Result(
        round_id=round_id,
        counted_at=now,
        roll=counts.roll,
        envelopes=counts.marked,
        valid=tallied.result.ballots,
        invalid=counts.marked - tallied.result.ballots,
        with_a_winner=tallied.with_a_winner,
        budget_minor=tallied.result.budget_minor,
        spent_minor=tallied.result.spent_minor,
        ties=[
            {
                "projects": [int(key) for key in tie.projects],
                "settled_by": list(tie.settled_by),
                "changed_outcome": tie.changed_outcome,
            }
            for tie in tallied.result.ties
        ],
        compared=tallied.compared,
        document=tallied.document,
        sha256=tallied.sha256,
    )
    session.add(result)
    session.flush()
    position = {key: place for place, key in enumerate(tallied.result.winners, start=1)}
    ordered = sorted(
        tallied.result.outcomes,
        key=lambda outcome: (
            position.get(outcome.key, len(position) + 1),
            -outcome.score,
            int(outcome.key),
        ),
    )
    session.add_all(
        ResultRow(
            round_id=round_id,
            number=int(outcome.key),
            position=position.get(outcome.key),
            rank=rank,
            votes=outcome.score,
            cost_minor=outcome.cost_minor,
            reason=str(outcome.reason),
            numbers={**outcome.numbers, **tallied.notes.get(outcome.key, {})},
        )
        for rank, outcome in enumerate(ordered, start=1)
    )
    return result
