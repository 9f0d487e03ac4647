"""What there is to read in the place of `bench_load.py`, and the pages that its readers ask for.

Beside the round that people vote in: one that was counted, one that takes ideas, one whose
proposals are written, a forum with its points, and people who are signed in. All is made by the
services, but for the points, which are put in as rows (`tests/points/kept.py`).
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from vote_place import SLUG

from config import Settings
from pbplatform.accounts.services import open_session
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.transaction import transaction
from pbplatform.forums.models import ForumSeries
from pbplatform.places.models import Team
from pbplatform.points.services.keeping import ids_of_all, keep_points
from pbplatform.proposals.services import IdeaFacts, publish_idea, send_idea
from pbplatform.results import services as results
from pbplatform.review import services as review
from pbplatform.rounds import services as rounds
from pbplatform.rounds.domain.ballots import Approval
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import committee_scope
from pbplatform.voting import queries
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.domain.sealing import PlainBallot, new_tracker, seal
from pbplatform.voting.services.cast import Cast, cast_ballots
from pbplatform.voting.services.open_vote import freeze_and_open
from pbplatform.voting.services.roll import import_roll, proof_hash
from tests.factories import COMMAND, make_forum, make_person, make_round
from tests.factories_proposals import make_idea, proposal_facts
from tests.points.kept import more_points
from tests.voting.ceremony_acts import close_and_roll, open_committed_box, separate_box
from tests.voting.elections import PROJECTS

PAST, IDEAS, WRITTEN, FORUM = "parks-fund", "green-streets", "school-fund", "town-forum"


@dataclass(frozen=True)
class Amounts:
    """How much there is to read."""

    ideas: int = 1000
    proposals: int = 40
    points: int = 2000
    ballots: int = 500
    people: int = 20

    def __str__(self) -> str:
        return (
            f"{self.ideas:,} ideas, {self.proposals:,} proposals, {self.points:,} points, "
            f"{self.ballots:,} counted ballots"
        )


@dataclass(frozen=True)
class Page:
    """A page, how often of a hundred it is asked for, and words that stand on it."""

    path: str
    often: int
    words: bytes


PAGES = (
    Page("/", 20, b"Hackford"),
    Page("/rounds", 10, b"Green Streets"),
    Page(f"/rounds/{SLUG}", 20, b"Neighbour Fund"),
    Page(f"/rounds/{SLUG}/rules", 4, b"Neighbour Fund"),
    Page(f"/rounds/{IDEAS}", 4, b"Green Streets"),
    Page(f"/rounds/{IDEAS}/ideas", 6, b"Shade for the bus stop"),
    Page(f"/rounds/{IDEAS}/ideas?page=2", 2, b"Shade for the bus stop"),
    Page(f"/rounds/{IDEAS}/ideas/1-shade-for-the-bus-stop-1", 3, b"Seats under the lime trees"),
    Page(f"/rounds/{WRITTEN}/proposals", 6, b"Benches for the school"),
    Page(f"/rounds/{WRITTEN}/proposals/1-benches-for-the-school-1", 3, b"Benches for the school"),
    Page(f"/rounds/{PAST}/results", 8, b"Project 15"),
    Page(f"/rounds/{PAST}/results/ballots", 2, b"Parks Fund"),
    Page(f"/forums/{FORUM}", 2, b"Town Forum"),
    Page(f"/forums/{FORUM}/points", 6, b"Point "),
    Page("/log", 4, b"Hackford"),
)
OWN = Page("/me", 0, b"Reader")  # of those who are signed in; kept by nobody


def fill(settings: Settings, opened: datetime, amounts: Amounts) -> None:
    """Make all of it, dated before the vote opened; call in an application context."""
    began = opened - timedelta(days=190)
    with transaction() as session:
        past = make_round(session, name="Parks Fund", opens_at=opened - timedelta(days=60),
                          now=began).id  # fmt: skip
        make_round(session, name="School Fund", opens_at=opened + timedelta(days=40), now=began)
        make_round(session, name="Green Streets", opens_at=opened + timedelta(days=90), now=began)
        make_forum(session, name="Town Forum", now=began)
    _proposals(amounts.proposals, opened - timedelta(days=70))
    _vote(settings, past, amounts.ballots, opened - timedelta(days=60))
    _ideas(amounts.ideas, opened - timedelta(days=20))
    _points(amounts.points, began, opened)


def _proposals(many: int, sent: datetime) -> None:
    with transaction() as session:
        round_ = session.scalars(select(Round).where(Round.slug == WRITTEN)).one()
        committee = rounds.add_committee(
            session, actor=COMMAND, round_id=round_.id, name="Schools", now=sent
        )
        scope = committee_scope(round_, committee)
        amina = make_person(session, "Amina", role="delegate", scope=scope, now=sent)
        review.declare_interests(
            session, actor=amina, committee_id=committee.id, interests={}, now=sent
        )
        for number in range(1, many + 1):
            _proposal(session, round_, committee.id, amina, number, sent)


def _proposal(
    session: object, round_: Round, committee_id: int, amina: ActorRef, number: int, sent: datetime
) -> None:
    idea = make_idea(session, round_, title=f"Benches, school {number}", now=sent)  # type: ignore[arg-type]
    later = sent + timedelta(days=32)
    told = {"actor": amina, "committee_id": committee_id, "now": later}
    review.claim_idea(session, idea_id=idea.id, **told)  # type: ignore[arg-type]
    facts = proposal_facts(title=f"Benches for the school {number}")
    review.create_proposal(session, idea_numbers=[idea.number], facts=facts, **told)  # type: ignore[arg-type]


def _ideas(many: int, sent: datetime) -> None:
    with transaction() as session:
        round_ = session.scalars(select(Round).where(Round.slug == IDEAS)).one()
        nadia = make_person(session, "Nadia", now=sent)
        for number in range(1, many + 1):
            title = f"Shade for the bus stop {number}"
            make_idea(session, round_, author=nadia, title=title, now=sent)


def _points(many: int, first: datetime, till: datetime) -> None:
    with transaction() as session:
        team = session.scalars(select(Team).where(Team.slug == "environment")).one()
        tom = make_person(session, "Tom", role="official", scope=team.scope, now=first)
        more_points(
            session,
            session.scalars(select(ForumSeries.id)).one(),
            many,
            team_id=team.id,
            by_account_id=int(tom.key),
            first=first.date(),
            till=till,
        )
        for ids in ids_of_all(session):
            keep_points(session, ids)


def _vote(settings: Settings, round_id: int, ballots: int, opens: datetime) -> None:
    """A vote that was held, opened and counted."""
    closes = opens + timedelta(days=9)
    keys = KeyStore(settings.key_dir)
    drawn = random.Random(1)
    with transaction() as session:
        for number, cost in PROJECTS:
            facts = rounds.ProjectFacts(number=number, title=f"Project {number}", cost_minor=cost)
            rounds.put_on_ballot(session, round_id=round_id, facts=facts)
        proofs = [proof_hash(b"of a vote that is over", PAST, f"{n}") for n in range(ballots)]
        told = {"actor": COMMAND, "round_id": round_id}
        import_roll(session, **told, proofs=proofs, now=opens - timedelta(days=2))  # type: ignore[arg-type]
        freeze_and_open(
            session,
            **told,  # type: ignore[arg-type]
            urn_key=keys.make(PAST),
            now=opens - timedelta(days=1),
        )
    key = queries.sealing_key(db.session(), db.session.get_one(Round, round_id))
    numbers = [number for number, _cost in PROJECTS]
    votes = []
    for voter in range(1, ballots + 1):
        ballot = PlainBallot(Approval(tuple(sorted(drawn.sample(numbers, 2)))), new_tracker())
        votes.append(Cast.of(voter, seal(key, ballot), drawn.randbytes(32), None))
    with transaction() as session:
        during = ManualClock(opens + timedelta(days=1))
        cast_ballots(session, round_id=round_id, sealed=votes, clock=during)
    with transaction() as session:
        close_and_roll(session, round_id, now=closes)
        separate_box(session, round_id, now=closes)
    open_committed_box(settings.key_dir, round_id, now=closes)
    tallied = results.count_in_memory(db.session(), round_id=round_id)
    with transaction() as session:
        results.publish_result(
            session, actor=COMMAND, round_id=round_id, tallied=tallied, now=closes
        )


def sign_people_in(many: int, now: datetime) -> list[str]:
    """Cookies of so many people, each signed in; call in an application context."""
    with transaction() as session:
        people = [make_person(session, f"Reader{n}", now=now) for n in range(many)]
        return [
            f"pb_session={open_session(session, account_id=int(one.key), now=now)}"
            for one in people
        ]


def say_something(number: int, now: datetime) -> None:
    """An idea is sent and published: what somebody may do while others read."""
    with transaction() as session:
        round_ = session.scalars(select(Round).where(Round.slug == IDEAS)).one()
        rosa = make_person(session, "Rosa", now=now)
        facts = IdeaFacts(title=f"Shade for the bus stop, said now {number}", text="In summer.")
        idea = send_idea(session, actor=rosa, round_id=round_.id, facts=facts, now=now)
        publish_idea(session, actor=COMMAND, idea_id=idea.id, now=now)
