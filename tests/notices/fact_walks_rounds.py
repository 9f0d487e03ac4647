"""Acts on rounds, votes, results and winners, so that each fact of theirs is told once.

A walk yields after each act, or after several at once, and says so. Its people: Nadia sent the idea
that became project 4, Sam supports it and linked his number on the roll, Amina is a delegate, Tom
acts for Parks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.core.confirmation import seal
from pbplatform.delivery import services as delivery
from pbplatform.delivery.kinds import Step
from pbplatform.delivery.queries import news_of
from pbplatform.proposals.kinds import IdeaState, ProposalState
from pbplatform.proposals.models import IdeaSupport, Proposal, ProposalVersion
from pbplatform.results import services as results
from pbplatform.results.services import objections, recounts, telling
from pbplatform.rounds import services as rounds
from pbplatform.rounds.models import Round, RoundDefinition
from pbplatform.rounds.services.moments import tell_moments
from pbplatform.venues.domain.saying import VenueFacts
from pbplatform.venues.kinds import Offer
from pbplatform.venues.services.changing import change_venue, facts_of_venue
from pbplatform.venues.services.closing import close_venue, open_venue_again
from pbplatform.venues.services.places import add_venue, take_venue_away
from pbplatform.voting.models import RollAccount
from tests.delivery.winners import LINE, WON
from tests.factories import BEGIN, COMMAND, make_person, make_place, make_round, make_team
from tests.factories_proposals import make_committee, make_delegate, make_idea
from tests.results.counted import count_it, opened_election
from tests.rounds.changed_rounds import ask_for, confirm, pause, resume, staff
from tests.voting.amending import extend, withdraw
from tests.voting.elections import CLOSES, make_election

DAY = timedelta(days=1)
Walk = Iterator[str]
STEP, MANY = "one act", "several acts"


def behind_project(session: Session, round_id: int, *numbers: int) -> None:
    """Ideas of Nadia became these projects; Sam supports them, and his number is linked."""
    round_ = session.get_one(Round, round_id)
    committee = make_committee(session, round_)
    make_delegate(session, round_, committee, declared=False)
    sam = make_person(session, "Sam").account_id
    for number in numbers or (4,):
        idea = make_idea(session, round_)
        session.add(IdeaSupport(idea_id=idea.id, account_id=sam, supported_at=BEGIN))
        proposal = Proposal(
            round_id=round_id,
            number=number,
            committee_id=committee.id,
            version=1,
            drawing="",
            state=ProposalState.ON_BALLOT,
            created_at=BEGIN,
        )
        session.add(proposal)
        session.flush()
        text = {"title": "Benches", "text": "Six benches.", "made_at": BEGIN, "reason": ""}
        session.add(ProposalVersion(proposal_id=proposal.id, version=1, **text))
        idea.state, idea.proposal_id = IdeaState.BECAME, proposal.id
    session.add(RollAccount(round_id=round_id, account_id=sam, voter_no=1))
    session.flush()


def walk_rounds(session: Session, folder: Path) -> Walk:
    """A round paused, changed, voted on and called off, and the moments of its clock."""
    make_place(session)
    fund = make_round(session)
    people = staff(session)
    behind_project(session, fund.id)
    yield STEP
    for at in (fund.ideas_open_at, fund.ideas_close_at - 3 * DAY):
        tell_moments(session, round_id=fund.id, now=at)
        yield STEP
    pause(session, people.bea, fund, fund.ideas_open_at + DAY)
    yield STEP
    resume(session, people.bea, fund, fund.ideas_open_at + 2 * DAY)
    yield STEP
    dates = {name: getattr(fund, name) for name in rounds.RoundDates.__dataclass_fields__}
    rounds.move_dates(
        session,
        actor=people.bea,
        round_id=fund.id,
        dates=replace(rounds.RoundDates(**dates), results_at=fund.results_at + DAY),
        reason="The hall is shut.",
        now=BEGIN,
    )
    yield STEP
    rounds.correct_words(
        session,
        actor=people.bea,
        round_id=fund.id,
        words={"summary": "Trees."},
        reason="A slip",
        seen=seal(rounds.facts_of_words(fund)),
        now=BEGIN,
    )
    yield STEP
    ask_for(session, people.bea, fund, fund.money_minor + 100, BEGIN)
    confirm(session, people.una, BEGIN)
    yield STEP
    facts = rounds.ProjectFacts(number=4, title="Benches", cost_minor=1)
    rounds.put_on_ballot(session, round_id=fund.id, facts=facts)
    rounds.freeze(session, actor=COMMAND, round_id=fund.id, urn_key=b"k", now=fund.review_close_at)
    yield STEP
    for at in (fund.opens_at, fund.closes_at - 3 * DAY, fund.closes_at):
        tell_moments(session, round_id=fund.id, now=at)
        yield STEP
    other = make_round(session, name="Other Fund")
    seen = seal(rounds.facts_to_call_off(other))
    given = {"round_id": other.id, "reason": "Flood.", "seen": seen, "now": BEGIN}
    rounds.call_off(session, actor=people.bea, **given)
    yield STEP


def walk_voting(session: Session, folder: Path) -> Walk:
    """A project withdrawn, and voting extended."""
    election = make_election(session, folder)
    behind_project(session, election.round_id)
    yield STEP
    withdraw(session, election, 4)
    yield STEP
    extend(session, election)
    yield STEP


def walk_venues(session: Session, folder: Path) -> Walk:
    """A voting place changed, closed for a time, open again, and taken off the list."""
    round_id = make_election(session, folder).round_id
    yield STEP
    opens_at = session.get_one(Round, round_id).opens_at
    given: dict[str, Any] = {"actor": COMMAND, "round_id": round_id, "now": opens_at}
    hours = [(opens_at, opens_at + timedelta(hours=2))]
    facts = VenueFacts("Library", "2 Mill Lane", "", "", [], [Offer.PAPER], hours)
    venue = add_venue(session, facts=facts, **given)
    yield STEP
    seen = seal(facts_of_venue(venue, hours))
    other = replace(facts, address="4 Mill Lane")
    change_venue(session, n=1, facts=other, reason="A flood", seen=seen, **given)
    yield STEP
    close_venue(session, n=1, span=hours[0], reason="A flood", **given)
    yield STEP
    open_venue_again(session, n=1, k=1, **given)
    yield STEP
    take_venue_away(session, n=1, reason="A flood", **given)
    yield STEP


def walk_results(session: Session, folder: Path) -> Walk:
    """Counted, objected to, to be counted again and not, counted again, and certified."""
    election = opened_election(session, folder, (15, 9), (15, 9), (15, 7), (9,), (4,))
    behind_project(session, election.round_id, 4, 15)
    frozen = session.get_one(RoundDefinition, election.round_id)
    frozen.body = frozen.body.replace(b'"money_minor":50000000', b'"money_minor":29000000')
    session.flush()
    yield STEP
    count_it(session, election)
    yield STEP
    given = {"round_id": election.round_id, "now": CLOSES}
    made = objections.send_objection(
        session, actor=make_person(session, "Rosa"), kind="other", words="A sum.", **given
    )
    bea = make_person(session, "Bea", role="facilitator")
    number = {"number": made.number, "actor": bea, **given}
    objections.show_objection(session, **number)
    yield STEP
    for verdict in ("upheld", "not-upheld", "upheld"):
        objections.answer_objection(session, verdict=verdict, reason="We looked.", **number)
        yield STEP
    tallied = results.count_in_memory(session, round_id=election.round_id)
    recounts.publish_again(session, actor=COMMAND, tallied=tallied, **given)
    yield STEP
    round_ = session.get_one(Round, election.round_id)
    for before, after in (({4, 9}, {9}), ({9}, {4, 9})):
        telling.tell_of_change(session, round_, before, after, now=CLOSES)
        yield STEP
    telling.tell_of_certificate(session, round_, now=CLOSES)
    yield STEP


def walk_delivery(session: Session, folder: Path) -> Walk:
    """A winner from its late line to its opening, with what goes wrong."""
    election = opened_election(session, folder, (15, 9), (15, 9), (15, 7), (9,), (4,))
    behind_project(session, election.round_id)
    count_it(session, election)
    session.get_one(Round, election.round_id).certified_at = WON
    session.flush()
    make_team(session, "Parks")
    tom = make_person(session, "Tom", role="official", scope="team:parks")
    make_person(session, "Olu", role="official", scope="team:parks")
    yield STEP
    given = {"round_id": election.round_id, "number": 4}
    delivery.tell_of_late_line(session, due=(WON + 14 * DAY).date(), now=WON + 15 * DAY, **given)
    yield STEP
    now = WON + 16 * DAY
    line = delivery.LineFacts(**LINE)
    delivery.give_line(session, actor=tom, facts=line, now=now, **given)
    yield STEP
    other = replace(line, number="7-310-45")
    delivery.give_line(session, actor=tom, facts=other, reason="Wrong line.", now=now, **given)
    yield STEP
    acts = {"actor": tom, "now": now, **given}
    delivery.set_next_step(session, words="Order them", due=date(2027, 5, 31), **acts)
    yield STEP
    delivery.move_next_date(session, due=date(2027, 6, 30), reason="Late wood.", **acts)
    yield STEP
    delivery.post_update(session, words="The wood came.", spent_minor=100, **acts)
    yield STEP
    right = delivery.Correction(words="The wood is here.", reason="A slip", spent_minor=100)
    newest = len(news_of(session, election.round_id, 4))
    delivery.correct_news(session, seq=newest, right=right, **acts)
    yield STEP
    delivery.set_step(session, step=Step.DESIGNING, **acts)
    yield STEP
    delivery.take_step_back(session, words="Too early.", **acts)
    yield STEP
    opened = {"words": "No need.", "spent_minor": 1_700_000}
    delivery.set_step(session, step=Step.OPEN, **opened, **acts)
    yield STEP
    delivery.set_step(session, step=Step.LOOKED_BACK, **acts)
    yield STEP
    for words in ("Too early.", "Not yet."):
        delivery.take_step_back(session, words=words, **acts)
        yield STEP
    stop = delivery.StopFacts(reason="Floods", decided_by="Cabinet", money_goes="Next round")
    delivery.stop_project(session, facts=stop, **acts)
    yield STEP
