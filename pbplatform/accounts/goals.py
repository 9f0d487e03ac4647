"""What comes after signing in, told from the address somebody goes on to.

Who waits for a mail reads on every page, and in the mail, what it is for.

Source: docs/rules/accounts.md section 6.
"""

from __future__ import annotations

import re
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class Goal(StrEnum):
    """Where a link to sign in leads."""

    NOTHING = ""
    ELSEWHERE = "elsewhere"
    NEW_POINT = "new_point"
    POINT = "point"
    MEETING = "meeting"
    IDEA = "idea"
    VOTE = "vote"
    ME = "me"
    DESK = "desk"


_ADDRESSES: tuple[tuple[str, Goal], ...] = (
    (r"/forums/[^/]+/points/new", Goal.NEW_POINT),
    (r"/forums/[^/]+/points/.+", Goal.POINT),
    (r"/forums/[^/]+/meetings/.+", Goal.MEETING),
    (r"/rounds/[^/]+/ideas/.+", Goal.IDEA),
    (r"/rounds/[^/]+/vote(/.*)?", Goal.VOTE),
    (r"/me(/.*)?", Goal.ME),
    (r"/(desk|setup|dev)(/.*)?", Goal.DESK),
)
GOAL_WORDS: dict[str, LazyString] = {
    Goal.ELSEWHERE: _l("Then you go on where you were."),
    Goal.NEW_POINT: _l(
        "You want to raise a point. The form for it opens after you sign in. Nothing is sent yet."
    ),
    Goal.POINT: _l(
        "You were at a point. Its page opens after you sign in. Support and replies are not sent "
        "yet: press there."
    ),
    Goal.MEETING: _l("You were at a meeting. Its page opens after you sign in."),
    Goal.IDEA: _l("You were at an idea. Its page opens after you sign in."),
    Goal.VOTE: _l("You want to vote. The ballot opens after you sign in. You have not voted yet."),
    Goal.ME: _l("You want to see your own page. It opens after you sign in."),
    Goal.DESK: _l("You want to go to a desk. It opens after you sign in."),
}


def goal_of(path: str) -> Goal:
    """What a path of ours is about."""
    if path in ("", "/"):
        return Goal.NOTHING
    plain = path.split("?")[0]
    return next((goal for like, goal in _ADDRESSES if re.fullmatch(like, plain)), Goal.ELSEWHERE)


def goal_words(path: str) -> LazyString | str:
    """The sentence for whoever waits; empty when they go nowhere in particular."""
    return GOAL_WORDS.get(goal_of(path), "")
