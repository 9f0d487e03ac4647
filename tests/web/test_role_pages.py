"""Who leaves hands over; offers are answered by pages. Source: docs/rules/accounts.md section 9."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.accounts import services
from pbplatform.accounts.models import RoleGrant
from pbplatform.core.actor import Actor, Grant
from pbplatform.core.db import db
from pbplatform.core.outbox import OutboxRow
from pbplatform.core.transaction import transaction
from pbplatform.points import services as points
from pbplatform.points.models import AnswerDraft, Point
from pbplatform.proposals.models import Idea
from tests.accounts.told import told_of
from tests.conftest import NOON, SetClock
from tests.factories import (
    COMMAND,
    make_forum,
    make_person,
    make_place,
    make_point,
    make_round,
    make_team,
)
from tests.factories_proposals import make_claimed_idea, make_committee, make_delegate
from tests.pages import hidden_field
from tests.people import signed_in

ROLES = "/desk/facilitator/roles"


def handle_of(name: str, role: str) -> str:
    """What stands for a person's role in addresses."""
    held = accounts.holders(db.session(), now=NOON, role=role, also_past=True)
    return next(each.handle for each in held if each.name == name)


@pytest.fixture
def drafts(app: Flask, client: FlaskClient) -> tuple[FlaskClient, FlaskClient]:
    """Tom, who writes an answer for Parks, and Bea; Ann is official of Parks too."""
    with app.app_context(), transaction() as session:
        make_place(session)
        team = make_team(session)
        ann = make_person(session, "Ann", role="official", scope="team:parks")
        tom = make_person(session, "Tom", role="official", scope="team:parks")
        point = make_point(session, make_forum(session), make_person(session, "Rosa"), now=NOON)
        points.assign(session, actor=COMMAND, point_id=point.id, team_slug=team.slug, now=NOON)
        content = {"sentence": "Half of an answer"}
        points.save_draft(session, actor=tom, point_id=point.id, content=content, now=NOON)
        assert ann.account_id
    return signed_in(app, "Tom")[0], signed_in(app, "Bea", role="facilitator")[0]


def owner_of_draft(app: Flask) -> str:
    with app.app_context():
        by = db.session.scalars(select(AnswerDraft.by_account_id)).one()
        return accounts.names_of(db.session(), [by])[by]


@pytest.mark.parametrize("who", ["himself", "the facilitator"])
def test_open_act_goes_to_a_colleague_in_public_and_back(
    app: Flask, drafts: tuple[FlaskClient, FlaskClient], who: str
) -> None:
    tom, bea = drafts
    with app.app_context():
        path = f"/desk/roles/{handle_of('Tom', 'official')}"
    browser = tom if who == "himself" else bea
    page = browser.get(path).text
    assert "An answer being written to point 1" in page
    assert "1 point to answer" in page  # stays with the team
    act = re.search(r'name="acts"[^>]*value="([^"]+)"', page)
    to = re.search(r'<option value="(\d+)"[^>]*>\s*(?:<bdi[^>]*>)?Ann', page)
    assert act
    assert to
    sent = {"acts": act[1], "to": to[1]}
    assert browser.post(f"{path}/hand-over", data=sent).status_code == 302
    assert owner_of_draft(app) == "Ann"
    assert browser.post(f"{path}/hand-over", data=sent).status_code in (409, 422)  # a second press
    assert "Nothing is open here." in browser.get(path).text
    with app.app_context():
        told = told_of(db.session(), "place:acts:handed_over")
        assert (told["name"], told["receiver"], told["acts"]) == ("Tom", "Ann", 1)
        kinds = list(db.session.scalars(select(OutboxRow.kind)))
        assert "accounts:acts_received" in kinds
        back = f"/desk/roles/{handle_of('Ann', 'official')}"
    page = bea.get(back).text
    to_tom = re.search(r'<option value="(\d+)"[^>]*>\s*(?:<bdi[^>]*>)?Tom', page)
    assert to_tom
    sent = {"acts": act[1], "to": to_tom[1]}
    assert bea.post(f"{back}/hand-over", data=sent).status_code == 302
    assert owner_of_draft(app) == "Tom"


