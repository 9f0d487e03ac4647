"""Moments that nobody presses are told once, while they are news.

Source: docs/rules/notices.md section 6.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.kinds import LogKind
from pbplatform.core.facts import NewsFact, kinds_in, tell_fact
from pbplatform.core.transaction import transaction
from pbplatform.rounds import services as rounds
from pbplatform.rounds.domain.moments import Moment, moments_now
from pbplatform.rounds.models import Round
from pbplatform.rounds.services.moments import moments_to_tell, tell_moments
from pbplatform.slices import SLICES
from tests.factories import BEGIN, COMMAND, make_place, make_round
from tests.notices.untold import TOLD, UNTOLD
from tests.rounds_in_time import (
    CALLED_OFF,
    CLOSED,
    CLOSES,
    COUNTED,
    FROZEN_ACTS,
    IDEAS_CLOSE,
    IDEAS_OPEN,
    OPENS,
    PUBLISHED,
    TICK,
    a_round,
)
from tests.voting.one_moment import one_after_the_other

DAY = timedelta(days=1)
LATE = {"published_at": IDEAS_OPEN + 5 * DAY}
SHORT_AHEAD = {"published_at": IDEAS_CLOSE - 3 * DAY}
PAUSED = {**PUBLISHED, "paused_at": IDEAS_OPEN, "resumes_by": IDEAS_CLOSE}


@pytest.mark.parametrize(
    ("done", "now", "expected"),
    [
        (PUBLISHED, IDEAS_OPEN - TICK, []),
        (PUBLISHED, IDEAS_OPEN, [Moment.IDEAS_OPEN]),
        (PUBLISHED, IDEAS_OPEN + 2 * DAY - TICK, [Moment.IDEAS_OPEN]),
        (PUBLISHED, IDEAS_OPEN + 2 * DAY, []),
        ({}, IDEAS_OPEN, []),  # a draft
        (PAUSED, IDEAS_OPEN + DAY, []),
        (LATE, IDEAS_OPEN + 5 * DAY, [Moment.IDEAS_OPEN]),  # public only now
        (PUBLISHED, IDEAS_CLOSE - 3 * DAY - TICK, []),
        (PUBLISHED, IDEAS_CLOSE - 3 * DAY, [Moment.IDEAS_CLOSE_SOON]),
        (PUBLISHED, IDEAS_CLOSE - DAY - TICK, [Moment.IDEAS_CLOSE_SOON]),
        (PUBLISHED, IDEAS_CLOSE - DAY, []),
        (SHORT_AHEAD, IDEAS_CLOSE - 3 * DAY, [Moment.IDEAS_OPEN]),  # no reminder the same day
        (PUBLISHED, OPENS, []),  # its date has come, and nothing was frozen
        (FROZEN_ACTS, OPENS - TICK, []),
        (FROZEN_ACTS, OPENS, [Moment.VOTING_OPENS]),
        (FROZEN_ACTS, OPENS + 2 * DAY, []),
        (FROZEN_ACTS, CLOSES - 3 * DAY, [Moment.VOTING_CLOSES_SOON]),
        (FROZEN_ACTS, CLOSES - TICK, []),
        (FROZEN_ACTS, CLOSES, [Moment.VOTING_CLOSED]),
        (CLOSED, CLOSES + 2 * DAY - TICK, [Moment.VOTING_CLOSED]),
        (CLOSED, CLOSES + 2 * DAY, []),
        (COUNTED, CLOSES + DAY, []),  # the result says more
        (CALLED_OFF, OPENS, []),
        (CALLED_OFF, CLOSES, []),
    ],
)
def test_moment_is_news_from_its_instant_until_it_is_old(
    done: dict[str, datetime], now: datetime, expected: list[Moment]
) -> None:
    assert [moment for moment, _at in moments_now(a_round(**done), now)] == expected


def told(session: Session) -> list[str]:
    session.flush()
    return sorted(session.scalars(select(NewsFact.kind)))


def test_moment_is_told_once_and_again_only_when_its_date_moved(session: Session) -> None:
    make_place(session)
    fund = make_round(session)
    at = fund.ideas_close_at - 3 * DAY
    assert moments_to_tell(session, now=at) == [fund.id]
    assert tell_moments(session, round_id=fund.id, now=at) == 1
    for later in (at, at + timedelta(hours=5)):
        assert moments_to_tell(session, now=later) == []
        assert tell_moments(session, round_id=fund.id, now=later) == 0
    before = {name: getattr(fund, name) for name in rounds.RoundDates.__dataclass_fields__}
    dates = rounds.RoundDates(**{**before, "ideas_close_at": fund.ideas_close_at + 3 * DAY})
    moved = {"dates": dates, "reason": "Snow.", "now": at}
    rounds.move_dates(session, actor=COMMAND, round_id=fund.id, **moved)
    again = fund.ideas_close_at - 3 * DAY
    assert moments_to_tell(session, now=again) == [fund.id]
    assert tell_moments(session, round_id=fund.id, now=again) == 1
    assert told(session).count("rounds:ideas_close_soon") == 2


def test_worker_that_was_away_leaves_old_moments_out(session: Session) -> None:
    make_place(session)
    fund = make_round(session)
    assert moments_to_tell(session, now=fund.ideas_open_at + 20 * DAY) == []
    assert tell_moments(session, round_id=fund.id, now=fund.ideas_open_at + 20 * DAY) == 0


@pytest.mark.database
def test_two_workers_at_one_moment_tell_it_once(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        fund = make_round(session)
        round_id, now = fund.id, fund.ideas_open_at

    def tell(session: Session) -> None:
        tell_moments(session, round_id=round_id, now=now)

    assert one_after_the_other(app, tell, tell) is None
    with app.app_context(), transaction() as session:
        assert told(session) == ["rounds:ideas_open"]


@pytest.mark.database
def test_fact_that_is_told_once_says_whether_it_was_written(session: Session) -> None:
    given = {"about": "rounds/fund", "title": "Fund", "now": BEGIN}
    assert tell_fact(session, "rounds:ideas_open", once="1", **given)
    assert not tell_fact(session, "rounds:ideas_open", once="1", **given)
    assert tell_fact(session, "rounds:ideas_open", once="2", **given)
    assert tell_fact(session, "rounds:voting_opens", once="1", **given)
    assert tell_fact(session, "rounds:ideas_open", **given)
    assert tell_fact(session, "rounds:ideas_open", **given)
    assert len(told(session)) == 5


def test_nothing_is_told_of_a_draft(session: Session) -> None:
    make_place(session)
    draft = make_round(session, published=False)
    before = {name: getattr(draft, name) for name in rounds.RoundDates.__dataclass_fields__}
    dates = rounds.RoundDates(**{**before, "results_at": draft.results_at + DAY})
    given = {"dates": dates, "reason": "", "now": BEGIN}
    rounds.move_dates(session, actor=COMMAND, round_id=draft.id, **given)
    assert moments_to_tell(session, now=draft.ideas_open_at) == []
    assert told(session) == []
    assert session.get_one(Round, draft.id).published_at is None


def test_every_kind_of_entry_is_told_or_has_a_reason() -> None:
    kinds = {kind for each in LogKind.__subclasses__() for kind in each}
    assert set(TOLD) | set(UNTOLD) == kinds
    assert not set(TOLD) & set(UNTOLD)
    assert set(TOLD.values()) <= set(kinds_in(each.facts for each in SLICES))
    # Moments that nobody presses stand in no entry.
    by_the_clock = {f"rounds:{moment}" for moment in Moment}
    late = {"delivery:line_late", "points:late", "points:promise_missed"}
    assert (by_the_clock | late) & set(TOLD.values()) == set()
