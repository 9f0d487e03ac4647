"""Answer, decision and result reach whoever has no e-mail, as a letter that can be printed.

Source: docs/rules/letters.md section 1.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.intake.domain.origin import Origin, Person, Said
from pbplatform.intake.kinds import ContactBy, OriginKind, ThingKind
from pbplatform.intake.models import Written
from pbplatform.intake.services import write_down
from pbplatform.letters import queries
from pbplatform.letters.domain.words import LetterWords
from pbplatform.letters.models import Letter
from pbplatform.letters.services import ToPrint, letters_to_print, make_batch
from pbplatform.letters.words.sheet import sheets
from pbplatform.notices.jobs.delivery import deliver_due
from pbplatform.points.models import Point
from pbplatform.points.services import assign, publish_answer, publish_point
from pbplatform.proposals.kinds import IdeaState, ProposalState
from pbplatform.proposals.models import Idea, Proposal, ProposalVersion
from pbplatform.proposals.services import publish_idea
from pbplatform.proposals.services.writing import settle_proposal
from pbplatform.rounds.models import Committee, Round
from pbplatform.web.printing import Sheet
from pbplatform.web.printing.press import compile_order
from tests.factories import COMMAND, make_person, make_round
from tests.letters.people import HERE, NoMail, said_by_post
from tests.points.people import CAME, NO, YES, AnswerText, World
from tests.results.counted import CLOSES, count_it, opened_election
from tests.web.printed import Printed

pytestmark = pytest.mark.one_database
LONG = "The cleaners come on Monday and Thursday. " * 42


def letters_written(session: Session, now: datetime) -> list[LetterWords]:
    """What waits to be printed once the worker was there, oldest first."""
    session.commit()
    deliver_due(NoMail(), public_url=HERE, now=now)
    session.expire_all()
    found = session.scalars(select(Letter).order_by(Letter.id))
    words = [queries.words_of(session, letter) for letter in found]
    return [each for each in words if each is not None]


def idea_by_post(session: Session, round_: Round, title: str) -> Idea:
    written = write_down(
        session,
        actor=make_person(session, f"Bea {title}", role=Role.FACILITATOR, scope=round_.scope),
        kind=ThingKind.IDEA,
        where=round_.id,
        person=Person(
            name_shown="Rosa M.",
            contact=ContactBy.POST,
            addressee="Rosa Marsh",
            address="4 Mill Lane\nHackford",
        ),
        consent="Everybody can read it. Do you agree?",
        origin=Origin(kind=OriginKind.PHONE),
        said=Said(title=title, text="Four lamps."),
        now=round_.ideas_open_at + timedelta(hours=1),
    )
    idea = session.get_one(Idea, session.get_one(Written, written.path).thing_id)
    publish_idea(session, actor=COMMAND, idea_id=idea.id, now=round_.ideas_open_at)
    return idea


def proposal_of(session: Session, idea: Idea, number: int, state: ProposalState) -> Proposal:
    """The proposal that an idea became, without the meetings on the way."""
    committee = Committee(round_id=idea.round_id, slug="c", name="Streets")
    session.add(committee)
    session.flush()
    made = Proposal(
        round_id=idea.round_id,
        number=number,
        committee_id=committee.id,
        state=state,
        created_at=CAME,
    )
    session.add(made)
    session.flush()
    words = {"title": idea.title, "text": idea.text, "made_at": CAME}
    session.add(ProposalVersion(proposal_id=made.id, version=1, **words))
    idea.proposal_id, idea.state = made.id, IdeaState.BECAME
    session.flush()
    return made


def answered(world: World, explanation: str = "", text: AnswerText = NO) -> LetterWords:
    session = world.session
    path = said_by_post(world).path
    point = session.get_one(Point, session.get_one(Written, path).thing_id)
    publish_point(session, actor=COMMAND, point_id=point.id, title="Bins", now=CAME)
    assign(session, actor=world.bea, point_id=point.id, team_slug="environment", now=CAME)
    letters_written(session, CAME)
    text = replace(text, explanation=explanation)
    later = CAME + timedelta(days=1)
    publish_answer(session, actor=world.tom, point_id=point.id, text=text, now=later)
    return letters_written(session, later)[-1]


def printed(app: Flask, session: Session, scope: str, *, large: bool = False) -> Printed:
    """The whole batch of what waits, as the desk prints it."""
    clerk = make_person(session, "Cleo", role=Role.CLERK, scope=scope)
    made = make_batch(session, actor=clerk, scope=scope, large=large, now=CAME)
    assert made.number is not None
    ready: list[ToPrint] = letters_to_print(session, actor=clerk, number=made.number)
    with app.test_request_context():
        data = sheets(
            ready[-1:], number=1, made_at=CAME, place="Hackford", help_line="01 234", large=large
        )
    return Printed(compile_order(Sheet("letter", data, "en", "Letters", CAME).order()))


def test_answer_to_a_point_is_a_letter_with_its_words(world: World) -> None:
    told = answered(world)
    assert "Bins" in told.subject
    assert "No, not this year." in told.body
    assert "Why not, or not all of it: money. £210,000." in told.body
    assert "What would change it: A grant" in told.body
    assert "Tell us on the phone or in person" in told.body
    assert "http" not in told.body
    assert "/yours" not in told.body
    assert "A grant" in told.told


def test_promises_of_an_answer_stand_in_its_letter_and_a_line_of_dashes_cuts_nothing(
    world: World,
) -> None:
    told = answered(world, "We looked.\n-- \nWe went there.", YES)
    assert "Promise: Friday collection begins, by Friday 2 April 2027. Waste service." in told.body
    assert "We went there." in told.body
    assert "Why not" not in told.body


@pytest.mark.parametrize("large", [False, True])
def test_long_answer_is_whole_and_runs_to_further_pages_that_carry_the_number(
    app: Flask, world: World, large: bool
) -> None:
    assert LONG.strip() in answered(world, LONG).body
    made = printed(app, world.session, world.forum.scope, large=large)
    assert len(made.pages) == (3 if large else 1)
    assert all("batch 1 · letter" in page for page in made.pages)
    assert made.text.count("cleaners") == 42
    assert "Rosa Marsh" in made.pages[0]
    assert not any("Rosa Marsh" in page for page in made.pages[1:])
    assert {"H1", "P"} <= made.tags


@pytest.mark.parametrize(
    ("state", "said"),
    [(ProposalState.ON_BALLOT, "ballot"), (ProposalState.NOT_THIS_ROUND, "Too dear for one year.")],
)
def test_decision_on_an_idea_is_a_letter(world: World, state: ProposalState, said: str) -> None:
    session = world.session
    round_ = make_round(session)
    idea = idea_by_post(session, round_, "Lamps")
    proposal = proposal_of(session, idea, 15, ProposalState.WRITING)
    before = len(letters_written(session, CAME))
    facts = {"reason": "planned", "words": "Too dear for one year."}
    settle_proposal(session, proposal_id=proposal.id, state=state, now=CAME, **facts)
    told = letters_written(session, CAME)
    assert len(told) == before + 1
    assert "Lamps" in told[-1].subject + told[-1].body
    assert said in told[-1].subject + told[-1].body


def test_result_is_a_letter_to_each_idea_of_the_round_its_own_project_first(
    session: Session, tmp_path: Path
) -> None:
    election = opened_election(session, tmp_path, (15, 9), (15,), (15,), (7,), (7, 4), (7, 15))
    round_ = session.get_one(Round, election.round_id)
    frozen_at, round_.frozen_at = round_.frozen_at, None
    on_ballot = idea_by_post(session, round_, "Lamps")
    idea_by_post(session, round_, "Not on the ballot")
    proposal_of(session, on_ballot, 9, ProposalState.ON_BALLOT)
    round_.frozen_at = frozen_at
    before = len(letters_written(session, CLOSES))
    count_it(session, election)
    first, second = letters_written(session, CLOSES)[before:]
    for told in (first, second):
        assert "The votes of Neighbour Fund are counted" in told.subject
        assert "“Project 15” won." in told.body
        assert "/rounds/neighbour-fund/results" in told.body
        assert "object to the count until" in told.body
    own = first.body.index("“Project 9”")
    assert own < first.body.index("“Project 15” won.") or "“Project 9” won." in first.body
    assert "did not win" not in second.body
