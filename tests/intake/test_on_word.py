"""What staff write down later on somebody's word. Source: docs/rules/intake.md section 8."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import ChangedMeanwhile, seal
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.core.post import post_address
from pbplatform.intake.domain.origin import Person, Said, WrittenDown
from pbplatform.intake.kinds import ContactBy, IntakeLog, OriginKind, ThingKind
from pbplatform.intake.models import Written
from pbplatform.intake.queries import postal_address
from pbplatform.intake.queries.on_word import facts_of, later_words
from pbplatform.intake.services import (
    Word,
    claim,
    forget_old_addresses,
    go_on_on_word,
    make_new_slip,
    name_on_word,
    reach_on_word,
    withdraw_on_word,
)
from pbplatform.points.kinds import PointLog, PointState
from pbplatform.points.services import publish_point
from pbplatform.proposals.kinds import IdeaState, NameShown, ProposalLog
from pbplatform.proposals.models import Idea
from pbplatform.proposals.services import take_idea_away
from tests.factories import make_person, make_round
from tests.intake.saying import POST, says, the_point
from tests.logged import waiting_entries
from tests.points.people import CAME, World


def told_of(session: Session, kind: str) -> dict[str, Any]:
    """What the newest entry of a kind tells; there is one, or all are alike."""
    told = [each["data"] for each in waiting_entries(session) if each["kind"] == kind]
    assert told
    return dict(told[-1])


@pytest.fixture
def ada(session: Session, world: World) -> ActorRef:
    """A clerk of the forum who wrote nothing down and saw no code."""
    return make_person(session, "Ada", role=Role.CLERK, scope=world.forum.scope)


def a_word(written: WrittenDown, **more: Any) -> Word:
    facts: dict[str, Any] = {
        "path": written.path,
        "code": written.code,
        "origin": OriginKind.PHONE,
        "consent": "I take it back. Do you agree?",
    }
    return Word(**{**facts, **more})


def seen(session: Session, written: WrittenDown) -> str:
    return seal(facts_of(session, session.get_one(Written, written.path)))


def take_back(session: Session, actor: ActorRef, written: WrittenDown, **more: Any) -> None:
    facts: dict[str, Any] = {
        "actor": actor,
        "word": a_word(written),
        "why": "It was built meanwhile.",
        "seen": seen(session, written),
        "now": CAME,
    }
    withdraw_on_word(session, **{**facts, **more})


def test_a_point_is_taken_back_on_its_askers_word_and_the_address_goes(
    session: Session, world: World, ada: ActorRef
) -> None:
    written = says(world, person=POST)
    take_back(session, ada, written)
    point = the_point(world, written)
    assert (point.state, point.withdrawn_why) == (PointState.WITHDRAWN, "It was built meanwhile.")
    assert postal_address(session, written.path) is None
    assert post_address(session, written.path) == ""
    (kept,) = later_words(session, written.path)
    assert (kept.what, kept.origin, kept.by_name, kept.by_role) == (
        "withdrawn",
        "phone",
        "Ada",
        "clerk",
    )
    told = told_of(session, PointLog.POINT_WITHDRAWN)
    assert (told["written_down"], told["origin"]) == (True, "phone")


def test_whoever_took_a_point_back_can_go_on_with_it(
    session: Session, world: World, ada: ActorRef
) -> None:
    written = says(world)
    take_back(session, ada, written)
    go_on_on_word(session, actor=ada, word=a_word(written), now=CAME)
    assert the_point(world, written).state == PointState.RAISED
    assert [word.what for word in later_words(session, written.path)] == ["withdrawn", "went_on"]


@pytest.mark.parametrize("who", ["pen", "slip", "stranger"])
def test_nobody_who_knows_the_code_anyway_writes_it_down(
    session: Session, world: World, ada: ActorRef, who: str
) -> None:
    written = says(world)
    code = make_new_slip(session, actor=ada, path=written.path, now=CAME)
    actor = {"pen": world.bea, "slip": ada, "stranger": world.sam}[who]
    with pytest.raises(NotAllowed, match=r"intake\.(you_saw_the_code|only_staff)"):
        take_back(session, actor, written, word=a_word(written, code=code))
    assert the_point(world, written).state == PointState.RAISED


def test_a_lost_slip_takes_two_of_staff(session: Session, world: World, ada: ActorRef) -> None:
    written = says(world)
    carl = make_person(session, "Carl", role=Role.CLERK, scope=world.forum.scope)
    code = make_new_slip(session, actor=ada, path=written.path, now=CAME)
    take_back(session, carl, written, word=a_word(written, code=code))
    assert the_point(world, written).state == PointState.WITHDRAWN


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"code": "AAAA-BBBB-CCCC-DD"}, "intake.not_this_code"),
        ({"code": ""}, "intake.not_this_code"),
        ({"consent": "  "}, "intake.consent_needed"),
        ({"consent": "x" * 601}, "intake.too_long"),
    ],
)
def test_without_the_code_and_a_yes_nothing_is_taken_back(
    session: Session, world: World, ada: ActorRef, more: dict[str, Any], code: str
) -> None:
    written = says(world, person=POST)
    with pytest.raises(DomainError, match=code):
        take_back(session, ada, written, word=a_word(written, **more))
    assert postal_address(session, written.path) is not None


def test_what_was_not_read_out_is_not_taken_back(
    session: Session, world: World, ada: ActorRef
) -> None:
    written = says(world)
    before = seen(session, written)
    publish_point(
        session,
        actor=make_person(session, "Fay", role=Role.FACILITATOR, scope=world.forum.scope),
        point_id=the_point(world, written).id,
        title="Bins again",
        now=CAME,
    )
    with pytest.raises(ChangedMeanwhile):
        take_back(session, ada, written, seen=before)


def test_what_somebody_has_online_they_take_back_there(
    session: Session, world: World, ada: ActorRef
) -> None:
    written = says(world)
    claim(session, actor=world.rosa, code=written.code, now=CAME)
    with pytest.raises(Conflict, match=r"intake\.theirs_online"):
        take_back(session, ada, written)


def test_another_name_or_none_is_shown_and_the_log_has_no_name(
    session: Session, world: World, ada: ActorRef
) -> None:
    written = says(world)
    name_on_word(session, actor=ada, word=a_word(written), name="  Rosa  Marsh ", now=CAME)
    assert the_point(world, written).raised_as == "Rosa Marsh"
    name_on_word(session, actor=ada, word=a_word(written), name="", now=CAME)
    assert the_point(world, written).raised_as == ""
    assert "Rosa" not in str(told_of(session, IntakeLog.NAME_CHANGED))
    with pytest.raises(Conflict, match=r"point\.name_too_long"):
        name_on_word(session, actor=ada, word=a_word(written), name="x" * 81, now=CAME)


def test_how_somebody_is_told_changes_and_what_was_known_goes(
    session: Session, world: World, ada: ActorRef
) -> None:
    written, word = says(world), None
    word = a_word(written)
    reach_on_word(session, actor=ada, word=word, person=POST, now=CAME)
    found = postal_address(session, written.path)
    assert found is not None
    assert found.address == "4 Mill Lane\nHackford"
    reach_on_word(
        session,
        actor=ada,
        word=word,
        person=Person(contact=ContactBy.EMAIL, email="rosa@example.org"),
        now=CAME,
    )
    assert postal_address(session, written.path) is None
    reach_on_word(session, actor=ada, word=word, person=Person(), now=CAME)
    assert session.get_one(Written, written.path).contact == ContactBy.NONE


def test_an_address_left_later_is_kept_from_then_on(
    session: Session, world: World, ada: ActorRef
) -> None:
    written, later = says(world), CAME + timedelta(days=300)
    reach_on_word(session, actor=ada, word=a_word(written), person=POST, now=later)
    forget_old_addresses(session, now=CAME + timedelta(days=500))
    session.expire_all()
    assert postal_address(session, written.path) is not None
    forget_old_addresses(session, now=later + timedelta(days=400, seconds=1))
    session.expire_all()
    assert postal_address(session, written.path) is None


def test_the_pen_may_erase_an_address_and_not_give_another_one(
    session: Session, world: World
) -> None:
    written = says(world, person=POST)
    word = a_word(written)
    with pytest.raises(NotAllowed, match=r"intake\.you_saw_the_code"):
        reach_on_word(session, actor=world.bea, word=word, person=POST, now=CAME)
    reach_on_word(session, actor=world.bea, word=word, person=Person(), now=CAME)
    assert postal_address(session, written.path) is None


def test_an_idea_is_taken_back_for_good_or_shown_under_another_name(
    session: Session, world: World
) -> None:
    round_ = make_round(session)
    bert, ada = (
        make_person(session, name, role=Role.FACILITATOR, scope=round_.scope)
        for name in ("Bert", "Ann")
    )
    now = round_.ideas_open_at + timedelta(hours=1)
    said = Said(title="Lamps", text="Four lamps.")
    more = {"actor": bert, "kind": ThingKind.IDEA, "where": round_.id, "said": said, "now": now}
    written = says(world, **more, person=POST)
    name_on_word(session, actor=ada, word=a_word(written), name="", now=now)
    idea = session.scalars(select(Idea)).one()
    assert (idea.credit, idea.name_shown) == ("", NameShown.NONE)
    take_back(session, ada, written, now=now)
    assert idea.state == IdeaState.WITHDRAWN
    assert told_of(session, ProposalLog.IDEA_WITHDRAWN)["written_down"] is True
    assert postal_address(session, written.path) is None
    with pytest.raises(Conflict, match=r"intake\.idea_stays_withdrawn"):
        go_on_on_word(session, actor=ada, word=a_word(written), now=now)


def test_the_address_of_an_idea_that_staff_took_away_goes_too(
    session: Session, world: World
) -> None:
    round_ = make_round(session)
    bert = make_person(session, "Bert", role=Role.FACILITATOR, scope=round_.scope)
    now = round_.ideas_open_at + timedelta(hours=1)
    said = Said(title="Lamps", text="Four lamps.")
    more = {"actor": bert, "kind": ThingKind.IDEA, "where": round_.id, "said": said, "now": now}
    written = says(world, **more, person=POST)
    idea = session.scalars(select(Idea)).one()
    take_idea_away(session, actor=bert, idea_id=idea.id, reason="They asked for it.", now=now)
    forget_old_addresses(session, now=now)
    session.expire_all()
    assert postal_address(session, written.path) is None
