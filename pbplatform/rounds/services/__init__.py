"""Setting up a round and freezing its definition. Source: docs/rules/rounds.md."""

from pbplatform.rounds.services.ballot import (
    ProjectFacts,
    compose_definition,
    freeze,
    put_on_ballot,
    take_off_ballot,
)
from pbplatform.rounds.services.dates import DATE_FIELDS, RoundDates, move_dates
from pbplatform.rounds.services.rounds import (
    MOST_VOTES_SKIP,
    MOST_VOTES_STOP,
    add_committee,
    change_draft,
    create_round,
    publish_round,
)

__all__ = [
    "DATE_FIELDS",
    "MOST_VOTES_SKIP",
    "MOST_VOTES_STOP",
    "ProjectFacts",
    "RoundDates",
    "add_committee",
    "change_draft",
    "compose_definition",
    "create_round",
    "freeze",
    "move_dates",
    "publish_round",
    "put_on_ballot",
    "take_off_ballot",
]
