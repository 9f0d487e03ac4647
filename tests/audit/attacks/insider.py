"""What somebody can do who runs the place: by SQL past the triggers, and with the key folder.

`cover` makes everything fit again that the key of the logs can make fit: ties between the logs,
trees, checkpoints, marks.
"""

from __future__ import annotations

import copy
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, insert, select, update

from pbplatform.audit import services as audit
from pbplatform.audit.domain import triggers
from pbplatform.audit.domain.filing import filing_of
from pbplatform.audit.domain.tree import Head, leaf_hash
from pbplatform.audit.models import SITE, Log, LogCheckpoint, LogEntry
from pbplatform.audit.queries.marks import LogMarks, measure
from pbplatform.audit.services.trees import rebuild
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import canonical_json, sha256
from pbplatform.core.db import db
from pbplatform.results.models import Result
from pbplatform.rounds.models import Round, RoundDefinition
from pbplatform.voting.models import RollEntry, UrnEnvelope
from pbplatform.voting.queries import open_round
from pbplatform.voting.services.cast import Cast
from tests.audit.attacks.place import Place
from tests.voting.elections import CLOSES, OPENS

Entry = dict[str, Any]
Entries = list[Entry]
BEA = ActorRef("account", "3", "facilitator", "place", "Bea and Ada")
FROZEN, CAST = "round:definition:frozen", "vote:envelope:cast"
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
# Where an operator's own program leaves a check out.
_ASKED = (
    "pbplatform.voting.services.close.refuse_round",
    "pbplatform.voting.services.separate.refuse_round",
    "pbplatform.voting.services.opening.refuse_round",
    "pbplatform.voting.services.opening.refuse_other_log",
)
_ANSWERED = (
    "pbplatform.voting.services.close.refuse_differences",
    "pbplatform.voting.queries.open_round.refuse_changed_definition",
    "pbplatform.voting.services.cast.refuse_changed_amendments",
)


def _key(entry: Entry) -> bytes:
    return bytes(entry["_key"])


