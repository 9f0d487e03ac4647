"""Why delegates are told of facts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.core.facts import Audience
from pbplatform.rounds.queries import audiences as whom

AUDIENCES = {
    whom.DELEGATES: Audience(
        _l("You get this because you are a delegate in this round."), whom.delegates_of_round
    ),
    whom.COMMITTEE: Audience(
        _l("You get this because your committee looks after it."), whom.delegates_of_committee
    ),
}
