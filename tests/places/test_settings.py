"""Settings of the place: seen before and after, with a reason. Source: docs/rules/places.md 4."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.core.confirmation import ChangedMeanwhile, seal
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.transaction import transaction
from pbplatform.places import queries, services
from pbplatform.places.models import Place
from tests.accounts.told import told_of
from tests.conftest import NOON
from tests.factories import (
    COMMAND,
    make_forum,
    make_meeting,
    make_person,
    make_place,
    make_point,
)
from tests.pages import hidden_field
from tests.people import signed_in

PATH = "/desk/facilitator/place/settings"
HOLDS: dict[str, services.Value] = {
    "answer_days": 20,
    "costing_days": 10,
    "minutes_days": 5,
    "reads_ideas": "before",
    "reads_points": "before",
}
TYPED = {**{name: str(value) for name, value in HOLDS.items()}, "reason": "Fewer officials"}


@pytest.fixture
def bea(app: Flask, client: FlaskClient) -> FlaskClient:
    """The facilitator of Hackford; `client` switches off the tokens against forgery."""
    with app.app_context(), transaction() as session:
        make_place(session)
    return signed_in(app, "Bea", role="facilitator")[0]


def change(session: Session, wanted: dict[str, services.Value], **more: object) -> list[str]:
    place = queries.require_place(session)
    given = {
        "actor": COMMAND,
        "reason": "Fewer officials",
        "seen": seal(services.facts_of_settings(place)),
        "now": NOON,
    }
    return services.change_settings(session, wanted={**HOLDS, **wanted}, **{**given, **more})  # type: ignore[arg-type]


@pytest.mark.database
def test_each_setting_that_changes_has_an_entry_of_its_own(session: Session) -> None:
    make_place(session)
    assert change(session, {"answer_days": 30, "reads_points": "after"}) == [
        "answer_days",
        "reads_points",
    ]
    told = told_of(session, "place:setting:changed")
    assert told["reason"] == "Fewer officials"
    assert (told["was"], told["becomes"]) in ((20, 30), ("before", "after"))
    back = {"answer_days": 20, "reads_points": "before"}
    assert change(session, back) == ["answer_days", "reads_points"]


@pytest.mark.parametrize(
    ("setting", "value", "refused"),
    [
        ("answer_days", 0, "settings.days"),
        ("answer_days", 1, ""),
        ("answer_days", 60, ""),
        ("answer_days", 61, "settings.days"),
        ("costing_days", 61, "settings.days"),
        ("minutes_days", 30, ""),
        ("minutes_days", 31, "settings.days"),
        ("minutes_days", "x", "settings.days"),
        ("reads_ideas", "never", "settings.reads"),
        ("reads_points", "", "settings.reads"),
        ("answer_days", 20, "settings.nothing_changes"),
    ],
)
def test_value_is_taken_at_its_edges_only(
    session: Session, setting: str, value: services.Value, refused: str
) -> None:
    make_place(session)
    if not refused:
        assert change(session, {setting: value}) == [setting]
        return
    with pytest.raises(Conflict) as error:
        change(session, {setting: value})
    assert error.value.code == refused


def test_nobody_else_changes_them_and_nothing_is_changed_unseen(session: Session) -> None:
    make_place(session)
    for role, scope in (("facilitator", "round:fund"), ("auditor", "place"), ("", "")):
        other = make_person(session, f"P{role}{scope[:3]}", role=role, scope=scope)
        with pytest.raises(NotAllowed):
            change(session, {"answer_days": 30}, actor=other)
    with pytest.raises(ChangedMeanwhile):
        change(session, {"answer_days": 30}, seen=seal({**HOLDS, "answer_days": 25}))
    with pytest.raises(Conflict, match=r"settings\.reason_needed"):
        change(session, {"answer_days": 30}, reason=" ")


def test_what_began_before_keeps_what_it_was_promised(session: Session) -> None:
    make_place(session)
    forum = make_forum(session)
    rosa = make_person(session, "Rosa")
    before = make_point(session, forum, rosa, now=NOON)
    called = make_meeting(session, forum, NOON + timedelta(days=20), now=NOON)
    change(session, {"answer_days": 30, "minutes_days": 9})
    after = make_point(session, forum, rosa, now=NOON, title="Another")
    later = make_meeting(session, forum, NOON + timedelta(days=40), now=NOON)
    assert (before.answer_days, after.answer_days) == (20, 30)
    assert (called.minutes_days, later.minutes_days) == (5, 9)


def test_page_shows_before_and_after_and_changes_only_then(app: Flask, bea: FlaskClient) -> None:
    assert "20 working days" in bea.get("/desk/facilitator/place").text
    seen = {"seen": hidden_field(bea.get(PATH).text, "seen")}
    wanted = {**TYPED, **seen, "answer_days": "25", "reads_ideas": "after"}
    check = bea.post(PATH, data=wanted)
    assert check.status_code == 200
    assert "Nothing is changed yet." in check.text
    for words in ("20 working days", "25 working days", "Before they are public"):
        assert words in check.text
    with app.app_context():
        assert db.session.get_one(Place, 1).answer_days == 20
    again = bea.post(PATH, data={**wanted, "action": "edit"})
    assert 'value="25"' in again.text
    sure = {**wanted, "action": "change", "seen": hidden_field(check.text, "seen")}
    assert bea.post(PATH, data=sure).status_code == 302
    assert "25 working days" in bea.get("/desk/facilitator/place").text
    assert "25 working days" in app.test_client().get("/place").text
    stale = bea.post(PATH, data={**sure, "answer_days": "26"})
    assert stale.status_code == 409
    assert "before 20 working days, now 25 working days" in stale.text


def test_page_says_all_that_is_wrong_at_once_and_keeps_what_was_typed(bea: FlaskClient) -> None:
    wrong = {**TYPED, "answer_days": "0", "costing_days": "x", "reads_ideas": "no", "reason": ""}
    answer = bea.post(PATH, data=wrong)
    assert answer.status_code == 422
    for words in (
        "Enter a whole number from 1 to 60",
        "Enter a whole number, like 12",
        "Choose one from the list",
        "Say why. The reason is public.",
    ):
        assert words in answer.text
    same = bea.post(PATH, data=TYPED)
    assert "Nothing here differs" in same.text


@pytest.mark.parametrize(
    ("role", "scope"),
    [("", ""), ("official", "team:parks"), ("facilitator", "round:fund"), ("auditor", "place")],
)
def test_page_is_for_the_facilitator_of_the_whole_place(
    app: Flask, bea: FlaskClient, role: str, scope: str
) -> None:
    other = signed_in(app, "Kit", role=role, scope=scope)[0]
    assert other.get(PATH).status_code == 403
    assert other.post(PATH, data=TYPED).status_code == 403
