"""Answers, stances and stages in words."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.review.kinds import (
    Cannot,
    CommentOutcome,
    Feasibility,
    NotReady,
    PriceHeld,
    Stage,
    Stance,
    Sure,
    Unusual,
    Yearly,
)

VERDICT_WORDS: Mapping[str, LazyString] = {
    Feasibility.YES: _l("Yes, it can be done"),
    Feasibility.IF_CHANGED: _l("Yes, if it is changed"),
    Feasibility.NO: _l("No, it cannot be done"),
}


CANNOT_WORDS: Mapping[str, LazyString] = {
    Cannot.LAW: _l("The law does not allow it"),
    Cannot.LAND: _l("The land is not ours"),
    Cannot.SAFETY: _l("It is not safe"),
    Cannot.TECHNICAL: _l("It does not work technically"),
    Cannot.PLANNED: _l("It is planned already"),
}


SURE_WORDS: Mapping[str, LazyString] = {
    Sure.ROUGH: _l("Rough: from similar projects"),
    Sure.MEASURED: _l("Measured: we looked at the place"),
    Sure.QUOTED: _l("Quoted: a firm gave this price"),
}


YEARLY_WORDS: Mapping[str, LazyString] = {
    Yearly.AMOUNT: _l("An amount each year"),
    Yearly.NOTHING: _l("Nothing to pay each year"),
    Yearly.UNSAID: _l("We cannot say yet"),
}


UNUSUAL_WORDS: Mapping[str, LazyString] = {
    Unusual.OUTSIDE: _l("The price on the ballot is not between the lowest and the highest cost."),
    Unusual.NOUGHT: _l("One of the costs is nought."),
    Unusual.TENFOLD: _l(
        "The price on the ballot is ten times the likely cost or more, or a tenth of it or less. "
        "Check the zeros."
    ),
    Unusual.WIDE: _l("The highest cost is ten times the lowest or more. Check the zeros."),
    Unusual.OVER_MONEY: _l(
        "The price is more than all the money of the round, so it cannot go on the ballot."
    ),
    Unusual.YEARLY_OVER_PRICE: _l("It costs more each year than to build it once."),
}


HELD_WORDS: Mapping[str, LazyString] = {
    PriceHeld.HOLDS: _l("The price holds for it."),
    PriceHeld.SPELLING: _l("Only the spelling changed: the delegate and the team agree."),
    PriceHeld.AGAIN: _l("The team prices it again."),
    PriceHeld.OVERTAKEN: _l("A later text or answer took its place."),
}


NOT_READY_WORDS: Mapping[str, LazyString] = {
    NotReady.PRICE: _l("Its price is for an older version of the text."),
    NotReady.PRICED_AGAIN: _l("Its team prices it again."),
    NotReady.CONDITION: _l("Not everything is met that must change for it."),
}


STANCE_WORDS: Mapping[str, LazyString] = {
    Stance.FOR: _l("For the decision"),
    Stance.AGAINST: _l("Against it"),
    Stance.ABSTAINED: _l("Abstained"),
    Stance.NO_PART: _l("Took no part, because of a declared interest"),
    Stance.ABSENT: _l("Was not there"),
    Stance.LEFT: _l("Left the committee meanwhile"),
}


COMMENT_WORDS: Mapping[str, LazyString] = {
    CommentOutcome.TAKEN: _l("Taken into the text"),
    CommentOutcome.NOT_TAKEN: _l("Not taken into the text"),
}


PART_WORDS: Mapping[str, LazyString] = {
    "text": _l("What will be done"),
    "title": _l("The title"),
    "summary": _l("The summary"),
    "spot": _l("Where exactly"),
    "who_benefits": _l("Who benefits"),
}

TEXT_WORDS: Mapping[str, LazyString] = {
    **PART_WORDS,
    "breakers_answer": _l("What delegates answer to what gets in the way"),
    "makers_answer": _l("What delegates answer to who could make it happen"),
}


SCALE_WORDS: Mapping[int, LazyString] = {
    1: _l("1: not at all"),
    2: _l("2: a little"),
    3: _l("3: partly"),
    4: _l("4: mostly"),
    5: _l("5: fully"),
}


STAGE_WORDS: Mapping[str, LazyString] = {
    Stage.WRITING: _l("Being written"),
    Stage.WITH_TEAM: _l("With officials"),
    Stage.TO_CHANGE: _l("Can be done if it is changed"),
    Stage.PRICE_ASKED: _l("Changed since it was priced"),
    Stage.READY: _l("Ready to decide"),
    Stage.ON_BALLOT: _l("On the ballot"),
    Stage.WITHDRAWN: _l("Withdrawn from the vote"),
    Stage.NOT_THIS_ROUND: _l("Not this round"),
}
