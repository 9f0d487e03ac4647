"""What the page of a project tells besides how it stands. Rules: docs/rules/delivery.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import zip_longest

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.delivery.kinds import LookBack, News, Step
from pbplatform.delivery.models import ProjectNews
from pbplatform.delivery.queries import ProjectView
from pbplatform.delivery.queries.history import present_of
from pbplatform.promises.kinds import EvidenceKind, Moment
from pbplatform.promises.models import Evidence
from pbplatform.proposals.models import Proposal
from pbplatform.proposals.queries import IdeaRow, ProposalRow, ideas_of_proposal, proposal_rows
from pbplatform.rounds.models import BallotProject


@dataclass(frozen=True)
class Origin:
    """What a project is, and whose ideas it came from.

    Attributes:
        proposal: None where the election was imported, or its proposal is not kept here.
        summary: as on the ballot, where there is no proposal.
    """

    proposal: ProposalRow | None
    ideas: Sequence[IdeaRow]
    summary: str


def origin_of(session: Session, view: ProjectView) -> Origin:
    """The proposal behind a project as it was decided, with its ideas: four reads."""
    query = select(Proposal).where(
        Proposal.round_id == view.round_id, Proposal.number == view.number
    )
    ballot = session.get_one(BallotProject, (view.round_id, view.number))
    # Numbers of an imported election are its own, not those of proposals.
    found = [] if ballot.source_id else proposal_rows(session, query)
    if not found:
        return Origin(None, (), ballot.summary)
    return Origin(found[0], ideas_of_proposal(session, found[0].proposal.id), ballot.summary)


@dataclass(frozen=True)
class Move:
    """A day that was moved, and why."""

    at: datetime
    before: date
    day: date
    reason: str
    by: str


@dataclass(frozen=True)
class PromisedStep:
    """A next step as it was promised.

    Attributes:
        first: the day first said; `due`: the day as it stands.
        moves: oldest first.
    """

    at: datetime
    words: str
    first: date
    due: date
    by: str
    moves: Sequence[Move] = field(default_factory=tuple)

    @property
    def is_put_off(self) -> bool:
        """Whether it is later than first said."""
        return self.due > self.first


def promised_steps(news: Sequence[ProjectNews]) -> list[PromisedStep]:
    """Every next step that was said, the newest first, each with its moves and as corrected.

    Source: docs/rules/delivery.md section 8.7.
    """
    found: list[PromisedStep] = []
    for line in sorted(news, key=lambda each: each.seq):
        holds = present_of(line, news)
        if line.kind == News.NEXT_STEP and holds.day:
            step = PromisedStep(line.at, holds.words, holds.day, holds.day, line.by_name)
            found.append(step)
        elif line.kind == News.DATE and holds.day and found:
            last = found[-1]
            move = Move(line.at, last.due, holds.day, holds.words, line.by_name)
            found[-1] = PromisedStep(
                last.at, last.words, last.first, holds.day, last.by, (*last.moves, move)
            )
    return found[::-1]


def looked_back(news: Sequence[ProjectNews]) -> dict[LookBack, ProjectNews | None]:
    """What the team answered to each question of the look back that holds; empty before one.

    A correction stands in for the line that it mends. Source: docs/rules/delivery.md section 9.
    """
    steps = [line for line in news if line.kind in (News.STEP, News.STOP, News.TAKEN_BACK)]
    newest = max(steps, key=lambda line: line.seq, default=None)
    if newest is None or newest.kind != News.STEP or newest.step != Step.LOOKED_BACK:
        return {}
    found: dict[LookBack, ProjectNews | None] = dict.fromkeys(LookBack)
    for line in news:
        if line.kind == News.LOOK_BACK and line.seq > newest.seq:
            mended = (each for each in news if each.corrects == line.seq)
            found[LookBack(line.step)] = max(mended, key=lambda each: each.seq, default=line)
    return found


@dataclass(frozen=True)
class Photos:
    """Photos that show how it was and how it is.

    Attributes:
        pairs: before and after, the oldest of each first; None where one of the two is missing.
        during: while it was done, oldest first.
    """

    pairs: Sequence[tuple[Evidence | None, Evidence | None]]
    during: Sequence[Evidence]

    @property
    def any(self) -> bool:
        return bool(self.pairs or self.during)


def photos_of(pieces: Sequence[Evidence]) -> Photos:
    """The photos among the evidence of a project; those taken away are gone.

    Args:
        pieces: oldest first.
    """

    def of(moment: Moment) -> list[Evidence]:
        return [each for each in pieces if shows(each) and each.moment == moment]

    return Photos(list(zip_longest(of(Moment.BEFORE), of(Moment.AFTER))), of(Moment.DURING))


def shows(piece: Evidence) -> bool:
    """Whether a piece is a photo that can be seen."""
    return piece.kind == EvidenceKind.PHOTO and piece.file is not None
