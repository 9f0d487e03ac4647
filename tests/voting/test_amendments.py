"""What may still change after the freeze. Rules: docs/rules/amendments.md."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import queries as log
from pbplatform.audit import services as audit
from pbplatform.audit.models import SITE
from pbplatform.cli.count_files import count_file, rule_of_name
from pbplatform.core.canonical import sha256
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.core.outbox import OutboxRow
from pbplatform.results import services as results
from pbplatform.results.queries.checks import result_findings
from pbplatform.results.queries.files import count_files
from pbplatform.rounds.domain.amendments import Outage
from pbplatform.rounds.models import Round
from pbplatform.voting.models import RollAccount
from pbplatform.voting.queries.checks import round_findings
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.voting.services.close import close_urn
from tests.conftest import TICK
from tests.factories import COMMAND, make_person
from tests.voting.amending import DURING, HOUR, OUTAGE, WHY, extend, withdraw
from tests.voting.ceremony_acts import CLOSERS, close_to_opened
from tests.voting.elections import CLOSES, OPENS, Election, make_election


@pytest.fixture
def election(session: Session, tmp_path: Path) -> Election:
    return make_election(session, tmp_path, voters=9)


def vote(
    session: Session, election: Election, voter: int, *choices: int, at: datetime = DURING
) -> None:
    clock = ManualClock(at)
    cast = election.cast(voter, *choices)
    cast_ballots(session, round_id=election.round_id, sealed=[cast], clock=clock)


def round_of(session: Session, election: Election) -> Round:
    return session.get_one(Round, election.round_id)


def folded(session: Session, election: Election) -> list[dict[str, object]]:
    audit.fold(session, audit.ensure_log(session, f"rounds/{election.slug}"))
    return [entry.told for entry in log.all_entries(session, log=f"rounds/{election.slug}")]


@pytest.mark.database
def test_withdrawal_changes_no_frozen_byte_and_stands_in_both_logs(
    session: Session, election: Election
) -> None:
    round_ = round_of(session, election)
    frozen = bytes(round_.definition.body) if round_.definition else b""
    made = withdraw(session, election, 9)
    assert (made.n, round_.withdrawn) == (1, [9])
    session.refresh(round_)
    assert round_.definition is not None
    assert bytes(round_.definition.body) == frozen
    audit.fold(session, audit.ensure_log(session, SITE))
    entry = next(one for one in log.all_entries(session, log=SITE) if one.kind == made_kind())
    told = entry.told["data"]
    assert (told["first"], told["second"], told["reason"]) == ("Bea", "Ada", WHY)
    last = folded(session, election)[-1]
    assert last == {
        "v": 1,
        "kind": "vote:project:withdrawn",
        "amendment": 1,
        "project": 9,
        "definition": bytes(round_.definition.sha256).hex(),
        "site_sha256": sha256(entry.body).hex(),
    }
    assert round_findings(session, round_) == []


def made_kind() -> str:
    return "vote:project:withdrawn"


@pytest.mark.database
def test_amendments_stand_after_all_votes_of_their_batch_and_publish_none_early(
    session: Session, election: Election
) -> None:
    vote(session, election, 1, 4)
    withdraw(session, election, 9)
    in_order = log.size(session, log=f"rounds/{election.slug}")
    vote(session, election, 2, 7)
    vote(session, election, 1, 7)
    withdraw(session, election, 7)
    assert log.size(session, log=f"rounds/{election.slug}") == in_order == 1
    kinds = [told["kind"] for told in folded(session, election)]
    assert kinds == ["round:definition:frozen", *["vote:envelope:cast"] * 3, *[made_kind()] * 2]
    assert [told.get("amendment") for told in folded(session, election)][-2:] == [1, 2]
    assert round_findings(session, round_of(session, election)) == []


def test_vote_that_names_a_withdrawn_project_still_goes_in_and_counts_for_the_rest(
    session: Session, election: Election, tmp_path: Path
) -> None:
    for voter in (1, 2, 3):
        vote(session, election, voter, 9, 4)
    withdraw(session, election, 9)
    vote(session, election, 4, 9, 7)
    tallied = counted(session, election, tmp_path)
    assert tallied.result.winners == ("4", "7", "15")
    reason = tallied.result.outcome_of("9")
    assert (str(reason.reason), reason.score, reason.cost_minor) == ("withdrawn", 4, 9_600_000)
    assert "enough" not in tallied.notes.get("9", {})
    round_ = round_of(session, election)
    results.publish_result(
        session, actor=COMMAND, round_id=election.round_id, tallied=tallied, now=CLOSES + HOUR
    )
    assert list(result_findings(session, round_)) == []


def counted(session: Session, election: Election, keys: Path) -> results.Tallied:
    at = round_of(session, election).closes_at
    close_to_opened(session, keys, election.round_id, now=at)
    return results.count_in_memory(session, round_id=election.round_id)


def test_files_of_a_count_carry_what_was_withdrawn(
    session: Session, election: Election, tmp_path: Path
) -> None:
    vote(session, election, 1, 9, 4)
    withdraw(session, election, 9)
    tallied = counted(session, election, tmp_path)
    result = results.publish_result(
        session, actor=COMMAND, round_id=election.round_id, tallied=tallied, now=CLOSES + HOUR
    )
    files = {name: file.content.decode() for name, file in count_files(session, result).items()}
    assert ",9,1,9600000,withdrawn,,,," in files["trace.csv"]
    assert "999999999.00" in files["ballots.pb"]
    assert "Withdrawn before the count, and passed over by it: 9." in files["ballots.pb"]
    assert "Withdrawn before the count: 9." in files["RECOUNT.md"]
    for name in ("ballots.pb", "rule.json"):
        (tmp_path / name).write_text(files[name])
    rule = str(tmp_path / "rule.json")
    again = count_file(tmp_path / "ballots.pb", rule, rule_of_name(rule), None)
    assert again.result.winners == tallied.result.winners
    assert str(again.result.outcome_of("9").reason) == "withdrawn"
    told = json.loads(files["result.json"])
    assert next(one for one in told["projects"] if one["project"] == "9")["reason"] == "withdrawn"


@pytest.mark.parametrize(
    ("number", "now", "code"),
    [
        (9, CLOSES, "amend.too_late_to_withdraw"),
        (9, CLOSES - TICK, None),
        (9, OPENS - timedelta(hours=2), None),
        (8, DURING, "project.not_on_ballot"),
    ],
)
def test_project_is_withdrawn_from_the_freeze_until_voting_ends(
    session: Session, election: Election, number: int, now: datetime, code: str | None
) -> None:
    if code is None:
        withdraw(session, election, number, now)
        return
    with pytest.raises(DomainError) as refused:
        withdraw(session, election, number, now)
    assert refused.value.code == code


def test_last_project_is_not_withdrawn(session: Session, election: Election) -> None:
    for number in (4, 7, 9):
        withdraw(session, election, number)
    for number, code in ((15, "amend.last_project"), (4, "amend.withdrawn_already")):
        with pytest.raises(Conflict) as refused:
            withdraw(session, election, number)
        assert refused.value.code == code


@pytest.mark.database
def test_extension_moves_the_end_for_votes_and_for_the_close(
    session: Session, election: Election
) -> None:
    extend(session, election)
    round_ = round_of(session, election)
    assert round_.closes_at == CLOSES + HOUR
    assert round_.row_closes_at == CLOSES
    vote(session, election, 1, 4, at=CLOSES + HOUR - TICK)
    with pytest.raises(Conflict) as refused:
        vote(session, election, 2, 4, at=CLOSES + HOUR)
    assert refused.value.code == "vote.closed"
    with pytest.raises(Conflict) as early:
        close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES + HOUR - TICK)
    assert early.value.code == "vote.still_open"
    for at, found in ((CLOSES + HOUR - TICK, True), (CLOSES + HOUR, False)):
        assert round_.is_open(at) is found
        query = select(Round.id).where(Round.id == round_.id, Round.open_at(at))
        assert (session.scalar(query) is not None) is found
    close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES + HOUR)
    assert round_findings(session, round_) == []


@pytest.mark.database
def test_extension_after_the_clock_ended_voting_opens_it_again_once(
    session: Session, election: Election
) -> None:
    late = CLOSES + timedelta(hours=12)
    with pytest.raises(Conflict):
        vote(session, election, 1, 4, at=late)
    extend(session, election, late + 2 * HOUR, now=late)
    vote(session, election, 1, 4, at=late)
    assert round_of(session, election).results_at >= late + 2 * HOUR
    other = Outage(CLOSES + 13 * HOUR, CLOSES + 14 * HOUR)
    again = late + 3 * HOUR
    with pytest.raises(Conflict) as refused:
        extend(session, election, again + HOUR, outage=other, now=again)
    assert refused.value.code == "amend.extended_after_the_end"


def test_promised_hour_moves_only_when_voting_would_end_after_it(
    session: Session, election: Election
) -> None:
    round_ = round_of(session, election)
    promised = round_.results_at
    extend(session, election)
    assert round_.results_at == promised
    long = Outage(OPENS, CLOSES - HOUR)
    with pytest.raises(Conflict) as refused:  # the same hours are made good once
        extend(session, election, promised + HOUR, outage=long)
    assert refused.value.code == "amend.outage_made_good"
    before = Outage(OPENS, OUTAGE.since)
    extend(session, election, promised + HOUR, outage=before)
    assert round_.closes_at == promised + HOUR
    assert round_.results_at == promised + (promised + HOUR - (CLOSES + HOUR))


def test_those_who_can_be_reached_get_the_same_mail(session: Session, election: Election) -> None:
    for name, role in (("Bea", "facilitator"), ("Ada", "auditor"), ("Carla", "clerk")):
        make_person(session, name, role=role)
    voter = make_person(session, "Vera")
    session.add(RollAccount(round_id=election.round_id, account_id=int(voter.key), voter_no=1))
    withdraw(session, election, 9)
    rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == "voting:project_withdrawn"))
    told = [dict(row.payload) for row in rows]
    assert len({one.pop("to") for one in told}) == 4
    assert all(one == told[0] for one in told)
