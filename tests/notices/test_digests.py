"""The mails of the day and the week. Source: docs/rules/notices.md sections 8 and 9.4."""

from __future__ import annotations

import gc
import tracemalloc
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from pbplatform.core.db import db
from pbplatform.core.outbox import OutboxRow
from pbplatform.core.transaction import transaction
from pbplatform.notices.domain.schedule import last_due
from pbplatform.notices.jobs import digesting as jobs
from pbplatform.notices.jobs.digesting import digest_due
from pbplatform.notices.kinds import Often
from pbplatform.notices.models import DigestRun
from pbplatform.notices.services import digesting, following
from pbplatform.notices.words import Mail
from tests.conftest import NOON, TICK
from tests.factories import make_forum
from tests.notices.conftest import AUTHOR, MOVED, WON
from tests.notices.followers import ROUND, follow, follows, fund, happens, mails, person

LONDON = ZoneInfo("Europe/London")
# NOON is Wednesday 10 March 2027.
THURSDAY = datetime(2027, 3, 11, 17, 0, tzinfo=UTC)
FRIDAY = THURSDAY + timedelta(days=1)
NEXT = THURSDAY + timedelta(days=7)
SETTLED = timedelta(minutes=2)
ROSA = "rosa@example.org"


def digests(app: Flask, at: datetime) -> list[Mail]:
    with app.app_context():
        digest_due(now=at, timezone=LONDON, seconds=60)
    return mails(app, at).sent


def chooses(app: Flask, at: datetime, email: str = ROSA, **chosen: str) -> None:
    with app.app_context(), transaction() as session:
        following.choose(session, email=email, chosen=chosen, now=at)


@pytest.mark.parametrize(
    ("often", "now", "due"),
    [
        (Often.WEEKLY, THURSDAY, THURSDAY),
        (Often.WEEKLY, THURSDAY - TICK, THURSDAY - timedelta(days=7)),
        (Often.WEEKLY, NEXT - TICK, THURSDAY),
        (Often.DAILY, THURSDAY, THURSDAY),
        (Often.DAILY, THURSDAY - TICK, THURSDAY - timedelta(days=1)),
        # By the clock of the place: summer begins on 28 March.
        (
            Often.DAILY,
            datetime(2027, 3, 29, 16, 0, tzinfo=UTC),
            datetime(2027, 3, 29, 16, tzinfo=UTC),
        ),
        (
            Often.DAILY,
            datetime(2027, 3, 29, 15, 59, tzinfo=UTC),
            datetime(2027, 3, 28, 16, tzinfo=UTC),
        ),
    ],
)
def test_digest_is_due_at_five_by_the_clock_of_the_place(
    often: Often, now: datetime, due: datetime
) -> None:
    assert last_due(often, now, LONDON) == due


def test_week_is_told_in_one_mail_with_the_newest_of_each_thing_and_the_news_as_subject(
    app: Flask,
) -> None:
    fund(app)
    with app.app_context(), transaction() as session:
        forum = make_forum(session).path
    follows(app, ROSA, often="weekly")
    follows(app, ROSA, forum, often="weekly")
    follows(app, "kim@example.org", "rounds/other", often="weekly")
    happens(app, NOON - timedelta(hours=1))  # before she followed
    happens(app, NOON + timedelta(hours=1))
    happens(app, NOON + timedelta(hours=2), about=forum)
    happens(app, NOON + timedelta(hours=3), kind=WON)
    assert digests(app, THURSDAY + SETTLED - TICK) == []
    (mail,) = digests(app, THURSDAY + SETTLED)
    assert (mail.to, mail.subject) == (ROSA, "Neighbour Fund won")
    assert mail.body.count("http://localhost/rounds/") == 1
    assert "Town Forum: the day moved" in mail.body
    assert "the day moved\n\nhttp://localhost/rounds" not in mail.body
    assert mail.one_click.endswith("/one-click")
    assert digests(app, THURSDAY + timedelta(hours=1)) == []
    assert digests(app, NEXT + SETTLED) == []


def test_at_once_is_not_told_again_and_day_and_week_each_tell_their_own(app: Flask) -> None:
    fund(app)
    for email, often in ((ROSA, "now"), ("kim@example.org", "daily"), ("bo@example.org", "weekly")):
        follows(app, email, often=often)
    happens(app, NOON + timedelta(minutes=1))
    assert [mail.to for mail in mails(app, NOON + timedelta(minutes=2)).sent] == [ROSA]
    assert [m.to for m in digests(app, NOON + timedelta(hours=6))] == ["kim@example.org"]
    assert [m.to for m in digests(app, THURSDAY + SETTLED)] == ["bo@example.org"]
    assert digests(app, FRIDAY + SETTLED) == []


def test_choice_counts_from_then_on_and_loses_or_doubles_nothing(app: Flask) -> None:
    fund(app)
    follows(app, ROSA, often="weekly")
    digests(app, NOON)
    happens(app, NOON + timedelta(minutes=1))
    chooses(app, NOON + timedelta(minutes=2), building="daily")
    happens(app, NOON + timedelta(minutes=3), kind=WON)
    chooses(app, NOON + timedelta(minutes=4), results="now")
    happens(app, NOON + timedelta(minutes=5), kind=WON)
    (at_once,) = mails(app, NOON + timedelta(minutes=6)).sent
    assert at_once.subject.endswith("won")
    happens(app, NOON + timedelta(minutes=7))
    (of_the_day,) = digests(app, NOON + timedelta(hours=6))
    assert of_the_day.subject.endswith("the day moved")
    (of_the_week,) = digests(app, THURSDAY + SETTLED)
    assert of_the_week.subject.endswith("won")
    chooses(app, THURSDAY + timedelta(hours=1), building="never", results="never")
    happens(app, THURSDAY + timedelta(hours=2))
    happens(app, THURSDAY + timedelta(hours=2), kind=WON)
    assert digests(app, NEXT + SETTLED) == []


