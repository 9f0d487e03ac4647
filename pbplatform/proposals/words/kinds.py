"""States, reasons and the relationship questions in words."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.proposals.kinds import HouseRule, IdeaState, NameShown, NotTaken, ProposalState

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


PROPOSAL_STATE_WORDS: Mapping[str, LazyString] = {
    ProposalState.WRITING: _l("Not decided yet"),
    ProposalState.ON_BALLOT: _l("On the ballot"),
    ProposalState.NOT_THIS_ROUND: _l("Not this round"),
}


NAME_SHOWN_WORDS: Mapping[str, LazyString] = {
    NameShown.FIRST: _l("My first name and the idea’s area"),
    NameShown.FULL: _l("My full name"),
    NameShown.NONE: _l("No name"),
}


RULE_WORDS: Mapping[str, LazyString] = {
    HouseRule.PERSON: _l("Rule 1: it harms or exposes a private person"),
    HouseRule.HATRED: _l("Rule 2: it insults, threatens or spreads hatred"),
    HouseRule.ADVERTISING: _l("Rule 3: it advertises"),
    HouseRule.ELSEWHERE: _l("Rule 4: it has nothing to do with this place"),
    HouseRule.UNLAWFUL: _l("Rule 5: it asks for something unlawful"),
    HouseRule.TWICE: _l("Rule 6: the same person sent the same idea before"),
}


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
