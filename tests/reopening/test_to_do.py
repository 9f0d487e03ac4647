"""What waits on desks after an opening, for both people of an act. docs/rules/ceremony.md 9, 10."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask

from config import Settings
from pbplatform.core.db import db
from pbplatform.rounds.models import Round
from tests.by_pages import Browser
from tests.conftest import SetClock
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
