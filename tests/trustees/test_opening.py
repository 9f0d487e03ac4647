"""A box whose key trustees hold is opened with their shares. docs/rules/trustees.md section 3."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from config import Settings
from pbplatform.accounts import services as accounts
from pbplatform.accounts.pages.cookies import COOKIE
from pbplatform.audit import queries as log
from pbplatform.audit import services as audit
from pbplatform.audit.models import Log
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.errors import Conflict
from pbplatform.rounds.models import Round
from pbplatform.trustees.domain.shares import Dealt, Share, combine, deal
from pbplatform.voting.domain.keystore import HeldKeys, KeyStore
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import PublishedBallot
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.voting.services.opening import open_round
from tests.conftest import SetClock
from tests.factories import make_person
from tests.voting.ceremony_acts import close_and_roll, separate_box
from tests.voting.elections import CLOSES, OPENS, make_election

PROMISED = CLOSES + timedelta(days=3)
BOX = "/desk/facilitator/rounds/neighbour-fund/box"
NAMES = ("Ada", "Ben", "Cy")


@pytest.fixture(scope="module")
def cut() -> tuple[Dealt, list[Share]]:
    return deal(2, NAMES)


@pytest.fixture
def bea(
    app: Flask,
    settings: Settings,
    clock: SetClock,
    client: FlaskClient,
    cut: tuple[Dealt, list[Share]],
) -> FlaskClient:
    """The facilitator in front of a separated box, at the promised hour."""
    with app.app_context():
        session = db.session()
        election = make_election(session, settings.key_dir, dealt=cut[0])
        facilitator = make_person(session, "Bea", role="facilitator")
        casts = [election.cast(1, 4), election.cast(2, 7, 9)]
        at = ManualClock(OPENS + timedelta(days=1))
        cast_ballots(session, round_id=election.round_id, sealed=casts, clock=at)
        close_and_roll(session, election.round_id, now=CLOSES)
        separate_box(session, election.round_id, now=CLOSES)
        clock.at = PROMISED
        token = accounts.open_session(session, account_id=facilitator.account_id or 0, now=clock.at)
        session.commit()
        client.set_cookie(COOKIE, token)
        db.session.remove()
    return client


def typed(page: str, *shares: Share, **changed: str) -> dict[str, str]:
    """What is sent: the shares in order, and what the page showed."""
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', page)
    assert seen is not None
    told = {"seen": seen[1]}
    for n, share in enumerate(shares, 1):
        told |= {f"who_{n}": str(share.number), f"words_{n}": share.words}
    return told | changed


def opened(app: Flask) -> bool:
    with app.app_context():
        return db.session.scalars(select(Round.opened_at)).one() is not None


def told_of_opening(app: Flask) -> dict[str, object]:
    with app.app_context():
        for log_id in db.session.scalars(select(Log.id)):
            audit.fold(db.session(), log_id)
        entries = list(log.all_entries(db.session(), log="site"))
        found = [one.told["data"] for one in entries if one.kind == VoteLog.URN_OPENED]
        db.session.rollback()
    return dict(found[0])


def test_trustees_open_the_box_at_one_screen(
    app: Flask, bea: FlaskClient, cut: tuple[Dealt, list[Share]]
) -> None:
    _dealt, (ada, _ben, cy) = cut
    assert "Open the box together with the trustees" in bea.get(BOX).text
    page = bea.get(f"{BOX}/open")
    assert page.headers["Cache-Control"] == "no-store"
    assert "This server sees the key now" in page.text
    assert "data-kept" not in page.text
    answer = bea.post(f"{BOX}/open", data=typed(page.text, cy, ada))
    assert answer.status_code == 302, answer.text
    assert opened(app)
    assert told_of_opening(app)["shares"] == [1, 3]
    with app.app_context():
        assert db.session.query(PublishedBallot).count() == 2


def test_box_stays_closed_while_a_share_is_wrong_and_the_page_says_which(
    app: Flask, bea: FlaskClient, cut: tuple[Dealt, list[Share]], settings: Settings
) -> None:
    _dealt, (ada, ben, _cy) = cut
    page = bea.get(f"{BOX}/open").text
    other = deal(2, NAMES)[1][1]
    for sent, says in (
        (typed(page, ada, other), "belongs to another key"),
        (typed(page, ada, ada), "was typed above already"),
        (typed(page, ada, ben, words_2=""), "Type the 24 words of this share"),
        (typed(page, ada, ben, words_2="abandon"), "These are 1 words"),
        (typed(page, ada, ben, who_2="3"), "This is share 2 of this key"),
        (typed(page, ada, ben, words_2=ben.words.replace(ben.words.split()[3], "zzz", 1)), "Word"),
    ):
        answer = bea.post(f"{BOX}/open", data=sent)
        assert answer.status_code in (409, 422), says
        assert says in answer.text
        assert ada.words in answer.text  # who typed well does not type again
        assert answer.headers["Cache-Control"] == "no-store"
        assert not opened(app)
    assert kept_anywhere(app, settings.key_dir, ada.words.split()[0]) == []


def kept_anywhere(app: Flask, folder: Path, word: str) -> list[str]:
    """Tables and files in which three words of a share in a row could be found."""
    found = [str(each) for each in folder.rglob("*") if each.is_file() and "urn-" in each.name]
    with app.app_context():
        rows = db.session.connection()
        for table in db.metadata.sorted_tables:
            for row in rows.execute(select(table)):
                if any(isinstance(value, str) and f"{word} " in value for value in row):
                    found.append(table.name)
        db.session.rollback()
    return found


def test_nothing_is_opened_without_shares_by_press_or_command(
    app: Flask, bea: FlaskClient, settings: Settings, cut: tuple[Dealt, list[Share]]
) -> None:
    answer = bea.post(f"{BOX}/open")
    assert answer.status_code in (409, 422)
    assert not opened(app)
    with app.app_context():
        round_ = db.session.scalars(select(Round)).one()
        with pytest.raises(Conflict) as refused:
            open_round(db.session(), KeyStore(settings.key_dir), round_)
        assert refused.value.code == "trustees.shares_needed"
        other = deal(2, NAMES)
        key = _combined(other, 1, 2)
        with pytest.raises(Conflict) as refused:
            open_round(db.session(), HeldKeys(settings.key_dir, key, (1, 2), round_.slug), round_)
        assert refused.value.code == "urn.key_does_not_fit"
        right = HeldKeys(settings.key_dir, _combined(cut, 2, 3), (2, 3), round_.slug)
        assert len(open_round(db.session(), right, round_).ballots) == 2
        db.session.rollback()


def _combined(cut: tuple[Dealt, list[Share]], *numbers: int) -> ec.EllipticCurvePrivateKey:
    return combine(cut[0], [cut[1][number - 1] for number in numbers])


def test_server_never_has_a_key_of_such_a_round(
    app: Flask, bea: FlaskClient, settings: Settings
) -> None:
    assert list(settings.key_dir.glob("urn-*.pem")) == []


def test_early_opening_asks_for_the_shares_too(
    app: Flask, bea: FlaskClient, clock: SetClock, cut: tuple[Dealt, list[Share]]
) -> None:
    clock.at = PROMISED - timedelta(hours=1)
    page = bea.get(f"{BOX}/early").text
    assert bea.post(f"{BOX}/early", data=typed(page, early="y")).status_code in (409, 422)
    assert not opened(app)
    sent = typed(page, *cut[1][:2], early="y")
    assert bea.post(f"{BOX}/early", data=sent).status_code == 302
    assert opened(app)
