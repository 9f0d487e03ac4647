"""What tests of following share: who follows, what happens, and what the worker sends."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select

from pbplatform.accounts import services as accounts
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.facts import tell_fact
from pbplatform.core.transaction import transaction
from pbplatform.notices.jobs.delivery import deliver_due
from pbplatform.notices.jobs.spreading import spread_due
from pbplatform.notices.kinds import FOLLOW
from pbplatform.notices.services import following
from pbplatform.notices.words import Mail
from tests.conftest import NOON
from tests.factories import make_person, make_place, make_round
from tests.notices.conftest import MOVED

HERE = "http://localhost"
ROUND = "rounds/neighbour-fund"
LATER = NOON + timedelta(hours=1)
LINK = timedelta(minutes=30)


class Pigeon:
    """Carries mails."""

    def __init__(self) -> None:
        self.sent: list[Mail] = []

    def send(self, mail: Mail, *, now: datetime) -> None:
        self.sent.append(mail)

    @property
    def to(self) -> list[str]:
        return sorted(mail.to for mail in self.sent)


def fund(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        make_round(session)


def person(app: Flask, name: str) -> ActorRef:
    with app.app_context(), transaction() as session:
        return make_person(session, name)


def happens(app: Flask, at: datetime = LATER, kind: str = MOVED, **more: object) -> None:
    with app.app_context(), transaction() as session:
        about = str(more.pop("about", ROUND))
        tell_fact(session, kind, about=about, title="Neighbour Fund", now=at, **more)  # type: ignore[arg-type]


def mails(app: Flask, at: datetime = LATER) -> Pigeon:
    """What the worker sends: first what is told, then what waits."""
    pigeon = Pigeon()
    with app.app_context():
        spread_due(now=at)
        while deliver_due(pigeon, public_url=HERE, now=at):
            pass
    return pigeon


def follows(
    app: Flask, email: str, about: str = ROUND, often: str = "now", at: datetime = NOON
) -> None:
    """An address follows, as after the press in its mail."""
    follow(app, email, about=about, often=often, at=at)


def follow(
    app: Flask, *emails: str, about: str = ROUND, often: str = "now", at: datetime = NOON
) -> None:
    """Many do."""
    until = at + following.LASTS
    with app.app_context(), transaction() as session:
        for email in emails:
            accounts.keep_proven_contact(
                session, email=email, purpose=FOLLOW, about=about, now=at, until=until
            ).often = often
            session.flush()
            following.said_yes(session, about, email, at)


def rows(app: Flask, model: type) -> int:
    with app.app_context():
        return len(db.session.scalars(select(model)).all())
