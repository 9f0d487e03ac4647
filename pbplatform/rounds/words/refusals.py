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
