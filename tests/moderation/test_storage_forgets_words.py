"""After an erasure a rare word is in no file of the database. Source: docs/rules/privacy.md, 5.

The word is put everywhere where people's words are kept, found in the raw bytes (so that looking
does work), erased, and looked for again once the worker has written storage anew.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.orm import Session

from config import Settings
from pbplatform.accounts import services as accounts
from pbplatform.accounts.domain import acts
from pbplatform.accounts.models import PairAct
from pbplatform.accounts.services.own_account import ask_to_erase as ask_to_go
from pbplatform.audit import services as audit
from pbplatform.audit.models import SITE
from pbplatform.audit.queries.marks import measure
from pbplatform.audit.queries.words import words_findings
from pbplatform.core import rewriting
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import seal
from pbplatform.core.db import db
from pbplatform.core.files import FolderStore, keep_file
from pbplatform.core.outbox import announce
from pbplatform.core.storage import ask_to_forget, waiting_tasks
from pbplatform.core.transaction import transaction
from pbplatform.forums.kinds import MinutesKind
from pbplatform.forums.models import MinutesDraft
from pbplatform.forums.services import write_minutes
from pbplatform.front.own_data import forgets
from pbplatform.moderation import services
from pbplatform.moderation.kinds import Outcome
from pbplatform.moderation.models import TextDecision
from pbplatform.moderation.services.erasing import ERASE, ask_to_erase
from pbplatform.moderation.services.reporting import Report, report_text
from pbplatform.points.domain.composing import AnswerText, ReasonText
from pbplatform.points.models import Point
from pbplatform.points.services import assign, publish_answer
from pbplatform.proposals import services as proposals
from pbplatform.proposals.models import Idea
from pbplatform.web.worker import forget_storage
from tests.conftest import SetClock
from tests.factories import (
    COMMAND,
    make_forum,
    make_meeting,
    make_person,
    make_place,
    make_point,
    make_round,
)
from tests.factories_proposals import (
    CLAIMING,
    SENDING,
    make_claimed_idea,
    make_committee,
    make_delegate,
    make_proposal,
)
from tests.mailed import waiting_mails

RARE = "quokkaperch"
NOW = CLAIMING + timedelta(days=3)
PICTURE = RARE.encode() * 40


def raw_bytes(settings: Settings, databases: Any) -> bytes:
    """All that the files of this database hold, with SQLite's write-ahead log."""
    url = make_url(settings.database_url)
    if url.drivername.startswith("sqlite"):
        path = Path(url.database or "")
        return b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))
    folder = getattr(databases, "data_folder", None)
    assert folder is not None, "reads the server's files: run it without TEST_DATABASE_URL"
    engine = create_engine(
        databases._superuser.set(database=url.database), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text("CHECKPOINT"))
        oid = connection.scalar(
            text("SELECT oid FROM pg_database WHERE datname = current_database()")
        )
    engine.dispose()
    return b"".join(file.read_bytes() for file in (folder / "base" / str(oid)).iterdir())


def count_of(settings: Settings, databases: Any) -> int:
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
    return raw_bytes(settings, databases).count(RARE.encode())


