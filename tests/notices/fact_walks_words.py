"""Acts on ideas, proposals, prices, meetings, points and promises, so that each fact is told once.

A walk yields after each act; its first step makes the world. Nadia sends ideas, Sam supports them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import RoleGrant
from pbplatform.carry.queries import to_tell
from pbplatform.carry.services.telling import tell_supporters
from pbplatform.changes import services as changes
from pbplatform.changes.queries import change_view
from pbplatform.core.confirmation import seal
from pbplatform.forums import services as forums
from pbplatform.notices.services.writing import facts_to_write, write_notice
from pbplatform.places.kinds import Reads
from pbplatform.places.models import Place
from pbplatform.places.queries import team_by_slug
from pbplatform.points import services as points
from pbplatform.points.models import Point
from pbplatform.points.services.clocks import tell_of_late_answer
from pbplatform.points.services.correcting import CorrectionText
from pbplatform.points.services.promises import tell_of_missed
from pbplatform.promises import services as promises
from pbplatform.promises.kinds import ReplyKind
from pbplatform.promises.models import CitizenCheck, Commitment
from pbplatform.promises.queries import checks_to_ask
from pbplatform.proposals import services as proposals
from pbplatform.proposals.models import Idea, IdeaSupport
from pbplatform.review import services as review
from pbplatform.review.models import Costing
from pbplatform.review.services.replacing import replace_price
from tests.carry.rounds import NEXT, make_years
from tests.factories import (
    BEGIN,
    COMMAND,
    make_forum,
    make_meeting,
    make_person,
    make_place,
    make_round,
)
from tests.factories_proposals import (
    ANSWERING,
    CLAIMING,
    DECIDING,
    Story,
    freeze_story,
    make_idea,
    make_proposal,
    make_story,
    proposal_facts,
)
from tests.notices.fact_walks_rounds import MANY, STEP, Walk
from tests.points.people import CAME, DUE, NO, YES, make_world, noon

DAY = timedelta(days=1)


def supported(session: Session, idea: Idea) -> Idea:
    """Sam supports it."""
    proposals.support_idea(
        session, actor=make_person(session, "Sam"), idea_id=idea.id, now=CLAIMING
    )
    return idea


def walk_proposals(session: Session, folder: Path) -> Walk:
    """Ideas read, taken up, joined, split, decided; one withdrawn."""
    story = make_story(session)
    yield STEP
    idea = make_idea(session, story.round)
    yield STEP
    supported(session, idea)
    session.get_one(Place, 1).reads_ideas = Reads.AFTER
    shown = make_idea(session, story.round, title="Lamps", published=False)
    session.get_one(Place, 1).reads_ideas = Reads.BEFORE
    yield MANY
    proposals.withdraw_idea(session, actor=story.nadia, idea_id=shown.id, now=CLAIMING)
    yield STEP
    claim = {"actor": story.amina, "idea_id": idea.id}
    taken = {"committee_id": story.committee.id, "now": CLAIMING}
    review.claim_idea(session, **claim, **taken)
    yield STEP
    proposals.hand_back_idea(session, words="Not ours.", now=CLAIMING, **claim)
    yield STEP
    review.claim_idea(session, **claim, **taken)
    yield STEP
    proposals.leave_idea(session, reason="cannot", words="There is one.", now=CLAIMING, **claim)
    yield STEP
    proposals.reopen_idea(session, words="There is none.", now=CLAIMING, **claim)
    yield STEP
    omar = make_person(session, "Omar")
    other = supported(session, story.claimed(author=omar, title="Trees"))
    yield MANY
    proposal = make_proposal(session, story.committee, story.amina, [idea, other])
    yield STEP
    soon = CLAIMING + 2 * DAY
    proposals.object_to_join(session, actor=omar, idea_id=other.id, words="No.", now=soon)
    yield STEP
    review.split_proposal(
        session,
        actor=story.amina,
        proposal_id=proposal.id,
        facts=proposal_facts(title="More benches"),
        reason="Two places.",
        now=soon,
    )
    yield STEP
    story.change(proposal, title="Benches", now=soon)
    yield STEP
    yield from _decided(session, story)


def _decided(session: Session, story: Story) -> Walk:
    proposal = story.costed()
    _support_all(session, proposal.id)
    yield MANY
    story.decide(proposal)
    yield STEP
    given = {"actor": story.bea, "proposal_id": proposal.id, "now": DECIDING}
    review.reopen_decision(session, words="The land is sold.", **given)
    yield STEP
    story.decide(proposal, onto_ballot=False, reason="other", words="No.")
    yield STEP
    again = story.costed()
    costing = session.scalars(select(Costing).where(Costing.proposal_id == again.id)).one()
    yield MANY
    replace_price(session, story.tom, costing, costing, now=ANSWERING)
    yield STEP


def _support_all(session: Session, proposal_id: int) -> None:
    sam = make_person(session, "Sam").account_id
    for idea in session.scalars(select(Idea).where(Idea.proposal_id == proposal_id)).all():
        session.add(IdeaSupport(idea_id=idea.id, account_id=sam, supported_at=BEGIN))
    session.flush()


def walk_review(session: Session, folder: Path) -> Walk:
    """A price, and what is found wrong while people vote."""
    story = make_story(session)
    yield STEP
    proposal = story.costed()
    yield MANY
    story.decide(proposal)
    freeze_story(story)
    yield MANY
    given = {"proposal_id": proposal.id, "now": story.round.opens_at}
    review.recheck(session, actor=story.tom, outcome="wrong", words="The land is sold.", **given)
    yield STEP
    review.leave_on_ballot(session, actor=story.bea, words="It is not.", **given)
    yield STEP


def walk_forums(session: Session, folder: Path) -> Walk:
    """A meeting called, changed, cancelled, restored, cancelled and called again; its minutes."""
    make_place(session)
    forum = make_forum(session)
    make_person(session, "Tom", role="official", scope="team:environment")
    yield STEP
    meeting = make_meeting(session, forum, BEGIN + 30 * DAY)
    yield STEP
    given = {"actor": COMMAND, "meeting_id": meeting.id, "now": BEGIN}
    facts = forums.MeetingFacts(starts_at=BEGIN + 31 * DAY, venue="Town Hall")
    forums.change_meeting(session, facts=facts, reason="The hall is shut.", **given)
    yield STEP
    forums.add_item(session, facts=forums.ItemFacts(title="Bins"), **given)
    forums.add_item(session, facts=forums.ItemFacts(title="Trees"), **given)
    yield STEP
    forums.cancel_meeting(session, reason="Snow.", **given)
    yield STEP
    forums.restore_meeting(session, reason="It is warm.", **given)
    yield STEP
    forums.cancel_meeting(session, reason="Snow again.", **given)
    yield STEP
    again = forums.call_meeting(
        session,
        actor=COMMAND,
        forum_id=forum.id,
        facts=replace(facts, starts_at=BEGIN + 40 * DAY),
        now=BEGIN,
        again_of=meeting.id,
    )
    yield STEP
    forums.write_minutes(
        session,
        actor=COMMAND,
        meeting_id=again.id,
        kind="circulated",
        text="We met.",
        reason="",
        now=BEGIN + 41 * DAY,
    )
    yield STEP
    forums.correct_forum(
        session,
        actor=COMMAND,
        forum_id=forum.id,
        name="Forum of the town",
        promise=forum.promise,
        reason="A slip.",
        seen=seal(forums.facts_of_forum(forum)),
        now=BEGIN,
    )
    yield STEP


def walk_points(session: Session, folder: Path) -> Walk:
    """A point from its publication to its promises; others withdrawn, joined, late, gone up."""
    world = make_world(session)
    yield STEP
    point = world.point()
    points.support(session, actor=world.sam, point_id=point.id, now=CAME)
    yield MANY
    team = {"actor": world.tom, "point_id": point.id, "now": CAME}
    points.write_note(session, text="We look at it.", **team)
    yield STEP
    points.take_more_time(session, days=2, reason="Holidays.", **team)
    yield STEP
    points.ask_the_asker(session, question="Which street?", **team)
    yield STEP
    points.reply_to_question(
        session, actor=world.rosa, point_id=point.id, reply="Sidings Row.", now=CAME
    )
    yield STEP
    other = world.point()
    points.support(session, actor=world.sam, point_id=other.id, now=CAME)
    yield MANY
    points.withdraw_point(session, actor=world.rosa, point_id=other.id, why="", now=CAME)
    yield STEP
    points.go_on_with_point(session, actor=world.sam, point_id=other.id, now=CAME)
    yield STEP
    tell_of_late_answer(session, point_id=other.id, now=noon(DUE + DAY))
    yield STEP
    joins = {"point_id": other.id, "stays_id": point.id, "reason": "The same.", "now": CAME}
    points.join_points(session, actor=world.bea, **joins)
    yield STEP
    yield from _went_up(session, world.point())
    world.answer(point, text=NO)
    yield STEP
    world.says(world.rosa, point, "no")
    yield STEP
    world.answer(point, text=YES, by=world.leena, now=CAME + 3 * DAY)
    yield STEP
    points.correct_answer(
        session,
        actor=world.leena,
        point_id=point.id,
        n=1,
        text=CorrectionText(wrong="The sum.", text="£200,000"),
        now=CAME + 3 * DAY,
    )
    yield STEP
    yield from _promised(session, world.leena)


def _went_up(session: Session, point: Point) -> Walk:
    grants = session.scalars(select(RoleGrant).where(RoleGrant.scope == "team:environment")).all()
    for grant in grants:
        grant.ended_at = CAME
    session.flush()
    yield MANY
    points.tell_where_it_went(session, point_id=point.id, now=CAME)
    yield STEP
    for grant in grants:
        grant.ended_at = None
    session.flush()
    points.tell_where_it_went(session, point_id=point.id, now=CAME)
    yield STEP


def _promised(session: Session, leena: object) -> Walk:
    promise = session.scalars(select(Commitment)).one()
    now = CAME + 4 * DAY
    given = {"actor": leena, "promise_id": promise.id, "now": now}
    points.move_promise(session, due=date(2027, 4, 9), reason="No lorry.", **given)
    yield STEP
    points.correct_promise(session, field="owner", text="Waste", reason="Another name.", **given)
    yield STEP
    points.give_up_promise(session, reason="No money.", **given)
    yield STEP
    points.take_promise_back(session, reason="There is.", **given)
    yield STEP
    tell_of_missed(session, promise_id=promise.id, now=noon(date(2027, 4, 10)))
    yield STEP
    points.keep_promise(session, done_on=now.date(), note="It comes on Fridays.", **given)
    yield STEP


def walk_promises(session: Session, folder: Path) -> Walk:
    """Residents are asked, Rosa says no, the team replies."""
    world = make_world(session)
    point = world.point()
    points.support(session, actor=world.sam, point_id=point.id, now=CAME)
    world.answer(point, text=YES)
    promise = session.scalars(select(Commitment)).one()
    done = CAME + 2 * DAY
    points.keep_promise(
        session, actor=world.tom, promise_id=promise.id, done_on=done.date(), note="Yes.", now=done
    )
    session.flush()
    check = session.scalars(select(CitizenCheck)).one()
    yield STEP
    asked = done + 30 * DAY
    assert checks_to_ask(session, today=asked.date(), of_promises=True) == [check.id]
    points.ask_about_promise(session, check_id=check.id, now=asked)
    yield STEP
    given = {"check_id": check.id, "now": asked}
    promises.say(session, actor=world.rosa, verdict="no", words="No bin comes", **given)
    yield STEP
    kind = ReplyKind.EXPLAINED
    promises.record_reply(session, actor=world.tom, kind=kind, words="On Fridays.", **given)
    yield STEP


def walk_changes(session: Session, folder: Path) -> Walk:
    """A decision changed because of a point, said by one and confirmed by another."""
    world = make_world(session)
    point = world.point()
    points.support(session, actor=world.sam, point_id=point.id, now=CAME)
    yield MANY
    facts = changes.ChangeFacts(
        before="Every second week.",
        now="Every week.",
        document="Order 14",
        day=date(2027, 2, 20),
        link="https://hackford.example.org/orders/14",
    )
    now, about = CAME + 20 * DAY, f"{world.forum.path}/points/{point.number}"
    team = team_by_slug(session, "environment")
    said = changes.say_change(
        session, actor=world.tom, team=team, about=about, facts=facts, now=now
    )
    yield STEP
    seen = seal(change_view(session, said.id).newest.facts)
    changes.confirm(session, actor=world.leena, change_id=said.id, seen=seen, now=now)
    yield STEP


def walk_carry(session: Session, folder: Path) -> Walk:
    """Nadia carries her idea to the next round; Sam supported it."""
    years = make_years(session)
    old = supported(session, make_idea(session, years.story.round))
    idea = years.carry_idea(old, years.story.nadia)
    years.publish(idea)
    yield MANY
    tell_supporters(session, key=to_tell(session)[0], now=NEXT)
    yield STEP


def walk_notices(session: Session, folder: Path) -> Walk:
    """A facilitator writes to all who follow a round, then to all who follow a forum."""
    make_place(session)
    bea = make_person(session, "Bea", role="facilitator")
    seen = seal(facts_to_write("News", "Come."))
    for holder in (make_round(session), make_forum(session)):
        yield MANY
        write_notice(
            session, actor=bea, holder=holder, title="News", words="Come.", seen=seen, now=BEGIN
        )
        yield STEP
