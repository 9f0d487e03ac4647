"""What several pages of ideas and proposals load and do first."""

from __future__ import annotations

from flask import redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug import Response

from pbplatform.core.actor import Actor, ActorRef
from pbplatform.core.db import db
from pbplatform.proposals.domain.paths import decoration
from pbplatform.proposals.models import Idea
from pbplatform.proposals.queries import (
    ProposalRow,
    idea_by_number,
)
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round


def idea_url(round_slug: str, idea: Idea) -> str:
    """The idea's own address."""
    return url_for("ideas.show", slug=round_slug, number=idea.number, words=decoration(idea.title))


def moved(url: str) -> Response | None:
    """A lasting redirect when this request came by another address than `url`."""
    return None if request.path == url else redirect(url, 301)


def facilitates(actor: Actor | None, round_: Round) -> bool:
    return actor is not None and actor.holds("facilitator", round_.scope)


def as_facilitator(actor: Actor, round_: Round) -> ActorRef:
    """The person acting as this round's facilitator.

    Raises:
        NotAllowed: they do not facilitate it.
    """
    return actor.acting_as("facilitator", round_.scope)


def idea_of(session: Session, slug: str, number: int) -> tuple[Round, Idea]:
    """A public round and one of its ideas, whoever may read it."""
    round_ = public_round(db.session(), slug)
    return round_, idea_by_number(session, round_.id, number)


def proposal_url(round_slug: str, number: int, title: str) -> str:
    """The proposal's own address."""
    return url_for("proposals.show", slug=round_slug, number=number, words=decoration(title))


def url_of_row(round_slug: str, row: ProposalRow) -> str:
    return proposal_url(round_slug, row.proposal.number, row.now.title)
