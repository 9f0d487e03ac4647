"""Who may give and end roles, change names, and answer together. Source: docs/rules/accounts.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pbplatform.accounts import policies
from pbplatform.accounts.domain.pairs import HeldRole
from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import Actor
from pbplatform.core.errors import NotAllowed
from tests.policy_tables import AMINA, ASKER, BEA, TOM, Table

NOW = datetime(2027, 3, 10, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)
YEAR = timedelta(days=365)


def giving(role: Role, scope: str, expires_at: datetime = NOW + YEAR) -> Mapping[str, Any]:
    return {"role": role, "scope": scope, "expires_at": expires_at, "now": NOW}


# Each role in each scope that it can hold in, and who is wider than that.
IN_PLACE = {
    "facilitator in place": giving(Role.FACILITATOR, "place"),
    "auditor in place": giving(Role.AUDITOR, "place"),
}
IN_ROUND = {
    "facilitator in the round": giving(Role.FACILITATOR, "round:fund"),
    "delegate in the round": giving(Role.DELEGATE, "committee:fund/parks"),
    "clerk in the round": giving(Role.CLERK, "round:fund"),
    "trustee in the round": giving(Role.TRUSTEE, "round:fund"),
    "auditor in the round": giving(Role.AUDITOR, "round:fund"),
}
IN_TEAM = {
    "official in a team": giving(Role.OFFICIAL, "team:parks"),
    "elected in a team": giving(Role.ELECTED, "team:parks"),
}
IN_FORUM = {
    "facilitator in the forum": giving(Role.FACILITATOR, "forum:town"),
    "clerk in the forum": giving(Role.CLERK, "forum:town"),
}
ROLES = {**IN_PLACE, **IN_ROUND, **IN_TEAM, **IN_FORUM}
# The expiry of a clerk of the round.
EXPIRY = {
    "an hour from now": giving(Role.CLERK, "round:fund", NOW + timedelta(hours=1)),
    "just after now": giving(Role.CLERK, "round:fund", NOW + TICK),
    "now": giving(Role.CLERK, "round:fund", NOW),
    "just before now": giving(Role.CLERK, "round:fund", NOW - TICK),
}
SHORT = {
    "no giver": "role.only_facilitators_grant",
    "outside": "role.outside_your_scope",
    "same": "role.not_narrower",
    "by two": "role.auditor_by_two",
    "past": "role.expiry_in_the_past",
    "nothing": "role.does_nothing_yet",
}
NARROWER = """
    | the machines | place facilitator | round facilitator | forum facilitator | OTHERS | others
    facilitator in place     | may | same   | outside | outside | outside | no giver
    auditor in place         | may | by two | outside | outside | outside | no giver
    facilitator in the round | may | may    | same    | outside | outside | no giver
    delegate in the round    | may | may    | may     | outside | outside | no giver
    clerk in the round       | may | may    | may     | outside | outside | no giver
    trustee in the round     | may | may    | may     | outside | outside | no giver
    auditor in the round     | may | by two | by two  | outside | outside | no giver
    official in a team       | may | may    | outside | outside | outside | no giver
    elected in a team        | may | may    | outside | outside | outside | no giver
    facilitator in the forum | may | may    | outside | same    | outside | no giver
    clerk in the forum       | may | may    | outside | may     | outside | no giver
