"""Staff write down what a person says. Source: docs/rules/intake.md."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.core.post import post_address
from pbplatform.intake.domain.origin import Origin, Person, Said
from pbplatform.intake.kinds import ADDRESS_DAYS, ContactBy, OriginKind, ThingKind
from pbplatform.intake.models import Written
from pbplatform.intake.queries import postal_address
from pbplatform.intake.services import claim, forget_old_addresses, make_new_slip
from pbplatform.points.kinds import PointState
from pbplatform.points.services import publish_point, refuse_point, support
from pbplatform.proposals.models import Idea
from pbplatform.proposals.services import publish_idea, refuse_idea, support_idea
from pbplatform.rounds.models import Round
from tests.factories import make_person, make_round
from tests.intake.saying import POST, says, the_point
from tests.mailed import waiting_mails
from tests.points.people import CAME, World


def test_a_point_said_on_the_phone_waits_to_be_read_under_its_name(world: World) -> None:
    written = says(world)
    point = the_point(world, written)
    assert (point.state, point.raised_as, point.raised_by_id) == (
        PointState.RAISED,
        "Rosa M.",
        None,
    )
    assert len(written.code.replace("-", "")) == 14


def test_whoever_wrote_a_point_down_does_not_read_refuse_or_support_it(world: World) -> None:
    point = the_point(world, says(world))
    acts = {"session": world.session, "actor": world.bea, "point_id": point.id, "now": CAME}
    with pytest.raises(NotAllowed, match=r"intake\.wrote_it_down"):
        publish_point(**acts, title="Bins")
    with pytest.raises(NotAllowed, match=r"intake\.wrote_it_down"):
        refuse_point(**acts, reason="No")
    ada = make_person(world.session, "Ada", role="facilitator", scope=world.forum.scope)
    publish_point(**{**acts, "actor": ada}, title="Bins")
    with pytest.raises(NotAllowed, match=r"intake\.own_support"):
        support(**acts)


@pytest.mark.parametrize("who", ["rosa", "sam", "tom"])
def test_nobody_but_staff_writes_down(world: World, who: str) -> None:
    with pytest.raises(NotAllowed, match=r"intake\.only_staff"):
        says(world, actor=getattr(world, who))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"consent": "  "}, "intake.consent_needed"),
        ({"person": Person(contact=ContactBy.EMAIL)}, "intake.email_needed"),
        ({"person": Person(contact=ContactBy.POST)}, "intake.addressee_needed"),
        (
            {"person": Person(contact=ContactBy.POST, addressee="Rosa")},
            "intake.address_needed",
        ),
        ({"person": Person(name_shown="x" * 81)}, "intake.too_long"),
        ({"origin": Origin(kind=OriginKind.STALL, slip=0)}, "intake.slip_number"),
        ({"origin": Origin(kind=OriginKind.MEETING, ref="forums/x/9")}, "meeting.not_found"),
        ({"said": Said(title="Bins", text=" ", sort="request")}, "point.words_needed"),
        ({"said": Said(title="Bins", text="Full", sort="")}, "point.kind_unknown"),
    ],
)
def test_what_is_missing_or_wrong_is_refused(world: World, more: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError, match=code):
        says(world, **more)


def test_a_postal_address_is_sealed_and_goes_when_it_is_not_needed(world: World) -> None:
    session = world.session
    written = says(world, person=POST)
    row = session.get_one(Written, written.path)
    assert "Mill" not in row.sealed_address
    found = postal_address(session, written.path)
    assert found is not None
    assert (found.name, found.address) == ("Rosa Marsh", "4 Mill Lane\nHackford")
    forget_old_addresses(session, now=CAME + timedelta(days=ADDRESS_DAYS))
    session.refresh(row)
    assert row.sealed_address
    forget_old_addresses(session, now=CAME + timedelta(days=ADDRESS_DAYS, seconds=1))
    session.refresh(row)
    assert postal_address(session, written.path) is None


@pytest.mark.usefixtures("app")
def test_news_of_a_point_go_by_post_where_there_is_no_other_way(world: World) -> None:
    written = says(world, person=POST)
    assert post_address(world.session, written.path) == f"post:{written.path}"
    refuse_point(
        world.session,
        actor=make_person(world.session, "Ada", role="facilitator", scope=world.forum.scope),
        point_id=the_point(world, written).id,
        reason="It names a neighbour.",
        now=CAME,
    )
    to = [mail["to"] for mail in waiting_mails(world.session, "forums:point_refused")]
    assert to == [f"post:{written.path}"]


def test_the_slip_makes_a_point_the_persons_own_once(world: World) -> None:
    session, written = world.session, says(world, person=POST)
    typed = written.code.lower().replace("-", " ")
    with pytest.raises(Conflict, match=r"intake\.not_its_writer"):
        claim(session, actor=world.bea, code=typed, now=CAME)
    assert claim(session, actor=world.rosa, code=typed, now=CAME) == written.path
    point = the_point(world, written)
    assert point.raised_by_id == world.rosa.account_id
    assert point.raised_as == "Rosa M."
    assert postal_address(session, written.path) is None
    with pytest.raises(Conflict, match=r"intake\.claimed_before"):
        claim(session, actor=world.sam, code=typed, now=CAME)
    with pytest.raises(Conflict, match=r"intake\.no_such_code"):
        claim(session, actor=world.sam, code="AAAA-BBBB-CCCC-DD", now=CAME)


def test_a_new_slip_voids_the_lost_one(world: World) -> None:
    session, written = world.session, says(world)
    again = make_new_slip(session, actor=world.bea, path=written.path, now=CAME)
    with pytest.raises(Conflict, match=r"intake\.no_such_code"):
        claim(session, actor=world.rosa, code=written.code, now=CAME)
    claim(session, actor=world.rosa, code=again, now=CAME)
    with pytest.raises(Conflict, match=r"intake\.claimed_before"):
        make_new_slip(session, actor=world.bea, path=written.path, now=CAME)


@pytest.fixture
def round_(session: Session, world: World) -> Round:
    return make_round(session)


def facilitator(session: Session, name: str, round_: Round) -> ActorRef:
    return make_person(session, name, role=Role.FACILITATOR, scope=round_.scope)


def test_whoever_wrote_an_idea_down_does_not_read_refuse_or_support_it(
    world: World, round_: Round
) -> None:
    session = world.session
    bea, ada = (facilitator(session, name, round_) for name in ("Bert", "Ada"))
    now = round_.ideas_open_at + timedelta(hours=1)
    said = Said(title="Lamps", text="Four lamps.")
    written = says(
        world, actor=bea, kind=ThingKind.IDEA, where=round_.id, said=said, now=now, person=POST
    )
    idea = session.get_one(Idea, session.get_one(Written, written.path).thing_id)
    assert (idea.entered, idea.credit, idea.author_id) == (True, "Rosa M.", None)
    acts = {"session": session, "actor": bea, "idea_id": idea.id, "now": now}
    with pytest.raises(NotAllowed, match=r"intake\.wrote_it_down"):
        publish_idea(**acts)
    with pytest.raises(NotAllowed, match=r"intake\.wrote_it_down"):
        refuse_idea(**acts, rule="insult", words="No")
    publish_idea(**{**acts, "actor": ada})
    with pytest.raises(NotAllowed, match=r"intake\.own_support"):
        support_idea(**acts)
    claim(session, actor=world.rosa, code=written.code, now=now)
    assert idea.author_id == world.rosa.account_id
