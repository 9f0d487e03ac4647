"""What printed matter of a round reads. Source: docs/rules/printing.md sections 4 and 5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import queries as log
from pbplatform.core.errors import NotFound
from pbplatform.proposals.models import Proposal
from pbplatform.proposals.queries import ProposalRow, proposal_rows
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.domain.amendments import instant_of
from pbplatform.rounds.domain.definition import Definition
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.venues.models import RoundWays
from pbplatform.venues.queries.places import VenueView, venues_of
from pbplatform.venues.queries.ways import ways_of
from pbplatform.voting.kinds import VoteLog


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


@dataclass(frozen=True)
class LettersMade:
    """One thing that the public log tells of the letters of a round.

    Attributes:
        letters: how many were made; 0 where a key was taken.
        again: they replace letters whose file was lost.
        file: number of the file whose key was taken; None where letters were made.
        role, name: who did it; the log names only who acts in public.
    """

    at: datetime
    letters: int
    again: bool
    file: int | None
    role: str
    name: str


_LETTERS = (VoteLog.ROLL_IMPORTED, VoteLog.LETTERS_MADE, VoteLog.ROLL_CODE_CANCELLED)
_MOST_READ = 500


def letters_made(session: Session, round_: Round) -> list[LettersMade]:
    """What the log tells of the letters of a round, newest first; what waits is not in it yet."""
    found = []
    read = log.search(session, about=round_.path, family="vote", newest=_MOST_READ)
    for entry in read:
        if entry.kind not in (*_LETTERS, VoteLog.LETTER_KEY_TAKEN):
            continue
        data, actor = entry.told["data"], entry.told.get("actor", {})
        found.append(
            LettersMade(
                at=instant_of(entry.told["at"]),
                letters=sum(int(data.get(name, 0)) for name in ("letters", "added", "spares")),
                again=entry.kind == VoteLog.ROLL_CODE_CANCELLED,
                file=data.get("file"),
                role=str(actor.get("role", "")),
                name=str(actor.get("name", "")),
            )
        )
    return found
