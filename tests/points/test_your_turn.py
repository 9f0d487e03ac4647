"""Whoever a point waits for is told “you”: on its page near the top, and on their own page."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape

from pbplatform.core.actor import ActorRef
from pbplatform.points import services
from pbplatform.points.domain.composing import AnswerText
from pbplatform.points.kinds import Stand
from pbplatform.points.words.next_act import next_act
from pbplatform.points.words.rows import clock_rows
from pbplatform.points.words.sentences import status_sentence
from pbplatform.web.presentation import short_date
from tests.conftest import SetClock
from tests.pages import sign_in
from tests.points.people import NO, YES, World, noon
from tests.points.points_in_time import POINTS

DAY = date(2027, 2, 10)


@pytest.fixture(autouse=True)
def _on_the_day(world: World, clock: SetClock) -> None:
    world.session.commit()
    clock.at = noon(DAY)


def signed_in(app: Flask, clock: SetClock, person: ActorRef) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    sign_in(app, client, person, clock)
    return client


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<main") :]).split())


def answered_point(world: World, text: AnswerText) -> int:
    """A point of Rosa's, answered on its second day."""
    point = world.point()
    world.answer(point, text=text)
    number: int = point.number
    world.session.commit()
    return number


@pytest.mark.parametrize("text", [YES, NO])
def test_asker_is_told_that_it_is_their_turn_on_both_pages(
    app: Flask, world: World, clock: SetClock, text: AnswerText
) -> None:
    number = answered_point(world, text)
    rosa = signed_in(app, clock, world.rosa)
    mine = text_of(rosa.get("/me").text)
    assert "Who acts next You, by" in mine
    assert "Say whether the answer answers your point." in mine
    point = f"/forums/town-forum/points/{number}"
    everybodys = rosa.get(point, follow_redirects=True).text
    assert everybodys.index("Say whether it answers the point") < everybodys.index('id="said"')
    page = rosa.get(f"{point}/yours").text
    assert page.index('id="your-turn"') < page.index('id="your-part"')
    assert "You, by" in text_of(page).replace(" ,", ",")


def test_after_partly_one_day_to_come_stands_on_the_page_and_the_team_acts_next(
    app: Flask, world: World, clock: SetClock
) -> None:
    number = answered_point(world, NO)
    rosa = signed_in(app, clock, world.rosa)
    rosa.post(f"/forums/town-forum/points/{number}/assess", data={"verdict": "partly"})
    page = text_of(rosa.get(f"/forums/town-forum/points/{number}", follow_redirects=True).text)
    assert "A second answer is due." in page
    assert "Answer due" not in page
    assert "Very late from" not in page
    due = re.search(r"must answer by (\w+ \d+ \w+) 2027", page)
    assert due is not None
    day = due[1].split(" ", 1)[1]
    assert f"Next answer due {day} 2027" in page
    assert "You, by" not in page


def test_asker_is_told_to_reply_while_the_clock_is_stopped(
    app: Flask, world: World, clock: SetClock
) -> None:
    point = world.point()
    services.ask_the_asker(
        world.session, actor=world.tom, point_id=point.id, question="Which bins?", now=noon(DAY)
    )
    number = point.number
    world.session.commit()
    rosa = signed_in(app, clock, world.rosa)
    point = f"/forums/town-forum/points/{number}"
    everybodys = rosa.get(point, follow_redirects=True).text
    assert everybodys.index("Reply to the question") < everybodys.index('id="said"')
    assert 'id="your-turn"' in rosa.get(f"{point}/yours").text
    assert "Reply to the question." in text_of(rosa.get("/me").text)


def test_supporter_who_has_said_is_not_asked_again(
    app: Flask, world: World, clock: SetClock
) -> None:
    number = answered_point(world, NO)
    sam = signed_in(app, clock, world.sam)
    sam.post(f"/forums/town-forum/points/{number}/support")
    assert "Say whether the answer answers the point." in text_of(sam.get("/me").text)
    clock.at += timedelta(minutes=5)
    sam.post(f"/forums/town-forum/points/{number}/assess", data={"verdict": "yes"})
    assert "Who acts next You" not in text_of(sam.get("/me").text)


def test_one_press_says_yes_and_the_others_ask_what_is_missing(
    app: Flask, world: World, clock: SetClock
) -> None:
    number = answered_point(world, NO)
    rosa = signed_in(app, clock, world.rosa)
    yours = f"/forums/town-forum/points/{number}/yours"
    assert "Do it now" in rosa.get("/me").text
    page = rosa.get(yours).text
    assert 'name="verdict" value="yes"' in " ".join(page.split())
    assert "What is missing?" not in page
    for say in ("partly", "no"):
        asked = rosa.get(f"{yours}?say={say}").text
        assert "What is missing?" in asked
        assert re.search(rf'value="{say}"[^>]*checked', asked)
    assert "What is missing?" not in rosa.get(f"{yours}?say=perhaps").text
    rosa.post(f"/forums/town-forum/points/{number}/assess", data={"verdict": "yes"})
    assert "You have said whether it answers the point." in rosa.get(yours).text
    assert "Do it now" not in rosa.get("/me").text


def test_asker_is_named_where_it_is_their_turn(app: Flask, world: World) -> None:
    point = world.point()
    point.raised_as = "Rosa <b>"
    world.answer(point, text=NO)
    view = world.view(point, noon(DAY))
    with app.test_request_context():
        act = next_act(view)
        assert act is not None
        assert str(act.who).startswith("<bdi")
        assert "&lt;b&gt;" in str(act.who)
        assert "who raised the point, and its supporters" in str(act.who)


@pytest.mark.one_database
@pytest.mark.parametrize("name", POINTS)
def test_page_names_one_day_to_come_for_the_answer(app: Flask, name: str) -> None:
    _stand, view = POINTS[name]
    standing = view.standing
    if not standing.is_open or standing.stand is Stand.NOT_STARTED:
        return
    with app.test_request_context():
        act = next_act(view)
        status = text_in(status_sentence(view).html)
        shown = clock_rows(view, escape(short_date(standing.due)))
        rows = " ".join(text_in(row["value"]) for row in shown)
        told = {day for day in days_in(f"{status} {rows}") if day >= standing.today}
        told -= {standing.clock.start, *(answer.day for answer in view.answers)} - {standing.due}
        assert act is not None
    first = {standing.clock.first_due} - {standing.due}
    if standing.stand is Stand.PAUSED:
        assert told - first == {standing.clock.resumes_on} == {act.by}
    elif standing.is_late:
        assert told == set()
        assert act.by == standing.due
    else:
        assert told - first == {standing.due} == {act.by}


def text_in(html: object) -> str:
    return re.sub(r"<[^>]+>", " ", str(html))


def days_in(text: str) -> set[date]:
    """Days that a text names; without a year it is that of the points."""
    months = [date(2027, n, 1).strftime("%B") for n in range(1, 13)]
    found = re.findall(r"(\d{1,2}) ([A-Z][a-z]+)(?: (20\d\d))?", text)
    return {
        date(int(year or 2027), months.index(month) + 1, int(day))
        for day, month, year in found
        if month in months
    }
