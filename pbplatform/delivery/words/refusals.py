"""Sentences of the delivery slice."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "project.not_found": _l("There is no such project among the winners."),
    "project.no_line_yet": _l("Give the project its budget line first."),
    "project.only_its_team": _l("Only an official of the team that owns this project can do this."),
    "project.final": _l("This project is finished or stopped. Nothing changes any more."),
    "project.open_already": _l("This project is open. It can no longer be stopped."),
    "line.only_its_givers": _l(
        "Only the round’s facilitator, or an official for their own team, can give a budget line."
    ),
    "line.not_certified": _l(
        "The result is provisional. Budget lines begin when two people have certified it."
    ),
    "line.number_needed": _l("Enter the number of the budget line"),
    "line.no_such_year": _l("Enter a year between %(first)s and %(last)s"),
    "line.amount_needed": _l("Enter an amount above zero"),
    "line.post_needed": _l("Enter the post that answers for it, like Head of Parks"),
    "line.amount_reason": _l("The amount is not the cost on the ballot. Say why. It is public."),
    "line.change_reason": _l("Say why the line changes. The reason is public."),
    "step.reason_needed": _l("Say why steps are left out. Everybody can read it."),
    "step.spent_needed": _l("Say how much was spent. If it was nothing, type 0 and say why below"),
    "step.look_again": _l("This is unusual. Look again, and tick that it is right"),
    "project.no_such_line": _l("There is no such line in the history of this project."),
    "project.line_stays": _l("This line cannot be corrected here. What it set can be changed."),
    "project.line_tells_no_money": _l("This line says nothing of money"),
    "project.correct_same": _l("Nothing differs from what stands there"),
    "project.day_moves": _l("This day can no longer be corrected. Move it, and say why"),
    "step.nothing_to_take_back": _l("There is no step to take back: the project has only won."),
    "step.use_stop": _l("To stop a project, say why, who decided it and where the money goes."),
    "next_step.words_needed": _l("Say what comes next"),
    "next_step.day_ahead": _l("Enter a day that lies ahead"),
    "next_step.none_yet": _l("Say first what comes next, and by when."),
    "next_step.same_day": _l("This is the day that stands already"),
    "next_step.reason_needed": _l("Say why the day moves. The reason is public."),
    "next_step.said_already": _l("This is public already. Say what comes next now"),
    "update.said_already": _l("This update is public already. Write what happened since"),
    "update.words_needed": _l("Write what happened since the last update"),
    "update.spent_negative": _l("Enter zero or more"),
    "stop.reason_needed": _l("Say why it is stopped"),
    "stop.decided_by_needed": _l("Say who decided it"),
    "stop.money_needed": _l("Say where the money goes"),
}