def test_soonest_of_several_reasons_counts_and_tells_once(app: Flask) -> None:
    fund(app)
    with app.app_context(), transaction() as session:
        forum = make_forum(session).path
    follows(app, ROSA, often="weekly")
    follows(app, ROSA, forum, often="daily")
    digests(app, NOON)
    happens(app, NOON + timedelta(minutes=1), about=forum, within=[ROUND])
    assert len(digests(app, NOON + timedelta(hours=6))) == 1
    assert digests(app, THURSDAY + SETTLED) == []


def test_own_things_come_in_a_digest_where_that_is_chosen(app: Flask) -> None:
    fund(app)
    person(app, "Amina")
    amina = "amina@example.org"
    chooses(app, NOON, email=amina, own="weekly")
    happens(app, NOON + timedelta(minutes=1), audiences=[(AUTHOR, 1)])
    happens(app, NOON + timedelta(minutes=2), kind=WON, audiences=[(AUTHOR, 1)], told=[amina])
    assert mails(app, NOON + timedelta(minutes=3)).sent == []
    (mail,) = digests(app, THURSDAY + SETTLED)
    assert mail.subject.endswith("the day moved")


def test_nobody_is_told_by_the_week_who_had_a_mail_of_their_own(app: Flask) -> None:
    fund(app)
    follows(app, ROSA, often="weekly")
    happens(app, NOON + timedelta(minutes=1), told=[ROSA])
    mails(app, NOON + timedelta(minutes=2))
    assert digests(app, THURSDAY + SETTLED) == []


def test_stop_after_the_digest_was_written_reaches_it(app: Flask) -> None:
    fund(app)
    follows(app, ROSA, often="weekly")
    happens(app, NOON + timedelta(minutes=1))
    with app.app_context():
        digest_due(now=THURSDAY + SETTLED, timezone=LONDON)
        with transaction() as session:
            following.stop_one(session, email=ROSA, about=ROUND, now=THURSDAY + SETTLED)
    assert mails(app, THURSDAY + timedelta(minutes=5)).sent == []


def test_worker_that_dies_or_is_away_neither_loses_nor_doubles(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digesting, "PAGE", 2)
    fund(app)
    everybody = {f"fan{number}@example.org" for number in range(7)}
    for email in everybody:
        follows(app, email, often="weekly")
    happens(app, NOON + timedelta(minutes=1))
    turns = 0
    of_before = jobs.digest_page

    def dies(*given: object, **named: object) -> int:
        nonlocal turns
        turns += 1
        found = of_before(*given, **named)  # type: ignore[arg-type]
        if turns % 2:
            raise ConnectionError
        return found

    monkeypatch.setattr(jobs, "digest_page", dies)
    with app.app_context():
        # It dies each second time, and is away for three weeks in the middle.
        for at in (THURSDAY + SETTLED, THURSDAY + timedelta(hours=1)):
            with pytest.raises(ConnectionError):
                digest_due(now=at, timezone=LONDON, seconds=60)
        for _again in range(20):
            try:
                digest_due(now=NEXT + timedelta(days=20), timezone=LONDON, seconds=60)
            except ConnectionError:
                continue
            break
        rows = db.session.scalars(select(OutboxRow)).all()
        assert sorted(row.payload["to"] for row in rows) == sorted(everybody)
        runs = db.session.scalars(select(DigestRun).where(DigestRun.often == "weekly")).all()
        assert all(run.done_at for run in runs)


def test_mail_of_many_things_is_cut_and_says_so(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digesting, "LONGEST", 1)
    fund(app)
    with app.app_context(), transaction() as session:
        forum = make_forum(session).path
    follows(app, ROSA, often="weekly")
    happens(app, NOON + timedelta(minutes=1), about=forum, within=[ROUND])
    happens(app, NOON + timedelta(minutes=2), kind=MOVED)
    (mail,) = digests(app, THURSDAY + SETTLED)
    assert "1 more thing that you follow has news" in mail.body


@pytest.mark.one_database
def test_memory_of_a_digest_does_not_grow_with_those_who_get_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page is held at a time; `make bench-digests` measures 40,000."""
    monkeypatch.setattr(digesting, "PAGE", 10)
    fund(app)
    happens(app, NOON + timedelta(minutes=1))
    peaks = []
    for begin, end, due in ((0, 20, THURSDAY), (20, 120, NEXT)):
        follow(app, *(f"fan{number}@example.org" for number in range(begin, end)), often="weekly")
        happens(app, due - timedelta(minutes=1))
        with app.app_context():
            digest_due(now=due - timedelta(days=1), timezone=LONDON, seconds=60)
            gc.collect()
            tracemalloc.start()
            digest_due(now=due + SETTLED, timezone=LONDON, seconds=60)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
            assert len(db.session.scalars(select(OutboxRow)).all()) >= end - begin
    assert peaks[1] < 2 * peaks[0]
