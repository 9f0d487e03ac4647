"""Sentences of the carry slice."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "carry.only_its_asker": _l(
        "Only whoever raised this point, or a facilitator of the round, can send it as an idea."
    ),
    "carry.only_its_authors": _l(
        "Only the authors, or delegates of its committee, can carry this on."
    ),
    "carry.is_a_question": _l(
        "This point is a question. Only a request or a concern can become an idea."
    ),
    "carry.point_joined": _l("This point was joined with another one. Send that one as an idea."),
    "carry.not_public": _l("This point is not public, so it cannot become an idea."),
    "carry.withdrawn": _l("It was withdrawn. You can write a new idea."),
    "carry.broke_a_rule": _l(
        "This idea was not published, because it broke a rule. It cannot be carried on. "
        "You can write a new idea."
    ),
    "carry.is_a_proposal": _l("This idea became a proposal. Carry that proposal on."),
    "carry.goes_on": _l("It is still open in its own round, so it is not carried on."),
    "carry.can_win": _l("It can still win in its own round, so it is not carried on."),
    "carry.won": _l("It won and is being built, so it is not carried on."),
    "carry.same_round": _l("It was in this round already. Choose another one."),
    "carry.already": _l("It is idea %(number)s of %(round)s already."),
    "carry.round_needed": _l("Choose a round that takes ideas now."),
    "given.not_yet": _l("This meeting has not begun. Write ideas in when it was held."),
    "given.after_ideas": _l("This meeting is after the day on which this round’s ideas close."),
    "given.no_table": _l("We cannot read this table. Is a quotation mark open?"),
    "given.too_many": _l("One page holds %(most)s ideas. Send these first, then the others."),
    "given.nothing": _l("Write in at least one idea"),
    "given.idea_is_gone": _l("This idea is not open any more."),
    "given.after_the_idea": _l("This meeting came after you sent the idea. Choose another one."),
}
