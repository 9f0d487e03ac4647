"""A page that carries nothing, or what no longer holds, confirms nothing: 409, and no row changes.

Source: docs/rules/forms.md section 2.
"""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import Base
from tests.browsing import sign_in
from tests.by_pages import Page
from tests.conftest import SetClock
from tests.delivery.winners import DAY, WON, counted_election, give_line, tom
from tests.factories import make_meeting, make_person, make_point, make_team
from tests.factories_proposals import DECIDING, make_idea, make_story
from tests.pages import hidden_field
from tests.points.people import YES, make_world

FORUM = "/desk/facilitator/forums/town-forum"
POINT = "/desk/official/points/town-forum"
FUND = "/desk/facilitator/rounds/neighbour-fund"
IDEAS = "/desk/facilitator/ideas/neighbour-fund"
WON_4 = "/desk/rounds/neighbour-fund/projects/4"
DUE = {"due-day": "1", "due-month": "12", "due-year": "2027"}
WORDS = {"reason": "x", "words": "x", "text": "x", "question": "x", "days": "3"}
# Page, and what is typed there; the address of the form where it is another one.
Case = tuple[str, dict[str, str]]

OF_POINTS: list[Case] = [
    (f"{FORUM}/points/1", {"action": "publish", "title": "Bins", "team": "environment"}),
    (f"{FORUM}/points/1", {"action": "refuse", "title": "Bins", "team": "environment", **WORDS}),
    *(
        (f"{FORUM}/points/2", {"team": "homes", "stays": "3", "kind": "question", "action": act})
        for act in ("give", "join", "kind")
    ),
    *((f"{POINT}/2/{deed}", WORDS) for deed in ("more-time", "question", "note")),
    (f"{POINT}/2/pass-on", {**WORDS, "team": "homes"}),
    *(
        ("/desk/official/promises/town-forum/4/1", {"action": act, "note": "x", **typed, **WORDS})
        for act, typed in (
            ("move", DUE),
            ("give-up", {}),
            ("done", {"done_on-day": "5", "done_on-month": "2", "done_on-year": "2027"}),
        )
    ),
    (f"{FORUM}/meetings/2027-03-18/cancel", WORDS),
    (f"{FORUM}/meetings/2027-02-02", {"text": "Eleven came.", "action": "circulated"}),
    ("/desk/facilitator/place/facts", {"name": "Other", "languages": "en"}),
]
OF_ROUNDS: list[Case] = [
    (f"{IDEAS}/2", {"action": "publish"}),
    (f"{IDEAS}/2", {"action": "refuse", "rule": "person", "words": "x"}),
    (f"{IDEAS}/1/answer", {"reason": "other", "words": "x"}),
    (f"{FUND}/dates", {}),
    (
        "/desk/delegate/neighbour-fund/proposals/1/costing",
        {"team": "parks", "questions": "What does it cost?"},
    ),
    ("/desk/delegate/neighbour-fund/ideas/1/leave", {"reason": "other", "words": "x"}),
]
OF_WINNERS: list[Case] = [
    (f"{WON_4}/{act}", {"words": "x", "reason": "x", **DUE, **more})
    for act, more in (
        ("step", {"step": "designing"}),
        ("next-step", {}),
        ("update", {}),
        ("stop", {"decided_by": "x", "money": "x"}),
    )
]


def rows(session: Session) -> dict[str, list[Any]]:
    """Everything the database holds, but the nonces of forms."""
    session.rollback()
    return {
        table.name: sorted(map(repr, session.execute(select(table)).all()))
        for table in Base.metadata.sorted_tables
        if table.name != "sent_form"
    }


def older(seen: str) -> str:
    """What the page carried, with every fact as it was once."""
    facts = json.loads(base64.urlsafe_b64decode(seen + "=" * (-len(seen) % 4)))
    assert facts
    told = json.dumps({name: f"{text} once" for name, text in facts.items()})
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def confirms_nothing(client: FlaskClient, session: Session, case: Case) -> None:
    page, typed = case
    shown = client.get(page)
    assert shown.status_code == 200, page
    seen = hidden_field(shown.text, "seen")
    before = rows(session)
    for carried in ("", "nonsense", older(seen)):
        g.pop("_login_user", None)
        answer = client.post(page, data={**typed, "seen": carried})
        assert answer.status_code == 409, (page, typed, carried, answer.text)
        assert "nothing was done" in answer.text
        assert rows(session) == before
        for words in (text for name, text in typed.items() if len(text) > 6 and name != "action"):
            assert words in answer.text


