"""What several pages of review load first."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug import Response

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.proposals.models import Proposal
from pbplatform.proposals.queries import ProposalRow, proposal_by_number, proposal_row
from pbplatform.review.queries import ProposalOverview, has_declared, overview
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.queries import committee, committee_scope, public_round
from pbplatform.web.guards import require_actor


def overviews(rows: list[ProposalRow], round_: Round) -> list[ProposalOverview]:
    """Rows with stage and price."""
    return overview(db.session(), rows, round_)


def one_overview(proposal: Proposal, round_: Round) -> ProposalOverview:
    return overviews([proposal_row(db.session(), proposal)], round_)[0]


def delegates_place(slug: str, committee_slug: str) -> tuple[Round, Committee, ActorRef]:
    """A committee and the signed-in person acting as its delegate.

    Raises:
        NotFound: no such round or committee.
        NotAllowed: they are no delegate there.
    """
    round_ = public_round(db.session(), slug)
    found = committee(db.session(), round_.id, committee_slug)
    return round_, found, as_delegate(round_, found)


def as_delegate(round_: Round, held: Committee) -> ActorRef:
    return require_actor().acting_as("delegate", committee_scope(round_, held))


def delegates_proposal(slug: str, number: int) -> tuple[Round, Committee, Proposal, ActorRef]:
    """A proposal and the signed-in person acting as a delegate of its committee.

    Raises:
        NotFound: no such round or proposal.
        NotAllowed: they are no delegate there.
    """
    round_ = public_round(db.session(), slug)
    proposal = proposal_by_number(db.session(), round_.id, number)
    held = db.session.get_one(Committee, proposal.committee_id)
    return round_, held, proposal, as_delegate(round_, held)


def must_declare(round_: Round, held: Committee, actor: ActorRef) -> Response | None:
    """A way to the question about interests for a delegate who has not answered it."""
    if has_declared(db.session(), held.id, actor.account_id):
        return None
    return redirect(url_for("delegate.interests", slug=round_.slug, committee_slug=held.slug))
