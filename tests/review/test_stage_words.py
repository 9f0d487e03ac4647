"""What a stage of a proposal is called while its ballot is to come, open, and over.

Source: docs/rules/review.md section 6.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest
from flask import Flask

from pbplatform.review.kinds import Stage
from pbplatform.review.words.next_act import stage_words
from pbplatform.rounds.kinds import AFTER_THE_VOTE, COUNTED, State
from pbplatform.rounds.models import Round
from tests.conftest import NOON

OVER = {*AFTER_THE_VOTE, *COUNTED, State.CALLED_OFF}


@pytest.mark.parametrize("state", list(State))
def test_only_a_ballot_that_is_not_over_is_told_in_the_present(app: Flask, state: State) -> None:
    round_ = cast(Round, SimpleNamespace(state=lambda _now: state))
    with app.test_request_context():
        words = {str(stage): str(each) for stage, each in stage_words(round_, NOON).items()}
    assert set(words) == {str(stage) for stage in Stage}
    if state in OVER:
        assert words[Stage.ON_BALLOT] == "Was on the ballot"
    elif state is State.NOT_HELD:
        assert words[Stage.ON_BALLOT] == "Decided for a vote that was not held"
    else:
        assert words[Stage.ON_BALLOT] == "On the ballot"
