"""A meeting, a point, ideas, and all that became of them: a round that goes on phase by phase.

Source: docs/rules/thread.md section 6.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.confirmation import seal
from pbplatform.delivery import services as delivery
from pbplatform.delivery.kinds import Step
from pbplatform.links.kinds import LinkKind
from pbplatform.links.services import tie
from pbplatform.proposals import services as proposals
from pbplatform.proposals.models import Idea, Proposal
from pbplatform.results.services.certificate import certify
from pbplatform.review import services as review
from pbplatform.review.models import Costing
from pbplatform.rounds import services as rounds
from pbplatform.rounds.models import Round
from pbplatform.voting import queries as voting
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.voting.services.open_vote import freeze_and_open
from pbplatform.voting.services.roll import import_roll, proof_hash
from tests.factories import (
    BEGIN,
    COMMAND,
    make_forum,
    make_meeting,
    make_person,
    make_place,
    make_point,
    make_round,
    make_team,
)
from tests.factories_proposals import (
    ANSWERING,
    ASKING,
    CLAIMING,
    DECIDING,
    READING,
    SENDING,
    Story,
    answer,
    make_costing,
    make_idea,
    make_proposal,
    make_story,
)
from tests.results.counted import DURING, count_it
from tests.voting.amending import withdraw
from tests.voting.ceremony_acts import CLOSERS, close_and_roll, open_box, separate_box
from tests.voting.elections import CLOSES, CODE_KEY, OPENS, Election

DAY = timedelta(days=1)
TIED = READING + DAY
# What each of five people chooses: project 2 has too few votes for the money there is.
CHOICES = ((1, 5), (1, 5), (1, 5), (1, 2), (2, 3))
THINGS = {
    "meeting": "forums/town-forum/meetings/2026-11-02",
    "point": "forums/town-forum/points/1",
    "idea": "rounds/neighbour-fund/ideas/1",
    "joined idea": "rounds/neighbour-fund/ideas/2",
    "proposal": "rounds/neighbour-fund/proposals/1",
    "project": "rounds/neighbour-fund/projects/1",
    "idea that lost": "rounds/neighbour-fund/ideas/3",
    "proposal that lost": "rounds/neighbour-fund/proposals/2",
    "its project": "rounds/neighbour-fund/projects/2",
    "idea next year": "rounds/next-fund/ideas/1",
    "withdrawn idea": "rounds/neighbour-fund/ideas/4",
    "withdrawn proposal": "rounds/neighbour-fund/proposals/3",
    "idea not this round": "rounds/neighbour-fund/ideas/5",
    "proposal not this round": "rounds/neighbour-fund/proposals/4",
    "idea of the stopped": "rounds/neighbour-fund/ideas/6",
    "stopped proposal": "rounds/neighbour-fund/proposals/5",
    "stopped project": "rounds/neighbour-fund/projects/5",
    "idea not taken": "rounds/neighbour-fund/ideas/7",
    "refused idea": "rounds/neighbour-fund/ideas/8",
    "idea taken back": "rounds/neighbour-fund/ideas/9",
}


class Line:
    """The world; `phases` moves it on, and says where it is and at which instant."""

    def __init__(self, session: Session, keys: Path) -> None:
        self.session, self.keys = session, keys
        make_place(session)
        round_ = make_round(session, opens_at=OPENS, money_minor=4_000_000, max_choices=2)
        self.story = Story(session, round_, make_team(session))
        self.round_id, self.slug = round_.id, round_.slug

    def phases(self) -> Iterator[tuple[str, datetime]]:
        """One after the other; whoever asks for the next one has it done."""
        self._send()
        yield "ideas", TIED
        self._write()
        yield "review", ASKING
        self._decide()
        yield "decided", DECIDING + DAY
        election = self._freeze()
        yield "frozen", OPENS - DAY / 2
        withdraw(self.session, election, 3)
        yield "voting", OPENS + DAY
        self._vote(election)
        yield "shut", CLOSES
        self._count(election)
        yield "counted", CLOSES + DAY
        yield "certified", self._certify()
        yield "line", self._give_lines()
        yield "delayed", self._delay()
        yield "open", self._finish()
        yield "a year later", self._a_year_later()

    def _idea(self, title: str, name: str, **facts: object) -> Idea:
        author = make_person(self.session, name)
        return make_idea(self.session, self.story.round, author=author, title=title, **facts)

    def _send(self) -> None:
        session = self.session
        forum = make_forum(session)
        meeting = make_meeting(session, forum, datetime.fromisoformat("2026-11-02T18:00+00:00"))
        point = make_point(session, forum, make_person(session, "Rosa"), now=SENDING - DAY / 2)
        self.ideas = [
            self._idea("Shade and seats", "Nadia Rahman", name_shown="full"),
            self._idea("Somewhere to sit", "Omar Haddad"),
            self._idea("A pump track", "Petra Novak", name_shown="none"),
            self._idea("A bridge", "Quin"),
            self._idea("A lido", "Rita"),
            self._idea("Trees on Mill Lane", "Sami"),
            self._idea("A cable car", "Tess"),
        ]
        refused = self._idea("Buy from me", "Uma", published=False)
        proposals.refuse_idea(
            session,
            actor=COMMAND,
            idea_id=refused.id,
            rule="advertising",
            words="It sells something.",
            now=READING,
        )
        back = self._idea("A slide", "Vic")
        author = make_person(session, "Vic")
        back.author_id = author.account_id
        session.flush()
        proposals.withdraw_idea(session, actor=author, idea_id=back.id, now=TIED)
        self.point, self.meeting = point, forum.path_to(meeting)
        for idea in (1, 3):
            tie(session, self.meeting, LinkKind.GIVEN_AT, self._path(idea), now=TIED)
        tie(session, f"{forum.path}/points/1", LinkKind.POINT_IDEA, self._path(1), now=TIED)

    def _path(self, number: int) -> str:
        return f"rounds/{self.slug}/ideas/{number}"

    def _write(self) -> None:
        story = self.story
        for idea in self.ideas:
            review.claim_idea(
                self.session,
                actor=story.amina,
                idea_id=idea.id,
                committee_id=story.committee.id,
                now=CLAIMING,
            )
        one, two, three, four, five, six, seven = self.ideas
        self.proposals = [
            self._proposal("Quiet benches", one, two),
            self._proposal("Pump track", three),
            self._proposal("Bridge", four),
            self._proposal("Lido", five),
            self._proposal("Street trees", six),
        ]
        proposals.leave_idea(
            self.session,
            actor=story.amina,
            idea_id=seven.id,
            reason="too_dear",
            words="It costs ten funds.",
            now=ASKING,
        )

    def _proposal(self, title: str, *ideas: Idea) -> Proposal:
        story = self.story
        made = make_proposal(self.session, story.committee, story.amina, ideas, title=title)
        make_costing(self.session, made, story.team, story.amina, now=ASKING)
        return made

    def _decide(self) -> None:
        story = self.story
        for number, proposal in enumerate(self.proposals, start=1):
            review.answer_costing(
                self.session,
                actor=story.tom,
                costing_id=review_costing(self.session, proposal),
                answer=answer(),
                now=ANSWERING,
            )
            no = {"onto_ballot": False, "reason": "planned", "words": "It comes in May."}
            story.decide(proposal, **(no if number == 4 else {}))

    def _freeze(self) -> Election:
        session, codes = self.session, tuple(f"CODE{number:010}" for number in range(1, 6))
        proofs = [proof_hash(CODE_KEY, self.slug, code) for code in codes]
        import_roll(
            session, actor=COMMAND, round_id=self.round_id, proofs=proofs, spares=[], now=BEGIN
        )
        freeze_and_open(
            session,
            actor=COMMAND,
            round_id=self.round_id,
            urn_key=KeyStore(self.keys).make(self.slug),
            now=OPENS - DAY,
        )
        session.flush()
        key = voting.sealing_key(session, session.get_one(Round, self.round_id))
        return Election(self.round_id, self.slug, key, codes)

    def _vote(self, election: Election) -> None:
        casts = [election.cast(voter, *chosen) for voter, chosen in enumerate(CHOICES, start=1)]
        cast_ballots(self.session, round_id=self.round_id, sealed=casts, clock=DURING)

    def _count(self, election: Election) -> None:
        close_and_roll(self.session, self.round_id, now=CLOSES)
        separate_box(self.session, self.round_id, now=CLOSES)
        open_box(self.session, self.keys, self.round_id, now=CLOSES)
        count_it(self.session, election)

    def _certify(self) -> datetime:
        round_ = self.session.get_one(Round, self.round_id)
        assert round_.objections_end_at is not None
        certify(self.session, pair=CLOSERS, round_id=self.round_id, now=round_.objections_end_at)
        self.certified = round_.objections_end_at
        return self.certified + DAY

    def _acting(self, number: int, now: datetime) -> dict[str, object]:
        return {"actor": COMMAND, "round_id": self.round_id, "number": number, "now": now}

    def _give_lines(self) -> datetime:
        now = self.certified + 2 * DAY
        for number in (1, 5):
            facts = delivery.LineFacts(
                number="7-310",
                year=2027,
                amount_minor=1_800_000,
                team="parks",
                post="Head of Parks",
            )
            delivery.give_line(
                self.session,
                actor=COMMAND,
                round_id=self.round_id,
                number=number,
                facts=facts,
                reason="",
                now=now,
            )
            due = (now + 30 * DAY).date()
            told = self._acting(number, now)
            delivery.set_next_step(self.session, words="A walk with residents", due=due, **told)
        delivery.set_step(self.session, step=Step.DESIGNING, **self._acting(1, now))
        return now + DAY

    def _delay(self) -> datetime:
        now = self.certified + 10 * DAY
        due = (now + 40 * DAY).date()
        told = self._acting(1, now)
        delivery.move_next_date(self.session, due=due, reason="Rain.", **told)
        stop = delivery.StopFacts(
            reason="The lane was sold.", decided_by="The council", money_goes="The next round"
        )
        delivery.stop_project(self.session, facts=stop, **self._acting(5, now))
        return now + DAY

    def _finish(self) -> datetime:
        now = self.certified + 40 * DAY
        told = self._acting(1, now)
        delivery.set_step(
            self.session,
            step=Step.OPEN,
            words="It needs nothing else.",
            spent_minor=1_700_000,
            **told,
        )
        return now + DAY

    def _a_year_later(self) -> datetime:
        now = OPENS + 400 * DAY
        later = make_round(
            self.session, name="Next Fund", opens_at=now + 90 * DAY, now=now - 60 * DAY
        )
        author = make_person(self.session, "Petra Novak")
        make_idea(self.session, later, author=author, title="A pump track again", now=now - 2 * DAY)
        tie(self.session, self._path(3), LinkKind.NEXT_YEAR, "rounds/next-fund/ideas/1", now=now)
        return now


def review_costing(session: Session, proposal: Proposal) -> int:
    """The id of the one open question about a proposal."""
    return session.scalars(select(Costing.id).where(Costing.proposal_id == proposal.id)).one()


HELD = {
    "idea": "rounds/neighbour-fund/ideas/1",
    "proposal": "rounds/neighbour-fund/proposals/1",
    "proposal being written": "rounds/neighbour-fund/proposals/2",
    "idea with a committee": "rounds/neighbour-fund/ideas/3",
}


class Held:
    """A round that is paused, and then called off."""

    def __init__(self, session: Session) -> None:
        self.session, self.story = session, make_story(session)

    def phases(self) -> Iterator[tuple[str, datetime]]:
        """One after the other; whoever asks for the next one has it done."""
        session, story = self.session, self.story
        story.decide(story.costed())
        story.proposal(title="Street trees")
        story.claimed(title="A lido")
        now = DECIDING + DAY
        rounds.pause_round(
            session,
            actor=story.bea,
            round_id=story.round.id,
            resumes_by=now + 20 * DAY,
            reason="The hall is closed.",
            seen=seal(rounds.facts_of_dates(session.get_one(Round, story.round.id))),
            now=now,
        )
        yield "paused", now + DAY
        rounds.call_off(
            session,
            actor=story.bea,
            round_id=story.round.id,
            reason="The money is gone.",
            seen=seal(rounds.facts_to_call_off(session.get_one(Round, story.round.id))),
            now=now + 2 * DAY,
        )
        yield "called off", now + 3 * DAY
