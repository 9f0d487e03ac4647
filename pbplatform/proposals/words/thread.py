"""How ideas stand on a thread: what became of them, told by what became of their proposal.

Source: docs/rules/thread.md section 7.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.core.thread import Asked, Depth, Rank, Station, ThreadKind, tell
from pbplatform.places.models import Area
from pbplatform.proposals.domain.paths import idea_path, proposal_path
from pbplatform.proposals.kinds import PUBLIC_STATES, IdeaState
from pbplatform.proposals.models import Idea, Proposal, ProposalCredit
from pbplatform.proposals.queries import IdeaRow, byline
from pbplatform.proposals.words.kinds import IDEA_STATE_WORDS, NOT_TAKEN_WORDS
from pbplatform.rounds.kinds import State
from pbplatform.rounds.models import Committee, Round
from pbplatform.web.presentation import local_day, long_date
from pbplatform.web.sentences import gettext


@dataclass(frozen=True)
class _Row:
    """An idea with what its station says."""

    idea: Idea
    round: Round
    by: str
    committee: str
    proposals: tuple[int, ...]  # the one that it became first, then those split off it


def _ideas(session: Session, asked: Asked) -> Mapping[str, Station]:
    """Three reads, however many ideas, and those of their proposals; of public ones."""
    return _told(session, _rows(session, asked), asked)


def stands_of_ideas(
    session: Session,
    rows: Sequence[tuple[IdeaRow, Round]],
    now: datetime,
    depth: Depth = Depth.SHORT,
) -> dict[int, Station]:
    """How ideas that a list has read already stand today, by their id."""
    told = {
        idea_path(round_.slug, row.idea.number): _Row(
            idea=row.idea,
            round=round_,
            by=row.byline,
            committee=row.committee,
            proposals=(row.proposal,) if row.proposal is not None else (),
        )
        for row, round_ in rows
    }
    stations = _told(session, told, Asked({}, now, depth=depth))
    return {row.idea.id: stations[path] for path, row in told.items()}


def _told(session: Session, rows: Mapping[str, _Row], asked: Asked) -> dict[str, Station]:
    """Ideas, and their proposals, which are read on the way."""
    wanted = {
        proposal_path(row.round.slug, row.proposals[0]) for row in rows.values() if row.proposals
    }
    done = {path: station for path, station in asked.told.items() if path in wanted}
    told = dict(done)
    if wanted - set(done):
        told = tell(session, sorted(wanted), asked.now, asked.depth, done=done)
    ideas = {path: _station(path, row, told, asked.now) for path, row in rows.items()}
    return {**told, **ideas}


def _rows(session: Session, asked: Asked) -> dict[str, _Row]:
    pairs = asked.pairs("round", "number")
    query = (
        select(Idea, Round, Account.name, Area.name, Committee.name, Proposal.number)
        .join(Round, Round.id == Idea.round_id)
        .outerjoin(Account, Account.id == Idea.author_id)
        .outerjoin(Area, Area.id == Idea.area_id)
        .outerjoin(Committee, Committee.id == Idea.committee_id)
        .outerjoin(Proposal, Proposal.id == Idea.proposal_id)
        .where(
            Round.slug.in_({slug for slug, _number in pairs}),
            Idea.number.in_({number for _slug, number in pairs}),
            Idea.state.in_(PUBLIC_STATES),
            Round.published_at.is_not(None),
        )
    )
    found = [row for row in session.execute(query) if _path(row[0], row[1]) in asked.named]
    became = [idea.id for idea, *_rest in found if idea.proposal_id is not None]
    further = _further(session, became) if became and asked.whole else {}
    return {
        _path(idea, round_): _Row(
            idea=idea,
            round=round_,
            by=byline(idea.credit or author, idea.name_shown, area or "") or gettext("a resident"),
            committee=committee or "",
            proposals=(number, *further.get(idea.id, ())) if number is not None else (),
        )
        for idea, round_, author, area, committee, number in found
    }


def _path(idea: Idea, round_: Round) -> str:
    return idea_path(round_.slug, idea.number)


def _further(session: Session, idea_ids: Collection[int]) -> dict[int, list[int]]:
    """Numbers of the further proposals that ideas went into when one was split."""
    query = (
        select(ProposalCredit.idea_id, Proposal.number)
        .join(Proposal, Proposal.id == ProposalCredit.proposal_id)
        .where(ProposalCredit.idea_id.in_(idea_ids))
        .order_by(Proposal.number)
    )
    found: dict[int, list[int]] = {}
    for idea_id, number in session.execute(query):
        found.setdefault(idea_id, []).append(number)
    return found


def _station(path: str, row: _Row, told: Mapping[str, Station], now: datetime) -> Station:
    idea = row.idea
    station = Station(
        path=path,
        rank=Rank.IDEA,
        what=gettext("Idea %(number)s", number=idea.number),
        title=idea.title,
        lang=idea.language,
        by=row.by,
        lead=f"{IDEA_STATE_WORDS[idea.state]}.",
        short=str(IDEA_STATE_WORDS[idea.state]),
        mark="waiting",
        on=local_day(idea.published_at or idea.sent_at),
        later=tuple(proposal_path(row.round.slug, number) for number in row.proposals),
    )
    if idea.state == IdeaState.BECAME and row.proposals:
        return _became(station, row.proposals[0], told.get(station.later[0]))
    if idea.state == IdeaState.NOT_TAKEN:
        reason = f"{NOT_TAKEN_WORDS[idea.not_taken_reason]}."
        return replace(station, text=reason, mark="done")
    return _open(station, row, now)


def _became(station: Station, number: int, proposal: Station | None) -> Station:
    """What became of the proposal, in its own words."""
    if proposal is None:
        became = gettext("It became proposal %(number)s.", number=number)
        return replace(station, text=became, mark="done")
    return replace(
        station,
        lead=proposal.lead,
        text=proposal.text,
        short=proposal.short,
        mark=proposal.mark,
        outcome=proposal.outcome,
    )


def _open(station: Station, row: _Row, now: datetime) -> Station:
    """An idea of which nothing came yet, or nothing will."""
    round_ = row.round
    if round_.called_off_at is not None:
        return replace(
            station,
            lead=gettext("This round was called off."),
            text=gettext("Nothing of it goes on, this idea neither."),
            short=gettext("Round called off"),
            mark="done",
        )
    if row.idea.state == IdeaState.CLAIMED:
        station = replace(station, text=gettext("It is with %(name)s.", name=row.committee))
    if round_.frozen_at is not None:
        text = gettext("No committee took it up before the ballot was frozen.")
        if row.idea.state == IdeaState.CLAIMED:
            text = gettext("%(name)s has not said what comes of it.", name=row.committee)
        return replace(
            station,
            lead=gettext("Not on the ballot."),
            text=text,
            short=gettext("Not on the ballot"),
        )
    if round_.state(now) is State.NOT_HELD:
        told = gettext("The vote of this round was not held.")
        return replace(station, text=f"{station.text} {told}".strip())
    if round_.paused_at is not None:
        told = gettext("The round is paused since %(day)s.", day=long_date(round_.paused_at))
        return replace(station, text=f"{station.text} {told}".strip(), mark="paused")
    return station


THREADS = (ThreadKind(r"rounds/(?P<round>[^/]+)/ideas/(?P<number>\d+)", _ideas),)
