"""Sentences of the review slice."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "comment.only_asked_teams": _l(
        "Only officials of a team that was asked about this proposal comment on it."
    ),
    "comment.answered_already": _l("This comment was answered or taken back already."),
    "comment.not_found": _l("There is no such comment."),
    "comment.not_yours": _l("Only who wrote a comment takes it back."),
    "comment.part_needed": _l("Choose what your comment is about"),
    "comment.passage_not_there": _l("Copy words that stand there now, or leave it empty"),
    "comment.words_needed": _l("Enter your comment, at most 2,000 characters"),
    "scores.none_asked": _l("Delegates do not score proposals in this round."),
    "scores.public_already": _l("The scores are public, so they cannot change any more."),
    "scores.mark_needed": _l("Choose a score from 1 to 5 on each line"),
    "scores.sentence_long": _l("Use 300 characters or fewer"),
    "review.declare_first": _l(
        "Declare your interests first. It takes a minute, and it is public."
    ),
    "review.interest_words": _l("Say in one line what the interest is"),
    "review.interest_unknown_idea": _l("Choose ideas from the list"),
    "review.interest_declared": _l(
        "You declared an interest in this idea, so you cannot decide it."
    ),
    "costing.not_found": _l("There is no such question to a team."),
    "costing.asked_already": _l("This team was asked already and has not answered yet."),
    "costing.questions_needed": _l("Say what you want to know"),
    "costing.only_its_team": _l("Only an official of the team that was asked can answer."),
    "costing.answered_already": _l("This question was answered already."),
    "costing.passed_already": _l(
        "This question was passed on once already. Answer it, and say in words whose it is."
    ),
    "costing.check_the_numbers": _l("Tick the box to say that you looked at these numbers again"),
    "costing.yearly_needed": _l("Enter the amount for each year, or say that it costs nothing"),
    "costing.verdict_needed": _l("Choose whether it can be done"),
    "costing.cannot_needed": _l("Choose why it cannot be done"),
    "costing.cannot_words_needed": _l("Say why it cannot be done, so that residents understand it"),
    "costing.change_needed": _l("Say what must change"),
    "costing.amount_needed": _l("Enter an amount of money, like 18,000"),
    "costing.likely_below_low": _l("The likely cost cannot be below the lowest"),
    "costing.high_below_likely": _l("The highest cost cannot be below the likely one"),
    "costing.price_needed": _l("Enter one price for the ballot, above zero"),
    "costing.payer_needed": _l("Say who pays the yearly cost"),
    "costing.months_needed": _l("Enter the months until it is ready, from 0 to 240"),
    "costing.included_needed": _l("Say what the price includes"),
    "costing.sure_needed": _l("Choose how sure the numbers are"),
    "costing.conditions_too_many": _l("Name at most 10 things that must change, a line for each"),
    "costing.frozen": _l(
        "The ballot is frozen, so no price changes. If a price is wrong, the project is withdrawn."
    ),
    "price.not_asked": _l("Nobody asks about this price now. It may be settled already."),
    "price.not_spelling": _l("No delegate said that only the spelling changed."),
    "condition.not_found": _l("The latest answer of the team names no such condition."),
    "condition.not_shown": _l("No delegate asks about this condition now."),
    "condition.met_already": _l("The team has said that this is met."),
    "condition.change_first": _l("Change the text first. Then say in which version it is met."),
    "condition.version_needed": _l("Choose the version in which it is met"),
    "condition.words_needed": _l("Say how it is met"),
    "condition.choice_needed": _l("Choose whether it is met"),
    "condition.missing_needed": _l("Say what is missing"),
    "reopening.frozen": _l("The ballot is frozen, so decisions stay as they are."),
    "reopening.not_decided": _l("The committee has not decided this proposal."),
    "reopening.others_must_agree": _l("Other delegates must agree."),
    "recheck.not_on_ballot": _l("This project is not on a ballot that is frozen and not closed."),
    "recheck.choice_needed": _l("Choose what you found"),
    "recheck.words_needed": _l("Say what is wrong"),
    "recheck.nothing_wrong": _l("No team says now that something is wrong with this project."),
    "decision.priced_again": _l("A team prices it again. Decide when it has answered."),
    "decision.conditions_open": _l(
        "It can be done only if it is changed. The team must say first that each point is met."
    ),
    "decision.price_of_older_text": _l(
        "The price is for an older version of the text. The team must say first that it holds."
    ),
    "decision.before_the_proposal": _l(
        "Enter the day the committee decided: the proposal was not there yet on this day"
    ),
    "decision.voters_changed": _l(
        "The delegates who can vote on this changed meanwhile. Choose again how each voted"
    ),
    "decision.day_to_come": _l("Enter the day the committee decided, today or before"),
    "decision.not_a_delegate": _l("Only delegates of this committee vote."),
    "decision.stance_needed": _l("Choose how each delegate voted"),
    "decision.interest_rule": _l("Who declared an interest takes no part, and nobody else."),
    "decision.too_few": _l(
        "One delegate alone decides nothing. Here at least %(needed)s who may vote must take part"
    ),
    "decision.recorded_already": _l(
        "A decision is written down already. Those who are named confirm it or object."
    ),
    "decision.join_open": _l(
        "Authors can still object to being joined. Decide when all agreed, or after 7 days."
    ),
    "decision.no_record": _l("Nothing is written down about this proposal now."),
    "decision.not_named": _l("Only delegates who are named in it can confirm it or object."),
    "decision.text_changed": _l(
        "The text or the costing changed after this was written down, so it cannot stand. "
        "Object, and write the decision down again."
    ),
    "leaving.second_person": _l("A second delegate must confirm this. One alone cannot."),
    "leaving.recorded_already": _l("A delegate has asked for this already. Confirm it, or object."),
    "leaving.none": _l("Nobody asks for this now."),
    "decision.no_majority": _l("A decision needs more votes for it than against it"),
    "decision.words_needed": _l("Say why. The authors and everybody read it."),
    "decision.no_costing": _l("Ask a team first what it costs and whether it can be done."),
    "decision.cannot_be_done": _l("The team’s latest answer says that it cannot be done."),
    "decision.costs_too_much": _l("The price is more than all the money of the round."),
    "decision.no_summary": _l("Write the summary for the ballot first, at most 40 words."),
}
