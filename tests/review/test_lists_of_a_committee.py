"""A committee's ideas and proposals in pages: the same as are found by reading all of them.

Source: docs/decisions/0101-desks-read-what-they-show.md.
"""

from __future__ import annotations

import re
from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from pbplatform.places.models import Area
from pbplatform.places.services import add_area
from pbplatform.proposals.kinds import IdeaState, NotTaken, ProposalState
from pbplatform.proposals.models import Idea, Proposal, ProposalVersion
from pbplatform.proposals.queries.of_committee import of_committee, proposals_at_committee
from pbplatform.review.models import Decision
from pbplatform.review.words.desk import DeskFilter, desk_ideas, to_do
from tests.browsing import counted_queries, sign_in
from tests.conftest import SetClock
from tests.factories import COMMAND, make_person
from tests.factories_proposals import (
    CLAIMING,
    DECIDING,
    READING,
    SENDING,
    Story,
    make_committee,
    make_story,
)

DESK = "/desk/delegate/neighbour-fund/committees/streets-and-green-space"
COMMITTEE = "/rounds/neighbour-fund/committees/streets-and-green-space"
COMMITTEES_HAVE = (IdeaState.CLAIMED, IdeaState.BECAME, IdeaState.NOT_TAKEN)


@pytest.fixture
def story(session: Session, clock: SetClock) -> Story:
    clock.at = DECIDING
    told = make_story(session)
    for name in ("North", "Harbour"):
        add_area(session, actor=COMMAND, name=name, now=READING)
    session.commit()
    return told


def many_ideas(session: Session, story: Story, people: list[int]) -> None:
    chance, other = Random(5), make_committee(session, story.round, "Young people")
    areas = [None, *session.scalars(select(Area.id))]
    first = READING.date()
    rows = []
    for number in range(100, 420):
        state = chance.choice((IdeaState.PUBLISHED, IdeaState.REFUSED, *COMMITTEES_HAVE))
        held = state in COMMITTEES_HAVE
        settled = state in (IdeaState.BECAME, IdeaState.NOT_TAKEN)
        rows.append(
            {
                "round_id": story.round.id,
                "number": number,
                "title": f"Idea {number}",
                "text": "Seats.",
                "text_salt": b"s" * 32,
                "language": "en",
                "area_id": chance.choice(areas),
                "name_shown": "none",
                "state": state,
                "sent_at": SENDING,
                "published_at": READING,
                "read_by": SENDING.date(),
                "look_by": first + timedelta(days=chance.randint(0, 3)),
                "committee_id": chance.choice((story.committee.id, other.id)) if held else None,
                "claimed_by": chance.choice(people) if held else None,
                "settled_at": READING if settled else None,
            }
        )
    session.execute(insert(Idea), rows)
    session.commit()


@pytest.mark.parametrize("area", ["", "north", "nowhere"])
@pytest.mark.parametrize("show", ["all", "unclaimed", "mine", "ours", "left", "else"])
def test_ideas_stand_on_the_desk_as_if_all_were_read(
    session: Session, story: Story, show: str, area: str
) -> None:
    people = [int(make_person(session, name).key) for name in ("Ann", "Ben")]
    many_ideas(session, story, people)
    held = story.committee
    reach = select(Idea.number).where(
        Idea.round_id == held.round_id,
        or_(Idea.state == IdeaState.PUBLISHED, Idea.committee_id == held.id),
    )
    one = {
        "unclaimed": Idea.state == IdeaState.PUBLISHED,
        "mine": Idea.claimed_by == people[0],
        "ours": Idea.state == IdeaState.CLAIMED,
        "left": Idea.state == IdeaState.NOT_TAKEN,
    }
    chosen = reach.where(one[show]) if show in one else reach
    if area:
        known = select(Area.id).where(Area.slug == area).scalar_subquery()
        chosen = chosen.where(Idea.area_id == known)
    ordered = chosen.order_by(Idea.settled_at.is_not(None), Idea.look_by, Idea.number)
    wanted = list(session.scalars(ordered))
    assert (not wanted) == (area == "nowhere")
    of, found, number = of_committee(session, held), list[int](), 1
    while True:
        page = desk_ideas(session, of, DeskFilter(show, area), account_id=people[0], page=number)
        assert (page.total, page.all) == (len(wanted), len(list(session.scalars(reach))))
        found += [row.idea.number for row in page.rows]
        if number == page.pages:
            break
        number += 1
    assert found == wanted


