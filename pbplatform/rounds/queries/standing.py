"""Where a round stands: what is late, and its stages.

The one place that every page, list, desk and mail asks. A date that has passed is never told as an
act that somebody did. Source: docs/rules/rounds.md sections 5 and 7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from pbplatform.core.undecided import hand_check_wants, paper_numbers
from pbplatform.rounds.kinds import AFTER_THE_VOTE, PHASE_OF, Phase, State
from pbplatform.rounds.models import Round

# The promised instant of each state, where an act of a person is promised by it.
_PROMISED: Mapping[State, str] = {
    State.DRAFT: "ideas_open_at",
    State.PAUSED: "resumes_by",
    State.NOT_OPENED: "opens_at",
    State.NOT_HELD: "opens_at",
    **dict.fromkeys(AFTER_THE_VOTE, "results_at"),
    State.PROVISIONAL: "certify_due_at",
}


def late_since(round_: Round, now: datetime) -> datetime | None:
    """The promised instant that has passed without its act; None when nothing is late."""
    name = _PROMISED.get(round_.state(now))
    if name is None:
        return None
    promised: datetime | None = getattr(round_, name)
    return promised if promised is not None and now >= promised else None


@dataclass(frozen=True)
class Stage:
    """One step of a round's timeline.

    Attributes:
        place: `done`, `now` or `next`; at most one is `now`.
        state: the same, or `paused`, `late` (its promised start has passed), or `never`.
        starts_at, ends_at: as planned, or as it was where an act decided it.
    """

    key: str  # ideas, review, vote, results, delivery
    place: str
    state: str
    starts_at: datetime
    ends_at: datetime | None


_PLACE: Mapping[Phase, int] = {
    Phase.DRAFT: -1,
    Phase.SOON: -1,
    Phase.IDEAS: 0,
    Phase.REVIEW: 1,
    Phase.READY: 1,
    Phase.VOTING: 2,
    Phase.COUNTING: 3,
    Phase.RESULTS: 4,
    Phase.CALLED_OFF: -1,
}


def timeline(round_: Round, now: datetime) -> list[Stage]:
    """The five stages of a round as they stand at `now`; what did not happen is `late`."""
    place = _PLACE[PHASE_OF[_state_of_stages(round_, now)]]
    spans = (
        ("ideas", round_.ideas_open_at, round_.ideas_close_at),
        ("review", round_.ideas_close_at, _review_end(round_)),
        ("vote", round_.opens_at, round_.closes_at),
        ("results", round_.results_at, round_.counted_at),
        ("delivery", round_.counted_at or round_.results_at, None),
    )
    stages = []
    for at, (key, starts, ends) in enumerate(spans):
        reached = "done" if at < place else "now" if at == place else "next"
        state = _stage_state(key, reached, round_, now)
        shape = {"late": reached, "paused": "now", "never": "next"}.get(state, state)
        stages.append(Stage(key, shape, state, starts, ends))
    return stages


def _state_of_stages(round_: Round, now: datetime) -> State:
    """Where the stages stand: those of a paused round as they were when it was paused."""
    held = round_.paused_at is not None and round_.state(now) is State.PAUSED
    return round_.state_by_dates(round_.paused_at or now) if held else round_.state(now)


def _review_end(round_: Round) -> datetime:
    """The end of review: the freeze where that came later."""
    return max(round_.review_close_at, round_.frozen_at or round_.review_close_at)


def _stage_state(key: str, reached: str, round_: Round, now: datetime) -> str:
    state = round_.state(now)
    if state is State.PAUSED:
        return "paused" if reached == "now" else reached
    if key == "ideas" and round_.published_at and round_.published_at >= round_.ideas_close_at:
        return "never"
    if key == "vote" and state in (State.NOT_OPENED, State.NOT_HELD):
        return "late"
    if key == "review" and state is State.READY and now >= round_.review_close_at:
        return "done"
    if key == "results" and reached != "done" and now >= round_.results_at:
        return "late"
    return reached


class Stop(StrEnum):
    """What of its papers stands between a round and its next act."""

    PAPER = "paper"
    HAND_CHECK = "owed"
    DIFFERS = "differ"


def what_stops(session: Session, round_: Round, now: datetime) -> Stop | None:
    """Papers that are not in the box after the vote, or a hand check before the certificate.

    While everybody can still object to the count, that is what the certificate waits for.
    Source: docs/rules/paper.md sections 4.4 and 5.4.
    """
    state = round_.state(now)
    if state is State.SHUT:
        papers = paper_numbers(session, round_.id)
        return Stop.PAPER if papers.undecided or papers.more_open else None
    if state is not State.PROVISIONAL or round_.recount_owed or round_.takes_objections(now):
        return None
    wants = hand_check_wants(session, round_)
    return Stop(wants) if wants else None
