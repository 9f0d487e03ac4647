"""Who may declare, ask, answer and decide, and when. Source: docs/rules/review.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from pbplatform.places.models import Team
from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Proposal
from pbplatform.review import policies
from pbplatform.review.kinds import Feasibility
from pbplatform.review.models import Costing, CostingCondition, DraftComment
from tests.policy_tables import Table
from tests.rounds_in_time import (
    CALLED_OFF_IN_TIME,
    CALLED_OFF_MOMENTS,
    FROZEN_ACTS,
    FUND,
    IN_TIME,
    UNFROZEN,
    a_round,
    committee,
)

ANSWERED = datetime(2027, 2, 10, 12, tzinfo=UTC)
MONEY = 1_000_000  # of the round, in minor units
PARKS, ROADS = Team(id=1, slug="parks", name="Parks"), Team(id=2, slug="roads", name="Roads")
EVERY = {**IN_TIME, **CALLED_OFF_IN_TIME}
IN_COMMITTEE = {"round_": IN_TIME["review+"]["round_"], "committee": committee()}
OFF = {"round_": CALLED_OFF_IN_TIME["called off early+"]["round_"]}

Moments = dict[str, Mapping[str, Any]]


def in_each_state(name: str = "", **more: Any) -> Moments:
    """Each state of a proposal of the committee, with what else holds."""
    return {
        f"{state}{name}": {
            **IN_COMMITTEE,
            "proposal": Proposal(id=1, round_id=FUND, committee_id=1, state=state),
            **more,
        }
        for state in ProposalState
    }


def called_off(name: str = ": called off", **more: Any) -> Moments:
    """A proposal that is being written in a round that was called off."""
    return {f"writing{name}": {**in_each_state(**more)["writing"], **OFF}}


def a_costing(
    *, answered: bool = False, passed: bool = False, replaces: int | None = None
) -> Costing:
    return Costing(
        id=1,
        replaces=replaces,
        team_id=PARKS.id,
        answered_at=ANSWERED if answered else None,
        passed_from="Roads" if passed else None,
    )


def an_answer(verdict: Feasibility, price: int | None) -> Costing:
    return Costing(id=1, team_id=PARKS.id, answered_at=ANSWERED, verdict=verdict, price_minor=price)


def asked(name: str = "", *, to: Team = ROADS, again: bool = False, **costing: Any) -> Moments:
    """A question to Parks, and what an official of Parks would do with it."""
    return in_each_state(name, team=PARKS, to=to, costing=a_costing(**costing), asked_already=again)


def on_ballot(
    moment: str, costing: Costing | None, summary: str = "Benches.", **changed: Any
) -> dict[str, Any]:
    held = {"priced": True, "unmet": 0, "again": False, **changed}
    return {"round_": EVERY[moment]["round_"], "costing": costing, "summary": summary, **held}


def in_round(moment: str, name: str, **more: Any) -> Moments:
    """Each state of a proposal of the round, before or after its freeze."""
    round_ = IN_TIME[moment]["round_"]
    return {key: {**each, "round_": round_} for key, each in in_each_state(name, **more).items()}


def of_states(name: str) -> str:
    """The rows of `in_round` of this name."""
    return ", ".join(f"{state}{name}" for state in ProposalState)


def voted_on(name: str = "", **more: Any) -> Moments:
    """A project on the ballot at every moment of its round."""
    proposal = Proposal(id=1, round_id=FUND, committee_id=1, state=ProposalState.ON_BALLOT)
    return {
        f"{moment}{name}": {**each, "proposal": proposal, **more}
        for moment, each in IN_TIME.items()
    }


def scored(name: str = "", **changed: bool) -> Moments:
    """A proposal of a round that names what is scored."""
    given = {"declared": True, "has_interest": False, "public": False, **changed}
    round_ = a_round(**FROZEN_ACTS)
    round_.frozen_at, round_.criteria = None, ["Need"]
    return {key: {**each, "round_": round_} for key, each in in_each_state(name, **given).items()}


CAN = an_answer(Feasibility.YES, MONEY)
DECIDED = "on_ballot, not_this_round"
SHOWN = CostingCondition(shown_at=ANSWERED)
MET = CostingCondition(shown_at=ANSWERED, met=True)
SHORT = {
    "off": "round.called_off",
    "no delegate": "committee.only_its_delegates",
    "no team": "costing.only_its_team",
    "declare": "review.declare_first",
    "decided": "proposal.decided_already",
    "answered": "costing.answered_already",
    "asked": "costing.asked_already",
}

TABLES: Sequence[Table] = (
    Table(
        policies.refuse_undeclared,
        "docs/rules/review.md section 1.1 and 1.2",
        {
            "declared": {**IN_COMMITTEE, "declared": True},
            "not declared": {**IN_COMMITTEE, "declared": False},
            "called off": {**IN_COMMITTEE, **OFF, "declared": True},
        },
        """
                     | delegate | others
        declared     | may      | no delegate
        not declared | declare  | no delegate
        called off   | off      | no delegate
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_ask,
        "docs/rules/review.md section 2.1 and 2.2",
        {
            **called_off(declared=True, asked_already=False),
            **in_each_state(declared=True, asked_already=False),
            **in_each_state(": asked", declared=True, asked_already=True),
            **in_each_state(": not declared", declared=False, asked_already=False),
        },
        """
                                  | delegate | others
        writing: called off | off | no delegate
        writing                   | may      | no delegate
        writing: asked            | asked    | no delegate
        on_ballot, on_ballot: asked, not_this_round, not_this_round: asked | decided | no delegate
        others                    | declare  | no delegate
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_comment,
        "docs/rules/review.md section 10.1",
        {
            **in_each_state(team=PARKS, asked=True),
            **in_each_state(": not asked", team=PARKS, asked=False),
        },
        f"""
                  | official | others
        writing   | may      | comment.only_asked_teams
        {DECIDED} | decided  | comment.only_asked_teams
        others    | comment.only_asked_teams | comment.only_asked_teams
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_answer_comment,
        "docs/rules/review.md section 10.2",
        {
            **called_off(declared=True, comment=DraftComment(outcome="")),
            **in_each_state(declared=True, comment=DraftComment(outcome="")),
            **in_each_state(": answered", declared=True, comment=DraftComment(outcome="taken")),
            **in_each_state(": not declared", declared=False, comment=DraftComment(outcome="")),
        },
        f"""
                          | delegate                 | others
        writing: called off | off | no delegate
        writing           | may                      | no delegate
        {DECIDED}         | decided                  | no delegate
        writing: answered, on_ballot: answered, not_this_round: answered | again | no delegate
        others            | declare                  | no delegate
        """,
        short={**SHORT, "again": "comment.answered_already"},
    ),
    Table(
        policies.refuse_to_score,
        "docs/rules/review.md section 9",
        {
            **called_off(declared=True, has_interest=False, public=False),
            **scored(),
            **scored(": public", public=True),
            **scored(": interest", has_interest=True),
            **scored(": not declared", declared=False),
            **{
                "writing: no scores": {
                    **scored()["writing"],
                    "round_": IN_TIME["review-"]["round_"],
                }
            },
        },
        f"""
                                       | delegate                 | others
        writing: called off | off | no delegate
        writing                        | may                      | no delegate
        writing: public                | scores.public_already    | no delegate
        writing: no scores             | scores.none_asked        | no delegate
        {DECIDED}, on_ballot: public, not_this_round: public | decided | no delegate
        writing: interest, on_ballot: interest, not_this_round: interest | interest | no delegate
        others                         | declare                  | no delegate
        """,
        short={**SHORT, "interest": "review.interest_declared"},
    ),
    Table(
        policies.refuse_to_answer,
        "docs/rules/review.md section 3.1 and 3.4",
        {
            **asked(),
            **asked(": answered", answered=True),
            **asked(": again", replaces=1),
        },
        f"""
                  | official | others
        writing   | may      | no team
        {DECIDED} | decided  | no team
        writing: again, on_ballot: again | may | no team
        not_this_round: again | decided | no team
        others    | answered | no team
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_price_again,
        "docs/rules/review.md section 11.8 and 12.3",
        {
            **in_round("review+", "", team=PARKS, waiting=False),
            **in_round("review+", ": asked", team=PARKS, waiting=True),
            **in_round("ready-", ": frozen", team=PARKS, waiting=False),
        },
        f"""
                           | official, its two facilitators | facilitators of rounds | others
        writing, on_ballot | may                            | no round               | no team
        not_this_round, not_this_round: asked | decided     | no round               | no team
        writing: asked, on_ballot: asked | asked            | no round               | no team
        {of_states(": frozen")} | costing.frozen            | no round               | no team
        """.replace("facilitators of rounds", "other facilitators"),
        short={**SHORT, "no round": "round.only_its_facilitator"},
    ),
    Table(
        policies.refuse_to_hold_price,
        "docs/rules/review.md section 11.2",
        {
            **in_round("review+", "", team=PARKS, asked=True),
            **in_round("review+", ": not asked", team=PARKS, asked=False),
            **in_round("ready-", ": frozen", team=PARKS, asked=True),
        },
        f"""
                           | official        | others
        writing            | may             | no team
        writing: not asked | price.not_asked | no team
        {DECIDED}, on_ballot: not asked, not_this_round: not asked | decided | no team
        {of_states(": frozen")} | costing.frozen | no team
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_judge_condition,
        "docs/rules/review.md section 11.5",
        {
            **in_round("review+", "", team=PARKS, condition=SHOWN),
            **in_round("review+", ": not shown", team=PARKS, condition=CostingCondition()),
            **in_round("review+", ": judged", team=PARKS, condition=MET),
            **in_round("ready-", ": frozen", team=PARKS, condition=SHOWN),
        },
        f"""
                  | official | others
        writing   | may      | no team
        writing: not shown, writing: judged | condition.not_shown | no team
        {of_states(": frozen")} | costing.frozen | no team
        others    | no team | no team
        """.replace("others    | no team |", "others    | decided |"),
        short=SHORT,
    ),
    Table(
        policies.refuse_to_show_condition,
        "docs/rules/review.md section 11.5",
        {
            **in_round("review+", "", declared=True, condition=CostingCondition()),
            **in_round("review+", ": shown", declared=True, condition=SHOWN),
            **in_round("review+", ": met", declared=True, condition=MET),
            **in_round("review+", ": not declared", declared=False, condition=SHOWN),
            **in_round("ready-", ": frozen", declared=True, condition=SHOWN),
        },
        f"""
                  | delegate | others
        writing, writing: shown | may | no delegate
        writing: met | condition.met_already | no delegate
        {of_states(": not declared")} | declare | no delegate
        {of_states(": frozen")} | round.frozen | no delegate
        others    | decided | no delegate
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_reopen_decision,
        "docs/rules/review.md section 12.1",
        {
            **in_round("review+", "", declared=True, has_interest=False),
            **in_round("review+", ": not declared", declared=False, has_interest=False),
            **in_round("review+", ": interest", declared=True, has_interest=True),
            **in_round("ready-", ": frozen", declared=True, has_interest=False),
        },
        f"""
                 | delegate | delegates of others | its facilitators | others
        {DECIDED} | may     | no delegate         | may              | no round
        writing  | open     | no delegate         | open             | no round
        {of_states(": frozen")} | reopening.frozen | no delegate | reopening.frozen | no round
        on_ballot: not declared | declare | no delegate | may | no round
        not_this_round: not declared | declare | no delegate | may | no round
        writing: not declared | declare | no delegate | open | no round
        on_ballot: interest, not_this_round: interest | interest | no delegate | may | no round
        writing: interest | interest | no delegate | open | no round
        """.replace("delegates of others", "other committee's delegate, other round's delegate"),
        short={
            **SHORT,
            "interest": "review.interest_declared",
            "open": "reopening.not_decided",
            "no round": "round.only_its_facilitator",
        },
    ),
    Table(
        policies.refuse_to_recheck,
        "docs/rules/review.md section 13.1",
        {
            **voted_on(team=PARKS),
            **{
                f"{state}: not on the ballot": {
                    **IN_TIME["voting+"],
                    "team": PARKS,
                    "proposal": Proposal(id=1, round_id=FUND, committee_id=1, state=state),
                }
                for state in (ProposalState.WRITING, ProposalState.NOT_THIS_ROUND)
            },
        },
        """
                                    | official              | others
        ready-, voting+, voting-    | may                   | no team
        others                      | recheck.not_on_ballot | no team
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_leave_on_ballot,
        "docs/rules/review.md section 13.3",
        {
            **{moment: {**each, "wrong": True} for moment, each in IN_TIME.items()},
            "voting: nothing wrong": {**IN_TIME["voting+"], "wrong": False},
        },
        """
                                    | its facilitators      | others
        ready-, voting+, voting-    | may                   | no round
        voting: nothing wrong       | recheck.nothing_wrong | no round
        others                      | recheck.not_on_ballot | no round
        """,
        short={**SHORT, "no round": "round.only_its_facilitator"},
    ),
    Table(
        policies.refuse_to_pass,
        "docs/rules/review.md section 2.3",
        {
            **asked(),
            **asked(": answered", answered=True),
            **asked(": passed before", passed=True),
            **asked(": to itself", to=PARKS),
            **asked(": the other team is asked", again=True),
        },
        """
                                           | official                | others
        writing                            | may                     | no team
        writing: passed before             | costing.passed_already  | no team
        writing: to itself                 | point.same_team         | no team
        writing: the other team is asked   | asked                   | no team
        writing: answered, on_ballot: answered, not_this_round: answered | answered | no team
        others                             | decided                 | no team
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_confirm,
        "docs/rules/review.md section 4.3",
        {
            **called_off(declared=True, named=True),
            **in_each_state(declared=True, named=True),
            **in_each_state(": not named", declared=True, named=False),
            **in_each_state(": not declared", declared=False, named=True),
        },
        """
                                                      | delegate           | others
        writing: called off | off | no delegate
        writing                                       | may                | no delegate
        writing: not named                            | decision.not_named | no delegate
        on_ballot, on_ballot: not named               | decided            | no delegate
        not_this_round, not_this_round: not named     | decided            | no delegate
        others                                        | declare            | no delegate
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_decide,
        "docs/rules/review.md section 1.4, 4.2 and 4.7",
        {
            **called_off(declared=True, has_interest=False),
            **in_each_state(declared=True, has_interest=False),
            **in_each_state(": with an interest", declared=True, has_interest=True),
            **in_each_state(": not declared", declared=False, has_interest=False),
        },
        f"""
                  | delegate | others
        writing: called off | off | no delegate
        writing   | may      | no delegate
        {DECIDED} | decided  | no delegate
        writing: with an interest, on_ballot: with an interest | interest | no delegate
        not_this_round: with an interest                       | interest | no delegate
        others    | declare  | no delegate
        """,
        short={"interest": "review.interest_declared", **SHORT},
    ),
    Table(
        policies.refuse_on_ballot,
        "docs/rules/review.md section 4.7 and 11.3",
        {
            **{moment: on_ballot(moment, CAN) for moment in EVERY},
            "no answer": on_ballot("review+", None),
            "no": on_ballot("review+", an_answer(Feasibility.NO, None)),
            "yes without a price": on_ballot("review+", an_answer(Feasibility.YES, None)),
            "if changed and met": on_ballot("review+", an_answer(Feasibility.IF_CHANGED, MONEY)),
            "one not met": on_ballot("review+", CAN, unmet=1),
            "older text": on_ballot("review+", CAN, priced=False),
            "priced again": on_ballot("review+", CAN, again=True),
            "one unit too dear": on_ballot("review+", an_answer(Feasibility.YES, MONEY + 1)),
            "no summary": on_ballot("review+", CAN, summary=" \n"),
        },
        f"""
                                       | whoever
        {UNFROZEN}                     | may
        {CALLED_OFF_MOMENTS}           | round.called_off
        if changed and met             | may
        one not met                    | decision.conditions_open
        older text                     | decision.price_of_older_text
        priced again                   | decision.priced_again
        no answer                      | decision.no_costing
        no, yes without a price        | decision.cannot_be_done
        one unit too dear              | decision.costs_too_much
        no summary                     | decision.no_summary
        others                         | round.frozen
        """,
    ),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_policy_answers_everybody_at_every_moment_as_the_rules_say(table: Table) -> None:
    assert list(table.differences()) == []
