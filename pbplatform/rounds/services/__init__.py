"""Setting up a round and freezing its definition. Source: docs/rules/rounds.md."""

from pbplatform.rounds.services.ballot import (
    ProjectFacts,
    compose_definition,
    facts_to_freeze,
    freeze,
    put_on_ballot,
    take_off_ballot,
)
from pbplatform.rounds.services.changing import (
    ADD_MONEY,
    CORRECT,
    ask_to_add_money,
    correct_words,
    corrections_asked,
    facts_of_money,
    facts_of_words,
)
from pbplatform.rounds.services.copying import begin_from
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
    may_move,
    move_dates,
)
from pbplatform.rounds.services.ending import (
    CALL_OFF,
    call_off,
    drop_draft,
    facts_to_call_off,
    roles_in,
)
from pbplatform.rounds.services.names import correct_committee_name, facts_of_committee
from pbplatform.rounds.services.pausing import (
    dates_to_offer,
    pause_round,
    resume_round,
    were_ahead,
)
from pbplatform.rounds.services.rounds import (
    add_committee,
    change_draft,
    create_round,
    facts_to_publish,
    publish_round,
)

__all__ = [
    "begin_from",
    "CALL_OFF",
    "call_off",
    "drop_draft",
    "facts_to_call_off",
    "roles_in",
    "ADD_MONEY",
    "CORRECT",
    "ask_to_add_money",
    "correct_words",
    "corrections_asked",
    "facts_of_money",
    "facts_of_words",
    "may_move",
    "dates_to_offer",
    "pause_round",
    "resume_round",
    "were_ahead",
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
