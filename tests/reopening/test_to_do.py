"""What waits on desks after an opening, for both people of an act. docs/rules/ceremony.md 9, 10."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import Settings
from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import PLACE, Actor, Grant
from pbplatform.core.db import db
from pbplatform.core.reading_once import reading_once
from pbplatform.reopening.words.to_do import keys_for_second_person, keys_to_end
from pbplatform.rounds.models import Round
from pbplatform.web.to_do import AtDesk, ToDo
from tests.browsing import counted_queries
from tests.by_pages import Browser
from tests.conftest import SetClock
from tests.factories import BEGIN, make_place, make_round
from tests.logged import left
from tests.reopening.boxes import Box, certified, counted_box
from tests.voting.elections import CLOSES
from tests.voting.roll_by_page import CLERK, somebody

pytestmark = pytest.mark.one_database
DESKS = {"Finn": "/desk/facilitator", "Una": "/desk/auditor", "Ola": "/desk/auditor"}
KEY = "/desk/rounds/neighbour-fund/box/key"
END = "End the key of the box with"
ASKED = "asked to end the key of the box. Look at it, and confirm."


@pytest.fixture
def box(app: Flask, settings: Settings, clock: SetClock) -> Box:
    """Counted, and certified when the days to object are over; the clock stands the day after."""
    clock.at = CLOSES
    with app.app_context():
        made = counted_box(db.session(), settings.key_dir)
        clock.at = certified(db.session(), made)
        db.session.commit()
    return made


def box_day(app: Flask) -> datetime:
    """When the result began to stand: at its certificate."""
    with app.app_context():
        at = db.session.query(Round).one().certified_at
        assert at is not None
        return at


def browser(app: Flask, clock: SetClock, name: str) -> Browser:
    """Somebody who holds their role already, or Dora, a clerk of the round."""
    if name == "Dora":
        return Browser(somebody(app, clock, name, role="clerk", scope=CLERK))
    return Browser(somebody(app, clock, name, role=""))


def waits(app: Flask, clock: SetClock, name: str) -> str:
    """What of the key this person's desk says: to end it, that somebody asked, or nothing."""
    page = browser(app, clock, name).open(DESKS.get(name, "/desk/clerk"))
    assert page.status == 200
    said = [words for words in (END, ASKED) if words in page.words]
    assert bool(said) == (KEY in page.links.values())
    return said[0] if said else ""


def test_key_waits_for_both_people_from_its_day_on_and_then_for_the_second(
    app: Flask, clock: SetClock, box: Box
) -> None:
    people = ("Finn", "Una", "Ola", "Dora")
    day = clock.at
    clock.at = day - timedelta(days=2)
    assert [waits(app, clock, name) for name in people] == ["", "", "", ""]
    clock.at = day
    assert [waits(app, clock, name) for name in people] == [END, END, END, END]
    finn = browser(app, clock, "Finn")
    finn.open(KEY)
    finn.send("seen", button="Ask to destroy this key")
    # Of the two one is an auditor: for a clerk there is nothing to confirm after a facilitator.
    assert [waits(app, clock, name) for name in people] == ["", ASKED, ASKED, ""]
    una = browser(app, clock, "Una")
    assert "Finn asked to end the key of the box." in una.open("/desk/auditor").words
    una.press("Go to the key")
    assert "Finn asked for this." in una.page.words
    una.send("seen", button="I confirm: destroy this key")
    assert "Decided." in una.page.words
    assert [waits(app, clock, name) for name in people] == ["", "", "", ""]
    (told,) = left(app, "reopen:key:ended")
    assert (told["first"], told["second"]) == ("Finn", "Una")


def test_what_an_auditor_asked_waits_for_everybody_else_of_the_round(
    app: Flask, clock: SetClock, box: Box
) -> None:
    una = browser(app, clock, "Una")
    una.open("/desk/auditor")
    una.press("Go to the key")
    una.send("seen", button="Ask to destroy this key")
    assert [waits(app, clock, name) for name in ("Finn", "Una", "Ola", "Dora")] == [
        ASKED,
        "",
        ASKED,
        ASKED,
    ]


def test_key_that_nobody_ends_is_late_on_both_desks(app: Flask, clock: SetClock, box: Box) -> None:
    for days, late in ((20, False), (21, True)):
        clock.at = box_day(app) + timedelta(days=days)
        for name in ("Finn", "Una"):
            page = browser(app, clock, name).open(DESKS[name])
            assert END in page.words
            marked = re.search(r'<b class="t">[^\n]*Neighbour Fund', page.text)
            assert bool(marked) == late, (name, days)


@pytest.mark.parametrize("tell", [keys_to_end, keys_for_second_person])
def test_desks_ask_as_much_with_many_counted_rounds_as_with_one(
    app: Flask, session: Session, tell: Callable[[AtDesk], list[ToDo]]
) -> None:
    """A city keeps dozens of rounds whose key was not ended: they are asked for together."""
    make_place(session)
    whole = tuple(Grant(role, PLACE, BEGIN) for role in (Role.FACILITATOR, Role.AUDITOR))
    actor = Actor(1, "Finn", whole)
    asked = []
    for name in ("First", "Second", "Third", "Fourth"):
        round_ = make_round(session, name=f"{name} Fund")
        round_.frozen_at = round_.counted_at = round_.certified_at = CLOSES
        session.commit()
        now = CLOSES + timedelta(days=60)
        with reading_once(session), counted_queries(app) as sent:
            found = tell(AtDesk(session, actor, now, now.date()))
        asked.append((len(found), len(sent)))
    assert [found for found, _sent in asked] == [1, 2, 3, 4]
    # These rounds have no frozen definition, which is looked up; one that is there comes with them.
    assert asked[-1][1] - asked[0][1] <= 3
