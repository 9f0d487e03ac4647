"""What comes after signing in, told from the address somebody goes on to.

Who waits for a mail reads on every page, and in the mail, what it is for.

Source: docs/rules/accounts.md section 6.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Goal(StrEnum):
    """Where a link to sign in leads."""

    NOTHING = ""
    ELSEWHERE = "elsewhere"
    NEW_POINT = "new_point"
    POINT = "point"
    MEETING = "meeting"
    IDEA = "idea"
    PROPOSAL = "proposal"
    VOTE = "vote"
    OBJECTION = "objection"
    OFFER = "offer"
    ME = "me"
    DESK = "desk"
    DECISION = "decision"
    CHECK = "check"
    SLIP = "slip"
    TRUSTEE = "trustee"


_ADDRESSES: tuple[tuple[str, Goal], ...] = (
    (r"/forums/[^/]+/points/new", Goal.NEW_POINT),
    (r"/forums/[^/]+/points/.+", Goal.POINT),
    (r"/forums/[^/]+/meetings/.+", Goal.MEETING),
    (r"/rounds/[^/]+/ideas/.+", Goal.IDEA),
    (r"/rounds/[^/]+/proposals/.+", Goal.PROPOSAL),
    (r"/rounds/[^/]+/vote(/.*)?", Goal.VOTE),
    (r"/rounds/[^/]+/(roll|results)/object(ions)?(/.*)?", Goal.OBJECTION),
    (r"/rounds/[^/]+/trustees/.+", Goal.TRUSTEE),
    (r"/offers/.+", Goal.OFFER),
    (r"/moderation/.+", Goal.DECISION),
    (r"/checks/.+", Goal.CHECK),
    (r"/me(/.*)?", Goal.ME),
    (r"/(desk|setup|dev)(/.*)?", Goal.DESK),
    (r"/claim", Goal.SLIP),
)


def goal_of(path: str) -> Goal:
    """What a path of ours is about."""
    if path in ("", "/"):
        return Goal.NOTHING
    plain = path.split("?")[0]
    return next((goal for like, goal in _ADDRESSES if re.fullmatch(like, plain)), Goal.ELSEWHERE)
