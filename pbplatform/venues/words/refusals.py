"""Refusals in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "venue.vote_over": _l("Voting is over. The list of voting places stays as it is."),
    "venue.is_the_same": _l("Nothing differs from what the list says. Change something first"),
    "venue.gone_already": _l("This voting place was taken away before. You can add it again."),
    "venue.only_its_staff": _l("A facilitator or clerk of this round looks after its places."),
    "venue.closing_is_over": _l("This time is over. Choose a later one"),
    "venue.closing_ends_first": _l("It must end after it begins, and after now. Check the times"),
    "venue.no_such_time": _l("The clocks go forward over this time on that day. Choose another"),
    "venue.not_open_then": _l("The place is not open then, so there is nothing to close"),
    "venue.open_already": _l("This closing does not hold any more. See what the list says now."),
    "venue.how_many_hours": _l("Enter at least one line of hours, and %(most)s at most"),
    "venue.not_hours": _l(
        "Line %(line)s is not a day and two times. Write it like 11 March 2027, 10:00 to 18:00"
    ),
    "venue.ends_before_it_begins": _l("Hours must begin before they end. Check the times"),
    "venue.outside_the_vote": _l("These hours are outside the days of voting. Check the days"),
    "venue.hours_overlap": _l("Two of these lines overlap. Make them one"),
    # Ways to vote
    "ways.frozen": _l("The ballot is frozen. The ways to vote stay as they are."),
    "ways.no_day_for_papers": _l("Enter the day until which the papers are kept"),
    "ways.day_without_papers": _l("This round takes no paper. Leave the day empty"),
    "ways.papers_kept_too_short": _l(
        "Papers are kept at least until the day after the result. Enter a later day"
    ),
    # Screens at voting places
    "kiosk.only_its_clerk": _l("A clerk of this round opens and closes its screens."),
    "kiosk.vote_over": _l("Voting is over. No screen can be opened for it any more."),
    "kiosk.over_already": _l("This screen is closed already."),
    "kiosk.no_such_place": _l("Choose a voting place that stands on the list"),
    "kiosk.wrong_code": _l("This is not the closing code of this screen. Ask the clerk for it"),
}
