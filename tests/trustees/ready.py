"""A box whose list was made away and waits for the trustees. docs/rules/trustees.md section 5."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from config import Settings
from pbplatform.audit.domain.bundle import zipped
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.core.transaction import transaction
from pbplatform.results.jobs.opening_away import open_export, read_export
from pbplatform.results.queries.export import export_parts
from pbplatform.rounds.models import Round
from pbplatform.trustees.services import linking
from pbplatform.voting.domain.opened_file import hash_of, in_groups, opened_pieces
from pbplatform.voting.services.bringing import Brought, check_brought
from pbplatform.voting.services.confirming_list import (
    Typed,
    confirm_list,
)
from tests.factories import make_person
from tests.logged import waiting_entries
from tests.trustees.away import NAMES, PROMISED, Box, separated_box


class Ready:
    """A separated box, three trustees who sign in, and the file that two of them made."""

    def __init__(self, app: Flask, settings: Settings, folder: Path, *, damaged: int = 1) -> None:
        self.app, self.keys = app, settings.key_dir
        with app.app_context():
            session = db.session()
            self.box: Box = separated_box(session, settings.key_dir, damaged=damaged)
            self.round_id = self.box.election.round_id
            bea = make_person(session, "Bea", role="facilitator")
            self.people = [make_person(session, name).account_id or 0 for name in NAMES]
            for number, (name, account) in enumerate(zip(NAMES, self.people, strict=True), 1):
                linking.ask_trustee(
                    session,
                    actor=bea,
                    round_id=self.round_id,
                    number=number,
                    email=f"{name.lower()}@example.org",
                    now=PROMISED,
                )
                linking.accept(session, account_id=account, round_id=self.round_id, now=PROMISED)
            session.commit()
            round_ = session.get_one(Round, self.round_id)
            path = folder / "export.zip"
            path.write_bytes(b"".join(zipped(export_parts(session, round_))))
            db.session.remove()
        export = read_export(path)
        _opened, self.file = open_export(export, self.box.shares[:2], lambda _n: None)
        self.raw = b"".join(opened_pieces(self.file))
        self.hash = in_groups(hash_of(self.file.rows))

    def check(self, raw: bytes) -> Brought:
        with self.app.app_context():
            round_ = db.session.get_one(Round, self.round_id)
            try:
                return check_brought(db.session(), self.keys, round_, raw)
            finally:
                db.session.rollback()

    def type(self, who: int, text: str = "", *, raw: bytes | None = None, **more: Any) -> bool:
        """One trustee, from 0, types a hash; whether the box is open then."""
        brought = self.check(raw) if raw is not None else None
        by_command = more.pop("by_command", False)
        with self.app.app_context(), transaction() as session:
            return confirm_list(
                session,
                account_id=self.people[who],
                round_id=self.round_id,
                typed=Typed(text or self.hash, **more),
                brought=brought,
                by_command=by_command,
                now=PROMISED,
            )

    def refused(self, act: Callable[[], object]) -> str:
        with pytest.raises(DomainError) as error:
            act()
        return error.value.code

    def is_open(self) -> bool:
        with self.app.app_context():
            return db.session.get_one(Round, self.round_id).opened_at is not None

    def told(self, kind: str) -> list[dict[str, Any]]:
        with self.app.app_context():
            return [one for one in waiting_entries(db.session()) if one["kind"] == kind]
