"""Sentences of the proposals slice."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "join.stands": _l(
        "Nobody asks you about this now: the join stands, or the idea was taken out."
    ),
    "idea.nobody_asked": _l("Nobody asks to look at this idea again."),
    "idea.theirs_already": _l("They look after this idea already."),
    "idea.not_found": _l("There is no such idea."),
    "idea.not_open_yet": _l("This round does not take ideas yet."),
    "idea.window_over": _l("This round takes no more ideas. Your idea was not sent."),
    "idea.title_needed": _l("Enter a title"),
    "idea.title_too_long": _l("Use 120 characters or fewer for the title"),
    "idea.text_needed": _l("Say what should happen"),
    "idea.text_too_long": _l("Use 600 characters or fewer"),
    "idea.too_long": _l("Use %(letters)s characters or fewer"),
    "idea.name_shown_needed": _l("Choose how your name is shown"),
    "idea.photo_alt_needed": _l("Describe the picture, or remove it"),
    "idea.photo_gone": _l("We no longer have the picture. Choose it again."),
    "idea.relation_unknown": _l("Choose answers from the list"),
    "idea.grow_too_many": _l("Choose up to 2"),
    "idea.not_your_own": _l("You wrote this idea, so another facilitator must read it."),
    "idea.read_already": _l("This idea was read before, or it is not public any more."),
    "idea.only_its_author": _l("Only the author of this idea can do this."),
    "idea.second_look_used": _l("You asked for a second look before. Its answer stands."),
    "idea.second_look_too_late": _l("The time to ask for a second look has passed."),
    "idea.second_look_words": _l("Say why we should look again"),
    "idea.only_staff_for": _l("Facilitators and clerks of this round write this down."),
    "idea.too_late_to_withdraw": _l("A committee has this idea, so it cannot be withdrawn."),
    "idea.has_an_author": _l("This idea has an author, who alone can withdraw it."),
    "idea.taken_away_why": _l("Say why you take it away. Everybody reads it."),
    "idea.own_support": _l("You wrote this idea, so you cannot add your support."),
    "idea.support_over": _l("This idea takes no more support."),
    "idea.rule_needed": _l("Choose the rule that the idea breaks"),
    "idea.refusal_words": _l("Say why, and quote the words that break the rule"),
    "idea.claimed_already": _l("A committee has this idea already."),
    "idea.first_look_not_late": _l(
        "Delegates still have time for a first look. You can give it out after that."
    ),
    "idea.review_not_over": _l("The committee still has time to answer."),
    "idea.reason_needed": _l("Choose a reason"),
    "idea.reason_words_needed": _l("Say why in your own words. The author and everybody read it."),
    "committee.only_its_delegates": _l("Only a delegate of this committee can do this."),
    "committee.other_round": _l("This committee belongs to another round."),
    "proposal.not_found": _l("There is no such proposal."),
    "proposal.no_such_version": _l("There is no such version."),
    "proposal.decided_already": _l("The committee has decided this proposal. It cannot change."),
    "proposal.title_needed": _l("Enter a title"),
    "proposal.title_too_long": _l("Use 120 characters or fewer for the title"),
    "proposal.text_needed": _l("Say what the proposal is"),
    "proposal.summary_too_long": _l("You used %(words)s words. Use 40 or fewer."),
    "proposal.ideas_needed": _l("Choose at least one idea that your committee has claimed"),
    "proposal.idea_of_other_committee": _l("One of these ideas is not with your committee."),
    "proposal.changed_by_somebody": _l(
        "Somebody saved a newer version meanwhile. Your text is kept. Compare, then save."
    ),
    "proposal.reason_needed": _l("Say why the text changes. The reason is public."),
}
