"""A place with one open vote for `bench_vote.py`, and requests that cast, made beforehand."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import text

from config import Settings
from pbplatform import create_app
from pbplatform.audit.domain.log_key import make_log_key, make_promise_key
from pbplatform.audit.jobs.worker import fold_site_log, name_promise_key, seal_logs
from pbplatform.core.db import db
from pbplatform.core.secrets import derive_key
from pbplatform.core.transaction import transaction
from pbplatform.rounds import services as rounds
from pbplatform.rounds.domain.ballots import Approval
from pbplatform.rounds.queries import public_round
from pbplatform.voting import queries
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.domain.sealed_words import SealedWords, Slip
from pbplatform.voting.domain.sealing import PlainBallot, new_tracker, seal
from pbplatform.voting.pages.receipts import hash_of
from pbplatform.voting.services.open_vote import freeze_and_open
from pbplatform.voting.services.roll import import_roll, proof_hash
from tests.apps import let_go
from tests.factories import COMMAND, make_place, make_round
from tests.pages import hidden_field
from tests.voting.elections import PROJECTS

SLUG = "neighbour-fund"
_TICKET = "a-ticket-of-the-bench"
_BLOCK = 50_000  # rows of the roll in one statement
# What else there is in the place, made before the vote opens: told when it opened.
More = Callable[[Settings, datetime], None]


@dataclass(frozen=True)
class VotePlace:
    """A place whose vote is open.

    Attributes:
        environ: what its processes are told.
        voters: how many have a letter; more may be on the roll.
    """

    settings: Settings
    environ: dict[str, str]
    voters: int

    def app(self) -> Flask:
        return create_app(self.settings)


def make_vote_place(
    url: str, folder: Path, *, port: int, voters: int, more: More | None = None
) -> VotePlace:
    """Make the place in a migrated, empty database; voting is open for a week from now on."""
    secret = secrets.token_urlsafe(32)
    settings = Settings(
        mode="production",
        database_url=url,
        database_direct_url=url,
        secret_key=secret,
        key_dir=folder / "keys",
        files_dir=folder / "files",
        public_url=f"http://127.0.0.1:{port}",
        port=port,
    )
    for path in (settings.key_dir, settings.files_dir):
        path.mkdir(parents=True)
        path.chmod(0o700)
    make_log_key(settings.key_dir)
    make_promise_key(settings.key_dir)
    app = create_app(settings)
    with app.app_context():
        opened = datetime.now(UTC) - timedelta(hours=1)
        with transaction() as session:
            make_place(session, now=opened - timedelta(days=200))
        if more is not None:
            more(settings, opened)
        _open_vote(settings, voters, opened)
        name_promise_key(settings)
        fold_site_log(settings)
        seal_logs(settings)
        db.session.remove()
        db.engine.dispose()
    environ = {
        "DATABASE_URL": url,
        "SECRET_KEY": secret,
        "KEY_DIR": str(settings.key_dir),
        "FILES_DIR": str(settings.files_dir),
        "PUBLIC_URL": settings.public_url,
        "PORT": str(port),
        "INSTANCE_DIR": str(folder),
    }
    return VotePlace(settings, {**os.environ, **environ}, voters)


def _open_vote(settings: Settings, voters: int, opened: datetime) -> None:
    key = derive_key(settings.secret_key, "letter-codes")
    proofs = [proof_hash(key, SLUG, f"CODE{number:010}") for number in range(1, voters + 1)]
    with transaction() as session:
        round_ = make_round(session, opens_at=opened, now=opened - timedelta(days=190))
        for number, cost in PROJECTS:
            facts = rounds.ProjectFacts(number=number, title=f"Project {number}", cost_minor=cost)
            rounds.put_on_ballot(session, round_id=round_.id, facts=facts)
        told = {"actor": COMMAND, "round_id": round_.id}
        import_roll(session, **told, proofs=proofs, now=opened - timedelta(days=2))  # type: ignore[arg-type]
        freeze_and_open(
            session,
            **told,  # type: ignore[arg-type]
            urn_key=KeyStore(settings.key_dir).make(SLUG),
            now=opened - timedelta(days=1),
        )


def grow_roll(place: VotePlace, rows: int) -> None:
    """Put further voters on the roll, past every service, until it has so many rows."""
    with place.app().app_context():
        round_id = db.session.scalar(text("SELECT id FROM round"))
        db.session.rollback()
        for start in range(place.voters + 1, rows + 1, _BLOCK):
            end = min(start + _BLOCK, rows + 1)
            numbers = (
                "WITH RECURSIVE n(i) AS (SELECT CAST(:first AS integer) UNION ALL "
                "SELECT i + 1 FROM n WHERE i + 1 < :end) "
            )
            random = (
                "randomblob(32)"
                if db.engine.dialect.name == "sqlite"
                else "sha256(random()::text::bytea || i::text::bytea)"
            )
            with transaction() as session:
                given = {"first": start, "end": end}
                session.execute(text(
                    f"INSERT INTO roll (round_id, voter_no, state, marked, letter, reissued) "  # noqa: S608
                    f"{numbers} SELECT {round_id}, i, 'open', false, 1, false FROM n"
                ), given)  # fmt: skip
                session.execute(text(
                    f"INSERT INTO roll_proof (round_id, proof_hash, voter_no, cancelled) "  # noqa: S608
                    f"{numbers} SELECT {round_id}, {random}, i, false FROM n"
                ), given)  # fmt: skip
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE roll")
                connection.exec_driver_sql("VACUUM ANALYZE roll_proof")
        db.session.remove()
        db.engine.dispose()


def cast_requests(place: VotePlace, voters: Iterator[int], many: int) -> list[bytes]:
    """So many whole HTTP requests, each the first vote of a voter, sealed as browsers do.

    Fewer where there are not so many voters.
    """
    app = place.app()
    with app.app_context():
        round_ = public_round(db.session(), SLUG)
        key, terms = queries.sealing_key(db.session(), round_), round_.definition.told.terms
        words = SealedWords((place.settings.secret_key,), SLUG, round_.ballot)
        db.session.remove()
        db.engine.dispose()
    cookies, token = _browser(app, place)
    made_at = int(datetime.now(UTC).timestamp())
    made = []
    for voter in islice(voters, many):
        tracker = new_tracker()
        slip = Slip(
            voter_no=voter,
            ballot=round_.ballot.blank(),
            tracker="",
            nonce=secrets.token_hex(16),
            expected="",
            made_at=made_at,
            letter=1,
            ticket=hash_of(_TICKET),
        )
        envelope = seal(key, PlainBallot(Approval((4, 9)), tracker))
        form = {
            "csrf_token": token,
            "slip": words.write_slip(slip, terms),
            "envelope": base64.b64encode(envelope).decode(),
        }
        made.append(post_request(place.settings.port, f"/rounds/{SLUG}/vote/cast", form, cookies))
    return made


def post_request(port: int, path: str, form: dict[str, str], cookies: str = "") -> bytes:
    """The bytes of a form that a browser sends on a connection that stays open."""
    body = urlencode(form).encode()
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Origin: http://127.0.0.1:{port}",
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language: en-GB,en;q=0.5",
        "Accept-Encoding: gzip, deflate, br, zstd",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        *([f"Cookie: {cookies}"] if cookies else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _browser(app: Flask, place: VotePlace) -> tuple[str, str]:
    """Cookies and token of a browser that has looked at a page with a form."""
    client = app.test_client()
    page = client.get(f"/rounds/{SLUG}/vote", base_url=place.settings.public_url)
    token = hidden_field(page.text, "csrf_token")
    held = client.get_cookie("pb", domain="127.0.0.1")
    if held is None:
        raise RuntimeError("the page gave no cookie")
    let_go(app)
    return f"pb={held.value}; pb_receipt={_TICKET.replace(' ', '-')}", token
