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
    """An idea was sent in.

    Values: `read_by`; also `words`.
    """
    IDEA_PUBLISHED = "idea:idea:published"
    """An idea was published; with a day: before anybody read it.

    Values: `read_by`; also `look_by`, `title`.
    """
    IDEA_READ = "idea:idea:read"
    """A facilitator read an idea that was public before; it stays."""
    IDEA_REFUSED = "idea:idea:refused"
    """An idea was not published.

    Values: `rule`; also `second_look`.
    """
    IDEA_CLAIMED = "idea:idea:claimed"
    """A committee took an idea.

    Values: `committee`.
    """
    IDEA_NOT_TAKEN = "idea:idea:not_taken"
    """An idea was not taken further.

    Values: `words`; also `reason`.
    """
    IDEA_HANDED_BACK = "idea:idea:handed_back"
    """A committee handed an idea back.

    Values: `committee`, `reason`.
    """
    IDEA_WITHDRAWN = "idea:idea:withdrawn"
    """An author withdrew an idea; `written_down` where they told staff, and `origin` where."""
    IDEA_TAKEN_AWAY = "idea:idea:taken_away"
    """A facilitator took away an idea that was typed in for somebody without an account.

    Values: `reason`.
    """
    IDEA_SECOND_LOOK = "idea:idea:second_look"
    """An author asked for a second look at an idea.

    Values: `read_by`.
    """
    IDEA_HANDED_OVER = "idea:claim:handed_over"
    """An idea is with its whole committee again.

    Values: `committee`.
    """
    IDEA_PASSED = "idea:claim:passed"
    """Who looks after an idea changed inside its committee.

    Values: `holder`, `reason`; also `committee`.
    """
    IDEA_REOPENED = "idea:idea:reopened"
    """An idea that was not taken further is taken up again.

    Values: `committee`, `reason`.
    """
    IDEA_PLEA = "idea:plea:asked"
    """An author asked a facilitator to look again at an answer.

    Values: `read_by`.
    """
    IDEA_PLEA_DECLINED = "idea:plea:declined"
    """The answer on an idea stands.

    Values: `reason`.
    """
    JOIN_AGREED = "idea:join:agreed"
    """An author agreed that their idea is joined with others.

    Values: `proposal`.
    """
    JOIN_OBJECTED = "idea:join:objected"
    """An author took their idea out of a proposal again.

    Values: `proposal`; also `words`.
    """
    PROPOSAL_SPLIT = "proposal:proposal:split"
    """A proposal was split.

    Values: `split_from`, `reason`; also `committee`, `ideas`, `title`.
    """
    PROPOSAL_CREATED = "proposal:proposal:created"
    """A proposal was begun.

    Values: `ideas`, `title`; also `committee`.
    """
    PROPOSAL_CHANGED = "proposal:text:changed"
    """A proposal was changed.

    Values: `version`, `reason`; also `changed`.
    """
