"""What comes after signing in, as a sentence for whoever waits for the mail."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.accounts.domain.goals import Goal, goal_of

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
    Goal.PROPOSAL: _l("You were at a proposal. Its page opens after you sign in."),
    Goal.VOTE: _l("You want to vote. The ballot opens after you sign in. You have not voted yet."),
    Goal.OBJECTION: _l(
        "You want to object. The page for it opens after you sign in. Nothing is sent yet."
    ),
    Goal.OFFER: _l(
        "You are asked to take a role. The page about it opens after you sign in. You have not "
        "accepted anything yet."
    ),
    Goal.TRUSTEE: _l(
        "You want the page of a vote’s trustees. It opens after you sign in. Nothing is sent yet."
    ),
    Goal.ME: _l("You want to see your own page. It opens after you sign in."),
    Goal.DECISION: _l("You were at a decision about a text. Its page opens after you sign in."),
    Goal.CHECK: _l("You are asked whether something is as promised. You say it after signing in."),
    Goal.SLIP: _l("Your slip makes it yours online too. You type its code after signing in."),
    Goal.DESK: _l("You want to go to a desk. It opens after you sign in."),
}


def goal_words(path: str) -> LazyString | str:
    """The sentence for whoever waits; empty when they go nowhere in particular."""
    return GOAL_WORDS.get(goal_of(path), "")
