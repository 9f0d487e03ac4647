"""That roles end is told ahead. Source: docs/rules/accounts.md section 8."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.ends import warning_due
from pbplatform.accounts.models import RoleGrant
from pbplatform.core.outbox import OutboxRow
from pbplatform.front.role_ends import warn_of_role_ends
from tests.conftest import TICK, SetClock
from tests.factories import BEGIN, make_person, make_place, make_team
from tests.pages import sign_in
from tests.people import signed_in

END = BEGIN + timedelta(days=900)


def days(number: int) -> timedelta:
    return timedelta(days=number)


@pytest.mark.parametrize(
    ("before", "warned", "last", "due"),
    [
        (days(183) + TICK, None, True, None),
        (days(183), None, True, 183),
        (days(183), None, False, None),
        (days(100), 183, True, None),
        (days(60) + TICK, None, False, None),
        (days(60), None, False, 60),
        (days(60), 60, False, None),
        (days(60), 183, True, 60),
        (days(14), 60, False, 14),
        (days(14), None, False, 14),  # the worker stood still: only the nearest is told
        (days(14), 14, False, None),
        (TICK, 14, False, None),
        (days(0), None, False, None),
    ],
)
def test_warning_is_due_from_its_day_and_once(
    before: timedelta, warned: int | None, last: bool, due: int | None
) -> None:
    found = warning_due(BEGIN, END, warned_days=warned, is_last_facilitator=last, now=END - before)
    assert found == due


def test_role_given_for_a_month_is_not_told_of_at_once() -> None:
    short = BEGIN + days(30)
    told = {
        day: warning_due(
            BEGIN, short, warned_days=None, is_last_facilitator=False, now=BEGIN + days(day)
        )
        for day in (0, 15, 16)
    }
    assert told == {0: None, 15: None, 16: 14}


def mails(session: Session) -> dict[str, list[str]]:
    """Whom the worker has told of what, by kind."""
    session.expire_all()
    found: dict[str, list[str]] = {}
    for row in session.scalars(select(OutboxRow).order_by(OutboxRow.kind)):
        found.setdefault(row.kind, []).append(str(row.payload["to"]).split("@")[0])
    return {kind: sorted(names) for kind, names in found.items() if "end" in kind}


def test_worker_tells_holder_and_facilitators_once_for_each_warning(
    app: Flask, session: Session, clock: SetClock
) -> None:
    make_place(session)
    make_team(session)
    make_person(session, "Bea", role="facilitator", now=BEGIN + days(400))
    make_person(session, "Tom", role="official", scope="team:parks")
    session.commit()
    clock.at = END - days(60)
    for _turn in range(2):
        warn_of_role_ends(app.extensions["settings"])
    assert mails(session) == {"accounts:role_ends": ["tom"], "accounts:roles_end": ["bea"]}
    clock.at = END - days(14)
    warn_of_role_ends(app.extensions["settings"])
    assert mails(session) == {
        "accounts:role_ends": ["tom", "tom"],
        "accounts:roles_end": ["bea", "bea"],
    }


def test_role_that_its_holder_has_for_longer_is_not_told_of(
    app: Flask, session: Session, clock: SetClock
) -> None:
    make_place(session)
    for start in (BEGIN, BEGIN + days(200)):
        make_person(session, "Bea", role="facilitator", now=start)
    session.commit()
    clock.at = END - days(14)
    warn_of_role_ends(app.extensions["settings"])
    assert mails(session) == {}


def test_last_facilitator_is_told_of_half_a_year_ahead_to_auditors_desk_and_public(
    app: Flask, client: FlaskClient, session: Session, clock: SetClock
) -> None:
    make_place(session)
    bea = make_person(session, "Bea", role="facilitator")
    make_person(session, "Ada", role="auditor", now=BEGIN + days(700))
    session.commit()
    public = app.test_client()
    clock.at = END - days(183) + TICK
    sign_in(app, client, bea, clock)
    desk = client.get("/desk/facilitator").text
    assert "The last facilitator’s role ends" in desk
    assert "pbplatform grant" in desk
    clock.at = END - days(183) - TICK
    warn_of_role_ends(app.extensions["settings"])
    assert mails(session) == {}
    assert "is the last facilitator" not in public.get("/place").text
    clock.at = END - days(183) + TICK
    warn_of_role_ends(app.extensions["settings"])
    assert mails(session) == {"accounts:role_ends": ["bea"], "accounts:roles_end": ["ada"]}
    assert "is the last facilitator" in public.get("/place").text
    make_person(session, "Gus", role="facilitator", now=clock.at)
    session.commit()
    assert "is the last facilitator" not in public.get("/place").text
    clock.at = END + days(900)
    assert "Nobody looks after the whole place now." in public.get("/place").text


def test_roles_of_a_round_stand_on_the_desk_of_its_own_facilitator(
    app: Flask, client: FlaskClient, session: Session, clock: SetClock
) -> None:
    make_place(session)
    make_person(session, "Carl", role="clerk", scope="round:fund")
    make_person(session, "Tom", role="official", scope="team:parks")
    session.commit()
    clock.at = END - days(20)
    kit = signed_in(app, "Kit", role="facilitator", scope="round:fund", now=clock.at)[0]
    desk = kit.get("/desk/facilitator").text
    assert "A role ends: <bdi" in desk or "A role ends: Carl" in desk
    assert "Tom" not in desk


def test_grants_of_the_operator_have_an_address_of_their_own(session: Session) -> None:
    make_place(session)
    for name in ("Bea", "Gus"):
        make_person(session, name, role="facilitator")
    handles = list(session.scalars(select(RoleGrant.handle)))
    assert len(set(handles)) == len(handles) == 2
