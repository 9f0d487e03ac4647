"""What the vote made of a proposal, on the proposal's page. Source: docs/rules/review.md 14.4."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import render_template
from markupsafe import Markup

from pbplatform.core.db import db
from pbplatform.proposals.models import Proposal
from pbplatform.results import queries
from pbplatform.results.pages.presentation import row_of
from pbplatform.rounds.models import Round
from pbplatform.web.marked import marked


def vote_of_proposal(_proposals: Sequence[Proposal]) -> Callable[[Proposal], Markup]:
    """Won or not, with how many votes, and why; nothing before the count or off the ballot."""

    def show(proposal: Proposal) -> Markup:
        session = db.session()
        round_ = session.get_one(Round, proposal.round_id)
        if round_.counted_at is None:
            return Markup()
        row = row_of(round_, queries.rows_of(session, round_.id), proposal.number)
        if row is None or not row.is_proposal:
            return Markup()
        page = render_template("results/parts/vote_of_proposal.html", round=round_, row=row)
        return marked(page)

    return show
