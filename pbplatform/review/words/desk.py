"""What a delegate's desk shows: ideas of the committee, and what is to do by which day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from pbplatform.core.paging import Page, page_from
from pbplatform.places.models import Area
from pbplatform.proposals.kinds import IdeaState
from pbplatform.proposals.models import Idea
from pbplatform.proposals.queries import IdeaRow, idea_rows
from pbplatform.proposals.queries.of_committee import (
    OfCommittee,
    first_look_by,
    ideas_at_committee,
    of_area,
    of_committee,
    reach_of,
)
from pbplatform.review.kinds import Stage
from pbplatform.review.queries import ProposalOverview
from pbplatform.review.queries.comments import open_comments
from pbplatform.review.words.next_act import next_act_of_proposal
from pbplatform.rounds.models import Committee, Round
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext

PAGE = 50
DECLARABLE = 100  # one answer is about all of them, so that few pages are to be looked through
SHOW = ("all", "unclaimed", "mine", "ours", "left")


@dataclass(frozen=True)
class DeskFilter:
    """Which ideas the table shows; `area` is a slug."""

    show: str = "all"
    area: str = ""


@dataclass(frozen=True)
class DeskIdeas(Page[IdeaRow]):
    """One page of the fitting ideas, the longest wait first, and how many there are in all."""

    all: int


_STATES = {
    "unclaimed": IdeaState.PUBLISHED,
    "ours": IdeaState.CLAIMED,
    "left": IdeaState.NOT_TAKEN,
}


def desk_ideas(
    session: Session, of: OfCommittee, wanted: DeskFilter, *, account_id: int, page: int
) -> DeskIdeas:
    """The page numbered `page` (from 1) of ideas for a delegate."""
    if wanted.show == "mine":
        cut = _claimed_by(session, of.committee, wanted.area, account_id, page)
    else:
        state = _STATES.get(wanted.show)
        cells = of.ideas_that(state) if state else of.ideas
        if wanted.area:
            cells = of_area(session, cells, wanted.area)
        cut = ideas_at_committee(session, of.committee, cells, wanted=page, size=PAGE)
    return DeskIdeas(**vars(cut), all=sum(of.ideas.values()))


def _claimed_by(
    session: Session, committee: Committee, area: str, account_id: int, page: int
) -> Page[IdeaRow]:
    """What one person claimed, which an index of people finds; in the same order."""
    chosen = reach_of(committee).where(Idea.claimed_by == account_id)
    if area:
        known = select(Area.id).where(Area.slug == area).scalar_subquery()
        chosen = chosen.where(Idea.area_id == known)
    ordered = chosen.order_by(Idea.settled_at.is_not(None), Idea.look_by, Idea.number)
    return page_from(session, ordered, partial(idea_rows, session), wanted=page, size=PAGE)


@dataclass(frozen=True)
class CommitteeTask:
    """One thing a committee has to do, by when, and where."""

    lead: str
    text: str
    by: date | datetime
    late: bool
    link_text: str
    anchor: str


def to_do(
    session: Session,
    of: OfCommittee,
    round_: Round,
    proposals: Sequence[ProposalOverview],
    *,
    now: datetime,
    today: date,
    confirming: Sequence[int] = (),
    wanted: Sequence[int] = (),
) -> list[CommitteeTask]:
    """What the committee has to do, the earliest day first.

    Args:
        proposals: those that are being written.
        confirming: numbers of proposals whose record waits for this delegate's own word.
        wanted: numbers of proposals whose decision somebody else wants taken up again.
    """
    if round_.called_off_at is not None:
        return []
    found = [
        *_comments(session, of.committee, round_, now),
        *_confirmations(confirming, round_, now),
        *_reopenings(wanted, round_, now),
        *_first_looks(session, of, today),
        *_unanswered(of, round_, now),
        *_proposals(proposals, round_, now, today),
    ]
    return sorted(
        found, key=lambda each: each.by.date() if isinstance(each.by, datetime) else each.by
    )


def _confirmations(numbers: Sequence[int], round_: Round, now: datetime) -> list[CommitteeTask]:
    return [
        CommitteeTask(
            lead=_("Proposal %(number)s: is this how you voted?", number=number),
            text=_("A colleague wrote the decision down. It does not stand until you confirm it."),
            by=round_.review_close_at,
            late=round_.review_is_over(now),
            link_text=_("Look at it"),
            anchor=f"proposals/{number}/decision",
        )
        for number in numbers
    ]


def _reopenings(numbers: Sequence[int], round_: Round, now: datetime) -> list[CommitteeTask]:
    if round_.frozen_at is not None:
        return []
    return [
        CommitteeTask(
            lead=_("Proposal %(number)s: shall it be decided again?", number=number),
            text=_("A colleague says why. Agree, or let the decision stand."),
            by=round_.opens_at,
            late=now >= round_.opens_at,
            link_text=_("Look at it"),
            anchor=f"proposals/{number}/reopen",
        )
        for number in numbers
    ]


def _comments(
    session: Session, committee: Committee, round_: Round, now: datetime
) -> list[CommitteeTask]:
    return [
        CommitteeTask(
            lead=_("Proposal %(number)s: officials commented.", number=number),
            text=ngettext(
                "%(num)s comment waits for your answer.",
                "%(num)s comments wait for your answer.",
                count,
            ),
            by=round_.review_close_at,
            late=round_.review_is_over(now),
            link_text=_("Read"),
            anchor=f"proposals/{number}",
        )
        for number, count in open_comments(session, committee.id).items()
    ]


def _first_looks(session: Session, of: OfCommittee, today: date) -> list[CommitteeTask]:
    first = first_look_by(session, of)
    if first is None:
        return []
    count = of.number_of_ideas(IdeaState.PUBLISHED)
    lead = ngettext("%(num)s idea needs a first look.", "%(num)s ideas need a first look.", count)
    return [
        CommitteeTask(
            lead=lead,
            text=_("The first day has passed. The facilitator gives out what nobody claims.")
            if today > first
            else _("Nobody has claimed them. After that day, the facilitator gives them out."),
            by=first,
            late=today > first,
            link_text=_("Look at them"),
            anchor="?show=unclaimed#ideas",
        )
    ]


def _unanswered(of: OfCommittee, round_: Round, now: datetime) -> list[CommitteeTask]:
    count = of.number_of_ideas(IdeaState.CLAIMED)
    if not count:
        return []
    lead = ngettext(
        "%(num)s author waits for an answer.", "%(num)s authors wait for an answer.", count
    )
    return [
        CommitteeTask(
            lead=lead,
            text=_("The ballot is fixed. Tell them why their idea is not on it.")
            if round_.frozen_at
            else _("Write their idea up, or tell them why not."),
            by=round_.review_close_at,
            late=round_.review_is_over(now),
            link_text=_("Look at them"),
            anchor="?show=ours#ideas",
        )
    ]


def _proposals(
    proposals: Sequence[ProposalOverview], round_: Round, now: datetime, today: date
) -> list[CommitteeTask]:
    fixed = _("The ballot is fixed. Decide that it is not for this round, and say why.")
    words = {
        Stage.WRITING: _("Write it and ask a team what it costs."),
        Stage.WITH_TEAM: _("A team was asked. You can do nothing until it answers."),
        Stage.TO_CHANGE: _("Change it as the team asks, and say where each point is met."),
        Stage.PRICE_ASKED: _("The text changed. The team says whether its price holds."),
        Stage.READY: _("The costing came back. Decide whether it goes on the ballot."),
    }
    return [
        CommitteeTask(
            lead=_("Proposal %(number)s.", number=each.row.proposal.number),
            text=fixed if round_.frozen_at else words[each.stage],
            by=act.by,
            late=act.late,
            link_text=_("Open it"),
            anchor=f"proposals/{each.row.proposal.number}",
        )
        for each in proposals
        for act in [next_act_of_proposal(each, now, today)]
        if each.stage in words and act is not None and act.by is not None
    ]


def declarable_ideas(session: Session, committee: Committee, *, wanted: int) -> Page[IdeaRow]:
    """Ideas in which a delegate may declare an interest: by number, where one page has them all.

    Of more the page numbered `wanted` (from 1), those first that wait longest, as on the desk.
    """
    cells = of_committee(session, committee).ideas
    page = ideas_at_committee(session, committee, cells, wanted=wanted, size=DECLARABLE)
    if page.pages > 1:
        return page
    return page.showing(sorted(page.rows, key=lambda row: row.idea.number))


def declarable_of(
    session: Session, committee: Committee, numbers: Collection[int]
) -> list[IdeaRow]:
    """Those ideas of these numbers in which a delegate may declare an interest."""
    reach = select(Idea).where(
        Idea.round_id == committee.round_id,
        Idea.published_at.is_not(None),
        or_(Idea.state == IdeaState.PUBLISHED, Idea.committee_id == committee.id),
        Idea.number.in_(numbers),
    )
    return idea_rows(session, reach.order_by(Idea.number)) if numbers else []