def test_nothing_goes_to_a_colleague_who_writes_an_answer_of_their_own(
    app: Flask, drafts: tuple[FlaskClient, FlaskClient]
) -> None:
    tom, _bea = drafts
    with app.app_context(), transaction() as session:
        ann = accounts.account_by_email(session, "ann@example.org")
        point = session.scalars(select(Point)).one()
        assert ann
        acting = Actor(ann.id, "Ann", (Grant("official", "team:parks"),))
        points.save_draft(
            session,
            actor=acting.acting_as("official", "team:parks"),
            point_id=point.id,
            content={"sentence": "Another"},
            now=NOON,
        )
        sent = {"acts": f"points.draft:{point.id}", "to": str(ann.id)}
        path = f"/desk/roles/{handle_of('Tom', 'official')}"
    refused = tom.post(f"{path}/hand-over", data=sent)
    assert refused.status_code in (409, 422)
    assert "writes an answer to that point already" in refused.text
    with app.app_context():
        assert len(db.session.scalars(select(AnswerDraft)).all()) == 2


def test_nothing_goes_to_whoever_does_not_hold_the_role(
    app: Flask, drafts: tuple[FlaskClient, FlaskClient]
) -> None:
    tom, bea = drafts
    with app.app_context():
        path = f"/desk/roles/{handle_of('Tom', 'official')}"
        rosa = accounts.account_by_email(db.session(), "rosa@example.org")
        assert rosa
        sent = {"acts": "points.draft:1", "to": str(rosa.id)}
    for wrong in (sent, {**sent, "to": "x"}, {**sent, "acts": "points.draft:99"}, {}):
        assert tom.post(f"{path}/hand-over", data=wrong).status_code in (409, 422)
    assert owner_of_draft(app) == "Tom"
    kim = signed_in(app, "Kim", role="facilitator", scope="round:fund")[0]
    assert kim.get(path).status_code == 404
    assert kim.post(f"{path}/hand-over", data=sent).status_code == 404
    assert bea.get("/desk/roles/nonsense").status_code == 404


def test_what_an_ended_role_left_open_stands_on_the_desk_until_somebody_has_it(
    app: Flask, drafts: tuple[FlaskClient, FlaskClient]
) -> None:
    _tom, bea = drafts
    assert "has nobody" not in bea.get("/desk/facilitator").text
    with app.app_context():
        held = accounts.holders(db.session(), now=NOON, role="official")
        grant = next(each for each in held if each.name == "Tom")
        path = f"/desk/roles/{grant.handle}"
        asked = bea.post(f"{ROLES}/end", data={"grant": grant.grant_id}).text
        assert "1 thing is open with this person." in asked
        sure = {"grant": grant.grant_id, "sure": "y", "seen": hidden_field(asked, "seen")}
    assert bea.post(f"{ROLES}/end", data={**sure, "reason": "Moved away"}).status_code == 302
    assert "1 open act of" in bea.get("/desk/facilitator").text
    page = bea.get(path).text
    assert "The role ended on" in page
    to = re.search(r'<option value="(\d+)"[^>]*>\s*(?:<bdi[^>]*>)?Ann', page)
    assert to
    sent = {"acts": "points.draft:1", "to": to[1]}
    assert bea.post(f"{path}/hand-over", data=sent).status_code == 302
    assert "has nobody" not in bea.get("/desk/facilitator").text


def test_role_that_ran_out_a_year_ago_left_the_same_list(
    app: Flask, drafts: tuple[FlaskClient, FlaskClient], clock: SetClock
) -> None:
    with app.app_context(), transaction() as session:
        query = select(RoleGrant).where(RoleGrant.role == "official")
        for grant in session.scalars(query):
            if accounts.names_of(session, [grant.account_id])[grant.account_id] == "Tom":
                grant.expires_at = NOON + timedelta(days=1)
    clock.at = NOON + timedelta(days=366)
    later = signed_in(app, "Bo", role="facilitator", now=clock.at)[0]
    assert "1 open act of" in later.get("/desk/facilitator").text


