"""What anybody tries who has a browser, and no part in running the place."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from pbplatform.core.deciding_clock import ManualClock
from pbplatform.voting.models import UrnEnvelope
from pbplatform.voting.services.cast import NOTHING_IN_BOX, Cast, cast_ballots
from tests.audit.attacks.attack import OUTSIDER, Act, attacks_of
from tests.audit.attacks.insider import Insider
from tests.voting.elections import CLOSES, OPENS


def _send(insider: Insider, cast: Cast) -> None:
    place = insider.place
    given = {"round_id": place.election.round_id, "clock": ManualClock(place.clock.at)}
    cast_ballots(place.session, sealed=[cast], **given)  # type: ignore[arg-type]


def sent(voter: int, *, after: timedelta = timedelta(0), letter: int | None = None) -> Act:
    def act(insider: Insider) -> None:
        insider.place.clock.at += after
        cast = insider.place.election.cast(voter, 15)
        _send(insider, cast if letter is None else replace(cast, letter=letter))

    return act


def envelope_of_another(insider: Insider) -> None:
    """Copied from the public log's neighbour: the same closed vote once more."""
    row = insider.place.session.execute(
        select(UrnEnvelope.envelope, UrnEnvelope.env_hash).limit(1)
    ).one()
    cast = insider.place.election.cast(14, 15)
    _send(insider, replace(cast, envelope=bytes(row.envelope), env_hash=bytes(row.env_hash)))


def older_page(insider: Insider) -> None:
    """From a page that was made before this voter's vote was in the box."""
    _send(insider, insider.place.election.cast(1, 15, expected=NOTHING_IN_BOX))


OUTSIDER_ATTACKS = attacks_of(
    OUTSIDER,
    ("vote before voting opens", "frozen", sent(1)),
    ("vote of nobody on the roll", "voting", sent(21)),
    ("vote by a cancelled letter", "voting", sent(14, letter=0)),
    ("closed vote of another sent again", "voting", envelope_of_another),
    ("vote from a page that is too old", "voting", older_page),
    ("vote after the end", "ending", sent(14, after=CLOSES - OPENS)),
    ("vote after the close", "apart", sent(14)),
)
