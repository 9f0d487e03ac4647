"""Whatever is pressed in whatever order, states are reached one after the other.

Source: docs/rules/ceremony.md section 1. With a database: tests/voting/test_urn_machine.py.
"""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from pbplatform.core.errors import DomainError
from pbplatform.rounds.kinds import State
from pbplatform.rounds.models import Round
from pbplatform.voting import policies
from tests.factories import COMMAND
from tests.rounds_in_time import CLOSES, FROZEN_ACTS, RESULTS, a_round

Refusal = Callable[[Round], DomainError | None]


def lot_stands(round_: Round) -> bool:
    return round_.lot_at is not None


# Each act in its order: what it writes, the policy that lets it, and the state it leads to.
ACTS: dict[str, tuple[Refusal, State]] = {
    "closed_at": (lambda r: policies.refuse_to_close(COMMAND, r, CLOSES), State.CLOSED),
    "lot_at": (lambda r: policies.refuse_to_roll_lot(COMMAND, r), State.LOT),
    "separated_at": (
        lambda r: policies.refuse_to_separate(COMMAND, r, lot_confirmed=lot_stands(r)),
        State.SEPARATED,
    ),
    "opened_at": (
        lambda r: policies.refuse_to_open(COMMAND, r, lot_confirmed=lot_stands(r)),
        State.OPENED,
    ),
}


@given(st.lists(st.sampled_from(list(ACTS)), max_size=14))
def test_states_of_a_box_follow_each_other_in_any_order_of_presses(pressed: list[str]) -> None:
    round_, reached = a_round(**FROZEN_ACTS), []
    for act in pressed:
        refuse, state = ACTS[act]
        if refuse(round_) is None and getattr(round_, act) is None:
            setattr(round_, act, CLOSES)
            reached.append(act)
            assert round_.state(RESULTS) is state
    assert reached == list(ACTS)[: len(reached)]


@given(st.lists(st.sampled_from(list(ACTS)), max_size=8), st.sampled_from(list(ACTS)))
def test_nothing_more_is_done_with_the_box_of_a_round_that_was_called_off(
    pressed: list[str], then: str
) -> None:
    round_ = a_round(**FROZEN_ACTS)
    for act in pressed:
        if ACTS[act][0](round_) is None:
            setattr(round_, act, CLOSES)
    round_.called_off_at = CLOSES
    assert ACTS[then][0](round_) is not None
