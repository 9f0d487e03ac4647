"""Why authors and supporters of ideas are told of facts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.core.facts import Audience
from pbplatform.proposals.queries import audiences as whom

AUDIENCES = {
    whom.AUTHOR: Audience(_l("You get this because it is your idea."), whom.author_of_idea),
    whom.SUPPORTERS: Audience(
        _l("You get this because you support this idea."), whom.supporters_of_idea
    ),
    whom.AUTHORS_BEHIND: Audience(
        _l("You get this because it came of your idea."), whom.authors_behind
    ),
    whom.SUPPORTERS_BEHIND: Audience(
        _l("You get this because it came of an idea that you support."), whom.supporters_behind
    ),
    whom.ROUND_AUTHORS: Audience(
        _l("You get this because you sent an idea to this round."), whom.authors_in_round
    ),
    whom.ROUND_SUPPORTERS: Audience(
        _l("You get this because you support an idea in this round."), whom.supporters_in_round
    ),
}
