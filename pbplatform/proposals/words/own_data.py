"""What rows of this slice are to a person, and what becomes of them.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from pbplatform.proposals.models import (
    Idea,
    IdeaAnswer,
    IdeaDraft,
    IdeaSupport,
    JoinObjection,
    Proposal,
    ProposalSplit,
    ProposalVersion,
)
from pbplatform.web.slices import OwnTable

OWN_DATA = (
    OwnTable(
        Idea,
        title=_l("Ideas you sent"),
        then=_l(
            "Stays without your name. If you want your words gone too, ideas that no "
            "committee has taken go."
        ),
        mine=lambda whose: Idea.author_id == whose.account_id,
    ),
    OwnTable(
        IdeaSupport,
        title=_l("Ideas you support"),
        then=_l("Goes: each has one supporter fewer."),
        mine=lambda whose: IdeaSupport.account_id == whose.account_id,
        goes=True,
    ),
    OwnTable(
        IdeaDraft,
        title=_l("Ideas you began and did not send"),
        then=_l("Goes. What you began signed out is found by its link alone: gone after 7 days."),
        mine=lambda whose: IdeaDraft.account_id == whose.account_id,
        goes=True,
    ),
    OwnTable(
        IdeaAnswer,
        title=_l("Answers to ideas that were looked at again"),
        then=_l("Stays: the work of a committee, without an account."),
    ),
    OwnTable(
        Proposal,
        title=_l("Proposals"),
        then=_l("Stays: the work of a committee, without an account."),
    ),
    OwnTable(
        ProposalVersion,
        title=_l("Versions of proposals that you wrote as a delegate"),
        then=_l("Stays: the work of a committee."),
        mine=lambda whose: ProposalVersion.made_by == whose.account_id,
    ),
    OwnTable(
        JoinObjection,
        title=_l("What you said against joining your idea"),
        then=_l("Stays with the idea, without your name."),
        mine=lambda whose: JoinObjection.idea_id.in_(
            select(Idea.id).where(Idea.author_id == whose.account_id)
        ),
    ),
    OwnTable(
        ProposalSplit,
        title=_l("Proposals you took apart as a delegate"),
        then=_l("Stays: the work of a committee."),
        mine=lambda whose: ProposalSplit.made_by == whose.account_id,
    ),
)
