"""Points, ideas and projects become ideas of another round.

Source: docs/rules/thread.md section 7.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.carry import queries
from pbplatform.carry.models import Carried
from pbplatform.carry.services import tell_supporters
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.core.facts import NewsFact
from pbplatform.core.texts import TextField, write_part
from pbplatform.links.queries import links_of
from pbplatform.points.kinds import PointState
from pbplatform.points.queries import view_of
from pbplatform.proposals import services as proposals
from pbplatform.proposals.kinds import IdeaState, NameShown
from pbplatform.proposals.models import Idea, IdeaJoin
from pbplatform.proposals.queries import idea_row
from pbplatform.proposals.words.next_act import is_final, next_act
from tests.carry.rounds import NEXT, WORDS, Years, point_without_account
from tests.factories import COMMAND, make_person, make_round
from tests.factories_proposals import (
    SENDING,
    make_committee,
    make_delegate,
    make_idea,
    make_proposal,
)
from tests.logged import waiting_entries
from tests.mailed import waiting_mails

DAY = timedelta(days=1)


def code(act: object) -> str:
    """The code of the refusal of an act."""
    with pytest.raises(DomainError) as refused:
        act()  # type: ignore[operator]
    return refused.value.code


def kinds(session: Session) -> list[str]:
    return [entry["kind"] for entry in waiting_entries(session)]


def test_asker_sends_their_point_as_an_idea_that_is_theirs(session: Session, years: Years) -> None:
    point = years.point()
    words = replace(WORDS, name_shown=NameShown.FIRST)
    idea = years.carry_point(point, years.rosa, words=words)
    assert (idea.author_id, idea.title, idea.spot) == (
        years.rosa.account_id,
        WORDS.title,
        "Mill Lane",
    )
    assert (idea.state, idea.entered, idea.name_shown) == (IdeaState.SENT, False, "first")
    path = f"forums/town-forum/points/{point.number}"
    link = links_of(session, [path])[0]
    assert (link.kind, link.to_path) == (
        "point-idea",
        f"rounds/neighbour-fund-2028/ideas/{idea.number}",
    )
    assert "forum:point:became_idea" in kinds(session)
    assert point.state == PointState.PUBLISHED
    assert waiting_mails(session, "carry:point_became") == []


def test_duty_to_answer_goes_on_when_a_point_became_an_idea(session: Session, years: Years) -> None:
    point = years.point()
    before = view_of(session, point.id, now=NEXT).standing
    years.carry_point(point, years.rosa)
    assert view_of(session, point.id, now=NEXT).standing == before


def test_facilitator_sends_it_for_the_asker_who_is_told_the_words(
    session: Session, years: Years
) -> None:
    point = years.point()
    idea = years.carry_point(point, years.facilitator, words=replace(WORDS, name_shown="first"))
    assert idea.author_id == years.rosa.account_id
    # As it stands beside the point, whatever the facilitator's form said.
    assert idea.name_shown == NameShown.FULL
    mail = waiting_mails(session, "carry:point_became")[0]
    assert (mail["to"], mail["words"], mail["point"]) == (
        "rosa@example.org",
        WORDS.text,
        point.number,
    )
    # Only one mail says that it was sent.
    assert waiting_mails(session, "proposals:idea_sent") == []
    proposals.withdraw_idea(session, actor=years.rosa, idea_id=idea.id, now=NEXT + DAY)
    assert idea.state == IdeaState.WITHDRAWN


def test_point_without_a_name_becomes_an_idea_without_one(session: Session, years: Years) -> None:
    point = years.point()
    point.raised_as = ""
    idea = years.carry_point(point, years.facilitator)
    assert idea_row(session, idea).byline == ""


def test_asker_without_an_account_is_told_by_the_address_of_the_point(
    session: Session, years: Years
) -> None:
    point = point_without_account(session, years)
    idea = years.carry_point(point, years.facilitator)
    assert idea_row(session, idea).byline == "Ivy"
    mail = waiting_mails(session, "carry:point_became")[0]
    assert mail["to"] == "ivy@example.org"
    assert "contact" in mail
    # What comes of it reaches the same address.
    years.publish(idea)
    published = waiting_mails(session, "proposals:idea_published")
    assert [each["to"] for each in published if each["number"] == idea.number] == [
        "ivy@example.org"
    ]


def test_point_of_nobody_becomes_an_idea_without_author(session: Session, years: Years) -> None:
    point = years.point()
    point.raised_by_id, point.raised_as = None, "A man from Mill Lane"
    idea = years.carry_point(point, years.facilitator)
    assert (idea.author_id, idea.entered) == (None, True)
    assert idea_row(session, idea).byline == "A man from Mill Lane"
    reason = "It was typed twice."
    proposals.take_idea_away(
        session, actor=years.facilitator, idea_id=idea.id, reason=reason, now=NEXT
    )
    assert idea.state == IdeaState.WITHDRAWN
    entry = next(e for e in waiting_entries(session) if e["kind"] == "idea:idea:taken_away")
    assert entry["data"]["reason"] == reason


def test_one_thing_goes_into_one_round_once_until_its_idea_is_gone(
    session: Session, years: Years
) -> None:
    point = years.point()
    first = years.carry_point(point, years.rosa)
    with pytest.raises(Conflict) as refused:
        years.carry_point(point, years.facilitator)
    assert (refused.value.code, refused.value.params["number"]) == ("carry.already", first.number)
    proposals.withdraw_idea(session, actor=years.rosa, idea_id=first.id, now=NEXT)
    second = years.carry_point(point, years.rosa)
    assert second.number != first.number
    assert session.scalars(select(Carried.idea_id)).all() == [second.id]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"kind": "question"}, "carry.is_a_question"),
        ({"state": PointState.JOINED}, "carry.point_joined"),
        ({"state": PointState.WITHDRAWN}, "carry.withdrawn"),
        ({"state": PointState.RAISED}, "carry.not_public"),
    ],
)
def test_points_that_cannot_be_carried_say_why(
    years: Years, change: dict[str, str], refusal: str
) -> None:
    point = years.point()
    for name, value in change.items():
        setattr(point, name, value)
    assert code(lambda: years.carry_point(point, years.rosa)) == refusal


def test_round_that_is_closed_or_paused_takes_nothing(session: Session, years: Years) -> None:
    point = years.point()
    close = years.later.ideas_close_at
    for actor in (years.rosa, years.facilitator):
        assert code(lambda a=actor: years.carry_point(point, a, now=close)) == "idea.window_over"
    early = years.later.ideas_open_at - DAY
    assert code(lambda: years.carry_point(point, years.rosa, now=early)) == "idea.not_open_yet"
    years.later.paused_at = NEXT
    assert code(lambda: years.carry_point(point, years.facilitator)) == "round.paused_for_now"


def test_author_carries_an_idea_that_was_not_taken(session: Session, years: Years) -> None:
    old = years.not_taken(relations={"better": ["mend"]}, people="The scouts")
    idea = years.carry_idea(old, years.story.nadia)
    assert (idea.author_id, idea.relations) == (
        old.author_id,
        {"better": ["mend"], "people": "The scouts"},
    )
    bare = replace(WORDS, keeps_answers=False)
    proposals.withdraw_idea(session, actor=years.story.nadia, idea_id=idea.id, now=NEXT)
    again = years.carry_idea(old, years.story.nadia, words=bare)
    assert again.relations is None
    assert old.state == IdeaState.NOT_TAKEN
    assert "idea:idea:again" in kinds(session)


def test_only_the_author_carries_an_idea(years: Years) -> None:
    old = years.not_taken()
    for actor in (years.rosa, years.facilitator, years.story.amina):
        assert code(lambda a=actor: years.carry_idea(old, a)) == "carry.only_its_authors"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"state": IdeaState.PUBLISHED}, "carry.goes_on"),
        ({"state": IdeaState.CLAIMED}, "carry.goes_on"),
        ({"state": IdeaState.SENT}, "carry.goes_on"),
        ({"state": IdeaState.BECAME}, "carry.is_a_proposal"),
        ({"state": IdeaState.WITHDRAWN}, "carry.withdrawn"),
        *(
            ({"state": IdeaState.REFUSED, "refusal_rule": rule}, "carry.broke_a_rule")
            for rule in ("person", "hatred", "advertising", "elsewhere", "unlawful")
        ),
    ],
)
def test_ideas_that_cannot_be_carried_say_why(
    years: Years, change: dict[str, str], refusal: str
) -> None:
    old = make_idea(years.session, years.story.round)
    for name, value in change.items():
        setattr(old, name, value)
    # While its own round still goes on.
    now = SENDING + DAY
    found = code(lambda: years.carry_idea(old, years.story.nadia, now=now))
    assert found == refusal


def test_idea_that_was_sent_twice_can_be_carried(years: Years) -> None:
    old = make_idea(years.session, years.story.round)
    old.state, old.refusal_rule = IdeaState.REFUSED, "twice"
    assert years.carry_idea(old, years.story.nadia).number == 1


def test_idea_that_nobody_took_up_is_carried_once_its_round_was_not_held(years: Years) -> None:
    old = make_idea(years.session, years.story.round)
    assert years.carry_idea(old, years.story.nadia).title == WORDS.title


def test_nothing_goes_into_its_own_round(years: Years) -> None:
    old = years.not_taken()
    own = years.story.round.id
    found = code(lambda: years.carry_idea(old, years.story.nadia, round_id=own, now=SENDING + DAY))
    assert found == "carry.same_round"


def test_each_author_or_a_delegate_carries_a_project(session: Session, years: Years) -> None:
    proposal = years.turned_down()
    session.get_one(Idea, 1)
    idea = years.carry_project(proposal, years.story.amina)
    assert idea.author_id == years.story.nadia.account_id
    mail = waiting_mails(session, "carry:carried_on")[0]
    assert (mail["to"], mail["yours"], mail["project"]) == (
        "nadia@example.org",
        True,
        proposal.number,
    )
    assert code(lambda: years.carry_project(proposal, years.rosa)) == "carry.only_its_authors"
    found = code(lambda: years.carry_project(proposal, years.story.nadia))
    assert found == "carry.already"


def test_cost_of_then_is_found_with_its_day(session: Session, years: Years) -> None:
    proposal = years.turned_down()
    found = queries.cost_said(session, proposal.id)
    assert found is not None
    costing, team = found
    assert (costing.price_minor, team.name) == (1_800_000, "Parks")


def test_project_that_can_still_win_is_not_carried(session: Session, years: Years) -> None:
    proposal = years.story.costed()
    years.story.decide(proposal)
    years.story.round.frozen_at = years.story.round.review_close_at
    found = code(
        lambda: years.carry_project(
            proposal, years.story.nadia, now=years.story.round.closes_at - DAY
        )
    )
    assert found == "carry.can_win"
    years.story.round.withdrawn = [proposal.number]
    assert years.carry_project(proposal, years.story.nadia).number == 1


def test_project_of_a_round_that_was_called_off_is_carried(session: Session, years: Years) -> None:
    proposal = years.story.proposal()
    found = code(lambda: years.carry_project(proposal, years.story.nadia, now=SENDING + 9 * DAY))
    assert found == "carry.goes_on"
    years.story.round.called_off_at = NEXT
    assert years.carry_project(proposal, years.story.nadia).number == 1


def test_supporters_are_mailed_once_when_the_idea_is_public(session: Session, years: Years) -> None:
    old = make_idea(session, years.story.round)
    for name in ("Sam", "Lee"):
        proposals.support_idea(
            session, actor=make_person(session, name), idea_id=old.id, now=SENDING + 2 * DAY
        )
    idea = years.carry_idea(old, years.story.nadia)
    assert queries.to_tell(session) == []  # nobody can support it yet
    years.publish(idea)
    key = queries.to_tell(session)[0]
    for _twice in range(2):
        tell_supporters(session, key=key, now=NEXT)
    told = sorted(mail["to"] for mail in waiting_mails(session, "carry:idea_again"))
    assert told == ["lee@example.org", "sam@example.org"]
    fact = session.scalars(select(NewsFact).where(NewsFact.kind == "carry:idea_again")).one()
    assert (fact.about, fact.told) == (f"rounds/neighbour-fund/ideas/{old.number}", told)
    assert idea_row(session, idea).supporters == 0


def test_round_is_not_found_without_one_that_takes_ideas(session: Session, years: Years) -> None:
    assert queries.rounds_taking_ideas(session, NEXT) == [years.later]
    later = years.later.ideas_close_at
    assert queries.rounds_taking_ideas(session, later) == []
    assert queries.next_to_take_ideas(session, later) is None
    make_round(session, name="The one after", opens_at=later + 200 * DAY, now=NEXT)
    found = queries.next_to_take_ideas(session, later)
    assert found is not None
    assert found.name == "The one after"


def test_whoever_is_not_signed_in_carries_nothing(years: Years) -> None:
    visitor = ActorRef(kind="voter", key="", role="voter")
    with pytest.raises(NotAllowed):
        years.carry_point(years.point(), visitor)


def test_round_called_off_takes_no_point(years: Years) -> None:
    years.later.called_off_at = NEXT
    assert code(lambda: years.carry_point(years.point(), years.rosa)) == "round.called_off"


def test_nobody_is_asked_about_an_idea_that_was_typed_in(session: Session, years: Years) -> None:
    """Its author can ask for nothing, so a refusal or a no is final."""
    point = years.point()
    point.raised_by_id = None
    idea = years.carry_point(point, years.facilitator)
    proposals.refuse_idea(
        session, actor=COMMAND, idea_id=idea.id, rule="advertising", words="A shop.", now=NEXT
    )
    now = NEXT + DAY
    assert is_final(idea, now.date())
    assert next_act(idea, years.later, None, now=now, today=now.date()) is None


def test_name_of_somebody_without_an_account_can_be_hidden(session: Session, years: Years) -> None:
    point = years.point()
    point.raised_by_id, point.raised_as = None, "Mrs Hall"
    idea = years.carry_point(point, years.facilitator)
    path = f"rounds/neighbour-fund-2028/ideas/{idea.number}"
    write_part(session, path, TextField("credit", ""))
    assert idea_row(session, idea).byline == ""


def test_ideas_without_an_author_are_joined_without_asking(session: Session, years: Years) -> None:
    own, theirs = make_idea(session, years.later, now=NEXT), years.point()
    theirs.raised_by_id, theirs.raised_as = None, "Mrs Hall"
    given = years.carry_point(theirs, years.facilitator)
    years.publish(given)
    joined = begin_joins_of(session, years, [own, given])
    assert [join.idea_id for join in joined] == [own.id]


def begin_joins_of(session: Session, years: Years, ideas: list[Idea]) -> list[IdeaJoin]:
    """What is asked when a committee of the later round joins these ideas."""
    committee = make_committee(session, years.later)
    delegate = make_delegate(session, years.later, committee, now=NEXT)
    for idea in ideas:
        proposals.claim_idea(
            session, actor=delegate, idea_id=idea.id, committee_id=committee.id, now=NEXT + DAY
        )
    make_proposal(session, committee, delegate, ideas, now=NEXT + DAY)
    return list(session.scalars(select(IdeaJoin)))
