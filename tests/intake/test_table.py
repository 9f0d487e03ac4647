"""Slips of a meeting are typed, and published by somebody else. Source: docs/rules/intake.md 5."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import ChangedMeanwhile, seal
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.forums.models import Meeting
from pbplatform.intake.domain.table import Facts, Fault, Typed, faults_of
from pbplatform.intake.kinds import ContactBy
from pbplatform.intake.models import SlipHand, SlipRow, Written
from pbplatform.intake.queries import wrote_it
from pbplatform.intake.services import (
    erase_row,
    forget_old_rows,
    give_back,
)
from pbplatform.points.models import Point
from pbplatform.proposals.models import Idea
from tests.browsing import sign_in, sign_out
from tests.conftest import SetClock
from tests.factories import make_person, make_round
from tests.intake.tables import publish, save, typed, view
from tests.points.people import CAME, World

KEY = "0123456789abcdef01234567"


def test_somebody_else_publishes_and_the_table_keeps_no_word(
    world: World, meeting: Meeting, ada: ActorRef, session: Session
) -> None:
    by_post = typed(
        3, name="Rosa M.", contact=ContactBy.POST, reach="Rosa Marsh\n2 Mill Lane\nHackford"
    )
    save(world, meeting, world.bea, typed(1), by_post)
    with pytest.raises(Conflict, match=r"table\.nothing_to_publish"):
        publish(world, meeting, world.bea)
    slips = publish(world, meeting, ada)
    assert [each.number for each in slips] == [1, 3]
    written = session.get_one(Written, slips[1].path)
    assert (written.by_name, written.slip, written.contact) == (world.bea.name, 3, "post")
    assert written.sealed_address
    assert written.origin_ref == world.forum.path_to(meeting)
    row = session.scalars(select(SlipRow).where(SlipRow.slip == 3)).one()
    assert (row.title, row.text, row.name, row.sealed_reach) == ("", "", "", "")
    point = session.get_one(Point, written.thing_id)
    assert (point.verbatim, point.raised_as) == ("There is nowhere to sit.", "Rosa M.")


def test_an_idea_of_the_meeting_goes_into_its_round(
    world: World, meeting: Meeting, ada: ActorRef, session: Session
) -> None:
    round_ = make_round(session, opens_at=CAME + timedelta(days=100))
    save(world, meeting, world.bea, typed(7, goes=f"idea:{round_.id}", place="By the mill"))
    slip = publish(world, meeting, ada)[0]
    assert slip.path == f"rounds/{round_.slug}/ideas/1"
    idea = session.scalars(select(Idea)).one()
    assert (idea.title, idea.spot) == ("Bench 7 on Mill Lane", "By the mill")
    # The one who typed it has no say in it; the one who published it has.
    assert wrote_it(session, {(slip.path, world.bea.account_id or 0)})
    assert not wrote_it(session, {(slip.path, ada.account_id or 0)})


def test_whoever_changed_a_row_does_not_judge_what_it_became(
    world: World, meeting: Meeting, ada: ActorRef, session: Session
) -> None:
    save(world, meeting, world.bea, typed(1))
    save(world, meeting, ada, typed(1, text="Two benches."), revision=1)
    eve = make_person(session, "Eve", role="clerk", scope=world.forum.scope)
    slip = publish(world, meeting, eve)[0]
    for who in (world.bea, ada):
        assert wrote_it(session, {(slip.path, who.account_id or 0)})


def test_what_is_published_is_what_was_confirmed(
    world: World, meeting: Meeting, ada: ActorRef, session: Session
) -> None:
    save(world, meeting, world.bea, typed(1), typed(2))
    seen = seal(view(world, meeting, ada).facts)
    save(world, meeting, world.bea, typed(1, text="Two benches."), revision=1)
    with pytest.raises(ChangedMeanwhile):
        publish(world, meeting, ada, seen)
    save(world, meeting, world.bea, typed(3), first=9)
    with pytest.raises(ChangedMeanwhile):
        publish(world, meeting, ada, "")
    assert session.scalar(select(Point.id)) is None
    assert len(publish(world, meeting, ada)) == 3


def test_a_row_that_two_changed_keeps_the_first_and_shows_both(
    world: World, meeting: Meeting, ada: ActorRef, session: Session
) -> None:
    assert save(world, meeting, world.bea, typed(1)) == ()
    assert save(world, meeting, ada, typed(1, title="A bench")) == (f"{0:024x}",)
    assert session.scalars(select(SlipRow.title)).one() == "Bench 1 on Mill Lane"
    assert save(world, meeting, ada, typed(1, title="A bench"), revision=1) == ()
    assert session.scalars(select(SlipRow.title)).one() == "A bench"
    # Both typed it now, so neither publishes it.
    assert not view(world, meeting, ada).ready
    assert not view(world, meeting, world.bea).ready


def test_the_same_page_sent_twice_makes_one_row(
    world: World, meeting: Meeting, session: Session
) -> None:
    save(world, meeting, world.bea, typed(1))
    assert save(world, meeting, world.bea, typed(1)) == ()
    assert session.scalars(select(SlipRow.revision)).all() == [1]


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        (typed(1, slip=None), "slip", "table.slip_needed"),
        (typed(1, goes=""), "goes", "table.goes_needed"),
        (typed(1, goes="idea:999"), "goes", "table.round_is_over"),
        (typed(1, title=""), "title", "table.title_needed"),
        (typed(1, text=""), "text", "table.text_needed"),
        (typed(1, place="The moon"), "place", "table.no_such_area"),
        (typed(1, consent=False), "consent", "table.consent_needed"),
        (typed(1, contact=ContactBy.EMAIL), "reach", "table.reach_needed"),
    ],
)
def test_what_is_missing_stands_beside_its_field(row: Typed, field: str, code: str) -> None:
    facts = Facts(
        n=1,
        slip=row.slip,
        goes=row.goes,
        title=row.title,
        text=row.text,
        consent=row.consent,
        contact=row.contact,
        reachable=False,
        place=row.place,
    )
    assert faults_of(facts, slips={1: 1}, rounds=(), areas=()) == [Fault(field, code)]


def test_two_rows_with_one_number_are_not_published(
    world: World, meeting: Meeting, ada: ActorRef
) -> None:
    save(world, meeting, world.bea, typed(1), typed(1))
    assert not view(world, meeting, ada).ready


def test_a_row_is_given_back_mended_and_ready_again(
    world: World, meeting: Meeting, ada: ActorRef, session: Session
) -> None:
    save(world, meeting, world.bea, typed(1))
    back = {"meeting_id": meeting.id, "n": 1, "revision": 1, "now": CAME}
    with pytest.raises(NotAllowed, match=r"table\.you_typed_it"):
        give_back(session, actor=world.bea, reason="No", **back)  # type: ignore[arg-type]
    with pytest.raises(Conflict, match=r"table\.reason_needed"):
        give_back(session, actor=ada, reason=" ", **back)  # type: ignore[arg-type]
    give_back(session, actor=ada, reason="Which lane?", **back)  # type: ignore[arg-type]
    assert not view(world, meeting, ada).ready
    save(world, meeting, world.bea, typed(1, text="On Mill Lane."), revision=1)
    assert len(view(world, meeting, ada).ready) == 1


def test_rows_go_by_erasing_and_after_30_days(
    world: World, meeting: Meeting, ada: ActorRef, session: Session
) -> None:
    save(world, meeting, world.bea, typed(1), typed(2), typed(3))
    erase_row(session, actor=ada, meeting_id=meeting.id, n=2, now=CAME)
    with pytest.raises(Conflict, match=r"table\.no_row"):
        erase_row(session, actor=ada, meeting_id=meeting.id, n=2, now=CAME)
    forget_old_rows(session, now=CAME + timedelta(days=30))
    assert session.scalars(select(SlipRow.slip)).all() == [1, 3]
    forget_old_rows(session, now=CAME + timedelta(days=30, seconds=1))
    assert session.scalars(select(SlipRow.slip)).all() == []
    assert session.scalars(select(SlipHand.row_id)).all() == []


def test_others_have_no_table(world: World, meeting: Meeting) -> None:
    for who in (world.rosa, world.tom):
        with pytest.raises(NotAllowed):
            save(world, meeting, who, typed(1))
    with pytest.raises(Conflict, match=r"table\.broken"):
        save(world, meeting, world.bea, typed(1, goes="idea:x"))


def fields_of(page: str) -> dict[str, str]:
    """The hidden parts of the rows on a page, as a browser sends them."""
    return dict(re.findall(r'name="(rows-\d+-(?:key|revision))"[^>]* value="([^"]*)"', page))


@pytest.mark.one_database
def test_forty_slips_are_typed_and_published_in_twelve_pages(
    client: FlaskClient,
    world: World,
    meeting: Meeting,
    ada: ActorRef,
    clock: SetClock,
    session: Session,
) -> None:
    clock.at = CAME
    url = f"/desk/tables/{world.forum.slug}/{meeting.slug}"
    session.commit()
    sign_in(client, world.bea, CAME)
    page, loads = client.get(url).text, 1
    for ten in range(4):
        form = fields_of(page)
        for place in range(10):
            n = ten * 10 + place + 1
            form |= {
                f"rows-{place}-slip": str(n),
                f"rows-{place}-goes": "point:request",
                f"rows-{place}-title": f"Bench {n}",
                f"rows-{place}-text": "There is nowhere to sit.",
                f"rows-{place}-consent": "y",
                f"rows-{place}-contact": "none",
            }
        sent = client.post(url, data=form)
        assert sent.status_code == 302
        page, loads = client.get(sent.headers["Location"]).text, loads + 2
    sign_out(client)
    sign_in(client, ada, CAME)
    check, loads = client.get(f"{url}/publish").text, loads + 1
    seen = re.search(r'name="seen"[^>]* value="([^"]*)"', check)
    assert seen
    assert "Send all 40 of them" in check
    done, loads = client.post(f"{url}/publish", data={"seen": seen[1]}), loads + 1
    assert done.status_code == 200
    assert done.headers["Cache-Control"] == "no-store"
    assert loads <= 12
    assert len(session.scalars(select(Point.id)).all()) == 40
    assert len(set(re.findall(r"forums/town-forum/points/\d+", done.text))) == 40


@pytest.mark.one_database
def test_pages_of_a_row_say_what_is_wrong_and_lead_on(
    client: FlaskClient,
    world: World,
    meeting: Meeting,
    ada: ActorRef,
    clock: SetClock,
    session: Session,
) -> None:
    clock.at = CAME
    url = f"/desk/tables/{world.forum.slug}/{meeting.slug}"
    save(world, meeting, world.bea, typed(1), typed(2, title=""))
    session.commit()
    sign_in(client, ada, CAME)
    page = client.get(url)
    assert page.status_code == 200
    assert "Say in a few words what it is about." in page.text
    form = {"rows-0-key": f"{0:024x}", "rows-0-revision": "0", "rows-0-goes": "point:request"}
    form |= {"rows-0-title": "Mine", "rows-0-contact": "none"}
    clash = client.post(url, data=form)
    assert clash.status_code == 409
    assert "Bench 1 on Mill Lane" in clash.text
    assert 'value="Mine"' in clash.text
    bad = client.post(url, data=form | {"rows-0-slip": "x", "rows-0-reach": "no address"})
    assert bad.status_code == 422
    assert "Enter a whole number" in bad.text
    back = client.get(f"{url}/1/give-back")
    assert back.status_code == 200
    sent = client.post(f"{url}/1/give-back", data={"revision": "1", "reason": "Which bench?"})
    assert sent.status_code == 302
    assert "Which bench?" in client.get(url).text
    erase = client.get(f"{url}/1/erase")
    assert "You cannot take it back" in erase.text
    seen = re.search(r'name="seen"[^>]* value="([^"]*)"', erase.text)
    assert seen
    assert client.post(f"{url}/1/erase", data={"seen": seen[1]}).status_code == 302
    assert client.get(f"{url}/1/erase").status_code == 404
    sign_out(client)
    sign_in(client, world.rosa, CAME)
    assert client.get(url).status_code == 403
