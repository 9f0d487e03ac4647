"""What somebody does who runs the database: triggers off, change, triggers on again."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account, LoginSession, RoleGrant
from pbplatform.audit.domain import triggers
from pbplatform.audit.models import SITE, Log, LogEntry, LogPending
from pbplatform.audit.services import pending_rows
from pbplatform.core.canonical import canonical_json, instant_text, sha256
from pbplatform.results.models import Result, ResultRow
from pbplatform.rounds.models import BallotProject, Round, RoundAmendment, RoundDefinition
from pbplatform.voting.models import (
    PublishedBallot,
    RollEntry,
    UrnEnvelope,
)
from pbplatform.voting.queries import published_list_hash
from tests.voting.elections import CLOSES, OPENS, Election

ROUND, DEFINITION, URN = Round.__table__, RoundDefinition.__table__, UrnEnvelope.__table__
PROJECT, ROLL, ENTRY = BallotProject.__table__, RollEntry.__table__, LogEntry.__table__
BALLOT, ROW = PublishedBallot.__table__, ResultRow.__table__


Change = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


@dataclass
class Operator:
    """Somebody with the database in their hands."""

    session: Session
    election: Election

    @property
    def log_id(self) -> int:
        found = self.session.scalar(
            select(Log.id).where(Log.slug == f"rounds/{self.election.slug}")
        )
        assert found is not None
        return found

    @contextmanager
    def without_triggers(self) -> Iterator[None]:
        connection = self.session.connection()
        triggers.remove(connection)
        yield
        triggers.install(connection)

    def run(self, statement: Any) -> None:
        self.session.execute(statement)

    def bodies(self, log_id: int) -> list[tuple[int, bytes, bytes]]:
        query = select(ENTRY.c.idx, ENTRY.c.key16, ENTRY.c.body).where(ENTRY.c.log_id == log_id)
        rows = self.session.execute(query.order_by(ENTRY.c.idx)).all()
        return [(row.idx, bytes(row.key16), bytes(row.body)) for row in rows]

    def rewrite(
        self, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]], log_id: int = 0
    ) -> None:
        """Write a whole log anew, numbered without a gap."""
        log_id = log_id or self.log_id
        told = [json.loads(body) for _idx, _key, body in self.bodies(log_id)]
        with self.without_triggers():
            self.run(delete(ENTRY).where(ENTRY.c.log_id == log_id))
            for place, entry in enumerate(change(told)):
                self.run(
                    insert(ENTRY).values(
                        log_id=log_id,
                        idx=place,
                        key16=secrets.token_bytes(16),
                        body=canonical_json(entry),
                    )
                )

    def tell_pending(self, *bodies: dict[str, Any]) -> None:
        self.run(insert(LogPending).values(pending_rows(self.log_id, list(bodies))))

    def tell_site(self, kind: str, **data: Any) -> None:
        """A false entry of the site log, waiting like every other."""
        body = {
            "v": 1, "at": instant_text(OPENS + timedelta(days=2)), "kind": kind,
            "actor": {"role": "clerk"}, "subject": f"rounds/{self.election.slug}", "data": data,
        }  # fmt: skip
        site = self.session.scalar(select(Log.id).where(Log.slug == SITE))
        row = {"log_id": site, "key16": secrets.token_bytes(16), "body": canonical_json(body)}
        self.run(insert(LogPending).values(row))

    def change_round(self, **values: Any) -> None:
        self.run(update(ROUND).where(ROUND.c.id == self.election.round_id).values(**values))

    def stuff(self, *voters: int, marked: bool = True, logged: bool = False) -> None:
        """Votes for people who never look; the public key is enough to make them."""
        for voter in voters:
            cast = self.election.cast(voter, 15)
            self.run(
                insert(URN).values(
                    round_id=self.election.round_id, kind="person", slot=voter,
                    envelope=cast.envelope, env_hash=cast.env_hash, nonce_hash=cast.nonce_hash,
                )
            )  # fmt: skip
            if marked:
                own = (ROLL.c.round_id == self.election.round_id) & (ROLL.c.voter_no == voter)
                self.run(update(ROLL).where(own).values(marked=True))
            if logged:
                self.tell_pending({"kind": "vote:envelope:cast", "h": cast.env_hash.hex()})

    def held(self, voter: int) -> str:
        query = select(URN.c.env_hash).where(URN.c.slot == voter)
        return bytes(self.session.execute(query).scalar_one()).hex()

    def swap(self, voter: int) -> tuple[str, str]:
        """Another vote in the place of a voter's own: (before, after)."""
        before, cast = self.held(voter), self.election.cast(voter, 15)
        values = {"envelope": cast.envelope, "env_hash": cast.env_hash}
        self.run(update(URN).where(URN.c.slot == voter).values(**values))
        return before, cast.env_hash.hex()

    def drop(self, voter: int, *, marks: bool) -> str:
        before = self.held(voter)
        self.run(delete(URN).where(URN.c.slot == voter))
        if marks:
            self.run(update(ROLL).where(ROLL.c.voter_no == voter).values(marked=False))
        return before

    def define(self, *, hash_too: bool = False, log_too: bool = False, **changes: Any) -> None:
        """Change the frozen document, and as much of what vouches for it as asked."""
        query = select(DEFINITION.c.body)
        told = json.loads(self.session.execute(query).scalar_one())
        body = canonical_json({**told, **changes})
        self.run(update(DEFINITION).values(body=body))
        if hash_too:
            self.run(update(DEFINITION).values(sha256=sha256(body)))
        if log_too:
            entry = {"sha256": sha256(body).hex(), "definition": body.decode()}
            self.rewrite(lambda told: [{**told[0], **entry}, *told[1:]])


