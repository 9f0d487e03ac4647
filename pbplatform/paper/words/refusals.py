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
        "As many papers came back as are out. Nobody can have one of them still: count again. "
        "Whoever does have one can still vote with it"
    ),
    "paper.more_sheets_than_out": _l(
        "More came back than were given out: %(count)s. Count the sheets again. If it stays so, "
        "tick “I counted again”"
    ),
    "paper.not_more_back": _l(
        "No more papers came back than were given out. Nothing is to decide."
    ),
    "paper.vote_goes_on": _l(
        "Voting goes on. That they count is decided when it is over, and nobody votes online any "
        "more"
    ),
    "paper.more_than_voters": _l(
        "There would be more votes than voters on the roll: %(count)s more. So they cannot all "
        "count. Set as many sheets aside"
    ),
    "paper.only_deciders": _l(
        "Clerks, facilitators and auditors of this round decide about papers."
    ),
    "paper.numbers_changed": _l(
        "The numbers of the papers changed meanwhile. Look at them again, and ask anew."
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
    "paper.counts_already": _l(
        "It counts already, and waits for another batch. You can only say that it does not count"
    ),
    "paper.no_such_aside": _l("No paper with this number was set aside."),
    "paper.say_why": _l("Say why: everybody will read it"),
    "paper.voter_missing": _l("Enter the number on the roll that this paper counts for"),
    "paper.voter_not_asked": _l(
        "Leave the number on the roll empty: it is asked only for a paper given under a condition "
        "that counts"
    ),
    "paper.not_to_batch": _l("Not papers that count and wait for a batch: %(numbers)s"),
}

# Batches
_BATCHES: dict[str, LazyString] = {
    "paper.no_such_batch": _l("No batch with this number was logged."),
    "paper.batch_size": _l("A batch has 1 to 25 sheets. Make two of it, or count again"),
    "paper.asides_hide": _l(
        "%(count)s papers that were set aside lie in it. There must be others beside them, so that "
        "they are nobody’s. They lie alone only when voting is over and no others come"
    ),
    "paper.being_entered": _l("Somebody enters this batch already. Its number of sheets stays."),
    "paper.batch_received": _l("This batch is not entered by both clerks yet."),
    "paper.batch_differs": _l("The two entries of this batch differ. Look at the papers first."),
    "paper.batch_agreed": _l("Both entries of this batch agree. It waits to be sealed."),
    "paper.batch_sealed": _l("This batch is sealed. Nothing of it changes any more."),
    "paper.batch_refused": _l("This batch was refused. Nothing of it changes any more."),
    "paper.not_agreed": _l("Only a batch whose entries agree can be sealed."),
    "paper.not_sealed": _l("Only a sealed batch has a slip with codes."),
    "paper.batch_changed": _l("The batch changed meanwhile. Look at it again."),
    "paper.entry_whole": _l("Your entry of this batch is whole, and cannot be changed."),
    "paper.two_enter_it": _l("Two other clerks enter this batch. Take another one."),
    "paper.other_window": _l(
        "You saved this batch in another window meanwhile. What you typed here is not saved: "
        "compare it with that window, and go on there."
    ),
    "paper.sheets_missing": _l("Type every sheet: %(count)s are missing, this one first"),
    "paper.nothing_half_entered": _l("Nobody else has begun this batch without ending it."),
    "paper.settled_already": _l("Somebody wrote down a third look. Another person confirms it."),
    "paper.not_settled": _l("Nobody has written down a third look yet."),
    "paper.another_confirms": _l("You asked for this yourself. Another person confirms it."),
    "paper.not_asked_to_seal": _l("Nobody asks to seal this batch any more."),
    "paper.key_not_here": _l(
        "The key of this batch is not on this machine, so nobody can read its entries here. "
        "Work on the machine that has the key folder."
    ),
    "paper.key_does_not_fit": _l("The key of this batch does not open what was entered."),
}

MESSAGES: dict[str, LazyString] = {**_HANDING, **_BATCHES, **CHECKING}
