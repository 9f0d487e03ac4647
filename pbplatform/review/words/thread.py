"""How proposals stand on a thread until their votes are counted. Source: docs/rules/thread.md 3."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, union_all
from sqlalchemy.orm import Session

from pbplatform.core.thread import Asked, Depth, Moment, Rank, Station, ThreadKind, tell
from pbplatform.proposals.domain.paths import idea_path, proposal_path
from pbplatform.proposals.kinds import PUBLIC_STATES, ProposalState
from pbplatform.proposals.models import Idea, Proposal, ProposalCredit, ProposalSplit
from pbplatform.proposals.queries import proposal_rows
from pbplatform.proposals.words.kinds import NOT_TAKEN_WORDS
from pbplatform.review.kinds import Stage
from pbplatform.review.queries import ProposalOverview, overview_across
from pbplatform.review.words.kinds import STAGE_WORDS, VERDICT_WORDS
from pbplatform.rounds.domain.amendments import AmendmentKind
from pbplatform.rounds.kinds import AFTER_THE_VOTE, COUNTED, State
from pbplatform.rounds.models import Round, RoundAmendment
from pbplatform.rounds.words.status import end_moment, moment
from pbplatform.web.presentation import local_day, long_date, money
from pbplatform.web.sentences import gettext


@dataclass(frozen=True)
class _Stand:
    """How a proposal stands; `Station` has the same words."""

    lead: str
    text: str = ""
    short: str = ""
    mark: str = "done"


def stands_of(
    session: Session, rows: Sequence[ProposalOverview], now: datetime
) -> dict[int, Station]:
    """How proposals that a page has read already stand today, by their id; a short word of each.

    What higher slices know of them is asked for at once, however many there are.
    """
    base = _stations(session, rows, now, Depth.SHORT)
    told = tell(session, list(base), now, Depth.SHORT, base=base)
    return {row.row.proposal.id: told[_path(row)] for row in rows}


def _proposals(session: Session, asked: Asked) -> Mapping[str, Station]:
    """Four reads, however many proposals; of published rounds."""
    unread = [path for path in asked.named if path not in asked.told]
    if not unread:
        return {}
    pairs = [(asked.named[path]["round"], int(asked.named[path]["number"])) for path in unread]
    query = (
        select(Proposal)
        .join(Round, Round.id == Proposal.round_id)
        .where(
            Round.slug.in_({slug for slug, _number in pairs}),
            Round.published_at.is_not(None),
            Proposal.number.in_({number for _slug, number in pairs}),
        )
    )
    found = proposal_rows(session, query)
    by_id = _rounds(session, {row.proposal.round_id for row in found})
    rows = [(row, by_id[row.proposal.round_id]) for row in found]
    wanted = set(unread)
    shown = [
        (row, round_)
        for row, round_ in rows
        if proposal_path(round_.slug, row.proposal.number) in wanted
    ]
    return _stations(session, overview_across(session, shown), asked.now, asked.depth)


def _rounds(session: Session, ids: Collection[int]) -> dict[int, Round]:
    """Rounds by id: none is read again that the page has read; else one read."""
    here = {each.id: each for each in session.identity_map.values() if isinstance(each, Round)}
    missing = set(ids) - set(here)
    if missing:
        query = select(Round).where(Round.id.in_(missing))
        here.update((each.id, each) for each in session.scalars(query))
    return here


def _path(row: ProposalOverview) -> str:
    return proposal_path(row.round.slug, row.row.proposal.number)


def _stations(
    session: Session, rows: Sequence[ProposalOverview], now: datetime, depth: Depth
) -> dict[str, Station]:
    whole, wordy = depth is Depth.WHOLE, depth is not Depth.SHORT
    taken_off = [row.round.id for row in rows if wordy and row.stage is Stage.WITHDRAWN]
    withdrawn = _withdrawals(session, taken_off) if taken_off else {}
    ties = _ties(session, rows) if whole and rows else {}
    found = {}
    for row in rows:
        path, proposal = _path(row), row.row.proposal
        stand = _stand(row, withdrawn.get((row.round.id, proposal.number)), now)
        earlier, later = ties.get(proposal.id, ((), ()))
        found[path] = Station(
            path=path,
            rank=Rank.PROPOSAL,
            what=gettext("Proposal %(number)s", number=proposal.number),
            title=row.row.now.title,
            lead=stand.lead,
            text=stand.text,
            short=stand.short or stand.lead.rstrip("."),
            mark=stand.mark,
            on=local_day(proposal.created_at),
            counted=row.stage is Stage.ON_BALLOT and row.round.counted_at is not None,
            earlier=earlier,
            later=later,
            moments=tuple(_moments(path, row)) if whole else (),
        )
    return found


def _withdrawals(
    session: Session, round_ids: Collection[int]
) -> dict[tuple[int, int], RoundAmendment]:
    """Withdrawals from the vote by round and number: one read."""
    query = select(RoundAmendment).where(
        RoundAmendment.round_id.in_(round_ids), RoundAmendment.kind == AmendmentKind.WITHDRAWN
    )
    return {(each.round_id, int(each.facts["project"])): each for each in session.scalars(query)}


_Ties = tuple[tuple[str, ...], tuple[str, ...]]


def _ties(session: Session, rows: Sequence[ProposalOverview]) -> dict[int, _Ties]:
    """Ideas and the proposals that were split: (earlier, later) paths by proposal, two reads."""
    slugs = {row.row.proposal.id: row.round.slug for row in rows}
    ideas = (
        select(Idea.number, Idea.proposal_id, ProposalCredit.proposal_id)
        .outerjoin(ProposalCredit, ProposalCredit.idea_id == Idea.id)
        .where(
            # Two sets of ids: of the two columns together no index knows.
            Idea.id.in_(
                union_all(
                    select(Idea.id).where(Idea.proposal_id.in_(slugs)),
                    select(ProposalCredit.idea_id).where(ProposalCredit.proposal_id.in_(slugs)),
                )
            ),
            Idea.state.in_(PUBLIC_STATES),
        )
        .order_by(Idea.number)
    )
    earlier: dict[int, list[str]] = {key: [] for key in slugs}
    later: dict[int, list[str]] = {key: [] for key in slugs}
    for number, own, credited in session.execute(ideas):
        for key in (each for each in (own, credited) if each in slugs):
            earlier[key].append(idea_path(slugs[key], number))
    new, old = Proposal.__table__.alias("new"), Proposal.__table__.alias("old")
    splits = (
        select(new.c.id, new.c.number, old.c.id, old.c.number)
        .select_from(ProposalSplit)
        .join(new, new.c.id == ProposalSplit.proposal_id)
        .join(old, old.c.id == ProposalSplit.from_id)
        .where(or_(new.c.id.in_(slugs), old.c.id.in_(slugs)))
        .order_by(new.c.number)
    )
    for new_id, new_number, old_id, old_number in session.execute(splits):
        slug = slugs.get(new_id) or slugs[old_id]
        if new_id in slugs:
            earlier[new_id].append(proposal_path(slug, old_number))
        if old_id in slugs:
            later[old_id].append(proposal_path(slug, new_number))
    return {key: (tuple(dict.fromkeys(earlier[key])), tuple(later[key])) for key in slugs}


def _stand(row: ProposalOverview, withdrawn: RoundAmendment | None, now: datetime) -> _Stand:
    """The latest that is true of it. Source: docs/rules/thread.md section 3.5."""
    round_, proposal = row.round, row.row.proposal
    if row.stage is Stage.NOT_THIS_ROUND:
        return _Stand(gettext("Not this round."), f"{NOT_TAKEN_WORDS[proposal.reason]}.")
    if round_.called_off_at is not None:
        told = gettext("Nothing of it goes on.")
        return _Stand(gettext("This round was called off."), told, gettext("Round called off"))
    if row.stage is Stage.WITHDRAWN:
        return _withdrawn(withdrawn)
    if proposal.state == ProposalState.ON_BALLOT:
        return _on_ballot(round_, now)
    return _undecided(row, now)


def _withdrawn(made: RoundAmendment | None) -> _Stand:
    lead = gettext("Withdrawn from the vote.")
    if made is None:
        return _Stand(lead)
    day = long_date(made.made_at)
    if not made.reason:
        return _Stand(lead, gettext("Two people withdrew it on %(day)s.", day=day))
    told = gettext(
        "Two people withdrew it on %(day)s, because: %(words)s", day=day, words=made.reason
    )
    return _Stand(lead, told)


def _on_ballot(round_: Round, now: datetime) -> _Stand:
    state = round_.state(now)
    if state is State.VOTING:
        told = gettext("You can vote for it until %(when)s.", when=end_moment(round_.closes_at))
        return _Stand(gettext("On the ballot."), told, mark="waiting")
    if state is State.READY:
        told = gettext("Voting opens on %(when)s.", when=moment(round_.opens_at))
        return _Stand(gettext("On the ballot."), told, mark="waiting")
    if state in AFTER_THE_VOTE:
        told = gettext("Voting is over. The votes are not counted yet.")
        return _Stand(gettext("Was on the ballot."), told, mark="waiting")
    if state in COUNTED:
        return _Stand(gettext("Was on the ballot."), gettext("The votes are counted."))
    if state is State.NOT_HELD:
        return _Stand(gettext("Decided for a vote that was not held."))
    if state is State.PAUSED:
        return _Stand(gettext("On the ballot."), _paused(round_), mark="paused")
    told = gettext("The list of projects is not frozen yet.")
    return _Stand(gettext("On the ballot."), told, mark="waiting")


def _undecided(row: ProposalOverview, now: datetime) -> _Stand:
    """A proposal that no committee has decided."""
    round_, name = row.round, row.row.committee.name
    stage = str(STAGE_WORDS[row.stage])
    if round_.frozen_at is not None:
        told = gettext("The ballot was frozen without it. %(name)s has not said why.", name=name)
        return _Stand(gettext("Not on the ballot."), told)
    if round_.state(now) is State.NOT_HELD:
        return _Stand(gettext("Not decided."), gettext("The vote of this round was not held."))
    told = gettext("It is with %(name)s.", name=name)
    if row.stage is Stage.WITH_TEAM and row.waiting is not None:
        told = gettext("%(team)s is asked what it costs.", team=row.waiting[1])
    if round_.paused_at is not None:
        return _Stand(f"{stage}.", f"{told} {_paused(round_)}", mark="paused")
    return _Stand(f"{stage}.", told, mark="waiting")


def _paused(round_: Round) -> str:
    if round_.paused_at is None:
        return ""
    return gettext("The round is paused since %(day)s.", day=long_date(round_.paused_at))


def _moments(path: str, row: ProposalOverview) -> Iterator[Moment]:
    """Versions, the price, the decision: with the place on the page where they are told."""
    proposal, answer = row.row.proposal, row.answer
    if proposal.version > 1:
        told = gettext("Version %(number)s of its text.", number=proposal.version)
        yield Moment(local_day(row.row.now.made_at), told, f"/{path}/history")
    if answer is not None and answer.answered_at is not None:
        verdict = str(VERDICT_WORDS[answer.verdict])
        told = gettext("%(team)s: %(answer)s.", team=row.team, answer=verdict)
        if answer.price_minor is not None:
            price = money(answer.price_minor, row.round.currency)
            told = gettext("%(team)s: it costs %(price)s.", team=row.team, price=price)
        yield Moment(local_day(answer.answered_at), told, f"/{path}#story", (row.team,))
    if proposal.decided_at is not None and proposal.state != ProposalState.WRITING:
        told = (
            gettext("%(committee)s put it on the ballot.", committee=row.row.committee.name)
            if proposal.state == ProposalState.ON_BALLOT
            else gettext("%(committee)s: not this round.", committee=row.row.committee.name)
        )
        yield Moment(
            local_day(proposal.decided_at), told, f"/{path}#decision", (row.row.committee.name,)
        )


THREADS = (ThreadKind(r"rounds/(?P<round>[^/]+)/proposals/(?P<number>\d+)", _proposals),)