""".replace("OTHERS", "facilitators of others")
# A trustee does nothing yet: whoever could give the role is told so; an older grant can be ended.
GIVEN = NARROWER.replace(
    "trustee in the round     | may | may    | may     |",
    "trustee in the round     | nothing | nothing | nothing |",
)

CUTOFF = NOW - timedelta(days=2)  # two working days ago
AUDITOR, CLERK = Role.AUDITOR, Role.CLERK


def two(
    first: tuple[int, Role, datetime, int | None],
    second: tuple[int, Role, datetime, int | None],
    *,
    public_before: datetime = CUTOFF,
) -> Mapping[str, Any]:
    """Each as account, role, since when the role is public, and who gave it."""
    return {
        "first": HeldRole(*first),
        "second": HeldRole(*second),
        "public_before": public_before,
        "given_before": CUTOFF,
    }


OLD, NEW = CUTOFF, CUTOFF + TICK  # since when a role is public: just long enough, and not
FROZEN = NOW - timedelta(hours=1)  # in acts of a round it is enough to be public by then
ADA = (AMINA, AUDITOR, OLD, None)
PAIRS = {
    **{f"{role} and auditor": two((BEA, role, OLD, None), ADA) for role in Role},
    **{f"auditor and {role}": two(ADA, (BEA, role, OLD, None)) for role in Role},
    **{
        f"{one} and {other}": two((BEA, one, OLD, None), (TOM, other, OLD, None))
        for one in Role
        for other in Role
        if AUDITOR not in (one, other)
    },
    "one account": two((AMINA, CLERK, OLD, None), ADA),
    "the first is new": two((BEA, CLERK, NEW, None), ADA),
    "the second is new": two((BEA, CLERK, OLD, None), (AMINA, AUDITOR, NEW, None)),
    "the first is new and old enough for the round": two(
        (BEA, CLERK, NEW, None), ADA, public_before=FROZEN
    ),
    "the second gave the first's long ago": two((BEA, CLERK, OLD, AMINA), ADA),
    "the second gave the first's lately": two((BEA, CLERK, NEW, AMINA), ADA, public_before=FROZEN),
    "the first gave the second's lately": two(
        (AMINA, AUDITOR, OLD, None), (BEA, CLERK, NEW, AMINA), public_before=FROZEN
    ),
}
WITH_AUDITOR = ", ".join(
    f"{role} and auditor, auditor and {role}" for role in Role if role != AUDITOR
)

OFFER = {"scope": "place", "expires_at": NOW + YEAR, "now": NOW}
OFFERS = {
    "of the place": OFFER,
    "of the round": {**OFFER, "scope": "round:fund"},
    "of the forum": {**OFFER, "scope": "forum:town"},
    "of the place (just over)": {**OFFER, "expires_at": NOW},
    "of the place (until just after now)": {**OFFER, "expires_at": NOW + TICK},
}
ANSWER = {"invited": ASKER, "waits": True, "still_offered": True}
HANDING = {"giver": AMINA, "receiver": TOM, "scope": "round:fund", "receiver_holds": True}

TABLES: Sequence[Table] = (
    Table(
        policies.refuse_to_offer,
        "docs/rules/accounts.md section 8.1",
        OFFERS,
        """
                      | place facilitator | round facilitator | forum facilitator | OTHERS | others
        of the place                       | may  | outside | outside | outside | no giver
        of the place (until just after now) | may  | outside | outside | outside | no giver
        of the place (just over)            | past | outside | outside | outside | no giver
        of the round                       | may  | may     | outside | outside | no giver
        of the forum                       | may  | outside | may     | outside | no giver
        """.replace("OTHERS", "facilitators of others"),
        short=SHORT,
    ),
    Table(
        policies.refuse_to_answer_offer,
        "docs/rules/accounts.md section 8.1 and 8.3",
        {
            "waits": ANSWER,
            "answered or lapsed": {**ANSWER, "waits": False},
            "its offerer lost the role": {**ANSWER, "still_offered": False},
            "both": {**ANSWER, "still_offered": False, "waits": False},
        },
        """
                                  | author     | others
        waits                     | may        | offer.not_found
        answered or lapsed, both  | offer.over | offer.not_found
        its offerer lost the role | offer.fell | offer.not_found
        """,
    ),
    Table(
        policies.refuse_to_take_offer_back,
        "docs/rules/accounts.md section 8.3",
        {
            "waits": {"scope": "round:fund", "waits": True},
            "over": {"scope": "round:fund", "waits": False},
        },
        """
              | its two facilitators | others
        waits | may                  | no giver
        over  | offer.over           | no giver
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_lay_down,
        "docs/rules/accounts.md section 8.7",
        {"a role of Amina's": {"holder": AMINA}},
        """
                          | delegate | others
        a role of Amina's | may      | role.not_yours
        """,
    ),
    Table(
        policies.refuse_to_leave_place_without_facilitator,
        "docs/rules/accounts.md section 8.8",
        {
            "the last one leaves": {"leaves": True, "others": 0},
            "one of two leaves": {"leaves": True, "others": 1},
            "another role ends where none is": {"leaves": False, "others": 0},
        },
        """
                                                               | whoever
        the last one leaves                                    | role.last_facilitator
        one of two leaves, another role ends where none is     | may
        """,
    ),
    Table(
        policies.refuse_to_note_look,
        "docs/rules/accounts.md section 10.2",
        {"always": {}},
        """
               | auditor | others
        always | may     | pair.not_your_role
        """,
    ),
    Table(
        policies.refuse_to_hand_over,
        "docs/rules/accounts.md section 9.1 and 9.2",
        {
            "to another who holds it": HANDING,
            "to whom does not hold it": {**HANDING, "receiver_holds": False},
            "to the same person": {**HANDING, "receiver": AMINA},
        },
        """
                                 | delegate, its two facilitators | others
        to another who holds it  | may                            | no giver
        to whom does not hold it | handing.no_such_receiver       | no giver
        to the same person       | handing.no_such_receiver       | no giver
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_grant,
        "docs/rules/accounts.md section 3.2 and 3.8",
        ROLES,
        GIVEN,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_grant,
        "docs/rules/accounts.md section 3.3",
        EXPIRY,
        """
             | its facilitators | other facilitators | others
        an hour from now, just after now   | may  | outside | no giver
        now, just before now               | past | outside | no giver
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_end,
        "docs/rules/accounts.md section 3.2",
        ROLES,
        NARROWER,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_be_called,
        "docs/rules/accounts.md section 4.2, docs/rules/text.md section 4",
        {
            "a name of nobody": {"name": "Rosa Kaya", "public_names": ["Bea Hall"]},
            "a public name": {"name": "Bea Hall", "public_names": ["Tom Ode", "Bea Hall"]},
            "looks like one": {"name": "Bеa  HaII", "public_names": ["Bea Hall"]},
            "no public names": {"name": "Bea Hall", "public_names": []},
        },
        """
                                          | whoever
        a name of nobody, no public names | may
        a public name, looks like one     | account.name_of_somebody_public
        """,
    ),
    Table(
        policies.refuse_to_change_name,
        "docs/rules/accounts.md section 4.2",
        {"always": {}},
        """
               | visitor, the machines | signed in
        always | account.sign_in_first | may
        """,
    ),
    Table(
        policies.refuse_to_change_address,
        "docs/rules/privacy.md section 2.3",
        {"always": {}},
        """
               | visitor, the machines | signed in
        always | account.sign_in_first | may
        """,
    ),
    Table(
        policies.refuse_to_erase_account,
        "docs/rules/privacy.md section 3.1",
        {"no role": {"roles": 0}, "one role": {"roles": 1}, "many roles": {"roles": 7}},
        """
                             | visitor, the machines | signed in
        no role              | account.sign_in_first | may
        one role, many roles | account.sign_in_first | account.roles_first
        """,
    ),
    Table(
        policies.refuse_to_choose_language,
        "docs/rules/notices.md section 4.2",
        {"always": {}},
        """
               | visitor, the machines | signed in
        always | account.sign_in_first | may
        """,
    ),
    Table(
        policies.refuse_to_pair,
        "docs/rules/accounts.md section 5.3, 5.4 and 5.5",
        PAIRS,
        f"""
                                                      | whoever
        {WITH_AUDITOR}, auditor and auditor           | may
        the second gave the first's long ago          | may
        the first is new and old enough for the round | may
        one account                                   | pair.same_person
        the first is new, the second is new           | pair.role_too_new
        the second gave the first's lately            | pair.gave_the_role
        the first gave the second's lately            | pair.gave_the_role
        others                                        | pair.one_is_auditor
        """,
    ),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: f"{table.name}-{table.source[-3:]}")
def test_policy_answers_everybody_at_every_moment_as_the_rules_say(table: Table) -> None:
    assert list(table.differences()) == []


def test_role_that_ended_gives_nothing() -> None:
    """Grants are read at every request (2.3): whose role ended acts as a resident only."""
    with pytest.raises(NotAllowed, match=r"role\.not_held"):
        Actor(BEA, "Bea").acting_as(Role.FACILITATOR, "round:fund")
