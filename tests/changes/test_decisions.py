"""A changed decision is said by one person and confirmed by another.

Source: docs/rules/changed.md section 1.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.models import LogWords
from pbplatform.changes import queries, services
from pbplatform.changes.domain.second import WAITS_FOR
from pbplatform.changes.kinds import Because, VersionState
from pbplatform.changes.queries import Filter
from pbplatform.changes.queries.things import things_named
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import ChangedMeanwhile, seal
from pbplatform.core.errors import Conflict, DomainError, NotAllowed, NotFound
from pbplatform.core.facts import NewsFact
from pbplatform.places.queries import team_by_slug
from pbplatform.points.models import Point
from tests.factories import make_forum, make_person, make_point
from tests.logged import waiting_entries
from tests.points.people import CAME, World, make_world

NOW = CAME + timedelta(days=20)
FACTS = services.ChangeFacts(
    before="Bins are collected every second week.",
    now="Bins are collected every week.",
    document="Order 14 of the Environment Committee",
    day=date(2027, 2, 20),
    link="https://hackford.example.org/orders/14",
)
PATH = "forums/town-forum/points/1"


@pytest.fixture
def world(session: Session) -> World:
    made = make_world(session)
    made.point()
    return made


def said(world: World, *, by: ActorRef | None = None, at: datetime = NOW, **facts: object) -> int:
    return services.say_change(
        world.session,
        actor=by or world.tom,
        team=team_by_slug(world.session, "environment"),
        about=PATH,
        facts=replace(FACTS, **facts),  # type: ignore[arg-type]
        now=at,
    ).id


def seen(world: World, number: int) -> str:
    return seal(queries.change_view(world.session, number).newest.facts)


def confirm(world: World, number: int, *, by: ActorRef | None = None, now: datetime = NOW) -> None:
    services.confirm(
        world.session,
        actor=by or world.leena,
        change_id=number,
        seen=seen(world, number),
        now=now,
    )


def listed(world: World, **wanted: int) -> list[int]:
    world.session.expire_all()
    found = queries.confirmed_changes(world.session, Filter(**wanted))
    return [view.change.id for view in found]


def test_decision_counts_once_a_second_person_confirmed_it_and_not_before(world: World) -> None:
    number = said(world)
    assert listed(world) == []
    assert not queries.change_view(world.session, number).is_public
    confirm(world, number)
    assert listed(world) == [number]
    holds = queries.change_view(world.session, number).holds
    assert holds is not None
    assert (holds.first_name, holds.second_name) == ("Tom", "Leena")
    assert (listed(world, year=2027), listed(world, year=2026)) == ([number], [])
    assert listed(world, forum_id=world.forum.id) == [number]
    assert listed(world, round_id=1) == []


def test_log_has_no_word_of_it_before_it_is_confirmed_and_both_names_after(world: World) -> None:
    number = said(world)
    assert "collected" not in str(waiting_entries(world.session))
    assert not world.session.scalars(select(LogWords).where(LogWords.field == "words")).all()
    confirm(world, number)
    kind = "changed:decision:confirmed"
    (last,) = [each for each in waiting_entries(world.session) if each["kind"] == kind]
    assert (last["data"]["first"], last["data"]["second"]) == ("Tom", "Leena")
    words = world.session.scalars(select(LogWords.words).where(LogWords.field == "words")).all()
    assert any(FACTS.now in each for each in words)


def test_fact_is_told_once_and_not_again_for_a_correction(world: World) -> None:
    number = said(world)
    confirm(world, number)
    corrected(world, number)
    confirm(world, number)
    kind = NewsFact.kind == "changes:confirmed"
    (fact,) = world.session.scalars(select(NewsFact).where(kind))
    assert (fact.about, fact.within) == (PATH, ["forums/town-forum"])


@pytest.mark.parametrize("who", ["tom", "ali", "rosa"])
def test_who_said_it_another_team_and_residents_do_not_confirm(world: World, who: str) -> None:
    number = said(world)
    with pytest.raises((NotAllowed, Conflict)):
        confirm(world, number, by=getattr(world, who))
    assert listed(world) == []


@pytest.mark.parametrize("who", ["ruth", "bea"])
def test_elected_person_and_the_forums_facilitator_confirm(world: World, who: str) -> None:
    number = said(world)
    confirm(world, number, by=getattr(world, who))
    assert listed(world) == [number]


def test_one_account_with_two_roles_is_one_person(world: World) -> None:
    number = said(world)
    same = make_person(world.session, "Tom", role="auditor")
    assert same.key == world.tom.key
    with pytest.raises(Conflict, match=r"pair\.same_person"):
        confirm(world, number, by=same)


def test_role_that_was_given_yesterday_neither_says_nor_confirms(world: World) -> None:
    number = said(world)
    new = make_person(world.session, "Nia", role="auditor", now=NOW - timedelta(days=1))
    with pytest.raises(NotAllowed, match=r"pair\.role_too_new"):
        confirm(world, number, by=new)
    confirm(world, number, by=new, now=NOW + timedelta(days=7))
    late = make_person(world.session, "Max", role="official", scope="team:environment", now=NOW)
    second = said(world, by=late)
    with pytest.raises(NotAllowed, match=r"pair\.role_too_new"):
        confirm(world, second)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"before": "  "}, "change.before_needed"),
        ({"now": ""}, "change.now_needed"),
        ({"now": FACTS.before}, "change.nothing_changed"),
        ({"document": " "}, "change.document_needed"),
        ({"link": ""}, "change.document_missing"),
        ({"link": "", "file": b"\0" * 32}, "change.document_missing"),
        ({"link": "javascript:alert(1)"}, "change.link_not_web"),
        ({"day": NOW.date() + timedelta(days=1)}, "change.day_over"),
    ],
)
def test_what_is_missing_or_wrong_is_refused(
    world: World, facts: dict[str, object], code: str
) -> None:
    with pytest.raises(Conflict, match=code):
        said(world, **facts)


def test_thing_that_nobody_can_read_is_no_reason(world: World) -> None:
    raised = make_point(world.session, world.forum, world.rosa, now=NOW, published=False)
    for path in (f"forums/town-forum/points/{raised.number}", "forums/none/points/1", "x"):
        with pytest.raises(NotFound):
            queries.thing_at(world.session, path)


def test_second_person_confirms_what_their_page_showed(world: World) -> None:
    number = said(world)
    confirm(world, number)
    stale = seen(world, number)
    corrected(world, number)
    with pytest.raises(ChangedMeanwhile):
        services.confirm(world.session, actor=world.leena, change_id=number, seen=stale, now=NOW)


def test_it_lapses_after_fourteen_days_and_can_be_said_again(world: World) -> None:
    number = said(world)
    end = NOW + WAITS_FOR
    before = end - timedelta(microseconds=1)
    assert queries.waiting_changes(world.session, now=before)
    assert not queries.waiting_changes(world.session, now=end)
    with pytest.raises(Conflict, match="not_waiting"):
        confirm(world, number, now=end)
    confirm(world, said(world, at=end), now=end)
    assert len(listed(world)) == 1


def test_turned_down_needs_a_reason_and_never_becomes_public(world: World) -> None:
    number = said(world)
    told = {"change_id": number, "seen": seen(world, number), "now": NOW}
    with pytest.raises(Conflict, match="reason"):
        services.turn_down(world.session, actor=world.leena, reason=" ", **told)
    with pytest.raises(Conflict, match="take_it_back"):
        services.turn_down(world.session, actor=world.tom, reason="x", **told)
    services.turn_down(world.session, actor=world.leena, reason="No such order", **told)
    assert "No such order" not in str(waiting_entries(world.session))
    with pytest.raises(DomainError):
        confirm(world, number)
    assert listed(world) == []


def test_team_takes_back_what_waits(world: World) -> None:
    number = said(world)
    told = {"change_id": number, "seen": seen(world, number), "now": NOW}
    with pytest.raises(NotAllowed):
        services.withdraw(world.session, actor=world.bea, **told)
    services.withdraw(world.session, actor=world.leena, **told)
    with pytest.raises(Conflict):
        confirm(world, number, by=world.ruth)


def corrected(world: World, number: int, **facts: object) -> None:
    services.correct_change(
        world.session,
        actor=world.tom,
        change_id=number,
        facts=replace(FACTS, now="Bins are collected on Fridays.", **facts),  # type: ignore[arg-type]
        reason="The order says Fridays",
        now=NOW,
    )


def test_correction_waits_for_a_second_person_and_what_stood_before_stays(world: World) -> None:
    number = said(world)
    with pytest.raises(Conflict, match="not_confirmed"):
        corrected(world, number)
    confirm(world, number)
    corrected(world, number)
    corrected(world, number)  # said once more: the one before is withdrawn
    view = queries.change_view(world.session, number)
    assert view.holds is not None
    assert view.holds.now == FACTS.now
    with pytest.raises(Conflict, match="same_person"):
        confirm(world, number, by=world.tom)
    confirm(world, number)
    view = queries.change_view(world.session, number)
    assert [each.now for each in view.confirmed] == ["Bins are collected on Fridays.", FACTS.now]
    assert [each.state for each in view.versions].count(VersionState.WITHDRAWN) == 1


def test_taken_back_it_counts_no_more_and_its_page_says_so(world: World) -> None:
    number = said(world)
    confirm(world, number)
    told = {"change_id": number, "seen": seen(world, number), "now": NOW}
    with pytest.raises(NotAllowed):
        services.take_back(world.session, actor=world.bea, reason="x", **told)
    with pytest.raises(Conflict, match="reason"):
        services.take_back(world.session, actor=world.tom, reason="", **told)
    services.take_back(world.session, actor=world.tom, reason="The order was void", **told)
    assert listed(world) == []
    view = queries.change_view(world.session, number)
    assert view.is_public
    assert view.change.taken_back_reason == "The order was void"
    with pytest.raises(Conflict, match="taken_back"):
        services.take_back(world.session, actor=world.tom, reason="again", **told)
    with pytest.raises(Conflict, match="taken_back"):
        corrected(world, number)


def test_point_that_was_withdrawn_before_it_was_public_is_named_no_more(world: World) -> None:
    number = said(world)
    confirm(world, number)
    point = world.session.scalars(select(Point)).one()
    point.state, point.decided_at = "withdrawn", None
    world.session.flush()
    assert queries.change_view(world.session, number).thing is None
    assert listed(world) == [number]


def test_things_are_found_by_pairs_and_not_by_their_halves(world: World) -> None:
    world.point()
    session, here = world.session, world.forum.id
    there = make_forum(session, name="Harbour Forum").id
    keys = [(Because.POINT, here, 1), (Because.POINT, there, 2)]
    assert things_named(session, keys).keys() == {keys[0]}
    assert things_named(session, [(Because.POINT, here, 2)]).keys() == {(Because.POINT, here, 2)}