def _both(session: Session, name: str, *roles: tuple[str, str]) -> ActorRef:
    """Somebody with several roles, so that one sign-in opens every page."""
    person = make_person(session, name)
    for role, scope in roles:
        make_person(session, name, role=role, scope=scope, title="Officer")
    return person


@pytest.mark.parametrize("case", OF_POINTS, ids=lambda case: f"{case[0]}-{case[1].get('action')}")
def test_page_of_a_point_or_meeting_that_is_stale_confirms_nothing(
    client: FlaskClient, session: Session, clock: SetClock, case: Case
) -> None:
    world = make_world(session)
    came = DECIDING.replace(year=2027, month=2, day=4, hour=9)
    make_point(session, world.forum, world.rosa, now=came, published=False)
    for _each in range(2):
        world.point(now=came)
    world.answer(world.point(now=came), text=YES, now=came)
    make_meeting(session, world.forum, came.replace(month=3, day=18, hour=18))
    make_meeting(session, world.forum, came.replace(day=2, hour=18))
    both = _both(session, "Zoe", ("facilitator", "place"), ("official", "team:environment"))
    session.commit()
    clock.at = came + timedelta(days=1)
    sign_in(client, both, clock.at)
    confirms_nothing(client, session, case)


@pytest.mark.parametrize("case", OF_ROUNDS, ids=lambda case: f"{case[0]}-{case[1].get('action')}")
def test_page_of_a_round_that_is_stale_confirms_nothing(
    client: FlaskClient, session: Session, clock: SetClock, case: Case
) -> None:
    story = make_story(session)
    if "proposals" in case[0]:
        story.proposal()
    else:
        story.claimed()
        make_idea(session, story.round, published=False)
    session.commit()
    clock.at = story.round.review_close_at if "answer" in case[0] else DECIDING
    sign_in(client, story.amina if "delegate" in case[0] else story.bea, clock.at)
    if "/dates" in case[0]:
        case = (case[0], {**_form_values(client.get(case[0]).text), "reason": "Rain"})
    confirms_nothing(client, session, case)


def _form_values(page: str) -> dict[str, str]:
    form = Page(page, FUND, 200).form_with("reason")
    return {name: values[0] for name, values in form.fields.items() if "_at" in name and values}


@pytest.mark.parametrize("case", OF_WINNERS, ids=lambda case: case[0])
def test_page_of_a_winner_that_is_stale_confirms_nothing(
    client: FlaskClient, session: Session, clock: SetClock, tmp_path: Path, case: Case
) -> None:
    election = counted_election(session, tmp_path / "keys")
    make_team(session, "Parks")
    give_line(session, election)
    official = tom(session)
    session.commit()
    clock.at = WON + 2 * DAY
    sign_in(client, official, clock.at)
    confirms_nothing(client, session, case)


def test_role_is_ended_only_as_the_page_showed_it(
    client: FlaskClient, session: Session, clock: SetClock
) -> None:
    world = make_world(session)
    bea = make_person(session, "Zoe", role="facilitator")
    session.commit()
    clock.at = DECIDING
    sign_in(client, bea, clock.at)
    held = accounts.holders(session, now=DECIDING, scopes=["team:environment"])
    grant = next(each.grant_id for each in held if each.account_id == world.tom.account_id)
    end = {"grant": str(grant), "sure": "", "reason": "Moved away"}
    seen = hidden_field(client.post("/desk/facilitator/roles/end", data=end).text, "seen")
    before = rows(session)
    for carried in ("", older(seen)):
        sent = {**end, "sure": "y", "seen": carried}
        answer = client.post("/desk/facilitator/roles/end", data=sent)
        assert answer.status_code == 409
        assert "Moved away" in answer.text
        assert rows(session) == before
