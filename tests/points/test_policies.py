"""Who may act on a point, and when. Source: docs/rules/points.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pbplatform.points import policies
from pbplatform.points.kinds import PointState, Stand
from pbplatform.points.models import AnswerDraft, Point
from pbplatform.points.queries import PointView
from tests.forums.meetings_in_time import FORUM, MEETING
from tests.points.people import CAME
from tests.points.points_in_time import (
    DUE,
    FIRST,
    HEAD,
    OTHER_FORUM,
    PARKS,
    POINTS,
    ROADS,
    START,
    a_point,
)
from tests.policy_tables import ASKER, PEOPLE, TOM, Table, acting

POINT = {name: {"view": view} for name, (_stand, view) in POINTS.items()}


def nobodys(name: str) -> PointView:
    """The same point, of somebody without an account."""
    view = POINT[name]["view"]
    return replace(view, point=Point(id=view.point.id, state=view.point.state, raised_by_id=None))


RAISED = {
    str(state): {"forum": FORUM, "point": Point(id=1, state=state, raised_by_id=ASKER)}
    for state in PointState
}

UNREAD = {
    f"{state}: unread": {
        "forum": FORUM,
        "point": Point(id=1, state=state, raised_by_id=ASKER, unread_since=CAME),
    }
    for state in PointState
}
# A facilitator can raise points too.
WITH_OWN = {**PEOPLE, "facilitator who raised it": acting(ASKER, "facilitator", "forum:town")}

DIRECTOR, NAMESAKE, NEWCOMER = 30, 31, 32  # accounts of more officials of Parks
TITLES = {TOM: HEAD, DIRECTOR: "Director", NAMESAKE: HEAD, NEWCOMER: ""}
TEAM = {
    **PEOPLE,
    "official of another post": acting(DIRECTOR, "official", PARKS.scope),
    "official of the same post": acting(NAMESAKE, "official", PARKS.scope),
    "official without a post": acting(NEWCOMER, "official", PARKS.scope),
}
COLLEAGUES = "official, official of the same post, official without a post"

ANOTHER = a_point(START, number=2)
JOIN = {
    "both open": {"view": a_point(START), "stays": ANOTHER},
    "both late": {"view": a_point(DUE + (DUE - START)), "stays": ANOTHER},
    "with itself": {"view": ANOTHER, "stays": ANOTHER},
    "of another forum": {
        "view": a_point(START),
        "stays": a_point(START, number=2, forum=OTHER_FORUM),
    },
    "one answered": {"view": a_point(DUE, answered_on=(FIRST,)), "stays": ANOTHER},
    "the other answered": {
        "view": a_point(DUE),
        "stays": a_point(DUE, number=2, answered_on=(FIRST,)),
    },
    **{
        f"one {state}": {"view": a_point(START, state=state), "stays": ANOTHER}
        for state in PointState
        if state != PointState.PUBLISHED
    },
    **{
        f"the other {state}": {
            "view": a_point(START),
            "stays": a_point(START, state=state, number=2),
        }
        for state in PointState
        if state != PointState.PUBLISHED
    },
}

# The moments at which no answer is due: not public, or answered and nobody made another one due.
NOT_DUE = (
    "raised, refused, joined, withdrawn, withdrawn on its last day, "
    "withdrawn for good, withdrawn unread, answered, asked and answered, "
    "last day to say, time to say over, "
    "promised, promise missed, called done, second answered, third answered, "
    "offered to Roads and answered"
)
SHORT = {
    "not theirs": "point.only_its_team",
    "not due": "point.no_answer_due",
    "second": "clock.second_answer",
    "not begun": "clock.not_started",
    "no facilitator": "forum.only_its_facilitator",
}

TABLES: Sequence[Table] = (
    Table(
        policies.refuse_to_record_point,
        "docs/rules/points.md section 1.3",
        MEETING,
        """
               | the forum's facilitators | others
        called | meeting.not_begun        | forum.only_its_facilitator
        begun  | may                      | forum.only_its_facilitator
        others | meeting.cancelled        | forum.only_its_facilitator
        """,
    ),
    Table(
        policies.refuse_to_raise,
        "docs/rules/points.md section 1.3",
        {"always": {}},
        """
               | visitor, command, system | signed in
        always | account.sign_in_first    | may
        """,
    ),
    Table(
        policies.refuse_to_decide_point,
        "docs/rules/points.md section 1.3",
        RAISED,
        """
               | the forum's facilitators | others
        raised | may                      | forum.only_its_facilitator
        others | state.not_from_here      | forum.only_its_facilitator
        """,
    ),
    Table(
        policies.refuse_to_keep,
        "docs/rules/points.md section 1.13",
        {**RAISED, **UNREAD},
        """
                          | the forum's facilitators | facilitator who raised it | others
        published: unread | may                | point.not_your_own | forum.only_its_facilitator
        others            | point.read_already | point.not_your_own | forum.only_its_facilitator
        """,
        WITH_OWN,
    ),
    Table(
        policies.refuse_to_support,
        "docs/rules/points.md section 1.5",
        RAISED,
        """
                  | visitor, command, system | author           | signed in
        published | account.sign_in_first    | point.own_point  | may
        others    | account.sign_in_first    | point.not_public | point.not_public
        """,
    ),
    Table(
        policies.refuse_to_act_for,
        "docs/rules/points.md section 4.1",
        {"always": {"team": PARKS}},
        """
               | its team | others
        always | may      | not theirs
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_extend,
        "docs/rules/points.md section 3.3",
        POINT,
        f"""
                                           | its team  | others
        {NOT_DUE}                          | not due   | not theirs
        minutes not out                    | not begun | not theirs
        first day, day before due          | may       | not theirs
        due day, day after due, very late  | too late  | not theirs
        stopped                            | stopped   | not theirs
        stop over, replied, replied late   | may       | not theirs
        asker unknown                      | may       | not theirs
        passed on, offered to Roads        | may       | not theirs
        with more time                     | once      | not theirs
        another that used both came in     | once      | not theirs
        second due, third due              | second    | not theirs
        """,
        short={
            "too late": "clock.too_late_for_more",
            "stopped": "clock.is_stopped",
            "once": "clock.extended_already",
            **SHORT,
        },
    ),
    Table(
        policies.refuse_to_ask,
        "docs/rules/points.md section 3.4",
        POINT,
        f"""
                                           | its team  | others
        {NOT_DUE}                          | not due   | not theirs
        minutes not out                    | not begun | not theirs
        first day, day before due, due day | may       | not theirs
        with more time                     | may       | not theirs
        passed on, offered to Roads        | may       | not theirs
        day after due, very late           | too late  | not theirs
        stopped, stop over                 | once      | not theirs
        replied, replied late              | once      | not theirs
        another that used both came in     | once      | not theirs
        asker unknown                      | nobody    | not theirs
        second due, third due              | second    | not theirs
        """,
        short={
            "too late": "clock.too_late_to_ask",
            "once": "clock.paused_already",
            "nobody": "clock.nobody_to_ask",
            **SHORT,
        },
    ),
    Table(
        policies.refuse_to_reply,
        "docs/rules/points.md section 3.4",
        POINT,
        """
                              | author  | others
        stopped, stop over    | may     | not asker
        replied, replied late | replied | not asker
        asked and answered    | not due | not asker
        asker unknown         | not asker | not asker
        others                | nothing | not asker
        """,
        short={
            "not asker": "point.only_its_asker",
            "nothing": "clock.nothing_asked",
            "replied": "clock.replied_already",
            **SHORT,
        },
    ),
    Table(
        policies.refuse_to_withdraw,
        "docs/rules/points.md section 1.6",
        POINT,
        """
                                                     | author    | others
        refused, joined                              | not now   | not asker
        withdrawn, withdrawn unread                  | not now   | not asker
        withdrawn on its last day, withdrawn for good | not now   | not asker
        answered, asked and answered                 | answered  | not asker
        last day to say, time to say over            | answered  | not asker
        promised, promise missed, called done        | answered  | not asker
        second due, second answered                  | answered  | not asker
        third due, third answered                    | answered  | not asker
        offered to Roads and answered                | answered  | not asker
        asker unknown                                | not asker | not asker
        others                                       | may       | not asker
        """,
        short={
            "not asker": "point.only_its_asker",
            "not now": "point.not_to_withdraw",
            "answered": "point.answered_already",
        },
    ),
    Table(
        policies.refuse_to_go_on,
        "docs/rules/points.md section 1.8",
        {
            **{name: {**given, "supports": False} for name, given in POINT.items()},
            **{
                f"{name}: supports it": {**POINT[name], "supports": True}
                for name in ("first day", "withdrawn for good", "withdrawn")
            },
        },
        """
                                       | author   | others
        withdrawn, withdrawn unread    | may      | no part
        withdrawn on its last day      | may      | no part
        withdrawn for good             | too late | no part
        withdrawn: supports it         | may      | may
        withdrawn for good: supports it | too late | too late
        first day: supports it         | not withdrawn | not withdrawn
        asker unknown                  | no part  | no part
        others                         | not withdrawn | no part
        """,
        short={
            "no part": "point.only_its_people",
            "too late": "point.too_late_to_go_on",
            "not withdrawn": "point.not_withdrawn",
        },
    ),
    Table(
        policies.refuse_to_withdraw_for,
        "docs/rules/points.md section 1.16",
        {
            **{
                name: {"view": nobodys(name)}
                for name in ("first day", "raised", "refused", "joined", "withdrawn", "answered")
            },
            "asker has an account": POINT["first day"],
        },
        """
        | place facilitator | forum facilitator | forum clerk | others
        first day, raised | may | may | may | no
        refused, joined, withdrawn | not now | not now | not now | no
        answered | answered | answered | answered | no
        asker has an account | account | account | account | no
        """,
        short={
            "no": "point.only_staff_for",
            "not now": "point.not_to_withdraw",
            "answered": "point.answered_already",
            "account": "point.asker_has_account",
        },
    ),
    Table(
        policies.refuse_to_go_on_for,
        "docs/rules/points.md section 1.16",
        {
            **{
                name: {"view": nobodys(name)}
                for name in (
                    "first day",
                    "withdrawn",
                    "withdrawn on its last day",
                    "withdrawn for good",
                )
            },
            "asker has an account": POINT["withdrawn"],
        },
        """
        | place facilitator | forum facilitator | forum clerk | others
        first day | not withdrawn | not withdrawn | not withdrawn | no
        withdrawn, withdrawn on its last day | may | may | may | no
        withdrawn for good | too late | too late | too late | no
        asker has an account | account | account | account | no
        """,
        short={
            "no": "point.only_staff_for",
            "not withdrawn": "point.not_withdrawn",
            "too late": "point.too_late_to_go_on",
            "account": "point.asker_has_account",
        },
    ),
    Table(
        policies.refuse_to_name_for,
        "docs/rules/points.md section 1.16",
        {
            "nobody's": {"view": nobodys("answered")},
            "asker has an account": POINT["answered"],
        },
        """
        | place facilitator | forum facilitator | forum clerk | others
        nobody's | may | may | may | point.only_staff_for
        asker has an account | account | account | account | point.only_staff_for
        """,
        short={"account": "point.asker_has_account"},
    ),
    Table(
        policies.refuse_to_assign,
        "docs/rules/points.md section 4.1 and 4.3",
        POINT,
        f"""
                  | the forum's facilitators | others
        {NOT_DUE} | not due                  | no facilitator
        others    | may                      | no facilitator
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_pass_on,
        "docs/rules/points.md section 4.2",
        POINT,
        f"""
                                    | its team | others
        {NOT_DUE}                   | not due  | not theirs
        passed on, offered to Roads | point.passed_on_already | not theirs
        others                      | may      | not theirs
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_take,
        "docs/rules/points.md section 4.2",
        POINT,
        """
                         | other team's official, other team's elected | others
        offered to Roads              | may               | not theirs
        offered to Roads and answered | not due           | not theirs
        others                        | point.not_offered | point.not_offered
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_note,
        "docs/rules/points.md section 4.4",
        POINT,
        f"""
                  | its team | others
        {NOT_DUE} | not due  | not theirs
        others    | may      | not theirs
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_answer,
        "docs/rules/points.md section 4.1, 4.2, 6.3 and 6.4",
        {name: {**given, "titles": TITLES} for name, given in POINT.items()},
        f"""
                   | {COLLEAGUES} | official of another post | elected | others
        {NOT_DUE}  | not due      | not due                  | not due | not theirs
        second due | senior       | may                      | may     | not theirs
        third due  | elected      | elected                  | may     | not theirs
        others     | may          | may                      | may     | not theirs
        """,
        TEAM,
        {"senior": "answer.someone_more_senior", "elected": "answer.elected_only", **SHORT},
    ),
    Table(
        policies.refuse_to_correct,
        "docs/rules/points.md section 5.10",
        {
            **{name: {**given, "answered": PARKS} for name, given in POINT.items()},
            "given by another team": {**POINT["answered"], "answered": ROADS},
        },
        """
                              | its team | other team's official, other team's elected | others
        given by another team | may      | may                                         | not theirs
        others                | may      | not theirs                                  | not theirs
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_drop,
        "docs/rules/points.md section 5.6",
        {
            "own": {"draft": AnswerDraft(by_account_id=TOM)},
            "of a colleague": {"draft": AnswerDraft(by_account_id=DIRECTOR)},
        },
        """
                       | official | official of another post | others
        own            | may      | not own                  | not own
        of a colleague | not own  | may                      | not own
        """,
        TEAM,
        {"not own": "answer.own_draft_only"},
    ),
    Table(
        policies.refuse_to_assess,
        "docs/rules/points.md section 6.1",
        {
            **{name: {**given, "takes_part": True} for name, given in POINT.items()},
            **{
                f"{name}: no part in it": {**POINT[name], "takes_part": False}
                for name in ("first day", "answered", "time to say over")
            },
        },
        """
                                               | whoever
        answered, asked and answered           | may
        last day to say                        | may
        promised, promise missed, called done  | may
        second due, second answered            | may
        third due, third answered              | may
        offered to Roads and answered          | may
        time to say over                       | assessment.window_over
        first day: no part in it, answered: no part in it, time to say over: no part in it | no part
        others                                 | assessment.no_answer_yet
        """,
        short={"no part": "assessment.not_part_of_it"},
    ),
    Table(
        policies.refuse_to_assess_for,
        "docs/rules/points.md section 6.5",
        {
            **{
                f"{name}{mark}": {"view": nobodys(name), "answers": answers}
                for name in ("first day", "answered", "time to say over")
                for mark, answers in (("", False), (": answers there", True))
            },
            "asker has an account": {**POINT["answered"], "answers": False},
        },
        """
         | place facilitator | forum facilitator | forum clerk | others
        first day | early | early | early | no
        answered | may | may | may | no
        time to say over | over | over | over | no
        asker has an account | account | account | account | no
        first day: answers there | own | own | own | no
        answered: answers there | own | own | own | no
        time to say over: answers there | own | own | own | no
        """,
        short={
            "no": "assessment.only_staff",
            "early": "assessment.no_answer_yet",
            "over": "assessment.window_over",
            "account": "assessment.asker_has_account",
            "own": "assessment.you_answer",
        },
    ),
    Table(
        policies.refuse_to_join,
        "docs/rules/points.md section 3.6",
        JOIN,
        """
                                         | the forum's facilitators | others
        both open, both late             | may                      | no facilitator
        with itself, of another forum    | point.join_another       | no facilitator
        others                           | point.join_open_only     | no facilitator
        """,
        short=SHORT,
    ),
)


def test_points_stand_where_their_names_say_and_everywhere_one_can() -> None:
    found = {name: view.standing.stand for name, (_stand, view) in POINTS.items()}
    assert found == {name: stand for name, (stand, _view) in POINTS.items()}
    assert set(found.values()) == set(Stand)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_policy_answers_everybody_at_every_moment_as_the_rules_say(table: Table) -> None:
    assert list(table.differences()) == []


def test_all_points_but_those_not_read_yet_or_refused_are_public() -> None:
    hidden = [name for name, given in POINT.items() if not policies.is_public(given["view"])]
    assert hidden == ["raised", "refused", "withdrawn unread"]


def test_reply_is_waited_for_until_it_comes_or_an_answer_is_given() -> None:
    """Source: docs/rules/points.md section 3.4 and 7.2."""
    waited_for = [name for name, given in POINT.items() if policies.needs_reply(given["view"])]
    assert waited_for == ["stopped", "stop over"]
