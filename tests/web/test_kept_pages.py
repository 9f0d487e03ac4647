"""Public pages are made once, not for each reader (docs/rules/shared-pages.md)."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import InterfaceError
from sqlalchemy.orm import Session

from config import Settings
from pbplatform.audit.queries.marks import ApartLogs
from pbplatform.core.db import Base, db
from pbplatform.core.transaction import transaction
from pbplatform.core.versions import NO_NUMBER, PageVersion
from pbplatform.core.watch import tables_written
from pbplatform.forums.models import ForumSeries
from pbplatform.places.models import Team
from pbplatform.venues.pages.kiosk_device import COOKIE as KIOSK
from pbplatform.web.kept_pages import KeptPages
from tests.apps import Apps
from tests.conftest import SetClock
from tests.factories import (
    make_forum,
    make_person,
    make_place,
    make_point,
    make_round,
    make_team,
)
from tests.keeping import pages_kept
from tests.people import signed_in
from tests.voting.by_page import HOME, election, vote
from tests.voting.elections import Election

__all__ = ["election"]

TICK = timedelta(microseconds=1)


@pytest.fixture
def kept(app: Flask) -> Iterator[KeptPages]:
    with app.app_context(), transaction() as session:
        make_place(session)
        make_team(session)
    inner = app.extensions["kept_pages"].inner
    with pages_kept(app) as found:
        yield found
    found.inner = inner


def numbers(app: Flask) -> dict[str, int]:
    with app.app_context():
        return {each.name: each.version for each in db.session.scalars(select(PageVersion))}


def test_second_reader_gets_the_page_that_was_made_for_the_first(
    app: Flask, kept: KeptPages, client: FlaskClient
) -> None:
    first = client.get("/about")
    assert len(kept.store) == 1
    kept.inner = lambda _environ, _start: pytest.fail("made again")  # type: ignore[assignment]
    second = app.test_client().get("/about", headers={"Cookie": "pb=x; pb_session=stranger"})
    assert second.data == first.data
    assert second.headers.getlist("Set-Cookie") == []


def test_page_shows_what_was_committed_a_moment_ago(
    app: Flask, kept: KeptPages, client: FlaskClient
) -> None:
    with app.app_context(), transaction() as session:
        make_forum(session, name="Lamps")
    assert "Lamps" in client.get("/forums").text
    assert "Lamps" in client.get("/forums").text
    with app.app_context(), transaction() as session:
        session.execute(update(ForumSeries).values(name="Lights"))
    assert "Lights" in client.get("/forums").text
    with app.app_context(), transaction() as session:
        session.execute(text("UPDATE forum_series SET name = 'Lanterns'"))
    assert "Lanterns" in client.get("/forums").text


def test_commit_raises_the_numbers_of_what_it_changed_and_no_other(
    app: Flask, kept: KeptPages
) -> None:
    before = numbers(app)
    with app.app_context(), transaction() as session:
        session.scalars(select(Team)).one().name = "Lamps"
    changed = {name for name, one in numbers(app).items() if one != before.get(name)}
    assert changed == {"team"}


@pytest.mark.parametrize("many", [1, 2, 3])
def test_rows_that_are_told_by_the_statement_count_as_changed(
    app: Flask, kept: KeptPages, many: int
) -> None:
    """SQLite counts what a statement changed when its rows are read, which is after it was sent."""
    one = select(Team.id).limit(1).scalar_subquery()
    teams = [{"slug": f"lamps-{n}", "name": f"Lamps {n}"} for n in range(many)]
    more = [{"slug": f"lights-{n}", "name": f"Lights {n}"} for n in range(many)]
    last = [{"slug": f"trees-{n}", "name": f"Trees {n}"} for n in range(many)]
    acts: list[Callable[[Session], object]] = [
        lambda session: session.add_all(Team(**each) for each in teams),
        lambda session: session.scalars(insert(Team).returning(Team.id), more).all(),
        lambda session: session.execute(insert(Team).returning(Team.id), last),
        lambda session: session.scalar(
            update(Team).values(name="Lights").where(Team.id == one).returning(Team.id)
        ),
        lambda session: session.scalars(
            delete(Team).where(Team.id == one).returning(Team.id)
        ).first(),
    ]
    for number, act in enumerate(acts):
        before = numbers(app)
        with app.app_context(), transaction() as session:
            act(session)
        changed = {name for name, new in numbers(app).items() if new != before.get(name)}
        assert "team" in changed, number


def test_statement_that_finds_no_row_to_change_raises_nothing(app: Flask, kept: KeptPages) -> None:
    before = numbers(app)
    none = Team.id == 10**9
    with app.app_context(), transaction() as session:
        session.execute(update(Team).values(name="Lamps").where(none))
        session.scalars(update(Team).values(name="Lamps").where(none).returning(Team.id)).all()
        session.scalars(delete(Team).where(none).returning(Team.id)).all()
    assert numbers(app) == before


def test_what_is_rolled_back_raises_nothing(app: Flask, kept: KeptPages) -> None:
    before = numbers(app)
    with app.app_context(), suppress(RuntimeError), transaction() as session:
        session.execute(update(Team).values(name="Lamps"))
        raise RuntimeError
    with app.app_context(), transaction() as session:
        session.scalars(select(Team)).one()
    assert numbers(app) == before


def test_every_table_has_a_number_or_is_named() -> None:
    """A new table has one without anybody's doing; what has none is a name of a table."""
    assert Base.metadata.tables.keys() > NO_NUMBER
    for name, table in Base.metadata.tables.items():
        for statement in (table.insert(), table.update(), table.delete()):
            assert name in tables_written(str(statement)), name
        assert name in tables_written(f"WITH x AS (SELECT 1) INSERT INTO {name} SELECT * FROM x")  # noqa: S608


