"""Setting up a round and freezing its definition. Source: docs/rules/rounds.md."""

from pbplatform.rounds.services.ballot import (
    ProjectFacts,
    change_price_on_ballot,
    compose_definition,
    facts_to_freeze,
    freeze,
    put_on_ballot,
    take_off_ballot,
)
from pbplatform.rounds.services.counting_rules import (
    EQUAL_SHARES,
    MOST_VOTES_SKIP,
    MOST_VOTES_STOP,
    SKIP,
    STOP,
    equal_shares,
    least_votes,
    name_of_rule,
    needing,
    rules_to_choose,
)
from pbplatform.rounds.services.dates import (
    DATE_FIELDS,
    RoundDates,
    facts_of_dates,
    move_dates,
)
from pbplatform.rounds.services.names import correct_committee_name, facts_of_committee
from pbplatform.rounds.services.rounds import (
    add_committee,
    change_draft,
    create_round,
    facts_to_publish,
    publish_round,
)

__all__ = [
    "DATE_FIELDS",
    "EQUAL_SHARES",
    "MOST_VOTES_SKIP",
    "MOST_VOTES_STOP",
    "SKIP",
    "STOP",
    "ProjectFacts",
    "RoundDates",
    "add_committee",
    "change_draft",
    "change_price_on_ballot",
    "compose_definition",
    "correct_committee_name",
    "facts_of_committee",
    "facts_to_freeze",
    "create_round",
    "facts_of_dates",
    "facts_to_publish",
    "equal_shares",
    "freeze",
    "least_votes",
    "move_dates",
    "name_of_rule",
    "needing",
    "publish_round",
    "put_on_ballot",
    "rules_to_choose",
    "take_off_ballot",
]
