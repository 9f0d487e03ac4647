"""What a proposal on the ballot is called while its ballot is to come, open, and over.

pytestmark = pytest.mark.one_database  # it is about words, days and letters

Source: docs/rules/thread.md section 3.5.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest
from flask import Flask

from pbplatform.proposals.kinds import ProposalState
from pbplatform.review.kinds import Stage
from pbplatform.review.queries import ProposalOverview
from pbplatform.review.words.thread import _stand
from pbplatform.rounds.kinds import AFTER_THE_VOTE, COUNTED, State
from tests.rounds_in_time import CALLED_OFF_IN_TIME, IN_TIME, STATES

OVER = {*AFTER_THE_VOTE, *COUNTED}
MOMENTS = {**IN_TIME, **CALLED_OFF_IN_TIME}


@pytest.mark.parametrize("moment", list(MOMENTS))
def test_only_a_ballot_that_is_not_over_is_told_in_the_present(app: Flask, moment: str) -> None:
    round_, now = MOMENTS[moment]["round_"], MOMENTS[moment]["now"]
    proposal = SimpleNamespace(state=ProposalState.ON_BALLOT)
    row = cast(
        ProposalOverview,
        SimpleNamespace(
            stage=Stage.ON_BALLOT, round=round_, row=SimpleNamespace(proposal=proposal)
        ),
    )
    with app.test_request_context():
        lead = _stand(row, None, now).lead
    state = STATES[moment]
    if state in OVER:
        assert lead == "Was on the ballot."
    elif state is State.CALLED_OFF:
        assert lead == "This round was called off."
    elif state is State.NOT_HELD:
        assert lead == "Decided for a vote that was not held."
    else:
        assert lead == "On the ballot."