def test_rows_that_go_with_others_count_as_changed() -> None:
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            if key.ondelete in ("CASCADE", "SET NULL"):
                assert table.name in tables_written(str(key.column.table.delete()))


def test_cast_raises_no_number_and_leaves_every_page_as_it_is(
    app: Flask, client: FlaskClient, election: Election, clock: SetClock
) -> None:
    with pages_kept(app):
        app.test_client().get("/")
        before = numbers(app)
        assert vote(client, election.codes[0], 4).status_code == 200
        assert vote(client, election.codes[0], 9).status_code == 200  # a changed one
        assert numbers(app) == before


def test_page_that_shows_what_casts_write_is_at_most_five_seconds_old(
    app: Flask, client: FlaskClient, election: Election, clock: SetClock
) -> None:
    with pages_kept(app) as kept:
        page = "/rounds/neighbour-fund/roll"
        client.get(page)
        assert len(kept.store) == 1
        (found,) = kept.store._pages.values()
        assert found.until == clock.at + timedelta(seconds=5)


def test_page_made_before_the_opening_is_not_given_out_at_the_opening(
    app: Flask, kept: KeptPages, client: FlaskClient, clock: SetClock
) -> None:
    with app.app_context(), transaction() as session:
        opens = make_round(session).opens_at
    clock.at = opens - timedelta(seconds=1)
    page = "/rounds/neighbour-fund"
    before = client.get(page)
    clock.at = opens - TICK
    last = client.get(page)
    clock.at = opens
    at_once = client.get(page)
    assert last.data == before.data
    assert at_once.data != last.data
    kept.on = False
    assert client.get(page).data == at_once.data


def test_clock_that_was_set_back_shows_no_page_of_later(
    app: Flask, kept: KeptPages, client: FlaskClient, clock: SetClock
) -> None:
    with app.app_context(), transaction() as session:
        opens = make_round(session).opens_at
    clock.at = opens
    later = client.get("/rounds/neighbour-fund")
    clock.at = opens - timedelta(days=1)
    assert client.get("/rounds/neighbour-fund").data != later.data


def test_other_host_shows_at_once_what_one_host_committed(
    app: Flask, apps: Apps, settings: Settings, clock: SetClock, kept: KeptPages
) -> None:
    other = apps.make(settings, clock)
    with pages_kept(other):
        there, here = other.test_client(), app.test_client()
        for name in ("Lamps", "Trees", "Water"):
            assert there.get("/forums").data == here.get("/forums").data
            with app.app_context(), transaction() as session:
                make_forum(session, name=name)
            assert name in there.get("/forums").text
            assert name in here.get("/forums").text
    with other.app_context():
        db.engine.dispose()


