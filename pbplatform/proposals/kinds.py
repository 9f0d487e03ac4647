"""States of ideas and proposals, coded reasons, and the relationship questions, in words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from pbplatform.audit.kinds import LogKind

AUTHOR_NEWS = "proposals:author"  # what an author without an account left their address for


class IdeaState(StrEnum):
    SENT = "sent"  # a facilitator reads it
    PUBLISHED = "published"
    REFUSED = "refused"
    SECOND_LOOK = "second_look"  # refused, and the author asked for another reading
    CLAIMED = "claimed"  # a committee looks after it
    BECAME = "became"  # part of a proposal
    NOT_TAKEN = "not_taken"
    WITHDRAWN = "withdrawn"


IDEA_TRANSITIONS: Mapping[str, frozenset[IdeaState]] = {
    IdeaState.SENT: frozenset({IdeaState.PUBLISHED, IdeaState.REFUSED, IdeaState.WITHDRAWN}),
    IdeaState.REFUSED: frozenset({IdeaState.SECOND_LOOK}),
    IdeaState.SECOND_LOOK: frozenset({IdeaState.PUBLISHED, IdeaState.REFUSED, IdeaState.WITHDRAWN}),
    IdeaState.PUBLISHED: frozenset({IdeaState.CLAIMED, IdeaState.WITHDRAWN}),
    IdeaState.CLAIMED: frozenset({IdeaState.BECAME, IdeaState.NOT_TAKEN, IdeaState.PUBLISHED}),
    IdeaState.BECAME: frozenset({IdeaState.CLAIMED}),  # taken out again by its author
    IdeaState.NOT_TAKEN: frozenset({IdeaState.CLAIMED}),
    IdeaState.WITHDRAWN: frozenset(),
}
PUBLIC_STATES = (
    IdeaState.PUBLISHED,
    IdeaState.CLAIMED,
    IdeaState.BECAME,
    IdeaState.NOT_TAKEN,
)
WAITING_STATES = (IdeaState.SENT, IdeaState.SECOND_LOOK)
SUPPORTABLE_STATES = (IdeaState.PUBLISHED, IdeaState.CLAIMED)


class ProposalState(StrEnum):
    WRITING = "writing"  # being written, with officials, or ready to decide
    ON_BALLOT = "on_ballot"
    NOT_THIS_ROUND = "not_this_round"


PROPOSAL_TRANSITIONS: Mapping[str, frozenset[ProposalState]] = {
    ProposalState.WRITING: frozenset({ProposalState.ON_BALLOT, ProposalState.NOT_THIS_ROUND}),
    # A decision is taken up again until the freeze.
    ProposalState.ON_BALLOT: frozenset({ProposalState.WRITING}),
    ProposalState.NOT_THIS_ROUND: frozenset({ProposalState.WRITING}),
}


class NameShown(StrEnum):
    FIRST = "first"
    FULL = "full"
    NONE = "none"


class LookedAgain(StrEnum):
    """What became of an answer that was looked at again."""

    REOPENED = "reopened"
    STANDS = "stands"


class HouseRule(StrEnum):
    """What an idea may not do; numbered in docs/rules/proposals.md section 2."""

    PERSON = "person"
    HATRED = "hatred"
    ADVERTISING = "advertising"
    ELSEWHERE = "elsewhere"
    UNLAWFUL = "unlawful"
    TWICE = "twice"


class NotTaken(StrEnum):
    """Why an idea or a proposal does not go on."""

    NOT_OURS = "not_ours"
    TOO_DEAR = "too_dear"
    NOT_SAFE = "not_safe"
    CANNOT = "cannot"
    PLANNED = "planned"
    JOINED = "joined"
    UNREACHABLE = "unreachable"
    OTHER = "other"


# The relationship questions: five steps, answers by code, never summed (ruling 38).
RELATION_CODES: Mapping[str, tuple[str, ...]] = {
    "better": ("mend", "build", "health", "itself"),
    "between": ("neighbours", "generations", "newcomers", "service", "council", "other"),
    "grow": ("personal", "two_way", "natural", "warm", "trusting"),
    "breakers": ("money", "time", "space", "doubt", "skills", "habits"),
    "makers": ("activity", "story", "design", "space", "training", "incentive", "rule", "measure"),
}
MOST_TO_GROW = 2


class ProposalLog(LogKind):
    """What the public log tells of ideas and proposals. In words: docs/audit.md."""

    IDEA_SENT = "idea:idea:sent"
    IDEA_PUBLISHED = "idea:idea:published"
    IDEA_READ = "idea:idea:read"
    IDEA_REFUSED = "idea:idea:refused"
    IDEA_CLAIMED = "idea:idea:claimed"
    IDEA_NOT_TAKEN = "idea:idea:not_taken"
    IDEA_HANDED_BACK = "idea:idea:handed_back"
    IDEA_WITHDRAWN = "idea:idea:withdrawn"
    IDEA_TAKEN_AWAY = "idea:idea:taken_away"
    IDEA_SECOND_LOOK = "idea:idea:second_look"
    IDEA_HANDED_OVER = "idea:claim:handed_over"
    IDEA_PASSED = "idea:claim:passed"
    IDEA_REOPENED = "idea:idea:reopened"
    IDEA_PLEA = "idea:plea:asked"
    IDEA_PLEA_DECLINED = "idea:plea:declined"
    JOIN_AGREED = "idea:join:agreed"
    JOIN_OBJECTED = "idea:join:objected"
    PROPOSAL_SPLIT = "proposal:proposal:split"
    PROPOSAL_CREATED = "proposal:proposal:created"
    PROPOSAL_CHANGED = "proposal:text:changed"
