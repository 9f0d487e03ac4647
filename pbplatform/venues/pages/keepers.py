"""Who looks after the voting places of a round, and where they come from."""

from __future__ import annotations

from flask import url_for

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import NotAllowed
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import round_by_slug
from pbplatform.web.guards import require_actor

KEEPERS = ("facilitator", "clerk")


def round_of_keeper(slug: str) -> tuple[Round, ActorRef]:
    """A round, and the facilitator or clerk of it who acts. Source: docs/rules/venues.md 1.2.

    Raises:
        NotAllowed, NotFound: not theirs, or there is none.
    """
    round_, actor = round_by_slug(db.session(), slug), require_actor()
    for role in KEEPERS:
        if actor.holds(role, round_.scope):
            return round_, actor.acting_over(role, round_.scope)
    raise NotAllowed("role.not_held", role=KEEPERS[0])


def desk_of(actor: ActorRef, slug: str) -> str:
    """Where somebody in this role came from."""
    if actor.role == "clerk":
        return url_for("voting_desk.clerk")
    return url_for("rounds.desk", slug=slug)
