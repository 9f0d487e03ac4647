"""Ideas, proposals, costings and decisions for tests, made through the services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.places.models import Team
from pbplatform.proposals import services as proposals
from pbplatform.proposals.models import Idea, Proposal
from pbplatform.review import services as review
from pbplatform.review.models import Costing
from pbplatform.rounds import services as rounds
from pbplatform.rounds.models import Committee, Round
from tests.factories import BEGIN, COMMAND, make_person, make_place, make_round, make_team

# Ideas of `make_round` open on Saturday 31 October 2026 and close on Thursday 10 December, 9am.
IDEAS_OPEN = BEGIN + timedelta(days=30)
SENDING = BEGIN + timedelta(days=33, hours=1)  # a Tuesday
READING = SENDING + timedelta(days=1)
CLAIMING = SENDING + timedelta(days=3)
ASKING = SENDING + timedelta(days=10)
ANSWERING = ASKING + timedelta(days=5)
DECIDING = ANSWERING + timedelta(days=5)


def make_committee(
    session: Session, round_: Round, name: str = "Streets and green space"
) -> Committee:
    return rounds.add_committee(session, actor=COMMAND, round_id=round_.id, name=name, now=BEGIN)


def make_delegate(
    session: Session,
    round_: Round,
    committee: Committee,
    name: str = "Amina",
    *,
    interests: dict[int, str] | None = None,
    declared: bool = True,
    now: datetime = CLAIMING,
) -> ActorRef:
    """A delegate who has declared: no interest unless one is given by idea number."""
    scope = f"committee:{round_.slug}/{committee.slug}"
    amina = make_person(session, name, role="delegate", scope=scope)
    if declared:
        review.declare_interests(
            session, actor=amina, committee_id=committee.id, interests=interests or {}, now=now
        )
    return amina


def make_idea(
    session: Session,
    round_: Round,
    *,
    author: ActorRef | None = None,
    title: str = "Shade and seats, Mill Lane",
    published: bool = True,
    now: datetime = SENDING,
    **facts: Any,
) -> Idea:
    """An idea by Nadia, published a day later unless it shall wait."""
    facts.setdefault("text", "Seats under the lime trees, so it is cool in summer.")
    idea = proposals.send_idea(
        session,
        actor=author or make_person(session, "Nadia"),
        round_id=round_.id,
        facts=proposals.IdeaFacts(title=title, **facts),
        now=now,
    )
    if published:
        proposals.publish_idea(session, actor=COMMAND, idea_id=idea.id, now=now + timedelta(days=1))
    return idea


def make_claimed_idea(
    session: Session, round_: Round, committee: Committee, delegate: ActorRef, **facts: Any
) -> Idea:
    idea = make_idea(session, round_, **facts)
    review.claim_idea(
        session, actor=delegate, idea_id=idea.id, committee_id=committee.id, now=CLAIMING
    )
    return idea


def proposal_facts(**changed: Any) -> proposals.ProposalFacts:
    facts: dict[str, Any] = {
        "title": "Quiet benches",
        "text": "Six benches in three pairs under the lime trees.",
        "summary": "Six benches with backs and arms on Mill Lane, in shade.",
        "spot": "Mill Lane, between the clinic and the bus stop",
        "who_benefits": "Older people on their way to the clinic",
        "drawing": "bench",
    }
    return proposals.ProposalFacts(**{**facts, **changed})


def make_proposal(
    session: Session,
    committee: Committee,
    delegate: ActorRef,
    ideas: Sequence[Idea],
    *,
    now: datetime = CLAIMING + timedelta(days=1),
    **changed: Any,
) -> Proposal:
    return review.create_proposal(
        session,
        actor=delegate,
        committee_id=committee.id,
        idea_numbers=[idea.number for idea in ideas],
        facts=proposal_facts(**changed),
        now=now,
    )


def make_costing(
    session: Session,
    proposal: Proposal,
    team: Team,
    delegate: ActorRef,
    *,
    now: datetime = ASKING,
) -> Costing:
    return review.ask_costing(
        session,
        actor=delegate,
        proposal_id=proposal.id,
        team_id=team.id,
        questions="Can it be done? What does it cost, once and each year? How long does it take?",
        now=now,
    )


def answer(**changed: Any) -> review.CostingAnswer:
    """Parks says: yes, £18,000."""
    facts: dict[str, Any] = {
        "verdict": "yes",
        "low_minor": 1_550_000,
        "likely_minor": 1_800_000,
        "high_minor": 1_980_000,
        "price_minor": 1_800_000,
        "yearly_minor": 45_000,
        "yearly_payer": "Parks",
        "months": 4,
        "included": "Six benches, their ground, and cleaning in the first year.",
        "sure": "quoted",
    }
    return review.CostingAnswer(**{**facts, **changed})


class Story:
    """A round with one committee, team and people, and one idea on its way to the ballot."""

    def __init__(self, session: Session, round_: Round, team: Team) -> None:
        self.session = session
        self.round = round_
        self.team = team
        self.committee = make_committee(session, round_)
        self.nadia = make_person(session, "Nadia")
        self.bea = make_person(session, "Bea", role="facilitator", scope=f"round:{round_.slug}")
        self.amina = make_delegate(session, round_, self.committee)
        self.dev = make_delegate(session, round_, self.committee, "Dev")
        self.tom = make_person(session, "Tom", role="official", scope=team.scope)

    def claimed(self, **facts: Any) -> Idea:
        return make_claimed_idea(self.session, self.round, self.committee, self.amina, **facts)

    def proposal(self, **changed: Any) -> Proposal:
        return make_proposal(self.session, self.committee, self.amina, [self.claimed()], **changed)

    def costed(self, **changed: Any) -> Proposal:
        """A proposal that Tom's team has answered."""
        proposal = self.proposal()
        costing = make_costing(self.session, proposal, self.team, self.amina)
        review.answer_costing(
            self.session,
            actor=self.tom,
            costing_id=costing.id,
            answer=answer(**changed),
            now=ANSWERING,
        )
        return proposal

    def change(
        self, proposal: Proposal, *, spelling: bool = False, now: datetime = ANSWERING, **facts: Any
    ) -> None:
        """Amina saves another text."""
        review.change_proposal(
            self.session,
            actor=self.amina,
            proposal_id=proposal.id,
            facts=proposal_facts(**facts),
            reason="It is better so.",
            now=now,
            spelling=spelling,
        )

    def hold(self, proposal: Proposal, *, spelling: bool = False, now: datetime = DECIDING) -> None:
        """Tom says that the price holds for the text that stands."""
        review.hold_price(
            self.session, actor=self.tom, proposal_id=proposal.id, spelling=spelling, now=now
        )

    def record(self, proposal: Proposal, **changed: Any) -> dict[int, str]:
        """Amina writes down that she and Dev put it on the ballot; nobody confirmed it yet."""
        facts: dict[str, Any] = {
            "actor": self.amina,
            "onto_ballot": True,
            "votes": {self.amina.account_id: "for", self.dev.account_id: "for"},
            "decided_on": DECIDING.date(),
            "words": "The need is plain and the price is firm.",
            "now": DECIDING,
        }
        told = {**facts, **changed}
        review.record_decision(self.session, proposal_id=proposal.id, **told)
        return dict(told["votes"])

    def decide(self, proposal: Proposal, **changed: Any) -> None:
        """Amina writes down that the committee puts it on the ballot; all who are named confirm."""
        votes = self.record(proposal, **changed)
        now = changed.get("now", DECIDING)
        writer = changed.get("actor", self.amina).account_id
        for account_id in votes:
            if account_id == writer or votes[account_id] == "no_part":
                continue
            known = {each.account_id: each for each in (self.amina, self.dev)}
            actor = known.get(account_id) or replace(self.amina, key=str(account_id), name="")
            review.confirm_decision(self.session, actor=actor, proposal_id=proposal.id, now=now)


def make_story(session: Session) -> Story:
    """Hackford's Neighbour Fund with its Streets committee and the Parks team."""
    make_place(session)
    return Story(session, make_round(session), make_team(session))


def freeze_story(story: Story, number: int = 99) -> None:
    """Its ballot is frozen, with one project."""
    facts = rounds.ProjectFacts(number=number, title="Kept", cost_minor=1)
    rounds.put_on_ballot(story.session, round_id=story.round.id, facts=facts)
    rounds.freeze(
        story.session,
        actor=COMMAND,
        round_id=story.round.id,
        urn_key=b"k",
        now=story.round.review_close_at,
    )
