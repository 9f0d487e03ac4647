"""How often somebody is told, and what they choose by."""

from __future__ import annotations

from enum import StrEnum

FOLLOW = "notices:follow"  # the purpose under which an address follows a thing
OWN = "own"  # what one chooses for news of one's own things
NEWS_MAIL = "notices:news"
DIGEST_MAIL = "notices:digest"


class Often(StrEnum):
    """How often; the sooner one counts where there are several."""

    NOW = "now"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


OFTEN_FOR_A_THING = (Often.NOW, Often.DAILY, Often.WEEKLY)


class Unreached(StrEnum):
    """Why mails do not reach an address, in one word."""

    REFUSED = "refused"  # at sending
    BOUNCED = "bounced"  # by a message that came later
