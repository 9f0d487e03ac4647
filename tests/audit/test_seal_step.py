"""The worker seals, and pages say so when a log does not agree. docs/rules/audit.md section 6."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from config import Settings
from pbplatform.audit import queries, services
from pbplatform.audit.domain.log_key import make_log_key
from pbplatform.audit.jobs.worker import seal_logs
from pbplatform.audit.models import SITE
from pbplatform.audit.queries.marks import ApartLogs, LogMarks, Mark
from pbplatform.audit.queries.trees import newest_checkpoint
from tests.factories import make_place

ALARM = "The public log is not as it was."


@pytest.fixture
def place(app: Flask, session: Session) -> Settings:
    """A place with a key of its logs and some entries in order."""
    found: Settings = app.extensions["settings"]
    found.key_dir.mkdir(parents=True, exist_ok=True)
    LogMarks(found.key_dir).forget()
    ApartLogs(found.key_dir).keep([])
    make_log_key(found.key_dir)
    make_place(session)
    services.fold(session, services.ensure_log(session, SITE))
    session.commit()
    return found


def forget_what_this_process_knew(app: Flask) -> None:
    app.extensions.pop("logs_apart", None)


def test_the_worker_signs_what_is_new_and_pins_it(session: Session, place: Settings) -> None:
    seal_logs(place)
    newest = newest_checkpoint(session, log=SITE)
    assert newest is not None
    assert newest.size == queries.size(session, log=SITE)
    assert newest.checkpoint.origin == "localhost/log/site"
    assert LogMarks(place.key_dir).read()[SITE].root == newest.root.hex()
    assert ApartLogs(place.key_dir).read() == []


def test_every_page_says_that_a_log_does_not_agree_until_it_does(
    app: Flask, client: FlaskClient, place: Settings
) -> None:
    seal_logs(place)
    marks = LogMarks(place.key_dir)
    good = marks.read()[SITE]
    marks.put(SITE, Mark(good.entries + 5, "ab" * 32))
    seal_logs(place)
    forget_what_this_process_knew(app)
    for path in ("/", "/log", "/log/expert", "/nothing"):
        assert ALARM in client.get(path).text, path
    marks.put(SITE, good)
    seal_logs(place)
    forget_what_this_process_knew(app)
    for path in ("/", "/log"):
        assert ALARM not in client.get(path).text, path


def test_the_file_is_not_read_for_each_page(
    app: Flask, client: FlaskClient, place: Settings
) -> None:
    forget_what_this_process_knew(app)
    assert ALARM not in client.get("/log").text
    ApartLogs(place.key_dir).keep([SITE])
    assert ALARM not in client.get("/log").text
    forget_what_this_process_knew(app)
    assert ALARM in client.get("/log").text
    ApartLogs(place.key_dir).keep([])


def test_without_a_key_the_worker_pins_and_signs_nothing(session: Session, place: Settings) -> None:
    (place.key_dir / "log.key").unlink()
    seal_logs(place)
    assert newest_checkpoint(session, log=SITE) is None
    assert LogMarks(place.key_dir).read()[SITE].entries > 0
