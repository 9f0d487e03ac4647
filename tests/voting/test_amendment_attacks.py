"""Whoever runs the database amends a vote; who sees it. docs/rules/amendments.md section 2."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.errors import Conflict
from pbplatform.rounds.models import Round, RoundAmendment
from pbplatform.voting.queries.checks import round_findings
from pbplatform.voting.services.cast import cast_ballots
from tests.voting.amending import DURING, extend, withdraw
from tests.voting.elections import CLOSES, Election, make_election
from tests.voting.operator_attacks import Operator, put_in_amendment, tell_amendment

ROW = RoundAmendment.__table__
Attack = Callable[[Operator], None]
MORE = CLOSES + timedelta(days=2)


def in_round(**values: object) -> Attack:
    return lambda operator: operator.change_round(**values)


def in_rows(**values: object) -> Attack:
    return lambda operator: operator.run(update(ROW).values(**values))


def without_rows(operator: Operator) -> None:
    operator.run(delete(ROW))


def forget(operator: Operator) -> None:
    """Rows and what is in force go; the log still has the entries."""
    without_rows(operator)
    operator.change_round(withdrawn=[], amended_closes_at=None, amended_results_at=None)


# What was done, the finding, and whether the next vote is refused.
BEFORE: tuple[tuple[str, Attack, str, bool], ...] = (
    ("withdrawn in the round", in_round(withdrawn=[9]), "amendments_differ", True),
    ("end in the round", in_round(amended_closes_at=MORE), "amendments_differ", True),
    ("promise in the round", in_round(amended_results_at=MORE), "amendments_differ", True),
    ("a row", put_in_amendment, "amendments_differ", False),
    ("an entry", tell_amendment, "amendments_differ", False),
    (
        "row, entry and round",
        lambda operator: put_in_amendment(operator, log=True, in_force=True),
        "amendment_site_log",
        False,
    ),
)
AFTER: tuple[tuple[str, Attack, str, bool], ...] = (
    ("another project", in_round(withdrawn=[4]), "amendments_differ", True),
    ("project back in the round", in_round(withdrawn=[]), "amendments_differ", True),
    ("end in the round", in_round(amended_closes_at=MORE), "amendments_differ", True),
    ("facts in a row", in_rows(facts={"project": 4}), "amendments_differ", True),
    ("facts that are none", in_rows(facts={"nothing": 1}), "amendments_differ", True),
    ("kind in a row", in_rows(kind="other"), "amendments_differ", True),
    ("reason in a row", in_rows(reason="Another."), "amendment_site_log", False),
    ("rows gone", without_rows, "amendments_differ", True),
    ("all of it forgotten", forget, "amendments_differ", False),
)


def taken(session: Session, election: Election) -> bool:
    """Whether the box takes a vote now."""
    try:
        cast_ballots(
            session,
            round_id=election.round_id,
            sealed=[election.cast(1, 7)],
            clock=ManualClock(DURING),
        )
    except Conflict as refused:
        return refused.code != "check.not_taken"
    return True


def seen(session: Session, election: Election) -> set[str]:
    session.expire_all()
    round_ = session.get_one(Round, election.round_id)
    return {finding.code for finding in round_findings(session, round_)}


@pytest.mark.database
@pytest.mark.parametrize(("attack", "code", "stops"), [case[1:] for case in BEFORE])
def test_amendment_that_nobody_made_is_seen(
    session: Session, tmp_path: Path, attack: Attack, code: str, stops: object
) -> None:
    election = make_election(session, tmp_path, voters=2)
    assert seen(session, election) == set()
    attack(Operator(session, election))
    assert f"check.{code}" in seen(session, election)
    assert taken(session, election) != stops


@pytest.mark.database
@pytest.mark.parametrize(("attack", "code", "stops"), [case[1:] for case in AFTER])
def test_amendment_that_was_changed_or_taken_away_is_seen(
    session: Session, tmp_path: Path, attack: Attack, code: str, stops: object
) -> None:
    election = make_election(session, tmp_path, voters=2)
    withdraw(session, election, 9)
    extend(session, election)
    assert seen(session, election) == set()
    assert taken(session, election)
    attack(Operator(session, election))
    assert f"check.{code}" in seen(session, election)
    assert taken(session, election) != stops


def test_end_is_never_earlier_than_the_frozen_one_whatever_a_row_says(
    session: Session, tmp_path: Path
) -> None:
    election = make_election(session, tmp_path, voters=2)
    operator = Operator(session, election)
    operator.change_round(amended_closes_at=CLOSES - timedelta(days=3))
    session.expire_all()
    assert session.get_one(Round, election.round_id).closes_at == CLOSES


def test_nothing_is_amended_on_top_of_what_somebody_changed(
    session: Session, tmp_path: Path
) -> None:
    election = make_election(session, tmp_path, voters=2)
    Operator(session, election).change_round(withdrawn=[4])
    session.expire_all()
    for act in (lambda: withdraw(session, election, 9), lambda: extend(session, election)):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "check.not_taken"
