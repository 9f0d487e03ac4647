"""Two rounds, an old one and one that takes ideas, with the people of both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.carry import services
from pbplatform.carry.domain.origin import NewWords
from pbplatform.core.actor import ActorRef
from pbplatform.forums.models import ForumSeries
from pbplatform.points import services as points
from pbplatform.points.models import Point
from pbplatform.proposals import services as proposals
from pbplatform.proposals.models import Idea, Proposal
from pbplatform.rounds.models import Round
from tests.factories import COMMAND, make_forum, make_person, make_point, make_round
from tests.factories_proposals import (
    CLAIMING,
    DECIDING,
    READING,
    SENDING,
    Story,
    make_idea,
    make_story,
)
from tests.mailed import waiting_mails

YEAR = timedelta(days=300)
NEXT = SENDING + YEAR  # while the later round takes ideas
WORDS = NewWords(title="Lamps on Mill Lane", text="Four lamps by the bus stop.", spot="Mill Lane")


@dataclass
class Years:
    """The Neighbour Fund, which Nadia sent an idea to, and the one a year later."""

    session: Session
    story: Story
    later: Round
    forum: ForumSeries
    rosa: ActorRef

    @property
    def facilitator(self) -> ActorRef:
        return make_person(
            self.session, "Frida", role="facilitator", scope=self.later.scope, now=NEXT
        )

    def point(self, asker: ActorRef | None = None, *, kind: str = "request") -> Point:
        return make_point(self.session, self.forum, asker or self.rosa, now=NEXT, kind=kind)

    def not_taken(self, **facts: Any) -> Idea:
        """An idea of the old round that its committee left aside."""
        idea = make_idea(self.session, self.story.round, **facts)
        leave(self.session, self.story, idea)
        return idea

    def turned_down(self) -> Proposal:
        """A proposal of the old round, priced and decided against."""
        proposal = self.story.costed()
        self.story.decide(proposal, onto_ballot=False, reason="too_dear", now=DECIDING)
        return proposal

    def carry_point(self, point: Point, actor: ActorRef, **changed: Any) -> Idea:
        return services.carry_point(
            self.session, actor=actor, point_id=point.id, **self._given(changed)
        )

    def carry_idea(self, idea: Idea, actor: ActorRef, **changed: Any) -> Idea:
        return services.carry_idea(
            self.session, actor=actor, idea_id=idea.id, **self._given(changed)
        )

    def carry_project(self, proposal: Proposal, actor: ActorRef, **changed: Any) -> Idea:
        return services.carry_project(
            self.session, actor=actor, proposal_id=proposal.id, **self._given(changed)
        )

    def _given(self, changed: dict[str, Any]) -> dict[str, Any]:
        return {"round_id": self.later.id, "words": WORDS, "now": NEXT, **changed}

    def publish(self, idea: Idea, now: datetime = NEXT) -> None:
        proposals.publish_idea(self.session, actor=COMMAND, idea_id=idea.id, now=now)


def leave(session: Session, story: Story, idea: Idea) -> None:
    proposals.claim_idea(
        session,
        actor=story.amina,
        idea_id=idea.id,
        committee_id=story.committee.id,
        now=CLAIMING,
    )
    proposals.leave_idea(
        session,
        actor=story.amina,
        idea_id=idea.id,
        reason="too_dear",
        words="The money goes to the two schools first.",
        now=CLAIMING,
    )


def make_years(session: Session) -> Years:
    story = make_story(session)
    later = make_round(
        session, name="Neighbour Fund 2028", opens_at=story.round.opens_at + YEAR, now=READING
    )
    forum = make_forum(session)
    return Years(session, story, later, forum, make_person(session, "Rosa"))


def point_without_account(session: Session, years: Years) -> Point:
    """Ivy raised it by a mailed link."""
    typed = {"title": "Lamps", "verbatim": "It is dark.", "kind": "request", "name": "Ivy"}
    points.ask_to_send(
        session,
        forum_id=years.forum.id,
        typed=typed,
        email="ivy@example.org",
        language="en",
        now=NEXT,
    )
    token = waiting_mails(session, "forums:send_point")[-1]["token"]
    point, _own = points.send_without_account(
        session, forum_id=years.forum.id, token=token, now=NEXT
    )
    points.publish_point(
        session, actor=COMMAND, point_id=point.id, title="Lamps on Mill Lane", now=NEXT
    )
    return point