def test_what_is_to_do_with_ideas_is_counted_as_if_all_were_read(
    app: Flask, session: Session, story: Story
) -> None:
    people = [int(make_person(session, name).key) for name in ("Ann", "Ben")]
    many_ideas(session, story, people)
    unclaimed = Idea.round_id == story.round.id, Idea.state == IdeaState.PUBLISHED
    looks = list(session.scalars(select(Idea.look_by).where(*unclaimed)))
    ours = Idea.committee_id == story.committee.id, Idea.state == IdeaState.CLAIMED
    claimed = len(list(session.scalars(select(Idea.id).where(*ours))))
    of = of_committee(session, story.committee)
    with app.test_request_context():
        told = to_do(session, of, story.round, [], now=DECIDING, today=DECIDING.date())
    leads = {str(each.lead): each.by for each in told}
    assert leads[f"{len(looks)} ideas need a first look."] == min(day for day in looks if day)
    assert f"{claimed} authors wait for an answer." in leads


def make_proposal(session: Session, story: Story, number: int) -> None:
    """Every tenth is being written, the others are decided."""
    written = number % 10 == 0
    proposal = {
        "id": number,
        "round_id": story.round.id,
        "number": number,
        "version": 1,
        "committee_id": story.committee.id,
        "state": ProposalState.WRITING if written else ProposalState.NOT_THIS_ROUND,
        "reason": "" if written else NotTaken.OTHER,
        "created_at": CLAIMING,
    }
    session.execute(insert(Proposal), [proposal])
    text = {"title": f"Proposal of ours {number}", "text": "Six benches.", "made_at": CLAIMING}
    session.execute(insert(ProposalVersion), [{"proposal_id": number, "version": 1, **text}])
    if not written:
        decided = {"decided_on": DECIDING.date(), "recorded_at": DECIDING}
        session.execute(insert(Decision), [{"proposal_id": number, **decided}])


def many_proposals(session: Session, story: Story, count: int) -> None:
    for number in range(1, count + 1):
        make_proposal(session, story, number)
    session.commit()


@pytest.mark.parametrize("count", [0, 20, 21, 65])
def test_proposals_stand_each_on_one_page_and_all_that_are_written_are_read(
    session: Session, story: Story, count: int
) -> None:
    many_proposals(session, story, count)
    of = of_committee(session, story.committee)
    for decided in (False, True):
        wanted = [n for n in range(1, count + 1) if n % 10 or not decided]
        pages = -(-len(wanted) // 20) or 1
        for number in range(1, pages + 2):
            page, rest = proposals_at_committee(session, of, wanted=number, decided=decided)
            at = min(number, pages)
            shown = [row.proposal.number for row in page.rows]
            assert shown == wanted[20 * (at - 1) : 20 * at]
            assert (page.number, page.pages, page.total) == (at, pages, len(wanted))
            others = set(range(10, count + 1, 10)) - set(shown)
            assert [row.proposal.number for row in rest] == sorted(others)


@pytest.mark.one_database
def test_desk_and_page_show_twenty_and_what_is_written_stands_on_every_page(
    app: Flask, client: FlaskClient, session: Session, story: Story
) -> None:
    many_proposals(session, story, 22)
    sign_in(client, story.amina, DECIDING)
    assert "1 to " not in client.get(COMMITTEE).text
    many_decided = client.get(DESK).text
    assert "1 to 20 of 22 proposals" in many_decided
    desk = [client.get(f"{DESK}?proposals={number}").text for number in (1, 2, 99)]
    assert "Proposal of ours 22" not in desk[0]
    assert "Proposal of ours 22" in desk[1]
    told = [re.findall(r"\d+ to \d+ of \d+ proposals", page) for page in desk]
    assert told == [["1 to 20 of 22 proposals"], *[["21 to 22 of 22 proposals"]] * 2]
    for page in desk:  # what is to do stands there whichever page is shown
        for number in (10, 20):
            assert f'href="/desk/delegate/neighbour-fund/proposals/{number}">' in page
    for number in range(23, 25):
        make_proposal(session, story, number)
    session.commit()
    pages = [client.get(f"{COMMITTEE}?page={number}").text for number in (1, 2)]
    assert "1 to 20 of 22 decisions" in pages[0]
    assert "21 to 22 of 22 decisions" in pages[1]
    for page in pages:
        assert "Proposals being worked on" in page
        assert "Proposal of ours 20<" in page
    assert "Proposal of ours 23<" not in pages[0]
    assert "Proposal of ours 23<" in pages[1]
    with counted_queries(app) as sent:
        client.get(COMMITTEE)
    assert len(sent) <= 12