def test_many_readers_at_once_make_no_more_connections_than_are_kept(
    app: Flask, kept: KeptPages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is closed after its answer is made again for the next, which takes far longer."""
    versions = kept.versions
    made: list[object] = []
    make, ask = versions._made, versions._sum

    def counted() -> object:
        made.append(None)
        return make()

    def slowly(connection: object) -> int:
        told = ask(connection)
        time.sleep(0.02)
        return told

    monkeypatch.setattr(versions, "_made", counted)
    monkeypatch.setattr(versions, "_sum", slowly)

    def read() -> None:
        with app.app_context():
            for _turn in range(5):
                versions.read()

    threads = [threading.Thread(target=read) for _thread in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0 < len(made) <= 4


@pytest.mark.only_on("postgresql")
def test_page_is_given_out_when_the_database_ended_the_connection_that_asks(
    app: Flask, kept: KeptPages, client: FlaskClient
) -> None:
    first = client.get("/about")
    with app.app_context():
        mine = db.session.scalar(text("SELECT pg_backend_pid()"))
        others = text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> :mine "
            "AND backend_type = 'client backend'"
        )
        ended = db.session.scalars(others, {"mine": mine}).all()
        db.session.rollback()
    assert ended == [True]  # the one that asks for the numbers, and no other
    kept.inner = lambda _environ, _start: pytest.fail("made again")  # type: ignore[assignment]
    assert client.get("/about").data == first.data


@pytest.mark.only_on("postgresql")
def test_numbers_that_cannot_be_read_are_an_error_and_not_none(app: Flask, kept: KeptPages) -> None:
    """A page is never given out by numbers that nobody told."""
    kept.versions.read()
    with app.app_context(), db.engine.connect() as connection:
        connection.execute(text("ALTER TABLE page_version RENAME TO page_version_away"))
        connection.commit()
        try:
            with pytest.raises(InterfaceError):
                kept.versions.read()
        finally:
            connection.execute(text("ALTER TABLE page_version_away RENAME TO page_version"))
            connection.commit()
    kept.versions.read()


def test_page_made_while_somebody_commits_is_made_again(
    app: Flask, kept: KeptPages, client: FlaskClient
) -> None:
    """Its numbers are read first: what is committed while it is made makes them old."""
    make, made = kept._page, []

    def commit_first(*given: object) -> object:
        if not made:
            with app.app_context(), transaction() as session:
                make_forum(session, name="Lamps")
        made.append(1)
        return make(*given)  # type: ignore[arg-type]

    kept._page = commit_first  # type: ignore[method-assign, assignment]
    try:
        assert "Lamps" not in client.get("/forums").text
        assert "Lamps" in client.get("/forums").text
    finally:
        kept._page = make  # type: ignore[method-assign]


@pytest.mark.one_database
def test_one_makes_the_page_that_many_ask_for_at_once(app: Flask, kept: KeptPages) -> None:
    inner, made = kept.inner, []
    begun, go = threading.Event(), threading.Event()

    def slowly(environ: object, start: object) -> object:
        made.append(1)
        begun.set()
        go.wait(10)
        return inner(environ, start)  # type: ignore[arg-type]

    kept.inner = slowly  # type: ignore[assignment]
    answers: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: answers.append(app.test_client().get("/about").data))
        for _ in range(6)
    ]
    try:
        threads[0].start()
        begun.wait(10)
        for each in threads[1:]:
            each.start()
        go.set()
        for each in threads:
            each.join(20)
    finally:
        kept.inner = inner
    assert len(set(answers)) == 1
    assert len(answers) == 6
    assert len(made) == 1


def test_browser_that_has_the_page_is_told_that_nothing_changed(
    kept: KeptPages, client: FlaskClient
) -> None:
    page = client.get("/about")
    tag = page.headers["ETag"]
    assert not tag.startswith("W/")
    for given in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        answer = client.get("/about", headers={"If-None-Match": given})
        assert (answer.status_code, answer.data) == (304, b""), given
        assert answer.headers["ETag"] == tag
        assert "Content-Security-Policy" in answer.headers
    assert client.get("/about", headers={"If-None-Match": '"other"'}).data == page.data


def test_packed_page_is_the_same_page_with_a_tag_of_its_own(
    kept: KeptPages, client: FlaskClient
) -> None:
    plain = client.get("/about")
    packed = client.get("/about", headers={"Accept-Encoding": "gzip, br"})
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(kept.store) == 1


def test_head_tells_what_get_would_send(kept: KeptPages, client: FlaskClient) -> None:
    for _ in range(2):  # before the page is kept, and after
        head, get = client.head("/about"), client.get("/about")
        assert (head.status_code, head.data) == (200, b"")
        assert dict(head.headers) == dict(get.headers)
    missing = client.head("/rounds/none")
    assert (missing.status_code, missing.data) == (404, b"")


def test_arguments_that_no_page_knows_are_no_way_round_and_fill_nothing(
    kept: KeptPages, client: FlaskClient
) -> None:
    page = client.get("/about")
    for query in ("?utm_source=x", "?a=1&b=2", "?fbclid=%E4%BD%A0", "?Page=2", "?%61=1"):
        assert client.get(f"/about{query}").data == page.data
    assert len(kept.store) == 1
    client.get("/rounds?page=1&utm=2")
    client.get("/rounds?x=y&page=1")
    client.get("/%72ounds?page=1")
    assert len(kept.store) == 2


def test_memory_is_bounded(kept: KeptPages, client: FlaskClient) -> None:
    kept.store.__init__(200_000)  # type: ignore[misc]
    try:
        for n in range(40):
            assert client.get(f"/rounds?page={n}").status_code == 200
            assert kept.store.size() <= 200_000
        assert len(kept.store) > 2
    finally:
        kept.store.__init__()  # type: ignore[misc]


def test_each_language_has_its_own_page(app: Flask, kept: KeptPages, client: FlaskClient) -> None:
    english = client.get("/about")
    accented = app.test_client()
    accented.set_cookie("lang", "qps")
    assert accented.get("/about").data != english.data
    assert client.get("/about").data == english.data
    wish = client.get("/about", headers={"Accept-Language": "fr;q=0.9, en;q=0.1"})
    assert wish.data == english.data  # the place offers one language
    chosen = client.get("/about?lang=qps")
    assert chosen.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" in chosen.headers


def test_alarm_about_the_log_stands_on_every_page_at_once(
    app: Flask, kept: KeptPages, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    calm = client.get("/about")
    monkeypatch.setattr(ApartLogs, "read", lambda _self: ["log/site"])
    app.extensions.pop("logs_apart", None)
    alarmed = client.get("/about")
    assert alarmed.data != calm.data
    monkeypatch.setattr(ApartLogs, "read", lambda _self: [])
    app.extensions.pop("logs_apart", None)
    assert client.get("/about").data == calm.data


def test_nothing_of_one_reader_is_kept(app: Flask, kept: KeptPages, client: FlaskClient) -> None:
    rosa, _person = signed_in(app, "Rosa")
    for path in ("/me", "/sign-in", HOME, "/nothing", "/healthz"):
        rosa.get(path)
        client.post(path)
    assert len(kept.store) == 0
    client.set_cookie(KIOSK, "anything")
    client.get("/about")
    assert len(kept.store) == 0


def test_proxy_keeps_a_page_for_five_seconds_only_where_no_words_of_people_stand(
    app: Flask, kept: KeptPages, client: FlaskClient, clock: SetClock
) -> None:
    with app.app_context(), transaction() as writing:
        joe = make_person(writing, "Joe")
        point = make_point(writing, make_forum(writing), joe, now=clock.at)
        path = f"/forums/town-forum/points/{point.number}"
    assert client.get("/about").headers["Cache-Control"] == (
        "public, max-age=0, s-maxage=5, must-revalidate"
    )
    for page in (path, "/forums/town-forum/points", "/log", "/"):
        answer = client.get(page, follow_redirects=True)
        assert answer.headers["Cache-Control"] == "private, no-cache", page


def test_proxy_lets_a_page_go_before_a_clock_changes_it(
    app: Flask, kept: KeptPages, client: FlaskClient, clock: SetClock
) -> None:
    with app.app_context(), transaction() as session:
        opens = make_round(session).opens_at
    for before, told in ((2.5, "s-maxage=2"), (0.5, "private, no-cache")):
        clock.at = opens - timedelta(seconds=before)
        assert told in client.get("/rounds").headers["Cache-Control"]


def test_demonstration_and_tests_keep_nothing(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
    assert not app.extensions["kept_pages"].on
    assert client.get("/about").headers["Cache-Control"] == "private, no-cache"
