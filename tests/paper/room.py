"""A room where papers are counted, by pages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from config import Settings
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.paper.models.batches import PaperBatch
from pbplatform.voting.models import UrnEnvelope
from tests.conftest import SetClock
from tests.factories import make_person
from tests.pages import confirm, hidden_field, sign_in
from tests.paper.rounds import DURING, SCOPE, clerk, give, make_paper_election
from tests.voting.elections import Election

DESK = "/desk/clerk/rounds/neighbour-fund/batches"
RECEIPT = {"place": "Library", "seal": "4711"}


@dataclass
class Room:
    """A room where papers are counted: two clerks, an auditor, and the app."""

    app: Flask
    client: FlaskClient
    clock: SetClock
    election: Election
    one: ActorRef
    two: ActorRef
    ada: ActorRef
    keys: Path

    def who(self, person: ActorRef) -> FlaskClient:
        sign_in(self.app, self.client, person, self.clock)
        return self.client

    def receive(self, person: ActorRef, sheets: int) -> TestResponse:
        return self.who(person).post(DESK, data={**RECEIPT, "sheets": str(sheets)})

    def enter(
        self, person: ActorRef, *lines: str, batch: int = 1, action: str = "done", **more: str
    ) -> TestResponse:
        client, page = self.who(person), f"{DESK}/{batch}/enter"
        shown = client.get(page)
        assert shown.status_code == 200, shown.location
        typed = {f"sheet_{sheet}": line for sheet, line in enumerate(lines, 1)}
        seen = hidden_field(shown.text, "seen")
        return client.post(page, data={**typed, "seen": seen, "action": action, **more})

    def seal(self, batch: int = 1) -> TestResponse:
        assert confirm(self.who(self.one), f"{DESK}/{batch}/seal").status_code == 302
        return confirm(self.who(self.two), f"{DESK}/{batch}/seal")

    def batch(self, n: int = 1) -> PaperBatch:
        with self.app.app_context():
            found = db.session.get(PaperBatch, (self.election.round_id, n))
            assert found is not None
            return found

    def in_box(self) -> int:
        with self.app.app_context():
            return db.session.scalar(select(func.count()).select_from(UrnEnvelope)) or 0


def make_room(app: Flask, client: FlaskClient, clock: SetClock, settings: Settings) -> Room:
    clock.at = DURING
    keys = Path(settings.key_dir)
    with app.app_context(), transaction() as session:
        election = make_paper_election(session, keys, voters=12)
        hand = clerk(session, "Hanna")
        give(session, election, hand, *range(1, 11))
        people = [clerk(session, "Carla"), clerk(session, "Dora")]
        ada = make_person(session, "Ada", role="auditor", scope=SCOPE)
    return Room(app, client, clock, election, *people, ada, keys)
