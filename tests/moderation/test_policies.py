"""Who may decide about public words, and when. Source: docs/rules/moderation.md."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from pbplatform.moderation import policies
from pbplatform.moderation.kinds import Outcome, Standing
from pbplatform.moderation.models import TextDecision
from tests.policy_tables import ASKER, BEA, Table

DAY = timedelta(days=1)
LAST_DAY = date(2027, 4, 8)
AUTHORS = frozenset({ASKER})
FUND = "round:fund"


def about(standing: Standing, *, outcome: Outcome = Outcome.HIDDEN, by: int = 98) -> TextDecision:
    return TextDecision(
        number=1,
        path="rounds/fund/ideas/1",
        scope=FUND,
        outcome=outcome,
        standing=standing,
        by_account_id=by,
        ask_by=LAST_DAY,
    )


def moments(*, today: date | None = None, by: int = 98) -> dict[str, Mapping[str, Any]]:
    more = {} if today is None else {"today": today}
    rows: dict[str, Mapping[str, Any]] = {
        str(standing): {"decision": about(standing, by=by), "authors": AUTHORS, **more}
        for standing in Standing
    }
    left = about(Standing.STANDS, outcome=Outcome.LEFT, by=by)
    return {**rows, "left": {"decision": left, "authors": AUTHORS, **more}}


OF_BEA = {"authors": frozenset({BEA})}
TEXTS = {
    "any": {"scope": FUND, "authors": AUTHORS},
    "of the facilitator": {"scope": FUND, "authors": {BEA}},
}
LOOKS = {
    **moments(),
    **{f"{name}: by Bea": told for name, told in moments(by=BEA).items()},
    "text of Bea": {"decision": about(Standing.ASKED), **OF_BEA},
}
ASKING = {
    **moments(today=LAST_DAY),
    **{f"{name}: late": told for name, told in moments(today=LAST_DAY + DAY).items()},
}
SHORT = {
    "no": "moderation.only_facilitators",
    "own": "moderation.own_text",
    "gone": "moderation.not_in_force",
    "other": "moderation.only_its_author",
    "never": "moderation.only_second",
    "same": "moderation.same_person",
    "none": "moderation.no_look_asked",
    "late": "moderation.ask_too_late",
    "again": "moderation.asked_already",
    "ever": "moderation.erased",
    "nothing": "moderation.nothing_went",
}

TABLES = (
    Table(
        policies.refuse_to_decide,
        "docs/rules/moderation.md section 2.1 and 2.3",
        TEXTS,
        """
                           | place facilitator | round facilitator, command, system | others
        any                | may               | may                             | no
        of the facilitator | own               | may                             | no
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_take_back,
        "docs/rules/moderation.md section 5.1",
        {**moments(), "text of Bea": {"decision": about(Standing.STANDS), **OF_BEA}},
        """
                                 | place facilitator | round facilitator, command, system | others
        stands, asked, confirmed | may               | may                                | no
        text of Bea              | own               | may                                | no
        taken_back, left         | gone              | gone                               | no
        erased                   | ever              | ever                               | no
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_erase,
        "docs/rules/privacy.md section 4.1",
        {**moments(), "text of Bea": {"decision": about(Standing.STANDS), **OF_BEA}},
        """
                    | place facilitator | round facilitator, auditor, command, system | others
        stands, asked, confirmed | may  | may                                         | never
        text of Bea              | own  | may                                         | never
        taken_back, left         | gone | gone                                        | never
        erased                   | ever | ever                                        | never
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_ask_for_look,
        "docs/rules/moderation.md section 4.2",
        ASKING,
        """
                          | author  | others
        stands            | may     | other
        stands: late      | late    | other
        left, left: late  | nothing | other
        others            | again   | other
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_give_look,
        "docs/rules/moderation.md section 4.3",
        LOOKS,
        """
                      | place facilitator | round facilitator, auditor, command, system | others
        asked         | may               | may                                      | never
        text of Bea   | own               | may                                      | never
        asked: by Bea | same              | may                                      | never
        stands: by Bea, confirmed: by Bea, taken_back: by Bea | same | none | never
        erased: by Bea, left: by Bea | same | none | never
        others        | none              | none                                     | never
        """,
        short=SHORT,
    ),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_policy_answers_everybody_at_every_moment_as_the_rules_say(table: Table) -> None:
    assert list(table.differences()) == []
