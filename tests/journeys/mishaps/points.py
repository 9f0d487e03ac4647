"""Points that should not have come, or not so. Rules: docs/rules/mishaps.md section 9."""

from __future__ import annotations

from tests.journeys.mishaps import mishap
from tests.journeys.navigators import forums
from tests.journeys.town import FORUM, Town


@mishap("9.1", over="a refused point is settled: nobody acts next")
def point_that_no_forum_can_answer(town: Town) -> None:
    town.call_forum()
    rosa, bea = town("Rosa"), town("Bea")
    forums.raise_point(rosa, FORUM, title="Passports", said="My passport takes too long.")
    forums.open_forum_desk(bea, FORUM)
    bea.press("Open point 1")
    bea.send(reason="Passports are made by the state, not here.", button="Do not publish")
    town.mail_to("Rosa", "Passports are made by the state, not here.")
    town.log_says("Point 1 was not published.")
    assert town.stranger().open("/forums/town-forum/points/1").status == 404
    rosa.open("/forums/town-forum/points/1")
    assert "Passports are made by the state, not here." in rosa.page.words