class Town:
    """A place in which a rare word stands everywhere."""

    def __init__(self, session: Session, settings: Settings) -> None:
        self.session, self.store = session, FolderStore(settings.files_dir)
        make_place(session)
        self.ada = make_person(session, "Ada", role="auditor")
        self.bea = make_person(session, "Bea", role="facilitator")
        self.tom = make_person(session, "Tom", role="official", scope="team:environment")
        self.round = make_round(session)
        self.forum = make_forum(session)
        self.paths = [self.proposal(), self.point(), *self.minutes()]
        self.person = self.somebody()
        session.commit()

    def proposal(self) -> str:
        committee = make_committee(self.session, self.round)
        amina = make_delegate(self.session, self.round, committee)
        idea = make_claimed_idea(
            self.session, self.round, committee, amina, title=RARE, text=f"The {RARE} idea."
        )
        idea.photo = self.picture(b"hidden ")
        self.idea_path = f"rounds/{self.round.slug}/ideas/{idea.number}"
        made = make_proposal(
            self.session, committee, amina, [idea], title=RARE, text=f"Benches for the {RARE}."
        )
        return f"rounds/{self.round.slug}/proposals/{made.number}"

    def picture(self, begin: bytes) -> bytes:
        digest = self.store.put(begin + PICTURE)
        keep_file(self.session, digest=digest, media_type="image/webp", size=9, now=NOW)
        return digest

    def point(self) -> str:
        nadia = make_person(self.session, "Nadia")
        point = make_point(self.session, self.forum, nadia, now=NOW, title=f"{RARE} bins")
        point.verbatim = f"The {RARE} comes by Friday."
        self.answer(point)
        return f"{self.forum.path}/points/{point.number}"

    def answer(self, point: Point) -> None:
        assign(self.session, actor=self.bea, point_id=point.id, team_slug="environment", now=NOW)
        no = AnswerText(
            kind="no",
            sentence=f"No {RARE} this year.",
            reasons=[ReasonText("money", f"£210,000 for a {RARE}", "A grant")],
        )
        publish_answer(self.session, actor=self.tom, point_id=point.id, text=no, now=NOW)

    def minutes(self) -> list[str]:
        meeting = make_meeting(self.session, self.forum, NOW - timedelta(hours=3))
        write_minutes(
            self.session,
            actor=self.bea,
            meeting_id=meeting.id,
            kind=MinutesKind.CIRCULATED,
            text=f"We spoke of the {RARE}.",
            now=NOW,
        )
        draft = MinutesDraft(
            meeting_id=meeting.id,
            account_id=int(self.bea.key),
            text=f"We may have spoken of the {RARE}.",
            saved_at=NOW,
        )
        self.session.add(draft)
        return [
            f"{self.forum.path}/meetings/{meeting.day.isoformat()}/minutes",
            f"{self.forum.path}/points/1/answers/1",
            self.idea_path,
        ]

    def somebody(self) -> ActorRef:
        """A person with the word as name and address, who wrote, drafted and is written to."""
        session = self.session
        account = accounts.ensure_account(session, email=f"{RARE}@example.org", name=RARE)
        person = ActorRef(kind="account", key=str(account.id), role="resident")
        facts = proposals.IdeaFacts(title=f"My {RARE}", text=f"A {RARE} for all.")
        idea = proposals.send_idea(
            session, actor=person, round_id=self.round.id, facts=facts, now=SENDING
        )
        idea.photo = self.picture(b"mine ")
        typed = {"title": RARE, "text": f"{RARE} {RARE}"}
        token = proposals.keep_draft(session, round_id=self.round.id, typed=typed, now=NOW)
        path = f"/rounds/{self.round.slug}/ideas/new?draft={token}"
        accounts.request_link(session, email=f"{RARE}@example.org", next_path=path, now=NOW)
        announce(session, "points:note", now=NOW, to=f"{RARE}@example.org", title=RARE)
        return person

    def erase_texts(self) -> None:
        for path in self.paths:
            with transaction() as session:
                report_text(
                    session, path=path, report=Report(rule="private", words=f"A {RARE}!"), now=NOW
                )
            with transaction() as session:
                wish = services.Wish(outcome=Outcome.HIDDEN, rule="private", reason="A home.")
                number = services.decide(session, actor=COMMAND, path=path, wish=wish, now=NOW)
            with transaction() as session:
                decision = session.get_one(TextDecision, number)
                ask_to_erase(
                    session,
                    actor=self.bea,
                    number=number,
                    reason="A court.",
                    seen=seal(services.facts_of_decision(decision)),
                    now=NOW,
                )
            with transaction() as session:
                act = session.scalars(select(PairAct).where(PairAct.state == "waiting")).one()
                seen = act.facts_sha256.hex()
                accounts.confirm(session, actor=self.ada, act_id=act.id, seen=seen, now=NOW)

    def erase_person(self) -> None:
        with transaction() as session:
            ask_to_go(session, actor=self.person, words_too=True, now=NOW)
        with transaction() as session:
            token = str(waiting_mails(session, "accounts:erase_link")[-1]["token"])
            accounts.erase_account(session, token=token, forgets=forgets(), now=NOW)


def test_rare_word_is_in_no_file_after_it_was_erased_everywhere(
    app: Flask, settings: Settings, databases: Any, clock: SetClock
) -> None:
    clock.at = NOW
    acts.register(ERASE)
    with app.app_context():
        town = Town(db.session(), settings)
        with transaction() as session:
            audit.fold(session, audit.ensure_log(session, SITE))
        before = measure(db.session(), SITE)
        db.session.remove()
        assert count_of(settings, databases) > 20  # the control: looking does find it
        pictures = [file for file in settings.files_dir.rglob("*") if file.is_file()]
        assert len(pictures) == 2
        town.erase_texts()
        town.erase_person()
        db.session.remove()
        forget_storage(settings)
        assert waiting_tasks(db.session()) == []
        assert list(words_findings(db.session())) == []
        assert measure(db.session(), SITE).entries > before.entries
        left = [
            (table.name, row)
            for table in Idea.metadata.sorted_tables
            for row in db.session.execute(select(table))
            if RARE in str(row)
        ]
        assert left == []
        db.session.remove()
        assert count_of(settings, databases) == 0
        assert not [file for file in settings.files_dir.rglob("*") if file.is_file()]


@pytest.mark.one_database
def test_storage_is_left_alone_where_nothing_was_erased(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[object] = []
    monkeypatch.setattr("pbplatform.web.worker.rewrite_database", called.append)
    with app.app_context():
        forget_storage(settings)
    assert called == []


@pytest.mark.only_on("sqlite")
def test_reader_of_an_older_state_is_waited_for_and_the_task_stays(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient = rewriting.rewrite_database
    monkeypatch.setattr(
        "pbplatform.web.worker.rewrite_database",
        lambda engine, **more: impatient(engine, **more, patience=0.1),
    )
    with app.app_context():
        with transaction() as session:
            ask_to_forget(session, now=NOW)
        reader = db.engine.connect()
        reader.exec_driver_sql("SELECT count(*) FROM account").fetchall()
        with transaction() as session:
            make_place(session)
        forget_storage(settings)
        assert len(waiting_tasks(db.session())) == 1
        db.session.remove()
        reader.close()
        forget_storage(settings)
        assert waiting_tasks(db.session()) == []
