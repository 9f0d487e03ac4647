"""Refusals in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.paper.words.check_refusals import CHECKING

# Handing out, and papers set aside
_HANDING: dict[str, LazyString] = {
    "paper.only_its_clerk": _l("A clerk of this round looks after its ballot papers."),
    "paper.not_in_this_round": _l("This round takes no votes on paper."),
    "paper.logged_before": _l(
        "You logged returned papers in this round. Somebody else gives papers out."
    ),
    "paper.gave_before": _l(
        "You gave out papers in this round. Somebody else logs the returned ones."
    ),
    "paper.not_frozen": _l("The ballot is not frozen yet. Papers can be given out from then on."),
    "paper.vote_over": _l("Voting is over. No ballot paper is given out any more."),
    "paper.complete": _l("All paper of this round is in or refused. Nothing changes any more."),
    "paper.not_late_yet": _l("Voting is not over yet, so no paper is late. Choose another reason"),
    "paper.no_such_voters": _l("Not on the roll: %(numbers)s. Check the numbers"),
    "paper.struck": _l("Struck from the roll: %(numbers)s. They get no paper"),
    "paper.struck_with_paper": _l(
        "Struck from the roll: %(numbers)s. Put them back first, then take their papers back"
    ),
    "paper.have_voted": _l(
        "Voted online already: %(numbers)s. They can change that vote online, and get no paper"
    ),
    "paper.two_take_vote_out": _l(
        "Voted online already: %(numbers)s. Two people take such a vote out, then a paper is given"
    ),
    "paper.has_one": _l("Have a ballot paper already: %(numbers)s. Take it back first"),
    "paper.has_none": _l("No ballot paper is out for: %(numbers)s. Check the numbers"),
    "paper.more_back_than_out": _l(
        "As many papers came back as are out. Nobody can have one of them still: count again"
    ),
    "paper.not_a_slip": _l(
        "This is put right only on the day on which it was typed. "
        "Later, take the paper back as unused"
    ),
    "paper.say_that_many": _l("These are %(count)s numbers. Tick “Yes, this many”, or check them"),
    "paper.first_counts": _l(
        "In this round, what came first counts. Who voted online changes that vote online"
    ),
    "paper.voter_has_voted": _l("Number %(numbers)s has voted online. This paper cannot count too"),
    "paper.has_not_voted": _l("No vote of this number is in the box. Give the paper straight away"),
    "paper.aside_decided": _l("Two people decided about this paper already."),
    "paper.no_such_aside": _l("No paper with this number was set aside."),
    "paper.say_why": _l("Say why: everybody will read it"),
    "paper.voter_missing": _l("Enter the number on the roll that this paper counts for"),
    "paper.voter_not_asked": _l(
        "Leave the number on the roll empty: it is asked only for a paper given under a condition "
        "that counts"
    ),
    "paper.not_to_batch": _l("Not papers that count and wait for a batch: %(numbers)s"),
}

MESSAGES: dict[str, LazyString] = {**_HANDING, **CHECKING}