class Insider:
    """Somebody with the database in their hands, and perhaps with the key folder."""

    def __init__(self, place: Place, *, has_key: bool) -> None:
        self.place, self.has_key = place, has_key
        self.changes: Callable[[dict[str, bytes]], dict[str, bytes]] | None = None
        self.until_the_end = ExitStack()  # what their program does otherwise from here on

    # Rows

    @property
    def now(self) -> datetime:
        return self.place.clock.at

    def run(self, statement: Any, *, table: str = "") -> None:
        """Change rows; those of a final table with its triggers taken away and put back."""
        connection = self.place.session.connection()
        if table:
            triggers.remove_from(connection, table)
        self.place.session.execute(statement)
        if table:
            triggers.install(connection, table)
        self.place.session.flush()
        self.place.session.expire_all()

    def round(self, **values: Any) -> None:
        own = Round.__table__.c.id == self.place.election.round_id
        self.run(update(Round.__table__).where(own).values(**values))

    def log_id(self, slug: str) -> int:
        return self.place.session.scalars(select(Log.id).where(Log.slug == slug)).one()

    # Logs

    def entries(self, slug: str) -> Entries:
        query = select(LogEntry.key16, LogEntry.body).where(LogEntry.log_id == self.log_id(slug))
        rows = self.place.session.execute(query.order_by(LogEntry.idx)).all()
        return [{**json.loads(row.body), "_key": bytes(row.key16)} for row in rows]

    def write(self, slug: str, entries: Entries) -> None:
        """A whole log anew, numbered without a gap; entries that stay keep their key."""
        log_id, rows = self.log_id(slug), []
        for idx, entry in enumerate(entries):
            told = {name: value for name, value in entry.items() if name != "_key"}
            key = entry.get("_key") or secrets.token_bytes(16)
            body = {"log_id": log_id, "idx": idx, "key16": key, "body": canonical_json(told)}
            rows.append({**body, **filing_of(told)})
        self.run(delete(LogEntry).where(LogEntry.log_id == log_id), table="log_entry")
        self.place.session.execute(insert(LogEntry), rows)

    def rewrite(self, slug: str, change: Callable[[Entries], object]) -> None:
        """Change a log in place. What others say of its length moves along."""
        before = self.entries(slug)
        after = copy.deepcopy(before)
        change(after)
        for entry in after:
            entry.setdefault("_key", secrets.token_bytes(16))
        self.write(slug, after)
        places = {_key(entry): number for number, entry in enumerate(after, start=1)}

        def moved(size: int) -> int:
            return next((places[_key(e)] for e in reversed(before[:size]) if _key(e) in places), 0)

        self._move_ties(slug, moved)
        if slug != SITE:
            round_ = self.place.session.get_one(Round, self.place.election.round_id)
            if round_.close_entry is not None:
                self.round(close_entry=moved(round_.close_entry + 1) - 1)

    def _move_ties(self, slug: str, moved: Callable[[int], int]) -> None:
        other = self.place.box if slug == SITE else SITE
        told = self.entries(other)
        for entry in told:
            if slug == SITE and "site_entries" in entry:
                entry["site_entries"] = moved(entry["site_entries"])
            elif slug != SITE and entry["kind"] == "place:log:tied":
                entry["data"]["entries"] = moved(entry["data"]["entries"])
        self.write(other, told)

    def edit(self, slug: str, kind: str, **values: Any) -> None:
        """Other values in every entry of a kind; in the site log among its facts."""

        def change(entries: Entries) -> None:
            for entry in entries:
                if entry["kind"] == kind:
                    (entry["data"] if slug == SITE else entry).update(values)

        self.rewrite(slug, change)

    def edit_both(self, kind: str, **values: Any) -> None:
        for slug in (SITE, self.place.box):
            self.edit(slug, kind, **values)

    def say(self, kind: str, **data: Any) -> None:
        """A false entry of the site log about this round, by the program's own way."""
        audit.record(
            self.place.session,
            kind,
            actor=BEA,
            subject=self.place.box,
            now=self.now,
            **data,  # type: ignore[arg-type]
        )
        audit.fold(self.place.session, self.log_id(SITE))

    def say_in_box(self, **told: Any) -> None:
        audit.append_now(self.place.session, self.log_id(self.place.box), told)

    # Votes

    def held(self, voter: int) -> str:
        query = select(UrnEnvelope.env_hash).where(UrnEnvelope.slot == voter)
        return bytes(self.place.session.scalars(query).one()).hex()

    def swap(self, voter: int, cast: Cast, *, log: bool = True) -> None:
        """Another envelope in the place of a voter's own, in the box and in the log."""
        before = self.held(voter)
        values = {"envelope": cast.envelope, "env_hash": cast.env_hash}
        self.run(update(UrnEnvelope.__table__).where(UrnEnvelope.slot == voter).values(**values))
        if log:
            self.rewrite(self.place.box, lambda told: _rename(told, before, cast.env_hash.hex()))

    def drop(self, voter: int, *, marks: bool = True, log: bool = True) -> None:
        before = self.held(voter)
        self.run(delete(UrnEnvelope).where(UrnEnvelope.slot == voter))
        if marks:
            own = update(RollEntry.__table__).where(RollEntry.voter_no == voter)
            self.run(own.values(marked=False))
        if log:
            self.rewrite(self.place.box, lambda told: _without(told, before))

    def define(self, **changes: Any) -> None:
        """Another frozen document, with all that vouches for it."""
        session = self.place.session
        told = json.loads(session.scalars(select(RoundDefinition.body)).one())
        body = canonical_json({**told, **changes})
        digest = sha256(body)
        self.run(update(RoundDefinition.__table__).values(body=body, sha256=digest))
        self.edit(self.place.box, FROZEN, definition=body.decode(), sha256=digest.hex())
        self.edit(SITE, FROZEN, sha256=digest.hex())

    def document(self) -> dict[str, Any]:
        """The result as it is stored."""
        stored = self.place.session.scalars(select(Result)).one()
        told: dict[str, Any] = json.loads(stored.document)
        return told

    # Making it fit again

    def cover(self) -> None:
        """Ties, trees, checkpoints and marks anew, as the key allows it."""
        for _again in range(6):
            if not self._fit_ties():
                break
        for slug in (SITE, self.place.box):
            log_id = self.log_id(slug)
            rebuild(self.place.session, log_id)
            own = delete(LogCheckpoint).where(LogCheckpoint.log_id == log_id)
            self.run(own, table="log_checkpoint")
            LogMarks(self.place.keys).put(slug, measure(self.place.session, slug))
        self.place.session.commit()
        self.place.sign()

    def _fit_ties(self) -> bool:
        site, box = self.entries(SITE), self.entries(self.place.box)
        before = copy.deepcopy((site, box))
        for entry in box:
            if "site_root" in entry:
                entry["site_root"] = _root(site[: entry["site_entries"]])
        by_kind = {
            e["kind"]: e for e in site if e["kind"].startswith(("vote:project", "vote:window"))
        }
        for entry in box:
            if "site_sha256" in entry:
                entry["site_sha256"] = sha256(_bytes(by_kind[entry["kind"]])).hex()
                entry["definition"] = box[0]["sha256"]
        for entry in site:
            if entry["kind"] == "place:log:tied":
                entry["data"]["root"] = _root(box[: entry["data"]["entries"]])
        if (site, box) == before:
            return False
        self.write(SITE, site)
        self.write(self.place.box, box)
        return True

    @contextmanager
    def silenced(self) -> Iterator[None]:
        """The operator's program asks none of its checks."""
        with ExitStack() as patched:
            for name in _ASKED:
                patched.enter_context(mock.patch(name, return_value=None))
            for name in _ANSWERED:
                patched.enter_context(mock.patch(name, return_value=None))
            # What this program thinks of a round, no other is to remember.
            patched.enter_context(mock.patch.object(open_round, "_kept", open_round._Kept()))
            if not self.has_key:
                patched.enter_context(mock.patch.object(self.place, "sign", self._only_fold))
            else:
                patched.enter_context(mock.patch.object(self.place, "sign", self._force))
            yield

    def _only_fold(self) -> None:
        for slug in (SITE, self.place.box):
            audit.fold(self.place.session, self.log_id(slug))
        self.place.session.commit()

    def _force(self) -> None:
        self._only_fold()
        for slug in (SITE, self.place.box):
            rebuild(self.place.session, self.log_id(slug))
            LogMarks(self.place.keys).put(slug, measure(self.place.session, slug))
        with mock.patch("pbplatform.audit.services.sealing._not_as_signed", return_value=None):
            type(self.place).sign(self.place)


def _rename(told: Entries, before: str, after: str) -> None:
    for entry in told:
        for name in ("h", "x"):
            if entry.get(name) == before:
                entry[name] = after


def _without(told: Entries, gone: str) -> None:
    """The entry of an envelope goes; one that it had replaced goes with it."""
    number = next((n for n, entry in enumerate(told) if entry.get("h") == gone), None)
    if number is not None:
        earlier = told[number].get("x")
        del told[number]
        if earlier:
            _without(told, earlier)


def _bytes(entry: Entry) -> bytes:
    return canonical_json({name: value for name, value in entry.items() if name != "_key"})


def _root(entries: Entries) -> str:
    return Head().grown([leaf_hash(_bytes(entry)) for entry in entries]).root.hex()


DURING = OPENS + timedelta(days=2)
AFTER = CLOSES + timedelta(hours=2)
__all__ = ["AFTER", "BEA", "CAST", "DURING", "FROZEN", "OTHER_KEY", "Entries", "Insider", "db"]