def close_with_entry(operator: Operator) -> None:
    """A close that nobody did, with an entry that says so."""
    operator.change_round(closed_at=OPENS + timedelta(days=2))
    close = {
        "v": 1, "kind": "vote:urn:closed", "closed_at": instant_text(OPENS + timedelta(days=2)),
        "roll": 40, "marked": 6, "envelopes": 6, "paper": 0,
    }  # fmt: skip
    operator.rewrite(lambda told: [*told, close])


def swap_and_rewrite(operator: Operator) -> None:
    before, after = operator.swap(1)
    operator.rewrite(
        lambda told: [{**one, "h": after} if one.get("h") == before else one for one in told]
    )


def drop_and_rewrite(operator: Operator) -> None:
    before = operator.drop(1, marks=True)
    operator.rewrite(lambda told: [one for one in told if one.get("h") != before])


def edit_entry(operator: Operator) -> None:
    _idx, _key, body = operator.bodies(operator.log_id)[2]
    with operator.without_triggers():
        operator.run(
            update(ENTRY)
            .where(ENTRY.c.log_id == operator.log_id, ENTRY.c.idx == 2)
            .values(body=body.replace(b'"v":1', b'"v":1,"w":1'))
        )


def delete_entries(operator: Operator, *, tail: bool) -> None:
    last = operator.bodies(operator.log_id)[-1][0]
    with operator.without_triggers():
        place = ENTRY.c.idx == (last if tail else 2)
        operator.run(delete(ENTRY).where(ENTRY.c.log_id == operator.log_id, place))


def put_in_entry(operator: Operator) -> None:
    false = {"v": 1, "kind": "vote:envelope:cast", "h": "ab" * 32}
    operator.rewrite(lambda told: [*told[:2], false, *told[2:]])


def rewrite_site(operator: Operator) -> None:
    site = operator.session.scalar(select(Log.id).where(Log.slug == SITE))
    operator.rewrite(lambda told: told[:-1], site or 0)


def give_role(operator: Operator) -> None:
    account = Account(email="mallory@example.org", name="Mallory")
    operator.session.add(account)
    operator.session.flush()
    operator.session.add(
        RoleGrant(
            account_id=account.id, role="facilitator", scope="place", title="", starts_at=OPENS,
            expires_at=CLOSES + timedelta(days=90),
        )
    )  # fmt: skip


def give_session(operator: Operator) -> None:
    account = operator.session.scalars(select(Account).limit(1)).first()
    assert account is not None
    operator.session.add(
        LoginSession(
            token_hash=secrets.token_bytes(32), account_id=account.id, created_at=OPENS,
            expires_at=CLOSES,
        )
    )  # fmt: skip


def alter_ballots(operator: Operator, *, list_hash: bool = False, both_logs: bool = False) -> None:
    operator.run(update(BALLOT).values(choices="15"))
    if not list_hash:
        return
    digest = published_list_hash(operator.session, operator.election.round_id)

    def change(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {**one, "list_sha256": digest} if one["kind"] == "vote:urn:opened" else one
            for one in told
        ]

    def change_site(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {**one, "data": {**one["data"], "list_sha256": digest}}
            if one["kind"] == "vote:urn:opened"
            else one
            for one in told
        ]

    operator.rewrite(change)
    if both_logs:
        site = operator.session.scalar(select(Log.id).where(Log.slug == SITE))
        operator.rewrite(change_site, site or 0)


def add_ballot(operator: Operator) -> None:
    row = {"tracker": "ZZZZZZZZZZZZZZZZ", "copy": 1, "choices": "15", "invalid": ""}
    operator.run(insert(BALLOT).values(round_id=operator.election.round_id, **row))


def replace_result(operator: Operator) -> None:
    result = operator.session.scalars(select(Result)).one()
    told = json.loads(result.document)
    told["winners"] = [15]
    document = canonical_json(told)
    operator.run(update(Result.__table__).values(document=document, sha256=sha256(document)))


def phantoms(operator: Operator, *, entry: bool) -> None:
    """People who are not: 30 on the roll, who all vote."""
    numbers = range(41, 71)
    rows = [
        {"round_id": operator.election.round_id, "voter_no": number, "state": "open",
         "marked": False, "letter": 1}
        for number in numbers
    ]  # fmt: skip
    operator.run(insert(ROLL).values(rows))
    operator.stuff(*numbers, logged=True)
    if entry:
        operator.tell_site("vote:roll:imported", added=30, size=70)


def tell_amendment(operator: Operator) -> None:
    """An entry of the ballot log, waiting, that nobody made."""
    put_in_amendment(operator, log=True, row=False)


def put_in_amendment(
    operator: Operator, *, row: bool = True, log: bool = False, in_force: bool = False
) -> None:
    """Project 9 withdrawn by whoever runs the database."""
    key16, digest, facts = secrets.token_bytes(16), secrets.token_bytes(32), {"project": 9}
    query = select(DEFINITION.c.sha256)
    told = {
        "v": 1, "kind": "vote:project:withdrawn", "amendment": 1, "site_sha256": digest.hex(),
        "definition": bytes(operator.session.execute(query).scalar_one()).hex(), **facts,
    }  # fmt: skip
    if log:
        body = {"log_id": operator.log_id, "key16": key16, "body": canonical_json(told)}
        operator.run(insert(LogPending).values(body))
    if row:
        operator.run(
            insert(RoundAmendment.__table__).values(
                round_id=operator.election.round_id, n=1, kind="withdrawn", facts=facts,
                reason="x", made_at=OPENS, site_key16=secrets.token_bytes(16),
                site_sha256=digest, key16=key16,
            )
        )  # fmt: skip
    if in_force:
        operator.change_round(withdrawn=[9])
