"""Who may do what with ideas and proposals, and when. Source: docs/rules/proposals.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from pbplatform.proposals import policies
from pbplatform.proposals.kinds import IdeaState, ProposalState
from pbplatform.proposals.models import Idea, IdeaJoin, Proposal
from tests.policy_tables import ASKER, PEOPLE, Table, acting
from tests.rounds_in_time import (
    CALLED_OFF_IN_TIME,
    CALLED_OFF_MOMENTS,
    FROZEN,
    FUND,
    IN_TIME,
    OTHER,
    UNFROZEN,
    committee,
)

DAY = timedelta(days=1)
LAST_DAY = date(2027, 2, 15)  # for the first look, and to ask for a second look
ROUND = IN_TIME["review+"]["round_"]

NOT_YET_PUBLIC = (IdeaState.SENT, IdeaState.REFUSED, IdeaState.SECOND_LOOK)


def an_idea(state: IdeaState, *, author: int = ASKER, asked_before: bool = False) -> Idea:
    return Idea(
        id=1,
        round_id=FUND,
        author_id=author,
        state=state,
        look_by=None if state in NOT_YET_PUBLIC else LAST_DAY,
        ask_again_by=LAST_DAY if state == IdeaState.REFUSED else None,
        second_look_at=ROUND.ideas_close_at if asked_before else None,
    )


def with_idea(idea: Idea, **more: Any) -> Mapping[str, Any]:
    return {"round_": ROUND, "committee": committee(), "idea": idea, **more}


# Each state of an idea, on the last day of the first look unless a table says otherwise.
IDEA = {str(state): with_idea(an_idea(state), today=LAST_DAY) for state in IdeaState}
IDEA_LATE = {
    f"{state}: first look late": with_idea(an_idea(state), today=LAST_DAY + DAY)
    for state in IdeaState
}
REVIEW_OPEN = {
    f"{state}: in review": with_idea(an_idea(state), now=IN_TIME["review-"]["now"])
    for state in IdeaState
}
REVIEW_OVER = {
    f"{state}: review over": with_idea(an_idea(state), now=IN_TIME["to freeze+"]["now"])
    for state in IdeaState
}


def called_off(state: IdeaState, **more: Any) -> dict[str, Mapping[str, Any]]:
    """An idea of a round that was called off."""
    given = with_idea(an_idea(state), **more)
    return {
        f"{state}: called off": {
            **given,
            "round_": CALLED_OFF_IN_TIME["called off early+"]["round_"],
        }
    }


def turned_down(**changed: Any) -> Idea:
    idea = an_idea(IdeaState.NOT_TAKEN)
    idea.plead_by = LAST_DAY
    for name, value in changed.items():
        setattr(idea, name, value)
    return idea


LATER = IN_TIME["ready-"]["round_"]  # frozen
PLEAS: dict[str, Mapping[str, Any]] = {
    "not_taken: asked": with_idea(turned_down(plea_answer_by=LAST_DAY), today=LAST_DAY),
    "not_taken: asked and frozen": {
        **with_idea(turned_down(plea_answer_by=LAST_DAY), today=LAST_DAY),
        "round_": LATER,
    },
    "not_taken: last day": with_idea(turned_down(), today=LAST_DAY),
    "not_taken: too late": with_idea(turned_down(), today=LAST_DAY + DAY),
    "not_taken: used": with_idea(turned_down(plea_at=ROUND.ideas_close_at), today=LAST_DAY),
    "not_taken: frozen": {**with_idea(turned_down(), today=LAST_DAY), "round_": LATER},
}


def unread(state: IdeaState) -> Idea:
    idea = an_idea(state)
    idea.unread_since = ROUND.ideas_close_at
    return idea


UNREAD = {f"{state}: unread": with_idea(unread(state)) for state in IdeaState}
PROPOSAL = {
    str(state): {
        "round_": ROUND,
        "committee": committee(),
        "proposal": Proposal(id=1, round_id=FUND, committee_id=1, state=state),
    }
    for state in ProposalState
}
ENDS = ROUND.ideas_close_at


def joined(state: ProposalState, now: datetime, join: IdeaJoin | None) -> Mapping[str, Any]:
    proposal = Proposal(id=1, round_id=FUND, committee_id=1, state=state)
    return {"idea": an_idea(IdeaState.BECAME), "proposal": proposal, "join": join, "now": now}


JOINED = {
    **{
        f"{state}: last instant": joined(
            state, ENDS - timedelta(microseconds=1), IdeaJoin(idea_id=1, ends_at=ENDS)
        )
        for state in ProposalState
    },
    "writing: over": joined(ProposalState.WRITING, ENDS, IdeaJoin(idea_id=1, ends_at=ENDS)),
    "writing: agreed": joined(
        ProposalState.WRITING, ENDS - DAY, IdeaJoin(idea_id=1, ends_at=ENDS, agreed_at=ENDS - DAY)
    ),
    "writing: not joined": joined(ProposalState.WRITING, ENDS - DAY, None),
}
A_NEW_ONE = {
    f"a new one: {moment}": {**given, "committee": committee(), "proposal": None}
    for moment, given in {**IN_TIME, **CALLED_OFF_IN_TIME}.items()
}
# A facilitator can write ideas too.
WITH_OWN = {**PEOPLE, "facilitator who wrote it": acting(ASKER, "facilitator", "round:fund")}
NOT_ITS = {
    "not now": "state.not_from_here",
    "not its": "round.only_its_facilitator",
    "no delegate": "committee.only_its_delegates",
}


def new(moments: str) -> str:
    return ", ".join(f"a new one: {moment}" for moment in moments.split(", "))


def typed_in(state: IdeaState, *, author: int | None = None) -> Idea:
    """An idea of somebody without an account; or of an author, where one is given."""
    idea = an_idea(state)
    idea.author_id, idea.entered = author, True
    return idea


TYPED_IN: dict[str, Mapping[str, Any]] = {
    **{f"{state}: typed in": with_idea(typed_in(state)) for state in IdeaState},
    "published: of an author": with_idea(an_idea(IdeaState.PUBLISHED)),
}
UNTIL = date(2027, 2, 8)  # last day on which ideas of a meeting are written in
ENTERED: dict[str, Mapping[str, Any]] = {
    **{
        moment: {**given, "today": given["now"].date(), "until": date.min}
        for moment, given in {**IN_TIME, **CALLED_OFF_IN_TIME}.items()
    },
    "review+: last day": {**IN_TIME["review+"], "today": UNTIL, "until": UNTIL},
    "review+: the day after": {**IN_TIME["review+"], "today": UNTIL + DAY, "until": UNTIL},
    "ready-: last day": {**IN_TIME["ready-"], "today": UNTIL, "until": UNTIL},
}


TABLES: Sequence[Table] = (
    Table(
        policies.refuse_to_enter,
        "docs/rules/thread.md section 7.4 and 7.21",
        ENTERED,
        f"""
                       | visitor                  | whoever
        draft, soon-   | account.sign_in_first    | idea.not_open_yet
        ideas+, ideas-, review+: last day | account.sign_in_first | may
        paused+, paused- | account.sign_in_first  | round.paused_for_now
        called off early+, called off+ | account.sign_in_first | round.called_off
        {FROZEN}, ready-: last day | account.sign_in_first | round.frozen
        others         | account.sign_in_first    | idea.window_over
        """,
    ),
    Table(
        policies.refuse_to_take_away,
        "docs/rules/thread.md section 7.25",
        TYPED_IN,
        """
        | its facilitators | others
        sent: typed in, second_look: typed in, published: typed in | may | not its
        published: of an author | idea.has_an_author | not its
        others | idea.too_late_to_withdraw | not its
        """,
        short={"not its": "round.only_its_facilitator"},
    ),
    Table(
        policies.refuse_to_withdraw_for,
        "docs/rules/intake.md section 8.1 and 8.4",
        TYPED_IN,
        """
        | its two facilitators, clerk | others
        sent: typed in, second_look: typed in, published: typed in | may | not its
        published: of an author | idea.has_an_author | not its
        others | idea.too_late_to_withdraw | not its
        """,
        short={"not its": "idea.only_staff_for"},
    ),
    Table(
        policies.refuse_to_name_for,
        "docs/rules/intake.md section 8.5",
        TYPED_IN,
        """
        | its two facilitators, clerk | others
        published: of an author | idea.has_an_author | idea.only_staff_for
        others | may | idea.only_staff_for
        """,
    ),
    Table(
        policies.refuse_to_send,
        "docs/rules/proposals.md section 1.1",
        {**IN_TIME, **CALLED_OFF_IN_TIME},
        """
                       | visitor, command, system | signed in
        draft, soon-   | account.sign_in_first    | idea.not_open_yet
        ideas+, ideas- | account.sign_in_first    | may
        paused+, paused- | account.sign_in_first  | round.paused_for_now
        called off early+, called off+ | account.sign_in_first | round.called_off
        others         | account.sign_in_first    | idea.window_over
        """,
    ),
    Table(
        policies.refuse_to_read,
        "docs/rules/proposals.md section 2.1 and 2.5",
        {**IDEA, **called_off(IdeaState.SENT)},
        """
                          | its facilitators  | facilitator who wrote it | others
        sent, second_look | may                 | idea.not_your_own | round.only_its_facilitator
        sent: called off  | round.called_off    | idea.not_your_own | round.only_its_facilitator
        others            | state.not_from_here | idea.not_your_own | round.only_its_facilitator
        """,
        WITH_OWN,
    ),
    Table(
        policies.refuse_to_keep,
        "docs/rules/proposals.md section 2.8",
        {**IDEA, **UNREAD},
        """
                                             | its facilitators | facilitator who wrote it | others
        published: unread, claimed: unread   | may | idea.not_your_own | round.only_its_facilitator
        became: unread, not_taken: unread    | may | idea.not_your_own | round.only_its_facilitator
        others             | idea.read_already | idea.not_your_own | round.only_its_facilitator
        """,
        WITH_OWN,
    ),
    Table(
        policies.refuse_to_ask_again,
        "docs/rules/proposals.md section 2.4",
        {
            **IDEA,
            "refused: the day after": with_idea(an_idea(IdeaState.REFUSED), today=LAST_DAY + DAY),
            "refused: asked before": with_idea(
                an_idea(IdeaState.REFUSED, asked_before=True), today=LAST_DAY
            ),
        },
        """
                               | author                    | others
        refused                | may                       | idea.only_its_author
        refused: the day after | idea.second_look_too_late | idea.only_its_author
        refused: asked before  | idea.second_look_used     | idea.only_its_author
        others                 | state.not_from_here       | idea.only_its_author
        """,
    ),
    Table(
        policies.refuse_to_withdraw,
        "docs/rules/proposals.md section 4.3",
        IDEA,
        """
                                     | author                    | others
        sent, second_look, published | may                       | idea.only_its_author
        others                       | idea.too_late_to_withdraw | idea.only_its_author
        """,
    ),
    Table(
        policies.refuse_to_support,
        "docs/rules/proposals.md section 3",
        IDEA,
        """
                           | visitor, command, system | author           | signed in
        published, claimed | account.sign_in_first    | idea.own_support | may
        others             | account.sign_in_first    | idea.own_support | idea.support_over
        """,
    ),
    Table(
        policies.refuse_to_delegate,
        "docs/rules/review.md section 1.1",
        {"always": with_idea(an_idea(IdeaState.CLAIMED))},
        """
               | delegate | others
        always | may      | committee.only_its_delegates
        """,
    ),
    Table(
        policies.refuse_to_claim,
        "docs/rules/proposals.md section 4.2",
        {
            **IDEA,
            **IDEA_LATE,
            **called_off(IdeaState.PUBLISHED, today=LAST_DAY + DAY),
            "published: another round's committee": {
                **with_idea(an_idea(IdeaState.PUBLISHED), today=LAST_DAY + DAY),
                "committee": committee(OTHER),
            },
        },
        """
                                     | delegate | its two facilitators | other facilitators | others
        published                            | may     | early | not its | no delegate
        claimed, became, not_taken           | taken   | early | not its | no delegate
        withdrawn                            | not now | early | not its | no delegate
        sent, refused, second_look           | not now | not now | not its | no delegate
        published: first look late           | may     | may   | not its | no delegate
        claimed: first look late             | taken   | taken | not its | no delegate
        became: first look late              | taken   | taken | not its | no delegate
        not_taken: first look late           | taken   | taken | not its | no delegate
        published: another round's committee | no      | no    | no      | no
        published: called off                | off     | off   | not its | no delegate
        others                               | not now | not now | not its | no delegate
        """,
        short={
            "early": "idea.first_look_not_late",
            "taken": "idea.claimed_already",
            "no": "committee.other_round",
            "off": "round.called_off",
            **NOT_ITS,
        },
    ),
    Table(
        policies.refuse_to_leave,
        "docs/rules/proposals.md section 4.4",
        {
            **REVIEW_OPEN,
            **REVIEW_OVER,
            **called_off(IdeaState.CLAIMED, now=IN_TIME["to freeze+"]["now"]),
        },
        """
                             | delegate | its two facilitators | other facilitators | others
        claimed: in review   | may      | early                | not its            | no
        claimed: review over | may      | may                  | not its            | no
        claimed: called off  | off      | early                | not its            | no
        sent: in review, refused: in review, second_look: in review | not now | early | not its | no
        published: in review, became: in review                    | not now | early | not its | no
        not_taken: in review, withdrawn: in review                 | not now | early | not its | no
        others                                                   | not now | not now | not its | no
        """,
        short={
            "early": "idea.review_not_over",
            "off": "round.called_off",
            "no": NOT_ITS["no delegate"],
            **NOT_ITS,
        },
    ),
    Table(
        policies.refuse_to_pass_claim,
        "docs/rules/proposals.md section 7.4",
        IDEA,
        """
                | delegate | system  | others
        claimed | may      | may     | no delegate
        others  | not now  | not now | no delegate
        """,
        short=NOT_ITS,
    ),
    Table(
        policies.refuse_to_reopen,
        "docs/rules/proposals.md section 7.1 and 7.2",
        {**IDEA, **PLEAS, **called_off(IdeaState.NOT_TAKEN)},
        """
                                       | delegate | facilitator who wrote it | its two facilitators | other facilitators | others
        not_taken: asked               | may    | own | may    | not its | no delegate
        not_taken: asked and frozen       | frozen | own | frozen | not its | no delegate
        not_taken: frozen              | frozen | own | nobody | not its | no delegate
        not_taken: called off          | round.called_off | own | nobody | not its | no delegate
        not_taken, not_taken: last day, not_taken: too late, not_taken: used | may | own | nobody | not its | no delegate
        others                         | not now | own | nobody | not its | no delegate
        """,  # noqa: E501
        WITH_OWN,
        short={
            **NOT_ITS,
            "own": "idea.not_your_own",
            "nobody": "idea.nobody_asked",
            "frozen": "round.frozen",
        },
    ),
    Table(
        policies.refuse_to_look_again,
        "docs/rules/proposals.md section 7.2",
        {**IDEA, **PLEAS},
        """
                 | its facilitators | facilitator who wrote it | others
        not_taken: asked, not_taken: asked and frozen | may | idea.not_your_own | not its
        others   | idea.nobody_asked | idea.not_your_own | not its
        """,
        WITH_OWN,
        short=NOT_ITS,
    ),
    Table(
        policies.refuse_to_plead,
        "docs/rules/proposals.md section 7.2",
        {**IDEA, **PLEAS, **called_off(IdeaState.NOT_TAKEN, today=LAST_DAY)},
        """
                              | author                    | others
        not_taken: asked, not_taken: last day | may       | idea.only_its_author
        not_taken: asked and frozen, not_taken: frozen | round.frozen | idea.only_its_author
        not_taken, not_taken: too late | idea.second_look_too_late | idea.only_its_author
        not_taken: used       | idea.second_look_used     | idea.only_its_author
        not_taken: called off | round.called_off          | idea.only_its_author
        others                | state.not_from_here       | idea.only_its_author
        """,
    ),
    Table(
        policies.refuse_to_answer_join,
        "docs/rules/proposals.md section 8",
        JOINED,
        """
                              | author                    | others
        writing: last instant | may                       | idea.only_its_author
        writing: over, writing: agreed, writing: not joined | join.stands | idea.only_its_author
        others                | proposal.decided_already  | idea.only_its_author
        """,
    ),
    Table(
        policies.refuse_to_write,
        "docs/rules/proposals.md section 5.1 and 5.4, docs/rules/rounds.md section 3.3",
        {**PROPOSAL, **A_NEW_ONE},
        f"""
                                  | delegate                 | others
        writing                   | may                      | committee.only_its_delegates
        on_ballot, not_this_round | proposal.decided_already | committee.only_its_delegates
        {new(UNFROZEN)}           | may                      | committee.only_its_delegates
        {new(FROZEN)}             | round.frozen             | committee.only_its_delegates
        {new(CALLED_OFF_MOMENTS)} | round.called_off         | committee.only_its_delegates
        """,
    ),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_policy_answers_everybody_at_every_moment_as_the_rules_say(table: Table) -> None:
    assert list(table.differences()) == []


@pytest.mark.parametrize("state", IdeaState)
@pytest.mark.parametrize(
    ("who", "facilitates", "before_it_is_public"),
    [
        (None, False, False),  # nobody is signed in
        ("resident", False, False),
        ("author", False, True),
        ("round facilitator", True, True),
    ],
)
def test_words_of_an_idea_are_everybodys_once_it_is_public(
    state: IdeaState, who: str | None, facilitates: bool, before_it_is_public: bool
) -> None:
    """Source: docs/rules/proposals.md section 2.1, 2.3 and 4.3."""
    public = {IdeaState.PUBLISHED, IdeaState.CLAIMED, IdeaState.BECAME, IdeaState.NOT_TAKEN}
    actor = PEOPLE[who] if who else None
    seen = policies.may_see(actor, an_idea(state), facilitates=facilitates)
    assert seen is (state in public or before_it_is_public)
