"""What an official may answer, how delegates stand, and where a proposal is, in words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class Verdict(StrEnum):
    YES = "yes"
    IF_CHANGED = "if_changed"
    NO = "no"


VERDICT_WORDS: Mapping[str, LazyString] = {
    Verdict.YES: _l("Yes, it can be done"),
    Verdict.IF_CHANGED: _l("Yes, if it is changed"),
    Verdict.NO: _l("No, it cannot be done"),
}
CAN_BE_DONE = (Verdict.YES, Verdict.IF_CHANGED)


class Cannot(StrEnum):
    LAW = "law"
    LAND = "land"
    SAFETY = "safety"
    TECHNICAL = "technical"
    PLANNED = "planned"


CANNOT_WORDS: Mapping[str, LazyString] = {
    Cannot.LAW: _l("The law does not allow it"),
    Cannot.LAND: _l("The land is not ours"),
    Cannot.SAFETY: _l("It is not safe"),
    Cannot.TECHNICAL: _l("It does not work technically"),
    Cannot.PLANNED: _l("It is planned already"),
}


class Sure(StrEnum):
    ROUGH = "rough"
    MEASURED = "measured"
    QUOTED = "quoted"


SURE_WORDS: Mapping[str, LazyString] = {
    Sure.ROUGH: _l("Rough: from similar projects"),
    Sure.MEASURED: _l("Measured: we looked at the place"),
    Sure.QUOTED: _l("Quoted: a firm gave this price"),
}


class Stance(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ABSTAINED = "abstained"
    NO_PART = "no_part"  # declared an interest


class Stage(StrEnum):
    """Where a proposal is; worked out from its state and its costings, never stored."""

    WRITING = "writing"
    WITH_TEAM = "with_team"
    READY = "ready"
    ON_BALLOT = "on_ballot"
    NOT_THIS_ROUND = "not_this_round"


STAGE_WORDS: Mapping[str, LazyString] = {
    Stage.WRITING: _l("Being written"),
    Stage.WITH_TEAM: _l("With officials"),
    Stage.READY: _l("Ready to decide"),
    Stage.ON_BALLOT: _l("On the ballot"),
    Stage.NOT_THIS_ROUND: _l("Not this round"),
}
