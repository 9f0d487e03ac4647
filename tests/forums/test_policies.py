"""Who may call meetings, write minutes, say that they came. Source: docs/rules/forums.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from pbplatform.forums import policies
from pbplatform.forums.kinds import CorrectionState, MinutesKind
from pbplatform.forums.models import Correction
from pbplatform.forums.policies import minutes
from pbplatform.forums.queries import MinutesStanding
from tests.forums.meetings_in_time import FORUM, MEETING, a_meeting
from tests.policy_tables import ASKER, PEOPLE, Table

# Which kind of minutes comes after which, once the meeting has begun.
MINUTES = {
    f"{kind} after {newest or 'none'}": {**MEETING["begun"], "newest": newest, "kind": kind}
    for newest in (None, *MinutesKind)
    for kind in MinutesKind
}
FIRST = {"newest": None, "kind": MinutesKind.CIRCULATED}
LAST_DAY, DAY = date(2027, 4, 8), timedelta(days=1)
CLERK = PEOPLE["forum clerk"].account_id
SENT_OUT = a_meeting()
SENT_OUT.circulated_on = date(2027, 3, 23)


def a_standing(**given: tuple[int, ...]) -> MinutesStanding:
    """Minutes that were sent out, with corrections that are not done with."""
    return MinutesStanding(MinutesKind.CIRCULATED, LAST_DAY, **given)


def a_correction(
    state: CorrectionState, *, by: int | None = ASKER, made_in: int | None = None
) -> Correction:
    return Correction(state=state, by_account_id=by, made_in=made_in)


TABLES: Sequence[Table] = (
    Table(
        policies.refuse_to_call_forum,
        "docs/rules/forums.md section 1.1",
        {"always": {}},
        """
               | the place's facilitator | others
        always | may                     | place.only_its_facilitator
        """,
    ),
    Table(
        policies.refuse_to_facilitate,
        "docs/rules/forums.md section 1.1",
        {"always": {"forum": FORUM}},
        """
               | the forum's facilitators | others
        always | may                      | forum.only_its_facilitator
        """,
    ),
    Table(
        policies.refuse_to_arrange,
        "docs/rules/forums.md section 1.1",
        {"always": {"forum": FORUM}},
        """
               | who looks after the forum | others
        always | may                       | forum.only_its_facilitator_or_clerk
        """,
    ),
    Table(
        policies.refuse_to_cancel,
        "docs/rules/forums.md section 1.5",
        MEETING,
        """
               | who looks after the forum | others
        called | may                       | forum.only_its_facilitator_or_clerk
        begun  | meeting.has_begun         | forum.only_its_facilitator_or_clerk
        others | meeting.cancelled         | forum.only_its_facilitator_or_clerk
        """,
    ),
    Table(
        policies.refuse_to_change,
        "docs/rules/forums.md section 7.1",
        MEETING,
        """
                      | who looks after the forum | others
        called, begun | may                       | forum.only_its_facilitator_or_clerk
        others        | meeting.cancelled         | forum.only_its_facilitator_or_clerk
        """,
    ),
    Table(
        policies.refuse_to_restore,
        "docs/rules/forums.md section 7.5",
        {
            **{name: {**given, "again": None} for name, given in MEETING.items()},
            "called again": {**MEETING["cancelled"], "again": a_meeting()},
        },
        """
                             | who looks after the forum   | others
        called, begun        | meeting.not_cancelled       | forum.only_its_facilitator_or_clerk
        cancelled            | may                         | forum.only_its_facilitator_or_clerk
        called again         | meeting.called_again        | forum.only_its_facilitator_or_clerk
        others               | meeting.too_late_to_restore | forum.only_its_facilitator_or_clerk
        """,
    ),
    Table(
        policies.refuse_to_set_agenda,
        "docs/rules/forums.md section 8.1",
        MEETING,
        """
               | who looks after the forum | others
        called | may                       | forum.only_its_facilitator_or_clerk
        begun  | agenda.meeting_has_begun  | forum.only_its_facilitator_or_clerk
        others | meeting.cancelled         | forum.only_its_facilitator_or_clerk
        """,
    ),
    Table(
        minutes.refuse_to_keep_minutes,
        "docs/rules/forums.md section 2.2",
        MEETING,
        """
               | who looks after the forum | others
        called | meeting.not_begun         | forum.only_its_facilitator_or_clerk
        begun  | may                       | forum.only_its_facilitator_or_clerk
        others | meeting.cancelled         | forum.only_its_facilitator_or_clerk
        """,
    ),
    Table(
        policies.refuse_to_register,
        "docs/rules/forums.md section 9.1",
        MEETING,
        """
               | others
        called | may
        begun  | registration.closed
        others | meeting.cancelled
        """,
    ),
    Table(
        minutes.refuse_to_write_minutes,
        "docs/rules/forums.md section 1.3, 2.2 and 2.5",
        {**MINUTES, **{f"meeting {name}": {**given, **FIRST} for name, given in MEETING.items()}},
        """
                                       | who looks after the forum | others
        meeting called                 | meeting.not_begun         | not theirs
        meeting begun                  | may                       | not theirs
        meeting cancelled              | meeting.cancelled         | not theirs
        meeting cancelled: hour come   | meeting.cancelled         | not theirs
        circulated after none                               | may | not theirs
        circulated after draft                              | may | not theirs
        circulated after circulated                         | may | not theirs
        approved after circulated                           | may | not theirs
        amended after approved, amended after amended       | may | not theirs
        others                         | minutes.not_after_this    | not theirs
        """,
        short={"not theirs": "forum.only_its_facilitator_or_clerk"},
    ),
    Table(
        minutes.refuse_to_approve,
        "docs/rules/forums.md section 2.7",
        {
            name: {"forum": FORUM, "standing": standing, "today": today}
            for name, (standing, today) in {
                "last day": (a_standing(), LAST_DAY),
                "the day after": (a_standing(), LAST_DAY + DAY),
                "one undecided": (a_standing(undecided=(1,)), LAST_DAY + DAY),
                "a request undecided": (a_standing(requests=(1,)), LAST_DAY + DAY),
                "one not made": (a_standing(unmade=(1,)), LAST_DAY + DAY),
            }.items()
        },
        """
                            | who looks after the forum     | others
        last day            | minutes.corrections_open      | not theirs
        the day after       | may                           | not theirs
        a request undecided | may                           | not theirs
        one undecided       | minutes.corrections_undecided | not theirs
        one not made        | minutes.corrections_unmade    | not theirs
        """,
        short={"not theirs": "forum.only_its_facilitator_or_clerk"},
    ),
    Table(
        minutes.refuse_to_draft,
        "docs/rules/forums.md section 2.3",
        MEETING,
        """
               | the machines          | place facilitator, forum facilitator, forum clerk | others
        called | meeting.not_begun     | meeting.not_begun | not theirs
        begun  | account.sign_in_first | may               | not theirs
        others | meeting.cancelled     | meeting.cancelled | not theirs
        """,
        short={"not theirs": "forum.only_its_facilitator_or_clerk"},
    ),
    Table(
        minutes.refuse_to_correct,
        "docs/rules/forums.md sections 5.1 and 5.8",
        {
            **{
                f"newest is {newest or 'none'}": {"meeting": SENT_OUT, "newest": newest}
                for newest in (None, *MinutesKind)
            },
            "nothing sent out": {"meeting": a_meeting(), "newest": MinutesKind.CIRCULATED},
        },
        """
                                                             | whoever
        newest is none, newest is draft, nothing sent out    | minutes.not_public
        others                                               | may
        """,
    ),
    Table(
        minutes.refuse_to_withdraw_correction,
        "docs/rules/forums.md section 5.5",
        {state.value: {"correction": a_correction(state)} for state in CorrectionState},
        """
                  | visitor, command, system | author               | others
        open      | account.sign_in_first    | may                  | correction.only_its_author
        withdrawn | account.sign_in_first    | correction.withdrawn | correction.only_its_author
        others    | account.sign_in_first    | correction.decided   | correction.only_its_author
        """,
    ),
    Table(
        minutes.refuse_to_decide_correction,
        "docs/rules/forums.md sections 5.5 and 5.6",
        {
            **{
                f"{decision} when {state}": {
                    "forum": FORUM,
                    "correction": a_correction(state),
                    "decision": decision,
                }
                for state in CorrectionState
                for decision in CorrectionState
            },
            "a clerk's own": {
                "forum": FORUM,
                "correction": a_correction(CorrectionState.OPEN, by=CLERK),
                "decision": CorrectionState.ACCEPTED,
            },
            "carried out": {
                "forum": FORUM,
                "correction": a_correction(CorrectionState.ACCEPTED, made_in=2),
                "decision": CorrectionState.DECLINED,
            },
        },
        """
               | the forum's facilitators | forum clerk | others
        accepted when open, declined when open | may | may | not theirs
        accepted when declined, declined when accepted | may | may | not theirs
        open when withdrawn, accepted when withdrawn | gone | gone | not theirs
        declined when withdrawn, withdrawn when withdrawn | gone | gone | not theirs
        a clerk's own | may | correction.own | not theirs
        carried out | correction.carried_out | correction.carried_out | not theirs
        others | state.not_from_here | state.not_from_here | not theirs
        """,
        short={
            "not theirs": "forum.only_its_facilitator_or_clerk",
            "gone": "correction.withdrawn",
        },
    ),
    Table(
        policies.refuse_to_attend,
        "docs/rules/forums.md section 3.1",
        MEETING,
        """
               | visitor, command, system | signed in
        called | account.sign_in_first    | meeting.not_begun
        begun  | account.sign_in_first    | may
        others | account.sign_in_first    | meeting.cancelled
        """,
    ),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_policy_answers_everybody_at_every_moment_as_the_rules_say(table: Table) -> None:
    assert list(table.differences()) == []
