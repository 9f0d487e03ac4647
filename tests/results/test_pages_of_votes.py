"""Pages of the public list of votes are the list, whatever trackers stand in it."""

from __future__ import annotations

from random import Random

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from pbplatform.results.queries import ballot_page, page_of_tracker
from pbplatform.voting.models import PublishedBallot
from pbplatform.voting.models.marks import BALLOTS_PER_PAGE, BallotMark
from pbplatform.voting.services.marking import mark_ballots, marked_wrong
from tests.factories import make_place, make_round

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def votes(session: Session, number: int, seed: int) -> tuple[int, list[tuple[str, int]]]:
    """A round with so many published votes, some of which carry the same tracker."""
    make_place(session)
    round_id = make_round(session).id
    chance = Random(seed)
    keys: set[tuple[str, int]] = set()
    while len(keys) < number:
        tracker = "".join(chance.choices(ALPHABET, k=16))
        keys |= {(tracker, copy) for copy in range(1, chance.choice((2, 2, 2, 4)))}
    own = {"round_id": round_id, "choices": "4", "invalid": ""}
    kept = sorted(keys)[:number]
    rows = [{**own, "tracker": tracker, "copy": copy} for tracker, copy in kept]
    if rows:
        session.execute(insert(PublishedBallot), rows)
    mark_ballots(session, round_id)
    session.commit()
    return round_id, kept


@pytest.mark.parametrize("number", [0, 1, 99, 100, 101, 200, 457])
def test_pages_one_after_the_other_are_the_list(session: Session, number: int) -> None:
    round_id, kept = votes(session, number, seed=number)
    pages = max(1, -(-number // BALLOTS_PER_PAGE))
    told = []
    for page in range(1, pages + 1):
        shown = ballot_page(session, round_id, page=page)
        assert (shown.number, shown.pages, shown.total) == (page, pages, number)
        told += [(row.tracker, row.copy) for row in shown.rows]
    assert told == kept
    assert ballot_page(session, round_id, page=99).number == pages
    assert marked_wrong(session) == []


def test_tracker_is_found_on_the_page_where_its_first_vote_stands(session: Session) -> None:
    round_id, kept = votes(session, 457, seed=3)
    for place, (tracker, copy) in enumerate(kept):
        if copy == 1:
            page = page_of_tracker(session, round_id, tracker)
            assert page == place // BALLOTS_PER_PAGE + 1, tracker
    assert page_of_tracker(session, round_id, "NOTHERE000000000") is None


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_list_without_marks_is_the_same_list(session: Session, missing: int) -> None:
    """Before `migrate` wrote them; votes are passed over from the last mark there is."""
    round_id, kept = votes(session, 357, seed=5)
    session.execute(delete(BallotMark).where(BallotMark.page >= missing))
    session.commit()
    told = [
        (row.tracker, row.copy)
        for page in range(1, 5)
        for row in ballot_page(session, round_id, page=page).rows
    ]
    assert told == kept
    assert [page_of_tracker(session, round_id, kept[n][0]) for n in (0, 356)] == [1, 4]
    assert marked_wrong(session) == [round_id]


def test_mark_elsewhere_is_seen_and_written_anew(session: Session) -> None:
    round_id, _kept = votes(session, 250, seed=8)
    session.execute(update(BallotMark).where(BallotMark.page == 1).values(tracker="A" * 16))
    session.commit()
    assert marked_wrong(session) == [round_id]
    mark_ballots(session, round_id)
    session.commit()
    assert marked_wrong(session) == []
