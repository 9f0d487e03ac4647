"""Ideas that a delegate has taken up. Source: docs/rules/accounts.md section 9."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.kinds import IdeaState, ProposalState
from pbplatform.proposals.models import Idea, Proposal
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.queries import committee_scope
from pbplatform.web.open_acts import OpenAct
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext

CLAIM = "proposals.claim"


def ideas_open_with(
    session: Session, account_ids: Collection[int], _now: datetime
) -> list[OpenAct]:
    """Ideas that these people have taken up for a committee and that are not settled."""
    query = (
        select(Idea, Round, Committee)
        .join(Round, Round.id == Idea.round_id)
        .join(Committee, Committee.id == Idea.committee_id)
        .where(Idea.claimed_by.in_(account_ids), Idea.state == IdeaState.CLAIMED)
        .where(Round.called_off_at.is_(None))
        .order_by(Round.id, Idea.number)
    )
    return [
        OpenAct(
            kind=CLAIM,
            key=str(idea.id),
            account_id=idea.claimed_by or 0,
            roles=frozenset({str(Role.DELEGATE)}),
            scope=committee_scope(round_, committee),
            what=_(
                "An idea that was taken up: %(number)s, %(title)s",
                number=idea.number,
                title=idea.title,
            ),
            url=f"/{idea_path(round_.slug, idea.number)}",
            by=round_.review_close_at,
        )
        for idea, round_, committee in session.execute(query)
    ]


# Everybody who has taken up an idea that is not settled. The index begins with the round: each is
# looked into, and no idea of another state is read.
BUSY_WITH_IDEAS = select(Idea.claimed_by).where(
    Idea.round_id.in_(select(Round.id)),
    Idea.state == IdeaState.CLAIMED,
    Idea.claimed_by.is_not(None),
)


def stays_with_committee(session: Session, scope: str, _now: datetime) -> list[str]:
    """Proposals that a committee writes: all its delegates can go on with them."""
    kind, _colon, path = scope.partition(":")
    if kind != "committee":
        return []
    round_slug, _stroke, slug = path.partition("/")
    query = (
        select(func.count())
        .select_from(Proposal)
        .join(Committee, Committee.id == Proposal.committee_id)
        .join(Round, Round.id == Committee.round_id)
        .where(
            Round.slug == round_slug,
            Committee.slug == slug,
            Proposal.state == ProposalState.WRITING,
            Round.called_off_at.is_(None),
        )
    )
    number = session.scalar(query) or 0
    if not number:
        return []
    return [ngettext("%(num)s proposal being written", "%(num)s proposals being written", number)]
