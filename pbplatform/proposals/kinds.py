"""States of ideas and proposals, coded reasons, and the relationship questions, in words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


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
    IdeaState.BECAME: frozenset(),
    IdeaState.NOT_TAKEN: frozenset(),
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

IDEA_STATE_WORDS: Mapping[str, LazyString] = {
    IdeaState.SENT: _l("Being checked"),
    IdeaState.PUBLISHED: _l("Waiting for a first look"),
    IdeaState.REFUSED: _l("Not published"),
    IdeaState.SECOND_LOOK: _l("Being checked a second time"),
    IdeaState.CLAIMED: _l("With a committee"),
    IdeaState.BECAME: _l("Became a proposal"),
    IdeaState.NOT_TAKEN: _l("Not taken forward"),
    IdeaState.WITHDRAWN: _l("Withdrawn"),
}


class ProposalState(StrEnum):
    WRITING = "writing"  # being written, with officials, or ready to decide
    ON_BALLOT = "on_ballot"
    NOT_THIS_ROUND = "not_this_round"


PROPOSAL_TRANSITIONS: Mapping[str, frozenset[ProposalState]] = {
    ProposalState.WRITING: frozenset({ProposalState.ON_BALLOT, ProposalState.NOT_THIS_ROUND}),
    ProposalState.ON_BALLOT: frozenset(),
    ProposalState.NOT_THIS_ROUND: frozenset(),
}


PROPOSAL_STATE_WORDS: Mapping[str, LazyString] = {
    ProposalState.WRITING: _l("Not decided yet"),
    ProposalState.ON_BALLOT: _l("On the ballot"),
    ProposalState.NOT_THIS_ROUND: _l("Not this round"),
}


class NameShown(StrEnum):
    FIRST = "first"
    FULL = "full"
    NONE = "none"


NAME_SHOWN_WORDS: Mapping[str, LazyString] = {
    NameShown.FIRST: _l("My first name and the idea’s area"),
    NameShown.FULL: _l("My full name"),
    NameShown.NONE: _l("No name"),
}


class Rule(StrEnum):
    """What an idea may not do; numbered in docs/rules/proposals.md section 2."""

    PERSON = "person"
    HATRED = "hatred"
    ADVERTISING = "advertising"
    ELSEWHERE = "elsewhere"
    UNLAWFUL = "unlawful"
    TWICE = "twice"


RULE_WORDS: Mapping[str, LazyString] = {
    Rule.PERSON: _l("Rule 1: it harms or exposes a private person"),
    Rule.HATRED: _l("Rule 2: it insults, threatens or spreads hatred"),
    Rule.ADVERTISING: _l("Rule 3: it advertises"),
    Rule.ELSEWHERE: _l("Rule 4: it has nothing to do with this place"),
    Rule.UNLAWFUL: _l("Rule 5: it asks for something unlawful"),
    Rule.TWICE: _l("Rule 6: the same person sent the same idea before"),
}


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


NOT_TAKEN_WORDS: Mapping[str, LazyString] = {
    NotTaken.NOT_OURS: _l("It is not the council’s to do"),
    NotTaken.TOO_DEAR: _l("It costs more than the fund"),
    NotTaken.NOT_SAFE: _l("It is not lawful or not safe"),
    NotTaken.CANNOT: _l("The team says that it cannot be done"),
    NotTaken.PLANNED: _l("It is planned already"),
    NotTaken.JOINED: _l("Another proposal does the same"),
    NotTaken.UNREACHABLE: _l("There was not enough detail, and we could not reach the author"),
    NotTaken.OTHER: _l("Another reason"),
}

# The relationship questions: five steps, answers by code, never summed (ruling 38).
RELATION_QUESTIONS: Mapping[str, LazyString] = {
    "better": _l("What would get better?"),
    "between": _l("Between whom?"),
    "grow": _l("What should grow? Choose up to 2"),
    "breakers": _l("What gets in the way?"),
    "makers": _l("Who or what could make it happen?"),
}
RELATION_HEADINGS: Mapping[str, LazyString] = {
    "better": _l("What would get better"),
    "between": _l("Between whom"),
    "grow": _l("What should grow"),
    "breakers": _l("What gets in the way"),
    "makers": _l("Who could make it happen"),
}
RELATION_WORDS: Mapping[str, Mapping[str, LazyString]] = {
    "better": {
        "mend": _l("something that is going wrong"),
        "build": _l("something new to build on"),
        "health": _l("it helps health, work or safety"),
        "itself": _l("good in itself: people knowing each other"),
    },
    "between": {
        "neighbours": _l("neighbours"),
        "generations": _l("generations"),
        "newcomers": _l("newcomers and longer-settled people"),
        "service": _l("residents and a service"),
        "council": _l("residents and the council"),
        "other": _l("others"),
    },
    "grow": {
        "personal": _l("more personal"),
        "two_way": _l("more two-way"),
        "natural": _l("more natural"),
        "warm": _l("warmer"),
        "trusting": _l("more trusting"),
    },
    "breakers": {
        "money": _l("money"),
        "time": _l("time"),
        "space": _l("space"),
        "doubt": _l("doubt"),
        "skills": _l("skills"),
        "habits": _l("rules and habits"),
    },
    "makers": {
        "activity": _l("doing something together"),
        "story": _l("a story"),
        "design": _l("designing it together"),
        "space": _l("a space"),
        "training": _l("training"),
        "incentive": _l("an incentive"),
        "rule": _l("changing a rule"),
        "measure": _l("measuring it"),
    },
}
MOST_TO_GROW = 2
