"""Lists of points and promises: counts, filters, figures, and how many queries they take."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.forums.models import ForumSeries
from pbplatform.points import queries, services
from pbplatform.points.models import Answer, Assignment, Point
from pbplatform.points.pages.figures import ResponseTimes, to_draw
from pbplatform.points.queries.response_times import Mark, Strip, half_by, strips
from pbplatform.points.words.sentences import full_stop, kind_and_sentence
from pbplatform.promises.models import Commitment
from tests.conftest import SetClock
from tests.pages import sign_in
from tests.points.people import CAME, NO, YES, World, make_world, noon

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

NOW = noon(date(2027, 3, 10))
PUBLIC_LISTS = (
    "/forums",
    "/forums/town-forum",
    "/forums/town-forum/points",
    "/forums/town-forum/points?show=late",
    "/promises",
    "/promises/late",
)
STAFF_LISTS = {
    "/desk/official": "tom",
    "/desk/facilitator/forums": "bea",
    "/desk/facilitator/forums/town-forum": "bea",
}


def fill(session: Session, world: World, count: int) -> None:
    """`count` points; every second one has an answer and a promise."""
    team_id = world.view(world.point()).team.id
    forum_id, asker = world.forum.id, int(world.rosa.key)
    points = [
        {
            "id": 1000 + n,
            "forum_id": forum_id,
            "number": 1000 + n,
            "kind": "request",
            "state": "published",
            "title": f"Point {n}",
            "verbatim": "They overflow.",
            "verbatim_salt": b"s" * 32,
            "raised_by_id": asker,
            "raised_as": "Rosa",
            "came_at": CAME + timedelta(days=n % 40),
            "decided_at": CAME + timedelta(days=n % 40),
            "refusal": "",
            "calendar_version": 1,
            "answer_days": 20,
        }
        for n in range(count)
    ]
    session.execute(insert(Point), points)
    given = [
        {
            "point_id": p["id"],
            "n": 1,
            "team_id": team_id,
            "passed_on": False,
            "reason": "",
            "by_name": "",
            "made_at": CAME,
            "taken_at": CAME,
            "sent_back_reason": "",
        }
        for p in points
    ]
    session.execute(insert(Assignment), given)
    answers = [
        {
            "id": p["id"],
            "point_id": p["id"],
            "n": 1,
            "team_id": team_id,
            "kind": "yes",
            "sentence": "Yes.",
            "explanation": "",
            "link": "",
            "by_account_id": int(world.tom.key),
            "by_name": "Tom",
            "by_title": "",
            "published_at": NOW,
            "day": date(2027, 3, 9),
        }
        for p in points[::2]
    ]
    session.execute(insert(Answer), answers)
    session.execute(
        insert(Commitment),
        [
            {
                "point_id": a["point_id"],
                "n": 1,
                "answer_id": a["id"],
                "team_id": team_id,
                "what": "Bins",
                "owner": "Waste",
                "due_original": date(2027, 3, 1),
                "due_current": date(2027, 3, 1),
                "done_note": "",
                "given_up_reason": "",
            }
            for a in answers
        ],
    )


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    told: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):  # sent on SQLite only, and no query
            told.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield told
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("count", [10, 1000])
def test_lists_take_few_queries_at_any_size(
    app: Flask, client: FlaskClient, clock: SetClock, count: int
) -> None:
    clock.at = NOW
    with app.app_context(), transaction() as session:
        world = make_world(session)
        fill(session, world, count)
        people = {"tom": world.tom, "bea": world.bea}
    for path in PUBLIC_LISTS:
        with counted(app) as told:
            assert client.get(path).status_code == 200
        # A forum's own page has the notices to those who follow it, too.
        assert len(told) <= (13 if path == "/forums/town-forum" else 12), (path, told)
    for path, name in STAFF_LISTS.items():
        sign_in(app, client, people[name], clock)
        with counted(app) as told:
            assert client.get(path).status_code == 200
        assert len(told) <= 30, (path, len(told))


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


@pytest.fixture
def listed(app: Flask, clock: SetClock) -> SetClock:
    """Five points: waiting, late, answered in time, answered late, joined."""
    clock.at = noon(date(2027, 3, 15))
    with app.app_context(), transaction() as session:
        world = make_world(session)
        world.point(now=noon(date(2027, 3, 10)))
        world.point()
        world.answer(world.point(), text=YES)
        world.answer(world.point(), text=NO, now=noon(date(2027, 3, 10)))
        fill_joined(world)
    return clock


def fill_joined(world: World) -> None:
    first, second = (world.point(now=noon(date(2027, 3, 11))) for _ in range(2))
    services.join_points(
        world.session,
        actor=world.bea,
        point_id=first.id,
        stays_id=second.id,
        reason="The same",
        now=noon(date(2027, 3, 11)),
    )


def test_counts_come_with_their_whole(listed: SetClock, client: FlaskClient) -> None:
    page = text_of(client.get("/forums/town-forum/points").text)
    assert "6 points were raised. 1 was joined with another." in page
    assert "5 points get an answer: 2 answered, 2 waiting in time, 1 waiting and late." in page
    for chip in ("All, 5", "Waiting, 3", "Late, 1", "Answered, 2"):
        assert chip in page


def test_late_points_come_first_and_filters_keep_to_the_address(
    listed: SetClock, client: FlaskClient
) -> None:
    page = client.get("/forums/town-forum/points").text
    assert re.findall(r'id="point-(\d+)"', page) == ["2", "6", "4", "3", "1"]
    late = client.get("/forums/town-forum/points?show=late").text
    assert re.findall(r'id="point-(\d+)"', late) == ["2"]
    none = client.get("/forums/town-forum/points?show=kept").text
    assert 'data-empty="no-match"' in none
    homes = client.get("/forums/town-forum/points?team=homes").text
    assert re.findall(r'id="point-(\d+)"', homes) == []


def test_long_lists_are_read_in_pages(app: Flask, client: FlaskClient, clock: SetClock) -> None:
    clock.at = NOW
    with app.app_context(), transaction() as session:
        fill(session, make_world(session), 30)
    first = client.get("/forums/town-forum/points").text
    assert "1 to 12 of 31 points" in first
    second = client.get("/forums/town-forum/points?page=2").text
    assert "13 to 24 of 31 points" in second
    third = client.get("/forums/town-forum/points?page=3").text
    assert "25 to 31 of 31 points" in third
    shown = re.findall(r'id="point-(\d+)"', first + second + third)
    assert len(shown) == len(set(shown)) == 31


def test_what_narrows_the_list_can_be_taken_away_and_part_and_whole_are_told(
    listed: SetClock, client: FlaskClient
) -> None:
    everything = client.get("/forums/town-forum/points").text
    assert "data-count" not in everything
    assert "Take away" not in everything
    page = client.get("/forums/town-forum/points?show=answered&team=environment&area=-").text
    assert "2 of 5 points" in page
    taken = re.findall(r'<a href="([^"]+)">Take away', page)
    assert len(taken) == 2
    assert all("show=answered" in url for url in taken)
    assert ["team=environment" in url for url in taken] == [False, True]
    strange = client.get("/forums/town-forum/points?team=<b>&area=<b>").text
    assert "<b>&" not in strange
    assert 'data-empty="no-match"' in strange
    assert strange.count("Take away") == 2


def test_points_that_are_being_checked_are_counted_and_not_shown(
    app: Flask, client: FlaskClient, clock: SetClock
) -> None:
    clock.at = NOW
    with app.app_context(), transaction() as session:
        world = make_world(session)
        services.raise_point(
            session,
            actor=world.rosa,
            forum_id=world.forum.id,
            kind="request",
            title="Bins",
            verbatim="They overflow.",
            now=CAME,
        )
    page = client.get("/forums/town-forum/points").text
    assert 'data-empty="held-back"' in page
    assert "1 point is being checked." in page
    assert 'id="point-' not in page


def test_list_that_cannot_be_read_says_so(
    listed: SetClock, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(queries, "point_views", broken)
    answer = client.get("/forums/town-forum/points")
    assert answer.status_code == 503
    assert 'data-empty="error"' in answer.text


def test_empty_lists_say_so(app: Flask, client: FlaskClient, clock: SetClock) -> None:
    with app.app_context(), transaction() as session:
        make_world(session)
    for path, kind in (
        ("/forums/town-forum/points", "empty"),
        ("/promises", "empty"),
        ("/promises/late", "empty"),
        ("/forums/town-forum", "before"),
    ):
        assert f'data-empty="{kind}"' in client.get(path).text


def test_figure_draws_one_mark_for_each_point_and_says_the_same_in_a_table(
    listed: SetClock, client: FlaskClient, app: Flask
) -> None:
    page = client.get("/forums/town-forum/points").text
    figure = page[page.index("<figure") : page.index("</figure>")]
    drawn = figure[figure.index('role="img"') :]
    marks = re.findall(r'<(?:circle|path) class="(dot|late|open|openlate)"', drawn)
    assert sorted(marks) == ["dot", "late", "open", "open", "openlate"]
    row = re.search(r"<tbody>(.*?)</tbody>", figure, re.DOTALL)
    assert row is not None
    assert text_of(row.group(1).replace("<td", " <td")).split() == [
        "Environment",
        "1",
        "1",
        "3",
        "24",
    ]
    assert "2 answers: 1 in time, 1 late. 3 points still wait." in text_of(figure)


def mark(days: int, answered: bool = True) -> Mark:
    return Mark(days=days, answered=answered, late=False)


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], None),
        ([mark(5)], 5),
        ([mark(5), mark(9)], 5),
        ([mark(5), mark(9), mark(11)], 9),
        ([mark(5), mark(9, answered=False)], 5),
        ([mark(5, answered=False), mark(9)], 9),
        ([mark(5, answered=False), mark(9, answered=False)], None),
        # A worked example: 6 points, times 3 5+ 6 8+ 10 12: S is 5/6, 5/8, 5/16.
        ([mark(3), mark(5, False), mark(6), mark(8, False), mark(10), mark(12)], 10),
    ],
)
def test_half_of_the_points_counts_those_that_still_wait(
    marks: list[Mark], expected: int | None
) -> None:
    assert half_by(marks) == expected


MARKS = st.lists(
    st.builds(
        Mark,
        days=st.integers(0, 60),
        answered=st.booleans(),
        late=st.just(False),
        number=st.integers(1, 3),
    ),
    max_size=30,
)


@given(MARKS)
def test_points_that_wait_never_make_a_team_look_faster(marks: list[Mark]) -> None:
    answered = [each for each in marks if each.answered]
    plain = half_by(answered)
    with_waiting = half_by(marks)
    if with_waiting is not None:
        assert plain is not None
        assert with_waiting >= plain


def test_team_with_few_points_is_listed_and_not_drawn(session: Session) -> None:
    world = make_world(session)
    for _ in range(4):
        world.point()
    forum = session.get_one(ForumSeries, world.forum.id)

    def drawn() -> list[bool]:
        views = queries.public_views(session, forum, now=datetime(2027, 3, 1, tzinfo=NOW.tzinfo))
        return [strip.is_drawn for strip in strips(views)]

    assert drawn() == [False]
    world.point()
    assert drawn() == [True]


def _strip(team: str, *days: int) -> Strip:
    return Strip(team, tuple(Mark(day, answered=True, late=False) for day in days), None)


def test_all_teams_together_are_drawn_where_each_has_few_points() -> None:
    found = [_strip("Homes", 3, 9), _strip("Parks", 4, 4, 12)]
    drawn = to_draw(found, together="All teams")
    assert [(strip.team, [mark.days for mark in strip.marks]) for strip in drawn] == [
        ("All teams", [3, 4, 4, 9, 12])
    ]
    assert drawn[0].half_by == 4
    assert to_draw(found[:1], together="All teams") == []


def test_table_of_response_times_counts_every_team_and_scale_is_of_those_drawn() -> None:
    parks = _strip("Parks", 3, 6, 9, 12, 40)
    late = Strip("Homes", (Mark(25, answered=True, late=True), Mark(2, False, False)), None)
    figure = ResponseTimes([late, parks], [parks], not_yet="not yet")
    assert (figure.in_time, figure.late, figure.answered, figure.waiting) == (5, 1, 6, 1)
    assert [row[1:] for row in figure.rows] == [[0, 1, 1, "not yet"], [5, 0, 0, "not yet"]]
    assert figure.rows[1][0] == '<bdi translate="no">Parks</bdi>'
    assert (figure.width, figure.across(20), figure.across(3)) == (40, 50.0, 7.5)


def test_points_answered_on_one_day_do_not_hide_each_other() -> None:
    placed = _strip("Parks", 4, 7, 7, 7).placed(0)
    assert [down for _, downs in placed for down in downs] == [0, -16, 0, 16]


@pytest.mark.parametrize(
    ("kind", "sentence", "told"),
    [
        ("yes", "Yes. The lamps are mended.", ("Yes.", "The lamps are mended.")),
        ("no", "no, the land is not ours.", ("no,", "the land is not ours.")),
        ("yes", "The lamps are mended.", ("Yes.", "The lamps are mended.")),
        ("no", "Nobody may park there.", ("No.", "Nobody may park there.")),
    ],
)
def test_answer_that_begins_with_its_kind_does_not_say_it_twice(
    app: Flask, kind: str, sentence: str, told: tuple[str, str]
) -> None:
    with app.test_request_context():
        assert kind_and_sentence(kind, sentence) == told


def test_words_of_people_end_like_a_sentence() -> None:
    assert full_stop("A grant of the region") == "A grant of the region."
    assert full_stop("Who pays?") == "Who pays?"


def test_area_filter_says_how_many_points_name_no_area_and_leads_to_them(
    listed: SetClock, client: FlaskClient
) -> None:
    page = client.get("/forums/town-forum/points?area=Nowhere").text
    assert "5 more points name no area. They may be about this one." in page
    assert "area=-" in page
    page = client.get("/forums/town-forum/points?area=-").text
    assert "name no area" not in page
    assert len(re.findall(r'id="point-(\d+)"', page)) == 5
