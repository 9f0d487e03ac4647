"""Who acts next in a round. Source: docs/rules/rounds.md section 5, ruling 37."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.core.next_act import NextAct
from pbplatform.rounds.kinds import AFTER_THE_VOTE, State
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.standing import Stop, late_since

_RESULT_LATE = _l("If not, this page says that the result is late. The votes stay sealed.")


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
    State.PAUSED: _Turn(
        who=_l("The facilitator"),
        what=_l("Takes the round up again with new dates, and says why."),
        by="resumes_by",
        otherwise=_l("If not, this page says that it is late. It takes no ideas until then."),
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
    **dict.fromkeys(
        (State.SHUT, State.PAPER_COMPLETE),
        _Turn(
            who=_l("A clerk and an auditor"),
            what=_l(
                "They confirm the same numbers of the box. With the second press it is closed."
            ),
            by="results_at",
            otherwise=_RESULT_LATE,
        ),
    ),
    State.CLOSED: _Turn(
        who=_l("Two people"),
        what=_l("They roll the lot with dice in public and type the same number."),
        by="results_at",
        otherwise=_RESULT_LATE,
    ),
    State.LOT: _Turn(
        who=_l("The facilitator"),
        what=_l("Has the closed votes laid apart from the voters, for good."),
        by="results_at",
        otherwise=_RESULT_LATE,
    ),
    State.SEPARATED: _Turn(
        who=_l("The facilitator"),
        what=_l("Opens the box and has it counted. Everybody sees the result at once."),
        by="results_at",
        otherwise=_RESULT_LATE,
    ),
    State.OPENED: _Turn(
        who=_l("The facilitator"),
        what=_l("Has the opened votes counted and publishes the result."),
        by="results_at",
        otherwise=_l("If not, this page says that the result is late."),
    ),
}


_CERTIFICATE_LATE = _l(
    "If not, this page says that the certificate is late. No project gets its money before."
)
_OBJECT = _Turn(
    who=_l("Everybody"),
    what=_l("You can object to the count, if something is wrong."),
    by="objections_end_at",
    otherwise=_l("After that two people certify the result, when all objections are answered."),
)
_CERTIFY = _Turn(
    who=_l("The facilitator and an auditor"),
    what=_l("They answer the objections that are open, and certify the result together."),
    by="certify_due_at",
    otherwise=_CERTIFICATE_LATE,
)
_COUNT_AGAIN = _Turn(
    who=_l("The facilitator"),
    what=_l("Has the published votes counted again, since the count was found wrong."),
    by="certify_due_at",
    otherwise=_CERTIFICATE_LATE,
)


# What stands in the way, where it is paper (docs/rules/paper.md sections 4.4 and 5.4).
_STOPS: Mapping[Stop, _Turn] = {
    Stop.PAPER: _Turn(
        who=_l("Clerks, with an auditor"),
        what=_l("They put all votes on paper that came in time into the box. Then it is closed."),
        by="results_at",
        otherwise=_RESULT_LATE,
    ),
    Stop.HAND_CHECK: _Turn(
        who=_l("Two people, one of them an auditor"),
        what=_l(
            "They compare papers drawn by lot with the public list, and confirm what they find."
        ),
        by="certify_due_at",
        otherwise=_CERTIFICATE_LATE,
    ),
    Stop.DIFFERS: _Turn(
        who=_l("Two people, one of them an auditor"),
        what=_l("They explain in public why papers differ from the list."),
        by="certify_due_at",
        otherwise=_CERTIFICATE_LATE,
    ),
}


def _turn(round_: Round, now: datetime, stop: Stop | None) -> _Turn | None:
    if stop is not None:
        return _STOPS[stop]
    state = round_.state(now)
    if state is not State.PROVISIONAL:
        return _TURNS.get(state)
    if round_.recount_owed:
        return _COUNT_AGAIN
    return _OBJECT if round_.takes_objections(now) else _CERTIFY


def next_act(round_: Round, now: datetime, stop: Stop | None = None) -> NextAct | None:
    """Who acts next in this round, by when, and what happens otherwise.

    None once the result is certified: projects have their own next acts then.

    Args:
        stop: what of its papers stands in the way, as `what_stops` found it.

    Source: docs/rules/rounds.md section 5, results.md section 11, ruling 37.
    """
    turn = _turn(round_, now, stop)
    if turn is None:
        return None
    return NextAct(
        who=str(turn.who),
        what=str(turn.what),
        by=getattr(round_, turn.by) or round_.results_at,
        otherwise=str(turn.otherwise),
        late=late_since(round_, now) is not None,
    )


def waits_for_facilitator(round_: Round, now: datetime) -> bool:
    """Whether the next act is the facilitator's."""
    if round_.state(now) is State.PROVISIONAL:
        return not round_.takes_objections(now)
    return round_.state(now) in _OF_FACILITATOR


_OF_FACILITATOR = frozenset(
    {
        State.DRAFT,
        State.PAUSED,
        State.TO_FREEZE,
        State.NOT_OPENED,
        State.NOT_HELD,
        *AFTER_THE_VOTE,  # also where two others act: the facilitator sees to it that they do
    }
)
