"""How the votes came: on the result's page and in a file. Source: docs/rules/results.md 14."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from pbplatform.core import undecided
from pbplatform.core.undecided import PaperNumbers
from pbplatform.results.domain.channels import Channels, channels_csv
from pbplatform.results.queries.checks import result_findings
from pbplatform.rounds.models import Round
from pbplatform.voting.models import ON_PAPER, RollEntry
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.voting.services.cast_paper import put_in_paper
from tests.conftest import SetClock
from tests.results.counted import DURING, PAGE, count_it, publish, text_of
from tests.voting.ceremony_acts import close_to_opened
from tests.voting.elections import CLOSES, make_election

PAPERS = PaperNumbers(issued=9, spoiled=1, unused=1, returned=3, set_aside=1)
CHANNELS = Channels(closed=7, on_paper=2, valid=6, invalid=1, papers=PAPERS)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_parts_of_the_file_add_up_to_what_they_are_parts_of() -> None:
    lines = rows(channels_csv(CHANNELS))
    whole = {line["what"]: int(line["number"]) for line in lines}
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        if line["part_of"]:
            sums[line["part_of"], line["by"]] += int(line["number"])
    assert set(sums) == {
        ("votes", "way"),
        ("votes", "count"),
        ("papers_given_out", "place"),
        ("papers_returned", "place"),
    }
    assert all(whole[of] == number for (of, _by), number in sums.items())
    assert CHANNELS.adds_up


@pytest.mark.parametrize(
    "wrong",
    [
        replace(CHANNELS, valid=7),
        replace(CHANNELS, on_paper=3),
        replace(CHANNELS, closed=1, on_paper=2, valid=1, invalid=0),
        replace(CHANNELS, papers=replace(PAPERS, set_aside=0)),
    ],
)
def test_numbers_that_miss_one_do_not_add_up(wrong: Channels) -> None:
    assert not wrong.adds_up


def test_round_with_paper_tells_its_ways_and_where_its_papers_are(
    session: Session,
    tmp_path: Path,
    client: FlaskClient,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    numbers = PaperNumbers(issued=3, spoiled=1, returned=1)
    monkeypatch.setattr(undecided, "_READERS", [lambda _session, _round_id: numbers])
    election = make_election(session, tmp_path / "keys")
    own = (RollEntry.round_id == election.round_id, RollEntry.voter_no > 3)
    session.execute(update(RollEntry).where(*own).values(state=ON_PAPER))
    session.expire_all()
    online = [election.cast(voter, 15) for voter in (1, 2, 3)]
    cast_ballots(session, round_id=election.round_id, sealed=online, clock=DURING)
    paper = (election.cast(101, 7),)
    put_in_paper(session, round_id=election.round_id, sealed=paper, now=CLOSES)
    close_to_opened(session, tmp_path / "keys", election.round_id, now=CLOSES)
    count_it(session, election)
    session.commit()
    clock.at = CLOSES
    assert list(result_findings(session, session.get_one(Round, election.round_id))) == []
    page = text_of(client, PAGE)
    for told in ("Votes online and on paper", "25%", "75%", "Did not come back"):
        assert told in page
    answer = client.get(f"{PAGE}/channels.csv")
    lines = {line["what"]: line["number"] for line in rows(answer.data)}
    assert (lines["votes_online"], lines["votes_on_paper"]) == ("3", "1")
    assert lines["papers_not_returned"] == "1"
    ballots = client.get(f"{PAGE}/ballots.csv").text.splitlines()[1:]
    assert len(ballots) == int(lines["votes"])
    assert f"{PAGE}/channels.csv" in text_of(client, f"{PAGE}/data")
    again = client.get(f"{PAGE}/channels.csv", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_round_without_paper_has_no_word_of_it(
    session: Session, tmp_path: Path, client: FlaskClient, clock: SetClock
) -> None:
    publish(session, tmp_path, clock)
    for page in (PAGE, f"{PAGE}/data"):
        assert "aper" not in text_of(client, page).replace("newspaper", "")
    assert client.get(f"{PAGE}/channels.csv").status_code == 404
