"""Phases of a round and its states inside them, derived from its dates and acts, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from pbplatform.audit.kinds import LogKind


class Phase(StrEnum):
    DRAFT = "draft"  # not public yet
    SOON = "soon"  # public, ideas not open yet
    IDEAS = "ideas"
    REVIEW = "review"  # delegates and officials; also while a late freeze holds the vote up
    READY = "ready"  # frozen, voting not open yet
    VOTING = "voting"
    COUNTING = "counting"  # voting over, result not published
    RESULTS = "results"
    CALLED_OFF = "called-off"


class State(StrEnum):
    """Where a round stands, told from acts that happened; a passed date alone is no act.

    From `VOTING` on each follows the one before it, and none is left out (docs/rules/ceremony.md).
    Source: docs/rules/rounds.md section 7.
    """

    DRAFT = "draft"
    SOON = "soon"
    IDEAS = "ideas"
    REVIEW = "review"
    PAUSED = "paused"  # held by its facilitator, who says how it goes on
    TO_FREEZE = "to-freeze"  # review is over, nothing frozen, voting not due yet
    NOT_OPENED = "not-opened"  # voting was to be open by now, and nothing is frozen
    NOT_HELD = "not-held"  # its window has passed, and nothing was ever frozen
    READY = "ready"
    VOTING = "voting"
    SHUT = "shut"  # the clock ended the vote
    PAPER_COMPLETE = "paper-complete"  # all paper is in the box or refused
    CLOSED = "closed"  # and reconciled: the close entry stands
    LOT = "lot"  # the lot number stands
    SEPARATED = "separated"  # envelopes lie apart from voters, the storage was rewritten
    OPENED = "opened"  # cut off before its count
    PROVISIONAL = "provisional"  # counted and public, not certified
    CERTIFIED = "certified"  # or counted under the older order
    CALLED_OFF = "called-off"


PHASE_OF: Mapping[State, Phase] = {
    State.DRAFT: Phase.DRAFT,
    State.SOON: Phase.SOON,
    State.IDEAS: Phase.IDEAS,
    State.REVIEW: Phase.REVIEW,
    State.PAUSED: Phase.REVIEW,
    State.TO_FREEZE: Phase.REVIEW,
    State.NOT_OPENED: Phase.REVIEW,
    State.NOT_HELD: Phase.REVIEW,
    State.READY: Phase.READY,
    State.VOTING: Phase.VOTING,
    State.SHUT: Phase.COUNTING,
    State.PAPER_COMPLETE: Phase.COUNTING,
    State.CLOSED: Phase.COUNTING,
    State.LOT: Phase.COUNTING,
    State.SEPARATED: Phase.COUNTING,
    State.OPENED: Phase.COUNTING,
    State.PROVISIONAL: Phase.RESULTS,
    State.CERTIFIED: Phase.RESULTS,
    State.CALLED_OFF: Phase.CALLED_OFF,
}

# The vote is over and there is no result yet.
AFTER_THE_VOTE = tuple(state for state in State if PHASE_OF[state] is Phase.COUNTING)
COUNTED = frozenset({State.PROVISIONAL, State.CERTIFIED})


class Change(StrEnum):
    """What was changed of a public round, with a reason that stands beside it."""

    NAME = "name"
    SUMMARY = "summary"
    WHO_CAN_VOTE = "who_can_vote"
    MONEY = "money_minor"
    PAUSED = "paused"
    RESUMED = "resumed"
    CALLED_OFF = "called-off"


WORDS = (Change.NAME, Change.SUMMARY, Change.WHO_CAN_VOTE)
"""What is words, and can be put right. Source: docs/rules/rounds.md section 11."""

ADD_MONEY_ACT, CORRECT_ACT = "round.add_money", "round.correct"
CALL_OFF_ACT = "round.call_off"


class RoundLog(LogKind):
    """What the public log tells of a round until its freeze. In words: docs/audit.md."""

    ROUND_PUBLISHED = "round:round:published"
    """A round was published, with its rule for money that is left.

    Values: `name`, `money_minor`, `money_left`; also `certify_days`, `closes_at`, `criteria`,
    `currency`, `ideas_close_at`, `ideas_open_at`, `objection_days`, `opens_at`, `quorum`,
    `results_at`, `review_close_at`, `rule`, `score_names`.
    """
    ROUND_DATES_MOVED = "round:dates:moved"
    """Dates of the round moved later.

    Values: `reason`; also `closes_at`, `closes_at_before`, `opens_at`, `opens_at_before`,
    `results_at`, `results_at_before`.
    """
    ROUND_CORRECTED = "round:round:corrected"
    """Words of a public round were put right; from the freeze on by two people.

    Values: `part`, `name_before`, `name` (the name) or `words` (other words), `reason`, `first`,
    `second`.
    """
    ROUND_MONEY_ADDED = "round:money:added"
    """Two people added money to a round.

    Values: `money_minor_before`, `money_minor`, `words` (where it comes from), `reason`, `first`,
    `second`.
    """
    ROUND_PAUSED = "round:round:paused"
    """A round was paused.

    Values: `reason`, `ends_at` (by when its facilitator says how it goes on).
    """
    ROUND_RESUMED = "round:round:resumed"
    """A paused round goes on, with new dates.

    Values: `reason`, each date that moved; also `closes_at`, `closes_at_before`, `ideas_close_at`,
    `ideas_close_at_before`, `opens_at`, `opens_at_before`, `results_at`, `results_at_before`,
    `review_close_at`, `review_close_at_before`.
    """
    ROUND_CALLED_OFF = "round:round:called_off"
    """A round was called off; from the freeze on by two people, and in the log of its ballots too.

    Values: `reason`, `first`, `second`; in the log of the ballots `called_off_at`.
    """
    COMMITTEE_ADDED = "round:committee:added"
    """A committee was added; one of a draft, when the round is published.

    Values: `name`.
    """
    COMMITTEE_RENAMED = "round:committee:renamed"
    """The name of a committee was put right.

    Values: `name_before`, `name`, `reason`.
    """
    DEFINITION_FROZEN = "round:definition:frozen"
    """The rule, the projects and their costs were sealed. Rule and money cannot change. The
    facilitator had looked at this many odd things first.

    Values: `projects`, `closes_at`; `odd` and `odd_codes` where something was; in the ballot log
    `roll_rows` and `roll_root`; also `sha256`.
    """
