"""A round at both edges of each of its states, without a database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm.attributes import set_committed_value

from pbplatform.rounds.kinds import State
from pbplatform.rounds.models import Committee, Round, RoundDefinition

TICK = timedelta(microseconds=1)
IDEAS_OPEN, IDEAS_CLOSE = datetime(2027, 1, 4, 8, tzinfo=UTC), datetime(2027, 2, 1, 8, tzinfo=UTC)
REVIEW_CLOSE, OPENS = datetime(2027, 3, 1, 8, tzinfo=UTC), datetime(2027, 3, 8, 8, tzinfo=UTC)
CLOSES, RESULTS = datetime(2027, 3, 22, 8, tzinfo=UTC), datetime(2027, 3, 24, 8, tzinfo=UTC)
FUND, OTHER = 1, 2  # ids of rounds


def a_round(**done: datetime) -> Round:
    """The round `fund`, of one million minor units, with the acts that were done."""
    return Round(
        id=FUND,
        slug="fund",
        name="Fund",
        money_minor=1_000_000,
        currency_code="GBP",
        currency_exponent=2,
        ideas_open_at=IDEAS_OPEN,
        ideas_close_at=IDEAS_CLOSE,
        review_close_at=REVIEW_CLOSE,
        opens_at=OPENS,
        closes_at=CLOSES,
        results_at=RESULTS,
        ballot_kind="approval",
        max_choices=None,
        rule={},
        **done,
    )


PUBLISHED = {"published_at": IDEAS_OPEN - timedelta(days=7)}
FROZEN_ACTS = {**PUBLISHED, "frozen_at": REVIEW_CLOSE}
PAPER = {**FROZEN_ACTS, "paper_complete_at": CLOSES}
CLOSED = {**PAPER, "closed_at": CLOSES}
LOT = {**CLOSED, "lot_at": CLOSES}
SEPARATED = {**LOT, "separated_at": CLOSES}
OPENED = {**SEPARATED, "opened_at": CLOSES + timedelta(hours=1)}
COUNTED = {**OPENED, "counted_at": CLOSES + timedelta(hours=2)}
CERTIFIED = {**COUNTED, "certified_at": RESULTS + timedelta(days=9)}

PAUSED = {
    **PUBLISHED,
    "paused_at": IDEAS_CLOSE,
    "resumes_by": OPENS,
}
CALLED_OFF = {**FROZEN_ACTS, "called_off_at": OPENS}
CALLED_OFF_EARLY = {**PUBLISHED, "called_off_at": IDEAS_CLOSE}

# Each moment: the state it is in, what was done, and the instant. `x+` is the first instant of a
# state, `x-` one microsecond before its end.
_MOMENTS: dict[str, tuple[State, Mapping[str, datetime], datetime]] = {
    "draft": (State.DRAFT, {}, IDEAS_OPEN),
    "soon-": (State.SOON, PUBLISHED, IDEAS_OPEN - TICK),
    "ideas+": (State.IDEAS, PUBLISHED, IDEAS_OPEN),
    "ideas-": (State.IDEAS, PUBLISHED, IDEAS_CLOSE - TICK),
    "review+": (State.REVIEW, PUBLISHED, IDEAS_CLOSE),
    "review-": (State.REVIEW, PUBLISHED, REVIEW_CLOSE - TICK),
    "paused+": (State.PAUSED, PAUSED, IDEAS_CLOSE),
    "paused-": (State.PAUSED, PAUSED, OPENS - TICK),
    "to freeze+": (State.TO_FREEZE, PUBLISHED, REVIEW_CLOSE),
    "to freeze-": (State.TO_FREEZE, PUBLISHED, OPENS - TICK),
    "not opened+": (State.NOT_OPENED, PUBLISHED, OPENS),
    "not opened-": (State.NOT_OPENED, PUBLISHED, CLOSES - TICK),
    "not held+": (State.NOT_HELD, PUBLISHED, CLOSES),
    "ready-": (State.READY, FROZEN_ACTS, OPENS - TICK),
    "voting+": (State.VOTING, FROZEN_ACTS, OPENS),
    "voting-": (State.VOTING, FROZEN_ACTS, CLOSES - TICK),
    "to close+": (State.SHUT, FROZEN_ACTS, CLOSES),
    "paper complete+": (State.PAPER_COMPLETE, PAPER, CLOSES),
    "to open+": (State.CLOSED, CLOSED, CLOSES),
    "to open-": (State.CLOSED, CLOSED, RESULTS - TICK),
    "hour come+": (State.CLOSED, CLOSED, RESULTS),
    "lot+": (State.LOT, LOT, RESULTS - TICK),
    "separated+": (State.SEPARATED, SEPARATED, RESULTS - TICK),
    "to count+": (State.OPENED, OPENED, RESULTS - TICK),
    "results+": (State.PROVISIONAL, COUNTED, RESULTS - TICK),
    "certified+": (State.CERTIFIED, CERTIFIED, RESULTS + timedelta(days=9)),
}
# Moments of rounds that were called off: tables that tell of them add these.
_CALLED_OFF: dict[str, tuple[State, Mapping[str, datetime], datetime]] = {
    "called off early+": (State.CALLED_OFF, CALLED_OFF_EARLY, REVIEW_CLOSE),
    "called off+": (State.CALLED_OFF, CALLED_OFF, OPENS),
}
STATES = {name: state for name, (state, _done, _now) in {**_MOMENTS, **_CALLED_OFF}.items()}
IN_TIME: Mapping[str, Mapping[str, Any]] = {
    name: {"round_": a_round(**done), "now": now} for name, (_state, done, now) in _MOMENTS.items()
}
CALLED_OFF_IN_TIME: Mapping[str, Mapping[str, Any]] = {
    name: {"round_": a_round(**done), "now": now}
    for name, (_state, done, now) in _CALLED_OFF.items()
}
UNFROZEN = ", ".join(
    name for name, (_state, done, _now) in _MOMENTS.items() if "frozen_at" not in done
)
FROZEN = ", ".join(name for name, (_state, done, _now) in _MOMENTS.items() if "frozen_at" in done)
CALLED_OFF_MOMENTS = ", ".join(_CALLED_OFF)


def committee(round_id: int = FUND) -> Committee:
    return Committee(id=1, round_id=round_id, slug="parks", name="Parks")


def strayed(*, by: timedelta) -> Round:
    """The frozen round, its row moved in time since by somebody; the definition is as it was."""
    round_ = with_list(a_round(**FROZEN_ACTS))
    for name in ("opens_at", "closes_at", "results_at"):
        setattr(round_, f"row_{name}", getattr(round_, name) + by)
    return round_


def with_list(round_: Round, *numbers: int) -> Round:
    """The round with a frozen definition that has projects of these numbers."""
    told = {
        "round": round_.slug,
        "name": round_.name,
        "money_minor": round_.money_minor,
        "currency": [round_.currency_code, round_.currency_exponent],
        "ballot": {"kind": round_.ballot_kind, "max": round_.max_choices},
        "rule": round_.rule,
        "projects": [{"n": n, "title": f"Project {n}", "cost_minor": 1} for n in numbers],
        "opens_at": OPENS.isoformat(),
        "closes_at": CLOSES.isoformat(),
        "results_at": RESULTS.isoformat(),
        "urn_key": "",
    }
    body = json.dumps(told).encode()
    set_committed_value(round_, "definition", RoundDefinition(round_id=FUND, body=body))
    return round_


def copied(round_: Round) -> Round:
    """Another round with the same acts, so that a table may add to it."""
    acts = ("published_at", "frozen_at", "paper_complete_at", "closed_at", "lot_at")
    more = ("separated_at", "opened_at", "counted_at", "certified_at")
    return a_round(**{name: getattr(round_, name) for name in (*acts, *more)})
