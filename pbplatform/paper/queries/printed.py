"""What printed matter of a round reads. Source: docs/rules/printing.md sections 4 and 5."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.proposals.models import Proposal
from pbplatform.proposals.queries import ProposalRow, proposal_rows
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.domain.definition import Definition
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.venues.models import RoundWays
from pbplatform.venues.queries.places import VenueView, venues_of
from pbplatform.venues.queries.ways import ways_of


@dataclass(frozen=True)
class FrozenBallot:
    """The list that voters decide on.

    Attributes:
        fingerprint: the first letters of the definition's hash, as pages of the vote show them.
    """

    told: Definition
    projects: list[BallotProject]
    fingerprint: str


def frozen_ballot(session: Session, round_: Round) -> FrozenBallot:
    """The ballot of a round from its freeze on.

    Raises:
        NotFound: nothing is frozen yet, so nothing of it is printed.
    """
    frozen = rounds.definition(session, round_.id)
    if frozen is None:
        raise NotFound("round.not_frozen")
    projects = rounds.ballot_projects(session, round_.id)
    return FrozenBallot(frozen.told, projects, frozen.sha256.hex()[:16])


def proposals_on_ballot(session: Session, round_: Round) -> dict[int, ProposalRow]:
    """The proposals that projects were made of, by number; imported projects have none."""
    query = select(Proposal).where(Proposal.round_id == round_.id, Proposal.state == "on_ballot")
    return {row.proposal.number: row for row in proposal_rows(session, query)}


def standing_ways(session: Session, round_: Round) -> tuple[RoundWays | None, list[VenueView]]:
    """What was said of the ways to vote, and the voting places that were not taken away."""
    places = [view for view in venues_of(session, round_.id) if view.venue.taken_away_at is None]
    return ways_of(session, round_.id), places
