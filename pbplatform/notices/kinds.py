"""How often somebody is told, and what they choose by."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind

FOLLOW = "notices:follow"  # the purpose under which an address follows a thing
OWN = "own"  # what one chooses for news of one's own things
NEWS_MAIL = "notices:news"
DIGEST_MAIL = "notices:digest"
NOTICE_FACT = "notices:notice"
LONGEST_TITLE, LONGEST_WORDS, LONGEST_REASON = 120, 2_000, 600  # letters


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


class NoticeLog(LogKind):
    """What the public log tells of notices by facilitators. In words: docs/audit.md."""

    WRITTEN = "notice:words:written"
    """A facilitator wrote to all who follow a round or a forum.

    Values: `title`, `words`.
    """
    TAKEN_BACK = "notice:words:taken_back"
    """A notice was taken back.

    Values: `title`, `reason`.
    """
