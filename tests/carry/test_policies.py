"""Who may carry what where, and when. Source: docs/rules/thread.md section 7."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from pbplatform.carry import policies
from pbplatform.carry.domain.origin import Origin
from pbplatform.carry.kinds import OriginKind, Stands
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.proposals.kinds import IdeaState
from pbplatform.proposals.models import Idea
from tests.policy_tables import ASKER, Table
from tests.rounds_in_time import FUND, IDEAS_CLOSE, IDEAS_OPEN, IN_TIME, OTHER

ROUND = IN_TIME["ideas+"]["round_"]
FORUM = ForumSeries(id=1, slug="town", name="Town Forum")
TICK = timedelta(microseconds=1)
SENT = IDEAS_OPEN + timedelta(days=3)


def an_origin(
    kind: OriginKind, stands: Stands = Stands.FREE, round_id: int | None = None
) -> Origin:
    return Origin(
        kind=kind,
        id=1,
        path="rounds/old/ideas/1",
        number=1,
        title="Lamps",
        text="Four lamps.",
        owners=frozenset({ASKER}),
        owner=ASKER,
        staff="committee:fund/parks" if kind is OriginKind.PROJECT else "",
        round_id=round_id,
        stands=stands,
    )


def carried(kind: OriginKind, **more: Any) -> Mapping[str, Any]:
    return {"origin": an_origin(kind, **more), "round_": ROUND}


def a_meeting(starts_at: Any, *, cancelled: bool = False) -> Meeting:
    return Meeting(id=1, forum_id=1, starts_at=starts_at, cancelled_at=SENT if cancelled else None)


def given(starts_at: Any, *, now: Any = SENT, cancelled: bool = False) -> Mapping[str, Any]:
    meeting = a_meeting(starts_at, cancelled=cancelled)
    return {"forum": FORUM, "meeting": meeting, "round_": ROUND, "now": now}


def an_idea(state: IdeaState) -> Idea:
    return Idea(id=1, number=3, round_id=FUND, author_id=ASKER, state=state, sent_at=SENT)


def said(state: IdeaState, meeting: Meeting | None) -> Mapping[str, Any]:
    return {"idea": an_idea(state), "meeting": meeting}


TABLES: Sequence[Table] = (
    Table(
        policies.refuse_to_carry,
        "docs/rules/thread.md section 7.8",
        {
            "free": carried(OriginKind.POINT),
            **{
                str(each): carried(OriginKind.POINT, stands=each)
                for each in (Stands.QUESTION, Stands.JOINED, Stands.NOT_PUBLIC)
            },
        },
        """
                   | author                | its facilitators      | others
        free       | may                   | may                   | carry.only_its_asker
        question   | carry.is_a_question   | carry.is_a_question   | carry.only_its_asker
        joined     | carry.point_joined    | carry.point_joined    | carry.only_its_asker
        not-public | carry.not_public      | carry.not_public      | carry.only_its_asker
        """,
    ),
    Table(
        policies.refuse_to_carry,
        "docs/rules/thread.md section 7.14",
        {
            "free": carried(OriginKind.IDEA, round_id=OTHER),
            "its own round": carried(OriginKind.IDEA, round_id=FUND),
            **{
                str(each): carried(OriginKind.IDEA, round_id=OTHER, stands=each)
                for each in (
                    Stands.WITHDRAWN,
                    Stands.BROKE_A_RULE,
                    Stands.IS_A_PROPOSAL,
                    Stands.GOES_ON,
                )
            },
        },
        """
                      | author              | others
        free          | may                 | carry.only_its_authors
        its own round | carry.same_round    | carry.only_its_authors
        withdrawn     | carry.withdrawn     | carry.only_its_authors
        broke-a-rule  | carry.broke_a_rule  | carry.only_its_authors
        is-a-proposal | carry.is_a_proposal | carry.only_its_authors
        goes-on       | carry.goes_on       | carry.only_its_authors
        """,
    ),
    Table(
        policies.refuse_to_carry,
        "docs/rules/thread.md section 7.14",
        {
            "free": carried(OriginKind.PROJECT, round_id=OTHER),
            "can-win": carried(OriginKind.PROJECT, round_id=OTHER, stands=Stands.CAN_WIN),
            "won": carried(OriginKind.PROJECT, round_id=OTHER, stands=Stands.WON),
        },
        """
                | author, delegate | others
        free    | may              | carry.only_its_authors
        can-win | carry.can_win    | carry.only_its_authors
        won     | carry.won        | carry.only_its_authors
        """,
    ),
    Table(
        policies.refuse_as_it_stands,
        "docs/rules/thread.md section 7.6",
        {str(each): {"origin": an_origin(OriginKind.IDEA, each)} for each in Stands},
        """
                      | whoever
        free          | may
        question      | carry.is_a_question
        joined        | carry.point_joined
        not-public    | carry.not_public
        withdrawn     | carry.withdrawn
        broke-a-rule  | carry.broke_a_rule
        is-a-proposal | carry.is_a_proposal
        goes-on       | carry.goes_on
        can-win       | carry.can_win
        won           | carry.won
        """,
    ),
    Table(
        policies.refuse_again,
        "docs/rules/thread.md section 7.3",
        {
            "nothing": {"round_": ROUND, "idea": None},
            **{str(state): {"round_": ROUND, "idea": an_idea(state)} for state in IdeaState},
        },
        """
                                    | whoever
        nothing, refused, withdrawn | may
        others                      | carry.already
        """,
    ),
    Table(
        policies.refuse_to_write_in,
        "docs/rules/thread.md section 7.20 and 7.21",
        {
            "held": given(SENT),
            "not begun": given(SENT + TICK),
            "cancelled": given(SENT, cancelled=True),
            "last instant": given(IDEAS_CLOSE - TICK, now=IDEAS_CLOSE),
            "after the close": given(IDEAS_CLOSE, now=IDEAS_CLOSE),
        },
        """
        | who looks after the forum, round facilitator | others
        held, last instant | may               | forum.only_its_facilitator_or_clerk
        not begun          | given.not_yet     | forum.only_its_facilitator_or_clerk
        cancelled          | meeting.cancelled | forum.only_its_facilitator_or_clerk
        after the close    | given.after_ideas | forum.only_its_facilitator_or_clerk
        """,
    ),
    Table(
        policies.refuse_to_say_where,
        "docs/rules/thread.md section 7.26",
        {
            **{str(state): said(state, a_meeting(SENT - TICK)) for state in IdeaState},
            "none of them": said(IdeaState.PUBLISHED, None),
            "held when it was sent": said(IdeaState.PUBLISHED, a_meeting(SENT)),
            "cancelled": said(IdeaState.PUBLISHED, a_meeting(SENT - TICK, cancelled=True)),
        },
        """
                              | author               | others
        refused, withdrawn    | given.idea_is_gone   | idea.only_its_author
        held when it was sent | given.after_the_idea | idea.only_its_author
        cancelled             | meeting.cancelled    | idea.only_its_author
        others                | may                  | idea.only_its_author
        """,
    ),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: f"{table.name}-{table.source}")
def test_policy_says_what_its_table_says(table: Table) -> None:
    assert list(table.differences()) == []
