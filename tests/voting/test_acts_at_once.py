"""Two acts at one moment: the later one sees what the first one did, or does nothing.

Source: docs/rules/voting.md section 8, docs/rules/accounts.md section 5.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.rounds import queries as rounds_queries
from pbplatform.rounds import services as rounds
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.amendments import stored_amendments
from pbplatform.rounds.services.dates import DATE_FIELDS
from pbplatform.voting import queries
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.queries.checks import round_findings
from pbplatform.voting.services import roll_acts
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.voting.services.close import close_urn, type_lot
from pbplatform.voting.services.open_vote import freeze_and_open
from pbplatform.voting.services.roll import add_by_spares, import_roll, proof_hash
from tests.conftest import TICK
from tests.factories import BEGIN, COMMAND, make_place, make_round
from tests.voting.amending import HOUR, extend, withdraw
from tests.voting.ceremony_acts import CLOSERS
from tests.voting.elections import CLOSES, CODE_KEY, OPENS, TWO, Election, make_election
from tests.voting.one_moment import Act, one_after_the_other

DURING = OPENS + timedelta(days=1)


def _later(session: Session, round_id: int) -> None:
    round_ = session.get_one(Round, round_id)
    dates = rounds.RoundDates(**{name: getattr(round_, name) for name in DATE_FIELDS})
    day = timedelta(days=1)
    moved = replace(dates, closes_at=dates.closes_at + day, results_at=dates.results_at + day)
    rounds.move_dates(
        session, actor=COMMAND, round_id=round_id, dates=moved, reason="Snow", now=BEGIN
    )


def _another(session: Session, round_id: int) -> None:
    facts = rounds.ProjectFacts(number=9, title="Another", cost_minor=100)
    rounds.put_on_ballot(session, round_id=round_id, facts=facts)


def _off(session: Session, round_id: int) -> None:
    rounds.take_off_ballot(session, round_id=round_id, number=4)


def _voters(session: Session, round_id: int) -> None:
    proofs = [proof_hash(CODE_KEY, "x", f"MORE{number}") for number in range(3)]
    import_roll(session, actor=COMMAND, round_id=round_id, proofs=proofs, now=BEGIN)


@pytest.mark.database
@pytest.mark.parametrize("change", [_later, _another, _off, _voters])
def test_nothing_that_the_frozen_ballot_fixes_changes_while_it_is_frozen(
    app: Flask, tmp_path: Path, change: Callable[[Session, int], None]
) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        round_ = make_round(session, name="Neighbour Fund", opens_at=OPENS, max_choices=2)
        round_id, slug = round_.id, round_.slug
        for number in (4, 7):
            facts = rounds.ProjectFacts(number=number, title="Benches", cost_minor=1_000)
            rounds.put_on_ballot(session, round_id=round_id, facts=facts)
        proofs = [proof_hash(CODE_KEY, slug, f"CODE{number}") for number in range(3)]
        import_roll(session, actor=COMMAND, round_id=round_id, proofs=proofs, now=BEGIN)
    key = KeyStore(tmp_path).make(slug)

    def freeze(session: Session) -> None:
        freeze_and_open(session, actor=COMMAND, round_id=round_id, urn_key=key, now=BEGIN)

    met = one_after_the_other(app, freeze, lambda session: change(session, round_id))
    assert isinstance(met, Conflict), met
    with app.app_context():
        assert round_findings(db.session(), rounds_queries.round_by_slug(db.session(), slug)) == []
        assert queries.roll_size(db.session(), round_id) == 3


@pytest.mark.database
def test_two_who_type_the_lot_at_one_moment_are_two_and_none_meets_an_error(
    app: Flask, tmp_path: Path
) -> None:
    with app.app_context(), transaction() as session:
        round_id = make_election(session, tmp_path).round_id
        close_urn(session, pair=CLOSERS, round_id=round_id, now=CLOSES + timedelta(seconds=1))

    def typed(key: str) -> Act:
        actor = ActorRef("command", key, "operator", "place", key)
        now = CLOSES + timedelta(hours=1)
        return lambda session: type_lot(
            session, actor=actor, round_id=round_id, digits="1234567890", now=now
        )

    assert one_after_the_other(app, typed("A"), typed("B")) is None
    with app.app_context():
        lot = queries.lot_number(db.session(), round_id)
        assert lot is not None
        assert lot.confirmed


@pytest.mark.database
def test_two_additions_at_one_moment_are_one_and_a_refusal(app: Flask, tmp_path: Path) -> None:
    with app.app_context(), transaction() as session:
        round_id = make_election(session, tmp_path).round_id

    def adding(spare: int) -> Act:
        return lambda session: add_by_spares(
            session,
            pair=TWO,
            round_id=round_id,
            first_spare=spare,
            last_spare=spare,
            known=5,
            now=DURING,
        )

    met = one_after_the_other(app, adding(1), adding(2))
    assert isinstance(met, Conflict), met
    assert met.code == "roll.changed"


@pytest.mark.database
def test_letter_is_not_replaced_as_of_an_empty_box_while_a_vote_is_put_in(
    app: Flask, tmp_path: Path
) -> None:
    with app.app_context(), transaction() as session:
        election = make_election(session, tmp_path)
        round_ = session.get_one(Round, election.round_id)
        asked = roll_acts.to_bind(session, round_, voter_no=1, spare_no=1)
    vote = election.cast(1, 4)

    def cast(session: Session) -> None:
        clock = ManualClock(DURING)
        cast_ballots(session, round_id=election.round_id, sealed=[vote], clock=clock)

    met = one_after_the_other(
        app, cast, lambda session: roll_acts.BIND_SPARE.perform(session, TWO, asked, DURING)
    )
    assert isinstance(met, Conflict), met
    assert met.code == "pair.other_facts"


def _cast(election: Election, voter: int, now: datetime) -> Act:
    vote = election.cast(voter, 9)
    clock = ManualClock(now)
    return lambda session: cast_ballots(
        session, round_id=election.round_id, sealed=[vote], clock=clock
    )


def _close(election: Election, now: datetime) -> Act:
    return lambda session: close_urn(session, pair=CLOSERS, round_id=election.round_id, now=now)


def _amended(app: Flask, election: Election) -> tuple[int, int]:
    """How many votes are in the box, and how many amendments; all logs agree."""
    with app.app_context():
        round_ = db.session.get_one(Round, election.round_id)
        assert round_findings(db.session(), round_) == []
        made = stored_amendments(db.session(), round_.id)
        return len(queries.slots_in_box(db.session(), round_.id)), len(made)


@pytest.fixture
def election(app: Flask, tmp_path: Path) -> Election:
    with app.app_context(), transaction() as session:
        return make_election(session, tmp_path)


@pytest.mark.database
def test_vote_at_the_old_end_waits_for_an_extension_and_goes_in(
    app: Flask, election: Election
) -> None:
    met = one_after_the_other(
        app, lambda session: extend(session, election), _cast(election, 1, CLOSES)
    )
    assert met is None, met
    assert _amended(app, election) == (1, 1)


@pytest.mark.database
def test_vote_in_the_last_microsecond_stays_while_voting_is_extended(
    app: Flask, election: Election
) -> None:
    met = one_after_the_other(
        app, _cast(election, 1, CLOSES - TICK), lambda session: extend(session, election)
    )
    assert met is None, met
    assert _amended(app, election) == (1, 1)


@pytest.mark.database
def test_vote_at_the_shut_is_refused_where_no_extension_came_before_it(
    app: Flask, election: Election
) -> None:
    """The vote is refused by the end that holds when it has the round; the extension follows."""

    cast = _cast(election, 1, CLOSES)

    def refused(session: Session) -> None:
        with pytest.raises(Conflict, match=r"vote\.closed"):
            cast(session)

    later = CLOSES + HOUR
    met = one_after_the_other(
        app, refused, lambda session: extend(session, election, later + HOUR, now=later)
    )
    assert met is None, met
    assert _amended(app, election) == (0, 1)


@pytest.mark.database
@pytest.mark.parametrize("vote_first", [True, False])
def test_vote_and_withdrawal_of_what_it_names_both_stand_whichever_comes_first(
    app: Flask, election: Election, vote_first: bool
) -> None:
    cast = _cast(election, 1, DURING)
    acts = (cast, lambda session: withdraw(session, election, 9))
    first, second = acts if vote_first else acts[::-1]
    assert one_after_the_other(app, first, second) is None
    assert _amended(app, election) == (1, 1)


@pytest.mark.database
def test_box_is_not_closed_while_voting_is_extended(app: Flask, election: Election) -> None:
    met = one_after_the_other(
        app, lambda session: extend(session, election), _close(election, CLOSES)
    )
    assert isinstance(met, Conflict), met
    assert met.code == "vote.still_open"
    assert _amended(app, election) == (0, 1)


@pytest.mark.database
def test_voting_is_not_extended_while_the_box_is_closed(app: Flask, election: Election) -> None:
    later = CLOSES + HOUR
    met = one_after_the_other(
        app,
        _close(election, later),
        lambda session: extend(session, election, later + HOUR, now=later),
    )
    assert isinstance(met, Conflict), met
    assert met.code == "amend.too_late_to_extend"
    assert _amended(app, election) == (0, 0)


@pytest.mark.database
def test_two_amendments_at_one_moment_have_two_numbers(app: Flask, election: Election) -> None:
    met = one_after_the_other(
        app,
        lambda session: withdraw(session, election, 9),
        lambda session: withdraw(session, election, 7),
    )
    assert met is None, met
    assert _amended(app, election) == (0, 2)
    again = one_after_the_other(
        app,
        lambda session: withdraw(session, election, 4),
        lambda session: withdraw(session, election, 15),
    )
    assert isinstance(again, Conflict), again
    assert again.code == "amend.last_project"
