"""Who enters, compares and seals batches, and when. Source: docs/rules/paper.md section 3."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pbplatform.paper.kinds import BatchState
from pbplatform.paper.policies import batches
from tests.policy_tables import PEOPLE, Table
from tests.rounds_in_time import CALLED_OFF_IN_TIME, IN_TIME

ROUND = IN_TIME["voting+"]["round_"]
OFF = CALLED_OFF_IN_TIME["called off+"]["round_"]
CLERK = PEOPLE["clerk"].account_id
SHORT = {
    "no": "paper.only_its_clerk",
    "off": "round.called_off",
    "received!": "paper.batch_received",
    "differs!": "paper.batch_differs",
    "agreed!": "paper.batch_agreed",
    "sealed!": "paper.batch_sealed",
    "refused!": "paper.batch_refused",
    "whole": "paper.entry_whole",
    "two": "paper.two_enter_it",
    "nothing": "paper.nothing_half_entered",
    "settled": "paper.settled_already",
    "unsettled": "paper.not_settled",
    "other": "paper.another_confirms",
}


def each_state(wanted: BatchState, **more: Any) -> dict[str, Mapping[str, Any]]:
    """A batch in each state with these facts, and one of a round that was called off."""
    states: dict[str, Mapping[str, Any]] = {
        str(state): {"round_": ROUND, "state": state, **more} for state in BatchState
    }
    return {**states, "off": {"round_": OFF, "state": wanted, **more}}


ENTER = each_state(BatchState.RECEIVED, own_whole=False, two_others=False)
DROP = each_state(BatchState.RECEIVED, half_entered=True)
SETTLE = each_state(BatchState.DIFFERS, settled=False)
LOOK = each_state(BatchState.DIFFERS, settled_by=0)
SEAL = each_state(BatchState.AGREED, refused=False, asked_by=None)
REFUSE = each_state(BatchState.AGREED, refused=True, asked_by=None)

BATCH_TABLES = (
    Table(
        batches.refuse_to_enter,
        "docs/rules/paper.md section 3",
        {
            **ENTER,
            "done": {**ENTER["received"], "own_whole": True},
            "by others": {**ENTER["received"], "two_others": True},
        },
        """
                  | clerk    | others
        received  | may      | no
        differs   | differs! | no
        agreed    | agreed!  | no
        sealed    | sealed!  | no
        refused   | refused! | no
        off       | off      | no
        done      | whole    | no
        by others | two      | no
        """,
        short=SHORT,
    ),
    Table(
        batches.refuse_to_drop_entry,
        "docs/rules/paper.md section 3.7",
        {**DROP, "none begun": {**DROP["received"], "half_entered": False}},
        """
                   | clerk    | others
        received   | may      | no
        differs    | differs! | no
        agreed     | agreed!  | no
        sealed     | sealed!  | no
        refused    | refused! | no
        off        | off      | no
        none begun | nothing  | no
        """,
        short=SHORT,
    ),
    Table(
        batches.refuse_to_settle,
        "docs/rules/paper.md section 3.8",
        {**SETTLE, "written": {**SETTLE["differs"], "settled": True}},
        """
                 | clerk, auditor | others
        received | received!      | no
        differs  | may            | no
        agreed   | agreed!        | no
        sealed   | sealed!        | no
        refused  | refused!       | no
        off      | off            | no
        written  | settled        | no
        """,
        short=SHORT,
    ),
    Table(
        batches.refuse_to_confirm_look,
        "docs/rules/paper.md section 3.8",
        {
            **LOOK,
            "none": {**LOOK["differs"], "settled_by": None},
            "the clerk’s": {**LOOK["differs"], "settled_by": CLERK},
        },
        """
                    | clerk     | auditor   | others
        received    | received! | received! | no
        differs     | may       | may       | no
        agreed      | agreed!   | agreed!   | no
        sealed      | sealed!   | sealed!   | no
        refused     | refused!  | refused!  | no
        off         | off       | off       | no
        none        | unsettled | unsettled | no
        the clerk’s | other     | may       | no
        """,
        short=SHORT,
    ),
    Table(
        batches.refuse_to_end_batch,
        "docs/rules/paper.md section 3",
        {
            **{f"seal {name}": given for name, given in SEAL.items()},
            **{f"refuse {name}": given for name, given in REFUSE.items()},
            "asked by the clerk": {**SEAL["agreed"], "asked_by": CLERK},
        },
        """
                           | clerk     | auditor   | others
        seal received      | received! | received! | no
        seal differs       | differs!  | differs!  | no
        seal agreed        | may       | may       | no
        seal sealed        | sealed!   | sealed!   | no
        seal refused       | refused!  | refused!  | no
        seal off           | off       | off       | no
        refuse received    | may       | may       | no
        refuse differs     | may       | may       | no
        refuse agreed      | may       | may       | no
        refuse sealed      | sealed!   | sealed!   | no
        refuse refused     | refused!  | refused!  | no
        refuse off         | off       | off       | no
        asked by the clerk | other     | may       | no
        """,
        short=SHORT,
    ),
)
