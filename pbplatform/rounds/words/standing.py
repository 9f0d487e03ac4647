"""Where a round stands: its state, what is late, who acts next, and its stages.

The one place that every page, list, desk and mail asks. A date that has passed is never told as an
act that somebody did. Source: docs/rules/rounds.md sections 5 and 7, ruling 37.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.core.next_act import NextAct
from pbplatform.rounds.kinds import PHASE_OF, Phase, State
from pbplatform.rounds.models import Round

_RESULT_LATE = _l("If not, this page says that the result is late. The votes stay sealed.")

# The promised instant of each state, where an act of a person is promised by it.
_PROMISED: Mapping[State, str] = {
    State.DRAFT: "ideas_open_at",
    State.NOT_OPENED: "opens_at",
    State.NOT_HELD: "opens_at",
    State.TO_CLOSE: "results_at",
    State.TO_OPEN: "results_at",
    State.TO_COUNT: "results_at",
}


def late_since(round_: Round, now: datetime) -> datetime | None:
    """The promised instant that has passed without its act; None when nothing is late."""
    name = _PROMISED.get(round_.state(now))
    if name is None:
        return None
    promised: datetime = getattr(round_, name)
    return promised if now >= promised else None


@dataclass(frozen=True)
class _Turn:
    """A row of section 5: who does what by which of the round's dates, and otherwise what."""

    who: LazyString
    what: LazyString
    by: str
    otherwise: LazyString


_TURNS: Mapping[State, _Turn] = {
    State.DRAFT: _Turn(
        who=_l("The facilitator"),
        what=_l("Checks the dates and publishes the round."),
        by="ideas_open_at",
        otherwise=_l("Until then nobody else sees it, and it takes no ideas."),
    ),
    State.SOON: _Turn(
        who=_l("The clock"),
        what=_l("Ideas open by themselves."),
        by="ideas_open_at",
        otherwise=_l("Tell your neighbours until then."),
    ),
    State.IDEAS: _Turn(
        who=_l("Everybody"),
        what=_l("You and everybody else can send ideas."),
        by="ideas_close_at",
        otherwise=_l("An idea that comes later waits for the next round."),
    ),
    State.REVIEW: _Turn(
        who=_l("Delegates and officials"),
        what=_l("They turn ideas into proposals with a price, and decide which go to the vote."),
        by="review_close_at",
        otherwise=_l("What is not decided by then is not in this vote."),
    ),
    State.TO_FREEZE: _Turn(
        who=_l("The facilitator"),
        what=_l("Freezes the list of projects, so that voting can open."),
        by="opens_at",
        otherwise=_l("If not, voting does not open, and this page says that it is late."),
    ),
    State.NOT_OPENED: _Turn(
        who=_l("The facilitator"),
        what=_l("Freezes the list of projects, so that voting can open, or sets new dates."),
        by="opens_at",
        otherwise=_l("Until then nobody can vote. New dates and their reason are public."),
    ),
    State.NOT_HELD: _Turn(
        who=_l("The facilitator"),
        what=_l("Sets new dates for the vote, with a public reason."),
        by="opens_at",
        otherwise=_l("Until then there is no vote and no result in this round."),
    ),
    State.READY: _Turn(
        who=_l("The clock"),
        what=_l("Voting opens by itself."),
        by="opens_at",
        otherwise=_l("Money, rule and projects can no longer change."),
    ),
    State.VOTING: _Turn(
        who=_l("Everybody on the roll"),
        what=_l("You can vote with the code from your letter."),
        by="closes_at",
        otherwise=_l("A vote that comes later is not counted."),
    ),
    State.TO_CLOSE: _Turn(
        who=_l("The facilitator"),
        what=_l("Closes the box: everything in it is listed in the public log. Then opens it."),
        by="results_at",
        otherwise=_RESULT_LATE,
    ),
    State.TO_OPEN: _Turn(
        who=_l("The facilitator"),
        what=_l("Rolls the lot with a second person, opens the box and has it counted."),
        by="results_at",
        otherwise=_RESULT_LATE,
    ),
    State.TO_COUNT: _Turn(
        who=_l("The facilitator"),
        what=_l("Has the opened votes counted and publishes the result."),
        by="results_at",
        otherwise=_l("If not, this page says that the result is late."),
    ),
}


def next_act(round_: Round, now: datetime) -> NextAct | None:
    """Who acts next in this round, by when, and what happens otherwise.

    None once the result is out: projects have their own next acts then.

    Source: docs/rules/rounds.md section 5, ruling 37.
    """
    turn = _TURNS.get(round_.state(now))
    if turn is None:
        return None
    return NextAct(
        who=str(turn.who),
        what=str(turn.what),
        by=getattr(round_, turn.by),
        otherwise=str(turn.otherwise),
        late=late_since(round_, now) is not None,
    )


def waits_for_facilitator(round_: Round, now: datetime) -> bool:
    """Whether the next act is the facilitator's."""
    return round_.state(now) in _OF_FACILITATOR


_OF_FACILITATOR = frozenset(
    {
        State.DRAFT,
        State.TO_FREEZE,
        State.NOT_OPENED,
        State.NOT_HELD,
        State.TO_CLOSE,
        State.TO_OPEN,
        State.TO_COUNT,
    }
)


@dataclass(frozen=True)
class Stage:
    """One step of a round's timeline.

    Attributes:
        place: `done`, `now` or `next`; at most one is `now`.
        state: the same, or `late` (its promised start has passed), or `never`.
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
}


def timeline(round_: Round, now: datetime) -> list[Stage]:
    """The five stages of a round as they stand at `now`; what did not happen is `late`."""
    place = _PLACE[PHASE_OF[round_.state(now)]]
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
        shape = {"late": reached, "never": "next"}.get(state, state)
        stages.append(Stage(key, shape, state, starts, ends))
    return stages


def _review_end(round_: Round) -> datetime:
    """The end of review: the freeze where that came later."""
    return max(round_.review_close_at, round_.frozen_at or round_.review_close_at)


def _stage_state(key: str, reached: str, round_: Round, now: datetime) -> str:
    state = round_.state(now)
    if key == "ideas" and round_.published_at and round_.published_at >= round_.ideas_close_at:
        return "never"
    if key == "vote" and state in (State.NOT_OPENED, State.NOT_HELD):
        return "late"
    if key == "review" and state is State.READY and now >= round_.review_close_at:
        return "done"
    if key == "results" and reached != "done" and now >= round_.results_at:
        return "late"
    return reached