def test_ideas_of_a_delegate_go_to_another_and_the_public_page_names_them(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    make_place(session)
    round_ = make_round(session)
    committee = make_committee(session, round_)
    amina = make_delegate(session, round_, committee)
    make_delegate(session, round_, committee, "Ben")
    idea = make_claimed_idea(session, round_, committee, amina)
    session.commit()
    browser = signed_in(app, "Amina")[0]
    path = f"/desk/roles/{handle_of('Amina', 'delegate')}"
    page = browser.get(path).text
    assert "An idea that was taken up: 1" in page
    ben = accounts.account_by_email(session, "ben@example.org")
    assert ben
    sent = {"acts": f"proposals.claim:{idea.id}", "to": str(ben.id)}
    assert browser.post(f"{path}/hand-over", data=sent).status_code == 302
    session.expire_all()
    assert session.get_one(Idea, idea.id).claimed_by == ben.id


def test_offer_is_read_and_accepted_by_its_page_and_hands_over(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
    bea = signed_in(app, "Bea", role="facilitator")[0]
    ina = signed_in(app, "Ina")[0]
    typed = {
        "name": "Ina",
        "email": "ina@example.org",
        "role": "facilitator",
        "scope": "place",
        "expires_on-day": "31",
        "expires_on-month": "12",
        "expires_on-year": "2028",
        "hands_over": "y",
    }
    assert bea.post(ROLES, data=typed).status_code == 302
    assert "Asked, and not answered yet" in bea.get(ROLES).text
    assert "You are asked to be Facilitator" in ina.get("/me").text
    found = re.search(r"/offers/\w+", ina.get("/desk").text)
    assert found
    page = ina.get(found[0]).text
    assert "hands the role over to you" in page
    assert bea.get(found[0]).status_code == 404
    assert ina.post(found[0], data={}).status_code == 409  # a page that carries nothing
    seen = {"seen": hidden_field(page, "seen")}
    assert ina.post(found[0], data=seen).status_code == 302
    assert ina.get("/desk/facilitator").status_code == 200  # signed in anew
    assert bea.get("/desk/facilitator").status_code == 302  # signed out, and no facilitator
    assert ina.post(found[0], data=seen).status_code == 409
    with app.app_context():
        held = accounts.holders(db.session(), now=NOON, role="facilitator")
        assert [each.name for each in held] == ["Ina"]


def test_last_facilitator_is_told_whom_to_ask(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
    bea = signed_in(app, "Bea", role="facilitator")[0]
    with app.app_context():
        path = f"/desk/roles/{handle_of('Bea', 'facilitator')}/lay-down"
    page = bea.get(path).text
    assert "Nobody else holds this role there." in page
    sent = {"seen": hidden_field(page, "seen"), "reason": "tired"}
    refused = bea.post(path, data=sent)
    assert refused.status_code == 409
    assert "Ask somebody to be facilitator first" in refused.text
    signed_in(app, "Ina", role="facilitator")
    assert bea.post(path, data={**sent, "reason": " "}).status_code == 422
    assert bea.post(path, data=sent).status_code == 302
    assert bea.get("/desk/facilitator").status_code == 403
    assert bea.get(path).status_code == 404


def test_offer_that_was_declined_or_taken_back_is_over(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        bea_ref = make_person(session, "Bea", role="facilitator")
        for name in ("Ina", "Ida"):
            offer = services.Offer(
                email=f"{name.lower()}@example.org",
                name=name,
                scope="place",
                title="",
                expires_at=NOON + timedelta(days=500),
                where={"kind": "place"},
            )
            services.offer_role(session, actor=bea_ref, offer=offer, now=NOON)
    bea, ina, ida = (signed_in(app, name)[0] for name in ("Bea", "Ina", "Ida"))
    path = re.search(r"/offers/\w+", ina.get("/me").text)
    assert path
    assert ina.post(f"{path[0]}/decline").status_code == 302
    assert "This offer was answered" in ina.get(path[0]).text
    number = hidden_field(bea.get(ROLES).text.split('id="offers"')[1], "offer")
    assert bea.post(f"{ROLES}/take-back", data={"offer": number}).status_code == 302
    assert bea.post(f"{ROLES}/take-back", data={"offer": number}).status_code == 404
    assert "/offers/" not in ida.get("/me").text
