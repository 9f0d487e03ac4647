"""What a page reads straight from the driver is what its session would have read.

Source: docs/decisions/0097.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import bindparam, exc, func, insert, literal, select, text, union_all, update
from sqlalchemy.orm import Session, aliased, defer
from sqlalchemy.orm.attributes import instance_state

from pbplatform.core.plain_rows import plainly_read
from pbplatform.core.reading_once import reading_once
from pbplatform.core.watch import Watch, watching
from pbplatform.places.models import Area, CalendarVersion, Place, Team
from pbplatform.places.queries import the_place
from pbplatform.promises.models import Commitment
from pbplatform.rounds.models import Round, RoundDefinition
from tests.browsing import counted_queries
from tests.points.people import make_world

TEAMS = ("allotments", "bins", "cycling")
_NAMED = select(Team).where(Team.slug == bindparam("slug"))
_SOME = select(Team.slug).where(Team.slug.in_(bindparam("slugs", expanding=True)))


@pytest.fixture
def place(session: Session) -> Session:
    """A place with teams, of which the session holds none."""
    make_world(session).point()
    rows = [{"slug": slug, "name": slug.title()} for slug in TEAMS]
    session.execute(insert(Team), rows)
    session.commit()
    session.expunge_all()
    return session


def _seen(found: Any) -> Any:
    """A thing by its values; of an object, with what is always loaded beside it."""
    if not hasattr(found, "_sa_instance_state"):
        return found
    values = {name: _seen(value) for name, value in found.__dict__.items() if name[0] != "_"}
    return type(found), instance_state(found).key, values


def _all(found: Any) -> list[tuple[Any, ...]]:
    return [tuple(_seen(thing) for thing in row) for row in found]


_LEAD = aliased(Team, name="lead")
STATEMENTS: dict[str, Callable[[], Any]] = {
    "columns": lambda: select(Team.slug, Team.name).order_by(Team.slug),
    "one column": lambda: select(func.count()).select_from(Team),
    "nothing in one column": lambda: select(func.max(Team.id)).where(Team.slug == "nobody"),
    "two of a name": lambda: select(Team.slug, Area.slug).join(Area, literal(1) == 1),
    "instants": lambda: select(CalendarVersion.frozen_at, CalendarVersion.weekend),
    "objects": lambda: select(Team).order_by(Team.slug),
    "object with its other": lambda: select(Commitment).order_by(Commitment.id),
    "objects beside columns": lambda: select(Team, Team.name, Area.slug).outerjoin(
        Area, Area.slug == Team.slug
    ),
    "objects that are not there": lambda: (
        select(Team, Round).outerjoin(Round, Round.slug == Team.slug).order_by(Team.id)
    ),
    "two of a table": lambda: (
        select(Team, _LEAD).join(_LEAD, _LEAD.id <= Team.id).order_by(Team.id, _LEAD.id)
    ),
    "some": lambda: select(Team).where(Team.slug.in_(TEAMS[:2])).limit(1).offset(1),
    "put together": lambda: union_all(
        select(Team.slug, literal("team").label("what")), select(Area.slug, literal("area"))
    ),
    "of a table alone": lambda: select(Team.__table__.c.slug, Team.__table__.c.id),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_page_reads_what_a_session_reads(place: Session, name: str) -> None:
    asked = STATEMENTS[name]()
    usual = place.execute(asked)
    keys, expected = tuple(usual.keys()), _all(usual)
    for _ in range(3):  # built, found by its shape, known
        place.expunge_all()
        with reading_once(place):
            found = plainly_read(place, asked)
            assert found is not None
            assert tuple(found.keys()) == keys
            assert _all(found) == expected
            place.expunge_all()
            firsts = [row[0] for row in expected]
            for one_only in (place.execute(asked).first(), place.execute(asked).fetchone()):
                assert _all([one_only] if one_only is not None else []) == expected[:1]
            place.expunge_all()
            assert [_seen(each) for each in place.scalars(asked)] == firsts
            place.expunge_all()
            assert _seen(place.scalar(asked)) == (firsts[0] if firsts else None)


def test_values_that_stand_in_a_statement_are_its_own(place: Session) -> None:
    with reading_once(place):
        for _ in range(2):
            for slug in TEAMS:
                asked = select(Team.name).where(Team.slug == slug)
                assert place.scalars(asked).all() == [slug.title()]
                assert place.scalars(_NAMED, {"slug": slug}).one().name == slug.title()


@pytest.mark.parametrize("slugs", [TEAMS, TEAMS[:1], (), TEAMS[1:]])
def test_lists_of_any_length_are_asked_for(place: Session, slugs: tuple[str, ...]) -> None:
    with reading_once(place):
        for _ in range(2):
            asked = place.scalars(_SOME, {"slugs": list(slugs)})
            assert set(asked) == set(slugs)
            assert set(place.scalars(select(Team.slug).where(Team.slug.in_(slugs)))) == set(slugs)


def test_value_that_is_not_given_is_missed(place: Session) -> None:
    with reading_once(place), pytest.raises((KeyError, exc.StatementError)):
        place.scalars(_NAMED, {"slugs": "bins"})


def test_object_is_the_one_that_the_session_holds(place: Session) -> None:
    with reading_once(place):
        first = place.scalars(_NAMED, {"slug": "bins"}).one()
        assert place.scalars(_NAMED, {"slug": "bins"}).one() is first
        assert place.get(Team, first.id) is first
        assert first in place
        assert not place.dirty


def test_object_that_a_page_read_is_changed_as_ever(place: Session) -> None:
    with reading_once(place):
        team = place.scalars(_NAMED, {"slug": "bins"}).one()
    team.name = "Bins and skips"
    place.commit()
    assert place.scalar(select(Team.name).where(Team.slug == "bins")) == "Bins and skips"


def test_what_was_left_out_before_is_filled_in(place: Session) -> None:
    with reading_once(place):
        less = select(Team).where(Team.slug == "bins").options(defer(Team.name, raiseload=True))
        team = place.scalars(less).one()
        assert "name" not in team.__dict__
        assert place.scalars(_NAMED, {"slug": "bins"}).one() is team
        assert team.name == "Bins"


def test_object_that_expired_is_read_anew_by_one_statement(app: Flask, place: Session) -> None:
    with reading_once(place):
        team = place.scalars(_NAMED, {"slug": "bins"}).one()
        place.execute(update(Team).values(name="Skips").where(Team.slug == "bins"))
        place.expire(team)
        with counted_queries(app) as sent:
            assert place.scalars(_NAMED, {"slug": "bins"}).one() is team
            assert (team.name, team.slug) == ("Skips", "bins")
        assert len(sent) == 1
        place.expire(team, ["name"])
        assert place.scalars(_NAMED, {"slug": "bins"}).one().name == "Skips"
    team.name = "Skips and bins"  # the session knows it as one of its own
    place.commit()
    assert place.scalar(select(Team.name).where(Team.slug == "bins")) == "Skips and bins"


def test_object_brings_what_is_always_loaded_with_it(app: Flask, place: Session) -> None:
    with reading_once(place):
        for promise in place.scalars(select(Commitment)).all():
            with counted_queries(app) as sent:
                assert promise.check is None
            assert not sent
    assert RoundDefinition.__table__.name in str(select(Round))


@pytest.mark.parametrize("what", ["no page", "unsent", "options", "for update", "several", "text"])
def test_session_reads_what_is_unusual(place: Session, what: str) -> None:
    asked: Any = select(Team).order_by(Team.id)
    values: Any = None
    if what == "options":
        asked = asked.options(defer(Team.name))
    elif what == "for update":
        asked = asked.with_for_update()
    elif what == "several":
        values = [{}, {}]
    elif what == "text":
        asked = text("SELECT 1")
    elif what == "unsent":
        place.add(Team(slug="drains", name="Drains"))
    if what == "no page":
        assert plainly_read(place, asked) is None
        return
    with reading_once(place):
        assert plainly_read(place, asked, values) is None
        if what == "unsent":
            assert "drains" in {team.slug for team in place.scalars(asked)}


def test_groups_of_objects_that_bring_others_are_read_by_the_session(place: Session) -> None:
    asked = select(Commitment, func.count()).group_by(Commitment.id)
    with reading_once(place):
        assert plainly_read(place, asked) is None
        assert plainly_read(place, select(Commitment).distinct()) is None
        assert [number for _promise, number in place.execute(asked)] == [
            1 for _each in place.scalars(select(Commitment.id))
        ]
        assert plainly_read(place, select(Team, func.count()).group_by(Team.id)) is not None


def test_options_of_how_to_read_are_no_part_of_a_shape(place: Session) -> None:
    with reading_once(place):
        place.scalars(select(Team).order_by(Team.name)).all()
        anew = select(Team).order_by(Team.name).execution_options(populate_existing=True)
        assert plainly_read(place, anew) is None


def test_error_is_one_of_sqlalchemy_and_tells_no_values(place: Session) -> None:
    wrong = select(func.no_such_function(literal("a secret of somebody")))
    with reading_once(place), pytest.raises(exc.DBAPIError) as told:
        place.execute(wrong)
    assert "no_such_function" in str(told.value)
    assert "a secret of somebody" not in str(told.value)
    place.rollback()


def test_watch_hears_what_is_read_and_compared(place: Session) -> None:
    now = datetime(2027, 3, 1, tzinfo=UTC)
    heard: list[dict[str, Any]] = []
    watch = Watch(now, heard=lambda _watch, context: heard.extend(context.compiled_parameters))
    asked = select(Round.slug).where(Round.opens_at <= bindparam("now"))
    place.connection()
    with reading_once(place), watching(watch):
        for _ in range(2):
            place.scalars(asked, {"now": now}).all()
    assert watch.tables == {"round"}
    assert heard == [{"now": now}] * 2


@pytest.mark.parametrize("held", [True, False])
def test_object_is_found_by_its_key(app: Flask, place: Session, held: bool) -> None:
    bins = place.scalar(select(Team.id).where(Team.slug == "bins"))
    place.commit()
    with reading_once(place):
        team = place.get(Team, bins) if held else None
        with counted_queries(app) as sent:
            found = place.get(Team, bins)
        assert found is not None
        assert found.slug == "bins"
        assert place.get(Team, 10**6) is None
        assert place.get(Team, {"id": bins}) is found
        assert len(sent) == (0 if held else 1)
        assert team is None or team is found


def test_place_is_asked_for_once_in_a_page(app: Flask, place: Session) -> None:
    with reading_once(place), counted_queries(app) as sent:
        first = the_place(place)
        assert isinstance(first, Place)
        assert the_place(place) is first
    assert len(sent) == 1


def test_number_that_sqlite_keeps_for_a_json_value_is_read(place: Session) -> None:
    place.execute(text("UPDATE calendar_version SET weekend = '5'"))
    place.commit()
    asked = select(CalendarVersion.version, CalendarVersion.weekend)
    expected = _all(place.execute(asked))
    assert {row[1] for row in expected} == {5}
    with reading_once(place):
        assert _all(place.execute(asked)) == expected
