"""Sentences of the rounds slice."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "round.criteria_too_long": _l("Use at most 6 lines, one for each thing to score by"),
    "round.criterion_too_long": _l("Use 100 letters or fewer on each line"),
    "round.criteria_twice": _l("Two of the lines to score by are the same"),
    "round.quorum": _l("Enter a number from 2 to 99"),
    "round.not_found": _l("There is no such round."),
    "round.exists": _l("There is a round of this name already"),
    "round.money_needed": _l("Enter how much money can be spent"),
    "round.max_choices": _l("Enter 1 or more, or leave it empty for as many as people like"),
    "round.shares_need_any_number": _l(
        "Equal Shares needs “As many as they like”. Choose that, or another way to count."
    ),
    "round.dates_out_of_order": _l("This date must come after the one before it"),
    "round.published_already": _l("This round is public already."),
    "round.public_stays": _l("This round is public: its name, money and rule stay as they are."),
    "round.is_draft": _l("This round is a draft: change it on the page of its facts."),
    "round.no_words": _l(
        "This is no matter of words: people rely on it, so it stays. Money can be added by two "
        "people until the ballot is frozen."
    ),
    "round.name_frozen": _l("The name is part of the frozen ballot and stays."),
    "round.words_by_two": _l("The ballot is frozen, so two people put these words right."),
    "round.words_by_one": _l("The ballot is not frozen: a facilitator puts these words right."),
    "round.say_why": _l("Say why. The reason is public."),
    "round.nothing_changed": _l("Nothing is different from before"),
    "round.name_needed": _l("Enter the name of the round"),
    "round.voters_needed": _l("Say who can vote"),
    "round.more_money_only": _l("Enter more than there is now: money is only added"),
    "round.source_needed": _l("Say where the money comes from"),
    "round.called_off": _l("This round was called off. Nothing of it goes on."),
    "round.roles_first": _l(
        "Somebody holds a role in this draft. End those roles first, then drop it."
    ),
    "round.call_off_by_two": _l("The ballot is frozen, so two people call the round off."),
    "round.call_off_by_one": _l("The ballot is not frozen: one facilitator calls the round off."),
    "round.paused": _l("This round is paused. Take it up again first."),
    "round.paused_for_now": _l(
        "This round is paused. Its page says why, and by when you hear how it goes on."
    ),
    "round.not_paused": _l("This round is not paused."),
    "round.nothing_to_pause": _l(
        "Only a round that takes ideas, or whose proposals are written, can be paused. "
        "Dates of another one can move until the ballot is frozen."
    ),
    "round.resumes_in_past": _l("Enter a day that lies ahead"),
    "round.must_lie_ahead": _l("This date was still ahead, so it must lie ahead again"),
    "round.reason_needed": _l("Say why the dates move. The reason is public."),
    "round.only_later": _l("A public date can only move later"),
    "round.date_is_past": _l("This date has passed and cannot move"),
    "round.objection_days": _l("Enter a number of working days from 2 to 20"),
    "round.certify_days": _l("Enter a number of working days from 1 to 20"),
    "round.only_its_facilitator": _l("Only this round’s facilitator can do this."),
    "round.frozen": _l("The ballot is frozen. Money, rule, projects and dates cannot change."),
    "round.not_published": _l("Publish the round first."),
    "round.not_frozen": _l("The ballot of this round is not frozen yet."),
    "round.no_project_on_ballot": _l("There is no project on the ballot yet."),
    "round.window_over": _l("The time for voting has passed."),
    "committee.exists": _l("There is a committee of this name already"),
    "committee.not_found": _l("There is no such committee."),
    "project.not_on_ballot": _l("This project is not on the ballot."),
}
